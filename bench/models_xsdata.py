"""The publish request as xsdata dataclasses, in the settings that measured fastest.

Fields are called as in ``pushstanza``, so that what two objects hold can be compared by name.
"""

from dataclasses import dataclass, field

from lxml import etree
from xsdata.formats.dataclass.context import XmlContext
from xsdata.formats.dataclass.parsers import XmlParser
from xsdata.formats.dataclass.parsers.handlers import LxmlEventHandler
from xsdata.formats.dataclass.serializers import XmlSerializer
from xsdata.formats.dataclass.serializers.config import SerializerConfig
from xsdata.formats.dataclass.serializers.writers import XmlEventWriter

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
class Iq:
    """A request."""

    class Meta:  # noqa: D106
        name = "iq"
        namespace = _CLIENT

    type: str | None = field(default=None, metadata=_attribute())
    id: str | None = field(default=None, metadata=_attribute())
    to: str | None = field(default=None, metadata=_attribute())
    from_: str | None = field(default=None, metadata=_attribute(name="from"))
    lang: str | None = field(default=None, metadata=_attribute(namespace=_XML))
    payload: Pubsub | None = field(default=None, metadata=_element("pubsub", _PUBSUB))


_CONTEXT = XmlContext()
_PARSER = XmlParser(context=_CONTEXT, handler=LxmlEventHandler)
_SERIALIZER = XmlSerializer(
    context=_CONTEXT, config=SerializerConfig(xml_declaration=False), writer=XmlEventWriter
)


def parse(text: str) -> Iq:
    """Return the request in *text*; to walk a finished tree is faster than to feed the parser."""
    return _PARSER.parse(etree.fromstring(text), Iq)


def serialize(iq: Iq) -> str:
    """Return the XML of a request."""
    return _SERIALIZER.render(iq, ns_map={None: _CLIENT})
