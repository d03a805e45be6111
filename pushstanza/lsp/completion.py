"""A place in a document to what may be written there, from the declarations."""

from collections.abc import Iterable, Iterator
from typing import Final

from lsprotocol import types

from pushstanza.binding import REGISTRY
from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.records import frozen
from pushstanza.lsp import declared
from pushstanza.lsp.cursor import Cursor, Where, cursor
from pushstanza.lsp.declared import FIELD_TAG, FORM_TYPE
from pushstanza.lsp.documents import Document
from pushstanza.lsp.forms import FormAround, form_around
from pushstanza.lsp.markdown import allowed_text, attribute_text, field_text, namespace_text
from pushstanza.lsp.snippets import Writer
from pushstanza.reading import tags
from pushstanza.reading.extract import Segment
from pushstanza.reading.names import PAYLOADS

#: What is typed where something begins that can be completed.
TRIGGERS: Final = ("<", "/", " ", "'", '"', ">")

_Kind = types.CompletionItemKind


@frozen
class _Choice:
    """What may be written: its name, the whole of it, and what it is.

    ``is_snippet`` says that the client reads in it where a person goes on, ``is_likely`` that it
    comes before others.
    """

    label: str
    text: str
    kind: types.CompletionItemKind
    doc: str = ""
    detail: str | None = None
    is_snippet: bool = False
    is_likely: bool = False


def completions(
    document: Document, position: types.Position, *, snippets: bool = False
) -> types.CompletionList:
    """Return what may be written at a position; nothing where that is not known.

    Args:
        document: The document.
        position: The position of the cursor.
        snippets: Whether the client knows the syntax of snippets.
    """
    offset = document.positions.offset(position)
    found = document.unfinished_at(offset)
    items: list[types.CompletionItem] = []
    if found is not None:
        segment, inside = found
        at = cursor(segment.text, inside)
        if at is not None:
            start = segment.source_offset(at.start)
            edited = document.positions.range(min(start, offset), offset)
            writer = Writer(_quote(document.text, segment, at), snippets=snippets)
            if edited.start.line == edited.end.line:  # as the protocol asks for
                items = [_item(each, edited) for each in _choices(segment.text, at, writer)]
    return types.CompletionList(is_incomplete=False, items=items)


def _item(choice: _Choice, edited: types.Range) -> types.CompletionItem:
    format_ = types.InsertTextFormat
    doc = types.MarkupContent(types.MarkupKind.Markdown, choice.doc) if choice.doc else None
    return types.CompletionItem(
        label=choice.label,
        kind=choice.kind,
        detail=choice.detail,
        documentation=doc,
        sort_text=f"{0 if choice.is_likely else 1}{choice.label}",
        filter_text=choice.label,
        insert_text_format=format_.Snippet if choice.is_snippet else format_.PlainText,
        text_edit=types.TextEdit(edited, choice.text),
    )


def _choices(text: str, at: Cursor, writer: Writer) -> Iterable[_Choice]:
    match at.where:
        case Where.ELEMENT:
            return _elements(at, writer)
        case Where.END:
            parent = at.parent
            return () if parent is None else (_Choice(parent.name, f"{parent.name}>", _Kind.Class),)
        case Where.ATTRIBUTE:
            return _attributes(at, writer)
        case Where.VALUE:
            return _values(text, at)
        case _:
            return _content(text, at)


# ---- elements ----


def _elements(at: Cursor, writer: Writer) -> Iterator[_Choice]:
    parent = at.parent
    for each in declared.children_of(None if parent is None else parent.tag):
        namespace, name = tags.split(each.tag)
        yield _Choice(
            name, writer.element(each, parent), _Kind.Class, allowed_text(each), namespace,
            is_snippet=writer.snippets, is_likely=name in PAYLOADS,
        )  # fmt: skip


# ---- attributes ----


def _attributes(at: Cursor, writer: Writer) -> Iterator[_Choice]:
    inside = at.inside
    if inside is None:
        return
    written = {name for name, _ in inside.attributes}
    spec = REGISTRY.get(inside.tag)
    for place in () if spec is None else spec.attributes:
        name = declared.attribute_name(place)
        if name not in written:
            yield _Choice(
                name, writer.attribute(name, place.codec.few), _Kind.Property,
                attribute_text(place), is_snippet=writer.snippets,
                is_likely=declared.is_required(place),
            )  # fmt: skip
    local = inside.name.rpartition(":")[2]
    if "xmlns" not in written and spec is None:
        for namespace, names in declared.namespaces().items():
            if local in names:
                text = writer.attribute("xmlns", value=namespace)
                yield _Choice("xmlns", text, _Kind.Property, namespace_text(namespace), namespace)


def _values(text: str, at: Cursor) -> Iterator[_Choice]:
    inside, name = at.inside, at.attribute
    if inside is None or name is None:
        return
    if name == "xmlns" or name.startswith("xmlns:"):
        local = inside.name.rpartition(":")[2]
        for namespace, names in declared.namespaces().items():
            is_likely = local in names
            doc = namespace_text(namespace)
            yield _Choice(namespace, namespace, _Kind.Module, doc, is_likely=is_likely)
    elif inside.tag == FIELD_TAG and name == "var":
        yield from _vars(form_around(text, at.around))
    elif (place := declared.attribute_of(inside.tag, name)) is not None:
        for word in place.codec.few:
            yield _Choice(word, word, _Kind.EnumMember, place.doc)


def _vars(form: FormAround | None) -> Iterator[_Choice]:
    if form is None:
        return
    if FORM_TYPE not in form.fields:
        yield _Choice(FORM_TYPE, FORM_TYPE, _Kind.Field, "What the form is for (XEP-0068).")
    for view in declared.VIEWS_BY_TYPE.values() if form.view is None else (form.view,):
        for each in view.FIELDS:
            if each.var not in form.fields:
                yield _Choice(each.var, each.var, _Kind.Field, field_text(view, each))


# ---- text ----


def _content(text: str, at: Cursor) -> Iterator[_Choice]:
    """Yield the values of the field that a cursor is in."""
    *above, parent = at.around or (None,)
    field = above[-1] if above else None
    if parent is None or field is None or field.tag != FIELD_TAG:
        return
    if tags.split(parent.tag)[1] != "value":
        return
    form = form_around(text, at.around)
    if form is None:
        return
    if field.get("var") == FORM_TYPE:
        expected = declared.expected_form_type(form.holder)
        for name, view in declared.VIEWS_BY_TYPE.items():
            meaning = declared.meaning_of(view)
            yield _Choice(name, name, _Kind.Module, meaning, is_likely=name == expected)
        return
    known = declared.field_of(form.view, field.get("var"))
    for word in () if known is None else declared.values_of(form.view, known):
        yield _Choice(word, word, _Kind.EnumMember, known.doc if known else "")


def _quote(source: str, segment: Segment, at: Cursor) -> str:
    """Return the quote for attributes: the one in use, and never that of the literal around."""
    end = segment.source_end(len(segment.text))
    around = source[end : end + 1] if segment.is_code else ""
    for element in (at.inside, *reversed(at.around)):
        written = "" if element is None else segment.text[element.start : element.end]
        found = _QUOTE.search(written)
        if found is not None and found[0] != around:
            return found[0]
    return '"' if around == "'" else "'"


_QUOTE: Final = lazy_pattern("['\"]")
