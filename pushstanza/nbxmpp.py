"""Stanzas of nbxmpp as models and back.

This module needs nbxmpp, which it imports when one of its functions is called. nbxmpp needs
PyGObject and libsoup 3.
"""

from importlib import import_module
from typing import Any, Protocol

from pushstanza.diagnostics import PushStanzaError
from pushstanza.diagnostics.arguments import public
from pushstanza.reading.errors import UnsupportedDataError
from pushstanza.stanzas.parse import parse, serialize
from pushstanza.stanzas.rfc6120 import Iq, Message

__all__ = ["LostError", "Node", "from_nbxmpp", "to_nbxmpp"]


class Node(Protocol):
    """A stanza of nbxmpp, and every other element: what ``nbxmpp.simplexml.Node`` offers."""

    def getName(self) -> str:  # noqa: N802 - so it is called
        """Return the name of the element."""
        ...

    def getChildren(self) -> Any:  # noqa: N802
        """Return its children."""
        ...


class LostError(PushStanzaError, ValueError):
    """nbxmpp does not hold all of a stanza."""


def from_nbxmpp(stanza: Node, *, validate: bool = True) -> Iq | Message:
    """Return a stanza of nbxmpp as a model: what nbxmpp would send.

    Args:
        stanza: An ``Iq`` or ``Message``.
        validate: Whether the stanza is validated by the schemas.

    Raises:
        ValidationError: The stanza is not valid by the schemas.
        ReadError: The stanza was not validated, and does not fit its model.
        ParseError: *stanza* is neither an ``Iq`` nor a ``Message``.
        UnsupportedDataError: *stanza* is not of nbxmpp.
    """
    if not any(each.__module__.startswith("nbxmpp.") for each in type(stanza).__mro__):
        raise UnsupportedDataError(f"expected a stanza of nbxmpp, not {type(stanza).__name__}")
    return parse(str(stanza), validate=validate)


@public
def to_nbxmpp(model: Iq | Message) -> Any:
    """Return a model as an ``Iq`` or ``Message`` of nbxmpp.

    nbxmpp keeps every element and attribute. It strips the texts beside elements, which XMPP does
    not use, and does not take JIDs that are not valid.

    Raises:
        WrongTypeError: *model* is neither an ``Iq`` nor a ``Message``.
        LostError: nbxmpp does not hold something in *model*, which is never dropped silently.
    """
    protocol, simplexml = import_module("nbxmpp.protocol"), import_module("nbxmpp.simplexml")
    cls = protocol.Iq if isinstance(model, Iq) else protocol.Message
    try:
        made = cls(node=simplexml.Node(node=serialize(model)))
    except protocol.InvalidJid as error:
        raise LostError(f"nbxmpp does not take a JID of the stanza: {error}") from None
    if from_nbxmpp(made, validate=False) != model:
        raise LostError("nbxmpp does not hold all of the stanza")
    return made
