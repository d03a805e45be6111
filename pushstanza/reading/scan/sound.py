"""Text that a parser has accepted to the places of its elements: the quick way, for a finding."""

from re import Match

from pushstanza.reading.scan.found import Layout, ScannedElement
from pushstanza.reading.scan.grammar import BLANK_CHARACTERS, TAG, end_of_blanks


def start_tags(text: str, start: int, end: int) -> list[Match[str]]:
    """Return where the start tags between two offsets stand, where each is sound."""
    return [match for match in TAG.finditer(text, start, end) if match[1]]


def start_tag(text: str, match: Match[str]) -> ScannedElement:
    """Return the element of a start tag; what it holds, and where it ends, is not looked for."""
    return ScannedElement(
        name=match[1],
        start=match.start(),
        start_end=match.end(),
        end=match.end(),
        name_start=match.start(1),
        name_end=match.end(1),
        parent=None,
        children=[],
        layout=Layout(text, []),
        written=None,
    )


def text_within(text: str, element: ScannedElement) -> tuple[int, int] | None:
    """Return where the first text in an element stands, without the blanks around it.

    ``None`` where there is none.
    """
    position = element.start_end
    while (child := TAG.match(text, end_of_blanks(text, position, len(text)))) and child[1]:
        position = child.end()
    end = text.find("<", position)
    content = text[position : end if end >= 0 else len(text)]
    stripped = content.strip(BLANK_CHARACTERS)
    if not stripped:
        return None
    begin = position + content.index(stripped)
    return begin, begin + len(stripped)
