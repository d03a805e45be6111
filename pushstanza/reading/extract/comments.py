"""Source code to the stretches of it that are written for people: comments and docstrings."""

import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Final

import attrs

#: A stanza at the beginning of a long literal: that is no text for people.
_TAG: Final = re.compile(r"\s*<[A-Za-z_?!]")
_TO_LINE_END: Final = re.compile(r"[^\n]*")


class _Kind(StrEnum):
    """Who a stretch is for; a docstring is for people unless it begins with a tag."""

    COMMENT = "comment"
    DOCSTRING = "docstring"
    LITERAL = "literal"


@attrs.frozen
class _Stretch:
    """How a stretch begins and ends, and whether it may go on over several lines."""

    begin: str
    end: re.Pattern[str]
    kind: _Kind = _Kind.COMMENT
    has_lines: bool = True


def _line(begin: str) -> _Stretch:
    return _Stretch(begin, _TO_LINE_END)


def _block(begin: str, end: str) -> _Stretch:
    return _Stretch(begin, re.compile(rf"[\s\S]*?{end}"))


def _literal(mark: str, before: str = "", *, has_lines: bool = False) -> _Stretch:
    plain = rf"[^{mark}\\]*" if has_lines else rf"[^{mark}\\\n]*"
    end = re.compile(rf"{plain}(?:\\[\s\S]{plain})*{mark}")
    return _Stretch(before + mark, end, _Kind.LITERAL, has_lines)


def _long(mark: str) -> _Stretch:
    return _Stretch(mark, re.compile(rf"[\s\S]*?{mark}"), _Kind.DOCSTRING)


_SLASHES: Final = (_line(r"(?<!:)//"), _block(r"/\*", r"\*/"))
_HASH: Final = _line(r"(?<!\S)#(?![\[{])")
_QUOTES: Final = (_literal('"'), _literal("'"))
#: A character; where there is none the mark has another meaning, as in Rust.
_CHARACTER: Final = _Stretch(
    "'", re.compile(r"(?:(?:[^'\\\n]|\\[^\n][^'\\\n]{0,8})')?"), _Kind.LITERAL
)
_LONG: Final = _long('"""')
_C: Final = (*_SLASHES, _LONG, _literal('"'), _CHARACTER)

#: What a language is read by, by its first name or the ending of its files.
_SYNTAXES: Final[Mapping[str, tuple[_Stretch, ...]]] = {
    "c": _C,
    "dart": (*_SLASHES, _LONG, _long("'''"), *_QUOTES),
    "elixir": (_HASH, _LONG, *_QUOTES),
    "erlang": (
        _line(r"(?<!\$)%"), _literal('"', r"(?<!\$)", has_lines=True), _literal("'", r"(?<!\$)"),
    ),
    "go": (*_SLASHES, _literal('"'), _literal("`", has_lines=True), _CHARACTER),
    "javascript": (*_SLASHES, *_QUOTES, _literal("`", has_lines=True)),
    "lua": (
        _block(r"--\[\[", r"\]\]"), _block(r"--\[=\[", r"\]=\]"), _line("--"), *_QUOTES,
    ),
    "php": (*_SLASHES, _HASH, *_QUOTES),
    "python": (_HASH, _LONG, _long("'''"), *_QUOTES),
    "ruby": (_HASH, _block(r"(?m:^)=begin\b", r"\n=end\b"), *_QUOTES),
    "rust": (*_SLASHES, _literal('"', has_lines=True), _CHARACTER),
    "": (*_SLASHES, _line(r"(?m:^)[ \t]*(?:#(?![\w\[{])|--|%)"), *_QUOTES),
}  # fmt: skip

#: Other names and endings of the languages.
_NAMES: Final = {
    name: language
    for language, names in {
        "c": "c++ cc cpp cs csharp cxx h hpp java kotlin kt kts m mm objc objective-c scala swift"
        " vala",
        "dart": "groovy",
        "elixir": "ex exs",
        "erlang": "erl hrl",
        "go": "golang",
        "javascript": "cjs js jsx mjs ts tsx typescript",
        "python": "py pyi python3",
        "ruby": "rb",
        "rust": "rs",
    }.items()
    for name in names.split()
}

#: The languages in which a literal may stand between grave accents.
_HAVE_GRAVE: Final = frozenset({"", "go", "javascript"})


def outside_comments(
    text: str, language: str, found: Iterable[re.Match[str]]
) -> Iterator[re.Match[str]]:
    """Yield what was found in source code but for what is written for people."""
    comments = Comments(text, language)
    yield from (each for each in found if not comments.hold(each.start()))


class Comments:
    """Tells of places in source code, asked for in their order, whether they are for people."""

    def __init__(self, text: str, language: str) -> None:
        known = language if language in _SYNTAXES else _NAMES.get(language, "")
        self.has_grave = known in _HAVE_GRAVE
        self._text = text
        self._stretches = _SYNTAXES[known]
        self._begin = re.compile("|".join(f"({each.begin})" for each in self._stretches))
        #: Up to where the end of each kind of stretch was looked for in vain.
        self._in_vain: dict[int, int] = {}
        self._start = self._end = 0
        self._is_comment = False

    def hold(self, offset: int) -> bool:
        """Tell whether what begins at an offset stands in a comment or a docstring."""
        while self._end <= offset and self._read():
            pass
        return self._is_comment and self._start < offset < self._end

    def _read(self) -> bool:
        """Read the next stretch, if there is one."""
        found = self._begin.search(self._text, self._end)
        if found is None:
            self._start = self._end = len(self._text) + 1
            return False
        kind = (found.lastindex or 1) - 1
        stretch, begin = self._stretches[kind], found.end()
        is_vain = begin < self._in_vain.get(kind, 0)
        end = None if is_vain else stretch.end.match(self._text, begin)
        self._start = found.start()
        self._end = end.end() if end else begin
        self._is_comment = end is not None and (
            stretch.kind is _Kind.COMMENT
            or (stretch.kind is _Kind.DOCSTRING and _TAG.match(self._text, begin) is None)
        )
        if end is None and not is_vain:
            line_end = -1 if stretch.has_lines else self._text.find("\n", begin)
            self._in_vain[kind] = len(self._text) if line_end < 0 else line_end
        return True
