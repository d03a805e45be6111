"""What the tutorial and the providers ask for.

Source: MongooseIM, "Using push notifications on the client side"; Apple, "Sending notification
requests to APNs", "Pushing background updates to your app"; FCM v1 discovery document.
"""

from collections.abc import Iterator
from typing import Any

from pushstanza.diagnostics.masking import quoted
from pushstanza.payloads import apns, fcm, mongoosepush
from pushstanza.payloads.findings import found
from pushstanza.payloads.losses import DOCUMENTED_CHECKS, out_of_limits
from pushstanza.payloads.options import IN_ALERT, IN_BODY, placed, typed
from pushstanza.payloads.profile import (
    Obstacle,
    Profile,
    Refusal,
    missing,
    obstacles,
    refused_values,
)
from pushstanza.payloads.publish import BODY, SENDER, Publish
from pushstanza.payloads.result import ApnsRequest, FcmRequest, ProviderRequest
from pushstanza.payloads.tokens import token_fault


def _obstacles(publish: Publish) -> Iterator[Obstacle]:
    """Yield why there is nothing to send: an alert shows a title or a body, best both."""
    yield from obstacles(publish)
    if not publish.silent and not (publish.summary.get(SENDER) or publish.summary.get(BODY)):
        yield from missing((SENDER, BODY))


def _request(publish: Publish) -> mongoosepush.Request:
    """Return what MongooseIM should send: typed values, and the priority always.

    MongoosePush requires a title and a body, so that what is missing is empty.
    """
    return mongoosepush.Request(
        api_version=publish.api_version,
        device_id=publish.device_id,
        body=mongoosepush.DeepBody(
            **typed(IN_BODY, publish),
            alert=None if publish.silent else _alert(publish),
            data=publish.data if publish.silent else None,
        ),
    )


def _alert(publish: Publish) -> mongoosepush.Alert:
    return mongoosepush.Alert(
        title=publish.summary.get(SENDER, ""),
        body=publish.summary.get(BODY, ""),
        tag=publish.summary.get(SENDER) or None,
        badge=publish.count,
        **typed(IN_ALERT, publish),
    )


def _refusals(publish: Publish, request: mongoosepush.Request) -> Iterator[Refusal]:
    """Yield what MongoosePush refuses, and what the provider would."""
    yield from refused_values(publish, request)
    fault = token_fault(publish)
    if fault:
        yield "device_id", fault
    yield from out_of_limits(publish)
    topic = _topic(publish, request.body)
    if publish.service == "apns" and topic and not apns.is_topic(topic):
        yield "topic", found("topic-characters", value=quoted(topic, longest=64))


def _topic(publish: Publish, body: mongoosepush.DeepBody) -> str | None:
    return body.topic or publish.default_topic or None


def _provide(publish: Publish, request: mongoosepush.Request) -> ProviderRequest:
    """Return what the provider asks for."""
    make = _apns if request.body.service == "apns" else _fcm
    return make(publish, request)


def _apns(publish: Publish, request: mongoosepush.Request) -> ProviderRequest:
    body = request.body
    headers = placed("apns", "headers", body)
    headers |= {"push_type": "alert", "topic": _topic(publish, body)}
    if body.alert is None:
        headers |= {"push_type": "background", "priority": 5}
    return ApnsRequest(
        path=apns.device_path(request.device_id),
        mode=body.mode or "prod",
        headers=apns.Headers(**headers),
        body=apns.Payload(aps=_aps(body), custom=_custom(body)),
    )


def _aps(body: mongoosepush.DeepBody) -> apns.Aps:
    alert = body.alert
    if alert is None:
        return apns.Aps(content_available=1)
    return apns.Aps(
        alert=apns.Alert(title=alert.title or None, body=alert.body or None),
        badge=alert.badge,
        **placed("apns", "aps", body),
    )


def _custom(body: mongoosepush.DeepBody) -> dict[str, Any]:
    data = body.data or {}
    return {key: value for key, value in data.items() if key != apns.RESERVED_KEY}


def _fcm(_: Publish, request: mongoosepush.Request) -> ProviderRequest:
    body, alert = request.body, request.body.alert
    return FcmRequest(
        headers=fcm.Headers(),
        body=fcm.SendMessageRequest(
            message=fcm.Message(
                token=request.device_id,
                android=fcm.AndroidConfig(
                    **placed("fcm", "android", body),
                    data=_data(body) or None,
                    notification=None if alert is None else _notification(alert, body),
                ),
            )
        ),
    )


def _notification(
    alert: mongoosepush.Alert, body: mongoosepush.DeepBody
) -> fcm.AndroidNotification:
    return fcm.AndroidNotification(
        title=alert.title or None,
        body=alert.body or None,
        tag=alert.tag,
        **placed("fcm", "android.notification", body),
    )


def _data(body: mongoosepush.DeepBody) -> dict[str, str]:
    data = body.data or {}
    return {key: str(value) for key, value in data.items() if not fcm.is_lost(key)}


PROFILE = Profile(
    obstacles=_obstacles,
    request=_request,
    refusals=_refusals,
    provide=_provide,
    checks=DOCUMENTED_CHECKS,
    bounded=True,
)
