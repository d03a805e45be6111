"""Findings for programs: one JSON object, with a summary even where nothing was found."""

from collections.abc import Sequence
from typing import Any

from pushstanza.diagnostics import Diagnostic, Severity

#: The version of the format; it grows when a key changes its meaning or goes.
VERSION = 1


def report(diagnostics: Sequence[Diagnostic], files: int, stanzas: int) -> dict[str, Any]:
    """Return the report as JSON holds it."""
    return {
        "version": VERSION,
        "summary": {
            "files": files,
            "stanzas": stanzas,
            "errors": sum(each.severity == Severity.ERROR for each in diagnostics),
            "warnings": sum(each.severity == Severity.WARNING for each in diagnostics),
            "notes": sum(each.severity == Severity.INFO for each in diagnostics),
        },
        "diagnostics": [each.to_dict() for each in diagnostics],
    }
