"""A place in a document to what stands there: an element, an attribute, a field, a finding."""

from collections.abc import Iterable
from typing import Final

from lsprotocol import types

from pushstanza.diagnostics import Diagnostic, PushStanzaError
from pushstanza.diagnostics.secrets import Secrets
from pushstanza.jid import Jid
from pushstanza.linting.rules import RULES
from pushstanza.lsp import declared
from pushstanza.lsp.cursor import Opened, Part, Pointed, pointed
from pushstanza.lsp.declared import FIELD_TAG, FORM_TYPE
from pushstanza.lsp.documents import Document
from pushstanza.lsp.forms import form_around
from pushstanza.lsp.markdown import (
    attribute_text,
    element_text,
    field_text,
    form_type_text,
    namespace_text,
    rule_text,
    verdicts_text,
)
from pushstanza.reading import extract
from pushstanza.reading import scan as scanning
from pushstanza.reading.names import STANZA_TAGS
from pushstanza.servers.texts import judge

#: How much of a stanza servers are asked about, in characters.
LONGEST: Final = 100_000


def hover(
    document: Document,
    position: types.Position,
    findings: Iterable[Diagnostic] = (),
    account: Jid | None = None,
) -> types.Hover | None:
    """Return what is known of a place, ``None`` where that is nothing.

    Args:
        document: The document.
        position: The place.
        findings: What was found in this version of the document.
        account: The JID of the user whose stanzas these are.
    """
    offset = document.positions.offset(position)
    parts = [rule_text(RULES[each.code]) for each in findings if _is_at(each, offset)]
    place: tuple[int, int] | None = None
    found = document.segment_at(offset)
    if found is not None:
        segment, inside = found
        at = pointed(segment.text, inside)
        said = None if at is None else _said(segment.text, at, account)
        if at is not None and said:
            parts.insert(0, said)
            place = segment.source_offset(at.start), segment.source_end(at.end)
    if not parts:
        return None
    content = types.MarkupContent(
        types.MarkupKind.Markdown, "\n\n---\n\n".join(dict.fromkeys(parts))
    )
    return types.Hover(content, None if place is None else document.positions.range(*place))


def _is_at(found: Diagnostic, offset: int) -> bool:
    return found.span is not None and found.span.offset <= offset <= found.span.end_offset


def _said(text: str, at: Pointed, account: Jid | None) -> str | None:
    match at.part:
        case Part.NAME:
            return _of_element(text, at, account)
        case Part.ATTRIBUTE | Part.VALUE:
            return _of_attribute(text, at)
        case _:
            return _of_text(text, at)


# ---- elements ----


def _of_element(text: str, at: Pointed, account: Jid | None) -> str | None:
    first, *above = at.around
    parent = at.around[-2].tag if above else None
    if at.element.tag == FIELD_TAG and (said := _of_field(text, at.around)):
        return said
    said = element_text(at.element.tag, declared.child_of(parent, at.element.tag))
    is_near = first.tag in STANZA_TAGS and len(above) < _NEAR
    answers = _answers(text, first, account) if is_near else ""
    return "\n\n".join(each for each in (said, answers) if each) or None


#: How deep in a stanza an element stands that says what is asked for, the stanza itself counted.
_NEAR: Final = 2


def _answers(text: str, stanza: Opened, account: Jid | None) -> str:
    """Return what servers answer to a stanza, without the secrets in it."""
    stop = min(len(text), stanza.start + LONGEST)
    root = next(iter(scanning.scan(text, stanza.start, stop).roots), None)
    if root is None or root.end == stop < len(text):
        return ""
    written = extract.Segment(text[root.start : root.end]).assumed().text
    try:
        judged = judge(written, account=account, file="stanza.xml")
    except PushStanzaError:
        return ""
    said = verdicts_text(verdict for each in judged for verdict in each.verdicts)
    return Secrets(written, bodies=True).cover(said, suspects=True)


# ---- attributes and values ----


def _of_attribute(text: str, at: Pointed) -> str | None:
    attribute = at.attribute
    if attribute is None:
        return None
    name = attribute.name
    if name == "xmlns" or name.startswith("xmlns:"):
        return namespace_text(attribute.value) or None
    if at.element.tag == FIELD_TAG and name == "var" and (said := _of_field(text, at.around)):
        return said
    place = declared.attribute_of(at.element.tag, name)
    return None if place is None else attribute_text(place)


def _of_text(text: str, at: Pointed) -> str | None:
    """Return what is known of the text of a value, or of an element that holds nothing else."""
    if len(at.around) > 1 and at.around[-2].tag == FIELD_TAG:
        return _of_field(text, at.around[:-1], text[at.start : at.end])
    return None


def _of_field(text: str, around: tuple[Opened, ...], value: str = "") -> str | None:
    """Return what is declared of the field that is the innermost element."""
    form = form_around(text, around)
    var = around[-1].get("var")
    if form is None or var is None:
        return None
    if var == FORM_TYPE:
        view = declared.view_of(value or None, form.holder) or form.view
        return None if view is None else form_type_text(view)
    field = declared.field_of(form.view, var)
    return None if field is None else field_text(form.view, field)
