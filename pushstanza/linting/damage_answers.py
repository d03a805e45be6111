"""What targets answer to damaged text: how bad a damage is for each, and what its message says."""

from functools import cached_property
from typing import TYPE_CHECKING

import attrs

from pushstanza.diagnostics import PushStanzaError
from pushstanza.linting.context import Context
from pushstanza.linting.placing import Place
from pushstanza.linting.rules import Finding, Rule
from pushstanza.linting.rules.rule import severities
from pushstanza.reading import tags

if TYPE_CHECKING:
    from pushstanza.servers.outcomes import Outcome

#: The rules of what the parser of a server finds, before it looks at any stanza.
_OF_PARSERS = frozenset({"PS001", "PS002", "PS003", "PS004"})


class DamageAnswers:
    """What the targets answer to the text in a place; nothing where none is named."""

    def __init__(self, place: Place, context: Context) -> None:
        self._place = place
        self._context = context
        self._is_said = False

    def added(self, rule: Rule, finding: Finding) -> Finding:
        """Return a finding with how bad it is for the targets; the first says what they answer.

        One that has a severity of its own stays as it is.
        """
        if rule.code not in _OF_PARSERS or finding.severity is not None or not self._outcomes:
            return finding
        from pushstanza.servers.outcomes import sentence

        said = "" if self._is_said else sentence(self._outcomes)
        self._is_said = True
        return attrs.evolve(
            finding,
            message=f"{finding.message}: {said}" if said else finding.message,
            where=severities(self._outcomes, rule.accepted),
        )

    @cached_property
    def _outcomes(self) -> "list[Outcome]":
        context = self._context
        targets = tuple(sorted(context.settings.targets))
        if not targets or context.is_trial or self._place.is_interpolated:
            return []
        from pushstanza.servers.judge import answers  # few texts need them
        from pushstanza.servers.outcomes import Outcome
        from pushstanza.servers.reading import received
        from pushstanza.servers.registry import HOME_SERVERS

        try:
            found = received(self._place.text)
        except PushStanzaError:
            return []
        if len(found) != 1:
            return []
        outcomes = []
        for each in answers(found[0], targets, context.settings.account):
            server = HOME_SERVERS[each.server]
            name = tags.local(found[0].read_by(server.parser).root)
            # What is no request is delivered without an answer.
            is_ignored = each.type == "none" and name not in {"message", "presence"}
            outcomes.append(Outcome(server, None, each.answer, is_ignored=is_ignored))
        return outcomes
