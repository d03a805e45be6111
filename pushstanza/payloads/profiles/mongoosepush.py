"""What MongooseIM and MongoosePush really send, quirks included.

Source: MongooseIM ``mod_push_service_mongoosepush.erl``; MongoosePush ``service/apns.ex``,
``service/fcm.ex``; Sparrow ``apns.ex``, ``fcm_v1.ex``.
"""

from collections.abc import Iterator

import attrs

from pushstanza.payloads import apns, fcm, mongoosepush
from pushstanza.payloads.losses import CHAIN_CHECKS
from pushstanza.payloads.options import IN_ALERT, IN_BODY, copied, placed
from pushstanza.payloads.profile import (
    Obstacle,
    Profile,
    Refusal,
    missing,
    obstacles,
    refused_values,
    unreachable,
)
from pushstanza.payloads.publish import BODY, COUNT, SENDER, Publish
from pushstanza.payloads.result import ApnsRequest, FcmRequest, ProviderRequest

#: MongoosePush ``service/fcm.ex``: what the priorities are for FCM.
FCM_PRIORITIES: dict[str | None, fcm.Priority] = {"normal": "NORMAL", "high": "HIGH"}


def _obstacles(publish: Publish) -> Iterator[Obstacle]:
    """Yield why ``make_notification/2`` fails: an alert needs every field."""
    yield from obstacles(publish)
    if not publish.silent:
        yield from missing(each for each in (COUNT, BODY, SENDER) if each not in publish.summary)


def _request(publish: Publish) -> mongoosepush.Request:
    """Return what MongooseIM sends: options as the strings they are."""
    return mongoosepush.Request(
        api_version=publish.api_version,
        device_id=publish.device_id,
        body=mongoosepush.DeepBody(
            **copied(IN_BODY, publish),
            alert=None if publish.silent else _alert(publish),
            data=publish.data if publish.silent else None,
        ),
    )


def _alert(publish: Publish) -> mongoosepush.Alert:
    return mongoosepush.Alert(
        title=publish.summary[SENDER],
        body=publish.summary[BODY],
        tag=publish.summary[SENDER],
        badge=publish.count,
        **copied(IN_ALERT, publish),
    )


def _refusals(publish: Publish, request: mongoosepush.Request) -> Iterator[Refusal]:
    """Yield what MongoosePush refuses: values with 422, a token in the wrong place with 404."""
    yield from refused_values(publish, request)
    yield from unreachable(publish)


def _provide(publish: Publish, request: mongoosepush.Request) -> ProviderRequest:
    """Return what Sparrow sends."""
    make = _apns if request.body.service == "apns" else _fcm
    return make(publish, request)


def _apns(publish: Publish, request: mongoosepush.Request) -> ProviderRequest:
    body = request.body
    headers = apns.Headers(**placed("apns", "headers", body))
    if body.alert is None:
        headers = attrs.evolve(headers, push_type="background")
    elif body.topic is None:
        headers = attrs.evolve(headers, topic=publish.default_topic)
    return ApnsRequest(
        path=apns.device_path(request.device_id),
        mode=body.mode or "prod",
        headers=headers,
        body=apns.Payload(aps=_aps(body), custom=body.data or {}),
    )


def _aps(body: mongoosepush.DeepBody) -> apns.Aps:
    alert, options = body.alert, placed("apns", "aps", body)
    if alert is None:
        return apns.Aps(content_available=1, **options)
    return apns.Aps(
        alert=apns.Alert(title=alert.title, body=alert.body), badge=alert.badge, **options
    )


def _fcm(_: Publish, request: mongoosepush.Request) -> ProviderRequest:
    body, alert = request.body, request.body.alert
    android = fcm.AndroidConfig(**placed("fcm", "android", body))
    return FcmRequest(
        headers=fcm.Headers(),
        body=fcm.SendMessageRequest(
            message=fcm.Message(
                token=request.device_id,
                data={},
                notification=fcm.Notification(),
                android=attrs.evolve(
                    android,
                    priority=FCM_PRIORITIES.get(android.priority),
                    data=body.data and {key: str(value) for key, value in body.data.items()},
                    notification=fcm.AndroidNotification()
                    if alert is None
                    else fcm.AndroidNotification(
                        title=alert.title,
                        body=alert.body,
                        tag=alert.tag,
                        **placed("fcm", "android.notification", body),
                    ),
                ),
            )
        ),
    )


PROFILE = Profile(
    obstacles=_obstacles,
    request=_request,
    refusals=_refusals,
    provide=_provide,
    checks=CHAIN_CHECKS,
    bounded=False,
)
