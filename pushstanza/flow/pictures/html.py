"""A timeline as one page, which opens from a disk and asks the network for nothing."""

from markupsafe import Markup

from pushstanza.diagnostics.records import frozen
from pushstanza.flow.pictures.covering import shown
from pushstanza.flow.pictures.svg import boxes, sequence
from pushstanza.flow.pictures.templates import part, template
from pushstanza.flow.timeline import Timeline
from pushstanza.pages import plain, policy
from pushstanza.pages.highlighting import highlighted, language_of
from pushstanza.pages.templates import SHARED
from pushstanza.reading.names import CLIENT
from pushstanza.reading.parsing import sound
from pushstanza.stanzas.parse import prettified

_STYLES = ("palette.css", "sequence.css", "overview.css", "page.css")


@frozen
class _Code:
    """A text as the page shows it, and what it is written in."""

    language: str
    markup: Markup


def render(timeline: Timeline, *, show_secrets: bool = False) -> str:
    """Return the page.

    Everything stands in it as text, below the diagram; its script shows one step at a time.
    """
    covered = shown(timeline, show_secrets=show_secrets)
    shared = map(SHARED.part, ("colours.css", "page.css"))
    style, script = "".join((*shared, *map(part, _STYLES))), part("page.js")
    return template("page.html").render(
        timeline=covered,
        codes={each.number: _code(each.text) for each in covered.events if each.text},
        # What comes from a template is escaped.
        diagram=Markup(sequence(covered)),  # noqa: S704
        overviews=[Markup(boxes(covered, beside=each)) for each in (False, True)],  # noqa: S704
        policy=policy(style, script),
        script=Markup(script),  # noqa: S704 - the script is ours
        style=Markup(style),  # noqa: S704 - the style sheet is ours
    )


def _code(text: str) -> _Code:
    """Return XML or JSON laid out, with colours."""
    language = language_of(text)
    laid_out = _laid_out(text) if language == "XML" else text
    lines = "\n".join(plain(line.replace("\t", "    ")) for line in laid_out.splitlines())
    return _Code(language, highlighted(lines, language))


def _laid_out(text: str) -> str:
    """Return a stanza by two blanks a level; what is no XML stays as it is."""
    if sound(text) is None:
        return text
    has_namespace = "xmlns=" in text.partition(">")[0]
    return prettified(text.strip(), "" if has_namespace else CLIENT)
