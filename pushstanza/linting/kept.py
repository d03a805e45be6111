"""Files of the cache: bytes behind their digest, so that what is damaged is known to be."""

import hashlib
import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

#: How many bytes a file of the cache may have.
_LARGEST: Final = 100_000_000

_DAY: Final = 24 * 3600


def digest(data: bytes) -> str:
    """Return what tells *data* from any other."""
    return hashlib.blake2b(data, digest_size=20).hexdigest()


def read_kept(place: str | Path) -> bytes | None:
    """Return what a file keeps; ``None`` where there is none, or it is damaged or far too large.

    That it is used is noted once a day, in the time of its last change.
    """
    try:
        with open(place, "rb", buffering=0) as stream:  # noqa: PTH123 - there are many
            status = os.fstat(stream.fileno())
            if status.st_size > _LARGEST:
                return None
            mark, _, kept = stream.read().partition(b"\n")
    except OSError:
        return None
    if mark != digest(kept).encode():
        return None
    if time.time() - status.st_mtime > _DAY:
        with suppress(OSError):
            os.utime(place)
    return kept


def write_kept(place: str | Path, kept: bytes) -> None:
    """Keep *kept* in a file, in place of what it holds; do nothing where that cannot be done."""
    if len(kept) < _LARGEST:
        with suppress(OSError):
            _write(Path(place), digest(kept).encode() + b"\n" + kept)


def _write(place: Path, data: bytes) -> None:
    from tempfile import mkstemp  # only where something new was found

    place.parent.mkdir(mode=0o700, exist_ok=True)
    handle, beside = mkstemp(dir=place.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        Path(beside).replace(place)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
