"""The schemas that belong to this package: where they are, and what they declare."""

from collections.abc import Iterable
from functools import cache
from importlib import import_module
from pathlib import Path

import attrs
from lxml import etree

from pushstanza.diagnostics import PushStanzaError
from pushstanza.diagnostics.records import frozen
from pushstanza.reading import tags
from pushstanza.reading.names import DRAFTS

#: A folder of files: libxml2 and xmlschema open the schemas by name.
FOLDER: Path = import_module("pushstanza.schemas").path("all.xsd").parent

_XS = "{http://www.w3.org/2001/XMLSchema}"

_ELEMENT = _XS + "element"
_SIMPLE = _XS + "simpleType"
_ATTRIBUTE_DECLARED = _XS + "attribute"

#: How many words of a list a sentence shows.
_LISTED = 12


class SchemaError(PushStanzaError):
    """The schemas that belong to this package cannot be loaded."""


@frozen
class Declared:
    """An element as its schema has it; a type is described by what a value must be."""

    children: list[str] = attrs.Factory(list)
    attributes: dict[str, str] = attrs.Factory(dict)
    text: str | None = None  # None where it holds elements
    is_nested: bool = False  # whether another element of its namespace refers to it


@frozen
class Known:
    """What is declared, by Clark names."""

    elements: dict[str, Declared]
    attributes: dict[str, str]
    namespaces: set[str]


@cache
def known() -> Known:
    """Return what all schemas declare."""
    umbrella = _read("all.xsd")
    schemas = {
        str(each.get("namespace")): _read(str(each.get("schemaLocation")))
        for each in umbrella.iterchildren(_XS + "import")
    }
    elements: dict[str, Declared] = {}
    attributes: dict[str, str] = {}
    for namespace, schema in schemas.items():
        musts = {str(each.get("name")): _must(each) for each in schema.iterchildren(_SIMPLE)}
        refs = {each.get("ref") for each in schema.iter(_ELEMENT)}
        for each in schema.iterchildren(_ATTRIBUTE_DECLARED):
            must = musts[str(each.get("type")).removeprefix("xml:")]
            attributes[f"{{{namespace}}}{each.get('name')}"] = must
        for each in schema.iterchildren(_ELEMENT):
            name = each.get("name")
            elements[f"{{{namespace}}}{name}"] = _declared(each, musts, is_nested=name in refs)
    return Known(elements, attributes, {*schemas})


def declaration_of(element: etree._Element) -> Declared:
    """Return how an element is declared, as an empty one where it is not."""
    return known().elements.get(str(element.tag), Declared())


def homes_of(element: etree._Element) -> list[str]:
    """Return the namespaces that have an element so called which may stand by itself.

    Those of drafts are left out: who forgets or misspells a namespace means the flow's.
    """
    name = tags.local(element)
    return [
        namespace
        for namespace in sorted(known().namespaces - DRAFTS)
        if (declared := known().elements.get(f"{{{namespace}}}{name}")) and not declared.is_nested
    ]


def _read(name: str) -> etree._Element:
    return etree.fromstring((FOLDER / name).read_bytes())


def _must(simple: etree._Element) -> str:
    note = simple.findtext(f"{_XS}annotation/{_XS}documentation")
    words = [each.get("value") or "" for each in simple.iter(_XS + "enumeration")]
    return note or f"one of {listed(filter(None, words))}"


def _declared(element: etree._Element, musts: dict[str, str], *, is_nested: bool) -> Declared:
    content = element.find(f".//{_XS}extension")
    text = element.get("type") if content is None else content.get("base")
    return Declared(
        [str(each.get("ref")) for each in element.iterdescendants(_ELEMENT)],
        {
            str(each.get("name") or each.get("ref")): musts.get(str(each.get("type")), "text")
            for each in element.iterdescendants(_ATTRIBUTE_DECLARED)
        },
        None if text in {None, "empty"} else musts.get(str(text), "text"),
        is_nested,
    )


def listed(words: Iterable[str]) -> str:
    """Return words for a sentence, not all of them where there are many."""
    first = [*words]
    return ", ".join(first if len(first) <= _LISTED else [*first[: _LISTED - 2], "…"])
