"""What the conditions of errors mean, by themselves (RFC 6120, section 8.3.3; XEP-0060)."""

_RFC = "RFC 6120, section 8.3.3"
_PUBSUB = "XEP-0060, section 17.4"
_MONGOOSEIM = "MongooseIM node_push.erl"

# fmt: off
#: Each condition, its meaning, and who defines it.
MEANINGS: dict[str, tuple[str, str]] = {
    **{name: (meaning, f"{_RFC}.{number}") for number, (name, meaning) in enumerate((
        ("bad-request", "the request cannot be understood"),
        ("conflict", "something with that name already exists, or the two sides disagree"),
        ("feature-not-implemented", "the recipient does not support this"),
        ("forbidden", "the sender does not have permission"),
        ("gone", "the recipient has moved to another address"),
        ("internal-server-error", "the server has an internal error, or is misconfigured"),
        ("item-not-found", "what the request names does not exist"),
        ("jid-malformed", "an address is not a valid JID"),
        ("not-acceptable", "the request is understood, but does not meet the recipient's criteria"),
        ("not-allowed", "the action is not allowed for anyone"),
        ("not-authorized", "the sender has to authenticate first"),
        ("policy-violation", "the request violates a policy of the service, such as a size limit"),
        ("recipient-unavailable", "the recipient is temporarily unavailable"),
        ("redirect", "the request should be sent to another address for now"),
        ("registration-required", "the sender has to register first"),
        ("remote-server-not-found", "the remote host does not exist, or cannot be found"),
        ("remote-server-timeout", "the remote host does not answer in time"),
        ("resource-constraint", "the recipient lacks the resources"),
        ("service-unavailable", "the recipient does not provide this service, or hides it"),
        ("subscription-required", "the sender has to subscribe first"),
        ("undefined-condition", "the application condition says what is wrong"),
        ("unexpected-request", "the request was not expected at this time"),
    ), 1)},
    "payment-required": ("the sender has to pay first", "RFC 3920, section 9.3.3"),
    "device-not-registered": ("the device is no longer registered with the provider", _MONGOOSEIM),
    "node-required": ("the node is missing", "MongooseIM mod_pubsub_old.erl"),
    "faild-to-submit-push-notification": ("no notification reached the provider", _MONGOOSEIM),
    **{name: (meaning, _PUBSUB) for name, meaning in (
        ("closed-node", "the node is closed"),
        ("configuration-required", "the node has to be configured first"),
        ("invalid-jid", "the JID is not that of the sender"),
        ("invalid-options", "an option has an invalid value"),
        ("invalid-payload", "the item does not contain exactly one element, or not the right one"),
        ("invalid-subid", "no subscription has that id"),
        ("item-forbidden", "the node does not accept items"),
        ("item-required", "the item is missing"),
        ("jid-required", "the JID is missing"),
        ("max-items-exceeded", "there are too many items"),
        ("max-nodes-exceeded", "there are too many nodes"),
        ("nodeid-required", "the node is missing"),
        ("not-in-roster-group", "the sender is in none of the allowed groups"),
        ("not-subscribed", "the sender is not subscribed"),
        ("payload-required", "the item is empty"),
        ("payload-too-big", "the item is too large"),
        ("pending-subscription", "the subscription is not approved yet"),
        ("precondition-not-met", "the publish-options do not match what the node requires"),
        ("presence-subscription-required", "the sender has no presence subscription"),
        ("subid-required", "the id of the subscription is missing"),
        ("too-many-subscriptions", "there are too many subscriptions"),
        ("unsupported", "the node or the service does not support a feature"),
        ("unsupported-access-model", "the access model is not supported"),
    )},
}
# fmt: on


#: The conditions of stanza errors, the longest first.
DEFINED = tuple(
    sorted(
        (name for name, (_, origin) in MEANINGS.items() if origin.startswith(_RFC)),
        key=lambda name: (-len(name), name),
    )
)


def meaning(conditions: tuple[str, ...]) -> tuple[str, str]:
    """Return what the last condition that is known means, and who defines it; empty if none is."""
    known = [MEANINGS[each] for each in conditions if each in MEANINGS]
    return known[-1] if known else ("", "")
