"""The publish request as pydantic-xml models.

Fields are called as in ``pushstanza``, so that what two objects hold can be compared by name. The
forms hold what ours hold, their children in any order as ours and XEP-0004's examples have them; of
the rest there is what lies on the way of this request.
"""

from typing import Literal

from pydantic_xml import BaseXmlModel, attr, element

_CLIENT = {"": "jabber:client", "xml": "http://www.w3.org/XML/1998/namespace"}
_PUBSUB = {"": "http://jabber.org/protocol/pubsub"}
_PUSH = {"": "urn:xmpp:push:0"}
_DATA = {"": "jabber:x:data"}

IqKind = Literal["error", "get", "result", "set"]
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


class Iq(BaseXmlModel, tag="iq", nsmap=_CLIENT):
    """A request."""

    type: IqKind = attr()
    id: str = attr()
    to: str | None = attr(default=None)
    from_: str | None = attr(name="from", default=None)
    lang: str | None = attr(ns="xml", default=None)
    payload: Pubsub | None = element(tag="pubsub", default=None)


def parse(text: str) -> Iq:
    """Return the request in *text*."""
    return Iq.from_xml(text)


def serialize(iq: Iq) -> str:
    """Return the XML of a request."""
    return str(iq.to_xml(exclude_none=True, encoding="unicode"))
