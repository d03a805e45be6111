"""What the conditions of errors mean, by themselves (RFC 6120, section 8.3.3; XEP-0060)."""

_RFC = "RFC 6120, section 8.3.3"
_PUBSUB = "XEP-0060, section 17.4"
_MONGOOSEIM = "MongooseIM node_push.erl"

# fmt: off
#: Each condition, its meaning, and who defines it.
MEANINGS: dict[str, tuple[str, str]] = {
    **{name: (meaning, f"{_RFC}.{number}") for number, (name, meaning) in enumerate((
        ("bad-request", "the request cannot be understood"),
        ("conflict", "something of that name is there already, or one side holds on to it"),
        ("feature-not-implemented", "whoever was asked does not do this"),
        ("forbidden", "who asks has no right to this"),
        ("gone", "whom it was for is to be found elsewhere now"),
        ("internal-server-error", "the server has a fault, or is set up wrongly"),
        ("item-not-found", "what it names is not there"),
        ("jid-malformed", "an address is no JID"),
        ("not-acceptable", "it is understood, but against a rule of whoever was asked"),
        ("not-allowed", "nobody may do this"),
        ("not-authorized", "who asks has to log in first"),
        ("policy-violation", "it breaks a rule of the service, such as one about sizes"),
        ("recipient-unavailable", "whom it was for cannot be reached just now"),
        ("redirect", "somebody else is to be asked, for the time being"),
        ("registration-required", "who asks has to register first"),
        ("remote-server-not-found", "the host it is for does not exist, or cannot be found"),
        ("remote-server-timeout", "the host it is for does not answer in time"),
        ("resource-constraint", "whoever was asked lacks what it takes"),
        ("service-unavailable", "whoever was asked offers no such service, or does not say so"),
        ("subscription-required", "who asks has to subscribe first"),
        ("undefined-condition", "only the condition of the application says what is wrong"),
        ("unexpected-request", "the request came at a wrong time"),
    ), 1)},
    "payment-required": ("who asks has to pay first", "RFC 3920, section 9.3.3"),
    "device-not-registered": ("the provider does not know the device any more", _MONGOOSEIM),
    "faild-to-submit-push-notification": ("no notification reached the provider", _MONGOOSEIM),
    **{name: (meaning, _PUBSUB) for name, meaning in (
        ("closed-node", "the node is closed"),
        ("configuration-required", "the node has to be configured first"),
        ("invalid-jid", "the JID is not that of who asks"),
        ("invalid-options", "an option has a value that cannot be"),
        ("invalid-payload", "the item does not hold exactly one element, or a wrong one"),
        ("invalid-subid", "there is no subscription of that id"),
        ("item-forbidden", "the node takes no items"),
        ("item-required", "there is no item"),
        ("jid-required", "there is no JID"),
        ("max-items-exceeded", "there are too many items"),
        ("max-nodes-exceeded", "there are too many nodes"),
        ("nodeid-required", "no node is named"),
        ("not-in-roster-group", "who asks is in none of the groups"),
        ("not-subscribed", "who asks is not subscribed"),
        ("payload-required", "the item is empty"),
        ("payload-too-big", "the item is too large"),
        ("pending-subscription", "the subscription is not approved yet"),
        ("precondition-not-met", "the publish-options are not what the node asks for"),
        ("presence-subscription-required", "who asks has no presence subscription"),
        ("subid-required", "the id of the subscription is not given"),
        ("too-many-subscriptions", "there are too many subscriptions"),
        ("unsupported", "the node, or the service, lacks a feature"),
        ("unsupported-access-model", "the access model is not there"),
    )},
}
# fmt: on


def meaning(conditions: tuple[str, ...]) -> tuple[str, str]:
    """Return what the last condition that is known means, and who defines it; empty if none is."""
    known = [MEANINGS[each] for each in conditions if each in MEANINGS]
    return known[-1] if known else ("", "")
