"""The forms that literals, comments and interpolation take in a language."""

import re
from collections.abc import Callable, Mapping
from enum import Enum, auto
from functools import lru_cache
from typing import Final

from pushstanza.diagnostics.records import frozen


class Escapes(Enum):
    """How a literal says what cannot stand in it as it is."""

    BACKSLASH = auto()
    #: A backslash stands before a quote or another backslash only.
    QUOTES = auto()
    #: A backslash stands before a quote, too, and stays.
    RAW = auto()
    #: The closing mark is written twice.
    DOUBLED = auto()
    NONE = auto()


@frozen
class Interpolation:
    """How an expression stands in a literal: what it begins and ends with.

    ``shown`` is how documents write it. The two patterns depend on the ``level`` of the literal,
    such as the ``$$`` of a raw string in C#. Without an end, the beginning matches all of it.
    """

    shown: str
    begin: Callable[[str], str]
    end: Callable[[str], str] | None = None


@frozen(eq=False)
class Literal:
    """A form of string literals.

    ``begin`` is a pattern whose group ``fence`` stands again in the end, between ``before`` and
    ``after``; its group ``level`` is that of the interpolation. A ``heredoc`` ends with the fence
    on a line of its own. Without ``lines``, a literal ends on its line. The mark that ``nests``
    may stand in it, with one more end for each.
    """

    begin: str
    after: str = ""
    before: str = ""
    escapes: Escapes = Escapes.BACKSLASH
    holes: tuple[Interpolation, ...] = ()
    lines: bool = False
    heredoc: bool = False
    nests: str = ""


@frozen(eq=False)
class Comment:
    """A form of comments, or of what else holds no literals, by two patterns."""

    begin: str
    end: str
    is_prose: bool = True


@frozen(eq=False, kw_only=True)
class Language:
    """A language: what its source code is read by.

    ``names`` are those of code blocks in documents, ``endings`` those of files. ``joins`` is the
    pattern of the operators that join strings, ``adjacent`` says that literals side by side are
    one, ``macros`` that names between them are part of it, ``joins_lists`` is what begins
    a list whose expressions are joined, as in Lisp, ``applies`` says that what a function is called
    with stands beside it. ``elements`` says that
    elements stand in the code itself, as in JSX.
    """

    title: str
    names: tuple[str, ...]
    endings: tuple[str, ...]
    literals: tuple[Literal, ...]
    comments: tuple[Comment, ...]
    joins: str = r"\+"
    adjacent: bool = False
    joins_lists: str | None = None
    applies: bool = False
    macros: bool = False
    elements: bool = False


@lru_cache(maxsize=256)
def inside(form: Literal, fence: str, level: str) -> re.Pattern[str]:
    """Return the pattern of what is looked for in a literal: interpolation, escapes, its end."""
    end = re.escape(form.before + fence + form.after)
    if form.heredoc:
        end = rf"(?m:^)[ \t]*{re.escape(fence)}\b"
    parts = [
        *(f"(?P<hole{index}>{each.begin(level)})" for index, each in enumerate(form.holes)),
        *_ESCAPES[form.escapes](end),
        f"(?P<end>{end})",
        *([f"(?P<open>{re.escape(form.nests)})"] if form.nests else []),
    ]
    return re.compile("|".join(parts if form.lines else [*parts, r"(?P<line>\n)"]))


_BACKSLASH: Final = r"(?P<escape>\\z[ \t]*\r?\n\s*|\\(?s:.)|\{\{)"
_ESCAPES: Final[Mapping[Escapes, Callable[[str], tuple[str, ...]]]] = {
    Escapes.BACKSLASH: lambda _: (_BACKSLASH,),
    Escapes.QUOTES: lambda _: (_BACKSLASH,),
    Escapes.RAW: lambda _: (_BACKSLASH,),
    Escapes.DOUBLED: lambda end: (rf"(?P<escape>{end}{end}|\{{\{{)",),
    Escapes.NONE: lambda _: (),
}
