"""What a rule is: a generator over a model or an element, with its reason and its examples.

A rule's tests, its page and its row in the catalogue are made from that one unit.
"""

from collections.abc import Callable, Iterator
from inspect import cleandoc
from typing import Any, TypeAlias

import attrs

from pushstanza.binding import Model
from pushstanza.diagnostics import PushStanzaError, Severity
from pushstanza.near_miss import did_you_mean


@attrs.frozen
class Finding:
    """What a rule found, and where: the place is looked up only when it is reported.

    ``at`` is the model that is meant (by default what the rule was asked about),
    ``attribute`` the name of one of its attributes as it stands in the XML.
    """

    message: str
    at: Model | None = None
    attribute: str | None = None
    hint: str | None = None
    severity: Severity | None = None


@attrs.frozen
class Scope:
    """What a rule may know beside the model it is asked about."""

    stanza: Model | None
    target: str | None = None


Check: TypeAlias = Callable[[Any, Scope], Iterator[Finding]]


@attrs.frozen
class Rule:
    """A rule of the catalogue.

    ``on`` is the model it looks at, or ``None`` where only the tree can show it; ``bad`` and
    ``good`` are examples, ``reason`` is for people.

    Without a ``check`` it is the reader or the schemas that find it.
    """

    code: str
    name: str
    severity: Severity
    on: type[Model] | None
    reason: str
    source: str
    bad: str
    good: str
    check: Check | None

    def to_dict(self) -> dict[str, str]:
        """Return it as JSON holds it."""
        return {
            "code": self.code,
            "name": self.name,
            "severity": self.severity.value,
            "reason": self.reason,
            "source": self.source,
            "bad": self.bad,
            "good": self.good,
        }

    def page(self) -> str:
        """Return what there is to read about it."""
        reason = self.reason.replace("``", "`")
        return (
            f"{self.code} {self.name} ({self.severity})\n\n{reason}\n\n"
            f"Bad:   {self.bad}\nGood:  {self.good}\nSource: {self.source}"
        )


class UnknownRuleError(PushStanzaError, LookupError):
    """A code or name that no rule has."""


RULES: dict[str, Rule] = {}


def rule(
    code: str,
    name: str,
    severity: Severity,
    *,
    on: type[Model] | None,
    source: str,
    bad: str,
    good: str,
) -> Callable[[Check], Check]:
    """Declare a rule; the docstring of the generator is its reason."""

    def declare(check: Check) -> Check:
        _register(Rule(code, name, severity, on, _reason(check), source, bad, good, check))
        return check

    return declare


def told_by_reader(
    code: str, name: str, severity: Severity, *, source: str, bad: str, good: str
) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Declare a rule that the reader or the schemas hold; the docstring is its reason."""

    def declare(reason: Callable[[], None]) -> Callable[[], None]:
        _register(Rule(code, name, severity, None, _reason(reason), source, bad, good, None))
        return reason

    return declare


def _reason(documented: Callable[..., Any]) -> str:
    return cleandoc(documented.__doc__ or "")


def _register(made: Rule) -> None:
    taken = {each.name for each in RULES.values()} | set(RULES)
    assert not taken & {made.code, made.name}, f"{made.code} {made.name} is taken"  # noqa: S101
    RULES[made.code] = made


def find_rule(code_or_name: str) -> Rule:
    """Return the rule called *code_or_name*.

    Raises:
        UnknownRuleError: there is none; the message says which was probably meant.
    """
    for each in RULES.values():
        if code_or_name in {each.code, each.name}:
            return each
    raise unknown_rule(code_or_name)


def unknown_rule(word: str) -> UnknownRuleError:
    """Return the error that *word* names no rule, with what was probably meant."""
    hint = did_you_mean(word, [*RULES, *(each.name for each in RULES.values())])
    return UnknownRuleError(f"no rule {word!r}" + (f"; {hint}" if hint else ""))
