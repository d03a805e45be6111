"""Offsets into a text to lines and columns."""

from bisect import bisect_right
from itertools import accumulate

from pushstanza.diagnostics import Span
from pushstanza.diagnostics.patterns import lazy_pattern

_LINE_END = lazy_pattern(r"\r\n?|\n")


class Lines:
    """The lines of a text: they end with LF, CR LF or CR.

    A text may be a part of a longer one: *first_line*, *offset* and *column* are those of its
    beginning.
    """

    def __init__(self, text: str, first_line: int = 1, offset: int = 0, column: int = 1) -> None:
        self._starts = _starts(text)
        self._before = first_line - 1
        self._column = column - 1
        self.offset = offset

    def __len__(self) -> int:
        return len(self._starts)

    def position(self, offset: int) -> tuple[int, int]:
        """Return the line and the column of an offset, from 1, columns in code points."""
        line = bisect_right(self._starts, offset)
        before = self._column if line == 1 else 0
        return line + self._before, offset - self._starts[line - 1] + before + 1

    def offset_of(self, line: int) -> int:
        """Return where a line begins."""
        return self._starts[line - self._before - 1]

    def span(self, offset: int, end_offset: int) -> Span:
        """Return the stretch between two offsets."""
        return Span(
            *self.position(offset),
            *self.position(end_offset),
            offset=offset + self.offset,
            end_offset=end_offset + self.offset,
        )


def _starts(text: str) -> list[int]:
    """Return where the lines of a text begin."""
    if "\r" in text:
        return [0, *(found.end() for found in _LINE_END.finditer(text))]
    lengths = (len(line) + 1 for line in text.split("\n"))
    return [*accumulate(lengths, initial=0)][:-1]
