"""Family 2: data forms, by XEP-0004 and XEP-0068."""

from collections.abc import Iterator

from pushstanza.binding import Model
from pushstanza.diagnostics import Severity
from pushstanza.forms import NodeConfig, PublishOptions, PushSummary
from pushstanza.near_miss import did_you_mean
from pushstanza.rules.rule import Finding, rule
from pushstanza.rules.scope import Scope
from pushstanza.stanzas.xep0004 import Form
from pushstanza.stanzas.xep0060 import Configure
from pushstanza.stanzas.xep0060 import PublishOptions as PublishOptionsElement
from pushstanza.stanzas.xep0357 import Enable, Notification

#: The form type that each holder of a form calls for.
EXPECTED: dict[type[Model], str] = {
    Enable: PublishOptions.FORM_TYPE,
    PublishOptionsElement: PublishOptions.FORM_TYPE,
    Notification: PushSummary.FORM_TYPE,
    Configure: NodeConfig.FORM_TYPE,
}

_ENABLE = (
    "<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='push.example.com' node='n'>"
    "{}</enable></iq>"
)
_FORM_TYPE = "<field var='FORM_TYPE'><value>http://jabber.org/protocol/pubsub#publish-options</value></field>"
_SECRET = "<field var='secret'><value>eXzRkCqvOO0bH3xe</value></field>"  # noqa: S105 - an example
_GOOD = _ENABLE.format(f"<x xmlns='jabber:x:data' type='submit'>{_FORM_TYPE}{_SECRET}</x>")


@rule(
    "PS201",
    "form-without-type",
    Severity.ERROR,
    on=Form,
    source="XEP-0004, section 3; legastero/stanza pull request 301",
    bad=_ENABLE.format(f"<x xmlns='jabber:x:data'>{_FORM_TYPE}{_SECRET}</x>"),
    good=_GOOD,
)
def form_without_type(form: Form, _scope: Scope) -> Iterator[Finding]:
    """A data form must have a ``type``; XEP-0357's own publish examples leave it out.

    MongooseIM answers ``bad-request`` without a text, ejabberd with one. In a publish MongooseIM's
    push node refuses it, and a MongooseIM or ejabberd that published it turns push off.
    """
    if form.type is None:
        yield Finding("this form has no type", hint="add type='submit'")


@rule(
    "PS202",
    "form-type-not-submit",
    Severity.ERROR,
    on=Enable,
    source="esl/MongooseIM, mod_event_pusher_push.erl, parse_form_fields/1; "
    "processone/ejabberd issues 2048 and 3708",
    bad=_ENABLE.format(f"<x xmlns='jabber:x:data' type='form'>{_FORM_TYPE}{_SECRET}</x>"),
    good=_GOOD,
)
def form_type_not_submit(enable: Enable, _scope: Scope) -> Iterator[Finding]:
    """The form in an ``enable`` is a form filled in, so its type is ``submit``.

    MongooseIM answers ``bad-request``. The others store it and publish it as it is, where the push
    service may refuse it and push is turned off.
    """
    if enable.form is not None and enable.form.type not in {None, "submit"}:
        yield Finding(
            f"the form of an enable is a submission, not of type {enable.form.type!r}",
            at=enable.form,
            attribute="type",
            hint="type='submit'",
        )


@rule(
    "PS203",
    "form-type-missing",
    Severity.ERROR,
    on=(Enable, PublishOptionsElement, Notification, Configure),
    source="XEP-0357, section 5; XEP-0068; esl/MongooseIM issue 3380",
    bad=_ENABLE.format(f"<x xmlns='jabber:x:data' type='submit'>{_SECRET}</x>"),
    good=_GOOD,
)
def form_type_missing(model: Model, _scope: Scope) -> Iterator[Finding]:
    """Without a ``FORM_TYPE`` nothing says what the fields of a form mean.

    MongooseIM answers ``bad-request`` to an ``enable``, and ``conflict`` to a publish, after which
    push is off. In the configuration of a node it is forgiven.
    """
    form = _form_of(model)
    if form is None or isinstance(model, Configure) or form.field("FORM_TYPE") is not None:
        return
    severity = Severity.WARNING if isinstance(model, Notification) else None
    yield Finding(
        "this form has no FORM_TYPE",
        at=form,
        hint=f"its value here is {EXPECTED[type(model)]}",
        severity=severity,
    )


@rule(
    "PS204",
    "form-type-wrong",
    Severity.ERROR,
    on=(Enable, PublishOptionsElement, Notification, Configure),
    source="XEP-0357, section 5; XEP-0060, section 7.1.5",
    bad=_ENABLE.format(
        "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'>"
        f"<value>urn:xmpp:push:summary</value></field>{_SECRET}</x>"
    ),
    good=_GOOD,
)
def form_type_wrong(model: Model, _scope: Scope) -> Iterator[Finding]:
    """The ``FORM_TYPE`` has exactly one value, and each form in the flow has its own.

    MongooseIM answers ``bad-request`` to an ``enable`` with another one.
    """
    form = _form_of(model)
    field = None if form is None else form.field("FORM_TYPE")
    if field is None:
        return
    expected = EXPECTED[type(model)]
    if field.value is None:
        count = len(field.values) or "no"
        yield Finding(
            f"FORM_TYPE has {count} values, not one", at=field, hint=f"its value here is {expected}"
        )
    elif field.value.strip() != expected:
        hint = did_you_mean(field.value, [expected]) or f"its value here is {expected}"
        yield Finding(f"FORM_TYPE is {field.value!r}", at=field, hint=hint)


@rule(
    "PS210",
    "value-whitespace",
    Severity.WARNING,
    on=(Enable, PublishOptionsElement, Notification, Configure),
    source="esl/MongooseIM issue 3812; mongoose_data_forms.erl",
    bad=_ENABLE.format(
        f"<x xmlns='jabber:x:data' type='submit'>{_FORM_TYPE}"
        "<field var='secret'><value>\n  eXzRkCqvOO0bH3xe\n</value></field></x>"
    ),
    good=_GOOD,
)
def value_whitespace(model: Model, _scope: Scope) -> Iterator[Finding]:
    """Values are compared and passed on as they are, blanks and line ends included.

    Pretty-printing a stanza adds some: MongooseIM then answers ``bad-request`` because of the
    ``FORM_TYPE``, or APNs and FCM refuse the token.
    """
    form = _form_of(model)
    if form is None or isinstance(model, Notification):
        return
    for field in form.fields:
        if any(value != value.strip() for value in field.values):
            severity = Severity.ERROR if field.var == "FORM_TYPE" else None
            yield Finding(
                f"the value of {field.var} begins or ends with white space",
                at=field,
                hint="put the value between the tags without blanks or line ends",
                severity=severity,
            )


def _form_of(model: Model) -> Form | None:
    return getattr(model, "form", None) if type(model) in EXPECTED else None
