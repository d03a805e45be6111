"""XEP-0060: Publish-Subscribe, version 1.30.0 (2025-11-11), as far as push notifications use it.

The three namespaces have elements of the same names; the classes of ``pubsub#owner`` begin with
``Owner``, those of ``pubsub#event`` with ``Event``.
"""

from datetime import datetime
from typing import Annotated, Literal, TypeAlias

from pushstanza.binding import (
    Codec,
    Model,
    Name,
    Positive,
    attribute,
    child,
    children,
    element,
    flag,
    payload,
    payloads,
)
from pushstanza.diagnostics.masking import quoted
from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.jid import Jid
from pushstanza.reading import names
from pushstanza.stanzas.forms.holders import HoldsConfig, HoldsOptions
from pushstanza.stanzas.rfc6120 import Payload
from pushstanza.stanzas.xep0004 import Form

NS = names.PUBSUB
OWNER = names.PUBSUB_OWNER
EVENT = names.PUBSUB_EVENT

#: XEP-0060, section 4.1.
AffiliationKind: TypeAlias = Literal[
    "member", "none", "outcast", "owner", "publish-only", "publisher"
]

#: XEP-0060, section 4.2.
SubscriptionKind: TypeAlias = Literal["none", "pending", "subscribed", "unconfigured"]

_TIME = lazy_pattern(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})?"
)


def _read_expiry(text: str) -> str:
    if text != "presence":
        if _TIME.fullmatch(text) is None:
            raise ValueError(f"{quoted(text)} is not a date and time, or presence")
        datetime.fromisoformat(text)
    return text


#: A date and time (XEP-0082), or ``presence``.
Expiry: TypeAlias = Annotated[
    str,
    Codec(
        str,
        "date and time, or presence",
        _read_expiry,
        str,
        pattern=rf"^(presence|[ \t\r\n]*{_TIME.pattern}[ \t\r\n]*)$",
    ),
]

_NODE = "The node."


@element(NS, "create")
class Create(Model):
    """Create a node."""

    node: str | None = attribute(default=None, doc="Its name; without it, the service chooses one.")
    type: Name | None = attribute(
        default=None, doc="The type of the node in MongooseIM: push for a push node."
    )


@element(NS, "configure")
class Configure(Model, HoldsConfig):
    """The configuration of a new node."""

    form: Form | None = child(default=None, doc="The node configuration.")


@element(NS, "item")
class Item(Model):
    """A published item, or a reference to it."""

    id: str | None = attribute(default=None, doc="Its identifier on the node.")
    publisher: Jid | None = attribute(default=None, doc="The publisher.")
    payload: Payload | None = payload(default=None, doc="The content of the item.")


@element(NS, "publish")
class Publish(Model):
    """Publish items to a node."""

    node: str | None = attribute(default=None, doc=_NODE)
    items: tuple[Item, ...] = children(default=(), doc="The items; a push notification has one.")


@element(NS, "publish-options")
class PublishOptionsElement(Model, HoldsOptions):
    """The preconditions of a publish; for push, the options that the client gave in enable."""

    form: Form | None = child(default=None, doc="The options.")


@element(NS, "retract")
class Retract(Model):
    """Retract items."""

    node: str | None = attribute(default=None, doc=_NODE)
    notify: bool | None = attribute(default=None, doc="Whether subscribers are notified.")
    items: tuple[Item, ...] = children(default=(), doc="The items.")


@element(NS, "items")
class Items(Model):
    """Items of a node, or the query for them."""

    node: str | None = attribute(default=None, doc=_NODE)
    max_items: Positive | None = attribute(
        name="max_items", default=None, doc="The maximum number of items."
    )
    subid: str | None = attribute(default=None, doc="The identifier of the subscription.")
    items: tuple[Item, ...] = children(default=(), doc="The items.")


@element(NS, "subscribe")
class Subscribe(Model):
    """Subscribe to a node."""

    jid: Jid | None = attribute(doc="The subscriber.")
    node: str | None = attribute(default=None, doc=_NODE)


@element(NS, "unsubscribe")
class Unsubscribe(Model):
    """End a subscription."""

    jid: Jid | None = attribute(doc="The subscriber.")
    node: str | None = attribute(default=None, doc=_NODE)
    subid: str | None = attribute(default=None, doc="The identifier of the subscription.")


@element(NS, "subscribe-options")
class SubscribeOptions(Model):
    """Whether a subscription can or must be configured."""

    required: bool = flag(default=False, doc="Whether it must be configured.")


@element(NS, "subscription")
class Subscription(Model):
    """A subscription to a node."""

    jid: Jid | None = attribute(doc="The entity.")
    node: str | None = attribute(default=None, doc=_NODE)
    subid: str | None = attribute(default=None, doc="The identifier of the subscription.")
    subscription: SubscriptionKind | None = attribute(
        default=None, doc="The state of the subscription."
    )
    options: SubscribeOptions | None = child(default=None, doc="Whether it can be configured.")


@element(NS, "subscriptions")
class Subscriptions(Model):
    """The subscriptions of the requester."""

    node: str | None = attribute(default=None, doc=_NODE)
    subscriptions: tuple[Subscription, ...] = children(default=(), doc="The subscriptions.")


@element(NS, "affiliation")
class Affiliation(Model):
    """An affiliation of an entity with a node."""

    affiliation: AffiliationKind = attribute(doc="The affiliation.")
    node: str | None = attribute(default=None, doc=_NODE)
    jid: Jid | None = attribute(default=None, doc="The entity.")


@element(NS, "affiliations")
class Affiliations(Model):
    """The affiliations of the requester, or a notification of a change."""

    node: str | None = attribute(default=None, doc=_NODE)
    affiliations: tuple[Affiliation, ...] = children(default=(), doc="The affiliations.")


@element(NS, "options")
class Options(Model):
    """The configuration of a subscription."""

    jid: Jid | None = attribute(doc="The subscriber.")
    node: str | None = attribute(default=None, doc=_NODE)
    subid: str | None = attribute(default=None, doc="The identifier of the subscription.")
    form: Form | None = child(default=None, doc="The configuration.")


@element(NS, "default")
class Default(Model):
    """The default configuration of subscriptions."""

    node: str | None = attribute(default=None, doc=_NODE)
    type: Literal["collection", "leaf"] | None = attribute(default=None, doc="The type of node.")
    form: Form | None = child(default=None, doc="The configuration.")


@element(NS, "pubsub")
class Pubsub(Model):
    """A request of anyone to a pubsub service.

    MongooseIM takes the first child as the action, so ``configure`` goes behind ``create``.
    """

    node: str | None = attribute(
        default=None, doc="The node of a remote disable (XEP-0357, section 8)."
    )
    create: Create | None = child(default=None, doc="Create a node.")
    configure: Configure | None = child(default=None, doc="The configuration of the new node.")
    subscribe: Subscribe | None = child(default=None, doc="Subscribe.")
    options: Options | None = child(default=None, doc="The configuration of the subscription.")
    unsubscribe: Unsubscribe | None = child(default=None, doc="End a subscription.")
    publish: Publish | None = child(default=None, doc="Publish items.")
    publish_options: PublishOptionsElement | None = child(
        default=None, doc="The preconditions of the publish."
    )
    retract: Retract | None = child(default=None, doc="Retract items.")
    items: Items | None = child(default=None, doc="Items.")
    subscription: Subscription | None = child(default=None, doc="A new subscription.")
    subscriptions: Subscriptions | None = child(default=None, doc="Subscriptions.")
    affiliations: Affiliations | None = child(default=None, doc="Affiliations.")
    affiliation: Affiliation | None = child(
        default=None, doc="The new affiliation in a remote disable (XEP-0357, section 8)."
    )
    default: Default | None = child(default=None, doc="The default configuration.")
    payloads: tuple[Payload, ...] = payloads(default=(), doc="Anything else, such as XEP-0059.")


@element(OWNER, "affiliation")
class OwnerAffiliation(Model):
    """An affiliation of an entity with a node."""

    jid: Jid | None = attribute(doc="The entity.")
    affiliation: AffiliationKind | None = attribute(doc="The affiliation.")


@element(OWNER, "affiliations")
class OwnerAffiliations(Model):
    """The affiliations with a node (section 8.9)."""

    node: str | None = attribute(default=None, doc=_NODE)
    affiliations: tuple[OwnerAffiliation, ...] = children(default=(), doc="The affiliations.")


@element(OWNER, "configure")
class OwnerConfigure(Model, HoldsConfig):
    """The configuration of a node (section 8.2)."""

    node: str | None = attribute(default=None, doc=_NODE)
    form: Form | None = child(default=None, doc="The node configuration.")


@element(OWNER, "default")
class OwnerDefault(Model, HoldsConfig):
    """The default configuration of nodes (section 8.3)."""

    form: Form | None = child(default=None, doc="The node configuration.")


@element(OWNER, "redirect")
class OwnerRedirect(Model):
    """The successor of a deleted node."""

    uri: str = attribute(doc="An XMPP URI.")


@element(OWNER, "delete")
class OwnerDelete(Model):
    """Delete a node (section 8.4)."""

    node: str | None = attribute(doc=_NODE)
    redirect: OwnerRedirect | None = child(default=None, doc="The successor of the node.")


@element(OWNER, "purge")
class OwnerPurge(Model):
    """Delete all items of a node (section 8.5)."""

    node: str | None = attribute(doc=_NODE)


@element(OWNER, "subscription")
class OwnerSubscription(Model):
    """A subscription to a node."""

    jid: Jid | None = attribute(doc="The entity.")
    subscription: SubscriptionKind | None = attribute(doc="The state of the subscription.")
    subid: str | None = attribute(default=None, doc="The identifier of the subscription.")


@element(OWNER, "subscriptions")
class OwnerSubscriptions(Model):
    """The subscriptions to a node (section 8.8)."""

    node: str | None = attribute(default=None, doc=_NODE)
    subscriptions: tuple[OwnerSubscription, ...] = children(default=(), doc="The subscriptions.")


@element(OWNER, "pubsub")
class OwnerPubsub(Model):
    """A request of the owner of a node to a pubsub service (section 8)."""

    affiliations: OwnerAffiliations | None = child(default=None, doc="The affiliations.")
    configure: OwnerConfigure | None = child(default=None, doc="Configure a node.")
    default: OwnerDefault | None = child(default=None, doc="The default configuration.")
    delete: OwnerDelete | None = child(default=None, doc="Delete a node.")
    purge: OwnerPurge | None = child(default=None, doc="Delete all items.")
    subscriptions: OwnerSubscriptions | None = child(default=None, doc="The subscriptions.")
    payloads: tuple[Payload, ...] = payloads(default=(), doc="Anything else.")


@element(EVENT, "item")
class EventItem(Model):
    """A published item."""

    id: str | None = attribute(default=None, doc="Its identifier on the node.")
    node: str | None = attribute(default=None, doc=_NODE)
    publisher: Jid | None = attribute(default=None, doc="The publisher.")
    payload: Payload | None = payload(default=None, doc="The content of the item.")


@element(EVENT, "retract")
class EventRetract(Model):
    """A retracted item."""

    id: str = attribute(doc="Its identifier on the node.")


@element(EVENT, "items")
class EventItems(Model):
    """Published and retracted items of a node."""

    node: str = attribute(doc=_NODE)
    items: tuple[EventItem, ...] = children(default=(), doc="The published items.")
    retracted: tuple[EventRetract, ...] = children(default=(), doc="The retracted items.")


@element(EVENT, "configuration")
class EventConfiguration(Model, HoldsConfig):
    """A node has a new configuration."""

    node: str | None = attribute(default=None, doc=_NODE)
    form: Form | None = child(default=None, doc="The configuration.")


@element(EVENT, "redirect")
class EventRedirect(Model):
    """The successor of a deleted node."""

    uri: str = attribute(doc="An XMPP URI.")


@element(EVENT, "delete")
class EventDelete(Model):
    """A node was deleted."""

    node: str = attribute(doc=_NODE)
    redirect: EventRedirect | None = child(default=None, doc="The successor of the node.")


@element(EVENT, "purge")
class EventPurge(Model):
    """All items of a node were deleted."""

    node: str = attribute(doc=_NODE)


@element(EVENT, "subscription")
class EventSubscription(Model):
    """A subscription has changed."""

    jid: Jid = attribute(doc="The subscriptions.")
    node: str | None = attribute(default=None, doc=_NODE)
    subid: str | None = attribute(default=None, doc="The identifier of the subscription.")
    subscription: SubscriptionKind | None = attribute(
        default=None, doc="The state of the subscription."
    )
    expiry: Expiry | None = attribute(
        default=None, doc="The expiry: a date and time, or the word presence."
    )


@element(EVENT, "event")
class Event(Model):
    """A notification from a pubsub service to subscribers."""

    items: EventItems | None = child(default=None, doc="Published and retracted items.")
    configuration: EventConfiguration | None = child(default=None, doc="A new configuration.")
    delete: EventDelete | None = child(default=None, doc="A node was deleted.")
    purge: EventPurge | None = child(default=None, doc="All items were deleted.")
    subscription: EventSubscription | None = child(default=None, doc="A changed subscription.")
    payloads: tuple[Payload, ...] = payloads(default=(), doc="Anything else.")
