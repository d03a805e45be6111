"""Models as dictionaries: what the cattrs converter that writes does with each type."""

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import Enum
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import attrs

from pushstanza.binding.codecs import codec_for, without_none
from pushstanza.binding.element import Model
from pushstanza.binding.plain.annotations import bare, is_any_model, is_json_object, is_leaf
from pushstanza.binding.plain.keys import keys_of
from pushstanza.binding.plain.names import MODEL, name_of
from pushstanza.binding.unknown import Unknown
from pushstanza.jid import Jid

if TYPE_CHECKING:
    from cattrs import Converter


@cache
def writer() -> "Converter":
    """Return the converter that writes, made when it is first asked for."""
    from cattrs import Converter

    made = Converter(unstruct_collection_overrides={tuple: list})
    made.register_unstructure_hook_factory(attrs.has, partial(_object_writer, made))
    made.register_unstructure_hook_func(is_any_model, partial(written, made))
    made.register_unstructure_hook(Unknown, lambda value: {MODEL: "Unknown", "xml": value.xml})
    made.register_unstructure_hook(Jid, str)
    made.register_unstructure_hook(datetime, _time_written)
    made.register_unstructure_hook_func(is_leaf, _leaf_written)
    made.register_unstructure_hook_func(is_json_object, _json_written)
    return made


def written(made: "Converter", value: Any) -> dict[str, Any]:
    """Return a value as an object that names its class."""
    found: dict[str, Any] = made.unstructure(value, unstructure_as=type(value))
    if isinstance(value, Unknown):
        return found
    name = name_of(type(value)) if isinstance(value, Model) else type(value).__name__
    return {MODEL: name, **found}


def _object_writer(made: "Converter", cls: type[Any]) -> Callable[[Any], dict[str, Any]]:
    from cattrs.gen import make_dict_unstructure_fn, override

    overrides: dict[str, Any] = {
        each.name: override(
            omit=not each.init,
            unstruct_hook=_hook(made, each.type) if each.init else None,
        )
        for each in attrs.fields(cls)
    }
    write: Callable[[Any], dict[str, Any]] = make_dict_unstructure_fn(
        cls, made, _cattrs_omit_if_default=True, **overrides
    )
    order = [key.name for key in keys_of(cls)]

    def write_in_order(value: Any) -> dict[str, Any]:
        found = write(value)
        return {name: found[name] for name in order if name in found}

    return write_in_order


def _hook(made: "Converter", annotation: Any) -> Callable[[Any], Any]:
    inner, optional = without_none(bare(annotation))
    hook = made.get_unstructure_hook(inner)
    return (lambda value: None if value is None else hook(value)) if optional else hook


def _leaf_written(value: Any) -> Any:
    match value:
        case datetime():
            return _time_written(value)
        case Enum():
            return value.value
        case Jid():
            return str(value)
        case _:
            return value


def _time_written(value: datetime | str) -> str:
    # The text of a date that Python does not have is kept as it is.
    if isinstance(value, str):
        return value
    codec = codec_for(datetime)
    assert codec is not None  # noqa: S101 - our own table
    assert codec.write is not None  # noqa: S101
    return codec.write(value)


def _json_written(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _json_written(each) for key, each in value.items()}
    return [_json_written(each) for each in value] if isinstance(value, list | tuple) else value
