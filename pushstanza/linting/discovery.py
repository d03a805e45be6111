"""Names of files and folders to the files that are linted, each with the reason."""

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import attrs

from pushstanza.linting import gitignore
from pushstanza.linting.config import Config
from pushstanza.linting.first_look import Look, look
from pushstanza.linting.gitignore import Names, Pattern, encoded
from pushstanza.linting.visit import UTF_16, Outcome, Visit, why_unreadable
from pushstanza.reading import extract

if TYPE_CHECKING:
    from pushstanza.linting.index import Index

#: How much of a file is looked at to tell text from other data.
BEGINNING = 8192


def visits(
    paths: Iterable[str | os.PathLike[str]], config: Config, index: "Index | None" = None
) -> Iterator[Visit]:
    """Yield what is looked at among *paths*, sorted; folders only if they are skipped.

    Args:
        paths: Files and folders.
        config: What is left out.
        index: What is known of files, which need not be looked into then.
    """
    search = _Search(config, index)
    for path in sorted({Path(each) for each in paths}, key=lambda each: each.parts):
        yield from search.named(path)


class _Patterns:
    """Patterns as in .gitignore, the folder from which they count, and where they are written."""

    def __init__(self, base: str, source: str, patterns: Iterable[Pattern]) -> None:
        self._start = os.path.join(base, "")  # noqa: PTH118
        self._patterns = gitignore.Patterns(patterns)
        self.source = source

    def may_speak_of(self, whole: str) -> bool:
        """Tell whether a path is in their folder."""
        return whole.startswith(self._start)

    def inside(self, folder: str, *, covering: bool = False) -> Names:
        """Return what they say of the names in a folder, or of all in folders that they name."""
        return self._patterns.inside(encoded(_relative(folder, self._start)), covering=covering)


def _relative(whole: str, start: str) -> str:
    """Return a path from a folder on, or if it is not in that from the root, with slashes."""
    if whole.startswith(start):
        return whole.removeprefix(start).replace(os.sep, "/")
    if whole == start.removesuffix(os.sep):
        return ""
    return os.path.splitdrive(whole)[1].replace(os.sep, "/").lstrip("/")


#: From the outermost to the innermost: the last that says something is right.
_Rules: TypeAlias = tuple[_Patterns, ...]


class _LeftOut:
    """What is left out of one folder."""

    def __init__(self, folder: str, rules: Iterable[_Patterns]) -> None:
        asked = ((each.inside(folder), each.source) for each in rules)
        self._asked = [(names, source) for names, source in asked if names][::-1]

    def why(self, name: bytes, *, is_folder: bool) -> str | None:
        """Return what leaves a name out, if anything does."""
        for names, source in self._asked:
            found = names.pattern_of(name, is_folder=is_folder)
            if found is not None:
                return None if found.is_negated else f"{found.text!r} in {source}"
        return None


def _left_out_with_above(path: Path, rules: _Rules, *, is_folder: bool) -> str | None:
    """Return what leaves a path out, or one of the folders that it is in."""
    for each in reversed(path.parents):
        speaking = [one for one in rules if one.may_speak_of(str(each))]
        above = _LeftOut(str(each.parent), speaking)
        pattern = above.why(encoded(each.name), is_folder=True)
        if pattern is not None:
            return pattern
    return _LeftOut(str(path.parent), rules).why(encoded(path.name), is_folder=is_folder)


@attrs.frozen
class _Folder:
    """A folder on the way: as it is shown, as it is, and what may leave out what is in it."""

    path: str
    whole: str
    real: str
    rules: _Rules


class _Search:
    """One look through files and folders."""

    def __init__(self, config: Config, index: "Index | None") -> None:
        self._config = config
        self._index = index
        self._seen: set[str] = set()
        self._rules: dict[Path, _Rules] = {}
        base = str(config.folder)
        self._include = _Patterns(base, "include", gitignore.patterns(map(encoded, config.include)))
        lines = (*config.exclude, *config.extend_exclude)
        self._exclude = _Patterns(base, "exclude", gitignore.patterns(map(encoded, lines)))

    def named(self, path: Path) -> Iterator[Visit]:
        """Yield what is found at a path that was asked for."""
        name = str(path)
        try:
            mode = path.stat().st_mode
        except (OSError, ValueError) as error:
            yield Visit(name, Outcome.FAILED, why_unreadable(error))
            return
        whole = os.path.abspath(path)  # noqa: PTH100 - a link keeps its name
        is_folder = stat.S_ISDIR(mode)
        rules = self._rules_in(Path(whole).parent)
        if self._config.force_exclude:
            pattern = _left_out_with_above(Path(whole), rules, is_folder=is_folder)
            if pattern is not None:
                yield Visit(name, Outcome.SKIPPED, pattern)
                return
        if is_folder:
            yield from self._walk(_Folder(name, whole, os.path.realpath(whole), rules))
        elif self._is_new(os.path.realpath(whole)):
            yield (
                _named(path)
                if stat.S_ISREG(mode)
                else Visit(name, Outcome.TAKEN, "named")  # a pipe can be read only once
            )

    def _rules_in(self, folder: Path) -> _Rules:
        """Return what leaves files in *folder* out: what git ignores, then the configuration."""
        if folder not in self._rules:
            above = _ignored_above(folder) if self._config.respect_gitignore else ()
            self._rules[folder] = (*above, self._exclude)
        return self._rules[folder]

    def _is_new(self, real: str) -> bool:
        is_new = real not in self._seen
        self._seen.add(real)
        return is_new

    def _walk(self, root: _Folder) -> Iterator[Visit]:
        under_way = [self._inside(root)]
        while under_way:
            found = next(under_way[-1], None)
            if found is None:
                under_way.pop()
            elif isinstance(found, _Folder):
                under_way.append(self._inside(found))
            else:
                yield found

    def _inside(self, folder: _Folder) -> Iterator[Visit | _Folder]:
        """Yield what is in a folder, sorted by name: files with their outcome, and folders."""
        if not self._is_new(folder.real):
            return
        try:
            with os.scandir(folder.path) as found:
                entries = sorted(found, key=_NAME)
        except OSError as error:
            yield Visit(folder.path, Outcome.FAILED, why_unreadable(error))
            return
        rules = folder.rules
        if self._config.respect_gitignore and any(each.name in _GIT_FILES for each in entries):
            rules = (*rules[:-1], *_ignored_by(Path(folder.whole)), rules[-1])
        left_out = _LeftOut(folder.whole, rules)
        included = self._include.inside(folder.whole, covering=True)
        start = "" if folder.path == os.curdir else os.path.join(folder.path, "")  # noqa: PTH118
        for each in entries:
            is_folder = each.is_dir(follow_symlinks=False)
            name = encoded(each.name)
            pattern = left_out.why(name, is_folder=is_folder)
            if pattern is not None:
                yield Visit(start + each.name, Outcome.SKIPPED, pattern)
            elif is_folder:
                whole, real = (os.path.join(at, each.name) for at in (folder.whole, folder.real))  # noqa: PTH118
                yield _Folder(start + each.name, whole, real, rules)
            else:
                pattern_in = included.pattern_of(name, is_folder=False)
                visit = self._file(each, start + each.name, folder, pattern_in)
                if visit is not None:
                    yield visit

    def _file(
        self, entry: os.DirEntry[str], path: str, folder: _Folder, included: Pattern | None
    ) -> Visit | None:
        """Return the outcome for a file that was found in a folder; ``None`` if it is known."""
        is_source = included is None and self._config.source_code and extract.is_source(path)
        if not is_source and (included is None or included.is_negated):
            return Visit(path, Outcome.SKIPPED, "not in include")
        if not entry.is_file(follow_symlinks=False):
            reason = _why_no_file(path)
            if reason is not None:
                return Visit(path, Outcome.SKIPPED, reason)
        is_link = entry.is_symlink()
        real = os.path.realpath(path) if is_link else os.path.join(folder.real, entry.name)  # noqa: PTH118
        if not self._is_new(real):
            return None
        try:
            if included is None:
                return _source(path, Look[self._shown(entry.name, path, folder, _looked_into)])
            if self._shown(entry.name, path, folder, _opened) == _DATA:
                return Visit(path, Outcome.SKIPPED, Look.BINARY.value)
        except OSError as error:
            return Visit(path, Outcome.FAILED, why_unreadable(error))
        return Visit(path, Outcome.TAKEN, f"{included.text!r} in include")

    def _shown(self, name: str, path: str, folder: _Folder, look: "_Looker") -> str:
        """Return what a look at a file shows, or has shown when the file was the same."""
        if self._index is None:
            return look(path)
        from pushstanza.linting.index import settled, stamp_of

        index = self._index.of(folder.whole)
        stamp = stamp_of(os.stat(path))  # noqa: PTH116 - as is this
        seen = index.look(name, stamp)
        if seen is None or (seen in Look.__members__) != (look is _looked_into):
            before = settled(stamp)
            seen = look(path)
            index.note_look(name, before, seen)
        return seen


#: By what the entries of a folder are sorted.
_NAME = attrgetter("name")


def _why_no_file(path: str) -> str | None:
    """Return why there is no file behind what is none itself, if that is so."""
    try:
        mode = Path(path).stat().st_mode
    except OSError:
        return "a link that leads nowhere"
    if stat.S_ISREG(mode):
        return None
    return "a link to a folder" if stat.S_ISDIR(mode) else "no regular file"


#: Looks at a file by its path; returns a word for what it has seen.
_Looker: TypeAlias = Callable[[str], str]

#: What the beginning of a file may show.
_TEXT, _DATA = "text", "data"


def _opened(path: str) -> str:
    """Return whether a file is a text, by its beginning."""
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - as is this
        beginning = file.read(BEGINNING)
    return _DATA if b"\0" in beginning and not beginning.startswith(UTF_16) else _TEXT


def _looked_into(path: str) -> str:
    """Return the name of what a look at source code shows."""
    return look(path, BEGINNING).name


def _source(path: str, seen: Look) -> Visit:
    """Return whether source code is taken: what it says has to do with push."""
    if seen is Look.MARKED:
        return Visit(path, Outcome.TAKEN, seen.value)
    return Visit(path, Outcome.SKIPPED, seen.value, is_passed_over=seen is not Look.BINARY)


def _named(path: Path) -> Visit:
    """Return whether a file is taken that was asked for: it can be read."""
    try:
        with path.open("rb"):
            return Visit(str(path), Outcome.TAKEN, "named")
    except OSError as error:
        return Visit(str(path), Outcome.FAILED, why_unreadable(error))


# ---- what git ignores ----

_GIT_FILES = {".git", ".gitignore"}


def _ignored_above(folder: Path) -> _Rules:
    """Return what git ignores in *folder*, by the files between there and the repository's top."""
    folders = [folder, *folder.parents]
    # os.path, unlike Path, tells no more than that nothing is there, where it may not look.
    tops = (index for index, each in enumerate(folders) if os.path.exists(each / ".git"))  # noqa: PTH110
    top = next(tops, -1)
    return tuple(found for each in reversed(folders[: top + 1]) for found in _ignored_by(each))


def _ignored_by(folder: Path) -> Iterator[_Patterns]:
    """Yield what git ignores by the files in *folder* itself."""
    for path in (folder / ".git" / "info" / "exclude", folder / ".gitignore"):
        try:
            if path.name == ".gitignore" and not stat.S_ISREG(path.lstat().st_mode):
                continue  # git follows no link from it
            data = path.read_bytes()
        except OSError:
            continue  # git would not mind either
        patterns = [*gitignore.in_file(data)]
        if patterns:
            yield _Patterns(str(folder), str(path), patterns)
