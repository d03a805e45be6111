"""The records that ejabberd prints of stanzas to the XML they stand for.

A record is named and has its fields as ``xmpp_codec.hrl`` declares them. What has no element here
is no part of the push flow: a stanza that holds such a record is passed over.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

import attrs

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.records import frozen
from pushstanza.reading import names
from pushstanza.reading.extract.markup import Markup
from pushstanza.reading.extract.segment import Segment
from pushstanza.reading.extract.terms import NoTermError, Term, read

#: What stands before the fields of a record of a stanza.
STARTS: Final = tuple(f"#{name}{{" for name in names.STANZAS)
_START: Final = lazy_pattern("|".join(map(re.escape, STARTS)))

#: Writes a field: what is written, its name and its value.
_Write = Callable[[Markup, str, Term], None]


def stanzas(text: str) -> Iterator[Segment]:
    """Yield the XML of the records of stanzas in *text*; ``cut`` where one has no end."""
    position = 0
    while (found := _START.search(text, position)) is not None:
        made = read(text, found.start())
        position = max(found.end(), made.end)
        if made.is_cut:
            yield _cut(text, found.start(), found.end())
        if made.term is None:
            continue
        markup = Markup(text)
        try:
            _element(markup, made.term)
        except NoTermError:
            continue
        yield markup.segment()


def _cut(text: str, start: int, end: int) -> Segment:
    """Return the beginning of a stanza of which no more was printed."""
    markup = Markup(text)
    markup.start(Segment.verbatim(text, start + 1, end - 1), start, end)
    return markup.segment(is_cut=True)


def _element(markup: Markup, term: Term) -> None:
    """Write what a record, or the term of an element, stands for."""
    if term.kind == "tuple" and term.items and term.items[0].says("xmlel"):
        _xmlel(markup, term, *term.items[1:])
        return
    known = _ELEMENTS.get(term.name) if term.kind == "record" else None
    if known is None:
        raise NoTermError
    markup.start(_name(known, term), term.start, term.start + 1)
    if known.namespace:
        markup.attribute("xmlns", known.namespace, term.start, term.start)
    for field, value in term.fields.items():
        write = known.fields.get(field)
        if write is not None and not value.is_empty:
            write(markup, field, value)
    markup.end(term.end)


def _name(known: "_Element", term: Term) -> Segment | str:
    """Return the name of an element: that of its record, or one that a field tells."""
    if not known.named_by:
        return known.name
    told = term.fields.get(known.named_by)
    if told is None or told.text is None:
        raise NoTermError
    return told.text


def _xmlel(markup: Markup, term: Term, *parts: Term) -> None:
    """Write an element that was never decoded: ``{xmlel,Name,Attributes,Children}``."""
    match parts:
        case (name, attributes, children) if name.text is not None:
            markup.start(name.text, name.start, name.start + 1)
        case _:
            raise NoTermError
    for each in attributes.items:
        match each.items:
            case [key, value] if key.text is not None and not value.says("undefined"):
                markup.attribute(key.text, value.text or "", value.start, value.end)
    for each in children.items:
        if each.items and each.items[0].says("xmlcdata"):
            _data(markup, each.items[-1])
        elif each.kind == "record":
            _undecoded(markup, "", each)
        else:
            _element(markup, each)
    markup.end(term.end)


def _undecoded(markup: Markup, _field: str, term: Term) -> None:
    """Write ``#xmlel{}``, which is printed with the names of its fields."""
    fields = [term.fields.get(each) for each in ("name", "attrs", "children")]
    if term.name != "xmlel" or not all(fields):
        _element(markup, term)
        return
    _xmlel(markup, term, *(each for each in fields if each is not None))


# ---- fields ----


def _data(markup: Markup, term: Term) -> None:
    if term.text is not None and not term.says("undefined"):
        markup.data(term.text, term.start, term.end)


def _attribute(name: str = "") -> _Write:
    """Return what writes a field as an attribute, which may have another name."""

    def write(markup: Markup, field: str, term: Term) -> None:
        markup.attribute(name or field, term.text or "", term.start, term.end)

    return write


def _jid(markup: Markup, field: str, term: Term) -> None:
    """Write a field that holds a JID, in its parts."""
    parts = [term.fields.get(each) for each in ("user", "server", "resource")]
    user, server, resource = ("" if each is None else _text(each) for each in parts)
    local = f"{user}@" if user else ""
    rest = f"/{resource}" if resource else ""
    markup.attribute(field, f"{local}{server}{rest}", term.start, term.end)


def _text(term: Term) -> str:
    return term.text.text if term.text is not None else ""


def _inside(markup: Markup, _field: str, term: Term) -> None:
    """Write the elements that a field holds: one, or a list of them."""
    for each in term.items if term.kind == "list" else [term]:
        _undecoded(markup, "", each)


def _holder(name: str = "", attribute: str = "node") -> _Write:
    """Return what writes an element of its own for a field, around what the field holds.

    Of a text that is an attribute of it; a tuple is a text and what else it holds.
    """

    def write(markup: Markup, field: str, term: Term) -> None:
        markup.start(name or field, term.start, term.start + 1)
        parts = term.items if term.kind == "tuple" else [term]
        for each in parts:
            if each.kind == "binary" and each.text and each.text.text:
                markup.attribute(attribute, each.text, each.start, each.end)
            elif not each.is_empty and each.kind != "binary":
                _inside(markup, "", each)
        markup.end(term.end)

    return write


def _texts(name: str, namespace: str = "") -> _Write:
    """Return what writes an element for each text of a field: a binary, or ``#text{}``."""

    def write(markup: Markup, _field: str, term: Term) -> None:
        for each in term.items if term.kind == "list" else [term]:
            markup.start(name, each.start, each.start + 1)
            if namespace:
                markup.attribute("xmlns", namespace, each.start, each.start)
            lang = each.fields.get("lang")
            if lang is not None and not lang.is_empty:
                markup.attribute("xml:lang", lang.text or "", lang.start, lang.end)
            _data(markup, each.fields.get("data", each))
            markup.end(each.end)

    return write


def _condition(markup: Markup, _field: str, term: Term) -> None:
    """Write the condition of an error: an atom, or a record that holds an address."""
    name = term.name or term.text or ""
    markup.start(name, term.start, term.start + 1)
    markup.attribute("xmlns", names.STANZA_ERRORS, term.start, term.start)
    markup.end(term.end)


def _if_true(markup: Markup, field: str, term: Term) -> None:
    if term.says("true"):
        markup.start(field, term.start, term.start + 1)
        markup.end(term.end)


def _features(markup: Markup, _field: str, term: Term) -> None:
    for each in term.items:
        markup.start("feature", each.start, each.start + 1)
        markup.attribute("var", each.text or "", each.start, each.end)
        markup.end(each.end)


def _unless(usual: str, name: str = "") -> _Write:
    """Return what writes an attribute unless it has the value that it has where it is left out."""

    def write(markup: Markup, field: str, term: Term) -> None:
        if not term.says(usual):
            _attribute(name)(markup, field, term)

    return write


def _hyphened(markup: Markup, _field: str, term: Term) -> None:
    """Write an affiliation, which has an underscore as an atom."""
    markup.attribute("affiliation", _text(term).replace("_", "-"), term.start, term.end)


@frozen
class _Element:
    """What a record stands for: an element, its namespace, and how its fields are written.

    ``named_by`` is the field that has the name of the element.
    """

    name: str = ""
    namespace: str = ""
    fields: Mapping[str, _Write] = attrs.field(factory=dict)
    named_by: str = ""


_COMMANDS: Final = "http://jabber.org/protocol/commands"
_STANZA: Final[Mapping[str, _Write]] = {
    "id": _attribute(),
    "lang": _attribute("xml:lang"),
    "from": _jid,
    "to": _jid,
    "sub_els": _inside,
}
_PUBSUB: Final[Mapping[str, _Write]] = {
    **dict.fromkeys(
        ("items", "publish", "retract", "subscribe", "subscription", "unsubscribe"), _inside
    ),
    **{
        each: _holder()
        for each in ("affiliations", "configure", "create", "default", "purge", "subscriptions")
    },
    "delete": _holder(),
    "options": _inside,
    "publish_options": _holder("publish-options"),
}
_NODE: Final[Mapping[str, _Write]] = {"node": _attribute(), "items": _inside}

#: What the records of the push flow stand for.
_ELEMENTS: Final[Mapping[str, _Element]] = {
    "iq": _Element("iq", fields={**_STANZA, "type": _attribute()}),
    "message": _Element(
        "message",
        fields={
            **_STANZA,
            "type": _unless("normal"),
            "subject": _texts("subject"),
            "body": _texts("body"),
            "thread": _texts("thread"),
        },
    ),
    "presence": _Element(
        "presence",
        fields={**_STANZA, "type": _unless("available"), "status": _texts("status")},
    ),
    "stanza_error": _Element(
        "error",
        fields={
            "type": _attribute(),
            "code": _attribute(),
            "by": _jid,
            "reason": _condition,
            "text": _texts("text", names.STANZA_ERRORS),
            "sub_els": _inside,
        },
    ),
    "ps_error": _Element(
        namespace=names.PUBSUB_ERRORS, named_by="type", fields={"feature": _attribute()}
    ),
    "pubsub": _Element("pubsub", names.PUBSUB, _PUBSUB),
    "pubsub_owner": _Element("pubsub", names.PUBSUB_OWNER, _PUBSUB),
    "ps_publish": _Element("publish", fields=_NODE),
    "ps_retract": _Element("retract", fields=_NODE),
    "ps_items": _Element("items", fields=_NODE),
    "ps_item": _Element(
        "item", fields={"id": _attribute(), "sub_els": _inside, "xml_els": _inside}
    ),
    "ps_affiliation": _Element(
        "affiliation", fields={"node": _attribute(), "type": _hyphened, "jid": _jid}
    ),
    "push_enable": _Element(
        "enable", names.PUSH, {"jid": _jid, "node": _attribute(), "xdata": _inside}
    ),
    "push_disable": _Element("disable", names.PUSH, {"jid": _jid, "node": _attribute()}),
    "push_notification": _Element("notification", names.PUSH, {"xdata": _inside}),
    "xdata": _Element(
        "x",
        names.DATA_FORMS,
        {
            "type": _attribute(),
            "instructions": _texts("instructions"),
            "title": _texts("title"),
            "fields": _inside,
        },
    ),
    "xdata_field": _Element(
        "field",
        fields={
            "label": _attribute(),
            "type": _attribute(),
            "var": _attribute(),
            "required": _if_true,
            "desc": _texts("desc"),
            "values": _texts("value"),
        },
    ),
    "disco_info": _Element(
        "query",
        names.DISCO_INFO,
        {"node": _attribute(), "identities": _inside, "features": _features, "xdata": _inside},
    ),
    "identity": _Element(
        "identity",
        fields={"category": _attribute(), "type": _attribute(), "name": _attribute()},
    ),
    "disco_items": _Element("query", names.DISCO_ITEMS, {"node": _attribute(), "items": _inside}),
    "disco_item": _Element(
        "item", fields={"jid": _jid, "name": _attribute(), "node": _attribute()}
    ),
    "adhoc_command": _Element(
        "command",
        _COMMANDS,
        {
            "node": _attribute(),
            "action": _unless("execute"),
            "sid": _attribute("sessionid"),
            "status": _attribute(),
            "xdata": _inside,
        },
    ),
    "ping": _Element("ping", "urn:xmpp:ping"),
    "hint": _Element(namespace=names.HINTS, named_by="type"),
}
