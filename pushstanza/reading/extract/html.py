"""HTML to the examples in it."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.reading.extract.embedded import INVALID_COMMENT, marked, segments_in
from pushstanza.reading.extract.escapes import without_entities
from pushstanza.reading.extract.prose import whole_stanzas
from pushstanza.reading.extract.segment import Segment, undone

_ELEMENT: Final = lazy_pattern(r"<(pre|code|textarea|script|style)(?=[\s>])[^>]*>", re.IGNORECASE)
_ENDS: Final = {
    name: lazy_pattern(rf"</{name}\s*>", re.IGNORECASE)
    for name in ("pre", "code", "textarea", "script", "style", "example")
}
#: The tags that pages have around pieces of code, to colour them.
_TAG: Final = lazy_pattern(
    r"</?(?:a|abbr|b|big|code|del|em|font|i|ins|kbd|mark|ol|li|p|s|samp|small|span|strong|sub|sup"
    r"|table|tbody|td|tr|tt|u|var|wbr|div)(?=[\s/>])[^<>]*>|<(?P<line>br)\s*/?>|<!--.*?-->",
    re.IGNORECASE | re.DOTALL,
)
_ANY_TAG: Final = lazy_pattern(r"</?[a-zA-Z][^<>]*>")
#: How far before an example its mark is looked for.
_BEFORE: Final = 200


def segments(text: str) -> Iterator[Segment]:
    """Yield the blocks of code in a page, and the whole stanzas elsewhere."""
    yield from segments_between(Segment(text), _paragraphs)


def stretches(text: str) -> Iterator[tuple[Segment, str]]:
    """Yield what a page shows: the blocks of code in it, and what is around them."""
    return stretches_of(Segment(text))


def stretches_of(page: Segment) -> Iterator[tuple[Segment, str]]:
    """Yield what is shown of a part of a page; no language is known of any of it."""
    position = 0
    for name, first, last, behind in _elements(page.text, _ELEMENT):
        yield page.part(position, first), ""
        position = behind
        if name not in {"script", "style"}:
            yield _shown(page.part(first, last)), ""
    yield page.part(position, len(page.text)), ""


def segments_between(
    page: Segment, prose: Callable[[Segment], Iterator[Segment]]
) -> Iterator[Segment]:
    """Yield the blocks of code in a page, and what *prose* finds in the rest of it."""
    text = page.text
    position = 0
    for name, first, last, behind in _elements(text, _ELEMENT):
        yield from prose(page.part(position, first))
        position = behind
        if name not in {"script", "style"}:
            content = _shown(page.part(first, last))
            found = whole_stanzas(content) if name == "code" else segments_in(content)
            yield from marked(found, invalid=is_marked(text, first))
    yield from prose(page.part(position, len(text)))


def _elements(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[str, int, int, int]]:
    """Yield the elements in *text*: name, where the content is, and the place behind."""
    unclosed: set[str] = set()
    position = 0
    while (found := pattern.search(text, position)) is not None:
        name = found[1].lower()
        position = found.end()
        close = None if name in unclosed else _ENDS[name].search(text, position)
        if close is None:
            unclosed.add(name)
            continue
        yield name, found.end(), close.start(), close.end()
        position = close.end()


def is_marked(text: str, content: int) -> bool:
    """Tell whether a comment stands before the element whose content begins at an offset."""
    start = text.rfind("<", 0, content)
    return INVALID_COMMENT.search(text, max(0, start - _BEFORE), start) is not None


def _paragraphs(prose: Segment) -> Iterator[Segment]:
    if "&lt;" in prose.text:
        plain = undone(prose.text, _ANY_TAG, lambda _: "").within(prose)
        yield from whole_stanzas(without_entities(plain.text).within(plain))


def _shown(code: Segment) -> Segment:
    """Return what a browser shows of the content of a block of code."""
    plain = undone(code.text, _TAG, lambda found: "\n" if found["line"] else "").within(code)
    return without_entities(plain.text).within(plain)
