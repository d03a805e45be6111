"""A message as servers take it: what does not fit the models is no reason to refuse it."""

from copy import deepcopy
from typing import get_args

from lxml import etree

from pushstanza.binding import Model, Unknown, spec_of
from pushstanza.diagnostics import PushStanzaError
from pushstanza.reading.names import CLIENT, JINGLE_MESSAGE
from pushstanza.servers.request import elements, jid_of
from pushstanza.stanzas.parse import parse, parse_message
from pushstanza.stanzas.rfc6120 import Body, Message, MessageKind

#: What a message has of its own; all else is payload.
_OWN = frozenset(f"{{{CLIENT}}}{name}" for name in ("body", "error", "subject", "thread"))


def arriving(root: etree._Element) -> Message | None:
    """Return a message, ``None`` where *root* is none.

    Where it does not fit its model, a server reads it all the same: a type that is unknown is
    none, of a body only its own text counts, and what fits no model is passed on as it is.
    """
    if str(root.tag) != f"{{{CLIENT}}}message":
        return None
    try:
        found = parse(root, validate=False)
    except PushStanzaError:
        return _as_far_as_it_fits(root)
    return found if isinstance(found, Message) else None


def _as_far_as_it_fits(root: etree._Element) -> Message:
    bodies = root.iterchildren(f"{{{CLIENT}}}body")
    return Message(
        type=_type(root),
        id=root.get("id"),
        to=jid_of(root.get("to")),
        from_=jid_of(root.get("from")),
        bodies=tuple(Body(text=_own_text(each)) for each in bodies),
        payloads=tuple(_payload(each) for each in elements(root) if _is_payload(each)),
    )


def _type(root: etree._Element) -> MessageKind | None:
    """Return the type, if it is known."""
    kinds: tuple[MessageKind, ...] = get_args(MessageKind)
    return next((each for each in kinds if each == root.get("type")), None)


def _is_payload(element: etree._Element) -> bool:
    """Tell whether a message may hold an element beside what it has of its own."""
    return str(element.tag) not in _OWN and spec_of(Message).allows(str(element.tag))


def _own_text(element: etree._Element) -> str:
    return "".join((element.text or "", *(each.tail or "" for each in element)))


def _payload(element: etree._Element) -> Model | Unknown:
    """Return the model of a payload; a call without an id is one, all the same."""
    copy = deepcopy(element)
    if str(copy.tag).startswith(f"{{{JINGLE_MESSAGE}}}"):
        copy.set("id", copy.get("id", ""))
    alone = etree.Element(f"{{{CLIENT}}}message", nsmap={None: CLIENT})
    alone.append(copy)
    try:
        (read,) = parse_message(alone, validate=False).payloads
    except (PushStanzaError, ValueError):
        return Unknown.of(element)
    return read
