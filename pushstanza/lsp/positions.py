"""Offsets into a text to positions as a client counts them, and back.

The engine counts code points. A client counts code units of UTF-16, UTF-8 or UTF-32.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from itertools import accumulate
from typing import Final

from lsprotocol import types

from pushstanza.diagnostics.lines import Lines
from pushstanza.diagnostics.patterns import lazy_pattern

_UNITS: Final[dict[str, Callable[[str], int]]] = {
    types.PositionEncodingKind.Utf8: lambda each: len(each.encode("utf-8", "surrogatepass")),
    types.PositionEncodingKind.Utf16: lambda each: 1 + (each > "\uffff"),
    types.PositionEncodingKind.Utf32: lambda _: 1,
}
#: The characters that may be more than one code unit.
_WIDE: Final = {
    types.PositionEncodingKind.Utf8: lazy_pattern("[^\x00-\x7f]"),
    types.PositionEncodingKind.Utf16: lazy_pattern("[^\x00-\uffff]"),
}


class Positions:
    """The positions of one text in the encoding of a client.

    Args:
        text: The text.
        encoding: A value of ``PositionEncodingKind``; UTF-16 is what every client knows.
    """

    def __init__(self, text: str, encoding: str = types.PositionEncodingKind.Utf16) -> None:
        self._text = text
        self._lines = Lines(text)
        wide = _WIDE.get(types.PositionEncodingKind(encoding))
        found = [] if wide is None or text.isascii() else [*wide.finditer(text)]
        units = _UNITS[encoding]
        self._wide = [each.start() for each in found]
        self._extra = [*accumulate((units(each[0]) - 1 for each in found), initial=0)]

    def position(self, offset: int) -> types.Position:
        """Return the position of an offset; one beyond the text is its end."""
        offset = min(max(0, offset), len(self._text))
        line, column = self._lines.position(offset)
        start = offset - column + 1
        return types.Position(line - 1, self._units(offset) - self._units(start))

    def range(self, start: int, end: int) -> types.Range:
        """Return the range between two offsets."""
        return types.Range(self.position(start), self.position(end))

    def offset(self, position: types.Position) -> int:
        """Return the offset of a position; one beyond its line or the text is the end of that.

        A position within a character is that of the character.
        """
        if position.line >= len(self._lines):
            return len(self._text)
        start = self._lines.offset_of(position.line + 1)
        end = self._line_end(position.line)
        wanted = self._units(start) + position.character
        found = start + bisect_right(range(start, end + 1), wanted, key=self._units) - 1
        return max(start, found)

    def offsets(self, range: types.Range) -> tuple[int, int]:
        """Return the offsets of a range, in their order."""
        start, end = self.offset(range.start), self.offset(range.end)
        return min(start, end), max(start, end)

    def _line_end(self, line: int) -> int:
        """Return where the content of a line ends, which is counted from 0."""
        if line + 1 >= len(self._lines):
            return len(self._text)
        end = self._lines.offset_of(line + 2)
        return end - 2 if self._text.endswith("\r\n", 0, end) else end - 1

    def _units(self, offset: int) -> int:
        """Return how many code units stand before an offset."""
        return offset + self._extra[bisect_left(self._wide, offset)]
