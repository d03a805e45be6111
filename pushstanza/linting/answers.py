"""What servers answer to what a rule found: its sentence and its severity for each target."""

import attrs

from pushstanza.diagnostics import Severity
from pushstanza.linting.rules import Finding, Rule, Scope
from pushstanza.linting.rules.rule import Where, severities
from pushstanza.servers.inputs import no_stanza
from pushstanza.stanzas.rfc6120 import Iq


def by_verdict(scope: Scope) -> Where | None:
    """Return how bad a fault of a request is for the targets, by what they answer to all of it.

    That is an error where it is refused, and a warning where it is taken in spite of the fault.
    ``None`` is returned where no target is named, or the stanza is no request.
    """
    root = scope.root
    is_request = isinstance(scope.stanza, Iq) and scope.stanza.type in {"get", "set"}
    if root is None or not is_request or not (scope.targets or scope.app_servers):
        return None
    from pushstanza.servers.outcomes import taken, views

    return {
        each.server.name: Severity.WARNING if taken(each) else Severity.ERROR
        for each in views(root, scope.account)
    }


def answered(rule: Rule, finding: Finding, scope: Scope) -> Finding:
    """Return a finding with what the server tables know of its inputs, or those of its rule.

    The sentence names the targets, where any are given, and else all servers.
    The inputs of the rule are not meant where a finding has severities of its own.
    """
    inputs = finding.inputs or (() if finding.where is not None else rule.inputs)
    if not inputs or scope.root is None:
        return finding
    from pushstanza.servers.outcomes import outcomes, sentence, views  # few texts need them

    root = scope.root
    alone = no_stanza in inputs
    seen = scope.once(
        ("views", alone), root, lambda: views(root, scope.account, is_sent_alone=alone)
    )
    # One stanza may have thousands of the same finding, to which the answers are the same.
    found = scope.once(("outcomes", *inputs), root, lambda: outcomes(seen, inputs))
    wanted = scope.targets | scope.app_servers
    answers = sentence([each for each in found if each.server.name in wanted] or found)
    accepted = rule.accepted if finding.accepted is None else finding.accepted
    return attrs.evolve(
        finding,
        message=f"{finding.message}: {answers}" if answers else finding.message,
        where=severities(found, accepted) if finding.where is None else finding.where,
    )
