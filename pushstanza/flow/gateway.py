"""MongoosePush: a notification to a provider, and its answer back."""

from collections.abc import Callable
from typing import Any, Final, Literal, TypeAlias

import attrs

from pushstanza.diagnostics.arguments import Argument
from pushstanza.diagnostics.masking import quoted
from pushstanza.diagnostics.records import frozen
from pushstanza.flow import arguments, options
from pushstanza.flow.provider import Provider
from pushstanza.flow.recorder import GATEWAY, PROVIDERS, Recorder
from pushstanza.payloads.answers import UNREACHABLE, Answer, answer
from pushstanza.payloads.result import ProviderRequest
from pushstanza.payloads.translation import Translation, translate_fields
from pushstanza.servers.options import API_VERSION, APNS_DEFAULT_TOPIC, Option

SUCCESS: Final = 200
#: All that MongooseIM takes for success.
ACCEPTED: Final = range(200, 300)
#: The only status with which MongooseIM ends a registration.
GONE: Final = 410
#: How often MongooseIM sends a request when the connection is closed without a response.
TIMES_AFTER_HANGUP: Final = 3
_NO_STATUS: Final = {
    "hangup": "MongoosePush closes the connection without a response",
    "timeout": "MongoosePush does not respond in time",
}

#: MongooseIM writes the token into the path as it is, where a blank ends the path.
_BLANK: Final = "the device_id holds a blank, so that no HTTP server can read the request"

#: What MongoosePush responds: a status, or nothing.
Response: TypeAlias = int | Literal["hangup", "timeout"]

#: The outcome of a notification: it is accepted, its device is gone, or it has failed.
Fate = Literal["delivered", "gone", "failed"]


@frozen
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
    _scripted: dict[str, Response] = attrs.field(factory=dict, init=False, repr=False)

    def respond(self, device_id: str, response: Response) -> None:
        """Script the response to every request for a device from now on.

        Args:
            device_id: The device token.
            response: A status, such as 410; ``hangup`` where the connection is closed without a
                response, and the server repeats the request; ``timeout`` where none comes in time.

        Raises:
            WrongTypeError: one of both has a wrong type.
            WrongValueError: the token is empty, or *response* is something else.
        """
        arguments.text(Argument("Gateway.respond()", "device_id"), device_id)
        argument = Argument("Gateway.respond()", "response")
        if isinstance(response, bool) or not isinstance(response, int | str):
            raise argument.wrong_type(response, "a status", *_NO_STATUS)
        is_status = isinstance(response, int) and 100 <= response <= 599
        if not is_status and response not in _NO_STATUS:
            raise argument.wrong_value(
                f"must be an HTTP status, hangup or timeout, not {quoted(str(response))}",
                response,
                "a status",
                *_NO_STATUS,
            )
        self._scripted[device_id] = response

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
        if any(each.isspace() for each in made.device_id):
            return self._no_request(source, _BLANK)
        self.recorder.join(GATEWAY, "gateway")
        scripted = self._scripted.get(made.device_id)
        for _ in range(TIMES_AFTER_HANGUP if scripted == "hangup" else 1):
            self.recorder.request(source, GATEWAY, f"POST to {GATEWAY}", made.to_dict())
        if not self.is_up:
            return self._answered(source, None, Sent("failed", "MongoosePush is unreachable"))
        if scripted is not None and scripted != SUCCESS:
            return self._respond(source, scripted)
        if translation.request is None:
            reason = _first(translation) or "the request does not match its schema"
            return self._answered(source, 422, Sent("failed", reason))
        return self._provided(source, translation.request)

    def _respond(self, source: str, scripted: Response) -> Sent:
        """Return the outcome of a scripted response (``mod_push_service_mongoosepush``)."""
        if not isinstance(scripted, int):
            return self._answered(source, None, Sent("failed", _NO_STATUS[scripted]))
        if scripted in ACCEPTED:
            return self._answered(source, scripted, Sent("delivered"))
        if scripted == GONE:
            return self._answered(source, scripted, Sent("gone", "the token is no longer valid"))
        return self._answered(source, scripted, Sent("failed", f"MongoosePush answers {scripted}"))

    def _not_made(self, source: str, translation: Translation) -> Sent:
        return self._no_request(source, _first(translation) or translation.reason or "")

    def _no_request(self, source: str, reason: str) -> Sent:
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
            lost = answer("mongoosepush", "connection_lost", api_version=self.api_version)
            return self._answered(source, lost.mongoosepush_status, _sent(lost))
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
