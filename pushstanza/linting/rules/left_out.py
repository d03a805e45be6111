"""Ellipses in documents: where something is left out, nothing is reported as missing."""

import re
from collections.abc import Collection
from functools import cache

from lxml import etree

from pushstanza.binding import REGISTRY, Spec
from pushstanza.binding.places import Content
from pushstanza.linting.rules.change import Insert
from pushstanza.linting.rules.rule import Finding, Lack

#: An ellipsis: two or more dots, with anything around them.
ELLIPSIS = re.compile(r"\.(?:[ \t]?\.)+|…")


@cache
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
            self._around = set()
            for each in self._shortened:
                around: etree._Element | None = each
                while around is not None and around not in self._around:
                    self._around.add(around)
                    around = around.getparent()
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
    texts = (element.text, *(each.tail for each in element))
    return any(text and ELLIPSIS.search(text) for text in texts)
