"""What does not reach a device, or not as it was meant."""

from pushstanza.diagnostics import Severity
from pushstanza.linting.rules import examples
from pushstanza.linting.rules.providers.devices import SILENT, apns, fcm, fields
from pushstanza.linting.rules.rule import reported_by_parser
from pushstanza.linting.rules.translated import translator_rule
from pushstanza.payloads.findings import RULE_NAMES
from pushstanza.stanzas.xep0060 import Pubsub

E, W, I = Severity.ERROR, Severity.WARNING, Severity.INFO  # noqa: E741 - what rules say


translator_rule(
    "PS715",
    I,
    """Without ``priority`` it is the provider that decides, whatever the tutorial says.

    APNs takes 10 then, which is high; for FCM its own pages disagree.
    """,
    default=False,
    source="MongooseIM, Using push notifications on the client side; "
    "esl/MongooseIM, mod_push_service_mongoosepush.erl",
    bad=(apns(), fcm()),
    good=(apns(("priority", "high")), fcm(("priority", "normal"))),
)


translator_rule(
    "PS716",
    I,
    """Not every field of a summary reaches every device.

    FCM gets no badge from MongoosePush, and APNs knows no tag.
    """,
    on=Pubsub,
    default=False,
    source="esl/MongoosePush, service/fcm.ex and service/apns.ex",
    bad=(
        examples.publish(options_form=examples.fcm()),
        examples.publish(options_form=examples.apns()),
    ),
    good=examples.publish(options_form=examples.fcm(fields((SILENT,)))),
)


translator_rule(
    "PS717",
    E,
    """A badge is an integer of 32 bits, and not negative.

    MongoosePush answers 422 to a bigger one; what a negative one does, Apple does not say.
    """,
    on=Pubsub,
    source="esl/MongoosePush, schemas/request/send_notification/deep/common/alert.ex; open_api_spex",
    bad=(
        examples.publish(
            examples.summary(count=examples.field("message-count", "2147483648")), examples.apns()
        ),
        '{"aps": {"alert": "Hark", "badge": -1}}',
    ),
    good=examples.publish(options_form=examples.apns()),
)


translator_rule(
    "PS718",
    W,
    """A time to live of 0 means now or never.

    FCM discards the message unless the device is connected at that moment. For calls that is right,
    for chats it is not.
    """,
    source="Firebase, Set the lifespan of a message",
    bad=(
        fcm(("time_to_live", "0")),
        examples.fcm_json('"data": {}, "android": {"ttl": "0s"}'),
    ),
    good=fcm(("time_to_live", "60")),
)


translator_rule(
    "PS719",
    W,
    """An option without a text is not the same as no option.

    MongooseIM sends the empty text to the provider: a sound of no name, or an action that is none.
    """,
    source="esl/MongooseIM, mod_push_service_mongoosepush.erl; firebase-admin-python",
    bad=(apns(("sound", "")), fcm(("click_action", ""))),
    good=apns(("sound", "default")),
)


@reported_by_parser(
    "PS720",
    RULE_NAMES["PS720"],
    W,
    source="esl/MongoosePush, api/v2/response_encoder.ex",
    bad=(
        f'{{"path": "/v2/notification/{examples.TOKEN}", "body":'
        ' {"service": "apns", "alert": {"title": "Juliet", "body": "Hark"}}}'
    ),
    good=(
        f'{{"path": "/v3/notification/{examples.TOKEN}", "body":'
        ' {"service": "apns", "alert": {"title": "Juliet", "body": "Hark"}}}'
    ),
)
def api_version_two() -> None:
    """Version 2 of MongoosePush's interface answers every error of a provider with 500.

    MongooseIM disables a node only after 410, so that the nodes of dead tokens stay for ever. A
    stanza does not show the version: the translator tells of it, and so does a request in JSON
    whose path has it.
    """


translator_rule(
    "PS721",
    I,
    """A silent push shows nothing, but its data go to the provider with all that the summary holds.

    Apple asks for no sensitive data in a payload that is not encrypted.
    """,
    on=Pubsub,
    default=False,
    source="Apple, Generating a remote notification",
    bad=examples.publish(options_form=examples.fcm(fields((SILENT,)))),
    good=examples.publish(examples.summary(sender="", body=""), examples.fcm(fields((SILENT,)))),
)


translator_rule(
    "PS722",
    I,
    """A data message waits while an Android device dozes, unless its priority is high.

    FCM watches whether an app shows something for its messages of priority high, and in time
    treats them as normal if it does not.
    """,
    default=False,
    source="Firebase, Set and manage Android message priority",
    bad=(
        fcm(SILENT),
        fcm(SILENT, ("priority", "high")),
        examples.fcm_json('"data": {"account": "1"}, "android": {"priority": "normal"}'),
    ),
    good=(
        fcm(),
        apns(SILENT, ("priority", "normal")),
        examples.fcm_json('"notification": {"title": "Hark"}'),
    ),
)


translator_rule(
    "PS723",
    I,
    """Sparrow puts an empty ``notification`` into every data message.

    Whether that makes it a notification message, Firebase does not say.
    """,
    default=False,
    source="esl/MongoosePush, service/fcm.ex; esl/sparrow, fcm/v1",
    bad=(fcm(SILENT), examples.fcm_json('"notification": {}')),
    good=fcm(),
)


@reported_by_parser(
    "PS724",
    RULE_NAMES["PS724"],
    I,
    source="Apple, Generating a remote notification; Firebase, ErrorCode",
    bad=(),
    good=(),
)
def body_shortened() -> None:
    """The body of a message was cut, so that the payload fits.

    Only the translator cuts one, and only where it is asked to.
    """
