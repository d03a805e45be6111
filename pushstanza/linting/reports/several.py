"""Several reports of the same findings, written at the same time."""

from collections.abc import Iterable

from pushstanza.diagnostics import Diagnostic, PushStanzaError
from pushstanza.diagnostics.spelling import did_you_mean
from pushstanza.linting.reports import REPORTS, Context, Report, Summary, Write


class FormatError(PushStanzaError, ValueError):
    """A format that there is none of."""


class Reports:
    """The reports of a run: each gets every file and finding as they come."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._reports: list[Report] = []
        self._current: str | None = None

    def begin(self, name: str, write: Write) -> None:
        """Add a report in the format called *name*."""
        self._reports.append(REPORTS[known_format(name)](write, self._context))

    def add(self, file: str, found: Iterable[Diagnostic]) -> None:
        """Report what was found in a file, or in a part of it."""
        for report in self._reports:
            if file != self._current:
                report.file(file)
        self._current = file
        for each in found:
            for report in self._reports:
                report.add(each)

    def finish(self, summary: Summary) -> None:
        """End the reports."""
        for report in self._reports:
            report.finish(summary)


def known_format(name: str) -> str:
    """Return the name of a format if there is one.

    Raises:
        FormatError: there is none.
    """
    if name not in REPORTS:
        hint = did_you_mean(name, REPORTS) or f"available formats: {', '.join(REPORTS)}"
        raise FormatError(f"unknown format {name!r}; {hint}")
    return name
