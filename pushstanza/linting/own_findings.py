"""Diagnostics about the comments and files that control the linter."""

from collections.abc import Iterator

from pushstanza.diagnostics import Diagnostic, Fix, fingerprint
from pushstanza.diagnostics.excerpts import Around
from pushstanza.diagnostics.lines import Lines
from pushstanza.diagnostics.masking import without_tokens
from pushstanza.linting.rules import RULES, Finding
from pushstanza.linting.settings import Settings


class OwnFindings:
    """Makes the diagnostics of one text.

    Args:
        text: The text that offsets refer to.
        settings: Which rules are enabled, and the severities of their findings.
        file: The name of the file.
    """

    def __init__(self, text: str, settings: Settings, file: str | None = None) -> None:
        self._text = text
        self._settings = settings
        self._file = file
        self._known_lines: Lines | None = None

    def report(
        self,
        code: str,
        message: str,
        place: tuple[int, int],
        *,
        hint: str | None = None,
        fix: Fix | None = None,
    ) -> Iterator[Diagnostic]:
        """Yield the diagnostic of a rule at a place, if the rule is enabled."""
        rule = RULES[code]
        severity = self._settings.severity(rule, Finding(message))
        if severity is None or code not in self._settings.wanted:
            return
        start, end = place
        cover = str if self._settings.show_secrets else without_tokens
        yield Diagnostic(
            code=code,
            name=rule.name,
            severity=severity,
            message=cover(message),
            span=self._lines.span(start, end),
            file=self._file,
            hint=hint and cover(hint),
            fix=fix,
            fingerprint=fingerprint(code, self._text[start:end]),
            excerpt=self._around(start, end),
        )

    @property
    def _lines(self) -> Lines:
        if self._known_lines is None:
            self._known_lines = Lines(self._text)
        return self._known_lines

    def _around(self, start: int, end: int) -> Around:
        """Return the text around a place."""
        return Around(self._text, start, end, self._settings.show_secrets)
