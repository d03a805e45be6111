"""What a server answers to a stanza."""

from typing import Any, Literal, TypeAlias

import attrs

from pushstanza.binding import Model, Unknown
from pushstanza.diagnostics.arguments import immutable
from pushstanza.diagnostics.records import frozen
from pushstanza.diagnostics.to_json import ToJson

AnswerType: TypeAlias = Literal["result", "error", "none", "stream-error", "unpredicted"]

#: The error type and the old code that servers give with a condition, unless they give another
#: (RFC 6120, section 8.3.3; XEP-0086).
USUAL: dict[str, tuple[str, int | None]] = {
    "bad-request": ("modify", 400),
    "conflict": ("cancel", 409),
    "feature-not-implemented": ("cancel", 501),
    "forbidden": ("auth", 403),
    "internal-server-error": ("wait", 500),
    "item-not-found": ("cancel", 404),
    "jid-malformed": ("modify", 400),
    "not-acceptable": ("modify", 406),
    "not-allowed": ("cancel", 405),
    "policy-violation": ("modify", None),
    "recipient-unavailable": ("wait", 404),
    "remote-server-not-found": ("cancel", 404),
    "remote-server-timeout": ("wait", 504),
    "resource-constraint": ("wait", 500),
    "service-unavailable": ("cancel", 503),
}


@frozen
class Answer:
    """A result, an error, nothing at all, the end of the stream, or one that is not predicted.

    Of the conditions that of the stanza error comes first, then that of the application.
    ``payload`` is what a result holds, or an error in place of the request.
    """

    type: AnswerType
    error_type: str | None = None
    conditions: tuple[str, ...] = ()
    text: str | None = None
    payload: Model | Unknown | None = None
    feature: str | None = None
    """The feature that ``unsupported`` names (XEP-0060, section 16.3)."""
    is_of_module: bool = attrs.field(default=False, eq=False)
    """Whether a module of the server answers itself, as the order of an error may show."""

    @property
    def condition(self) -> str | None:
        """The condition of the stanza error or stream error."""
        return self.conditions[0] if self.conditions else None

    def __str__(self) -> str:
        """Return it in a few words, such as ``bad-request (modify)``."""
        if self.type in _WITHOUT_CONDITION:
            return _WITHOUT_CONDITION[self.type]
        conditions = " + ".join(self.conditions)
        if self.type == "stream-error":
            return f"stream error {conditions}"
        quoted = f", text “{self.text}”" if self.text else ""
        return f"{conditions} ({self.error_type}){quoted}"


_WITHOUT_CONDITION = {"result": "result", "none": "no answer", "unpredicted": "not predicted"}


def result(payload: Model | Unknown | None = None) -> Answer:
    """Return a result, empty or with a payload."""
    return Answer("result", payload=payload)


def error(
    condition: str, *application: str, type: str | None = None, text: str | None = None
) -> Answer:
    """Return an error; its type is the usual one of the condition unless it is given."""
    return Answer("error", type or USUAL[condition][0], (condition, *application), text)


def unsupported(feature: str) -> Answer:
    """Return that a feature of pubsub is not there (XEP-0060, section 16.3)."""
    made = error("feature-not-implemented", "unsupported")
    return attrs.evolve(made, feature=feature)


def of_module(answer: Answer) -> Answer:
    """Return an answer as a module of the server gives it."""
    return attrs.evolve(answer, is_of_module=True)


def stream_error(condition: str, text: str | None = None) -> Answer:
    """Return that the stream ends with an error (RFC 6120, section 4.9)."""
    return Answer("stream-error", conditions=(condition,), text=text)


NONE = Answer("none")

#: What a server answers depends on modules that have nothing to do with push notifications.
UNPREDICTED = Answer("unpredicted")


@immutable
@frozen(kw_only=True)
class Verdict(ToJson):
    """What one server answers to one stanza, why, and with which effect.

    ``reason`` says what the server found, ``source`` where that is known from.
    """

    server: str
    title: str
    answer: Answer
    reason: str
    effect: str
    source: str
    reply: str | None = attrs.field(default=None, repr=False)
    """The stanza sent in answer."""

    @property
    def type(self) -> AnswerType:
        """Whether the answer is a result, an error, none, the end of the stream, or unpredicted."""
        return self.answer.type

    @property
    def is_refused(self) -> bool:
        """Whether the answer is an error."""
        return self.answer.type in {"error", "stream-error"}

    @property
    def is_predicted(self) -> bool:
        """Whether the answer is known, other than that to a stanza that is not about push."""
        return self.answer.type != "unpredicted"

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        return {
            "server": self.server,
            "type": self.answer.type,
            "error_type": self.answer.error_type,
            "conditions": [*self.answer.conditions],
            "text": self.answer.text,
            "effect": self.effect,
        }
