"""What the commands share: reading input, and failing with a sentence and a status."""

import os
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NoReturn

import attrs

from pushstanza.diagnostics import PushStanzaError
from pushstanza.diagnostics.excerpts import printable
from pushstanza.diagnostics.records import define
from pushstanza.linting import exit_status, whole
from pushstanza.linting.visit import EMPTY_PATH, why_unreadable
from pushstanza.reading import compressed

if TYPE_CHECKING:
    from pushstanza.diagnostics.secrets import Secrets
    from pushstanza.jid import Jid
    from pushstanza.reading.extract.blocks import Block
    from pushstanza.reading.limits import Limits

FOUND, FAILED = exit_status.FOUND, exit_status.FAILED


class Output(StrEnum):
    """How a result is printed."""

    TEXT = "text"
    JSON = "json"


def as_json(value: Any) -> str:
    """Return *value* as JSON for people."""
    from pushstanza.diagnostics.json_text import dumps

    return dumps(value, indent=2)


def echo(text: str, *, err: bool = False, end: str = "\n") -> None:
    """Print *text* to standard output or standard error, at once."""
    print(text, end=end, file=sys.stderr if err else sys.stdout, flush=True)


def say(message: str) -> None:
    """Say something about the run or its input to standard error."""
    lines = map(printable, str(shown(message)).split("\n"))
    echo("pushstanza: " + "\n".join(lines), err=True)


def fail(message: str, status: int = FAILED) -> NoReturn:
    """Say what is wrong and exit."""
    say(message)
    sys.exit(status)


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


#: The codes of colours (ECMA-48), and what puts an end to them.
_RED, _YELLOW, _BLUE, _BOLD, _PLAIN = 31, 33, 34, "\x1b[1m", "\x1b[0m"
COLOURS = {"error": _RED, "warning": _YELLOW, "info": _BLUE, "caret": _RED}


class Color(StrEnum):
    """When output is coloured."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


def colour_output(color: str) -> None:
    """Take note of when output is coloured."""
    _input.color = Color(color)


def show_secrets() -> None:
    """Take note that secrets may be shown."""
    _input.shows_secrets = True


def has_colours() -> bool:
    """Tell whether output is coloured: as chosen, or by the terminal (no-color.org)."""
    if _input.color != Color.AUTO:
        return _input.color == Color.ALWAYS
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return sys.stdout.isatty() or bool(os.environ.get("FORCE_COLOR"))


def style(text: str, role: str) -> str:
    """Return *text* in the colour of what it is."""
    if not has_colours():
        return text
    colour = f"\x1b[{COLOURS[role]}m" if role in COLOURS else ""
    return f"{colour}{_BOLD}{text}{_PLAIN}"


def shown(value: Any, *, suspects: bool = False, bodies: bool = True) -> Any:
    """Return a sentence, or the JSON of some, as the command may show it.

    Secrets of what the command has read are covered, unless it was asked to show them; with
    *suspects* also what looks like a token but may be an id, with *bodies* also what people wrote.
    """
    if _input.shows_secrets:
        return value
    return _input.secrets(bodies=bodies).covered(value, suspects=suspects)


#: The secrets of how many blocks of a long input are known at least, and how many of those before.
WINDOW = 4
MOST_SECRETS = 10_000


@define
class _Input:
    """What a command has read, whether the secrets in it may be shown, and when in colours.

    Of a long input these are its newest blocks, each as one or several texts.
    """

    shows_secrets: bool = False
    color: Color = Color.AUTO
    _texts: list[bytes] = attrs.Factory(list)
    _blocks: deque[tuple[str, ...]] = attrs.Factory(lambda: deque(maxlen=WINDOW))
    _secrets: "dict[bool, Secrets]" = attrs.Factory(dict)
    _unread: dict[bool, int] = attrs.Factory(dict)

    def note(self, data: bytes) -> bytes:
        """Return *data*; what is said about it later is covered by its secrets."""
        self._texts.append(data)
        self._secrets.clear()
        return data

    def note_block(self, texts: tuple[str, ...]) -> None:
        """Take note of a block: what is said from now on is covered by its secrets, too."""
        self._blocks.append(texts)
        self._unread = {each: self._unread[each] + 1 for each in self._secrets}

    def secrets(self, *, bodies: bool) -> "Secrets":
        """Return the secrets of all that was read so far, of a long input those of its end."""
        from pushstanza.diagnostics.secrets import Secrets

        found = self._secrets.get(bodies)
        if found is not None and not self._unread[bodies]:
            return found
        if found is None:
            found = self._secrets[bodies] = Secrets(*self._given(), bodies=bodies)
            self._unread[bodies] = len(self._blocks)
        elif found.keep(MOST_SECRETS):
            found.read(*self._given(), bodies=bodies)
        unread = [*self._blocks][len(self._blocks) - min(WINDOW, self._unread[bodies]) :]
        found.read(*chain.from_iterable(unread), bodies=bodies)
        self._unread[bodies] = 0
        return found

    def _given(self) -> Iterator[str]:
        return (each.decode("utf-8", "replace") for each in self._texts)


_input = _Input()


def note(data: bytes) -> bytes:
    """Return *data*, which a command has read."""
    return _input.note(data)


def note_block(*texts: str) -> None:
    """Take note of a block of a long input, before anything is said about it."""
    _input.note_block(texts)


def begin() -> None:
    """Forget what another command in the same process has read."""
    global _input  # noqa: PLW0603 - a process has one command line
    _input = _Input()


def account(jid: str | None) -> "Jid | None":
    """Return the JID of an option."""
    from pushstanza.jid import Jid, JidError

    try:
        return None if jid is None else Jid(jid)
    except JidError as error:
        fail(f"--account is not a valid JID: {error}")


def open_stdin() -> IO[bytes]:
    """Return standard input, and say so where somebody has to type it."""
    if sys.stdin is None:
        fail("standard input is not available")
    if sys.stdin.isatty():
        echo("pushstanza: reading from standard input", err=True)
    return sys.stdin.buffer


def read_bytes(path: str) -> bytes:
    """Return what a file or standard input holds."""
    refuse_empty([path])
    try:
        if path != "-":
            with compressed.opened(Path(path)) as stream:
                return _input.note(whole.read_stream(stream))
        return _input.note(whole.read_stream(open_stdin()))
    except whole.TooLargeError as error:
        fail(f"{name(path)}: {error}")
    except (OSError, ValueError) as error:
        fail(f"{path}: {why_unreadable(error)}")


def blocks(path: str, limits: "Limits | None" = None) -> "Iterator[Block]":
    """Yield what a file or standard input holds: a long log in blocks, another text as one.

    Raises:
        XmlError: it is not in UTF-8, or exceeds the limits.
    """
    from pushstanza.reading.errors import XmlError

    refuse_empty([path])
    try:
        with ExitStack() as opened:
            if path == "-":
                stream = open_stdin()
            else:
                stream = opened.enter_context(compressed.opened(Path(path)))
            yield from whole.blocks_of(stream, file(path), limits)
    except (whole.TooLargeError, whole.BinaryError) as error:
        fail(f"{name(path)}: {error}")
    except XmlError:
        raise
    except (OSError, ValueError) as error:
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


def file(path: str) -> str | None:
    """Return the name of a file, which says how it is read; standard input has none."""
    return None if path == "-" else path


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
