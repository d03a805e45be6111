"""What is found and said: findings with their places, errors, and how they are shown to people."""

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
