"""What is wrong with the form of a tree, before and after it is put in words."""

from enum import StrEnum
from typing import Any, cast

from lxml import etree

from pushstanza.diagnostics.records import frozen


class Reason(StrEnum):
    """Why an element is not valid, called as libxml2 and XML Schema call it, one name a cause."""

    UNKNOWN_ROOT = "cvc-elt-1"
    MISSING_ATTRIBUTE = "cvc-complex-type-4"
    UNKNOWN_ATTRIBUTE = "cvc-complex-type-3-2"
    BAD_VALUE = "cvc-datatype-valid"
    UNEXPECTED_CHILD = "element-content"
    MISSING_CHILD = "element-content-missing"
    STRAY_TEXT = "cvc-complex-type-2-3"
    CHILD_IN_TEXT = "cvc-complex-type-2-2"
    ENTITY = "entity-reference"


@frozen
class Violation:
    """One thing that is wrong with the form of a tree.

    ``element`` is the element meant, in the tree that was asked about: of a child that may not
    stand where it does it is the child. ``attribute`` is a Clark name. ``reason`` is a
    :class:`Reason`, or the engine's own word where there is none for it. ``hint`` asks whether
    something else was meant.
    """

    element: etree._Element
    attribute: str | None
    message: str
    reason: str
    hint: str | None = None


@frozen
class Fault:
    """What an engine says, before it is worded: ``detail`` is for what has no reason of ours."""

    element: etree._Element
    reason: str
    attribute: str | None = None
    detail: str = ""


def unexpanded_entities(root: etree._Element) -> list[Fault]:
    """Return the faults of references to entities that were left in a tree."""
    # libxml2 judges no tree in which one was left, xmlschema does not see them.
    return [Fault(parent_of(entity), Reason.ENTITY) for entity in root.iter(etree.Entity)]


def parent_of(child: etree._Element) -> etree._Element:
    """Return the parent of what is no root."""
    parent: etree._Element = cast("Any", child.getparent())
    return parent
