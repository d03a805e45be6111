"""Stanzas of which only the beginning is shown, and what authors write for the rest."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from operator import attrgetter

from pushstanza.diagnostics import Diagnostic
from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.linting.placing import Place
from pushstanza.linting.rules import RULES, Finding
from pushstanza.linting.rules.left_out import ELLIPSIS
from pushstanza.reading import scan as scanning
from pushstanza.reading.scan import Damage, ScannedElement

#: What is missing where a stanza is cut.
_OPEN = frozenset({"end-tag-missing", "start-tag-not-closed"})
#: What stands for more behind an element, before anything else does.
_MORE = lazy_pattern(r"\s*[\[(]?\s*(?:\.{3,}|\u2026)")
#: How far before its end an element may have an ellipsis.
_TAIL = 20
#: What stands in a start tag of a usage around what may be left out, or between alternatives.
_USAGE = lazy_pattern(r"[\[\]|]")
_START = attrgetter("start")


def is_notation(damage: Damage, text: str) -> bool:
    """Tell whether what a document has instead of XML is for its readers, not for a server."""
    if damage.kind != "stray-character":
        return False
    place = damage.offset, damage.end_offset
    return bool(ELLIPSIS.search(text, *place) or _USAGE.search(text, *place))


class Cuts:
    """The elements behind whose beginning something is left out.

    Either an ellipsis says so or, in a document, there is nothing but the start tag of a stanza.
    """

    def __init__(self, scan: scanning.Scan, *, is_explained: bool) -> None:
        self._scan = scan
        self._is_explained = is_explained
        self._unclosed = {each.offset for each in scan.damages if each.kind in _OPEN}

    @cached_property
    def elements(self) -> Sequence[ScannedElement]:
        """Those elements."""
        return [*self._with_ellipsis(), *self._left_open()]

    @cached_property
    def _roots(self) -> Sequence[ScannedElement]:
        """The roots that have no end since they hold such an element."""
        roots = {id(root): root for root in map(_root, self.elements)}
        return sorted((each for each in roots.values() if each.start in self._unclosed), key=_START)

    def excuse(self, damage: Damage) -> bool:
        """Tell whether a damage is only what is missing in a stanza that is cut."""
        if damage.kind not in _OPEN:
            return damage.kind == "stray-character" and bool(self._roots) and self._shows(damage)
        index = bisect_right(self._roots, damage.offset, key=_START) - 1
        return index >= 0 and damage.offset < self._roots[index].end

    def notes(self, place: Place) -> Iterator[Diagnostic]:
        """Yield one note for each stanza that is cut."""
        message = "only the beginning of this stanza is shown: the rest was not checked"
        for root in self._roots:
            yield from place.at(RULES["PS905"], Finding(message), root.start, root.name_end)

    def _shows(self, damage: Damage) -> bool:
        found = ELLIPSIS.search(self._scan.text, damage.offset, damage.end_offset)
        return found is not None

    def _with_ellipsis(self) -> Iterator[ScannedElement]:
        """Yield the elements that have an ellipsis in their start tag."""
        for damage in self._scan.damages:
            if damage.kind == "stray-character" and self._shows(damage):
                index = bisect_right(self._scan.elements, damage.offset, key=_START) - 1
                if index >= 0:
                    yield self._scan.elements[index]

    def _left_open(self) -> Iterator[ScannedElement]:
        """Yield the elements behind which a stanza goes on, as far as can be seen."""
        text = self._scan.text
        for root in self._scan.roots:
            inner = root if root.start in self._unclosed else None
            while inner and inner.children and inner.children[-1].start in self._unclosed:
                inner = inner.children[-1]
            if inner is None:
                continue
            is_bare = inner is root and not text[inner.start_end : inner.end].strip()
            if (is_bare and self._is_explained) or _goes_on(text, inner):
                yield inner


def _root(element: ScannedElement) -> ScannedElement:
    while element.parent is not None:
        element = element.parent
    return element


def _goes_on(text: str, element: ScannedElement) -> bool:
    """Tell whether an ellipsis stands at the end of an element, or right behind it."""
    tail = text[max(element.start_end, element.end - _TAIL) : element.end].rstrip("]) \t\r\n")
    is_at_end = any(each.end() == len(tail) for each in ELLIPSIS.finditer(tail))
    return is_at_end or _MORE.match(text, element.end) is not None
