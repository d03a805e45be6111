"""The APNs request to one device, as far as a chat notification needs it.

Source: Apple, "Generating a remote notification" and "Sending notification requests to APNs".
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

import attrs

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.records import frozen
from pushstanza.payloads.wire import Part, weigh, wire

#: Apple, "Generating a remote notification": the bytes of the body of a request, and of a call.
LIMIT, VOIP_LIMIT = 4096, 5120

#: Apple, "Sending notification requests to APNs": the bytes of ``apns-collapse-id``.
COLLAPSE_ID_LIMIT = 64

#: Apple, "Sending notification requests to APNs": the suffix of a topic, and its push type.
TOPIC_SUFFIXES = {
    ".voip": "voip",
    ".complication": "complication",
    ".pushkit.fileprovider": "fileprovider",
    ".location-query": "location",
    ".voip-ptt": "pushtotalk",
    ".push-type.liveactivity": "liveactivity",
    ".push-type.widgets": "widgets",
    ".push-type.controls": "controls",
}

_SUFFIXES = tuple(TOPIC_SUFFIXES)

#: The one key of the payload that is not the app's.
RESERVED_KEY = "aps"

#: Apple, "Sending notification requests to APNs": every push type.
PushType: TypeAlias = Literal[
    "alert",
    "background",
    "complication",
    "controls",
    "fileprovider",
    "liveactivity",
    "location",
    "mdm",
    "pushtotalk",
    "voip",
    "widgets",
]

#: Apple, "UNNotificationInterruptionLevel": from what waits to what passes the mute switch.
InterruptionLevel: TypeAlias = Literal["passive", "active", "time-sensitive", "critical"]

Flag: TypeAlias = Literal[1]


@frozen(kw_only=True, repr=False)
class Alert(Part):
    """What is shown (Apple, "Generating a remote notification", table 2)."""

    title: Annotated[str | None, wire(doc="The title.")] = None
    body: Annotated[str | None, wire(doc="The text.")] = None
    subtitle: Annotated[str | None, wire(doc="A line below the title.")] = None
    launch_image: Annotated[
        str | None, wire("launch-image", doc="What is shown while the app starts.")
    ] = None
    title_loc_key: Annotated[
        str | None, wire("title-loc-key", doc="A title in the strings of the app.")
    ] = None
    title_loc_args: Annotated[
        tuple[str, ...] | None, wire("title-loc-args", doc="What goes into that title.")
    ] = None
    subtitle_loc_key: Annotated[
        str | None, wire("subtitle-loc-key", doc="A subtitle in the strings of the app.")
    ] = None
    subtitle_loc_args: Annotated[
        tuple[str, ...] | None, wire("subtitle-loc-args", doc="What goes into that subtitle.")
    ] = None
    loc_key: Annotated[str | None, wire("loc-key", doc="A text in the strings of the app.")] = None
    loc_args: Annotated[
        tuple[str, ...] | None, wire("loc-args", doc="What goes into that text.")
    ] = None


@frozen(kw_only=True, repr=False)
class CriticalSound(Part):
    """The sound of a critical alert (Apple, "Generating a remote notification", table 3)."""

    name: Annotated[str, wire(doc="`default`, or a file of the app.")]
    critical: Annotated[
        Flag | None, wire(doc="1 passes the mute switch; it needs Apple's entitlement.")
    ] = None
    volume: Annotated[float | None, wire(doc="From 0, silent, to 1.")] = None


@frozen(kw_only=True, repr=False)
class Aps(Part):
    """The part of a payload that Apple defines (same page, table 1)."""

    alert: Annotated[Alert | None, wire(doc="What is shown.")] = None
    badge: Annotated[int | None, wire(doc="The number on the icon; 0 removes it.")] = None
    sound: Annotated[
        str | CriticalSound | None, wire(doc="`default`, a file of the app, or a critical sound.")
    ] = None
    category: Annotated[str | None, wire(doc="A category the app has registered.")] = None
    content_available: Annotated[
        Flag | None, wire("content-available", doc="1 makes a background push.")
    ] = None
    mutable_content: Annotated[
        Flag | None, wire("mutable-content", doc="1 hands an alert to the service extension.")
    ] = None
    thread_id: Annotated[
        str | None, wire("thread-id", doc="Notifications of one thread are grouped.")
    ] = None
    interruption_level: Annotated[
        InterruptionLevel | None,
        wire("interruption-level", doc="How much it interrupts; absent means `active`."),
    ] = None
    relevance_score: Annotated[
        float | None, wire("relevance-score", doc="From 0 to 1: the place in the summary.")
    ] = None
    target_content_id: Annotated[
        str | None, wire("target-content-id", doc="The window that is brought forward.")
    ] = None
    filter_criteria: Annotated[
        str | None, wire("filter-criteria", doc="Which Focus filters let it through.")
    ] = None


@frozen(kw_only=True, repr=False)
class Payload(Part):
    """The body of a request: ``aps``, and the keys of the app beside it (same page)."""

    aps: Annotated[Aps, wire(doc="What Apple defines.")]
    custom: Annotated[Mapping[str, Any], wire(rest=True)] = attrs.field(factory=dict, hash=False)


@frozen(kw_only=True, repr=False)
class Headers(Part):
    """The headers of a request (Apple, "Sending notification requests to APNs", table 1).

    Authorization is added where it is sent; Apple names neither ``accept`` nor ``content-type``,
    which Sparrow sends.
    """

    accept: Annotated[str, wire(always=True, doc="JSON.")] = "application/json"
    content_type: Annotated[str, wire("content-type", always=True, doc="JSON.")] = (
        "application/json"
    )
    push_type: Annotated[
        PushType | None, wire("apns-push-type", doc="What the payload is; watchOS 6 requires it.")
    ] = None
    topic: Annotated[
        str | None, wire("apns-topic", doc="The bundle id; needed with token authentication.")
    ] = None
    priority: Annotated[
        Literal[5, 10] | None,
        wire("apns-priority", doc="10 at once, 5 when it suits the battery; absent means 10.",
             write=str),
    ] = None  # fmt: skip
    expiration: Annotated[
        int | None,
        wire("apns-expiration", doc="Until when it is kept, in seconds since 1970; 0: one attempt.",
             write=str),
    ] = None  # fmt: skip
    collapse_id: Annotated[
        str | None,
        wire("apns-collapse-id", doc="What has the same id replaces it; 64 bytes at most."),
    ] = None
    id: Annotated[str | None, wire("apns-id", doc="A UUID in lower case, for the answer.")] = None


_BYTES = lazy_pattern("(?:[0-9a-fA-F]{2})+")
_VISIBLE = lazy_pattern("[!-~]+")


def device_path(token: str) -> str:
    """Return the path of the device with *token* (Apple, "Sending notification requests")."""
    return f"/3/device/{token}"


def is_device_token(text: str) -> bool:
    """Return whether *text* is whole bytes in hexadecimal digits.

    Apple says that it is hexadecimal, and that nothing may be assumed about its length.
    """
    return _BYTES.fullmatch(text) is not None


def is_topic(text: str) -> bool:
    """Return whether *text* can be the value of a header: visible ASCII, and some of it."""
    return _VISIBLE.fullmatch(text) is not None


def push_type_of(topic: str) -> str | None:
    """Return the push type that the suffix of *topic* asks for, or ``None`` for a bundle id."""
    if not topic.endswith(_SUFFIXES):
        return None
    return next(each for end, each in TOPIC_SUFFIXES.items() if topic.endswith(end))


def limit_of(headers: Headers) -> int:
    """Return how many bytes APNs accepts for the body of a request with *headers*."""
    return VOIP_LIMIT if headers.push_type == "voip" else LIMIT


def is_collapse_id(text: str) -> bool:
    """Return whether *text* fits into ``apns-collapse-id``, in bytes of UTF-8."""
    return weigh(text) <= COLLAPSE_ID_LIMIT
