"""The rules: one module a family."""

from pushstanza.rules.rule import (
    RULES,
    Check,
    Finding,
    Given,
    Rule,
    Tree,
    UnknownRuleError,
    find_rule,
    unknown_rule,
)
from pushstanza.rules.scope import Scope

from pushstanza.rules import (  # isort: skip - each module declares its rules
    disco,
    forms,
    mongooseim,
    privacy,
    providers,
    pubsub,
    push,
    stanza,
    xml,
)

__all__ = [
    "RULES",
    "Check",
    "Finding",
    "Given",
    "Rule",
    "Scope",
    "Tree",
    "UnknownRuleError",
    "disco",
    "find_rule",
    "forms",
    "mongooseim",
    "privacy",
    "providers",
    "pubsub",
    "push",
    "stanza",
    "unknown_rule",
    "xml",
]
