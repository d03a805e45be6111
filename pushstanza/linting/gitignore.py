"""Lines of .gitignore to the paths that they name, as git reads them.

Git knows bytes, not characters: lines end with LF alone, and ``?`` stands for one byte. pathspec
translates what stands between two slashes; what it makes of whole lines and paths is not what git
does, and takes exponential time where ``**`` stands several times.
"""

import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeAlias

from pushstanza.diagnostics import PushStanzaError
from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.records import frozen

_BOM = b"\xef\xbb\xbf"
_SPECIAL = lazy_pattern(rb"[*?\[\\]")
#: What has no bracket that is not closed, and no backslash at the end.
_COMPLETE = lazy_pattern(rb"(?:\\.|\[(?:[!^].|[^!^])[^]]*\]|[^\\[])*", re.DOTALL)
_STARS = lazy_pattern(rb"(?<!\\)\*+")
#: How many stars may stand between two slashes: with each more, a long name takes far longer.
_MOST_STARS = 4

#: What tells whether a name fits; ``None`` stands for any number of folders (``**``).
_Part: TypeAlias = Callable[[bytes], bool] | None


class PatternError(PushStanzaError, ValueError):
    """A pattern that names no path, and why."""


@frozen
class Pattern:
    """What a line says.

    ``is_negated`` tells whether it takes back what other lines say; its ``parts`` have to fit the
    names of a path, or if it ``is_name`` the last. That last name has to be ``literal``, or to have
    an ``ending``, where the pattern says no more of it.
    """

    text: str
    is_negated: bool
    only_folders: bool
    is_name: bool
    parts: Sequence[_Part]
    literal: bytes | None
    ending: bytes | None

    def names(self, path: bytes, *, is_folder: bool) -> bool:
        """Tell whether it names this very path, which begins in the folder of the file."""
        if self.only_folders and not is_folder:
            return False
        names = path.split(b"/")
        return self.fits(names[-1]) if self.is_name else _fit(self.parts, names)

    def reaches(self, folders: Sequence[bytes]) -> bool:
        """Tell whether it may name anything that is in the last of *folders*."""
        return self.is_name or _fit(self.parts[:-1], folders)

    def fits(self, name: bytes) -> bool:
        """Tell whether the last name of a path fits, where it :meth:`reaches` the folder."""
        if self.ending is not None:
            return name.endswith(self.ending)
        if self.literal is not None:
            return name == self.literal
        last = self.parts[-1]
        return last is not None and last(name)

    def covers(self, path: bytes) -> bool:
        """Tell whether it names a file, or a folder that the file is in."""
        return self.names(path, is_folder=False) or self.covers_folder(path.rpartition(b"/")[0])

    def covers_folder(self, path: bytes) -> bool:
        """Tell whether it names a folder, or one that the folder is in."""
        if self.is_name:
            return bool(path) and any(map(self.fits, path.split(b"/")))
        while path:
            if self.names(path, is_folder=True):
                return True
            path = path.rpartition(b"/")[0]
        return False


class Names:
    """What patterns say of the names in one folder; the last that fits a name is right.

    Args:
        patterns: Those that reach the folder, in the order of their lines.
        otherwise: What is right about any other name, if anything is.
    """

    def __init__(self, patterns: Iterable[Pattern], otherwise: Pattern | None = None) -> None:
        self._otherwise = otherwise
        self._literal: dict[bytes, list[tuple[int, Pattern]]] = {}
        self._with_ending: list[tuple[int, Pattern]] = []
        self._others: list[tuple[int, Pattern]] = []
        for each in enumerate(patterns):
            if each[1].literal is not None:
                self._literal.setdefault(each[1].literal, []).append(each)
            else:
                (self._others if each[1].ending is None else self._with_ending).append(each)
        self._endings = tuple({each.ending or b"" for _, each in self._with_ending})

    def pattern_of(self, name: bytes, *, is_folder: bool) -> Pattern | None:
        """Return the pattern that is right about a name, if one is."""
        candidates = self._literal.get(name, _NONE)
        if name.endswith(self._endings):
            candidates = [*candidates, *self._with_ending]
        if self._others:
            candidates = [*candidates, *self._others]
        found: tuple[int, Pattern | None] = (-1, self._otherwise)
        for index, each in candidates:
            is_right_kind = is_folder or not each.only_folders
            if index > found[0] and is_right_kind and each.fits(name):
                found = index, each
        return found[1]


_NONE: list[tuple[int, Pattern]] = []


def reaching(patterns: Iterable[Pattern], folder: bytes) -> Iterator[Pattern]:
    """Yield those that may name anything in *folder*, a path with slashes, empty for theirs."""
    folders = folder.split(b"/") if folder else []
    return (each for each in patterns if each.reaches(folders))


def covering(patterns: Sequence[Pattern], folder: bytes) -> Names:
    """Return which of *patterns* is right about a file in *folder*, or about a folder above it."""
    covers = (at for at, each in enumerate(patterns) if each.covers_folder(folder))
    last = max(covers, default=-1)
    otherwise = None if last < 0 else patterns[last]
    return Names(reaching(patterns[last + 1 :], folder), otherwise)


def encoded(text: str) -> bytes:
    """Return a path or a line as git sees it."""
    return text.encode("utf-8", "surrogateescape")


def patterns(lines: Iterable[bytes]) -> Iterator[Pattern]:
    """Yield what lines say; for git those that name no path say nothing."""
    for line in lines:
        try:
            yield pattern(line)
        except PatternError:
            continue


def in_file(data: bytes) -> Iterator[Pattern]:
    """Yield what the lines of a file say."""
    lines = data.removeprefix(_BOM).split(b"\n")
    return patterns(each.removesuffix(b"\r").partition(b"\0")[0] for each in lines)


def pattern(line: bytes) -> Pattern:
    """Return what a line says.

    Raises:
        PatternError: it names no path.
    """
    line = _trimmed(line)
    if line.startswith(b"#"):
        raise PatternError("a line that begins with '#' is a comment")
    glob = line.removeprefix(b"!")
    wanted = glob.removesuffix(b"/")
    if not wanted:
        raise PatternError("there is no name in it")
    last = wanted.rpartition(b"/")[2]
    return Pattern(
        text=line.decode("utf-8", "surrogateescape"),
        is_negated=glob != line,
        only_folders=wanted != glob,
        is_name=b"/" not in wanted,
        parts=_parts(wanted.removeprefix(b"/")),
        literal=None if _SPECIAL.search(last) else last or None,
        ending=None if _SPECIAL.search(last[1:]) or not last.startswith(b"*") else last[1:],
    )


def _trimmed(line: bytes) -> bytes:
    """Return a line without the spaces at its end, but for one behind a backslash."""
    kept = line.rstrip(b" ")
    backslashes = len(kept) - len(kept.rstrip(b"\\"))
    return line[: len(kept) + backslashes % 2]


def _parts(glob: bytes) -> list[_Part]:
    parts = [_part(each) for each in glob.split(b"/")]
    return parts if parts[-1] else [*parts, _part(b"*")]


def _part(glob: bytes) -> _Part:
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern  # not all commands need it

    if len(glob) > 1 and not glob.strip(b"*"):
        return None
    if not _COMPLETE.fullmatch(glob):
        raise PatternError("it ends in a backslash, or has a '[' without its ']'")
    glob = _STARS.sub(b"*", glob)
    if glob.count(b"*") > _MOST_STARS:
        raise PatternError(f"it has more than {_MOST_STARS} '*' between two slashes")
    try:
        with warnings.catch_warnings():  # brackets like [[a] may mean something else to a later re
            warnings.simplefilter("ignore", FutureWarning)
            # Between slashes no blank at the end is dropped, and no character begins a comment.
            pattern = GitIgnoreSpecPattern(b"/%b/" % glob)
    except (ValueError, re.error) as error:
        raise PatternError(getattr(error, "msg", str(error))) from None
    return lambda name: pattern.match_file(name + b"/") is not None


def _fit(parts: Sequence[_Part], names: Sequence[bytes]) -> bool:
    """Tell whether parts fit all the names, one after another."""
    places = {0}  # how many of the names may have been used up
    for part in parts:
        if not places:
            return False
        if part is None:
            places = {*range(min(places), len(names) + 1)}
        else:
            places = {each + 1 for each in places if each < len(names) and part(names[each])}
    return len(names) in places
