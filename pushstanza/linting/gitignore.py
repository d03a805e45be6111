"""Lines of .gitignore to the paths that they name, as git reads them.

Git knows bytes, not characters: lines end with LF alone, and ``?`` stands for one byte. pathspec
translates what stands between two slashes; what it makes of whole lines and paths is not what git
does, and takes exponential time where ``**`` stands several times.
"""

import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeAlias

import attrs

from pushstanza.diagnostics import PushStanzaError
from pushstanza.patterns import lazy_pattern

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


@attrs.frozen
class Pattern:
    """What a line says.

    ``is_negated`` tells whether it takes back what other lines say, ``is_plain`` whether it is no
    more than a name; its ``parts`` have to fit the names of a path, or if it ``is_name`` the last.
    """

    text: str
    is_negated: bool
    is_plain: bool
    only_folders: bool
    is_name: bool
    parts: Sequence[_Part]

    def names(self, path: bytes, *, is_folder: bool) -> bool:
        """Tell whether it names this very path, which begins in the folder of the file."""
        if self.only_folders and not is_folder:
            return False
        names = path.split(b"/")
        return _fit(self.parts, names[-1:] if self.is_name else names)

    def covers(self, path: bytes) -> bool:
        """Tell whether it names a file, or a folder that the file is in."""
        if self.names(path, is_folder=False):
            return True
        above = path.rpartition(b"/")[0]
        while above:
            if self.names(above, is_folder=True):
                return True
            above = above.rpartition(b"/")[0]
        return False


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
    return Pattern(
        text=line.decode("utf-8", "surrogateescape"),
        is_negated=glob != line,
        is_plain=glob == line and b"/" not in line and not _SPECIAL.search(line),
        only_folders=wanted != glob,
        is_name=b"/" not in wanted,
        parts=_parts(wanted.removeprefix(b"/")),
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
