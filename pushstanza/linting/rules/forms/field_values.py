"""The values of fields: options have one each, without white space around it."""

from collections.abc import Iterator

from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.masking import quoted
from pushstanza.linting.rules import examples as make
from pushstanza.linting.rules.change import Trim, safe, suggestion
from pushstanza.linting.rules.forms.holders import HOLDERS, Holder
from pushstanza.linting.rules.forms.outcomes import MISNAMED
from pushstanza.linting.rules.rule import Finding, Lack, Where, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.xml.near_names import value_is_elsewhere
from pushstanza.payloads.options import OPTIONS
from pushstanza.stanzas.forms import NodeConfig, PublishOptions
from pushstanza.stanzas.xep0004 import Field
from pushstanza.stanzas.xep0060 import PublishOptions as PublishOptionsElement
from pushstanza.stanzas.xep0357 import Enable, Notification

E, W = Severity.ERROR, Severity.WARNING

#: The fields whose meaning is known, so that blanks around their values mean nothing.
KNOWN = frozenset(each.var for view in (PublishOptions, NodeConfig) for each in view.FIELDS) | {
    "FORM_TYPE"
}

#: The options that MongoosePush cannot do without.
REQUIRED = frozenset({"device_id", "service"})

#: The fields of a summary that MongooseIM's push node makes an alert of.
ALERTED = frozenset({"message-count", "last-message-sender", "last-message-body"})

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
        make.publish(make.PROSODY_SUMMARY),
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
    return W if isinstance(holder, Notification) else MISNAMED[type(holder)].severity or E


#: What comes of white space around the value of an option.
_PADDED = {
    "secret": "a push service that compares it refuses each publish",
    **{name: each.padded for name, each in OPTIONS.items() if each.padded},
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
        outcome = MISNAMED[type(holder)].sentence
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
        where=MISNAMED[type(holder)].where(scope) if names_form else None,
        fix=trim("take the white space away", Trim(field)) if has_more else None,
    )
