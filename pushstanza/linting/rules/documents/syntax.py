"""JSON that is none, and keys and values that no payload has."""

from collections.abc import Iterator

from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.masking import quoted
from pushstanza.linting.rules import examples
from pushstanza.linting.rules.documents.places import PAYLOADS
from pushstanza.linting.rules.rule import Finding, also, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.payloads.json_documents import ApnsPayload, Document, MalformedJson

E, W = Severity.ERROR, Severity.WARNING


@rule(
    "PS726",
    "json-malformed",
    E,
    on=MalformedJson,
    source="RFC 8259; FCM v1 discovery document",
    bad=(
        '{"aps": {"alert": "Hark", "badge": 1,}}',
        "{'aps': {'alert': 'Hark'}}",
        '{"aps": {"alert": "Hark", "content-available": True}}',
        '{"aps": {"alert": "Hark", "badge": 1, "badge": 2}}',
    ),
    good='{"aps": {"alert": "Hark", "badge": 1}}',
)
def json_malformed(document: MalformedJson, _scope: Scope) -> Iterator[Finding]:
    """A payload that is no JSON reaches nobody.

    JSON has double quotes, no comma at the end and no comments; ``True``, ``None`` and ``NaN`` are
    Python's. A key that stands in an object twice is JSON, but one of its values is lost: FCM takes
    the last one, others the first.
    """
    error = document.error
    yield Finding(f"no JSON: {error.message}", content=True, hint=error.hint)


@also("PS726", on=PAYLOADS)
def json_doubtful(document: Document, _scope: Scope) -> Iterator[Finding]:
    """Find keys that stand in an object twice, and halves of characters."""
    if isinstance(document, ApnsPayload) and document.through_fcm:
        return  # the message around it was looked at
    depth = len(document.path)
    for path in document.json.repeated:
        if path[:depth] == document.path:
            yield Finding(
                f"the key {quoted(path[-1])} stands here a second time: FCM takes this value, and"
                " others may take the first",
                at=path,
                severity=W,
            )
    for path in document.json.surrogates:
        if path[:depth] == document.path:
            yield Finding(
                "half a surrogate pair is no character: no text in UTF-8 can hold it",
                at=path,
                content=True,
                severity=W,
            )


@rule(
    "PS727",
    "payload-schema",
    E,
    on=(),
    source="FCM v1 discovery document; Apple, Generating a remote notification; MongoosePush, "
    "schemas/request/send_notification",
    bad=(
        examples.fcm_json('"notification": {"titel": "Hark"}'),
        '{"message": {"notification": {"title": "Hark"}, "data": {}, "android": {}, "webpush": {}}}',
        '{"aps": {"alert": {"title": 7}}}',
        '{"service": "fcm", "alert": {"title": "Juliet", "text": "Hark"}}',
    ),
    good=(
        examples.fcm_json('"notification": {"title": "Hark"}'),
        '{"aps": {"alert": {"title": "Hark"}}}',
        '{"service": "fcm", "alert": {"title": "Juliet", "body": "Hark"}, "priority": "high"}',
    ),
)
def payload_schema(_document: Document, _scope: Scope) -> Iterator[Finding]:
    """The keys of a payload, and the types of their values, are given by whom it is sent to.

    FCM answers ``INVALID_ARGUMENT`` to a name that it does not know and to a value of another type,
    MongoosePush answers 422. APNs passes the payload on, and the device ignores what it cannot
    read. The schemas are in the package: ``pushstanza schema``.
    """
    yield from ()
