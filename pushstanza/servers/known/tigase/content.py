"""What Tigase says in a notification of the message that caused it.

Source: Tigase ``AbstractPushNotifications.java``, ``JinglePushNotificationsExtension.java``,
``MeetPushNotificationExtension.java``.
"""

from typing import Final

from lxml import etree

from pushstanza.binding import Extra, Unknown
from pushstanza.reading.tags import local, namespace
from pushstanza.servers.extensions import MEET, call_of, features_of, media_of, nickname_of
from pushstanza.servers.publisher import Arrival, Settings
from pushstanza.stanzas.rfc6120 import Message
from pushstanza.stanzas.tigase import GroupchatSender, JinglePush

#: What is said in place of an encrypted message (``encrypted-message-body``).
ENCRYPTED_MESSAGE_BODY: Final = "New secure message. Open to see the message."

_OMEMO: Final = frozenset(
    {"{eu.siacs.conversations.axolotl}encrypted", "{urn:xmpp:omemo:1}encrypted"}
)
_MEET: Final = "{tigase:meet:0}"
_MIX: Final = "{urn:xmpp:mix:core:1}mix"


def is_encrypted(message: Message) -> bool:
    """Tell whether Tigase knows that a message is encrypted: it knows two versions of OMEMO."""
    return any(isinstance(each, Unknown) and each.tag in _OMEMO for each in message.payloads)


def body_of(message: Message, settings: Settings) -> str | None:
    """Return what is said of the text of a message."""
    if is_encrypted(message):
        given = settings.encrypted_message_body
        return ENCRYPTED_MESSAGE_BODY if given is None else given
    return message.body or None


def nickname(arrival: Arrival) -> str | None:
    """Return the nickname of who has sent a message to a room or a MIX channel."""
    mix = next(
        (
            each.element()
            for each in arrival.message.payloads
            if isinstance(each, Unknown) and each.tag == _MIX
        ),
        None,
    )
    if mix is None:
        return nickname_of(arrival)
    found = next((each for each in mix.iterchildren("*") if local(each) == "nick"), None)
    return None if found is None else found.text


def sender_in_room(arrival: Arrival) -> GroupchatSender | None:
    """Return who has sent a message to a room, as it stands in the notification."""
    if arrival.message.type != "groupchat":
        return None
    named = nickname(arrival)
    is_mix = any(
        isinstance(each, Unknown) and each.tag == _MIX for each in arrival.message.payloads
    )
    return None if is_mix and named is None else GroupchatSender(nickname=named or "")


def call_described(arrival: Arrival) -> JinglePush | None:
    """Return a call as it stands in the notification."""
    call = call_of(arrival)
    if call is None or not call.id:
        return None
    return JinglePush(
        action=call.action,
        sid=call.id,
        media=tuple(media_of(call)),
        features=tuple(map(_emptied, features_of(call))),
    )


# ---- meetings ----


def meeting_of(message: Message) -> etree._Element | None:
    """Return the invitation to a meeting in a message, if there is one."""
    return next(
        (
            each.element()
            for each in message.payloads
            if isinstance(each, Unknown) and each.tag.startswith(_MEET)
        ),
        None,
    )


def proposes_meeting(message: Message) -> bool:
    """Tell whether a message proposes a meeting, which Tigase notifies of."""
    meeting = meeting_of(message)
    return meeting is not None and local(meeting) == "propose" and meeting.get("id") is not None


def meeting_described(message: Message) -> Extra | None:
    """Return a meeting as it stands in the notification (``MeetPushNotificationExtension``)."""
    meeting = meeting_of(message)
    if meeting is None or meeting.get("id") is None or meeting.get("jid") is None:
        return None
    made = etree.Element(MEET, nsmap={None: MEET[1:].partition("}")[0]})
    made.set("id", meeting.get("id", ""))
    made.set("jid", meeting.get("jid", ""))
    for each in meeting.iterchildren("*"):
        if local(each) == "media":
            media = etree.SubElement(made, f"{{{namespace(made)}}}media")
            media.text = each.get("type")
    return Extra(children=(Unknown.of(made),))


def _emptied(feature: Unknown) -> Unknown:
    """Return an element without attributes and content."""
    element = feature.element()
    element.clear()
    return Unknown.of(element)
