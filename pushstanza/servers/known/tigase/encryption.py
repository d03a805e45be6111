"""How Tigase encrypts notifications.

Source: Tigase ``EncryptedPushNotificationExtension.java``, main of August 2026.
"""

from typing import Any, Final

from lxml import etree

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.payloads.encryption import decoded_key
from pushstanza.servers.extensions import (
    ENCRYPT,
    call_of,
    encrypted,
    features_of,
    media_of,
    setting,
    shortened,
)
from pushstanza.servers.known.tigase.content import body_of, nickname
from pushstanza.servers.publisher import Arrival, Settings
from pushstanza.servers.world import Registration
from pushstanza.stanzas.tigase import AES_128_GCM, Encrypted
from pushstanza.stanzas.xep0004 import Form
from pushstanza.stanzas.xep0353 import JingleMessage

#: How large a notification may be where the enable does not say, in bytes.
MAX_SIZE: Final = 3000
#: How much of that is for other things than the text.
_HEAD: Final = 64
_NUMBER: Final = lazy_pattern(r"[+-]?[0-9]{1,10}")
_LARGEST: Final = 2**31

#: The order in which Java's ``HashMap`` returns the members.
_ORDER: Final[tuple[str, ...]] = (
    "features",
    "unread",
    "sender",
    "nickname",
    "media",
    "type",
    "message",
    "sid",
)


def content(
    to: Registration, arrival: Arrival, settings: Settings, form: Form
) -> tuple[Form | None, Encrypted | None]:
    """Return the summary and the encrypted content: one of them, or neither with a bad key.

    The summary is removed before the key is read.
    """
    asked = _asked(to)
    if asked is None:
        return form, None
    key = decoded_key(asked.text)
    if key is None:
        return None, None
    members = _members(arrival, settings, _most(asked))
    written = {name: members[name] for name in _ORDER if name in members}
    return None, encrypted(key, written, is_call=call_of(arrival) is not None)


def failure(to: Registration, arrival: Arrival, settings: Settings) -> str | None:
    """Return why no notification can be made, ``None`` where one can."""
    asked = _asked(to)
    if asked is None or (_size(asked) is not None and _most(asked) >= 0):
        return None
    if _size(asked) is not None and body_of(arrival.message, settings) is None:
        return None
    return "Tigase cannot publish the notification: max-size of encrypt is no number it can use"


def _asked(to: Registration) -> etree._Element | None:
    """Return the encrypt of an enable, if Tigase does anything about it."""
    asked = setting(to, ENCRYPT)
    if asked is None or asked.text is None or asked.get("alg", "").lower() != AES_128_GCM:
        return None
    return asked


def _size(asked: etree._Element) -> int | None:
    """Return the largest size that the enable allows; ``None`` where it is no number."""
    written = asked.get("max-size")
    if written is None:
        return MAX_SIZE
    number = int(written) if _NUMBER.fullmatch(written) else _LARGEST
    return number if -_LARGEST <= number < _LARGEST else None


def _most(asked: etree._Element) -> int:
    """Return how many bytes of a text there is room for, in Base64 with what else there is."""
    size = _size(asked) or 0
    return int((size - _HEAD) * 6 / 8)


def _members(arrival: Arrival, settings: Settings, most: int) -> dict[str, Any]:
    """Return the members of the JSON.

    Since 8.4 Tigase writes ``null`` for what is neither a text, an Integer nor a Double: the number
    of messages, a Long, and the sender, a JID.
    """
    found: dict[str, Any] = {"unread": None, "sender": None}
    call = call_of(arrival)
    if arrival.message.type == "groupchat":
        found["type"] = "groupchat"
        if (named := nickname(arrival)) is not None:
            found["nickname"] = named
    elif call is not None:
        found |= {"type": "call", **_call(call)}
    else:
        found["type"] = "chat"
    if (body := body_of(arrival.message, settings)) is not None:
        found["message"] = shortened(body, most)
    return found


def _call(call: JingleMessage) -> dict[str, Any]:
    has_children = bool(call.payloads)
    return {
        "sid": call.id,
        "media": media_of(call) if has_children else None,
        "features": [each.namespace for each in features_of(call)] if has_children else None,
    }
