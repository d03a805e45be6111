"""A stretch of a file with its escapes undone, and where each character of it came from."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from re import Match, Pattern
from typing import TypeAlias

import attrs

from pushstanza.diagnostics.records import frozen
from pushstanza.diagnostics.unknown import UNKNOWN

#: Pairs of an offset into a decoded text and the offset into the source where it came from.
Pieces: TypeAlias = tuple[tuple[int, int], ...]


@frozen
class Segment:
    """A stretch in which stanzas may stand.

    ``text`` is what was written, with the escapes of the format undone. ``pieces`` are pairs of an
    offset into ``text`` and the offset into the source where it came from, sorted; between two of
    them both run alike. Of two with the same offset into ``text``, the first is where what stands
    before it ends. A segment of one piece is verbatim: it can be edited in place.

    ``expects_findings`` says that the file calls it an example of what is wrong. ``cut`` is the
    offset into ``text`` at which a stanza begins that was written down without its end.
    ``is_code`` says that it stands in source code, where an edit changes what a program sends.
    """

    text: str
    pieces: Pieces = ((0, 0),)
    expects_findings: bool = False
    cut: int | None = None
    is_code: bool = False

    @classmethod
    def verbatim(cls, text: str, start: int, end: int) -> "Segment":
        """Return what stands between two offsets into *text*, as it is."""
        return cls(text[start:end], ((0, start),))

    @property
    def is_verbatim(self) -> bool:
        """Whether the text stands in the source as it is."""
        return len(self.pieces) == 1

    def assumed(self) -> "Segment":
        """Return it with some value, ``x``, wherever only a program knows the value."""
        return attrs.evolve(self, text=self.text.replace(UNKNOWN, "x"))

    def source_offset(self, offset: int) -> int:
        """Return where in the source the character at *offset* begins."""
        index = max(0, bisect_right(self.pieces, (offset, float("inf"))) - 1)
        begin, source = self.pieces[index]
        return source + offset - begin

    def source_end(self, offset: int) -> int:
        """Return where in the source the character before *offset* ends."""
        index = bisect_left(self.pieces, (offset,))
        if index == 0:
            return self.source_offset(offset)
        begin, source = self.pieces[index - 1]
        if index < len(self.pieces) and self.pieces[index][0] == offset:
            begin, source = self.pieces[index]
        return source + offset - begin

    def offset_of(self, source: int) -> int | None:
        """Return the offset into the text that stands for one into the source, if any does."""
        if not self.source_offset(0) <= source <= self.source_end(len(self.text)):
            return None
        index = max(0, bisect_right(self.pieces, source, key=lambda each: each[1]) - 1)
        begin, start = self.pieces[index]
        following = (each for each, _ in self.pieces[index + 1 :])
        return min(begin + source - start, next(following, len(self.text)))

    def part(self, start: int, end: int) -> "Segment":
        """Return what stands between two offsets into the text."""
        inside = self._between(start, end, 0)
        cut = None if self.cut is None or not start <= self.cut < end else self.cut - start
        return attrs.evolve(self, text=self.text[start:end], pieces=tuple(inside), cut=cut)

    def within(self, outer: "Segment") -> "Segment":
        """Return this segment of the text of *outer* as one of the source of *outer*."""
        if outer.is_verbatim:
            shift = outer.source_offset(0)
            pieces = [(begin, start + shift) for begin, start in self.pieces]
        else:
            pieces = self._through(outer)
        expects_findings = self.expects_findings or outer.expects_findings
        return attrs.evolve(
            self,
            pieces=tuple(pieces),
            expects_findings=expects_findings,
            is_code=self.is_code or outer.is_code,
        )

    def _through(self, outer: "Segment") -> list[tuple[int, int]]:
        """Return the pieces of the source of *outer* for those of its text."""
        pieces: list[tuple[int, int]] = []
        ends = [*(begin for begin, _ in self.pieces[1:]), len(self.text)]
        for (begin, start), end in zip(self.pieces, ends, strict=True):
            if end > begin or len(self.pieces) == 1:
                found = outer._between(start, start + end - begin, begin)
                last = self.source_end(end)
                if last != start + end - begin:  # an escape is longer than what it stands for
                    found = [each for each in found if each[0] < end]
                    found.append((end, outer.source_end(last)))
                pieces += found
            else:
                pieces.append((begin, outer.source_end(start)))
        return pieces

    def _between(self, start: int, end: int, begin: int) -> list[tuple[int, int]]:
        """Return the pieces between two offsets, the first of them at *begin*."""
        found = [(begin, self.source_offset(start))]
        if not self.is_verbatim:
            first = bisect_right(self.pieces, (start, float("inf")))
            last = bisect_left(self.pieces, (end,))
            shift = begin - start
            found += [(offset + shift, source) for offset, source in self.pieces[first:last]]
            offset, source = found[-1]
            if source + end + shift - offset != self.source_end(end):
                found.append((end + shift, self.source_end(end)))
        return found


class Writer:
    """Puts a segment together, from left to right."""

    def __init__(self, text: str) -> None:
        self._source = text
        self._parts: list[str] = []
        self._pieces: list[tuple[int, int]] = []
        self._length = 0
        self._end = -1
        self._runs_on = False

    @property
    def length(self) -> int:
        """How much has been written."""
        return self._length

    def copy(self, start: int, end: int) -> None:
        """Write what stands between two offsets into the source."""
        if start >= end:
            return
        if not self._runs_on or self._end != start:
            self._skip_to(start)
            self._pieces.append((self._length, start))
        self._parts.append(self._source[start:end])
        self._length += end - start
        self._end = end
        self._runs_on = True

    def put(self, text: str, start: int, end: int) -> None:
        """Write *text*, for which something else stands between two offsets into the source."""
        self._skip_to(start)
        for _ in text:
            self._pieces.append((self._length, start))
            self._length += 1
        self._parts.append(text)
        self._end = end
        self._runs_on = False

    def write(self, segment: Segment) -> None:
        """Write a segment of the same source."""
        ends = [*(begin for begin, _ in segment.pieces[1:]), len(segment.text)]
        for (begin, source), end in zip(segment.pieces, ends, strict=True):
            if end - begin == 1:
                self.put(segment.text[begin:end], source, segment.source_end(end))
            else:
                self.copy(source, source + end - begin)

    def _skip_to(self, start: int) -> None:
        if self._pieces and self._end != start:
            self._pieces.append((self._length, self._end))

    def segment(self, cut: int | None = None) -> Segment:
        """Return what was written."""
        if self._pieces and not self._runs_on:
            self._pieces.append((self._length, self._end))
        return Segment("".join(self._parts), tuple(self._pieces) or ((0, 0),), cut=cut)


def undone(
    text: str,
    escape: Pattern[str],
    meaning: Callable[[Match[str]], str],
    start: int = 0,
    end: int | None = None,
) -> Segment:
    """Return what stands between two offsets into *text*, with each *escape* undone."""
    stop = len(text) if end is None else end
    parts: list[str] = []
    pieces: list[tuple[int, int]] = []
    length, position = 0, start
    for found in escape.finditer(text, start, stop):
        first, last = found.span()
        if first > position:
            pieces.append((length, position))
            parts.append(text[position:first])
            length += first - position
        character = meaning(found)
        pieces.append((length, first))
        parts.append(character)
        pieces += [(length + index, first) for index in range(1, len(character))]
        length += len(character)
        position = last
    if not pieces:
        return Segment.verbatim(text, start, stop)
    pieces.append((length, position))
    parts.append(text[position:stop])
    return Segment("".join(parts), tuple(pieces))


def joined(segments: Sequence[Segment]) -> Segment:
    """Return the segments of one source as one."""
    pieces: list[tuple[int, int]] = []
    length = end = 0
    for each in segments:
        if pieces:
            pieces.append((length, end))
        pieces += ((offset + length, source) for offset, source in each.pieces)
        length += len(each.text)
        end = each.source_end(len(each.text))
    pieces.append((length, end))
    expects_findings = any(each.expects_findings for each in segments)
    return Segment("".join(each.text for each in segments), tuple(pieces), expects_findings)
