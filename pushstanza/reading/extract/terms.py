"""The terms that Erlang prints, read into a tree: lists, tuples, records, binaries, atoms."""

import re
from typing import Final, Literal

import attrs

from pushstanza.diagnostics import PushStanzaError
from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.records import frozen
from pushstanza.reading.extract.erlang import BYTES, TEXT, content
from pushstanza.reading.extract.segment import Segment

#: How deep terms may stand in each other.
DEEPEST: Final = 80

Kind = Literal["atom", "binary", "list", "map", "other", "record", "tuple"]

_TOKEN: Final = lazy_pattern(
    r"""\s*(?:
      (?P<binary><<)
    | \#(?P<record>[a-z]\w*|'[^'\\\n]*')\{
    | (?P<map>\#\{)
    | (?P<list>\[)
    | (?P<tuple>\{)
    | (?P<close>[\]}])
    | (?P<comma>,)
    | (?P<arrow>=>|:=|=|\|)
    | (?P<cut>\.\.\.)
    | (?P<atom>[a-z][\w@]*|'[^'\\\n]*')
    | (?P<other>"(?:[^"\\]|\\.)*"|\#(?:Fun|Ref|Port)<[^>\n]*>|<[0-9.]+>|-?[0-9][\w.+\-\#]*)
    )""",
    re.VERBOSE | re.DOTALL,
)


class NoTermError(PushStanzaError):
    """What stands there is no term."""


class CutError(PushStanzaError):
    """A term was printed without its end."""


@attrs.define
class Term:
    """A term, and where it stands.

    ``text`` is what an atom, a number or a binary says, ``name`` that of a record, whose ``fields``
    are by their names; ``items`` are what a list or a tuple holds.
    """

    kind: Kind
    start: int
    end: int = 0
    text: Segment | None = None
    name: str = ""
    items: list["Term"] = attrs.field(factory=list)
    fields: dict[str, "Term"] = attrs.field(factory=dict)

    def says(self, word: str) -> bool:
        """Tell whether it is an atom or a binary of this text."""
        return self.text is not None and self.text.text == word

    @property
    def is_empty(self) -> bool:
        """Whether it stands for nothing: ``undefined``, ``<<>>``, ``[]``."""
        return self.says("undefined") or self.says("") or (self.kind == "list" and not self.items)


@frozen
class Read:
    """What stands at a place: a term, or how far one was read that is none, or has no end."""

    term: Term | None
    end: int
    is_cut: bool = False


def read(text: str, start: int) -> Read:
    """Return the term that begins at *start*."""
    reader = _Reader(text, start)
    try:
        term = reader.term(0)
    except NoTermError:
        return Read(None, reader.position)
    except CutError:
        return Read(None, reader.position, is_cut=True)
    return Read(term, term.end)


class _Reader:
    """One walk over a term."""

    def __init__(self, text: str, start: int) -> None:
        self._text = text
        self.position = start

    def term(self, depth: int) -> Term:
        token = self._next()
        kind = token.lastgroup
        if kind is None or kind in {"close", "comma", "arrow"} or depth > DEEPEST:
            raise NoTermError
        start = token.start(kind)
        if kind == "binary":
            return self._binary(start)
        if kind == "atom":
            return Term("atom", start, token.end(), _unquoted(self._text, *token.span(kind)))
        if kind == "other":
            return Term(
                "other", start, token.end(), Segment.verbatim(self._text, start, token.end())
            )
        found = Term(_KINDS[kind], start)
        if kind == "record":
            found.start -= 1
            found.name = token["record"].strip("'")
        self._inside(found, depth + 1)
        found.end = self.position
        return found

    def _inside(self, holder: Term, depth: int) -> None:
        """Read what a list, a tuple, a map or a record holds, up to its end."""
        name: str | None = None
        while True:
            before = self.position
            token = self._next()
            match token.lastgroup:
                case "close":
                    return
                case "comma":
                    name = None
                case "arrow":
                    name = _name(holder.items.pop()) if holder.items else None
                case _:
                    self.position = before
                    self._add(holder, self.term(depth), name)

    @staticmethod
    def _add(holder: Term, found: Term, name: str | None) -> None:
        if name is not None and holder.kind == "record":
            holder.fields[name] = found
        else:
            holder.items.append(found)

    def _next(self) -> re.Match[str]:
        found = _TOKEN.match(self._text, self.position)
        if found is None:
            rest = self._text[self.position : self.position + 80]
            raise CutError if not rest.strip() else NoTermError
        if found.lastgroup == "cut":
            raise CutError
        self.position = found.end()
        return found

    def _binary(self, start: int) -> Term:
        match = TEXT.match(self._text, start) or BYTES.match(self._text, start)
        if match is None:
            raise NoTermError
        if match[2] is not None or not self._text.endswith(">>", start, match.end()):
            raise CutError
        self.position = match.end()
        return Term("binary", start, match.end(), content(match))


_KINDS: Final[dict[str, Kind]] = {each: each for each in ("list", "map", "record", "tuple")}


def _unquoted(text: str, start: int, end: int) -> Segment:
    if text[start] == "'":
        return Segment.verbatim(text, start + 1, end - 1)
    return Segment.verbatim(text, start, end)


def _name(term: Term) -> str:
    return term.text.text if term.text is not None else ""
