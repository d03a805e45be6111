"""The options of a block: declared like the keys of a configuration, and written as text."""

from collections.abc import Mapping
from typing import TypeVar

import attrs

from pushstanza.diagnostics.masking import quoted
from pushstanza.diagnostics.spelling import did_you_mean
from pushstanza.documenting.errors import BlockError
from pushstanza.linting.declare import (
    Declaration,
    Flag,
    Number,
    Several,
    WrongValueError,
    declarations,
)

_O = TypeVar("_O", bound=attrs.AttrsInstance)


def read(cls: type[_O], written: Mapping[str, str | None]) -> _O:
    """Return the options of a block.

    Args:
        cls: The class in which they are declared.
        written: Their texts by name, ``None`` where only the name is written.

    Raises:
        BlockError: there is no such option, or its text is no value of it.
    """
    known = declarations(cls)
    values = {}
    for name, text in written.items():
        declared = known.get(name)
        if declared is None:
            hint = did_you_mean(name, known) or f"known options: {', '.join(known)}"
            raise BlockError(f"unknown option {quoted(name)}; {hint}")
        values[declared.name] = _value(declared, text)
    return cls(**values)


def _value(declared: Declaration, text: str | None) -> object:
    text = None if text is None else text.strip()
    try:
        return declared.kind.read(_raw(declared, text), ())
    except WrongValueError as error:
        raise BlockError(f"option {declared.key}: {error.reason}") from None


def _raw(declared: Declaration, text: str | None) -> object:
    """Return what a text says, as a file of the configuration would hold it."""
    match declared.kind:
        case Flag():
            return _FLAGS.get(text or "true", text)
        case Several():
            if text or declared.default is None:  # then a list without a word says something, too
                return (text or "").replace(",", " ").split()
        case Number() if text is not None and text.isascii() and text.isdigit():
            return int(text)
    if not text:
        raise BlockError(f"option {declared.key} needs a value")
    return text


_FLAGS = {"true": True, "false": False}
