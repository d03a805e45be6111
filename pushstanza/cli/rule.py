"""``rule``: why a rule is there, with a bad and a good example."""

import re
from typing import TYPE_CHECKING, Annotated

import typer

from pushstanza.cli import common, completion
from pushstanza.cli.arguments import OutputFile, OutputFormat
from pushstanza.cli.common import Output
from pushstanza.cli.output import output_of, put, width
from pushstanza.diagnostics import PushStanzaError
from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.wrapping import wrapped

if TYPE_CHECKING:
    from pushstanza.linting.rules import Rule


def rule(
    which: Annotated[
        str | None,
        typer.Argument(
            metavar="[CODE | NAME]",
            help="The rule to show, or a family to list, such as PS7. Default: all rules.",
            autocompletion=completion.one_rule,
        ),
    ] = None,
    *,
    output: OutputFile = None,
    output_format: OutputFormat = None,
) -> None:
    """Explain a rule, with a bad and a good example."""
    try:
        found, is_table = _found(which)
    except PushStanzaError as error:
        common.fail(str(error))
    if output_of(output, output_format) == Output.JSON:
        shown = common.as_json([each.to_dict() for each in found])
    elif is_table:
        shown = "\n".join(f"{each.code}  {each.severity:<8} {each.name}" for each in found)
    else:
        shown = _page(found[0], None if output else width())
    put(shown, output)


#: What the last lines of a page begin with.
_LABELS = ("Severity by target:", "Source:", "See ")


def _page(rule: "Rule", columns: int | None) -> str:
    """Return the page of a rule, all but its examples in the width of the terminal."""
    page = rule.page()
    for each in rule.reason.replace("``", "`").split("\n\n") if columns else ():
        page = page.replace(each, each.replace("\n", " "))
    examples = {line for each in (*rule.bad, *rule.good) for line in each.split("\n")}
    lines = (
        [line]
        if line.removeprefix("Bad:   ").removeprefix("Good:  ") in examples
        else wrapped(line, columns, "  " if line.startswith(_LABELS) else "")
        for line in page.split("\n")
    )
    return "\n".join(each for several in lines for each in several)


#: What all codes of a family begin with.
_FAMILY = lazy_pattern(r"PS\d", re.IGNORECASE)


def _found(which: str | None) -> "tuple[list[Rule], bool]":
    """Return the rules that are asked for, and whether they are a table."""
    from pushstanza.linting.rules import RULES, find_rule

    table = sorted(RULES.values(), key=lambda each: each.code)
    if which is None:
        return table, True
    if _FAMILY.fullmatch(which):
        family = [each for each in table if each.code.startswith(which.upper())]
        if family:
            return family, True
    return [find_rule(which)], False
