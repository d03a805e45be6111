"""How much was checked and found in a run."""

import time
from collections import Counter
from collections.abc import Iterable

from pushstanza.diagnostics import Diagnostic, Severity
from pushstanza.linting.files import Part
from pushstanza.linting.reports import Summary

#: The kinds of files whose errors are examples.
_DOCUMENTS = frozenset({"code", "html", "markdown", "rst", "xep"})


class Tally:
    """Counts what was looked at and what was found, for the summary and the exit status.

    Args:
        only_shown: Whether fixes are shown, not made.
    """

    def __init__(self, *, only_shown: bool = False) -> None:
        self._only_shown = only_shown
        self._started = time.perf_counter()
        self._files: set[str] = set()
        self._counts: Counter[str] = Counter()
        self.severities: Counter[Severity] = Counter()

    def looked_at(self, part: Part) -> None:
        """Count what was looked at."""
        self._files.add(part.name)
        self._counts.update(
            stanzas=part.stanzas,
            payloads=part.payloads,
            refusals=0 if part.kind in _DOCUMENTS else part.refusals,
            outside=part.outside,
            suppressed=part.suppressed,
            **{"fixable" if self._only_shown else "fixed": len(part.fixes)},
        )

    def passed_over(self, count: int) -> None:
        """Count files that were looked into and hold nothing to check."""
        self._counts["passed_over"] += count

    def reported(self, found: Iterable[Diagnostic]) -> None:
        """Count findings that are reported."""
        for each in found:
            self.severities[each.severity] += 1
            if each.fix is not None and each.fix.safe and not self._only_shown:
                self._counts["fixable"] += 1

    def baselined(self, count: int) -> None:
        """Count findings that are known."""
        self._counts["baselined"] += count

    def summary(self) -> Summary:
        """Return what there is to say in the end."""
        return Summary(
            files=len(self._files),
            errors=self.severities[Severity.ERROR],
            warnings=self.severities[Severity.WARNING],
            notes=self.severities[Severity.INFO],
            seconds=time.perf_counter() - self._started,
            **self._counts,
        )
