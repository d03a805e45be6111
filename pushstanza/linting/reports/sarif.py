"""Findings for code scanning: SARIF 2.1.0 with all that GitHub asks for, and recommends.

Source: OASIS, SARIF 2.1.0 with errata 01; docs.github.com, "SARIF support for code scanning".
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from pushstanza.diagnostics import DOCS_URL, Diagnostic, Fix, Severity
from pushstanza.linting.reports import Context, Summary, Write, tool_version
from pushstanza.linting.reports.current import Current, dumps
from pushstanza.linting.reports.line_hashes import line_hashes
from pushstanza.linting.rules import RULES, Rule

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)

_Item = TypeVar("_Item")

#: How many results GitHub takes, and how long a text of a rule may be.
MOST_RESULTS, LONGEST_TEXT = 25_000, 1024

#: The levels, the worst first.
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_PROBLEMS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "recommendation"}

#: What a rule of family 8 is rated as, from 0.1 to 10.0.
_SECURITY = {Severity.ERROR: "7.5", Severity.WARNING: "5.0", Severity.INFO: "2.0"}
_SECURITY_FAMILY = "8"

_TAGS = {
    "0": "xml", "1": "stanza", "2": "data-forms", "3": "service-discovery", "4": "pubsub",
    "5": "push", "6": "mongooseim", "7": "providers", _SECURITY_FAMILY: "security", "9": "linter",
}  # fmt: skip


class Sarif:
    """One run with its results, written at the end; of too many the worst are kept."""

    def __init__(self, write: Write, context: Context) -> None:
        self._write = write
        self._current = Current(context)
        self._here: list[Diagnostic] = []
        self._results: list[dict[str, Any]] = []
        self._rules: dict[str, int] = {}
        self._all = 0

    def file(self, name: str) -> None:
        """Take note that a file begins."""
        self._flush()
        self._current.begin(name)

    def add(self, found: Diagnostic) -> None:
        """Take a finding."""
        self._all += 1
        self._here.append(found)
        if len(self._here) > 2 * MOST_RESULTS:  # holds no more than it has to
            self._here = _worst(self._here, lambda each: _LEVELS[each.severity])

    def finish(self, _summary: Summary) -> None:
        """Write the whole."""
        self._flush()
        run = {
            "tool": {"driver": self._driver()},
            "automationDetails": {"id": "pushstanza/"},
            "columnKind": "unicodeCodePoints",
            "invocations": [self._invocation()],
        }
        self._write(f'{{\n"$schema": "{SCHEMA}",\n"version": "2.1.0",\n"runs": [{{\n')
        for name, value in run.items():
            self._write(f'"{name}": {dumps(value)},\n')
        self._write('"results": [')
        for index, result in enumerate(self._results):
            self._write(f"{',' if index else ''}\n{dumps(result)}")
        self._write("\n]\n}]\n}\n")

    def _flush(self) -> None:
        """Make results of the findings in the current file, while its text is at hand."""
        lines = {_line(each) for each in self._here}
        text = self._current.text if self._here else None
        hashes = {} if text is None else line_hashes(text, lines)
        self._results += (self._result(each, hashes.get(_line(each))) for each in self._here)
        if len(self._results) > MOST_RESULTS:
            self._results = _worst(self._results, lambda each: each["level"])
        self._here = []

    def _result(self, found: Diagnostic, line_hash: str | None) -> dict[str, Any]:
        fingerprints = {
            "primaryLocationLineHash": line_hash,
            "pushstanza/v1": found.fingerprint,
        }
        result: dict[str, Any] = {
            "ruleId": found.code,
            "ruleIndex": self._rules.setdefault(found.code, len(self._rules)),
            "level": _LEVELS[found.severity],
            "message": {"text": "\n".join(filter(None, (found.message, found.hint)))},
            "locations": [self._location(found)],
            "partialFingerprints": {key: value for key, value in fingerprints.items() if value},
        }
        fix = None if found.fix is None else self._fix(found.fix)
        return result | ({"fixes": [fix]} if fix else {})

    def _location(self, found: Diagnostic) -> dict[str, Any]:
        span = found.span
        region = (1, 1, 1, 1) if span is None else (
            span.line, span.column, span.end_line, span.end_column
        )  # fmt: skip
        location: dict[str, Any] = {
            "physicalLocation": {
                "artifactLocation": {"uri": self._current.uri},
                "region": _region(*region),
            }
        }
        if found.path:
            location["logicalLocations"] = [{"fullyQualifiedName": found.path}]
        return location

    def _fix(self, fix: Fix) -> dict[str, Any] | None:
        """Return a fix, if it can be shown without a secret and its lines are known."""
        lines = self._current.lines
        if lines is None or self._current.fix(fix)["masked"]:
            return None
        replacements = [
            {
                "deletedRegion": _region(
                    *lines.position(each.offset), *lines.position(each.end_offset)
                ),
                "insertedContent": {"text": each.content},
            }
            for each in fix.edits
        ]
        location = {"uri": self._current.uri}
        return {
            "description": {"text": fix.message},
            "artifactChanges": [{"artifactLocation": location, "replacements": replacements}],
            "properties": {"safe": fix.safe},
        }

    def _driver(self) -> dict[str, Any]:
        version = tool_version()
        return {
            "name": "pushstanza",
            "version": version,
            "semanticVersion": version,
            "informationUri": DOCS_URL,
            "rules": [_descriptor(RULES[code]) for code in self._rules],
        }

    def _invocation(self) -> dict[str, Any]:
        invocation: dict[str, Any] = {
            "executionSuccessful": True,
            "workingDirectory": {"uri": f"{Path.cwd().as_uri()}/"},
        }
        left_out = self._all - len(self._results)
        if left_out:
            text = (
                f"{left_out:,} results were omitted, the least severe first: "
                f"code scanning accepts {MOST_RESULTS:,}"
            )
            note = {"level": "warning", "message": {"text": text}}
            invocation["toolExecutionNotifications"] = [note]
        return invocation


def _worst(found: list[_Item], level: Callable[[_Item], str]) -> list[_Item]:
    """Return as many as GitHub takes, the worst first."""
    ranks = {each: rank for rank, each in enumerate(_LEVELS.values())}
    return sorted(found, key=lambda each: ranks[level(each)])[:MOST_RESULTS]


def _line(found: Diagnostic) -> int:
    return found.line or 1


def _region(line: int, column: int, end_line: int, end_column: int) -> dict[str, int]:
    return {
        "startLine": line,
        "startColumn": column,
        "endLine": end_line,
        "endColumn": end_column,
    }


def _descriptor(rule: Rule) -> dict[str, Any]:
    """Return what SARIF says of a rule."""
    is_security = rule.family == _SECURITY_FAMILY
    security = {"security-severity": _SECURITY[rule.severity]} if is_security else {}
    reason = rule.reason.replace("``", "`")
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": _cut(rule.summary)},
        "fullDescription": {"text": _cut(reason)},
        "help": {"text": rule.page(), "markdown": _markdown(rule, reason)},
        "helpUri": rule.url,
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {
            "tags": ["xmpp", "xep-0357", _TAGS[rule.family]],
            "precision": "high",
            "problem.severity": _PROBLEMS[rule.severity],
            **security,
        },
    }


def _cut(text: str) -> str:
    """Return as much of *text* as GitHub takes, up to a word."""
    if len(text) <= LONGEST_TEXT:
        return text
    return text[: LONGEST_TEXT - 1].rpartition(" ")[0] + "…"


def _markdown(rule: Rule, reason: str) -> str:
    parts = [f"**{rule.code} {rule.name}**", reason]
    parts += [f"Bad:\n\n```xml\n{each}\n```" for each in rule.bad[:1]]
    parts += [f"Good:\n\n```xml\n{each}\n```" for each in rule.good[:1]]
    return "\n\n".join([*parts, f"Source: {rule.source}", f"[Documentation]({rule.url})"])
