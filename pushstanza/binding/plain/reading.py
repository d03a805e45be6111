"""Dictionaries as models: what the cattrs converter that reads does with each type."""

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

import attrs

from pushstanza.binding.codecs import without_none
from pushstanza.binding.element import Model
from pushstanza.binding.plain.annotations import alternatives, bare, codec_of, is_any_model
from pushstanza.binding.plain.depth import check_depth, too_deep
from pushstanza.binding.plain.errors import DataError
from pushstanza.binding.plain.leaves import read_leaf, read_word
from pushstanza.binding.plain.objects import (
    Read,
    object_reader,
    read_any,
    read_json_object,
    read_unknown,
)
from pushstanza.binding.spec import spec_of
from pushstanza.binding.unknown import Unknown
from pushstanza.binding.write import write
from pushstanza.diagnostics import PushStanzaError
from pushstanza.jid import Jid
from pushstanza.reading import parsing, xsd

if TYPE_CHECKING:
    from cattrs import Converter


def read(cls: type[Any], data: Any) -> Any:
    """Return the object of *cls*, or of any model if that is ``Model``.

    Raises:
        DataError: *data* does not have the form.
    """
    check_depth(data)
    try:
        return reader().structure(data, cls)
    except DataError:
        found = _as_parsed(cls, data)
        if found is None:
            raise
        return found
    except RecursionError:
        raise too_deep() from None


def _as_parsed(cls: type[Any], data: Any) -> Any:
    """Return the model if the parser makes it of its XML, though its constructor refuses it.

    So it is with texts that the schemas allow and Python has no value for, such as 24:00:00.
    """
    try:
        model = reader(is_lenient=True).structure(data, cls)
        if not isinstance(model, Model):
            return None
        element = parsing.reread(write(model))
        is_same = xsd.is_valid(element) and spec_of(type(model)).read_valid(element, None) == model
    except (PushStanzaError, ValueError, SyntaxError, RecursionError):
        return None
    return model if is_same else None


@cache
def reader(*, is_lenient: bool = False) -> "Converter":
    """Return a converter that reads, made when it is first asked for.

    A lenient one makes models as the parser does, whose texts may be such that a constructor
    refuses them.
    """
    from cattrs import Converter

    made = Converter(detailed_validation=False)
    factory = partial(_reader, made, is_lenient=is_lenient)
    made.register_structure_hook_factory(lambda _: True, factory)
    for leaf in (str, int, float, bool, datetime, Jid):
        made.register_structure_hook(leaf, factory(leaf))
    # Older versions of cattrs would read a member by its class alone.
    made.register_structure_hook(Enum, lambda data, kind: factory(kind)(data, kind))
    return made


def _reader(made: "Converter", annotation: Any, *, is_lenient: bool) -> Read:
    inner, optional = without_none(bare(annotation))
    if optional:
        read_inner = made.get_structure_hook(inner)
        return lambda data, _: None if data is None else read_inner(data, inner)
    if is_any_model(inner):
        return partial(read_any, made)
    if inner is Unknown:
        return read_unknown
    if attrs.has(inner):
        return object_reader(made, inner, is_lenient=is_lenient)
    if get_origin(inner) is tuple:
        return _list_reader(made, get_args(inner))
    if get_origin(inner) is Mapping:
        return partial(read_json_object, get_args(inner)[1])
    if get_origin(inner) is Literal:
        return partial(read_word, get_args(inner))
    if choices := alternatives(inner):
        return _choice_reader(made, choices)
    codec = codec_of(inner)
    assert codec is not None, inner  # noqa: S101 - our own declarations
    return partial(read_leaf, codec, is_lenient)


def _choice_reader(made: "Converter", choices: tuple[Any, ...]) -> Read:
    """Return what reads a text, or an object where it is none."""
    text, cls = sorted(choices, key=attrs.has)
    read_text, read_object = made.get_structure_hook(text), made.get_structure_hook(cls)

    def read_choice(data: Any, _: Any) -> Any:
        return read_text(data, text) if isinstance(data, str) else read_object(data, cls)

    return read_choice


def _list_reader(made: "Converter", items: tuple[Any, ...]) -> Read:
    item = items[0]
    read_item = made.get_structure_hook(item)

    def read_list(data: Any, _: Any) -> tuple[Any, ...]:
        if not isinstance(data, list | tuple):
            raise DataError.unexpected(data, "a list")
        found = []
        for index, each in enumerate(data):
            try:
                found.append(read_item(each, item))
            except DataError as error:
                raise error.within(index) from None
        return tuple(found)

    return read_list
