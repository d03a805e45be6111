"""Which declared options a command has: what typer and the direct reading of words go by."""

from collections.abc import Callable
from typing import Any, TypeVar

from pushstanza.linting.declare import Declaration, Group
from pushstanza.linting.options import of_group

_Function = TypeVar("_Function", bound=Callable[..., None])

_TAKEN: dict[Callable[..., None], tuple[Declaration, ...]] = {}


def takes(*groups: Group, without: str = "") -> Callable[[_Function], _Function]:
    """Note that a function is a command over files, and which options it has.

    Args:
        groups: The groups whose options it has, in the order of the help.
        without: The names of options of the groups that it does not have, separated by blanks.
    """

    def decorate(function: _Function) -> _Function:
        _TAKEN[function] = declared(groups, without)
        return function

    return decorate


def declared(groups: tuple[Group, ...], without: str) -> tuple[Declaration, ...]:
    """Return the options of some groups but those that are left out."""
    left_out = without.split()
    return tuple(each for group in groups for each in of_group(group) if each.name not in left_out)


def taken_by(function: Callable[..., Any]) -> tuple[Declaration, ...] | None:
    """Return the options of a command over files; ``None`` for any other."""
    return _TAKEN.get(function)
