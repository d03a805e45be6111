"""What a provider takes: data, sizes, headers."""

from collections.abc import Iterator

from pushstanza.diagnostics import Severity
from pushstanza.linting.rules import examples
from pushstanza.linting.rules.providers.devices import SILENT, apns, device, fields
from pushstanza.linting.rules.rule import Finding, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.translated import translated, translator_findings, translator_rule
from pushstanza.payloads.findings import RULE_NAMES
from pushstanza.stanzas.xep0060 import Pubsub

E = Severity.ERROR


translator_rule(
    "PS711",
    E,
    """FCM's data are texts under keys that are not its own.

    It refuses ``from``, ``message_type`` and keys that begin with ``google.`` or
    ``gcm.notification.``, and every value that is no string, with ``INVALID_ARGUMENT``; what
    ``collapse_key`` says it replaces. The legacy API, whose messages had ``to``, is gone.
    """,
    on=Pubsub,
    source="FCM v1 discovery document; Firebase, ErrorCode; esl/MongooseIM issue 2585; "
    "esl/MongoosePush issues 123 and 141",
    bad=(
        examples.publish(
            examples.summary(more=examples.field("google.x", "1")),
            examples.fcm(fields((SILENT,))),
        ),
        examples.fcm_json('"data": {"message-count": 1}'),
        examples.fcm_json('"data": {"from": "juliet@example.com"}'),
        '{"service": "fcm", "data": {"summary": {"message-count": 1}}, "priority": "high"}',
        '{"to": "dGhpcyBpcyBub3QgYSB0b2tlbg", "data": {"message-count": "1"}}',
    ),
    good=(
        examples.publish(options_form=examples.fcm(fields((SILENT,)))),
        examples.fcm_json('"data": {"message-count": "1"}'),
        '{"service": "fcm", "data": {"message-count": 1}, "priority": "high"}',
    ),
)


translator_rule(
    "PS712",
    E,
    """APNs takes 4096 bytes of JSON, 5120 for calls; FCM takes 4096 of keys and values.

    Bytes are those of UTF-8. APNs answers ``PayloadTooLarge`` and FCM ``INVALID_ARGUMENT``: nothing
    on the way shortens a message, and it is not sent again.
    """,
    on=Pubsub,
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
        '{"aps": {"alert": "' + "All quiet here. " * 260 + '"}}',
        examples.fcm_json('"data": {"text": "' + "Всё спокойно. " * 180 + '"}'),
    ),
    good=(
        examples.publish(options_form=examples.apns()),
        '{"aps": {"alert": "All quiet here."}}',
    ),
)


@rule(
    "PS713",
    RULE_NAMES["PS713"],
    E,
    on=Pubsub,
    gate=translator_findings,
    where={"node_push": E},
    source="Apple, Sending notification requests to APNs; esl/MongoosePush issue 105",
    bad=(
        examples.publish(
            examples.summary(more=examples.field("aps", "x")),
            examples.apns(fields((SILENT, ("priority", "normal")))),
        ),
        (
            '{"headers": {"apns-push-type": "background", "apns-priority": "10"},'
            ' "body": {"aps": {"content-available": 1}}}'
        ),
        (
            '{"headers": {"apns-push-type": "background", "apns-priority": "5"},'
            ' "body": {"aps": {"alert": "Hark"}}}'
        ),
        (
            '{"headers": {"apns-push-type": "alert", "apns-expiration": "3600"},'
            ' "body": {"aps": {"alert": "Hark"}}}'
        ),
        '{"headers": {"apns-priority": "10"}, "body": {"aps": {"alert": "Hark"}}}',
        examples.fcm_json(
            '"data": {}, "apns": {"headers": {"apns-priority": "10"},'
            ' "payload": {"aps": {"content-available": 1}}}'
        ),
        (
            '{"service": "apns", "data": {"aps": {"badge": 1}}, "priority": "normal",'
            ' "topic": "com.example.app"}'
        ),
    ),
    good=(
        examples.publish(options_form=examples.apns(fields((SILENT, ("priority", "normal"))))),
        (
            '{"headers": {"apns-push-type": "background", "apns-priority": "5"},'
            ' "body": {"aps": {"content-available": 1}, "message-count": 1}}'
        ),
        (
            '{"headers": {"apns-push-type": "alert", "apns-topic": "com.example.app",'
            ' "apns-expiration": "0"}, "body": {"aps": {"alert": "Hark"}}}'
        ),
    ),
)
def apns_headers(pubsub: Pubsub, scope: Scope) -> Iterator[Finding]:
    """The headers of a request to APNs say what its payload is, and have to agree with it.

    ``apns-push-type`` names it, ``apns-priority`` is 10, 5 or 1, and 5 for a background push;
    ``apns-expiration`` is a date, ``apns-collapse-id`` has 64 bytes. APNs answers with the name of
    the header that is wrong, or drops the push where two of them disagree. MongoosePush sends an
    alert without ``apns-push-type``, which no option can change; so it is not reported for a stanza.
    """
    return (each.finding for each in translated("PS713", pubsub, scope))


translator_rule(
    "PS714",
    E,
    """The end of a topic says which type of push it is for, as ``.voip`` does.

    MongoosePush sends alerts and background pushes only. Where type and topic disagree, APNs
    refuses the push, delays or drops it.
    """,
    source="Apple, Sending notification requests to APNs",
    bad=(
        device("apns", examples.TOKEN, ("topic", "com.example.app.voip")),
        device("apns", examples.TOKEN, ("topic", "com.example.app.push-type.liveactivity")),
        (
            '{"headers": {"apns-push-type": "voip", "apns-topic": "com.example.app"},'
            ' "body": {"aps": {}}}'
        ),
        (
            '{"headers": {"apns-push-type": "alert", "apns-topic": "com.example.app.voip"},'
            ' "body": {"aps": {"alert": "Hark"}}}'
        ),
    ),
    good=apns(),
)
