"""Findings to text: one module a format.

A report gets each file and each finding as they come, and writes what it can at once.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Protocol, TypeAlias, cast

from pushstanza.diagnostics import Diagnostic, PushStanzaError
from pushstanza.diagnostics.records import frozen
from pushstanza.jid import Jid

#: Takes a piece of the report; what it is called with, one after the other, is the report.
Write: TypeAlias = Callable[[str], object]

#: Gets a text and what it is (a severity, code, path or caret), returns it coloured.
Style: TypeAlias = Callable[[str, str], str]


def plain(text: str, _role: str) -> str:
    """Return *text* without colours."""
    return text


def tool_version() -> str:
    """Return the version of the linter; what finds it is loaded for the reports that name it."""
    from importlib.metadata import version

    return version("pushstanza")


def _no_text(_name: str) -> None:
    return None


class ReportError(PushStanzaError, OSError):
    """A report that cannot be written; the message says where and why."""


@frozen(kw_only=True)
class Context:
    """What a report is made with.

    Args:
        style: Colours, for people.
        hyperlinks: Whether the terminal follows links.
        width: How many columns the terminal has; ``None`` for a file or a program.
        show_all: Whether people get every finding, however much alike they are.
        show_secrets: Whether fixes show device tokens, secrets and bodies.
        read: Returns the text of a file that was linted, or ``None``. It is asked for that of the
            current file only: before the next one begins, or at the end.
        account: The user whose stanzas these are, for what servers answer.
        targets: The names of the servers and push services that the stanzas are meant for.
    """

    style: Style = plain
    hyperlinks: bool = False
    width: int | None = None
    show_all: bool = False
    show_secrets: bool = False
    read: Callable[[str], str | None] = _no_text
    account: Jid | None = None
    targets: frozenset[str] = frozenset()


@frozen(kw_only=True)
class Summary:
    """How much was checked, and how many findings there are.

    ``outside`` of the stanzas have nothing to do with push and were passed over.
    ``fixable`` are the findings that ``pushstanza fix`` would put right, ``fixed`` those that it
    has; ``refusals`` are the stanzas that are errors. ``suppressed`` and ``baselined`` are not
    among the errors, warnings and notes. Where fixes are only shown, those that would be made are
    the ``fixable`` ones, and not among them either. ``passed_over`` counts the source files in
    folders that name no push namespace.
    """

    files: int = 0
    stanzas: int = 0
    refusals: int = 0
    payloads: int = 0
    outside: int = 0
    errors: int = 0
    warnings: int = 0
    notes: int = 0
    fixable: int = 0
    fixed: int = 0
    suppressed: int = 0
    baselined: int = 0
    passed_over: int = 0
    seconds: float | None = None

    def sentence(self, *, only_shown: bool = False) -> str:
        """Return it for people, perhaps of fixes that are only shown."""
        took = "" if self.seconds is None else f" in {self.seconds:.2f} s"
        besides = self._besides(only_shown=only_shown)
        return f"Checked {self._checked()}{took}: {self._found()}{besides}."

    def _checked(self) -> str:
        counts = [count(self.files, "file")]
        if self.stanzas or not self.payloads:
            passed_over = f" ({self.outside:,} not about push)" if self.outside else ""
            counts.append(count(self.stanzas, "stanza") + passed_over)
        if self.payloads:
            counts.append(count(self.payloads, "payload"))
        return ", ".join(counts)

    def _found(self) -> str:
        counts = ((self.errors, "error"), (self.warnings, "warning"), (self.notes, "note"))
        found = [count(number, word) for number, word in counts if number]
        if not found and not self.files:
            return "no files to check"
        if not found and not self.stanzas and not self.payloads:
            return "nothing to check"
        return ", ".join(found) or "no findings"

    def _besides(self, *, only_shown: bool) -> str:
        counts = (
            (self.fixable, "would be fixed" if only_shown else "fixable with `pushstanza fix`"),
            (self.fixed, "fixed"),
            (self.suppressed, "suppressed"),
            (self.baselined, "in the baseline"),
            (self.refusals, "refused: `pushstanza explain` shows why"),
        )
        shown = [f"{number:,} {what}" for number, what in counts if number]
        if self.passed_over:
            shown.append(f"{count(self.passed_over, 'file')} without stanzas passed over")
        return f" ({', '.join(shown)})" if shown else ""


def count(number: int, word: str) -> str:
    """Return a number of things, such as ``2 files``."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"


class Report(Protocol):
    """What a format does with findings."""

    def file(self, name: str) -> None:
        """Take note that the check of a file begins, which may have no findings."""

    def add(self, found: Diagnostic) -> None:
        """Take a finding in the current file."""

    def finish(self, summary: Summary) -> None:
        """Write what is left to write."""


Factory: TypeAlias = Callable[[Write, Context], Report]


def _lazily(module: str, name: str) -> Factory:
    """Return what makes a report of a class, whose module is loaded only then."""

    def make(write: Write, context: Context) -> Report:
        factory = getattr(import_module(f"{__name__}.{module}"), name)
        return cast("Report", factory(write, context))

    return make


#: What makes a report, by the name of its format.
REPORTS: Mapping[str, Factory] = MappingProxyType(
    {
        "text": _lazily("text", "Text"),
        "concise": _lazily("concise", "Concise"),
        "grouped": _lazily("grouped", "Grouped"),
        "json": _lazily("json", "Json"),
        "jsonl": _lazily("jsonl", "JsonLines"),
        "sarif": _lazily("sarif", "Sarif"),
        "github": _lazily("github", "GitHub"),
        "gitlab": _lazily("gitlab", "GitLab"),
        "junit": _lazily("junit", "JUnit"),
        "html": _lazily("html", "Html"),
        "statistics": _lazily("statistics", "Statistics"),
    }
)

#: The endings of the names of files that hold a report, by its format; the first one is usual.
ENDINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "text": (".txt",),
        "concise": (".txt",),
        "grouped": (".txt",),
        "json": (".json",),
        "jsonl": (".jsonl",),
        "sarif": (".sarif", ".sarif.json", ".json"),
        "github": (".txt",),
        "gitlab": (".json",),
        "junit": (".xml",),
        "html": (".html", ".htm"),
        "statistics": (".txt",),
    }
)

#: The formats that show the line of a finding, of which covering secrets takes longer than finding.
WITH_LINES: frozenset[str] = frozenset({"html", "text"})

#: The formats that show what is around a finding, which is at hand only where it was just found.
WITH_SURROUNDINGS: frozenset[str] = frozenset({"html"})
