"""XEP-0030: Service Discovery, version 2.5.0 (2024-04-30)."""

from pushstanza.binding import (
    XML_LANG,
    LanguageTag,
    Model,
    attribute,
    children,
    element,
    payloads,
)
from pushstanza.jid import Jid
from pushstanza.reading import names
from pushstanza.stanzas.rfc6120 import Payload

INFO = names.DISCO_INFO
ITEMS = names.DISCO_ITEMS


@element(INFO, "identity")
class Identity(Model):
    """The kind of an entity; a push service is ``pubsub/push``."""

    category: str = attribute(doc="The category, such as pubsub.")
    type: str = attribute(doc="The type within the category, such as push.")
    name: str | None = attribute(default=None, doc="Its name for people.")
    lang: LanguageTag | None = attribute(
        name=XML_LANG, default=None, doc="The language of the name."
    )


@element(INFO, "feature")
class Feature(Model):
    """A protocol that an entity supports."""

    var: str = attribute(doc="The namespace of the protocol.")


@element(INFO, "query")
class DiscoInfo(Model):
    """The identities and features of an entity, or the query for them."""

    node: str | None = attribute(default=None, doc="The node of the entity.")
    identities: tuple[Identity, ...] = children(default=(), doc="The identities.")
    features: tuple[Feature, ...] = children(default=(), doc="The features.")
    payloads: tuple[Payload, ...] = payloads(default=(), doc="Further information (XEP-0128).")


@element(ITEMS, "item")
class DiscoItem(Model):
    """An item of an entity: another entity, or a node."""

    jid: Jid = attribute(doc="Its address.")
    node: str | None = attribute(default=None, doc="The node of the entity.")
    name: str | None = attribute(default=None, doc="Its name for people.")


@element(ITEMS, "query")
class DiscoItems(Model):
    """The items of an entity, or the query for them."""

    node: str | None = attribute(default=None, doc="The node of the entity.")
    items: tuple[DiscoItem, ...] = children(default=(), doc="The items.")
    payloads: tuple[Payload, ...] = payloads(
        default=(), doc="Further information, such as XEP-0059."
    )
