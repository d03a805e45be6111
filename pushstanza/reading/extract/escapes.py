"""The escapes of languages and log formats, and what they stand for."""

import html
import re
from collections.abc import Iterator, Mapping
from re import Match

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.reading.extract.notation import as_xml
from pushstanza.reading.extract.segment import Segment, Writer, undone
from pushstanza.reading.names import STANZA_START, STANZAS, alternation

#: What one letter behind a backslash stands for.
LETTERS: Mapping[str, str] = {
    "0": "\0", "a": "\a", "b": "\b", "d": "\x7f", "e": "\x1b", "f": "\f", "n": "\n", "r": "\r",
    "s": " ", "t": "\t", "v": "\v",
}  # fmt: skip

_JSON = lazy_pattern(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|[^u])",
    re.DOTALL,
)
_CODE = lazy_pattern(
    r"\\(?:\r?\n|z[ \t]*\r?\n\s*|u\{[0-9a-fA-F_]{1,8}\}|x\{[0-9a-fA-F]{1,6}\}"
    r"|u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    r"|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[0-7]{3}|.)"
)
_LOGFMT = lazy_pattern(r"\\(.)", re.DOTALL)
_BYTES = lazy_pattern(
    r"(?:\\x[89a-fA-F][0-9a-fA-F])+|\\(?:x[0-7][0-9a-fA-F]|[0-7]{3}|.)", re.DOTALL
)
_ENTITY = lazy_pattern(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_ESCAPED_QUOTE = lazy_pattern(r"""<[a-zA-Z][\w.:-]*\s[^<>]*?=\s*\\+["']""")
_ESCAPED_STANZA = lazy_pattern(rf"&lt;(?:{alternation(STANZAS)})(?![\w.-])")
_QUOTED_TAG = lazy_pattern(r"""(?<=(["'`]))</?[A-Za-z][^<>]*>(?=\1)""")
_HEX = lazy_pattern(r"[0-9a-fA-F]+")

#: What stands for a number that is no character.
_UNKNOWN = "\ufffd"


def json_string(text: str, start: int, end: int) -> Segment:
    """Return what the inside of a JSON string between two offsets means (RFC 8259, section 7)."""
    return undone(text, _JSON, _character, start, end)


def literal(text: str, start: int, end: int) -> Segment:
    r"""Return what the inside of a string literal means.

    Of C, Erlang, Java, Python and their like: they agree on nearly everything. A backslash at the
    end of a line is a line that goes on.
    """
    return undone(text, _CODE, _character, start, end)


def logfmt_value(text: str, start: int, end: int) -> Segment:
    """Return what the inside of a quoted value means: a backslash keeps what is behind it."""
    return undone(
        text, _LOGFMT, lambda found: LETTERS["n"] if found[1] == "n" else found[1], start, end
    )


def bytes_repr(text: str, start: int, end: int) -> Segment:
    """Return what the inside of a Python bytes literal means, read as UTF-8."""
    writer = Writer(text)
    position = start
    for found in _BYTES.finditer(text, start, end):
        writer.copy(position, found.start())
        position = found.end()
        if len(found[0]) < 4 or found[0][2] in "01234567":
            writer.put(_character(found), *found.span())
        else:
            data = bytes.fromhex(found[0].replace("\\x", ""))
            write_utf8(writer, data, [found.start() + 4 * index for index in range(len(data) + 1)])
    writer.copy(position, end)
    return writer.segment() if position > start else Segment.verbatim(text, start, end)


def write_utf8(writer: Writer, data: bytes, places: list[int]) -> None:
    """Write the text in *data*; each byte stands in the source at one of *places*."""
    position = 0
    for character in data.decode("utf-8", "replace"):
        size = len(character.encode())
        if character == _UNKNOWN and not data.startswith(character.encode(), position):
            size = 1
        stop = min(position + size, len(data))
        writer.put(character, places[min(position, len(data))], places[stop])
        position = stop


def without_entities(text: str, start: int = 0, end: int | None = None) -> Segment:
    """Return what stands between two offsets into HTML, with its character references undone."""
    return undone(text, _ENTITY, lambda found: html.unescape(found[0]), start, end)


def pasted(text: str) -> Iterator[Segment]:
    """Yield what *text* stands for, which may be copied out of a program or a page.

    A tag in quotes is one that the text speaks of.
    """
    found = as_xml(unquoted(text))
    yield undone(found.text, _QUOTED_TAG, lambda _: "").within(found)


def unquoted(text: str, most: int = 3) -> Segment:
    r"""Return pasted text with the escapes undone that all of its stanzas are written with.

    Text out of a literal or a log has ``\"`` for each quote, text out of a web page ``&lt;`` for
    each tag. Where nothing of that is seen it is verbatim. Escapes are undone *most* times over.
    """
    if "\\" in text and _ESCAPED_QUOTE.search(text):
        found = literal(text, 0, len(text))
        return unquoted(found.text, most - 1).within(found) if most > 1 else found
    if "&lt;" in text and _ESCAPED_STANZA.search(text) and not STANZA_START.search(text):
        return without_entities(text)
    return Segment(text)


def _character(found: Match[str]) -> str:
    """Return what stands for an escape that begins with a backslash."""
    escape = found[0]
    kind = escape[1]
    if kind in "\r\n" or (kind == "z" and len(escape) > 2):  # Lua: and the blanks behind it
        return ""
    if kind in "ux" and len(escape) > 2:
        numbers = [int(each, 16) for each in _HEX.findall(escape.replace("_", ""), 2)]
        if len(numbers) == 2:
            return chr(0x10000 + ((numbers[0] - 0xD800) << 10) + numbers[1] - 0xDC00)
        return _of_number(numbers[0])
    if kind in "01234567" and len(escape) == 4:
        return chr(int(escape[1:], 8))
    return LETTERS.get(kind, kind)


def _of_number(number: int) -> str:
    if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
        return _UNKNOWN
    return chr(number)
