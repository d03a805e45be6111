"""Where a cursor stands in XML that somebody is writing, and what is open around it.

The XML is unfinished by nature. What counts is what stands before the cursor: the start tags since
the last stanza began, without those of elements that have ended.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.records import frozen
from pushstanza.reading.names import CLIENT, OTHER_CONTENT, STANZA_START, STANZAS, XML
from pushstanza.reading.scan.found import ScannedAttribute, attributes_in
from pushstanza.reading.scan.grammar import BLANK, NAME, TAG, VALUE
from pushstanza.reading.scan.reader import Reader
from pushstanza.reading.scan.tag import Tag


class Where(StrEnum):
    """What is being written at a cursor."""

    TEXT = "the text of an element"
    ELEMENT = "the name of an element"
    END = "an end tag"
    ATTRIBUTE = "the name of an attribute"
    VALUE = "the value of an attribute"


@frozen
class Opened:
    """An element that is open at a cursor.

    ``namespace`` is its own, ``default`` that of elements without a prefix in it; ``None`` where
    none is declared. ``end`` is where its start tag ends.
    """

    name: str
    namespace: str | None
    default: str | None
    attributes: tuple[tuple[str, str], ...]
    start: int
    end: int

    @property
    def tag(self) -> str:
        """Its name in Clark notation."""
        local = self.name.rpartition(":")[2]
        return local if self.namespace is None else f"{{{self.namespace}}}{local}"

    def get(self, name: str) -> str | None:
        """Return the value of an attribute."""
        return next((value for each, value in self.attributes if each == name), None)


@frozen
class Cursor:
    """A place in a text, and what is being written there.

    ``around`` are the elements that are open, the innermost last; where a start tag is being
    written, its element is ``inside`` and none of them. ``word`` is what has been written so far,
    and ``start`` where it begins. ``attribute`` is that whose value is being written.
    """

    where: Where
    around: tuple[Opened, ...]
    word: str
    start: int
    inside: Opened | None = None
    attribute: str | None = None

    @property
    def parent(self) -> Opened | None:
        """The innermost element that is open."""
        return self.around[-1] if self.around else None


_NAMED: Final = lazy_pattern(rf"<(?P<end>/?)(?P<name>(?:{NAME})?)\Z")
_WRITTEN: Final = lazy_pattern(rf"<({NAME})((?:{BLANK}+{NAME}{BLANK}*={BLANK}*{VALUE})*)")
_ATTRIBUTE: Final = lazy_pattern(rf"{BLANK}+((?:{NAME})?)\Z")
_BEGUN: Final = lazy_pattern(rf"""{BLANK}+({NAME}){BLANK}*={BLANK}*(?:"([^"<>]*)|'([^'<>]*))\Z""")
#: The rest of a start tag.
_REST: Final = lazy_pattern(r"[^<>]{0,2000}")
#: What ends where nothing of it is completed.
_SPECIAL: Final = (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"))


def cursor(text: str, offset: int) -> Cursor | None:
    """Return what is being written at an offset; ``None`` in a comment and the like."""
    begin = _beginning(text, offset)
    if any(text.rfind(a, begin, offset) > text.rfind(b, begin, offset) for a, b in _SPECIAL):
        return None
    last = text.rfind("<", begin, offset)
    if last < 0:
        return None
    written = text[last:offset]
    if named := _NAMED.match(written):
        where = Where.END if named["end"] else Where.ELEMENT
        around = (*opened(text, begin, last),)
        return Cursor(where, around, named["name"], offset - len(named["name"]))
    found = _WRITTEN.match(written)
    if found is not None and not written[found.end() :].lstrip().startswith((">", "/>")):
        return _in_start_tag(text, begin, last, written, found)
    content = text.rfind(">", last, offset) + 1
    if not content:
        return None
    word = text[content:offset].lstrip()
    return Cursor(Where.TEXT, (*opened(text, begin, offset),), word, offset - len(word))


def _beginning(text: str, offset: int) -> int:
    """Return where the last stanza before an offset begins, or the text."""
    begin = 0
    for found in STANZA_START.finditer(text, 0, offset):
        begin = found.start()
    return begin


def _in_start_tag(
    text: str, begin: int, start: int, written: str, found: re.Match[str]
) -> Cursor | None:
    """Return a cursor in a start tag that begins at *start*, with whole attributes in it."""
    end = start + len(written)
    chain = _Chain()
    around = tuple(chain.opened(text, each) for each in _open_tags(text, begin, start))
    begun = _BEGUN.match(written, found.end())
    rest = _REST.match(text, end)
    behind = attributes_in(text, *rest.span()) if rest and not begun else ()
    attributes = tuple(
        (each.name, each.value) for each in (*attributes_in(written, *found.span(2)), *behind)
    )
    inside = chain.add(found[1], attributes, start, end)
    if begun:
        word = begun[2] if begun[3] is None else begun[3]
        return Cursor(Where.VALUE, around, word, end - len(word), inside, begun[1])
    if name := _ATTRIBUTE.match(written, found.end()):
        return Cursor(Where.ATTRIBUTE, around, name[1], end - len(name[1]), inside)
    return None


class Part(StrEnum):
    """What a person points at."""

    NAME = "the name of an element"
    ATTRIBUTE = "the name of an attribute"
    VALUE = "the value of an attribute"
    TEXT = "the text of an element"


@frozen
class Pointed:
    """What stands at an offset: a part of the last element of ``around``, and where."""

    part: Part
    around: tuple[Opened, ...]
    start: int
    end: int
    attribute: ScannedAttribute | None = None

    @property
    def element(self) -> Opened:
        """The element."""
        return self.around[-1]


def pointed(text: str, offset: int) -> Pointed | None:
    """Return what stands at an offset, ``None`` where that is nothing of an element."""
    begin = _beginning(text, min(len(text), offset + len("<presence ")))
    begin = begin if begin <= offset else _beginning(text, offset)
    last = text.rfind("<", begin, offset + 1)
    if last < 0:
        return None
    whole = TAG.match(text, last)
    close = text.find(">", last, last + _LONGEST_TAG)
    end = whole.end() if whole else min(len(text), last + _LONGEST_TAG) if close < 0 else close + 1
    if offset >= end:
        stop = text.find("<", offset)
        return _pointed_text(text, begin, end, len(text) if stop < 0 else stop)
    reader = Reader(text, begin, end, reports_damages=False)
    reader.read()
    tag = next((each for each in reversed(reader.tags) if each.start == last), None)
    return None if tag is None else _pointed_tag(text, begin, tag, offset)


#: How far a start tag is looked at that is not closed.
_LONGEST_TAG: Final = 10_000


def _pointed_text(text: str, begin: int, start: int, end: int) -> Pointed | None:
    around = (*opened(text, begin, start),)
    content = text[start:end]
    if not around or not content.strip():
        return None
    first = start + len(content) - len(content.lstrip())
    return Pointed(Part.TEXT, around, first, first + len(content.strip()))


def _pointed_tag(text: str, begin: int, tag: Tag, offset: int) -> Pointed | None:
    around = (*opened(text, begin, tag.start),)
    if not tag.opens:
        names = [index for index, each in enumerate(around) if each.name == tag.name]
        if not names or offset > tag.name_end:
            return None
        return Pointed(Part.NAME, around[: names[-1] + 1], tag.name_start, tag.name_end)
    chain = _Chain()
    found = tuple(chain.opened(text, each) for each in (*_open_tags(text, begin, tag.start), tag))
    if offset <= tag.name_end:
        return Pointed(Part.NAME, found, tag.name_start, tag.name_end)
    written = tag.written
    if written is None:
        written = tuple(attributes_in(text, tag.name_end, tag.end))
    for each in written:
        if each.start <= offset <= each.start + len(each.name):
            end = each.start + len(each.name)
            return Pointed(Part.ATTRIBUTE, found, each.start, end, each)
        if each.value_start <= offset <= each.value_end:
            return Pointed(Part.VALUE, found, each.value_start, each.value_end, each)
    return None


def opened(text: str, start: int, end: int) -> Iterator[Opened]:
    """Yield the elements that are open at *end*, of those that begin behind *start*."""
    chain = _Chain()
    return (chain.opened(text, each) for each in _open_tags(text, start, end))


def _open_tags(text: str, start: int, end: int) -> list[Tag]:
    reader = Reader(text, start, end, reports_damages=False)
    reader.read()
    stack: list[Tag] = []
    names: dict[str, int] = {}
    for tag in reader.tags:
        if tag.opens and not tag.empty:
            stack.append(tag)
            names[tag.name] = names.get(tag.name, 0) + 1
        while not tag.opens and names.get(tag.name):
            last = stack.pop()
            names[last.name] -= 1
            if last.name == tag.name:
                break
    return stack


class _Chain:
    """The elements that are open, each in the one before, and the namespaces that they declare."""

    def __init__(self) -> None:
        self._declared: dict[str, str] = {"xmlns:xml": XML}
        self._is_empty = True

    def opened(self, text: str, tag: Tag) -> Opened:
        """Add the element of a start tag."""
        written = tag.written
        if written is None:
            written = tuple(attributes_in(text, tag.name_end, tag.end))
        attributes = tuple((each.name, each.value) for each in written)
        return self.add(tag.name, attributes, tag.start, tag.end)

    def add(
        self, name: str, attributes: tuple[tuple[str, str], ...], start: int, end: int
    ) -> Opened:
        """Add an element, and return it with its namespace."""
        if self._is_empty and name in STANZAS:
            self._declared["xmlns"] = CLIENT
        self._is_empty = False
        self._declared.update(each for each in attributes if each[0].startswith("xmlns"))
        if self._declared.get("xmlns") in OTHER_CONTENT:
            self._declared["xmlns"] = CLIENT
        prefix = name.rpartition(":")[0]
        default = self._declared.get("xmlns")
        namespace = self._declared.get(f"xmlns:{prefix}") if prefix else default
        return Opened(name, namespace, default, attributes, start, end)
