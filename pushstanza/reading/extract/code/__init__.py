"""Source code to the stanzas in its string literals and comments.

A value that the program puts in, whatever the language writes for it, becomes
:data:`pushstanza.diagnostics.unknown.UNKNOWN`: nothing is known of it.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from typing import Final

import attrs

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.spelling import nearest
from pushstanza.diagnostics.unknown import UNKNOWN
from pushstanza.reading.extract.balance import whole
from pushstanza.reading.extract.code.comments import shown
from pushstanza.reading.extract.code.content import filled, with_attributes_apart
from pushstanza.reading.extract.code.joining import Joiner
from pushstanza.reading.extract.code.languages import ENDINGS, NAMES, language_of
from pushstanza.reading.extract.code.lexer import Lexer, LiteralToken, Token
from pushstanza.reading.extract.json_signs import may_hold
from pushstanza.reading.extract.prose import whole_stanzas
from pushstanza.reading.extract.segment import Segment, undone
from pushstanza.reading.names import PAYLOADS, STANZAS, alternation

__all__ = ["ENDINGS", "NAMES", "objects", "outside_prose", "segments"]

_XMPP: Final = lazy_pattern(
    rf"<(?:{alternation(STANZAS)}|{alternation(sorted(PAYLOADS))})\b|urn:xmpp:|jabber:|jabber\.org/"
)
#: What a literal begins with that holds an element.
_TAG: Final = lazy_pattern(
    rf"[\s{UNKNOWN}]*(?:<[?!][^<>]*>\s*)*<([A-Za-z_{UNKNOWN}][\w.:{UNKNOWN}-]*)"
)
_DECLARATION: Final = lazy_pattern(r"\s[xmlns]{3,6}\s*=")
_PUSH: Final = lazy_pattern(r"urn:xmpp:push|protocol/pubsub")
_OBJECT: Final = lazy_pattern(r"""\s*[\[{]\s*(?:\{\s*){0,2}\\*["']""")
#: A stanza that is no more than its tags: a word to look for, or to speak of.
_BARE: Final = lazy_pattern(r"\s*<([\w:]+)\s*(?:/>|>\s*</\1\s*>)\s*")
#: What stands before each line of an example in a docstring that is run.
_PROMPT: Final = lazy_pattern(r"(?m)^[ \t]*(?:>>>|\.\.\.) ")
_LAST: Final = lazy_pattern(rf"</([\w.:{UNKNOWN}-]+)\s*>\s*\Z")
_LINES: Final = lazy_pattern(r"\n(?:[ \t]*\.\.\. )?\s*<")


def segments(text: str, language: str = "") -> Iterator[Segment]:
    """Yield the stretches of source code in which stanzas stand, in their order.

    These are literals that hold a whole element, joined ones together, and the stanzas that
    comments and docstrings show on lines of their own. Half of a stanza is a word to look for more
    often than a stanza. *language* is a name or the ending of files.
    """
    if _XMPP.search(text) is not None:
        source = Source(text, language)
        yield from sorted(_segments(source), key=lambda each: each.source_offset(0))


def _segments(source: "Source") -> Iterator[Segment]:
    for each in source.literals(begins_with_tag):
        if _holds_element(each.text):
            yield each
        elif _LINES.search(each.text):
            plain = undone(each.text, _PROMPT, lambda _: "").within(each)
            yield from whole_stanzas(plain, at_line_start=True)
    yield from shown(source.text, source.tokens)


def objects(text: str, language: str = "") -> Iterator[Segment]:
    """Yield what the literals in source code mean that may hold push payloads in JSON."""
    for each in Source(text, language).literals(begins_with_object, fills=False):
        if begins_with_object(each.text) and may_hold(each.text):
            yield each


def outside_prose(
    text: str, language: str, found: Iterable[re.Match[str]]
) -> Iterator[re.Match[str]]:
    """Yield what was found in source code but for what is written for people."""
    spans = [*_prose(Source(text, language))]
    starts = [start for start, _ in spans]
    for each in found:
        index = bisect_right(starts, each.start()) - 1
        if index < 0 or spans[index][1] <= each.start():
            yield each


def _prose(source: "Source") -> Iterator[tuple[int, int]]:
    """Yield where comments and docstrings are."""
    for token in source.tokens:
        if isinstance(token, LiteralToken):
            first = token.parts[0].start if token.parts else token.end
            is_text = "\n" in source.text[first : token.end]
            if is_text and not begins_with_tag(source.text[first : token.end]):
                yield token.start, token.end
        elif token.is_prose:
            yield token.start, token.end


class Source:
    """Source code, read once: its tokens, and the texts that its literals make."""

    def __init__(self, text: str, language: str) -> None:
        self.text = text
        self._language = language_of(language)
        lexer = Lexer(text, self._language)
        self.tokens: list[Token] = [*lexer.tokens()]
        self._nested = lexer.nested

    def literals(self, begins: Callable[[str], bool], *, fills: bool = True) -> Iterator[Segment]:
        """Yield what the literals mean, those in the interpolation of others last.

        A literal is part of one text only: what a program makes of those in an operand is unknown.

        Args:
            begins: Tells of the content of a literal whether the text is wanted that begins with
                it; then what is joined to it is part of it.
            fills: Whether placeholders in the text of literals are unknown, too.
        """
        for tokens in (self.tokens, self._nested):
            joiner = Joiner(self.text, tokens, self._language)
            joined: set[LiteralToken] = set()
            for token in tokens:
                if isinstance(token, LiteralToken) and token not in joined:
                    found = joiner.content(token)
                    if begins(found.text):
                        found, parts = joiner.chain(token)
                        joined.update(parts)
                    meant = with_attributes_apart(filled(found)) if fills else found
                    yield attrs.evolve(meant, is_code=True)


def begins_with_tag(text: str) -> bool:
    """Tell whether a text begins with a tag."""
    return _TAG.match(text) is not None


def begins_with_object(text: str) -> bool:
    """Tell whether a text begins with an object of JSON, or an array of such."""
    return _OBJECT.match(text) is not None


def _holds_element(text: str) -> bool:
    """Tell whether a text is a stanza or a payload with its namespace, damaged or not."""
    tag = _TAG.match(text)
    if tag is None or _BARE.fullmatch(text):
        return False
    name = tag[1].rpartition(":")[2]
    if name not in STANZAS and not _is_payload(text, tag):
        return False
    last = _LAST.search(text)
    return whole(text) or (last is not None and _is_meant(last[1], tag[1]))


def _is_meant(end: str, name: str) -> bool:
    """Tell whether the name in an end tag is that of an element, or nearly."""
    return end == UNKNOWN or nearest(end, (name,), cutoff=0.5) is not None


def _is_payload(text: str, tag: re.Match[str]) -> bool:
    """Tell whether an element that stands alone is a payload, and no part of one."""
    end = text.find(">", tag.end())
    start_tag = text[tag.start() : end + 1]
    if tag[1] not in PAYLOADS and UNKNOWN not in tag[1]:
        return _PUSH.search(start_tag) is not None
    return _DECLARATION.search(start_tag) is not None
