"""The source of a XEP to the examples in it."""

import html
import re
from collections.abc import Iterator, Mapping
from typing import Final

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.reading.extract.embedded import marked, segments_in
from pushstanza.reading.extract.escapes import without_entities
from pushstanza.reading.extract.html import is_marked
from pushstanza.reading.extract.segment import Segment, Writer

_EXAMPLE: Final = lazy_pattern(r"<(example|code)(?=[\s>])[^>]*>")
#: The end of one; what looks like it in a CDATA section is a part of the example.
_END: Final = lazy_pattern(r"<!\[CDATA\[|</(?:example|code)\s*>")
_CDATA: Final = lazy_pattern(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
#: What stands for something else outside of a CDATA section.
_REFERENCE: Final = lazy_pattern(r"&(#?[\w.-]{1,60});")
_DECLARED: Final = lazy_pattern(r"""<!ENTITY\s+([\w.-]{1,60})\s+(?:"([^"<%]*)"|'([^'<%]*)')\s*>""")
#: How long what an entity stands for may be: a namespace or an address, not a text.
LONGEST_ENTITY: Final = 200


def segments(text: str) -> Iterator[Segment]:
    """Yield the examples in the source of a XEP, its own entities put in."""
    entities = _entities(text)
    for first, last in _examples(text):
        example = _content(text, first, last, entities)
        yield from marked(segments_in(example), invalid=is_marked(text, first))


def _examples(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the content of each example begins and ends."""
    position = 0
    while (found := _EXAMPLE.search(text, position)) is not None:
        end = _end(text, found.end())
        if end is None:
            return
        yield found.end(), end.start()
        position = end.end()


def _end(text: str, position: int) -> re.Match[str] | None:
    while (found := _END.search(text, position)) is not None and found[0][1] == "!":
        position = text.find("]]>", found.end())
        if position < 0:
            return None
    return found


def _entities(text: str) -> Mapping[str, str]:
    """Return what the entities stand for that the document declares itself."""
    found: dict[str, str] = {}
    for name, double, single in _DECLARED.findall(text):
        value = _REFERENCE.sub(lambda each: _meaning(each, found), double or single)
        if len(value) <= LONGEST_ENTITY:
            found.setdefault(name, value)
    return found


def _meaning(reference: re.Match[str], entities: Mapping[str, str]) -> str:
    """Return what a reference stands for; what other files declare stays as it is, as a name."""
    name = reference[1]
    known = entities.get(name)
    if known is not None:
        return known
    meant = html.unescape(reference[0])
    return name if meant == reference[0] else meant


def _content(text: str, start: int, end: int, entities: Mapping[str, str]) -> Segment:
    """Return the content of an example: its CDATA sections, and what stands between them."""
    sections = [*_CDATA.finditer(text, start, end)]
    if not sections:
        raw = Segment.verbatim(text, start, end)
        return without_entities(raw.text).within(raw)
    if len(sections) == 1 and not _holds_text(text, start, sections[0].start(), end, sections[0]):
        return Segment.verbatim(text, *sections[0].span(1))
    writer = Writer(text)
    position = start
    for each in sections:
        _write(writer, text, position, each.start(), entities)
        writer.copy(*each.span(1))
        position = each.end()
    _write(writer, text, position, end, entities)
    return writer.segment()


def _holds_text(text: str, start: int, first: int, end: int, section: re.Match[str]) -> bool:
    """Tell whether more than blanks stands around the only section."""
    return bool(text[start:first].strip() or text[section.end() : end].strip())


def _write(writer: Writer, text: str, start: int, end: int, entities: Mapping[str, str]) -> None:
    """Write what stands between two sections."""
    position = start
    for found in _REFERENCE.finditer(text, start, end):
        writer.copy(position, found.start())
        writer.put(_meaning(found, entities), *found.span())
        position = found.end()
    writer.copy(position, end)
