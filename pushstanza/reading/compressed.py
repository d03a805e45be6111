"""Compressed files, by the endings of their names, to streams of what they hold."""

import io
import os
from pathlib import Path
from typing import IO, Final, cast

from pushstanza.diagnostics import PushStanzaError

#: How the names of compressed files end: gzip, bzip2 and xz.
ENDINGS: Final = (".gz", ".bz2", ".xz")


class DamagedError(PushStanzaError, OSError):
    """Compressed data that cannot be decompressed, or ends too early."""


def is_compressed(name: str | os.PathLike[str]) -> bool:
    """Tell whether a file of that name holds compressed data."""
    return os.fspath(name).lower().endswith(ENDINGS)


def opened(path: Path) -> IO[bytes]:
    """Return a stream of what a file holds, decompressed if its name says so.

    The stream raises :class:`DamagedError` where that cannot be done.

    Raises:
        OSError: the file cannot be opened.
    """
    if not is_compressed(path):
        return path.open("rb")
    return decompressed(path.open("rb"), path)


def decompressed(stream: IO[bytes], name: str | os.PathLike[str]) -> IO[bytes]:
    """Return a stream of what *stream* holds compressed; it closes *stream* when it is closed.

    Args:
        stream: The compressed bytes.
        name: The name of their file, whose ending says how they are compressed.
    """
    return cast("IO[bytes]", _Decompressed(stream, os.fspath(name).lower()))


class _Decompressed(io.RawIOBase):
    """A stream whose errors are all of one kind, whatever it was compressed with."""

    def __init__(self, stream: IO[bytes], name: str) -> None:
        self._stream = stream
        self._read, self._errors = _reader(stream, name)

    def read(self, size: int = -1, /) -> bytes:
        """Return the next *size* bytes, less only at the end.

        Raises:
            DamagedError: they cannot be decompressed.
        """
        try:
            return self._read.read(size)
        except self._errors as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise  # the disk, not the data
            raise DamagedError("the compressed data is damaged or incomplete") from None

    def close(self) -> None:
        """Close it, and the stream that it reads."""
        self._stream.close()
        super().close()


def _reader(stream: IO[bytes], name: str) -> tuple[IO[bytes], tuple[type[Exception], ...]]:
    """Return what decompresses a stream, and what that raises where the data is damaged."""
    if name.endswith(".gz"):
        import gzip
        import zlib

        return cast("IO[bytes]", gzip.GzipFile(fileobj=stream)), (OSError, EOFError, zlib.error)
    if name.endswith(".bz2"):
        import bz2

        return cast("IO[bytes]", bz2.BZ2File(stream)), (OSError, EOFError, ValueError)
    import lzma

    return cast("IO[bytes]", lzma.LZMAFile(stream)), (OSError, EOFError, lzma.LZMAError)
