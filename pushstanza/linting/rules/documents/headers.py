"""The headers of a request to APNs."""

import re
from collections.abc import Iterator
from typing import get_args

from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.masking import quoted
from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.spelling import did_you_mean
from pushstanza.linting.rules.documents.places import (
    SHOWN,
    header_at,
    header_text,
    is_background,
    key_at,
    value_at,
)
from pushstanza.linting.rules.rule import Finding, also
from pushstanza.linting.rules.scope import Scope
from pushstanza.payloads import apns
from pushstanza.payloads.findings import found
from pushstanza.payloads.json_documents import ApnsPayload, FcmMessage, PushRequest
from pushstanza.payloads.wire import weigh

E, W = Severity.ERROR, Severity.WARNING


#: Every push type.
PUSH_TYPES: tuple[str, ...] = get_args(apns.PushType)

_SUFFIX_OF = {kind: suffix for suffix, kind in apns.TOPIC_SUFFIXES.items()}
_UUID = lazy_pattern(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")

#: The first dates that can be meant: 2001, and what is so far off that it is in milliseconds.
_FIRST_DATE, _IN_MILLISECONDS = 1_000_000_000, 100_000_000_000


@also("PS713", on=ApnsPayload)
def headers_of_payload(payload: ApnsPayload, _scope: Scope) -> Iterator[Finding]:
    """Find headers that APNs refuses, or that are at odds with the payload."""
    if payload.headers is None:
        return
    for check in (_push_type, _priority, _expiration, _names):
        yield from check(payload)


def _push_type(payload: ApnsPayload) -> Iterator[Finding]:
    called = header_text(payload, "apns-push-type")
    aps = payload.object("aps")
    visible = [key for key in SHOWN if key in aps]
    if called is None:
        if not payload.through_fcm and "aps" in payload.value:
            say = (
                "no apns-push-type: watchOS 6 and later require it, and elsewhere APNs may delay or"
            )
            asked = apns.push_type_of(header_text(payload, "apns-topic") or "")
            hint = asked and f"add apns-push-type {asked}, for which the topic is"
            yield header_at(
                payload, "apns-push-type", f"{say} drop the push", hint=hint, severity=W
            )
    elif called not in PUSH_TYPES:
        say = f"apns-push-type is {quoted(called)}: APNs answers InvalidPushType"
        yield header_at(payload, "apns-push-type", say, hint=did_you_mean(called, PUSH_TYPES))
    elif called == "background" and visible:
        say = f"the push type is background, and aps has {visible[0]}: APNs may refuse or drop it"
        yield header_at(payload, "apns-push-type", say, hint="did you mean 'alert'?")
    elif called == "alert" and aps and not visible:
        say = "the push type is alert, and aps shows nothing: APNs may refuse or drop it"
        hint = "did you mean 'background'?" if "content-available" in aps else None
        yield header_at(payload, "apns-push-type", say, hint=hint)


def _priority(payload: ApnsPayload) -> Iterator[Finding]:
    priority = header_text(payload, "apns-priority")
    if priority is not None and priority not in {"1", "5", "10"}:
        say = (
            f"apns-priority is {quoted(priority)}: APNs takes 10, 5 and 1, and answers BadPriority"
        )
        hint = {"high": "write 10", "normal": "write 5"}.get(priority.lower())
        yield header_at(payload, "apns-priority", say, hint=hint)
    elif priority == "10" and is_background(payload):
        say = "priority 10 is an error in a background push: APNs may refuse or drop it"
        if payload.through_fcm:
            say = "a push that shows nothing has priority 10: FCM answers INVALID_ARGUMENT"
        yield header_at(payload, "apns-priority", say, hint="write 5")
    elif priority is None and is_background(payload) and not payload.through_fcm:
        say = "no apns-priority, which means 10, and that is an error in a background push"
        yield header_at(payload, "apns-priority", say, hint="add apns-priority 5")
    elif priority == "1" and payload.push_type == "liveactivity":
        say = "a Live Activity has the priority 5 or 10, and not 1"
        yield header_at(payload, "apns-priority", say)


@also("PS713", on=FcmMessage)
def data_at_once(message: FcmMessage, _scope: Scope) -> Iterator[Finding]:
    """Find a message of data alone that is to reach an Apple device at once."""
    headers = message.object("apns", "headers")
    aps = message.object("apns", "payload", "aps")
    shows = "notification" in message.value or not {*SHOWN, "content-available"}.isdisjoint(aps)
    if "data" in message.value and not shows and headers.get("apns-priority") == "10":
        say = "a message of data alone has apns-priority 10: FCM answers INVALID_ARGUMENT"
        yield value_at(message, "apns", "headers", "apns-priority", say=say, hint="write 5")


def _expiration(payload: ApnsPayload) -> Iterator[Finding]:
    text = header_text(payload, "apns-expiration")
    if text is None:
        return
    if not re.fullmatch("[0-9]{1,20}", text):
        say = f"apns-expiration is {quoted(text)}: APNs takes seconds since 1970, and answers"
        yield header_at(payload, "apns-expiration", f"{say} BadExpirationDate")
    elif 0 < int(text) < _FIRST_DATE:
        say = f"apns-expiration is {text}, a date long ago: APNs tries once and keeps nothing"
        hint = "it is a date: add the seconds to the present time"
        yield header_at(payload, "apns-expiration", say, hint=hint)
    elif int(text) > _IN_MILLISECONDS:
        say = f"apns-expiration is {text}, thousands of years away"
        yield header_at(payload, "apns-expiration", say, hint="write seconds", severity=W)


def _names(payload: ApnsPayload) -> Iterator[Finding]:
    collapse, own = header_text(payload, "apns-collapse-id"), header_text(payload, "apns-id")
    if collapse is not None and not apns.is_collapse_id(collapse):
        say = f"apns-collapse-id has {weigh(collapse)} bytes: APNs takes 64, and answers BadCollapseId"
        yield header_at(payload, "apns-collapse-id", say)
    if own is not None and not _UUID.fullmatch(own):
        upper = _UUID.fullmatch(own.lower()) is not None
        say = "a UUID in lower case" if upper else "a UUID of 32 digits: APNs answers BadMessageId"
        yield header_at(payload, "apns-id", f"apns-id has to be {say}", severity=W if upper else E)


@also("PS713", on=PushRequest)
def aps_in_data(request: PushRequest, _scope: Scope) -> Iterator[Finding]:
    """Find data that Sparrow writes over."""
    if request.part("service") == "apns" and "aps" in request.object("data"):
        yield key_at(
            request,
            "data",
            "aps",
            say="the key aps of the data is lost: Sparrow writes its own over it",
            severity=W,
        )


@also("PS714", on=ApnsPayload)
def topic_of_payload(payload: ApnsPayload, _scope: Scope) -> Iterator[Finding]:
    """Find a topic that is for another type of push."""
    topic, called = header_text(payload, "apns-topic"), payload.push_type
    if topic is None or called not in PUSH_TYPES:
        return
    asked, wanted = apns.push_type_of(topic), _SUFFIX_OF.get(called)
    if asked is not None and asked != called:
        fault = found(
            "topic-push-type",
            value=quoted(topic, longest=64),
            push_type=asked,
            sent=f"of type {called}",
        )
        yield header_at(payload, "apns-topic", fault.message)
    elif wanted is not None and asked is None:
        say = f"a push of type {called} has a topic that ends in {wanted}: APNs may refuse it"
        bundle_id = topic[: -len(wanted)] if topic.lower().endswith(wanted) else topic
        yield header_at(payload, "apns-topic", say, hint=f"write {quoted(bundle_id + wanted)}")


@also("PS706", on=ApnsPayload)
def topic_is_no_bundle_id(payload: ApnsPayload, _scope: Scope) -> Iterator[Finding]:
    """Find a topic that is none."""
    topic = header_text(payload, "apns-topic")
    if topic is None or payload.push_type == "mdm":
        return
    if not apns.is_topic(topic):
        fault = found("topic-characters", value=quoted(topic, longest=64))
        yield header_at(payload, "apns-topic", fault.message, severity=E)
    elif "." not in topic:
        fault = found("topic-placeholder", value=quoted(topic, longest=64))
        yield header_at(payload, "apns-topic", fault.message, hint="give the bundle ID of the app")
