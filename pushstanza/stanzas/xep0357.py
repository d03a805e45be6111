"""XEP-0357: Push Notifications, version 0.4.1 (2020-02-11)."""

from pushstanza.binding import Model, attribute, child, element
from pushstanza.jid import Jid
from pushstanza.reading import names
from pushstanza.stanzas import tigase
from pushstanza.stanzas.forms.holders import HoldsOptions, HoldsSummary
from pushstanza.stanzas.xep0004 import Form

NS = names.PUSH


@element(NS, "enable")
class Enable(Model, HoldsOptions):
    """Ask the user's server to publish notifications to a push service (section 5)."""

    jid: Jid | None = attribute(
        doc="The push service. None only in the copy of a request in an error."
    )
    node: str | None = attribute(default=None, doc="The node on that service.")
    form: Form | None = child(default=None, doc="The publish-options for the server to use.")
    encrypt: tigase.Encrypt | None = child(default=None, doc="How to encrypt (Tigase).")
    priority: tigase.PushPriority | None = child(
        default=None, doc="Whether notifications say their priority (Tigase)."
    )
    jingle: tigase.JinglePush | None = child(default=None, doc="Whether calls are pushed (Tigase).")
    muted: tigase.Muted | None = child(default=None, doc="Of whom no messages are pushed (Tigase).")
    groupchat: tigase.GroupchatFilter | None = child(
        default=None, doc="What is pushed of which rooms (Tigase)."
    )
    ignore_unknown: tigase.IgnoreUnknown | None = child(
        default=None, doc="Whether only messages of contacts are pushed (Tigase)."
    )


@element(NS, "disable")
class Disable(Model):
    """Ask the user's server to stop publishing notifications (section 6)."""

    jid: Jid | None = attribute(
        doc="The push service. None only in the copy of a request in an error."
    )
    node: str | None = attribute(
        default=None, doc="The node on that service; without it, all of them."
    )


@element(NS, "notification")
class Notification(Model, HoldsSummary):
    """The payload that a server publishes to a push service (section 7)."""

    form: Form | None = child(default=None, doc="The summary; optional.")
    groupchat: tigase.GroupchatSender | None = child(
        default=None, doc="Who has sent the message to a room (Tigase)."
    )
    encrypted: tigase.Encrypted | None = child(
        default=None, doc="The encrypted content, in place of the summary (Tigase)."
    )
    jingle: tigase.JinglePush | None = child(default=None, doc="The call (Tigase).")
    priority: tigase.PushPriority | None = child(default=None, doc="Its priority (Tigase).")
