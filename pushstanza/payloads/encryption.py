"""The encrypted content of notifications, as Tigase and Prosody make it (AES-128-GCM).

Source: https://xeps.tigase.net, "Encrypted Push Notifications"; Tigase
``EncryptedPushNotificationExtension.java``.
"""

import base64
import binascii
import hashlib
import hmac
import json
from typing import TYPE_CHECKING, Any

import attrs

from pushstanza.diagnostics import PushStanzaError
from pushstanza.diagnostics.arguments import Argument, public
from pushstanza.diagnostics.extras import MissingExtraError
from pushstanza.diagnostics.records import frozen
from pushstanza.diagnostics.to_json import ToJson
from pushstanza.jid import Jid
from pushstanza.stanzas.parse import parse
from pushstanza.stanzas.rfc6120 import Iq
from pushstanza.stanzas.tigase import Encrypted
from pushstanza.stanzas.xep0060 import Pubsub
from pushstanza.stanzas.xep0357 import Notification

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

#: The length of a key of AES-128, in bytes.
KEY_LENGTH = 16
#: The lengths of the keys of AES, in bytes.
AES_LENGTHS = frozenset({16, 24, 32})
_IV_LENGTH = 12


class DecryptionError(PushStanzaError, ValueError):
    """A notification cannot be decrypted: it is not encrypted, not with this key, or damaged."""


@frozen(kw_only=True)
class NotificationContent(ToJson):
    """What an encrypted notification says.

    ``unread`` is how many messages wait, ``sender`` who has sent the last one, ``type`` one of
    ``chat``, ``groupchat``, ``call``, ``subscribe`` and ``account-removed``. ``nickname`` is that
    of the sender in a room; ``sid``, ``media`` and ``features`` describe a call. What the server
    does not say is ``None`` or empty: Tigase since 8.4 says neither ``unread`` nor ``sender``.
    """

    unread: int | None = None
    sender: Jid | None = None
    type: str | None = None
    message: str | None = None
    nickname: str | None = None
    sid: str | None = None
    media: tuple[str, ...] = ()
    features: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        sender = None if self.sender is None else str(self.sender)
        return {**attrs.asdict(self), "sender": sender}


@public
def decrypt(
    notification: "Notification | Encrypted | Iq | str | bytes", key: str | bytes
) -> NotificationContent:
    """Return the content of an encrypted notification.

    Args:
        notification: The notification, its ``encrypted``, or the publish that holds it, as a model
            or as text.
        key: The key of the enable: 16 bytes, or their Base64.

    Raises:
        DecryptionError: it is not encrypted, not with this key, or damaged.
        MissingExtraError: the package ``cryptography`` is not installed.
        ParseError: the text is not a stanza.
        WrongTypeError: an argument is of another type.
        WrongValueError: the key is not one of AES-128.
        XmlError: the text is not well-formed.
    """
    encrypted = _encrypted(notification)
    cipher = _cipher(_key(key))
    iv, data = _decoded("iv", encrypted.iv), _decoded("content", encrypted.data)
    from cryptography.exceptions import InvalidTag

    try:
        content = cipher.decrypt(iv, data, None)
    except InvalidTag:
        raise DecryptionError("it was encrypted with another key, or is damaged") from None
    except ValueError:  # AES-GCM does not allow a vector of this length
        raise DecryptionError(
            f"the iv cannot be used: it has {len(iv)} bytes, and {_IV_LENGTH} are expected"
        ) from None
    return _read(content)


def encrypt(content: bytes, key: bytes) -> tuple[str, str]:
    """Return the initialization vector and the encrypted content, each in Base64.

    Servers take a random vector. Here it is derived from the key and the content (HMAC-SHA-256), so
    that every run gives the same, and no vector is used for two contents.

    Raises:
        MissingExtraError: the package ``cryptography`` is not installed.
    """
    iv = hmac.new(key, content, hashlib.sha256).digest()[:_IV_LENGTH]
    return _written(iv), _written(_cipher(key).encrypt(iv, content, None))


def decoded_key(text: str | None) -> bytes | None:
    """Return a key of AES that is written in Base64, if it is one."""
    try:
        found = base64.b64decode("".join((text or "").split()), validate=True)
    except (binascii.Error, ValueError):
        return None
    return found if len(found) in AES_LENGTHS else None


def _cipher(key: bytes) -> "AESGCM":
    try:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    except ImportError:
        raise MissingExtraError(
            "encrypted notifications need cryptography: pip install 'pushstanza[encryption]'",
            name="cryptography",
        ) from None
    return AESGCM(key)


def _key(key: object) -> bytes:
    argument = Argument("decrypt()", "key")
    expected = "16 bytes, or their Base64"
    if not isinstance(key, str | bytes):
        raise argument.wrong_type(key, "a str", "bytes")
    found = decoded_key(key) if isinstance(key, str) else key
    if found is None or len(found) != KEY_LENGTH:
        raise argument.wrong_value(f"must be {expected}", "…", expected)
    return found


def _encrypted(notification: object) -> Encrypted:
    held = notification
    if isinstance(held, str | bytes):
        held = parse(held)
    if isinstance(held, Iq):
        held = _published(held)
    if isinstance(held, Notification):
        held = held.encrypted
        if held is None:
            raise DecryptionError("the notification is not encrypted")
    if not isinstance(held, Encrypted):
        raise Argument("decrypt()", "notification").wrong_type(
            notification, "a Notification", "an Encrypted", "an Iq", "a str", "bytes"
        )
    return held


def _published(iq: Iq) -> Notification:
    pubsub = iq.get(Pubsub)
    items = pubsub.publish.items if pubsub and pubsub.publish else ()
    found = items[0].payload if items else None
    if not isinstance(found, Notification):
        raise DecryptionError("the iq publishes no notification")
    return found


def _decoded(what: str, text: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise DecryptionError(f"the {what} is not Base64") from None


def _written(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _read(content: bytes) -> NotificationContent:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        raise DecryptionError("what was encrypted is not JSON") from None
    if not isinstance(found, dict):
        raise DecryptionError("what was encrypted is not a JSON object")
    unread, sender = found.get("unread"), _text(found, "sender")
    return NotificationContent(
        unread=unread if isinstance(unread, int) and not isinstance(unread, bool) else None,
        sender=None if sender is None else Jid.unchecked(sender),
        type=_text(found, "type"),
        message=_text(found, "message"),
        nickname=_text(found, "nickname"),
        sid=_text(found, "sid"),
        media=_texts(found, "media"),
        features=_texts(found, "features"),
    )


def _text(content: dict[str, Any], name: str) -> str | None:
    value = content.get(name)
    return value if isinstance(value, str) else None


def _texts(content: dict[str, Any], name: str) -> tuple[str, ...]:
    value = content.get(name)
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()
