"""``schema``: the XML and JSON Schemas that come with the package."""

from typing import Annotated

import typer

from pushstanza.cli import common, completion
from pushstanza.cli.arguments import OutputFile
from pushstanza.cli.output import put


def schema(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[NAME]",
            help="The schema to print; without one, list all schemas.",
            autocompletion=completion.schemas,
        ),
    ] = None,
    *,
    output: OutputFile = None,
) -> None:
    """Print a schema: an XSD for a namespace or a JSON Schema for a payload."""
    from pushstanza import schemas
    from pushstanza.diagnostics.spelling import did_you_mean

    names = schemas.names()
    if name is None:
        put("\n".join(names), output)
    elif name in names:
        put(schemas.path(name).read_text("utf-8"), output)
    else:
        hint = did_you_mean(name, names)
        common.fail(f"no schema {name!r}" + (f"; {hint}" if hint else ""))
