"""Findings for programs: one JSON object, with a summary even where nothing was found."""

from typing import Any

import attrs

from pushstanza.diagnostics import DOCS_URL, Diagnostic
from pushstanza.linting.reports import Context, Summary, Write, tool_version
from pushstanza.linting.reports.current import Current, dumps

#: The version of the format; it grows when a key changes its meaning or goes.
VERSION = 1


class Json:
    """One object; the findings in it are written as they come, each in a line."""

    def __init__(self, write: Write, context: Context) -> None:
        self._write = write
        self._current = Current(context)
        self._before = self._head

    def file(self, name: str) -> None:
        """Take note that a file begins."""
        self._current.begin(name)

    def add(self, found: Diagnostic) -> None:
        """Write a finding."""
        self._write(f"{self._before()}\n    {dumps(self._current.record(found))}")
        self._before = self._comma

    def finish(self, summary: Summary) -> None:
        """Write the summary."""
        end = "\n  ]" if self._before == self._comma else f"{self._head()}]"
        self._write(f'{end},\n  "summary": {dumps(counts(summary))}\n}}\n')

    def _head(self) -> str:
        tool = {"name": "pushstanza", "version": tool_version(), "url": DOCS_URL}
        return f'{{\n  "version": {VERSION},\n  "tool": {dumps(tool)},\n  "diagnostics": ['

    def _comma(self) -> str:
        return ","


def counts(summary: Summary) -> dict[str, Any]:
    """Return a summary as JSON holds it."""
    seconds = None if summary.seconds is None else round(summary.seconds, 3)
    return attrs.asdict(summary) | {"seconds": seconds}
