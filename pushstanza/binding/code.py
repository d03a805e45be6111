"""Models as the Python code that makes them, laid out for people.

Times are those of the module ``datetime``, as in their ``repr``.
"""

from typing import Any

import attrs

from pushstanza.binding.element import Model
from pushstanza.binding.spec import spec_of
from pushstanza.binding.unknown import Extra, Unknown
from pushstanza.diagnostics.records import frozen
from pushstanza.jid import Jid

_STEP = "    "


def python_of(model: Model, *, module: str = "ps", width: int = 88) -> str:
    """Return the code that makes an equal model; device tokens and secrets stand in it whole.

    Args:
        model: The model.
        module: What ``pushstanza`` is called in the code.
        width: How many columns a line has at most, where it can be broken.
    """
    return _Writer(module, width).written(model, "", 0)


@frozen
class _Writer:
    module: str
    width: int

    def written(self, value: Any, margin: str, used: int) -> str:
        """Return the code of a value; *used* columns of its line are taken by what is around it."""
        parts = self._parts(value)
        if parts is None:
            return repr(value)
        opening, names, values, closing = parts
        whole = self._on_one_line(value, self.width - len(margin) - used)
        if whole is not None or not values:
            return whole or opening + closing
        inner = margin + _STEP
        lines = [
            f"{inner}{name}{self.written(each, inner, len(name) + 1)},"
            for name, each in zip(names, values, strict=True)
        ]
        return "\n".join((opening, *lines, margin + closing))

    def _parts(self, value: Any) -> tuple[str, list[str], list[Any], str] | None:
        """Return how a value is written that holds others: around them, and before each."""
        match value:
            case Model():
                held = _held(value)
                names = [f"{name}=" for name in held]
                return f"{self.module}.{type(value).__name__}(", names, [*held.values()], ")"
            case Extra():
                held = {
                    each.name: getattr(value, each.name)
                    for each in attrs.fields(Extra)
                    if getattr(value, each.name)
                }
                names = [f"{name}=" for name in held]
                return f"{self.module}.Extra(", names, [*held.values()], ")"
            case Unknown():
                return f"{self.module}.Unknown(", [""], [value.xml], ")"
            case Jid():
                return f"{self.module}.Jid(", [""], [str(value)], ")"
            case tuple():
                return "(", [""] * len(value), [*value], ")"
        return None

    def _on_one_line(self, value: Any, room: int) -> str | None:
        """Return the code of a value on one line, ``None`` where there is no room for it."""
        if room <= 0:
            return None
        parts = self._parts(value)
        if parts is None:
            found = repr(value)
            return found if len(found) <= room else None
        opening, names, values, closing = parts
        written = opening
        for number, (name, each) in enumerate(zip(names, values, strict=True)):
            between = ", " if number else ""
            taken = len(written) + len(between) + len(name) + len(closing)
            inside = self._on_one_line(each, room - taken)
            if inside is None:
                return None
            written += between + name + inside
        if isinstance(value, tuple) and len(value) == 1:
            written += ","
        return written + closing if len(written) + len(closing) <= room else None


def _held(model: Model) -> dict[str, Any]:
    """Return the values of a model that differ from the defaults, by the names of their fields."""
    held = {
        place.field: getattr(model, place.field)
        for place in spec_of(type(model)).places
        if getattr(model, place.field) != place.default
    }
    return held if model.extra is None else {**held, "extra": model.extra}
