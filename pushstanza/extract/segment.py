"""A stretch of a file with its escapes undone, and where each character of it came from."""

from bisect import bisect_right

import attrs


@attrs.frozen
class Segment:
    """A stretch in which stanzas may stand.

    ``text`` is what was written, with the escapes of the format undone. ``pieces`` are pairs of an
    offset into ``text`` and the offset into the source where it came from, sorted; between two of
    them both run alike. A segment of one piece is verbatim: it can be edited in place.

    ``expects_findings`` says that the file calls it an example of what is wrong.
    """

    text: str
    pieces: tuple[tuple[int, int], ...] = ((0, 0),)
    expects_findings: bool = False

    @property
    def is_verbatim(self) -> bool:
        """Whether the text stands in the source as it is."""
        return len(self.pieces) == 1

    def source_offset(self, offset: int) -> int:
        """Return where in the source the character at *offset* begins."""
        if self.is_verbatim:
            return offset + self.pieces[0][1] - self.pieces[0][0]
        index = max(0, bisect_right(self.pieces, (offset, float("inf"))) - 1)
        begin, source = self.pieces[index]
        return source + offset - begin
