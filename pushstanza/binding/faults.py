"""The faults of an element that was not validated: collected first, raised once."""

from typing import Any

from lxml import etree

from pushstanza.binding.places import XML_LANG, AnyPlace, Attribute
from pushstanza.diagnostics import PushStanzaError
from pushstanza.diagnostics.masking import concealed, quoted
from pushstanza.diagnostics.records import frozen
from pushstanza.reading import parsing, tags


@frozen
class Fault:
    """One fault, the element that has it, and the place it concerns."""

    element: etree._Element
    place: AnyPlace | None
    message: str

    def __reduce__(self) -> tuple[Any, ...]:
        # Neither elements nor places can be pickled: the one is written, the other looked up.
        field = None if self.place is None else self.place.field
        xml = etree.tostring(self.element, encoding="unicode", with_tail=False)
        return _restored, (xml, field, self.message)


def _restored(xml: str, field: str | None, message: str) -> Fault:
    from pushstanza.binding.spec import REGISTRY  # it imports this module

    element = parsing.reread(xml)
    places = REGISTRY[str(element.tag)].places
    return Fault(element, next((each for each in places if each.field == field), None), message)


class ReadError(PushStanzaError, ValueError):
    """An element cannot be read; ``faults`` lists everything that is wrong with it."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(fault.message for fault in faults))
        self.faults = faults


class Faults(list[Fault]):
    """The faults of a tree, in the order in which they are found.

    ``read`` lists the models that were read, each with its element, children before their parents.
    """

    def __init__(self) -> None:
        super().__init__()
        self.read: list[tuple[etree._Element, Any]] = []

    def missing(self, element: etree._Element, place: AnyPlace) -> None:
        """Add that a required place is empty."""
        kind = "attribute" if isinstance(place, Attribute) else "child"
        self.append(Fault(element, place, f"{_name(element)} has no {kind} {_called(place)!r}"))

    def unreadable(self, element: etree._Element, place: AnyPlace, text: str, reason: str) -> None:
        """Add that the text of a place does not have its type."""
        if place.secret:
            reason = concealed(reason, quoted(text), text)
        self.append(Fault(element, place, f"{_called(place)!r} of {_name(element)}: {reason}"))

    def not_listed(self, element: etree._Element, place: AnyPlace, text: str) -> None:
        """Add that the text of a place is not one of its words."""
        words = ", ".join(getattr(place, "codec").words or ())  # noqa: B009 - all callers have one
        self.unreadable(element, place, text, f"{quoted(text)} is not one of {words}")

    def stray_tail(self, element: etree._Element) -> None:
        """Add text of *element* after one of its children: only text before them is kept."""
        if _has_tails(element):
            self.append(Fault(element, None, f"{_name(element)} has text after a child element"))

    def stray_text(self, element: etree._Element) -> None:
        """Add text of *element* where only elements are allowed."""
        text = element.text
        if (text and not text.isspace()) or _has_tails(element):
            self.append(
                Fault(element, None, f"{_name(element)} has text between its child elements")
            )


def _has_tails(element: etree._Element) -> bool:
    """Tell whether there is text after a child; each element is asked, so it is a plain loop."""
    for child in element[:]:
        tail = child.tail
        if tail and not tail.isspace():
            return True
    return False


def _called(place: AnyPlace) -> str:
    if not isinstance(place, Attribute):
        return place.field
    return "xml:lang" if place.name == XML_LANG else place.name


def _name(element: etree._Element) -> str:
    return f"<{tags.local(element)}>"
