"""Names of files and folders to the files that are linted, each with the reason."""

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeAlias

import attrs

from pushstanza.linting import gitignore
from pushstanza.linting.config import Config
from pushstanza.linting.first_look import Look, look
from pushstanza.linting.gitignore import Pattern, encoded
from pushstanza.linting.visit import UTF_16, Outcome, Visit, why_unreadable
from pushstanza.patterns import lazy_pattern
from pushstanza.reading import extract

#: How much of a file is looked at to tell text from other data.
BEGINNING = 8192


def visits(paths: Iterable[str | os.PathLike[str]], config: Config) -> Iterator[Visit]:
    """Yield what is looked at among *paths*, sorted; folders only if they are skipped."""
    search = _Search(config)
    for path in sorted({Path(each) for each in paths}, key=lambda each: each.parts):
        yield from search.named(path)


class _Patterns:
    """Patterns as in .gitignore, the folder from which they count, and where they are written."""

    def __init__(self, base: str, source: str, patterns: Iterable[Pattern]) -> None:
        self._start = os.path.join(base, "")  # noqa: PTH118
        self._source = source
        self._patterns = [*patterns][::-1]  # the last line that names a path is right
        # Most are plain names: where no line takes anything back, their order does not matter.
        self._plain: dict[bytes, Pattern] = {}
        if not any(each.is_negated for each in self._patterns):
            self._plain = {encoded(each.text): each for each in self._patterns if each.is_plain}
            self._patterns = [each for each in self._patterns if not each.is_plain]

    def decide(self, whole: str, *, is_folder: bool, inside: bool) -> tuple[bool | None, str]:
        """Return whether they leave a path out, ``None`` where they say nothing of it, and which.

        *inside* says that they say nothing of what is not in their folder.
        """
        if inside and not whole.startswith(self._start):
            return None, ""
        path = encoded(_relative(whole, self._start))
        found = self._plain.get(path.rpartition(b"/")[2]) or next(
            (each for each in self._patterns if each.names(path, is_folder=is_folder)), None
        )
        return (not found.is_negated, f"{found.text!r} in {self._source}") if found else (None, "")


def _relative(whole: str, start: str) -> str:
    """Return a path from a folder on, or if it is not in that from the root, with slashes."""
    if whole.startswith(start):
        return whole.removeprefix(start).replace(os.sep, "/")
    return os.path.splitdrive(whole)[1].replace(os.sep, "/").lstrip("/")


class _Include:
    """The patterns of the files that are wanted: the last one that covers a file is right."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._patterns = [*gitignore.patterns(map(encoded, lines))][::-1]
        # Most name the endings of files: most files are known by these not to be wanted.
        self._endings: tuple[bytes, ...] = ()
        self._inside: tuple[bytes, ...] = ()
        if all(_ENDING.fullmatch(each.text) for each in self._patterns):
            self._endings = tuple(encoded(each.text[1:]) for each in self._patterns)
            self._inside = tuple(each + b"/" for each in self._endings)

    def pattern_of(self, name: bytes) -> Pattern | None:
        """Return the pattern that covers a file, if one does."""
        may_fit = not self._endings or name.endswith(self._endings)
        if not may_fit and not any(each in name for each in self._inside):
            return None
        return next((each for each in self._patterns if each.covers(name)), None)


#: A pattern that names the ending of files.
_ENDING = lazy_pattern(r"\*\.\w+")


#: From the outermost to the innermost: the last that says something is right.
_Rules: TypeAlias = tuple[_Patterns, ...]


def _left_out(whole: str, rules: _Rules, *, is_folder: bool, inside: bool = False) -> str | None:
    """Return what leaves a path out, if anything does."""
    for each in reversed(rules):
        decision, pattern = each.decide(whole, is_folder=is_folder, inside=inside)
        if decision is not None:
            return pattern if decision else None
    return None


def _left_out_with_above(path: Path, rules: _Rules, *, is_folder: bool) -> str | None:
    """Return what leaves a path out, or one of the folders that it is in."""
    for each in reversed(path.parents):
        pattern = _left_out(str(each), rules, is_folder=True, inside=True)
        if pattern is not None:
            return pattern
    return _left_out(str(path), rules, is_folder=is_folder)


@attrs.frozen
class _Step:
    """A file or folder on the way: as it is shown, as it is, and what may leave it out."""

    path: str
    whole: str
    real: str
    rules: _Rules
    is_folder: bool


class _Search:
    """One look through files and folders."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._seen: set[str] = set()
        self._rules: dict[Path, _Rules] = {}
        base = str(config.folder)
        self._start = os.path.join(base, "")  # noqa: PTH118
        self._include = _Include(config.include)
        lines = (*config.exclude, *config.extend_exclude)
        self._exclude = _Patterns(base, "exclude", gitignore.patterns(map(encoded, lines)))

    def named(self, path: Path) -> Iterator[Visit]:
        """Yield what is found at a path that was asked for."""
        try:
            mode = path.stat().st_mode
        except (OSError, ValueError) as error:
            yield Visit(path, Outcome.FAILED, why_unreadable(error))
            return
        whole = os.path.abspath(path)  # noqa: PTH100 - a link keeps its name
        is_folder = stat.S_ISDIR(mode)
        rules = self._rules_in(Path(whole).parent)
        if self._config.force_exclude:
            pattern = _left_out_with_above(Path(whole), rules, is_folder=is_folder)
            if pattern is not None:
                yield Visit(path, Outcome.SKIPPED, pattern)
                return
        if is_folder:
            step = _Step(str(path), whole, os.path.realpath(whole), rules, is_folder=True)
            yield from self._walk(step)
        elif self._is_new(os.path.realpath(whole)):
            yield (
                _opened(path, "named")
                if stat.S_ISREG(mode)
                else Visit(path, Outcome.TAKEN, "named")  # a pipe can be read only once
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

    def _walk(self, root: _Step) -> Iterator[Visit]:
        waiting = [root]
        while waiting:
            step = waiting.pop()
            pattern = None
            if step is not root:
                pattern = _left_out(step.whole, step.rules, is_folder=step.is_folder)
            if pattern is not None:
                yield Visit(Path(step.path), Outcome.SKIPPED, pattern)
            elif not step.is_folder:
                yield from self._file(step)
            elif self._is_new(step.real):
                try:
                    waiting += reversed(self._entries(step))
                except OSError as error:
                    yield Visit(Path(step.path), Outcome.FAILED, why_unreadable(error))

    def _entries(self, folder: _Step) -> list[_Step]:
        """Return what is in a folder, sorted by name."""
        with os.scandir(folder.path) as found:
            entries = sorted(found, key=lambda each: each.name)
        rules = folder.rules
        if self._config.respect_gitignore and any(each.name in _GIT_FILES for each in entries):
            rules = (*rules[:-1], *_ignored_by(Path(folder.whole)), rules[-1])
        return [
            _Step(
                each.path,
                os.path.join(folder.whole, each.name),  # noqa: PTH118 - there are many
                os.path.realpath(each.path)
                if each.is_symlink()
                else os.path.join(folder.real, each.name),  # noqa: PTH118
                rules,
                each.is_dir(follow_symlinks=False),
            )
            for each in entries
        ]

    def _file(self, step: _Step) -> Iterator[Visit]:
        """Yield the outcome for a file that was found in a folder."""
        path = Path(step.path)
        name = encoded(_relative(step.whole, self._start))
        included = self._include.pattern_of(name)
        is_source = included is None and self._config.source_code and extract.is_source(step.path)
        if not is_source and (included is None or included.is_negated):
            yield Visit(path, Outcome.SKIPPED, "not in include")
            return
        try:
            mode = path.stat().st_mode
        except OSError:
            yield Visit(path, Outcome.SKIPPED, "a link that leads nowhere")
            return
        if not stat.S_ISREG(mode):
            kind = "a link to a folder" if stat.S_ISDIR(mode) else "no regular file"
            yield Visit(path, Outcome.SKIPPED, kind)
        elif self._is_new(step.real):
            yield (
                _looked_into(path)
                if included is None
                else _opened(path, f"{included.text!r} in include", skips_binary=True)
            )


def _opened(path: Path, reason: str, *, skips_binary: bool = False) -> Visit:
    """Return whether a file is taken: it can be read, and may have to be a text."""
    try:
        with path.open("rb", buffering=0) as file:
            beginning = file.read(BEGINNING)
    except OSError as error:
        return Visit(path, Outcome.FAILED, why_unreadable(error))
    if skips_binary and b"\0" in beginning and not beginning.startswith(UTF_16):
        return Visit(path, Outcome.SKIPPED, "binary")
    return Visit(path, Outcome.TAKEN, reason)


def _looked_into(path: Path) -> Visit:
    """Return whether source code is taken: what it says has to do with push."""
    try:
        seen = look(str(path), BEGINNING)
    except OSError as error:
        return Visit(path, Outcome.FAILED, why_unreadable(error))
    if seen is Look.MARKED:
        return Visit(path, Outcome.TAKEN, seen.value)
    return Visit(path, Outcome.SKIPPED, seen.value, is_passed_over=seen is not Look.BINARY)


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
