"""Family 2: data forms, by XEP-0004 and XEP-0068."""

from collections.abc import Iterator
from typing import TypeAlias, get_args

import attrs
from lxml import etree

from pushstanza.binding import Model, spec_of, write
from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.masking import LONGEST_QUOTED, quoted
from pushstanza.diagnostics.spelling import did_you_mean
from pushstanza.linting.rules import examples as make
from pushstanza.linting.rules.change import (
    Change,
    Insert,
    Remove,
    RenameAttribute,
    SetAttribute,
    SetText,
    Trim,
    safe,
    suggestion,
)
from pushstanza.linting.rules.rule import Finding, Lack, Tree, Where, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.xml.near_names import (
    holds_strangers,
    is_near_attribute,
    is_stranger,
    near_attribute,
    near_field,
    value_is_elsewhere,
)
from pushstanza.stanzas import xep0004
from pushstanza.stanzas.forms import NodeConfig, PublishOptions, PushSummary
from pushstanza.stanzas.rfc6120 import Iq, Message
from pushstanza.stanzas.xep0004 import Field, FieldKind, Form
from pushstanza.stanzas.xep0060 import Configure, OwnerConfigure
from pushstanza.stanzas.xep0060 import PublishOptions as PublishOptionsElement
from pushstanza.stanzas.xep0357 import Enable, Notification

E, W = Severity.ERROR, Severity.WARNING

#: The elements of the flow that hold one form.
Holder: TypeAlias = Enable | PublishOptionsElement | Notification | Configure | OwnerConfigure
HOLDERS = (Enable, PublishOptionsElement, Notification, Configure, OwnerConfigure)

#: The form type that each of them calls for.
EXPECTED: dict[type[Model], str] = {
    Enable: PublishOptions.FORM_TYPE,
    PublishOptionsElement: PublishOptions.FORM_TYPE,
    Notification: PushSummary.FORM_TYPE,
    Configure: NodeConfig.FORM_TYPE,
    OwnerConfigure: NodeConfig.FORM_TYPE,
}

#: What a form of each form type is.
PURPOSES = {
    PublishOptions.FORM_TYPE: "publish options",
    PushSummary.FORM_TYPE: "a summary of messages",
    NodeConfig.FORM_TYPE: "the configuration of a node",
}

#: The fields whose meaning is known, so that blanks around their values mean nothing.
KNOWN = frozenset(each.var for view in (PublishOptions, NodeConfig) for each in view.FIELDS) | {
    "FORM_TYPE"
}

#: The options that MongoosePush cannot do without.
REQUIRED = frozenset({"device_id", "service"})

#: The fields of a summary that MongooseIM's push node makes an alert of.
ALERTED = frozenset({"message-count", "last-message-sender", "last-message-body"})

#: What clients give for a push service, and servers pass on.
_GIVEN_BY_CLIENTS = frozenset({Enable, PublishOptionsElement})

_FORM = spec_of(Form).tags[0]
_TAGS = {spec_of(holder).tags[0]: holder for holder in HOLDERS}


def is_request(scope: Scope) -> bool:
    """Tell whether something is asked, and neither answered nor told."""
    stanza = scope.stanza
    if isinstance(stanza, Iq):
        return stanza.type not in {"error", "result"}
    misnamed = stanza is None and scope.root is not None and is_stranger(scope.root)
    return not isinstance(stanza, Message) and not misnamed


@attrs.frozen
class _Outcome:
    """What comes of a fault in the form of one kind of holder, and how bad that is for whom."""

    sentence: str
    severity: Severity | None = None
    servers: Where | None = None
    services: Where | None = None

    def where(self, scope: Scope) -> Where | None:
        """Return whom it matters to: the push service that is meant, or else the servers."""
        return _minded_by(self.servers, self.services, scope)


def _minded_by(servers: Where | None, services: Where | None, scope: Scope) -> Where | None:
    return services if services is not None and scope.app_servers else servers


#: A summary whose form asks, and has fields without values.
_AS_PROSODY_DOES = (
    "<x xmlns='jabber:x:data' type='form'><field type='hidden' var='FORM_TYPE'>"
    f"<value>{make.SUMMARY}</value></field>{make.field('message-count', '1')}"
    "<field type='text-single' var='pending-subscription-count'/>"
    "<field type='jid-single' var='last-message-sender'/>"
    f"{make.field('last-message-body', 'New Message!')}</x>"
)

_CLIENT_SIDE: Where = {
    "xep": E, "mongooseim": E, "mongooseim-virtual": E,
    "ejabberd": W, "prosody": W, "tigase": W,
}  # fmt: skip
_EVERY_CODEC: Where = {**_CLIENT_SIDE, "ejabberd": E}
_PUSH_OFF = "MongooseIM's push node answers conflict, and MongooseIM or ejabberd turns push off"

# A form without a type --------------------------------------------------------------------------

#: What comes of a form without a type, by its holder.
_UNTYPED: dict[type[Model], str] = {
    Enable: "MongooseIM and ejabberd answer bad-request",
    PublishOptionsElement: _PUSH_OFF,
    Notification: "MongooseIM's push node answers bad-request, and fpush cannot read it",
    Configure: "MongooseIM answers bad-request",
    OwnerConfigure: "MongooseIM answers bad-request",
}

#: What Tigase does not put into a summary, whose form never has a type.
_NOT_TIGASES = frozenset(each.var for each in PushSummary.FIELDS) - {
    "message-count", "last-message-sender", "last-message-body",
}  # fmt: skip
_TIGASE_NAMESPACES = ("tigase:", "http://tigase.org/")
_STRICT: Where = {"node_push": E, "fpush": E}
_MINDS_NO_TYPE = ("xep", "mongooseim", "ejabberd", "tigase", "node_push", "fpush")


@rule(
    "PS201",
    "form-without-type",
    Severity.ERROR,
    on=Tree,
    where=_EVERY_CODEC,
    source="XEP-0004, section 3; legastero/stanza pull request 301; ChatSecure/ChatSecure-iOS issue 793",
    bad=(
        make.enable(make.untyped(make.options(make.SECRET))),
        make.publish(options_form=make.untyped(make.options(make.SECRET))),
        make.create_configured(make.untyped(make.config())),
    ),
    good=(
        make.enable(make.options(make.SECRET)),
        make.publish(options_form=make.options(make.SECRET)),
        make.publish(make.untyped(make.summary())),
    ),
)
def form_without_type(root: etree._Element, scope: Scope) -> Iterator[Finding]:
    """A data form must have a ``type``; XEP-0357's own publish examples leave it out.

    In an ``enable`` MongooseIM answers ``bad-request`` without a text, ejabberd with one; Prosody
    and Tigase publish it as it is. In a publish MongooseIM's push node refuses it, and a MongooseIM
    or ejabberd that published it turns push off.

    Tigase's own summaries lack the type as well. They work with its push component, so such a
    summary is told only for a server or push service that minds.
    """
    if scope.is_refusal:
        return
    for form in root.iter(_FORM):
        if "type" in form.attrib or any(is_near_attribute(str(key), "type") for key in form.attrib):
            continue
        if not _is_lost(form) and not _passes_as_tigases(form, scope):
            yield _untyped(form, scope)


def _is_lost(form: etree._Element) -> bool:
    """Tell whether nobody finds a form, because what it is in is misnamed."""
    parent = form.getparent()
    return parent is not None and is_stranger(parent)


def _untyped(form: etree._Element, scope: Scope) -> Finding:
    holder = _holder(form)
    if holder is None:
        return Finding(
            "this form has no type: who reads it cannot tell what it is for",
            at=form,
            hint="its type is form, submit, cancel or result",
            lacks=Lack.ATTRIBUTE,
        )
    services = _STRICT if holder in {PublishOptionsElement, Notification} else None
    return Finding(
        f"this form has no type: {_UNTYPED[holder]}",
        at=form,
        where=_minded_by(_EVERY_CODEC, services, scope),
        hint="add type='submit'",
        fix=_submitting(form, sure=holder in _GIVEN_BY_CLIENTS),
        lacks=Lack.ATTRIBUTE,
    )


def _holder(form: etree._Element) -> type[Model] | None:
    parent = form.getparent()
    return None if parent is None else _TAGS.get(str(parent.tag))


def _passes_as_tigases(form: etree._Element, scope: Scope) -> bool:
    """Tell whether a form is a summary as Tigase publishes it, and none who minds is asked for."""
    if _holder(form) is not Notification or scope.aims_at(*_MINDS_NO_TYPE):
        return False
    beside = [*form.itersiblings("*"), *form.itersiblings("*", preceding=True)]
    return _NOT_TIGASES.isdisjoint(field.get("var") for field in form) and all(
        str(each.tag)[1:].startswith(_TIGASE_NAMESPACES) or each.tag == _FORM or is_stranger(each)
        for each in beside
    )


def _submitting(form: Form | etree._Element, *, sure: bool) -> Change:
    make_it = safe if sure else suggestion
    return make_it("say that the form is filled in", SetAttribute(form, "type", "submit"))


# A form of another type than submit ---------------------------------------------------------------

_NOT_SUBMITTED = {
    Enable: _Outcome(
        "MongooseIM answers bad-request, and the others publish it as it is, to services that may"
        " refuse it",
        E,
        servers=_CLIENT_SIDE,
    ),
    PublishOptionsElement: _Outcome(
        _PUSH_OFF,
        W,
        servers={"xep": W, "mongooseim": E},
        services={"node_push": E, "fpush": W},
    ),
    Notification: _Outcome(
        "MongooseIM's push node answers bad-request",
        W,
        servers={"mongooseim": E},
        services={"node_push": E},
    ),
    Configure: _Outcome("MongooseIM answers bad-request", E),
    OwnerConfigure: _Outcome("MongooseIM answers bad-request", E),
}


@rule(
    "PS202",
    "form-type-not-submit",
    Severity.ERROR,
    on=HOLDERS,
    where=_CLIENT_SIDE,
    source="esl/MongooseIM, mod_event_pusher_push.erl, parse_form_fields/1, and node_push.erl; "
    "processone/ejabberd issues 2048 and 3708",
    bad=(
        make.enable(make.form(make.OPTIONS, make.SECRET, kind="form")),
        make.enable(make.form(make.OPTIONS, make.SECRET, kind="submitt")),
        make.publish(options_form=make.form(make.OPTIONS, make.SECRET, kind="result")),
        make.create_configured(make.config(kind="form")),
    ),
    good=(
        make.enable(make.options(make.SECRET)),
        make.publish(_AS_PROSODY_DOES),
    ),
)
def form_type_not_submit(holder: Holder, scope: Scope) -> Iterator[Finding]:
    """The form in an ``enable`` is a form filled in, so its type is ``submit``.

    MongooseIM answers ``bad-request``. The others store it and publish it as it is, where the push
    service may refuse it and push is turned off. MongooseIM refuses a configuration as well.

    Prosody always gives the summaries that it publishes the type ``form``. MongooseIM's push node
    refuses them, so that is told where that push node is meant.
    """
    form = holder.form
    if form is None or form.type in {None, "submit"} or not is_request(scope):
        return
    if form.type == "form" and isinstance(holder, Notification):
        minds = scope.aims_at("mongooseim", "node_push")
    else:
        minds = form.type != "cancel" or not isinstance(holder, OwnerConfigure)
    if not minds:
        return
    outcome = _NOT_SUBMITTED[type(holder)]
    is_word = form.type in {"cancel", "form", "result"}
    sentence = outcome.sentence
    if isinstance(holder, Enable) and not is_word:
        sentence = "MongooseIM and ejabberd answer bad-request, and the others publish it as it is"
    yield Finding(
        f"this form is of the type {quoted(form.type)}, not a submission: {sentence}",
        at=form,
        attribute="type",
        hint=did_you_mean(form.type or "", ["submit"]) or "type='submit'",
        severity=outcome.severity,
        where=outcome.where(scope) if is_word or not isinstance(holder, Enable) else _EVERY_CODEC,
        fix=_submitting(form, sure=isinstance(holder, Enable)),
    )


# FORM_TYPE ----------------------------------------------------------------------------------------

#: What comes of a form whose FORM_TYPE is wrong or missing, by its holder.
_MISNAMED = {
    Enable: _Outcome("MongooseIM answers bad-request", E, servers=_CLIENT_SIDE),
    PublishOptionsElement: _Outcome(
        _PUSH_OFF, E, servers={"xep": E, "mongooseim": E}, services={"node_push": E, "fpush": W}
    ),
    Notification: _Outcome("a push service need not take it for a summary", E),
    Configure: _Outcome(
        "only MongooseIM still takes it for the configuration",
        W,
        servers={"xep": E, "ejabberd": W, "prosody": W, "tigase": W},
    ),
}
_MISNAMED[OwnerConfigure] = _MISNAMED[Configure]
_NAME = frozenset({"FORM_TYPE"})


@rule(
    "PS203",
    "form-type-missing",
    Severity.ERROR,
    on=(Enable, PublishOptionsElement, Notification),
    where=_CLIENT_SIDE,
    source="XEP-0357, section 5; XEP-0068; esl/MongooseIM issue 3380",
    bad=(
        make.enable(f"<x xmlns='jabber:x:data' type='submit'>{make.SECRET}</x>"),
        make.enable("<x xmlns='jabber:x:data' type='submit'/>"),
        make.enable(make.options(make.SECRET).replace("FORM_TYPE", "form-type")),
        make.publish(
            options_form=make.options(make.SECRET).replace(
                make.field("FORM_TYPE", make.OPTIONS), ""
            )
        ),
    ),
    good=(make.enable(make.options(make.SECRET)), make.enable()),
)
def form_type_missing(holder: Holder, scope: Scope) -> Iterator[Finding]:
    """Without a ``FORM_TYPE`` nothing says what the fields of a form mean.

    MongooseIM answers ``bad-request`` to an ``enable``, and ``conflict`` to a publish, after which
    push is off. In the configuration of a node it is forgiven.

    A form without any field lacks it too; an ``enable`` needs no form at all.
    """
    form, summary = holder.form, isinstance(holder, Notification)
    if form is None or scope.is_refusal or form.field("FORM_TYPE") is not None:
        return
    if holds_strangers(form) or (summary and not form.fields):
        return  # it is there misspelt; or the summary is empty
    expected = EXPECTED[type(holder)]
    if any(not field.var and field.value == expected for field in form.fields):
        return  # what is missing is its var
    outcome = _MISNAMED[type(holder)]
    near = next((each for each in form.fields if _names_form(each, expected)), None)
    yield Finding(
        f"this form has no FORM_TYPE: {outcome.sentence}",
        at=near or form,
        attribute="var" if near else None,
        hint="did you mean 'FORM_TYPE'?" if near else f"its value here is {expected}",
        severity=W if summary else outcome.severity,
        where=outcome.where(scope),
        fix=_named_so(near) if near else _with_form_type(form, expected),
        lacks=Lack.CONTENT,
    )


def _names_form(field: Field, expected: str) -> bool:
    """Tell whether a field was meant to be the FORM_TYPE, by its name or by its value."""
    return near_field(field.var, _NAME) is not None or field.value == expected


def _named_so(field: Field) -> Change:
    return suggestion("call the field FORM_TYPE", SetAttribute(field, "var", "FORM_TYPE"))


def _with_form_type(form: Form, expected: str) -> Change:
    field = Field(var="FORM_TYPE", type="hidden", values=(expected,))
    made = Insert(form, write(field, xep0004.NS), first=True)
    return safe("add the FORM_TYPE that belongs here", made)


@rule(
    "PS204",
    "form-type-wrong",
    Severity.ERROR,
    on=HOLDERS,
    where=_CLIENT_SIDE,
    source="XEP-0357, section 5; XEP-0060, section 7.1.5; esl/MongooseIM, push_SUITE.erl",
    bad=(
        make.enable(make.form(make.SUMMARY, make.SECRET)),
        make.enable(make.form("urn:xmpp:push:0", make.SECRET)),
        make.enable(make.form("http://jabber.org/protocol/pubsub#publish_options", make.SECRET)),
        make.enable(
            make.options(make.SECRET).replace("</value>", "</value><value>again</value>", 1)
        ),
        make.create_configured(make.config().replace(make.CONFIG, make.OPTIONS)),
    ),
    good=(make.enable(make.options(make.SECRET)), make.create()),
)
def form_type_wrong(holder: Holder, scope: Scope) -> Iterator[Finding]:
    """The ``FORM_TYPE`` has exactly one value, and each form in the flow has its own.

    MongooseIM answers ``bad-request`` to an ``enable`` with another one, and ``conflict`` to a
    publish. What is called for is the name of a kind of form, and not the namespace of the element
    around it.
    """
    form = holder.form
    field = None if form is None else form.field("FORM_TYPE")
    if field is None or not is_request(scope) or value_is_elsewhere(field, scope):
        return
    expected, outcome = EXPECTED[type(holder)], _MISNAMED[type(holder)]
    value, near = field.value, None
    if value is None:
        count = len(field.values)
        what = f"FORM_TYPE has {count} values, not one" if count else "FORM_TYPE has no value"
    elif value.strip() == expected or value.isspace():
        return  # right, or all of it is white space
    elif value.strip() in PURPOSES:
        what = f"FORM_TYPE says that this is {PURPOSES[value.strip()]}, which has no place here"
    else:
        # No token begins like that; whatever else is long may be one.
        is_name = value.startswith(("http://", "https://", "urn:"))
        what = f"FORM_TYPE is {value!r}" if is_name else f"FORM_TYPE is {quoted(value)}"
        what += ", which says nothing here"
        near = did_you_mean(value, [expected])
    put = SetText(field, expected)
    yield Finding(
        f"{what}: {outcome.sentence}",
        at=field,
        content=value is not None,
        hint=near or f"its value here is {expected}",
        severity=outcome.severity,
        where=outcome.where(scope),
        fix=None if value is None else suggestion("put the one that belongs here", put),
        lacks=Lack.CONTENT if value is None else None,
    )


@rule(
    "PS205",
    "form-type-not-hidden",
    Severity.WARNING,
    on=Form,
    source="XEP-0068, section 3.2",
    bad=(
        make.publish(_AS_PROSODY_DOES.replace("type='hidden' ", "")),
        make.iq(
            "<query xmlns='http://jabber.org/protocol/disco#info'>"
            "<identity category='pubsub' type='push'/><feature var='urn:xmpp:push:0'/>"
            "<x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE' type='text-single'>"
            "<value>http://jabber.org/network/serverinfo</value></field></x></query>",
            " from='push.example.com' to='juliet@example.com/balcony'",
            kind="result",
        ),
    ),
    good=(make.publish(_AS_PROSODY_DOES), make.enable(make.options(make.SECRET))),
)
def form_type_not_hidden(form: Form, scope: Scope) -> Iterator[Finding]:
    """In a form that asks or tells, the ``FORM_TYPE`` counts only if its field is ``hidden``.

    XEP-0068 has it that any other is a field like the rest, so nothing says what they mean. In a
    form filled in it may stand without a type.
    """
    if form.type not in {"form", "result"} or scope.is_refusal:
        return
    field = form.field("FORM_TYPE")
    if field is None or field.type == "hidden" or _is_to_be_submitted(field, scope):
        return
    if near_attribute(field, "type") is not None:
        return
    yield Finding(
        f"in a form of the type {form.type!r} a FORM_TYPE that is not hidden is to be ignored, so"
        " nothing says what its fields mean",
        at=field,
        attribute="type" if field.type is not None else None,
        hint="type='hidden'",
        fix=safe("hide the FORM_TYPE", SetAttribute(field, "type", "hidden")),
    )


def _is_to_be_submitted(field: Field, scope: Scope) -> bool:
    """Tell whether the type of the form is what is wrong."""
    if field.value == PublishOptions.FORM_TYPE:
        return True
    return field.value == NodeConfig.FORM_TYPE and is_request(scope)


# Fields -------------------------------------------------------------------------------------------

#: What a pubsub service answers to the question how a node is configured.
_ASKED_FOR = (
    "<iq type='result' id='e1' from='pubsub.example.com'>"
    "<pubsub xmlns='http://jabber.org/protocol/pubsub#owner'><configure node='my-phone'>"
    "<x xmlns='jabber:x:data' type='form'><field var='FORM_TYPE' type='hidden'>"
    f"<value>{make.CONFIG}</value></field><field type='fixed'><value>Who may read</value></field>"
    "</x></configure></pubsub></iq>"
)


@rule(
    "PS206",
    "field-without-var",
    Severity.ERROR,
    on=Form,
    where=_CLIENT_SIDE,
    source="XEP-0004, section 3.2; esl/MongooseIM issue 1526",
    bad=(
        make.enable(make.options(f"<field><value>{make.TOKEN}</value></field>")),
        make.enable(make.options("<field name='secret'><value>eXzRkCqvOO0bH3xe</value></field>")),
        make.enable(make.options(make.SECRET).replace("var='FORM_TYPE'", "var=''")),
    ),
    good=(
        make.enable(make.options(make.SECRET)),
        _ASKED_FOR,
    ),
)
def field_without_var(form: Form, scope: Scope) -> Iterator[Finding]:
    """A field without ``var`` has no name, and only a ``fixed`` text for people needs none.

    MongooseIM drops it without a word: a token in such a field is lost, and no push arrives. The
    others pass on what nobody can read.
    """
    if scope.is_refusal:
        return
    for field in form.fields:
        if not field.var and _needs_var(field):
            instead = _named_by(field)
            yield Finding(
                "a field without var has no name: MongooseIM drops it without a word, and its value"
                " is lost",
                at=field,
                attribute="var" if field.var is not None else instead,
                hint="did you mean 'var'?" if instead else _name_for(field.value),
                fix=_with_var(field, instead) if instead else None,
                lacks=Lack.ATTRIBUTE,
            )


def _needs_var(field: Field) -> bool:
    """Tell whether a field has to have a name, and has none that is told as misspelt."""
    is_of_a_kind = field.type is None or field.type in _KINDS
    return is_of_a_kind and field.type != "fixed" and near_attribute(field, "var") is None


_KINDS = frozenset(get_args(FieldKind))


def _named_by(field: Field) -> str | None:
    """Return the attribute that stands where var should."""
    names = [name for name, _ in field.extra.attributes] if field.extra else []
    return names[0] if len(names) == 1 and field.var is None and names[0][:1] != "{" else None


def _with_var(field: Field, instead: str) -> Change:
    return suggestion("call the attribute var", RenameAttribute(field, instead, "var"))


def _name_for(value: str | None) -> str:
    if value is not None and value.strip() in PURPOSES:
        return "add var='FORM_TYPE'"
    if value in {"apns", "fcm"}:
        return "add var='service'"
    if value is not None and len(value) > LONGEST_QUOTED:
        return "add var='…', the name of the option; MongooseIM's for a device token is 'device_id'"
    return "add var='…', the name of the option"


@rule(
    "PS207",
    "duplicate-var",
    Severity.ERROR,
    on=Form,
    where=_CLIENT_SIDE,
    source="XEP-0004, section 3.2; esl/MongooseIM, mongoose_data_forms.erl",
    bad=(
        make.enable(make.options(make.SECRET + make.SECRET)),
        make.enable(make.options(make.SECRET + make.field("secret", "b4vLQ0oJxW6mZt1y"))),
    ),
    good=make.enable(make.options(make.SECRET)),
)
def duplicate_var(form: Form, scope: Scope) -> Iterator[Finding]:
    """The ``var`` of a field names it alone; several values stand in one field.

    MongooseIM takes the last field of a name, p2 the first.
    """
    if scope.is_refusal:
        return
    first: dict[str, Field] = {}
    for field in form.fields:
        if field.var and first.setdefault(field.var, field) is not field:
            same = field == first[field.var]
            values = (
                "the same value"
                if same
                else "another value: MongooseIM takes this one, p2 the first"
            )
            yield Finding(
                f"{quoted(field.var)} stands here a second time, with {values}",
                at=field,
                attribute="var",
                hint="leave one of them",
                fix=safe("leave the first one alone", Remove(field)) if same else None,
            )


_COUNTED: Where = {"mongooseim": E, "mongooseim-virtual": E, "xep": W}


def _dropping(scope: Scope, *, needed: bool = False) -> Where:
    """Return whom it matters to that a field is dropped from a publish."""
    severity = E if needed else W
    return {"node_push": severity} if scope.app_servers else {"mongooseim": severity, "xep": W}


@rule(
    "PS208",
    "field-without-value",
    Severity.WARNING,
    on=(Enable, PublishOptionsElement),
    where=_COUNTED,
    source="esl/MongooseIM, push_SUITE.erl and mongoose_data_forms.erl",
    bad=(
        make.enable(make.options(make.SECRET + "<field var='sound'/>")),
        make.publish(options_form=make.apns("<field var='sound'/>")),
    ),
    good=(
        make.enable(make.options(make.SECRET + "<field var='sound'><value/></field>")),
        make.publish(_AS_PROSODY_DOES),
    ),
)
def field_without_value(holder: Enable | PublishOptionsElement, scope: Scope) -> Iterator[Finding]:
    """An option is given by a field with one value.

    MongooseIM answers ``bad-request`` to an ``enable`` with a field that has none; from a publish
    it drops the field.

    Prosody's own summaries have fields without values, so those are not looked at.
    """
    if holder.form is None or scope.is_refusal:
        return
    for field in holder.form.fields:
        if not field.var or field.var == "FORM_TYPE" or field.type == "fixed":
            continue
        if not field.values and not value_is_elsewhere(field, scope):
            needed = field.var in REQUIRED
            yield Finding(
                f"{quoted(field.var)} has no value: {_lost_with(holder, needed=needed)}",
                at=field,
                hint="give it one <value>" + ("" if needed else ", or leave the field out"),
                severity=W,
                where=_COUNTED if isinstance(holder, Enable) else _dropping(scope, needed=needed),
                lacks=Lack.CONTENT,
            )


def _lost_with(holder: Holder, *, needed: bool) -> str:
    """Return what comes of a field that has no value, or several."""
    if isinstance(holder, Enable):
        return "MongooseIM answers bad-request"
    dropped = "MongooseIM's push node drops the field without a word"
    if not needed:
        return dropped
    refused = "bad-request" if isinstance(holder, Notification) else "conflict"
    return f"MongooseIM's push node drops the field, and answers {refused} without it"


@rule(
    "PS209",
    "field-many-values",
    Severity.WARNING,
    on=(Enable, PublishOptionsElement, Notification),
    where=_COUNTED,
    source="esl/MongooseIM, mod_event_pusher_push.erl, parse_form_fields/1, and node_push.erl",
    bad=(
        make.enable(
            make.options(make.SECRET.replace("</value>", "</value><value>b4vLQ0oJxW6mZt1y</value>"))
        ),
        make.publish(
            make.summary().replace("message</value>", "message</value><value>Another</value>")
        ),
    ),
    good=make.enable(make.options(make.SECRET)),
)
def field_many_values(
    holder: Enable | PublishOptionsElement | Notification, scope: Scope
) -> Iterator[Finding]:
    """Options, and the fields of a summary, have one value each.

    MongooseIM answers ``bad-request`` to an ``enable`` with a field of several values. Its push node
    drops such a field from a publish without a word.
    """
    if holder.form is None or scope.is_refusal:
        return
    strict = scope.aims_at("mongooseim", "mongooseim-virtual", "node_push")
    for field in holder.form.fields:
        if len(field.values) < 2 or not field.var or field.var == "FORM_TYPE":
            continue
        if not strict and (field.type or "").endswith("-multi") and field.var not in KNOWN:
            continue  # another service may well have such an option
        needed = field.var in (ALERTED if isinstance(holder, Notification) else REQUIRED)
        yield Finding(
            f"{quoted(field.var)} has {len(field.values)} values, not one:"
            f" {_lost_with(holder, needed=needed)}",
            at=field,
            hint="leave one <value>",
            severity=W,
            where=_COUNTED if isinstance(holder, Enable) else _dropping(scope, needed=needed),
        )


def _severity_of_name(holder: Holder) -> Severity:
    return W if isinstance(holder, Notification) else _MISNAMED[type(holder)].severity or E


#: What comes of white space around the value of an option.
_PADDED = {
    "device_id": "APNs and FCM refuse the token",
    "secret": "a push service that compares it refuses each publish",
    "service": "MongoosePush answers 422, and the push is lost",
    "mode": "MongoosePush answers 422, and the push is lost",
    "priority": "MongoosePush answers 422, and the push is lost",
    "mutable_content": "MongoosePush answers 422, and the push is lost",
    "silent": "MongooseIM does not take it for true, so the push shows the message",
    "topic": "APNs refuses the topic",
} | {each.var: "MongooseIM answers not-acceptable" for each in NodeConfig.FIELDS}

#: What people read, which may begin and end as it likes.
_FOR_PEOPLE = frozenset({"pubsub#title", "pubsub#description"})


@rule(
    "PS210",
    "value-whitespace",
    Severity.WARNING,
    on=HOLDERS,
    source="esl/MongooseIM issue 3812; mongoose_data_forms.erl",
    bad=(
        make.enable(
            make.options("<field var='secret'><value>\n  eXzRkCqvOO0bH3xe\n</value></field>")
        ),
        make.enable(
            make.options(make.SECRET).replace("#publish-options", "#publish-options\n    ")
        ),
        make.create_with(access_model=" whitelist "),
    ),
    good=(
        make.enable(make.options(make.SECRET)),
        make.publish(make.summary(body=make.field("last-message-body", "New message\n"))),
    ),
)
def value_whitespace(holder: Holder, scope: Scope) -> Iterator[Finding]:
    """Values are compared and passed on as they are, blanks and line ends included.

    Pretty-printing a stanza adds some: MongooseIM then answers ``bad-request`` because of the
    ``FORM_TYPE``, or APNs and FCM refuse the token.

    The text of a message may begin and end as it likes.
    """
    form = holder.form
    if form is None or scope.is_refusal:
        return
    for field in form.fields:
        if field.var in _FOR_PEOPLE:
            continue
        if isinstance(holder, Notification) and field.var != "FORM_TYPE":
            continue  # the rules of its fields tell it
        if any(value != value.strip() for value in field.values):
            yield _padded(holder, field, scope)


def _padded(holder: Holder, field: Field, scope: Scope) -> Finding:
    names_form = field.var == "FORM_TYPE"
    outcome = _PADDED.get(field.var or "", "it is compared and passed on as it is")
    if names_form:
        outcome = _MISNAMED[type(holder)].sentence
    trim = safe if field.var in KNOWN else suggestion
    has_more = any(value.strip() for value in field.values)
    how = "begins or ends with" if has_more else "is nothing but"
    severity = E if field.var in REQUIRED and not has_more else None
    return Finding(
        f"the value of {field.var} {how} white space: {outcome}",
        at=field,
        content=True,
        hint="put the value between the tags without blanks or line ends",
        severity=_severity_of_name(holder) if names_form else severity,
        where=_MISNAMED[type(holder)].where(scope) if names_form else None,
        fix=trim("take the white space away", Trim(field)) if has_more else None,
    )


# Several forms ------------------------------------------------------------------------------------

#: What holds one form; that publish-options hold one is told with their other faults.
_READS_ONE = {tag: holder for tag, holder in _TAGS.items() if holder is not PublishOptionsElement}


#: Which of two forms is read.
_READ_OF_TWO: dict[type[Model], str] = {
    Enable: "MongooseIM, Prosody and Tigase read the first one, ejabberd the last, and the other is"
    " lost",
    Notification: "a push service reads one of them, and the other is lost",
    Configure: "the service reads one of them, and the other is lost",
}
_READ_OF_TWO[OwnerConfigure] = _READ_OF_TWO[Configure]


@rule(
    "PS211",
    "two-forms",
    Severity.WARNING,
    on=Tree,
    source="XEP-0357, section 5; esl/MongooseIM, find_form/1; processone/ejabberd, mod_push.erl",
    bad=(
        make.enable(make.options(make.SECRET) + make.fcm()),
        make.publish(make.summary() + make.summary()),
    ),
    good=make.enable(make.options(make.SECRET)),
)
def two_forms(root: etree._Element, scope: Scope) -> Iterator[Finding]:
    """An ``enable``, a notification or a configuration holds one form.

    Of an ``enable`` MongooseIM, Prosody and Tigase read the first, ejabberd the last, and all lose
    the other.
    """
    if scope.is_refusal:
        return
    for form in root.iter(_FORM):
        if next(form.itersiblings(_FORM, preceding=True), None) is not None:
            parent = form.getparent()
            if parent is not None and str(parent.tag) in _READS_ONE:
                yield Finding(
                    f"a second form stands here: {_READ_OF_TWO[_READS_ONE[str(parent.tag)]]}",
                    at=form,
                    hint="put all fields into one form",
                )
