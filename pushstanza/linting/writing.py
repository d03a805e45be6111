"""Files are written whole or not at all, and keep what they are: their rights, owner and links."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import EACCES
from pathlib import Path
from stat import S_IMODE, S_ISREG
from typing import IO

#: What is there only while a program runs, such as /dev/stdout, is written to as it is.
_DEVICES = ("/dev/", "/proc/")


def write(path: Path, text: str) -> None:
    """Write a file so that it is never there by half.

    Raises:
        OSError: it cannot be written.
    """
    with replacing(path) as stream:
        stream.write(text.encode())


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """Give a stream whose content takes the place of a file, once all of it is written.

    Raises:
        OSError: it cannot be written; then the file is what it was.
    """
    before = _status(path)
    if (before is not None and not S_ISREG(before.st_mode)) or str(path).startswith(_DEVICES):
        with path.open("wb", buffering=0) as stream:
            yield stream
        return
    if before is not None and not before.st_mode & 0o222:
        raise PermissionError(EACCES, "the file is read-only")
    from tempfile import mkstemp  # only where a file is written

    target = path.resolve()
    handle, name = mkstemp(dir=target.parent, prefix=".pushstanza-")
    beside = Path(name)
    try:
        with _closed_in_the_end(os.fdopen(handle, "wb")) as stream:
            yield stream
        _take_place(beside, target, before)
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def _closed_in_the_end(stream: IO[bytes]) -> Iterator[IO[bytes]]:
    """Close a stream; where something else has failed, that is what is said."""
    try:
        yield stream
    except BaseException:
        with suppress(OSError):
            stream.close()
        raise
    stream.close()


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def _take_place(beside: Path, target: Path, before: os.stat_result | None) -> None:
    """Put what is written into the place of a file."""
    if before is None:
        umask = os.umask(0)
        os.umask(umask)
        beside.chmod(0o666 & ~umask)
    elif before.st_nlink > 1 or not _gets_owner(beside, before):
        from shutil import copyfileobj  # few files have several names or other owners

        with beside.open("rb") as written, target.open("r+b") as stream:
            copyfileobj(written, stream)
            stream.truncate()
        return
    else:
        beside.chmod(S_IMODE(before.st_mode))
    beside.replace(target)


def _gets_owner(beside: Path, before: os.stat_result) -> bool:
    """Give a new file the owner of the one before; tell whether that could be done."""
    made = beside.stat()
    if (made.st_uid, made.st_gid) == (before.st_uid, before.st_gid):
        return True
    try:
        os.chown(beside, before.st_uid, before.st_gid)
    except (OSError, AttributeError):  # another's, or a system without owners
        return False
    return True
