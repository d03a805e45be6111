"""A scanned element to the repaired text of its root, and to the element as lxml has it."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cache
from typing import Final

from lxml import etree
from lxml.etree import _Element as Element

from pushstanza.reading.scan.found import Layout, ScannedElement

#: The deepest nesting of elements that libxml2 builds a tree of.
DEEPEST_TREE: Final = 2048


def repair(element: ScannedElement) -> str:
    """Return the text of the root that holds *element*, with every damage repaired.

    Raises:
        ValueError: The scan gave up, since there are more than `MOST_DAMAGES` damages.
    """
    root, layout = _root(element), element._layout
    if not layout.complete:
        raise ValueError("the text has too many errors to be repaired")
    return "".join(_edited(layout, root.start, root.end))


def tree(element: ScannedElement) -> Element:
    """Return *element* as lxml has it, in the repaired tree of its root.

    The elements of the tree are those of the scan, in the same order. Comments and processing
    instructions are left out. A name with an undeclared prefix is in no namespace.

    Raises:
        ValueError: The elements are nested deeper than `DEEPEST_TREE`, or the scan gave up.
    """
    try:
        root = etree.fromstring(repair(element).encode(), _repaired_parser())
    except etree.XMLSyntaxError as error:
        raise ValueError(f"libxml2 cannot parse the text: {error.msg}") from error
    if element.parent is None:
        return root
    place = list(_walk(_root(element))).index(element)
    return list(root.iter("*"))[place]


def _edited(layout: Layout, start: int, end: int) -> Iterator[str]:
    """Return the pieces of the repaired text between two offsets, which hold a root."""
    text, position = layout.text, start
    first = bisect_left(layout.edits, start, key=lambda edit: edit.offset)
    last = bisect_right(layout.edits, end, key=lambda edit: edit.offset)
    for edit in layout.edits[first:last]:
        inserts = edit.offset == edit.end_offset
        # What is inserted before the root is the end tag of the root before it, and what replaces
        # the text behind it is not its own.
        if edit.offset < position or edit.offset == (start if inserts else end):
            continue
        yield text[position : edit.offset]
        yield edit.content
        position = edit.end_offset
    yield text[position:end]


def _root(element: ScannedElement) -> ScannedElement:
    while element.parent is not None:
        element = element.parent
    return element


def _walk(root: ScannedElement) -> Iterator[ScannedElement]:
    """Return *root* and the elements in it, in document order."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        yield element
        waiting += reversed(element._children)


@cache
def _repaired_parser() -> etree.XMLParser:
    """Return the parser for repaired text, which has no entities left to resolve."""
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
    )
