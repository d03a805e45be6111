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
    """What kind of thing an entity is; a push service is ``pubsub/push``."""

    category: str = attribute(doc="The kind, such as pubsub.")
    type: str = attribute(doc="The kind of that kind, such as push.")
    name: str | None = attribute(default=None, doc="Its name for people.")
    lang: LanguageTag | None = attribute(
        name=XML_LANG, default=None, doc="The language of the name."
    )


@element(INFO, "feature")
class Feature(Model):
    """A protocol that an entity speaks."""

    var: str = attribute(doc="The namespace of the protocol.")


@element(INFO, "query")
class DiscoInfo(Model):
    """What an entity is and can do, or the question for it."""

    node: str | None = attribute(default=None, doc="The part of the entity that is meant.")
    identities: tuple[Identity, ...] = children(default=(), doc="What it is.")
    features: tuple[Feature, ...] = children(default=(), doc="What it can do.")
    payloads: tuple[Payload, ...] = payloads(default=(), doc="Further information (XEP-0128).")


@element(ITEMS, "item")
class Item(Model):
    """An entity that belongs to another."""

    jid: Jid = attribute(doc="Its address.")
    node: str | None = attribute(default=None, doc="The part of it that is meant.")
    name: str | None = attribute(default=None, doc="Its name for people.")


@element(ITEMS, "query")
class DiscoItems(Model):
    """The entities that belong to one, or the question for them."""

    node: str | None = attribute(default=None, doc="The part of the entity that is meant.")
    items: tuple[Item, ...] = children(default=(), doc="The entities.")
    payloads: tuple[Payload, ...] = payloads(
        default=(), doc="Further information, such as XEP-0059."
    )
