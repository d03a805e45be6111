"""Lines of .gitignore to the paths that they name, as git reads them.

Git knows bytes, not characters: lines end with LF alone, and ``?`` stands for one byte.
"""

from collections.abc import Callable, Iterable, Iterator

import attrs

from pushstanza.linting.wildmatch import SPECIAL, PatternError, matcher

_BOM = b"\xef\xbb\xbf"


@attrs.frozen
class Pattern:
    """What a line says.

    ``is_negated`` tells whether it takes back what other lines say, ``is_plain`` whether it is no
    more than a name; ``matches`` gets the name of a file alone where the pattern ``is_name``.
    """

    text: str
    is_negated: bool
    is_plain: bool
    only_folders: bool
    is_name: bool
    matches: Callable[[bytes], object]

    def names(self, path: bytes, *, is_folder: bool) -> bool:
        """Tell whether it names this very path, which begins in the folder of the file."""
        if self.only_folders and not is_folder:
            return False
        name = path.rpartition(b"/")[2] if self.is_name else path
        return self.matches(name) is not None

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
        is_plain=glob == line and b"/" not in line and not SPECIAL.search(line),
        only_folders=wanted != glob,
        is_name=b"/" not in wanted,
        matches=matcher(wanted.removeprefix(b"/")),
    )


def _trimmed(line: bytes) -> bytes:
    """Return a line without the spaces at its end, but for one behind a backslash."""
    kept = line.rstrip(b" ")
    backslashes = len(kept) - len(kept.rstrip(b"\\"))
    return line[: len(kept) + backslashes % 2]
