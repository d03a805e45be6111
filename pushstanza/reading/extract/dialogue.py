"""Dialogues, in which each line begins with who speaks, to what is said."""

import re
from typing import Final

from pushstanza.reading.extract.segment import Segment, Writer

#: Who speaks, as ``C:`` or ``S:``, before a tag, and at the beginning of a line that goes on.
_BEGINS: Final = re.compile(r"(?m:^)[ \t]*[A-Z]{1,2}\d?:[ \t]+<")
_SPEAKER: Final = re.compile(r"(?m:^)[ \t]*[A-Z]{1,2}\d?:(?:[ \t]+|$)")


def without_speakers(block: Segment) -> Segment:
    """Return a block without the names of speakers at the beginning of its lines."""
    text = block.text
    if _BEGINS.search(text) is None:
        return block
    writer = Writer(text)
    position = 0
    for found in _SPEAKER.finditer(text):
        writer.copy(position, found.start())
        position = found.end()
    writer.copy(position, len(text))
    return writer.segment().within(block)
