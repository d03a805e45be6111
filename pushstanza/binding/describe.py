"""A model as the rows of a table in the documentation, and as its docstring."""

import sys
from collections.abc import Iterator
from textwrap import indent

import attrs
from lxml import etree

from pushstanza.binding.codecs import Codec
from pushstanza.binding.places import (
    XML_LANG,
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
from pushstanza.binding.spec import Spec
from pushstanza.diagnostics.records import frozen
from pushstanza.reading import tags


@frozen
class Row:
    """One place of a model: its field, its form in XML, its type, and its description."""

    field: str
    xml: str
    type: str
    required: bool
    doc: str


def describe(spec: Spec) -> Iterator[Row]:
    """Yield a row for each place of a model."""
    for place in spec.places:
        required = place.default is attrs.NOTHING
        yield Row(place.field, _xml(place), _type(place), required, place.doc)


def docstring(spec: Spec) -> str:
    """Return the docstring of a model: its meaning, source, XML and arguments."""
    source = (sys.modules[spec.cls.__module__].__doc__ or "").partition("\n")[0]
    arguments = [
        f"{row.field}: {row.type}{', required' if row.required else ''}. {row.doc}"
        for row in describe(spec)
    ]
    return "\n".join(
        (
            spec.meaning,
            "",
            f"Source: {source}",
            "",
            "XML::",
            "",
            indent(shape(spec), "    "),
            "Args:",
            indent("\n".join(arguments), "    "),
            "    extra: Other attributes and child elements, which are kept and written back.",
            "",
            "Raises:",
            "    WrongTypeError, WrongValueError: An argument is not allowed, missing or unknown.",
        )
    )


def shape(spec: Spec) -> str:
    """Return the element of a model, with all that it may hold; types stand for values."""
    root = etree.Element(spec.tags[0], nsmap={None: spec.namespace})
    for place in spec.places:
        match place:
            case Attribute(name=name, codec=codec):
                root.set(name, "|".join(codec.words) if codec.words else codec.name)
            case Content():
                root.text = "text"
            case Child(spec=inner) | Children(spec=inner):
                namespace, _ = tags.split(inner.tags[0])
                etree.SubElement(root, inner.tags[0], nsmap={None: namespace})
            case ChildText(tag=tag) | ChildTexts(tag=tag) | Flag(tag=tag):
                etree.SubElement(root, tag)
            case Payload() | Payloads():
                root.append(etree.Comment(f" {_xml(place)} "))
            case Name():
                pass
    return etree.tostring(root, encoding="unicode", pretty_print=True)


def _xml(place: AnyPlace) -> str:
    match place:
        case Attribute(name=name):
            return f"attribute {'xml:lang' if name == XML_LANG else name}"
        case Content():
            return "its text"
        case Name():
            return "its name"
        case Child(spec=spec) | Children(spec=spec):
            return " or ".join(f"<{name}>" for name in spec.names[:3]) + " …" * (
                len(spec.names) > 3
            )
        case ChildText(tag=tag) | ChildTexts(tag=tag) | Flag(tag=tag):
            return f"<{tag.rpartition('}')[2]}>"
        case Payload():
            return "any other element"
        case Payloads():
            return "all other elements"


def _type(place: AnyPlace) -> str:
    match place:
        case Attribute(codec=codec) | Content(codec=codec) | Name(codec=codec):
            return _codec(codec)
        case ChildText(codec=codec):
            return _codec(codec)
        case ChildTexts(codec=codec):
            return f"any number of {_codec(codec)}"
        case Child(spec=spec):
            return spec.cls.__name__
        case Children(spec=spec):
            return f"any number of {spec.cls.__name__}"
        case Flag():
            return "present or absent"
        case Payload():
            return "a model or Unknown"
        case Payloads():
            return "any number of models or Unknown"


def _codec(codec: Codec) -> str:
    return ", ".join(codec.words) if codec.words else codec.name
