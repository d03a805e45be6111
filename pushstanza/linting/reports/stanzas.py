"""Findings to the stanzas that they are in, each with nothing around it."""

from bisect import bisect_right
from collections.abc import Callable, Iterator

import attrs
from lxml import etree

from pushstanza.diagnostics import Diagnostic
from pushstanza.diagnostics.excerpts import Around, Whole, around
from pushstanza.diagnostics.lines import Lines
from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.linting.damage import stanza_places
from pushstanza.linting.reports.marked import Line, Mark, lines
from pushstanza.linting.reports.matrix import trees
from pushstanza.reading import scan as scanning

#: How an element begins.
_NAME = lazy_pattern(r"<[^\s<>/]{1,100}")


@attrs.define
class Stanza:
    """A stanza or payload with findings, each with its number.

    ``around`` is the text that it is in, ``None`` where there is none, or the finding is in no
    stanza; ``written`` is what servers are asked about: its text, or its tree where that needs what
    is around it.
    """

    around: Around | None = None
    whole: Whole | None = None
    written: str | etree._Element | None = None
    findings: list[tuple[int, Diagnostic]] = attrs.Factory(list)

    @property
    def label(self) -> str:
        """What it is, in a few words."""
        if self.whole is None or self.around is None:
            return "Text"
        name = _NAME.match(self.around.text, self.whole.start)
        return self.findings[0][1].stanza or (f"{name[0]}>" if name else "JSON payload")

    def lines(self) -> Iterator[Line]:
        """Yield its lines with the places of the findings."""
        if self.whole is None or self.around is None:
            for number, found in self.findings:
                yield from _excerpt(number, found)
            return
        start, end = self.whole.start, self.whole.end
        marks = [
            _mark(number, found, max(start, place.start), min(end, place.end))
            for number, found in self.findings
            if (place := around(found)) is not None
        ]
        yield from lines(self.around.shown, start, end, marks, self.whole.line)

    def cover(self) -> Callable[[str], str]:
        """Return what hides its secrets in a sentence."""
        if self.around is None or self.whole is None or self.around.show_secrets:
            return str
        from pushstanza.diagnostics.secrets import Secrets

        secrets = Secrets(self.around.text[self.whole.start : self.whole.end], bodies=True)
        return lambda text: secrets.cover(text, suspects=True)


def _mark(number: int, found: Diagnostic, start: int, end: int) -> Mark:
    title = f"{found.code} {found.name}: {found.message}"
    return Mark(number, found.severity, start, max(end, start + 1), title)


def _excerpt(number: int, found: Diagnostic) -> Iterator[Line]:
    """Yield the line that a finding is in, or what is near the place in it."""
    shown = found.excerpt
    if shown is None:
        return
    mark = _mark(number, found, shown.column, shown.column + shown.length)
    for each in lines(shown.text, 0, len(shown.text), [mark], found.line):
        yield attrs.evolve(each, is_begun=shown.before, goes_on=shown.after)


class Surroundings:
    """Something in a text around stanzas, such as a stream, or a stanza alone.

    Args:
        text: The text.
        whole: Where in it that is.
    """

    def __init__(self, text: str, whole: Whole) -> None:
        self._text = text
        self._whole = whole
        self._places = stanza_places(scanning.scan(text, whole.start, whole.end))
        self._trees: tuple[etree._Element, ...] | None = None
        self._lines: Lines | None = None

    def is_of(self, place: Around) -> bool:
        """Tell whether a place is in it."""
        return place.text is self._text and place.whole == self._whole

    def stanza_at(self, place: Around) -> Stanza:
        """Return the stanza that a place is in, or all of it if it is in none."""
        whole = self._whole
        index = bisect_right(self._places, (place.start, len(self._text))) - 1
        if index < 0 or place.start >= self._places[index][1]:
            return Stanza(place, whole, self._text[whole.start : whole.end])
        start, end = self._places[index]
        if (start, end) == (whole.start, whole.end):
            return Stanza(place, whole, self._text[start:end])
        tree = self._tree(index)
        written = self._text[start:end] if tree is None else tree
        return Stanza(
            place,
            Whole(start, end, self._line(start)),
            written,
        )

    def _line(self, offset: int) -> int | None:
        """Return the line of the file that an offset is in."""
        whole = self._whole
        if whole.line is None:
            return None
        if self._lines is None:
            self._lines = Lines(self._text[whole.start : whole.end], whole.line)
        return self._lines.position(offset - whole.start)[0]

    def _tree(self, index: int) -> etree._Element | None:
        """Return one of the stanzas as a tree, if what is around them is sound."""
        if self._trees is None:
            self._trees = trees(self._text[self._whole.start : self._whole.end])
        return self._trees[index] if len(self._trees) == len(self._places) else None
