"""Family 7: MongoosePush, FCM and APNs.

What becomes of the options and the summary is what the translator says (:func:`said`); here it has
its reason and its examples. The same rules look at JSON documents in :mod:`.documents`.
"""

from collections.abc import Iterator

import attrs

from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.masking import quoted
from pushstanza.linting.rules import examples
from pushstanza.linting.rules.change import SetAttribute, suggestion
from pushstanza.linting.rules.mongooseim import holds_option, said, what_is_said
from pushstanza.linting.rules.rule import Finding, Lack, also, rule, told_by_reader
from pushstanza.linting.rules.scope import Scope
from pushstanza.payloads.findings import FINDINGS
from pushstanza.payloads.tokens import NULLS, PRINTED
from pushstanza.stanzas.rfc6120 import Message
from pushstanza.stanzas.xep0060 import Create, OwnerAffiliations, Publish, Pubsub
from pushstanza.stanzas.xep0357 import Disable, Enable, Notification

E, W, I = Severity.ERROR, Severity.WARNING, Severity.INFO  # noqa: E741 - what rules say

#: What holds the forms.
FORMS = (Enable, Pubsub)

#: A service of MongooseIM's that is not asked for does not mind.
_E, _W, _I = {"node_push": E}, {"node_push": W}, {"node_push": I}


def _apns(*options: tuple[str, str], token: str = examples.TOKEN) -> str:
    """Return an enable for APNs with more options."""
    return examples.enable(examples.apns(_options(options), token))


def _fcm(*options: tuple[str, str]) -> str:
    """Return an enable for FCM with more options."""
    return examples.enable(examples.fcm(_options(options)))


def _options(options: tuple[tuple[str, str], ...]) -> str:
    return "".join(examples.field(var, value) for var, value in options)


def _device(service: str, token: str, *options: tuple[str, str]) -> str:
    """Return an enable for a service, a token and some options, whatever they are."""
    known = ("service", service), ("device_id", token)
    return examples.enable(examples.options(_options((*known, *options))))


_SILENT = ("silent", "true")


@rule(
    "PS701",
    "service-value",
    E,
    on=FORMS,
    gate=what_is_said,
    where=_E,
    source="esl/MongoosePush, schemas/request/send_notification/deep.ex",
    bad=(
        _device("FCM", "dGhpcyBpcyBub3QgYSB0b2tlbg"),
        _device("gcm", "dGhpcyBpcyBub3QgYSB0b2tlbg"),
        examples.publish(
            options_form=examples.options(
                _options((("service", "apn"), ("device_id", examples.TOKEN)))
            )
        ),
    ),
    good=(_fcm(), _apns()),
)
def service_value(model: Enable | Pubsub, scope: Scope) -> Iterator[Finding]:
    """The service is ``apns`` or ``fcm``, in these very letters.

    The ``enable`` is accepted whatever it is. MongoosePush answers each push with 422, and nobody
    but its log is told.
    """
    yield from said("PS701", model, scope)


@rule(
    "PS702",
    "option-value",
    E,
    on=FORMS,
    gate=what_is_said,
    where=_E,
    source="esl/MongoosePush, schemas/request/send_notification/deep.ex; esl/MongooseIM issue 2670; "
    "Firebase, Set the lifespan of a message",
    bad=(
        _fcm(("priority", "urgent")),
        _apns(("mode", "production")),
        _apns(("mutable_content", "1")),
        _fcm(("time_to_live", "3600s")),
        _fcm(("time_to_live", "2419201")),
    ),
    good=(_fcm(("priority", "high"), ("time_to_live", "3600")), _apns(("mutable_content", "true"))),
)
def option_value(model: Enable | Pubsub, scope: Scope) -> Iterator[Finding]:
    """``priority``, ``mode``, ``mutable_content`` and ``time_to_live`` have closed sets of values.

    The ``enable`` is accepted whatever they are. MongoosePush answers each push with 422, and
    nobody but its log is told. The tutorial's example has ``some_priority``. A time to live of more
    than four weeks gets past MongoosePush, and FCM refuses it with ``INVALID_ARGUMENT``.
    """
    yield from said("PS702", model, scope)


@rule(
    "PS703",
    "mode-dev-fcm",
    W,
    on=FORMS,
    gate=what_is_said,
    where=_W,
    source="esl/MongoosePush issue 211",
    bad=_fcm(("mode", "dev")),
    good=(_fcm(("mode", "prod")), _apns(("mode", "dev"))),
)
def mode_dev_fcm(model: Enable | Pubsub, scope: Scope) -> Iterator[Finding]:
    """FCM has no development environment; ``mode`` chooses a pool of MongoosePush, no more.

    Most installations have no pool of that tag for FCM: MongoosePush answers 400
    ``no_matching_pool``, and the push is lost.
    """
    yield from said("PS703", model, scope)


@rule(
    "PS704",
    "silent-value",
    E,
    on=FORMS,
    gate=what_is_said,
    where=_E,
    source="esl/MongooseIM, mod_push_service_mongoosepush.erl, make_notification/2; "
    "esl/MongoosePush issue 29",
    bad=(_fcm(("silent", "1")), _apns(("silent", "True")), _fcm(("silent", "maybe"))),
    good=(_fcm(("silent", "true")), _fcm(("silent", "false"))),
)
def silent_value(model: Enable | Pubsub, scope: Scope) -> Iterator[Finding]:
    """A push is silent only where the option is ``true`` in these very letters.

    With ``1`` or ``True`` the text of the message is shown on the lock screen.
    """
    yield from said("PS704", model, scope)


@rule(
    "PS705",
    "silent-combination",
    W,
    on=FORMS,
    gate=what_is_said,
    where=_W,
    source="Apple, Sending notification requests to APNs; Apple, Pushing background updates to your "
    "app; esl/MongoosePush, service/apns.ex",
    bad=(
        _apns(_SILENT, ("priority", "high")),
        _apns(_SILENT),
        _apns(_SILENT, ("priority", "normal"), ("mutable_content", "true")),
        _apns(_SILENT, ("priority", "normal"), ("sound", "ping.caf")),
        _device("apns", examples.TOKEN, _SILENT, ("priority", "normal")),
    ),
    good=(
        _apns(_SILENT, ("priority", "normal")),
        _apns(("priority", "high"), ("sound", "ping.caf")),
    ),
)
def silent_combination(model: Enable | Pubsub, scope: Scope) -> Iterator[Finding]:
    """A silent push to APNs has priority ``normal``, a topic, and nothing that could be shown.

    Apple calls priority 10 an error in a background push, and takes a priority that is not given
    for 10; such a push may be dropped without an answer. MongoosePush does not use the default
    topic of a connection for silent pushes, so that APNs answers ``MissingTopic`` where it is
    authenticated with a token. A sound or an action is dropped on the way.
    """
    for each in said("PS705", model, scope):
        missing = next((var for var, what in _SAID_MISSING.items() if what in each.message), None)
        if missing is None:
            yield each
        elif not holds_option(missing, model):
            yield attrs.evolve(each, lacks=Lack.CONTENT)


#: How it is said that a silent push lacks an option.
_SAID_MISSING = {
    "priority": FINDINGS["silent-no-priority-sent"].sentence,
    "topic": FINDINGS["silent-topic-missing"].sentence.partition("{")[0],
}


@rule(
    "PS706",
    "topic-placeholder",
    W,
    on=FORMS,
    gate=what_is_said,
    where=_W,
    source="esl/MongoosePush issue 45; esl/MongooseIM issues 1290 and 2670; "
    "Apple, Handling notification responses from APNs",
    bad=(
        _device("apns", examples.TOKEN, ("topic", "nil")),
        _device("apns", examples.TOKEN, ("topic", "")),
        _device("apns", examples.TOKEN, ("topic", "myapp")),
    ),
    good=(_apns(), _device("apns", examples.TOKEN)),
)
def topic_placeholder(model: Enable | Pubsub, scope: Scope) -> Iterator[Finding]:
    """The topic is the bundle ID of the app, such as ``com.example.app``.

    MongoosePush sends APNs whatever stands there, ``nil`` and nothing included, and APNs answers
    ``BadTopic``, ``TopicDisallowed`` or ``DeviceTokenNotForTopic``: the push is lost, and the node
    stays. That there is no topic at all is told where MongooseIM is the target: it needs a
    certificate for one app, or a default in MongoosePush's configuration.
    """
    missing = FINDINGS["topic-missing"].sentence
    asked = scope.aims_at("mongooseim", "mongooseim-virtual", "node_push")
    for each in said("PS706", model, scope):
        if each.message != missing:
            yield each
        elif asked and not holds_option("topic", model):
            yield attrs.evolve(each, lacks=Lack.CONTENT)


@rule(
    "PS707",
    "option-without-effect",
    I,
    on=FORMS,
    gate=what_is_said,
    where=_I,
    default=False,
    source="esl/MongoosePush, service/fcm.ex and service/apns.ex",
    bad=(
        _fcm(("topic", "com.example.app")),
        _fcm(("mode", "prod")),
        _apns(("time_to_live", "3600")),
        _apns(("click_action", "REPLY")),
    ),
    good=(_fcm(("time_to_live", "3600")), _apns(("sound", "ping.caf"))),
)
def option_without_effect(model: Enable | Pubsub, scope: Scope) -> Iterator[Finding]:
    """Some options mean something to one of the providers only.

    ``topic`` and ``mutable_content`` are for APNs, ``time_to_live`` is for FCM; ``click_action`` is
    an activity on Android and a category that the app has registered on iOS.
    """
    yield from said("PS707", model, scope)


@rule(
    "PS708",
    "fcm-token-shape",
    W,
    on=FORMS,
    gate=what_is_said,
    where=_W,
    source="Firebase, ErrorCode; esl/MongooseIM issue 1526",
    bad=_device("fcm", examples.TOKEN),
    good=_fcm(),
)
def fcm_token_shape(model: Enable | Pubsub, scope: Scope) -> Iterator[Finding]:
    """A token of 64 hexadecimal digits is one of APNs, and FCM knows no such device.

    FCM answers ``INVALID_ARGUMENT``; MongooseIM keeps the node, and every push is lost. What else
    a token of FCM looks like, Google does not say.
    """
    yield from said("PS708", model, scope)


@rule(
    "PS709",
    "apns-token-shape",
    E,
    on=FORMS,
    gate=what_is_said,
    where=_E,
    source="Apple, Sending notification requests to APNs; esl/MongooseIM issue 1772",
    bad=(
        _apns(token="5f0c3a1be2d94776a8c0d1e2f3a4b5c"),  # noqa: S106 - an example
        _apns(token="dGhpcyBpcyBub3QgYSB0b2tlbg:APA91b"),  # noqa: S106 - an example
        _apns(token="5f0c3a1be2d94776a8c0d1e2f3a4b5c6"),  # noqa: S106 - an example
    ),
    good=_apns(),
)
def apns_token_shape(model: Enable | Pubsub, scope: Scope) -> Iterator[Finding]:
    """A device token of APNs is whole bytes in hexadecimal digits; so far they were 32.

    APNs answers ``BadDeviceToken``, and closes the connection when there are many. MongooseIM keeps
    the node. Apple says that the length may change, so another one is a warning.
    """
    yield from said("PS709", model, scope)


@rule(
    "PS710",
    "token-unusable",
    E,
    on=FORMS,
    gate=what_is_said,
    where=_E,
    source="ChatSecure-iOS issue 1022; esl/MongooseIM, mod_push_service_mongoosepush.erl",
    bad=(
        _device("fcm", "null"),
        _apns(token="b'5f0c3a1be2d94776'"),  # noqa: S106 - an example
        _device("fcm", "dGhpcyBpcyBu/b3QgYSB0b2tlbg"),
        _device("apns", "5f0c3a1b e2d94776", ("topic", "com.example.app")),
        examples.enable(node="null"),
        examples.enable(node='Optional("my-phone")'),
        examples.enable(node="my-phone "),
    ),
    good=(_fcm(), _apns()),
)
def token_unusable(model: Enable | Pubsub, scope: Scope) -> Iterator[Finding]:
    """Where a token or a node should be, a program has printed none, or something around it.

    MongooseIM puts the token into the path of its request as it is, so that a slash, a question
    mark, a percent sign or a blank leads elsewhere: MongoosePush answers 404, and the push is lost.
    """
    yield from said("PS710", model, scope)


#: What names a node.
NAMED = (Enable, Disable, Pubsub, Create, Publish, OwnerAffiliations)


@also("PS710", on=NAMED)
def _node_unusable(
    model: Enable | Disable | Pubsub | Create | Publish | OwnerAffiliations, scope: Scope
) -> Iterator[Finding]:
    node = model.node
    if not node or scope.is_refusal:
        return
    if node.strip().lower() in NULLS or node.startswith(PRINTED):
        yield Finding(
            f"the node is {quoted(node)}: so a program prints a value, it is no name of a node",
            attribute="node",
            severity=E,
        )
    elif node != node.strip():
        yield Finding(
            "the node begins or ends with white space: it is another one than without, and a push"
            " service answers item-not-found",
            attribute="node",
            severity=W,
            fix=suggestion("take the white space away", SetAttribute(model, "node", node.strip())),
        )


@rule(
    "PS711",
    "fcm-data",
    E,
    on=Pubsub,
    gate=what_is_said,
    where=_E,
    source="FCM v1 discovery document; Firebase, ErrorCode; esl/MongooseIM issue 2585; "
    "esl/MongoosePush issues 123 and 141",
    bad=examples.publish(
        examples.summary(more=examples.field("google.x", "1")),
        examples.fcm(_options((_SILENT,))),
    ),
    good=examples.publish(options_form=examples.fcm(_options((_SILENT,)))),
)
def fcm_data(pubsub: Pubsub, scope: Scope) -> Iterator[Finding]:
    """FCM's data are texts under keys that are not its own.

    It refuses ``from``, ``message_type`` and keys that begin with ``google.`` or
    ``gcm.notification.``, and every value that is no string, with ``INVALID_ARGUMENT``; what
    ``collapse_key`` says it replaces. The legacy API, whose messages had ``to``, is gone.
    """
    yield from said("PS711", pubsub, scope)


@rule(
    "PS712",
    "payload-size",
    E,
    on=Pubsub,
    gate=what_is_said,
    where=_E,
    source="Apple, Generating a remote notification; Firebase, ErrorCode",
    bad=(
        examples.publish(
            examples.summary(body=examples.field("last-message-body", "All quiet here. " * 260)),
            examples.apns(),
        ),
        examples.publish(
            examples.summary(body=examples.field("last-message-body", "Всё спокойно. " * 150)),
            examples.fcm(),
        ),
    ),
    good=examples.publish(options_form=examples.apns()),
)
def payload_size(pubsub: Pubsub, scope: Scope) -> Iterator[Finding]:
    """APNs takes 4096 bytes of JSON, 5120 for calls; FCM takes 4096 of keys and values.

    Bytes are those of UTF-8. APNs answers ``PayloadTooLarge`` and FCM ``INVALID_ARGUMENT``: nothing
    on the way shortens a message, and it is not sent again.
    """
    yield from said("PS712", pubsub, scope)


@rule(
    "PS713",
    "apns-headers",
    E,
    on=Pubsub,
    gate=what_is_said,
    where=_E,
    source="Apple, Sending notification requests to APNs; esl/MongoosePush issue 105",
    bad=examples.publish(
        examples.summary(more=examples.field("aps", "x")),
        examples.apns(_options((_SILENT, ("priority", "normal")))),
    ),
    good=examples.publish(options_form=examples.apns(_options((_SILENT, ("priority", "normal"))))),
)
def apns_headers(pubsub: Pubsub, scope: Scope) -> Iterator[Finding]:
    """The headers of a request to APNs say what its payload is, and have to agree with it.

    ``apns-push-type`` names it, ``apns-priority`` is 10, 5 or 1, and 5 for a background push;
    ``apns-expiration`` is a date, ``apns-collapse-id`` has 64 bytes. APNs answers with the name of
    the header that is wrong, or drops the push where two of them disagree. MongoosePush sends an
    alert without ``apns-push-type``, which no option can change; so it is not told of a stanza.
    """
    unchangeable = FINDINGS["push-type-missing"].sentence
    for each in said("PS713", pubsub, scope):
        if each.message != unchangeable:
            yield each


@rule(
    "PS714",
    "topic-push-type",
    E,
    on=FORMS,
    gate=what_is_said,
    where=_E,
    source="Apple, Sending notification requests to APNs",
    bad=(
        _device("apns", examples.TOKEN, ("topic", "com.example.app.voip")),
        _device("apns", examples.TOKEN, ("topic", "com.example.app.push-type.liveactivity")),
    ),
    good=_apns(),
)
def topic_push_type(model: Enable | Pubsub, scope: Scope) -> Iterator[Finding]:
    """The end of a topic says which type of push it is for, as ``.voip`` does.

    MongoosePush sends alerts and background pushes only. Where type and topic disagree, APNs
    refuses the push, delays or drops it.
    """
    yield from said("PS714", model, scope)


@rule(
    "PS715",
    "priority-default",
    I,
    on=FORMS,
    gate=what_is_said,
    where=_I,
    default=False,
    source="MongooseIM, Using push notifications on the client side; "
    "esl/MongooseIM, mod_push_service_mongoosepush.erl",
    bad=(_apns(), _fcm()),
    good=(_apns(("priority", "high")), _fcm(("priority", "normal"))),
)
def priority_default(model: Enable | Pubsub, scope: Scope) -> Iterator[Finding]:
    """Without ``priority`` it is the provider that decides, whatever the tutorial says.

    APNs takes 10 then, which is high; for FCM its own pages disagree.
    """
    yield from said("PS715", model, scope)


@rule(
    "PS716",
    "field-not-carried",
    I,
    on=Pubsub,
    gate=what_is_said,
    where=_I,
    default=False,
    source="esl/MongoosePush, service/fcm.ex and service/apns.ex",
    bad=(
        examples.publish(options_form=examples.fcm()),
        examples.publish(options_form=examples.apns()),
    ),
    good=examples.publish(options_form=examples.fcm(_options((_SILENT,)))),
)
def field_not_carried(pubsub: Pubsub, scope: Scope) -> Iterator[Finding]:
    """Not every field of a summary reaches every device.

    FCM gets no badge from MongoosePush, and APNs knows no tag.
    """
    yield from said("PS716", pubsub, scope)


@rule(
    "PS717",
    "badge-range",
    E,
    on=Pubsub,
    gate=what_is_said,
    where=_E,
    source="esl/MongoosePush, schemas/request/send_notification/deep/common/alert.ex; open_api_spex",
    bad=examples.publish(
        examples.summary(count=examples.field("message-count", "2147483648")), examples.apns()
    ),
    good=examples.publish(options_form=examples.apns()),
)
def badge_range(pubsub: Pubsub, scope: Scope) -> Iterator[Finding]:
    """A badge is an integer of 32 bits, and not negative.

    MongoosePush answers 422 to a bigger one; what a negative one does, Apple does not say.
    """
    yield from said("PS717", pubsub, scope)


@rule(
    "PS718",
    "time-to-live-zero",
    W,
    on=FORMS,
    gate=what_is_said,
    where=_W,
    source="Firebase, Set the lifespan of a message",
    bad=_fcm(("time_to_live", "0")),
    good=_fcm(("time_to_live", "60")),
)
def time_to_live_zero(model: Enable | Pubsub, scope: Scope) -> Iterator[Finding]:
    """A time to live of 0 means now or never.

    FCM discards the message unless the device is connected at that moment. For calls that is right,
    for chats it is not.
    """
    yield from said("PS718", model, scope)


@rule(
    "PS719",
    "empty-option",
    W,
    on=FORMS,
    gate=what_is_said,
    where=_W,
    source="esl/MongooseIM, mod_push_service_mongoosepush.erl; firebase-admin-python",
    bad=(_apns(("sound", "")), _fcm(("click_action", ""))),
    good=_apns(("sound", "default")),
)
def empty_option(model: Enable | Pubsub, scope: Scope) -> Iterator[Finding]:
    """An option without a text is not the same as no option.

    MongooseIM sends the empty text to the provider: a sound of no name, or an action that is none.
    """
    yield from said("PS719", model, scope)


@told_by_reader(
    "PS720",
    "api-version-two",
    W,
    source="esl/MongoosePush, api/v2/response_encoder.ex",
    bad=(),
    good=(),
)
def api_version_two() -> None:
    """Version 2 of MongoosePush's interface answers every error of a provider with 500.

    MongooseIM disables a node only after 410, so that the nodes of dead tokens stay for ever. A
    stanza does not show the version: the translator tells of it, and so does a request in JSON
    whose path has it.
    """


@rule(
    "PS721",
    "silent-carries-text",
    I,
    on=Pubsub,
    gate=what_is_said,
    where=_I,
    default=False,
    source="Apple, Generating a remote notification",
    bad=examples.publish(options_form=examples.fcm(_options((_SILENT,)))),
    good=examples.publish(examples.summary(sender="", body=""), examples.fcm(_options((_SILENT,)))),
)
def silent_carries_text(pubsub: Pubsub, scope: Scope) -> Iterator[Finding]:
    """A silent push shows nothing, but its data go to the provider with all that the summary holds.

    Apple asks for no sensitive data in a payload that is not encrypted.
    """
    yield from said("PS721", pubsub, scope)


@rule(
    "PS722",
    "silent-fcm-delay",
    I,
    on=FORMS,
    gate=what_is_said,
    where=_I,
    default=False,
    source="Firebase, Set and manage Android message priority",
    bad=(_fcm(_SILENT), _fcm(_SILENT, ("priority", "high"))),
    good=(_fcm(), _apns(_SILENT, ("priority", "normal"))),
)
def silent_fcm_delay(model: Enable | Pubsub, scope: Scope) -> Iterator[Finding]:
    """A data message waits while an Android device dozes, unless its priority is high.

    FCM watches whether an app shows something for its messages of priority high, and in time
    treats them as normal if it does not.
    """
    yield from said("PS722", model, scope)


@rule(
    "PS723",
    "empty-notification",
    I,
    on=FORMS,
    gate=what_is_said,
    where=_I,
    default=False,
    source="esl/MongoosePush, service/fcm.ex; esl/sparrow, fcm/v1",
    bad=_fcm(_SILENT),
    good=_fcm(),
)
def empty_notification(model: Enable | Pubsub, scope: Scope) -> Iterator[Finding]:
    """Sparrow puts an empty ``notification`` into every data message.

    Whether that makes it a notification message, Firebase does not say.
    """
    yield from said("PS723", model, scope)


@told_by_reader(
    "PS724",
    "body-shortened",
    I,
    source="Apple, Generating a remote notification; Firebase, ErrorCode",
    bad=(),
    good=(),
)
def body_shortened() -> None:
    """The body of a message was cut, so that the payload fits.

    Only the translator cuts one, and only where it is asked to.
    """


@rule(
    "PS725",
    "not-notified",
    I,
    on=Message,
    where={"mongooseim": I, "mongooseim-virtual": I},
    default=False,
    source="esl/MongooseIM, mod_event_pusher_push_plugin_defaults and _hints",
    bad=(
        "<message type='chat' to='juliet@example.com'/>",
        "<message to='juliet@example.com'><body>Hark</body></message>",
    ),
    good="<message type='chat' to='juliet@example.com'><body>Hark</body></message>",
)
def not_notified(message: Message, _scope: Scope) -> Iterator[Finding]:
    """MongooseIM notifies of chats and groupchats with a body, and of nothing else.

    With its hints plugin a call is notified of too, and a message that says ``no-store`` is not.
    """
    if message.body and message.type in {"chat", "groupchat"} and not message.payloads:
        return
    from pushstanza.payloads.translate import translate

    made = translate(Notification(), message=message, plugin="hints")
    for each in made.diagnostics:
        if each.code == "PS725":
            yield Finding(each.message, lacks=Lack.CONTENT if message.body is None else None)
