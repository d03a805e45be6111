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
from pushstanza.stanzas.forms import PushSummary
from pushstanza.stanzas.rfc6120 import Iq
from pushstanza.stanzas.xep0004 import Field, Form
from pushstanza.stanzas.xep0060 import Pubsub
from pushstanza.stanzas.xep0357 import Notification

E, W, I = Severity.ERROR, Severity.WARNING, Severity.INFO  # noqa: E741 - the columns below

#: The fields of a summary by what they hold.
COUNT = "message-count"
COUNTS = frozenset({COUNT, "pending-subscription-count"})
SENDERS = frozenset({"last-message-sender", "message-sender"})
_KNOWN = ("FORM_TYPE", *(each.var for each in PushSummary.FIELDS))


@rule(
    "PS510",
    RULE_NAMES["PS510"],
    E,
    on=Notification,
    source="MongooseIM mod_push_service_mongoosepush; XEP-0357, section 10.3",
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
    """Counts are integers from 0 on, in ASCII digits.

    MongooseIM makes no notification of any other: its push node answers ``bad-request``, its
    PubSub-less mode drops the push without a word.
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
    reported = found(key, value=quoted(text, longest=LONGEST_OPTION))
    message = reported.message
    if field.var != COUNT:
        message = f"{field.var} is {quoted(text, longest=LONGEST_OPTION)}, not a number from 0 on"
    is_blank_only = number is None and integer(text.strip()) is not None
    yield Finding(
        message,
        at=field,
        content=True,
        severity=reported.severity,
        fix=safe("take the blanks away", Trim(field)) if is_blank_only else None,
    )


_MISSED: Where = {"mongooseim": E, "node_push": E, "mod_push_appserver": W, "p2": I, "fpush": I}


@rule(
    "PS511",
    "summary-missing",
    I,
    on=Notification,
    where=_MISSED,
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
    """A notification without a summary says that something came, and not what.

    ejabberd sends it where neither the sender nor the body is included, which are its defaults for
    a message without a body. The push node of MongooseIM answers ``bad-request``, for there is no
    alert to make of it; mod_push_appserver passes over it. So it is told for a push service, and
    without one only where there is a summary that is empty, which ejabberd does not send.
    """
    form = notification.form
    if scope.is_refusal:
        return
    if form is None and notification.extra is not None and notification.extra.children:
        return  # such as Tigase's encrypted content
    if form is None and not scope.aims_at(*_MISSED):
        return
    if form is not None and (_holds_anything(form) or _is_silent(scope)):
        return
    what = "the notification" if form is None else "the summary"
    yield Finding(
        f"{what} is empty: the app learns that something came, and not what;"
        " MongooseIM's push node answers bad-request, mod_push_appserver sends no push",
        at=form,
        hint="in ejabberd, include_sender and include_body of mod_push say what goes into it",
        lacks=Lack.CONTENT,
    )


def _holds_anything(form: Form) -> bool:
    fields = (each for each in form.fields if each.var != "FORM_TYPE")
    return any(value.strip() for each in fields for value in each.values)


@rule(
    "PS512",
    "summary-field",
    I,
    on=Notification,
    source="XEP-0357, section 10.3; MongooseIM mod_push_service_mongoosepush",
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

    Push services look for these. MongooseIM puts any other into the data of a silent push, and
    leaves it out of an alert.
    """
    for each in _fields(notification, scope):
        if each.var in SENDERS:
            yield from _sender(each)
        elif _is_strange(each) and not _is_silent(scope) and not _stands_in(notification, scope):
            yield Finding(
                f"{quoted(each.var)} is no field of a summary: push services pass over it, and"
                " MongooseIM sends it in silent pushes only",
                at=each,
                attribute="var",
            )


def _is_strange(field: Field) -> bool:
    """Tell whether nobody knows a field; one that is misspelt is told as that."""
    var = field.var
    if not var or var in _KNOWN or var[0] == "{" or field.value == PushSummary.FORM_TYPE:
        return False
    return near_field(var, _KNOWN) is None


def _stands_in(notification: Notification, scope: Scope) -> bool:
    """Tell whether a field that nobody knows may be one that is missing, which PS606 tells."""
    form = notification.form
    return (
        scope.aims_at("mongooseim", "node_push")
        and form is not None
        and any(form.field(var) is None for var in ALERTED)
    )


def _sender(field: Field) -> Iterator[Finding]:
    # One that is empty is Prosody's; of type jid-single it is told with the other JIDs.
    if not field.value or field.type == "jid-single":
        return
    problem = Jid.unchecked(field.value).problem
    if problem is not None:
        yield Finding(
            f"{field.var} is no JID, and what is shown as the sender is this text: {problem}",
            at=field,
            content=True,
            severity=W,
        )


def _fields(notification: Notification, scope: Scope) -> tuple[Field, ...]:
    form = notification.form
    return () if form is None or scope.is_refusal else form.fields


def _is_silent(scope: Scope) -> bool:
    """Tell whether a publish asks for a silent push, which needs no summary fields."""
    pubsub = scope.stanza.payload if isinstance(scope.stanza, Iq) else scope.stanza
    return isinstance(pubsub, Pubsub) and silence_is_meant(pubsub)
