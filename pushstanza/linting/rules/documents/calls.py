"""Calls: notifications through PushKit."""

from collections.abc import Iterator

from pushstanza.diagnostics import Severity
from pushstanza.linting.rules import examples
from pushstanza.linting.rules.documents.places import SHOWN, header_at, header_text, key_at
from pushstanza.linting.rules.rule import Finding, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.payloads import apns
from pushstanza.payloads.json_documents import ApnsPayload

W, I = Severity.WARNING, Severity.INFO  # noqa: E741 - what rules say

_CALL = '"apns-push-type": "voip", "apns-topic": "com.example.app.voip"'


@rule(
    "PS740",
    "voip-push",
    W,
    on=ApnsPayload,
    source="Apple, Sending notification requests to APNs; Apple, Responding to VoIP Notifications "
    "from PushKit; firebase-admin-dotnet issue 97",
    bad=(
        '{"headers": {' + _CALL + '}, "body": {"aps": {}, "sid": "a73sjjvkla37jfea"}}',
        (
            '{"headers": {' + _CALL + ', "apns-expiration": "0", "apns-priority": "5"},'
            ' "body": {"aps": {}, "sid": "a73sjjvkla37jfea"}}'
        ),
        (
            '{"headers": {' + _CALL + ', "apns-expiration": "0"},'
            ' "body": {"aps": {"alert": "Juliet calls"}, "sid": "a73sjjvkla37jfea"}}'
        ),
        examples.fcm_json(
            '"data": {"sid": "a73sjjvkla37jfea"}, "apns": {"headers": {' + _CALL + "},"
            ' "payload": {"aps": {}}}'
        ),
    ),
    good=(
        (
            '{"headers": {' + _CALL + ', "apns-expiration": "0", "apns-priority": "10"},'
            ' "body": {"aps": {}, "sid": "a73sjjvkla37jfea"}}'
        ),
    ),
)
def voip_push(payload: ApnsPayload, _scope: Scope) -> Iterator[Finding]:
    """A call has to arrive at once or not at all, and the app has to report it to CallKit.

    Apple recommends an ``apns-expiration`` of 0, or of a few seconds from now; without the header
    APNs keeps the call for up to 30 days. A priority of 5 may delay it. The system shows nothing of
    the payload: iOS ends an app that is woken by a call and does not report it to CallKit. The token
    is that of PushKit, which is another one than that of other notifications; FCM has no such
    tokens, so that it cannot send a call.
    """
    topic = header_text(payload, "apns-topic")
    if payload.push_type != "voip" or (topic and apns.push_type_of(topic) != "voip"):
        return  # PS714 reports a topic that is for something else
    if payload.through_fcm:
        say = "FCM cannot send a call: it has no PushKit tokens"
        yield header_at(payload, "apns-push-type", say, hint="send it to APNs")
        return
    if header_text(payload, "apns-expiration") is None:
        say = "no apns-expiration: APNs keeps the call for up to 30 days, and the phone rings late"
        yield header_at(payload, "apns-expiration", say, hint="add apns-expiration 0")
    priority = header_text(payload, "apns-priority")
    if priority in {"1", "5"}:
        say = f"apns-priority is {priority}: the call may be delayed until it is over"
        yield header_at(payload, "apns-priority", say, hint="write 10")
    for key in payload.object("aps"):
        if key in SHOWN:
            say = (
                f"the system shows nothing of a call, {key} included: the app reports it to CallKit"
            )
            yield key_at(payload, "aps", key, say=say, severity=I)
