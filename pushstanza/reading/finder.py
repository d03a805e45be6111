"""Text to the stanzas in it: sound ones as trees at once, the others as places to be scanned."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.spelling import nearest
from pushstanza.reading import parsing
from pushstanza.reading.names import HOLDERS, PAYLOADS, STANZA_START, STANZAS, alternation

_TAGS = {name: lazy_pattern(rf"<{name}(?=[\s/>])[^<>]*?(/?)>|(</{name}\s*>)") for name in STANZAS}
#: What a stretch must hold for the scanner to look at it.
_MARKUP = lazy_pattern(r"<[A-Za-z_/!?]")
#: A payload that holds stanzas as its own content: what is in it is not to be taken out.
_HOLDER = lazy_pattern(rf"<(?:[\w.-]+:)?(?:{alternation(HOLDERS)})(?=[\s/>])")

#: The names of what is sent, and of what it holds.
_NAMES = PAYLOADS.union(STANZAS)
#: What may stand before the root of a document, and the start tag of the root.
_A_DOCTYPE = r"<!DOCTYPE[^<>\[]*(?:\[[^\]]*\][^<>]*)?>"
_PROLOG = lazy_pattern(rf"(?:[\ufeff\s]+|<\?.*?\?>|<!--.*?-->|{_A_DOCTYPE})*", re.DOTALL)
_DOCTYPE = lazy_pattern(rf"{_A_DOCTYPE}\s*")
_ROOT = lazy_pattern(r"<(?:(?P<prefix>[\w.-]+):)?(?P<name>[^\s<>/:]+)(?P<rest>[^<>]*)")
#: A stanza that is one for sure: other documents have messages of their own, too.
SURE_STANZA = lazy_pattern(
    r"""<(?:[\w.-]+:)?(?:iq(?=[\s/>])|(?:message|presence)(?:\s(?:[^<>]*?\s)?(?:from|to)\s*=
    |\s(?:[^<>]*?\s)?type\s*=\s*["'](?:chat|groupchat|headline|unavailable|(?:un)?subscribed?)["']
    |(?:\s[^<>]*)?>\s*<(?:body|priority|show|status|subject|thread)[\s/>]))""",
    re.VERBOSE,
)
_XMPP = (
    r"""["'](?:jabber:|urn:xmpp:|urn:ietf:params:xml:ns:xmpp|https?://(?:etherx\.)?jabber\.org/)"""
)
#: The end tag of a stanza that has ended already.
_SURPLUS_END = lazy_pattern(rf"\s*</(?:{alternation(STANZAS)})\s*>")
_OUR_NAMESPACE = lazy_pattern(_XMPP)
#: A declaration of a namespace of the flow, or of one that is nearly its own, misspelt or not.
_DECLARATION = lazy_pattern(
    r"""\s(?:[xmlns]{4,7}|xmlns:[\w.-]+)\s*=\s*["']\s*(?=["']?(?:jabber:(?:client|server|component|x:)
    |urn:xmpp:(?:push|delay|hints|jingle-message)|urn:ietf:params:xml:ns:xmpp-stanzas
    |https?://(?:etherx\.)?jabber\.org/(?:streams|protocol/(?:disco|pubsub))))""",
    re.IGNORECASE | re.VERBOSE,
)
_OUR_ATTRIBUTE = lazy_pattern(r"\s(?:from|id|jid|node|to|type)\s*=")


class Found:
    """A stanza in a text: where it stands, and its tree if its XML is sound.

    ``known`` is what a reader has made of its text; then the tree is made only if it is asked for.
    """

    __slots__ = ("_root", "_text", "end", "known", "start")

    def __init__(
        self,
        start: int,
        end: int,
        root: etree._Element | None,
        *,
        known: Any = None,
        text: str | None = None,
    ) -> None:
        self.start: int = start
        self.end: int = end
        self.known: Any = known
        self._root = root
        self._text = text

    @property
    def root(self) -> etree._Element | None:
        """The tree, ``None`` where there is damage."""
        if self._text is not None:
            self._root, self._text = parsing.sound(self._text), None
        return self._root


def is_mentioned(text: str, found: Found) -> bool:
    """Tell whether a sentence in *text* speaks of an element, of which there are but tags.

    Where it is traffic, nothing stands behind it on its line, or the next tag.
    """
    if _EMPTY.fullmatch(text, found.start, found.end) is None:
        return False
    behind = _REST_OF_LINE.match(text, found.end)
    if behind is not None and behind[1]:
        return True
    line = max(text.rfind("\n", 0, found.start) + 1, found.start - LONGEST_LEAD)
    return _SENTENCE.search(text, line, found.start) is not None


#: How much of a line before an element is looked at.
LONGEST_LEAD = 80

_EMPTY = lazy_pattern(r"<([^\s<>/]+)[^<>]*>(?:\s*</\1\s*>)?")
_REST_OF_LINE = lazy_pattern(r"[ \t]*([^\s<]?)")
#: What shows at the end of what stands before an element that a sentence goes on.
_SENTENCE = lazy_pattern(r"(?:\b[a-z]+,? [a-z]+[ (]*|[\"'`(])\Z")


def stanzas(text: str, read: Callable[[str], Any] | None = None) -> Iterator[Found]:
    """Yield the stanzas in *text* in their order, damaged ones and bare payloads too.

    Args:
        text: It may hold anything besides.
        read: Returns what can be known of sound XML without a tree, and ``None`` for any other.
    """
    if _is_foreign_document(text):
        return
    done = 0
    # One tree at a time is in memory.
    for each in () if _is_document(text) else _sound(text, read):
        start = each.start
        if text.find("<", done, start) >= 0:
            if _HOLDER.search(text, done, start):
                yield from _slow(text, done, len(text))
                return
            start = _with_doctype(text, done, start)
            yield from _slow(text, done, start)
        yield each if start == each.start else Found(start, each.end, None)
        surplus = _SURPLUS_END.match(text, each.end)
        done = each.end if surplus is None else surplus.end()
        if surplus is not None:
            yield Found(each.end, done, None)
    yield from _slow(text, done, len(text))


def _is_document(text: str) -> bool:
    """Tell whether something else than a stanza is around all of *text*."""
    start = len(text) - len(text.lstrip("\ufeff \t\r\n"))
    return text.startswith(("<?xml", "<!"), start)


def _sound(text: str, read: Callable[[str], Any] | None) -> Iterator[Found]:
    ends = _Ends(text)
    position = 0
    while (match := STANZA_START.search(text, position)) is not None:
        end = ends.of(match)
        position = end or match.end()
        if end is None:
            continue
        stanza = text[match.start() : end]
        if read is not None and (known := read(stanza)) is not None:
            yield Found(match.start(), end, None, known=known, text=stanza)
        elif (root := parsing.sound(stanza)) is not None:
            yield Found(match.start(), end, root)


class _Ends:
    """Where stanzas end: each tag is looked at once, however many have no end."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._closes: dict[str, int] = {}
        self._pairs: dict[str, dict[int, int]] = {}

    def of(self, match: re.Match[str]) -> int | None:
        """Return where the stanza ends whose start tag *match* has found."""
        name, start = match[1], match.start()
        end = self._close(name, start)
        if end < len(self._text) and self._text.find(f"<{name}", match.end(), end) < 0:
            close = self._text.find(">", start)
            return close + 1 if self._text[close - 1] == "/" else end + len(name) + 3
        if name not in self._pairs:
            self._pairs[name] = _pairs(self._text, name)
        return self._pairs[name].get(start)

    def _close(self, name: str, start: int) -> int:
        """Return where the next end tag begins, or the length of the text."""
        if self._closes.get(name, -1) < start:
            found = self._text.find(f"</{name}>", start)
            self._closes[name] = len(self._text) if found < 0 else found
        return self._closes[name]


def _pairs(text: str, name: str) -> dict[int, int]:
    """Return where the elements of a name end, by where they begin."""
    pairs: dict[int, int] = {}
    opened: list[int] = []
    for tag in _TAGS[name].finditer(text):
        if not tag[2]:
            opened.append(tag.start())
        if (tag[1] or tag[2]) and opened:
            pairs[opened.pop()] = tag.end()
    return pairs


def _slow(text: str, start: int, end: int) -> Iterator[Found]:
    """Yield what the patient scanner finds between two offsets."""
    if _MARKUP.search(text, start, end) is None:
        return
    from pushstanza.reading import scan as scanning  # most stretches hold sound stanzas

    stretch, done = text[start:end], 0
    for begin, last in scanning.candidates(stretch):
        if _is_foreign(stretch, begin, last):
            continue
        first = _with_doctype(stretch, done, begin)
        root = parsing.sound(stretch[first:last])
        yield Found(start + first, start + last, root)
        done = last


def _with_doctype(text: str, done: int, start: int) -> int:
    """Return where the stanza at *start* begins, a DOCTYPE that stands right before it included."""
    doctype = text.rfind("<!DOCTYPE", done, start)
    return doctype if doctype >= 0 and _DOCTYPE.fullmatch(text, doctype, start) else start


def _is_foreign_document(text: str) -> bool:
    """Tell whether *text* is one element that has nothing to do with XMPP."""
    if not text.startswith("<", len(text) - len(text.lstrip("\ufeff \t\r\n"))):
        return False
    return text.rstrip()[-1:] == ">" and _is_foreign(text, 0, len(text))


def _is_foreign(text: str, start: int, end: int) -> bool:
    """Tell whether an element has nothing to do with XMPP: folders hold other documents, too."""
    prolog = _PROLOG.match(text, start, end)
    root = _ROOT.match(text, prolog.end() if prolog else start, end)
    if root is None or root["name"] in _NAMES or SURE_STANZA.search(text, start, end):
        return False
    name = f"xmlns:{root['prefix']}" if root["prefix"] else "xmlns"
    declared = re.search(rf"(?<![\w:.-]){re.escape(name)}\s*=\s*", root["rest"])
    if declared is not None:
        return _OUR_NAMESPACE.match(root["rest"], declared.end()) is None
    if _DECLARATION.search(text, start, end):
        return False
    is_ours = _OUR_ATTRIBUTE.search(root["rest"]) is not None
    return not (is_ours and nearest(root["name"], _NAMES, cutoff=0.8))
