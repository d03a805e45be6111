"""The stanzas in a text of any kind and length, as they are written there."""

from collections.abc import Iterable, Iterator
from functools import cached_property

import attrs

from pushstanza.diagnostics.lines import Lines
from pushstanza.diagnostics.records import frozen
from pushstanza.reading import extract
from pushstanza.reading.extract.blocks import Block
from pushstanza.reading.finder import Found, stanzas


@frozen
class Written:
    """A stanza, what was found of it, and where it stands: in which block and stretch of it."""

    block: Block
    segment: extract.Segment
    found: Found
    lines: Lines = attrs.field(repr=False)

    @cached_property
    def piece(self) -> extract.Segment:
        """Its text, which knows where each of its characters came from."""
        return self.segment.part(self.found.start, self.found.end)

    def position(self, offset: int = 0) -> tuple[int, int]:
        """Return the line and the column, in the whole text, of an offset into its own."""
        return self.lines.position(self.piece.source_offset(offset))


def written_in(blocks: Iterable[Block], file: str | None = None) -> Iterator[Written]:
    """Yield the stanzas in a text, which comes block by block; only one of them is kept.

    Args:
        blocks: The blocks of the text, in their order.
        file: The name of its file, which says which language source code is in.
    """
    for block in blocks:
        lines = block.lines()
        for each in extract.segments(block.text, block.kind, file):
            segment = each.assumed()
            for found in stanzas(segment.text[: segment.cut]):
                yield Written(block, segment, found, lines)
