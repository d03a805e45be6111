"""What stands in a text for a value that only a program knows."""

from typing import Final

#: The noncharacter that stands for an interpolated value. No text contains it for a purpose of its
#: own, and XML allows it in content, in attribute values and in names.
UNKNOWN: Final = "\U0001ffff"

#: How it is written: in a namespace, which has to be a URI, and in what quotes it.
_SPELLINGS: Final = (UNKNOWN, "%F0%9F%BF%BF", "\\U0001ffff")


def holds_unknown(text: str | None) -> bool:
    """Tell whether a part of *text* is not known."""
    return text is not None and any(each in text for each in _SPELLINGS)
