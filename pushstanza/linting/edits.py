"""What a rule wants changed to edits of the text: as few characters as will do.

Everything else stays as it is, byte for byte: quotes, order, blanks, line ends.
"""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import assert_never

from pushstanza.diagnostics import Edit, Fix, PushStanzaError
from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.linting.rules.change import (
    Change,
    DropAttribute,
    Insert,
    MoveBehind,
    Remove,
    Rename,
    RenameAttribute,
    SetAttribute,
    SetText,
    Step,
    Subject,
    Trim,
)
from pushstanza.reading.scan import ScannedAttribute, ScannedElement

#: Finds where in the text a subject stands; ``None`` where it stands nowhere.
Finder = Callable[[Subject], ScannedElement | None]

_BLANKS = " \t\r\n"
_QUOTE = lazy_pattern(r"""=\s*(["'])""")
_START_TAG = lazy_pattern(r"""<[\w.:-]+(?:\s+[\w.:-]+=(?:"[^"]*"|'[^']*'))+""")
_VALUE = lazy_pattern(r"""="([^"]*)"|='([^']*)'""")
_REST = lazy_pattern(r"[ \t]*(?:[\r\n]|\Z)")


class NotPossibleError(PushStanzaError):
    """The text has no place for a step; nobody sees it."""


def fix(change: Change, text: str, find: Finder, shift: Callable[[int], int]) -> Fix | None:
    """Return the fix that makes *change*, or ``None`` where the text does not allow it.

    Args:
        change: What is to be done.
        text: The text that the places are in.
        find: Finds the place of an element or model.
        shift: Turns an offset into *text* into one into the file.
    """
    try:
        edits = [edit for step in change.steps for edit in _edits(step, text, find)]
    except NotPossibleError:
        return None
    edits.sort(key=lambda each: (each.offset, each.end_offset))
    if not edits or any(second.offset < first.end_offset for first, second in pairwise(edits)):
        return None
    if _loses_a_comment(edits, text):
        return None
    moved = (
        Edit(shift(each.offset), shift(each.offset) + each.end_offset - each.offset, each.content)
        for each in edits
    )
    return Fix(change.message, tuple(moved), change.safe)


def _loses_a_comment(edits: list[Edit], text: str) -> bool:
    """Tell whether edits drop a comment, which people have written for people."""
    return (
        sum(
            text.count("<!--", each.offset, each.end_offset) - each.content.count("<!--")
            for each in edits
        )
        > 0
    )


def _edits(step: Step, text: str, find: Finder) -> Iterator[Edit]:
    place = find(step.at)
    if place is None:
        raise NotPossibleError
    match step:
        case SetAttribute() | DropAttribute() | RenameAttribute():
            yield _of_attribute(step, text, place)
        case Rename(to=to):
            yield from _rename(text, place, to)
        case SetText(text=content):
            yield _set_text(text, _leaf(place), content)
        case Trim():
            for leaf in place.children or (place,):
                yield from _trim(text, leaf)
        case Remove():
            yield Edit(*_with_its_line(text, place), "")
        case Insert(xml=xml, first=first):
            _refuse_prefix(place)
            yield _insert(text, place, _requoted(xml, _quote(text, place)), first=first)
        case MoveBehind(behind=behind):
            yield from _move(text, place, find(behind))
        case _:
            assert_never(step)


def _refuse_prefix(place: ScannedElement) -> None:
    """Refuse an element with a prefix: what is inserted would need it as well."""
    if ":" in place.name:
        raise NotPossibleError


def _of_attribute(
    step: SetAttribute | DropAttribute | RenameAttribute, text: str, place: ScannedElement
) -> Edit:
    if isinstance(step, SetAttribute):
        return _set_attribute(text, place, step.name, step.value)
    found = _attribute(place, step.name)
    if isinstance(step, RenameAttribute):
        return Edit(found.start, found.start + len(found.name), step.to)
    before = text[place.start : found.start].rstrip(_BLANKS)
    return Edit(place.start + len(before), found.end, "")


def _attribute(place: ScannedElement, name: str) -> ScannedAttribute:
    local = name.rpartition("}")[2]
    for each in place.attributes:
        if each.name in {name, local} or (name != local and each.name.endswith(f":{local}")):
            return each
    raise NotPossibleError


def _set_attribute(text: str, place: ScannedElement, name: str, value: str) -> Edit:
    known = {each.name: each for each in place.attributes}
    if name in known:
        found = known[name]
        return Edit(
            found.value_start, found.value_end, _escaped(value, text[found.value_start - 1])
        )
    quote = _quote(text, place)
    return Edit(place.name_end, place.name_end, f" {name}={quote}{_escaped(value, quote)}{quote}")


def _quote(text: str, place: ScannedElement) -> str:
    """Return the quote that is in use around an element.

    A literal of source code has no room for the other one.
    """
    for each in place.attributes:
        return text[each.value_start - 1]
    before = [*_QUOTE.finditer(text, max(0, place.start - _AROUND), place.start)]
    found = before[-1] if before else _QUOTE.search(text, place.start_end)
    return found[1] if found else "'"


#: How far before an element its neighbours are looked at.
_AROUND = 2000


def _requoted(xml: str, quote: str) -> str:
    """Return *xml* with its attributes in quotes of one kind."""

    def value(found: re.Match[str]) -> str:
        inside = found[1] if found[2] is None else found[2]
        return f"={quote}{_without(inside, quote)}{quote}"

    return _START_TAG.sub(lambda tag: _VALUE.sub(value, tag[0]), xml)


def _without(value: str, quote: str) -> str:
    return value.replace(quote, "&quot;" if quote == '"' else "&apos;")


def _escaped(value: str, quote: str = "") -> str:
    value = value.replace("&", "&amp;").replace("<", "&lt;")
    return _without(value, quote) if quote else value


def _rename(text: str, place: ScannedElement, to: str) -> Iterator[Edit]:
    yield Edit(place.name_start, place.name_end, to)
    end = _end_tag(text, place)
    if end is not None:
        name = end + 2
        yield Edit(name, name + len(text[name : place.end].rstrip(f">{_BLANKS}")), to)


def _end_tag(text: str, place: ScannedElement) -> int | None:
    """Return where the end tag of an element begins, if it has one."""
    if place.end == place.start_end:
        return None
    begin = text.rfind("</", place.start_end, place.end)
    if begin < 0:
        raise NotPossibleError
    return begin


def _leaf(place: ScannedElement) -> ScannedElement:
    """Return the element that holds the text: for a form field, its one value."""
    while place.children:
        (*_, place) = place.children
    return place


def _set_text(text: str, place: ScannedElement, content: str) -> Edit:
    end = _end_tag(text, place)
    if end is None:
        return _insert(text, place, _escaped(content), first=True)
    return Edit(place.start_end, end, _escaped(content))


def _trim(text: str, place: ScannedElement) -> Iterator[Edit]:
    end = _end_tag(text, place)
    if end is None or place.children:
        return
    content = text[place.start_end : end]
    begin = place.start_end + len(content) - len(content.lstrip(_BLANKS))
    stop = place.start_end + len(content.rstrip(_BLANKS))
    if begin >= stop:
        return
    if begin > place.start_end:
        yield Edit(place.start_end, begin, "")
    if stop < end:
        yield Edit(stop, end, "")


def _with_its_line(text: str, place: ScannedElement) -> tuple[int, int]:
    """Return where an element begins and ends, the line break before it too if it has its lines."""
    line = max(text.rfind("\n", 0, place.start), text.rfind("\r", 0, place.start))
    rest = _REST.match(text, place.end)
    if line < 0 or rest is None or text[line + 1 : place.start].strip(" \t"):
        return place.start, place.end
    return line - (text[line - 1 : line + 1] == "\r\n"), place.end


def _insert(text: str, place: ScannedElement, xml: str, *, first: bool) -> Edit:
    end = _end_tag(text, place)
    if end is None:
        close = text.rfind("/", place.start, place.start_end)
        if close < 0:
            raise NotPossibleError
        begin = place.start + len(text[place.start : close].rstrip(_BLANKS))
        return Edit(begin, place.start_end, f">{xml}</{place.name}>")
    if not place.children:
        return Edit(place.start_end, place.start_end, xml)
    neighbour = place.children[0] if first else place.children[-1]
    start = place.start_end if first else neighbour.end
    lead = text[text.rfind(">", 0, neighbour.start) + 1 : neighbour.start]
    return Edit(start, start, (lead if not lead.strip(_BLANKS) else "") + xml)


def _move(text: str, place: ScannedElement, behind: ScannedElement | None) -> Iterator[Edit]:
    if behind is None or place.start <= behind.start < place.end:
        raise NotPossibleError
    start, end = _with_its_line(text, place)
    if start < behind.end < end:
        raise NotPossibleError
    yield Edit(start, end, "")
    yield Edit(behind.end, behind.end, text[start:end])
