"""Source code to its string literals and comments."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Final, TypeAlias

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.records import frozen
from pushstanza.reading.extract.code.forms import Comment, Interpolation, Language, Literal
from pushstanza.reading.extract.code.forms import inside as pattern_inside
from pushstanza.reading.names import PAYLOADS, STANZAS, alternation

#: How often the end of a form may be missing before no more are looked for: so the time is linear.
MOST_IN_VAIN: Final = 4
#: How deep literals may stand in the interpolation of others.
DEEPEST: Final = 8

#: The beginning of an element that stands in the code itself.
_ELEMENT: Final = rf"<(?:{alternation([*STANZAS, *sorted(PAYLOADS)])})(?=[\s/>])"
#: What an element stands behind, where it is no comparison.
_BEFORE_ELEMENT: Final = lazy_pattern(r"(?:[=(\[,?:>&|;{}]|\breturn|\A)\s*\Z")
_IN_ELEMENT: Final = lazy_pattern(
    r"""(?P<hole>\{)|(?P<close></)|(?P<open><[A-Za-z])|(?P<empty>/>)|(?P<end>>)|["']"""
)
_BRACKET: Final = lazy_pattern(r"[()\[\]{}]")


@frozen
class Hole:
    """An interpolated value: where it begins and ends."""

    start: int
    end: int


@frozen
class Text:
    """A stretch of a literal that is written out."""

    start: int
    end: int


Part: TypeAlias = Hole | Text


@frozen(eq=False)
class LiteralToken:
    """A literal: the whole of it, and its content. An element in the code has no ``form``."""

    start: int
    end: int
    parts: tuple[Part, ...]
    form: Literal | None


@frozen(eq=False)
class CommentToken:
    """A comment, or something else that holds no literal."""

    start: int
    end: int
    is_prose: bool


Token: TypeAlias = LiteralToken | CommentToken


class Lexer:
    """Reads source code from left to right.

    ``nested`` are the literals in the interpolation of others, in the order of their ends.
    """

    def __init__(self, text: str, language: Language) -> None:
        self.nested: list[LiteralToken] = []
        self._text = text
        self._language = language
        self._begin, self._forms = _beginnings(language)
        self._in_vain: Counter[object] = Counter()
        #: Up to where the end of each form that has no lines was looked for in vain.
        self._line_in_vain: dict[Literal | Comment, int] = {}
        self._depth = 0

    def tokens(self) -> Iterator[Token]:
        """Yield the literals and comments that stand in no other literal, in their order."""
        position = 0
        while (found := self._begin.search(self._text, position)) is not None:
            token = self._token(found)
            if token is not None:
                yield token
            position = found.end() if token is None else max(token.end, found.start() + 1)

    def _token(self, found: re.Match[str]) -> Token | None:
        group = found.lastgroup or ""
        if group == "element":
            return self._element(found.start())
        form = self._forms[group]
        start = found.start()
        if self._in_vain[form] >= MOST_IN_VAIN or start < self._line_in_vain.get(form, 0):
            return None
        if isinstance(form, Comment):
            token: Token | None = self._comment(found, form)
        else:
            token = self._literal(found, form)
        if token is None and isinstance(form, Literal) and not form.lines:
            line_end = self._text.find("\n", start)
            self._line_in_vain[form] = len(self._text) if line_end < 0 else line_end
        elif token is None:
            self._in_vain[form] += 1
        return token

    def _comment(self, found: re.Match[str], form: Comment) -> CommentToken | None:
        whole = _whole(form).match(self._text, found.start())
        return None if whole is None else CommentToken(*whole.span(), form.is_prose)

    def _literal(self, found: re.Match[str], form: Literal) -> LiteralToken | None:
        """Return the literal that begins with what was found, if it has an end."""
        text, groups = self._text, _begin_of(form).match(self._text, found.start())
        named = groups.groupdict() if groups else {}
        pattern = pattern_inside(form, named.get("fence") or "", named.get("level") or "")
        parts: list[Part] = []
        begin = position = found.end()
        opened = 0
        while (inner := pattern.search(text, position)) is not None:
            position = inner.end()
            kind = inner.lastgroup or ""
            if kind == "line":
                return None
            if kind == "open" or (kind == "end" and opened):
                opened += 1 if kind == "open" else -1
            elif kind == "end":
                parts.append(Text(begin, inner.start()))
                return LiteralToken(found.start(), position, tuple(parts), form)
            elif kind.startswith("hole"):
                hole = form.holes[int(kind[4:])]
                end = self._hole_end(hole, named.get("level") or "", position)
                if end is not None:
                    parts += (Text(begin, inner.start()), Hole(inner.start(), end))
                    begin = position = end
        return None

    def _hole_end(self, hole: Interpolation, level: str, position: int) -> int | None:
        """Return the place behind an interpolation whose expression begins at *position*."""
        if hole.end is None:
            return position
        return self._expression_end(position, hole.end(level))

    def _expression_end(self, start: int, closing: str) -> int | None:
        """Return the place behind the *closing* of an expression, literals in it left out."""
        if self._depth >= DEEPEST or self._in_vain[closing] >= MOST_IN_VAIN:
            return None
        self._depth += 1
        known = len(self.nested)
        end = self._balanced(start, closing)
        self._depth -= 1
        if end is None:
            self._in_vain[closing] += 1
            del self.nested[known:]
        return end

    def _balanced(self, position: int, closing: str) -> int | None:
        text, opened = self._text, 0
        pattern = _in_expression(self._language)
        while (found := pattern.search(text, position)) is not None:
            position = found.end()
            mark = found["bracket"]
            if mark is None:
                token = self._token(found)
                if token is not None:
                    position = max(token.end, position)
                    if isinstance(token, LiteralToken):
                        self.nested.append(token)
            elif mark in "([{":
                opened += 1
            elif opened:
                opened -= 1
            elif text.startswith(closing, found.start()):
                return found.start() + len(closing)
            else:
                return None
        return None

    # ---- elements in code ----

    def _element(self, start: int) -> LiteralToken | None:
        """Return an element that stands in the code, as in JSX, if it has its end."""
        lead = self._text[max(0, start - 40) : start]
        if _BEFORE_ELEMENT.search(lead) is None or self._in_vain[_ELEMENT] >= MOST_IN_VAIN:
            return None
        parts: list[Part] = []
        begin = position = start
        depth, in_tag = 0, False
        while (found := _IN_ELEMENT.search(self._text, position)) is not None:
            position, kind = found.end(), found.lastgroup
            if kind == "hole":
                end = self._expression_end(position, "}")
                if end is None:
                    break
                parts += (Text(begin, found.start()), Hole(found.start(), end))
                begin = position = end
            elif kind is None:  # a quote, which is one only in a tag
                close = self._text.find(found[0], position) if in_tag else position - 1
                if close < 0:
                    break
                position = close + 1
            else:
                depth += {"open": 1, "close": -1, "empty": -1}.get(kind, 0)
                in_tag = kind in {"open", "close"}
                if depth <= 0 and not in_tag:
                    parts.append(Text(begin, position))
                    return LiteralToken(start, position, tuple(parts), None)
        self._in_vain[_ELEMENT] += 1
        return None


@cache
def _beginnings(language: Language) -> tuple[re.Pattern[str], dict[str, Literal | Comment]]:
    """Return the pattern of what begins a token, and the forms by the names of its groups."""
    forms: dict[str, Literal | Comment] = {}
    parts: list[str] = []
    known: tuple[Literal | Comment, ...] = (*language.comments, *language.literals)
    for index, form in enumerate(known):
        forms[f"form{index}"] = form
        parts.append(f"(?P<form{index}>{_without_groups(form.begin)})")
    if language.elements:
        parts.append(f"(?P<element>{_ELEMENT})")
    return re.compile("|".join(parts)), forms


@cache
def _in_expression(language: Language) -> re.Pattern[str]:
    begin, _ = _beginnings(language)
    return re.compile(f"{begin.pattern}|(?P<bracket>{_BRACKET.pattern})")


def _without_groups(pattern: str) -> str:
    return re.sub(r"\(\?P<\w+>", "(?:", pattern)


@cache
def _begin_of(form: Literal) -> re.Pattern[str]:
    return re.compile(form.begin)


@cache
def _whole(form: Comment) -> re.Pattern[str]:
    return re.compile(form.begin + form.end)
