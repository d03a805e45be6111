"""XEP-0060: Publish-Subscribe, version 1.30.0 (2025-11-11): its conditions of errors."""

from typing import Literal, TypeAlias

from pushstanza.binding import Model, attribute, element, element_name
from pushstanza.diagnostics.arguments import Argument
from pushstanza.reading import names

ERRORS = names.PUBSUB_ERRORS

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


@element(ERRORS)
class PubsubError(Model):
    """A pubsub-specific condition, in addition to the defined condition of an error."""

    condition: ErrorCondition = element_name(doc="The condition.")
    feature: FeatureKind | None = attribute(
        default=None, doc="The feature, for unsupported only (section 10)."
    )

    def __attrs_post_init__(self) -> None:
        if (self.feature is not None) != (self.condition == "unsupported"):
            reason = "is for the condition unsupported, which needs one"
            raise Argument("PubsubError", "feature").wrong_value(reason, self.feature)
