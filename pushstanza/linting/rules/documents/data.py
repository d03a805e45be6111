"""Data for an app."""

from collections.abc import Iterator

from pushstanza.diagnostics.masking import quoted
from pushstanza.linting.rules.documents.json_schemas import kind
from pushstanza.linting.rules.documents.places import key_at, reported_at, scalar, value_at
from pushstanza.linting.rules.rule import Finding, also
from pushstanza.linting.rules.scope import Scope
from pushstanza.payloads import fcm
from pushstanza.payloads.findings import found
from pushstanza.payloads.json_documents import (
    Document,
    FcmMessage,
    LegacyFcmMessage,
    Path,
    PushRequest,
)


@also("PS711", on=FcmMessage)
def data_of_message(message: FcmMessage, _scope: Scope) -> Iterator[Finding]:
    """Find data that are no texts, and keys that are FCM's own."""
    for part in (("data",), ("android", "data"), ("webpush", "data")):
        for key, value in message.object(*part).items():
            if not isinstance(value, str):
                say = f"the value of {quoted(key)} is {kind(value)}: FCM takes texts as data only, and"
                hint = f'write "{scalar(value)}"' if scalar(value) is not None else None
                yield value_at(
                    message, *part, key, say=f"{say} answers INVALID_ARGUMENT", hint=hint
                )
            if part != ("webpush", "data"):
                yield from _key_of_data(message, (*part, key))


@also("PS711", on=PushRequest)
def data_of_request(request: PushRequest, _scope: Scope) -> Iterator[Finding]:
    """Find data that MongoosePush makes no texts of, and keys that are FCM's own."""
    if request.part("service") != "fcm":
        return
    for key, value in request.object("data").items():
        yield from _key_of_data(request, ("data", key))
        if isinstance(value, dict):
            say = "is an object: MongoosePush answers 400 invalid_notification"
            yield value_at(request, "data", key, say=f"the value of {quoted(key)} {say}")
        elif isinstance(value, list):
            say = "is an array: MongoosePush runs its elements together, or fails"
            yield value_at(request, "data", key, say=f"the value of {quoted(key)} {say}")


def _key_of_data(document: Document, path: Path) -> Iterator[Finding]:
    key = str(path[-1])
    name = quoted(key, longest=64)
    if fcm.is_reserved(key):
        yield reported_at(found("data-reserved-sent", key=name), document, *path, content=False)
    elif key in fcm.OVERRIDDEN_KEYS:
        yield reported_at(found("data-overridden", key=name), document, *path, content=False)
    elif key.startswith(fcm.DOUBTFUL_PREFIXES):
        yield reported_at(found("data-doubtful", key=name), document, *path, content=False)
    elif key in fcm.DOUBTFUL_KEYS:
        yield reported_at(found("data-notification", key=name), document, *path, content=False)


@also("PS711", on=LegacyFcmMessage)
def legacy_message(message: LegacyFcmMessage, _scope: Scope) -> Iterator[Finding]:
    """Find a message to the interface that is gone."""
    key = "to" if "to" in message.value else "registration_ids"
    yield key_at(
        message,
        key,
        say=f"a message with {key!r} is one to FCM's legacy API, which is gone: it reaches nobody",
        hint='FCM v1 takes {"message": {"token": …}}',
    )
