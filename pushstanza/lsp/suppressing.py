"""The comment that suppresses a finding, where the kind of its file has comments to the linter."""

import re
from typing import Final

from pushstanza.diagnostics import Diagnostic, Edit
from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.linting.damage import stanza_places
from pushstanza.linting.suppression import Verb, directives
from pushstanza.lsp.documents import Document
from pushstanza.reading import extract
from pushstanza.reading import scan as scanning
from pushstanza.reading.extract import Segment
from pushstanza.reading.extract.code.languages import language_of
from pushstanza.reading.finder import stanzas

#: What may stand before a stanza on its line, so that a comment fits above.
_MARGIN: Final = lazy_pattern(r"[ \t>\ufeff]*\Z")
_FENCE: Final = lazy_pattern(r"[ \t>]*(?:`{3,}|~{3,})")
_DIRECTIVE: Final = lazy_pattern(r"[ \t]*\.\. [\w:-]+::")


def comment_on(document: Document, found: Diagnostic, kind: str) -> Edit | None:
    """Return the edit that writes a comment above the stanza with a finding, if one fits there."""
    if found.span is None or kind in _WITHOUT:
        return None
    start = _stanza_start(document, found.span.offset)
    if start is None:
        return None
    at = _line_above(document.text, start, kind)
    if at is None:
        return None
    at += document.text.startswith("\ufeff", at)
    margin = re.compile(r"[ \t>]*").match(document.text, at)
    before = margin[0] if margin else ""
    written = _written(f" pushstanza: {Verb.IGNORE}[{found.code}]", kind, document.name)
    if written is None:
        return None
    edit = Edit(at, at, f"{before}{written}{_line_end(document.text)}")
    return edit if _is_read(document.text, edit, kind) else None


#: The kinds of text whose comments are those of others.
_WITHOUT: Final = frozenset({"log", "json"})


def _stanza_start(document: Document, offset: int) -> int | None:
    """Return where the stanza at an offset begins; for source code, the literal that it is in."""
    found = document.segment_at(offset)
    if found is None:
        return None
    segment, inside = found
    for each in stanzas(segment.text[: segment.cut]):
        if each.start <= inside <= each.end:
            start = _start_in(segment, each.start, each.end, inside, is_sound=each.root is not None)
            return segment.source_offset(0 if segment.is_code else start)
    return None


def _start_in(segment: Segment, start: int, end: int, offset: int, *, is_sound: bool) -> int:
    if is_sound:
        return start
    places = stanza_places(scanning.scan(segment.text, start, end))
    return next((first for first, last in places if first <= offset <= last), start)


def _line_above(text: str, start: int, kind: str) -> int | None:
    """Return where the line begins above which a comment fits; ``None`` where none does."""
    line = _line_of(text, start)
    above = _line_of(text, line - 1) if line else line
    if kind == "code":
        return None if text[above:line].rstrip().endswith("\\") else line
    if not _MARGIN.match(text, line, start):
        return None
    if kind == "markdown" and above < line and _FENCE.match(text, above, line):
        return above
    return _above_directive(text, line) if kind == "rst" else line


def _above_directive(text: str, line: int) -> int | None:
    """Return where the directive begins whose block a line of reStructuredText is in."""
    for _ in range(_LONGEST_BLOCK):
        if _DIRECTIVE.match(text, line):
            return line
        if not line or (text[line : line + 1].strip() and line != 0):
            return None
        line = _line_of(text, line - 1)
    return None


#: How many lines above a stanza the directive of its block is looked for.
_LONGEST_BLOCK: Final = 200


def _line_of(text: str, offset: int) -> int:
    """Return where the line of an offset begins."""
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1


def _line_end(text: str) -> str:
    found = re.compile(r"\r\n?|\n").search(text)
    return found[0] if found else "\n"


def _written(words: str, kind: str, name: str) -> str | None:
    """Return a comment of a kind of file; ``None`` where its language has none of one line."""
    if kind == "rst":
        return f"..{words}"
    if kind != "code":
        return f"<!--{words} -->"
    language = language_of(extract.ending_of(name)[1:])
    for mark in _MARKS:
        if any(re.match(each.begin, mark) for each in language.comments):
            return f"{mark}{words}"
    return None


#: What begins a comment to the end of its line in one language or another.
_MARKS: Final = ("#", "//", "--", ";", "%")


def _is_read(text: str, edit: Edit, kind: str) -> bool:
    """Tell whether the linter reads a comment as what it is meant to be."""
    around = f"{text[max(0, edit.offset - 1) : edit.offset]}{edit.content}"
    return any(not each.problems and each.verb is Verb.IGNORE for each in directives(around, kind))
