"""Names of files and folders to the files that are linted, each with the reason."""

import os
import stat
from collections.abc import Callable, Collection, Iterable, Iterator
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple, TypeAlias

from pushstanza.diagnostics.records import frozen
from pushstanza.linting import gitignore
from pushstanza.linting.config import Config
from pushstanza.linting.first_look import Look, look
from pushstanza.linting.gitignore import Names, Pattern, encoded
from pushstanza.linting.index import Index, settled, stamp_of
from pushstanza.linting.visit import UTF_16, Outcome, Visit, why_unreadable
from pushstanza.reading import compressed, extract

#: How much of a file is looked at to tell text from other data.
BEGINNING = 8192


def visits(
    paths: Iterable[str | os.PathLike[str]], config: Config, index: Index | None = None
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
        self.patterns = (*patterns,)
        self.source = source

    def may_speak_of(self, whole: str) -> bool:
        """Tell whether a path is in their folder."""
        return whole.startswith(self._start)

    def relative(self, folder: str) -> bytes:
        """Return the path of a folder from theirs on."""
        return encoded(_relative(folder, self._start))


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
        self._rules = [*rules]
        reaching = (
            each
            for rule in self._rules
            for each in gitignore.reaching(rule.patterns, rule.relative(folder))
        )
        self._names = Names(reaching)

    def why(self, name: bytes, *, is_folder: bool) -> str | None:
        """Return what leaves a name out, if anything does."""
        found = self._names.pattern_of(name, is_folder=is_folder)
        if found is None or found.is_negated:
            return None
        source = next(
            rule.source for rule in self._rules for each in rule.patterns if each is found
        )
        return f"{found.text!r} in {source}"


def _left_out_with_above(path: Path, rules: _Rules, *, is_folder: bool) -> str | None:
    """Return what leaves a path out, or one of the folders that it is in."""
    for each in reversed(path.parents):
        speaking = [one for one in rules if one.may_speak_of(str(each))]
        above = _LeftOut(str(each.parent), speaking)
        pattern = above.why(encoded(each.name), is_folder=True)
        if pattern is not None:
            return pattern
    return _LeftOut(str(path.parent), rules).why(encoded(path.name), is_folder=is_folder)


@frozen
class _Folder:
    """A folder on the way: as it is shown, as it is, and what may leave out what is in it."""

    path: str
    whole: str
    real: str
    rules: _Rules


class _Search:
    """One look through files and folders."""

    def __init__(self, config: Config, index: Index | None) -> None:
        self._config = config
        self._index = index
        self._seen: set[str] = set()
        self._sources: dict[str, bool] = {}  # by the endings of names
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
        include = self._include
        included = gitignore.covering(include.patterns, include.relative(folder.whole))
        starts = "" if folder.path == os.curdir else folder.path, folder.whole, folder.real
        start, whole, real = (os.path.join(each, "") if each else "" for each in starts)  # noqa: PTH118
        for each in entries:
            is_folder = each.is_dir(follow_symlinks=False)
            name = encoded(each.name)
            pattern = left_out.why(name, is_folder=is_folder)
            if pattern is not None:
                yield Visit(start + each.name, Outcome.SKIPPED, pattern)
            elif is_folder:
                yield _Folder(start + each.name, whole + each.name, real + each.name, rules)
            else:
                file = _File(start + each.name, real + each.name, folder.whole, each)
                visit = self._visited(file, included.pattern_of(name, is_folder=False))
                if visit is not None:
                    yield visit

    def _is_source(self, path: str) -> bool:
        """Tell whether a file is source code that is looked into, by its name."""
        ending = path.rpartition(".")[2]
        if ending.isdigit() or "/" in ending:
            return self._config.source_code and extract.is_source(path)
        if ending not in self._sources:
            self._sources[ending] = self._config.source_code and extract.is_source(path)
        return self._sources[ending]

    def _visited(self, file: "_File", included: Pattern | None) -> Visit | None:
        """Return the outcome for a file that was found in a folder; ``None`` if it had one."""
        path = file.path
        is_wanted = self._is_source(path) if included is None else not included.is_negated
        if not is_wanted:
            return Visit(path, Outcome.SKIPPED, "not in include")
        real = file.real
        if not file.entry.is_file(follow_symlinks=False):
            reason = _why_no_file(path)
            if reason is not None:
                return Visit(path, Outcome.SKIPPED, reason)
            real = os.path.realpath(path)
        if not self._is_new(real):
            return None
        try:
            if included is None:
                return Visit(path, *_BY_LOOK[self._shown(file, _looked_into, _BY_LOOK)])
            if self._shown(file, _opened, _OF_TEXT) == _DATA:
                return Visit(path, Outcome.SKIPPED, Look.BINARY.value)
        except OSError as error:
            return Visit(path, Outcome.FAILED, why_unreadable(error))
        return Visit(path, Outcome.TAKEN, f"{included.text!r} in include")

    def _shown(self, file: "_File", look: "_Looker", words: Collection[str]) -> str:
        """Return what a look at a file shows, or has shown when it was the same, in a word."""
        if self._index is None:
            return look(file.path)
        stamp = stamp_of(os.stat(file.path))  # noqa: PTH116 - there are many
        known = self._index.of(file.folder)
        seen = known.look(file.entry.name, stamp)
        if seen is None or seen not in words:
            before = settled(stamp)
            seen = look(file.path)
            known.note_look(file.entry.name, before, seen)
        return seen


class _File(NamedTuple):
    """A file that was found in a folder: as it is shown, as it is, and where it was found."""

    path: str
    real: str
    folder: str
    entry: os.DirEntry[str]


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

#: What the beginning of a file may show; of source code that is the name of a :class:`Look`.
_OF_TEXT = _TEXT, _DATA = "text", "data"


#: The outcome for source code, by the names of looks; it is taken if it has to do with push.
_BY_LOOK = {
    each.name: (
        Outcome.TAKEN if each is Look.MARKED else Outcome.SKIPPED,
        each.value,
        each not in (Look.MARKED, Look.BINARY),  # passed over
    )
    for each in Look
}


def _opened(path: str) -> str:
    """Return whether a file is a text, by its beginning."""
    if compressed.is_compressed(Path(path)):
        with compressed.opened(Path(path)) as stream:
            beginning = stream.read(BEGINNING)
    else:
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - as is this
            beginning = file.read(BEGINNING)
    return _DATA if b"\0" in beginning and not beginning.startswith(UTF_16) else _TEXT


def _looked_into(path: str) -> str:
    """Return the name of what a look at source code shows."""
    return look(path, BEGINNING).name


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
