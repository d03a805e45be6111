"""What is wrong with an element that no schema has looked at: gathered first, raised once."""

from typing import Any

import attrs
from lxml import etree

from pushstanza.binding.places import AnyPlace, Attribute
from pushstanza.diagnostics import PushStanzaError
from pushstanza.diagnostics.masking import quoted
from pushstanza.reading import tags


@attrs.frozen
class Fault:
    """One thing that is wrong, where it is, and the place it concerns."""

    element: etree._Element
    place: AnyPlace | None
    message: str


class ReadError(PushStanzaError, ValueError):
    """An element that cannot be read; ``faults`` holds everything that is wrong with it."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(fault.message for fault in faults))
        self.faults = faults


class Faults(list[Fault]):
    """The faults of a tree, as they are found, and the models that were read with them.

    ``read`` holds each model with its element, children before their parents.
    """

    def __init__(self) -> None:
        super().__init__()
        self.read: list[tuple[etree._Element, Any]] = []

    def missing(self, element: etree._Element, place: AnyPlace) -> None:
        """Note that a required place is empty."""
        kind = "attribute" if isinstance(place, Attribute) else "child"
        what = place.name if isinstance(place, Attribute) else place.field
        self.append(Fault(element, place, f"{_name(element)} has no {kind} {what!r}"))

    def unreadable(self, element: etree._Element, place: AnyPlace, reason: str) -> None:
        """Note that the text of a place is not of its type."""
        what = place.name if isinstance(place, Attribute) else place.field
        self.append(Fault(element, place, f"{what!r} of {_name(element)}: {reason}"))

    def not_listed(self, element: etree._Element, place: AnyPlace, text: str) -> None:
        """Note that the text of a place is not one of its words."""
        words = ", ".join(getattr(place, "codec").words or ())  # noqa: B009 - all that get here have one
        self.unreadable(element, place, f"{quoted(text)} is not one of {words}")

    def stray_tail(self, element: etree._Element) -> None:
        """Note text of *element* behind one of its children: only what is before them is kept."""
        if any(child.tail and not child.tail.isspace() for child in element):
            self.append(Fault(element, None, f"{_name(element)} holds text behind an element"))

    def stray_text(self, element: etree._Element) -> None:
        """Note text of *element* that stands where only elements may."""
        texts = (element.text, *(child.tail for child in element))
        if any(text and not text.isspace() for text in texts):
            self.append(Fault(element, None, f"{_name(element)} holds text between its elements"))


class Passed(Faults):
    """The models of a tree that the schemas have passed: no text stands where none may."""

    def stray_tail(self, element: etree._Element) -> None:
        """Note nothing."""

    def stray_text(self, element: etree._Element) -> None:
        """Note nothing."""


def _name(element: etree._Element) -> str:
    return f"<{tags.local(element)}>"
