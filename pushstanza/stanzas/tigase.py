"""Tigase push extensions, 2026-08-19: filters, calls, priority, encryption of notifications.

Source: https://xeps.tigase.net, "Push Notifications", and Tigase ``tigase/xmpp/impl/push``. Prosody
has them, too, with ``mod_cloud_notify_extensions``; Siskin, Beagle and Snikket ask for them.
"""

from typing import Literal, TypeAlias

from pushstanza.binding import (
    Model,
    Positive,
    attribute,
    child,
    children,
    content,
    element,
    payloads,
)
from pushstanza.jid import Jid
from pushstanza.reading import names
from pushstanza.stanzas.rfc6120 import Payload

ENCRYPT = names.TIGASE_ENCRYPT
GROUPCHAT = names.TIGASE_GROUPCHAT
IGNORE_UNKNOWN = names.TIGASE_IGNORE_UNKNOWN
JINGLE = names.TIGASE_JINGLE
MUC_OFFLINE = names.TIGASE_MUC_OFFLINE
MUTED = names.TIGASE_MUTED
PRIORITY = names.TIGASE_PRIORITY

#: The feature of an account that lists the one algorithm that there is.
AES_128_GCM_FEATURE = "tigase:push:encrypt:aes-128-gcm"
#: The feature of an account, and the attribute of enable, for pushes while the user is away.
AWAY_FEATURE = "tigase:push:away:0"
#: What ``alg`` of an encrypt is for that algorithm.
AES_128_GCM = "aes-128-gcm"

#: Which messages of a room are pushed.
Allowed: TypeAlias = Literal["always", "mentioned", "never"]

# ---- encryption ----


@element(ENCRYPT, "encrypt")
class Encrypt(Model):
    """Ask for encrypted notifications."""

    alg: str | None = attribute(
        default=None, doc="The algorithm: aes-128-gcm. Tigase encrypts nothing without it."
    )
    max_size: Positive | None = attribute(
        name="max-size", default=None, doc="How large the notification may be, in bytes."
    )
    key: str = content(default="", doc="The key: 16 bytes in Base64.", secret=True)


@element(ENCRYPT, "encrypted")
class Encrypted(Model):
    """The encrypted content of a notification, in place of the summary."""

    iv: str = attribute(doc="The initialization vector: 12 bytes in Base64.")
    type: str | None = attribute(default=None, doc="voip for calls.")
    data: str = content(
        default="", doc="The encrypted JSON and behind it the authentication tag, in Base64."
    )


# ---- filters, in an enable ----


@element(IGNORE_UNKNOWN, "ignore-unknown")
class IgnoreUnknown(Model):
    """Ask for no notifications of senders that are not in the user's roster."""


@element(MUTED, "item")
class MutedItem(Model):
    """A sender of whom no notifications are asked for."""

    jid: Jid | None = attribute(default=None, doc="The bare JID of a contact or a room.")


@element(MUTED, "muted")
class Muted(Model):
    """Ask for no notifications of some senders."""

    items: tuple[MutedItem, ...] = children(default=(), doc="The senders.")


@element(GROUPCHAT, "room")
class GroupchatRoom(Model):
    """Which messages of one room are pushed."""

    jid: Jid | None = attribute(default=None, doc="The room.")
    allow: Allowed | None = attribute(
        default=None, doc="Which messages; Tigase takes a missing one for never."
    )
    nick: str | None = attribute(
        default=None, doc="The user's nickname in the room, for allow='mentioned'."
    )


@element(GROUPCHAT, "groupchat")
class GroupchatFilter(Model):
    """Ask for notifications of some rooms only."""

    rooms: tuple[GroupchatRoom, ...] = children(
        default=(), doc="The rooms; Tigase pushes nothing of a room that is not listed."
    )


# ---- in an enable, and in a notification ----


@element(JINGLE, "jingle")
class JinglePush(Model):
    """Ask for notifications of calls, in an enable; or describe a call, in a notification."""

    action: str | None = attribute(
        default=None, doc="In a notification: the step of the call, such as propose."
    )
    sid: str | None = attribute(default=None, doc="In a notification: the identifier of the call.")
    media: tuple[str, ...] = children(
        default=(), doc="In a notification: what is offered, such as audio and video."
    )
    features: tuple[Payload, ...] = payloads(
        default=(), doc="In a notification: elements <feature/>, each in the namespace it names."
    )


@element(PRIORITY, "priority")
class PushPriority(Model):
    """Ask for the priority of notifications, in an enable; or say it, in a notification."""

    level: str = content(
        default="", doc="In a notification: high for messages with a text and calls, or else low."
    )


# ---- in a notification ----


@element(MUC_OFFLINE, "groupchat")
class GroupchatSender(Model):
    """Who in a room has sent the message of a notification."""

    nickname: str | None = child(name="nickname", default=None, doc="The nickname of the sender.")
