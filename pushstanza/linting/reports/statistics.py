"""How many findings each rule has, for people who have many."""

from collections import Counter

from pushstanza.diagnostics import Diagnostic
from pushstanza.linting.reports import Context, Summary, Write


class Statistics:
    """A row for each rule that found something, the most frequent first."""

    def __init__(self, write: Write, context: Context) -> None:
        self._write = write
        self._context = context
        self._counts: Counter[tuple[str, str, str]] = Counter()
        self._fixable: Counter[str] = Counter()

    def file(self, _name: str) -> None:
        """Take note of a file; the places of findings are not shown."""

    def add(self, found: Diagnostic) -> None:
        """Count a finding."""
        self._counts[found.code, found.name, found.severity] += 1
        self._fixable[found.code] += found.fix is not None and found.fix.safe

    def finish(self, _summary: Summary) -> None:
        """Write the rows."""
        rows = sorted(self._counts.items(), key=lambda row: (-row[1], row[0]))
        width = max((len(f"{count:,}") for _, count in rows), default=0)
        for (code, name, severity), count in rows:
            fixable = f"  ({self._fixable[code]:,} fixable)" if self._fixable[code] else ""
            shown = self._context.style(f"{severity:<8}", severity)
            self._write(f"{count:>{width},}  {code}  {shown} {name}{fixable}\n")
