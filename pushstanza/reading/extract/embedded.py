"""What stands in a page, a code block or a paragraph, to the segments in it."""

from collections.abc import Iterator
from typing import Final

import attrs

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.reading.extract import code, logs, records
from pushstanza.reading.extract.escapes import unquoted
from pushstanza.reading.extract.notation import as_xml
from pushstanza.reading.extract.segment import Segment

#: What authors write at an example of what is wrong.
INVALID: Final = r"pushstanza:\s*invalid\b"
INVALID_COMMENT: Final = lazy_pattern(rf"<!--\s*{INVALID}[^\n]*?-->\s*\Z")

#: How a program begins: with no element, but PHP may stand between ``<?php`` and ``?>``.
_A_PROGRAM: Final = lazy_pattern(r"\s*(?!\s|<(?!\?(?:php|=)))")

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
    if language in code.NAMES and _A_PROGRAM.match(text):
        found = code.segments(text, language)
    elif records.look_like_records(text):
        found = logs.segments(text)
    else:
        found = iter((as_xml(unquoted(text)),))
    is_code = language not in _NO_PROGRAM
    for each in found:
        yield attrs.evolve(each.within(block), is_code=is_code)


def literals_in(block: Segment, language: str) -> Iterator[Segment] | None:
    """Return what the literals of a program may hold of JSON, ``None`` of what is no program."""
    if language not in code.NAMES or block.text.lstrip()[:1] in {"{", "["}:
        return None
    return (each.within(block) for each in code.objects(block.text, language))


def marked(segments: Iterator[Segment], *, invalid: bool) -> Iterator[Segment]:
    """Yield segments, as examples of what is wrong if that is what they are."""
    for each in segments:
        yield attrs.evolve(each, expects_findings=True) if invalid else each
