"""What is wrong with a text, as it is noted, to its damages and the edits that repair them."""

from pushstanza.diagnostics import Edit
from pushstanza.reading.scan.damage import MOST_DAMAGES, Damage
from pushstanza.reading.scan.found import Layout, ScannedAttribute
from pushstanza.reading.scan.grammar import quoted


class Findings:
    """Gathers the damages of a text, and the edits that repair them, unless nobody wants them."""

    def __init__(self, text: str, *, are_wanted: bool) -> None:
        self._are_wanted = are_wanted
        self.damages: list[Damage] = []
        self.layout: Layout = Layout(text, [])
        # An attribute may be wrong in two ways, but can be replaced only once.
        self._attributes: dict[int, Edit] = {}

    def add(
        self, kind: str, message: str, offset: int, end_offset: int, *, hint: str | None = None
    ) -> None:
        """Note a damage."""
        if not self._are_wanted:
            return
        if len(self.damages) < MOST_DAMAGES:
            self.damages.append(Damage(kind, message, offset, end_offset, hint))
        else:
            self.layout.complete = False

    def misplaced_blank(self, start: int, stop: int, hint: str) -> None:
        """Note a blank where none is allowed."""
        message = "whitespace is not allowed here"
        self.add("misplaced-blank", message, start, stop, hint=hint)

    def edit(self, offset: int, end_offset: int, content: str = "") -> None:
        """Note what is to be written between two offsets."""
        if self._are_wanted and self.layout.complete:
            self.layout.edits.append(Edit(offset, end_offset, content))

    def rewrite(self, attribute: ScannedAttribute, name: str | None = None) -> None:
        """Note that an attribute is to be written anew, under another name if one is given."""
        content = f"{name or attribute.name}={quoted(attribute.value)}"
        self._replace(attribute, content)

    def drop(self, attribute: ScannedAttribute) -> None:
        """Note that an attribute is to be left out."""
        self._replace(attribute, "")

    def _replace(self, attribute: ScannedAttribute, content: str) -> None:
        self._attributes[attribute.start] = Edit(attribute.start, attribute.end, content)

    def finish(self, end: int) -> None:
        """Sort the edits, and say so if there were too many damages."""
        self.layout.edits += self._attributes.values()
        # What is inserted at a place comes before what replaces the text behind it.
        self.layout.edits.sort(key=lambda edit: (edit.offset, edit.end_offset > edit.offset))
        if not self.layout.complete:
            message = f"there are more than {MOST_DAMAGES:,} errors; the rest is not reported"
            self.damages.append(Damage("too-many-damages", message, end, end))
