"""Findings for people: those of a file in a table below its name."""

from pushstanza.diagnostics import Diagnostic
from pushstanza.diagnostics.excerpts import printable
from pushstanza.linting.reports import Context, Summary, Write


class Grouped:
    """The name of each file that has findings, and a line for each of them."""

    def __init__(self, write: Write, context: Context) -> None:
        self._write = write
        self._style = context.style
        self._file: str | None = None
        self._is_told = False

    def file(self, name: str) -> None:
        """Take note that a file begins."""
        if self._is_told:
            self._write("\n")
        self._file = name
        self._is_told = False

    def add(self, found: Diagnostic) -> None:
        """Write a finding."""
        if not self._is_told and self._file is not None:
            self._write(f"{self._style(printable(self._file), 'path')}\n")
        self._is_told = True
        where = "" if found.span is None else f"{found.line}:{found.column}"
        severity = self._style(f"{found.severity:<7}", found.severity)
        self._write(f"  {where:>8}  {severity}  {found.code}  {printable(found.message)}\n")

    def finish(self, _summary: Summary) -> None:
        """Write the end of the last table."""
        if self._is_told:
            self._write("\n")
