"""Models that attrs finishes when they are first constructed or inspected, as it does records.

What reads a model fills its slots, so that few programs construct any.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import CellType
from typing import Any

import attrs

from pushstanza.diagnostics.arguments import constructor, frozen
from pushstanza.diagnostics.records import CONSTRUCTION, OF_CLASS, Unfinished


class Slotted:
    """What pickling and copying do with fields in slots, which cannot be set."""

    __slots__ = ()

    def __getstate__(self) -> dict[str, Any]:
        """Return the values of all fields."""
        slots = (vars(each).get("__slots__", ()) for each in type(self).__mro__)
        names = (name for some in slots for name in some if name != "__weakref__")
        return {name: getattr(self, name) for name in names}

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            object.__setattr__(self, name, value)


def slotted(cls: type[Any], bases: tuple[type[Any], ...], fields: Iterable[str]) -> type[Any]:
    """Return a class like *cls*, of which no attribute can be set, with slots for its fields."""
    names = tuple(fields)
    body = {name: value for name, value in vars(cls).items() if name not in {*names, *OF_CLASS}}
    made = type(cls.__name__, bases, body | {"__slots__": names})
    for cell in _cells(body.values()):
        if cell.cell_contents is cls:  # which ``super()`` refers to
            cell.cell_contents = made
    return frozen(made)


def _cells(values: Iterable[Any]) -> Iterator[CellType]:
    """Yield what the methods and properties of a class refer to."""
    for value in values:
        for function in (value, *(getattr(value, name, None) for name in _ACCESSORS)):
            yield from getattr(function, "__closure__", None) or ()


_ACCESSORS = ("__func__", "fget", "fset", "fdel")


def finish_on_first_use(
    model: type[Any],
    cls: type[Any],
    fields: Mapping[str, Callable[[], Any]],
    field_transformer: Callable[[type, list[Any]], list[Any]],
) -> None:
    """Let attrs make the constructor of *model*, and what it knows of its fields, when it is used.

    Args:
        model: A class with slots for *fields*.
        cls: The class as it was declared.
        fields: What makes each field of attrs, by its name.
        field_transformer: What adds converters and validators.
    """

    def finish() -> None:
        body = {name: value for name, value in vars(cls).items() if name not in OF_CLASS}
        body |= {name: made() for name, made in fields.items()}
        finished = constructor(
            attrs.define(
                type(cls.__name__, model.__bases__, body),
                frozen=True,
                kw_only=True,
                eq=False,
                repr=False,
                weakref_slot=False,
                field_transformer=field_transformer,
            )
        )
        for name in CONSTRUCTION:
            if name in vars(finished):
                setattr(model, name, vars(finished)[name])
            elif name in vars(model):
                delattr(model, name)

    for name in CONSTRUCTION:
        setattr(model, name, Unfinished(name, finish))
