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
    "find_rule",
    "unknown_rule",
]
