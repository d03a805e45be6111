"""The documents that a client has open: their texts, what they are read as, and edits to them."""

import os
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Final

import attrs
from lsprotocol import types
from pygls.uris import to_fs_path

from pushstanza.diagnostics import Edit
from pushstanza.diagnostics.records import frozen
from pushstanza.lsp.positions import Positions
from pushstanza.reading import extract
from pushstanza.reading.extract.code import NAMES, Source, begins_with_tag
from pushstanza.reading.extract.code.languages import LANGUAGES
from pushstanza.reading.extract.kinds import ENDINGS, PLAIN

#: What clients call the languages of texts that are no programs, where it is not their ending.
_LANGUAGES: Final = {
    "markdown": ".md",
    "mdx": ".md",
    "plaintext": ".txt",
    "restructuredtext": ".rst",
    "shellscript": ".sh",
    "xsl": ".xsl",
}
#: What clients call languages of programs that have another name here.
_PROGRAMS: Final = {"javascriptreact": "javascript", "typescriptreact": "typescript"}


@frozen(eq=False)
class Document:
    """A version of a document.

    ``path`` is ``None`` for one that was never saved. ``name`` is what it is called in reports: its
    path from the folder of the workspace on, with an ending that says what language it is in.
    """

    uri: str
    text: str = attrs.field(repr=False)
    version: int = 0
    language: str = ""
    folder: Path | None = None
    encoding: str = types.PositionEncodingKind.Utf16

    @cached_property
    def path(self) -> Path | None:
        """Where it is, or would be saved."""
        path = to_fs_path(self.uri)
        return Path(path) if path and "\0" not in path else None

    @cached_property
    def name(self) -> str:
        """What it is called in reports."""
        name = self.uri.rpartition("/")[2] if self.path is None else self._relative(self.path)
        if _says_its_kind(name):
            return name
        return (name or "untitled") + ending_of_language(self.language)

    def _relative(self, path: Path) -> str:
        folder = self.folder
        return str(path.relative_to(folder) if folder and path.is_relative_to(folder) else path)

    @cached_property
    def kind(self) -> str:
        """What the engine reads it as, unless its configuration says otherwise."""
        return extract.kind_of(self.name, self.text)

    @cached_property
    def positions(self) -> Positions:
        """Its positions as the client counts them."""
        return Positions(self.text, self.encoding)

    @cached_property
    def segments(self) -> tuple[extract.Segment, ...]:
        """The stretches of it in which stanzas may stand."""
        if self.kind == "json":
            return ()
        return tuple(extract.segments(self.text, self.kind, self.name))

    def segment_at(self, offset: int) -> tuple[extract.Segment, int] | None:
        """Return the stretch around an offset, and the offset into it."""
        for each in self.segments:
            inside = each.offset_of(offset)
            if inside is not None:
                return each, inside
        return None

    def unfinished_at(self, offset: int) -> tuple[extract.Segment, int] | None:
        """Return what stands around an offset where somebody may be writing a stanza.

        Half a stanza in a literal or a page is not looked at by the engine, but completed.
        """
        found = self.segment_at(offset)
        if found is not None or self.kind == "json":
            return found
        if self.kind != "code":
            return extract.Segment(self.text), offset
        language = extract.ending_of(self.name)[1:]
        for each in Source(self.text, language).literals(begins_with_tag):
            inside = each.offset_of(offset)
            if inside is not None:
                return each, inside
        return None

    def edited(
        self, changes: Iterable[types.TextDocumentContentChangeEvent], version: int
    ) -> "Document":
        """Return the next version, after the changes of a client, in their order."""
        document = self
        for each in changes:
            document = attrs.evolve(document, text=document._changed(each))
        return attrs.evolve(document, version=version)

    def _changed(self, change: types.TextDocumentContentChangeEvent) -> str:
        if not isinstance(change, types.TextDocumentContentChangePartial):
            return change.text
        start, end = self.positions.offsets(change.range)
        return self.text[:start] + change.text + self.text[end:]

    def text_edits(self, edits: Iterable[Edit]) -> list[types.TextEdit]:
        """Return edits by offsets as the protocol has them."""
        return [
            types.TextEdit(self.positions.range(each.offset, each.end_offset), each.content)
            for each in edits
        ]

    def replaced(self, text: str) -> list[types.TextEdit]:
        """Return the edit that makes *text* of it: none, or of as many characters as differ."""
        if text == self.text:
            return []
        before = _alike(self.text, text)
        longest = min(len(self.text), len(text)) - before
        ends = (each[::-1][:longest] for each in (self.text, text))
        after = _alike(*ends)
        edit = Edit(before, len(self.text) - after, text[before : len(text) - after])
        return self.text_edits([edit])


def _alike(one: str, other: str) -> int:
    """Return how many characters two texts begin with alike."""
    return len(os.path.commonprefix((one, other)))  # noqa: RUF071 - these are no paths


class Documents:
    """The documents that are open, by their URIs."""

    def __init__(self) -> None:
        self._open: dict[str, Document] = {}

    def __iter__(self) -> Iterator[Document]:
        return iter([*self._open.values()])

    def get(self, uri: str) -> Document | None:
        """Return the latest version of a document, ``None`` where it is not open."""
        return self._open.get(uri)

    def put(self, document: Document) -> None:
        """Take a version of a document for the latest."""
        self._open[document.uri] = document

    def edit(
        self, uri: str, changes: Sequence[types.TextDocumentContentChangeEvent], version: int
    ) -> None:
        """Apply changes to a document that is open."""
        found = self._open.get(uri)
        if found is not None:
            self._open[uri] = found.edited(changes, version)

    def close(self, uri: str) -> None:
        """Forget a document."""
        self._open.pop(uri, None)


def _says_its_kind(name: str) -> bool:
    """Tell whether the name of a file says what its text is."""
    ending = extract.ending_of(name)
    return ending in ENDINGS or extract.is_source(name) or ending in PLAIN - {""}


def ending_of_language(language: str) -> str:
    """Return how the files end that are in a language of the protocol; empty if it is unknown."""
    if language in _LANGUAGES:
        return _LANGUAGES[language]
    if f".{language}" in ENDINGS:
        return f".{language}"
    name = _PROGRAMS.get(language, language)
    if name not in NAMES:
        return ""
    return next(f".{each.endings[0]}" for each in LANGUAGES if name in each.names and each.endings)
