"""Which checks are run on what: sorted once for each class of models."""

from collections.abc import Sequence
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any, NamedTuple, TypeAlias

from pushstanza.linting.rules import RULES, Check, Gate, Rule, Scope

#: The families of the rules that are about push and nothing else: they are asked of any stanza.
_OF_PUSH = frozenset("567")

#: A check, with the rule whose finding it yields.
RuleCheck: TypeAlias = tuple[Rule, Check]


class Share(StrEnum):
    """Which checks a linter makes: those of stanzas by themselves can be made in any order."""

    ALL = "all"
    STANZAS = "stanzas"
    SEQUENCE = "sequence"


class _SortedChecks(NamedTuple):
    """The checks of a class: free ones, those of what has no place, and those behind gates."""

    free: list[RuleCheck]
    of_extra: list[RuleCheck]
    gated: tuple[tuple[Gate, list[RuleCheck]], ...]


class Checks:
    """The checks of the rules that are wanted."""

    def __init__(self, wanted: frozenset[str], share: Share) -> None:
        self._wanted = wanted
        self._share = share
        self._sorted: dict[tuple[type[Any], bool, bool], _SortedChecks] = {}

    def of(self, cls: type[Any], subject: Any, scope: Scope, *, sound: bool) -> Sequence[RuleCheck]:
        """Return the checks of a model, or of a tree, that may find something there."""
        key = cls, sound, scope.is_outside
        known = self._sorted.get(key)
        if known is None:
            kind: Any = cls
            known = _sorted_checks(
                kind, self._wanted, self._share, sound=sound, outside=scope.is_outside
            )
            self._sorted[key] = known
        checks = known.free
        for gate, behind in known.gated:
            codes = gate(subject, scope)
            if codes:
                checks = [*checks, *(each for each in behind if each[0].code in codes)]
        if known.of_extra and subject.extra is not None:
            checks = [*checks, *known.of_extra]
        return checks


@lru_cache(maxsize=10_000)
def _sorted_checks(
    cls: Any, wanted: frozenset[str], share: Share, *, sound: bool, outside: bool
) -> _SortedChecks:
    """Return the checks of a class, in a sound tree or any, in the scope or *outside*.

    A sound one is valid and has only known elements: some have nothing to find there. Outside, only
    those remain that are about push and nothing else, and those that ask what came before.
    """
    free: list[RuleCheck] = []
    of_extra: list[RuleCheck] = []
    gated: dict[Gate, list[RuleCheck]] = {}
    for rule in RULES.values():
        if rule.code not in wanted:
            continue
        for each in rule.checks:
            is_shared = share is Share.ALL or each.sequence is (share is Share.SEQUENCE)
            is_shared &= each.sequence or not outside or rule.family in _OF_PUSH
            if is_shared and issubclass(cls, each.on) and not (sound and each.damaged):
                place = gated.setdefault(each.gate, []) if each.gate else free
                (of_extra if each.extra else place).append((rule, each.check))
    return _SortedChecks(free, of_extra, tuple(gated.items()))


@cache
def sequence_codes() -> frozenset[str]:
    """Return the codes of the rules that ask what came before a stanza."""
    return frozenset(
        rule.code for rule in RULES.values() if any(each.sequence for each in rule.checks)
    )
