"""Files that are read as a whole, and streams that may have no end."""

from pathlib import Path
from typing import IO

from pushstanza.diagnostics import PushStanzaError

#: How many bytes are read at most of what is looked at as a whole.
LARGEST = 250_000_000


class TooLargeError(PushStanzaError, ValueError):
    """More than can be looked at as a whole."""


def read(path: Path) -> bytes:
    """Return what a file holds.

    Raises:
        OSError: it cannot be read.
        TooLargeError: it holds too much; a device or a pipe may have no end.
    """
    with path.open("rb") as stream:
        return read_stream(stream)


def read_stream(stream: IO[bytes]) -> bytes:
    """Return what a stream holds.

    Raises:
        TooLargeError: it holds too much.
    """
    data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise TooLargeError(f"larger than {LARGEST // 1_000_000} MB")
    return data
