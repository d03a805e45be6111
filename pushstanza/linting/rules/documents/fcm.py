"""The rest of a message to FCM, and device tokens."""

import re
from collections.abc import Iterator
from typing import Any

from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.masking import mask, quoted
from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.spelling import did_you_mean
from pushstanza.linting.rules import examples
from pushstanza.linting.rules.documents.json_schemas import shown
from pushstanza.linting.rules.documents.places import key_at, reported_at, value_at
from pushstanza.linting.rules.rule import Finding, also, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.payloads import apns, fcm
from pushstanza.payloads.findings import found
from pushstanza.payloads.json_documents import ApnsPayload, FcmMessage
from pushstanza.payloads.publish import Publish
from pushstanza.payloads.tokens import token_fault
from pushstanza.stanzas.forms.publish_options import MAX_TIME_TO_LIVE

I = Severity.INFO  # noqa: E741 - what rules say


_DURATION = lazy_pattern(r"([0-9]+)(?:\.[0-9]{1,9})?s")
_FCM_PRIORITIES = ("NORMAL", "HIGH", "normal", "high")


@also("PS702", on=FcmMessage)
def values_of_message(message: FcmMessage, _scope: Scope) -> Iterator[Finding]:
    """Find a time to live and a priority that FCM refuses."""
    android = message.object("android")
    if "ttl" in android and not _is_lifespan(android["ttl"]):
        ttl = android["ttl"]
        say = f"ttl is {shown(ttl)}: FCM takes seconds with an s behind, four weeks at most, and"
        digits = re.match("[0-9]{1,7}(?=(?:s|sec|seconds)?$)", str(ttl))
        hint = (
            f"did you mean '{digits[0]}s'?"
            if digits and int(digits[0]) <= MAX_TIME_TO_LIVE
            else None
        )
        yield value_at(message, "android", "ttl", say=f"{say} answers INVALID_ARGUMENT", hint=hint)
    priority = android.get("priority")
    if isinstance(priority, str) and priority not in _FCM_PRIORITIES:
        say = f"priority is {quoted(priority)}: FCM takes normal and high, and answers INVALID_ARGUMENT"
        hint = did_you_mean(priority, ("normal", "high"))
        yield value_at(message, "android", "priority", say=say, hint=hint)


def _is_lifespan(ttl: Any) -> bool:
    parts = _DURATION.fullmatch(ttl) if isinstance(ttl, str) and len(ttl) < 40 else None
    return parts is not None and float(ttl[:-1]) <= MAX_TIME_TO_LIVE


@also("PS718", on=FcmMessage)
def lifespan_of_message(message: FcmMessage, _scope: Scope) -> Iterator[Finding]:
    """Find a message that is not kept."""
    ttl = message.part("android", "ttl")
    if isinstance(ttl, str) and re.fullmatch(r"0+(\.0*)?s", ttl):
        say = f"ttl is {quoted(ttl)}: unless the device is connected now, the push is discarded"
        yield value_at(message, "android", "ttl", say=say)


@also("PS723", on=FcmMessage)
def empty_notification(message: FcmMessage, _scope: Scope) -> Iterator[Finding]:
    """Find a notification that says nothing."""
    for part in (("notification",), ("android", "notification")):
        if message.part(*part) == {}:
            yield reported_at(found("empty-notification"), message, *part, content=False)


@also("PS722", on=FcmMessage)
def data_message(message: FcmMessage, _scope: Scope) -> Iterator[Finding]:
    """Find a message of data alone that may wait, or may lose its priority."""
    shown = (message.part("notification"), message.part("android", "notification"))
    if not (message.object("data") or message.object("android", "data")) or any(shown):
        return
    is_high = str(message.part("android", "priority")).lower() == "high"
    part = ("android", "priority") if message.part("android", "priority") else ()
    fault = found("silent-fcm-high" if is_high else "silent-fcm-normal")
    yield reported_at(fault, message, *part, content=bool(part))


@rule(
    "PS743",
    "collapse-key",
    I,
    on=FcmMessage,
    default=False,
    source="FCM v1 discovery document, AndroidConfig.collapseKey; Firebase, Collapsible and "
    "non-collapsible messages",
    bad=(
        examples.fcm_json(
            '"data": {}, "android": {"collapse_key": "9f2c1d4e-6b7a-4c11-9a55-0d6f6b1c2e3f"}'
        ),
        examples.fcm_json('"data": {}, "android": {"collapse_key": "1732873542123"}'),
    ),
    good=examples.fcm_json('"data": {}, "android": {"collapse_key": "messages"}'),
)
def collapse_key(message: FcmMessage, _scope: Scope) -> Iterator[Finding]:
    """Of the messages that wait for a device, FCM delivers the last one for each collapse key.

    It keeps four different keys for a device, and says not which, if there are more. So a key names
    a kind of message, such as ``messages`` or ``calls``; one that looks like the ID or the time of a
    single message collapses nothing. In the data, ``collapse_key`` is written over, as PS711 says.
    """
    for name in ("collapse_key", "collapseKey"):
        key = message.part("android", name)
        if isinstance(key, str) and _OF_ONE_MESSAGE.fullmatch(key):
            say = (
                f"{name} is {quoted(key, longest=64)}, which looks like the ID of one message: FCM"
            )
            say = f"{say} keeps {fcm.MOST_COLLAPSE_KEYS} keys for a device"
            yield value_at(message, "android", name, say=say, hint="name a kind of message")


#: A UUID, a long number such as a time, or a hash.
_OF_ONE_MESSAGE = lazy_pattern(
    r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[0-9]{9,20}|[0-9a-f]{32,64}"
)


@rule(
    "PS744",
    "notification-with-data",
    I,
    on=FcmMessage,
    default=False,
    source="Firebase, Set the message type; Firebase, Receive messages in Android apps",
    bad=examples.fcm_json('"notification": {"title": "Hark"}, "data": {"account": "1"}'),
    good=(
        examples.fcm_json('"data": {"account": "1"}, "android": {"priority": "normal"}'),
        examples.fcm_json('"notification": {"title": "Hark"}'),
    ),
)
def notification_with_data(message: FcmMessage, _scope: Scope) -> Iterator[Finding]:
    """With a ``notification``, an app in the background gets the data only when the user taps.

    The system shows the notification, and the app does not run: it cannot fetch or decrypt the
    message. A message of data alone is handed to the app, which shows a notification itself; it is
    not collapsed unless it has a collapse key, and waits in Doze mode unless its priority is high.
    """
    shown = (("notification",), ("android", "notification"))
    place = next((each for each in shown if message.object(*each)), None)
    if place is not None and (message.object("data") or message.object("android", "data")):
        say = "in the background the app gets the data only when the notification is tapped"
        yield key_at(message, *place, say=say, hint="leave the notification to the app")


@also("PS708", on=FcmMessage)
def token_of_another(message: FcmMessage, _scope: Scope) -> Iterator[Finding]:
    """Find a token of APNs in a message to FCM."""
    token = message.part("token")
    if isinstance(token, str) and re.fullmatch("[0-9a-fA-F]{64}", token):
        say = f"token {mask(token)} is 64 hexadecimal digits, as an APNs token is"
        yield value_at(message, "token", say=say, hint="send it to APNs")


#: How long a text may be that is shown whole, though it stands where a token should.
SHOWN_WHOLE = 10


@also("PS710", on=FcmMessage)
def token_is_none(message: FcmMessage, _scope: Scope) -> Iterator[Finding]:
    """Find what a program has printed for a token that it does not have."""
    token = message.part("token")
    if isinstance(token, str) and token:
        fault = token_fault(Publish(summary={}, options={"service": "fcm", "device_id": token}))
        if fault is not None and fault.key != "token-path":
            shown_token = quoted(token) if len(token) < SHOWN_WHOLE else mask(token)
            say = f"token is {shown_token}: so a program prints a value, it is no token"
            yield value_at(message, "token", say=say)


@also("PS709", on=ApnsPayload)
def token_in_path(payload: ApnsPayload, _scope: Scope) -> Iterator[Finding]:
    """Find a token in the path of a request that APNs cannot know."""
    start, _, token = (payload.device_path or "").partition("/3/device/")
    if payload.device_path is None or start or apns.is_device_token(token):
        return
    fault = found("apns-token-hex", value=mask(token))
    yield Finding(fault.message, at=(*payload.headers_path[:-1], "path"), content=True)


@rule(
    "PS730",
    "token-deprecated",
    I,
    on=FcmMessage,
    default=False,
    source="FCM v1 discovery document, revision 20261023",
    bad=examples.fcm_json('"data": {}'),
    good='{"message": {"fid": "dGhpcyBpcyBub3QgYSB0bw", "data": {}}}',
)
def token_deprecated(message: FcmMessage, _scope: Scope) -> Iterator[Finding]:
    """FCM has a successor for registration tokens, the installation ID in ``fid``.

    Tokens still work.
    """
    if "token" in message.value:
        say = "token is deprecated: its successor is fid, the Firebase installation ID"
        yield key_at(message, "token", say=say)
