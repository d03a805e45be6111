"""Payloads that are too big."""

from collections.abc import Iterator
from typing import Any

import attrs

from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.masking import quoted
from pushstanza.linting.rules.documents.places import reported_at, scalar, value_at
from pushstanza.linting.rules.rule import Finding, also
from pushstanza.linting.rules.scope import Scope
from pushstanza.payloads import apns, fcm, mongoosepush
from pushstanza.payloads.findings import found
from pushstanza.payloads.json_documents import (
    ApnsPayload,
    Document,
    FcmMessage,
    Path,
    PushRequest,
)
from pushstanza.payloads.wire import encode, weigh

W = Severity.WARNING


#: Firebase, ErrorCode: what a message to a topic may hold; another page says 4096.
FCM_TOPIC_LIMIT = 2048

_NEARLY = 3500


@also("PS712", on=ApnsPayload)
def size_for_apns(payload: ApnsPayload, _scope: Scope) -> Iterator[Finding]:
    """Find a payload that APNs does not take."""
    limit = apns.VOIP_LIMIT if _is_call(payload) else apns.LIMIT
    size = len(encode(payload.value))
    if size > limit:
        yield _too_big(payload, _biggest(payload), size, limit, "APNs")


def _is_call(payload: ApnsPayload) -> bool:
    topic = (payload.headers or {}).get("apns-topic")
    return payload.push_type == "voip" or (isinstance(topic, str) and topic.endswith(".voip"))


@also("PS712", on=FcmMessage)
def size_for_fcm(message: FcmMessage, _scope: Scope) -> Iterator[Finding]:
    """Find a message that FCM does not take, or perhaps does not."""
    texts = {
        (*part, key): weigh(key) + weigh(value)
        for part in (("data",), ("android", "data"), ("notification",), ("android", "notification"))
        for key, value in message.object(*part).items()
        if isinstance(value, str)
    }
    size = sum(texts.values())
    limit = FCM_TOPIC_LIMIT if isinstance(message.part("topic"), str) else fcm.LIMIT
    if size < min(limit, _NEARLY):
        return
    path = max(texts, key=lambda each: texts[each])
    if size > fcm.LIMIT:
        yield _too_big(message, path, size, fcm.LIMIT, "FCM")
    elif size > limit:
        say = f"the payload has {size} bytes: of a message to a topic one of FCM's pages allows {limit}"
        yield value_at(message, *path, say=say, severity=W)
    elif size >= _NEARLY:
        yield reported_at(found("nearly-too-big", size=size, limit=fcm.LIMIT), message, *path)


#: What of an alert is text.
_TEXTS = tuple(each.name for each in attrs.fields(mongoosepush.Alert) if each.name != "badge")


@also("PS712", on=PushRequest)
def size_of_request(request: PushRequest, _scope: Scope) -> Iterator[Finding]:
    """Find a request whose payload the provider does not take."""
    alert = request.value if request.version == "v1" else request.object("alert")
    shown = {key: alert[key] for key in _TEXTS if key in alert}
    data = request.object("data")
    if request.part("service") == "apns":
        shown.pop("tag", None)
        size, provider, limit = len(encode({"aps": {"alert": shown}, **data})), "APNs", apns.LIMIT
    else:
        texts = {**shown, **data}
        size = sum(weigh(key) + weigh(scalar(value) or "") for key, value in texts.items())
        provider, limit = "FCM", fcm.LIMIT
    if size > limit:
        yield _too_big(request, _biggest(request), size, limit, provider)


def _too_big(document: Document, path: Path, size: int, limit: int, provider: str) -> Finding:
    fault = found(
        "too-big",
        size=size,
        limit=limit,
        excess=size - limit,
        provider=provider,
        field=quoted("/".join(map(str, path)), longest=64),
    )
    return reported_at(fault, document, *path)


def _biggest(document: Document) -> Path:
    """Return the way to the value without parts that takes the most bytes."""
    weights: dict[Path, int] = {}
    stack: list[tuple[Path, Any]] = [((), document.value)]
    while stack:
        path, value = stack.pop()
        if isinstance(value, dict):
            stack += [((*path, key), each) for key, each in value.items()]
        elif isinstance(value, list):
            stack += [((*path, index), each) for index, each in enumerate(value)]
        else:
            weights[path] = weigh(str(value)) + sum(weigh(str(step)) for step in path[-1:])
    return max(weights, key=lambda each: weights[each], default=())
