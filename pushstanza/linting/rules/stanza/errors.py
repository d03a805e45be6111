"""Errors, and the reactions of servers to one that answers a publish."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, get_args

from lxml import etree

from pushstanza.binding import spec_of
from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.masking import quoted
from pushstanza.diagnostics.spelling import did_you_mean
from pushstanza.linting.relevance import concerns_push
from pushstanza.linting.rules.gates import odd_iq
from pushstanza.linting.rules.rule import Finding, Lack, also, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.xml.near_names import is_stranger, near_attribute
from pushstanza.reading import tags
from pushstanza.stanzas import rfc6120, xep0060
from pushstanza.stanzas.rfc6120 import Iq, Message
from pushstanza.stanzas.xep0060_errors import PubsubError

if TYPE_CHECKING:
    from pushstanza.servers.publisher import Publisher
    from pushstanza.servers.server import Server

ERROR_TYPES = ("auth", "cancel", "continue", "modify", "wait")


@rule(
    "PS108",
    "error-shape",
    Severity.ERROR,
    on=(Iq, Message),
    gate=odd_iq,
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
    """The type of an error says how to react to it, and exactly one condition says what is wrong.

    After an error that answers a publish, servers decide by these whether a device is ever notified
    again. A push service that fails only temporarily has to answer with type ``wait``.
    """
    if stanza.type != "error" or stanza is not scope.stanza:
        return
    error = stanza.error
    if error is None:
        yield Finding(
            f"missing <error>: the sender of the {_kind(stanza)} cannot tell what is wrong, nor"
            " whether to try again",
            hint="add <error type='…'> with a condition",
            lacks=Lack.CONTENT,
        )
        return
    if error.type not in ERROR_TYPES and near_attribute(error, "type") is None:
        yield _unknown_error_type(error)
    yield from _conditions(error, scope)


@also("PS108", on=Iq, sequence=True, gate=odd_iq)
def effect_of_error(iq: Iq, scope: Scope) -> Iterator[Finding]:
    """Find errors that answer a publish, whose effect on the push registration is not obvious."""
    error = iq.error
    if iq.type != "error" or iq is not scope.stanza or error is None:
        return
    if error.type in ERROR_TYPES and error.condition is not None:
        yield from _effect(iq, error, error.condition.name, scope)


def _kind(stanza: Iq | Message) -> str:
    return "request" if isinstance(stanza, Iq) else "message"


def _unknown_error_type(error: rfc6120.StanzaError) -> Finding:
    fault = f"the error type {quoted(error.type)} is not defined"
    if error.type is None:
        fault = "missing 'type' of the error"
    return Finding(
        f"{fault}: the recipient cannot tell whether to try again",
        at=error,
        attribute="type",
        hint=did_you_mean(error.type or "", ERROR_TYPES) or f"type is {_joined(ERROR_TYPES, 'or')}",
    )


def _conditions(error: rfc6120.StanzaError, scope: Scope) -> Iterator[Finding]:
    """Yield a finding unless there is exactly one defined condition."""
    element = None if scope.root is None else scope.root.find(_ERROR_TAG)
    inside = [] if element is None else [*element.iterchildren(f"{{{rfc6120.STANZAS}}}*")]
    found = [each for each in inside if each.tag != _TEXT_TAG]
    if not found and _holds_condition(element):
        return  # in a wrong namespace, or misspelt
    if not found:
        yield Finding(
            "missing error condition: the recipient cannot tell what is wrong",
            at=error,
            hint=f"add one, such as <item-not-found xmlns='{rfc6120.STANZAS}'/>",
            lacks=Lack.CONTENT,
        )
    elif len(found) > 1:
        names = [tags.local(each) for each in found]
        yield Finding(
            f"this error has {len(found)} conditions instead of one: {_joined(names, 'and')}",
            at=found[1],
            hint="keep one; application-specific conditions have a namespace of their own",
        )


def _holds_condition(error: etree._Element | None) -> bool:
    """Tell whether an error contains a misspelt condition, which other rules report."""
    children = () if error is None else error.iterchildren("*")
    return any(tags.local(each) in _CONDITIONS and is_stranger(each) for each in children)


_CONDITIONS = frozenset(get_args(rfc6120.DefinedCondition))
_ERROR_TAG = spec_of(rfc6120.StanzaError).tags[0]
_TEXT_TAG = spec_of(rfc6120.ErrorText).tags[0]


def _joined(words: Sequence[str], link: str) -> str:
    """Return words as a list in a sentence."""
    return f" {link} ".join(filter(None, (", ".join(words[:-1]), words[-1])))


#: The conditions of pubsub that only answer a publish.
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

#: The conditions of errors that may be temporary.
_TEMPORARY = frozenset(
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


def _effect(iq: Iq, error: rfc6120.StanzaError, condition: str, scope: Scope) -> Iterator[Finding]:
    """Yield how servers react to this answer to a publish."""
    if not _answers_publish(iq, error, scope) or is_of_generic_pubsub(error):
        return
    servers = _publishing()
    programs = [each for each in servers if not each.is_specification]
    asked = [each for each in programs if each.name in scope.targets] or programs
    reactions = {
        each.title: _reaction(each.publisher, error.type, condition)
        for each in asked
        if each.publisher is not None
    }
    if error.type == "wait" and {*reactions.values()} == {_KEEPS}:
        return
    hint = None
    if error.type != "wait" and condition in _TEMPORARY:
        hint = "a push service that fails only temporarily answers with type='wait'"
    yield Finding(
        f"this answers a publish with {error.type} and {condition}: {_listed(reactions)}",
        at=error,
        attribute="type",
        hint=hint,
        severity=Severity.INFO,
        where=dict.fromkeys((each.name for each in servers), Severity.INFO),
    )


def _publishing() -> "list[Server]":
    """Return the servers that send a publish as an IQ."""
    from pushstanza.servers import HOME_SERVERS  # few stanzas need the tables

    return [each for each in HOME_SERVERS.values() if not each.is_virtual]


def _reaction(publisher: "Publisher", kind: str | None, condition: str) -> str:
    """Return what a server does after an error that answers a publish."""
    match publisher.reacts(kind, condition):
        case "disable":
            return "disable push at once"
        case "count":
            return f"disable push after {publisher.most_errors} such errors in a row"
        case "keep":
            return _KEEPS


_KEEPS = "keep publishing"


def _listed(reactions: Mapping[str, str]) -> str:
    """Return in a sentence what each server does."""
    names: dict[str, list[str]] = {}
    for name, reaction in reactions.items():
        names.setdefault(reaction, []).append(name)
    return "; ".join(
        f"{_joined(those, 'and')} {_agreed(reaction, those)}" for reaction, those in names.items()
    )


def _agreed(reaction: str, names: Sequence[str]) -> str:
    verb, _, rest = reaction.partition(" ")
    return reaction if len(names) > 1 else f"{verb}s {rest}"


def _answers_publish(iq: Iq, error: rfc6120.StanzaError, scope: Scope) -> bool:
    """Tell whether an error is the answer to a publish to a push service, as far as can be told."""
    is_from_service = scope.history.is_enabled(iq.from_)
    if not is_from_service and (scope.root is None or not concerns_push(scope.root)):
        return False  # others publish, too
    if isinstance(iq.payload, xep0060.Pubsub):
        return iq.payload.publish is not None
    if any(
        isinstance(each, PubsubError) and each.condition in _OF_PUBLISHES for each in error.payloads
    ):
        return True
    to_server = iq.to is not None and iq.to.is_valid and iq.to.is_domain
    return iq.payload is None and to_server and is_from_service


def is_of_generic_pubsub(error: rfc6120.StanzaError) -> bool:
    """Tell whether a pubsub service says that it knows no options of push services."""
    condition = error.condition and error.condition.name
    return condition == "resource-constraint" and any(
        "Unknown field" in each.text for each in error.texts
    )
