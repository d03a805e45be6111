"""Family 6: what MongooseIM accepts and reads."""

from collections.abc import Iterator

from pushstanza.diagnostics import Severity
from pushstanza.forms import PublishOptions
from pushstanza.rules.rule import Finding, rule
from pushstanza.rules.scope import Scope
from pushstanza.stanzas.xep0357 import Enable

#: Options that only MongoosePush's push service has, so that they show for whom a form is meant.
OWN_OPTIONS = frozenset(
    {"device_id", "service", "mode", "click_action", "silent", "mutable_content", "time_to_live"}
)

_FORM = (
    "<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='push.example.com' node='n'>"
    "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'>"
    "<value>http://jabber.org/protocol/pubsub#publish-options</value></field>{}"
    "<field var='service'><value>fcm</value></field></x></enable></iq>"
)


@rule(
    "PS601",
    "mongoosepush-options-missing",
    Severity.ERROR,
    on=Enable,
    source="esl/MongooseIM, mod_push_service_mongoosepush.erl and node_push.erl",
    bad=_FORM.format(""),
    good=_FORM.format("<field var='device_id'><value>dGhpcyBpcyBub3QgYSB0b2tlbg</value></field>"),
)
def mongoosepush_options_missing(enable: Enable, scope: Scope) -> Iterator[Finding]:
    """MongooseIM's push service needs both ``device_id`` and ``service``.

    The ``enable`` is accepted without them. In PubSub-full mode the first publish is then answered
    with ``conflict``, and push is off; in PubSub-less mode every push is dropped, and nobody is
    told.
    """
    names = {field.var for field in enable.form.fields} if enable.form else set()
    meant = bool(names & OWN_OPTIONS) or scope.aims_at(
        "mongooseim", "mongooseim-virtual", "node_push"
    )
    if not meant:
        return
    for option in ("device_id", "service"):
        if option not in names:
            doc = next(each.doc for each in PublishOptions.FIELDS if each.var == option)
            yield Finding(
                f"no option {option}: MongooseIM accepts this, and every push is lost",
                at=enable.form,
                hint=doc,
            )
