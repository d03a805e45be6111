"""The form of a class in XML: the data for reading, writing and describing it."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

import attrs
from lxml import etree

from pushstanza.binding.faults import Faults
from pushstanza.binding.places import (
    AnyPlace,
    Attribute,
    Child,
    ChildPlace,
    Children,
    ChildText,
    ChildTexts,
    Flag,
    Name,
)
from pushstanza.diagnostics import PushStanzaError


class DeclarationError(PushStanzaError, TypeError):
    """A model is declared incorrectly."""


@attrs.define(eq=False, slots=False)
class Spec:
    """The form of one class in XML, created when the class is declared.

    ``read`` takes an element and the collector of its faults (``None`` if the schema has accepted
    it) and returns the model. ``write`` takes a model, the list to which its text is added, and the
    default namespace there. ``values`` returns the content of a model, for comparison. ``meaning``
    is what the class says of itself.
    """

    cls: type[Any]
    namespace: str
    names: tuple[str, ...]
    places: tuple[AnyPlace, ...]
    values: Callable[[Any], Any]
    meaning: str
    read: Callable[[etree._Element, Faults | None], Any] = attrs.field(init=False)
    write: Callable[[Any, list[str], str], None] = attrs.field(init=False)

    @property
    def tags(self) -> tuple[str, ...]:
        """The names in Clark notation: one, unless the class has several elements."""
        return tuple(f"{{{self.namespace}}}{name}" for name in self.names)

    @cached_property
    def attributes(self) -> tuple[Attribute, ...]:
        """The places of attributes."""
        return tuple(each for each in self.places if isinstance(each, Attribute))

    @cached_property
    def children(self) -> tuple[ChildPlace, ...]:
        """The places of child elements, in the order of writing."""
        return tuple(each for each in self.places if isinstance(each, ChildPlace))

    @cached_property
    def taken(self) -> frozenset[str]:
        """The names of the child elements that have places of their own."""
        tags: set[str] = set()
        for place in self.children:
            match place:
                case Child(spec=inner) | Children(spec=inner):
                    tags.update(inner.tags)
                case ChildText(tag=tag) | ChildTexts(tag=tag) | Flag(tag=tag):
                    tags.add(tag)
        return frozenset(tags)

    def allows(self, tag: str) -> bool:
        """Tell whether an element is allowed among the payloads.

        Elements of the own namespace are not (RFC 6120, section 8.4), nor are those that have a
        place of their own.
        """
        return not tag.startswith(f"{{{self.namespace}}}") and tag not in self.taken


#: Every declared element by its name in Clark notation.
REGISTRY: dict[str, Spec] = {}
#: Every namespace that has a declared element.
NAMESPACES: set[str] = set()
_SPECS: dict[type[Any], Spec] = {}


def register(spec: Spec) -> None:
    """Register *spec* by its class and its element names.

    Raises:
        DeclarationError: An element of that name is already declared.
    """
    for tag in spec.tags:
        if tag in REGISTRY:
            raise DeclarationError(f"{tag} is already declared, by {REGISTRY[tag].cls.__name__}")
    REGISTRY.update(dict.fromkeys(spec.tags, spec))
    NAMESPACES.add(spec.namespace)
    _SPECS[spec.cls] = spec


def tag_of(model: Any) -> str:
    """Return the element name of *model* in Clark notation."""
    spec = spec_of(model.__class__)
    for place in spec.places:
        if isinstance(place, Name):
            return f"{{{spec.namespace}}}{getattr(model, place.field)}"
    return spec.tags[0]


def is_model(annotation: Any) -> bool:
    """Tell whether an annotation is a declared model."""
    return isinstance(annotation, type) and annotation in _SPECS


def spec_of(cls: type[Any]) -> Spec:
    """Return the form of the model *cls* in XML.

    Raises:
        DeclarationError: *cls* is not declared.
    """
    try:
        return _SPECS[cls]
    except KeyError:
        raise DeclarationError(f"{cls.__name__} is not declared with @element") from None


def declared() -> tuple[type[Any], ...]:
    """Return all declared models."""
    return tuple(_SPECS)
