"""What is looked for: which rules, for which servers, and how bad each finding is."""

from collections.abc import Iterable, Mapping
from functools import cache, cached_property, lru_cache
from typing import Any

import attrs

from pushstanza.diagnostics import Severity, UnknownNameError
from pushstanza.diagnostics.arguments import Argument
from pushstanza.diagnostics.records import frozen
from pushstanza.jid import AnyJid, Jid, JidError
from pushstanza.linting.rules import RULES, Finding, Rule, unknown_rule
from pushstanza.reading.input_kind import InputKind

#: The words that select every rule, those on request too.
EVERYTHING = "ALL"


class UnknownTargetError(UnknownNameError):
    """A target or app server that there is no knowledge of."""


def _targets(words: Iterable[str]) -> frozenset[str]:
    return _known(words, "HOME_SERVERS", "target")


def _app_servers(words: Iterable[str]) -> frozenset[str]:
    return _known(words, "APP_SERVERS", "app server")


def _known(words: Iterable[str], kind: str, what: str) -> frozenset[str]:
    found = frozenset(words)
    if not found:
        return found  # without a target, the tables are not loaded
    names = [*getattr(_registry(), kind)]
    for word in sorted(found - {*names}):
        raise UnknownTargetError.of(what, word, names, what.replace(" ", "_"))
    return found


def _words(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(words)


def _some_words(words: Iterable[str] | None) -> tuple[str, ...] | None:
    return None if words is None else tuple(words)


def _registry() -> Any:
    from pushstanza.servers import registry

    return registry


def _account(value: AnyJid | None) -> Jid | None:
    try:
        return None if value is None else Jid(value)
    except JidError as error:
        argument = Argument("Settings", "account")
        raise argument.wrong_value(f"is not a valid JID: {error}", value) from None


def _scope(word: str) -> str:
    if word not in SCOPES:
        raise Argument("Settings", "scope").not_listed(word, SCOPES)
    return word


#: Which stanzas are looked at: those that concern push and near misses of them, or all.
SCOPES = ("push", "all")


@frozen(kw_only=True)
class Settings:
    """What to look for.

    Args:
        select: Rules by code, the beginning of a code, or name; ``ALL`` for every one. ``None``
            stands for all but those on request.
        extend_select: Rules besides.
        ignore: Rules that are not wanted.
        targets: The servers that the stanzas are meant for.
        app_servers: The push services that publishes are meant for.
        account: The JID of the user whose stanzas these are.
        scope: ``push`` for stanzas that concern push and near misses of them, ``all`` for all.
        severities: How bad the findings of a rule are, by its code or name.
        kind: How the text is read.
        show_secrets: Whether excerpts and messages show device tokens and secrets whole.

    Raises:
        UnknownRuleError: a word names no rule.
        UnknownTargetError: a word names no target or app server.
    """

    select: tuple[str, ...] | None = attrs.field(default=None, converter=_some_words)
    extend_select: tuple[str, ...] = attrs.field(default=(), converter=_words)
    ignore: tuple[str, ...] = attrs.field(default=(), converter=_words)
    targets: frozenset[str] = attrs.field(default=frozenset(), converter=_targets)
    app_servers: frozenset[str] = attrs.field(default=frozenset(), converter=_app_servers)
    account: Jid | None = attrs.field(default=None, converter=_account)
    scope: str = attrs.field(default="all", converter=_scope)
    severities: Mapping[str, Severity] = attrs.field(factory=dict)
    kind: InputKind = "auto"
    show_secrets: bool = False

    def __attrs_post_init__(self) -> None:
        # Unknown words are reported where the settings are made, not where they are first used.
        _ = self.wanted, self._overrides

    @cached_property
    def wanted(self) -> frozenset[str]:
        """The codes of the rules that are looked for."""
        usual = RULES.defaults()
        selected = usual if self.select is None else codes(self.select)
        return (selected | codes(self.extend_select)) - codes(self.ignore)

    @cached_property
    def _overrides(self) -> dict[str, Severity]:
        return {
            code: severity for word, severity in self.severities.items() for code in codes([word])
        }

    def severity(self, rule: Rule, finding: Finding) -> Severity | None:
        """Return the severity of a finding here; ``None`` where no target is affected."""
        usual = finding.severity or rule.severity
        where = rule.where if finding.where is None and finding.severity is None else finding.where
        found: Severity | None = usual
        if where and (self.targets or self.app_servers):
            found = self._by_target(where, usual)
        return found and self._overrides.get(rule.code, found)

    def _by_target(self, where: Mapping[str, Severity | None], usual: Severity) -> Severity | None:
        found: list[Severity] = []
        kinds = _registry().HOME_SERVERS, _registry().APP_SERVERS
        for kind, chosen in zip(kinds, (self.targets, self.app_servers), strict=True):
            listed = where.keys() & kind.keys()
            if listed and chosen:
                found += (severity for name in chosen & listed if (severity := where[name]))
            elif listed:
                found.append(usual)
            # What no rule names is not known to take it.
            found += (usual for name in chosen - listed if name not in _named())
        return min(found, key=SEVERITY_ORDER.index, default=None)


@cache
def _named() -> frozenset[str]:
    """Return the targets and app servers of which any rule says how bad something is for them."""
    return frozenset(name for rule in RULES.values() for name in rule.where or ())


#: From bad to harmless.
SEVERITY_ORDER = (Severity.ERROR, Severity.WARNING, Severity.INFO)


def codes(words: Iterable[str]) -> frozenset[str]:
    """Return the codes of the rules that *words* name by code, its beginning, or name.

    Small and capital letters make no difference.

    Raises:
        UnknownRuleError: a word names none; the message says which was probably meant.
    """
    return frozenset(code for word in words for code in _matching(word))


@lru_cache(1024)
def _matching(word: str) -> frozenset[str]:
    code = word.upper()
    if code == EVERYTHING:
        return frozenset(RULES)
    found = {each for each, name in RULES.names().items() if name == word.lower()}
    if code.startswith("PS"):
        found |= {each for each in RULES if each.startswith(code)}
    if not found:
        raise unknown_rule(word)
    return frozenset(found)


#: What is looked for by default.
DEFAULT_SETTINGS = Settings()
