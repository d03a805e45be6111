"""Values and combinations of options."""

from collections.abc import Iterator

from pushstanza.diagnostics import Severity
from pushstanza.linting.rules import examples
from pushstanza.linting.rules.forms.holders import TRANSLATED
from pushstanza.linting.rules.mongooseim.options import holds_option
from pushstanza.linting.rules.providers.devices import SILENT, apns, device, fcm, fields
from pushstanza.linting.rules.rule import Finding, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.translated import translated, translator_findings, translator_rule
from pushstanza.payloads.findings import RULE_NAMES
from pushstanza.stanzas.xep0060 import Pubsub
from pushstanza.stanzas.xep0357 import Enable

E, W, I = Severity.ERROR, Severity.WARNING, Severity.INFO  # noqa: E741 - what rules say


translator_rule(
    "PS701",
    E,
    """The service is ``apns`` or ``fcm``, in these very letters.

    The ``enable`` is accepted whatever it is. MongoosePush answers each push with 422, and nobody
    but its log shows it.
    """,
    source="esl/MongoosePush, schemas/request/send_notification/deep.ex",
    bad=(
        device("FCM", "dGhpcyBpcyBub3QgYSB0b2tlbg"),
        device("gcm", "dGhpcyBpcyBub3QgYSB0b2tlbg"),
        examples.publish(
            options_form=examples.options(
                fields((("service", "apn"), ("device_id", examples.TOKEN)))
            )
        ),
        '{"service": "FCM", "alert": {"title": "Juliet", "body": "Hark"}}',
    ),
    good=(fcm(), apns(), '{"service": "fcm", "alert": {"title": "Juliet", "body": "Hark"}}'),
)


translator_rule(
    "PS702",
    E,
    """``priority``, ``mode``, ``mutable_content`` and ``time_to_live`` have closed sets of values.

    The ``enable`` is accepted whatever they are. MongoosePush answers each push with 422, and
    nobody but its log shows it. The tutorial's example has ``some_priority``. A time to live of more
    than four weeks gets past MongoosePush, and FCM refuses it with ``INVALID_ARGUMENT``.
    """,
    source="esl/MongoosePush, schemas/request/send_notification/deep.ex; esl/MongooseIM issue 2670; "
    "Firebase, Set the lifespan of a message",
    bad=(
        fcm(("priority", "urgent")),
        apns(("mode", "production")),
        apns(("mutable_content", "1")),
        fcm(("time_to_live", "3600s")),
        fcm(("time_to_live", "2419201")),
        '{"service": "fcm", "alert": {"title": "Juliet", "body": "Hark"}, "time_to_live": "1h"}',
        examples.fcm_json('"data": {}, "android": {"ttl": 3600}'),
        examples.fcm_json('"data": {}, "android": {"ttl": "30d"}'),
        examples.fcm_json('"data": {}, "android": {"priority": "urgent"}'),
    ),
    good=(
        fcm(("priority", "high"), ("time_to_live", "3600")),
        apns(("mutable_content", "true")),
        examples.fcm_json('"data": {}, "android": {"ttl": "3600s", "priority": "high"}'),
    ),
)


translator_rule(
    "PS703",
    W,
    """FCM has no development environment; ``mode`` chooses a pool of MongoosePush, no more.

    Most installations have no pool of that tag for FCM: MongoosePush answers 400
    ``no_matching_pool``, and the push is lost.
    """,
    source="esl/MongoosePush issue 211",
    bad=fcm(("mode", "dev")),
    good=(fcm(("mode", "prod")), apns(("mode", "dev"))),
)


translator_rule(
    "PS704",
    E,
    """A push is silent only where the option is ``true`` in these very letters.

    With ``1`` or ``True`` the text of the message is shown on the lock screen.
    """,
    source="esl/MongooseIM, mod_push_service_mongoosepush.erl, make_notification/2; "
    "esl/MongoosePush issue 29",
    bad=(fcm(("silent", "1")), apns(("silent", "True")), fcm(("silent", "maybe"))),
    good=(fcm(("silent", "true")), fcm(("silent", "false"))),
)


@rule(
    "PS705",
    RULE_NAMES["PS705"],
    W,
    on=TRANSLATED,
    gate=translator_findings,
    where={"node_push": W},
    source="Apple, Sending notification requests to APNs; Apple, Pushing background updates to your "
    "app; esl/MongoosePush, service/apns.ex",
    bad=(
        apns(SILENT, ("priority", "high")),
        apns(SILENT),
        apns(SILENT, ("priority", "normal"), ("mutable_content", "true")),
        apns(SILENT, ("priority", "normal"), ("sound", "ping.caf")),
        device("apns", examples.TOKEN, SILENT, ("priority", "normal")),
        '{"aps": {"content-available": 1, "mutable-content": 1}}',
    ),
    good=(
        apns(SILENT, ("priority", "normal")),
        apns(("priority", "high"), ("sound", "ping.caf")),
    ),
)
def silent_combination(model: Enable | Pubsub, scope: Scope) -> Iterator[Finding]:
    """A silent push to APNs has priority ``normal``, a topic, and nothing that could be shown.

    Apple calls priority 10 an error in a background push, and takes a priority that is not given
    for 10; such a push may be dropped without an answer. MongoosePush does not use the default
    topic of a connection for silent pushes, so that APNs answers ``MissingTopic`` where it is
    authenticated with a token. A sound or an action is dropped on the way.
    """
    for _, missing, finding in translated("PS705", model, scope):
        if missing is None or not holds_option(missing, model):
            yield finding


@rule(
    "PS706",
    RULE_NAMES["PS706"],
    W,
    on=TRANSLATED,
    gate=translator_findings,
    where={"node_push": W},
    source="esl/MongoosePush issue 45; esl/MongooseIM issues 1290 and 2670; "
    "Apple, Handling notification responses from APNs",
    bad=(
        device("apns", examples.TOKEN, ("topic", "nil")),
        device("apns", examples.TOKEN, ("topic", "")),
        device("apns", examples.TOKEN, ("topic", "myapp")),
        (
            '{"headers": {"apns-push-type": "alert", "apns-topic": "nil"},'
            ' "body": {"aps": {"alert": "Hark"}}}'
        ),
    ),
    good=(apns(), device("apns", examples.TOKEN)),
)
def topic_placeholder(model: Enable | Pubsub, scope: Scope) -> Iterator[Finding]:
    """The topic is the bundle ID of the app, such as ``com.example.app``.

    MongoosePush sends APNs whatever stands there, ``nil`` and nothing included, and APNs answers
    ``BadTopic``, ``TopicDisallowed`` or ``DeviceTokenNotForTopic``: the push is lost, and the node
    stays. A missing topic is reported where MongooseIM is the target: it needs a
    certificate for one app, or a default in MongoosePush's configuration.
    """
    asked = scope.aims_at("mongooseim", "mongooseim-virtual", "node_push")
    for _, missing, finding in translated("PS706", model, scope):
        if missing is None or (asked and not holds_option(missing, model)):
            yield finding


translator_rule(
    "PS707",
    I,
    """Some options mean something to one of the providers only.

    ``topic`` and ``mutable_content`` are for APNs, ``time_to_live`` is for FCM; ``click_action`` is
    an activity on Android and a category that the app has registered on iOS.
    """,
    default=False,
    source="esl/MongoosePush, service/fcm.ex and service/apns.ex",
    bad=(
        fcm(("topic", "com.example.app")),
        fcm(("mode", "prod")),
        apns(("time_to_live", "3600")),
        apns(("click_action", "REPLY")),
    ),
    good=(fcm(("time_to_live", "3600")), apns(("sound", "ping.caf"))),
)
