"""``urn:xmpp:push:summary``: the summary in a notification (XEP-0357, section 11.3)."""

from typing import Literal

from pushstanza.stanzas.forms.view import FormView, field, form_view

FORM_TYPE = "urn:xmpp:push:summary"

#: The fields that name who sent the message.
SENDERS = frozenset({"last-message-sender", "message-sender"})


@form_view(FORM_TYPE)
class PushSummary(FormView):
    """The summary in a notification: the fields of XEP-0357, and those of MongooseIM for calls."""

    message_count: int | None = field(
        default=None, var="message-count", minimum=0, doc="The number of unread messages."
    )
    pending_subscription_count: int | None = field(
        default=None,
        var="pending-subscription-count",
        minimum=0,
        doc="The number of pending subscription requests.",
    )
    last_message_sender: str | None = field(
        default=None,
        var="last-message-sender",
        doc="The sender of the last message: a bare JID in chats, room and nickname in groupchats.",
    )
    last_message_body: str | None = field(
        default=None, var="last-message-body", doc="The text of the last message."
    )
    message_sender: str | None = field(
        default=None,
        var="message-sender",
        doc="The sender of a message without a body (hints plugin of MongooseIM).",
    )
    jingle_message: (
        Literal["accept", "finish", "proceed", "propose", "reject", "retract", "ringing"] | None
    ) = field(
        default=None, var="jingle-message", doc="The step of a call (hints plugin of MongooseIM)."
    )
    jingle_session_id: str | None = field(
        default=None, var="jingle-session-id", doc="The call (hints plugin of MongooseIM)."
    )


#: The fields with numbers.
COUNTS = frozenset(each.var for each in PushSummary.FIELDS if each.codec.type is int)
