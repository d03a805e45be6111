"""How a push service hands a publish on: the request that it makes, and what it answers then."""

from collections.abc import Callable
from typing import Any, Literal, TypeAlias

import attrs

from pushstanza.diagnostics.records import frozen
from pushstanza.payloads import apns, fcm
from pushstanza.payloads.result import ApnsRequest, FcmRequest, ProviderRequest
from pushstanza.servers.answer import Answer
from pushstanza.servers.request import Request

#: The topic of the app that a push service is set up for; the emulator has no certificates.
TOPIC = "com.example.app"

#: Four weeks in seconds: what ``apns-expiration`` is of the services that set it. Their clock
#: starts at 0 here.
FOUR_WEEKS = 4 * 7 * 24 * 3600


@frozen
class Device:
    """What a push service knows of a device: its token, its provider, and the secret if any.

    ``account`` is what p2 and Tigase's component tell the app about the account; p2 makes one up
    by default. ``domain`` is the server of the account, where publishes are taken only from there.
    ``second_token`` is the token for calls, ``more`` are further devices of the node.
    """

    token: str = attrs.field(repr=False)
    provider: Literal["apns", "fcm", "other"]
    secret: str | None = attrs.field(default=None, repr=False)
    account: str | None = attrs.field(default=None, kw_only=True)
    domain: str | None = attrs.field(default=None, kw_only=True)
    second_token: str | None = attrs.field(default=None, kw_only=True, repr=False)
    more: tuple["Device", ...] = attrs.field(default=(), kw_only=True, repr=False)

    @property
    def all(self) -> tuple["Device", ...]:
        """All devices of the node, each by itself."""
        return (attrs.evolve(self, more=()), *self.more)


def without(device: Device, token: str) -> Device | None:
    """Return the devices of a node but the one with a token, ``None`` where none is left."""
    left = [each for each in device.all if each.token != token]
    return attrs.evolve(left[0], more=tuple(left[1:])) if left else None


@frozen(kw_only=True)
class Block:
    """That a push service answers publishes for a token itself, for some seconds.

    ``answer`` is what it answers, ``reason`` why.
    """

    answer: Answer
    seconds: float
    reason: str


#: What follows for a device whose notification was refused: nothing, a block of its token, or the
#: end of its registration at the push service.
Consequence: TypeAlias = Block | Literal["keep", "forget"]


@frozen
class Failure:
    """What a push service does when a provider refuses a notification.

    ``answer`` is what it answers to the publish, which may be a result; ``then`` what it does with
    the device, and ``effect`` what that means for the next publish.
    """

    answer: Answer
    then: Consequence = "keep"
    effect: str = ""


@frozen
class Pace:
    """Within how many seconds a push service holds back further pushes to a device.

    The emulator sends them at once; ``effect`` says what the real one does.
    """

    seconds: float
    effect: str


@frozen(kw_only=True)
class Delivery:
    """What a push service does with a publish that it accepts.

    ``request`` makes the request to the provider. ``failure`` is what follows where the provider
    refuses it, for the reason that it gives, or does not answer. ``wrong_secret`` is answered
    where the device has another secret; ``None`` says that the node itself is the token. ``pace``
    is how fast pushes to a device may follow each other, if that is limited.
    """

    request: Callable[[Device, Request], ProviderRequest]
    failure: Callable[[Device, str], Failure]
    wrong_secret: Answer | None
    pace: Pace | None = None


def to_apns(
    device: Device,
    alert: apns.Alert | None = None,
    *,
    mutable: bool = False,
    as_background: bool = False,
    expiration: int | None = None,
    mutable_as_text: bool = False,
) -> ProviderRequest:
    """Return a request to APNs: an alert, or one that shows nothing where there is none.

    Args:
        device: The device.
        alert: What is shown.
        mutable: Whether the app may change the alert before it is shown.
        as_background: Whether the headers say what is sent without an alert; otherwise they are
            those of an alert.
        expiration: What ``apns-expiration`` says.
        mutable_as_text: Whether ``mutable-content`` is sent as a text; Apple documents a number.
    """
    aps = apns.Aps(content_available=1)
    if alert is not None:
        flag: Any = "1" if mutable_as_text else 1
        aps = apns.Aps(alert=alert, sound="default", mutable_content=flag if mutable else None)
    is_background = as_background and alert is None
    return ApnsRequest(
        path=apns.device_path(device.token),
        headers=apns.Headers(
            push_type="background" if is_background else "alert",
            topic=TOPIC,
            priority=5 if is_background else 10,
            expiration=expiration,
        ),
        body=apns.Payload(aps=aps),
    )


def to_fcm(
    device: Device, android: fcm.AndroidConfig | None = None, data: dict[str, str] | None = None
) -> ProviderRequest:
    """Return a request to FCM with no more than data."""
    message = fcm.Message(token=device.token, data=data or {}, android=android)
    return FcmRequest(headers=fcm.Headers(), body=fcm.SendMessageRequest(message=message))
