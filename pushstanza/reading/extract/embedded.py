"""What stands in a page, a code block or a paragraph, to the segments in it."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

import attrs

from pushstanza.reading.extract import code, logs, records
from pushstanza.reading.extract.balance import end_of
from pushstanza.reading.extract.escapes import unquoted
from pushstanza.reading.extract.notation import as_xml
from pushstanza.reading.extract.segment import Segment
from pushstanza.reading.names import STANZA_START

#: What authors write at an example of what is wrong.
INVALID: Final = r"pushstanza:\s*invalid\b"
INVALID_COMMENT: Final = re.compile(rf"<!--\s*{INVALID}[^\n]*?-->\s*\Z")

#: How long a stanza in prose may be.
LONGEST: Final = 100_000
#: How many times prose may mention a stanza that has no end before no more is looked for.
MOST_MENTIONS: Final = 100

#: The names of the languages whose code holds stanzas in string literals.
_LANGUAGES: Final = frozenset(
    {
        "c", "c++", "cpp", "cs", "csharp", "dart", "elixir", "erl", "erlang", "ex", "go", "golang",
        "groovy", "java", "javascript", "js", "jsx", "kotlin", "kt", "lua", "objc", "objective-c",
        "php", "py", "python", "python3", "rb", "rs", "ruby", "rust", "scala", "swift", "ts",
        "tsx", "typescript", "vala",
    }
)  # fmt: skip


#: What a block of code may be called that is no program.
_NO_PROGRAM: Final = frozenset(
    {
        "", "console", "default", "html", "http", "log", "none", "nohighlight", "plain",
        "plaintext", "text", "txt", "xhtml", "xml", "xmpp",
    }
)  # fmt: skip


def segments_in(block: Segment, language: str = "") -> Iterator[Segment]:
    """Yield the stretches of a code block in which stanzas may stand."""
    text = block.text
    if language in _LANGUAGES and not text.lstrip().startswith("<"):
        found = _in_program(text, language)
    elif records.look_like_records(text):
        found = logs.segments(text)
    else:
        found = iter((as_xml(unquoted(text)),))
    is_code = language not in _NO_PROGRAM
    for each in found:
        yield attrs.evolve(each.within(block), is_code=is_code)


#: A line of a program that is a comment, and what stands in it.
_COMMENT: Final = re.compile(r"(?m:^)[ \t]*(?:#+|//+|--+|%+|;+|\*+)[ \t]*(?=<)")


def _in_program(text: str, language: str) -> Iterator[Segment]:
    """Yield the literals of a program that hold stanzas, and whole stanzas that are comments."""
    read: list[tuple[int, int]] = []
    for each in code.segments(text, language):
        read.append((each.source_offset(0), each.source_end(len(each.text))))
        yield each
    if _COMMENT.search(text) is None:
        return
    for found in _COMMENT.finditer(text):
        end = text.find("\n", found.end())
        line = Segment.verbatim(text, found.end(), len(text) if end < 0 else end)
        for stanza in whole_stanzas(line):
            start = stanza.source_offset(0)
            index = bisect_right(read, (start, len(text))) - 1
            if index < 0 or read[index][1] <= start:
                yield stanza


def inline_stanzas(prose: Segment, mark: re.Pattern[str]) -> Iterator[Segment]:
    """Yield the whole stanzas in the code that stands in the lines of a text between marks."""
    for found in mark.finditer(prose.text):
        if "<" in found["code"]:
            yield from whole_stanzas(prose.part(*found.span("code")))


def whole_stanzas(prose: Segment, *, at_line_start: bool = False) -> Iterator[Segment]:
    """Yield the stanzas in prose that have their end, and an element in them.

    Anything less may be no more than mentioned.
    """
    text = prose.text
    position = mentions = 0
    while mentions < MOST_MENTIONS and (found := STANZA_START.search(text, position)) is not None:
        position = found.end()
        if at_line_start and not _begins_line(text, found.start()):
            continue
        end = end_of(text, found[1], found.start(), min(len(text), found.start() + LONGEST))
        if end is None:
            mentions += 1
        elif text.find("<", position, end - len(f"</{found[1]}>")) >= 0:
            yield prose.part(found.start(), end)
            position = end


def _begins_line(text: str, offset: int) -> bool:
    before = text[max(0, offset - 80) : offset].rpartition("\n")
    return not before[2].strip() and (bool(before[1]) or offset < 80)


def marked(segments: Iterator[Segment], *, invalid: bool) -> Iterator[Segment]:
    """Yield segments, as examples of what is wrong if that is what they are."""
    for each in segments:
        yield attrs.evolve(each, expects_findings=True) if invalid else each
