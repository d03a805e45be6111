"""Tigase's push component: what it answers, and what it asks of a provider.

Source: Tigase, development guide 8.0, "Push Notification format", and administration guide, "Push
Component"; ``StanzaProcessor.java`` of tigase-server; ``NotificationService.swift`` and
``CallManager.swift`` of Siskin, which read what it sends. Its own source was not at hand: what
follows from these is marked as inferred. Whether it sets ``apns-expiration`` is not known, so that
it is left out, which PS740 reports of calls.
"""

from typing import Any

from lxml import etree

from pushstanza.payloads import apns, fcm
from pushstanza.payloads.answers import UNREACHABLE
from pushstanza.payloads.result import ApnsRequest, ProviderRequest
from pushstanza.reading.tags import local, namespace
from pushstanza.servers import inputs as given
from pushstanza.servers.answer import error, result
from pushstanza.servers.case import Case, Input, Table, otherwise
from pushstanza.servers.delivery import TOPIC, Delivery, Device, Failure, to_fcm
from pushstanza.servers.inputs import administration
from pushstanza.servers.known.tigase_push.registration import REGISTRATION
from pushstanza.servers.phrases import NOTHING, features
from pushstanza.servers.push_service import (
    LOST,
    SENT,
    is_asked,
    no_answer,
    no_node,
    no_pubsub,
    unregistered,
)
from pushstanza.servers.request import DISCO, PUSH, Request
from pushstanza.servers.server import Server
from pushstanza.servers.set_up import fault, publishing

_GUIDE = "Tigase, development guide 8.0, Push Notification format"
_PROCESSOR = "tigase-server, StanzaProcessor.java"
_INFERRED = "tigase-push: inferred"

_ENCRYPT, _PRIORITY = "tigase:push:encrypt:0", "tigase:push:priority:0"
#: The length up to which it passes a text on, and the length to which it cuts a longer one.
_LONGEST, _CUT = 512, 500

# ---- the provider ----


def _extension(publish: Request, name: str, of: str) -> etree._Element | None:
    """Return an element in the notification that Tigase has added to it."""
    inside = (
        each
        for notification in given.published(publish)
        for each in notification
        if isinstance(each.tag, str)
    )
    return next((each for each in inside if (local(each), namespace(each)) == (name, of)), None)


def _data(device: Device, publish: Request) -> dict[str, str]:
    """Return the content of the notification: that of the summary, or the encrypted one."""
    found = {} if device.account is None else {"account": device.account}
    encrypted = _extension(publish, "encrypted", _ENCRYPT)
    if encrypted is not None:
        return {**found, "encrypted": encrypted.text or "", "iv": encrypted.get("iv", "")}
    summary = given.single_values(given.summary_form(publish))
    for name, key in _KEYS.items():
        if name in summary:
            found[key] = summary[name]
    if len(found.get("body", "")) > _LONGEST:
        found["body"] = f"{found['body'][:_CUT]}…"
    return found


_KEYS = {
    "message-count": "unread-messages",
    "last-message-sender": "sender",
    "last-message-body": "body",
}


def _request(device: Device, publish: Request) -> ProviderRequest:
    data = _data(device, publish)
    if device.provider == "fcm":
        return to_fcm(device, fcm.AndroidConfig(priority="HIGH"), data)
    encrypted = _extension(publish, "encrypted", _ENCRYPT)
    is_call = encrypted is not None and encrypted.get("type") == "voip"
    if is_call and device.second_token is not None:
        return _to_apns(device.second_token, "voip", apns.Aps(), data)
    priority = _extension(publish, "priority", _PRIORITY)
    if priority is not None and priority.text == "low":
        return _to_apns(device.token, "background", apns.Aps(content_available=1), data)
    aps = apns.Aps(
        alert=apns.Alert(body="New message!"), sound="default", content_available=1,
        mutable_content=1,
    )  # fmt: skip
    return _to_apns(device.token, "alert", aps, data)


def _to_apns(
    token: str, push_type: apns.PushType, aps: apns.Aps, data: dict[str, str]
) -> ProviderRequest:
    custom: dict[str, Any] = dict(data)
    if data.get("unread-messages", "").isdecimal():
        custom["unread-messages"] = int(data["unread-messages"])
    headers = apns.Headers(
        push_type=push_type,
        topic=f"{TOPIC}.voip" if push_type == "voip" else TOPIC,
        priority=5 if push_type == "background" else 10,
    )
    body = apns.Payload(aps=aps, custom=custom)
    return ApnsRequest(path=apns.device_path(token), headers=headers, body=body)


_GONE = frozenset({"BadDeviceToken", "Unregistered", "UNREGISTERED"})


def _failure(_device: Device, reason: str) -> Failure:
    """Return what follows from an answer of a provider."""
    if reason in _GONE:
        return Failure(error("item-not-found"), "forget", "The component forgets the device.")
    if reason == UNREACHABLE:
        return Failure(error("remote-server-timeout"))
    return Failure(error("internal-server-error"))


# ---- what is asked ----

_asks_info = Input(
    "disco#info", lambda request: request.type == "get" and request.namespace == DISCO
)

TIGASE_PUSH = Server(
    name="tigase-push",
    title="Tigase Push",
    tables=(
        no_answer(_PROCESSOR),
        REGISTRATION,
        Table(
            "Publish",
            is_asked,
            (
                Case(
                    input=_asks_info,
                    answer=features(PUSH, identity=("pubsub", "push")),
                    effect=NOTHING,
                    source="TigasePushNotificationsModule.swift, findPushComponent, which looks for"
                    " them",
                ),
                Case(
                    input=no_pubsub,
                    answer=error("feature-not-implemented"),
                    effect=NOTHING,
                    source=f"{_PROCESSOR}, processPacket",
                ),
                Case(
                    input=given.nothing_published,
                    answer=error("feature-not-implemented"),
                    effect=NOTHING,
                    source=_INFERRED,
                ),
                *(
                    Case(input=each, answer=error("item-not-found"), effect=LOST, source=_INFERRED)
                    for each in (no_node, unregistered)
                ),
                Case(input=otherwise, answer=result(), effect=SENT, source=_GUIDE),
            ),
        ),
        publishing(
            fault(
                administration.not_accepted_by_provider,
                error("internal-server-error"),
                _INFERRED,
                LOST,
            ),
        ),
    ),
    repeats=True,
    codes=True,
    delivery=Delivery(request=_request, failure=_failure, wrong_secret=None),
    is_push_service=True,
    position=15,
)

SERVERS = (TIGASE_PUSH,)
