"""Whether the candidates do the same: they hold the same values, and write the same XML."""

import dataclasses
import enum
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs
from candidates.candidate import Candidate
from lxml import etree


def unequal(candidate: Candidate, kind: str, text: str) -> str:
    """Return in what a candidate differs from a stanza that it reads and writes, or nothing."""
    read = candidate.parsers[kind](text)
    expected = Counter(_values_of_xml(text))
    found = Counter(each for each in values_in(candidate.values(read)) if each)
    if found != expected:
        return f"holds other values: {[*(found - expected), *(expected - found)]}"
    if candidate.serialize is not None:
        written = candidate.serialize(read)
        if _canonical(written) != _canonical(text):
            return f"writes something else: {written}"
    return ""


def _values_of_xml(text: str) -> Iterator[str]:
    for element in etree.fromstring(text).iter("*"):
        yield from element.attrib.values()
        if element.text:
            yield element.text


def values_in(value: Any) -> Iterator[str]:
    """Yield the texts that an object holds, those in the objects in it, too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, enum.Enum):
        yield value.value
    elif type(value).__name__ in {"Jid", "JID"}:
        yield str(value)
    elif isinstance(value, etree._Element):
        yield from _values_of_xml(etree.tostring(value, encoding="unicode"))
    elif value is not None and not isinstance(value, bool):
        for each in _parts_of(value):
            yield from values_in(each)


def _parts_of(value: Any) -> Iterable[Any]:
    """Return the members of a collection, or the fields of an object of any library."""
    if isinstance(value, list | tuple):
        return value
    if isinstance(value, Mapping):
        return [each for key, each in value.items() if not str(key).startswith("@xmlns")]
    if attrs.has(type(value)):
        names = [field.name for field in attrs.fields(type(value))]
    elif dataclasses.is_dataclass(value):
        names = [field.name for field in dataclasses.fields(value)]
    else:
        names = [*type(value).model_fields]
    return [getattr(value, name) for name in names]


def _canonical(text: str) -> str:
    """Return the one text of all that are the same XML."""
    return etree.canonicalize(text, strip_text=True, rewrite_prefixes=True)
