"""Ellipses in documents: where something is left out, nothing is reported as missing."""

from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache

from lxml import etree

from pushstanza.binding import REGISTRY, Spec
from pushstanza.binding.places import Content
from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.linting.rules.change import Insert
from pushstanza.linting.rules.rule import Finding, Lack

#: An ellipsis: two or more dots, with anything around them.
ELLIPSIS = lazy_pattern(r"\.(?:[ \t]?\.)+|…")


@lru_cache(maxsize=1024)
def holds_only_elements(tag: str) -> bool:
    """Tell whether elements of a tag contain elements only, and no text."""
    spec: Spec | None = REGISTRY.get(tag)
    return spec is not None and not any(isinstance(place, Content) for place in spec.places)


class LeftOut:
    """The places in a tree where something is left out.

    Args:
        root: The tree.
        commented: The elements that contain a comment with an ellipsis.
    """

    def __init__(self, root: etree._Element, commented: Collection[etree._Element] = ()) -> None:
        self._root = root
        self._shortened = {*commented}
        self._around: set[etree._Element] | None = None

    def excuses(self, finding: Finding, element: etree._Element) -> bool:
        """Tell whether what a finding reports as missing may be in what is left out."""
        if finding.lacks is Lack.CONTENT or inserts(finding):
            parent = element.getparent()
            return element in self._elements_around() or parent in self._shortened
        if finding.lacks is Lack.ATTRIBUTE or is_absent(finding.attribute, element):
            self._elements_around()
            return element in self._shortened
        return False

    def _elements_around(self) -> set[etree._Element]:
        """Return the shortened elements and their ancestors."""
        if self._around is None:
            self._shortened |= {each for each in self._root.iter("*") if _is_shortened(each)}
            self._around = with_ancestors(self._shortened)
        return self._around


def inserts(finding: Finding) -> bool:
    """Tell whether what a finding misses is put right by inserting it."""
    return finding.fix is not None and any(isinstance(each, Insert) for each in finding.fix.steps)


def is_absent(attribute: str | None, element: etree._Element) -> bool:
    """Tell whether an attribute is one that an element does not have."""
    is_declaration = attribute is not None and attribute.startswith("xmlns")
    return attribute is not None and not is_declaration and attribute not in element.attrib


def _is_shortened(element: etree._Element) -> bool:
    if not holds_only_elements(str(element.tag)):
        return False
    return any(map(ELLIPSIS.search, own_texts(element)))


def own_texts(element: etree._Element) -> Iterator[str]:
    """Yield the texts that stand directly in an element."""
    yield element.text or ""
    for child in element:
        yield child.tail or ""


def with_ancestors(elements: Iterable[etree._Element]) -> set[etree._Element]:
    """Return elements, and those that they stand in."""
    around: set[etree._Element] = set()
    for each in elements:
        outer: etree._Element | None = each
        while outer is not None and outer not in around:
            around.add(outer)
            outer = outer.getparent()
    return around
