"""Globs to regular expressions that match what git's wildmatch.c does, in linear time."""

import re
import string
from collections.abc import Callable
from itertools import count

from pushstanza.diagnostics import PushStanzaError

SPECIAL = re.compile(rb"[*?\[\\]")

_STARS = re.compile(rb"\*+")
_SLASH = ord("/")

_CLASSES = {
    b"alnum": string.ascii_letters + string.digits,
    b"alpha": string.ascii_letters,
    b"blank": " \t",
    b"cntrl": "".join(map(chr, (*range(32), 127))),
    b"digit": string.digits,
    b"graph": string.ascii_letters + string.digits + string.punctuation,
    b"lower": string.ascii_lowercase,
    b"print": string.ascii_letters + string.digits + string.punctuation + " ",
    b"punct": string.punctuation,
    b"space": " \t\n\r",
    b"upper": string.ascii_uppercase,
    b"xdigit": string.hexdigits,
}


class PatternError(PushStanzaError, ValueError):
    """A pattern that names no path, and why."""


def matcher(glob: bytes) -> Callable[[bytes], object]:
    """Return what tells whether a path matches *glob* as a whole.

    Raises:
        PatternError: no path does.
    """
    return re.compile(_regex(_parts(glob)), re.DOTALL).fullmatch


def _parts(glob: bytes) -> list[list[bytearray]]:
    """Return the regular expressions of what stands between stars.

    Between the outer lists there may be any number of folders (``**/``), between the inner ones
    anything without a slash (``*``).
    """
    special = SPECIAL.search(glob)
    first = special.start() if special else 0
    parts = [[bytearray()]]
    at = 0
    while at < len(glob):
        stars = _STARS.match(glob, at)
        if stars is None:
            one, at = _one(glob, at)
            parts[-1][-1] += one
            continue
        # Git compares what stands before the first star by itself: there, too, ** begins anew.
        begins = at == first or glob[at - 1] == _SLASH
        at = stars.end()
        if len(stars[0]) == 1 or not begins:
            parts[-1].append(bytearray())
        elif glob.startswith(b"/", at):
            parts.append([bytearray()])
            at += 1
        elif glob.startswith(b"\\/", at):  # git takes none for no folder
            parts[-1].append(bytearray(b"/"))
            parts.append([bytearray()])
            at += 2
        elif at == len(glob):
            parts.append([bytearray(), bytearray()])
        else:
            parts[-1].append(bytearray())
    return parts


def _one(glob: bytes, at: int) -> tuple[bytes, int]:
    """Return what matches the one character at a place, and the place behind it."""
    match glob[at : at + 1]:
        case b"?":
            return b"[^/]", at + 1
        case b"[":
            return _set(glob, at + 1)
    byte, at = _literal(glob, at)
    return re.escape(bytes([byte])), at


def _literal(glob: bytes, at: int) -> tuple[int, int]:
    """Return the character at a place, which may be escaped, and the place behind it."""
    at += glob.startswith(b"\\", at)
    if at >= len(glob):
        raise PatternError("it ends in a backslash, or has a '[' without its ']'")
    return glob[at], at + 1


def _set(glob: bytes, at: int) -> tuple[bytes, int]:
    """Return what matches one of the characters in brackets, and the place behind them."""
    is_negated = glob[at : at + 1] in {b"!", b"^"}
    at = start = at + is_negated
    chosen: set[int] = set()
    before: int | None = None
    end = -1
    while at == start or not glob.startswith(b"]", at):
        if end < at + 2:
            end = _end(glob, at + 2)
        if glob.startswith(b"[:", at) and end > at + 2 and glob[end - 1 : end] == b":":
            chosen |= _class(glob[at + 2 : end - 1])
            before, at = None, end + 1
        elif before is not None and glob[at : at + 1] == b"-" and glob[at + 1 : at + 2] != b"]":
            last, at = _literal(glob, at + 1)
            chosen |= {*range(before, last + 1)}
            before = None
        else:
            before, at = _literal(glob, at)
            chosen.add(before)
    if is_negated:
        chosen = {*range(256)} - chosen
    chosen.discard(_SLASH)
    members = b"".join(b"\\x%02x" % each for each in sorted(chosen))
    return (b"[%b]" % members if members else b"(?!)"), at + 1


def _end(glob: bytes, at: int) -> int:
    """Return where the next bracket closes, or if none does the end."""
    found = glob.find(b"]", at)
    return len(glob) if found == -1 else found


def _class(name: bytes) -> set[int]:
    if name not in _CLASSES:
        raise PatternError(f"there is no class [:{name.decode('utf-8', 'replace')}:]")
    return {*_CLASSES[name].encode()}


def _regex(parts: list[list[bytearray]]) -> bytes:
    """Return one regular expression that matches parts and what may stand between them.

    The first place where a part fits is as good as any other, if more of the same stars follow: no
    other need be tried. So a path is not gone through once for each way to share it out.
    """
    numbers = count()

    def first_fit(regex: bytes) -> bytes:
        number = next(numbers)
        return b"(?=(?P<_%d>%b))(?P=_%d)" % (number, regex, number)

    def joined(chunks: list[bytearray]) -> bytes:
        start, *rest = chunks
        fits = [first_fit(b"[^/]*?" + each) for each in rest[:-1]]
        return b"".join((start, *fits, *(b"[^/]*" + each for each in rest[-1:])))

    start, *rest = (joined(each) for each in parts)
    fits = [first_fit(b"(?:[^/]*/)*?" + each) for each in rest[:-1]]
    return b"".join((start, *fits, *(b"(?:[^/]*/)*" + each for each in rest[-1:])))
