"""Where stanzas begin and end in a text: only the tags of the stanzas themselves are counted."""

import re
from typing import Final

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.reading.names import STANZA_START, STANZAS

#: The beginning of an element or other markup.
MARKUP: Final = lazy_pattern(r"<[A-Za-z_/!?]")

_NAME: Final = lazy_pattern(r"<([A-Za-z_][\w.:-]*)")
#: A quote that nothing answers before the next tag is text.
_VALUE: Final = r""""[^"<]*"|'[^'<]*'|"(?![^"<]*")|'(?![^'<]*')"""
_REST: Final = rf"""(?=[\s/>])[^<>"'/]*(?:(?:{_VALUE}|/(?!>))[^<>"'/]*)*(/?)>"""


def _tags(name: str) -> re.Pattern[str]:
    return re.compile(rf"<(?:{re.escape(name)}{_REST}|(/{re.escape(name)}\s*>))")


_TAGS: Final = {name: _tags(name) for name in STANZAS}


def end_of(text: str, name: str, start: int, end: int) -> int | None:
    """Return where the element of that name ends that begins at *start*, before *end*."""
    tags = _TAGS.get(name) or _tags(name)
    first = tags.match(text, start, end)
    if first is not None and first[1]:
        return first.end()
    if first is not None:  # mostly the next end tag is its own: two searches for plain strings
        close = text.find(f"</{name}", first.end(), end)
        if close >= 0 and text.find(f"<{name}", first.end(), close) < 0:
            last = tags.match(text, close, end)
            if last is not None:
                return last.end()
    depth = 0
    for tag in tags.finditer(text, start, end):
        if tag[2]:
            depth -= 1
        elif not tag[1]:
            depth += 1
        if depth <= 0:
            return tag.end()
    return None


def last_end(text: str, start: int, end: int) -> tuple[int, int | None]:
    """Return where the last whole stanza between two offsets ends, and where one is left open."""
    position = start
    while (found := STANZA_START.search(text, position, end)) is not None:
        stop = end_of(text, found[1], found.start(), end)
        if stop is None:
            return position, found.start()
        position = stop
    return position, None


def open_stanza(text: str, start: int, end: int) -> int | None:
    """Return where a stanza begins that has no end between two offsets."""
    return last_end(text, start, end)[1]


def whole(text: str) -> bool:
    """Tell whether the first element in *text* has its end."""
    found = _NAME.search(text)
    return found is not None and end_of(text, found[1], found.start(), len(text)) is not None
