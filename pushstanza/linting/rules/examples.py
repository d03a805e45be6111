"""What the examples of the rules are put together from, so that each shows its own fault alone."""

from pushstanza.stanzas.forms import NodeConfig, PublishOptions, PushSummary

OPTIONS, SUMMARY, CONFIG = (each.FORM_TYPE for each in (PublishOptions, PushSummary, NodeConfig))

#: Values that no rule minds.
FCM_TOKEN = "dGhpcyBpcyBub3QgYSB0b2tlbg"  # noqa: S105
TOKEN = "5f0c3a1be2d94776a8c0d1e2f3a4b5c65f0c3a1be2d94776a8c0d1e2f3a4b5c6"  # noqa: S105
SECRET = "<field var='secret'><value>eXzRkCqvOO0bH3xe</value></field>"  # noqa: S105

#: The payload of an enable and of a disable.
ENABLE = "<enable xmlns='urn:xmpp:push:0' jid='push.example.com' node='my-phone'/>"
DISABLE = "<disable xmlns='urn:xmpp:push:0' jid='push.example.com' node='my-phone'/>"


def field(var: str, value: str) -> str:
    """Return a form field with one value."""
    return f"<field var='{var}'><value>{value}</value></field>"


def form(form_type: str, fields: str, kind: str = "submit") -> str:
    """Return a form of a FORM_TYPE and a type."""
    return f"<x xmlns='jabber:x:data' type='{kind}'>{field('FORM_TYPE', form_type)}{fields}</x>"


def options(fields: str) -> str:
    """Return a publish-options form."""
    return form(OPTIONS, fields)


def apns(more: str = "", token: str = TOKEN) -> str:
    """Return a publish-options form for a device of APNs."""
    known = field("service", "apns") + field("device_id", token) + field("topic", "com.example.app")
    return options(known + more)


def fcm(more: str = "", token: str = FCM_TOKEN) -> str:
    """Return a publish-options form for a device of FCM."""
    return options(field("service", "fcm") + field("device_id", token) + more)


def iq(payload: str, more: str = "", kind: str = "set") -> str:
    """Return a request; *more* are further attributes."""
    return f"<iq type='{kind}' id='e1'{more}>{payload}</iq>"


def enable(inside: str = "", jid: str = "push.example.com", node: str = "my-phone") -> str:
    """Return an enable."""
    return iq(f"<enable xmlns='urn:xmpp:push:0' jid='{jid}' node='{node}'>{inside}</enable>")


def disable(more: str = "node='my-phone'", inside: str = "") -> str:
    """Return a disable."""
    return iq(f"<disable xmlns='urn:xmpp:push:0' jid='push.example.com' {more}>{inside}</disable>")


def pubsub(inside: str, more: str = " to='pubsub.example.com'") -> str:
    """Return a request to a pubsub service."""
    return iq(f"<pubsub xmlns='http://jabber.org/protocol/pubsub'>{inside}</pubsub>", more)


def create(fields: str = "", inside: str = "node='my-phone' type='push'") -> str:
    """Return the making of a push node, with the configuration that is recommended, or *fields*."""
    return create_beside(f"<configure>{config(fields)}</configure>", inside)


def affiliations(inside: str) -> str:
    """Return the setting of affiliations."""
    holder = "<pubsub xmlns='http://jabber.org/protocol/pubsub#owner'>"
    return iq(
        f"{holder}<affiliations node='my-phone'>{inside}</affiliations></pubsub>",
        " to='pubsub.example.com'",
    )


def summary(
    count: str = field("message-count", "1"),
    sender: str = field("last-message-sender", "juliet@example.com"),
    body: str = field("last-message-body", "New message"),
    more: str = "",
) -> str:
    """Return a summary form."""
    return form(SUMMARY, count + sender + body + more)


def publish(notified: str | None = None, options_form: str = "") -> str:
    """Return a publish from a server, with a summary form and an options form."""
    inside = notification(summary() if notified is None else notified)
    return publish_of(f"<item>{inside}</item>", options_form)


def untyped(text: str) -> str:
    """Return a form without its type."""
    return text.replace(" type='submit'", "", 1)


def config(fields: str = "", kind: str = "submit") -> str:
    """Return a node configuration: the one that is recommended, or *fields*."""
    usual = field("pubsub#access_model", "whitelist") + field("pubsub#publish_model", "publishers")
    return form(CONFIG, fields or usual, kind)


def create_beside(beside: str, inside: str = "node='my-phone' type='push'") -> str:
    """Return the making of a push node, with something else beside it."""
    return pubsub(f"<create {inside}/>{beside}")


def create_configured(configured: str) -> str:
    """Return the making of a push node with a form of its configuration."""
    return create_beside(f"<configure>{configured}</configure>")


def publish_of(inside: str, options_form: str = "", node: str = " node='my-phone'") -> str:
    """Return a publish from a server of anything."""
    shown = f"<publish-options>{options_form}</publish-options>" if options_form else ""
    return pubsub(
        f"<publish{node}>{inside}</publish>{shown}", " from='example.com' to='pubsub.example.com'"
    )


def notification(inside: str = "") -> str:
    """Return a notification."""
    return f"<notification xmlns='urn:xmpp:push:0'>{inside}</notification>"


def grant(jid: str = "example.com", affiliation: str = "publish-only") -> str:
    """Return what lets someone publish."""
    return f"<affiliation jid='{jid}' affiliation='{affiliation}'/>"


def create_with(
    more: str = "", access_model: str = "whitelist", publish_model: str = "publishers"
) -> str:
    """Return the making of a push node, its configuration as it is recommended but for these."""
    models = field("pubsub#access_model", access_model)
    models += field("pubsub#publish_model", publish_model)
    return create_configured(config(models + more))


#: A summary whose form asks, and has fields without values.
PROSODY_SUMMARY = (
    "<x xmlns='jabber:x:data' type='form'><field type='hidden' var='FORM_TYPE'>"
    f"<value>{SUMMARY}</value></field>{field('message-count', '1')}"
    "<field type='text-single' var='pending-subscription-count'/>"
    "<field type='jid-single' var='last-message-sender'/>"
    f"{field('last-message-body', 'New Message!')}</x>"
)


def fcm_json(more: str) -> str:
    """Return a request to FCM for a device, as JSON; *more* is what else its message holds."""
    return f'{{"message": {{"token": "{FCM_TOKEN}", {more}}}}}'
