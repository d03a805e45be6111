"""Markdown to the code in it that may hold stanzas."""

import re
from collections.abc import Iterator
from typing import Final

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.records import frozen
from pushstanza.reading.extract import documented, html
from pushstanza.reading.extract.embedded import (
    INVALID,
    INVALID_COMMENT,
    marked,
    segments_in,
)
from pushstanza.reading.extract.escapes import without_entities
from pushstanza.reading.extract.prose import inline_stanzas, whole_stanzas
from pushstanza.reading.extract.segment import Segment, Writer

_FENCE: Final = lazy_pattern(
    r"(?P<margin>(?:[ \t>]|[-*+](?=[ \t])|[0-9]{1,9}[.)](?=[ \t]))*)"
    r"(?:(?P<ticks>`{3,})(?P<info>[^`\n]*)|(?P<tildes>~{3,})(?P<rest>[^\n]*))$"
)
_CLOSE: Final = lazy_pattern(r"[ \t]*(`{3,}|~{3,})[ \t\r]*$")
_QUOTE: Final = lazy_pattern(r"[ \t]*> ?")
_LANGUAGE: Final = lazy_pattern(r"\s*(?:\{[\w-]+\})?[\s{.]*([\w+#-]*)")
_ITEM: Final = lazy_pattern(r"( *)(?:[-*+]|[0-9]{1,9}[.)])( +)(?=\S)")
#: An admonition, a collapsed one or a content tab of Python-Markdown, whose content is indented.
_CONTAINER: Final = lazy_pattern(r"( *)(?:!!!|\?\?\?\+?|===[!+]*)[ \t]+\S")
#: Code in a paragraph, between one grave accent or several.
_INLINE: Final = lazy_pattern(r"(?<!`)(?P<mark>`{1,3})(?!`)(?P<code>[^`]+)(?P=mark)(?!`)")
_IS_INVALID: Final = lazy_pattern(INVALID)


def segments(text: str) -> Iterator[Segment]:
    """Yield the blocks of code in *text*, and the whole stanzas that stand outside on their own."""
    position = 0
    for block in _Reader(text).blocks():
        yield from _prose(text, position, block.start)
        position = block.end
        content = _without_margin(text, block)
        yield from marked(segments_in(content, block.language), invalid=block.is_invalid)
    yield from _prose(text, position, len(text))


def stretches(text: str) -> Iterator[tuple[Segment, str]]:
    """Yield all of *text*: each block of code with its language, and what is around them."""
    position = 0
    for block in _Reader(text).blocks():
        yield from html.stretches_of(Segment.verbatim(text, position, block.start))
        position = block.end
        yield _without_margin(text, block), block.language
    yield from html.stretches_of(Segment.verbatim(text, position, len(text)))


@frozen
class _Block:
    """A block of code: where it begins and ends with its fences, and where its lines stand."""

    start: int
    end: int
    lines: list[tuple[int, int]]
    language: str
    is_invalid: bool


class _Reader:
    """One walk over the lines."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines = _lines(text)
        self._number = 0
        self._comes_after_blank = True
        self._is_marked = False
        self._items: list[int] = []

    def blocks(self) -> Iterator[_Block]:
        """Yield the blocks of code in their order."""
        while self._number < len(self._lines):
            start, end = self._lines[self._number]
            line = self._text[start:end].rstrip("\r\n")
            fence = _FENCE.match(line) if "```" in line or "~~~" in line else None
            block = self._fenced(fence) if fence else self._indented(line)
            if block is not None:
                self._is_marked = False
                self._comes_after_blank = True
                yield block
                continue
            self._number += 1
            self._comes_after_blank = not line.strip()
            if line.strip():
                self._is_marked = INVALID_COMMENT.search(line) is not None
                self._follow_lists(line)

    def _fenced(self, fence: re.Match[str]) -> _Block:
        """Read the block behind a fence."""
        mark = fence["ticks"] or fence["tildes"]
        info = fence["info"] if fence["ticks"] else fence["rest"]
        depth = fence["margin"].count(">")
        start, end = self._lines[self._number]
        lines: list[tuple[int, int]] = []
        self._number += 1
        while self._number < len(self._lines):
            first, stop = self._lines[self._number]
            inside = _behind_quotes(self._text, first, stop, depth)
            if inside is None:
                break
            self._number += 1
            end = stop
            close = _CLOSE.match(self._text[inside:stop].rstrip("\n"))
            if close and close[1].startswith(mark):
                break
            lines.append((inside, stop))
        found = _LANGUAGE.match(info)
        language = found[1].lower() if found else ""
        is_invalid = self._is_marked or _IS_INVALID.search(info) is not None
        name, rest = documented.named(info)
        if name in documented.OF_STANZAS:
            language = "xml"
            texts = [self._text[slice(*each)] for each in lines]
            count = documented.option_lines(texts)
            given = (*documented.words(rest), *documented.options(texts[:count]))
            is_invalid = is_invalid or documented.expects_findings(given)
            lines = [] if documented.shows_findings(given) else lines[count:]
        return _Block(start, end, lines, language, is_invalid)

    def _indented(self, line: str) -> _Block | None:
        """Read the block of indented lines that begins here, if one does."""
        margin = (self._items[-1] if self._items else 0) + 4
        if not self._comes_after_blank or not line.strip() or _indent(line) < margin:
            return None
        lines: list[tuple[int, int]] = []
        count = 0
        for start, end in self._lines[self._number :]:
            written = self._text[start:end]
            if written.strip() and _indent(written) < margin:
                break
            lines.append((start, end))
            if written.strip():
                count = len(lines)
        self._number += count
        return _Block(lines[0][0], lines[count - 1][1], lines[:count], "", self._is_marked)

    def _follow_lists(self, line: str) -> None:
        """Keep up with where the content of the list items begins that a line is in."""
        indent = _indent(line)
        while self._items and indent < self._items[-1]:
            self._items.pop()
        item = _ITEM.match(line)
        container = _CONTAINER.match(line)
        if container is not None:
            self._items.append(container.end(1) + 4)
        elif item is not None:
            self._items.append(item.end() if len(item[2]) < 5 else item.start(2) + 1)


def _lines(text: str) -> list[tuple[int, int]]:
    """Return where the lines begin and end, with their ends."""
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    return [*zip(starts, [*starts[1:], len(text)], strict=True)]


def _indent(line: str) -> int:
    expanded = line.expandtabs(4)
    return len(expanded) - len(expanded.lstrip(" "))


def _behind_quotes(text: str, start: int, end: int, depth: int) -> int | None:
    """Return the place behind the margin of a quotation, ``None`` where the line has none."""
    for _ in range(depth):
        found = _QUOTE.match(text, start, end)
        if found is None:
            return None
        start = found.end()
    return start


def _without_margin(text: str, block: _Block) -> Segment:
    """Return the lines of a block as one segment."""
    writer = Writer(text)
    for start, end in block.lines:
        writer.copy(start, end)
    return writer.segment()


def _prose(text: str, start: int, end: int) -> Iterator[Segment]:
    """Yield what is code between two blocks: that of HTML, and stanzas that begin a line."""
    yield from html.segments_between(Segment.verbatim(text, start, end), _lines_of_stanzas)


def _lines_of_stanzas(prose: Segment) -> Iterator[Segment]:
    yield from whole_stanzas(prose, at_line_start=True)
    yield from inline_stanzas(prose, _INLINE)
    if "&lt;" in prose.text:
        for each in whole_stanzas(without_entities(prose.text), at_line_start=True):
            if prose.text.startswith("&lt;", each.source_offset(0)):
                yield each.within(prose)
