"""The stanzas as the leanest models of pydantic-xml that hold the same values, and nothing else.

Every model has only the attributes and children that its stanza has, in their order, all of them
text; a field has one value.
"""

from pydantic_xml import BaseXmlModel, attr, element

from candidates.candidate import Candidate

_CLIENT = {"": "jabber:client"}
_PUBSUB = {"": "http://jabber.org/protocol/pubsub"}
_PUSH = {"": "urn:xmpp:push:0"}
_DATA = {"": "jabber:x:data"}


class Field(BaseXmlModel, tag="field", nsmap=_DATA):
    """A field of a form with one value."""

    var: str = attr()
    type: str | None = attr(default=None)
    label: str | None = attr(default=None)
    value: str = element()


class Form(BaseXmlModel, tag="x", nsmap=_DATA):
    """A data form."""

    type: str = attr()
    fields: list[Field] = element(tag="field")


class Notification(BaseXmlModel, tag="notification", nsmap=_PUSH):
    """What a server publishes to a push service."""

    form: Form = element(tag="x")


class Item(BaseXmlModel, tag="item", nsmap=_PUBSUB):
    """Something published."""

    payload: Notification = element(tag="notification")


class Publish(BaseXmlModel, tag="publish", nsmap=_PUBSUB):
    """Publish an item to a node."""

    node: str = attr()
    item: Item = element(tag="item")


class PublishOptions(BaseXmlModel, tag="publish-options", nsmap=_PUBSUB):
    """What a publish presupposes."""

    form: Form = element(tag="x")


class Pubsub(BaseXmlModel, tag="pubsub", nsmap=_PUBSUB):
    """What is asked of a pubsub service."""

    publish: Publish = element(tag="publish")
    publish_options: PublishOptions = element(tag="publish-options")


class PublishRequest(BaseXmlModel, tag="iq", nsmap=_CLIENT):
    """A request to publish."""

    type: str = attr()
    id: str = attr()
    to: str = attr()
    from_: str = attr(name="from")
    payload: Pubsub = element(tag="pubsub")


class Enable(BaseXmlModel, tag="enable", nsmap=_PUSH):
    """Ask the user's server to publish notifications."""

    jid: str = attr()
    node: str = attr()
    form: Form = element(tag="x")


class EnableRequest(BaseXmlModel, tag="iq", nsmap=_CLIENT):
    """A request to enable."""

    type: str = attr()
    id: str = attr()
    from_: str = attr(name="from")
    payload: Enable = element(tag="enable")


class Message(BaseXmlModel, tag="message", nsmap=_CLIENT):
    """A chat message."""

    type: str = attr()
    to: str = attr()
    id: str = attr()
    from_: str = attr(name="from")
    body: str = element()
    thread: str = element()


def serialize(stanza: BaseXmlModel) -> str:
    """Return the XML of a stanza."""
    return str(stanza.to_xml(exclude_none=True, encoding="unicode"))


CANDIDATE = Candidate(
    "pydantic-xml, lean",
    "the schema; all that this one stanza does not have; types of values",
    {
        "publish": PublishRequest.from_xml,
        "enable": EnableRequest.from_xml,
        "message": Message.from_xml,
    },
    serialize,
)
