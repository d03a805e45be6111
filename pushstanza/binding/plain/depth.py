"""How deep lists and objects may be nested."""

from collections.abc import Iterable, Mapping
from typing import Any

from pushstanza.binding.plain.errors import DataError

#: How deep lists and objects may be nested: enough for the elements that are read by default, each
#: of which takes a list and an object.
MAX_DEPTH = 220


def check_depth(data: Any) -> None:
    """Refuse data in which lists and objects are nested too deeply, or hold themselves.

    Raises:
        DataError: They are.
    """
    level: Iterable[Any] = (data,)
    for _ in range(MAX_DEPTH):
        held = (each for holder in level for each in _held(holder))
        level = {id(each): each for each in held}.values()
        if not level:
            return
    raise too_deep()


def too_deep() -> DataError:
    """Return the error that they are nested deeper."""
    return DataError(f"lists and objects must not be nested deeper than {MAX_DEPTH}")


def _held(holder: Any) -> Iterable[Any]:
    values = holder.values() if isinstance(holder, Mapping) else holder
    if isinstance(holder, Mapping | list | tuple):
        return [each for each in values if isinstance(each, Mapping | list | tuple)]
    return ()
