"""What Tigase says in a notification of the message that caused it.

Source: Tigase ``AbstractPushNotifications.java``, ``JinglePushNotificationsExtension.java``.
"""

from typing import Final

from pushstanza.binding import Unknown
from pushstanza.reading.tags import local
from pushstanza.servers.extensions import call_of, features_of, media_of, nickname_of
from pushstanza.servers.publisher import Arrival, Settings
from pushstanza.stanzas.rfc6120 import Message
from pushstanza.stanzas.tigase import GroupchatSender, JinglePush

#: What is said in place of an encrypted message (``encrypted-message-body``).
ENCRYPTED_MESSAGE_BODY: Final = "New secure message. Open to see the message."

_OMEMO: Final = frozenset(
    {"{eu.siacs.conversations.axolotl}encrypted", "{urn:xmpp:omemo:1}encrypted"}
)
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


def _emptied(feature: Unknown) -> Unknown:
    """Return an element without attributes and content."""
    element = feature.element()
    element.clear()
    return Unknown.of(element)
