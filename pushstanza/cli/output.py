"""Where the output of a command goes: to standard output, or to a file whose name tells its format.

A command that has several formats has ``--output-format`` without a default, and asks
:func:`format_of`; what it prints goes through :func:`put`.
"""

import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

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
    return common.style if output is None else plain


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
    ended = text if not text or text.endswith("\n") else f"{text}\n"
    if output is None:
        common.echo(ended, end="")
        return
    from pushstanza.linting.visit import why_unreadable
    from pushstanza.linting.writing import replacing

    try:
        with replacing(output) as stream:
            stream.write(ended.encode(errors="replace"))
    except (OSError, ValueError) as error:
        common.fail(f"{output}: {why_unreadable(error)}")
