"""Files that are read as a whole, and streams that may have no end."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from pushstanza.diagnostics import PushStanzaError

if TYPE_CHECKING:
    from pushstanza.reading.extract.blocks import Block
    from pushstanza.reading.limits import Limits

#: How many bytes are read at most of what is looked at as a whole.
LARGEST = 250_000_000

#: A log of more bytes is read in blocks of so many characters, and so is a text that may be cut
#: between any two stanzas of so many more.
LONG_LOG = 500_000
LONG_TEXT = 10_000_000
#: The kinds of such texts: what stands around a stanza in others says how it is read.
_CUT_ANYWHERE = frozenset({"text", "xml"})


class TooLargeError(PushStanzaError, ValueError):
    """More than can be looked at as a whole."""


class BinaryError(PushStanzaError, ValueError):
    """What is no text: a device that has no end may be."""

    def __init__(self) -> None:
        super().__init__("no text: it holds NUL bytes")


def read(path: Path) -> bytes:
    """Return what a file holds.

    Raises:
        OSError: it cannot be read.
        TooLargeError: it holds too much; a device or a pipe may have no end.
    """
    with path.open("rb") as stream:
        return read_stream(stream)


def read_stream(stream: IO[bytes], head: bytes = b"") -> bytes:
    """Return what a stream holds, whose beginning may have been read already.

    Raises:
        TooLargeError: it holds too much.
    """
    data = head + stream.read(LARGEST + 1 - len(head))
    if len(data) > LARGEST:
        raise TooLargeError(f"larger than {LARGEST // 1_000_000} MB")
    return data


def blocks_of(
    stream: IO[bytes], file: str | None = None, limits: "Limits | None" = None
) -> "Iterator[Block]":
    """Yield a text as one block; or in several, so that memory stays flat, if it is long.

    Args:
        stream: Bytes in UTF-8.
        file: The name of the file, which says how its text is read.
        limits: How large a text may be that is not read in blocks.

    Raises:
        XmlError: it is not in UTF-8, as all of XMPP is; blocks may have been yielded before.
        LimitError: it exceeds the limits.
        TooLargeError: it holds too much, and is not read in blocks.
        BinaryError: it is too long to be read at once, and no text.
    """
    import attrs  # few commands read texts of any length

    from pushstanza.reading import decoding, extract
    from pushstanza.reading.extract import records
    from pushstanza.reading.extract.blocks import Block, blocks
    from pushstanza.reading.limits import DEFAULT_LIMITS

    data = stream.read(max(LONG_LOG, 4 * extract.HEAD) + 1)
    head = data.decode(errors="replace")[: extract.HEAD]
    kind = extract.kind_of(file, head)
    longest = _longest(kind)
    if longest is not None:
        data += stream.read(max(0, longest + 1 - len(data)))
    if longest is None or len(data) <= longest:
        text = decoding.decoded(read_stream(stream, data), limits or DEFAULT_LIMITS)
        yield Block.whole(text, file)
        return
    decoding.refuse_other_encodings(data)
    if "\0" in head:
        raise BinaryError
    has_records = records.look_like_records(head)
    for each in blocks(
        joined(data, stream), size=LONG_LOG, has_records=has_records, is_strict=True
    ):
        yield attrs.evolve(each, kind=kind, head=head)


def _longest(kind: str) -> int | None:
    """Return from how many bytes on a text of a kind is read in blocks, if it is at all."""
    if kind == "log":
        return LONG_LOG
    return LONG_TEXT if kind in _CUT_ANYWHERE else None


def joined(head: bytes, rest: IO[bytes]) -> IO[bytes]:
    """Return a stream whose beginning has been read already."""
    return cast("IO[bytes]", _Joined(head, rest))


class _Joined(io.RawIOBase):
    """A stream whose beginning has been read already."""

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        self._head = io.BytesIO(head)
        self._rest = rest

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes."""
        return self._head.read(size) or self._rest.read(size)
