"""The values of fields: options have one each, without white space around it."""

from collections.abc import Iterator

import attrs

from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.masking import quoted
from pushstanza.linting.rules import examples as make
from pushstanza.linting.rules.change import Trim, safe, suggestion
from pushstanza.linting.rules.forms.form_type import wrong_form_type
from pushstanza.linting.rules.forms.holders import HOLDERS, Holder
from pushstanza.linting.rules.gates import odd_form
from pushstanza.linting.rules.rule import Finding, Lack, Where, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.xml.near_names import value_is_elsewhere
from pushstanza.payloads.options import OPTIONS
from pushstanza.servers import inputs as given
from pushstanza.stanzas.forms import NodeConfig, PublishOptions
from pushstanza.stanzas.xep0004 import Field
from pushstanza.stanzas.xep0060 import PublishOptionsElement
from pushstanza.stanzas.xep0357 import Enable, Notification

E, W = Severity.ERROR, Severity.WARNING

#: The fields whose meaning is known, so that blanks around their values mean nothing.
KNOWN = frozenset(each.var for view in (PublishOptions, NodeConfig) for each in view.FIELDS) | {
    "FORM_TYPE"
}

#: The fields of a summary that an alert is made of.
ALERTED = given.ALERTED


def _without_one_value(
    holder: Enable | PublishOptionsElement | Notification, field: Field, scope: Scope, fault: str
) -> Finding:
    """Return the finding that a field has no value, or several."""
    if isinstance(holder, Enable):
        return Finding(fault, at=field, inputs=given.field_without_one_value)
    in_summary = isinstance(holder, Notification)
    if field.var in (given.ALERTED if in_summary else given.REQUIRED):
        lacking = given.summary_incomplete if in_summary else given.options_incomplete
        severity = E if scope.aims_at("mongooseim") else W
        return Finding(fault, at=field, inputs=lacking, severity=severity)
    return Finding(f"{fault}, so the field is dropped", at=field, where=_dropped(scope))


def _dropped(scope: Scope) -> Where:
    """Return where it matters: other push services than that of MongooseIM keep such a field."""
    return {"node_push": W} if scope.app_servers else {"mongooseim": W}


@rule(
    "PS208",
    "field-without-value",
    Severity.WARNING,
    on=(Enable, PublishOptionsElement),
    inputs=given.field_without_one_value,
    gate=odd_form,
    source="esl/MongooseIM, push_SUITE.erl and mongoose_data_forms.erl",
    bad=(
        make.enable(make.options(make.SECRET + "<field var='sound'/>")),
        make.publish(options_form=make.apns("<field var='sound'/>")),
    ),
    good=(
        make.enable(make.options(make.SECRET + "<field var='sound'><value/></field>")),
        make.publish(make.PROSODY_SUMMARY),
    ),
)
def field_without_value(holder: Enable | PublishOptionsElement, scope: Scope) -> Iterator[Finding]:
    """A publish-option is a field with exactly one value.

    Prosody's own summaries have fields without values, so this rule does not check summaries.
    """
    if holder.form is None or scope.is_refusal:
        return
    for field in holder.form.fields:
        if not field.var or field.var == "FORM_TYPE" or field.type == "fixed":
            continue
        if not field.values and not value_is_elsewhere(field, scope):
            is_required = field.var in given.REQUIRED
            yield attrs.evolve(
                _without_one_value(holder, field, scope, f"field {quoted(field.var)} has no value"),
                hint="add one <value>" + ("" if is_required else ", or remove the field"),
                lacks=Lack.CONTENT,
            )


@rule(
    "PS209",
    "field-many-values",
    Severity.WARNING,
    on=(Enable, PublishOptionsElement, Notification),
    inputs=given.field_without_one_value,
    gate=odd_form,
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
    """A publish-option, and a field of a summary, has exactly one value.

    A field with several values may be dropped from a publish, so that all of them are lost.
    """
    if holder.form is None or scope.is_refusal:
        return
    strict = scope.aims_at("mongooseim", "mongooseim-virtual", "node_push")
    for field in holder.form.fields:
        if len(field.values) < 2 or not field.var or field.var == "FORM_TYPE":
            continue
        if not strict and (field.type or "").endswith("-multi") and field.var not in KNOWN:
            continue  # another service may well have such an option
        fault = f"field {quoted(field.var)} has {len(field.values)} values instead of one"
        yield attrs.evolve(_without_one_value(holder, field, scope, fault), hint="keep one <value>")


#: What follows from white space around the value of an option.
_PADDED = {
    "secret": "a push service that compares it refuses each publish",
    **{name: each.padded for name, each in OPTIONS.items() if each.padded},
}

#: The options of a node, whose values are refused with white space around them.
_NODE_OPTIONS = frozenset(each.var for each in NodeConfig.FIELDS)

#: What people read, which may begin and end as it likes.
_FOR_PEOPLE = frozenset({"pubsub#title", "pubsub#description"})


@rule(
    "PS210",
    "value-whitespace",
    Severity.WARNING,
    on=HOLDERS,
    gate=odd_form,
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
    """Values are compared and passed on as they are, with all spaces and line ends.

    Pretty-printing a stanza adds white space. The ``FORM_TYPE`` is then unknown to a server, and
    the token to APNs or FCM.

    The text of a message may start and end with white space.
    """
    form = holder.form
    if form is None or scope.is_refusal:
        return
    for field in form.fields:
        if field.var in _FOR_PEOPLE:
            continue
        if isinstance(holder, Notification) and field.var != "FORM_TYPE":
            continue  # the rules on its fields report it
        if any(value != value.strip() for value in field.values):
            yield _padded(holder, field)


def _padded(holder: Holder, field: Field) -> Finding:
    has_more = any(value.strip() for value in field.values)
    fault = f"the value of {field.var} " + (
        "starts or ends with white space" if has_more else "is nothing but white space"
    )
    trim = safe if field.var in KNOWN else suggestion
    return attrs.evolve(
        _fault(holder, field, fault, has_more=has_more),
        at=field,
        content=True,
        hint="remove the spaces and line ends around the value",
        fix=trim("remove the white space", Trim(field)) if has_more else None,
    )


def _fault(holder: Holder, field: Field, fault: str, *, has_more: bool) -> Finding:
    """Return the finding that there is white space around the value of a field."""
    if field.var == "FORM_TYPE":
        return wrong_form_type(holder, fault, given.other_form_type)
    if field.var in _NODE_OPTIONS:
        return Finding(fault, inputs=given.node_option_refused)
    consequence = _PADDED.get(field.var or "", "it is compared and passed on as it is")
    severity = E if field.var in given.REQUIRED and not has_more else None
    return Finding(f"{fault}: {consequence}", severity=severity)
