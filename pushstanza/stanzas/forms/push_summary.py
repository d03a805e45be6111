"""``urn:xmpp:push:summary``: what a server tells a push service (XEP-0357, section 10.3)."""

from typing import Literal

from pushstanza.stanzas.forms.view import FormView, field, form_view

FORM_TYPE = "urn:xmpp:push:summary"


@form_view(FORM_TYPE)
class PushSummary(FormView):
    """The summary in a notification: the fields of XEP-0357, and MongooseIM's for calls."""

    message_count: int | None = field(
        default=None, var="message-count", minimum=0, doc="How many messages are unread."
    )
    pending_subscription_count: int | None = field(
        default=None,
        var="pending-subscription-count",
        minimum=0,
        doc="How many subscription requests wait for an answer.",
    )
    last_message_sender: str | None = field(
        default=None,
        var="last-message-sender",
        doc="Who sent the last message: a bare JID for chats, room and nickname for groupchats.",
    )
    last_message_body: str | None = field(
        default=None, var="last-message-body", doc="The text of the last message."
    )
    message_sender: str | None = field(
        default=None,
        var="message-sender",
        doc="Who sent a message without a body (MongooseIM's hints plugin).",
    )
    jingle_message: (
        Literal["accept", "finish", "proceed", "propose", "reject", "retract", "ringing"] | None
    ) = field(
        default=None, var="jingle-message", doc="The step of a call (MongooseIM's hints plugin)."
    )
    jingle_session_id: str | None = field(
        default=None, var="jingle-session-id", doc="The call (MongooseIM's hints plugin)."
    )
