"""A long text to blocks of it, each of which holds only whole records and whole stanzas."""

import codecs
from collections.abc import Iterator
from typing import IO, Final

import attrs

from pushstanza.diagnostics import Span
from pushstanza.diagnostics.lines import Lines
from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.records import frozen
from pushstanza.reading.decoding import not_utf_8
from pushstanza.reading.extract import logs, records
from pushstanza.reading.extract.balance import last_end
from pushstanza.reading.extract.kinds import HEAD, kind_of

#: How long a block is where nothing is open, and how long it may become, in characters.
SIZE: Final = 2_000_000
LONGEST: Final = 16_000_000

_LINE_END: Final = lazy_pattern(r"\r\n?|\n")


#: How many records are tried before a stanza is taken to be longer than all of them.
_TRIES: Final = 300


@frozen
class Block:
    """A part of a text: at which offset it begins, and at which line and column, from 1.

    It begins with a line wherever that can be. ``kind`` is what all of the text is read as,
    ``head`` its beginning, which tells how it was written, and ``is_whole`` says that this part is
    all of it.
    """

    text: str
    first_line: int = 1
    offset: int = 0
    column: int = 1
    kind: str = ""
    head: str = attrs.field(default="", repr=False)
    is_whole: bool = False

    @classmethod
    def whole(cls, text: str, file: str | None = None) -> "Block":
        """Return a whole text; the name of its file says what it is read as."""
        return cls(text, kind=kind_of(file, text), head=text[:HEAD], is_whole=True)

    def lines(self) -> Lines:
        """Return the lines of this part, with their numbers in the text."""
        return Lines(self.text, self.first_line, self.offset, self.column)

    def following(self, text: str) -> "Block":
        """Return the block of the text behind this one."""
        if "\r" in self.text:
            ends = [each.end() for each in _LINE_END.finditer(self.text)]
            count, last = len(ends), ends[-1] if ends else 0
        else:
            count, last = self.text.count("\n"), self.text.rfind("\n") + 1
        column = len(self.text) - last + (1 if count else self.column)
        return Block(text, self.first_line + count, self.offset + len(self.text), column)


def blocks(
    stream: IO[bytes] | IO[str],
    *,
    size: int = SIZE,
    longest: int = LONGEST,
    has_records: bool = False,
    is_strict: bool = False,
) -> Iterator[Block]:
    """Yield the text of a stream in parts of about *size* characters.

    Bytes are read as UTF-8; what is none becomes U+FFFD. A stanza, also one written in several
    records of a log, stands in one block if that needs no more than *longest* characters.
    A text that *has_records* is never cut within one of them; without it, each block shows anew.

    Raises:
        XmlError: it is not in UTF-8, and *is_strict*; what stands before is yielded first, but
            for what is unfinished there.
    """
    block, text, wanted = Block(""), "", size
    try:
        for more in _read(stream, size, is_strict=is_strict):
            text += more
            while len(text) >= wanted:
                end = _cut(text, size // 2, has_records=has_records, must=len(text) >= longest)
                if end is None:
                    wanted = min(2 * len(text), max(longest, size))
                    break
                block, text, wanted = block.following(text[:end]), text[end:], size
                yield block
    except UnicodeDecodeError as error:
        text += error.object[: error.start].decode()
        end = _cut(text, 0, has_records=has_records, must=False)
        if end:
            yield block.following(text[:end])
        raise not_utf_8(_end_of(block.following(text))) from None
    if text or not block.text:
        yield block.following(text)


def _end_of(block: Block) -> Span:
    return block.lines().span(len(block.text), len(block.text))


def _read(stream: IO[bytes] | IO[str], size: int, *, is_strict: bool) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8")("strict" if is_strict else "replace")
    while data := stream.read(size):
        yield data if isinstance(data, str) else decoder.decode(data)
    yield decoder.decode(b"", final=True)


def _cut(text: str, least: int, *, has_records: bool, must: bool) -> int | None:
    """Return where *text* can be cut: in a log before a record, in other text behind *least*."""
    starts = records.starts(text)
    if has_records or len(starts) > 1 or records.look_like_records(text):
        end = _between_records(text, starts)
    else:
        end = _between_stanzas(text, least)
    if end is None and must:
        end = text.rfind("\n", least) + 1 or len(text)
    return end


def _between_records(text: str, starts: list[int]) -> int | None:
    """Return where the last record begins before which no stanza is under way."""
    for index in range(len(starts) - 1, max(0, len(starts) - _TRIES), -1):
        if logs.rests_at(text, starts, index):
            return starts[index]
    return None


def _between_stanzas(text: str, least: int) -> int | None:
    """Return the last place behind a whole stanza, at the beginning of a line if that can be."""
    end, is_open = last_end(text, 0, len(text))
    stop = len(text) if is_open is None else is_open
    line = text.rfind("\n", max(end, least), stop) + 1
    found = line or (is_open if is_open is not None else end)
    return found if found >= max(1, least) else None
