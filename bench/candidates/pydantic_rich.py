"""The stanzas as models of pydantic-xml whose forms and attributes hold what ours hold.

The children of forms may be in any order, as in the examples of XEP-0004. Of other children there
is what lies on the way of these stanzas.
"""

from typing import Literal

from pydantic_xml import BaseXmlModel, attr, element

from candidates.candidate import Candidate

_CLIENT = {"": "jabber:client", "xml": "http://www.w3.org/XML/1998/namespace"}
_PUBSUB = {"": "http://jabber.org/protocol/pubsub"}
_PUSH = {"": "urn:xmpp:push:0"}
_DATA = {"": "jabber:x:data"}

IqKind = Literal["error", "get", "result", "set"]
MessageKind = Literal["chat", "error", "groupchat", "headline", "normal"]
FormKind = Literal["cancel", "form", "result", "submit"]
FieldKind = Literal[
    "boolean",
    "fixed",
    "hidden",
    "jid-multi",
    "jid-single",
    "list-multi",
    "list-single",
    "text-multi",
    "text-private",
    "text-single",
]


class Option(BaseXmlModel, tag="option", nsmap=_DATA):
    """One of the choices of a list field."""

    label: str | None = attr(default=None)
    value: str = element(tag="value")


class Field(BaseXmlModel, tag="field", nsmap=_DATA, search_mode="unordered"):
    """A field of a form."""

    var: str | None = attr(default=None)
    type: FieldKind | None = attr(default=None)
    label: str | None = attr(default=None)
    desc: str | None = element(tag="desc", default=None)
    required: str | None = element(tag="required", default=None)
    values: tuple[str, ...] = element(tag="value", default=())
    options: tuple[Option, ...] = element(tag="option", default=())


class Row(BaseXmlModel, tag="item", nsmap=_DATA):
    """A row of a table of results, or its head."""

    fields: tuple[Field, ...] = element(tag="field", default=())


class Form(BaseXmlModel, tag="x", nsmap=_DATA, search_mode="unordered"):
    """A data form."""

    type: FormKind | None = attr(default=None)
    title: str | None = element(tag="title", default=None)
    instructions: tuple[str, ...] = element(tag="instructions", default=())
    fields: tuple[Field, ...] = element(tag="field", default=())
    reported: Row | None = element(tag="reported", default=None)
    items: tuple[Row, ...] = element(tag="item", default=())


class Notification(BaseXmlModel, tag="notification", nsmap=_PUSH):
    """What a server publishes to a push service."""

    form: Form | None = element(tag="x", default=None)


class Item(BaseXmlModel, tag="item", nsmap=_PUBSUB):
    """Something published."""

    id: str | None = attr(default=None)
    publisher: str | None = attr(default=None)
    payload: Notification | None = element(tag="notification", default=None)


class Publish(BaseXmlModel, tag="publish", nsmap=_PUBSUB):
    """Publish items to a node."""

    node: str | None = attr(default=None)
    items: tuple[Item, ...] = element(tag="item", default=())


class PublishOptionsElement(BaseXmlModel, tag="publish-options", nsmap=_PUBSUB):
    """What a publish presupposes."""

    form: Form | None = element(tag="x", default=None)


class Pubsub(BaseXmlModel, tag="pubsub", nsmap=_PUBSUB):
    """What is asked of a pubsub service."""

    node: str | None = attr(default=None)
    publish: Publish | None = element(tag="publish", default=None)
    publish_options: PublishOptionsElement | None = element(tag="publish-options", default=None)


class Enable(BaseXmlModel, tag="enable", nsmap=_PUSH):
    """Ask the user's server to publish notifications."""

    jid: str = attr()
    node: str | None = attr(default=None)
    form: Form | None = element(tag="x", default=None)


class Iq(BaseXmlModel, tag="iq", nsmap=_CLIENT):
    """A request."""

    type: IqKind = attr()
    id: str = attr()
    to: str | None = attr(default=None)
    from_: str | None = attr(name="from", default=None)
    lang: str | None = attr(ns="xml", default=None)


class PublishRequest(Iq, tag="iq", nsmap=_CLIENT):
    """A request to a pubsub service."""

    payload: Pubsub | None = element(tag="pubsub", default=None)


class EnableRequest(Iq, tag="iq", nsmap=_CLIENT):
    """A request to enable."""

    payload: Enable | None = element(tag="enable", default=None)


class Text(BaseXmlModel, nsmap=_CLIENT):
    """A text in some language."""

    lang: str | None = attr(ns="xml", default=None)
    text: str


class Thread(BaseXmlModel, tag="thread", nsmap=_CLIENT):
    """What a message belongs to."""

    parent: str | None = attr(default=None)
    text: str


class Message(BaseXmlModel, tag="message", nsmap=_CLIENT, search_mode="unordered"):
    """A message."""

    type: MessageKind | None = attr(default=None)
    id: str | None = attr(default=None)
    to: str | None = attr(default=None)
    from_: str | None = attr(name="from", default=None)
    lang: str | None = attr(ns="xml", default=None)
    subjects: tuple[Text, ...] = element(tag="subject", default=())
    bodies: tuple[Text, ...] = element(tag="body", default=())
    thread: Thread | None = element(tag="thread", default=None)


def serialize(stanza: BaseXmlModel) -> str:
    """Return the XML of a stanza."""
    return str(stanza.to_xml(exclude_none=True, encoding="unicode"))


CANDIDATE = Candidate(
    "pydantic-xml, rich",
    "the schema; other payloads; what is unknown; JIDs",
    {
        "publish": PublishRequest.from_xml,
        "enable": EnableRequest.from_xml,
        "message": Message.from_xml,
    },
    serialize,
)
