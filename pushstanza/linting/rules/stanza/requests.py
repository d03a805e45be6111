"""What every request needs: an id, a type, and one payload."""

from collections.abc import Iterator, Mapping

from lxml import etree

from pushstanza.binding import spec_of
from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.masking import quoted
from pushstanza.diagnostics.spelling import did_you_mean, nearest
from pushstanza.linting.rules import examples
from pushstanza.linting.rules.change import Change, Remove, SetAttribute, safe, suggestion
from pushstanza.linting.rules.gates import odd_iq, odd_request
from pushstanza.linting.rules.rule import Finding, Lack, also, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.xml.near_names import is_stranger, near_attribute
from pushstanza.reading import tags
from pushstanza.servers import inputs as given
from pushstanza.servers.case import Input
from pushstanza.stanzas import xep0004, xep0030, xep0050, xep0060, xep0203
from pushstanza.stanzas.rfc6120 import Iq, Message
from pushstanza.stanzas.xep0357 import Disable, Enable

E, W = Severity.ERROR, Severity.WARNING

IQ_TYPES = ("get", "set", "result", "error")
REQUESTS = frozenset({"get", "set"})
_DELAY = "<delay xmlns='urn:xmpp:delay' stamp='2024-05-01T12:00:00Z'>Retransmission</delay>"


@rule(
    "PS101",
    "iq-without-id",
    Severity.ERROR,
    on=Iq,
    gate=odd_iq,
    inputs=given.no_id,
    accepted=W,
    source="RFC 6120, section 8.1.3; ChatSecure/ChatSecure-iOS issue 712; royneary/mod_push issue 13",
    bad=(
        f"<iq type='set'>{examples.ENABLE}</iq>",
        f"<iq type='set' id=''>{examples.ENABLE}</iq>",
    ),
    good=(
        f"<iq type='set' id='e1'>{examples.ENABLE}</iq>",
        "<iq type='result' id='' from='juliet@example.com'/>",
    ),
)  # fmt: skip
def iq_without_id(iq: Iq, scope: Scope) -> Iterator[Finding]:
    """The ``id`` matches an answer to its request, so each ``iq`` must have one.

    A server that accepts a request without an ``id`` answers with an empty one.

    In source code this is only a note, since most libraries add the id when they send the stanza,
    and in tests it is nothing.
    """
    if iq.id or iq.type in {"error", "result"} or near_attribute(iq, "id") is not None:
        return
    if scope.in_code and scope.is_example:
        return  # a test compares what the program would send
    is_empty = scope.root is not None and "id" in scope.root.attrib
    what = "'id' is empty" if is_empty else "missing 'id'"
    yield Finding(
        f"{what}: the answer cannot be matched to the request",
        inputs=given.empty_id if is_empty else given.no_id,
        attribute="id",
        hint="give each request an id of its own",
        severity=Severity.INFO if scope.in_code else None,
        where={} if scope.in_code else None,
        fix=safe("Add an id", SetAttribute(iq, "id", scope.new_ids.next(scope.text))),
    )


@rule(
    "PS102",
    "iq-type",
    Severity.ERROR,
    on=Iq,
    gate=odd_iq,
    accepted=E,
    source="RFC 6120, section 8.2.3; esl/MongooseIM and processone/ejabberd: not-allowed for get; "
    "a recording of MongooseIM 6.8.0",
    bad=(
        f"<iq type='get' id='e1'>{examples.ENABLE}</iq>",
        f"<iq type='result' id='e1'>{examples.ENABLE}</iq>",
        f"<iq type='sett' id='e1'>{examples.ENABLE}</iq>",
        f"<iq id='e1'>{examples.ENABLE}</iq>",
        "<iq type='get' id='c1' to='pubsub.example.com'><pubsub xmlns='http://jabber.org/protocol/pubsub'><subscribe node='n' jid='juliet@example.com'/></pubsub></iq>",
        "<iq type='get' id='c1' to='push.example.com'><command xmlns='http://jabber.org/protocol/commands' node='register-device' action='execute'/></iq>",
        "<iq type='set' id='d1'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>",
        f"<message to='example.com'>{examples.ENABLE}</message>",
        f"<presence>{examples.DISABLE}</presence>",
        examples.affiliations(examples.grant()).replace("type='set'", "type='get'"),
    ),
    good=(
        f"<iq type='set' id='e1'>{examples.ENABLE}</iq>",
        "<iq type='get' id='a1' to='pubsub.example.com'><pubsub xmlns='http://jabber.org/protocol/pubsub'><affiliations/></pubsub></iq>",
    ),
)
def iq_type(iq: Iq, scope: Scope) -> Iterator[Finding]:
    """A request that changes something has type ``set``, one that only reads has type ``get``.

    Both are sent as an ``iq``: in a ``message`` or a ``presence`` servers ignore them. Alone, an
    ``enable`` is no stanza: some servers end the stream, MongooseIM passes over it and answers
    nothing. Since documents often show it alone, this is reported only where a target is named, in
    text that holds nothing but XML.

    A pubsub service that gets a ``get`` where it expects a ``set`` may refuse it, return what is
    there, or not answer at all, as MongooseIM does where a node is to be created or deleted.

    In source code a missing type is only a hint: the program may add it.
    """
    if iq.type not in IQ_TYPES:
        is_compared = iq.type is None and scope.in_code and scope.is_example
        if near_attribute(iq, "type") is None and not is_compared:
            yield _unknown_type(iq, scope)
        return
    fault = _TYPE_FAULTS.get((iq.type, _asked(iq.payload)))
    is_servers = iq.type == "result" and (iq.to is not None or iq.from_ is not None)
    if fault is not None and iq is scope.stanza and not is_servers:
        message, right, inputs = fault
        yield Finding(
            message,
            attribute="type",
            hint=f"type={right!r}",
            inputs=inputs,
            fix=suggestion(f"Change the type to {right}", SetAttribute(iq, "type", right)),
        )


#: What is wrong with a type, by it and by the request; the right one; and what servers find.
_TYPE_FAULTS: Mapping[tuple[str, str | None], tuple[str, str, tuple[Input, ...]]] = {
    ("get", "push"): (
        "type 'get' does not enable or disable anything", "set", (given.type_get,)
    ),
    ("result", "push"): ("type 'result' is an answer: servers do not act on it", "set", ()),
    ("get", "change"): ("type 'get' does not change anything", "set", (given.type_get,)),
    ("get", "publish"): ("type 'get' does not publish anything", "set", ()),
    ("get", "command"): ("type 'get' does not execute a command", "set", ()),
    ("set", "disco"): (
        "type 'set' does not request service discovery", "get", (given.type_set,)
    ),
}  # fmt: skip

#: The actions of pubsub that change something, and so need ``set``.
_CHANGES = ("create", "retract", "subscribe", "unsubscribe")
_OWNER_CHANGES = ("delete", "purge")


def _asked(payload: object) -> str | None:
    """Return a word for what a payload asks for: push, another node, a publish, or discovery."""
    match payload:
        case Enable() | Disable():
            return "push"
        case xep0060.Pubsub(publish=xep0060.Publish()):
            return "publish"
        case xep0060.Pubsub() if any(getattr(payload, each) is not None for each in _CHANGES):
            return "change"
        case xep0060.OwnerPubsub() if _changes_node(payload):
            return "change"
        case xep0050.Command():
            return "command"
        case xep0030.DiscoInfo() | xep0030.DiscoItems():
            return "disco"
        case _:
            return None


def _changes_node(asked: xep0060.OwnerPubsub) -> bool:
    """Tell whether a request deletes a node, or holds what its owner wants to have changed."""
    configure, affiliations = asked.configure, asked.affiliations
    return (
        any(getattr(asked, each) is not None for each in _OWNER_CHANGES)
        or (configure is not None and configure.form is not None)
        or (affiliations is not None and bool(affiliations.affiliations))
    )


def _unknown_type(iq: Iq, scope: Scope) -> Finding:
    is_hint = iq.type is None and scope.in_code  # the program may add it
    kind = _asked(iq.payload)
    right = nearest(iq.type or "", IQ_TYPES) or ("get" if kind == "disco" else "set")
    inputs: tuple[Input, ...] = (given.type_unknown,)
    if iq.type is None:
        inputs = (given.no_type, given.type_unknown)
        message = "missing 'type' of the iq"
        hint = f"type={right!r}" if kind else "type is get, set, result or error"
    else:
        message = f"the type {quoted(iq.type)} of the iq is not defined"
        hint = did_you_mean(iq.type, IQ_TYPES) or "type is get, set, result or error"
    certain = iq.type is not None or kind is not None
    change = suggestion(f"Change the type to {right}", SetAttribute(iq, "type", right))
    return Finding(
        message,
        attribute="type",
        hint=hint,
        inputs=inputs,
        severity=Severity.INFO if is_hint else None,
        where={} if is_hint else None,
        fix=change if certain else None,
    )


@also("PS102", on=(Enable, Disable), gate=odd_request)
def request_outside_iq(request: Enable | Disable, scope: Scope) -> Iterator[Finding]:
    """Find requests that are sent as a message or a presence, or in no stanza."""
    root = scope.root
    if root is None or isinstance(scope.stanza, Iq) or scope.is_refusal:
        return
    name, tag = tags.local(root), spec_of(type(request)).tags[0]
    request_name = spec_of(type(request)).names[0]
    if name in {"message", "presence"} and any(child.tag == tag for child in root):
        yield Finding(
            f"<{request_name}> in a {name} has no effect: servers only deliver it",
            hint=_IN_IQ,
        )
    elif root.tag == tag and scope.is_traffic and scope.targets:
        yield Finding(
            f"<{request_name}> alone is no stanza",
            inputs=given.no_stanza,
            accepted=W,
            hint=_IN_IQ,
        )


_IN_IQ = "send it in <iq type='set' id='…'>"


@rule(
    "PS103",
    "iq-child-count",
    Severity.ERROR,
    on=Iq,
    gate=odd_iq,
    inputs=given.several_children,
    source="RFC 6120, section 8.2.3; processone/ejabberd issue 697",
    bad=(
        f"<iq type='set' id='e1'>{examples.ENABLE}{_DELAY}</iq>",
        f"<iq type='set' id='e1'>{examples.ENABLE}{examples.options(examples.SECRET)}</iq>",
        "<iq type='get' id='p1' to='example.com'/>",
        examples.iq(examples.options(examples.SECRET)),
    ),
    good=(
        f"<iq type='set' id='e1'>{examples.ENABLE}</iq>",
        "<iq type='result' id='e1'/>",
    ),
)
def iq_child_count(iq: Iq, scope: Scope) -> Iterator[Finding]:
    """A request contains exactly one element.

    Libraries that add a ``delay`` to stanzas that they send again break this rule. A server that
    accepts such a request handles the element that it knows.
    """
    root = scope.root
    if root is None or iq.type not in REQUESTS or iq is not scope.stanza:
        return
    if len(root) == 1 and not isinstance(iq.payload, xep0004.Form):
        return
    children = [*root.iterchildren("*")]
    if isinstance(iq.payload, xep0004.Form) and len(children) == 1:
        yield Finding(
            "a form alone is no request",
            at=children[0],
            inputs=given.wrong_namespace,
            accepted=E,
            hint="put it into the element that it belongs to, such as <enable>",
        )
    elif not children:
        yield Finding(
            f"this {iq.type} contains no request",
            inputs=given.no_child,
            accepted=E,
            hint="a request contains exactly one element",
            lacks=Lack.CONTENT,
        )
    elif len(children) > 1:
        yield _surplus(children)


_DELAY_TAG = spec_of(xep0203.Delay).tags[0]
_FORM_TAG = spec_of(xep0004.Form).tags[0]


def _surplus(children: list[etree._Element]) -> Finding:
    delay = next((each for each in children if each.tag == _DELAY_TAG), None)
    surplus = children[1] if delay is None else delay
    first = tags.local(children[0])
    hint = "a request contains exactly one element"
    if surplus.tag == _FORM_TAG:
        hint = f"does the form belong in <{first}>?"
    remove: Change | None = None
    if delay is not None and len(children) == 2:
        remove = safe("Remove <delay>, which has no meaning in a request", Remove(delay))
    return Finding(
        f"this request contains {len(children)} elements instead of one",
        at=surplus,
        hint=hint,
        fix=remove,
    )


def is_request(scope: Scope) -> bool:
    """Tell whether a stanza is a request, neither an answer nor a message."""
    stanza = scope.stanza
    if isinstance(stanza, Iq):
        return stanza.type not in {"error", "result"}
    misnamed = stanza is None and scope.root is not None and is_stranger(scope.root)
    return not isinstance(stanza, Message) and not misnamed
