"""Addresses that are not valid JIDs."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from pushstanza.binding import Model, spec_of
from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.masking import quoted
from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.jid import Jid
from pushstanza.linting.rules import examples
from pushstanza.linting.rules.change import Change, SetAttribute, Trim, safe, suggestion
from pushstanza.linting.rules.gates import odd_form
from pushstanza.linting.rules.placeholders import (
    HOST_LEFT,
    address_copied_from,
    is_redacted,
    is_template,
)
from pushstanza.linting.rules.rule import Finding, also, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.servers import inputs as given
from pushstanza.servers.case import Input
from pushstanza.stanzas import xep0004
from pushstanza.stanzas.forms import PushSummary
from pushstanza.stanzas.rfc6120 import Iq
from pushstanza.stanzas.xep0357 import Disable, Enable


@cache
def addresses(cls: Any) -> tuple[tuple[str, str], ...]:
    """Return the field and the attribute of each address in a model."""
    return tuple(
        (place.field, place.name) for place in spec_of(cls).attributes if place.codec.type is Jid
    )


def _has_addresses(cls: Any) -> bool:
    return bool(addresses(cls))


@rule(
    "PS107",
    "invalid-jid",
    Severity.ERROR,
    on=Model,
    only=_has_addresses,
    accepted=Severity.ERROR,
    source="RFC 7622; a recording of MongooseIM 6.8.0",
    bad=(
        "<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='push..example' node='n'/></iq>",
        examples.enable(jid="https://push.example.com/"),
        examples.enable(jid="push.example.com:5222"),
        "<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid=' push.example.com' node='n'/></iq>",
        "<iq type='get' id='1' to='juliet@'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>",
        examples.affiliations("<affiliation jid='exa mple.com' affiliation='publish-only'/>"),
        examples.enable(
            examples.options(
                examples.SECRET
                + "<field var='reply-to' type='jid-single'><value>a@b@c</value></field>"
            )
        ),
    ),
    good="<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='push.example' node='n'/></iq>",
)
def invalid_jid(model: Model, scope: Scope) -> Iterator[Finding]:
    """An address that is not a valid JID cannot be reached.

    A server that accepts such a push service never sends a push to it. MongooseIM accepts almost
    any text, such as a URL or a name with blanks, publishes to a host of that name, and disables push
    at the first message.
    """
    kind: Any = type(model)
    for field, name in addresses(kind):
        jid = getattr(model, field)
        if not isinstance(jid, Jid) or jid.problem is None:
            continue
        if scope.is_refusal and model is not scope.stanza:
            continue
        value = str(jid)
        if HOST_LEFT.search(value) and (type(model), name) in TEMPLATED:
            continue
        if _stands_for_another(value):
            continue
        meant = _meant(value)
        yield Finding(
            f"{name!r} is not a valid JID: {jid.problem}",
            attribute=name,
            inputs=_inputs(model, name, value),
            hint=f"write {name}='{meant}'" if meant else None,
            fix=_leaving(meant, value, SetAttribute(model, name, meant)) if meant else None,
        )


def _meant(value: str) -> str | None:
    """Return the address that is probably meant by one with blanks, or something else, around it."""
    found = _WRAPPED.fullmatch(value.strip())
    meant = found["jid"] if found else ""
    return meant if Jid.unchecked(meant).is_valid else None


#: What clients write around an address: a scheme, a port, and the slash at the end of either.
_WRAPPED = lazy_pattern(r"(?:(?:https?|wss?|xmpp):(?://)?)?(?P<jid>[^\s/:?#]+)(?::[0-9]+)?/?")


def _leaving(meant: str, value: str, change: SetAttribute) -> Change:
    """Return the change to the address that is meant, which is safe where blanks are all to go."""
    if meant == value.strip():
        return safe("Remove the whitespace", change)
    return suggestion("Leave only the address", change)


def _stands_for_another(value: str) -> bool:
    """Tell whether a value is a placeholder, which another rule reports, or no value at all."""
    return address_copied_from(value) is not None or is_template(value) or is_redacted(value)


@also("PS107", on=xep0004.Form, gate=odd_form)
def invalid_jid_in_field(form: xep0004.Form, scope: Scope) -> Iterator[Finding]:
    """Find invalid values of fields for JIDs; those of a summary have their own rule."""
    for field in form.fields:
        if field.type in _JID_FIELDS and field.var not in _SUMMARY and not scope.is_refusal:
            yield from _no_jids(field)


def _no_jids(field: xep0004.Field) -> Iterator[Finding]:
    for value in field.values:
        problem = Jid.unchecked(value).problem if value else None
        if problem is not None and _stands_for_another(value):
            continue
        if problem is not None:
            trims = Jid.unchecked(value.strip()).is_valid
            yield Finding(
                f"the value of {quoted(field.var)} is not a valid JID: {problem}",
                at=field,
                content=len(field.values) == 1,
                fix=safe("Remove the whitespace", Trim(field)) if trims else None,
            )


_JID_FIELDS = frozenset({"jid-multi", "jid-single"})
_SUMMARY = frozenset(each.var for each in PushSummary.FIELDS)


#: The addresses in which another rule reports a placeholder.
TEMPLATED = frozenset({(Enable, "jid"), (Disable, "jid"), (Iq, "to")})


def _inputs(model: Model, name: str, value: str) -> tuple[Input, ...]:
    """Return what servers find of an invalid address."""
    if isinstance(model, Enable | Disable):
        return (given.malformed_jid if value else given.empty_jid,)
    return (given.to_nobody,) if isinstance(model, Iq) and name == "to" else ()
