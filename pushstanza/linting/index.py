"""What is known of the files in a folder by their sizes and times, so that they need not be read.

A folder of a project has one file in the cache, JSON behind its digest. It says what a look at a
file has shown, and in which files nothing was found. Like git's index it goes by what the system
says of a file: its size, when its content and its inode changed, and the number of that. Times are
only as fine as the clock of the file system, so a file that changed within :data:`SETTLED` before
it was read is read again (git calls such an entry racy); then its digest decides.
"""

import json
import os
import time
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

from pushstanza.diagnostics.records import frozen
from pushstanza.linting.kept import digest, read_kept, write_kept

#: How old a change has to be, in nanoseconds, for the times to show another: FAT counts 2 seconds.
SETTLED: Final = 2_000_000_000

#: How many folders are in memory at once: one more than folders stand in each other.
_FOLDERS: Final = 64

#: How many settings and names of a file are remembered, under which nothing was found in it.
_MARKS: Final = 8

#: What a part counts, in the order in which it is kept behind its kind.
COUNTS: Final = ("stanzas", "refusals", "payloads", "outside", "suppressed")


class Stamp(NamedTuple):
    """What the system says of a file: bytes, times in nanoseconds, and the number of its inode."""

    size: int
    modified: int
    changed: int
    inode: int


#: The stamp of a file that was read too soon after it changed: no file has it.
_UNSETTLED: Final = Stamp(-1, 0, 0, 0)


def stamp_of(status: os.stat_result) -> Stamp:
    """Return the stamp of a file."""
    return Stamp(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def settled(stamp: Stamp) -> Stamp:
    """Return *stamp*, if a change of the file from now on makes another, else one that is none."""
    is_old = max(stamp.modified, stamp.changed) + SETTLED <= time.time_ns()
    return stamp if is_old else _UNSETTLED


class Content(NamedTuple):
    """What a file held when it was read: its :func:`settled` stamp, and the digest of its bytes."""

    stamp: Stamp
    digest: str


@frozen
class Clean:
    """That nothing was found in a content, of which kind it is, and what it counts.

    ``is_current`` says that the file holds it still, so that it need not be read.
    """

    digest: str
    kind: str
    counts: tuple[int, ...]
    is_current: bool


class FolderIndex:
    """What is known of the files in one folder.

    Args:
        folder: The folder, from the root on.
        place: Where it is kept.
    """

    def __init__(self, folder: str, place: str) -> None:
        self._folder = folder
        self._place = place
        self._has_changed = False
        self._looks: dict[str, list[Any]] = {}
        self._clean: dict[str, list[Any]] = {}
        kept = read_kept(place)
        with suppress(ValueError, TypeError):
            looks, clean = ({}, {}) if kept is None else json.loads(kept)
            self._looks, self._clean = dict(looks), dict(clean)

    def look(self, name: str, stamp: Stamp) -> str | None:
        """Return what a look at a file has shown, if the file is still the same."""
        match self._looks.get(name):
            case [size, modified, changed, inode, str(seen)]:
                return seen if (size, modified, changed, inode) == stamp else None
        return None

    def note_look(self, name: str, stamp: Stamp, seen: str) -> None:
        """Note what a look at a file has shown, which had a :func:`settled` stamp before."""
        if stamp != _UNSETTLED:
            self._looks[name] = [*stamp, seen]
            self._has_changed = True

    def clean(self, name: str, stamp: Stamp, mark: str) -> Clean | None:
        """Return what is known of a file in which nothing was found under a mark."""
        match self._clean.get(name):
            case [size, modified, changed, inode, str(of), dict(marks)]:
                is_current = (size, modified, changed, inode) == stamp
                match marks.get(mark):
                    case [str(kind), *counts] if _are_counts(counts):
                        return Clean(of, kind, (*counts,), is_current)
        return None

    def note_clean(self, name: str, content: Content, mark: str, kept: list[Any]) -> None:
        """Note that nothing was found in the content of a file under a mark, and what it counts."""
        marks = {}
        match self._clean.get(name):
            case [_, _, _, _, content.digest, dict(before)]:
                marks = before
        marks[mark] = kept
        for oldest in [*marks][:-_MARKS]:
            del marks[oldest]
        self._clean[name] = [*content.stamp, content.digest, marks]
        self._has_changed = True

    def save(self) -> None:
        """Write it, if anything in it has changed, without the files that are gone."""
        if not self._has_changed:
            return
        try:
            names = {*os.listdir(self._folder)}  # noqa: PTH208 - names are what is wanted
        except OSError:
            return
        kept = [
            {name: rows[name] for name in sorted(names & rows.keys())}
            for rows in (self._looks, self._clean)
        ]
        write_kept(self._place, json.dumps(kept, separators=(",", ":")).encode())
        self._has_changed = False


def _are_counts(counts: list[Any]) -> bool:
    return len(counts) == len(COUNTS) and all(type(each) is int for each in counts)


class Index:
    """The indexes of folders; few of them are in memory at once.

    Args:
        place: The folder in which they are kept.
        linter: What tells this linter from any other.
        is_kept: Whether what is noted is written.
    """

    def __init__(self, place: Path, linter: bytes, *, is_kept: bool) -> None:
        self._start = os.path.join(place, "")  # noqa: PTH118
        self._linter = linter
        self._is_kept = is_kept
        self._folders: OrderedDict[str, FolderIndex] = OrderedDict()

    def of(self, folder: str) -> FolderIndex:
        """Return the index of a folder, which is named from the root on."""
        found = self._folders.get(folder)
        if found is None:
            name = digest(os.fsencode(folder) + b"\0" + self._linter)
            found = self._folders[folder] = FolderIndex(folder, self._start + name)
            if len(self._folders) > _FOLDERS:
                _, oldest = self._folders.popitem(last=False)
                if self._is_kept:
                    oldest.save()
        else:
            self._folders.move_to_end(folder)
        return found

    def save(self) -> None:
        """Write what has changed."""
        if self._is_kept:
            for each in self._folders.values():
                each.save()
