"""Findings for programs: each a JSON object in a line of its own."""

from pushstanza.diagnostics import Diagnostic
from pushstanza.linting.reports import Context, Summary, Write
from pushstanza.linting.reports.current import Current, dumps


class JsonLines:
    """The objects that the one of the JSON format holds as ``diagnostics``."""

    def __init__(self, write: Write, context: Context) -> None:
        self._write = write
        self._current = Current(context)

    def file(self, name: str) -> None:
        """Take note that a file begins."""
        self._current.begin(name)

    def add(self, found: Diagnostic) -> None:
        """Write a finding."""
        self._write(f"{dumps(self._current.record(found))}\n")

    def finish(self, _summary: Summary) -> None:
        """Write nothing more."""
