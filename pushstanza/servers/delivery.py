"""How a push service hands a publish on: the request that it makes, and what it answers then."""

from collections.abc import Callable
from typing import Literal

import attrs

from pushstanza.payloads import apns, fcm
from pushstanza.payloads.result import ApnsRequest, FcmRequest, ProviderRequest
from pushstanza.servers.answer import Answer
from pushstanza.servers.request import Request

#: The topic of the app that a push service is set up for; the emulator has no certificates.
_TOPIC = "com.example.app"
_ALERT = apns.Headers(push_type="alert", topic=_TOPIC, priority=10)


@attrs.frozen
class Device:
    """What a push service knows of a device: its token, its provider, and the secret if any."""

    token: str = attrs.field(repr=False)
    provider: Literal["apns", "fcm"]
    secret: str | None = attrs.field(default=None, repr=False)


@attrs.frozen(kw_only=True)
class Delivery:
    """What a push service does with a publish that it accepts.

    ``request`` makes the request to the provider, ``failure`` is what is answered where the
    provider refuses it, for the reason that it gives. ``unknown`` is answered where the device is
    not registered, or its secret is another; ``None`` says that the node itself is the token.
    """

    request: Callable[[Device, Request], ProviderRequest]
    failure: Callable[[str], Answer]
    unknown: Answer | None


def to_apns(
    device: Device, alert: apns.Alert | None = None, *, mutable: bool = False
) -> ProviderRequest:
    """Return a request to APNs: an alert, or a push in the background where there is none."""
    aps = apns.Aps(content_available=1)
    if alert is not None:
        aps = apns.Aps(alert=alert, sound="default", mutable_content=1 if mutable else None)
    return ApnsRequest(
        path=apns.device_path(device.token),
        headers=_ALERT,
        body=apns.Payload(aps=aps),
    )


def to_fcm(device: Device, android: fcm.AndroidConfig | None = None) -> ProviderRequest:
    """Return a request to FCM with no more than data."""
    message = fcm.Message(token=device.token, data={}, android=android)
    return FcmRequest(headers=fcm.Headers(), body=fcm.SendMessageRequest(message=message))
