"""A text and a place in it to the piece of its line that is shown, as a terminal shows it."""

from collections.abc import Iterable
from functools import lru_cache

import attrs

from pushstanza.diagnostics import Diagnostic, Excerpt
from pushstanza.diagnostics.masking import masked_xml
from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.records import frozen
from pushstanza.diagnostics.unknown import UNKNOWN

#: How many columns of a long line are shown before and behind the place, and twice that of it.
WINDOW = 60

#: How many characters are looked at to find them: some take no column.
_REACH = 3 * WINDOW

#: Where a tab goes to: the next multiple.
_TAB = 4

_LINE_END = lazy_pattern(r"[\r\n]")

#: Each takes one column, once a control character is a picture; wcwidth knows about the rest.
_NARROW = lazy_pattern("[\0-\u02ff…•]*")

#: What a terminal may obey, hide or refuse, and a picture of it.
_PICTURES = {
    **{code: chr(0x2400 + code) for code in range(0x20)},
    0x7F: "\u2421",
    **dict.fromkeys((*range(0x80, 0xA0), 0x061C, 0x200B, 0x200E, 0x200F, 0x2028, 0x2029), "\u2426"),
    **dict.fromkeys((*range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF), "\u2426"),
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),
}


#: What GitHub Actions and Azure Pipelines obey in a log: the first at the beginning of a line,
#: which may be wrapped, the others anywhere.
_COMMAND = lazy_pattern(r"(?:(?<!\S)(:):(?=[A-Za-z])|(#)#(?=(?:vso)?\[))")


@frozen
class Whole:
    """The stanza or payload that a place is in: its offsets into the text around the place.

    ``line`` is the line of the file where it begins, ``None`` where escapes of the file are undone
    in the text, so that its lines are others.
    """

    start: int
    end: int
    line: int | None = None


@frozen
class Around:
    """The text around a place, of which an excerpt is made when it is called for.

    Most findings are never shown with one, and covering secrets takes longer than finding them.
    """

    text: str
    start: int
    end: int
    show_secrets: bool = False
    whole: Whole | None = None

    @property
    def shown(self) -> str:
        """The text with its secrets covered, unless they are to be shown: places stay."""
        return self.text if self.show_secrets else _masked(self.text)

    def __call__(self) -> Excerpt:
        """Return the excerpt."""
        return excerpt(self.shown, self.start, self.end)


def around(found: Diagnostic) -> Around | None:
    """Return the text around a finding, if it is at hand."""
    return found._shown if isinstance(found._shown, Around) else None


@lru_cache(maxsize=8)
def _masked(text: str) -> str:
    return masked_xml(text, bodies=True)


def excerpt(text: str, start: int, end: int) -> Excerpt:
    """Return the piece of the line in *text* around the place between two offsets.

    A place of several lines is shown to the end of its first one, a long one by its beginning.
    """
    before = _LINE_END.split(text[max(0, start - _REACH) : start])[-1]
    line = _LINE_END.split(text[start : start + 3 * _REACH], maxsplit=1)[0]
    place = line[: max(0, end - start)]
    length = last = _fitting(place, 2 * WINDOW)
    if length == len(place):
        last += _fitting(line[length:], WINDOW)
    first = len(before) - _fitting(before, WINDOW, from_end=True)
    return Excerpt(
        text=(before[first:] + line[:last]).replace(UNKNOWN, "…"),
        column=len(before) - first,
        length=length,
        before=first > 0,
        after=last < len(line),
    )


def _fitting(text: str, columns: int, *, from_end: bool = False) -> int:
    """Return how many characters from the beginning or end of *text* fit into some columns."""
    if _NARROW.fullmatch(text):
        return min(len(text), columns)
    from wcwidth import iter_graphemes, iter_graphemes_reverse

    graphemes: Iterable[str] = (iter_graphemes_reverse if from_end else iter_graphemes)(text)
    taken = 0
    for each in graphemes:
        columns -= _width(printable(each))
        if columns < 0:
            break
        taken += len(each)
    return taken


def drawn(found: Excerpt, columns: int | None = None) -> tuple[str, str]:
    """Return the line as a terminal shows it, and what stands below it: blanks and carets.

    Of a line with more *columns* as much is shown as has room: the place, and what is around it.
    """
    if columns is not None:
        found = _narrowed(found, columns)
    before, after = "…" * found.before, "…" * found.after
    end = found.column + found.length
    left = _width(_line(before + found.text[: found.column]))
    carets = _width(_line(before + found.text[:end])) - left
    return _line(before + found.text) + after, " " * left + "^" * max(1, carets)


def _narrowed(found: Excerpt, columns: int) -> Excerpt:
    """Return an excerpt with as much of its text as some columns have room for."""
    before, place, after = (
        part.replace("\t", " " * _TAB)
        for part in (
            found.text[: found.column],
            found.text[found.column : found.column + found.length],
            found.text[found.column + found.length :],
        )
    )
    room = columns - 2  # for an ellipsis on either side
    if _width(printable(before + place + after)) > room:
        place_fits = _fitting(place, room)
        after = after if place_fits == len(place) else ""
        is_cut = place_fits < len(place)
        place = place[:place_fits]
        room -= _width(printable(place))
        left = room - _width(printable(before))
        behind = _fitting(after, max(room // 2, left))
        ahead = _fitting(before, room - _width(printable(after[:behind])), from_end=True)
        found = attrs.evolve(
            found,
            before=found.before or ahead < len(before),
            after=found.after or is_cut or behind < len(after),
        )
        before, after = before[len(before) - ahead :], after[:behind]
    return attrs.evolve(found, text=before + place + after, column=len(before), length=len(place))


def _line(text: str) -> str:
    """Return *text* as a terminal shows it from its first column on."""
    line, *others = (printable(each) for each in text.split("\t"))
    for each in others:
        line += " " * (_TAB - _width(line) % _TAB) + each
    return line


def printable(text: str) -> str:
    """Return *text* so that no terminal and no CI log obeys it, every character in its place.

    Control characters become pictures of them, and so does a part of what begins a command.
    """
    if not text.isprintable():
        text = text.translate(_PICTURES)
    if "::" in text or "##" in text:
        text = _COMMAND.sub(lambda found: found[found.lastindex or 0] + "\u2426", text)
    return text


def _width(text: str) -> int:
    """Return how many columns of a terminal *text* takes, which is printable."""
    if _NARROW.fullmatch(text):
        return len(text)
    from wcwidth import wcswidth

    return max(0, wcswidth(text))
