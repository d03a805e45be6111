"""The JSON Schema (2020-12) of a class in the form of this package."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, TypeAlias, get_args, get_origin

import attrs

from pushstanza.binding.codecs import Codec, without_none
from pushstanza.binding.element import Model
from pushstanza.binding.plain.annotations import alternatives, bare, codec_of, is_any_model
from pushstanza.binding.plain.keys import Key, keys_of
from pushstanza.binding.plain.leaves import DATE_TIME
from pushstanza.binding.plain.names import MODEL, name_of, named_models
from pushstanza.binding.spec import Spec, is_model, spec_of
from pushstanza.binding.unknown import Unknown

Schema: TypeAlias = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"

#: The name of the definition for a payload of any class.
ANY = "AnyModel"


def schema_of(cls: type[Any]) -> Schema:
    """Return the schema of the objects of *cls*, with all that it refers to."""
    made = _Definitions()
    start = made.reference(cls)
    return {
        "$schema": DIALECT,
        "title": cls.__name__,
        **start,
        "$defs": {name: made.found[name] for name in sorted(made.found)},
    }


class _Definitions:
    """The definitions that a schema needs, each made when it is first referred to."""

    def __init__(self) -> None:
        self.found: dict[str, Schema] = {}

    def reference(self, cls: type[Any]) -> Schema:
        """Return a reference to the definition of a class."""
        name = ANY if cls is Model else name_of(cls) if is_model(cls) else cls.__name__
        if name not in self.found:
            self.found[name] = {}  # it may refer to itself
            self.found[name] = self._any_model() if cls is Model else self._object(cls, name)
        return {"$ref": f"#/$defs/{_escaped(name)}"}

    def _object(self, cls: type[Any], name: str) -> Schema:
        if cls is Unknown:
            return _closed(cls, name, {"xml": _UNKNOWN_XML}, ["xml"])
        spec = spec_of(cls) if is_model(cls) else None
        keys = keys_of(cls)
        properties = {key.name: self._property(key, spec) for key in keys}
        if "extra" in properties:
            properties["extra"]["description"] = _EXTRA
        return _closed(cls, name, properties, [key.name for key in keys if key.is_required])

    def _property(self, key: Key, spec: Spec | None) -> Schema:
        found = self._value(key.type, spec)
        limits = {"minimum": key.minimum, "maximum": key.maximum}
        found.update({name: limit for name, limit in limits.items() if limit is not None})
        return {**({"description": key.doc} if key.doc else {}), **found}

    def _value(self, annotation: Any, spec: Spec | None) -> Schema:
        inner, optional = without_none(bare(annotation))
        found = self._given(inner, spec)
        return _or_null(found) if optional else found

    def _given(self, inner: Any, spec: Spec | None) -> Schema:
        if is_any_model(inner):
            return self._payload(spec)
        if attrs.has(inner):
            return self.reference(inner)
        items = get_args(inner)
        if get_origin(inner) is tuple:
            item = self._value(items[0], spec)
            pair = {} if items[1] is Ellipsis else {"minItems": len(items), "maxItems": len(items)}
            return {"type": "array", "items": item, **pair}
        if get_origin(inner) is Mapping:
            values = {"additionalProperties": {"type": "string"}} if items[1] is str else {}
            return {"type": "object", **values}
        if get_origin(inner) is Literal:
            return {"enum": [*items]}
        if choices := alternatives(inner):
            return {"anyOf": [self._value(each, spec) for each in choices]}
        codec = codec_of(inner)
        assert codec is not None, inner  # noqa: S101 - our own declarations
        return _leaf(codec)

    def _payload(self, spec: Spec | None) -> Schema:
        """Return the schema of a payload of any class that may stand in an element."""
        found = self.reference(Model)
        if spec is None:
            return found
        allowed = [
            name for name, cls in named_models().items() if all(map(spec.allows, spec_of(cls).tags))
        ]
        return {**found, "properties": {MODEL: {"enum": [*sorted(allowed), "Unknown"]}}}

    def _any_model(self) -> Schema:
        # One condition for each class, and not one alternative, of which all would be tried.
        classes = {**named_models(), "Unknown": Unknown}
        return {
            "description": "A model of any class, or an element without a model.",
            "type": "object",
            "required": [MODEL],
            "properties": {MODEL: {"enum": sorted(classes)}},
            "allOf": [
                {
                    "if": {"properties": {MODEL: {"const": name}}},
                    "then": self.reference(classes[name]),
                }
                for name in sorted(classes)
            ],
        }


_EXTRA = "What the element holds beyond that, so that nothing is lost."
_UNKNOWN_XML = {"description": "The element as XML.", "type": "string"}


def _closed(
    cls: type[Any], name: str, properties: dict[str, Schema], required: list[str]
) -> Schema:
    summary = (cls.__doc__ or "").strip().partition("\n\n")[0]
    return {
        "description": " ".join(summary.split()),
        "type": "object",
        "properties": {MODEL: {"const": name}, **properties},
        "required": required,
        "additionalProperties": False,
    }


def _or_null(found: Schema) -> Schema:
    if "enum" in found:
        return {**found, "enum": [*found["enum"], None]}
    if isinstance(found.get("type"), str) and found["type"] != "object":
        return {**found, "type": [found["type"], "null"]}
    return {"anyOf": [found, {"type": "null"}]}


_TYPES = {int: "integer", float: "number", bool: "boolean"}


def _leaf(codec: Codec) -> Schema:
    if codec.words:
        return {"enum": [*codec.words]}
    limits = {
        "pattern": f"^{DATE_TIME}$" if codec.type is datetime else codec.pattern,
        "minimum": codec.minimum,
        "maximum": codec.maximum,
    }
    given = {name: limit for name, limit in limits.items() if limit is not None}
    return {"type": _TYPES.get(codec.type, "string"), **given}


def _escaped(name: str) -> str:
    """Return a name for a JSON pointer in the fragment of a URI (RFC 6901, section 6)."""
    from urllib.parse import quote

    return quote(name.replace("~", "~0").replace("/", "~1"))
