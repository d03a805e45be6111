"""The FCM v1 request, as far as a chat notification needs it.

Source: the discovery document of FCM v1, revision 20261023.
"""

from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias

import attrs

from pushstanza.diagnostics.masking import mask
from pushstanza.diagnostics.records import frozen
from pushstanza.payloads.provider_fields import field_named, plain_name
from pushstanza.payloads.wire import Part, weigh, wire
from pushstanza.stanzas.forms.publish_options import MAX_TIME_TO_LIVE

#: Firebase, "Set the message type": the payload of a message.
LIMIT = 4096

#: Discovery document, Message.data: words that may not be keys.
RESERVED_KEYS = frozenset({"from", "message_type"})

#: Discovery document, Message.data: what keys may not begin with.
RESERVED_PREFIXES = ("google.", "gcm.notification.")

#: Firebase, ErrorCode INVALID_ARGUMENT: a key that FCM writes over.
OVERRIDDEN_KEYS = frozenset({"collapse_key"})

#: Firebase, ErrorCode INVALID_ARGUMENT, in older words: what keys should not begin with.
DOUBTFUL_PREFIXES = ("google", "gcm")

#: Discovery document, AndroidConfig.collapseKey: how many of them FCM keeps for a device.
MOST_COLLAPSE_KEYS = 4

#: Firebase, "Set the message type", reserves it; FCM accepts it (beste/firebase-php issue 588).
DOUBTFUL_KEYS = frozenset({"notification"})

Priority: TypeAlias = Literal["normal", "high", "NORMAL", "HIGH"]
Visibility: TypeAlias = Literal["PRIVATE", "PUBLIC", "SECRET"]
NotificationPriority: TypeAlias = Literal[
    "PRIORITY_MIN", "PRIORITY_LOW", "PRIORITY_DEFAULT", "PRIORITY_HIGH", "PRIORITY_MAX"
]


def _duration(seconds: int) -> str:
    return f"{seconds}s"


@frozen(kw_only=True, repr=False)
class Notification(Part):
    """What every platform shows (discovery document, Notification)."""

    title: Annotated[str | None, wire(doc="The title.")] = None
    body: Annotated[str | None, wire(doc="The text.")] = None


@frozen(kw_only=True, repr=False)
class AndroidNotification(Part):
    """What Android shows (discovery document, AndroidNotification)."""

    title: Annotated[str | None, wire(doc="The title; it overrides Notification.title.")] = None
    body: Annotated[str | None, wire(doc="The text; it overrides Notification.body.")] = None
    click_action: Annotated[
        str | None, wire(doc="An activity with this intent filter is started by a click.")
    ] = None
    tag: Annotated[
        str | None, wire(doc="A notification with the same tag is replaced in the drawer.")
    ] = None
    sound: Annotated[str | None, wire(doc="`default`, or a file in `/res/raw/`.")] = None
    channel_id: Annotated[
        str | None, wire(doc="The channel, which the app has to have created (Android 8).")
    ] = None
    icon: Annotated[str | None, wire(doc="A drawable of the app.")] = None
    color: Annotated[str | None, wire(doc="The colour of the icon, as `#rrggbb`.")] = None
    image: Annotated[str | None, wire(doc="The URL of a picture.")] = None
    ticker: Annotated[str | None, wire(doc="What a screen reader reads out.")] = None
    notification_priority: Annotated[
        NotificationPriority | None, wire(doc="How much it interrupts, before Android 8.")
    ] = None
    visibility: Annotated[Visibility | None, wire(doc="How much of it a locked screen shows.")] = (
        None
    )
    notification_count: Annotated[
        int | None, wire(doc="The number on the icon, where the launcher shows one.")
    ] = None


@frozen(kw_only=True, repr=False)
class AndroidConfig(Part):
    """How FCM treats a message on its way to Android (discovery document, AndroidConfig)."""

    priority: Annotated[
        Priority | None, wire(doc="`high` wakes the device, `normal` may wait until it is awake.")
    ] = None
    ttl: Annotated[
        int | None,
        wire(doc="For how many seconds FCM keeps it; on the wire `3600s`.",
             write=_duration),
    ] = None  # fmt: skip
    data: Annotated[
        Mapping[str, str] | None, wire(doc="Keys and values for the app; overrides Message.data.")
    ] = attrs.field(default=None, hash=False)
    notification: Annotated[
        AndroidNotification | None, wire(doc="What to show; none makes a data message.")
    ] = None
    collapse_key: Annotated[
        str | None,
        wire(doc="The last message with a key replaces those that wait; four keys a device."),
    ] = None
    restricted_package_name: Annotated[
        str | None, wire(doc="The package that the token has to belong to.")
    ] = None
    direct_boot_ok: Annotated[
        bool | None, wire(doc="Whether the app gets it before the device is unlocked.")
    ] = None


@frozen(kw_only=True, repr=False)
class Message(Part):
    """A message to one device (discovery document, Message)."""

    token: Annotated[str, wire(doc="The registration token of the device.")] = attrs.field(
        repr=mask
    )
    data: Annotated[Mapping[str, str] | None, wire(doc="Keys and values for the app.")] = (
        attrs.field(default=None, hash=False)
    )
    notification: Annotated[Notification | None, wire(doc="What every platform shows.")] = None
    android: Annotated[AndroidConfig | None, wire(doc="What concerns Android.")] = None


@frozen(kw_only=True, repr=False)
class SendMessageRequest(Part):
    """The body of ``POST /v1/projects/…/messages:send`` (discovery document)."""

    message: Annotated[Message, wire(doc="The message.")]


@frozen(kw_only=True, repr=False)
class Headers(Part):
    """The headers of that request; authorization is added where it is sent."""

    content_type: Annotated[str, wire("content-type", always=True, doc="JSON.")] = (
        "application/json"
    )


#: What the legacy API and other libraries called a field of the message, and where it is now.
_MOVED = {
    "to": "token",
    "time_to_live": "android.ttl",
    "content_available": "apns.payload.aps.content-available",
    "mutable_content": "apns.payload.aps.mutable-content",
}


def place_of(key: str) -> str | None:
    """Return the path of the field that *key* names, wherever it stands in a message.

    ``None`` where FCM has no such field. That of ``android`` is meant rather than that of
    ``android.notification``.
    """
    name = plain_name(key)
    if name in _MOVED:
        return _MOVED[name]
    parts = (("android.", AndroidConfig), ("android.notification.", AndroidNotification))
    for start, model in parts:
        if any(field.name == name for field in attrs.fields(model)):
            return start + name
    field = field_named(name)
    if field is None:
        return None
    if field.fcm is not None or field.apns is None:
        return field.fcm
    return f"apns.payload.{field.apns}" if "." in field.apns else f"apns.headers.{field.apns}"


def is_reserved(key: str) -> bool:
    """Return whether FCM refuses *key* in data (discovery document, Message.data)."""
    return key in RESERVED_KEYS or key.startswith(RESERVED_PREFIXES)


def is_lost(key: str) -> bool:
    """Return whether *key* cannot carry a value in data: FCM refuses it, or writes over it."""
    return is_reserved(key) or key in OVERRIDDEN_KEYS


def is_valid(message: Message) -> bool:
    """Return whether FCM accepts the data and the time to live of *message*, whatever its size.

    Source: discovery document, Message.data; Firebase, "Set the lifespan of a message".
    """
    android = message.android or AndroidConfig()
    keys = {**(message.data or {}), **(android.data or {})}
    in_time = android.ttl is None or 0 <= android.ttl <= MAX_TIME_TO_LIVE
    return in_time and not any(map(is_reserved, keys))


def weigh_message(message: Message) -> int:
    """Return the bytes of *message* that are held against the limit.

    Firebase says that "both the keys and the values" of the payload count and no more;
    that this means data and notification, and not token, ttl and braces, is inferred.
    """
    android = message.android or AndroidConfig()
    return sum(
        weigh(key) + weigh(value)
        for part in (
            message.data or {},
            android.data or {},
            _texts(message.notification),
            _texts(android.notification),
        )
        for key, value in part.items()
    )


def _texts(shown: Notification | AndroidNotification | None) -> dict[str, str]:
    texts = {} if shown is None else attrs.asdict(shown)
    return {key: text for key, text in texts.items() if isinstance(text, str)}
