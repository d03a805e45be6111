"""What is declared of elements, attributes and form fields, for hovers and completions."""

import sys
from collections.abc import Iterator
from functools import cache
from typing import Final

import attrs

import pushstanza.stanzas  # noqa: F401 - declares all models
from pushstanza.binding import REGISTRY, Spec, spec_of
from pushstanza.binding.places import (
    XML_LANG,
    Attribute,
    Child,
    ChildPlace,
    Children,
    ChildText,
    ChildTexts,
    Flag,
    Payload,
    Payloads,
)
from pushstanza.diagnostics.records import frozen
from pushstanza.linting.rules.forms.holders import EXPECTED, FORM_TAG, HOLDERS_BY_TAG
from pushstanza.payloads.options import OPTIONS
from pushstanza.reading import tags
from pushstanza.reading.names import PAYLOADS, PUBSUB_ERRORS, PUSH, STANZA_TAGS
from pushstanza.stanzas.forms import VIEWS, FormField, FormView, PublishOptions
from pushstanza.stanzas.rfc6120 import Iq, Message, StanzaError
from pushstanza.stanzas.xep0004 import Field
from pushstanza.stanzas.xep0060 import EventItem, Item
from pushstanza.stanzas.xep0357 import Notification

FORM_TYPE: Final = "FORM_TYPE"
FIELD_TAG: Final = spec_of(Field).tags[0]
#: The typed views by their form types.
VIEWS_BY_TYPE: Final[dict[str, type[FormView]]] = {
    each.FORM_TYPE: each for each in VIEWS if each.FORM_TYPE
}


@frozen
class Allowed:
    """An element that is allowed in another, and what it is there."""

    tag: str
    doc: str

    @property
    def spec(self) -> Spec | None:
        """Its model, if it has one of its own."""
        found: Spec | None = REGISTRY.get(self.tag)
        return found


def children_of(tag: str | None) -> Iterator[Allowed]:
    """Yield what is allowed in an element, each once; without one, what may stand alone."""
    spec = None if tag is None else REGISTRY.get(tag)
    if tag is None or (spec is None and tag not in _texts()):
        alone = (each for each in (*payloads(), FORM_TAG) if tags.split(each)[1] in PAYLOADS)
        yield from (Allowed(each, REGISTRY[each].meaning) for each in (*_stanzas(), *alone))
        return
    found = (
        {}
        if spec is None
        else {each: place.doc for place in spec.children for each in _tags_of(place)}
    )
    if spec is not None and any(isinstance(each, Payload | Payloads) for each in spec.places):
        for each in payloads():
            if spec.allows(each) and _suits(each, spec):
                found.setdefault(each, REGISTRY[each].meaning)
    yield from (Allowed(each, doc) for each, doc in found.items())


def _suits(payload: str, spec: Spec) -> bool:
    """Tell whether a payload is one that an element is likely to hold, of those that it may."""
    namespace, name = tags.split(payload)
    if spec.cls is StanzaError:
        return namespace == PUBSUB_ERRORS
    if spec.cls in {Item, EventItem}:
        return namespace == PUSH
    is_payload = name in PAYLOADS and name not in _IN_ITEMS
    return (spec.cls is Iq and is_payload) or (
        spec.cls is Message and namespace != PUBSUB_ERRORS and name not in _IN_ITEMS
    )


#: What stands in the items of nodes, and in no stanza itself.
_IN_ITEMS: Final = frozenset(spec_of(Notification).names)


def child_of(tag: str | None, child: str) -> Allowed | None:
    """Return what is declared of an element in another."""
    return next((each for each in children_of(tag) if each.tag == child), None)


def _tags_of(place: ChildPlace) -> tuple[str, ...]:
    match place:
        case Child(spec=inner) | Children(spec=inner):
            return inner.tags
        case ChildText(tag=tag) | ChildTexts(tag=tag) | Flag(tag=tag):
            return (tag,)
        case _:
            return ()


@cache
def _stanzas() -> tuple[str, ...]:
    return tuple(each for each in REGISTRY if each in STANZA_TAGS)


@cache
def payloads() -> tuple[str, ...]:
    """Return the elements that stanzas and items hold: those that no other has a place for."""
    placed = {
        tag for spec in REGISTRY.values() for place in spec.children for tag in _tags_of(place)
    }
    return tuple(each for each in REGISTRY if each not in placed and each not in STANZA_TAGS)


@cache
def _texts() -> frozenset[str]:
    """Return the elements that hold nothing but text, and have no model."""
    return frozenset(
        place.tag
        for spec in REGISTRY.values()
        for place in spec.children
        if isinstance(place, ChildText | ChildTexts | Flag)
    )


def attribute_name(place: Attribute) -> str:
    """Return an attribute as it is written."""
    return "xml:lang" if place.name == XML_LANG else place.name


def attribute_of(tag: str, name: str) -> Attribute | None:
    """Return what is declared of an attribute of an element."""
    spec = REGISTRY.get(tag)
    found = () if spec is None else spec.attributes
    return next((each for each in found if attribute_name(each) == name), None)


def is_required(place: Attribute) -> bool:
    """Tell whether an attribute has to be written."""
    return place.default is attrs.NOTHING


def required_attributes(tag: str) -> tuple[Attribute, ...]:
    """Return the attributes that an element has to have."""
    spec = REGISTRY.get(tag)
    return () if spec is None else tuple(filter(is_required, spec.attributes))


def document_of(spec: Spec) -> str:
    """Return the title of the document that specifies an element."""
    return (sys.modules[spec.cls.__module__].__doc__ or "").partition("\n")[0].rstrip(".")


@cache
def namespaces() -> dict[str, tuple[str, ...]]:
    """Return the declared namespaces, each with the names of its elements."""
    found: dict[str, list[str]] = {}
    for tag in REGISTRY:
        namespace, name = tags.split(tag)
        found.setdefault(namespace, []).append(name)
    return {namespace: tuple(names) for namespace, names in found.items()}


# ---- forms ----


def view_of(form_type: str | None, holder: str | None) -> type[FormView] | None:
    """Return the view of a form, by its form type, or by the element that holds it."""
    if form_type in VIEWS_BY_TYPE:
        return VIEWS_BY_TYPE[form_type]
    return VIEWS_BY_TYPE.get(expected_form_type(holder) or "")


def meaning_of(view: type[FormView]) -> str:
    """Return what the forms of a view are for."""
    meaning: str = vars(view)["__doc__"].meaning
    return meaning


def expected_form_type(holder: str | None) -> str | None:
    """Return the form type that an element calls for."""
    found = HOLDERS_BY_TAG.get(holder or "")
    return None if found is None else EXPECTED[found]


def field_of(view: type[FormView] | None, var: str | None) -> FormField | None:
    """Return what is declared of a field of a form."""
    fields = () if view is None else view.FIELDS
    return next((each for each in fields if each.var == var), None)


def values_of(view: type[FormView] | None, field: FormField) -> tuple[str, ...]:
    """Return the values of a field that has few."""
    if view is PublishOptions and field.var in OPTIONS:
        return OPTIONS[field.var].words or field.codec.few
    return field.codec.few
