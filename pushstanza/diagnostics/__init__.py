"""Findings with their positions, errors, and how both are displayed."""

from pushstanza.diagnostics.diagnostic import (
    DOCS_URL,
    Diagnostic,
    Edit,
    Excerpt,
    Fix,
    PushStanzaError,
    Severity,
    Span,
    fingerprint,
    rule_url,
)

__all__ = [
    "DOCS_URL",
    "Diagnostic",
    "Edit",
    "Excerpt",
    "Fix",
    "PushStanzaError",
    "Severity",
    "Span",
    "fingerprint",
    "rule_url",
]
