"""What is called with an input, and what has to hold of it, whatever the input is."""

import json
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, get_args

from lsprotocol.types import CodeActionContext, CodeActionParams, TextDocumentIdentifier
from typer.testing import CliRunner

import pushstanza as ps
from pushstanza.cli.commands import app
from pushstanza.diagnostics import PushStanzaError
from pushstanza.diagnostics.excerpts import drawn, printable
from pushstanza.flow.log import timeline_of
from pushstanza.flow.pictures import PICTURES, draw
from pushstanza.flow.scenario import run
from pushstanza.linting import baseline, gitignore
from pushstanza.linting.config_files import Configs
from pushstanza.linting.files import lint_text
from pushstanza.linting.fix import fix
from pushstanza.linting.settings import DEFAULT_SETTINGS
from pushstanza.lsp.actions import actions
from pushstanza.lsp.checking import checked, diagnostics
from pushstanza.lsp.completion import completions
from pushstanza.lsp.documents import Document
from pushstanza.lsp.formatting import formatting
from pushstanza.lsp.hover import hover
from pushstanza.lsp.symbols import symbols
from pushstanza.reading import extract
from pushstanza.reading.input_kind import InputKind
from pushstanza.servers import HOME_SERVERS, SERVERS
from pushstanza.stanzas.format import formatted
from pushstanza.stanzas.parse import parse_many
from tests.fuzz.mutations import SECRETS

#: What files are called, which says how they are read.
NAMES = ("a.xml", "a.log", "a.json", "a.md", "a.py", "a.js", "a.html", "a.rst", "a.txt", "a.toml")

_CONTROLS = re.compile(
    "[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]"
)


class BrokenPromiseError(AssertionError):
    """Something that has to hold does not."""


def holds(promise: object, what: str) -> None:
    """Refuse what does not hold."""
    if not promise:
        raise BrokenPromiseError(what)


def _shows_nothing(shown: str) -> None:
    for secret in SECRETS:
        holds(secret not in shown, f"a secret is shown: …{_around(shown, secret)}…")
    found = _CONTROLS.search(shown)
    holds(found is None, f"a control character is shown: {found and _around(shown, found[0])!r}")


def _around(shown: str, piece: str) -> str:
    at = max(0, shown.find(piece))
    return shown[max(0, at - 60) : at + 100]


# ---- functions ----


def lint(text: str, name: str) -> None:
    """Findings are the same twice, and show nothing they must not."""
    found = ps.lint(text, file=name, target=[*HOME_SERVERS])
    holds(found == ps.lint(text, file=name, target=[*HOME_SERVERS]), "lint twice is not the same")
    for each in found:
        shown = [each.message, each.hint or "", each.path or "", each.stanza or "", repr(each)]
        shown += drawn(each.excerpt) if each.excerpt is not None else ()
        for line in shown:
            _shows_nothing(printable(line))
        holds(
            each.span is None or 0 <= each.span.offset <= each.span.end_offset <= len(text), "place"
        )


def fixed(text: str, name: str) -> None:
    """A fix of what is fixed changes nothing."""

    def look(text: str) -> Any:
        return lint_text(text, name, DEFAULT_SETTINGS).diagnostics

    for unsafe in (False, True):
        once = fix(text, look, unsafe=unsafe).text
        twice = fix(once, look, unsafe=unsafe).text
        holds(once == twice, f"fixing twice is not the same (unsafe: {unsafe})")


def parsed(text: str, _name: str) -> None:
    """What is written of a model is that model again."""
    ps.validate(text)
    for validate in (True, False):
        with suppress(PushStanzaError):
            for stanza in parse_many(text, validate=validate):
                written = ps.serialize(stanza)
                holds(ps.parse(written, validate=False) == stanza, "parse(serialize(x)) is not x")
                _shows_nothing(printable(repr(stanza)))


def laid_out(text: str, name: str) -> None:
    """To format twice changes nothing."""
    with suppress(PushStanzaError):
        once = formatted(text, name)
        holds(formatted(once, name) == once, "formatting twice is not the same")


def explained(text: str, name: str) -> None:
    """There is an explanation, or an error of ours."""
    with suppress(PushStanzaError):
        ps.explain(text, file=name)
    with suppress(PushStanzaError):
        ps.explain(text, request=text)


def judged(text: str, _name: str) -> None:
    """Every server has an answer, or there is an error of ours."""
    for server in SERVERS:
        with suppress(PushStanzaError):
            ps.verdict(text, server, account="alice@example.com/phone")


def translated(text: str, _name: str) -> None:
    """There is a request, or an error of ours."""
    with suppress(PushStanzaError):
        body = "".join(filter(str.isprintable, text))[:3_000]
        message = ps.build.message(ps.Jid("a@example.com"), ps.Jid("b@example.com"), body)
        for stanza in parse_many(text, validate=False):
            for profile in ("documented", "mongoosepush"):
                with suppress(PushStanzaError):
                    json.dumps(ps.translate(stanza, profile=profile).to_dict())
                with suppress(PushStanzaError):
                    ps.translate(stanza, message=message, profile=profile, shorten=True).to_dict()


def played(text: str, _name: str) -> None:
    """Every server plays on."""
    for name in HOME_SERVERS:
        with suppress(PushStanzaError):
            server = ps.flow.Server(name, domain="example.com", lint=True)
            server.connect("user@example.com/a")
            for sender in ("user@example.com/a", "friend@example.net/b"):
                with suppress(PushStanzaError):
                    server.receive(sender, text)
                server.disconnect("user@example.com/a")
            _drawn(server.timeline)


def recorded(text: str, name: str) -> None:
    """A log can be drawn."""
    with suppress(PushStanzaError):
        _drawn(timeline_of(text, name=name))


def _drawn(timeline: Any) -> None:
    for kind in PICTURES:
        _shows_nothing(draw(timeline, kind))


def extracted(text: str, name: str) -> None:
    """What is taken out of a text stands in it."""
    for kind in (None, *get_args(InputKind)[1:]):
        for each in extract.segments(text, kind or extract.kind_of(name, text), name):
            for at in (0, len(each.text) // 2, len(each.text)):
                holds(0 <= each.source_offset(at) <= len(text), f"{kind}: a place outside the text")


def configured(text: str, _name: str) -> None:
    """A configuration, a scenario, a baseline and a list of patterns are read, or refused."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pushstanza.toml"
        path.write_text(text, errors="replace")
        for read in (
            lambda: Configs([str(path)]).near(path).settings(),
            lambda: baseline.read(path),
        ):
            with suppress(PushStanzaError):
                read()
        with suppress(PushStanzaError):
            run(text, folder=folder)
        with suppress(PushStanzaError):
            [*gitignore.in_file(text.encode(errors="replace"))]


def addressed(text: str, _name: str) -> None:
    """A JID is written as it is read."""
    for word in text.split()[:50]:
        with suppress(PushStanzaError):
            jid = ps.Jid(word)
            holds(ps.Jid(str(jid)) == jid, f"the JID {word!r} is not the same twice")


def edited(text: str, name: str) -> None:
    """An editor can ask about every place, and shows nothing that it must not."""
    document = Document(f"file:///w/{name}", text)
    found = checked(document)
    shown = [each.message for each in diagnostics(found)]
    outline = symbols(document)
    while outline:
        symbol = outline.pop()
        shown += [symbol.name, symbol.detail or ""]
        outline += symbol.children or []
    for offset in range(0, len(text) + 1, max(1, len(text) // 8)):
        position = document.positions.position(offset)
        hovered = hover(document, position, found.findings)
        shown.append("" if hovered is None else hovered.contents.value)
        for snippets in (False, True):
            completions(document, position, snippets=snippets)
        params = CodeActionParams(
            TextDocumentIdentifier(document.uri),
            document.positions.range(offset, offset + 20),
            CodeActionContext([]),
        )
        shown += [each.title for each in actions(found, params, resolves=True)]
    for each in shown:
        _shows_nothing(each)
    with suppress(PushStanzaError):
        formatting(document)


# ---- commands ----

COMMANDS: tuple[tuple[str, ...], ...] = (
    *(
        ("lint", "--target", "all", "--output-format", each)
        for each in (
            "text",
            "concise",
            "grouped",
            "json",
            "jsonl",
            "sarif",
            "github",
            "gitlab",
            "junit",
        )
    ),
    ("lint", "--extend-select", "PS"),
    ("fix", "--diff", "--unsafe-fixes"),
    ("fix", "--unsafe-fixes"),
    ("format",),
    ("format", "--diff"),
    ("explain",),
    ("explain", "--output-format", "json"),
    ("verdict",),
    ("verdict", "--output-format", "json"),
    ("translate", "--body", "x"),
    ("translate", "--profile", "mongoosepush", "--output-format", "json"),
    ("parse",),
    ("parse", "--no-validate"),
    *(("flow", "--output-format", each) for each in PICTURES),
    ("baseline", "create"),
)


def command(arguments: tuple[str, ...]) -> Callable[[str, str], None]:
    """Return what runs a command on a file that holds the input."""

    def run_it(text: str, name: str) -> None:
        before = Path.cwd()
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            try:
                Path(name).write_bytes(text.encode("utf-8", "surrogatepass"))
                ran = CliRunner().invoke(app, [*arguments, name])
            finally:
                os.chdir(before)
        unexpected = ran.exception
        if unexpected is not None and not isinstance(unexpected, SystemExit):
            raise unexpected
        holds(ran.exit_code in {0, 1, 2}, f"exit status {ran.exit_code}")
        holds(
            "pushstanza: internal error" not in ran.output and "Traceback" not in ran.output,
            "internal error",
        )
        own = "github" in arguments
        shown = ran.output.replace("\r\n", "\n")
        _shows_nothing(shown)
        for line in shown.split("\n"):
            is_command = line.lstrip().startswith("::") and not own
            holds(
                not is_command and "##[" not in line and "##vso[" not in line, f"CI: {line[:80]!r}"
            )

    run_it.__doc__ = "It ends with 0, 1 or 2, and shows nothing it must not."
    return run_it


TARGETS: dict[str, Callable[[str, str], None]] = {
    "lint": lint,
    "fix": fixed,
    "parse": parsed,
    "format": laid_out,
    "explain": explained,
    "verdict": judged,
    "translate": translated,
    "receive": played,
    "log": recorded,
    "extract": extracted,
    "configuration": configured,
    "jid": addressed,
    "edit": edited,
    **{" ".join(("pushstanza", *each)): command(each) for each in COMMANDS},
}


def failure(target: str, text: str, name: str) -> str | None:
    """Return what goes wrong when a target gets an input, if anything does."""
    try:
        TARGETS[target](text, name)
    except RecursionError:
        return "RecursionError"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return None


def names_for(text: str) -> Iterator[str]:
    """Yield the names of files under which a kept input is tried."""
    yield from NAMES if len(text) < 1_000 else NAMES[:4]
