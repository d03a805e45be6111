"""What was found in files, kept in a folder until a file, the settings or the linter change.

Where something was found, there is an entry for the linted file, JSON behind its digest. It is
found by the name of the file and by all that findings depend on besides its content, whose digest
is in the entry. Files in which nothing was found, which are most, share an index a folder. What is
damaged is not there. What holds a secret whole is not kept.
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import attrs

from pushstanza.diagnostics import Diagnostic, Edit, Excerpt, Fix, Severity, Span
from pushstanza.diagnostics.excerpts import Around
from pushstanza.diagnostics.records import frozen
from pushstanza.linting.index import COUNTS, Clean, FolderIndex, Index, stamp_of
from pushstanza.linting.kept import digest, read_kept, write_kept
from pushstanza.linting.reports import tool_version
from pushstanza.reading.xsd import schemas

if TYPE_CHECKING:
    from pushstanza.linting.files import Part
    from pushstanza.linting.settings import Settings

#: The name of the folder, beside the configuration of a project.
FOLDER: Final = ".pushstanza_cache"

#: The folders in it for entries and indexes of this form.
_ENTRIES: Final = "findings-1"
_INDEXES: Final = "index-1"

#: How long an entry is kept that nobody needs, and how often such entries are looked for.
KEPT: Final = 30 * 24 * 3600
_DAY: Final = 24 * 3600
_PRUNED: Final = "pruned"

#: What tells backup programs that a folder is a cache (bford.info/cachedir).
_TAG: Final = (
    "Signature: 8a477f597d28d172789f06886806bc55\n"
    "# This folder holds what pushstanza found. It can be deleted at any time.\n"
)
_NEW_FILES: Final = {"CACHEDIR.TAG": _TAG, ".gitignore": "*\n"}


@frozen
class Entry:
    """Where the findings in one file are kept."""

    place: Path

    def is_newer(self, modified: float) -> bool:
        """Tell whether it was used after a file was modified, so that it probably holds."""
        try:
            return self.place.stat().st_mtime >= modified
        except OSError:
            return False

    def read(self, data: bytes, name: str) -> "Part | None":
        """Return what was found in *data*, the content of a file called *name*, if it is known."""
        try:
            kept = read_kept(self.place)
            if kept is None:
                return None
            of, kind, counts, found = json.loads(kept)
            if of != digest(data):
                return None
            part = _part(name, data.decode("utf-8", "replace"), kind, counts, found)
        except (ValueError, TypeError):
            return None
        return part

    def write(self, data: bytes, part: "Part") -> None:
        """Keep what was found in *data*; where that cannot be written, or is secret, do nothing."""
        text = data.decode("utf-8", "replace")
        if any(each.fix for each in part.diagnostics) and _shows_secrets(text, part):
            return
        is_whole = _Whole(text)
        found = [_packed(each, is_whole) for each in part.diagnostics]
        kept = json.dumps([digest(data), part.kind, _counts(part), found], separators=(",", ":"))
        write_kept(self.place, kept.encode())


class Cache:
    """A folder of entries and indexes.

    Args:
        folder: The folder.
        is_written: Whether anything is kept from now on, or only used.
    """

    def __init__(self, folder: Path, *, is_written: bool) -> None:
        self.folder = folder
        self._is_written = is_written and self._is_usable()
        self.index: Index = Index(folder / _INDEXES, _linter(), is_kept=self._is_written)
        self._whole: dict[str, str] = {}
        self._marks: dict[tuple[int, str], tuple[Settings, str]] = {}

    def _is_usable(self) -> bool:
        """Make the folder if it is not there; tell whether there is one."""
        try:
            self.folder.mkdir(mode=0o700)
        except FileExistsError:
            return self.folder.is_dir()
        except OSError:
            return False
        for name, text in _NEW_FILES.items():  # not into a folder that somebody else has made
            with suppress(OSError):
                (self.folder / name).write_text(text, "utf-8")
        return True

    def entry(self, name: str, settings: "Settings") -> Entry:
        """Return where the findings are kept in a file of that name."""
        about = json.dumps([os.path.abspath(name), name, _described(settings)])  # noqa: PTH100
        mark = digest(about.encode() + _linter())
        return Entry(self.folder / _ENTRIES / mark)

    def clean(self, name: str, settings: "Settings") -> Clean | None:
        """Return what is known of a file, if nothing was found in it when it was last read."""
        folder, last = os.path.split(name)
        try:
            stamp = stamp_of(os.stat(name))  # noqa: PTH116 - it is asked for every file
        except OSError:
            return None
        return self._index_of(folder).clean(last, stamp, self._mark(folder, settings))

    def note(self, part: "Part", settings: "Settings") -> None:
        """Keep in the index that nothing was found in a file that was read, if so."""
        if part.content is not None and not part.diagnostics:
            folder, last = os.path.split(part.name)
            kept = [part.kind, *_counts(part)]
            mark = self._mark(folder, settings)
            self._index_of(folder).note_clean(last, part.content, mark, kept)

    def _index_of(self, folder: str) -> FolderIndex:
        if folder not in self._whole:
            self._whole[folder] = os.path.abspath(folder)  # noqa: PTH100
        return self.index.of(self._whole[folder])

    def _mark(self, folder: str, settings: "Settings") -> str:
        """Return what tells these settings and a folder, as it is named, from any others."""
        key = id(settings), folder
        if key not in self._marks:
            about = json.dumps([folder, _described(settings)]).encode()
            self._marks[key] = settings, digest(about)
        return self._marks[key][1]

    def close(self) -> None:
        """Write what is to be kept, and delete what nobody has needed for a long time."""
        if self._is_written:
            self.index.save()
            self._prune()

    def _prune(self) -> None:
        """Delete what nobody has needed for a long time, if nothing was deleted today."""
        now = time.time()
        pruned = self.folder / _PRUNED
        with suppress(OSError):
            if pruned.exists() and now - pruned.stat().st_mtime < _DAY:
                return
            pruned.touch(mode=0o600)
            os.utime(pruned, (now, now))
        kept = (self.folder.glob(f"{each}-*/*") for each in ("findings", "index"))
        for place in chain.from_iterable(kept):
            with suppress(OSError):
                if now - place.stat().st_mtime > KEPT:
                    place.unlink()


def _counts(part: "Part") -> list[int]:
    return [getattr(part, name) for name in COUNTS]


def _described(settings: "Settings") -> list[Any]:
    """Return the settings as JSON holds them, the same in every process."""
    return [
        settings.select,
        settings.extend_select,
        settings.ignore,
        sorted(settings.targets),
        sorted(settings.app_servers),
        None if settings.account is None else str(settings.account),
        settings.scope,
        {word: severity.value for word, severity in sorted(settings.severities.items())},
        settings.kind,
    ]


@cache
def _linter() -> bytes:
    """Return what tells this linter from any other: its version, its files, and what reads XML."""
    from lxml import etree

    made_of = [tool_version(), sys.version, str(etree.LXML_VERSION), str(etree.LIBXML_VERSION)]
    for folder in sorted({str(Path(__file__).parents[1]), str(schemas.FOLDER.parent)}):
        made_of += sorted(_files_below(folder))
    return "\0".join(made_of).encode(errors="surrogateescape")


def _files_below(folder: str) -> Iterator[str]:
    """Yield the names of files with their ages: that is faster than to read them."""
    with suppress(OSError), os.scandir(folder) as found:
        for each in found:
            if each.is_dir():
                yield from _files_below(each.path)
            elif not each.name.endswith(".pyc"):
                status = each.stat()
                yield f"{each.name} {status.st_mtime_ns} {status.st_size}"


def _shows_secrets(text: str, part: "Part") -> bool:
    """Tell whether a fix holds a secret of the file: all else that is found is without them."""
    from pushstanza.diagnostics.secrets import Secrets

    secrets = Secrets(text, bodies=True)
    edits = (edit for each in part.diagnostics if each.fix for edit in each.fix.edits)
    return any(secrets.cover(edit.content) != edit.content for edit in edits)


# ---- findings as JSON holds them ----


class _Whole:
    """Tells whether a text is that of the whole file, and asks each text only once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._last = text
        self._is_whole = True

    def __call__(self, text: str) -> bool:
        if text is not self._last:
            self._last, self._is_whole = text, text == self._text
        return self._is_whole


def _packed(found: Diagnostic, is_whole: _Whole) -> list[Any]:
    shown = found._shown
    excerpt: tuple[Any, ...] | None = None
    if isinstance(shown, Around) and is_whole(shown.text):
        excerpt = (shown.start, shown.end)  # covering secrets takes long: it is put off as before
    elif found.excerpt is not None:
        excerpt = attrs.astuple(found.excerpt)
    return [
        found.code,
        found.name,
        found.severity.value,
        found.message,
        found.span and attrs.astuple(found.span),
        found.hint,
        found.fix and attrs.astuple(found.fix),
        found.path,
        found.stanza,
        found.fingerprint,
        excerpt,
    ]


def _part(name: str, text: str, kind: str, counts: list[int], found: list[Any]) -> "Part":
    from pushstanza.linting.files import Part

    diagnostics = tuple(_unpacked(each, name, text) for each in found)
    counted: dict[str, Any] = dict(zip(COUNTS, counts, strict=True))
    return Part(name=name, kind=kind, diagnostics=diagnostics, **counted)


def _unpacked(packed: list[Any], file: str, text: str) -> Diagnostic:
    code, name, severity, message, span, hint, fix, path, stanza, fingerprint, shown = packed
    excerpt: Excerpt | Around | None = None
    if shown is not None:
        excerpt = Around(text, *shown) if len(shown) == 2 else Excerpt(*shown)
    return Diagnostic(
        code=code,
        name=name,
        severity=Severity(severity),
        message=message,
        span=span and Span(*span),
        file=file,
        hint=hint,
        fix=fix and Fix(fix[0], tuple(Edit(*each) for each in fix[1]), fix[2]),
        path=path,
        stanza=stanza,
        fingerprint=fingerprint,
        excerpt=excerpt,
    )
