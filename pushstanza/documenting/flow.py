"""``push-flow``: a picture of what happens in a scenario or a log."""

from pathlib import Path
from typing import cast, get_args

from pushstanza.diagnostics import PushStanzaError
from pushstanza.diagnostics.masking import quoted
from pushstanza.diagnostics.records import frozen
from pushstanza.diagnostics.spelling import did_you_mean
from pushstanza.documenting.errors import BlockError
from pushstanza.documenting.example import Example, Picture
from pushstanza.documenting.written import Written
from pushstanza.flow.log import timeline_of
from pushstanza.flow.pictures import Diagram, draw
from pushstanza.flow.scenario import ScenarioError, run, shipped
from pushstanza.flow.timeline import Timeline
from pushstanza.linting.declare import Choice, declare


@frozen(kw_only=True)
class Options:
    """What the author of a ``push-flow`` asks for."""

    diagram: str = declare(
        "A sequence diagram, or an overview: boxes with numbered arrows.",
        Choice(get_args(Diagram)),
        "sequence",
    )


def example(written: Written, options: Options) -> Example:
    """Return the picture of a flow as an example.

    Raises:
        BlockError: there is no such scenario or file, or it cannot be run.
    """
    try:
        timeline = _timeline(written)
    except ScenarioError as error:
        raise BlockError(error.reason, error.line) from None
    except PushStanzaError as error:
        raise BlockError(str(error)) from None
    diagram = cast("Diagram", options.diagram)
    svg, text = (draw(timeline, kind, diagram=diagram) for kind in ("svg", "text"))
    return Example(parts=(Picture(title=timeline.title, svg=svg, text=text),))


def _timeline(written: Written) -> Timeline:
    """Return what happens in a scenario of the library, in that of a block or file, or in a log."""
    name = written.argument or ""
    known = shipped()
    if name in known and not written.find(name).exists():
        return run(known[name].read_text("utf-8"), name=name)
    if name and not Path(name).suffix and not written.find(name).exists():
        hint = did_you_mean(name, known) or f"known scenarios: {', '.join(known)}"
        raise BlockError(f"unknown scenario {quoted(name)}; {hint}")
    text = written.of_file().text
    if not name or name.endswith(".toml"):
        return run(text, name=name or "scenario", folder=written.find(name).parent)
    return timeline_of(text, name=name)
