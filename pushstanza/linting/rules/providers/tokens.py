"""Device tokens, and what names a node."""

from collections.abc import Iterator

from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.masking import quoted
from pushstanza.linting.rules import examples
from pushstanza.linting.rules.change import SetAttribute, suggestion
from pushstanza.linting.rules.gates import odd_request
from pushstanza.linting.rules.providers.devices import apns, device, fcm
from pushstanza.linting.rules.rule import Finding, also
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.translated import translator_rule
from pushstanza.payloads.tokens import is_printed
from pushstanza.stanzas.xep0060 import Create, OwnerAffiliations, Publish, Pubsub
from pushstanza.stanzas.xep0357 import Disable, Enable

E, W = Severity.ERROR, Severity.WARNING


translator_rule(
    "PS708",
    W,
    """A token of 64 hexadecimal digits is one of APNs, and FCM knows no such device.

    FCM answers ``INVALID_ARGUMENT``; MongooseIM keeps the node, and every push is lost. What else
    a token of FCM looks like, Google does not say.
    """,
    source="Firebase, ErrorCode; esl/MongooseIM issue 1526",
    bad=(
        device("fcm", examples.TOKEN),
        f'{{"message": {{"token": "{examples.TOKEN}", "data": {{}}}}}}',
    ),
    good=fcm(),
)


translator_rule(
    "PS709",
    E,
    """A device token of APNs is whole bytes in hexadecimal digits; so far they were 32.

    APNs answers ``BadDeviceToken``, and closes the connection when there are many. MongooseIM keeps
    the node. Apple says that the length may change, so another one is a warning.
    """,
    source="Apple, Sending notification requests to APNs; esl/MongooseIM issue 1772",
    bad=(
        apns(token="5f0c3a1be2d94776a8c0d1e2f3a4b5c"),  # noqa: S106 - an example
        apns(token="dGhpcyBpcyBub3QgYSB0b2tlbg:APA91b"),  # noqa: S106 - an example
        apns(token="5f0c3a1be2d94776a8c0d1e2f3a4b5c6"),  # noqa: S106 - an example
        (
            '{"path": "/3/device/dGhpcyBpcyBub3QgYSB0b2tlbg", "headers": {"apns-push-type": "alert"},'
            ' "body": {"aps": {"alert": "Hark"}}}'
        ),
    ),
    good=apns(),
)


translator_rule(
    "PS710",
    E,
    """Where a token or a node should be, a program has printed none, or something around it.

    MongooseIM puts the token into the path of its request as it is, so that a slash, a question
    mark, a percent sign or two dots lead elsewhere, and a request with a blank fails: MongoosePush
    answers 404 or gets nothing, and the push is lost. The ``enable`` is answered with a result.
    """,
    source="ChatSecure-iOS issue 1022; esl/MongooseIM, mod_push_service_mongoosepush.erl",
    bad=(
        device("fcm", "null"),
        apns(token="b'5f0c3a1be2d94776'"),  # noqa: S106 - an example
        device("fcm", "dGhpcyBpcyBu/b3QgYSB0b2tlbg"),
        device("apns", "5f0c3a1b e2d94776", ("topic", "com.example.app")),
        examples.enable(node="null"),
        examples.enable(node='Optional("my-phone")'),
        examples.enable(node="my-phone "),
        '{"message": {"token": "null", "data": {}}}',
    ),
    good=(fcm(), apns()),
)


#: What names a node.
NAMED = (Enable, Disable, Pubsub, Create, Publish, OwnerAffiliations)


@also("PS710", on=NAMED, gate=odd_request)
def _node_unusable(
    model: Enable | Disable | Pubsub | Create | Publish | OwnerAffiliations, scope: Scope
) -> Iterator[Finding]:
    node = model.node
    if not node or scope.is_refusal:
        return
    if is_printed(node):
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
