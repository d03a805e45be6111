"""APNs and FCM, as far as they answer: what is scripted, and what they find themselves."""

from collections import deque
from typing import Literal

import attrs

from pushstanza.diagnostics.arguments import Argument
from pushstanza.diagnostics.masking import quoted
from pushstanza.flow import arguments
from pushstanza.payloads import apns, fcm
from pushstanza.payloads.answers import ALIASES, ROWS, UNREACHABLE, UnknownAnswerError, answer
from pushstanza.payloads.result import ProviderRequest

#: What can be scripted: every reason for which a provider rejects a request.
REASONS = (
    UNREACHABLE,
    *(row.reason for row in ROWS if row.service != "mongoosepush" and row.status != 200),
    *ALIASES,
)

_EXPECTED = "a reason of APNs or FCM such as 'Unregistered', or 'unreachable'"

#: What is scripted for a request that is accepted.
_ACCEPTED = {row.reason for row in ROWS if row.status == 200}


@arguments.checked
@attrs.define(repr=False)
class Provider:
    """A provider with scripted responses; without them it accepts every request.

    Args:
        strict: Whether requests are validated: APNs rejects a missing topic, a collapse id of more
            than 64 bytes, an expiration that is no date, a token that is not hexadecimal, and a
            payload that is too large; FCM a message that is too large, a reserved key of the data,
            and a time to live of more than four weeks.
        requests: Where to keep every request; a new list by default.

    Raises:
        WrongTypeError: an argument is unknown, or of a wrong type.
    """

    strict: bool = attrs.field(default=False, validator=arguments.is_flag)
    requests: list[ProviderRequest] = attrs.field(
        factory=list, validator=arguments.is_instance(list)
    )
    _next: deque[str | None] = attrs.field(factory=deque, init=False)
    _dead: dict[str, str] = attrs.field(factory=dict, init=False)

    def __repr__(self) -> str:
        return (
            f"Provider(strict={self.strict}, requests={len(self.requests)}, "
            f"scripted={len(self._next)}, refused={len(self._dead)})"
        )

    def answer_next(self, *reasons: str | None) -> None:
        """Script the next responses, in order.

        Args:
            reasons: A reason of APNs or FCM, such as ``BadDeviceToken``, ``Unregistered``,
                ``PayloadTooLarge``, ``UNREGISTERED`` or ``QUOTA_EXCEEDED``; ``unreachable``
                for no response; ``None`` for success.

        Raises:
            UnknownAnswerError: no provider gives one of these; the message suggests another.
            WrongTypeError: one of them is no text.
        """
        argument = Argument("Provider.answer_next()", "reasons")
        checked = [None if each is None else check_reason(argument, each) for each in reasons]
        self._next.extend(checked)

    def refuse(self, token: str, reason: str) -> None:
        """Reject every request for a device token with a reason from now on.

        Raises:
            UnknownAnswerError: no provider gives this reason; the message suggests another.
            WrongTypeError: one of both is no text.
            WrongValueError: the token is empty.
        """
        arguments.text(Argument("Provider.refuse()", "token"), token)
        self._dead[token] = check_reason(Argument("Provider.refuse()", "reason"), reason)

    def send(self, request: ProviderRequest) -> str | None:
        """Take a request; return the reason why it is rejected, ``None`` if it is accepted.

        Raises:
            UnknownAnswerError: a scripted reason is one of the other provider.
        """
        self.requests.append(request)
        reason = self._reason(request)
        if reason is not None and reason != UNREACHABLE:
            _check_given_by(request.service, reason)
        return reason

    def _reason(self, request: ProviderRequest) -> str | None:
        if self._next:
            return self._next.popleft()
        dead = self._dead.get(token_of(request))
        return dead or (_found(request) if self.strict else None)


def check_reason(argument: Argument, reason: object) -> str:
    """Return a reason that a provider gives.

    Raises:
        UnknownAnswerError: none gives it; the message suggests another.
        WrongTypeError: it is no text.
    """
    if isinstance(reason, int) and not isinstance(reason, bool):
        reason = str(reason)
    if not isinstance(reason, str):
        raise argument.wrong_type(reason, _EXPECTED)
    if reason in REASONS:
        return reason
    hint = "; for success write None" if reason in _ACCEPTED else _of_status(reason)
    raise UnknownAnswerError(
        f"{argument} must be {_EXPECTED}, not {quoted(reason)}{hint or _near(reason)}",
        attribute=argument.name,
        value=reason,
        expected=REASONS,
        path=argument.path,
    )


def _of_status(word: str) -> str:
    """Return which reasons have a status, where a word is one."""
    rows = [row for row in ROWS if str(row.status) == word and row.reason in REASONS]
    if not rows:
        return ""
    return f"; with the status {word} there are {' and '.join(repr(row.reason) for row in rows)}"


def _near(reason: str) -> str:
    """Return the question which reason was meant: those of APNs and of FCM differ in case."""
    alike = [each for each in REASONS if each.isupper() == reason.isupper()]
    return arguments.suggestion(reason, alike) or arguments.suggestion(reason, REASONS)


def _check_given_by(service: Literal["apns", "fcm"], reason: str) -> None:
    """Refuse a reason that the provider of a request does not give."""
    try:
        answer(service, reason)
    except UnknownAnswerError:
        known = [row.reason for row in ROWS if row.service == service and row.reason in REASONS]
        name, other = ("APNs", "FCM") if service == "apns" else ("FCM", "APNs")
        raise UnknownAnswerError(
            f"the request goes to {name}, and {reason!r} is a reason of {other}"
            f"{arguments.suggestion(reason, known)}",
            attribute="reasons",
            value=reason,
            expected=known,
            path="Provider.answer_next.reasons",
        ) from None


def token_of(request: ProviderRequest) -> str:
    """Return the device token that a request is for."""
    if request.service == "fcm":
        return request.body.message.token or ""
    return request.path.rpartition("/")[2]


def _found(request: ProviderRequest) -> str | None:
    """Return what the provider itself finds wrong."""
    if request.service == "fcm":
        is_valid = request.size <= request.limit and fcm.is_valid(request.body.message)
        return None if is_valid else "INVALID_ARGUMENT"
    headers = request.headers
    if headers.topic is None:
        return "MissingTopic"
    if headers.collapse_id is not None and not apns.is_collapse_id(headers.collapse_id):
        return "BadCollapseId"
    if headers.expiration is not None and headers.expiration < 0:
        return "BadExpirationDate"
    if not apns.is_device_token(token_of(request)):
        return "BadDeviceToken"
    return "PayloadTooLarge" if request.size > request.limit else None
