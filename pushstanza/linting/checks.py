"""Which checks are run on what: sorted once for each class of models."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cache, lru_cache, partial
from itertools import chain
from typing import Any, TypeAlias

from pushstanza.linting.rules import RULES, Check, Gate, Rule, Scope
from pushstanza.linting.rules.catalogue import Place, gate_called
from pushstanza.linting.rules.index import Look

#: The families of the rules that are about push and nothing else: they are asked of any stanza.
_OF_PUSH = frozenset("567")

#: A check, with the rule whose finding it yields.
RuleCheck: TypeAlias = tuple[Rule, Check]


class Share(StrEnum):
    """Which checks a linter makes: those of stanzas by themselves can be made in any order."""

    ALL = "all"
    STANZAS = "stanzas"
    SEQUENCE = "sequence"
    NONE = "none"

    @property
    def without_stanzas(self) -> "Share":
        """What of it is left if no stanza is looked at by itself."""
        return Share.SEQUENCE if self in {Share.ALL, Share.SEQUENCE} else Share.NONE


class Sorted:
    """The checks of a class: free ones, and those behind gates, imported once a gate is open."""

    def __init__(self, cls: type[Any], places: Iterable[tuple[Look, Place]]) -> None:
        self._cls = cls
        self._free: list[RuleCheck] = []
        behind: dict[str, dict[str, list[Place]]] = {}
        for look, place in places:
            if look.gate:
                behind.setdefault(look.gate, {}).setdefault(place.code, []).append(place)
            else:
                self._free += self._checks((place,))
        self._gates: list[tuple[Gate, Behind]] = [
            (gate_called(name), Behind(each, self._checks)) for name, each in behind.items()
        ]
        self.is_empty: bool = not self._free and not self._gates

    def of(self, subject: Any, scope: Scope) -> Sequence[RuleCheck]:
        """Return those that may find something in a model, or in a tree."""
        checks = self._free
        for gate, behind in self._gates:
            codes = gate(subject, scope)
            if codes:
                through = [behind[code] for code in behind.places if code in codes]
                checks = [*checks, *chain.from_iterable(through)]
        return checks

    def _checks(self, places: Sequence[Place]) -> list[RuleCheck]:
        found = map(RULES.check, places)
        return [
            (rule, each.check) for rule, each in found if each.only is None or each.only(self._cls)
        ]


class Behind(dict[str, list[RuleCheck]]):
    """The checks behind a gate by the codes of their rules, imported when one is asked for."""

    def __init__(
        self,
        places: Mapping[str, Sequence[Place]],
        load: Callable[[Sequence[Place]], list[RuleCheck]],
    ) -> None:
        super().__init__()
        self.places: Mapping[str, Sequence[Place]] = places
        self._load = load

    def __missing__(self, code: str) -> list[RuleCheck]:
        self[code] = found = self._load(self.places[code])
        return found


class Table(dict[tuple[type[Any], bool], Sorted]):
    """The checks by the class of what they look at, and by whether that has an extra."""

    def __init__(self, wanted: frozenset[str], share: Share, *, sound: bool, outside: bool) -> None:
        super().__init__()
        self._wanted = wanted
        self._share = share
        self._sound = sound
        self._outside = outside

    def __missing__(self, key: tuple[type[Any], bool]) -> Sorted:
        cls, extra = key
        found = Sorted(cls, RULES.looks(cls, partial(self._is_wanted, extra=extra)))
        self[key] = found
        return found

    def _is_wanted(self, code: str, look: Look, *, extra: bool) -> bool:
        if self._share is Share.NONE:
            return False
        is_shared = self._share is Share.ALL or look.sequence is (self._share is Share.SEQUENCE)
        is_inside = look.sequence or not self._outside or code[2] in _OF_PUSH
        may_find = (extra or not look.extra) and not (self._sound and look.damaged)
        return code in self._wanted and is_shared and is_inside and may_find


@lru_cache(maxsize=1_000)
def table(wanted: frozenset[str], share: Share, *, sound: bool, outside: bool) -> Table:
    """Return the checks of wanted rules, in a sound tree or any, in the scope or *outside*.

    A sound one is valid and has only known elements: some have nothing to find there. Outside, only
    those remain that are about push and nothing else, and those that ask what came before. Some
    look only at an extra, for which a model has no place.
    """
    return Table(wanted, share, sound=sound, outside=outside)


@cache
def sequence_codes() -> frozenset[str]:
    """Return the codes of the rules that ask what came before a stanza."""
    return RULES.of_sequences()
