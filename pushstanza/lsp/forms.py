"""The form around a place in XML: what it is for, and the fields that it has already."""

from collections.abc import Sequence
from typing import Final

from pushstanza.diagnostics.records import frozen
from pushstanza.linting.rules.forms.holders import FORM_TAG
from pushstanza.lsp.cursor import Opened
from pushstanza.lsp.declared import FORM_TYPE, view_of
from pushstanza.reading import scan as scanning
from pushstanza.stanzas.forms import FormView

#: How much of a form is looked at, in characters.
LONGEST: Final = 50_000


@frozen
class FormAround:
    """A form; ``view`` is what its fields are declared in, ``holder`` the element it is in."""

    view: type[FormView] | None
    holder: str | None
    fields: frozenset[str]


def form_around(text: str, around: Sequence[Opened]) -> FormAround | None:
    """Return the innermost form among the elements that are open, ``None`` where there is none."""
    places = [index for index, each in enumerate(around) if each.tag == FORM_TAG]
    if not places:
        return None
    form = around[places[-1]]
    holder = around[places[-1] - 1].tag if places[-1] else None
    end = text.find("</x", form.end, form.start + LONGEST)
    stop = min(len(text), form.start + LONGEST) if end < 0 else end
    fields = _fields(scanning.scan(text, form.end, stop), text)
    return FormAround(view_of(fields.get(FORM_TYPE), holder), holder, frozenset(fields))


def _fields(scan: scanning.Scan, text: str) -> dict[str, str]:
    """Return the fields by name, each with its first value."""
    found: dict[str, str] = {}
    for each in scan.elements:
        if scanning.local_name(each.name) == "field":
            name = next((one.value for one in each.attributes if one.name == "var"), None)
            if name:
                found.setdefault(name, value_in(each, text))
    return found


def value_in(field: scanning.ScannedElement, text: str) -> str:
    """Return the text of the first value of a field; empty where it has none."""
    for each in field.children:
        if scanning.local_name(each.name) == "value":
            return text[each.start_end : each.end].partition("<")[0].strip()
    return ""
