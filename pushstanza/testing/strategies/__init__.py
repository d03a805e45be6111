"""Hypothesis strategies for stanzas, forms, requests to providers, faults and whole flows."""

try:
    import hypothesis as _hypothesis  # noqa: F401
except ImportError:
    from pushstanza.testing.missing import MissingExtraError

    raise MissingExtraError(
        "pushstanza.testing.strategies needs Hypothesis: pip install 'pushstanza[testing]'",
        name="hypothesis",
    ) from None

from pushstanza.testing.strategies.conversations import Step, flows
from pushstanza.testing.strategies.elements import models, stanzas, unknowns
from pushstanza.testing.strategies.faults import NearValid, NoExampleError, near_valid
from pushstanza.testing.strategies.requests import (
    apns_requests,
    fcm_requests,
    mongoosepush_requests,
)
from pushstanza.testing.strategies.typed_forms import forms
from pushstanza.testing.strategies.values import jids, texts

__all__ = [
    "NearValid",
    "NoExampleError",
    "Step",
    "apns_requests",
    "fcm_requests",
    "flows",
    "forms",
    "jids",
    "models",
    "mongoosepush_requests",
    "near_valid",
    "stanzas",
    "texts",
    "unknowns",
]
