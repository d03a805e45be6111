"""What Erlang prints to XML: binaries as text or as numbers, and the terms of parsed elements."""

import re
from collections.abc import Iterator
from re import Match
from typing import Final

import attrs

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.reading.extract.escapes import literal, write_utf8
from pushstanza.reading.extract.markup import Markup
from pushstanza.reading.extract.segment import Segment, Writer

_STRING: Final = r'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)'
#: A binary printed as text, which may go on in further strings.
TEXT: Final = lazy_pattern(rf"<<({_STRING}(?:\s+{_STRING})*)(?:/utf8)?(\.\.\.)?(?:>>)?", re.DOTALL)
#: A binary of XML that is printed as numbers, as soon as one character is not in Latin-1.
NUMBERS: Final = lazy_pattern(r"<<(\s*60\s*(?:,\s*[0-9]{1,3}\s*)*)((?:,\s*)?\.\.\.)?(?:>>)?")

_PART: Final = lazy_pattern(r'"([^"\\]*(?:\\.[^"\\]*)*)', re.DOTALL)
_NUMBER: Final = lazy_pattern(r"[0-9]+")


def binaries(text: str) -> Iterator[tuple[int, Segment, bool]]:
    """Yield the binaries in *text* that may hold XML: place, content, and whether it was cut."""
    for found in re.finditer(r'<<(?=["\s6])', text):
        match = TEXT.match(text, found.start()) or NUMBERS.match(text, found.start())
        if match is not None:
            yield match.start(), content(match), match[2] is not None


def content(match: Match[str]) -> Segment:
    """Return what a match of one of the two patterns stands for."""
    writer = Writer(match.string)
    write_binary(writer, match)
    return writer.segment()


def write_binary(writer: Writer, match: Match[str]) -> None:
    """Write what a match of one of the two patterns stands for."""
    if match.re.pattern in {NUMBERS.pattern, BYTES.pattern}:
        numbers = [*_NUMBER.finditer(match.string, *match.span(1))]
        data = bytes(min(int(each[0]), 255) for each in numbers)
        places = [each.start() for each in numbers]
        write_utf8(writer, data, [*places, match.end(1)])
        return
    for part in _PART.finditer(match.string, *match.span(1)):
        writer.write(literal(match.string, *part.span(1)))


# ---- terms ----

BYTES: Final = lazy_pattern(r"<<(\s*(?:[0-9]{1,3}\s*(?:,\s*[0-9]{1,3}\s*)*)?)((?:,\s*)?\.\.\.)?>>")
_TOKEN: Final = lazy_pattern(
    r"(?P<element>\{xmlel,)|(?P<data>\{xmlcdata,)|(?P<cut>\|?\.\.\.)|(?P<arrow>=>)"
    r"|(?P<atom>[a-z]\w*)|(?P<mark>[\[\]{}(),#|])|\s+"
)
#: How many elements may be open in each other.
DEEPEST: Final = 200


def elements(text: str) -> Iterator[Segment]:
    """Yield the XML of the outermost ``{xmlel,Name,Attributes,Children}`` terms in *text*.

    As far as a term goes: where it was printed without its end, or with a value cut short, ``cut``
    says so.
    """
    position = 0
    while (start := text.find("{xmlel,", position)) >= 0:
        term = _Term(text, start)
        segment = term.read()
        position = max(term.position, start + 1)
        if segment.text:
            yield segment


@attrs.define
class _Open:
    """An element that is being read: which part of its term, how deep in that, what waits."""

    has_name: bool = False
    attribute: tuple[Segment, int] | None = None
    depth: int = 0
    part: int = 0


class _Term:
    """One walk over a term, with the open elements on a stack."""

    def __init__(self, text: str, start: int) -> None:
        self.position = start
        self._text = text
        self._markup = Markup(text)
        self._stack: list[_Open] = []
        self._is_data = False
        self._is_cut = False

    def read(self) -> Segment:
        """Return the XML of it."""
        while self._step():
            pass
        return self._markup.segment(is_cut=self._is_cut or bool(self._stack))

    def _step(self) -> bool:
        """Read one token, and return whether the term goes on."""
        text, position = self._text, self.position
        if text.startswith("<<", position):
            match = TEXT.match(text, position) or BYTES.match(text, position)
            return match is not None and self._binary(match)
        match = _TOKEN.match(text, position)
        if match is None:
            return False
        self.position = match.end()
        match match.lastgroup:
            case "element":
                self._stack.append(_Open())
                return len(self._stack) < DEEPEST
            case "data":
                self._is_data = True
                self._stack[-1].depth += 1
            case "cut":
                self._is_cut = True
            case "atom":
                self._atom(match)
            case "mark":
                self._mark(match[0])
        return bool(self._stack)

    def _mark(self, mark: str) -> None:
        element = self._stack[-1]
        if mark in "[{(":
            element.depth += 1
        elif mark in "]})" and element.depth == 0:
            self._stack.pop()
            if element.has_name:
                self._markup.end(self.position)
        elif mark in "]})":
            element.depth -= 1
            element.attribute = None
            self._is_data = False
        elif mark == "," and element.depth == 0:
            element.part += 1

    def _atom(self, match: Match[str]) -> None:
        """Read an atom: ``undefined`` is no value, any other one in place of a value is it."""
        if match[0] != "undefined" and self._stack and self._stack[-1].attribute is not None:
            self._value(Segment.verbatim(self._text, *match.span()), *match.span())

    def _binary(self, match: Match[str]) -> bool:
        self.position = match.end()
        self._is_cut |= match[2] is not None
        element = self._stack[-1]
        value = content(match)
        if not element.has_name:
            element.has_name = True
            self._markup.start(value, match.start(), match.start() + 2)
            return bool(value.text)
        if self._is_data:
            self._markup.data(value, *match.span())
        elif element.part == 1 and element.attribute is None:
            element.attribute = value, match.start()
        elif element.part == 1:
            self._value(value, match.start(), match.end())
        return True

    def _value(self, value: Segment, start: int, end: int) -> None:
        element = self._stack[-1]
        if element.attribute is not None:
            self._markup.attribute(element.attribute[0], value, start, end)
        element.attribute = None
