"""Stanzas of aioxmpp as models and back.

This module needs aioxmpp, which it imports when one of its functions is called. aioxmpp 0.13
requires lxml 4, and pushstanza a later version: pip installs both only with ``--no-deps``.
"""

from functools import cache
from importlib import import_module
from io import BytesIO
from typing import Any, Final, get_args

from lxml import etree

from pushstanza.diagnostics import PushStanzaError
from pushstanza.diagnostics.arguments import public
from pushstanza.reading.names import CLIENT, PUBSUB_ERRORS, PUSH
from pushstanza.stanzas.parse import parse, serialize, to_lxml
from pushstanza.stanzas.rfc6120 import Iq, Message
from pushstanza.stanzas.xep0060_errors import ErrorCondition

__all__ = ["LostError", "from_aioxmpp", "to_aioxmpp"]

# aioxmpp has no types: its modules, classes and stanzas are Any here.

_ERROR: Final = f"{{{CLIENT}}}error"


class LostError(PushStanzaError, ValueError):
    """A class of aioxmpp does not hold all of a stanza."""


def from_aioxmpp(stanza: Any, *, validate: bool = True) -> Iq | Message:
    """Return a stanza of aioxmpp as a model.

    Args:
        stanza: An ``IQ`` or ``Message``; an ``IQ`` needs an ``id_``, which ``autoset_id`` sets.
        validate: Whether the stanza is validated by the schemas.

    Raises:
        ValidationError: The stanza is not valid by the schemas.
        ReadError: The stanza was not validated, and does not fit its model.
        ParseError: *stanza* is neither an ``IQ`` nor a ``Message``.
        LostError: aioxmpp does not serialize *stanza*.
    """
    _register()
    try:
        text: str = import_module("aioxmpp.xml").serialize_single_xso(stanza)
    except (AttributeError, TypeError, ValueError) as error:
        raise LostError(f"aioxmpp does not serialize the stanza: {error}") from None
    return parse(text, validate=validate)


@public
def to_aioxmpp(model: Iq | Message) -> Any:
    """Return a model as an ``IQ`` or ``Message`` of aioxmpp.

    aioxmpp holds what its classes declare. Those for ``enable``, ``disable`` and the errors of
    pubsub are added here. They have no place for the type of a node in ``create``, the copy of the
    request in an error, and the ``pubsub`` in a message.

    Raises:
        WrongTypeError: *model* is neither an ``Iq`` nor a ``Message``.
        LostError: The classes of aioxmpp have no place for something in *model*, which is never
            dropped silently. Only the condition and the text of an error may change places.
    """
    _register()
    aioxmpp = import_module("aioxmpp")
    cls = aioxmpp.IQ if isinstance(model, Iq) else aioxmpp.Message
    text = BytesIO(serialize(model).encode())
    try:
        made = import_module("aioxmpp.xml").read_single_xso(text, cls)
    except (ValueError, TypeError, aioxmpp.stanza.StanzaError) as error:
        raise LostError(f"aioxmpp does not read the stanza: {error}") from None
    if _content(from_aioxmpp(made, validate=False)) != _content(model):
        raise LostError("the classes of aioxmpp do not hold all of the stanza")
    return made


def _content(model: Iq | Message) -> bytes:
    """Return what a stanza holds, whatever the order in its error is."""
    root = to_lxml(model)
    for error in root.findall(_ERROR):
        error[:] = sorted(error, key=lambda each: str(each.tag))
    return etree.tostring(root, method="c14n")


@cache
def _register() -> None:
    """Declare the elements of the flow that aioxmpp does not, unless a program has done so."""
    aioxmpp, xso = import_module("aioxmpp"), import_module("aioxmpp.xso")
    for name in ("enable", "disable"):
        places = {"jid": xso.Attr("jid", default=None), "node": xso.Attr("node", default=None)}
        if (PUSH, name) not in aioxmpp.IQ.CHILD_MAP:
            aioxmpp.IQ.as_payload_class(_class(xso, (PUSH, name), places))
    error = aioxmpp.stanza.Error
    for name in get_args(ErrorCondition):
        places = {"feature": xso.Attr("feature", default=None)}
        if (PUBSUB_ERRORS, name) not in error.CHILD_MAP:
            error.as_application_condition(_class(xso, (PUBSUB_ERRORS, name), places))


def _class(xso: Any, tag: tuple[str, str], places: dict[str, Any]) -> type:
    """Return a class of aioxmpp for an element with some attributes and any children."""
    members = {"__module__": __name__, "TAG": tag, "children": xso.Collector(), **places}
    made: type = type(xso.XSO)(tag[1].title().replace("-", ""), (xso.XSO,), members)
    return made
