"""Interpolated values in source code: nothing is reported about what only the program knows."""

from collections.abc import Iterator
from functools import cached_property

from lxml import etree

from pushstanza.diagnostics.unknown import holds_unknown
from pushstanza.linting.rules.left_out import inserts, is_absent, own_texts, with_ancestors
from pushstanza.linting.rules.rule import Finding, Lack, Rule
from pushstanza.reading import tags

#: Rules about the names of elements and what declares them, which what stands in them cannot change.
_OF_NAMES = frozenset({"PS005", "PS006", "PS007", "PS008", "PS009"})


class Unknown:
    """The places in a tree of which only a program knows what stands there."""

    def __init__(self, root: etree._Element) -> None:
        self._root = root

    def excuses(self, rule: Rule, finding: Finding, element: etree._Element) -> bool:
        """Tell whether a finding may come from an interpolated value alone."""
        if holds_unknown(finding.message) or holds_unknown(finding.hint):
            return True
        if finding.attribute is not None and not is_absent(finding.attribute, element):
            return holds_unknown(element.get(finding.attribute))
        if element in self._with_attributes:
            return rule.code not in _OF_NAMES or "xmlns" not in (finding.attribute or "")
        if finding.attribute is not None or finding.lacks is Lack.ATTRIBUTE:
            return False
        if finding.content:
            return any(map(holds_unknown, _texts(element)))
        if finding.lacks is Lack.CONTENT or inserts(finding):
            return element in self._around
        return element in self._with_content and rule.code not in _OF_NAMES

    @cached_property
    def _with_attributes(self) -> set[etree._Element]:
        """The elements with attributes that are interpolated as a whole, or with such a name."""
        return {
            each
            for each in self._root.iter("*")
            if holds_unknown(tags.local(each))
            or any(holds_unknown(str(key)) for key in each.attrib)
        }

    @cached_property
    def _with_content(self) -> set[etree._Element]:
        """The elements in which other elements may be interpolated, or are by their names."""
        return {
            each
            for each in self._root.iter("*")
            if any(map(holds_unknown, own_texts(each)))
            or any(holds_unknown(str(child.tag)) for child in each)
        }

    @cached_property
    def _around(self) -> set[etree._Element]:
        """Those elements, and the ones that they stand in."""
        return with_ancestors(self._with_content)


def _texts(element: etree._Element) -> Iterator[str]:
    """Yield all text in an element, and the values of the attributes in it."""
    for each in element.iter("*"):
        yield from own_texts(each)
        if each is not element:
            yield from map(str, each.attrib.values())
