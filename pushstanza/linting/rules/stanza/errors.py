"""Family 1: stanzas, by RFC 6120."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args

from lxml import etree

from pushstanza.binding import Model, declared, spec_of
from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.masking import quoted
from pushstanza.diagnostics.spelling import did_you_mean, nearest
from pushstanza.jid import Jid
from pushstanza.linting.rules import examples
from pushstanza.linting.rules.change import (
    Change,
    DropAttribute,
    Remove,
    SetAttribute,
    Trim,
    safe,
    suggestion,
)
from pushstanza.linting.rules.rule import Finding, Given, Lack, Where, also, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.xml.near_names import is_stranger, near_attribute
from pushstanza.reading import tags
from pushstanza.stanzas import rfc6120, xep0004, xep0030, xep0060, xep0203
from pushstanza.stanzas.forms import PushSummary
from pushstanza.stanzas.rfc6120 import Iq, Message
from pushstanza.stanzas.xep0357 import Disable, Enable

E, W, I = Severity.ERROR, Severity.WARNING, Severity.INFO  # noqa: E741 - columns of tables

IQ_TYPES = ("get", "set", "result", "error")
ERROR_TYPES = ("auth", "cancel", "continue", "modify", "wait")
REQUESTS = frozenset({"get", "set"})

_ENABLE = "<enable xmlns='urn:xmpp:push:0' jid='push.example.com' node='my-phone'/>"
_DISABLE = "<disable xmlns='urn:xmpp:push:0' jid='push.example.com' node='my-phone'/>"
_DELAY = "<delay xmlns='urn:xmpp:delay' stamp='2024-05-01T12:00:00Z'>Retransmission</delay>"
_JULIET = Given(account="juliet@example.com")

_NOT_ALLOWED = "type get turns nothing on or off: MongooseIM and ejabberd answer not-allowed, Prosody service-unavailable"


# ---- what every request has ----


@rule(
    "PS101",
    "iq-without-id",
    Severity.ERROR,
    on=Iq,
    where={
        "xep": E, "mongooseim": W, "mongooseim-virtual": W,
        "ejabberd": E, "prosody": E, "tigase": W,
    },
    source="RFC 6120, section 8.1.3; ChatSecure/ChatSecure-iOS issue 712; royneary/mod_push issue 13",
    bad=(
        f"<iq type='set'>{_ENABLE}</iq>",
        f"<iq type='set' id=''>{_ENABLE}</iq>",
    ),
    good=(
        f"<iq type='set' id='e1'>{_ENABLE}</iq>",
        "<iq type='result' id='' from='juliet@example.com'/>",
    ),
)  # fmt: skip
def iq_without_id(iq: Iq, scope: Scope) -> Iterator[Finding]:
    """The ``id`` is what ties an answer to its request, so each ``iq`` must have one.

    Prosody answers ``bad-request`` with the text "Missing required 'id' attribute", ejabberd with
    another. MongooseIM lets it pass and answers with ``id=''``. An empty one all let pass.

    In source code it is a hint: most libraries add the id when they send the stanza.
    """
    if iq.id or iq.type in {"error", "result"} or near_attribute(iq, "id") is not None:
        return
    given = scope.root is not None and "id" in scope.root.attrib
    yield Finding(
        "this iq has an empty id: so has the answer, which then fits no request"
        if given
        else "this iq has no id: Prosody and ejabberd answer bad-request,"
        " and MongooseIM answers with id='', which fits no request",
        attribute="id",
        hint="give each request an id of its own",
        severity=Severity.INFO if scope.in_code else None,
        fix=safe("Add an id", SetAttribute(iq, "id", scope.new_ids.next(scope.text))),
    )


@rule(
    "PS102",
    "iq-type",
    Severity.ERROR,
    on=Iq,
    source="RFC 6120, section 8.2.3; esl/MongooseIM and processone/ejabberd: not-allowed for get",
    bad=(
        f"<iq type='get' id='e1'>{_ENABLE}</iq>",
        f"<iq type='result' id='e1'>{_ENABLE}</iq>",
        f"<iq type='sett' id='e1'>{_ENABLE}</iq>",
        f"<iq id='e1'>{_ENABLE}</iq>",
        "<iq type='get' id='c1' to='pubsub.example.com'><pubsub xmlns='http://jabber.org/protocol/pubsub'><subscribe node='n' jid='juliet@example.com'/></pubsub></iq>",
        "<iq type='set' id='d1'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>",
        f"<message to='example.com'>{_ENABLE}</message>",
        f"<presence>{_DISABLE}</presence>",
    ),
    good=(
        f"<iq type='set' id='e1'>{_ENABLE}</iq>",
        "<iq type='get' id='a1' to='pubsub.example.com'><pubsub xmlns='http://jabber.org/protocol/pubsub'><affiliations/></pubsub></iq>",
    ),
)
def iq_type(iq: Iq, scope: Scope) -> Iterator[Finding]:
    """What changes something is asked with ``set``, what only asks with ``get``, and both in an ``iq``.

    MongooseIM and ejabberd answer ``not-allowed`` to an ``enable`` of type ``get``, Prosody
    ``service-unavailable``. In a ``message`` or a ``presence`` nobody looks for it.
    """
    if iq.type not in IQ_TYPES:
        if near_attribute(iq, "type") is None:
            yield _unknown_type(iq)
        return
    fault = _TYPE_FAULTS.get((iq.type, _asked(iq.payload)))
    is_servers = iq.type == "result" and (iq.to is not None or iq.from_ is not None)
    if fault is not None and iq is scope.stanza and not is_servers:
        message, right = fault
        yield Finding(
            message,
            attribute="type",
            hint=f"type={right!r}",
            fix=suggestion(f"Make it a {right}", SetAttribute(iq, "type", right)),
        )


#: What is wrong with a type, by it and by what is asked, and the right one.
_TYPE_FAULTS: Mapping[tuple[str, str | None], tuple[str, str]] = {
    ("get", "push"): (_NOT_ALLOWED, "set"),
    ("result", "push"): ("an answer asks for nothing: no server acts on what is in it", "set"),
    ("get", "change"): ("type get changes nothing: the pubsub service refuses it", "set"),
    ("set", "disco"): (
        "type set asks for nothing: no server answers service discovery then",
        "get",
    ),
}

#: What of pubsub changes something, and so is asked with ``set``.
_CHANGES = ("create", "publish", "retract", "subscribe", "unsubscribe")
_OWNER_CHANGES = ("delete", "purge")


def _asked(payload: object) -> str | None:
    """Return whether a payload turns push on or off, changes a node, or asks what something is."""
    match payload:
        case Enable() | Disable():
            return "push"
        case xep0060.Pubsub() if any(getattr(payload, each) is not None for each in _CHANGES):
            return "change"
        case xep0060.OwnerPubsub() if any(
            getattr(payload, each) is not None for each in _OWNER_CHANGES
        ):
            return "change"
        case xep0030.DiscoInfo() | xep0030.DiscoItems():
            return "disco"
        case _:
            return None


def _unknown_type(iq: Iq) -> Finding:
    kind = _asked(iq.payload)
    right = nearest(iq.type or "", IQ_TYPES) or ("get" if kind == "disco" else "set")
    if iq.type is None:
        message = "this iq has no type"
        hint = f"type={right!r}" if kind else "type is get, set, result or error"
    else:
        message = f"no iq is of type {quoted(iq.type)}"
        hint = did_you_mean(iq.type, IQ_TYPES) or "type is get, set, result or error"
    certain = iq.type is not None or kind is not None
    return Finding(
        f"{message}: servers answer bad-request",
        attribute="type",
        hint=hint,
        fix=suggestion(f"Make it a {right}", SetAttribute(iq, "type", right)) if certain else None,
    )


@also("PS102", on=(Enable, Disable))
def request_outside_iq(request: Enable | Disable, scope: Scope) -> Iterator[Finding]:
    """Find requests that are sent as a message or a presence."""
    root = scope.root
    if root is None or isinstance(scope.stanza, Iq) or scope.is_refusal:
        return
    name, tag = tags.local(root), spec_of(type(request)).tags[0]
    if name in {"message", "presence"} and any(child.tag == tag for child in root):
        asked = spec_of(type(request)).names[0]
        yield Finding(
            f"no server looks for <{asked}> in a {name}: it is passed on, and nothing comes of it",
            hint="send it in <iq type='set' id='…'>",
        )


@rule(
    "PS103",
    "iq-child-count",
    Severity.ERROR,
    on=Iq,
    source="RFC 6120, section 8.2.3; processone/ejabberd issue 697",
    bad=(
        f"<iq type='set' id='e1'>{_ENABLE}{_DELAY}</iq>",
        f"<iq type='set' id='e1'>{_ENABLE}{examples.options(examples.SECRET)}</iq>",
        "<iq type='get' id='p1' to='example.com'/>",
        examples.iq(examples.options(examples.SECRET)),
    ),
    good=(
        f"<iq type='set' id='e1'>{_ENABLE}</iq>",
        "<iq type='result' id='e1'/>",
    ),
)
def iq_child_count(iq: Iq, scope: Scope) -> Iterator[Finding]:
    """A request holds exactly one element.

    MongooseIM, ejabberd and Prosody answer ``bad-request`` to none and to two, ejabberd with the
    text "Too many child elements". Libraries that mark what they send again with a ``delay`` run
    into it. Tigase picks out the element it knows.
    """
    root = scope.root
    if root is None or iq.type not in REQUESTS or iq is not scope.stanza:
        return
    if len(root) == 1 and not isinstance(iq.payload, xep0004.Form):
        return
    children = [*root.iterchildren("*")]
    if isinstance(iq.payload, xep0004.Form) and len(children) == 1:
        yield Finding(
            "a form alone asks for nothing: servers answer service-unavailable",
            at=children[0],
            hint="put it into what it is for, as <enable>",
        )
    elif not children:
        yield Finding(
            f"this {iq.type} asks for nothing: servers answer bad-request",
            hint="a request holds exactly one element",
            lacks=Lack.CONTENT,
        )
    elif len(children) > 1:
        yield _surplus(children)


_DELAY_TAG = spec_of(xep0203.Delay).tags[0]
_FORM_TAG = spec_of(xep0004.Form).tags[0]
_ONE_CHILD: Where = dict.fromkeys(
    ("xep", "mongooseim", "mongooseim-virtual", "ejabberd", "prosody"), Severity.ERROR
)


def _surplus(children: list[etree._Element]) -> Finding:
    delay = next((each for each in children if each.tag == _DELAY_TAG), None)
    surplus = children[1] if delay is None else delay
    first = tags.local(children[0])
    hint = "a request holds exactly one element"
    if surplus.tag == _FORM_TAG:
        hint = f"does the form belong into <{first}>?"
    remove: Change | None = None
    if delay is not None and len(children) == 2:
        remove = safe("Remove <delay>, which means nothing in a request", Remove(delay))
    return Finding(
        f"this request holds {len(children)} elements: MongooseIM, ejabberd and Prosody"
        " answer bad-request",
        at=surplus,
        hint=hint,
        where=_ONE_CHILD,
        fix=remove,
    )


# ---- whom an enable or disable is sent to, and from whom ----


@rule(
    "PS104",
    "to-server-domain",
    Severity.WARNING,
    on=(Enable, Disable),
    where={
        "xep": E, "ejabberd": E, "prosody": E, "tigase": W,
        "mongooseim": I, "mongooseim-virtual": I,
    },
    source="XEP-0357, section 5; processone/ejabberd issues 2033 and 3095",
    bad=(
        examples.iq(_ENABLE, " to='example.com'"),
        examples.iq(_DISABLE, " to='example.com' from='juliet@example.com/balcony'"),
    ),
    good=(
        examples.iq(_ENABLE),
        examples.iq(_ENABLE, " to='juliet@example.com' from='juliet@example.com/balcony'"),
    ),
)  # fmt: skip
def to_server_domain(request: Enable | Disable, scope: Scope) -> Iterator[Finding]:
    """Push is turned on for an account, so the request goes to the user's bare JID, or to nobody.

    ejabberd and Prosody answer ``service-unavailable`` to one that is sent to the domain, ejabberd
    with the text "No module is handling this query". MongooseIM takes it.
    """
    if _addressed(request, scope) == "server":
        yield _misdirected(
            request,
            scope,
            "is sent to the server's domain: ejabberd and Prosody answer service-unavailable,"
            " and only MongooseIM takes it",
        )


@rule(
    "PS105",
    "to-elsewhere",
    Severity.ERROR,
    on=(Enable, Disable),
    source="XEP-0357, section 5; RFC 6120, section 8.1.1",
    bad=(
        examples.iq(_ENABLE, " to='push.example.com'"),
        examples.iq(_ENABLE, " to='juliet@example.com/balcony'"),
        examples.iq(_ENABLE, " to='romeo@example.com' from='juliet@example.com/balcony'"),
        examples.iq(_ENABLE, " to='example.org' from='juliet@example.com/balcony'"),
    ),
    good=(
        examples.iq(_ENABLE, " to='juliet@example.com'"),
        examples.iq(_ENABLE),
    ),
)
def to_elsewhere(request: Enable | Disable, scope: Scope) -> Iterator[Finding]:
    """It is the user's own server that turns push on; the push service is only named in ``jid``.

    For another user MongooseIM and ejabberd 23 do it for the sender, ejabberd 26 answers
    ``not-allowed`` and Prosody ``service-unavailable``; what is for another domain is routed there.
    """
    kind = _addressed(request, scope)
    if kind in _ELSEWHERE:
        yield _misdirected(request, scope, _ELSEWHERE[kind])


#: What becomes of a request that is sent to someone else.
_ELSEWHERE = {
    "service": "goes to the push service, which refuses it, and the user's server learns nothing",
    "full": "goes to one of the user's own clients, and the server does nothing about it",
    "user": "is for another user: MongooseIM and ejabberd 23 do it for the sender, ejabberd 26"
    " answers not-allowed, and Prosody service-unavailable",
    "domain": "goes to another server, and the user's own learns nothing of it",
}


def _misdirected(request: Enable | Disable, scope: Scope, fate: str) -> Finding:
    iq = scope.stanza
    name = spec_of(type(request)).names[0]
    is_clients = isinstance(iq, Iq) and iq.from_ is None
    is_own = scope.account is not None and _addressed(request, scope) == "server"
    put_right = safe if is_clients and is_own else suggestion
    return Finding(
        f"this {name} {fate}",
        at=iq,
        attribute="to",
        hint="leave 'to' out: then the user's own account is meant",
        fix=None if iq is None else put_right("Leave out 'to'", DropAttribute(iq, "to")),
    )


def _addressed(request: Enable | Disable, scope: Scope) -> str | None:
    """Return whom a request is sent to, unless it is right: a word for it."""
    iq = scope.stanza
    if not isinstance(iq, Iq) or iq.to is None or iq.payload is not request:
        return None
    to = iq.to
    if iq.type not in REQUESTS or not to.is_valid:
        return None
    own = account_of(scope)
    is_own = to.local is not None if own is None else to.bare == own.bare
    if is_own:
        return None if to.is_bare else "full"
    if own is not None and to.is_domain and to.domain == own.domain:
        return "server"
    if request.jid is not None and request.jid.is_valid and to.bare == request.jid.bare:
        return "service"
    if own is None:
        return "server" if to.is_domain else "full"
    return "user" if to.local is not None else "domain"


def account_of(scope: Scope) -> Jid | None:
    """Return whose stanza this is, as far as is known."""
    sender = getattr(scope.stanza, "from_", None)
    if scope.account is None and sender is not None and sender.is_valid and sender.local:
        return sender  # type: ignore[no-any-return]
    return scope.account


@rule(
    "PS106",
    "client-sets-from",
    Severity.WARNING,
    on=Iq,
    source="RFC 6120, section 8.1.2.1",
    bad=(
        examples.iq(_ENABLE, " from='romeo@example.com/orchard'"),
        examples.iq(_ENABLE, " from='example.com'"),
    ),
    good=(
        examples.iq(_ENABLE),
        examples.iq(_ENABLE, " from='juliet@example.com/balcony'"),
        examples.publish(),
    ),
    given=_JULIET,
)
def client_sets_from(iq: Iq, scope: Scope) -> Iterator[Finding]:
    """It is the server that writes the ``from`` of a client's stanza.

    A ``from`` that is not the client's own is a forgery: the server may end the stream with
    ``invalid-from``, or refuse the stanza.
    """
    account, sender = scope.account, iq.from_
    if account is None or sender is None or iq.type not in REQUESTS or scope.in_log:
        return
    if not sender.is_valid or sender.bare == account.bare or not _is_clients(iq, sender):
        return
    if iq.to is None or not (iq.to.is_valid and iq.to.bare == account.bare and sender.is_domain):
        yield Finding(
            f"from is {quoted(str(sender))}, and not the account {account}:"
            " the server may end the stream with invalid-from",
            attribute="from",
            hint="leave 'from' out: the server writes it",
            fix=suggestion("Leave out 'from'", DropAttribute(iq, "from")),
        )


def _is_clients(iq: Iq, sender: Jid) -> bool:
    """Tell whether a request is one that only clients make."""
    payload = iq.payload
    if isinstance(payload, Enable | Disable):
        return True
    creates = isinstance(payload, xep0060.Pubsub) and payload.create is not None
    return sender.local is not None and (creates or isinstance(payload, xep0060.OwnerPubsub))


# ---- addresses ----


def _jid_places(cls: Any) -> tuple[tuple[str, str], ...]:
    """Return the field and the attribute of each address in a model."""
    return tuple(
        (place.field, place.name) for place in spec_of(cls).attributes if place.codec.type is Jid
    )


#: A host that was to be filled in, by a template or by the reader of a page.
HOST_LEFT = re.compile(r"@HOSTS?@|(?:^|\.)HOSTS?$")

#: The fields and the attributes of the addresses in each model that holds some.
ADDRESSES = {cls: places for cls in declared() if (places := _jid_places(cls))}


@rule(
    "PS107",
    "invalid-jid",
    Severity.ERROR,
    on=tuple(ADDRESSES),
    source="RFC 7622",
    bad=(
        "<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='push..example' node='n'/></iq>",
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
    """An address that is no JID reaches nobody.

    MongooseIM, ejabberd and Tigase answer ``bad-request``; Prosody stores it, and no push ever
    comes.
    """
    for field, name in ADDRESSES[type(model)]:
        jid = getattr(model, field)
        if not isinstance(jid, Jid) or jid.problem is None:
            continue
        if scope.is_refusal and model is not scope.stanza:
            continue
        value = str(jid)
        if HOST_LEFT.search(value) and (type(model), name) in TEMPLATED:
            continue
        trimmed = value.strip()
        fix = None
        if trimmed != value and Jid.unchecked(trimmed).is_valid:
            fix = safe("Take the blanks away", SetAttribute(model, name, trimmed))
        yield Finding(
            f"{name} is no JID: {jid.problem}; {_no_jid(model)}",
            attribute=name,
            hint=f"write {name}='{trimmed}'" if fix else None,
            fix=fix,
        )


@also("PS107", on=xep0004.Form)
def invalid_jid_in_field(form: xep0004.Form, scope: Scope) -> Iterator[Finding]:
    """Find values of fields for JIDs that are none; those of a summary have their own rule."""
    for field in form.fields:
        if field.type in _JID_FIELDS and field.var not in _SUMMARY and not scope.is_refusal:
            yield from _no_jids(field)


def _no_jids(field: xep0004.Field) -> Iterator[Finding]:
    for value in field.values:
        problem = Jid.unchecked(value).problem if value else None
        if problem is not None:
            trims = Jid.unchecked(value.strip()).is_valid
            yield Finding(
                f"the value of {quoted(field.var)} is no JID: {problem}",
                at=field,
                content=len(field.values) == 1,
                fix=safe("Take the blanks away", Trim(field)) if trims else None,
            )


_JID_FIELDS = frozenset({"jid-multi", "jid-single"})
_SUMMARY = frozenset(each.var for each in PushSummary.FIELDS)


#: The addresses in which a template is told as that.
TEMPLATED = frozenset({(Enable, "jid"), (Disable, "jid"), (Iq, "to")})


def _no_jid(model: Model) -> str:
    match model:
        case Enable():
            return "MongooseIM, ejabberd and Tigase answer bad-request, Prosody stores it in vain"
        case Disable():
            return "MongooseIM, ejabberd and Tigase answer bad-request"
        case Iq() | Message():
            return "the server answers jid-malformed, or ends the stream"
        case _:
            return "whoever reads it refuses it"


# ---- errors ----


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
