"""Models to JSON: one cattrs converter, and the names it writes."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, get_args

import attrs

if TYPE_CHECKING:
    from cattrs import Converter

Json: TypeAlias = dict[str, Any]


class Wire(NamedTuple):
    """What JSON knows a field by; it stands in the field's ``Annotated``."""

    name: str | None = None
    doc: str = ""
    always: bool = False
    rest: bool = False
    write: Callable[[Any], Any] | None = None


class Part:
    """A part of a request whose repr shows what is set, and leaves out what has its default."""

    __slots__ = ()

    def __repr__(self) -> str:
        cls: Any = type(self)
        found = (
            f"{field.name}={(field.repr if callable(field.repr) else repr)(value)}"
            for field in attrs.fields(cls)
            if field.repr and (value := getattr(self, field.name)) != _default(field)
        )
        return f"{cls.__name__}({', '.join(found)})"


def _default(field: "attrs.Attribute[Any]") -> Any:
    make = getattr(field.default, "factory", None)
    return field.default if make is None else make()


def wire(
    name: str | None = None,
    *,
    doc: str = "",
    always: bool = False,
    rest: bool = False,
    write: Callable[[Any], Any] | None = None,
) -> Wire:
    """Say how a field is written: under *name*, and left out while it has its default.

    Args:
        name: The key in JSON, where it is not the field's own name.
        doc: One sentence for the reference.
        always: Written even while it has its default.
        rest: It holds the keys of the object that no other field names.
        write: Makes the JSON value of the field's value.
    """
    return Wire(name=name, doc=doc, always=always, rest=rest, write=write)


def to_json(model: Any) -> Json:
    """Return *model* as JSON holds it."""
    written: Json = converter().unstructure(model)
    return written


def encode(body: Mapping[str, Any]) -> bytes:
    """Return *body* as Sparrow sends it: compact JSON, in UTF-8 that is not escaped.

    A lone surrogate, which no stanza can hold, is counted as the three bytes it would take.
    """
    return _compact()(body).encode("utf-8", "surrogatepass")


@cache
def _compact() -> Callable[[Any], str]:
    import json

    return json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def weigh(text: str) -> int:
    """Return how many bytes of UTF-8 *text* takes."""
    return len(text.encode("utf-8", "surrogatepass"))


@cache
def converter() -> "Converter":
    """Return the one converter, made when it is first asked for: cattrs takes 60 ms to import."""
    from cattrs.preconf.json import make_converter

    made = make_converter(unstruct_collection_overrides={tuple: list})
    made.register_unstructure_hook_factory(attrs.has, lambda model: _writer(made, model))
    return made


def wire_of(field: "attrs.Attribute[Any]") -> Wire:
    """Return how the field of a model is written."""
    return next((each for each in get_args(field.type) if isinstance(each, Wire)), Wire())


def _rest(model: type[Any]) -> str | None:
    return next((field.name for field in attrs.fields(model) if wire_of(field).rest), None)


def _overrides(model: type[Any]) -> dict[str, Any]:
    return {field.name: _override(wire_of(field)) for field in attrs.fields(model)}


def _override(wire: Wire) -> Any:
    from cattrs.gen import override

    return override(
        rename=wire.name,
        omit=wire.rest or None,
        omit_if_default=not wire.always,
        unstruct_hook=wire.write,
    )


def _writer(made: "Converter", model: type[Any]) -> Callable[[Any], Json]:
    from cattrs.gen import make_dict_unstructure_fn

    write: Callable[[Any], Json] = make_dict_unstructure_fn(
        model, made, _cattrs_omit_if_default=True, **_overrides(model)
    )
    rest = _rest(model)
    return write if rest is None else lambda value: {**getattr(value, rest), **write(value)}
