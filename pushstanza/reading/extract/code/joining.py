"""Literals that a program joins to one text: by operators, side by side, or by appending."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache, cached_property, lru_cache
from typing import Final

import attrs

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.unknown import UNKNOWN
from pushstanza.reading.extract.code.content import chained, hole, without_margin
from pushstanza.reading.extract.code.content import content as content_of
from pushstanza.reading.extract.code.forms import Language
from pushstanza.reading.extract.code.lexer import CommentToken, LiteralToken, Token
from pushstanza.reading.extract.segment import Segment

#: How many literals are joined.
MOST_PARTS: Final = 1000
#: How many operands may stand between two literals.
MOST_OPERANDS: Final = 200

#: Functions that return the literal that they are called with.
_WRAPPER: Final = (
    r"(?:QStringLiteral|QLatin1String(?:View)?|QByteArrayLiteral|QString|QByteArray|QLatin1StringView"
    r"|std::string|String::from|String|_T|TEXT|_L|N_|u|b|unicode|bytes)"
)
_WRAPPED: Final = lazy_pattern(rf"\b{_WRAPPER}\s*[({{]\s*")
_IS_WRAPPED: Final = lazy_pattern(rf"\b{_WRAPPER}\s*[({{]\s*\Z")
#: A method that adds a text to what a variable holds, behind the end of the call before it.
_APPEND: Final = lazy_pattern(
    r"(?:\)(?:\s*;)?\s*(?:(?P<who>[\w$@]+(?:\.[\w$@]+){0,8})\s*)?(?:\.{1,2}|->|:)?\s*"
    r"(?:append|add|concat|push_str|write|print)\w*\s*\(|"
    r"\]\s*;\s*\[\s*(?P<whose>\w+)\s+append\w*:)\s*",
    re.IGNORECASE,
)
#: An operator that does so.
_ASSIGN: Final = lazy_pattern(
    r";?\s*(?P<who>[\w.$@>-]+?)\s*(?:\+=|\.=|<>=|<<|=\s*(?P=who)\s*[+.])\s*"
)
#: The variable that a statement is about, before its first literal.
_VARIABLE: Final = lazy_pattern(
    r"(?P<of_call>[\w.$@]+?)\s*(?:\.|->|:)\s*\w+\s*[(:]\s*\Z|(?P<set>[\w.$@>-]+)\s*(?:\+=|\.=|:=|=(?!=))"
)
_MARGIN: Final = lazy_pattern(
    r"\s*\.\s*(?:trimMargin|stripMargin)\b"
    r"""(?:\s*\(\s*(?:marginPrefix\s*=\s*)?["'](?P<mark>[^"'\\\n]{1,9})["'])?"""
)
#: The rest of a message to an object (Objective-C), before a literal.
_MESSAGE: Final = lazy_pattern(r"\[(?:[^\[\]\n]|\[[^\[\]\n]*\])*\w:\s*@?\Z")
_WORD: Final = lazy_pattern(r"[\w$@]+")
_BLANKS: Final = lazy_pattern(r"(?:\s|[_\\](?=[ \t]*\r?\n))+")
#: What goes on with an operand: members, types, arguments of a format.
_GLUE: Final = lazy_pattern(r"\.\??|\?\.|->|::|:(?=\w)|/|%|!|&|\*")
_IN_LIST: Final = lazy_pattern(r"(?:<<|\[|\{|concat!?\(|join\w*\()\s*\Z", re.IGNORECASE)
_BRACKETS: Final = lazy_pattern(r"[()\[\]{}]")
_PARTNERS: Final = {")": "(", "]": "[", "}": "{"}
#: The beginning of the first tag of a text; a name that is not known is any.
_FIRST: Final = lazy_pattern(rf"<([A-Za-z_{UNKNOWN}][\w:.{UNKNOWN}-]*)")


@attrs.define
class _Chain:
    """What is known of a text while its parts are looked for."""

    variable: str | None
    in_list: bool
    is_wrapped: bool
    depth: int = 0
    in_start: bool = False
    tags: re.Pattern[str] | None = None
    is_row: bool = False
    #: Where the call begins that adds the last part.
    call: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether the first element has no end yet."""
        return self.depth > 0 or self.tags is None

    def read(self, text: str) -> None:
        """Count how often the first element is open behind another part: no other tag matters."""
        if self.tags is None:
            first = _FIRST.search(text)
            if first is None:
                return
            self.tags = _tags_of(first[1])
        for tag in self.tags.finditer(text):
            kind = tag.lastgroup
            if kind == "open":
                self.depth, self.in_start = self.depth + 1, True
            elif kind == "close":
                self.depth -= 1
            elif self.in_start:
                self.depth -= kind == "empty"
                self.in_start = False

    def is_about(self, name: str | None) -> bool:
        """Tell whether a statement adds to the same variable."""
        if name is None or self.variable is None:
            self.variable = self.variable or name
            return True
        return name == self.variable


class Joiner:
    """Finds what belongs to a literal, in the tokens of a text."""

    def __init__(self, text: str, tokens: Sequence[Token], language: Language) -> None:
        self._text = text
        self._language = language
        self._starts = [each.start for each in tokens]
        self._tokens = tokens
        self._join = _operator(language)

    def chain(self, first: LiteralToken) -> tuple[Segment, list[LiteralToken]]:
        """Return the text that begins with a literal, and the literals that are part of it."""
        before = self._text[max(0, first.start - 200) : first.start]
        about = _VARIABLE.search(before.rpartition("\n")[2] or before)
        chain = _Chain(
            variable=(about["of_call"] or about["set"]) if about else None,
            in_list=_IN_LIST.search(before) is not None,
            call=self._call_before(first.start),
            is_row=self._begins_row(before),
            is_wrapped=_IS_WRAPPED.search(before) is not None,
        )
        parts = [self.content(first)]
        chain.read(parts[0].text)
        tokens = [first]
        while chain.is_open and len(parts) < MOST_PARTS:
            found = self._next(tokens[-1].end, chain)
            if found is None:
                break
            gap, following = found
            if gap is not None:
                parts.append(hole(*gap))
            parts.append(self.content(following))
            chain.read(parts[-1].text)
            tokens.append(following)
        return chained(parts), tokens

    def content(self, token: LiteralToken) -> Segment:
        """Return what one literal means."""
        found = content_of(self._text, token)
        margin = None if token.form is None else _MARGIN.match(self._text, token.end)
        return found if margin is None else without_margin(found, margin["mark"] or "|")

    def _begins_row(self, before: str) -> bool:
        """Tell whether what stands before a literal begins a list that is joined."""
        head = self._language.joins_lists
        return head is not None and re.search(rf"{head}\s*\Z", before) is not None

    def _next(
        self, position: int, chain: _Chain
    ) -> tuple[tuple[int, int] | None, LiteralToken] | None:
        """Return the next literal that is joined, and the place of what is joined between."""
        walk = _Walk(position, can_follow=self._language.adjacent or chain.is_row)
        for _ in range(MOST_OPERANDS):
            token = self._token_at(walk.position)
            if isinstance(token, CommentToken):
                walk.position = token.end
            elif token is not None:
                return (walk.gap, token) if walk.takes_literal else None
            elif not self._step(walk, chain):
                return None
        return None

    def _step(self, walk: "_Walk", chain: _Chain) -> bool:
        """Read one piece of code behind a literal, and return whether the text goes on."""
        text, position = self._text, walk.position
        if blanks := _BLANKS.match(text, position):
            walk.position = blanks.end()
            return self._assigned(walk, chain, position)
        if position >= len(text):
            return False
        if chain.is_wrapped and text[position] in ")}":
            chain.is_wrapped = False
            walk.position += 1
            return True
        if text[position] == ";":
            return self._assigned(walk, chain, position)
        if (end := self._join_end(position, chain)) is not None:
            walk.joined(end)
            return True
        if text[position] == "," and chain.call is not None:
            return self._pass_arguments(walk, chain)
        return self._operand(walk, chain)

    def _join_end(self, position: int, chain: _Chain) -> int | None:
        """Return the place behind what joins two parts, if it stands at an offset."""
        text = self._text
        found = _APPEND.match(text, position)
        if found and chain.is_about(found["who"] or found["whose"]):
            chain.call = self._call_before(found.end())
            return found.end()
        if chain.in_list and text[position] == ",":
            return position + 1
        operator = self._join.match(text, position)
        return operator.end() if operator else None

    def _call_before(self, position: int) -> int | None:
        """Return where the call begins whose argument stands at an offset."""
        start = max(0, position - 200)
        message = _MESSAGE.search(self._text[start:position])
        return start + message.start() if message else _before(self._text, position, "(")

    def _pass_arguments(self, walk: "_Walk", chain: _Chain) -> bool:
        """Go on behind what a text is formatted with, in the call that adds it."""
        close = None if chain.call is None else self._partners.get(chain.call)
        chain.call = None
        walk.position = close or walk.position
        return close is not None

    def _assigned(self, walk: "_Walk", chain: _Chain, position: int) -> bool:
        """Read the beginning of a statement that adds to the variable; blanks are fine, too."""
        found = _ASSIGN.match(self._text, position)
        if found and not walk.after_join and chain.is_about(found["who"]):
            walk.joined(found.end())
            return True
        return self._text[position] != ";"

    def _operand(self, walk: "_Walk", chain: _Chain) -> bool:
        text, position = self._text, walk.position
        if (wrapped := _WRAPPED.match(text, position)) and walk.after_join:
            token = self._token_at(wrapped.end())
            if isinstance(token, LiteralToken) and text.startswith((")", "}"), token.end):
                walk.position = wrapped.end()
                chain.is_wrapped = True
                return True
        if glue := _GLUE.match(text, position):
            walk.position = glue.end()
            walk.glued = True
            return True
        if text[position] in "([{":
            end = self._partners.get(position)
            if end is None:
                return False
            return walk.operand(position, end + 1, is_call=True, is_beside=chain.is_row)
        word = _WORD.match(text, position)
        if word is None:
            return False
        is_beside = chain.is_row or self._language.macros
        is_call = self._language.applies and walk.gap is not None
        return walk.operand(position, word.end(), is_call=is_call, is_beside=is_beside)

    @cached_property
    def _partners(self) -> dict[int, int]:
        """Where the brackets outside of literals and comments are closed."""
        partners: dict[int, int] = {}
        opened: list[int] = []
        position = 0
        for token in (*self._tokens, None):
            stop = len(self._text) if token is None else token.start
            for found in _BRACKETS.finditer(self._text, position, stop):
                if found[0] in "([{":
                    opened.append(found.start())
                elif opened and self._text[opened[-1]] == _PARTNERS[found[0]]:
                    partners[opened.pop()] = found.start()
            position = stop if token is None else token.end
        return partners

    def _token_at(self, position: int) -> Token | None:
        index = bisect_left(self._starts, position)
        if index < len(self._starts) and self._starts[index] == position:
            return self._tokens[index]
        return None


@attrs.define
class _Walk:
    """How far the code behind a literal was read, and what stood there."""

    position: int
    can_follow: bool
    gap: tuple[int, int] | None = None
    after_join: bool = False
    glued: bool = False
    beside: bool = False

    @property
    def takes_literal(self) -> bool:
        """Whether a literal that comes now is joined."""
        return self.after_join or self.beside or (self.can_follow and self.gap is None)

    def joined(self, position: int) -> None:
        """Go on behind an operator."""
        self.position, self.after_join, self.glued = position, True, False

    def operand(
        self, start: int, end: int, *, is_call: bool = False, is_beside: bool = False
    ) -> bool:
        """Go on behind an operand, and return whether one may stand here.

        Args:
            start: Where it begins.
            end: Where it ends.
            is_call: It is in brackets, and so may be what the one before is called with.
            is_beside: It may stand beside another without an operator.
        """
        goes_on = self.glued or (is_call and not self.after_join)
        if not (self.after_join or goes_on or is_beside):
            return False
        if self.after_join or self.gap is not None or is_beside:
            self.gap = (self.gap[0] if self.gap else start, end)
        self.beside = is_beside and not self.after_join
        self.position, self.after_join, self.glued = end, False, False
        return True


def _before(text: str, position: int, mark: str) -> int | None:
    """Return where a mark stands that nothing but blanks separate from a place."""
    place = len(text[max(0, position - 200) : position].rstrip()) + max(0, position - 200) - 1
    return place if place >= 0 and text[place] == mark else None


@cache
def _operator(language: Language) -> re.Pattern[str]:
    return re.compile(language.joins)


@lru_cache(maxsize=64)
def _tags_of(name: str) -> re.Pattern[str]:
    """Return the pattern of the tags of elements with a name, and of the end of any tag."""
    named = rf"{re.escape(name)}(?![\w:.-])"
    return re.compile(rf"(?P<open><{named})|(?P<close></{named})|(?P<empty>/>)|(?P<end>>)")
