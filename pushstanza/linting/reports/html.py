"""Findings for people who would rather look: one page, which asks the network for nothing.

The page is written in the end, since it begins with the counts; so it shows a limited number of
findings, and says how many more there are.
"""

from collections import Counter

import attrs
from markupsafe import Markup

from pushstanza.diagnostics import DOCS_URL, Diagnostic, Severity
from pushstanza.diagnostics.excerpts import around
from pushstanza.linting.reports import Context, Summary, Write, count, tool_version
from pushstanza.linting.reports.current import Current
from pushstanza.linting.reports.matrix import rows
from pushstanza.linting.reports.stanzas import Stanza, Surroundings
from pushstanza.linting.rules import RULES
from pushstanza.pages import policy
from pushstanza.pages.templates import SHARED, Templates

#: How many findings of each severity are shown, and how many in a file that say the same.
MOST, ALIKE = 200, 5

#: What a severity is called in sentences.
_WORDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}

_TEMPLATES = Templates("pushstanza.linting.reports", count=count, words=_WORDS)


@attrs.define
class _File:
    """The stanzas of a file, drawn, the number of their findings, and what is not shown."""

    path: str
    stanzas: list[Markup] = attrs.Factory(list)
    shown: int = 0
    hidden: Counter[str] = attrs.Factory(Counter)


@attrs.define
class _Rule:
    """A rule, and how many findings of each severity it has."""

    code: str
    name: str
    url: str
    found: Counter[Severity] = attrs.Factory(Counter)

    @property
    def worst(self) -> Severity:
        """The worst severity that it has here."""
        return next(each for each in Severity if self.found[each])

    @property
    def reason(self) -> str:
        """Why there is such a rule, in its first sentence."""
        rule = RULES.get(self.code)
        return "" if rule is None else rule.summary


class Html:
    """A page with the stanzas that have findings, each with what servers answer to it."""

    def __init__(self, write: Write, context: Context) -> None:
        self._write = write
        self._context = context
        self._current = Current(context)
        self._surroundings: Surroundings | None = None
        self._stanza: Stanza | None = None
        self._files: list[_File] = []
        self._is_begun = False
        self._rules: dict[str, _Rule] = {}
        self._alike: Counter[tuple[str, str]] = Counter()
        self._shown: Counter[Severity] = Counter()
        self._elsewhere: Counter[str] = Counter()

    def file(self, name: str) -> None:
        """Take note that a file begins."""
        self._close()
        self._current.begin(name)
        self._alike.clear()
        self._is_begun = False

    def add(self, found: Diagnostic) -> None:
        """Take a finding."""
        rule = self._rules.setdefault(found.code, _Rule(found.code, found.name, found.url))
        rule.found[found.severity] += 1
        if self._has_room(found):
            self._shown[found.severity] += 1
            self._show(found)
        else:
            hidden = self._files[-1].hidden if self._is_begun else self._elsewhere
            hidden[found.code] += 1

    def finish(self, summary: Summary) -> None:
        """Write the page."""
        self._close()
        shared = SHARED.part("colours.css") + SHARED.part("page.css")
        style, script = shared + _TEMPLATES.part("page.css"), _TEMPLATES.part("page.js")
        rules = sorted(self._rules.values(), key=lambda each: each.code)
        page = _TEMPLATES.template("page.html").generate(
            alike=ALIKE,
            docs=DOCS_URL,
            elsewhere=self._elsewhere,
            files=self._files,
            most=MOST,
            policy=policy(style, script),
            rules=rules,
            script=Markup(script),  # noqa: S704 - the script is ours
            severities={each: sum(rule.found[each] for rule in rules) for each in Severity},
            shown=self._shown.total(),
            style=Markup(style),  # noqa: S704 - the style sheet is ours
            summary=summary,
            total=sum(rule.found.total() for rule in rules),
            version=tool_version(),
        )
        for part in page:
            self._write(part)

    def _has_room(self, found: Diagnostic) -> bool:
        """Tell whether the page shows a finding, and does not only count it."""
        if self._context.show_all:
            return True
        kind = found.code, found.message
        self._alike[kind] += 1
        return self._alike[kind] <= ALIKE and self._shown[found.severity] < MOST

    def _show(self, found: Diagnostic) -> None:
        stanza = self._stanza_of(found)
        if self._stanza is None or stanza.whole is None or stanza.whole != self._stanza.whole:
            self._close()
            self._stanza = stanza
        if not self._is_begun:
            self._files.append(_File(self._current.path))
            self._is_begun = True
        self._files[-1].shown += 1
        self._stanza.findings.append((self._shown.total(), found))

    def _stanza_of(self, found: Diagnostic) -> Stanza:
        place = around(found)
        if place is None or place.whole is None:
            return Stanza()
        if self._surroundings is None or not self._surroundings.is_of(place):
            self._surroundings = Surroundings(place.text, place.whole)
        return self._surroundings.stanza_at(place)

    def _close(self) -> None:
        """Put the last stanza into the page."""
        stanza, self._stanza = self._stanza, None
        if stanza is None:
            return
        context = self._context
        matrix = (
            ()
            if stanza.written is None
            else rows(stanza.written, context.account, context.targets, stanza.cover())
        )
        drawn = _TEMPLATES.template("stanza.html").render(
            findings=stanza.findings,
            label=stanza.label,
            lines=[*stanza.lines()],
            matrix=matrix,
            number=stanza.findings[0][0],
        )
        self._files[-1].stanzas.append(Markup(drawn))  # noqa: S704 - a template has escaped it
