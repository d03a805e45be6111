"""reStructuredText to the code in it that may hold stanzas."""

import re
from collections.abc import Iterator
from typing import Final

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.reading.extract import documented
from pushstanza.reading.extract.embedded import INVALID, marked, segments_in
from pushstanza.reading.extract.prose import inline_stanzas
from pushstanza.reading.extract.segment import Segment

_DIRECTIVE: Final = lazy_pattern(
    r"[ \t]*\.\. (?:code|code-block|sourcecode|parsed-literal|prompt|raw)::[ \t]*([\w+#-]*)"
)
_OPTION: Final = lazy_pattern(r"[ \t]+:[\w-]+:")
#: A literal in a paragraph.
_INLINE: Final = lazy_pattern(r"(?<!`)``(?P<code>[^`]+)``(?!`)")
_INVALID: Final = lazy_pattern(rf"[ \t]*\.\. {INVALID}")


def segments(text: str) -> Iterator[Segment]:
    """Yield the literal blocks and code directives in *text*, and whole stanzas in its lines."""
    found = [*inline_stanzas(Segment(text), _INLINE)]
    for block, language, is_marked in _blocks(text):
        found += marked(segments_in(block, language), invalid=is_marked)
    yield from sorted(found, key=lambda each: each.source_offset(0))


def stretches(text: str) -> Iterator[tuple[Segment, str]]:
    """Yield the literal blocks and code directives in *text*, each with its language."""
    yield from (found[:2] for found in _blocks(text))


def _blocks(text: str) -> Iterator[tuple[Segment, str, bool]]:
    """Yield each block, its language, and whether it is marked as an example of what is wrong."""
    lines = [found.span() for found in re.finditer(r"[^\n]*\n|[^\n]+\Z", text)]
    number = 0
    is_marked = False
    while number < len(lines):
        line = text[slice(*lines[number])].rstrip()
        number += 1
        directive = _DIRECTIVE.match(line)
        is_example = documented.DIRECTIVE.match(line) is not None
        is_literal = line.endswith("::") and not line.lstrip().startswith(".. ")
        if not directive and not is_example and not is_literal:
            is_marked = bool(_INVALID.match(line)) or (is_marked and not line.strip())
            continue
        first, last = _body(text, lines, number, _indent(line))
        if last > first:
            if is_example:
                body = [text[slice(*each)] for each in lines[first:last]]
                count = documented.option_paragraph(body)
                given = documented.options(body[:count])
                is_marked = is_marked or documented.expects_findings(given)
                first = last if documented.shows_findings(given) else first + count
            while directive and first < last and _OPTION.match(text, *lines[first]):
                first += 1
            block = Segment.verbatim(
                text, lines[first][0] if first < last else 0, lines[last - 1][1]
            )
            language = directive[1].lower() if directive else ""
            if first < last:
                yield block, language, is_marked
            number = last
        is_marked = False


def _body(text: str, lines: list[tuple[int, int]], number: int, margin: int) -> tuple[int, int]:
    """Return which lines belong to what is indented more than *margin*, without the blank ones."""
    first = last = number
    for index in range(number, len(lines)):
        line = text[slice(*lines[index])]
        if not line.strip():
            continue
        if _indent(line) <= margin:
            break
        first = index if first == last else first
        last = index + 1
    return first, last


def _indent(line: str) -> int:
    expanded = line.expandtabs()
    return len(expanded) - len(expanded.lstrip(" "))
