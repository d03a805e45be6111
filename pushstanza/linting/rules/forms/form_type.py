"""The field FORM_TYPE, by XEP-0068."""

from collections.abc import Iterator

from pushstanza.binding import write
from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.masking import quoted
from pushstanza.diagnostics.spelling import did_you_mean
from pushstanza.linting.rules import examples as make
from pushstanza.linting.rules.change import Change, Insert, SetAttribute, SetText, safe, suggestion
from pushstanza.linting.rules.forms.holders import EXPECTED, HOLDERS, PURPOSES, Holder
from pushstanza.linting.rules.forms.outcomes import CLIENT_SIDE, MISNAMED
from pushstanza.linting.rules.rule import Finding, Lack, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.stanza.requests import is_request
from pushstanza.linting.rules.xml.near_names import (
    holds_strangers,
    near_attribute,
    near_field,
    value_is_elsewhere,
)
from pushstanza.stanzas import xep0004
from pushstanza.stanzas.forms import NodeConfig, PublishOptions
from pushstanza.stanzas.xep0004 import Field, Form
from pushstanza.stanzas.xep0060 import PublishOptions as PublishOptionsElement
from pushstanza.stanzas.xep0357 import Enable, Notification

W = Severity.WARNING

_NAME = frozenset({"FORM_TYPE"})


@rule(
    "PS203",
    "form-type-missing",
    Severity.ERROR,
    on=(Enable, PublishOptionsElement, Notification),
    where=CLIENT_SIDE,
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
    outcome = MISNAMED[type(holder)]
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
    where=CLIENT_SIDE,
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
    expected, outcome = EXPECTED[type(holder)], MISNAMED[type(holder)]
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
        make.publish(make.PROSODY_SUMMARY.replace("type='hidden' ", "")),
        make.iq(
            "<query xmlns='http://jabber.org/protocol/disco#info'>"
            "<identity category='pubsub' type='push'/><feature var='urn:xmpp:push:0'/>"
            "<x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE' type='text-single'>"
            "<value>http://jabber.org/network/serverinfo</value></field></x></query>",
            " from='push.example.com' to='juliet@example.com/balcony'",
            kind="result",
        ),
    ),
    good=(make.publish(make.PROSODY_SUMMARY), make.enable(make.options(make.SECRET))),
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
