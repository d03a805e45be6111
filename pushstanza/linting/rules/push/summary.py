"""The summary in a notification."""

from collections.abc import Iterator

from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.masking import LONGEST_OPTION, quoted
from pushstanza.jid import Jid
from pushstanza.linting.rules import examples as ex
from pushstanza.linting.rules.change import Trim, safe
from pushstanza.linting.rules.forms.field_values import ALERTED
from pushstanza.linting.rules.mongooseim.summary import silence_is_meant
from pushstanza.linting.rules.rule import Finding, Given, Lack, Where, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.xml.near_names import near_field
from pushstanza.payloads.findings import RULE_NAMES, found
from pushstanza.servers import inputs as given
from pushstanza.servers.case import Input
from pushstanza.stanzas.forms import PushSummary
from pushstanza.stanzas.forms.push_summary import COUNTS, SENDERS
from pushstanza.stanzas.rfc6120 import Iq
from pushstanza.stanzas.xep0004 import Field, Form
from pushstanza.stanzas.xep0060 import Pubsub
from pushstanza.stanzas.xep0357 import Notification

E, W, I = Severity.ERROR, Severity.WARNING, Severity.INFO  # noqa: E741

COUNT = "message-count"
_KNOWN = ("FORM_TYPE", *(each.var for each in PushSummary.FIELDS))


@rule(
    "PS510",
    RULE_NAMES["PS510"],
    E,
    on=Notification,
    source="MongooseIM mod_push_service_mongoosepush; XEP-0357, section 11.3",
    bad=(
        ex.publish(ex.summary(ex.field(COUNT, "three"))),
        ex.publish(ex.summary(ex.field(COUNT, " 3\n"))),
        ex.publish(ex.summary(ex.field(COUNT, "-1"))),
        ex.publish(ex.summary(ex.field(COUNT, ""))),
        ex.publish(ex.summary(more=ex.field("pending-subscription-count", "1.0"))),
    ),
    good=(
        ex.publish(),
        ex.publish(ex.summary(more=ex.field("pending-subscription-count", "0"))),
        ex.publish(ex.summary(more="<field var='pending-subscription-count'/>")),
    ),
)
def summary_counts(notification: Notification, scope: Scope) -> Iterator[Finding]:
    """Counts are non-negative integers in ASCII digits.

    No push notification can be made of any other value: the publish is refused, or without a pubsub
    service the notification is silently dropped.
    """
    for each in _fields(notification, scope):
        if each.var in COUNTS and each.value is not None:
            yield from _count(each, each.value)


def _count(field: Field, text: str) -> Iterator[Finding]:
    if text.isascii() and text.isdigit():
        return
    from pushstanza.payloads.mongoosepush import integer

    number = integer(text)
    if number is not None and number >= 0:
        return
    key = "message-count-not-an-integer" if number is None else "count-negative"
    value = quoted(text, longest=LONGEST_OPTION)
    reported = found(key, value=value)
    is_padded = number is None and integer(text.strip()) is not None
    yield Finding(
        reported.message
        if field.var == COUNT
        else f"{field.var} is {value}, not a non-negative integer",
        at=field,
        content=True,
        severity=reported.severity,
        fix=safe("remove the blanks", Trim(field)) if is_padded else None,
    )


#: Where it matters. An app learns less from p2 and fpush, which send no text anyway.
_SEVERITIES: Where = {"mongooseim": E, "node_push": E, "mod_push_appserver": W, "p2": I, "fpush": I}


@rule(
    "PS511",
    "summary-missing",
    I,
    on=Notification,
    where=_SEVERITIES,
    source="MongooseIM mod_push_service_mongoosepush; mod_push_appserver; "
    "processone/ejabberd issues 3534, 3651 and 1379",
    bad=(ex.publish(""), ex.publish(ex.form("urn:xmpp:push:summary", ""))),
    good=(
        ex.publish(),
        ex.publish("<encrypted xmlns='tigase:push:encrypt:0' iv='MTIz'>NDU2</encrypted>"),
    ),
    given=Given(app_server="mod_push_appserver"),
)
def summary_missing(notification: Notification, scope: Scope) -> Iterator[Finding]:
    """A notification without a summary tells the app that something has arrived, but not what.

    ejabberd publishes it if neither the sender nor the body is included, which is its default for a
    message without a body. A push service that sends the text to the device cannot use it. A
    notification without a form is reported only if a push service is named.
    """
    form = notification.form
    if scope.is_refusal:
        return
    if notification.encrypted is not None:
        return
    if form is None and notification.extra is not None and notification.extra.children:
        return  # what another server has in its place
    if form is None and not scope.aims_at(*_SEVERITIES):
        return
    if form is not None and (_holds_anything(form) or _is_silent(scope)):
        return
    what = "the notification" if form is None else "the summary"
    yield Finding(
        f"{what} is empty and does not tell the app what has arrived",
        at=form,
        inputs=_as_servers_see(form) if _is_published(scope) else (),
        where=_SEVERITIES,
        hint="in ejabberd, the options include_sender and include_body of mod_push fill it",
        lacks=Lack.CONTENT,
    )


def _as_servers_see(form: Form | None) -> Input:
    return given.summary_not_submitted if form is None else given.summary_incomplete


def _is_published(scope: Scope) -> bool:
    pubsub = _pubsub(scope)
    return pubsub is not None and pubsub.publish is not None


def _holds_anything(form: Form) -> bool:
    fields = (each for each in form.fields if each.var != "FORM_TYPE")
    return any(value.strip() for each in fields for value in each.values)


@rule(
    "PS512",
    "summary-field",
    I,
    on=Notification,
    source="XEP-0357, section 11.3; MongooseIM mod_push_service_mongoosepush",
    bad=(
        ex.publish(ex.summary(more=ex.field("senderId", "juliet@example.com"))),
        ex.publish(ex.summary(sender=ex.field("last-message-sender", "juliet@@example.com"))),
    ),
    good=(
        ex.publish(),
        ex.publish(ex.summary(sender="<field var='last-message-sender' type='jid-single'/>")),
        ex.publish(ex.summary(more=ex.field("{urn:example:push}nickname", "Juliet"))),
        ex.publish(ex.summary(more=ex.field("jingle-message", "propose"))),
        ex.publish(ex.summary(more=ex.field("badge", "7")), ex.fcm(ex.field("silent", "true"))),
    ),
)
def summary_field(notification: Notification, scope: Scope) -> Iterator[Finding]:
    """The summary has the fields of XEP-0357, and those of MongooseIM's hints plugin.

    Push services read these. MongooseIM adds any other field to the data of a silent push
    notification, but not to an alert.
    """
    for each in _fields(notification, scope):
        if each.var in SENDERS:
            yield from _sender(each)
        elif (
            _is_unknown(each)
            and not _is_silent(scope)
            and not _replaces_another(notification, scope)
        ):
            yield Finding(
                f"{quoted(each.var)} is not a field of a summary: it is ignored, except in silent"
                " push notifications of MongooseIM",
                at=each,
                attribute="var",
            )


def _is_unknown(field: Field) -> bool:
    """Tell whether a field is unknown, and not a misspelt one, which other rules report."""
    var = field.var
    if not var or var in _KNOWN or var[0] == "{" or field.value == PushSummary.FORM_TYPE:
        return False
    return near_field(var, _KNOWN) is None


def _replaces_another(notification: Notification, scope: Scope) -> bool:
    """Tell whether an unknown field may stand for a missing one, which PS606 reports."""
    form = notification.form
    return (
        scope.aims_at("mongooseim", "node_push")
        and form is not None
        and any(form.field(var) is None for var in ALERTED)
    )


def _sender(field: Field) -> Iterator[Finding]:
    # Prosody sends it empty; another rule checks all fields of type jid-single.
    if not field.value or field.type == "jid-single":
        return
    problem = Jid.unchecked(field.value).problem
    if problem is not None:
        yield Finding(
            f"{field.var} is not a valid JID, and is shown as it is: {problem}",
            at=field,
            content=True,
            severity=W,
        )


def _fields(notification: Notification, scope: Scope) -> tuple[Field, ...]:
    form = notification.form
    return () if form is None or scope.is_refusal else form.fields


def _is_silent(scope: Scope) -> bool:
    """Tell whether a publish requests a silent push, which needs no summary fields."""
    pubsub = _pubsub(scope)
    return pubsub is not None and silence_is_meant(pubsub)


def _pubsub(scope: Scope) -> Pubsub | None:
    payload = scope.stanza.payload if isinstance(scope.stanza, Iq) else scope.stanza
    return payload if isinstance(payload, Pubsub) else None
