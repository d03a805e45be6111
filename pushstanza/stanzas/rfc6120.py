"""RFC 6120: XMPP Core, and the parts of RFC 6121 that messages need (March 2011)."""

from typing import Literal, TypeAlias, TypeVar

from pushstanza.binding import (
    XML_LANG,
    LanguageTag,
    Model,
    Natural,
    Unknown,
    attribute,
    child,
    children,
    content,
    element,
    element_name,
    payload,
    payloads,
    spec_of,
)
from pushstanza.binding.spec import tag_of
from pushstanza.diagnostics import PushStanzaError
from pushstanza.diagnostics.arguments import Argument, public
from pushstanza.jid import Jid
from pushstanza.reading import names

CLIENT = names.CLIENT
STANZAS = names.STANZA_ERRORS

#: RFC 6120, section 8.2.3.
IqKind: TypeAlias = Literal["error", "get", "result", "set"]

#: RFC 6121, section 5.2.2; a message without a type is ``normal``.
MessageKind: TypeAlias = Literal["chat", "error", "groupchat", "headline", "normal"]

#: RFC 6120, section 8.3.2: what to do about the error.
ErrorKind: TypeAlias = Literal["auth", "cancel", "continue", "modify", "wait"]

#: RFC 6120, section 8.3.3.
DefinedCondition: TypeAlias = Literal[
    "bad-request",
    "conflict",
    "feature-not-implemented",
    "forbidden",
    "gone",
    "internal-server-error",
    "item-not-found",
    "jid-malformed",
    "not-acceptable",
    "not-allowed",
    "not-authorized",
    "payment-required",
    "policy-violation",
    "recipient-unavailable",
    "redirect",
    "registration-required",
    "remote-server-not-found",
    "remote-server-timeout",
    "resource-constraint",
    "service-unavailable",
    "subscription-required",
    "undefined-condition",
    "unexpected-request",
]

#: The type of a place for any element: a model, or an element without one.
Payload: TypeAlias = Model | Unknown

_M = TypeVar("_M", bound=Model)
#: A class of models; stanzas have a field called ``type``.
_ClassOf: TypeAlias = type[_M]


class UnexpectedPayloadError(PushStanzaError, LookupError):
    """A stanza does not hold the payload that was expected.

    ``expected`` is the class, ``payloads`` what the stanza holds instead.
    """

    def __init__(self, expected: type[Model], payloads: tuple[Payload, ...]) -> None:
        holds = ", ".join(f"<{_name(each)}>" for each in payloads) or "nothing"
        names = () if expected is Model else spec_of(expected).names
        wanted = " or ".join(f"<{name}>" for name in names) or "a model"
        super().__init__(f"the stanza holds {holds}, not {wanted}")
        self.expected = expected
        self.payloads = payloads


def _name(payload: Payload) -> str:
    tag = payload.tag if isinstance(payload, Unknown) else tag_of(payload)
    return tag.rpartition("}")[2]


def _expected(cls: type[_M], payloads: tuple[Payload, ...]) -> _M:
    found = _first(cls, payloads)
    if found is None:
        raise UnexpectedPayloadError(cls, payloads)
    return found


def _first(cls: type[_M], payloads: tuple[Payload, ...]) -> _M | None:
    return next((each for each in payloads if isinstance(each, cls)), None)


@element(STANZAS)
class Condition(Model):
    """A condition that XMPP defines: why a stanza was refused."""

    name: DefinedCondition = element_name(doc="The condition.")
    uri: str = content(default="", doc="The new address, for gone and redirect only.")

    def __attrs_post_init__(self) -> None:
        if self.uri and self.name not in {"gone", "redirect"}:
            reason = f"is only allowed for gone and redirect, not for {self.name}"
            raise Argument("Condition", "uri").wrong_value(reason, self.uri)


@element(STANZAS, "text")
class ErrorText(Model):
    """A description of an error for people."""

    text: str = content(default="", doc="The description.")
    lang: LanguageTag | None = attribute(name=XML_LANG, default=None, doc="Its language.")


@element(CLIENT, "error")
class StanzaError(Model):
    """Why a stanza was refused, and what to do about it."""

    type: ErrorKind = attribute(doc="What to do: retry (wait), give up (cancel), ….")
    by: Jid | None = attribute(default=None, doc="Who refused it.")
    code: Natural | None = attribute(default=None, doc="The code of XEP-0086, which is obsolete.")
    condition: Condition | None = child(doc="The defined condition.")
    texts: tuple[ErrorText, ...] = children(default=(), doc="Descriptions, one for each language.")
    payloads: tuple[Payload, ...] = payloads(default=(), doc="Application-specific conditions.")

    @property
    def text(self) -> str | None:
        """The first description."""
        return self.texts[0].text if self.texts else None


@element(CLIENT, "iq")
class Iq(Model):
    """A request, or the answer to one."""

    type: IqKind = attribute(doc="Request (get, set) or answer (result, error).")
    id: str = attribute(doc="The identifier that connects an answer with its request.")
    to: Jid | None = attribute(default=None, doc="The recipient.")
    from_: Jid | None = attribute(default=None, doc="The sender.")
    lang: LanguageTag | None = attribute(
        name=XML_LANG, default=None, doc="The language of its text."
    )
    payload: Payload | None = payload(default=None, doc="The content of the request or answer.")
    error: StanzaError | None = child(default=None, doc="Why it was refused.")

    @public
    def expect(self, cls: _ClassOf[_M]) -> _M:
        """Return the payload as a model of *cls*, such as ``pushstanza.Enable``.

        Raises:
            UnexpectedPayloadError: It holds something else, or nothing.
        """
        return _expected(cls, self._payloads)

    @public
    def get(self, cls: _ClassOf[_M]) -> _M | None:
        """Return the payload if it is a model of *cls*, or ``None``."""
        return _first(cls, self._payloads)

    @property
    def _payloads(self) -> tuple[Payload, ...]:
        return () if self.payload is None else (self.payload,)


@element(CLIENT, "subject")
class Subject(Model):
    """The subject of a message in one language."""

    text: str = content(default="", doc="The subject.")
    lang: LanguageTag | None = attribute(name=XML_LANG, default=None, doc="Its language.")


@element(CLIENT, "body")
class Body(Model):
    """The text of a message in one language."""

    text: str = content(default="", doc="The text.")
    lang: LanguageTag | None = attribute(name=XML_LANG, default=None, doc="Its language.")


@element(CLIENT, "thread")
class Thread(Model):
    """The conversation to which a message belongs."""

    text: str = content(default="", doc="The identifier of the conversation.")
    parent: str | None = attribute(default=None, doc="The conversation from which it started.")


@element(CLIENT, "message")
class Message(Model):
    """A message from one entity to another."""

    type: MessageKind | None = attribute(default=None, doc="The type; normal if there is none.")
    id: str | None = attribute(default=None, doc="Its identifier.")
    to: Jid | None = attribute(default=None, doc="The recipient.")
    from_: Jid | None = attribute(default=None, doc="The sender.")
    lang: LanguageTag | None = attribute(
        name=XML_LANG, default=None, doc="The language of its text."
    )
    subjects: tuple[Subject, ...] = children(default=(), doc="Subjects, one for each language.")
    bodies: tuple[Body, ...] = children(default=(), doc="Texts, one for each language.")
    thread: Thread | None = child(default=None, doc="The conversation.")
    payloads: tuple[Payload, ...] = payloads(default=(), doc="All other content.")
    error: StanzaError | None = child(default=None, doc="Why it was returned.")

    @property
    def body(self) -> str | None:
        """The first text, which servers use."""
        return self.bodies[0].text if self.bodies else None

    @public
    def expect(self, cls: _ClassOf[_M]) -> _M:
        """Return the first payload that is a model of *cls*, such as ``pushstanza.Event``.

        Raises:
            UnexpectedPayloadError: There is none.
        """
        return _expected(cls, self.payloads)

    @public
    def get(self, cls: _ClassOf[_M]) -> _M | None:
        """Return the first payload that is a model of *cls*, or ``None``."""
        return _first(cls, self.payloads)


Stanza: TypeAlias = Iq | Message
