"""The fences of a page: where they stand, and what is in them."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.records import frozen

_OPENING: Final = lazy_pattern(
    r"(?P<margin>(?:[ >]|[-*+](?= )|[0-9]{1,9}[.)](?= ))*)"
    r"(?:(?P<ticks>`{3,})(?P<info>[^`]*)|(?P<tildes>~{3,})(?P<rest>.*))$"
)
_CLOSING: Final = lazy_pattern(r" {0,3}(`{3,}|~{3,}) *$")
_MARKER: Final = lazy_pattern(r"[^ >]")


@frozen
class Fence:
    """A fence: ``first`` and ``last`` are its own lines, from 0.

    ``margin`` is what stands before it: blanks, the signs of quotations, the mark of a list item.
    ``info`` is the text behind its opening marks, and ``content`` the lines in it, without margin.
    """

    first: int
    last: int
    margin: str
    info: str
    content: tuple[str, ...]

    @property
    def is_item(self) -> bool:
        """Whether it begins a list item, with the mark of that in its margin."""
        return _MARKER.search(self.margin) is not None


def fences(lines: Iterable[str]) -> Iterator[Fence]:
    """Yield the fences of a page, but none that stand in others, and none without an end."""
    opened: _Opened | None = None
    for number, line in enumerate(lines):
        inside = None if opened is None else opened.inside(line)
        if opened is None or inside is None:
            found = _OPENING.match(line)
            opened = None if found is None else _Opened(number, found)
        elif opened.is_closed_by(inside):
            yield opened.fence(number)
            opened = None
        else:
            opened.content.append(inside)


class _Opened:
    """A fence whose end has not been found so far."""

    def __init__(self, number: int, found: re.Match[str]) -> None:
        self._number = number
        self._margin = found["margin"]
        self._mark = found["ticks"] or found["tildes"]
        self._info = found["info"] if found["ticks"] else found["rest"]
        self._before = _MARKER.sub(" ", self._margin)  # a list item is marked once
        self.content: list[str] = []

    def inside(self, line: str) -> str | None:
        """Return a line without the margin, ``None`` where it is no line of the fence."""
        if line.startswith(self._before):
            return line[len(self._before) :]
        return "" if self._before.startswith(line.rstrip()) else None

    def is_closed_by(self, inside: str) -> bool:
        """Tell whether a line, without its margin, is the end."""
        found = _CLOSING.match(inside)
        return found is not None and found[1].startswith(self._mark)

    def fence(self, last: int) -> Fence:
        return Fence(self._number, last, self._margin, self._info, tuple(self.content))
