"""``{generated}``: pages that are views of declarations, tables and rules, never text.

``{output}``: what a command prints.
"""

import contextlib
import shlex
import tomllib
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from inspect import cleandoc
from pathlib import Path

import accuracy
import block_options
import diagnosis
import form_pages
import interface
import performance
from docutils import nodes
from docutils.statemachine import StringList
from models import overview
from rule_pages import index, links
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from typer.testing import CliRunner
from written import table_of

from pushstanza.cli.commands import app as cli
from pushstanza.flow import options
from pushstanza.linting.config import describe as keys
from pushstanza.payloads.answers import KINDS, LEGACY, ROWS
from pushstanza.payloads.translate import effects
from pushstanza.reading.deviations import DEVIATIONS
from pushstanza.reading.extract.code.languages import LANGUAGES
from pushstanza.servers import HOME_SERVERS, SERVERS, Verdict, inputs, known, verdict
from pushstanza.servers.case import Case, Table
from pushstanza.servers.logs import LOG_LINES
from pushstanza.servers.options import Option


def _translation() -> Iterator[str]:
    head = ("field or option", "APNs alert", "APNs silent", "FCM alert", "FCM silent")
    for profile in ("documented", "mongoosepush"):
        yield from (f"## Profile `{profile}`", "")
        yield from table_of(head, effects(profile))


def _answers() -> Iterator[str]:
    head = ("provider", "status", "reason", "meaning", "registration", "retry", "MongoosePush v3")
    yield from table_of(
        head,
        (
            (
                row.service,
                row.status,
                f"`{row.reason}`",
                row.meaning,
                f"{row.registration} ({row.note})" if row.note else row.registration,
                row.retry,
                " ".join(str(each) for each in KINDS[row.kind] if each),
            )
            for row in ROWS
        ),
    )


def _deviations() -> Iterator[str]:
    head = ("document", "element", "subject", "pushstanza", "specification", "reason")
    yield from table_of(
        head,
        (
            (row.document, f"`<{row.element}>`", row.what, row.ours, row.theirs, row.reason)
            for row in DEVIATIONS
        ),
    )


def _languages() -> Iterator[str]:
    head = ("language", "files", "code blocks", "interpolation")
    known = sorted((each for each in LANGUAGES if each.title), key=lambda each: each.title.lower())
    rows = (
        (
            each.title,
            ", ".join(f"`.{ending}`" for ending in each.endings),
            ", ".join(f"`{name}`" for name in each.names),
            " ".join(
                dict.fromkeys(f"`{hole.shown}`" for form in each.literals for hole in form.holes)
            ),
        )
        for each in known
    )
    yield from table_of(head, rows)


def _config() -> Iterator[str]:
    head = ("key", "type", "default", "meaning")
    yield from table_of(
        head,
        ((f"`{row.key}`", row.type, row.default and f"`{row.default}`", row.doc) for row in keys()),
    )


#: The rules that were first collected, and what became of them.
COLLECTED = tomllib.loads((Path(__file__).parent / "collected.toml").read_text())


def _collected() -> Iterator[str]:
    yield from table_of(
        ("id", "requirement", "rules", "remark"),
        (
            (name, row["about"], links(row.get("rules", ())), row.get("remark", ""))
            for name, row in COLLECTED.items()
        ),
    )


#: Who sends the examples of what stanzas may look like.
ACCOUNT = "alice@mychat.com/phone"

EXAMPLES = tomllib.loads((Path(__file__).parent / "inputs.toml").read_text())["example"]


def _matrix() -> Iterator[str]:
    """Yield what each server answers to each example."""
    asked = [each for each in HOME_SERVERS.values() if each.variant_of is None]
    yield from table_of(
        ("request", "property", *(each.title for each in asked)),
        (
            (
                _asks(example["stanza"]),
                example.get("title", getattr(inputs, example["input"]).title),
                *(_short_answer(verdict(example["stanza"], each.name, ACCOUNT)) for each in asked),
            )
            for example in EXAMPLES
        ),
    )


def _asks(stanza: str) -> str:
    return "disable" if "<disable" in stanza else "enable"


def _short_answer(found: Verdict) -> str:
    """Return an answer in a few words, with its text."""
    text = f": “{found.answer.text}”" if found.answer.text else ""
    condition = " + ".join(f"`{each}`" for each in found.answer.conditions)
    return f"{condition}{text}" if condition else str(found.answer)


def _servers() -> Iterator[str]:
    """Yield the tables of each server."""
    for server in SERVERS.values():
        if server.variant_of is not None:
            continue
        yield from (f"### {server.title} (`{server.name}`)", "")
        yield from accuracy.of_server(server.name)
        for table in server.tables:
            yield from (f"#### {table.title}", "")
            yield from _faults(table) if table.is_of_set_up else _cases(table)


def _cases(table: Table) -> Iterator[str]:
    """Yield what a server answers to what a stanza may look like."""
    yield from table_of(
        ("input", "answer", "effect", "source"),
        ((each.input.title, _answer(each), _effect(each), each.source) for each in table.cases),
    )


def _faults(table: Table) -> Iterator[str]:
    """Yield what a server answers for how it is set up."""
    yield from table_of(
        ("fault", "answer", "fix", "source"),
        ((each.input.title, _answer(each), each.input.fix, each.source) for each in table.cases),
    )


def _emulated() -> Iterator[str]:
    """Yield the options of the emulator, by the servers that have them."""
    homes = [SERVERS[name] for name in options.HOMES]
    names = dict.fromkeys(option.name for server in homes for option in options.of(server))
    yield from table_of(
        ("option", *(each.title for each in homes)),
        (
            (f"`{name}`", *(_option_values(options.of(each), name) for each in homes))
            for name in names
        ),
    )


def _option_values(known: Iterable[Option], name: str) -> str:
    """Return what an option of a server takes, nothing where it has none."""
    found = next((each for each in known if each.name == name), None)
    if found is None:
        return ""
    if found.is_positive:
        return "seconds"
    if found.counts:
        return "a number"
    names = {bool: "`True`, `False`", str: "text"}
    values = [f"`{each}`" for each in found.values] or [names[each] for each in found.kinds]
    return ", ".join(values)


#: What is said of a line that quotes an error.
QUOTES = "the error in the line is explained as the answer to a publish"


def _log_lines() -> Iterator[str]:
    """Yield the lines of logs that are known, by the program that writes them."""
    titles = dict.fromkeys(logger.title for logger, _ in LOG_LINES)
    for title in titles:
        yield from (f"## {title}", "", _log_source(title), "")
        lines = [line for logger, line in LOG_LINES if logger.title == title]
        yield from table_of(
            ("line", "meaning and effect", "fix"),
            (
                (
                    f"`{each.text}`" + (f" ({each.versions})" if each.versions else ""),
                    _sentences(QUOTES if each.quotes_error else each.meaning, each.effect),
                    _sentences(
                        "; ".join(dict.fromkeys(fault.input.fix for fault in each.faults)),
                        each.source and f"_{each.source}_",
                    ),
                )
                for each in lines
            ),
        )


def _sentences(*parts: str | None) -> str:
    """Return parts of a cell as sentences."""
    found = (each.strip() for each in parts if each)
    return " ".join(each if each.endswith((".", "_")) else f"{each}." for each in found)


def _log_source(title: str) -> str:
    """Return of which versions the lines of a program were taken from which files."""
    module = import_module(f"{known.__name__}.{title.lower()}.log")
    return cleandoc(module.__doc__ or "").split("\n\n")[1].replace("``", "`")


def _provider_words() -> Iterator[str]:
    """Yield the words of APIs that are shut down."""
    yield from table_of(
        ("provider", "word", "meaning", "reason today"),
        (
            (each.service, f"`{each.word}`", each.meaning, each.today and f"`{each.today}`")
            for each in LEGACY
        ),
    )


def _fixes() -> Iterator[str]:
    """Yield what to do about each input that a server answers with an error."""
    cases = (case for server in SERVERS.values() for _, case in server.cases())
    found = dict.fromkeys(
        (each.title, each.fix, each.rules)
        for each in (case.input for case in cases)
        if each.fix and not each.is_unseen
    )
    yield from table_of(
        ("input", "fix", "reported by"),
        ((title, fix, links(rules)) for title, fix, rules in found),
    )


def _answer(case: Case) -> str:
    return "depends on the request" if callable(case.answer) else str(case.answer)


def _effect(case: Case) -> str:
    return "depends on the request" if callable(case.effect) else case.effect


PAGES: dict[str, Callable[[], Iterator[str]]] = {
    "answers": _answers,
    "collected": _collected,
    "config": _config,
    "deviations": _deviations,
    "languages": _languages,
    "emulated": _emulated,
    "fixes": _fixes,
    "legacy-words": _provider_words,
    "log-lines": _log_lines,
    "matrix": _matrix,
    "models": overview,
    **accuracy.TABLES,
    **block_options.TABLES,
    **diagnosis.TABLES,
    **form_pages.TABLES,
    **interface.PAGES,
    **performance.TABLES,
    "rules": index,
    "servers": _servers,
    "translation": _translation,
}


class Generated(SphinxDirective):
    """Puts one of the pages here."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return what the page consists of."""
        lines = [line for text in PAGES[self.arguments[0]]() for line in text.split("\n")]
        section = nodes.section()
        section.document = self.state.document
        self.state.nested_parse(StringList(lines, "generated"), 0, section, match_titles=True)
        return section.children


class Output(SphinxDirective):
    """Runs a command in the project's folder, and shows it with what it prints."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Return the command and its output."""
        command = self.arguments[0]
        shown = nodes.literal_block("", f"$ pushstanza {command}\n{_printed(command)}")
        shown["language"] = "text"
        return [shown]


def _printed(command: str) -> str:
    """Return what a command prints on a terminal of 80 columns."""
    root = Path(__file__).parent.parent.parent
    with contextlib.chdir(root):
        found = CliRunner().invoke(cli, shlex.split(command), env={"COLUMNS": "80"})
    return found.stdout.rstrip()


def setup(app: Sphinx) -> dict[str, bool]:
    """Tell Sphinx of the directive."""
    app.add_directive("generated", Generated)
    app.add_directive("output", Output)
    return {"parallel_read_safe": True}
