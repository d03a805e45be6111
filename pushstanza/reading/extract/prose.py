"""Prose to the stanzas in it, as documents, comments and docstrings show them."""

import re
from collections.abc import Iterator
from typing import Final

from pushstanza.reading.extract.balance import end_of
from pushstanza.reading.extract.segment import Segment
from pushstanza.reading.names import STANZA_START

#: How long a stanza in prose may be.
LONGEST: Final = 100_000
#: How many times prose may mention a stanza that has no end before no more is looked for.
MOST_MENTIONS: Final = 100


def whole_stanzas(prose: Segment, *, at_line_start: bool = False) -> Iterator[Segment]:
    """Yield the stanzas in prose that have their end, and an element in them.

    Anything less may be no more than mentioned.
    """
    text = prose.text
    position = mentions = 0
    while mentions < MOST_MENTIONS and (found := STANZA_START.search(text, position)) is not None:
        position = found.end()
        if at_line_start and not _begins_line(text, found.start()):
            continue
        end = end_of(text, found[1], found.start(), min(len(text), found.start() + LONGEST))
        if end is None:
            mentions += 1
        elif text.find("<", position, end - len(f"</{found[1]}>")) >= 0:
            yield prose.part(found.start(), end)
            position = end


def _begins_line(text: str, offset: int) -> bool:
    before = text[max(0, offset - 80) : offset].rpartition("\n")
    return not before[2].strip() and (bool(before[1]) or offset < 80)


def inline_stanzas(prose: Segment, mark: re.Pattern[str]) -> Iterator[Segment]:
    """Yield the whole stanzas in the code that stands in the lines of a text between marks."""
    for found in mark.finditer(prose.text):
        if "<" in found["code"]:
            yield from whole_stanzas(prose.part(*found.span("code")))
