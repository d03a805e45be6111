"""Family 0: the XML itself, and the restrictions of RFC 6120, section 11."""

from pushstanza.linting.rules.xml import (  # isort: skip - in the order of their codes
    well_formedness,
    namespaces,
    prefixes,
    missing_namespaces,
    names,
    text,
    schema,
)

__all__ = [
    "missing_namespaces",
    "names",
    "namespaces",
    "prefixes",
    "schema",
    "text",
    "well_formedness",
]
