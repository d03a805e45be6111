"""The rules by their codes: a module is imported when a rule or a check in it is asked for.

:mod:`.index` says which module that is. ``make index`` writes it from what is declared.
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import import_module
from types import FrameType
from typing import Any, Generic, NamedTuple, TypeVar

from pushstanza.linting.rules.index import INDEX, Look

_Rule = TypeVar("_Rule")
_Check = TypeVar("_Check")


class Place(NamedTuple):
    """Where a check is: the code of its rule, its module, and its number there among those."""

    code: str
    module: str
    number: int


class Catalogue(Mapping[str, _Rule], Generic[_Rule, _Check]):
    """What is declared in the modules of the rules."""

    def __init__(self) -> None:
        self._rules: dict[str, _Rule] = {}
        self._checks: dict[tuple[str, str], list[_Check]] = {}

    def __getitem__(self, code: str) -> _Rule:
        if code not in self._rules:
            _import(INDEX[code].module)
        return self._rules[code]

    def __iter__(self) -> Iterator[str]:
        return iter(INDEX)

    def __len__(self) -> int:
        return len(INDEX)

    def __contains__(self, code: object) -> bool:
        return code in INDEX

    def names(self) -> dict[str, str]:
        """Return the names of the rules by their codes."""
        return {code: each.name for code, each in INDEX.items()}

    def defaults(self) -> frozenset[str]:
        """Return the codes of the rules that are not off by default."""
        return _defaults()

    def of_sequences(self) -> frozenset[str]:
        """Return the codes of the rules that ask what came before a stanza."""
        return frozenset(
            code
            for code, each in INDEX.items()
            if any(look.sequence for looks in each.looks.values() for look in looks)
        )

    def looks(
        self, cls: type[Any], is_wanted: Callable[[str, Look], bool]
    ) -> Iterator[tuple[Look, Place]]:
        """Yield what looks at a class or at one of its bases, and where the check is."""
        kinds = frozenset(map(kind_name, cls.__mro__))
        for code, indexed in INDEX.items():
            for module, looks in indexed.looks.items():
                for number, look in enumerate(looks):
                    if look.on in kinds and is_wanted(code, look):
                        yield look, Place(code, module, number)

    def check(self, place: Place) -> tuple[_Rule, _Check]:
        """Return the check at a place, with its rule."""
        _import(place.module)
        return self[place.code], self._checks[place.module, place.code][place.number]

    def checks_of(self, code: str) -> tuple[_Check, ...]:
        """Return all checks of a rule."""
        found: list[_Check] = []
        for module in INDEX[code].looks:
            _import(module)
            found += self._checks[module, code]
        return tuple(found)

    def declare(self, code: str, made: _Rule) -> None:
        """Add a rule."""
        self._rules[code] = made

    def register(self, code: str, check: _Check) -> None:
        """Add a check of a rule, which is in the module that is being imported."""
        self._checks.setdefault((being_imported(), code), []).append(check)

    def declared(self) -> Mapping[str, _Rule]:
        """Return the rules of all modules that were imported."""
        return self._rules

    def registered(self) -> Mapping[tuple[str, str], list[_Check]]:
        """Return the checks of all modules that were imported, by module and code."""
        return self._checks


@cache
def _defaults() -> frozenset[str]:
    return frozenset(code for code, each in INDEX.items() if each.default)


def kind_name(cls: type[Any]) -> str:
    """Return the name by which the index knows what a check looks at."""
    return f"{cls.__module__}.{cls.__qualname__}".removeprefix("pushstanza.")


def gate_name(gate: Callable[..., Any] | None) -> str:
    """Return the name by which the index knows a gate, empty for none."""
    if gate is None:
        return ""
    return f"{gate.__module__.removeprefix(f'{__package__}.')}:{gate.__name__}"


@cache
def gate_called(name: str) -> Callable[..., Any]:
    """Return the gate that the index knows by a name."""
    module, _, function = name.partition(":")
    gate: Callable[..., Any] = getattr(import_module(f"{__package__}.{module}"), function)
    return gate


def _import(module: str) -> None:
    import_module(f"{__package__}.{module}")


def being_imported() -> str:
    """Return the name, in this package, of the module that declares something now."""
    frame: FrameType | None = sys._getframe()
    while frame is not None and frame.f_code.co_name != "<module>":
        frame = frame.f_back
    name = "" if frame is None else str(frame.f_globals["__name__"])
    return name.removeprefix(f"{__package__}.")
