"""What a library does with the stanzas."""

from collections.abc import Callable, Mapping
from typing import Any

import attrs

Parser = Callable[[str], Any]
Serializer = Callable[[Any], str]


@attrs.frozen
class Candidate:
    """A library, or a way to use it, that reads the stanzas of some kinds.

    Attributes:
        name: What it is called in tables.
        leaves_out: What ``ps.parse`` does and this does not.
        parsers: How a stanza is read, by its kind.
        serialize: How what was read is written, ``None`` if it cannot be.
        values: How the values that were read are found, where their objects are not ordinary ones.
    """

    name: str
    leaves_out: str
    parsers: Mapping[str, Parser]
    serialize: Serializer | None = None
    values: Callable[[Any], object] = lambda read: read
