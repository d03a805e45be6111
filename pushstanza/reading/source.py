"""Bytes, text or a tree in; safe trees of the stanzas in it out, their places on demand.

What is well-formed goes through lxml alone. What it refuses, and places, which lxml does not know,
are the business of :mod:`pushstanza.reading.scan`.
"""

import re
import threading
from collections.abc import Mapping
from copy import deepcopy
from typing import TYPE_CHECKING, Any, TypeAlias

import attrs
from lxml import etree

from pushstanza.diagnostics import PushStanzaError, Span
from pushstanza.diagnostics.lines import Lines
from pushstanza.reading import tags

if TYPE_CHECKING:
    import xml.etree.ElementTree as ET

    from pushstanza.reading import scan as scanning

CLIENT = "jabber:client"
XML = "http://www.w3.org/XML/1998/namespace"

#: The namespaces that stanzas have between servers and to components: the same stanzas
#: (RFC 6120, section 4.8.3; XEP-0114).
OTHER_CONTENT = ("jabber:server", "jabber:component:accept", "jabber:component:connect")

#: What is read: text, bytes in UTF-8, or an element or tree of lxml or of ``xml.etree``.
Data: TypeAlias = (
    "str | bytes | etree._Element | etree._ElementTree | ET.Element | ET.ElementTree[Any]"
)


class UnsupportedDataError(PushStanzaError, TypeError):
    """Something that is neither text, nor bytes, nor a tree."""


class XmlError(PushStanzaError, ValueError):
    """Text that is not well-formed, or holds what has no place in an XMPP stream.

    ``reason`` says what is wrong, ``span`` where, and ``damages`` holds everything that is wrong
    with the text.
    """

    def __init__(
        self,
        reason: str,
        span: Span | None = None,
        damages: "tuple[scanning.Damage, ...]" = (),
    ) -> None:
        where = f"line {span.line}, column {span.column}: " if span else ""
        super().__init__(f"{where}{reason}")
        self.reason = reason
        self.span = span
        self.damages = damages


class LimitError(XmlError):
    """Text that is larger or deeper than is allowed."""


@attrs.frozen(kw_only=True)
class Limits:
    """How large what is read may be; what is larger is refused before it costs much."""

    size: int = attrs.field(default=10_000_000)
    """Characters of text, or bytes."""
    depth: int = attrs.field(default=100)
    """Elements inside each other."""
    elements: int = attrs.field(default=1_000_000)
    """Elements in all."""
    children: int = attrs.field(default=100_000)
    """Children of one element."""
    attributes: int = attrs.field(default=1_000)
    """Attributes of one element."""


DEFAULT_LIMITS = Limits()


@attrs.define(eq=False)
class Source:
    """What was read: the stanzas in it, and the way back from each element to its text.

    ``stanzas`` holds each ``iq``, ``message`` and ``presence``; where there are none, whatever
    elements there are instead. ``text`` is ``None`` for trees that came without text.
    """

    text: str | None
    roots: tuple[etree._Element, ...]
    stanzas: tuple[etree._Element, ...]
    _places: "dict[etree._Element, scanning.ScannedElement] | None" = attrs.field(
        default=None, init=False
    )
    _lines: Lines | None = attrs.field(default=None, init=False)

    def span(self, element: etree._Element) -> Span | None:
        """Return the place of the start tag of *element*."""
        found = self._found(element)
        return None if found is None else self.to_span(found.start, found.start_end)

    def name_span(self, element: etree._Element) -> Span | None:
        """Return the place of the name of *element*, with the ``<`` before it."""
        found = self._found(element)
        return None if found is None else self.to_span(found.start, found.name_end)

    def whole_span(self, element: etree._Element) -> Span | None:
        """Return the place of *element* from its start tag to its end tag."""
        found = self._found(element)
        return None if found is None else self.to_span(found.start, found.end)

    def attribute_span(self, element: etree._Element, name: str) -> Span | None:
        """Return the place of the attribute called *name*, in Clark notation."""
        found = self._found(element)
        attribute = None if found is None else attribute_of(found, name, element)
        return None if attribute is None else self.to_span(attribute.start, attribute.end)

    def to_span(self, offset: int, end_offset: int) -> Span:
        """Return the lines and columns of two offsets into the text."""
        if self._lines is None:
            self._lines = Lines(self.text or "")
        return self._lines.span(offset, end_offset)

    def _found(self, element: etree._Element) -> "scanning.ScannedElement | None":
        if self.text is None:
            return None
        if self._places is None:
            elements = [each for root in self.roots for each in root.iter("*")]
            scanned = _scan(self.text).elements
            # In a tree that somebody has changed nothing has its place any more.
            self._places = (
                dict(zip(elements, scanned, strict=True)) if len(elements) == len(scanned) else {}
            )
        return self._places.get(element)


def read(data: Data, *, limits: Limits = DEFAULT_LIMITS, comments: bool = False) -> Source:
    """Return the stanzas in *data*.

    One stanza, several in a row, or a ``<stream:stream>`` or any other element around them. What
    declares no namespace is in ``jabber:client``, as it would be inside a stream.

    Args:
        data: Text, bytes or a tree.
        limits: How large it may be.
        comments: Whether comments and processing instructions are dropped; by default they are
            refused (RFC 6120, section 11.1).

    Raises:
        XmlError: it is not well-formed, or holds a DOCTYPE, or a comment.
        LimitError: it is too large.
        UnsupportedDataError: it is something else.
    """
    if isinstance(data, str):
        return _read_text(data, limits, comments=comments)
    if isinstance(data, bytes | bytearray):
        return _read_text(decoded(bytes(data), limits), limits, comments=comments)
    if isinstance(data, etree._ElementTree):
        data = data.getroot()
    if isinstance(data, etree._Element):
        return _read_tree(data, limits, comments=comments)
    if type(data).__module__ == "xml.etree.ElementTree":
        return _read_stdlib_tree(data, limits, comments=comments)
    raise UnsupportedDataError(f"text, bytes or a tree is needed, not {type(data).__name__}")


def attribute_of(
    scanned: "scanning.ScannedElement", name: str, element: etree._Element
) -> "scanning.ScannedAttribute | None":
    """Return where the attribute of *element* stands that has *name* in Clark notation."""
    return written_as({each.name: each for each in scanned.attributes}, name, element)


def written_as(
    attributes: "Mapping[str, scanning.ScannedAttribute]", name: str, element: etree._Element
) -> "scanning.ScannedAttribute | None":
    """Return the one of *attributes*, by their names, that has *name* in Clark notation."""
    if name[:1] != "{":
        return attributes.get(name)
    namespace, local = tags.split(name)
    prefixes = ["xml"] if namespace == XML else []
    prefixes += [prefix for prefix, each in element.nsmap.items() if prefix and each == namespace]
    found = (attributes.get(f"{prefix}:{local}") for prefix in prefixes)
    return next((each for each in found if each is not None), None)


def sound(text: str) -> etree._Element | None:
    """Return the one element in *text* as it stands in a stream, if all is well with its XML.

    ``None`` where lxml refuses it, or where it holds more than elements and text.
    """
    if _is_special(text):
        return None
    try:
        root = _parsed(_with_namespace(text))
    except _UNREADABLE:
        return None
    return _as_client(root) if _is_stanza(root) else root


def in_stream(text: str) -> etree._Element:
    """Return the one element in *text* as it stands in a stream, comments dropped.

    Raises:
        XmlError: libxml2 makes no tree of it.
    """
    try:
        root = _parsed(_with_namespace(text))
    except _UNREADABLE as error:
        raise _refusal(text, error) from None
    etree.strip_tags(root, etree.Comment, etree.PI)
    return _as_client(root) if _is_stanza(root) else root


def reread(text: str) -> etree._Element:
    """Return the element that was written as *text*, whatever its names and namespaces are."""
    return etree.fromstring(text, _REREADER)


# ---- text ----

#: What was an element before may be in a namespace that is no URI, which servers let pass.
_REREADER = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)


class _Parsers(threading.local):
    """A parser for each thread: its log of errors is that of the last document."""

    def __init__(self) -> None:
        self.parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)


_PARSERS = _Parsers()

_BOM = "\ufeff"
_OTHER_ENCODINGS = (b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00")
_ENCODING = re.compile(r"""encoding\s*=\s*["']([^"']*)["']""")
_NAME = r"[^\s<>/='\"]+"
_FIRST_TAG = re.compile(r"\s*<([A-Za-z_][^\s/<>=:'\"]*)(?=[\s/>])")
_DECLARED = re.compile(
    rf"""\s*<{_NAME}(?:\s+(?!xmlns\s*=){_NAME}\s*=\s*(?:'[^']*'|"[^"]*"))*\s+xmlns\s*="""
)
_STREAM_TAG = re.compile(r"<((?:[\w.-]+:)?stream)[\s>]")


def decoded(data: bytes, limits: Limits = DEFAULT_LIMITS) -> str:
    """Return the text in *data*.

    Raises:
        XmlError: it is not in UTF-8, as all of XMPP is.
        LimitError: it is too large.
    """
    if len(data) > limits.size:
        raise LimitError(f"{len(data)} bytes, and {limits.size} are allowed")
    if data.startswith(_OTHER_ENCODINGS):
        raise XmlError("the text is in UTF-16; XMPP is always in UTF-8 (RFC 6120, section 11.6)")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode()
        place = Lines(before).span(len(before), len(before))
        raise XmlError(
            "this is not UTF-8, and XMPP always is (RFC 6120, section 11.6)", place
        ) from None
    declared = _ENCODING.search(text, 0, _end_of_declaration(text))
    if declared and declared[1].upper() not in {"UTF-8", "US-ASCII"}:
        raise XmlError(
            f"the text declares the encoding {declared[1][:40]!r};"
            " XMPP is always in UTF-8 (RFC 6120, section 11.6)"
        )
    return text


def _end_of_declaration(text: str) -> int:
    """Return the offset behind the XML declaration, 0 where there is none."""
    start = (
        len(text) - len(text.lstrip(" \t\r\n\ufeff"))
        if text[:1].isspace() or text[:1] == _BOM
        else 0
    )
    if not text.startswith(("<?xml ", "<?xml\t", "<?xml\r", "<?xml\n"), start):
        return 0
    return text.find("?>", start, start + 1000) + 2 if "?>" in text[start : start + 1000] else 0


def _scan(text: str) -> "scanning.Scan":
    from pushstanza.reading.scan import scan  # what is well-formed never needs it

    return scan(text)


def _read_text(text: str, limits: Limits, *, comments: bool) -> Source:
    if len(text) > limits.size:
        raise LimitError(f"{len(text)} characters, and {limits.size} are allowed")
    given = text
    special = _is_special(text)
    if special:
        text = _without_declaration(text)
        if text.startswith("<!DOCTYPE", _end_of_leading(text)):
            raise _refusal(given)
    try:
        roots: tuple[etree._Element, ...] = (_parsed(_with_namespace(text)),)
    except _UNREADABLE as error:
        roots = _several(given, text, error)
    if special:
        _settle_comments(given, roots, comments=comments)
    # No element is without a "<", no attribute without a "=": so most texts need no counting.
    fewest = min(limits.depth, limits.elements, limits.children)
    if text.count("<") > fewest or len(text) > 4 * limits.attributes:
        _check_limits(roots, limits)
    return Source(given, roots, stanzas_in(roots))


def _without_declaration(text: str) -> str:
    """Return *text* with blanks in place of what may only stand in a file."""
    if text[:1] == _BOM:
        text = " " + text[1:]
    end = _end_of_declaration(text)
    return " " * end + text[end:]


def _with_namespace(text: str) -> str:
    """Return *text* with ``jabber:client`` declared on a first element that declares nothing."""
    start = _end_of_leading(text) if _is_special(text) else 0
    found = _FIRST_TAG.match(text, start)
    if found is None or _DECLARED.match(text, start):
        return text
    return f"{text[: found.end()]} xmlns='{CLIENT}'{text[found.end() :]}"


def _end_of_leading(text: str) -> int:
    """Return the offset behind the blanks, comments and instructions before the first element."""
    end = 0
    while True:
        end = len(text) - len(text[end:].lstrip()) if text[end : end + 1].isspace() else end
        closing = next((mark for start, mark in _MARKS if text.startswith(start, end)), None)
        close = -1 if closing is None else text.find(closing, end)
        if closing is None or close < 0:
            return end
        end = close + len(closing)


#: What may stand before the first element, and how it ends.
_MARKS = (("<!--", "-->"), ("<?", "?>"))


def _is_special(text: str) -> bool:
    """Tell whether *text* holds markup that is neither tag nor reference."""
    # One character is found faster than two.
    return ("!" in text and "<!" in text) or ("?" in text and "<?" in text) or text[:1] == _BOM


_TOO_DEEP = re.compile("(?:Excessive|Maximum)[^<>]* depth")

#: Where lxml adds the place to its sentence, which is that in the text it was given.
_POSITION = re.compile(r", line \d+, column \d+.*")

#: What lxml raises for text that it cannot read.
_UNREADABLE = (etree.LxmlError, SyntaxError, ValueError)


def _parsed(text: str) -> etree._Element:
    parser = _PARSERS.parser
    # As bytes: in a str lxml looks for a declaration of its encoding, which can take long.
    root: etree._Element = etree.fromstring(text.encode(), parser)
    # A warning about a namespace that is no absolute URI makes lxml forget errors before it.
    if len(parser.error_log) > 0:
        for entry in parser.error_log:
            if entry.level >= etree.ErrorLevels.ERROR:
                raise ValueError(entry.message)
    return root


def _several(given: str, text: str, error: Exception) -> tuple[etree._Element, ...]:
    """Return the elements of a text that is no single document: a row of them, or a stream."""
    stream = _STREAM_TAG.search(text)
    end = f"</{stream[1]}>" if stream and f"</{stream[1]}" not in text else ""
    opened = f"<x xmlns='{CLIENT}' xmlns:stream='http://etherx.jabber.org/streams'>"
    try:
        wrapper = _parsed(f"{opened}{text}{end}</x>")
    except _UNREADABLE:
        raise _refusal(given, error) from None
    roots = tuple(each for each in wrapper if isinstance(each.tag, str))
    if not roots or any(each and not each.isspace() for each in _texts(wrapper)):
        raise _refusal(given, error)
    return roots


def _texts(element: etree._Element) -> list[str | None]:
    return [element.text, *(child.tail for child in element)]


def _refusal(text: str, error: Exception | None = None) -> XmlError:
    """Return what is wrong with a text that lxml refuses."""
    message = _POSITION.sub("", getattr(error, "msg", None) or str(error or ""))
    if _TOO_DEEP.search(message):
        return LimitError("elements are nested too deep")
    scan = _scan(text)
    lines = Lines(text)
    for damage in scan.damages:
        span = lines.span(damage.offset, damage.end_offset)
        return XmlError(damage.message, span, scan.damages)
    if not scan.roots:
        return XmlError("there is no element in it")
    for start, end in scan.outside:
        return XmlError("text stands outside every element", lines.span(start, end))
    first = scan.roots[0]
    return XmlError(message or "it is not well-formed", lines.span(first.start, first.name_end))


def _settle_comments(text: str, roots: tuple[etree._Element, ...], *, comments: bool) -> None:
    """Drop comments and processing instructions, or refuse them."""
    found = [each for each in _scan(text).comments if each.kind != "xml-declaration"]
    if found and not comments:
        kind = found[0].kind.replace("-", " ")
        raise XmlError(
            f"a {kind} has no place in an XMPP stream (RFC 6120, section 11.1)",
            Lines(text).span(found[0].start, found[0].end),
        )
    for root in roots:
        etree.strip_tags(root, etree.Comment, etree.PI)
        if next(root.iter(etree.Entity), None) is not None:
            raise _refusal(text)


def _check_limits(roots: tuple[etree._Element, ...], limits: Limits) -> None:
    elements = 0
    level = [*roots]
    if any(len(root.nsmap) > limits.attributes for root in roots):
        raise LimitError(f"an element declares more than {limits.attributes} namespaces")
    for depth in range(1, limits.depth + 2):
        if depth > limits.depth:
            raise LimitError(f"elements are nested deeper than {limits.depth}")
        elements += len(level)
        if elements > limits.elements:
            raise LimitError(f"more than {limits.elements} elements")
        for each in level:
            if len(each.attrib) > limits.attributes:
                raise LimitError(f"an element has more than {limits.attributes} attributes")
            if len(each) > limits.children:
                raise LimitError(f"an element has more than {limits.children} children")
        level = [child for each in level for child in each[:]]
        if not level:
            return


# ---- trees ----


def _read_tree(root: etree._Element, limits: Limits, *, comments: bool) -> Source:
    if not isinstance(root.tag, str):
        raise XmlError("the tree is a comment or a processing instruction")
    if next(root.iter(etree.Entity), None) is not None:
        raise XmlError("the tree holds a reference to an entity, which XMPP does not have")
    if next(root.iter(etree.Comment, etree.PI), None) is not None:
        if not comments:
            raise XmlError("the tree holds a comment or a processing instruction")
        root = deepcopy(root)
        etree.strip_tags(root, etree.Comment, etree.PI)
    _check_limits((root,), limits)
    if not tags.namespace(root):
        root = _renamed(root, "")
    elif root.tag not in _OWN:
        root = deepcopy(root)  # its stanzas may have to be renamed
    return Source(None, (root,), stanzas_in((root,)))


def _read_stdlib_tree(data: Any, limits: Limits, *, comments: bool) -> Source:
    import xml.etree.ElementTree as ET  # who has such a tree has it loaded

    root = data.getroot() if isinstance(data, ET.ElementTree) else data
    if root is None:
        raise UnsupportedDataError("the tree has no root")
    try:
        text = ET.tostring(root, encoding="unicode")
    except RecursionError:
        raise LimitError("elements are nested too deep") from None
    except (TypeError, ValueError) as error:
        raise UnsupportedDataError(f"the tree cannot be written: {error}") from None
    made = _read_text(text, limits, comments=comments)
    return Source(None, made.roots, made.stanzas)


# ---- which elements are stanzas ----

_NAMES = frozenset({"iq", "message", "presence"})
#: How many elements may be around a stanza.
_WRAPPERS = 4
#: Elements that hold stanzas as their own content.
_PAYLOADS = frozenset({"event", "forwarded", "items", "pubsub", "received", "result", "sent"})
_OWN = frozenset(f"{{{CLIENT}}}{name}" for name in _NAMES)


def stanzas_in(roots: tuple[etree._Element, ...]) -> tuple[etree._Element, ...]:
    """Return the stanzas among *roots* and in what is wrapped around them.

    Where there are none, *roots* themselves.
    """
    if len(roots) == 1 and roots[0].tag in _OWN:
        return roots
    found: list[etree._Element] = []
    waiting = [(each, 0) for each in reversed(roots)]
    while waiting:
        element, depth = waiting.pop()
        if _is_stanza(element):
            found.append(_as_client(element))
        elif depth < _WRAPPERS and tags.local(element) not in _PAYLOADS:
            waiting += [(child, depth + 1) for child in reversed(element[:])]
    return tuple(found) or roots


def _is_stanza(element: etree._Element) -> bool:
    namespace, name = tags.split(str(element.tag))
    if name not in _NAMES:
        return False
    if namespace == CLIENT or namespace in OTHER_CONTENT:
        return True
    parent = element.getparent()
    if parent is None:
        return False
    # Without xmlns it is in the namespace of what is around it, or in none if that has none.
    if namespace == "":
        return None not in parent.nsmap
    return namespace == tags.namespace(parent)


def _as_client(element: etree._Element) -> etree._Element:
    """Return a stanza as it stands in a client's stream."""
    if str(element.tag).startswith("{jabber:client}"):
        return element
    return _renamed(element, tags.namespace(element), in_place=True)


def _renamed(element: etree._Element, namespace: str, *, in_place: bool = False) -> etree._Element:
    """Return *element* with what is in *namespace* put into ``jabber:client``."""
    element = element if in_place else deepcopy(element)
    start = f"{{{namespace}}}" if namespace else ""
    for each in element.iter("*"):
        tag = str(each.tag)
        if tag.startswith(start) and (start or not tag.startswith("{")):
            each.tag = f"{{{CLIENT}}}{tag[len(start) :]}"
    return element
