"""Family 7: MongoosePush, FCM and APNs."""

from collections.abc import Iterator

from pushstanza.binding import Model
from pushstanza.diagnostics import Severity
from pushstanza.forms import PublishOptions
from pushstanza.near_miss import did_you_mean
from pushstanza.rules.rule import Finding, rule
from pushstanza.rules.scope import Scope
from pushstanza.stanzas.xep0060 import PublishOptions as PublishOptionsElement
from pushstanza.stanzas.xep0357 import Enable

_FORM = (
    "<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='push.example.com' node='n'>"
    "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'>"
    "<value>http://jabber.org/protocol/pubsub#publish-options</value></field>"
    "<field var='device_id'><value>dGhpcyBpcyBub3QgYSB0b2tlbg</value></field>"
    "<field var='service'><value>{service}</value></field>{more}</x></enable></iq>"
)
_OPTION = "<field var='{}'><value>{}</value></field>"
_GOOD = _FORM.format(service="fcm", more="")

#: What becomes of a wrong value.
_REFUSED = "MongoosePush answers 422, and the push is lost"


def _bad_options(model: Model, *names: str) -> Iterator[Finding]:
    """Yield a finding for each of the options *names* whose value is not of its type."""
    if not isinstance(model, Enable | PublishOptionsElement) or model.form is None:
        return
    known = {each.var: each for each in PublishOptions.FIELDS}
    for problem in PublishOptions.read(model.form).problems:
        var, value = problem.field.var, problem.field.value
        if var not in names or value is None or value != value.strip():
            continue
        words = known[var].codec.words or ()
        yield Finding(problem.message, at=problem.field, hint=did_you_mean(value, words))


@rule(
    "PS701",
    "service-value",
    Severity.ERROR,
    on=(Enable, PublishOptionsElement),
    source="esl/MongoosePush, schemas/request/send_notification/deep.ex",
    bad=_FORM.format(service="FCM", more=""),
    good=_GOOD,
)
def service_value(model: Model, _scope: Scope) -> Iterator[Finding]:
    """The service is ``apns`` or ``fcm``, in these very letters.

    MongoosePush answers anything else with 422, and the push is lost.
    """
    for found in _bad_options(model, "service"):
        yield Finding(f"{found.message}: {_REFUSED}", at=found.at, hint=found.hint)


@rule(
    "PS702",
    "option-value",
    Severity.ERROR,
    on=(Enable, PublishOptionsElement),
    source="esl/MongoosePush, schemas/request/send_notification/deep.ex; esl/MongooseIM issue 2670",
    bad=_FORM.format(service="fcm", more=_OPTION.format("priority", "urgent")),
    good=_FORM.format(service="fcm", more=_OPTION.format("priority", "high")),
)
def option_value(model: Model, _scope: Scope) -> Iterator[Finding]:
    """``priority``, ``mode``, ``mutable_content`` and ``time_to_live`` have closed sets of values.

    The ``enable`` is accepted whatever they are. MongoosePush answers each push with 422, and
    nobody but its log is told. The tutorial's example has ``some_priority``.
    """
    for found in _bad_options(model, "priority", "mode", "mutable_content", "time_to_live"):
        yield Finding(f"{found.message}: {_REFUSED}", at=found.at, hint=found.hint)


@rule(
    "PS704",
    "silent-value",
    Severity.ERROR,
    on=(Enable, PublishOptionsElement),
    source="esl/MongooseIM, mod_push_service_mongoosepush.erl, make_notification/2",
    bad=_FORM.format(service="fcm", more=_OPTION.format("silent", "1")),
    good=_FORM.format(service="fcm", more=_OPTION.format("silent", "true")),
)
def silent_value(model: Model, _scope: Scope) -> Iterator[Finding]:
    """A push is silent only where the option is ``true`` in these very letters.

    With ``1`` or ``True`` the text of the message is shown on the lock screen.
    """
    for found in _bad_options(model, "silent"):
        yield Finding(
            f"{found.message}: the push is not silent, and shows the message", at=found.at
        )
