"""``verdict``: what servers answer to the stanzas in a file."""

import shutil
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pushstanza.cli import common, completion
from pushstanza.cli.arguments import ColorOption, OnePath, OutputFile, OutputFormat, ShowSecrets
from pushstanza.cli.common import FAILED, FOUND
from pushstanza.cli.output import Items, JsonItems, Texts, output_of, putting, style_for
from pushstanza.linting.reports import Style

if TYPE_CHECKING:
    from pushstanza.reading.extract.blocks import Block
    from pushstanza.servers.texts import Judged

Servers = Annotated[
    list[str] | None,
    typer.Option(
        "--server",
        "-s",
        metavar="NAME",
        help="A server or push service. Repeatable.",
        autocompletion=completion.servers,
    ),
]
Account = Annotated[
    str | None,
    typer.Option(metavar="JID", help="The full JID of the client that sends the stanzas."),
]
Pubsub = Annotated[
    str | None, typer.Option(metavar="HOST", help="The host of the server's push service.")
]
Version = Annotated[
    str | None,
    typer.Option(
        metavar="VERSION",
        help="The version of the server given by --server.",
        autocompletion=completion.versions,
    ),
]


def verdict(
    path: OnePath = "-",
    *,
    server: Servers = None,
    account: Account = None,
    pubsub: Pubsub = None,
    server_version: Version = None,
    output: OutputFile = None,
    output_format: OutputFormat = None,
    color: ColorOption = common.Color.AUTO,  # noqa: ARG001 - heeded where anything is shown
    show_secrets: ShowSecrets = False,  # noqa: ARG001 - heeded where anything is shown
) -> None:
    """Show how each server answers a stanza, and why.

    PATH contains XML, or text, source code or a log with stanzas; they may be malformed. Without
    --server, users' servers are shown, or push services for a publish. The exit status is 1 if
    one of them rejects a stanza.
    """
    from pushstanza.servers.texts import judged, question

    with common.refused():
        asked = question(
            server or (), common.account(account), pubsub=pubsub, version=server_version
        )
        is_json = output_of(output, output_format) == common.Output.JSON
        with putting(output) as write:
            found = judged(_noted(path), asked, common.file(path))
            items = JsonItems(write) if is_json else Texts(write, "\n\n")
            status = _shown(found, items, common.name(path), style_for(output))
    sys.exit(status)


def _noted(path: str) -> "Iterator[Block]":
    for each in common.blocks(path):
        common.note_block(each.text)
        yield each


def _shown(found: "Iterator[Judged]", items: Items, name: str, style: Style) -> int:
    """Print the verdicts as they come, and return the exit status."""
    status = 0
    for each in found:
        if not each.verdicts:
            common.say(f"{name}:{each.line}:{each.column}: {each.stanza}")
            status = FAILED
        elif each.is_refused:
            status = max(status, FOUND)
        if isinstance(items, JsonItems):
            for row in each.to_dicts():
                items.add(_covered(row))
        else:
            items.add("\n".join(_lines(each, name, style)))
    items.finish()
    return status


def _covered(value: Any) -> Any:
    """Return what is said of the input without what may be secret in it."""
    return common.shown(value, suspects=True)


def _lines(judged: "Judged", name: str, style: Style) -> Iterator[str]:
    from pushstanza.diagnostics.excerpts import printable
    from pushstanza.linting.reports.verdicts import table

    place = style(printable(f"{name}:{judged.line}:{judged.column}"), "path")
    yield f"{place}: {printable(_covered(judged.stanza))}"
    if judged.verdicts:
        yield ""
        width = shutil.get_terminal_size().columns
        yield from table(judged.verdicts, width, style=style, cover=_covered)
