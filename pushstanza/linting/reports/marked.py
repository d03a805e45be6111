"""A stanza with the places of findings in it, as lines of coloured and marked pieces."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.records import frozen
from pushstanza.diagnostics.unknown import UNKNOWN
from pushstanza.pages.highlighting import language_of, pieces

#: A stanza that is longer, in characters or lines, is shown only where something is found.
LONGEST, MOST_LINES = 8_000, 60

#: How many lines are shown before and behind a place then, how much of a long line, and of how many
#: stretches.
_LINES, _REACH, _MOST_STRETCHES = 2, 200, 100

#: How many findings are told apart where they overlap.
_MOST_NUMBERS = 9

_LINE_END = lazy_pattern(r"\r\n?|\n")
_ORDER = tuple(Severity)


@frozen
class Mark:
    """The place of a finding: between which offsets it is, and the number of the finding."""

    number: int
    severity: Severity
    start: int
    end: int
    title: str


@frozen
class Piece:
    """Some characters of a line: the class of their colour, the worst of what is found there.

    ``begins`` are the marks that begin with it, ``numbers`` those of the findings that are here,
    unless they are very many.
    """

    text: str
    colour: str
    severity: Severity | None = None
    begins: tuple[Mark, ...] = ()
    numbers: tuple[int, ...] = ()


@frozen
class Line:
    """A line, or a part of a long one; its number in the file, if that is known.

    ``skipped`` says how many lines before it are left out; ``is_begun`` and ``goes_on`` that
    something of the line itself is.
    """

    number: int | None
    pieces: tuple[Piece, ...]
    skipped: int = 0
    is_begun: bool = False
    goes_on: bool = False


@frozen
class _Stretch:
    """What is shown of a line: the index of the line, and offsets into the text."""

    line: int
    start: int
    end: int


def lines(
    text: str, start: int, end: int, marks: Sequence[Mark], first: int | None
) -> Iterator[Line]:
    """Yield the lines of a stanza, of a long one those in which something is found.

    Args:
        text: A text with the stanza in it.
        start: Where in it the stanza begins.
        end: Where it ends.
        marks: The places in the stanza.
        first: The number of its first line.
    """
    bounds = _lines(text, start, end)
    is_whole = end - start <= LONGEST and len(bounds) <= MOST_LINES
    stretches = (
        [_Stretch(index, *each) for index, each in enumerate(bounds)]
        if is_whole
        else [*_around(bounds, marks)]
    )
    coloured = _coloured(text, stretches, is_whole=is_whole)
    last = -1
    for each, found in zip(stretches, _marked(text, stretches, coloured, marks), strict=True):
        begin, stop = bounds[each.line]
        yield Line(
            number=None if first is None else first + each.line,
            pieces=tuple(found),
            skipped=max(0, each.line - last - 1),
            is_begun=each.start > begin,
            goes_on=each.end < stop,
        )
        last = each.line
    if last < len(bounds) - 1:
        yield Line(None, (), skipped=len(bounds) - 1 - last)


def _lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return where the lines between two offsets begin and end."""
    found: list[tuple[int, int]] = []
    begin = start
    for each in _LINE_END.finditer(text, start, end):
        found.append((begin, each.start()))
        begin = each.end()
    return [*found, (begin, end)]


def _around(bounds: Sequence[tuple[int, int]], marks: Iterable[Mark]) -> Iterator[_Stretch]:
    """Yield what is shown of a long stanza: its beginning, and what is around the places."""
    wanted = sorted({bounds[0][0], *(each.start for each in marks)})
    index = shown = last = 0
    done = bounds[0][0]
    for offset in wanted:
        while index < len(bounds) - 1 and offset >= bounds[index + 1][0]:
            index += 1
        for number in range(max(last, index - _LINES), min(len(bounds), index + _LINES + 1)):
            begin, stop = bounds[number]
            near = offset if number == index else begin
            first, end = max(begin, near - _REACH, done), min(stop, near + _REACH)
            if first < end or (begin == stop and begin >= done and number >= last):
                yield _Stretch(number, first, end)
                shown, last, done = shown + 1, number, max(end, done + 1)
            if shown >= _MOST_STRETCHES:
                return


def _coloured(
    text: str, stretches: Sequence[_Stretch], *, is_whole: bool
) -> Iterator[tuple[int, int, str]]:
    """Yield the beginnings, ends and colours of the pieces of a text, in their order."""
    if not stretches:
        return
    language = language_of(text[stretches[0].start :][:100])
    whole = [(stretches[0].start, stretches[-1].end)]
    for start, end in whole if is_whole else [(each.start, each.end) for each in stretches]:
        at = start
        for colour, piece in pieces(text[start:end], language):
            yield at, at + len(piece), colour
            at += len(piece)


def _marked(
    text: str,
    stretches: Iterable[_Stretch],
    coloured: Iterable[tuple[int, int, str]],
    marks: Sequence[Mark],
) -> Iterator[list[Piece]]:
    """Yield the pieces of each stretch: cut where a colour or a place begins or ends."""
    events = sorted(
        [(each.start, False, each) for each in marks] + [(each.end, True, each) for each in marks],
        key=lambda each: each[:2],
    )
    waiting = iter(coloured)
    colour: tuple[int, int, str] | None = next(waiting, None)
    open_: Counter[Severity] = Counter()
    numbers: dict[int, None] = {}
    index = 0
    for each in stretches:
        found: list[Piece] = []
        at = each.start
        while at < each.end or (at == each.end and not found):
            begins: list[Mark] = []
            while index < len(events) and events[index][0] <= at:
                _, is_end, mark = events[index]
                open_[mark.severity] += -1 if is_end else 1
                if is_end:
                    del numbers[mark.number]
                else:
                    numbers[mark.number] = None
                begins += [] if is_end else [mark]
                index += 1
            while colour is not None and colour[1] <= at:
                colour = next(waiting, None)
            stop = min(
                each.end,
                events[index][0] if index < len(events) else each.end,
                colour[1] if colour is not None and colour[0] <= at else each.end,
            )
            severity = next((severity for severity in _ORDER if open_[severity] > 0), None)
            kind = colour[2] if colour is not None and colour[0] <= at < colour[1] else ""
            written = text[at:stop].replace("\t", "    ").replace(UNKNOWN, "…")
            here = tuple(numbers) if len(numbers) <= _MOST_NUMBERS else ()
            found.append(Piece(written, kind, severity, tuple(begins), here))
            at = stop if stop > at else at + 1
        yield found
