"""Findings with their positions, errors, and how both are displayed."""

from pushstanza.diagnostics.diagnostic import (
    DOCS_URL,
    Diagnostic,
    Edit,
    Excerpt,
    Fix,
    Severity,
    Span,
    fingerprint,
    rule_url,
)
from pushstanza.diagnostics.errors import (
    ArgumentError,
    FrozenError,
    PushStanzaError,
    UnknownNameError,
    WrongTypeError,
    WrongValueError,
)

__all__ = [
    "DOCS_URL",
    "ArgumentError",
    "Diagnostic",
    "Edit",
    "Excerpt",
    "Fix",
    "FrozenError",
    "PushStanzaError",
    "Severity",
    "Span",
    "UnknownNameError",
    "WrongTypeError",
    "WrongValueError",
    "fingerprint",
    "rule_url",
]
