"""The rules: one module a family."""

from pushstanza.rules import forms, mongooseim, privacy, providers, push, stanza, xml
from pushstanza.rules.rule import RULES, Finding, Rule, Scope, UnknownRuleError, find_rule

__all__ = [
    "RULES",
    "Finding",
    "Rule",
    "Scope",
    "UnknownRuleError",
    "find_rule",
    "forms",
    "mongooseim",
    "privacy",
    "providers",
    "push",
    "stanza",
    "xml",
]
