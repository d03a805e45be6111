"""What documents write for their readers, in and around XML, to the XML that is meant."""

from typing import Final

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.reading.extract.segment import Segment, Writer, undone

#: Who speaks, as ``C:`` or ``S:``, before a tag, and at the beginning of a line that goes on.
_BEGINS: Final = lazy_pattern(r"(?m:^)[ \t]*[A-Z]{1,2}\d?:[ \t]+<")
_SPEAKER: Final = lazy_pattern(r"(?m:^)[ \t]*[A-Z]{1,2}\d?:(?:[ \t]+|$)")

#: The beginning of what is to be replaced in a value: ``jid='<domain>'``, ``to='<user>@<host>'``.
_TO_REPLACE: Final = lazy_pattern(
    r"""(?<==["'])<(?=[\w .:-]{1,80}>["'@/.])|(?<=>[@/.])<(?=[\w .:-]{1,80}>["'/])"""
)

#: Brackets around what may be left out of a start tag: ``[node='my-phone']``, ``[/]>``.
_OPTIONAL: Final = lazy_pattern(r"""(?<=\s)\[(?=[\w:.-]{1,40}=["'])""")
_BRACKETS: Final = lazy_pattern(rf"""{_OPTIONAL.pattern}|(?<=["'])\](?=[\s/>])|(?<=\s)\[/\](?=>)""")


def as_xml(block: Segment) -> Segment:
    """Return a block without the names of speakers, and with the signs of a usage undone."""
    found = without_speakers(block)
    if _TO_REPLACE.search(found.text):
        found = undone(found.text, _TO_REPLACE, lambda _: "&lt;").within(found)
    if _OPTIONAL.search(found.text):
        found = undone(found.text, _BRACKETS, lambda _: "").within(found)
    return found


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
