"""What the commands share: reading input, and failing with a sentence and a status."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import typer

from pushstanza.diagnostics import PushStanzaError

FOUND, FAILED = 1, 2


def fail(message: str, status: int = FAILED) -> NoReturn:
    """Say what is wrong and exit."""
    typer.echo(f"pushstanza: {message}", err=True)
    raise typer.Exit(status)


@contextmanager
def told(name: str) -> Iterator[None]:
    """Turn what is wrong with the input called *name* into a sentence and an exit status."""
    try:
        yield
    except PushStanzaError as error:
        fail(f"{name}: {error}", FOUND)


def read(path: str) -> str:
    """Return the text in a file or on standard input."""
    try:
        if path != "-":
            data = Path(path).read_bytes()
        else:
            if sys.stdin.isatty():
                typer.echo("pushstanza: reading from standard input", err=True)
            data = sys.stdin.buffer.read()
    except OSError as error:
        fail(f"{path}: {error.strerror}")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        fail(f"{path}: line {line}: not UTF-8, which XMPP demands (RFC 6120, section 11.6)", FOUND)


def name(path: str) -> str:
    """Return what a file is called in messages."""
    return "<stdin>" if path == "-" else path


def files(paths: list[str]) -> Iterator[str]:
    """Yield the files among *paths*, and those in the folders among them."""
    for path in paths:
        if path == "-" or not Path(path).is_dir():
            yield path
            continue
        for each in sorted(Path(path).rglob("*")):
            if each.suffix in SUFFIXES and each.is_file():
                yield str(each)


#: The files in a folder that may hold stanzas.
SUFFIXES = {".xml", ".md", ".txt", ".log", ".rst", ".html", ".stanza"}


def pair(text: str) -> tuple[str, str]:
    """Return the two parts of NAME=VALUE."""
    name, equals, value = text.partition("=")
    if not equals:
        fail(f"{text!r} is not NAME=VALUE")
    return name, value
