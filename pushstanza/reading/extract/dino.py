"""What Dino prints of a stanza to the XML it was."""

import re
from typing import Final

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.reading.extract.segment import Segment, Writer, undone
from pushstanza.reading.names import XML, XMLNS

#: The head of a record of Dino.
HEAD: Final = lazy_pattern(r"XMPP (?:IN|OUT) \[[^\]\n]*\]")
_COLOUR: Final = lazy_pattern(r"\x1b\[[0-9;]*[A-Za-z]")
#: A tag with its namespace, or text that is laid out on lines of its own between two tags.
_PRINTED: Final = lazy_pattern(
    r"<(?P<close>/?)\{(?P<namespace>[^{}<>]*)\}:(?P<name>[\w.-]+)(?P<rest>[^<>]*?)(?P<empty>/?)>"
    r"|(?<=>)\r?\n[ \t]*(?P<text>[^\s<][^<]*?)\s*\n[ \t]*(?=</)"
)
_ATTRIBUTE: Final = lazy_pattern(r"\{([^{}<>]*)\}:([\w.-]+)(?==)")


def without_colours(text: str) -> Segment:
    """Return *text* without the colours of a terminal."""
    return undone(text, _COLOUR, lambda _: "")


def as_xml(text: str) -> Segment:
    """Return the XML of a record, with namespaces as XML writes them and without the layout."""
    writer = Writer(text)
    position = 0
    namespaces = [""]
    for found in _PRINTED.finditer(text):
        writer.copy(position, found.start())
        position = found.end()
        if found["text"] is not None:
            writer.copy(*found.span("text"))
            continue
        writer.copy(found.start(), found.end("close"))
        writer.copy(*found.span("name"))
        if found["close"]:
            namespaces[1:] = namespaces[1:-1]
        elif found["namespace"] != namespaces[-1]:
            _declare(writer, found)
        if not found["close"]:
            _attributes(writer, text, *found.span("rest"))
            if not found["empty"]:
                namespaces.append(found["namespace"])
        writer.copy(found.start("empty"), found.end())
    writer.copy(position, len(text))
    return writer.segment() if position else Segment(text)


def _declare(writer: Writer, found: re.Match[str]) -> None:
    start, end = found.span("namespace")
    writer.put(" xmlns='", start - 1, start)
    writer.copy(start, end)
    writer.put("'", end, end + 1)


def _attributes(writer: Writer, text: str, start: int, end: int) -> None:
    """Write the attributes of a tag but for its namespace declarations."""
    position = start
    for found in _ATTRIBUTE.finditer(text, start, end):
        writer.copy(position, found.start())
        position = found.end()
        if found[1] == XMLNS:
            position = _value_end(text, position, end)
        elif found[1] == XML:
            writer.put("xml:", found.start(), found.start(2))
            writer.copy(*found.span(2))
        else:
            writer.copy(*found.span(2))
    writer.copy(position, end)


def _value_end(text: str, start: int, end: int) -> int:
    close = text.find(text[start + 1 : start + 2] or "'", start + 2, end)
    return end if close < 0 else close + 1
