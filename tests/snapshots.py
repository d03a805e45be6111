"""How what is kept in ``tests/__snapshots__`` is written down: as text that can be read in a diff."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from typing import Any

import attrs
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

import pushstanza as ps
from pushstanza.servers.answer import Answer
from pushstanza.servers.case import Input


class TextFile(SingleFileSnapshotExtension):
    """A snapshot in a text file of its own."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"


def written(value: Any) -> str:
    """Return a value as text, one part of it a line; what is empty is left out."""
    return "\n".join(_lines(value))


def sections(parts: Iterable[tuple[str, Any]]) -> str:
    """Return named values as text, each under its name; what was there before, by its first name."""
    first: dict[str, str] = {}
    return "\n".join(
        f"## {name}\n{_unless_told(written(value), name, first)}\n" for name, value in parts
    )


def _unless_told(text: str, name: str, first: dict[str, str]) -> str:
    earlier = first.setdefault(text, name)
    return (
        f"as {earlier}" if earlier != name and len(text) > len(earlier) + 3 else text or "nothing"
    )


def _lines(value: Any) -> Iterator[str]:
    plain = _plain(value)
    if isinstance(plain, Mapping):
        for name, each in plain.items():
            yield from _named(str(name), each)
    elif isinstance(plain, list):
        for each in plain:
            first, *rest = [*_lines(each)] or ["nothing"]
            yield f"- {first}"
            yield from (f"  {line}" for line in rest)
    else:
        yield from str(plain).splitlines() or [""]


def _named(name: str, value: Any) -> Iterator[str]:
    is_function = callable(value) and not attrs.has(type(value))
    if value is None or value is False or is_function or value in ("", (), [], {}):
        return
    lines = [*_lines(value)]
    if len(lines) == 1 and not isinstance(_plain(value), Mapping | list):
        yield f"{name}: {lines[0]}"
    else:
        yield f"{name}:"
        yield from (f"  {line}" for line in lines)


def _plain(value: Any) -> Any:
    """Return a value as mappings, lists and what can be written on lines."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, ps.Model):
        return ps.serialize(value)
    if isinstance(value, Input):
        return {"title": value.title, "fix": value.fix, "rules": " ".join(value.rules)}
    if isinstance(value, Answer):
        return " ".join(filter(None, (str(value), value.feature, _written_payload(value))))
    if attrs.has(type(value)):
        return {each.name: getattr(value, each.name) for each in attrs.fields(type(value))}
    if isinstance(value, frozenset | set):
        return sorted(value, key=str)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [*value]
    return value


def _written_payload(answer: Answer) -> str:
    return "" if answer.payload is None else str(answer.payload)


def findings(found: Iterable[ps.Diagnostic]) -> list[dict[str, Any]]:
    """Return findings with all that they say."""
    return [_finding(each) for each in found]


def _finding(found: ps.Diagnostic) -> dict[str, Any]:
    said = found.to_dict()
    place = "" if said["line"] is None else _place(said)
    return {
        f"{said['code']} {said['severity']}{place}": said["message"],
        "hint": said["hint"],
        "fix": said["fix"] and _fix(said["fix"]),
        "at": " of ".join(filter(None, (said["path"], said["stanza"]))),
    }


def _place(said: Mapping[str, Any]) -> str:
    return f" {said['line']}:{said['column']}-{said['end_line']}:{said['end_column']}"


def _fix(fix: Mapping[str, Any]) -> str:
    edits = [f"{each['offset']}-{each['end_offset']} {each['content']!r}" for each in fix["edits"]]
    return f"{fix['message']} ({'safe' if fix['safe'] else 'unsafe'}): {', '.join(edits)}"


class Verdicts:
    """Verdicts as text: of those on several stanzas that are alike only the first are written."""

    def __init__(self) -> None:
        self._first: dict[tuple[str, ...], str] = {}

    def of(self, name: str, found: Iterable[ps.Verdict]) -> list[str]:
        """Return the verdicts on a stanza, with the servers that say and do the same together."""
        alike: dict[str, list[str]] = {}
        for each in found:
            reason = each.reason and f" ({each.reason})"
            alike.setdefault(f"{each.answer}{reason} → {each.effect}", []).append(each.server)
        lines = [f"{', '.join(servers)}: {said}" for said, servers in alike.items()]
        earlier = self._first.setdefault(tuple(lines), name)
        return lines if earlier == name else [f"as {earlier}"]


class News:
    """What is said of stanzas, or documents, one after the other, but for what was said before."""

    def __init__(self) -> None:
        self._said: set[str] = set()
        self.parts: list[tuple[str, list[str]]] = []

    def add(self, name: str, lines: Iterable[str]) -> None:
        """Add what is said of a stanza."""
        new = [each for each in dict.fromkeys(lines) if each not in self._said]
        if new:
            self._said.update(new)
            self.parts.append((name, new))
