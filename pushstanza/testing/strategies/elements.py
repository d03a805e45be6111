"""Hypothesis strategies for all models, generated from their places."""

from datetime import UTC, datetime
from enum import Enum
from functools import lru_cache
from typing import Any, TypeVar

from hypothesis import strategies as st
from lxml import etree

from pushstanza.binding import Model, Spec, Unknown, spec_of
from pushstanza.binding.codecs import Codec
from pushstanza.binding.places import (
    AnyPlace,
    Attribute,
    Child,
    Children,
    ChildText,
    ChildTexts,
    Content,
    Flag,
    Name,
    Payload,
    Payloads,
)
from pushstanza.binding.spec import declared
from pushstanza.diagnostics.arguments import public
from pushstanza.jid import Jid
from pushstanza.stanzas import rfc6120, xep0060_errors
from pushstanza.testing.strategies.values import LABELS, jids, texts

_M = TypeVar("_M", bound=Model)

#: Strategies for text in a certain format, by the name of its codec.
_TEXTS: dict[str, st.SearchStrategy[str]] = {
    "language tag": st.sampled_from(["en", "de-AT", "zh-Hans", ""]),
    "name": st.sampled_from(["push", "pep", "flat"]),
    "date and time, or presence": st.sampled_from(["presence", "2026-01-31T12:00:00Z"]),
}


@public
def unknowns(*, without: str = "") -> st.SearchStrategy[Unknown]:
    """Return a strategy for elements without a model, in other namespaces than *without*."""
    namespaces = st.sampled_from(["urn:example:a", "tigase:push:priority:0", "urn:example:b"])
    return st.builds(
        _unknown,
        LABELS,
        namespaces.filter(lambda namespace: namespace != without),
        st.from_regex(r"[a-z ]{0,9}", fullmatch=True),
    )


def _unknown(name: str, namespace: str, text: str) -> Unknown:
    element = etree.Element(f"{{{namespace}}}{name}", nsmap={None: namespace})
    element.text = text
    return Unknown.of(element)


@public
def models(cls: type[_M], *, depth: int = 2) -> st.SearchStrategy[_M]:
    """Return a strategy for models of *cls*, with payloads up to *depth* levels deep.

    Raises:
        WrongTypeError: *cls* is not the class of a model.
    """
    return _models(spec_of(cls), depth)


@lru_cache(1024)  # to make and check one again for every example takes longer than to draw from it
def _models(spec: Spec, depth: int) -> st.SearchStrategy[Any]:
    fields = {place.field: _values(place, spec, depth) for place in spec.places}
    return st.fixed_dictionaries(fields).map(
        lambda values: spec.cls(**_consistent(spec.cls, values))
    )


def stanzas() -> st.SearchStrategy[rfc6120.Stanza]:
    """Return a strategy for whole stanzas."""
    return models(rfc6120.Iq) | models(rfc6120.Message)


def _values(place: AnyPlace, spec: Spec, depth: int) -> st.SearchStrategy[Any]:
    match place:
        case Attribute(codec=codec) | Content(codec=codec) | Name(codec=codec):
            found = _codec(codec)
        case ChildText(codec=codec):
            found = _codec(codec)
        case Child(spec=inner):
            found = st.deferred(lambda: models(inner.cls, depth=depth))
        case Children(spec=inner):
            found = st.lists(st.deferred(lambda: models(inner.cls, depth=depth)), max_size=2)
        case ChildTexts(codec=codec):
            found = st.lists(_codec(codec), max_size=2)
        case Flag():
            found = st.booleans()
        case Payload():
            found = _payloads(spec, depth)
        case Payloads():
            found = st.lists(_payloads(spec, depth), max_size=2)
    return st.none() | found if place.optional else found


def _consistent(cls: type[Model], values: dict[str, Any]) -> dict[str, Any]:
    """Return values that do not contradict each other."""
    if cls is rfc6120.Condition and values["name"] not in {"gone", "redirect"}:
        return {**values, "uri": ""}
    if cls is xep0060_errors.PubsubError:
        is_unsupported = values["condition"] == "unsupported"
        return {**values, "feature": (values["feature"] or "rsm") if is_unsupported else None}
    return values


#: The models of this library: those of a program are not in every test of it.
_OURS = [cls for cls in declared() if cls.__module__.startswith("pushstanza.")]


def _payloads(parent: Spec, depth: int) -> st.SearchStrategy[Any]:
    foreign = unknowns(without=parent.namespace)
    if depth == 0:
        return foreign
    choices = [cls for cls in _OURS if all(map(parent.allows, spec_of(cls).tags))]
    chosen = st.sampled_from(choices).flatmap(lambda cls: models(cls, depth=depth - 1))
    return foreign | chosen


def _codec(codec: Codec) -> st.SearchStrategy[Any]:
    if issubclass(codec.type, Enum):
        return st.sampled_from(codec.type)
    if codec.words is not None:
        return st.sampled_from(codec.words)
    if codec.name in _TEXTS:
        return _TEXTS[codec.name]
    return {
        str: texts(),
        int: st.integers(1, 2**31),
        bool: st.booleans(),
        datetime: st.datetimes(timezones=st.just(UTC)),
        Jid: jids(),
    }[codec.type]
