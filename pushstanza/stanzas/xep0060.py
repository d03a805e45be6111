"""XEP-0060: Publish-Subscribe, version 1.30.0 (2025-11-11), as far as push notifications use it.

The three namespaces have elements of the same names; the classes of ``pubsub#owner`` begin with
``Owner``, those of ``pubsub#event`` with ``Event``.
"""

import re
from datetime import datetime
from typing import Annotated, Literal, TypeAlias

from pushstanza.binding import (
    Codec,
    Model,
    Name,
    Positive,
    WrongValueError,
    attribute,
    child,
    children,
    element,
    element_name,
    flag,
    payload,
    payloads,
)
from pushstanza.jid import Jid
from pushstanza.reading import names
from pushstanza.stanzas.rfc6120 import Payload
from pushstanza.stanzas.xep0004 import Form

NS = names.PUBSUB
OWNER = names.PUBSUB_OWNER
EVENT = names.PUBSUB_EVENT
ERRORS = names.PUBSUB_ERRORS

#: XEP-0060, section 4.1.
AffiliationKind: TypeAlias = Literal[
    "member", "none", "outcast", "owner", "publish-only", "publisher"
]

#: XEP-0060, section 4.2.
SubscriptionKind: TypeAlias = Literal["none", "pending", "subscribed", "unconfigured"]

#: XEP-0060, section 17.4, and what MongooseIM adds.
ErrorCondition: TypeAlias = Literal[
    "closed-node",
    "configuration-required",
    "device-not-registered",
    "faild-to-submit-push-notification",
    "invalid-jid",
    "invalid-options",
    "invalid-payload",
    "invalid-subid",
    "item-forbidden",
    "item-required",
    "jid-required",
    "max-items-exceeded",
    "max-nodes-exceeded",
    "nodeid-required",
    "not-in-roster-group",
    "not-subscribed",
    "payload-required",
    "payload-too-big",
    "pending-subscription",
    "precondition-not-met",
    "presence-subscription-required",
    "subid-required",
    "too-many-subscriptions",
    "unsupported",
    "unsupported-access-model",
]

#: XEP-0060, section 10.
FeatureKind: TypeAlias = Literal[
    "access-authorize",
    "access-open",
    "access-presence",
    "access-roster",
    "access-whitelist",
    "auto-create",
    "auto-subscribe",
    "collections",
    "config-node",
    "config-node-max",
    "create-and-configure",
    "create-nodes",
    "delete-items",
    "delete-nodes",
    "filtered-notifications",
    "get-pending",
    "instant-nodes",
    "item-ids",
    "last-published",
    "leased-subscription",
    "manage-subscriptions",
    "member-affiliation",
    "meta-data",
    "modify-affiliations",
    "multi-collection",
    "multi-items",
    "multi-subscribe",
    "outcast-affiliation",
    "persistent-items",
    "presence-notifications",
    "presence-subscribe",
    "publish",
    "publish-node-full",
    "publish-only-affiliation",
    "publish-options",
    "publisher-affiliation",
    "purge-nodes",
    "retract-items",
    "retrieve-affiliations",
    "retrieve-default",
    "retrieve-default-sub",
    "retrieve-items",
    "retrieve-subscriptions",
    "rsm",
    "subscribe",
    "subscription-notifications",
    "subscription-options",
]

_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})?"
)


def _read_expiry(text: str) -> str:
    if text != "presence":
        if _TIME.fullmatch(text) is None:
            raise ValueError(f"{text!r} is neither a date and time nor presence")
        datetime.fromisoformat(text)
    return text


#: A date and time as XEP-0082 has it, or ``presence``.
Expiry: TypeAlias = Annotated[str, Codec(str, "date and time, or presence", _read_expiry, str)]

_NODE = "The node."


@element(NS, "create")
class Create(Model):
    """Make a node."""

    node: str | None = attribute(default=None, doc="Its name; none lets the service choose.")
    type: Name | None = attribute(
        default=None, doc="MongooseIM's kind of node: push for a push node."
    )


@element(NS, "configure")
class Configure(Model):
    """How a new node is to be configured."""

    form: Form | None = child(default=None, doc="The node configuration.")


@element(NS, "item")
class Item(Model):
    """Something published, or a reference to it."""

    id: str | None = attribute(default=None, doc="Its name on the node.")
    publisher: Jid | None = attribute(default=None, doc="Who published it.")
    payload: Payload | None = payload(default=None, doc="What is published.")


@element(NS, "publish")
class Publish(Model):
    """Publish items to a node."""

    node: str | None = attribute(default=None, doc=_NODE)
    items: tuple[Item, ...] = children(default=(), doc="The items; a push publish has one.")


@element(NS, "publish-options")
class PublishOptions(Model):
    """What a publish presupposes; for push, what the client gave when it enabled it."""

    form: Form | None = child(default=None, doc="The options.")


@element(NS, "retract")
class Retract(Model):
    """Take items back."""

    node: str | None = attribute(default=None, doc=_NODE)
    notify: bool | None = attribute(default=None, doc="Whether subscribers are told.")
    items: tuple[Item, ...] = children(default=(), doc="The items.")


@element(NS, "items")
class Items(Model):
    """Items of a node, or the question for them."""

    node: str | None = attribute(default=None, doc=_NODE)
    max_items: Positive | None = attribute(name="max_items", default=None, doc="At most so many.")
    subid: str | None = attribute(default=None, doc="The subscription that is meant.")
    items: tuple[Item, ...] = children(default=(), doc="The items.")


@element(NS, "subscribe")
class Subscribe(Model):
    """Subscribe to a node."""

    jid: Jid | None = attribute(doc="Who subscribes.")
    node: str | None = attribute(default=None, doc=_NODE)


@element(NS, "unsubscribe")
class Unsubscribe(Model):
    """End a subscription."""

    jid: Jid | None = attribute(doc="Who subscribed.")
    node: str | None = attribute(default=None, doc=_NODE)
    subid: str | None = attribute(default=None, doc="The subscription that is meant.")


@element(NS, "subscribe-options")
class SubscribeOptions(Model):
    """Whether a subscription can or must be configured."""

    required: bool = flag(default=False, doc="Whether it must be.")


@element(NS, "subscription")
class Subscription(Model):
    """Who is subscribed to a node, and how."""

    jid: Jid | None = attribute(doc="Who.")
    node: str | None = attribute(default=None, doc=_NODE)
    subid: str | None = attribute(default=None, doc="The name of the subscription.")
    subscription: SubscriptionKind | None = attribute(default=None, doc="How.")
    options: SubscribeOptions | None = child(default=None, doc="Whether it can be configured.")


@element(NS, "subscriptions")
class Subscriptions(Model):
    """The subscriptions of the one who asks."""

    node: str | None = attribute(default=None, doc=_NODE)
    subscriptions: tuple[Subscription, ...] = children(default=(), doc="The subscriptions.")


@element(NS, "affiliation")
class Affiliation(Model):
    """What someone may do with a node."""

    affiliation: AffiliationKind = attribute(doc="What.")
    node: str | None = attribute(default=None, doc=_NODE)
    jid: Jid | None = attribute(default=None, doc="Who.")


@element(NS, "affiliations")
class Affiliations(Model):
    """The affiliations of the one who asks, or news of a change."""

    node: str | None = attribute(default=None, doc=_NODE)
    affiliations: tuple[Affiliation, ...] = children(default=(), doc="The affiliations.")


@element(NS, "options")
class Options(Model):
    """How a subscription is configured."""

    jid: Jid | None = attribute(doc="Who subscribed.")
    node: str | None = attribute(default=None, doc=_NODE)
    subid: str | None = attribute(default=None, doc="The subscription that is meant.")
    form: Form | None = child(default=None, doc="The configuration.")


@element(NS, "default")
class Default(Model):
    """How subscriptions are configured by default."""

    node: str | None = attribute(default=None, doc=_NODE)
    type: Literal["collection", "leaf"] | None = attribute(default=None, doc="The kind of node.")
    form: Form | None = child(default=None, doc="The configuration.")


@element(NS, "pubsub")
class Pubsub(Model):
    """What anyone may ask of a pubsub service.

    MongooseIM takes the first child as the action, so ``configure`` goes behind ``create``.
    """

    node: str | None = attribute(
        default=None, doc="The node of a remote disable (XEP-0357, section 8)."
    )
    create: Create | None = child(default=None, doc="Make a node.")
    configure: Configure | None = child(default=None, doc="How the new node is configured.")
    subscribe: Subscribe | None = child(default=None, doc="Subscribe.")
    options: Options | None = child(default=None, doc="How the subscription is configured.")
    unsubscribe: Unsubscribe | None = child(default=None, doc="End a subscription.")
    publish: Publish | None = child(default=None, doc="Publish items.")
    publish_options: PublishOptions | None = child(default=None, doc="What that presupposes.")
    retract: Retract | None = child(default=None, doc="Take items back.")
    items: Items | None = child(default=None, doc="Items.")
    subscription: Subscription | None = child(default=None, doc="A subscription that was made.")
    subscriptions: Subscriptions | None = child(default=None, doc="Subscriptions.")
    affiliations: Affiliations | None = child(default=None, doc="Affiliations.")
    affiliation: Affiliation | None = child(
        default=None, doc="The new affiliation in a remote disable (XEP-0357, section 8)."
    )
    default: Default | None = child(default=None, doc="The default configuration.")
    payloads: tuple[Payload, ...] = payloads(default=(), doc="Anything else, such as XEP-0059.")


@element(OWNER, "affiliation")
class OwnerAffiliation(Model):
    """What someone may do with a node."""

    jid: Jid | None = attribute(doc="Who.")
    affiliation: AffiliationKind | None = attribute(doc="What.")


@element(OWNER, "affiliations")
class OwnerAffiliations(Model):
    """Who may do what with a node (section 8.9)."""

    node: str | None = attribute(default=None, doc=_NODE)
    affiliations: tuple[OwnerAffiliation, ...] = children(default=(), doc="The affiliations.")


@element(OWNER, "configure")
class OwnerConfigure(Model):
    """How a node is configured (section 8.2)."""

    node: str | None = attribute(default=None, doc=_NODE)
    form: Form | None = child(default=None, doc="The node configuration.")


@element(OWNER, "default")
class OwnerDefault(Model):
    """How nodes are configured by default (section 8.3)."""

    form: Form | None = child(default=None, doc="The node configuration.")


@element(OWNER, "redirect")
class OwnerRedirect(Model):
    """Where a deleted node's successor is."""

    uri: str = attribute(doc="An XMPP URI.")


@element(OWNER, "delete")
class OwnerDelete(Model):
    """Delete a node (section 8.4)."""

    node: str | None = attribute(doc=_NODE)
    redirect: OwnerRedirect | None = child(default=None, doc="Where its successor is.")


@element(OWNER, "purge")
class OwnerPurge(Model):
    """Delete all items of a node (section 8.5)."""

    node: str | None = attribute(doc=_NODE)


@element(OWNER, "subscription")
class OwnerSubscription(Model):
    """Who is subscribed to a node, and how."""

    jid: Jid | None = attribute(doc="Who.")
    subscription: SubscriptionKind | None = attribute(doc="How.")
    subid: str | None = attribute(default=None, doc="The name of the subscription.")


@element(OWNER, "subscriptions")
class OwnerSubscriptions(Model):
    """Who is subscribed to a node (section 8.8)."""

    node: str | None = attribute(default=None, doc=_NODE)
    subscriptions: tuple[OwnerSubscription, ...] = children(default=(), doc="The subscriptions.")


@element(OWNER, "pubsub")
class OwnerPubsub(Model):
    """What the owner of a node may ask of a pubsub service (section 8)."""

    affiliations: OwnerAffiliations | None = child(default=None, doc="Who may do what.")
    configure: OwnerConfigure | None = child(default=None, doc="Configure a node.")
    default: OwnerDefault | None = child(default=None, doc="The default configuration.")
    delete: OwnerDelete | None = child(default=None, doc="Delete a node.")
    purge: OwnerPurge | None = child(default=None, doc="Delete all items.")
    subscriptions: OwnerSubscriptions | None = child(default=None, doc="Who is subscribed.")
    payloads: tuple[Payload, ...] = payloads(default=(), doc="Anything else.")


@element(EVENT, "item")
class EventItem(Model):
    """An item that was published."""

    id: str | None = attribute(default=None, doc="Its name on the node.")
    node: str | None = attribute(default=None, doc=_NODE)
    publisher: Jid | None = attribute(default=None, doc="Who published it.")
    payload: Payload | None = payload(default=None, doc="What was published.")


@element(EVENT, "retract")
class EventRetract(Model):
    """An item that was taken back."""

    id: str = attribute(doc="Its name on the node.")


@element(EVENT, "items")
class EventItems(Model):
    """What happened to the items of a node."""

    node: str = attribute(doc=_NODE)
    items: tuple[EventItem, ...] = children(default=(), doc="Items that were published.")
    retracted: tuple[EventRetract, ...] = children(default=(), doc="Items that were taken back.")


@element(EVENT, "configuration")
class EventConfiguration(Model):
    """A node has a new configuration."""

    node: str | None = attribute(default=None, doc=_NODE)
    form: Form | None = child(default=None, doc="The configuration.")


@element(EVENT, "redirect")
class EventRedirect(Model):
    """Where a deleted node's successor is."""

    uri: str = attribute(doc="An XMPP URI.")


@element(EVENT, "delete")
class EventDelete(Model):
    """A node was deleted."""

    node: str = attribute(doc=_NODE)
    redirect: EventRedirect | None = child(default=None, doc="Where its successor is.")


@element(EVENT, "purge")
class EventPurge(Model):
    """All items of a node were deleted."""

    node: str = attribute(doc=_NODE)


@element(EVENT, "subscription")
class EventSubscription(Model):
    """A subscription has changed."""

    jid: Jid = attribute(doc="Who is subscribed.")
    node: str | None = attribute(default=None, doc=_NODE)
    subid: str | None = attribute(default=None, doc="The name of the subscription.")
    subscription: SubscriptionKind | None = attribute(default=None, doc="How.")
    expiry: Expiry | None = attribute(
        default=None, doc="Until when: a date and time, or the word presence."
    )


@element(EVENT, "event")
class Event(Model):
    """What a pubsub service tells subscribers."""

    items: EventItems | None = child(default=None, doc="What happened to items.")
    configuration: EventConfiguration | None = child(default=None, doc="A new configuration.")
    delete: EventDelete | None = child(default=None, doc="A node was deleted.")
    purge: EventPurge | None = child(default=None, doc="All items were deleted.")
    subscription: EventSubscription | None = child(default=None, doc="A changed subscription.")
    payloads: tuple[Payload, ...] = payloads(default=(), doc="Anything else.")


@element(ERRORS)
class PubsubError(Model):
    """A condition of the application pubsub, beside the defined condition of an error."""

    condition: ErrorCondition = element_name(doc="The condition.")
    feature: FeatureKind | None = attribute(
        default=None, doc="The feature, with unsupported alone (section 10)."
    )

    def __attrs_post_init__(self) -> None:
        if (self.feature is not None) != (self.condition == "unsupported"):
            raise WrongValueError(
                "PubsubError.feature: unsupported has one, no other condition has"
            )
