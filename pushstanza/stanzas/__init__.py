"""The stanzas of the push notification flow: one module per specification.

The modules are named after their specifications, so that ``xep0357.Enable`` reads as a citation;
``tigase`` has the extensions of Tigase.
"""

from pushstanza.stanzas import (
    push2,
    rfc6120,
    tigase,
    unified_push,
    xep0004,
    xep0030,
    xep0050,
    xep0060,
    xep0060_errors,
    xep0203,
    xep0334,
    xep0353,
    xep0357,
)

__all__ = [
    "push2",
    "rfc6120",
    "tigase",
    "unified_push",
    "xep0004",
    "xep0030",
    "xep0050",
    "xep0060",
    "xep0060_errors",
    "xep0203",
    "xep0334",
    "xep0353",
    "xep0357",
]
