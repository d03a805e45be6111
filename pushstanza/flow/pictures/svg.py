"""A timeline as a sequence diagram in SVG, which needs nothing else."""

from markupsafe import Markup

from pushstanza.flow.pictures.covering import shown
from pushstanza.flow.pictures.sequence import sequence
from pushstanza.flow.pictures.templates import part, template
from pushstanza.flow.timeline import Timeline
from pushstanza.pages.templates import SHARED


def render(timeline: Timeline, *, show_secrets: bool = False) -> str:
    """Return the diagram as a file of its own, for documents too: light and dark as they are."""
    covered = shown(timeline, show_secrets=show_secrets)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + diagram(covered, styled=True)


def diagram(timeline: Timeline, *, styled: bool = False) -> str:
    """Return the element ``svg``.

    With ``styled`` its style sheet is in it, and it is one picture; else each step is a link to
    the element ``step-`` and its number, and the page has the style sheet.
    """
    sheet = SHARED.part("colours.css") + part("sequence.css")
    style = Markup(sheet) if styled else None  # noqa: S704 - it is ours
    return template("sequence.svg").render(
        timeline=timeline, places=sequence(timeline), style=style
    )
