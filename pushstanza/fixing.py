"""What a rule wants changed to edits of the text, and edits to the changed text."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from lxml import etree

from pushstanza.diagnostics import Edit, Fix
from pushstanza.rules.change import Change

if TYPE_CHECKING:
    from pushstanza import scan as scanning
    from pushstanza.extract import Segment


def fix(
    change: Change,
    element: etree._Element,
    places: "Mapping[etree._Element, scanning.ScannedElement]",
    segment: "Segment",
) -> Fix | None:
    """Return the fix that makes *change*, or ``None`` where the text does not allow it."""
    edits: tuple[Edit, ...] = ()
    return Fix(change.message, edits, change.safe) if edits else None
