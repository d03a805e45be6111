"""APNs and FCM, as far as they answer: what is scripted, and what they find themselves."""

from collections import deque

import attrs

from pushstanza.diagnostics.masking import mask_path
from pushstanza.payloads import apns
from pushstanza.payloads.answers import answer
from pushstanza.payloads.result import ProviderRequest

#: That no answer comes at all.
UNREACHABLE = "unreachable"


@attrs.define
class Provider:
    """A provider with scripted responses; without them it accepts every request.

    Args:
        strict: Whether requests are validated: APNs rejects a missing topic, a token that is
            not hexadecimal, and a payload that is too large; FCM a message that is too large.

    ``requests`` has every request.
    """

    strict: bool = False
    requests: list[ProviderRequest] = attrs.field(factory=list)
    _next: deque[str | None] = attrs.field(factory=deque, repr=False)
    _dead: dict[str, str] = attrs.field(factory=dict, repr=False)

    def answer_next(self, *reasons: str | None) -> None:
        """Script the next responses, in order.

        Args:
            reasons: A reason of APNs or FCM, such as ``BadDeviceToken``, ``Unregistered``,
                ``PayloadTooLarge``, ``UNREGISTERED`` or ``QUOTA_EXCEEDED``; ``unreachable``
                for no response; ``None`` for success.
        """
        self._next.extend(reasons)

    def refuse(self, token: str, reason: str) -> None:
        """Reject every request for a device token with a reason from now on."""
        self._dead[token] = reason

    def send(self, request: ProviderRequest) -> str | None:
        """Take a request; return the reason why it is rejected, ``None`` if it is accepted.

        Raises:
            UnknownAnswerError: a scripted reason is none of the provider's.
        """
        self.requests.append(request)
        reason = self._reason(request)
        if reason is not None and reason != UNREACHABLE:
            answer(request.service, reason)
        return reason

    def _reason(self, request: ProviderRequest) -> str | None:
        if self._next:
            return self._next.popleft()
        dead = self._dead.get(token_of(request))
        return dead or (_found(request) if self.strict else None)


def token_of(request: ProviderRequest) -> str:
    """Return the device token that a request is for."""
    if request.service == "fcm":
        return request.body.message.token or ""
    return request.path.rpartition("/")[2]


def title_of(request: ProviderRequest) -> str:
    """Return the method and the path of a request, the device token in it masked."""
    return f"POST {mask_path(request.path)}" if request.service == "apns" else "POST messages:send"


def _found(request: ProviderRequest) -> str | None:
    """Return what the provider itself finds wrong."""
    if request.service == "fcm":
        return "INVALID_ARGUMENT" if request.size > request.limit else None
    if request.headers.topic is None:
        return "MissingTopic"
    if not apns.is_device_token(token_of(request)):
        return "BadDeviceToken"
    return "PayloadTooLarge" if request.size > request.limit else None
