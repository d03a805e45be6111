"""The stanzas of a document with their elements and form fields, as an outline."""

from collections.abc import Iterator
from itertools import islice
from typing import Final

from lsprotocol import types

from pushstanza.diagnostics.excerpts import printable
from pushstanza.diagnostics.masking import LONGEST_QUOTED, is_secret, mask, without_tokens
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
    for segment in document.segments:
        for found in stanzas(segment.text[: segment.cut]):
            scan = scanning.scan(segment.text, found.start, found.end)
            depths: dict[int, int] = {}
            for each in scan.elements:
                depth = 0 if each.parent is None else depths[id(each.parent)] + 1
                depths[id(each)] = depth
                is_value = depth and local_name(each.name) == "value"
                if depth < DEEPEST and not is_value:
                    yield depth, _symbol(document, segment, each)


def _symbol(document: Document, segment: Segment, element: ScannedElement) -> types.DocumentSymbol:
    name = local_name(element.name)
    start, end = segment.source_offset(element.start), segment.source_end(element.end)
    first, last = segment.source_offset(element.name_start), segment.source_end(element.name_end)
    kind = types.SymbolKind.Field if name == "field" else types.SymbolKind.Object
    return types.DocumentSymbol(
        name=name if name in STANZAS or name != "field" else _field(element, segment.text),
        kind=types.SymbolKind.Struct if name in STANZAS else kind,
        range=document.positions.range(start, max(end, last)),
        selection_range=document.positions.range(first, last),
        detail=_detail(element) if name != "field" else None,
    )


def _detail(element: ScannedElement) -> str | None:
    """Return the attributes that tell an element from others, without secrets."""
    shown = (
        f"{each.name}={_shown(each.value)}" for each in element.attributes if each.name in _TELLING
    )
    return " ".join(shown) or None


_TELLING: Final = frozenset({"type", "id", "to", "jid", "node", "affiliation"})


def _field(element: ScannedElement, text: str) -> str:
    """Return a field as its name and value, which is masked if it is secret."""
    var = next((each.value for each in element.attributes if each.name == "var"), "")
    value = value_in(element, text)
    if not var:
        return "field"
    return f"{_shown(var)} = {mask(value) if is_secret(var) else _shown(value)}"


def _shown(value: str) -> str:
    covered = printable(without_tokens(value))
    return covered if len(covered) <= LONGEST_QUOTED * 2 else f"{covered[: LONGEST_QUOTED * 2]}…"
