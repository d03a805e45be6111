"""What the commands share: reading input, and failing with a sentence and a status."""

import json
import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from pushstanza.diagnostics import PushStanzaError
from pushstanza.linting import exit_status
from pushstanza.linting.visit import EMPTY_PATH

if TYPE_CHECKING:
    from pushstanza.jid import Jid

FOUND, FAILED, INTERRUPTED = exit_status.FOUND, exit_status.FAILED, 130


class Output(StrEnum):
    """How a result is printed."""

    TEXT = "text"
    JSON = "json"


#: Arguments and options that several commands have.
OnePath = Annotated[
    str, typer.Argument(metavar="[PATH]", help="The file to read; - is standard input.")
]
OutputFormat = Annotated[
    Output, typer.Option("--output-format", "--format", help="The output format.")
]
ShowSecrets = Annotated[
    bool, typer.Option("--show-secrets", help="Do not mask device tokens and secrets.")
]


def print_json(value: Any) -> None:
    """Print *value* as people read JSON."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False))


def fail(message: str, status: int = FAILED) -> NoReturn:
    """Say what is wrong and exit."""
    typer.echo(f"pushstanza: {message}", err=True)
    raise typer.Exit(status)


@contextmanager
def reporting(name: str) -> Iterator[None]:
    """Turn what is wrong with the input called *name* into a sentence and an exit status."""
    try:
        yield
    except PushStanzaError as error:
        fail(f"{name}: {error}", FOUND)


@contextmanager
def refused() -> Iterator[None]:
    """Turn what makes a run impossible into a sentence and an exit status."""
    try:
        yield
    except PushStanzaError as error:
        fail(str(error))


COLOURS = {
    "error": typer.colors.RED,
    "warning": typer.colors.YELLOW,
    "info": typer.colors.BLUE,
    "caret": typer.colors.RED,
}


def has_colours() -> bool:
    """Tell whether output is coloured (no-color.org)."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return sys.stdout.isatty() or bool(os.environ.get("FORCE_COLOR"))


def style(text: str, role: str) -> str:
    """Return *text* in the colour of what it is."""
    return typer.style(text, fg=COLOURS.get(role), bold=True) if has_colours() else text


def covered(value: Any) -> Any:
    """Return a sentence, or the JSON of some, with what looks like a secret covered."""
    from pushstanza.diagnostics.masking import masked_xml

    match value:
        case str():
            # A token that ends a sentence has a full stop behind it.
            return _WORD.sub(lambda word: masked_xml(word[1]) + word[2], masked_xml(value))
        case dict():
            return {key: covered(each) for key, each in value.items()}
        case list() | tuple():
            return [covered(each) for each in value]
    return value


_WORD = re.compile(r"(\S+?)([.,;:)”]*)(?=\s|$)")


def account(jid: str | None) -> "Jid | None":
    """Return the JID of an option."""
    from pushstanza.jid import Jid, JidError

    try:
        return None if jid is None else Jid(jid)
    except JidError as error:
        fail(f"--account is not a valid JID: {error}")


def read_bytes(path: str) -> bytes:
    """Return what a file or standard input holds."""
    refuse_empty([path])
    try:
        if path != "-":
            return Path(path).read_bytes()
        if sys.stdin is None:
            fail("standard input is not available")
        if sys.stdin.isatty():
            typer.echo("pushstanza: reading from standard input", err=True)
        return sys.stdin.buffer.read()
    except (OSError, ValueError) as error:
        from pushstanza.linting.discovery import why_unreadable

        fail(f"{path}: {why_unreadable(error)}")


def read(path: str) -> str:
    """Return the text in a file or on standard input."""
    from pushstanza.reading.decoding import decoded

    data = read_bytes(path)
    with reporting(name(path)):
        return decoded(data)


def name(path: str) -> str:
    """Return what a file is called in messages."""
    return "<stdin>" if path == "-" else path


def refuse_empty(paths: Iterable[str]) -> None:
    """Refuse an empty path."""
    if "" in paths:
        fail(EMPTY_PATH)


def pair(text: str) -> tuple[str, str]:
    """Return the two parts of NAME=VALUE."""
    name, equals, value = text.partition("=")
    if not equals or not name or name == "FORM_TYPE":
        fail(f"{text!r} is not NAME=VALUE")
    return name, value
