"""Text, whatever it is, to the scan of it: its elements, its damages, and what stands outside."""

from collections.abc import Iterator, Sequence
from typing import Final

from pushstanza.reading.scan.builder import Builder, elements_of
from pushstanza.reading.scan.characters import check_characters
from pushstanza.reading.scan.found import Scan, ScannedElement
from pushstanza.reading.scan.grammar import BLANK_CHARACTERS
from pushstanza.reading.scan.pairing import pair_tags
from pushstanza.reading.scan.reader import Reader

_COMMENTS: Final = frozenset({"comment", "processing-instruction", "xml-declaration"})


def scan(text: str, start: int = 0, end: int | None = None) -> Scan:
    """Return what stands in *text*, whatever it is.

    Text between the elements is no damage, and so a log or a page can be scanned.

    Args:
        text: The text; all offsets are indices into it.
        start: Where to begin. An XML declaration is allowed there.
        end: Where to stop, as if the text ended there.

    Returns:
        The elements and the damages. A text that is one XML document has no damages exactly when
        lxml accepts it, but for a DOCTYPE, which always is one.
    """
    reader = Reader(text, start, len(text) if end is None else end)
    reader.read()
    pair_tags(reader)
    builder = Builder(reader)
    builder.build()
    elements = elements_of(builder, reader.findings.layout)
    roots = tuple(element for element in elements if element.parent is None)
    check_characters(reader, roots)
    reader.findings.finish(reader.end)
    return Scan(
        text=text,
        elements=tuple(elements),
        roots=roots,
        damages=tuple(sorted(reader.findings.damages, key=lambda damage: damage.offset)),
        comments=tuple(each for each in reader.markup if each.kind in _COMMENTS),
        outside=tuple(_outside(reader, roots)),
    )


def _outside(reader: Reader, roots: Sequence[ScannedElement]) -> Iterator[tuple[int, int]]:
    """Return the places of the text that stands outside every element."""
    text = reader.text
    known = [(root.start, root.end) for root in roots]
    known += [(each.start, each.end) for each in reader.markup if each.kind != "cdata"]
    known += [(tag.start, tag.end) for tag in reader.tags if not tag.opens and not tag.partner]
    position = reader.start
    if text.startswith("\ufeff", position, reader.end):
        position += 1
    for start, end in [*sorted(known), (reader.end, reader.end)]:
        between = text[position:start]
        content = between.strip(BLANK_CHARACTERS)
        if content:
            begin = position + len(between) - len(between.lstrip(BLANK_CHARACTERS))
            yield begin, begin + len(content)
        position = max(position, end)
