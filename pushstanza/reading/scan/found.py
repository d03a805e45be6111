"""What a scan hands out: the elements, attributes and other markup of a text, in their places."""

from collections.abc import Iterator
from typing import NamedTuple

import attrs

from pushstanza.diagnostics import Edit
from pushstanza.diagnostics.records import define, frozen
from pushstanza.reading.scan.damage import Damage
from pushstanza.reading.scan.grammar import ATTRIBUTE, decode


class Markup(NamedTuple):
    """A stretch of markup that is no tag.

    ``kind`` is ``comment``, ``processing-instruction``, ``xml-declaration``, ``cdata`` or
    ``declaration``.
    """

    kind: str
    start: int
    end: int


class ScannedAttribute(NamedTuple):
    """An attribute as it is written.

    ``start`` and ``end`` hold the whole of ``name="value"``, ``value_start`` and ``value_end`` what
    is between the quotes; ``value`` is decoded.
    """

    name: str
    start: int
    end: int
    value_start: int
    value_end: int
    value: str


@define
class Layout:
    """What the elements of one scan share: the text, and how it is repaired."""

    text: str
    edits: list[Edit]
    complete: bool = True


@frozen(eq=False, repr=False)
class ScannedElement:
    """An element as it is written.

    ``start`` is the place of the ``<`` of its start tag, ``start_end`` the place behind the ``>``,
    ``end`` the place behind its end tag. Where one of them is missing, it is the place where it
    belongs.
    """

    name: str
    start: int
    start_end: int
    end: int
    name_start: int
    name_end: int
    parent: "ScannedElement | None"
    _children: "list[ScannedElement]" = attrs.field(alias="children")
    _layout: Layout = attrs.field(alias="layout")
    _written: tuple[ScannedAttribute, ...] | None = attrs.field(alias="written")

    @property
    def attributes(self) -> tuple[ScannedAttribute, ...]:
        """Its attributes and namespace declarations, in the order of the text."""
        if self._written is not None:
            return self._written
        return tuple(attributes_in(self._layout.text, self.name_end, self.start_end))

    @property
    def children(self) -> "tuple[ScannedElement, ...]":
        """The elements in it, in the order of the text."""
        return tuple(self._children)

    def __repr__(self) -> str:
        return f"<ScannedElement {self.name} at {self.start}>"


@frozen(repr=False)
class Scan:
    """What was found in a text.

    ``elements`` are in document order, ``roots`` are those without a parent, ``damages`` are sorted
    by their place. ``comments`` are the comments, processing instructions and XML declarations:
    well-formed, but without a place in an XMPP stream. ``outside`` are the places of text that
    stands outside every element.
    """

    text: str
    elements: tuple[ScannedElement, ...]
    roots: tuple[ScannedElement, ...]
    damages: tuple[Damage, ...]
    comments: tuple[Markup, ...]
    outside: tuple[tuple[int, int], ...]


def attributes_in(text: str, start: int, end: int) -> Iterator[ScannedAttribute]:
    """Return the attributes in the rest of a start tag that has no damage."""
    for match in ATTRIBUTE.finditer(text, start, end):
        group = 3 if match[2] is None else 2
        yield ScannedAttribute(
            match[1], *match.span(), *match.span(group), value=decode(match[group])
        )
