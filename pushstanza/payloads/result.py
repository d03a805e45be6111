"""What a translation ends in: a provider's request, or why there is none."""

from functools import cached_property
from typing import Literal, TypeAlias

import attrs

from pushstanza.diagnostics import Diagnostic
from pushstanza.diagnostics.arguments import immutable
from pushstanza.diagnostics.masking import mask_path
from pushstanza.diagnostics.records import frozen
from pushstanza.diagnostics.to_json import ToJson
from pushstanza.payloads import apns, fcm
from pushstanza.payloads.mongoosepush import Request
from pushstanza.payloads.wire import Json, encode, to_json

Outcome: TypeAlias = Literal["not_sent", "rejected", "sent"]


@immutable
@frozen(kw_only=True)
class ApnsRequest(ToJson):
    """What reaches APNs, without authorization; ``path`` holds the device token."""

    headers: apns.Headers
    body: apns.Payload
    path: str = attrs.field(repr=mask_path)
    mode: str | None = None
    service: Literal["apns"] = attrs.field(default="apns", init=False, repr=False)

    @property
    def limit(self) -> int:
        """How many bytes APNs accepts, which are more for a call."""
        return apns.limit_of(self.headers)

    @property
    def size(self) -> int:
        """How many bytes APNs counts, which are those of the body."""
        return self.body_size

    @cached_property
    def body_size(self) -> int:
        """How many bytes the body has."""
        return len(encode(to_json(self.body)))

    def to_dict(self) -> Json:
        """Return it as APNs gets it; the device token is in it."""
        mode = {} if self.mode is None else {"mode": self.mode}
        return {**_parts(self), "path": self.path, **mode}


@immutable
@frozen(kw_only=True)
class FcmRequest(ToJson):
    """What reaches FCM, without authorization and the project that the path would name."""

    headers: fcm.Headers
    body: fcm.SendMessageRequest
    service: Literal["fcm"] = attrs.field(default="fcm", init=False, repr=False)

    @property
    def limit(self) -> int:
        """How many bytes FCM takes."""
        return fcm.LIMIT

    @property
    def size(self) -> int:
        """How many bytes FCM counts, which are those of what the message carries."""
        return fcm.weigh_message(self.body.message)

    @cached_property
    def body_size(self) -> int:
        """How many bytes the body has."""
        return len(encode(to_json(self.body)))

    def to_dict(self) -> Json:
        """Return it as FCM gets it; the device token is in it."""
        return _parts(self)


#: What reaches a provider; ``service`` says which of the two it is.
ProviderRequest: TypeAlias = ApnsRequest | FcmRequest


def _parts(request: ProviderRequest) -> Json:
    return {
        "service": request.service,
        "headers": to_json(request.headers),
        "body": to_json(request.body),
    }


@immutable
@frozen(kw_only=True)
class Translation(ToJson):
    """What a summary and its options become.

    ``size`` is held against ``limit``, ``body_size`` is the length of the JSON; a request that
    is too big has all three, though it is not sent.
    """

    outcome: Outcome
    reason: str | None = None
    rejected_fields: tuple[str, ...] = ()
    mongoosepush: Request | None = None
    request: ProviderRequest | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    size: int | None = None
    limit: int | None = None
    body_size: int | None = None

    @property
    def apns(self) -> ApnsRequest | None:
        """The request to APNs, if that is what reaches a provider."""
        return self.request if isinstance(self.request, ApnsRequest) else None

    @property
    def fcm(self) -> FcmRequest | None:
        """The request to FCM, if that is what reaches a provider."""
        return self.request if isinstance(self.request, FcmRequest) else None

    def to_dict(self) -> Json:
        """Return it as JSON holds it; what does not apply is absent. The device token is in it."""
        steps = {"mongoosepush": self.mongoosepush, "request": self.request}
        return {
            "outcome": self.outcome,
            **({"reason": self.reason} if self.outcome == "not_sent" else {}),
            **({"rejected_fields": [*self.rejected_fields]} if self.rejected_fields else {}),
            **{key: step.to_dict() for key, step in steps.items() if step is not None},
            "diagnostics": [each.to_dict() for each in self.diagnostics],
        }
