"""What was found in files, kept in a folder until a file, the settings or the linter change.

An entry is a file of JSON behind its digest. It is found by the name of the linted file and by all
that findings depend on besides its content, whose digest is in the entry. An entry that is damaged
is none. What holds a secret whole is not kept.
"""

import hashlib
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import attrs

from pushstanza.diagnostics import Diagnostic, Edit, Excerpt, Fix, Severity, Span
from pushstanza.diagnostics.excerpts import Around
from pushstanza.linting.reports import tool_version
from pushstanza.reading.xsd import schemas

if TYPE_CHECKING:
    from pushstanza.linting.files import Part
    from pushstanza.linting.settings import Settings

#: The name of the folder, beside the configuration of a project.
FOLDER: Final = ".pushstanza_cache"

#: The folder in it for entries of this form.
_ENTRIES: Final = "findings-1"

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

#: The counts of a part, in the order in which an entry holds them.
_COUNTS: Final = ("stanzas", "refusals", "payloads", "outside", "suppressed")


@attrs.frozen
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
            mark, _, kept = self.place.read_bytes().partition(b"\n")
            if mark.decode() != _digest(kept):
                return None
            of, kind, counts, found = json.loads(kept)
            if of != _digest(data):
                return None
            part = _part(name, data.decode("utf-8", "replace"), kind, counts, found)
        except (OSError, ValueError, TypeError):
            return None
        self._touch()
        return part

    def _touch(self) -> None:
        """Note that it is used, once a day."""
        with suppress(OSError):
            if time.time() - self.place.stat().st_mtime > _DAY:
                os.utime(self.place)

    def write(self, data: bytes, part: "Part") -> None:
        """Keep what was found in *data*; where that cannot be written, or is secret, do nothing."""
        text = data.decode("utf-8", "replace")
        if any(each.fix for each in part.diagnostics) and _shows_secrets(text, part):
            return
        counts = [getattr(part, name) for name in _COUNTS]
        is_whole = _Whole(text)
        found = [_packed(each, is_whole) for each in part.diagnostics]
        kept = json.dumps([_digest(data), part.kind, counts, found], separators=(",", ":")).encode()
        with suppress(OSError):
            _write(self.place, _digest(kept).encode() + b"\n" + kept)


@attrs.frozen
class Cache:
    """A folder of entries."""

    folder: Path

    def is_usable(self) -> bool:
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

    def entry(self, path: Path, name: str, settings: "Settings") -> Entry:
        """Return where the findings are kept in the file at *path*, which is called *name*."""
        about = json.dumps([os.path.abspath(path), name, _described(settings)])  # noqa: PTH100
        mark = _digest(about.encode() + _linter())
        return Entry(self.folder / _ENTRIES / mark)

    def prune(self) -> None:
        """Delete the entries that nobody has needed for a long time, if none were deleted today."""
        now = time.time()
        pruned = self.folder / _PRUNED
        with suppress(OSError):
            if pruned.exists() and now - pruned.stat().st_mtime < _DAY:
                return
            pruned.touch(mode=0o600)
            os.utime(pruned, (now, now))
        for place in self.folder.glob("findings-*/*"):
            with suppress(OSError):
                if now - place.stat().st_mtime > KEPT:
                    place.unlink()


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=20).hexdigest()


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


def _write(place: Path, kept: bytes) -> None:
    from tempfile import mkstemp  # only where something new was found

    place.parent.mkdir(mode=0o700, exist_ok=True)
    handle, beside = mkstemp(dir=place.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(kept)
        Path(beside).replace(place)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


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
    counted: dict[str, Any] = dict(zip(_COUNTS, counts, strict=True))
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
