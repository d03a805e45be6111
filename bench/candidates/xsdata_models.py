"""The stanzas as dataclasses of xsdata, in the settings that measured fastest.

One context, a finished tree of lxml that its handler walks, and its own writer.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from lxml import etree
from xsdata.formats.dataclass.context import XmlContext
from xsdata.formats.dataclass.parsers import XmlParser
from xsdata.formats.dataclass.parsers.handlers import LxmlEventHandler
from xsdata.formats.dataclass.serializers import XmlSerializer
from xsdata.formats.dataclass.serializers.config import SerializerConfig
from xsdata.formats.dataclass.serializers.writers import XmlEventWriter

from candidates.candidate import Candidate

_CLIENT = "jabber:client"
_PUBSUB = "http://jabber.org/protocol/pubsub"
_PUSH = "urn:xmpp:push:0"
_DATA = "jabber:x:data"
_XML = "http://www.w3.org/XML/1998/namespace"


def _attribute(**metadata: str) -> dict[str, str]:
    return {"type": "Attribute", **metadata}


def _element(name: str, namespace: str) -> dict[str, str]:
    return {"type": "Element", "name": name, "namespace": namespace}


@dataclass(slots=True)
class Field:
    """A field of a form."""

    class Meta:  # noqa: D106 - xsdata's way to name an element
        name = "field"
        namespace = _DATA

    var: str | None = field(default=None, metadata=_attribute())
    type: str | None = field(default=None, metadata=_attribute())
    label: str | None = field(default=None, metadata=_attribute())
    values: list[str] = field(default_factory=list, metadata=_element("value", _DATA))


@dataclass(slots=True)
class Form:
    """A data form."""

    class Meta:  # noqa: D106
        name = "x"
        namespace = _DATA

    type: str | None = field(default=None, metadata=_attribute())
    fields: list[Field] = field(default_factory=list, metadata=_element("field", _DATA))


@dataclass(slots=True)
class Notification:
    """What a server publishes to a push service."""

    class Meta:  # noqa: D106
        name = "notification"
        namespace = _PUSH

    form: Form | None = field(default=None, metadata=_element("x", _DATA))


@dataclass(slots=True)
class Item:
    """Something published."""

    class Meta:  # noqa: D106
        name = "item"
        namespace = _PUBSUB

    id: str | None = field(default=None, metadata=_attribute())
    publisher: str | None = field(default=None, metadata=_attribute())
    payload: Notification | None = field(default=None, metadata=_element("notification", _PUSH))


@dataclass(slots=True)
class Publish:
    """Publish items to a node."""

    class Meta:  # noqa: D106
        name = "publish"
        namespace = _PUBSUB

    node: str | None = field(default=None, metadata=_attribute())
    items: list[Item] = field(default_factory=list, metadata=_element("item", _PUBSUB))


@dataclass(slots=True)
class PublishOptionsElement:
    """What a publish presupposes."""

    class Meta:  # noqa: D106
        name = "publish-options"
        namespace = _PUBSUB

    form: Form | None = field(default=None, metadata=_element("x", _DATA))


@dataclass(slots=True)
class Pubsub:
    """What is asked of a pubsub service."""

    class Meta:  # noqa: D106
        name = "pubsub"
        namespace = _PUBSUB

    node: str | None = field(default=None, metadata=_attribute())
    publish: Publish | None = field(default=None, metadata=_element("publish", _PUBSUB))
    publish_options: PublishOptionsElement | None = field(
        default=None, metadata=_element("publish-options", _PUBSUB)
    )


@dataclass(slots=True)
class Enable:
    """Ask the user's server to publish notifications."""

    class Meta:  # noqa: D106
        name = "enable"
        namespace = _PUSH

    jid: str | None = field(default=None, metadata=_attribute())
    node: str | None = field(default=None, metadata=_attribute())
    form: Form | None = field(default=None, metadata=_element("x", _DATA))


@dataclass(slots=True)
class Stanza:
    """What every stanza has."""

    type: str | None = field(default=None, metadata=_attribute())
    id: str | None = field(default=None, metadata=_attribute())
    to: str | None = field(default=None, metadata=_attribute())
    from_: str | None = field(default=None, metadata=_attribute(name="from"))
    lang: str | None = field(default=None, metadata=_attribute(namespace=_XML))


@dataclass(slots=True)
class PublishRequest(Stanza):
    """A request to a pubsub service."""

    class Meta:  # noqa: D106
        name = "iq"
        namespace = _CLIENT

    payload: Pubsub | None = field(default=None, metadata=_element("pubsub", _PUBSUB))


@dataclass(slots=True)
class EnableRequest(Stanza):
    """A request to enable."""

    class Meta:  # noqa: D106
        name = "iq"
        namespace = _CLIENT

    payload: Enable | None = field(default=None, metadata=_element("enable", _PUSH))


@dataclass(slots=True)
class Message(Stanza):
    """A chat message."""

    class Meta:  # noqa: D106
        name = "message"
        namespace = _CLIENT

    body: str | None = field(default=None, metadata=_element("body", _CLIENT))
    thread: str | None = field(default=None, metadata=_element("thread", _CLIENT))


_CONTEXT = XmlContext()
_PARSER = XmlParser(context=_CONTEXT, handler=LxmlEventHandler)
_SERIALIZER = XmlSerializer(
    context=_CONTEXT, config=SerializerConfig(xml_declaration=False), writer=XmlEventWriter
)


def _parser(cls: type[Stanza]) -> Callable[[str], Any]:
    """Return what reads a class; to walk a finished tree is faster than to feed the parser."""
    return lambda text: _PARSER.parse(etree.fromstring(text), cls)


def serialize(stanza: Stanza) -> str:
    """Return the XML of a stanza."""
    return str(_SERIALIZER.render(stanza, ns_map={None: _CLIENT}))


CANDIDATE = Candidate(
    "xsdata",
    "the schema; other payloads; what is unknown; types of values",
    {
        "publish": _parser(PublishRequest),
        "enable": _parser(EnableRequest),
        "message": _parser(Message),
    },
    serialize,
)
