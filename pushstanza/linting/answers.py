"""What servers answer to what a rule found: its sentence and its severity for each target."""

import attrs

from pushstanza.linting.rules import Finding, Rule, Scope
from pushstanza.linting.rules.rule import severities
from pushstanza.servers.inputs import no_stanza


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
