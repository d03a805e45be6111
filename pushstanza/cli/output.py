"""Where the output of a command goes: to standard output, or to a file whose name tells its format.

A command that has several formats has ``--output-format`` without a default, and asks
:func:`format_of`; what it prints goes through :func:`put`.
"""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import IO, Any, Protocol

from pushstanza.cli import common
from pushstanza.cli.common import Output
from pushstanza.linting.reports import Style, plain

#: The narrowest terminal that is written for.
NARROWEST = 40

#: The endings of the names of files that hold a result in each format.
ENDINGS = {Output.TEXT.value: (".txt",), Output.JSON.value: (".json",)}


def output_of(output: Path | None, given: Output | None) -> Output:
    """Return how a result is printed; the format *given* wins over the ending of the file."""
    return Output(format_of(output, ENDINGS, given=given))


def style_for(output: Path | None) -> Style:
    """Return what colours output: no file is."""
    return common.style if output is None and common.has_colours() else plain


def parted(given: Iterable[str] | None) -> tuple[Path | None, list[str]]:
    """Return the file in what stands behind ``-o``, and the publish-options, which are old there.

    ``-o NAME=VALUE`` is an option; a file whose name has such a form is ``./NAME=VALUE``.
    """
    values = [*(given or ())]
    options = [each for each in values if "=" in each and "/" not in each.partition("=")[0]]
    files = [each for each in values if each not in options]
    if options:
        common.say("-o NAME=VALUE is deprecated: use -O or --option; -o is the file of the output")
    common.refuse_empty(files)
    return (Path(files[-1]) if files else None), options


def width() -> int | None:
    """Return how many columns the terminal has; ``None`` where output goes to a program."""
    if not sys.stdout.isatty() and not os.environ.get("COLUMNS", "").isdecimal():
        return None
    import shutil  # which loads what compresses archives

    return max(shutil.get_terminal_size().columns, NARROWEST)


def format_of(
    output: Path | None,
    endings: Mapping[str, Iterable[str]],
    *,
    given: str | None = None,
    default: str = "text",
) -> str:
    """Return the name of the format that output has.

    The format *given* with ``--output-format`` wins. Otherwise the ending of the file decides;
    where several formats have that ending, that is the *default* if it is one of them, and else
    the first. With an ending that no format has, and without a file, it is the *default*; a name
    of pixels, such as ``flow.png``, is refused with a sentence and the exit status 2.

    Args:
        output: The file, if the output goes to one.
        endings: The endings of each format, in small letters and with their dots.
        given: The format that the user asked for.
        default: The format for want of anything better, such as that of a configuration.
    """
    name = "" if output is None else output.name.lower()
    if given is not None or name.endswith(tuple(endings.get(default, ()))):
        return given or default
    fitting = [
        (ending, each) for each, its in endings.items() for ending in its if name.endswith(ending)
    ]
    if output is not None and not fitting:
        _refuse_picture(output, endings)
    return max(fitting, key=lambda pair: len(pair[0]), default=("", default))[1]


def _refuse_picture(output: Path, formats: Iterable[str]) -> None:
    """Refuse to write text to a file that is called as pixels are."""
    from mimetypes import guess_type

    kind = guess_type(output.name)[0] or ""
    if kind.startswith("image/") or kind == "application/pdf":
        known = ", ".join(formats)
        common.fail(f"{output}: no format has the ending {output.suffix}; formats: {known}")


def put(text: str, output: Path | None) -> None:
    """Print *text*, or write it to a file; a line break is added at the end if there is none.

    A file that cannot be written is a sentence and the exit status 2, and stays as it was.
    """
    with putting(output) as write:
        write(text)


@contextmanager
def putting(output: Path | None) -> Iterator[Callable[[str], None]]:
    """Give what prints texts one after the other, or writes them to a file.

    A line break is added at the end if there is none. A file that cannot be written is a sentence
    and the exit status 2, and stays as it was, as it does if anything else fails.
    """
    if output is None:
        with _ended(partial(common.echo, end="")) as write:
            yield write
        return
    from pushstanza.linting.reports import ReportError

    try:
        with replaced(output) as stream, _ended(partial(save, stream, output)) as write:
            yield write
    except ReportError as error:
        common.fail(str(error))


@contextmanager
def _ended(write: Callable[[str], None]) -> Iterator[Callable[[str], None]]:
    """Give what writes texts, and a line break behind the last one if that has none."""
    last = ""

    def each(text: str) -> None:
        nonlocal last
        write(text)
        last = text[-1:] or last

    try:
        yield each
    finally:
        if last not in {"", "\n"}:
            write("\n")


@contextmanager
def replaced(file: Path) -> Iterator[IO[bytes]]:
    """Give a stream that takes the place of a file once all of it is written.

    Raises:
        ReportError: the file cannot be written; it is what it was.
    """
    from pushstanza.linting.writing import replacing

    closing = ExitStack()
    with _said_of(file):
        stream = closing.enter_context(replacing(file))
    try:
        yield stream
    except BaseException as error:
        closing.__exit__(type(error), error, error.__traceback__)
        raise
    with _said_of(file):
        closing.close()


def save(stream: IO[bytes], file: Path, text: str) -> None:
    """Write *text* to the stream of a file.

    Raises:
        ReportError: it cannot be written.
    """
    with _said_of(file):
        stream.write(text.encode(errors="replace"))


@contextmanager
def _said_of(file: Path) -> Iterator[None]:
    """Say of which file it is that it cannot be written."""
    from pushstanza.linting.reports import ReportError
    from pushstanza.linting.visit import why_unreadable

    try:
        yield
    except (OSError, ValueError) as error:
        raise ReportError(f"{file}: {why_unreadable(error)}") from None


class Items(Protocol):
    """What writes the results of a command as they come, and counts them."""

    count: int

    def add(self, item: Any) -> None:
        """Write the next result."""
        ...

    def finish(self) -> None:
        """Write what stands behind the last one."""
        ...


class Texts:
    """Texts with something between them."""

    def __init__(self, write: Callable[[str], None], between: str) -> None:
        self._write = write
        self._before, self._between = "", between
        self.count: int = 0

    def add(self, item: str) -> None:
        """Write a text."""
        self.count += 1
        self._write(f"{self._before}{item}")
        self._before = self._between

    def finish(self) -> None:
        """Write nothing more."""


class JsonItems:
    """The items of a JSON array; one that *may_be_alone* is none if it is the only one."""

    def __init__(self, write: Callable[[str], None], *, may_be_alone: bool = False) -> None:
        self._write = write
        self._may_be_alone = may_be_alone
        self.count: int = 0
        self._first: Any = None

    def add(self, item: Any) -> None:
        """Write an item; the first one waits for the second if it may be alone."""
        self.count += 1
        if self.count == 1 and self._may_be_alone:
            self._first = item
            return
        if self.count == 2 and self._may_be_alone:
            self._write(f"[{_indented(self._first)}")
        self._write(f"{'[' if self.count == 1 else ','}{_indented(item)}")

    def finish(self) -> None:
        """Write the end of the array, or the only item."""
        if self.count == 1 and self._may_be_alone:
            self._write(common.as_json(self._first))
        else:
            self._write("\n]" if self.count else "[]")


#: How many faults wait at most until there is a result to be printed before them.
_MOST_FAULTS = 10_000


class Faults:
    """What cannot be read of a file called *name*: it is said behind the results before it.

    Where there is no result at all, one sentence will say so instead.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._waiting: list[str] = []
        self.count: int = 0

    def add(self, faults: Iterable[object]) -> None:
        """Take note of what cannot be read of a block."""
        made = [f"{self._name}: {each}" for each in faults]
        self.count += len(made)
        self._waiting += made

    def say_of_earlier(self, *, is_any: bool) -> None:
        """Say what cannot be read of the blocks so far, if there is any result, or very much."""
        if is_any or len(self._waiting) > _MOST_FAULTS:
            self.say()

    def say(self) -> None:
        """Say what waits to be said."""
        for each in self._waiting:
            common.say(each)
        self._waiting.clear()


def _indented(item: Any) -> str:
    """Return an item as it stands in an array, with the line break before it."""
    return common.as_json([item]).removeprefix("[").removesuffix("\n]")
