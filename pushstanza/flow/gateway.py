"""MongoosePush: a notification to a provider, and its answer back."""

from collections.abc import Callable
from typing import Any, Literal

import attrs

from pushstanza.diagnostics.arguments import Argument
from pushstanza.flow import arguments, options
from pushstanza.flow.provider import UNREACHABLE, Provider
from pushstanza.flow.recorder import GATEWAY, PROVIDERS, Recorder
from pushstanza.payloads.answers import Answer, answer
from pushstanza.payloads.result import ProviderRequest
from pushstanza.payloads.translation import Translation, translate_fields
from pushstanza.servers.options import API_VERSION, APNS_DEFAULT_TOPIC, Option

#: The outcome of a notification: it is accepted, its device is gone, or it has failed.
Fate = Literal["delivered", "gone", "failed"]


@attrs.frozen
class Sent:
    """What became of a notification, and why."""

    fate: Fate
    reason: str = ""


def _is_option(option: Option) -> "Callable[[object, attrs.Attribute[Any], object], None]":
    """Return what checks a field that holds an option of MongooseIM."""

    def check(_owner: object, field: "attrs.Attribute[Any]", value: object) -> None:
        if value is not None or option is API_VERSION:
            options.check_value(Argument("Gateway", field.name), option, value, "MongoosePush")

    return check


@arguments.checked
@attrs.define(kw_only=True)
class Gateway:
    """MongoosePush with its connections to APNs and FCM.

    Args:
        provider: APNs and FCM, with their scripted responses.
        recorder: Who writes the timeline.
        api_version: The version of its API: ``v2`` or ``v3``.
        apns_default_topic: The topic of its connection to APNs.
        is_up: Whether it can be reached.

    Raises:
        WrongTypeError: an argument is unknown, or of a wrong type.
        WrongValueError: an argument has a wrong value.
    """

    provider: Provider = attrs.field(factory=Provider, validator=arguments.is_instance(Provider))
    recorder: Recorder = attrs.field(
        factory=Recorder, validator=arguments.is_instance(Recorder), repr=False
    )
    api_version: Literal["v2", "v3"] = attrs.field(default="v3", validator=_is_option(API_VERSION))
    apns_default_topic: str | None = attrs.field(
        default=None, validator=_is_option(APNS_DEFAULT_TOPIC)
    )
    is_up: bool = attrs.field(default=True, validator=arguments.is_flag)

    def push(self, source: str, summary: dict[str, str], options: dict[str, str]) -> Sent:
        """Send what is made of a summary and its options; *source* asks for it."""
        translation = translate_fields(
            summary,
            options,
            profile="mongoosepush",
            apns_default_topic=self.apns_default_topic,
            api_version=self.api_version,
        )
        if translation.mongoosepush is None:
            return self._not_made(source, translation)
        made = translation.mongoosepush
        self.recorder.join(GATEWAY, "gateway")
        self.recorder.request(source, GATEWAY, f"POST to {GATEWAY}", made.to_dict())
        if not self.is_up:
            return self._answered(source, None, Sent("failed", "MongoosePush is unreachable"))
        if translation.request is None:
            reason = _first(translation) or "the request does not match its schema"
            return self._answered(source, 422, Sent("failed", reason))
        return self._provided(source, translation.request)

    def _not_made(self, source: str, translation: Translation) -> Sent:
        reason = _first(translation) or translation.reason or ""
        self.recorder.note(source, "sends no request", outcome="lost", effect=reason)
        return Sent("failed", reason)

    def _provided(self, source: str, request: ProviderRequest) -> Sent:
        provider = PROVIDERS[request.service]
        self.recorder.join(provider, "provider")
        self.recorder.request(
            GATEWAY,
            provider,
            f"POST to {provider}",
            request.to_dict(),
            size=request.size,
            limit=request.limit,
        )
        reason = self.provider.send(request)
        if reason == UNREACHABLE:
            self.recorder.response(provider, GATEWAY, "no response", "lost")
            return self._answered(source, 500, Sent("failed", f"{provider} does not respond"))
        found = answer(request.service, reason, api_version=self.api_version)
        self._record(provider, found)
        if reason is None:
            self.recorder.display(request)
        return self._answered(source, found.mongoosepush_status, _sent(found))

    def _record(self, provider: str, found: Answer) -> None:
        accepted = found.status == 200
        status = "200" if accepted else f"{found.status or ''} {found.reason}".strip()
        self.recorder.response(
            provider,
            GATEWAY,
            status,
            "ok" if accepted else "error",
            reason="" if accepted else found.meaning,
        )

    def _answered(self, source: str, status: int | None, sent: Sent) -> Sent:
        self.recorder.response(
            GATEWAY,
            source,
            "no response" if status is None else str(status),
            "ok" if sent.fate == "delivered" else "lost" if status is None else "error",
            reason=sent.reason,
        )
        return sent


def _first(translation: Translation) -> str | None:
    return translation.diagnostics[0].message if translation.diagnostics else None


def _sent(found: Answer) -> Sent:
    if found.mongoosepush_status == 200:
        return Sent("delivered")
    fate: Fate = "gone" if found.node_disabled else "failed"
    return Sent(fate, f"{found.reason}: {found.meaning}")
