"""A timeline in SVG, as a sequence diagram or as an overview; each needs no other file."""

from markupsafe import Markup

from pushstanza.flow.pictures.covering import shown
from pushstanza.flow.pictures.overview import overview as overview_of
from pushstanza.flow.pictures.sequence import sequence as sequence_of
from pushstanza.flow.pictures.templates import part, template
from pushstanza.flow.timeline import Timeline
from pushstanza.pages.templates import SHARED

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def render(timeline: Timeline, *, show_secrets: bool = False) -> str:
    """Return the sequence as a file of its own, for documents too: light and dark as they are."""
    covered = shown(timeline, show_secrets=show_secrets)
    return _DECLARATION + sequence(covered, styled=True)


def overview(timeline: Timeline, *, show_secrets: bool = False, beside: bool = False) -> str:
    """Return the overview as such a file; its legend stands below it, or *beside* it."""
    covered = shown(timeline, show_secrets=show_secrets)
    return _DECLARATION + boxes(covered, styled=True, beside=beside)


def sequence(timeline: Timeline, *, styled: bool = False) -> str:
    """Return the element ``svg`` of a sequence diagram.

    With ``styled`` its style sheet is in it, and it is one picture; else each step is a link to
    the element ``step-`` and its number, and the page has the style sheet.
    """
    return template("sequence.svg").render(
        timeline=timeline,
        places=sequence_of(timeline),
        style=style_of("sequence.css") if styled else None,
    )


def boxes(timeline: Timeline, *, styled: bool = False, beside: bool = False) -> str:
    """Return the element ``svg`` of an overview.

    With ``styled`` its style sheet is in it, else the page has it. With ``beside`` the legend
    stands at its right, else below it, so that it is legible on a phone.
    """
    return template("overview.svg").render(
        timeline=timeline,
        places=overview_of(timeline, beside=beside),
        beside=beside,
        style=style_of("overview.css") if styled else None,
    )


def style_of(name: str) -> Markup:
    """Return a style sheet with the colours that it uses."""
    return Markup(SHARED.part("colours.css") + part("palette.css") + part(name))  # noqa: S704 - it is ours
