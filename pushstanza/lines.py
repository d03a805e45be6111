"""Offsets into a text to lines and columns."""

import re
from bisect import bisect_right

from pushstanza.diagnostics import Span

_LINE_END = re.compile(r"\r\n?|\n")


class Lines:
    """The lines of a text: they end with LF, CR LF or CR."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(found.end() for found in _LINE_END.finditer(text))]

    def position(self, offset: int) -> tuple[int, int]:
        """Return the line and the column of an offset, from 1, columns in code points."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def span(self, offset: int, end_offset: int) -> Span:
        """Return the stretch between two offsets."""
        return Span(
            *self.position(offset),
            *self.position(end_offset),
            offset=offset,
            end_offset=end_offset,
        )
