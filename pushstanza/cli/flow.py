"""``flow``: a scenario or a log, and what happens in it."""

import sys
from enum import StrEnum
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Annotated

import typer

from pushstanza.cli import common, completion
from pushstanza.cli.arguments import ColorOption, ShowSecrets
from pushstanza.cli.common import FOUND
from pushstanza.linting.reports.text import plain

if TYPE_CHECKING:
    from pushstanza.flow import Timeline


class Picture(StrEnum):
    """How an exchange is shown."""

    TEXT = "text"
    JSON = "json"
    MERMAID = "mermaid"
    SVG = "svg"
    HTML = "html"


class Diagram(StrEnum):
    """What is drawn of an exchange."""

    SEQUENCE = "sequence"
    OVERVIEW = "overview"


#: The format that the ending of a file's name stands for; a name without one stands for text.
_ENDINGS = {
    "": Picture.TEXT, ".txt": Picture.TEXT, ".json": Picture.JSON, ".mmd": Picture.MERMAID,
    ".mermaid": Picture.MERMAID, ".svg": Picture.SVG, ".html": Picture.HTML, ".htm": Picture.HTML,
}  # fmt: skip


Scenario = Annotated[
    str,
    typer.Argument(
        metavar="SCENARIO",
        help="A TOML scenario, the name of a built-in scenario, or a log or other text with"
        " stanzas; - is standard input.",
        autocompletion=completion.scenarios,
    ),
]
Format = Annotated[
    Picture | None,
    typer.Option(
        "--output-format",
        "--format",
        help="The output format; by default what the ending of --output says, or text.",
    ),
]
OutputFile = Annotated[
    FilePath | None,
    typer.Option("--output", "-o", metavar="PATH", help="Write the output to a file."),
]
DiagramOption = Annotated[
    Diagram,
    typer.Option(
        help="Every step in order, or boxes with numbered arrows; for text, mermaid and svg."
    ),
]


def flow(
    scenario: Scenario,
    *,
    output_format: Format = None,
    output: OutputFile = None,
    diagram: DiagramOption = Diagram.SEQUENCE,
    color: ColorOption = common.Color.AUTO,  # noqa: ARG001 - heeded where anything is shown
    show_secrets: ShowSecrets = False,
) -> None:
    """Run a scenario offline and show each stanza, request and outcome.

    A log is not run: its stanzas are shown in order. The exit status is 1 if anything was
    rejected or lost.
    """
    kind = output_format or _format_of(output)
    with common.refused():
        timeline = _timeline(scenario)
    shown = _shown(timeline, kind, diagram, show_secrets=show_secrets, to_file=output is not None)
    if output is None:
        typer.echo(shown, nl=not shown.endswith("\n"))
    else:
        _write(output, shown)
    sys.exit(FOUND if any(each.outcome != "ok" for each in timeline.events) else 0)


def _format_of(output: FilePath | None) -> Picture:
    """Return the format that the name of the output file stands for."""
    ending = "" if output is None else output.suffix.lower()
    if ending not in _ENDINGS:
        from pushstanza.diagnostics.spelling import did_you_mean

        known = [each for each in _ENDINGS if each]
        listed = f"known endings: {', '.join(known)}; with --output-format, any will do"
        hint = did_you_mean(ending, known) or listed
        common.fail(f"{output}: {ending!r} is the ending of no format; {hint}")
    return _ENDINGS[ending]


def _timeline(scenario: str) -> "Timeline":
    from pushstanza.flow.scenario import run, shipped
    from pushstanza.reading.decoding import decoded

    known = shipped()
    if scenario in known and not FilePath(scenario).exists():
        return run(known[scenario].read_text("utf-8"), name=scenario)
    _check_name(scenario, list(known))
    text = decoded(common.read_bytes(scenario))
    if scenario.endswith(".toml") or (scenario == "-" and "[server]" in text):
        return run(text, name=common.name(scenario), folder=FilePath(scenario).parent)
    from pushstanza.flow.log import timeline_of

    return timeline_of(text, name=common.name(scenario))


def _check_name(scenario: str, known: list[str]) -> None:
    """Say which scenarios there are, where a word names neither one of them nor a file."""
    from pushstanza.diagnostics.spelling import did_you_mean

    if scenario != "-" and not FilePath(scenario).exists() and "." not in scenario:
        hint = did_you_mean(scenario, known) or f"built-in scenarios: {', '.join(sorted(known))}"
        common.fail(f"no scenario or file {scenario!r}; {hint}")


def _shown(
    timeline: "Timeline", kind: Picture, diagram: Diagram, *, show_secrets: bool, to_file: bool
) -> str:
    from pushstanza.flow.pictures import draw, text

    if kind == Picture.TEXT:
        style = plain if to_file else common.style
        render = text.overview if diagram == Diagram.OVERVIEW else text.render
        return render(timeline, style=style, show_secrets=show_secrets)
    return draw(timeline, kind.value, diagram=diagram.value, show_secrets=show_secrets)


def _write(path: FilePath, text: str) -> None:
    from pushstanza.linting.writing import write

    try:
        write(path, text)
    except OSError as error:
        common.fail(f"{path}: {error.strerror}")
