"""The arguments and options that several commands have, as typer takes them."""

from pathlib import Path
from typing import Annotated

import typer

from pushstanza.cli import common
from pushstanza.cli.common import Color, Output

OnePath = Annotated[
    str, typer.Argument(metavar="[PATH]", help="The file to read; - is standard input.")
]


def _show_secrets(wanted: bool) -> bool:  # noqa: FBT001 - typer calls it
    if wanted:
        common.show_secrets()
    return wanted


ShowSecrets = Annotated[
    bool,
    typer.Option(
        "--show-secrets", callback=_show_secrets, help="Do not mask device tokens and secrets."
    ),
]


def choose_colours(ctx: typer.Context, color: Color) -> Color:
    """Take note of when output is coloured; typer takes colours out of what a pipe gets."""
    common.colour_output(color)
    ctx.color = common.has_colours()
    return color


ColorOption = Annotated[
    Color, typer.Option("--color", callback=choose_colours, help="Whether output is coloured.")
]


#: The option of every command that prints a result. The file is written whole or not at all.
OutputFile = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write the output to a file."),
]


#: The same where ``-o NAME=VALUE`` has set a publish-option, and still does: see :func:`parted`.
OutputOrOption = Annotated[
    list[str] | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write the output to a file."),
]

OutputFormat = Annotated[
    Output | None,
    typer.Option(
        "--output-format",
        "--format",
        help="The output format. Default: by the ending of --output, or text.",
    ),
]
