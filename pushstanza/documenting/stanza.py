"""``stanza``: stanzas as they are written, as Python and as JSON, and what servers answer."""

import json
import re
from collections.abc import Iterator
from functools import cached_property

import attrs

from pushstanza.binding.code import python_of
from pushstanza.binding.dump import to_dict
from pushstanza.diagnostics import Diagnostic, PushStanzaError
from pushstanza.diagnostics.records import frozen
from pushstanza.documenting.checking import problems_of
from pushstanza.documenting.errors import BlockError
from pushstanza.documenting.example import Code, Example, Note, Part, Problem, Table
from pushstanza.documenting.written import Written
from pushstanza.linting.config import KEYS
from pushstanza.linting.declare import RULE_LIST, Choice, Several, declare
from pushstanza.linting.engine import LintResult, check
from pushstanza.linting.rules.left_out import ELLIPSIS
from pushstanza.linting.settings import Settings, codes
from pushstanza.reading.names import STANZAS
from pushstanza.servers import Verdict
from pushstanza.servers.texts import judge
from pushstanza.stanzas.parse import parse_many
from pushstanza.stanzas.rfc6120 import Stanza

#: The parts of an example, in the order of their tabs.
TABS = ("xml", "python", "json", "answers")


@frozen(kw_only=True)
class Options:
    """What the author of a ``stanza`` asks for."""

    target: tuple[str, ...] = declare(KEYS["target"].doc, KEYS["target"].kind, ())
    app_server: tuple[str, ...] = declare(KEYS["app-server"].doc, KEYS["app-server"].kind, ())
    account: str | None = declare(KEYS["account"].doc, KEYS["account"].kind)
    ignore: tuple[str, ...] = declare(KEYS["ignore"].doc, RULE_LIST, ())
    invalid: tuple[str, ...] | None = declare(
        "The example is wrong on purpose: these rules must find something, and no others."
        " Without a rule, any may.",
        RULE_LIST,
    )
    findings: str = declare(
        "Whether findings that are not expected are warnings of the build, or notes for readers.",
        Choice(("warnings", "notes")),
        "warnings",
    )
    tabs: tuple[str, ...] | None = declare(
        "What is shown: the XML as written, Python code, JSON, and what each server answers."
        " Default: all that can be shown.",
        Several(Choice(TABS), "a list of tabs"),
    )


def example(written: Written, options: Options) -> Example:
    """Return stanzas as an example, with what is wrong with them.

    Raises:
        BlockError: there is no stanza in the text, or a tab is asked for that cannot be shown.
    """
    shown = _Stanzas(written, options)
    expected, others = shown.sorted_out()
    is_warned = options.findings == "warnings"
    noted = expected if is_warned else sorted([*expected, *others], key=_line)
    return Example(
        parts=tuple(shown.parts(noted)),
        notes=tuple(Note.of(each) for each in noted),
        problems=(
            *(problems_of(others) if is_warned else ()),
            *shown.missing(expected),
        ),
    )


def _line(found: Diagnostic) -> int:
    return found.line or 0


@frozen
class _Stanzas:
    """The stanzas of a block, with what is asked of them."""

    written: Written
    options: Options

    def sorted_out(self) -> tuple[list[Diagnostic], list[Diagnostic]]:
        """Return the findings that are expected, and the others."""
        expected: list[Diagnostic] = []
        others: list[Diagnostic] = []
        for each in self._linted.diagnostics:
            (expected if each.code in self._invalid else others).append(each)
        return expected, others

    def missing(self, found: list[Diagnostic]) -> Iterator[Problem]:
        """Yield that an example that is to be wrong is not."""
        if self.options.invalid is None:
            return
        have = {each.code for each in found}
        for word in self.options.invalid or ("",):
            if have.isdisjoint(codes([word]) if word else have):
                rule = f" by {word}" if word else ""
                yield Problem(
                    message=f"the example is said to be invalid, but nothing is found{rule}"
                )

    def parts(self, noted: list[Diagnostic]) -> Iterator[Part]:
        """Yield what is shown."""
        made = {
            "xml": lambda: self._xml(noted),
            "python": self._python,
            "json": self._json,
            "answers": self._answers,
        }
        for tab in self.options.tabs or TABS:
            part = made[tab]()
            if part is not None:
                yield part
            elif self.options.tabs:
                raise BlockError(f"the tab {tab} cannot be shown of this text: {_WHY[tab]}")

    @cached_property
    def _invalid(self) -> frozenset[str]:
        if self.options.invalid is None:
            return frozenset()
        return codes(self.options.invalid or ("ALL",))

    @cached_property
    def _linted(self) -> LintResult:
        options, settings = self.options, self.written.settings
        text = self.written.text
        settings = attrs.evolve(
            settings,
            targets=frozenset(options.target) or settings.targets,
            app_servers=frozenset(options.app_server) or settings.app_servers,
            account=options.account or settings.account,
            extend_select=(*settings.extend_select, *(options.invalid or ())),
            ignore=(*settings.ignore, *options.ignore),
            scope="all",
            kind="xml",
        )
        found = (
            _as_in_page(text, settings) if ELLIPSIS.search(text) else check(text, settings=settings)
        )
        if not found.stanzas and not found.payloads:
            raise BlockError("the block contains no stanza")
        return found

    def _xml(self, noted: list[Diagnostic]) -> Part:
        marked = {
            line
            for each in noted
            if each.span
            for line in range(each.span.line, each.span.end_line + 1)
        }
        return Code(
            title="XML", language="xml", text=self.written.text, marked=tuple(sorted(marked))
        )

    @cached_property
    def _models(self) -> tuple[Stanza, ...]:
        try:
            return tuple(parse_many(self.written.text, comments=True))
        except PushStanzaError:
            return ()

    def _python(self) -> Part | None:
        code = "\n\n".join(map(python_of, self._models))
        if not code:
            return None
        modules = ["import datetime\n"] if "datetime.datetime(" in code else []
        imports = "".join((*modules, "import pushstanza as ps\n"))
        return Code(title="Python", language="python", text=f"{imports}\n{code}")

    def _json(self) -> Part | None:
        found = [to_dict(each, show_secrets=True) for each in self._models]
        if not found:
            return None
        text = json.dumps(found[0] if len(found) == 1 else found, indent=2, ensure_ascii=False)
        return Code(title="JSON", language="json", text=text)

    def _answers(self) -> Part | None:
        try:
            found = judge(self.written.text, self.options.target, self.options.account)
        except PushStanzaError:
            return None
        whole = [each for each in found if each.stanza.partition(" ")[0] in (*STANZAS, "malformed")]
        rows = [(each.stanza, *_row(verdict)) for each in whole for verdict in each.verdicts]
        if not rows:
            return None
        head = ("stanza", "server", "answer", "reason", "effect")
        first = 1 if len(whole) == 1 else 0
        return Table(title="Answers", head=head[first:], rows=tuple(row[first:] for row in rows))


#: Why a part may be lacking.
_WHY = {
    "python": "it is not a valid stanza",
    "json": "it is not a valid stanza",
    "answers": "no server is known to answer it",
}


def _row(verdict: Verdict) -> tuple[str, str, str, str]:
    return verdict.title, str(verdict.answer), verdict.reason, verdict.effect


def _alone(text: str, settings: Settings) -> LintResult:
    """Return what is found in a text that holds whole stanzas."""
    return check(text, settings=settings)


def _as_in_page(text: str, settings: Settings) -> LintResult:
    """Return what is found in a text as a page shows it, where an ellipsis is what is left out."""
    fence = "`" * (3 + max(map(len, re.findall("`+", text)), default=0))
    settings = attrs.evolve(settings, kind="markdown")
    found = check(f"{fence}xml\n{text}\n{fence}\n", settings=settings)
    return attrs.evolve(found, diagnostics=[_moved(each) for each in found.diagnostics])


def _moved(found: Diagnostic) -> Diagnostic:
    """Return a finding without the line of the fence before the text."""
    span = found.span
    if span is None:
        return found
    return attrs.evolve(
        found, span=attrs.evolve(span, line=span.line - 1, end_line=span.end_line - 1)
    )
