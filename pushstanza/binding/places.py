"""The places of an element: where its values are in the XML. The list of kinds is closed.

Each use of places (reading, writing, describing, generating examples) is a module of its own, with
one ``match`` over the kinds. A place is made once, when its element is declared, and compared with
no other: attrs need not write methods for that, which every user's start-up would pay for.
"""

from collections.abc import Callable
from typing import Any, Protocol, TypeAlias

import attrs
from lxml import etree

from pushstanza.binding.codecs import Codec
from pushstanza.diagnostics.records import frozen
from pushstanza.reading import names

XML_LANG = f"{{{names.XML}}}lang"

#: Whether a value is masked when it is shown; a function gets the whole model.
Secret: TypeAlias = bool | Callable[[Any], bool]


def is_hidden(secret: Secret, model: Any) -> bool:
    """Tell whether the value of a place with that *secret* is masked in *model*."""
    return secret(model) if callable(secret) else secret


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


@frozen(eq=False, repr=False)
class Place:
    """A place of any kind: the field that it fills, and its description.

    ``required`` places must be present; ``optional`` places may be ``None``. What a place with a
    ``secret`` holds is not shown.
    """

    field: str
    required: bool
    optional: bool
    default: Any
    doc: str
    secret: Secret


@frozen(eq=False, repr=False)
class Attribute(Place):
    """An XML attribute; ``name`` in Clark notation."""

    name: str
    codec: Codec


@frozen(eq=False, repr=False)
class Content(Place):
    """The character data of the element itself."""

    codec: Codec


@frozen(eq=False, repr=False)
class Name(Place):
    """The local name of the element itself, for elements that differ only in their names."""

    codec: Codec


@frozen(eq=False, repr=False)
class Child(Place):
    """One child element with a model; further ones are kept in ``extra``."""

    spec: ElementSpec


@frozen(eq=False, repr=False)
class Children(Place):
    """All child elements with a certain model."""

    spec: ElementSpec


@frozen(eq=False, repr=False)
class ChildText(Place):
    """The text of one child element that has nothing but text."""

    tag: str
    codec: Codec


@frozen(eq=False, repr=False)
class ChildTexts(Place):
    """The texts of all child elements of a name that have nothing but text."""

    tag: str
    codec: Codec


@frozen(eq=False, repr=False)
class Flag(Place):
    """An empty child element whose presence means true."""

    tag: str


@frozen(eq=False, repr=False)
class Payload(Place):
    """One child of any kind: its model, or else an ``Unknown``."""


@frozen(eq=False, repr=False)
class Payloads(Place):
    """All children of any kind for which there is no other place."""


ChildPlace: TypeAlias = Child | Children | ChildText | ChildTexts | Flag | Payload | Payloads
AnyPlace: TypeAlias = Attribute | Content | Name | ChildPlace

#: The key of a declaration in the metadata of an attrs field.
DECLARED = "pushstanza"


@frozen(eq=False, repr=False)
class Declared:
    """The arguments of a field function; the annotation has the rest."""

    kind: str
    name: str | None
    default: Any
    doc: str
    secret: Secret = False

    def field(self) -> Any:
        """Return the field of attrs."""
        return attrs.field(default=self.default, metadata={DECLARED: self})


def attribute(
    *, name: str | None = None, default: Any = attrs.NOTHING, doc: str = "", secret: Secret = False
) -> Any:
    """Declare an XML attribute; *name* is given if it differs from that of the field."""
    return Declared("attribute", name, default, doc, secret)


def content(*, default: Any = attrs.NOTHING, doc: str = "", secret: Secret = False) -> Any:
    """Declare the character data of the element."""
    return Declared("content", None, default, doc, secret)


def element_name(*, doc: str = "") -> Any:
    """Declare the local name of the element, if one class models several elements."""
    return Declared("name", None, attrs.NOTHING, doc)


def child(
    *, name: str | None = None, default: Any = attrs.NOTHING, doc: str = "", secret: Secret = False
) -> Any:
    """Declare one child element: a model, or the text of an element called *name*."""
    return Declared("child", name, default, doc, secret)


def children(
    *, name: str | None = None, default: Any = (), doc: str = "", secret: Secret = False
) -> Any:
    """Declare any number of child elements, as a tuple."""
    return Declared("children", name, default, doc, secret)


def flag(*, name: str | None = None, default: bool = False, doc: str = "") -> Any:
    """Declare an empty child element that is present or absent."""
    return Declared("flag", name, default, doc)


def payload(*, default: Any = None, doc: str = "") -> Any:
    """Declare a place for one child of any kind."""
    return Declared("payload", None, default, doc)


def payloads(*, default: Any = (), doc: str = "") -> Any:
    """Declare a place for all children that have no other place."""
    return Declared("payloads", None, default, doc)


def plain(*, default: Any = None, kw_only: bool = True) -> Any:
    """Declare a field that has no place of its own in the XML."""
    return attrs.field(default=default, kw_only=kw_only)
