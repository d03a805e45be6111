"""Findings that a project accepts: which are new, which are known, which are gone.

A finding is identified by its content, never by its line. Two equal findings are two entries, so
that a third is new.
"""

import json
import os
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

import attrs

from pushstanza.diagnostics import Diagnostic, PushStanzaError, fingerprint
from pushstanza.diagnostics.json_text import dumps
from pushstanza.diagnostics.masking import masked_xml
from pushstanza.diagnostics.records import frozen
from pushstanza.linting.own_findings import OwnFindings
from pushstanza.linting.rules.hygiene import STALE
from pushstanza.linting.settings import Settings
from pushstanza.linting.visit import why_unreadable
from pushstanza.linting.writing import write as write_file

#: The version of the format.
VERSION = 1


class BaselineError(PushStanzaError, ValueError):
    """A baseline that cannot be read; the message says where and why."""


@frozen(kw_only=True)
class Entry:
    """A known finding; ``file`` is its name from the folder of the baseline on, with slashes."""

    fingerprint: str
    code: str
    file: str
    path: str | None
    message: str


@frozen
class Baseline:
    """The known findings, and the file they are in."""

    place: Path
    entries: tuple[Entry, ...] = ()

    def to_json(self) -> str:
        """Return what the file holds: sorted, so that two of them are easily compared."""
        entries = [attrs.asdict(each) for each in sorted(self.entries, key=_order)]
        return dumps({"version": VERSION, "findings": entries}, indent=2, ensure_ascii=True) + "\n"

    def write(self) -> None:
        """Write the file, so that it is never there by half.

        Raises:
            BaselineError: it cannot be written.
        """
        try:
            write_file(self.place, self.to_json())
        except (OSError, ValueError) as error:
            raise BaselineError(f"{self.place}: {why_unreadable(error)}") from None


def _order(entry: Entry) -> tuple[str, ...]:
    return entry.file, entry.code, entry.path or "", entry.message, entry.fingerprint


@frozen
class Compared:
    """Findings beside a baseline: those that are new, those that are known, and what is gone."""

    new: list[Diagnostic]
    known: list[Diagnostic]
    stale: list[Entry]


def _always(_entry: Entry) -> bool:
    return True


def create(place: Path, diagnostics: Iterable[Diagnostic]) -> Baseline:
    """Return the baseline, for a file at *place*, in which all of *diagnostics* are known.

    Raises:
        BaselineError: there is a file already that is no baseline, and would be lost.
    """
    if place.is_file() and place.stat().st_size:
        try:
            read(place)
        except BaselineError as error:
            raise BaselineError(f"{error}; it is not overwritten") from None
    return Baseline(place, tuple(_entry(place, each) for each in diagnostics))


def apply(
    baseline: Baseline,
    diagnostics: Iterable[Diagnostic],
    checked: Collection[str | os.PathLike[str]] | None = None,
    was_checked: Callable[[Entry], bool] = _always,
) -> Compared:
    """Return which findings are new.

    What has moved to another file is known still, if it is gone from the first.

    Args:
        baseline: The known findings.
        diagnostics: The findings.
        checked: The files that were looked at, where these are not all: of another, which is still
            there, nothing is gone.
        was_checked: Tells whether what an entry says would have been found: of a rule that was not
            wanted nothing is gone.
    """
    left = Counter((each.file, each.fingerprint) for each in baseline.entries)
    found = [(each, _name(baseline.place, each.file), _fingerprint(each)) for each in diagnostics]
    known = {id(each) for each, file, mark in found if _take(left, (file, mark))}
    gone = _gone(baseline, checked)
    homes: defaultdict[str, list[str]] = defaultdict(list)
    for file, mark in left:
        if file in gone:
            homes[mark].append(file)
    for each, _, mark in found:
        if id(each) not in known and any(_take(left, (file, mark)) for file in homes[mark]):
            known.add(id(each))
    stale = [each for each in sorted(baseline.entries, key=_order) if each.file in gone]
    return Compared(
        [each for each, *_ in found if id(each) not in known],
        [each for each, *_ in found if id(each) in known],
        [
            each
            for each in stale
            if _take(left, (each.file, each.fingerprint)) and was_checked(each)
        ],
    )


def prune(
    baseline: Baseline,
    diagnostics: Iterable[Diagnostic],
    checked: Collection[str | os.PathLike[str]] | None = None,
    was_checked: Callable[[Entry], bool] = _always,
) -> Baseline:
    """Return the baseline without what is gone; it never grows."""
    stale = Counter(apply(baseline, diagnostics, checked, was_checked).stale)
    return attrs.evolve(
        baseline, entries=tuple(each for each in baseline.entries if not _take(stale, each))
    )


def _take(left: "Counter[Any]", what: Any) -> bool:
    """Take one of *what* from those that are left, and tell whether there was one."""
    found = left[what] > 0
    left[what] -= found
    return found


def _gone(baseline: Baseline, checked: Collection[str | os.PathLike[str]] | None) -> set[str]:
    """Return the files of the baseline of which everything is known that is still found in them."""
    files = {each.file for each in baseline.entries}
    if checked is None:
        return files
    names = {_name(baseline.place, os.fspath(each)) for each in checked}
    folder = baseline.place.absolute().parent
    return {each for each in files if each in names or not (folder / each).exists()}


def _entry(place: Path, each: Diagnostic) -> Entry:
    return Entry(
        fingerprint=_fingerprint(each),
        code=each.code,
        file=_name(place, each.file),
        path=each.path,
        message=masked_xml(each.message),
    )


def _fingerprint(each: Diagnostic) -> str:
    if each.fingerprint is not None:
        return each.fingerprint
    return fingerprint(each.code, each.path or "", each.message)


def _name(place: Path, file: str | None) -> str:
    """Return what a file is called in a baseline at *place*."""
    if file is None or file.startswith("<"):
        return file or ""
    return os.path.relpath(file, place.absolute().parent).replace(os.sep, "/")


# ---- reading ----


def read(place: Path) -> Baseline:
    """Return the baseline in a file.

    Raises:
        BaselineError: there is none that can be read.
    """
    try:
        data = json.loads(place.read_bytes().decode())
    except UnicodeDecodeError:
        raise BaselineError(f"{place}: not valid UTF-8") from None
    except json.JSONDecodeError as error:
        where = f"{place}:{error.lineno}:{error.colno}"
        raise BaselineError(f"{where}: not valid JSON: {error.msg}") from None
    except (OSError, ValueError) as error:
        raise BaselineError(f"{place}: {why_unreadable(error)}") from None
    except RecursionError:
        raise BaselineError(f"{place}: not a baseline: it is nested too deeply") from None
    return Baseline(place, tuple(_entries(place, data)))


def _entries(place: Path, data: Any) -> Iterator[Entry]:
    if not isinstance(data, dict) or "version" not in data:
        raise BaselineError(f"{place}: not a baseline: it has no version")
    if data["version"] != VERSION:
        known = f"this version of pushstanza reads version {VERSION}"
        raise BaselineError(f"{place}: the baseline has an unsupported version; {known}")
    findings = data.get("findings")
    if not isinstance(findings, list):
        raise BaselineError(f"{place}: 'findings' must be a list")
    for index, each in enumerate(findings):
        where = f"{place}: findings[{index}]"
        if not isinstance(each, dict):
            raise BaselineError(f"{where}: expected an object")
        yield Entry(**{name: _text(each, name, where) for name in _NAMES})


_NAMES = tuple(field.name for field in attrs.fields(Entry))


def _text(entry: dict[str, Any], name: str, where: str) -> Any:
    value = entry.get(name)
    if not isinstance(value, str) and not (name == "path" and value is None):
        raise BaselineError(f"{where}.{name}: expected a string")
    return value


# ---- findings about the baseline itself ----


def stale_findings(
    baseline: Baseline, stale: Iterable[Entry], settings: Settings
) -> Iterator[Diagnostic]:
    """Yield a finding for each entry that is gone, where it stands in the file of the baseline."""
    text = baseline.place.read_text("utf-8") if baseline.place.exists() else baseline.to_json()
    own_findings = OwnFindings(text, settings, str(baseline.place))
    done: dict[str, int] = {}
    for each in stale:
        mark = json.dumps(each.fingerprint)
        start = max(0, text.find(mark, done.get(mark, 0)))
        done[mark] = end = start + len(mark)
        message = f"{each.code} is no longer found in {each.file}: {each.message}"
        hint = "run 'pushstanza baseline prune' to remove it"
        yield from own_findings.report(STALE, message, (start, min(end, len(text))), hint=hint)
