"""Findings for GitLab: a report of code quality.

Source: docs.gitlab.com, "Code Quality", "Code Quality report format".
"""

from collections import Counter
from typing import Any

from pushstanza.diagnostics import Diagnostic, Severity, fingerprint
from pushstanza.linting.reports import Context, Summary, Write
from pushstanza.linting.reports.current import Current, dumps

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


class GitLab:
    """One array of findings, each with a fingerprint of its own."""

    def __init__(self, write: Write, context: Context) -> None:
        self._write = write
        self._current = Current(context)
        self._fingerprints: Counter[str] = Counter()

    def file(self, name: str) -> None:
        """Take note that a file begins."""
        self._current.begin(name)

    def add(self, found: Diagnostic) -> None:
        """Write a finding."""
        start = ",\n" if self._fingerprints else "[\n"
        issue = {
            "check_name": f"{found.code} {found.name}",
            "description": found.message,
            "severity": _SEVERITIES[found.severity],
            "fingerprint": self._fingerprint(found),
            "location": {"path": self._current.path, "positions": _positions(found)},
            "categories": ["Bug Risk"],
            "type": "issue",
        }
        self._write(f"{start}  {dumps(issue)}")

    def finish(self, _summary: Summary) -> None:
        """Write the end of the array."""
        self._write("\n]\n" if self._fingerprints else "[]\n")

    def _fingerprint(self, found: Diagnostic) -> str:
        """Return what tells the finding from all others, and is the same in the next run."""
        content = found.fingerprint or f"{found.code} {found.message}"
        base = f"{self._current.path}\0{content}"
        self._fingerprints[base] += 1
        return fingerprint(base, str(self._fingerprints[base]))


def _positions(found: Diagnostic) -> dict[str, Any]:
    span = found.span
    if span is None:
        return {"begin": {"line": 1, "column": 1}, "end": {"line": 1, "column": 1}}
    return {
        "begin": {"line": span.line, "column": span.column},
        "end": {"line": span.end_line, "column": span.end_column},
    }
