"""What a rule is: a generator over a model or a tree, with its reason and its examples.

A rule's tests, its page and its row in the catalogue are made from that one unit.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from enum import StrEnum
from inspect import cleandoc
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

import attrs

from pushstanza.diagnostics import Severity, UnknownNameError, rule_url
from pushstanza.diagnostics.records import frozen
from pushstanza.jid import Jid
from pushstanza.linting.rules.catalogue import Catalogue, being_imported
from pushstanza.linting.rules.change import Change, Subject
from pushstanza.linting.rules.scope import Scope

if TYPE_CHECKING:
    from pushstanza.servers.case import Input
    from pushstanza.servers.outcomes import Outcome

#: How bad something is for each target or push service; ``None`` where it does no harm.
Where: TypeAlias = Mapping[str, Severity | None]

#: One input of the server tables, or several.
Inputs: TypeAlias = "Input | tuple[Input, ...]"


class Lack(StrEnum):
    """What a finding misses in the element it is about."""

    ATTRIBUTE = "attribute"
    CONTENT = "content"


def _as_tuple(inputs: Inputs) -> "tuple[Input, ...]":
    return inputs if isinstance(inputs, tuple) else (inputs,)


@frozen
class Finding:
    """What a rule found, and where: the place is looked up only when it is reported.

    ``at`` is the model or element that is meant (by default what the rule was asked about); in a
    JSON document it is the path of a value, as ``("aps", "badge")``. ``attribute`` is the name of
    one of its attributes in Clark notation; ``content`` says that its text is meant, for a form
    field its value. ``severity`` and ``where`` take the place of those of the rule. ``lacks`` says
    that something is missing, which nobody misses where an example is shortened.

    ``inputs`` names those of the server tables that are the case here. What servers answer is
    added to the message, and makes the severity for each target: an error where the stanza is
    refused, ``accepted`` where it is taken, nothing where that is ``None``.

    ``lasts`` is asked when all of the text was read: it is reported only if that is still so.
    """

    message: str
    at: Subject | tuple[str | int, ...] | None = None
    attribute: str | None = None
    content: bool = False
    hint: str | None = None
    severity: Severity | None = None
    where: Where | None = None
    fix: Change | None = None
    lacks: Lack | None = None
    inputs: "tuple[Input, ...]" = attrs.field(default=(), converter=_as_tuple)
    accepted: Severity | None = None
    lasts: Callable[[], bool] | None = attrs.field(default=None, eq=False)


Check: TypeAlias = Callable[[Any, Scope], Iterator[Finding]]

#: Looks once for many checks, and returns the codes of the rules that have something to say.
Gate: TypeAlias = Callable[[Any, Scope], Collection[str]]


class RegisteredCheck(NamedTuple):
    """A check, what it looks at, and the gate that it stands behind, if it does.

    ``only`` says of which of the classes that it looks at, by themselves or by their base.
    ``extra`` says that it looks only at what a model has no place for, ``damaged`` that it has
    nothing to find in a tree that the schemas accept and whose elements are all known, and
    ``sequence`` that it asks for the history, and so has to see the stanzas in their order.
    """

    on: type[Any]
    check: Check
    gate: Gate | None = None
    only: Callable[[type[Any]], bool] | None = None
    extra: bool = False
    damaged: bool = False
    sequence: bool = False


class Tree:
    """What rules are declared ``on`` that look at the tree of a stanza, from its root."""


@frozen
class Given:
    """What the examples of a rule are linted with."""

    target: str | None = None
    app_server: str | None = None
    account: str | None = None
    file: str | None = None


@frozen
class Rule:
    """A rule of the catalogue.

    ``severity`` holds where no target is given; ``where`` says how bad it is for each target, if
    that does not follow from ``inputs`` and ``accepted``, as those of a :class:`Finding`.
    ``bad`` and ``good`` are examples, linted as ``given``; ``reason`` is for people. A check looks
    at a class of models, :class:`Tree`, or a kind of JSON document; without any it is the reader,
    the schemas or the linter itself that find it.

    ``default`` is false for a rule that works only where it is selected. ``module`` is where it is
    declared.
    """

    code: str
    name: str
    severity: Severity
    reason: str
    source: str
    bad: tuple[str, ...]
    good: tuple[str, ...]
    where: Where | None = attrs.field(default=None, hash=False)
    inputs: "tuple[Input, ...]" = attrs.field(default=(), converter=_as_tuple)
    accepted: Severity | None = None
    given: Given = Given()
    default: bool = True
    module: str = attrs.field(factory=being_imported, repr=False, eq=False)

    @property
    def checks(self) -> tuple[RegisteredCheck, ...]:
        """What looks for it: each at a class of models, a tree, or a kind of JSON document."""
        return RULES.checks_of(self.code)

    @property
    def family(self) -> str:
        """The first digit of its code."""
        return self.code[2]

    @property
    def summary(self) -> str:
        """Its reason in one paragraph and one line, with names between grave accents."""
        return self.reason.partition("\n\n")[0].replace("\n", " ").replace("``", "`")

    @property
    def url(self) -> str:
        """Where it is explained."""
        return rule_url(self.code, self.name)

    @property
    def severity_by_target(self) -> Mapping[str, Severity]:
        """How bad it is for each target, by what servers answer to the first bad example."""
        where = severities(self._outcomes(), self.accepted) if self.inputs else self.where or {}
        return {name: severity for name, severity in where.items() if severity is not None}

    @property
    def answers(self) -> str:
        """What servers answer to the first bad example, if that follows from their tables."""
        from pushstanza.servers.outcomes import sentence

        return sentence(self._outcomes()) if self.inputs else ""

    def _outcomes(self) -> "list[Outcome]":
        from pushstanza.reading import source
        from pushstanza.servers.outcomes import outcomes, views

        account = None if self.given.account is None else Jid(self.given.account)
        return outcomes(views(source.read(self.bad[0]).stanzas[-1], account), self.inputs)

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        return {
            "code": self.code,
            "name": self.name,
            "severity": self.severity.value,
            "where": {name: severity.value for name, severity in self.severity_by_target.items()},
            "default": self.default,
            "reason": self.reason,
            "source": self.source,
            "bad": list(self.bad),
            "good": list(self.good),
            "given": {name: value for name, value in attrs.asdict(self.given).items() if value},
            "url": self.url,
        }

    def page(self) -> str:
        """Return what there is to read about it."""
        reason = self.reason.replace("``", "`")
        parts = [f"{self.code} {self.name} ({self.severity})", "", reason, ""]
        if self.answers:
            parts += [f"{self.answers}.", ""]
        if where := self.severity_by_target:
            by_target = ", ".join(f"{name} {word}" for name, word in where.items())
            parts += [f"Severity by target: {by_target}"]
        if not self.default:
            parts += [f"Off by default: enable it with --extend-select {self.code}."]
        parts += [f"Bad:   {each}" for each in self.bad]
        parts += [f"Good:  {each}" for each in self.good]
        return "\n".join([*parts, f"Source: {self.source}", f"See {self.url}"])


def severities(found: "list[Outcome]", accepted: Severity | None) -> Where:
    """Return how bad something is for each server: an error where it is refused, or in vain."""
    return {each.server.name: Severity.ERROR if each.is_harmful else accepted for each in found}


class UnknownRuleError(UnknownNameError):
    """A code or name that no rule has."""


RULES: Final[Catalogue[Rule, RegisteredCheck]] = Catalogue()

#: What most examples are linted with.
_PLAIN: Final = Given()

#: What the examples of a rule may be given as.
Examples: TypeAlias = str | tuple[str, ...]


def rule(
    code: str,
    name: str,
    severity: Severity,
    *,
    on: type[Any] | tuple[type[Any], ...],
    source: str,
    bad: Examples,
    good: Examples,
    where: Where | None = None,
    inputs: Inputs = (),
    accepted: Severity | None = None,
    given: Given = _PLAIN,
    default: bool = True,
    damaged: bool = False,
    sequence: bool = False,
    gate: Gate | None = None,
    only: Callable[[type[Any]], bool] | None = None,
) -> Callable[[Check], Check]:
    """Declare a rule; the docstring of the generator is its reason."""

    def declare(check: Check) -> Check:
        made = Rule(
            code=code, name=name, severity=severity, reason=_reason(check), source=source,
            bad=_examples(bad), good=_examples(good), where=where, inputs=inputs, accepted=accepted,
            given=given, default=default,
        )  # fmt: skip
        RULES.declare(code, made)
        return also(code, on=on, gate=gate, only=only, damaged=damaged, sequence=sequence)(check)

    return declare


def also(
    code: str,
    *,
    on: type[Any] | tuple[type[Any], ...],
    gate: Gate | None = None,
    only: Callable[[type[Any]], bool] | None = None,
    extra: bool = False,
    damaged: bool = False,
    sequence: bool = False,
) -> Callable[[Check], Check]:
    """Declare a further check of a rule, which looks at something else."""

    def declare(check: Check) -> Check:
        kinds = on if isinstance(on, tuple) else (on,)
        for kind in kinds:
            made = RegisteredCheck(kind, check, gate, only, extra, damaged, sequence)
            RULES.register(code, made)
        return check

    return declare


def reported_by_parser(
    code: str,
    name: str,
    severity: Severity,
    *,
    source: str,
    bad: Examples,
    good: Examples,
    given: Given = _PLAIN,
    accepted: Severity | None = None,
) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Declare a rule that the parser, the schemas or the linter report; its docstring is the reason."""

    def declare(reason: Callable[[], None]) -> Callable[[], None]:
        made = Rule(
            code=code, name=name, severity=severity, reason=_reason(reason), source=source,
            bad=_examples(bad), good=_examples(good), given=given, accepted=accepted,
        )  # fmt: skip
        RULES.declare(code, made)
        return reason

    return declare


def _examples(given: Examples) -> tuple[str, ...]:
    return given if isinstance(given, tuple) else (given,)


def _reason(documented: Callable[..., Any]) -> str:
    return cleandoc(documented.__doc__ or "")


def find_rule(code_or_name: str) -> Rule:
    """Return the rule called *code_or_name*, in small or capital letters.

    Raises:
        UnknownRuleError: there is none; the message says which was probably meant.
    """
    for code, name in RULES.names().items():
        if code == code_or_name.upper() or name == code_or_name.lower():
            return RULES[code]
    raise unknown_rule(code_or_name)


def unknown_rule(word: str) -> UnknownRuleError:
    """Return the error that *word* names no rule, with what was probably meant."""
    names = [*RULES, *RULES.names().values()]
    return UnknownRuleError.of("rule", word, names, "rule")
