"""What is found and said: findings with their places, errors, and how they are shown to people."""

from pushstanza.diagnostics.diagnostic import (
    DOCS_URL,
    AppServer,
    Diagnostic,
    Edit,
    Excerpt,
    Fix,
    PushStanzaError,
    Severity,
    Span,
    Target,
    fingerprint,
    rule_url,
)

__all__ = [
    "DOCS_URL",
    "AppServer",
    "Diagnostic",
    "Edit",
    "Excerpt",
    "Fix",
    "PushStanzaError",
    "Severity",
    "Span",
    "Target",
    "fingerprint",
    "rule_url",
]
