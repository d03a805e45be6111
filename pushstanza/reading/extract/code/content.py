"""The content of a literal: escapes undone, and a mark for each value that only a program knows."""

import re
from collections.abc import Sequence
from re import Match
from typing import Final

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.unknown import UNKNOWN
from pushstanza.reading.extract.code.forms import Escapes, Literal
from pushstanza.reading.extract.code.lexer import Hole, LiteralToken
from pushstanza.reading.extract.escapes import literal
from pushstanza.reading.extract.segment import Segment, joined, undone
from pushstanza.reading.names import PAYLOADS, STANZAS

#: What a program fills in later: printf and its like, Qt, Python's and Rust's braces, templates.
PLACEHOLDER: Final = lazy_pattern(
    r"%(?:\(\w+\)|<\w+>|\[\d+\]|\d{1,2}\$)?[-+#0]*(?:\d+|\*)?(?:\.(?:\d+|\*))?"
    r"(?:hh|h|ll|l|z|q|j|t|L)?[@aAbcdeEfgGiopqrsTtuUvwxX](?![\w%])"
    r"|%\{\w+\}"
    r"|%L?\d{1,2}(?!\w)"
    r"|\{\{[^{}\n]{0,200}\}\}"
    r"|[$#]\{[^{}\n]{0,200}\}"
    r"|\{(?:\w+(?:\.\w+|\[\w+\]){0,8}|)(?:![ars])?(?::[^{}<>\"'\n]{0,40})?\}"
    r"|\$[A-Za-z_]\w*"
    r"|~(?:\d|\.|\*){0,8}[tl]{0,2}[spwPWBcefg](?![\w])"
    r"|<%(?s:(?!%>).){0,400}%>"
    r"|@[A-Z][A-Z0-9_]+@|%[A-Z][A-Z0-9_]+%|__[A-Z][A-Z0-9_]*__|\#\#+\w+\#\#+"
)
_BRACES: Final = lazy_pattern(r"\{\{|\}\}")
_QUOTES: Final = lazy_pattern(r"\\([\\'\"`/|{}()\[\]<>!])")
#: A quote in what Java's ``MessageFormat`` fills in, where it is written twice.
_QUOTED_TWICE: Final = lazy_pattern(r"=\s*''[^'\s<>/]")
_NUMBERED: Final = lazy_pattern(r"\{\d+[,}]")
_BEHIND_NAME: Final = lazy_pattern(
    rf"(?:{'|'.join(f'(?<=<{name})' for name in [*STANZAS, *sorted(PAYLOADS)])})"
    rf"{UNKNOWN}(?=[\s/>{UNKNOWN}])"
)
_TWICE: Final = lazy_pattern("''")


def hole(start: int, end: int) -> Segment:
    """Return what stands for a value that the program puts between two offsets."""
    return Segment(UNKNOWN, ((0, start), (1, end)))


def content(text: str, token: LiteralToken) -> Segment:
    """Return what a literal of *text* means."""
    parts = [
        hole(each.start, each.end)
        if isinstance(each, Hole)
        else _written(text, each.start, each.end, token.form)
        for each in token.parts
        if each.end > each.start
    ]
    if not parts:
        return Segment("", ((0, token.start),))
    return chained(parts)


def _written(text: str, start: int, end: int, form: Literal | None) -> Segment:
    """Return what stands between two offsets into a literal of a form."""
    escapes = Escapes.NONE if form is None else form.escapes
    match escapes:
        case Escapes.BACKSLASH:
            found = literal(text, start, end)
        case Escapes.QUOTES:
            found = undone(text, _QUOTES, _second, start, end)
        case Escapes.DOUBLED:
            found = undone(text, _doubled(form), _half, start, end)
        case _:
            found = Segment.verbatim(text, start, end)
    if form is not None and any(each.begin("$").startswith(r"\{") for each in form.holes):
        return undone(found.text, _BRACES, _half).within(found)
    return found


def filled(found: Segment) -> Segment:
    """Return a segment with a mark in place of each placeholder in it."""
    if _QUOTED_TWICE.search(found.text) and _NUMBERED.search(found.text):
        found = undone(found.text, _TWICE, _half).within(found)
    if PLACEHOLDER.search(found.text) is None:
        return found
    return undone(found.text, PLACEHOLDER, lambda _: UNKNOWN).within(found)


def with_attributes_apart(found: Segment) -> Segment:
    """Return a segment in which what a program puts behind the name of an element is no part of it.

    Its attributes, for these names are known.
    """
    if _BEHIND_NAME.search(found.text) is None:
        return found
    return undone(found.text, _BEHIND_NAME, lambda _: f" {UNKNOWN}").within(found)


def without_margin(found: Segment, mark: str) -> Segment:
    """Return a segment without the marks that show where its lines begin (Kotlin, Scala)."""
    margin = re.compile(rf"(?m)^[ \t]*{re.escape(mark)}")
    return undone(found.text, margin, lambda _: "").within(found)


def chained(parts: Sequence[Segment]) -> Segment:
    """Return the parts of a text, in their order, as one."""
    return parts[0] if len(parts) == 1 else joined(parts)


def _second(found: Match[str]) -> str:
    return found[1]


def _half(found: Match[str]) -> str:
    return found[0][: len(found[0]) // 2]


def _doubled(form: Literal | None) -> re.Pattern[str]:
    mark = re.escape(form.after if form else '"')
    return re.compile(mark + mark)
