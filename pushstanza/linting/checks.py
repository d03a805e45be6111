"""Which checks are run on what: sorted once for each class of models."""

from collections.abc import Sequence
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any, NamedTuple, TypeAlias

from pushstanza.linting.rules import RULES, Check, Gate, Rule, Scope, Tree
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


class _SortedChecks(NamedTuple):
    """The checks of a class: free ones, and those behind gates."""

    free: list[RuleCheck]
    gated: tuple[tuple[Gate, list[RuleCheck]], ...]


class Checks:
    """The checks of the rules that are wanted."""

    def __init__(self, wanted: frozenset[str], share: Share) -> None:
        self._wanted = wanted
        self._share = share
        self._sorted: dict[tuple[type[Any], bool, bool, bool], _SortedChecks] = {}

    def of(self, cls: type[Any], subject: Any, scope: Scope, *, sound: bool) -> Sequence[RuleCheck]:
        """Return the checks of a model, or of a tree, that may find something there."""
        extra = cls is not Tree and subject.extra is not None
        key = cls, sound, scope.is_outside, extra
        known = self._sorted.get(key)
        if known is None:
            kind: Any = cls
            known = _sorted_checks(
                kind,
                self._wanted,
                self._share,
                sound=sound,
                outside=scope.is_outside,
                extra=extra,
            )
            self._sorted[key] = known
        checks = known.free
        for gate, behind in known.gated:
            codes = gate(subject, scope)
            if codes:
                checks = [*checks, *(each for each in behind if each[0].code in codes)]
        return checks


@lru_cache(maxsize=10_000)
def _sorted_checks(
    cls: Any, wanted: frozenset[str], share: Share, *, sound: bool, outside: bool, extra: bool
) -> _SortedChecks:
    """Return the checks of a class, in a sound tree or any, in the scope or *outside*.

    A sound one is valid and has only known elements: some have nothing to find there. Outside, only
    those remain that are about push and nothing else, and those that ask what came before. Some
    look only at an *extra*, for which a model has no place.
    """

    def is_wanted(code: str, look: Look) -> bool:
        is_shared = share is Share.ALL or look.sequence is (share is Share.SEQUENCE)
        is_inside = look.sequence or not outside or code[2] in _OF_PUSH
        may_find = (extra or not look.extra) and not (sound and look.damaged)
        return code in wanted and is_shared and is_inside and may_find

    free: list[RuleCheck] = []
    gated: dict[Gate, list[RuleCheck]] = {}
    for rule, found in RULES.checks(cls, is_wanted):
        if found.only is None or found.only(cls):
            (gated.setdefault(found.gate, []) if found.gate else free).append((rule, found.check))
    return _SortedChecks(free, tuple(gated.items()))


@cache
def sequence_codes() -> frozenset[str]:
    """Return the codes of the rules that ask what came before a stanza."""
    return RULES.of_sequences()
