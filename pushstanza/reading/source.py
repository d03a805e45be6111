"""Bytes, text or a tree in; safe trees of the stanzas in it out, their places on demand.

What is well-formed goes through lxml alone. What it refuses, and places, which lxml does not know,
are the business of :mod:`pushstanza.reading.scan`.
"""

from collections.abc import Mapping
from copy import deepcopy
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, cast

from lxml import etree

from pushstanza.diagnostics import Span
from pushstanza.diagnostics.lines import Lines
from pushstanza.diagnostics.records import define
from pushstanza.reading import tags
from pushstanza.reading.decoding import decoded
from pushstanza.reading.errors import LimitError, UnsupportedDataError, XmlError
from pushstanza.reading.limits import DEFAULT_LIMITS, Limits, check_limits
from pushstanza.reading.names import STANZA_TAGS, XML
from pushstanza.reading.parsing import roots_of
from pushstanza.reading.stanza_trees import put_in_client, stanzas_in

if TYPE_CHECKING:
    import xml.etree.ElementTree as ET

    from pushstanza.reading import scan as scanning

__all__ = [
    "DEFAULT_LIMITS",
    "Data",
    "LimitError",
    "Limits",
    "Source",
    "StandardElement",
    "UnsupportedDataError",
    "XmlError",
    "read",
    "written_as",
]


class HoldsElement(Protocol):
    """What holds an element of ``xml.etree``: a stanza of slixmpp."""

    @property
    def xml(self) -> "ET.Element":
        """The element."""
        ...


if TYPE_CHECKING:
    #: An element of ``xml.etree``.
    StandardElement: TypeAlias = ET.Element
    #: An element or tree of lxml or of ``xml.etree``.
    Tree: TypeAlias = etree._Element | etree._ElementTree | ET.Element | ET.ElementTree[Any]
    #: What is read: text, bytes in UTF-8, or a tree.
    Data: TypeAlias = str | bytes | Tree | HoldsElement
else:  # for typing.get_type_hints: few programs load xml.etree
    StandardElement = Any
    Tree = etree._Element | etree._ElementTree | Any
    Data = str | bytes | Tree


@define(eq=False)
class Source:
    """What was read: the stanzas in it, and the way back from each element to its text.

    ``stanzas`` holds each ``iq``, ``message`` and ``presence``; where there are none, whatever
    elements there are instead. ``text`` is ``None`` for trees that came without text.
    """

    text: str | None
    roots: tuple[etree._Element, ...]
    stanzas: tuple[etree._Element, ...]

    def span(self, element: etree._Element) -> Span | None:
        """Return the place of the start tag of *element*."""
        found = self._found(element)
        return None if found is None else self.to_span(found.start, found.start_end)

    def name_span(self, element: etree._Element) -> Span | None:
        """Return the place of the name of *element*, with the ``<`` before it."""
        found = self._found(element)
        return None if found is None else self.to_span(found.start, found.name_end)

    def attribute_span(self, element: etree._Element, name: str) -> Span | None:
        """Return the place of the attribute called *name*, in Clark notation."""
        found = self._found(element)
        if found is None:
            return None
        if element not in self._attributes:  # one element may have many, each looked for
            self._attributes[element] = {each.name: each for each in found.attributes}
        attribute = written_as(self._attributes[element], name, element)
        return None if attribute is None else self.to_span(attribute.start, attribute.end)

    def to_span(self, offset: int, end_offset: int) -> Span:
        """Return the lines and columns of two offsets into the text."""
        return self._lines.span(offset, end_offset)

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self.text or "")

    @cached_property
    def _attributes(self) -> "dict[etree._Element, dict[str, scanning.ScannedAttribute]]":
        return {}

    @cached_property
    def _places(self) -> "dict[etree._Element, scanning.ScannedElement]":
        from pushstanza.reading.scan import scan  # few want to know

        elements = [each for root in self.roots for each in root.iter("*")]
        scanned = scan(self.text or "").elements
        # In a tree that somebody has changed nothing has its place any more.
        is_changed = len(elements) != len(scanned)
        return {} if is_changed else dict(zip(elements, scanned, strict=True))

    def _found(self, element: etree._Element) -> "scanning.ScannedElement | None":
        return None if self.text is None else self._places.get(element)


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
    if (tree := standard_tree(data)) is not None:
        return _read_stdlib_tree(tree, limits, comments=comments)
    raise UnsupportedDataError.of(data)


def standard_tree(data: Any) -> Any:
    """Return the element or tree of ``xml.etree`` that *data* is or holds, ``None`` without one."""
    if type(data).__module__ == "xml.etree.ElementTree":
        return data
    if any(each.__module__.startswith("slixmpp.") for each in type(data).__mro__):
        return cast("HoldsElement", data).xml
    return None


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


def _read_text(text: str, limits: Limits, *, comments: bool) -> Source:
    roots = roots_of(text, limits, comments=comments)
    return Source(text, roots, stanzas_in(roots))


def _read_tree(root: etree._Element, limits: Limits, *, comments: bool) -> Source:
    if not isinstance(root.tag, str):
        raise XmlError("the tree is a comment or a processing instruction")
    if next(root.iter(etree.Entity), None) is not None:
        raise XmlError("the tree contains an entity reference, which XMPP does not allow")
    if next(root.iter(etree.Comment, etree.PI), None) is not None:
        if not comments:
            raise XmlError("the tree contains a comment or a processing instruction")
        root = deepcopy(root)
        etree.strip_tags(root, etree.Comment, etree.PI)
    check_limits((root,), limits)
    if not tags.namespace(root):
        root = put_in_client(root, "")
    elif root.tag not in STANZA_TAGS:
        root = deepcopy(root)  # its stanzas may have to be renamed
    return Source(None, (root,), stanzas_in((root,)))


def _read_stdlib_tree(data: Any, limits: Limits, *, comments: bool) -> Source:
    import xml.etree.ElementTree as ET  # who has such a tree has it loaded

    root = data.getroot() if isinstance(data, ET.ElementTree) else data
    if root is None:
        raise UnsupportedDataError.of(data, "the tree has no root")
    try:
        made = _without_prefixes(root, limits)
    except (TypeError, ValueError) as error:
        raise UnsupportedDataError.of(data, f"the tree cannot be serialized: {error}") from None
    return _read_tree(made, limits, comments=comments)


def _without_prefixes(root: Any, limits: Limits) -> etree._Element:
    """Return a tree of the standard library, which knows no prefixes, as libraries send it.

    What is nested too deeply is left out, beneath the first element that is; each element costs
    as much as there are around it.
    """
    made = _alone(root, None, "")
    waiting = [(root, made, tags.namespace(made), 1)]
    while waiting:
        given, parent, namespace, depth = waiting.pop()
        if depth > limits.depth:
            continue
        for each in given:
            child = _alone(each, parent, namespace)
            child.tail = each.tail
            waiting.append((each, child, tags.namespace(child), depth + 1))
    return made


def _alone(given: Any, parent: etree._Element | None, around: str) -> etree._Element:
    """Return an element without its children; *around* is the namespace it stands in."""
    if callable(given.tag):
        comment = etree.Comment(given.text)  # or a processing instruction: XMPP allows neither
        if parent is not None:
            parent.append(comment)
        return comment
    if not isinstance(given.tag, str):
        raise TypeError(f"the tag {given.tag!r} is no text")
    namespace = tags.split(given.tag)[0]
    declared = {None: namespace} if namespace != around else None
    if parent is None:
        element = etree.Element(given.tag, nsmap=declared)
    else:  # an element of another document would be moved, which looks at all above it
        element = etree.SubElement(parent, given.tag, nsmap=declared)
    element.attrib.update(given.attrib)
    element.text = given.text
    return element
