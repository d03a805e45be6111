"""``explain``: an error to its likely causes."""

import shutil
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pushstanza.cli import common
from pushstanza.cli.common import FOUND, OutputFormat, ShowSecrets

if TYPE_CHECKING:
    from pushstanza.explaining import Explanation

Said = Annotated[
    str,
    typer.Argument(
        metavar="[PATH | WORD]", help="A file, or an error such as BadDeviceToken; - is stdin."
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
    typer.Option("--server", "-s", metavar="NAME", help="The server that sent the error."),
]
Account = Annotated[
    str | None,
    typer.Option(metavar="JID", help="The full JID of the client that sent the request."),
]


def explain(
    path: Said = "-",
    *,
    request: Request = None,
    server: Server = None,
    account: Account = None,
    output_format: OutputFormat = common.Output.TEXT,
    show_secrets: ShowSecrets = False,  # noqa: ARG001 - heeded where anything is shown
) -> None:
    """Show the possible causes of an error, how to fix them, and the effects of the error.

    PATH contains an error stanza, a response of APNs, FCM or MongoosePush, or a log with either.
    The exit status is 1 if there is no error, or one that is not known.
    """
    from pushstanza.explaining import explain as explained

    data, name = _read(path)
    asked = None if request is None else common.read_bytes(request)
    sender = common.account(account)
    with common.refused():
        found = explained(data, request=asked, server=server, account=sender, file=name)
    (_as_json if output_format == common.Output.JSON else _as_text)(found)
    if not found:
        typer.echo("pushstanza: no known error found", err=True)
    raise typer.Exit(0 if found and all(each.is_known for each in found) else FOUND)


def _read(path: str) -> tuple[str | bytes, str | None]:
    """Return what a file holds, or the word that is no file."""
    from pathlib import Path

    if path == "-":
        return common.read_bytes(path), None
    is_word = path.replace("_", "").replace("-", "").isalnum() and not Path(path).exists()
    return (path, None) if is_word else (common.read_bytes(path), path)


def _covered(value: Any) -> Any:
    """Return what is said of the input without what may be secret in it."""
    return common.shown(value, suspects=True)


def _as_json(found: "list[Explanation]") -> None:
    common.print_json(_covered([each.to_dict() for each in found]))


def _as_text(found: "list[Explanation]") -> None:
    from pushstanza.explaining.report import report

    width = shutil.get_terminal_size().columns
    for number, each in enumerate(found):
        if number:
            typer.echo()
        for line in report(each, width, style=common.style, cover=_covered):
            typer.echo(line)
