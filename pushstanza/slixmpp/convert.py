"""Stanzas of slixmpp to models and back, without loss."""

import xml.etree.ElementTree as ET
from typing import TypeAlias, overload

from slixmpp.basexmpp import BaseXMPP
from slixmpp.stanza import Iq as SlixIq
from slixmpp.stanza import Message as SlixMessage
from slixmpp.xmlstream import StanzaBase

from pushstanza.diagnostics.arguments import public
from pushstanza.reading.names import CLIENT
from pushstanza.stanzas.parse import parse, to_etree
from pushstanza.stanzas.rfc6120 import Iq, Message

#: The streams of slixmpp.
Xmpp: TypeAlias = BaseXMPP


@overload
def from_slixmpp(stanza: SlixIq, *, validate: bool = True) -> Iq: ...
@overload
def from_slixmpp(stanza: SlixMessage, *, validate: bool = True) -> Message: ...
@overload
def from_slixmpp(stanza: StanzaBase, *, validate: bool = True) -> Iq | Message: ...
@public
def from_slixmpp(stanza: StanzaBase, *, validate: bool = True) -> Iq | Message:
    """Return a stanza of slixmpp as a model.

    Args:
        stanza: An ``Iq`` or ``Message``, of a client's or a component's stream; it is not changed.
        validate: Whether the stanza is validated by the schemas.

    Raises:
        ValidationError: The stanza is not valid by the schemas.
        ReadError: The stanza was not validated, and does not fit its model.
        ParseError: *stanza* is neither an ``Iq`` nor a ``Message``.
        XmlError: *stanza* contains what XMPP forbids, such as a comment.
        WrongTypeError: *stanza* is not a stanza of slixmpp.
    """
    return parse(stanza, validate=validate)


@overload
def to_slixmpp(model: Iq, xmpp: Xmpp | None = None) -> SlixIq: ...
@overload
def to_slixmpp(model: Message, xmpp: Xmpp | None = None) -> SlixMessage: ...
@public
def to_slixmpp(model: Iq | Message, xmpp: Xmpp | None = None) -> SlixIq | SlixMessage:
    """Return a model as a stanza of slixmpp.

    slixmpp itself omits attributes in a namespace other than that of ``xml:`` when it sends a
    stanza, unless the namespace is in ``xmpp.namespace_map``.

    Args:
        model: The stanza.
        xmpp: The stream on which the stanza is to be sent; without it, the stanza can be looked at
            only. A component's stanza is put into the namespace of the stream.

    Raises:
        WrongTypeError: *model* is neither an ``Iq`` nor a ``Message``.
    """
    xml = to_etree(model)
    if xmpp is not None and xmpp.default_ns != CLIENT:
        _rename(xml, xmpp.default_ns)
    attributes = dict(xml.attrib)
    cls = SlixIq if isinstance(model, Iq) else SlixMessage
    # As received: slixmpp gives other stanzas an id. What holds an <error> gets the type.
    made = cls(stream=xmpp, xml=xml, recv=True)
    xml.attrib.clear()
    xml.attrib.update(attributes)
    return made


def _rename(stanza: ET.Element, namespace: str) -> None:
    """Put a stanza and its own children into a namespace, but not stanzas forwarded in it."""
    start = f"{{{CLIENT}}}"
    waiting = [stanza]
    while waiting:
        element = waiting.pop()
        if element.tag.startswith(start):
            element.tag = f"{{{namespace}}}{element.tag[len(start) :]}"
            waiting += element
