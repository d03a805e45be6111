"""Source code to the string literals in it that hold whole stanzas."""

import re
from collections.abc import Callable, Iterator
from typing import Final

import attrs

from pushstanza.reading.extract.balance import whole
from pushstanza.reading.extract.comments import Comments
from pushstanza.reading.extract.escapes import literal
from pushstanza.reading.extract.json_signs import may_hold
from pushstanza.reading.extract.segment import HOLE, Segment, joined

#: The beginning of a literal, and what it may begin with behind blanks.
_OPEN: Final = (
    r"""(?P<raw>(?:\b[bf]?[rR][bf]?|\b[rR]?\#+(?=")))?"""
    r"""(?P<open>\"{3}|'{3}|["'`]|\[=*\[|~[sS][(\[{|])"""
)
_BLANKS: Final = r"(?:\s|\\[nrt]|\\\r?\n)*"


@attrs.frozen
class Wanted:
    """Which literals are wanted: by how they begin, and by all that they mean.

    ``between`` stands for the name of a variable between two that are joined; by default that is
    the name itself.
    """

    begin: re.Pattern[str]
    holds: Callable[[str], bool]
    between: str | None = None


#: A literal that begins with a tag: no apostrophe of a comment is one.
ELEMENTS: Final = Wanted(re.compile(rf"{_OPEN}(?={_BLANKS}<[A-Za-z_?!])"), whole)
#: A literal that begins with an object of JSON in which something may be filled in.
PAYLOADS: Final = Wanted(
    re.compile(rf"""{_OPEN}(?={_BLANKS}[\[{{]{_BLANKS}(?:{{{_BLANKS}){{0,2}}\\?")"""),
    may_hold,
    HOLE,
)
_STRAIGHT: Final = {"(": ")", "[": "]", "{": "}", "|": "|"}
_BODIES: Final = {
    '"': r'[^"\\]*(?:\\.[^"\\]*)*',
    "'": r"[^'\\]*(?:\\.[^'\\]*)*",
    "`": r"[^`\\]*(?:\\.[^`\\]*)*",
}
#: What joins two literals: an operator, a name between two, or blanks alone.
_JOINT: Final = re.compile(
    r"""\s*(?:(?:\+|\.\.|<>|&|\.)\s*(?:(?P<name>[A-Za-z_][\w.]*(?:\(\))?)\s*(?:\+|\.\.|<>|&|\.)\s*)?)?"""
    r"""(?:\b[bfrFRu]{1,2})?(?P<open>\"{3}|'{3}|["'`])"""
)
_BODY_PATTERNS: Final = {
    mark: re.compile(body + re.escape(mark), re.DOTALL) for mark, body in _BODIES.items()
}

#: How many literals are joined.
MOST_PARTS: Final = 1000


def segments(text: str, language: str = "", wanted: Wanted = ELEMENTS) -> Iterator[Segment]:
    """Yield what the literals in *text* mean that are wanted, joined ones together.

    By default they hold a whole element: half of one is a word to look for more often.
    Placeholders stay as they are. What comments quote, and docstrings, is no literal. *language* is
    a name or the ending of files.
    """
    reader, comments = _Reader(text, wanted.between), Comments(text, language)
    position = 0
    while (found := wanted.begin.search(text, position)) is not None:
        position = found.end()
        is_literal = found["open"] != "`" or comments.has_grave
        if not is_literal or comments.hold(found.start("open")):
            continue
        parts, position = reader.chain(found)
        segment = parts[0] if len(parts) == 1 else joined(parts) if parts else Segment("")
        if wanted.holds(segment.text):
            yield attrs.evolve(segment, is_code=True)


class _Reader:
    """Reads literals; which ends are missing it looks for only once."""

    def __init__(self, text: str, between: str | None) -> None:
        self._text = text
        self._between = between
        self._missing: set[str] = set()

    def chain(self, found: re.Match[str]) -> tuple[list[Segment], int]:
        """Return the literals that are joined to one, and the place behind the last."""
        parts: list[Segment] = []
        mark, start, raw = found["open"], found.end(), found["raw"]
        position = start
        while True:
            end = self._end(mark, start, "#" * (raw or "").count("#"))
            if end is None:
                return parts, position
            parts.append(self._content(start, end[0], is_raw=raw is not None))
            position = end[1]
            joint = _JOINT.match(self._text, position)
            if joint is None or len(parts) > MOST_PARTS:
                return parts, position
            if joint["name"]:
                parts.append(self._name(*joint.span("name")))
            mark, start, raw = joint["open"], joint.end(), None

    def _name(self, start: int, end: int) -> Segment:
        if self._between is None:
            return Segment.verbatim(self._text, start, end)
        return Segment(self._between, ((0, start), (len(self._between), end)))

    def _end(self, mark: str, start: int, hashes: str) -> tuple[int, int] | None:
        """Return where a literal ends, and the place behind its closing mark."""
        closing = _closing(mark) + hashes
        if closing in self._missing:
            return None
        pattern = None if hashes else _BODY_PATTERNS.get(mark)
        if pattern is not None:
            match = pattern.match(self._text, start)
            end = -1 if match is None else match.end() - 1
        else:
            end = self._text.find(closing, start)
        if end < 0:
            self._missing.add(closing)
            return None
        return end, end + len(closing)

    def _content(self, start: int, end: int, *, is_raw: bool) -> Segment:
        if is_raw:
            return Segment.verbatim(self._text, start, end)
        return literal(self._text, start, end)


def _closing(mark: str) -> str:
    if mark[0] == "[":
        return mark.replace("[", "]")
    if mark[0] == "~":
        return _STRAIGHT[mark[2]]
    return mark
