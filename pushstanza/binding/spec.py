"""The form of a class in XML: the data for reading, writing and describing it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

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
from pushstanza.diagnostics.records import define

if TYPE_CHECKING:
    import xml.etree.ElementTree as ET


class DeclarationError(PushStanzaError, TypeError):
    """A model is declared incorrectly."""


#: Models that were read, each with its element: children before their parents.
ModelsRead: TypeAlias = list[tuple[etree._Element, Any]]


@define(eq=False)
class Spec:
    """The form of one class in XML, created when the class is declared.

    ``read`` takes an element and the collector of its faults, and returns the model. ``read_valid``
    does for an element that the schemas have accepted, and takes a list if it is to be known which
    models were read of which elements. ``write`` takes a model, the list to which its text is
    added, and the default namespace there. ``values`` returns the content of a model, for
    comparison. ``meaning`` is what the class says of itself.
    """

    cls: type[Any]
    namespace: str
    names: tuple[str, ...]
    places: tuple[AnyPlace, ...]
    values: Callable[[Any], Any]
    meaning: str
    read: Callable[[etree._Element, Faults], Any] = attrs.field(init=False)
    read_valid: Callable[[etree._Element, ModelsRead | None], Any] = attrs.field(init=False)
    read_exact: "Callable[[ET.Element], Any]" = attrs.field(init=False)
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


#: Every namespace that has a declared element.
NAMESPACES: set[str] = set()


class Registry(Mapping[str, Spec]):
    """Every declared element by its name in Clark notation.

    The models of a namespace are imported when one of its elements is looked up first, and all of
    them when the names are listed.
    """

    def __init__(self) -> None:
        self._specs: dict[str, Spec] = {}
        self._modules: dict[str, str] = {}  # by the namespaces that they declare
        self._is_complete = True

    def provide(self, module: str, namespaces: Iterable[str]) -> None:
        """Note that importing *module* declares the elements of *namespaces*."""
        for namespace in namespaces:
            self._modules[namespace] = module
            NAMESPACES.add(namespace)
        self._is_complete = False

    def module_of(self, namespace: str) -> str | None:
        """Return the module of this package that declares the elements of a namespace."""
        return self._modules.get(namespace)

    def add(self, spec: Spec) -> None:
        """Add what is declared.

        Raises:
            DeclarationError: An element of that name is already declared.
        """
        for tag in spec.tags:
            if tag in self._specs:
                raise DeclarationError(f"{tag} is already declared, by {self[tag].cls.__name__}")
        self._specs.update(dict.fromkeys(spec.tags, spec))
        NAMESPACES.add(spec.namespace)
        _SPECS[spec.cls] = spec

    def get(self, tag: str, default: Any = None) -> Any:
        """Return the form of the element called *tag*."""
        return self._specs.get(tag) or self._imported(tag) or default

    def __getitem__(self, tag: str) -> Spec:
        found = self.get(tag)
        if found is None:
            raise KeyError(tag)
        return cast("Spec", found)

    def __contains__(self, tag: object) -> bool:
        return self.get(str(tag)) is not None

    def __iter__(self) -> Iterator[str]:
        self.load()
        return iter(self._specs)

    def __len__(self) -> int:
        self.load()
        return len(self._specs)

    def of(self, namespace: str) -> list[Spec]:
        """Return what is declared in a namespace."""
        if namespace in self._modules:
            import_module(self._modules[namespace])
        return [spec for spec in _SPECS.values() if spec.namespace == namespace]

    def _imported(self, tag: str) -> Spec | None:
        """Return what is declared in a module that may not be imported yet."""
        module = self._modules.get(tag[1:].partition("}")[0])
        if module is None:
            return None
        import_module(module)
        return self._specs.get(tag)

    def load(self) -> None:
        """Import all models, and put what is declared into the order of the modules."""
        if self._is_complete:
            return
        order = [*dict.fromkeys(self._modules.values())]
        for module in order:
            import_module(module)

        def number(spec: Spec) -> int:
            module = spec.cls.__module__
            return order.index(module) if module in order else len(order)

        _sort(self._specs, number)
        _sort(_SPECS, number)
        self._is_complete = True


def _sort(table: dict[Any, Spec], number: Callable[[Spec], int]) -> None:
    in_order = sorted(table.items(), key=lambda item: number(item[1]))
    table.clear()
    table.update(in_order)


REGISTRY: Final = Registry()
_SPECS: Final[dict[type[Any], Spec]] = {}


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
    REGISTRY.load()
    return tuple(_SPECS)
