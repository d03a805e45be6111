"""The rules: a module a family, or a folder with a module a topic where a family is large."""

from pushstanza.linting.rules.rule import (
    RULES,
    Check,
    Finding,
    Gate,
    Given,
    Rule,
    Tree,
    UnknownRuleError,
    find_rule,
    unknown_rule,
)
from pushstanza.linting.rules.scope import Scope

from pushstanza.linting.rules import (  # isort: skip - each module declares its rules, in order
    xml,
    stanza,
    disco,
    forms,
    pubsub,
    privacy,
    mongooseim,
    providers,
    documents,
    hygiene,
    push,
    sequence,
    reconnecting,
)

__all__ = [
    "RULES",
    "Check",
    "Finding",
    "Gate",
    "Given",
    "Rule",
    "Scope",
    "Tree",
    "UnknownRuleError",
    "disco",
    "documents",
    "find_rule",
    "forms",
    "hygiene",
    "mongooseim",
    "privacy",
    "providers",
    "pubsub",
    "push",
    "reconnecting",
    "sequence",
    "stanza",
    "unknown_rule",
    "xml",
]
