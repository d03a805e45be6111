"""``rule``: why a rule is there, with a bad and a good example."""

from typing import Annotated

import typer

from pushstanza.cli import common, completion
from pushstanza.cli.common import Output
from pushstanza.diagnostics import PushStanzaError


def rule(
    which: Annotated[
        str | None,
        typer.Argument(
            metavar="[CODE | NAME]",
            help="The rule to show; without one, list all rules.",
            autocompletion=completion.one_rule,
        ),
    ] = None,
    *,
    output_format: Annotated[Output, typer.Option(help="The output format.")] = Output.TEXT,
) -> None:
    """Explain a rule, with a bad and a good example."""
    from pushstanza.linting.rules import RULES, find_rule

    try:
        found = (
            sorted(RULES.values(), key=lambda each: each.code)
            if which is None
            else [find_rule(which)]
        )
    except PushStanzaError as error:
        common.fail(str(error))
    if output_format == Output.JSON:
        common.print_json([each.to_dict() for each in found])
    elif which is None:
        for each in found:
            typer.echo(f"{each.code}  {each.severity:<8} {each.name}")
    else:
        typer.echo(found[0].page())
