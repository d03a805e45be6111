"""The names by which objects say of which class they are."""

from collections.abc import Mapping
from typing import Any

from pushstanza.binding.plain.errors import DataError, shown
from pushstanza.binding.spec import declared, spec_of
from pushstanza.binding.unknown import Unknown
from pushstanza.diagnostics.spelling import did_you_mean

#: The key that names the class of an object.
MODEL = "model"

_A_NAME = "the name of a model"

_NAMED: dict[str, type[Any]] = {}


def name_of(cls: type[Any]) -> str:
    """Return the name of a model: that of its class, or of its element if a class has it too."""
    name = cls.__name__
    return name if _called(name) is cls else spec_of(cls).tags[0]


def _called(name: str) -> type[Any] | None:
    if name not in _NAMED:
        ours = sorted(declared(), key=lambda cls: not cls.__module__.startswith("pushstanza."))
        for cls in ours:
            _NAMED.setdefault(cls.__name__, cls)
            _NAMED.setdefault(spec_of(cls).tags[0], cls)
    return _NAMED.get(name)


def named_models() -> dict[str, type[Any]]:
    """Return all models by their names."""
    return {name_of(cls): cls for cls in declared()}


def class_named(data: Mapping[str, Any], others: Mapping[str, type[Any]]) -> type[Any]:
    """Return the class that an object names: a model, ``Unknown``, or one of *others*.

    Raises:
        DataError: It names none.
    """
    if MODEL not in data:
        raise DataError(f"missing key {MODEL!r}, {_A_NAME}", expected=(MODEL,))
    name = data[MODEL]
    if not isinstance(name, str):
        raise DataError.unexpected(name, _A_NAME).within(MODEL)
    found = Unknown if name == "Unknown" else others.get(name) or _called(name)
    if found is None:
        hint = did_you_mean(name, ["Unknown", *others, *named_models()])
        problem = f"unknown model {shown(name)}"
        raise DataError(problem, value=name, expected=(_A_NAME,), hint=hint).within(MODEL)
    return found
