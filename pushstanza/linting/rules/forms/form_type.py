"""The field FORM_TYPE, by XEP-0068."""

from collections.abc import Iterator
from typing import Any

from pushstanza.binding import write
from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.masking import quoted
from pushstanza.diagnostics.spelling import did_you_mean
from pushstanza.linting.rules import examples as make
from pushstanza.linting.rules.change import Change, Insert, SetAttribute, SetText, safe, suggestion
from pushstanza.linting.rules.forms.holders import (
    ACCEPTED,
    EXPECTED,
    HOLDERS,
    PURPOSES,
    Holder,
)
from pushstanza.linting.rules.gates import odd_form
from pushstanza.linting.rules.rule import Finding, Lack, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.stanza.requests import is_request
from pushstanza.linting.rules.xml.near_names import (
    holds_strangers,
    near_attribute,
    near_field,
    value_is_elsewhere,
)
from pushstanza.servers import inputs as given
from pushstanza.servers.case import Input
from pushstanza.stanzas import xep0004
from pushstanza.stanzas.forms import NodeConfig, PublishOptions
from pushstanza.stanzas.xep0004 import Field, Form
from pushstanza.stanzas.xep0060 import Configure, OwnerConfigure, PublishOptionsElement
from pushstanza.stanzas.xep0357 import Enable, Notification

E, W = Severity.ERROR, Severity.WARNING

#: What a form of these holders is not taken for if its FORM_TYPE is wrong or missing.
_NOT_RECOGNISED = {
    Notification: "a push service may not take this form for a summary",
    Configure: "a service may not take this form for the configuration of a node",
    OwnerConfigure: "a service may not take this form for the configuration of a node",
}


def wrong_form_type(
    holder: Holder, fault: str, enabled: Input, *, in_summary: Severity = W, **more: Any
) -> Finding:
    """Return the finding that the FORM_TYPE in the form of a holder is wrong, or missing.

    Args:
        holder: What holds the form.
        fault: What is wrong with the FORM_TYPE.
        enabled: The input that it is in an ``enable``.
        in_summary: How bad it is in a summary.
        more: What else there is to the finding.
    """
    kind = type(holder)
    if kind in _NOT_RECOGNISED:
        severity = in_summary if kind is Notification else W
        message = f"{fault}: {_NOT_RECOGNISED[kind]}"
        return Finding(message, severity=severity, where={}, **more)
    inputs = enabled if kind is Enable else given.options_malformed
    return Finding(fault, severity=E, inputs=inputs, accepted=ACCEPTED.get(kind), **more)


_NAME = frozenset({"FORM_TYPE"})


@rule(
    "PS203",
    "form-type-missing",
    Severity.ERROR,
    on=(Enable, PublishOptionsElement, Notification),
    gate=odd_form,
    inputs=given.no_form_type,
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
    """Without a ``FORM_TYPE`` the meaning of the fields in a form is not specified.

    It may be missing only in the configuration of a node. A form without any fields needs one, too;
    an ``enable`` needs no form at all.
    """
    form, summary = holder.form, isinstance(holder, Notification)
    if form is None or scope.is_refusal or form.field("FORM_TYPE") is not None:
        return
    if holds_strangers(form) or (summary and not form.fields):
        return  # it is misspelt, or the summary is empty
    expected = EXPECTED[type(holder)]
    if any(not field.var and field.value == expected for field in form.fields):
        return  # what is missing is its var
    near = next((each for each in form.fields if _is_form_type(each, expected)), None)
    yield wrong_form_type(
        holder,
        "missing FORM_TYPE" + ("" if summary else ": the meaning of the fields is not specified"),
        given.no_form_type,
        at=near or form,
        attribute="var" if near else None,
        hint="did you mean 'FORM_TYPE'?" if near else f"its value should be {expected}",
        fix=_renamed(near) if near else _with_form_type(form, expected),
        lacks=Lack.CONTENT,
    )


def _is_form_type(field: Field, expected: str) -> bool:
    """Tell whether a field was meant to be the FORM_TYPE, by its name or by its value."""
    return near_field(field.var, _NAME) is not None or field.value == expected


def _renamed(field: Field) -> Change:
    return suggestion("rename the field to FORM_TYPE", SetAttribute(field, "var", "FORM_TYPE"))


def _with_form_type(form: Form, expected: str) -> Change:
    field = Field(var="FORM_TYPE", type="hidden", values=(expected,))
    made = Insert(form, write(field, xep0004.NS), first=True)
    return safe("add the expected FORM_TYPE", made)


@rule(
    "PS204",
    "form-type-wrong",
    Severity.ERROR,
    on=HOLDERS,
    gate=odd_form,
    inputs=(given.other_form_type, given.several_form_types),
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
    """The ``FORM_TYPE`` has exactly one value, which depends on the element that holds the form.

    It is the name of a kind of form, and not the namespace of the element around it.
    """
    form = holder.form
    field = None if form is None else form.field("FORM_TYPE")
    if field is None:
        return
    expected, value = EXPECTED[type(holder)], field.value
    if value is not None and (value.strip() == expected or value.isspace()):
        return  # right, or nothing but white space
    if not is_request(scope) or value_is_elsewhere(field, scope):
        return
    if _is_read_anyway(holder, scope):
        return
    correct = SetText(field, expected)
    yield wrong_form_type(
        holder,
        _fault(field, expected),
        _input(field),
        in_summary=E,
        at=field,
        content=value is not None,
        hint=_near(value, expected) or f"its value should be {expected}",
        fix=None if value is None else suggestion("replace it with the expected one", correct),
        lacks=Lack.CONTENT if value is None else None,
    )


def _is_read_anyway(holder: Holder, scope: Scope) -> bool:
    """Tell whether it is only for MongooseIM, which reads configurations of any FORM_TYPE."""
    is_configuration = isinstance(holder, Configure | OwnerConfigure)
    return is_configuration and scope.targets in ({"mongooseim"}, {"mongooseim-virtual"})


def _fault(field: Field, expected: str) -> str:
    value, count = field.value, len(field.values)
    if value is None:
        return f"FORM_TYPE has {count} values instead of one" if count else "FORM_TYPE has no value"
    purpose = PURPOSES.get(value.strip())
    if purpose is not None:
        return f"this FORM_TYPE is for {purpose}, not for {PURPOSES[expected]}"
    # No token begins like that; whatever else is long may be one.
    is_name = value.startswith(("http://", "https://", "urn:"))
    return f"unknown FORM_TYPE {value!r}" if is_name else f"unknown FORM_TYPE {quoted(value)}"


def _near(value: str | None, expected: str) -> str | None:
    if value is None or value.strip() in PURPOSES:
        return None
    return did_you_mean(value, [expected])


def _input(field: Field) -> Input:
    """Return the input that the FORM_TYPE of an ``enable`` is."""
    if field.value is not None:
        return given.other_form_type
    return given.several_form_types if field.values else given.no_form_type


@rule(
    "PS205",
    "form-type-not-hidden",
    Severity.WARNING,
    on=Form,
    gate=odd_form,
    source="XEP-0068, section 4.1",
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
    """In a form of type ``form`` or ``result``, the field ``FORM_TYPE`` must be ``hidden``.

    By XEP-0068 it is otherwise a field like the rest, and the meaning of the fields is not
    specified. In a form of type ``submit`` the field needs no type.
    """
    if form.type not in {"form", "result"} or scope.is_refusal:
        return
    field = form.field("FORM_TYPE")
    if field is None or field.type == "hidden" or _is_to_be_submitted(field, scope):
        return
    if near_attribute(field, "type") is not None:
        return
    yield Finding(
        f"FORM_TYPE must be hidden in a form of type {form.type!r}: it is ignored otherwise",
        at=field,
        attribute="type" if field.type is not None else None,
        hint="write type='hidden'",
        fix=safe("hide the FORM_TYPE", SetAttribute(field, "type", "hidden")),
    )


def _is_to_be_submitted(field: Field, scope: Scope) -> bool:
    """Tell whether the type of the form is what is wrong."""
    if field.value == PublishOptions.FORM_TYPE:
        return True
    return field.value == NodeConfig.FORM_TYPE and is_request(scope)
