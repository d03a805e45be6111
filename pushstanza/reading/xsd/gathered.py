"""The faults that an engine finds to violations: all of them, in document order."""

from collections.abc import Callable, Iterable
from copy import deepcopy

import attrs
from lxml import etree

from pushstanza.reading.xsd.sentences import hint, sentence
from pushstanza.reading.xsd.violation import Fault, Reason, Violation, parent_of

#: How often a tree is judged again without the strangers found in it.
_ROUNDS = 16


def gathered(
    root: etree._Element, faults_of: Callable[[etree._Element], Iterable[Fault]]
) -> list[Violation]:
    """Return all that an engine finds wrong with a tree, in document order."""
    # An engine stops at the first child that may not be there, so a copy is judged again and
    # again, each time without the strangers found before. What is wrong with a stranger itself
    # is passed over.
    copy = deepcopy(root)
    copy.tail = None
    original = dict(zip(copy.iter(), root.iter(), strict=True))
    found: dict[tuple[etree._Element, bool, str, str], Fault] = {}
    for _ in range(_ROUNDS):
        strangers = set()
        for fault in faults_of(copy):
            kept = attrs.evolve(fault, element=original[fault.element])
            found.setdefault(_key(kept), kept)
            if fault.reason == Reason.UNEXPECTED_CHILD:
                strangers.add(fault.element)
        if not strangers:
            break
        for stranger in strangers:
            _remove(stranger)
    strange = {each.element for each in found.values() if each.reason == Reason.UNEXPECTED_CHILD}
    below = {each for stranger in strange for each in stranger.iterdescendants()}
    place = {element: number for number, element in enumerate(root.iter())}
    return [
        Violation(fault.element, fault.attribute, sentence(fault), fault.reason, hint(fault))
        for fault in sorted(found.values(), key=lambda each: (place[each.element], *_key(each)[1:]))
        if fault.element not in below
        and (fault.element not in strange or fault.reason == Reason.UNEXPECTED_CHILD)
    ]


def _key(fault: Fault) -> tuple[etree._Element, bool, str, str]:
    return fault.element, fault.attribute is None, fault.attribute or "", fault.reason


def _remove(element: etree._Element) -> None:
    # lxml's own remove takes the text behind the element with it.
    parent = parent_of(element)
    before = element.getprevious()
    if before is None:
        parent.text = (parent.text or "") + (element.tail or "")
    else:
        before.tail = (before.tail or "") + (element.tail or "")
    parent.remove(element)
