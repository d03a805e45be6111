"""Text to the stanzas in it as a parser takes it that hardly checks anything.

Source: exml 4.1, ``rapidxml.hpp`` and ``exml.cpp``, the parser of MongooseIM. It passes over a
document type, does not compare the names of end tags, keeps references that it does not know, and
of attributes with one name the last.
"""

import re
from collections.abc import Mapping

from lxml import etree

from pushstanza.diagnostics import PushStanzaError
from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.records import frozen
from pushstanza.reading.errors import LimitError
from pushstanza.reading.limits import DEFAULT_LIMITS
from pushstanza.reading.names import CLIENT, STANZAS, XML

_BLANKS = " \t\r\n"
_BLANK = lazy_pattern(r"[ \t\r\n]*")
_ELEMENT = lazy_pattern(r"[^ \t\r\n/>?\0:]*")
_LOCAL = lazy_pattern(r"[^ \t\r\n/>?\0]*")
_ATTRIBUTE = lazy_pattern(r"[^ \t\r\n/<>=?!\0]*")
_TEXT = lazy_pattern(r"[^<]*")
_REFERENCE = lazy_pattern("&(?:(amp|apos|quot|gt|lt);|#(x[0-9A-Fa-f]*|[0-9A-Fa-f]*)(;?))")
_CHARACTERS: Mapping[str, str] = {"amp": "&", "apos": "'", "quot": '"', "gt": ">", "lt": "<"}
#: What no element of lxml can hold.
_CONTROLS = lazy_pattern("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: Such a character where it is written as itself, which the parser refuses.
_BARE_CONTROL = lazy_pattern("[\0-\x08\x0b\x0c\x0e-\x1f]")
_DOCTYPE = lazy_pattern(r"<!DOCTYPE[ \t\r\n]")
_SKIPPED = (("<!--", "-->"), ("<?", "?>"))
_CDATA = "<![CDATA["


@frozen
class Lenient:
    """The stanzas in a text, in their order, and why the stream ends behind them, if it does.

    ``rest`` is the beginning of one that has not ended: the parser waits for more.
    """

    roots: tuple[etree._Element, ...] = ()
    error: str | None = None
    rest: str = ""


class _RefusedError(PushStanzaError, ValueError):
    """What the parser says of a text that it refuses."""


class _UnfinishedError(PushStanzaError, ValueError):
    """The text ends, and what it holds does not."""


def read_leniently(text: str) -> Lenient:
    """Return the stanzas in *text*, which stands in a stream of ``jabber:client``.

    Raises:
        LimitError: it is too large, or nested too deeply.
    """
    if len(text) > DEFAULT_LIMITS.size:
        raise LimitError(
            f"the input is {len(text)} characters, but the limit is {DEFAULT_LIMITS.size}"
        )
    reader = _Reader(text)
    roots: list[etree._Element] = []
    start = 0
    try:
        while True:
            start = reader.blanks()
            if start == len(text):
                return Lenient(tuple(roots))
            if reader.ends_stream():
                return Lenient(tuple(roots))
            roots.append(reader.stanza())
    except _UnfinishedError:
        return Lenient(tuple(roots), rest=text[start:])
    except _RefusedError as error:
        return Lenient(tuple(roots), error=str(error))


class _Reader:
    """A text, and how far it is read."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._depth = 0
        self._pieces: list[str] = []
        self._last: etree._Element | None = None  # of those in the element that is open

    def blanks(self) -> int:
        """Pass over blanks; return where they end."""
        return self._skip(_BLANK)

    def ends_stream(self) -> bool:
        """Tell whether the end tag of the stream comes."""
        return self._text.startswith("</stream:stream>", self._at)

    def stanza(self) -> etree._Element:
        """Return the next element; the text ends before it does, or is refused, otherwise."""
        while self._passes_aside():
            self.blanks()
        if self._next() != "<":
            raise self._refused("expected <")
        root, is_open = self._opened(None)
        self._last = None
        element: etree._Element | None = root
        while is_open and element is not None:
            element = self._content(element)
        return root

    def _content(self, element: etree._Element) -> etree._Element | None:
        """Read on in an element; return the one that is open then, ``None`` behind the root."""
        start = self._at
        self.blanks()
        if self._next() != "<":
            self._at = start
            self._check_controls(text := self._taken(_TEXT))
            if self._at == len(self._text):
                raise _UnfinishedError
            self._pieces.append(_expanded(text))
            return element
        if self._text.startswith("</", self._at):
            self._at += 2
            self._skip(_LOCAL)
            self.blanks()
            self._expect(">")
            self._add_text(element)
            self._last = element
            self._depth -= 1
            parent: etree._Element | None = element.getparent()
            return parent
        if self._text.startswith(_CDATA, self._at):
            self._pieces.append(self._until(_CDATA, "]]>"))
            return element
        if self._passes_aside():
            return element
        self._add_text(element)
        child, is_open = self._opened(element)
        self._last = None if is_open else child
        return child if is_open else element

    def _opened(self, parent: etree._Element | None) -> tuple[etree._Element, bool]:
        """Read a start tag; return the element, and whether it is open."""
        self._at += 1
        name = self._taken(_ELEMENT)
        if not name:
            raise self._refused("expected element name or prefix")
        prefix = None
        if self._next() == ":":
            self._at += 1
            prefix, name = name, self._taken(_LOCAL)
            if not name:
                raise self._refused("expected element local name")
        self.blanks()
        element = _element(parent, prefix, name, self._attributes())
        is_open = self._next() != "/"
        if not is_open:
            self._at += 1
        self._expect(">")
        self._depth += is_open
        if self._depth > DEFAULT_LIMITS.depth:
            raise LimitError(f"elements are nested deeper than {DEFAULT_LIMITS.depth}")
        return element, is_open

    def _add_text(self, element: etree._Element) -> None:
        """Give an element, or the last one in it, the text that was read since."""
        if not self._pieces:
            return
        text = _held("".join(self._pieces))
        self._pieces.clear()
        if self._last is not None:
            self._last.tail = text
        else:
            element.text = text

    def _attributes(self) -> dict[str, str]:
        found: dict[str, str] = {}
        while name := self._taken(_ATTRIBUTE):
            self.blanks()
            self._expect("=")
            self.blanks()
            quote = self._next()
            if quote not in {"'", '"'}:
                raise self._refused("expected ' or \"")
            end = self._text.find(quote, self._at + 1)
            if end < 0:
                raise _UnfinishedError
            self._check_controls(value := self._text[self._at + 1 : end])
            found[name] = _expanded(value)
            self._at = end + 1
            self.blanks()
        return found

    def _passes_aside(self) -> bool:
        """Pass over a comment, an instruction, a document type, or what begins like one."""
        for opening, closing in _SKIPPED:
            if self._text.startswith(opening, self._at):
                self._check_controls(self._until(opening, closing))
                return True
        if not self._text.startswith("<!", self._at):
            return False
        if _DOCTYPE.match(self._text, self._at):
            self._pass_subset()
        self._until("", ">")
        return True

    def _pass_subset(self) -> None:
        """Pass over the declarations inside of a document type, in brackets."""
        depth = 0
        for found in re.compile(r"[][>]").finditer(self._text, self._at):
            if found[0] == ">" and depth == 0:
                self._at = found.start()
                return
            depth += {"[": 1, "]": -1}.get(found[0], 0)
        raise _UnfinishedError

    def _until(self, opening: str, closing: str) -> str:
        start = self._at + len(opening)
        end = self._text.find(closing, start)
        if end < 0:
            raise _UnfinishedError
        self._at = end + len(closing)
        return self._text[start:end]

    def _next(self) -> str:
        return self._text[self._at : self._at + 1]

    def _skip(self, pattern: re.Pattern[str]) -> int:
        found = pattern.match(self._text, self._at)
        self._at = found.end() if found else self._at
        return self._at

    def _taken(self, pattern: re.Pattern[str]) -> str:
        start = self._at
        return self._text[start : self._skip(pattern)]

    def _expect(self, character: str) -> None:
        if self._next() != character:
            raise self._refused(f"expected {character}")
        self._at += 1

    def _refused(self, why: str) -> Exception:
        """Return what to raise: where the text ends, more of it may come."""
        return _RefusedError(why) if self._next() else _UnfinishedError()

    def _check_controls(self, text: str) -> None:
        if _BARE_CONTROL.search(text):
            raise _RefusedError("unexpected control character")


def _expanded(text: str) -> str:
    """Return *text* with the characters that references stand for; those unknown stay."""
    return _REFERENCE.sub(_character, text) if "&" in text else text


def _character(found: re.Match[str]) -> str:
    if found[1]:
        return _CHARACTERS[found[1]]
    digits = found[2]
    # Decimal digits may be hexadecimal here: nothing is checked but what they amount to.
    code = 0
    base = 16 if digits.startswith("x") else 10
    for digit in digits.removeprefix("x").lstrip("0")[:9]:
        code = code * base + int(digit, 16)
    if code > 0x10FFFF:
        raise _RefusedError("invalid numeric character entity")
    if not found[3]:
        raise _RefusedError("expected ;")
    return chr(code)


def _held(text: str) -> str:
    """Return *text* as an element can hold it: in place of a control stands U+FFFD."""
    return _CONTROLS.sub("\ufffd", text)


def _element(
    parent: etree._Element | None, prefix: str | None, name: str, given: Mapping[str, str]
) -> etree._Element:
    """Return an element, which is added to its parent."""
    above: dict[str | None, str] = {None: CLIENT} if parent is None else dict(parent.nsmap)
    declared = {key: _held(value) for key, value in _declarations(given).items()}
    scope = {**above, **declared}
    namespace = scope.get(prefix) or ""
    names = {key: value for key, value in declared.items() if value and value != XML}
    if parent is None:
        is_stanza = prefix is None and name in STANZAS  # whatever namespace it declares
        namespace = CLIENT if is_stanza else declared.get(None) or CLIENT
        names = {**names, None: namespace}
        name = name if prefix is None else f"{prefix}.{name}"
    tag = f"{{{namespace}}}{name}" if namespace else name
    attributes = {key: _held(value) for key, value in given.items() if _is_held(key)}
    attributes |= {f"{{{XML}}}lang": given["xml:lang"]} if "xml:lang" in given else {}
    try:
        return _made(parent, tag, attributes, names)
    except ValueError:  # a name that is none for lxml
        return _made(parent, "unnamed", {}, {})


def _made(
    parent: etree._Element | None,
    tag: str,
    attributes: dict[str, str],
    names: dict[str | None, str],
) -> etree._Element:
    if parent is None:
        return etree.Element(tag, attributes, nsmap=names)
    return etree.SubElement(parent, tag, attributes, nsmap=names)


def _declarations(given: Mapping[str, str]) -> dict[str | None, str]:
    found: dict[str | None, str] = {}
    for name, value in given.items():
        if name == "xmlns":
            found[None] = value
        elif name.startswith("xmlns:") and name != "xmlns:":
            found[name.removeprefix("xmlns:")] = value
    return found


def _is_held(name: str) -> bool:
    """Tell whether an attribute is kept: no server reads one with a prefix."""
    return ":" not in name and name != "xmlns"
