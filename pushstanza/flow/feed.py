"""An XML stream that is read as its bytes arrive (RFC 6120, sections 4 and 11)."""

import re
from collections.abc import Iterator
from typing import Final, TypeAlias

import attrs
from lxml import etree

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.records import frozen
from pushstanza.reading import parsing
from pushstanza.reading.limits import DEFAULT_LIMITS
from pushstanza.reading.names import STREAMS

#: Bytes up to the end of a tag: at most one stanza ends in each, however the bytes arrived.
_PIECE = lazy_pattern(rb"[^>]*>|[^>]+")
_FIRST_NAME = lazy_pattern(rb"<(?:[^\s<>/!?:]+:)?([^\s<>/!?:]+)[\s/>]")
_DECLARATION = lazy_pattern(rb"<\?xml\s[^>]*\?>")
_ENCODING = lazy_pattern(rb"\sencoding\s*=\s*[\"']([^\"']*)[\"']")

#: The place, which is that in a stream.
_POSITION = lazy_pattern(r", line \d+, column \d+.*", re.DOTALL)

_RESOURCE_LIMIT: Final = 114  # XML_ERR_RESOURCE_LIMIT, for which lxml has no name
#: What libxml2 finds wrong that has a condition of its own; all else is not-well-formed.
_CONDITIONS: Final = {
    etree.ErrorTypes.ERR_UNDECLARED_ENTITY: "restricted-xml",
    etree.ErrorTypes.WAR_UNDECLARED_ENTITY: "restricted-xml",
    etree.ErrorTypes.NS_ERR_UNDEFINED_NAMESPACE: "bad-namespace-prefix",
    _RESOURCE_LIMIT: "policy-violation",
}


@frozen
class Opened:
    """The header of a stream."""

    header: etree._Element


@frozen
class Closed:
    """The end tag of a stream."""


@frozen
class Fault:
    """A stream error: its condition (RFC 6120, section 4.9.3), and a sentence."""

    condition: str
    text: str | None = None


#: What is read from a stream; an element is a child of the stream, whole and on its own.
Part: TypeAlias = Opened | etree._Element | Closed | Fault


def pieces(data: bytes) -> Iterator[bytes]:
    """Yield *data* in pieces of which none goes beyond the end of a tag."""
    return (each[0] for each in _PIECE.finditer(data))


@attrs.define(eq=False, repr=False)
class Feed:
    """Reads one stream.

    Stanzas may also come without a header. Then they are in *namespace*.
    """

    namespace: str
    is_headless: bool = attrs.field(default=False, init=False)
    """Whether stanzas came without a header."""
    _head: bytearray = attrs.field(factory=bytearray, init=False)
    _is_declared: bool = attrs.field(default=False, init=False)
    _parser: "etree.XMLPullParser | None" = attrs.field(default=None, init=False)
    _root: etree._Element | None = attrs.field(default=None, init=False)
    _depth: int = attrs.field(default=0, init=False)
    _size: int = attrs.field(default=0, init=False)
    """How many bytes have come since the last stanza ended."""

    def read(self, piece: bytes) -> Iterator[Part]:
        """Yield what a piece of the stream completes. After a fault there is nothing more."""
        self._size += len(piece)
        if self._size > DEFAULT_LIMITS.size:
            yield Fault("policy-violation", f"a stanza exceeds {DEFAULT_LIMITS.size} bytes")
        elif self._parser is None:
            yield from self._begin(piece)
        else:
            yield from self._parse(self._parser, piece)

    def _begin(self, piece: bytes) -> Iterator[Part]:
        """Read on until the first tag is there, and with it whether it is a header."""
        self._head += piece if self._head else piece.lstrip()
        if self._head and not self._head.startswith(b"<"):
            # Who begins with TLS or HTTP waits for an answer, and may never send a '>'.
            yield Fault("not-well-formed", "a stream begins with '<'")
            return
        if not piece.endswith(b">"):
            return
        head = bytes(self._head)
        if not self._is_declared and _DECLARATION.fullmatch(head):
            encoding = _ENCODING.search(head)
            if encoding is not None and encoding[1].upper() != b"UTF-8":
                yield Fault("unsupported-encoding", "a stream is encoded in UTF-8")
            self._is_declared = True
            self._head.clear()
            return
        name = _FIRST_NAME.match(head)
        if name is None:
            restricted = head.startswith((b"<!", b"<?"))
            yield Fault("restricted-xml" if restricted else "not-well-formed")
            return
        self._parser = etree.XMLPullParser(
            events=("start", "end", "comment", "pi"),
            encoding="utf-8",
            resolve_entities=False,
            no_network=True,
            huge_tree=False,
        )
        if name[1] != b"stream":
            self.is_headless = True
            yield from self._parse(self._parser, start_tag(self.namespace, {}))
        yield from self._parse(self._parser, head)

    def _parse(self, parser: "etree.XMLPullParser", piece: bytes) -> Iterator[Part]:
        try:
            parser.feed(piece)
        except etree.XMLSyntaxError as error:
            yield _fault(error.code, error.msg)
            return
        # What libxml2 can go on after, such as a prefix that is not declared, lxml does not raise.
        wrong = parser.feed_error_log.filter_from_errors()
        if len(wrong) > 0:
            yield _fault(wrong[0].type, wrong[0].message)
            return
        for event, element in parser.read_events():
            if event == "start":
                yield from self._start(element)
            elif event == "end":
                yield from self._end(element)
            else:
                yield Fault("restricted-xml", "a stream holds no comments and instructions")

    def _start(self, element: etree._Element) -> Iterator[Part]:
        self._depth += 1
        if self._root is None:
            self._root = element
            if not self.is_headless:
                yield Opened(element)
        elif self._depth == 2:
            yield from self._between(self._root)
        elif self._depth > DEFAULT_LIMITS.depth:
            limit = DEFAULT_LIMITS.depth
            yield Fault("policy-violation", f"elements are nested deeper than {limit}")

    def _end(self, element: etree._Element) -> Iterator[Part]:
        self._depth -= 1
        if self._root is None or self._depth > 1:
            return
        if self._depth == 0:
            yield from self._between(self._root)
            yield Closed()
            return
        alone = parsing.reread(etree.tostring(element, encoding="unicode", with_tail=False))
        etree.cleanup_namespaces(alone)
        self._root.remove(element)
        self._size = 0
        yield alone

    def _between(self, root: etree._Element) -> Iterator[Part]:
        """Look at the text between stanzas, which only keeps the connection alive."""
        text, root.text = root.text, None
        if text and text.strip():
            yield Fault("bad-format", "there is text between the stanzas")


def _fault(code: int, message: str | None) -> Fault:
    condition = _CONDITIONS.get(code, "not-well-formed")
    return Fault(condition, message and _POSITION.sub("", message).strip())


#: The end of a stream that was begun with :func:`start_tag`.
END_TAG: Final = b"</stream:stream>"


def start_tag(namespace: str, attributes: dict[str, str]) -> bytes:
    """Return the start tag of a stream."""
    names = {None: namespace, "stream": STREAMS}
    stream = etree.Element(f"{{{STREAMS}}}stream", attributes, nsmap=names)
    stream.text = ""  # so that it has an end tag, which is left out
    return etree.tostring(stream, encoding="utf-8").removesuffix(END_TAG)
