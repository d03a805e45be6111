"""What Prosody does with ``mod_cloud_notify_extensions``: encryption, filters, priority.

Source: prosody-modules ``mod_cloud_notify_encrypted``, ``mod_cloud_notify_filters`` and
``mod_cloud_notify_priority_tag``, mirror of 2024; Prosody ``mod_cloud_notify.lua``, trunk.
"""

from typing import Any, Final

from lxml import etree

from pushstanza.binding import Unknown
from pushstanza.payloads.encryption import KEY_LENGTH, decoded_key
from pushstanza.servers.answer import error
from pushstanza.servers.case import Case, Input
from pushstanza.servers.extensions import (
    ASKED,
    AWAY,
    ENCRYPT,
    GROUPCHAT,
    IGNORE_UNKNOWN,
    MEET,
    call_of,
    encrypted,
    is_muted,
    jids_in,
    media_of,
    nickname_of,
    sender_of,
    setting,
    shortened,
)
from pushstanza.servers.phrases import NOT_ENABLED
from pushstanza.servers.publisher import Arrival, Settings
from pushstanza.servers.request import Request, elements
from pushstanza.servers.world import Registration
from pushstanza.stanzas.rfc6120 import Message
from pushstanza.stanzas.tigase import AES_128_GCM, Encrypted, PushPriority
from pushstanza.stanzas.xep0004 import Form
from pushstanza.stanzas.xep0357 import Notification

_ENCRYPTED: Final = "mod_cloud_notify_encrypted.lua, handle_register"
#: What is said in place of an encrypted message.
_SECRET: Final = "You have received an encrypted message"  # noqa: S105
#: The most bytes of a text.
_MOST: Final = 255
_REFERENCE: Final = "{urn:xmpp:reference:0}reference"
_TOLD_ENCRYPTED: Final = frozenset(
    {"{urn:xmpp:eme:0}encryption", "{eu.siacs.conversations.axolotl}encrypted"}
)


# ---- enable ----


def _encrypt(request: Request) -> etree._Element | None:
    """Return the encrypt of an enable, where the server minds it."""
    if not request.has_extensions or request.payload is None:
        return None
    return next((each for each in elements(request.payload) if each.tag == ENCRYPT), None)


def _is_of_unknown_algorithm(request: Request) -> bool:
    asked = _encrypt(request)
    return asked is not None and asked.get("alg") != AES_128_GCM


def _has_no_key(request: Request) -> bool:
    asked = _encrypt(request)
    if asked is None:
        return False
    key = decoded_key(asked.text)
    return key is None or len(key) != KEY_LENGTH


#: What is refused with the extensions.
REFUSED: Final = (
    Case(
        input=Input(
            "with `mod_cloud_notify_extensions`: `alg` of `encrypt` is unknown",
            _is_of_unknown_algorithm,
            fix="use aes-128-gcm",
        ),
        answer=error("feature-not-implemented", type="modify", text="Unknown encryption algorithm"),
        effect=NOT_ENABLED,
        source=_ENCRYPTED,
    ),
    Case(
        input=Input(
            "with `mod_cloud_notify_extensions`: the key of `encrypt` is not one",
            _has_no_key,
            fix="send 16 bytes in Base64",
        ),
        answer=error("bad-request", text="Invalid encryption key"),
        effect=NOT_ENABLED,
        source=_ENCRYPTED,
    ),
)


def honours(settings: Settings) -> frozenset[str]:
    """Return the extensions that an enable may ask for; a call needs none."""
    return frozenset(ASKED) - {AWAY, MEET} if settings.extensions else frozenset()


# ---- filters ----


def filtered(to: Registration, arrival: Arrival, settings: Settings) -> str | None:
    """Return why a device is not notified (``mod_cloud_notify_filters``)."""
    if not settings.extensions:
        return None
    if setting(to, IGNORE_UNKNOWN) is not None and not arrival.is_from_contact:
        return "Filtering: unknown sender"
    if is_muted(to, arrival):
        return "Filtering: muted"
    rooms = setting(to, GROUPCHAT)
    if rooms is None or arrival.message.type != "groupchat":
        return None
    room = jids_in(rooms).get(sender_of(arrival))
    match None if room is None else room.get("allow"):
        case "never":
            return "Filtering: muted group chat"
        case "mentioned" if room is not None and not _is_mentioned(room, arrival):
            return "Filtering: not mentioned"
        case _:
            return None


def _is_mentioned(room: etree._Element, arrival: Arrival) -> bool:
    """Tell whether a message refers to the user (XEP-0372); the text does not matter."""
    message, nick = arrival.message, room.get("nick")
    named = {f"xmpp:{message.to.bare}"} if message.to is not None else set()
    if nick is not None:
        named.add(f"xmpp:{sender_of(arrival)}/{nick}")
    references = (
        each.element()
        for each in message.payloads
        if isinstance(each, Unknown) and each.tag == _REFERENCE
    )
    return any(each.get("type") == "mention" and each.get("uri") in named for each in references)


# ---- what is in a notification ----


def notification(
    to: Registration, arrival: Arrival, settings: Settings, form: Form, *, is_important: bool
) -> Notification:
    """Return the notification of a message; the priority is said whether it is asked for or not."""
    if not settings.extensions:
        return Notification(form=form)
    hidden = _encrypted_for(to, arrival)
    is_voip = hidden is not None and hidden.type is not None
    return Notification(
        form=None if hidden is not None else form,
        encrypted=hidden,
        priority=PushPriority(level="high") if is_important or is_voip else None,
    )


def _encrypted_for(to: Registration, arrival: Arrival) -> Encrypted | None:
    asked = setting(to, ENCRYPT)
    key = None if asked is None else decoded_key(asked.text)
    if key is None:
        return None
    members = {name: value for name, value in _members(arrival).items() if value is not None}
    return encrypted(key, members, is_call=members.get("type") == "call")


def _members(arrival: Arrival) -> dict[str, Any]:
    message = arrival.message
    found = {"unread": 1, "sender": sender_of(arrival), "message": _body(message)}
    call = call_of(arrival)
    if message.type == "groupchat":
        return {**found, "type": "groupchat", "nickname": nickname_of(arrival)}
    if call is None or call.action != "propose":
        return {**found, "type": "chat"}
    sender = None if message.from_ is None else str(message.from_)
    media = list(dict.fromkeys(media_of(call)))
    return {**found, "type": "call", "sid": call.id, "media": media, "sender": sender}


def _body(message: Message) -> str | None:
    told = (each.tag for each in message.payloads if isinstance(each, Unknown))
    if not _TOLD_ENCRYPTED.isdisjoint(told):
        return _SECRET
    return None if message.body is None else shortened(message.body, _MOST)
