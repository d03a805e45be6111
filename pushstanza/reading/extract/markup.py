"""Writes the XML that a term stands for, each piece of it with the place it came from."""

from typing import Final

import attrs

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.reading.extract.segment import Segment, Writer

_ESCAPES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "'": "&apos;"}
_SPECIAL: Final = lazy_pattern("[&<>']")

#: A name or a value: from the source, or one that the source stands for in another form.
Piece = Segment | str


@attrs.define
class _Open:
    """An element whose end is still to be written."""

    name: Piece
    has_content: bool = False


class Markup:
    """The elements written so far; a place is where in the source a piece stands."""

    def __init__(self, text: str) -> None:
        self._writer = Writer(text)
        self._open: list[_Open] = []

    @property
    def is_open(self) -> bool:
        """Whether an element has no end yet."""
        return bool(self._open)

    def segment(self, *, is_cut: bool = False) -> Segment:
        """Return what was written; *is_cut* says that the source ends before it does."""
        return self._writer.segment(cut=0 if is_cut or self.is_open else None)

    def start(self, name: Piece, start: int, end: int) -> None:
        """Begin an element."""
        self._content(start)
        self._writer.put("<", start, end)
        self._piece(name, start, end)
        self._open.append(_Open(name))

    def attribute(self, name: Piece, value: Piece, start: int, end: int) -> None:
        """Write an attribute of the element that was begun last, its value between two offsets."""
        self._writer.put(" ", start, start)
        self._piece(name, start, start)
        self._writer.put("='", start, start)
        self._escaped(value, start, end)
        self._writer.put("'", end, end)

    def data(self, value: Piece, start: int, end: int) -> None:
        """Write text in the element that was begun last."""
        self._content(start)
        self._escaped(value, start, end)

    def end(self, end: int) -> None:
        """End the element that was begun last."""
        element = self._open.pop()
        if not element.has_content:
            self._writer.put("/>", end - 1, end)
            return
        self._writer.put("</", end - 1, end)
        self._piece(element.name, end, end)
        self._writer.put(">", end, end)

    def _content(self, place: int) -> None:
        if self._open and not self._open[-1].has_content:
            self._open[-1].has_content = True
            self._writer.put(">", place, place)

    def _piece(self, piece: Piece, start: int, end: int) -> None:
        if isinstance(piece, str):
            self._writer.put(piece, start, end)
        else:
            self._writer.write(piece)

    def _escaped(self, value: Piece, start: int, end: int) -> None:
        if isinstance(value, str):
            self._writer.put(_SPECIAL.sub(lambda found: _ESCAPES[found[0]], value), start, end)
            return
        position = 0
        for found in _SPECIAL.finditer(value.text):
            self._writer.write(value.part(position, found.start()))
            place = value.source_offset(found.start())
            self._writer.put(_ESCAPES[found[0]], place, value.source_end(found.end()))
            position = found.end()
        self._writer.write(value.part(position, len(value.text)))
