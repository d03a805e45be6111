"""Models to JSON and back: one cattrs converter, and the names it writes."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypeVar, get_args

import attrs

from pushstanza.diagnostics import PushStanzaError

if TYPE_CHECKING:
    from cattrs import Converter

Json: TypeAlias = dict[str, Any]
Model = TypeVar("Model")


class PayloadError(PushStanzaError):
    """JSON that is not the model it was read as, with everything that is wrong with it."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        self.problems = problems
        super().__init__("; ".join(problems))


class Wire(NamedTuple):
    """What JSON knows a field by; it stands in the field's ``Annotated``."""

    name: str | None = None
    doc: str = ""
    always: bool = False
    rest: bool = False
    write: Callable[[Any], Any] | None = None
    read: Callable[[Any], Any] | None = None


def wire(
    name: str | None = None,
    *,
    doc: str = "",
    always: bool = False,
    rest: bool = False,
    write: Callable[[Any], Any] | None = None,
    read: Callable[[Any], Any] | None = None,
) -> Wire:
    """Say how a field is written: under *name*, and left out while it has its default.

    Args:
        name: The key in JSON, where it is not the field's own name.
        doc: One sentence for the reference.
        always: Written even while it has its default.
        rest: It holds the keys of the object that no other field names.
        write: Makes the JSON value of the field's value.
        read: Makes the field's value of the JSON value.
    """
    return Wire(name=name, doc=doc, always=always, rest=rest, write=write, read=read)


class Row(NamedTuple):
    """A field of a payload model, for the reference."""

    name: str
    required: bool
    doc: str


def describe(model: type[Any]) -> tuple[Row, ...]:
    """Return a row for each field of *model* that has a name in JSON."""
    return tuple(
        Row(
            name=_wire(field).name or field.name,
            required=field.default is attrs.NOTHING,
            doc=_wire(field).doc,
        )
        for field in attrs.fields(model)
        if not _wire(field).rest
    )


def to_json(model: Any) -> Json:
    """Return *model* as JSON holds it."""
    written: Json = converter().unstructure(model)
    return written


def from_json(data: object, model: type[Model]) -> Model:
    """Return the *model* in *data*.

    Raises:
        PayloadError: *data* has another shape.
    """
    from cattrs import BaseValidationError, transform_error

    try:
        return converter().structure(data, model)
    except (BaseValidationError, TypeError) as error:
        raise PayloadError(tuple(transform_error(error))) from error


def encode(body: Mapping[str, Any]) -> bytes:
    """Return *body* as Sparrow sends it: compact JSON, in UTF-8 that is not escaped.

    A lone surrogate, which no stanza can hold, is counted as the three bytes it would take.
    """
    import json

    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def weigh(text: str) -> int:
    """Return how many bytes of UTF-8 *text* takes."""
    return len(text.encode("utf-8", "surrogatepass"))


@cache
def converter() -> "Converter":
    """Return the one converter, made when it is first asked for: cattrs takes 60 ms to import."""
    from cattrs.preconf.json import make_converter

    made = make_converter(unstruct_collection_overrides={tuple: list})
    made.register_unstructure_hook_factory(attrs.has, lambda model: _writer(made, model))
    made.register_structure_hook_factory(attrs.has, lambda model: _reader(made, model))
    return made


def _wire(field: "attrs.Attribute[Any]") -> Wire:
    return next((each for each in get_args(field.type) if isinstance(each, Wire)), Wire())


def _rest(model: type[Any]) -> str | None:
    return next((field.name for field in attrs.fields(model) if _wire(field).rest), None)


def _overrides(model: type[Any]) -> dict[str, Any]:
    return {field.name: _override(_wire(field)) for field in attrs.fields(model)}


def _override(said: Wire) -> Any:
    from cattrs.gen import override

    return override(
        rename=said.name,
        omit=said.rest or None,
        omit_if_default=not said.always,
        unstruct_hook=said.write,
        struct_hook=_struct_hook(said.read),
    )


def _struct_hook(read: Callable[[Any], Any] | None) -> Callable[[Any, Any], Any] | None:
    return None if read is None else lambda value, _: read(value)


def _writer(made: "Converter", model: type[Any]) -> Callable[[Any], Json]:
    from cattrs.gen import make_dict_unstructure_fn

    write: Callable[[Any], Json] = make_dict_unstructure_fn(
        model, made, _cattrs_omit_if_default=True, **_overrides(model)
    )
    rest = _rest(model)
    return write if rest is None else lambda value: {**getattr(value, rest), **write(value)}


def _reader(made: "Converter", model: type[Any]) -> Callable[[Any, Any], Any]:
    from cattrs.gen import make_dict_structure_fn

    rest = _rest(model)
    named = {row.name for row in describe(model)}
    read = make_dict_structure_fn(
        model, made, _cattrs_forbid_extra_keys=rest is None, **_overrides(model)
    )

    def read_object(data: Any, kind: Any) -> Any:
        if not isinstance(data, Mapping):
            raise TypeError(f"{type(data).__name__} is no object")
        value = read(data, kind)
        if rest is None:
            return value
        return attrs.evolve(value, **{rest: {key: data[key] for key in data if key not in named}})

    return read_object
