"""RFC 6120: XMPP Core, and the parts of RFC 6121 that messages need (March 2011)."""

from typing import Literal, TypeAlias

from pushstanza.binding import (
    XML_LANG,
    LanguageTag,
    Model,
    Natural,
    Unknown,
    WrongValueError,
    attribute,
    child,
    children,
    content,
    element,
    element_name,
    payload,
    payloads,
)
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

#: What may stand where any element may: a model, or an element of no declared kind.
Payload: TypeAlias = Model | Unknown


@element(STANZAS)
class Condition(Model):
    """Why a stanza was refused: one of the conditions that XMPP defines."""

    name: DefinedCondition = element_name(doc="The condition.")
    uri: str = content(default="", doc="Where to go instead, for gone and redirect alone.")

    def __attrs_post_init__(self) -> None:
        if self.uri and self.name not in {"gone", "redirect"}:
            raise WrongValueError(f"Condition.uri: {self.name} names no other address")


@element(STANZAS, "text")
class ErrorText(Model):
    """A description of an error for people."""

    text: str = content(default="", doc="The description.")
    lang: LanguageTag | None = attribute(name=XML_LANG, default=None, doc="Its language.")


@element(CLIENT, "error")
class StanzaError(Model):
    """Why a stanza was refused, and what may be done about it."""

    type: ErrorKind = attribute(doc="What to do: retry (wait), give up (cancel), ….")
    by: Jid | None = attribute(default=None, doc="Who refused it.")
    code: Natural | None = attribute(default=None, doc="The number of XEP-0086, which is obsolete.")
    condition: Condition | None = child(doc="The defined condition.")
    texts: tuple[ErrorText, ...] = children(default=(), doc="Descriptions, one a language.")
    payloads: tuple[Payload, ...] = payloads(default=(), doc="Conditions of the application.")

    @property
    def text(self) -> str | None:
        """The first description."""
        return self.texts[0].text if self.texts else None


@element(CLIENT, "iq")
class Iq(Model):
    """A request or the answer to one."""

    type: IqKind = attribute(doc="Request (get, set) or answer (result, error).")
    id: str = attribute(doc="What ties the answer to the request.")
    to: Jid | None = attribute(default=None, doc="Who gets it.")
    from_: Jid | None = attribute(default=None, doc="Who sent it.")
    lang: LanguageTag | None = attribute(
        name=XML_LANG, default=None, doc="The language of its text."
    )
    payload: Payload | None = payload(default=None, doc="What is asked or answered.")
    error: StanzaError | None = child(default=None, doc="Why it was refused.")


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
    """The conversation a message belongs to."""

    text: str = content(default="", doc="The name of the conversation.")
    parent: str | None = attribute(default=None, doc="The conversation it came from.")


@element(CLIENT, "message")
class Message(Model):
    """Something pushed from one entity to another."""

    type: MessageKind | None = attribute(default=None, doc="What kind; none means normal.")
    id: str | None = attribute(default=None, doc="Its name.")
    to: Jid | None = attribute(default=None, doc="Who gets it.")
    from_: Jid | None = attribute(default=None, doc="Who sent it.")
    lang: LanguageTag | None = attribute(
        name=XML_LANG, default=None, doc="The language of its text."
    )
    subjects: tuple[Subject, ...] = children(default=(), doc="Subjects, one a language.")
    bodies: tuple[Body, ...] = children(default=(), doc="Texts, one a language.")
    thread: Thread | None = child(default=None, doc="The conversation.")
    payloads: tuple[Payload, ...] = payloads(default=(), doc="Everything else it carries.")
    error: StanzaError | None = child(default=None, doc="Why it came back.")

    @property
    def body(self) -> str | None:
        """The first text, as servers take it."""
        return self.bodies[0].text if self.bodies else None


Stanza: TypeAlias = Iq | Message
