"""Text, such as a log or a page, to the places in it where stanzas stand, damaged ones too."""

from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.spelling import nearest
from pushstanza.reading.names import FORWARDED, PAYLOADS, STANZAS
from pushstanza.reading.scan.grammar import (
    ATTRIBUTE,
    BLANK_CHARACTERS,
    NEWLINE,
    end_of_name,
    local_name,
)
from pushstanza.reading.scan.pairing import pair_tags
from pushstanza.reading.scan.reader import Reader, find_columns
from pushstanza.reading.scan.tag import Tag

#: How alike a name and one of XMPP's must be for the one to be meant for the other.
_NEAR: Final = 0.8
_LINE_END: Final = lazy_pattern(r"[ \t]*(?:[\r\n]|\Z)")
#: What follows a start tag at the end of a line if it is more than mentioned there.
_GOES_ON_BELOW: Final = lazy_pattern(r"[ \t]*(?:\r\n?|\n)[ \t]*<[^!?]")


def candidates(text: str) -> list[tuple[int, int]]:
    """Return the places in *text* where stanzas stand, damaged ones too.

    A stanza reaches to its end tag. A damaged one without it reaches to where the prose goes on: to
    the next stanza, or to a blank line with something else than XML behind it. Payloads, such as
    ``<enable/>``, count where they declare a namespace or stand on a line of their own. A text that
    is one whole XML document is one place, unless that is a mere wrapper around payloads: they are
    looked at as if they stood alone.
    """
    # A log may hold any number of '<' that begin no tag, so the damages must not end the reading.
    reader = Reader(text, 0, len(text), reports_damages=False)
    reader.read()
    pair_tags(reader)
    whole = _whole_document(reader)
    if whole is None:
        return list(_regions(reader))
    inside = list(_regions(reader)) if _is_wrapper(reader, reader.tags[0]) else []
    return inside if any(_holds_payload(text, start) for start, _ in inside) else [whole]


def _whole_document(reader: Reader) -> tuple[int, int] | None:
    """Return the place of the text without the blanks around it, if it is one XML document."""
    text, tags = reader.text, reader.tags
    if not tags or not tags[0].opens:
        return None
    end = _exact_end(tags[0])
    if end is None:
        return None
    outside = [(each.start, each.end) for each in reader.markup if each.kind != "cdata"]
    position = 1 if text.startswith("\ufeff") else 0
    for start, stop in [*sorted([*outside, (tags[0].start, end)]), (len(text), len(text))]:
        if text[position:start].strip(BLANK_CHARACTERS):
            return None
        position = max(position, stop)
    start = len(text) - len(text.lstrip(f"\ufeff{BLANK_CHARACTERS}"))
    return start, len(text.rstrip(BLANK_CHARACTERS))


#: What a misspelt stanza still has, and a mere wrapper has not.
_ATTRIBUTES_OF_STANZA = lazy_pattern(r"\s(?:from|id|to|type)\s*=")


def _is_wrapper(reader: Reader, tag: Tag) -> bool:
    """Return whether a root is only put around others: it has no name or namespace of XMPP's."""
    attributes = reader.text[tag.name_end : tag.end]
    if (
        tag.empty
        or ":" in tag.name
        or "xmlns" in attributes
        or _ATTRIBUTES_OF_STANZA.search(attributes)
    ):
        return False
    return nearest(tag.name, (*STANZAS, *PAYLOADS), cutoff=_NEAR) is None


def _holds_payload(text: str, start: int) -> bool:
    """Return whether a payload begins at *start*, and no stanza."""
    return local_name(text[start + 1 : end_of_name(text, start + 1, len(text))]) in PAYLOADS


def _exact_end(tag: Tag) -> int | None:
    """Return the place behind the end tag of an element in which nothing was left open."""
    if tag.empty:
        return tag.end
    return tag.partner.end if tag.partner and tag.exact else None


def _regions(reader: Reader) -> Iterator[tuple[int, int]]:
    find_columns(reader)
    position = -1
    stops = list(_stanza_starts(reader))
    for index, tag in enumerate(reader.tags):
        if tag.start < position or not tag.opens or not _begins_region(reader, tag):
            continue
        end = _exact_end(tag)
        if end is None:
            stop = bisect_right(stops, tag.start)
            limit = stops[stop] if stop < len(stops) else len(reader.text)
            if tag.partner and tag.partner.end <= limit:
                end = tag.partner.end
            else:
                end = max(_block_end(reader.text, tag, limit), _row_end(reader.tags, index, limit))
        yield tag.start, end
        position = end


def _stanza_starts(reader: Reader) -> Iterator[int]:
    """Return where stanzas begin that stand in no other stanza."""
    before = ""
    for tag in reader.tags:
        if tag.opens:
            name = local_name(tag.name)
            if name in STANZAS and before != FORWARDED:
                yield tag.start
            before = name


def _begins_region(reader: Reader, tag: Tag) -> bool:
    """Return whether a start tag is the beginning of a stanza, not the mention of one."""
    name = local_name(tag.name)
    if name not in STANZAS and name not in PAYLOADS:
        return False
    text = reader.text
    rest = text[tag.name_end : tag.end].strip(f"/>{BLANK_CHARACTERS}")
    if name in PAYLOADS:
        return "xmlns" in rest or (tag.own_line and bool(rest))
    if rest or tag.own_line:
        return True
    if tag.partner and tag.exact and "<" in text[tag.end : tag.partner.start]:
        return True
    return (_LINE_END if tag.empty else _GOES_ON_BELOW).match(text, tag.end) is not None


def _row_end(tags: list[Tag], index: int, limit: int) -> int:
    """Return where the start tags end that stand right behind one another, up to a damaged one."""
    end = tags[index].end
    for tag in tags[index + 1 : index + LONGEST_ROW]:
        if tag.start != end or not tag.opens or tag.end > limit:
            break
        end = tag.end
    return end


#: How many start tags are looked at that stand right behind one another.
LONGEST_ROW: Final = 100


def _block_end(text: str, tag: Tag, limit: int) -> int:
    """Return where a damaged stanza ends that has no end tag."""
    end = tag.end
    is_after_blank = False
    for start, stop in _lines(text, tag.end, limit):
        written = text[start:stop].rstrip()
        line = written.lstrip()
        if start == tag.end:
            # The rest of a line of prose or of a log does not belong to it.
            end += len(written) if tag.own_line else written.rfind(">") + 1
        elif not line:
            is_after_blank = True
        elif _goes_on(tag, written, is_after_blank=is_after_blank):
            end = start + len(written)
        elif is_after_blank or not tag.own_line or line.startswith(("```", "~~~")):
            break
    return end


def _goes_on(tag: Tag, written: str, *, is_after_blank: bool) -> bool:
    """Return whether a line goes on with the element that *tag* has opened above."""
    line = written.lstrip()
    if line.startswith("<"):
        is_outer = len(written.expandtabs()) - len(line.expandtabs()) <= tag.column
        is_another = is_outer and not line.startswith("</") and local_name(tag.name) not in STANZAS
        return not (is_after_blank and is_another)
    if is_after_blank or not tag.own_line:
        return False
    return line.endswith(">") or "</" in line or bool(ATTRIBUTE.match(line))


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Return the lines between two offsets, without their ends."""
    for match in NEWLINE.finditer(text, start, end):
        yield start, match.start()
        start = match.end()
    yield start, end
