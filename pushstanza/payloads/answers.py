"""The answers of APNs, FCM and MongoosePush, and their effect on the node.

Source: Apple, "Handling notification responses from APNs"; Firebase, "ErrorCode"; MongoosePush
``service/*/error_handler.ex``, ``api/v3/response_encoder.ex``, ``api/v2/response_encoder.ex``;
MongooseIM ``mod_push_service_mongoosepush.erl``, ``node_push.erl``.
"""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple, TypeAlias

import attrs

from pushstanza.diagnostics import UnknownNameError
from pushstanza.diagnostics.arguments import Argument, immutable, public
from pushstanza.diagnostics.masking import quoted
from pushstanza.diagnostics.records import frozen
from pushstanza.diagnostics.to_json import ToJson
from pushstanza.payloads.reactions import NOT_REGISTERED, NOT_SUBMITTED, IqError, Mode
from pushstanza.payloads.wire import Json

Service: TypeAlias = Literal["apns", "fcm", "mongoosepush"]
Retry: TypeAlias = Literal[
    "no need", "never", "after a fix", "reconnect", "new token", "later", "back off", "unknown"
]
Effect: TypeAlias = Literal["delivered", "gone", "failed"]

#: What the emulator calls it when no answer of a provider comes at all.
UNREACHABLE = "unreachable"


class UnknownAnswerError(UnknownNameError):
    """An answer that is not known of the provider."""


class Kind(NamedTuple):
    """What MongoosePush answers for a kind of answer (``api/v3/response_encoder.ex``)."""

    status: int
    reason: str | None


#: The kinds of ``service/*/error_handler.ex``; ``generic`` passes on the reason of the provider.
KINDS = {
    "accepted": Kind(200, "OK"),
    "invalid_request": Kind(400, "invalid_request"),
    "no_matching_pool": Kind(400, "no_matching_pool"),
    "invalid_notification": Kind(400, "invalid_notification"),
    "unregistered": Kind(410, "unregistered"),
    "payload_too_large": Kind(413, "payload_too_large"),
    "unprocessable": Kind(422, "unprocessable_entity"),
    "too_many_requests": Kind(429, "too_many_requests"),
    "auth": Kind(503, "service_internal"),
    "service_internal": Kind(503, "service_internal"),
    "internal_config": Kind(503, "internal_config"),
    "not_connected": Kind(503, "unable_to_connect"),
    "connection_lost": Kind(503, "connection_lost"),
    "unspecified": Kind(520, "unspecified"),
    "generic": Kind(500, None),
}


class Row(NamedTuple):
    """An answer of a provider: its status and reason, its meaning, and what to do about it."""

    service: Service
    status: int | None
    reason: str
    kind: str
    registration: Literal["drop", "keep"]
    retry: Retry
    meaning: str
    note: str | None = None


_MIX_UP = "for this environment, unless prod and dev are mixed up"
_TOPIC = "for this topic, unless the topic is misconfigured"
_AGAIN = "unless the app has registered again since the timestamp of the answer"
_VALID = "only if the message text says that the registration token is not valid"
_PROJECT = "the token is of no use to this project; check the configuration first"
_TARGET = "inferred, as the target is a token"

# fmt: off
#: The answers of APNs, of FCM, and of MongoosePush itself.
ROWS = (
    Row("apns", 200, "Success",                     "accepted",          "keep", "no need",
        "the notification is accepted, which does not mean that it is shown"),
    Row("apns", 400, "BadCollapseId",               "invalid_request",   "keep", "after a fix",
        "apns-collapse-id has more than 64 bytes"),
    Row("apns", 400, "BadDeviceToken",              "invalid_request",   "drop", "never",
        "the token is invalid, or of the other environment", _MIX_UP),
    Row("apns", 400, "BadExpirationDate",           "internal_config",   "keep", "after a fix",
        "apns-expiration is not a date in seconds since 1970"),
    Row("apns", 400, "BadMessageId",                "internal_config",   "keep", "after a fix",
        "apns-id is not a UUID"),
    Row("apns", 400, "BadPriority",                 "internal_config",   "keep", "after a fix",
        "apns-priority is not 1, 5 or 10"),
    Row("apns", 400, "BadTopic",                    "internal_config",   "keep", "after a fix",
        "apns-topic is not a valid topic"),
    Row("apns", 400, "DeviceTokenNotForTopic",      "invalid_request",   "drop", "never",
        "the token belongs to another topic", _TOPIC),
    Row("apns", 400, "DuplicateHeaders",            "internal_config",   "keep", "after a fix",
        "a header is repeated"),
    Row("apns", 400, "IdleTimeout",                 "invalid_request",   "keep", "reconnect",
        "the connection was idle for too long"),
    Row("apns", 400, "InvalidPushType",             "generic",           "keep", "after a fix",
        "apns-push-type is unknown"),
    Row("apns", 400, "MissingDeviceToken",          "internal_config",   "keep", "after a fix",
        "the path has no token"),
    Row("apns", 400, "MissingTopic",                "internal_config",   "keep", "after a fix",
        "apns-topic is required, but missing"),
    Row("apns", 400, "PayloadEmpty",                "invalid_request",   "keep", "after a fix",
        "the payload is empty"),
    Row("apns", 400, "TopicDisallowed",             "invalid_request",   "keep", "after a fix",
        "push notifications to this topic are not allowed"),
    Row("apns", 403, "BadCertificate",              "auth",              "keep", "after a fix",
        "the certificate is invalid"),
    Row("apns", 403, "BadCertificateEnvironment",   "auth",              "keep", "after a fix",
        "the certificate is for the other environment"),
    Row("apns", 403, "ExpiredProviderToken",        "auth",              "keep", "new token",
        "the provider token has expired"),
    Row("apns", 403, "Forbidden",                   "invalid_request",   "keep", "never",
        "the request is not allowed"),
    Row("apns", 403, "InvalidProviderToken",        "auth",              "keep", "after a fix",
        "the provider token is invalid"),
    Row("apns", 403, "MissingProviderToken",        "auth",              "keep", "after a fix",
        "neither a certificate nor a provider token was sent"),
    Row("apns", 403, "UnrelatedKeyIdInToken",       "generic",           "keep", "reconnect",
        "the key is unrelated to the first one of this connection"),
    Row("apns", 403, "BadEnvironmentKeyIdInToken",  "generic",           "keep", "after a fix",
        "the key is for the other environment"),
    Row("apns", 404, "BadPath",                     "internal_config",   "keep", "after a fix",
        "the path is not /3/device/ and a token"),
    Row("apns", 405, "MethodNotAllowed",            "internal_config",   "keep", "after a fix",
        "the method is not POST"),
    Row("apns", 410, "ExpiredToken",                "generic",           "drop", "never",
        "the token has expired"),
    Row("apns", 410, "Unregistered",                "unregistered",      "drop", "never",
        "the token is no longer active for the topic", _AGAIN),
    Row("apns", 413, "PayloadTooLarge",             "payload_too_large", "keep", "never",
        "the payload has more than 4096 bytes, or 5120 with voip"),
    Row("apns", 429, "TooManyProviderTokenUpdates", "too_many_requests", "keep", "later",
        "the provider token was changed more than once in 20 minutes"),
    Row("apns", 429, "TooManyRequests",             "too_many_requests", "keep", "later",
        "too many requests were sent to this device token"),
    Row("apns", 500, "InternalServerError",         "service_internal",  "keep", "back off",
        "APNs has an internal error", "starting after 15 minutes"),
    Row("apns", 503, "ServiceUnavailable",          "service_internal",  "keep", "back off",
        "APNs is unavailable", "starting after 15 minutes"),
    Row("apns", 503, "Shutdown",                    "service_internal",  "keep", "reconnect",
        "the APNs server is shutting down"),
    Row("fcm", 200, "OK",                          "accepted",          "keep", "no need",
        "the notification is accepted, which does not mean that it is shown"),
    Row("fcm", None, "UNSPECIFIED_ERROR",           "generic",           "keep", "unknown",
        "FCM gives no details"),
    Row("fcm", None, "UNSPECIFIED",                 "unspecified",       "keep", "unknown",
        "FCM gives no details, under the name that MongoosePush knows"),
    Row("fcm", 400, "INVALID_ARGUMENT",            "invalid_request",   "keep", "never",
        "the token, the size, a data key, the time to live or another value is invalid", _VALID),
    Row("fcm", 404, "UNREGISTERED",                "unregistered",      "drop", "never",
        "the app is no longer registered, and the token is invalid"),
    Row("fcm", 403, "SENDER_ID_MISMATCH",          "auth",              "keep", "never",
        "the token belongs to another project", _PROJECT),
    Row("fcm", 429, "QUOTA_EXCEEDED",              "too_many_requests", "keep", "back off",
        "too many messages were sent", "starting after one minute"),
    Row("fcm", 503, "UNAVAILABLE",                 "service_internal",  "keep", "back off",
        "FCM is overloaded", "as given by Retry-After"),
    Row("fcm", 500, "INTERNAL",                    "service_internal",  "keep", "back off",
        "FCM has an internal error", "as given by Retry-After"),
    Row("fcm", 401, "THIRD_PARTY_AUTH_ERROR",      "auth",              "keep", "after a fix",
        "the APNs certificate or the web push key is invalid"),
    Row("fcm", 401, "APNS_AUTH_ERROR",             "auth",              "keep", "after a fix",
        "the APNs certificate is invalid"),
    Row("fcm", 401, "UNAUTHENTICATED",             "generic",           "keep", "new token",
        "the OAuth token is invalid"),
    Row("fcm", 403, "PERMISSION_DENIED",           "generic",           "keep", "after a fix",
        "the account is not allowed to send, or the API is disabled"),
    Row("fcm", 404, "NOT_FOUND",                   "generic",           "drop", "never",
        "the target is unknown to FCM", _TARGET),
    Row("fcm", 429, "RESOURCE_EXHAUSTED",          "generic",           "keep", "back off",
        "the quota is exhausted", "starting after one minute"),
    Row("mongoosepush", 400, "no_matching_pool",     "no_matching_pool",     "keep", "after a fix",
        "no connection pool has this mode and these tags"),
    Row("mongoosepush", 400, "invalid_notification", "invalid_notification", "keep", "never",
        "a value of the data is an object"),
    Row("mongoosepush", 503, "unable_to_connect",    "not_connected",        "keep", "back off",
        "MongoosePush has no connection to the provider"),
    Row("mongoosepush", 503, "connection_lost",      "connection_lost",      "keep", "back off",
        "the connection of MongoosePush to the provider broke"),
    Row("mongoosepush", 520, "unspecified",          "unspecified",          "keep", "unknown",
        "the provider gave an answer that MongoosePush does not know"),
    Row("mongoosepush", 422, "unprocessable_entity", "unprocessable",        "keep", "never",
        "the request does not match the schema"),
)
# fmt: on


#: Reasons that are sent under another name than the documented one (APNSwift #229).
ALIASES = {"BadEnvironmentKeyInToken": "BadEnvironmentKeyIdInToken"}

#: What the Admin SDK of Firebase calls the reasons of FCM.
ADMIN_SDK = {
    "QuotaExceededError": "QUOTA_EXCEEDED",
    "Requested entity was not found": "UNREGISTERED",
    "SenderId mismatch": "SENDER_ID_MISMATCH",
    "SenderIdMismatchError": "SENDER_ID_MISMATCH",
    "ThirdPartyAuthError": "THIRD_PARTY_AUTH_ERROR",
    "UnregisteredError": "UNREGISTERED",
    "messaging/internal-error": "INTERNAL",
    "messaging/invalid-argument": "INVALID_ARGUMENT",
    "messaging/invalid-payload": "INVALID_ARGUMENT",
    "messaging/invalid-recipient": "INVALID_ARGUMENT",
    "messaging/invalid-registration-token": "INVALID_ARGUMENT",
    "messaging/message-rate-exceeded": "QUOTA_EXCEEDED",
    "messaging/mismatched-credential": "SENDER_ID_MISMATCH",
    "messaging/payload-size-limit-exceeded": "INVALID_ARGUMENT",
    "messaging/registration-token-not-registered": "UNREGISTERED",
    "messaging/server-unavailable": "UNAVAILABLE",
    "messaging/third-party-auth-error": "THIRD_PARTY_AUTH_ERROR",
    "messaging/unknown-error": "UNSPECIFIED_ERROR",
}


class Legacy(NamedTuple):
    """A word of an API that is shut down: of FCM until 2024, of APNs until 2021, of MongoosePush 1.

    ``today`` is the reason that the API of today gives instead, if there is one.
    """

    service: Service
    word: str
    today: str | None
    meaning: str


# fmt: off
#: The words of the legacy FCM APIs, of the binary APNs protocol, and of MongoosePush 1.
LEGACY = (
    Legacy("fcm", "MissingRegistration", "INVALID_ARGUMENT", "the request names no token"),
    Legacy("fcm", "InvalidRegistration", "INVALID_ARGUMENT",
           "the token is not one that FCM has made, or was changed on its way"),
    Legacy("fcm", "NotRegistered", "UNREGISTERED",
           "the app is no longer registered, and the token is invalid"),
    Legacy("fcm", "InvalidPackageName", "INVALID_ARGUMENT",
           "the token belongs to another package than restricted_package_name"),
    Legacy("fcm", "MismatchSenderId", "SENDER_ID_MISMATCH",
           "the token belongs to another sender: the key is that of another project"),
    Legacy("fcm", "InvalidParameters", "INVALID_ARGUMENT", "a parameter has a wrong value or type"),
    Legacy("fcm", "MessageTooBig", "INVALID_ARGUMENT", "the payload has more than 4096 bytes"),
    Legacy("fcm", "InvalidDataKey", "INVALID_ARGUMENT",
           "a key of the data is reserved, such as from or google.…"),
    Legacy("fcm", "InvalidTtl", "INVALID_ARGUMENT",
           "time_to_live is no number of seconds up to 2419200"),
    Legacy("fcm", "Unavailable", "UNAVAILABLE", "FCM is overloaded"),
    Legacy("fcm", "DeviceMessageRateExceeded", "QUOTA_EXCEEDED",
           "too many messages were sent to this device"),
    Legacy("fcm", "TopicsMessageRateExceeded", "QUOTA_EXCEEDED",
           "too many messages were sent to the subscribers of a topic"),
    Legacy("fcm", "InvalidApnsCredential", "THIRD_PARTY_AUTH_ERROR",
           "the APNs key or certificate in FCM is missing or has expired"),
    Legacy("fcm", "InvalidMulticastId", "INVALID_ARGUMENT", "the multicast id is wrong"),
    Legacy("apns", "InvalidTokenSize", "BadDeviceToken", "the token has a wrong length"),
    Legacy("apns", "InvalidTopicSize", "BadTopic", "the topic has a wrong length"),
    Legacy("apns", "InvalidPayloadSize", "PayloadTooLarge", "the payload is too large"),
    Legacy("apns", "MissingPayload", "PayloadEmpty", "the payload is empty"),
    Legacy("apns", "InvalidToken", "BadDeviceToken",
           "the token is invalid, or of the other environment"),
    Legacy("apns", "ProcessingError", "InternalServerError", "APNs has an internal error"),
    Legacy("mongoosepush", "invalid_device_token", None,
           "the provider does not know the token: of FCM that is InvalidRegistration"),
)
# fmt: on

#: The effect of a status of MongoosePush on the node: only 410 disables it.
EFFECTS: dict[tuple[Effect, Mode], str] = {
    ("delivered", "pubsub-full"): "The push node answers with a result.",
    ("delivered", "pubsub-less"): "Nothing happens, and no answer is sent.",
    ("gone", "pubsub-full"): "The push node answers not-acceptable with type cancel,"
    " and the server disables the node.",
    ("gone", "pubsub-less"): "The server disables the node, and no answer is sent.",
    ("failed", "pubsub-full"): "The push node answers bad-request with type modify,"
    " and the server keeps the node",
    ("failed", "pubsub-less"): "The server logs push_send_failed and keeps the node",
}

#: The type of the detail that holds the error code of FCM (Firebase, ErrorCode).
FCM_ERROR = "type.googleapis.com/google.firebase.fcm.v1.FcmError"


@immutable
@frozen(kw_only=True)
class Answer(ToJson):
    """A provider's answer, and what MongoosePush and MongooseIM do about it.

    ``drop_token`` says whether to remove the registration, and ``note`` under which condition that
    or the retry holds. ``error`` is the answer of the push node, ``None`` if there is none.
    """

    service: Service
    status: int | None
    reason: str
    meaning: str
    drop_token: bool
    retry: Retry
    note: str | None
    mongoosepush_status: int
    mongoosepush_reason: str
    error: IqError | None
    node_disabled: bool
    effect: str

    def to_dict(self) -> Json:
        """Return it as JSON holds it."""
        return {
            **attrs.asdict(self),
            "error": self.error
            and {"type": self.error.type, "conditions": [*self.error.conditions]},
        }


@public
def answer(
    service: Service,
    reason: str | None,
    *,
    status: int | None = None,
    api_version: Literal["v2", "v3"] = "v3",
    mode: Mode = "pubsub-full",
) -> Answer:
    """Return the effect of a provider's answer.

    The tables are those of Apple, "Handling notification responses from APNs", of Firebase,
    "ErrorCode", and of MongoosePush ``service/*/error_handler.ex``.

    Args:
        service: Who answers; ``mongoosepush`` is for requests that it refuses itself.
        reason: The reason; ``None`` stands for a request that was accepted.
        status: The HTTP status, if it is not the one in the table.
        api_version: The version of MongoosePush's API that MongooseIM is configured to use.
        mode: Whether there is a push node.

    Raises:
        UnknownAnswerError: *service* has no such answer; the message suggests one.
        WrongValueError: *status* is no HTTP status.
    """
    _check_status(status, "answer()")
    row = _row(service, reason)
    kind = KINDS[row.kind]
    passed = kind.status if api_version == "v3" or _is_same_in_v2(row) else 500
    effect = _effect(passed)
    return Answer(
        service=row.service,
        status=row.status if status is None else status,
        reason=row.reason,
        meaning=row.meaning,
        drop_token=row.registration == "drop",
        retry=row.retry,
        note=row.note,
        mongoosepush_status=passed,
        mongoosepush_reason=row.reason if passed == 500 else kind.reason or row.reason,
        error=_error(effect) if mode == "pubsub-full" else None,
        node_disabled=effect == "gone",
        effect=_sentence(row, effect, mode),
    )


@public
def read_answer(
    service: Literal["apns", "fcm"],
    body: str | bytes | Mapping[str, Any],
    *,
    status: int | None = None,
    api_version: Literal["v2", "v3"] = "v3",
    mode: Mode = "pubsub-full",
) -> Answer:
    """Return the effect of a provider's answer with this *body*.

    APNs answers ``{"reason": …}``, and with an empty body if it accepts. FCM answers
    ``{"error": …}``; the code of a detail of type ``FcmError`` takes precedence over the status
    (Firebase, "ErrorCode").

    Raises:
        UnknownAnswerError: it is not an answer of *service*.
        WrongValueError: *status* is no HTTP status.
    """
    _check_status(status, "read_answer()")
    read = {"apns": _apns_reason, "fcm": _fcm_reason}[service]
    reason = read(_json(body))
    return answer(service, reason, status=status, api_version=api_version, mode=mode)


def _is_same_in_v2(row: Row) -> bool:
    """Tell whether both versions of the API answer with the same status."""
    return row.status in {200, 422} or row.reason == "unable_to_connect"


def _check_status(status: int | None, function: str) -> None:
    if status is not None and not 100 <= status <= 599:
        reason = f"is {quoted(status)}, not an HTTP status from 100 to 599"
        raise Argument(function, "status").wrong_value(reason, status)


def _row(service: str, reason: str | None) -> Row:
    accepted = {"apns": "Success", "fcm": "OK"}
    word = accepted.get(service, "OK") if reason is None else ALIASES.get(reason, reason)
    row = next((row for row in ROWS if (row.service, row.reason) == (service, word)), None)
    if row is None:
        names = [each.reason for each in ROWS if each.service == service]
        raise UnknownAnswerError.of(f"{service} answer", word, names, "reason")
    return row


def _effect(status: int) -> Effect:
    return "gone" if status == 410 else "delivered" if status == 200 else "failed"


def _error(effect: Effect) -> IqError | None:
    return {"delivered": None, "gone": NOT_REGISTERED, "failed": NOT_SUBMITTED}[effect]


def _sentence(row: Row, effect: Effect, mode: Mode) -> str:
    sentence = EFFECTS[effect, mode]
    if effect != "failed":
        return sentence
    is_dead = row.registration == "drop"
    return f"{sentence}, although its token is dead." if is_dead else f"{sentence}."


def _no_answer(reason: str) -> UnknownAnswerError:
    return UnknownAnswerError(reason, attribute="body", path="read_answer.body")


def _json(body: str | bytes | Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the object in *body*; an empty body is an empty object."""
    import json

    if isinstance(body, Mapping):
        return body
    try:
        value = json.loads(body) if body.strip() else {}
    except ValueError as error:
        raise _no_answer("the answer is not JSON") from error
    except RecursionError:
        raise _no_answer("the lists and objects of the answer are nested too deeply") from None
    if not isinstance(value, dict):
        raise _no_answer("the answer is not a JSON object")
    return value


def _apns_reason(body: Mapping[str, Any]) -> str | None:
    reason = body.get("reason")
    if reason is None and not body:
        return None
    return _word(reason, "reason")


def _fcm_reason(body: Mapping[str, Any]) -> str | None:
    error = body.get("error")
    if error is None and ("name" in body or not body):
        return None
    if not isinstance(error, Mapping):
        raise _no_answer("the answer of FCM has no error")
    details = error.get("details")
    codes = (
        each.get("errorCode")
        for each in (details if isinstance(details, list) else ())
        if isinstance(each, Mapping) and each.get("@type") == FCM_ERROR
    )
    return _word(next(codes, None) or error.get("status"), "status")


def _word(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise _no_answer(f"the answer has no {name}")
    return value
