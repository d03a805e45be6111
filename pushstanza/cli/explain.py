"""``explain``: an error to its likely causes."""

import shutil
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pushstanza.cli import common, completion
from pushstanza.cli.arguments import ColorOption, OutputFile, OutputFormat, ShowSecrets
from pushstanza.cli.common import FOUND
from pushstanza.cli.output import Items, JsonItems, Texts, output_of, putting, style_for
from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.linting.reports import Style

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pushstanza.explaining import Explanation
    from pushstanza.reading.extract.blocks import Block

Said = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[PATH | WORDS]",
        help="A file, or an error such as BadDeviceToken or a line of a log; - is stdin.",
        autocompletion=completion.provider_errors,
    ),
]
Request = Annotated[
    str | None,
    typer.Option(
        "--request", metavar="PATH", help="A file with the request that the error answers."
    ),
]
Server = Annotated[
    str | None,
    typer.Option(
        "--server",
        "-s",
        metavar="NAME",
        help="The server that sent the error.",
        autocompletion=completion.servers,
    ),
]
Account = Annotated[
    str | None,
    typer.Option(metavar="JID", help="The full JID of the client that sent the request."),
]


def explain(
    words: Said = None,
    *,
    request: Request = None,
    server: Server = None,
    account: Account = None,
    output: OutputFile = None,
    output_format: OutputFormat = None,
    color: ColorOption = common.Color.AUTO,  # noqa: ARG001 - heeded where anything is shown
    show_secrets: ShowSecrets = False,  # noqa: ARG001 - heeded where anything is shown
) -> None:
    """Show the possible causes of an error, how to fix them, and the effects of the error.

    PATH contains an error stanza, a response of APNs, FCM or MongoosePush, or a log with either.
    Words that are not the name of a file are looked up themselves.
    The exit status is 1 if there is no error, or one that is not known.
    """
    from pushstanza.explaining import explanations

    blocks, file = _read(words or ["-"])
    asked = None if request is None else common.read_bytes(request)
    sender = common.account(account)
    is_json = output_of(output, output_format) == common.Output.JSON
    with common.refused(), putting(output) as write:
        found = explanations(
            blocks,
            file,
            request=asked,
            server=server,
            account=sender,
            most=MOST,
            cover=_as_shown_now,
        )
        items = JsonItems(write) if is_json else Texts(write, "\n\n")
        known = _shown(found, items, style_for(output))
    if not known:
        typer.echo("pushstanza: no known error found", err=True)
    sys.exit(0 if known and all(known) else FOUND)


#: After so many different errors what is known of them is printed.
MOST = 2_000


def _shown(found: "Iterable[Explanation]", items: Items, style: Style) -> set[bool]:
    """Print explanations, and return whether there are any with and without causes."""
    known = set()
    for each in found:
        known.add(each.is_known)
        is_json = isinstance(items, JsonItems)
        items.add(_covered(each.to_dict()) if is_json else _as_text(each, style))
    items.finish()
    return known


def _noted(blocks: "Iterable[Block]") -> "Iterator[Block]":
    for each in blocks:
        common.note_block(each.text)
        yield each


def _as_shown_now(explanation: "Explanation") -> "Explanation":
    """Return an explanation without the secrets of what was read so far, which are forgotten."""
    return explanation.with_texts(_covered)


def _read(words: list[str]) -> "tuple[Iterable[Block], str | None]":
    """Return what a file holds and its name, or the words that are no name of a file."""
    said = " ".join(words)
    if words != ["-"] and (len(words) > 1 or not _may_be_file(said)):
        from pushstanza.reading.extract.blocks import Block

        return (Block.whole(said),), None
    from pushstanza.linting.whole import LARGEST
    from pushstanza.reading.limits import Limits

    return _noted(common.blocks(said, Limits(size=LARGEST))), common.file(said)


#: The name of a file: with a folder or an ending, and without what only a text has.
_FILE = lazy_pattern(r"[^\s<>{}\"'|*?]*(?:[/\\][^\s<>{}\"'|*?]*|\.[A-Za-z]\w{0,7})")


def _may_be_file(said: str) -> bool:
    """Tell whether a word is a file, or was meant to be one."""
    from pathlib import Path

    try:
        exists = Path(said).exists()
    except (OSError, ValueError):  # no name at all: too long, or with a null character
        return False
    return exists or _FILE.fullmatch(said) is not None


def _covered(value: Any) -> Any:
    """Return what is said of the input without what may be secret in it."""
    return common.shown(value, suspects=True)


def _as_text(explanation: "Explanation", style: Style) -> str:
    from pushstanza.explaining.report import report

    width = shutil.get_terminal_size().columns
    return "\n".join(report(explanation, width, style=style, cover=_covered))
