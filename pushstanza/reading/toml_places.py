"""A TOML text to the places of its keys and values, which tomllib does not tell."""

import re
import tomllib
from collections.abc import Iterator
from typing import Any, TypeAlias

import attrs

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.records import frozen

#: The keys and indices that lead to a value.
Path: TypeAlias = tuple[str | int, ...]

#: Where something begins and ends.
Place: TypeAlias = tuple[int, int]


@frozen
class TomlPlaces:
    """Where the keys and the values of a document stand, by the path that leads to them."""

    keys: dict[Path, Place] = attrs.field(factory=dict)
    values: dict[Path, Place] = attrs.field(factory=dict)


#: How many parts a dotted key may have: reading one takes time by the square of that.
_DEEPEST = 100
_PART = r"""(?:[\w-]{1,200}|"[^"\n]{0,200}"|'[^'\n]{0,200}')[ \t]{0,9}\.[ \t]{0,9}"""
_DEEP_KEY = lazy_pattern(rf"""(?<![\w."'-])(?:{_PART}){{{_DEEPEST}}}""")

#: What a whole number of TOML holds.
_LEAST, _LARGEST = -(2**63), 2**63 - 1


def parsed(text: str) -> dict[str, Any]:
    """Return what a TOML text holds.

    Raises:
        TOMLDecodeError: it is not valid, or nobody means it: nested or large beyond reason.
    """
    if "." in text and _DEEP_KEY.search(text):
        raise tomllib.TOMLDecodeError(f"a key has more than {_DEEPEST} parts")
    try:
        found = tomllib.loads(text)
    except RecursionError:
        raise tomllib.TOMLDecodeError("it is nested too deeply") from None
    except tomllib.TOMLDecodeError:
        raise
    except ValueError:
        raise _too_large() from None
    waiting: list[Any] = [found]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict | list):
            waiting += each.values() if isinstance(each, dict) else each
        elif isinstance(each, int) and not _LEAST <= each <= _LARGEST:
            raise _too_large()
    return found


def _too_large() -> tomllib.TOMLDecodeError:
    return tomllib.TOMLDecodeError("a number is too large: TOML has integers of 64 bits")


def toml_places(text: str) -> TomlPlaces:
    """Return where the keys and values of *text* stand, which tomllib has read already."""
    reader = _Reader(text)
    reader.read()
    return reader.places


_MARK = lazy_pattern(
    r"""
    [ \t]+ | \#[^\n]*
  | (?P<mark>
        \r?\n
      | \"{3}(?:\\.|[^\\])*?\"{3,5} | '{3}.*?'{3,5}
      | "(?:\\.|[^"\\])*" | '[^']*'
      | [][{}=,.]
      | [^][{}=,.\s\#"']+
    )
    """,
    re.VERBOSE | re.DOTALL,
)


class _Reader:
    def __init__(self, text: str) -> None:
        self.places = TomlPlaces()
        self._marks = [(each[0], each.span()) for each in _MARK.finditer(text) if each["mark"]]
        self._next = 0
        self._tables: dict[Path, int] = {}

    def read(self) -> None:
        table: Path = ()
        while self._peek() is not None:
            if self._passes("\n"):
                continue
            if self._passes("["):
                table = self._header()
            else:
                self._pair(table)

    def _peek(self) -> str | None:
        mark = self._marks[self._next][0] if self._next < len(self._marks) else None
        return "\n" if mark == "\r\n" else mark

    def _passes(self, mark: str) -> bool:
        found = self._peek() == mark
        self._next += found
        return found

    def _header(self) -> Path:
        """Return the path of the table that begins behind a bracket."""
        is_one_of_several = self._passes("[")
        path = self._key(())
        while self._passes("]"):
            pass
        if is_one_of_several:
            index = self._tables.get(path, -1) + 1
            self._tables[path] = index
            path = (*path, index)
        return path

    def _key(self, path: Path) -> Path:
        """Return the path of a dotted key in a table, and note where its parts stand."""
        while self._peek() not in {None, "=", "]", "\n"}:
            if not self._passes("."):
                mark, place = self._marks[self._next]
                path = (*path, _name(mark))
                self.places.keys.setdefault(path, place)
                self._next += 1
        return path

    def _pair(self, table: Path) -> None:
        path = self._key(table)
        self._passes("=")
        self._value(path)

    def _value(self, path: Path) -> None:
        if self._peek() is None:
            return
        start, end = self._marks[self._next][1]
        if self._passes("["):
            for index in self._until("]"):
                self._value((*path, index))
            end = self._marks[self._next - 1][1][1]
        elif self._passes("{"):
            for _ in self._until("}"):
                self._pair(path)
            end = self._marks[self._next - 1][1][1]
        else:
            self._next += 1
            while self._peek() not in {None, "\n", ",", "]", "}"}:  # a date may hold a blank
                self._next += 1
            end = self._marks[self._next - 1][1][1]
        self.places.values[path] = (start, end)

    def _until(self, closing: str) -> Iterator[int]:
        """Yield a number for each part of an array or an inline table."""
        index = 0
        while self._peek() is not None and not self._passes(closing):
            if not (self._passes("\n") or self._passes(",")):
                yield index
                index += 1


def _name(mark: str) -> str:
    """Return the name that a bare or quoted key stands for."""
    if mark[0] not in "\"'":
        return mark
    return str(tomllib.loads(f"name = {mark}")["name"])
