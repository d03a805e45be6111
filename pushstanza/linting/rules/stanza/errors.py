"""Errors, and what servers do after one that answers a publish."""

from collections.abc import Iterator, Sequence
from typing import get_args

from lxml import etree

from pushstanza.binding import spec_of
from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.masking import quoted
from pushstanza.diagnostics.spelling import did_you_mean
from pushstanza.linting.rules.rule import Finding, Lack, Where, also, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.xml.near_names import is_stranger, near_attribute
from pushstanza.reading import tags
from pushstanza.stanzas import rfc6120, xep0060
from pushstanza.stanzas.rfc6120 import Iq, Message

ERROR_TYPES = ("auth", "cancel", "continue", "modify", "wait")


@rule(
    "PS108",
    "error-shape",
    Severity.ERROR,
    on=(Iq, Message),
    source="RFC 6120, section 8.3; processone/ejabberd issues 2802 and 3121; ChatSecure/ChatSecure-iOS issue 770",
    bad=(
        "<iq type='error' id='e1'/>",
        "<iq type='error' id='e1'><error type='cancel'/></iq>",
        "<iq type='error' id='e1'><error type='fatal'><forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>",
        "<iq type='error' id='e1'><error><forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>",
        "<iq type='error' id='e1'><error type='auth'><forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>",
        "<iq type='error' id='p1' from='push.example.com' to='example.com'><pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='n'/></pubsub><error type='cancel'><feature-not-implemented xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>",
        "<iq type='error' id='p1' from='push.example.com' to='example.com'><error type='modify'><bad-request xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/><invalid-payload xmlns='http://jabber.org/protocol/pubsub#errors'/></error></iq>",
    ),
    good=(
        "<iq type='error' id='e1'><error type='cancel'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>",
        "<iq type='error' id='p1' from='push.example.com' to='example.com'><pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='n'/></pubsub><error type='wait'><internal-server-error xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>",
    ),
)
def error_shape(stanza: Iq | Message, scope: Scope) -> Iterator[Finding]:
    """An error says by its type what to do about it, and by exactly one condition what is wrong.

    By these servers decide whether a device is ever notified again. After an answer to a publish of
    any type but ``wait`` ejabberd turns push off at once, MongooseIM after one of type ``cancel``,
    Tigase by the condition; Prosody counts to 16. A push service that fails only for now has to
    answer ``wait``.
    """
    if stanza.type != "error" or stanza is not scope.stanza:
        return
    error = stanza.error
    if error is None:
        yield Finding(
            f"this error has no <error>: whoever sent the {_kind(stanza)} learns neither what is"
            " wrong nor whether to try again",
            hint="add <error type='…'> with a condition",
            lacks=Lack.CONTENT,
        )
        return
    if error.type not in ERROR_TYPES and near_attribute(error, "type") is None:
        yield _unknown_error_type(error)
    yield from _conditions(error, scope)


@also("PS108", on=Iq, sequence=True)
def effect_of_error(iq: Iq, scope: Scope) -> Iterator[Finding]:
    """Find errors that answer a publish: what becomes of the push is not plain to see."""
    error = iq.error
    if iq.type != "error" or iq is not scope.stanza or error is None:
        return
    if error.type in ERROR_TYPES and error.condition is not None:
        yield from _effect(iq, error, error.condition.name, scope)


def _kind(stanza: Iq | Message) -> str:
    return "request" if isinstance(stanza, Iq) else "message"


def _unknown_error_type(error: rfc6120.StanzaError) -> Finding:
    said = f"the type {quoted(error.type)}, which is none"
    if error.type is None:
        said = "no type"
    return Finding(
        f"this error has {said}: nobody can tell whether to try again",
        at=error,
        attribute="type",
        hint=did_you_mean(error.type or "", ERROR_TYPES) or f"type is {_joined(ERROR_TYPES, 'or')}",
    )


def _conditions(error: rfc6120.StanzaError, scope: Scope) -> Iterator[Finding]:
    """Yield the finding that there is not exactly one defined condition."""
    element = None if scope.root is None else scope.root.find(_ERROR_TAG)
    inside = [] if element is None else [*element.iterchildren(f"{{{rfc6120.STANZAS}}}*")]
    found = [each for each in inside if each.tag != _TEXT_TAG]
    if not found and _holds_condition(element):
        return  # in a wrong namespace, or misspelt
    if not found:
        yield Finding(
            "this error has no condition: nobody can tell what is wrong",
            at=error,
            hint=f"add one, such as <item-not-found xmlns='{rfc6120.STANZAS}'/>",
            lacks=Lack.CONTENT,
        )
    elif len(found) > 1:
        names = [tags.local(each) for each in found]
        yield Finding(
            f"this error has {len(found)} conditions, {_joined(names, 'and')}: which of them"
            " counts is up to who reads it",
            at=found[1],
            hint="keep one; what belongs to an application has a namespace of its own",
        )


def _holds_condition(error: etree._Element | None) -> bool:
    """Tell whether an error holds what is meant as its condition, which other rules tell."""
    children = () if error is None else error.iterchildren("*")
    return any(tags.local(each) in _CONDITIONS and is_stranger(each) for each in children)


_CONDITIONS = frozenset(get_args(rfc6120.DefinedCondition))
_ERROR_TAG = spec_of(rfc6120.StanzaError).tags[0]
_TEXT_TAG = spec_of(rfc6120.ErrorText).tags[0]


def _joined(words: Sequence[str], link: str) -> str:
    """Return words as a sentence lists them."""
    return f" {link} ".join(filter(None, (", ".join(words[:-1]), words[-1])))


#: The conditions of pubsub that only a publish is refused with.
_OF_PUBLISHES = frozenset(
    {
        "device-not-registered",
        "faild-to-submit-push-notification",
        "invalid-payload",
        "item-required",
        "payload-required",
        "payload-too-big",
        "precondition-not-met",
    }
)

#: The conditions after which Tigase goes on publishing, whatever the type.
_TIGASE_IGNORES = frozenset(
    {"bad-request", "internal-server-error", "remote-server-timeout", "service-unavailable"}
)

#: The conditions of what may be over soon.
_PASSING = frozenset(
    {
        "internal-server-error",
        "policy-violation",
        "recipient-unavailable",
        "remote-server-not-found",
        "remote-server-timeout",
        "resource-constraint",
        "service-unavailable",
    }
)

_PUBLISHERS = ("MongooseIM", "ejabberd", "Prosody", "Tigase")
_EFFECT_WHERE: Where = dict.fromkeys(
    ("xep", *(name.lower() for name in _PUBLISHERS)), Severity.INFO
)


def _effect(iq: Iq, error: rfc6120.StanzaError, condition: str, scope: Scope) -> Iterator[Finding]:
    """Yield what servers do after this answer to a publish."""
    if not _answers_publish(iq, error, scope) or is_of_generic_pubsub(error):
        return
    effects = _effects(error.type, condition)
    asked = [name for name in _PUBLISHERS if name.lower() in scope.targets]
    shown = {name: effects[name] for name in asked or _PUBLISHERS}
    if error.type == "wait" and {*shown.values()} == {_KEPT}:
        return
    hint = None
    if error.type != "wait" and condition in _PASSING:
        hint = "a push service that fails only for now answers with type='wait'"
    yield Finding(
        f"this answers a publish with {error.type} and {condition}: {_listed(shown)}",
        at=error,
        attribute="type",
        hint=hint,
        severity=Severity.INFO,
        where=_EFFECT_WHERE,
    )


_OFF, _COUNTED, _KEPT = "off", "counted", "kept"


def _effects(kind: str, condition: str) -> dict[str, str]:
    """Return what each server does after an error to a publish (servers' sources, see PS108)."""
    lasting = kind != "wait"
    return {
        "MongooseIM": _OFF if kind == "cancel" else _KEPT,
        "ejabberd": _OFF if lasting else _KEPT,
        "Prosody": _COUNTED if lasting else _KEPT,
        "Tigase": _KEPT if condition in _TIGASE_IGNORES else _OFF,
    }


def _listed(effects: dict[str, str]) -> str:
    """Return in a sentence what each server does."""
    said = (
        (_OFF, "turn", "turns", " push off at once"),
        (_COUNTED, "count", "counts", " it, and turns push off at the 16th in a row"),
        (_KEPT, "go", "goes", " on publishing"),
    )
    parts = []
    for effect, plural, singular, rest in said:
        names = [name for name, each in effects.items() if each == effect]
        if names:
            verb = plural if len(names) > 1 else singular
            parts.append(f"{_joined(names, 'and')} {verb}{rest}")
    return "; ".join(parts)


def _answers_publish(iq: Iq, error: rfc6120.StanzaError, scope: Scope) -> bool:
    """Tell whether an error is the answer to a publish, as far as can be told from it."""
    if isinstance(iq.payload, xep0060.Pubsub):
        return iq.payload.publish is not None
    if any(
        isinstance(each, xep0060.PubsubError) and each.condition in _OF_PUBLISHES
        for each in error.payloads
    ):
        return True
    to_server = iq.to is not None and iq.to.is_valid and iq.to.is_domain
    return iq.payload is None and to_server and iq.from_ in scope.history.enabled_jids


def is_of_generic_pubsub(error: rfc6120.StanzaError) -> bool:
    """Tell whether a pubsub service says that it knows no options of push services."""
    condition = error.condition and error.condition.name
    return condition == "resource-constraint" and any(
        "Unknown field" in each.text for each in error.texts
    )
