"""Findings for GitHub Actions: commands in the log of a workflow, which become annotations.

Source: docs.github.com, "Workflow commands for GitHub Actions"; the escapes are those of
actions/toolkit, packages/core/src/command.ts.
"""

from collections.abc import Iterator

from pushstanza.diagnostics import Diagnostic, Severity
from pushstanza.diagnostics.excerpts import printable
from pushstanza.linting.reports import Context, Summary, Write
from pushstanza.linting.reports.current import Current

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_IN_DATA = {ord("%"): "%25", ord("\r"): "%0D", ord("\n"): "%0A"}
_IN_PROPERTY = _IN_DATA | {ord(":"): "%3A", ord(","): "%2C"}


class GitHub:
    """Each finding as a command in a line."""

    def __init__(self, write: Write, context: Context) -> None:
        self._write = write
        self._current = Current(context)

    def file(self, name: str) -> None:
        """Take note that a file begins."""
        self._current.begin(name)

    def add(self, found: Diagnostic) -> None:
        """Write a finding."""
        properties = ",".join(
            f"{name}={printable(value.translate(_IN_PROPERTY))}"
            for name, value in self._properties(found)
        )
        self._write(f"::{_COMMANDS[found.severity]} {properties}::{self._data(found)}\n")

    def finish(self, _summary: Summary) -> None:
        """Write nothing more."""

    def _properties(self, found: Diagnostic) -> Iterator[tuple[str, str]]:
        yield "title", f"{found.code} {found.name}"
        yield "file", self._current.path
        span = found.span
        if span is None:
            return
        yield "line", str(span.line)
        yield "endLine", str(span.end_line)
        if span.line == span.end_line:  # columns of several lines are refused
            yield "col", str(span.column)
            yield "endColumn", str(span.end_column)

    def _data(self, found: Diagnostic) -> str:
        """Return what is shown; the log itself shows nothing of the properties."""
        span = found.span
        where = f"{self._current.path}:" + (f"{span.line}:{span.column}:" if span else "")
        lines = [f"{where} {found.code} {found.message}", *([found.hint] if found.hint else [])]
        return "\n".join(map(printable, lines)).translate(_IN_DATA)
