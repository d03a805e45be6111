"""A fast look at the bytes of a source file: whether it has to do with push at all."""

import os
from enum import StrEnum
from typing import Final

from pushstanza.reading.limits import DEFAULT_LIMITS

#: What names the flow: its namespaces, and in payloads what only they have.
MARKS: Final = (
    b"urn:xmpp:push",
    b'"aps"',
    b'\\"aps\\"',
    b"registration_ids",
    b"fcm.googleapis.com",
    b"push.apple.com",
)

#: How much is read at once; of two parts so much is looked at again that no mark is torn.
CHUNK: Final = 1 << 16
_OVERLAP: Final = max(map(len, MARKS)) - 1

#: No program is longer.
LONGEST: Final = DEFAULT_LIMITS.size


class Look(StrEnum):
    """What a look at a file has shown; the values are reasons to pass it over."""

    MARKED = "source code that names push"
    UNMARKED = "source code that names no push namespace"
    BINARY = "binary"
    LONG = "source code that is too long"


def look(path: str, beginning: int) -> Look:
    """Return what the bytes of a file show; a NUL among the first says that it is no text.

    Raises:
        OSError: it cannot be read.
    """
    file = os.open(path, os.O_RDONLY)
    try:
        data = os.read(file, CHUNK)  # what most files have in all
        if b"\0" in data[:beginning]:
            return Look.BINARY
        seen, before = 0, b""
        while data:
            stretch = before + data
            if any(mark in stretch for mark in MARKS):
                return Look.MARKED
            seen += len(data)
            if seen > LONGEST:
                return Look.LONG
            before = stretch[-_OVERLAP:]
            # A part that is not full was the last of a file.
            data = os.read(file, CHUNK) if len(data) == CHUNK else b""
        return Look.UNMARKED
    finally:
        os.close(file)
