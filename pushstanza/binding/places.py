"""The places of an element, where its values stand: data, and a closed list of kinds.

Each use of a place (reading, writing, describing, making examples) is a module of its own with
one ``match`` over the kinds.
"""

from collections.abc import Callable
from typing import Any, Protocol, TypeAlias

import attrs
from lxml import etree

from pushstanza.binding.codecs import Codec
from pushstanza.reading import names

XML_LANG = f"{{{names.XML}}}lang"

#: Says whether a value is to be masked where it is shown; gets the whole model.
Secret: TypeAlias = bool | Callable[[Any], bool]


class ElementSpec(Protocol):
    """What a place has to know of the elements in it: a part of their ``Spec``."""

    cls: type[Any]
    names: tuple[str, ...]
    read: Callable[[etree._Element, Any], Any]
    write: Callable[[Any, list[str], str], None]

    @property
    def tags(self) -> tuple[str, ...]:
        """Their names in Clark notation."""
        ...


@attrs.frozen
class Place:
    """What all kinds of places have: the field they fill, and what is said about it.

    ``required`` places have to be there; ``optional`` ones may hold ``None``.
    """

    field: str
    required: bool
    optional: bool
    default: Any
    doc: str
    secret: Secret


@attrs.frozen
class Attribute(Place):
    """An XML attribute; ``name`` in Clark notation."""

    name: str
    codec: Codec


@attrs.frozen
class Content(Place):
    """The character data of the element itself."""

    codec: Codec


@attrs.frozen
class Name(Place):
    """The local name of the element itself, for elements that differ in it alone."""

    codec: Codec


@attrs.frozen
class Child(Place):
    """One child element of a declared kind; further ones are kept in ``extra``."""

    spec: ElementSpec


@attrs.frozen
class Children(Place):
    """All child elements of a declared kind."""

    spec: ElementSpec


@attrs.frozen
class ChildText(Place):
    """The text of one child element that holds nothing else."""

    tag: str
    codec: Codec


@attrs.frozen
class ChildTexts(Place):
    """The texts of all such child elements."""

    tag: str
    codec: Codec


@attrs.frozen
class Flag(Place):
    """An empty child element that says by being there."""

    tag: str


@attrs.frozen
class Payload(Place):
    """One child of any kind: of a declared one by its name, else kept whole."""


@attrs.frozen
class Payloads(Place):
    """All children that no other place takes, of any kind."""


ChildPlace: TypeAlias = Child | Children | ChildText | ChildTexts | Flag | Payload | Payloads
AnyPlace: TypeAlias = Attribute | Content | Name | ChildPlace

#: The key under which a field function leaves its words in the metadata of an attrs field.
DECLARED = "pushstanza"


@attrs.frozen
class Declared:
    """What a field function was told; the annotation says the rest."""

    kind: str
    name: str | None = None
    doc: str = ""
    secret: Secret = False


def _field(declared: Declared, default: Any) -> Any:
    return attrs.field(default=default, metadata={DECLARED: declared})


def attribute(
    *, name: str | None = None, default: Any = attrs.NOTHING, doc: str = "", secret: Secret = False
) -> Any:
    """Declare an XML attribute; *name* where it differs from the field's."""
    return _field(Declared("attribute", name, doc, secret), default)


def content(*, default: Any = attrs.NOTHING, doc: str = "", secret: Secret = False) -> Any:
    """Declare the character data of the element."""
    return _field(Declared("content", None, doc, secret), default)


def element_name(*, doc: str = "") -> Any:
    """Declare the local name of the element, where one class stands for several elements."""
    return _field(Declared("name", None, doc), attrs.NOTHING)


def child(
    *, name: str | None = None, default: Any = attrs.NOTHING, doc: str = "", secret: Secret = False
) -> Any:
    """Declare one child element: a model, or the text of an element called *name*."""
    return _field(Declared("child", name, doc, secret), default)


def children(
    *, name: str | None = None, default: Any = (), doc: str = "", secret: Secret = False
) -> Any:
    """Declare any number of child elements, in a tuple."""
    return _field(Declared("children", name, doc, secret), default)


def flag(*, name: str | None = None, default: bool = False, doc: str = "") -> Any:
    """Declare an empty child element that is there or not."""
    return _field(Declared("flag", name, doc), default)


def payload(*, default: Any = None, doc: str = "") -> Any:
    """Declare a place for one child of any kind."""
    return _field(Declared("payload", None, doc), default)


def payloads(*, default: Any = (), doc: str = "") -> Any:
    """Declare a place for all children that no other place takes."""
    return _field(Declared("payloads", None, doc), default)


def plain(*, default: Any = None, kw_only: bool = True) -> Any:
    """Declare a field that stands nowhere in the XML by itself."""
    return attrs.field(default=default, kw_only=kw_only)
