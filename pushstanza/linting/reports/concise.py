"""Findings for people and editors: one a line, as compilers print them."""

from pushstanza.diagnostics import Diagnostic
from pushstanza.diagnostics.excerpts import printable
from pushstanza.linting.reports import Context, Summary, Write
from pushstanza.linting.reports.text import place


class Concise:
    """Each finding in a line: ``path:line:column: severity code message``."""

    def __init__(self, write: Write, context: Context) -> None:
        self._write = write
        self._style = context.style

    def file(self, _name: str) -> None:
        """Take note that a file begins."""

    def add(self, found: Diagnostic) -> None:
        """Write a finding."""
        where = place(found)
        start = f"{self._style(where, 'path')}: " if where else ""
        what = self._style(f"{found.severity} {found.code}", found.severity)
        self._write(f"{start}{what} {printable(found.message)}\n")

    def finish(self, _summary: Summary) -> None:
        """Write nothing more."""
