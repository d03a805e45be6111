"""What a JSON document is linted with: the rules, and the schemas for what no rule reports."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import attrs

from pushstanza.linting.rules.documents.json_schemas import violations
from pushstanza.linting.rules.rule import RULES, Check, Finding, Rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.payloads.json_documents import Document, MalformedJson, Path, Place


def findings(
    document: Document, scope: Scope | None = None
) -> Iterator[tuple[Rule, Finding, int, int]]:
    """Yield what the rules find in a payload, and where in its text that begins and ends.

    A finding's ``at`` is the way from the root of its JSON to a value, ``content`` tells whether
    that value is meant or the key before it.
    """
    for each_rule, finding in _found(document, scope or Scope()):
        yield each_rule, finding, *_place(document, finding)


def _found(document: Document, scope: Scope) -> Iterator[tuple[Rule, Finding]]:
    """Yield what the rules find, and of what the schemas refuse what no rule has reported."""
    reported: set[Path] = set()
    cls: Any = type(document)
    for each_rule, check in _checks_for(cls):
        for finding in check(document, scope):
            at = finding.at if isinstance(finding.at, tuple) else document.path
            if each_rule.default:
                reported.add(at)
            yield each_rule, attrs.evolve(finding, at=at)
    if isinstance(document, MalformedJson):
        return
    explained = {path for path in reported if len(path) > len(document.path)}
    for finding in violations(document):
        at = finding.at if isinstance(finding.at, tuple) else document.path
        if not any(at[: len(path)] == path for path in explained):
            yield RULES["PS727"], finding


@cache
def _checks_for(cls: type[Any]) -> tuple[tuple[Rule, Check], ...]:
    found = (RULES.check(place) for _, place in RULES.looks(cls, lambda _code, _look: True))
    return tuple((rule, registered.check) for rule, registered in found)


def _place(document: Document, finding: Finding) -> tuple[int, int]:
    """Return where what a finding means begins and ends; of an object it is the brace."""
    path = finding.at if isinstance(finding.at, tuple) else document.path
    places = document.json.places
    while path not in places:
        path = path[:-1]
    found: Place = places[path]
    if found.key is not None and not finding.content:
        return found.key
    start, end = found.value
    return (
        (start, end)
        if finding.content or isinstance(document, MalformedJson)
        else (start, start + 1)
    )
