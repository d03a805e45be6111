"""The stanzas of a document with their elements and form fields, as an outline."""

from collections.abc import Iterator
from itertools import islice
from typing import Final

from lsprotocol import types

from pushstanza.diagnostics.excerpts import printable
from pushstanza.diagnostics.masking import LONGEST_QUOTED, is_secret, mask
from pushstanza.diagnostics.records import frozen
from pushstanza.diagnostics.secrets import Secrets
from pushstanza.lsp.documents import Document
from pushstanza.lsp.forms import value_in
from pushstanza.reading import scan as scanning
from pushstanza.reading.extract import Segment
from pushstanza.reading.finder import stanzas
from pushstanza.reading.names import STANZAS
from pushstanza.reading.scan import ScannedElement, local_name

#: How many levels of elements are shown, and how many elements in all.
DEEPEST: Final = 8
MOST: Final = 5_000


def symbols(document: Document) -> list[types.DocumentSymbol]:
    """Return the outline of a document; of a very long one its beginning."""
    outline: list[types.DocumentSymbol] = []
    levels = [outline]
    for depth, symbol in islice(_elements(document), MOST):
        del levels[depth + 1 :]
        levels[-1].append(symbol)
        inside: list[types.DocumentSymbol] = []
        symbol.children = inside
        levels.append(inside)
    return outline


def _elements(document: Document) -> Iterator[tuple[int, types.DocumentSymbol]]:
    """Yield the elements that are shown, each with its depth, in their order."""
    secrets = Secrets(document.text, bodies=True)
    for segment in document.segments:
        shown = _Shown(segment, secrets)
        for found in stanzas(segment.text[: segment.cut]):
            scan = scanning.scan(segment.text, found.start, found.end)
            depths: dict[int, int] = {}
            for each in scan.elements:
                depth = 0 if each.parent is None else depths[id(each.parent)] + 1
                depths[id(each)] = depth
                is_value = depth and local_name(each.name) == "value"
                if depth < DEEPEST and not is_value:
                    yield depth, shown.symbol(document, each)


#: The attributes that tell an element from others.
_TELLING: Final = frozenset({"type", "id", "to", "jid", "node", "affiliation"})


@frozen
class _Shown:
    """Shows the elements in a segment of a document without its secrets."""

    segment: Segment
    secrets: Secrets

    def symbol(self, document: Document, element: ScannedElement) -> types.DocumentSymbol:
        """Return an element as the protocol has it."""
        segment, name = self.segment, local_name(element.name)
        start, end = segment.source_offset(element.start), segment.source_end(element.end)
        first = segment.source_offset(element.name_start)
        last = segment.source_end(element.name_end)
        is_field = name == "field"
        kind = types.SymbolKind.Field if is_field else types.SymbolKind.Object
        return types.DocumentSymbol(
            name=self._field(element) if is_field else self._text(name) or "?",
            kind=types.SymbolKind.Struct if name in STANZAS else kind,
            range=document.positions.range(start, max(end, last)),
            selection_range=document.positions.range(first, last),
            detail=None if is_field else self._detail(element),
        )

    def _detail(self, element: ScannedElement) -> str | None:
        shown = (
            f"{each.name}={self._text(each.value)}"
            for each in element.attributes
            if each.name in _TELLING
        )
        return " ".join(shown) or None

    def _field(self, element: ScannedElement) -> str:
        """Return a field as its name and value, which is masked if it is secret."""
        var = next((each.value for each in element.attributes if each.name == "var"), "")
        if not var:
            return "field"
        value = value_in(element, self.segment.text)
        return f"{self._text(var)} = {mask(value) if is_secret(var) else self._text(value)}"

    def _text(self, value: str) -> str:
        covered = self.secrets.cover(printable(value))
        return covered if len(covered) <= _LONGEST else f"{covered[:_LONGEST]}…"


#: How much of a value is shown.
_LONGEST: Final = 2 * LONGEST_QUOTED
