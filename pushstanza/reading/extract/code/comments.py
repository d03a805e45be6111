"""Comments to the stanzas that they show."""

from collections.abc import Iterable, Iterator
from typing import Final

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.reading.extract.code.lexer import CommentToken, Token
from pushstanza.reading.extract.prose import whole_stanzas
from pushstanza.reading.extract.segment import Segment, Writer, undone
from pushstanza.reading.names import STANZA_START

#: What stands before the text of a comment on each of its lines.
_DECORATION: Final = lazy_pattern(r"[ \t]*(?:/\*+!?|//+!?|\*(?!/)|#+|--+\[*|%+|;+|\{-|=\w+)?[ \t]?")
#: What editors put between words of a comment, and XML does not allow between attributes.
_NO_BREAK: Final = lazy_pattern("\u00a0")
_LINE: Final = lazy_pattern(r"[^\n]*\n?")


def shown(text: str, tokens: Iterable[Token]) -> Iterator[Segment]:
    """Yield the stanzas that comments show on lines of their own, with an element in them."""
    for start, end in _blocks(text, tokens):
        if STANZA_START.search(text, start, end):
            found = _undecorated(text, start, end)
            plain = undone(found.text, _NO_BREAK, lambda _: " ").within(found)
            yield from whole_stanzas(plain, at_line_start=True)


def _blocks(text: str, tokens: Iterable[Token]) -> Iterator[tuple[int, int]]:
    """Yield where comments are; those on lines that follow each other are one."""
    block: tuple[int, int] | None = None
    for each in tokens:
        if not isinstance(each, CommentToken) or not each.is_prose:
            continue
        if block is not None:
            between = text[block[1] : each.start]
            if between.isspace() and between.count("\n") == 1:
                block = (block[0], each.end)
                continue
            yield block
        block = (each.start, each.end)
    if block is not None:
        yield block


def _undecorated(text: str, start: int, end: int) -> Segment:
    """Return a comment without what makes it one."""
    writer = Writer(text)
    position = start
    while position < end and (line := _LINE.match(text, position, end)):
        mark = _DECORATION.match(text, position, line.end())
        writer.copy(mark.end() if mark else position, line.end())
        position = line.end()
    return writer.segment()
