"""A text to the lines of a picture that it fits into.

Nothing is drawn here, so that the width of a text is estimated: by columns in a font whose
characters are all as wide, and by what a wide font (DejaVu Sans) needs in any other.
"""

import unicodedata

from wcwidth import iter_graphemes, wcswidth

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.records import frozen
from pushstanza.pages import plain

#: How wide a column is, in units of the size of the font: monospace fonts have 0.60 to 0.61.
_COLUMN = 0.609

#: How wide characters are in a font without serifs, in the same units.
_USUAL = 0.64
_EMS = {
    **dict.fromkeys("'ijl", 0.29),
    **dict.fromkeys(" .,:;|/\\-fIJ", 0.37),
    **dict.fromkeys("!()[]rt", 0.42),
    **dict.fromkeys('`"cskvxyz_', 0.6),
    **dict.fromkeys("ABCDEFGHKLNOPQRSTUVXYZ&+=<>~^#w·", 0.85),
    **dict.fromkeys("mMW@%…—", 1.01),
}
_FOREIGN, _DOUBLE = 0.95, 1.35
_LAST_LATIN = 0x24F

#: How much wider bold characters are.
_BOLD = 1.12

#: Where a word may be broken that is longer than a line: a JID or a path behind its parts.
_PIECE = lazy_pattern(r"[^/@._-]*[/@._-]+|[^/@._-]+")

#: The parts of a JID.
_JID_PART = lazy_pattern(r"[^@/]*@|/?[^@/]+|/")

ELLIPSIS = "…"


@frozen
class Font:
    """A font of *size* pixels: monospace, or what the system uses."""

    size: float
    is_mono: bool = False
    is_bold: bool = False

    def width(self, text: str) -> float:
        """Return how many pixels *text* takes, rather too many than too few."""
        if self.is_mono:
            return self.size * _COLUMN * max(0, wcswidth(text))
        ems = sum(map(_ems, iter_graphemes(text)))
        return self.size * ems * (_BOLD if self.is_bold else 1)

    def lines(self, text: str, room: float, most: int) -> tuple[str, ...]:
        """Return *text* in at most so many lines, the last one shortened by an ellipsis."""
        lines: list[str] = []
        used = 0.0
        for word in plain(text).split():
            width = self.width(word)
            if lines and (more := used + self.width(" ") + width) <= room:
                lines[-1] += f" {word}"
                used = more
            elif width <= room:
                lines.append(word)
                used = width
            else:
                lines += self._broken(word, room)
                used = self.width(lines[-1])
            if len(lines) > most:
                break
        if len(lines) > most:
            lines[most - 1 :] = [self.cut(lines[most - 1], room)]
        return tuple(lines)

    def name(self, text: str, room: float, most: int) -> tuple[str, ...]:
        """Return the name of a party in lines: a JID between its parts, if these are short."""
        lines = [""]
        for part in _JID_PART.findall(plain(text)):
            if lines[-1] and self.width(lines[-1] + part) > room:
                lines.append("")
            lines[-1] += part
        if (
            len(lines) <= most
            and " " not in text
            and all(self.width(each) <= room for each in lines)
        ):
            return tuple(lines)
        return self._balanced(text, room, most)

    def _balanced(self, text: str, room: float, most: int) -> tuple[str, ...]:
        """Return *text* in as many lines as :meth:`lines` does, of about the same length."""
        lines = self.lines(text, room, most)
        tried = (self.lines(text, room * part / 8, most + 1) for part in range(4, 8))
        return next((each for each in tried if len(each) <= len(lines)), lines)

    def _broken(self, word: str, room: float) -> list[str]:
        """Return a long word in lines."""
        lines, used = [""], 0.0
        for piece in _PIECE.findall(word):
            is_short = self.width(piece) <= room
            for part in [piece] if is_short else iter_graphemes(piece):
                width = self.width(part)
                if lines[-1] and used + width > room:
                    lines.append("")
                    used = 0.0
                lines[-1] += part
                used += width
        return lines

    def cut(self, line: str, room: float) -> str:
        """Return as much of *line* as leaves room for the ellipsis, and that."""
        room -= self.width(ELLIPSIS)
        kept, used = "", 0.0
        for part in iter_graphemes(line):
            used += self.width(part)
            if used > room:
                break
            kept += part
        return kept.rstrip() + ELLIPSIS


def _ems(grapheme: str) -> float:
    if (known := _EMS.get(grapheme)) is not None:
        return known
    columns = wcswidth(grapheme)
    if columns <= 0:
        return 0.0
    if columns > 1:
        return _DOUBLE
    return _USUAL if ord(grapheme[0]) <= _LAST_LATIN else _FOREIGN


def is_right_to_left(text: str) -> bool:
    """Tell whether the first letter with a direction is of a script that goes to the left."""
    strong = (unicodedata.bidirectional(each) for each in text)
    return next((each for each in strong if each in {"L", "R", "AL"}), "L") != "L"
