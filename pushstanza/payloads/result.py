"""What a translation ends in: a provider's request, or why there is none."""

from typing import Literal, TypeAlias

import attrs

from pushstanza.diagnostics import Diagnostic
from pushstanza.diagnostics.masking import mask_path
from pushstanza.payloads import apns, fcm
from pushstanza.payloads.mongoosepush import Request
from pushstanza.payloads.wire import Json, encode, to_json

Outcome: TypeAlias = Literal["not_sent", "rejected", "sent"]


@attrs.frozen(kw_only=True)
class ProviderRequest:
    """What reaches the provider, without authorization.

    An FCM request has no path, which would name a project, and no mode.
    """

    service: Literal["apns", "fcm"]
    headers: apns.Headers | fcm.Headers
    body: apns.Payload | fcm.SendMessageRequest
    path: str | None = attrs.field(default=None, repr=mask_path)
    mode: str | None = None

    @property
    def limit(self) -> int:
        """How many bytes the provider takes."""
        return {"apns": apns.LIMIT, "fcm": fcm.LIMIT}[self.service]

    @property
    def size(self) -> int:
        """How many bytes the provider counts: for APNs the body, for FCM what it carries."""
        if isinstance(self.body, fcm.SendMessageRequest):
            return fcm.weigh_message(self.body.message)
        return self.body_size

    @property
    def body_size(self) -> int:
        """How many bytes the body has."""
        return len(encode(to_json(self.body)))

    def to_dict(self) -> Json:
        """Return it as JSON holds it."""
        place = {"path": self.path, "mode": self.mode}
        return {
            "service": self.service,
            "headers": to_json(self.headers),
            "body": to_json(self.body),
            **{key: value for key, value in place.items() if value is not None},
        }


@attrs.frozen(kw_only=True)
class Translation:
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

    def to_dict(self) -> Json:
        """Return it as JSON holds it; what does not apply is absent."""
        steps = {"mongoosepush": self.mongoosepush, "request": self.request}
        return {
            "outcome": self.outcome,
            **({"reason": self.reason} if self.outcome == "not_sent" else {}),
            **({"rejected_fields": [*self.rejected_fields]} if self.rejected_fields else {}),
            **{key: step.to_dict() for key, step in steps.items() if step is not None},
            "diagnostics": [each.to_dict() for each in self.diagnostics],
        }
