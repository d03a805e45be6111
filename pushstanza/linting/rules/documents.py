"""Families 6 and 7 once more: the payloads of FCM, APNs and MongoosePush in JSON.

Most checks belong to a rule that looks at stanzas too; what only JSON can have is a rule of its own
here. ``findings`` is what a text is linted with.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

import attrs

from pushstanza.diagnostics import Diagnostic
from pushstanza.diagnostics.masking import mask, quoted
from pushstanza.diagnostics.spelling import did_you_mean, nearest
from pushstanza.linting.rules.json_schemas import kind, shown, snake, violations
from pushstanza.linting.rules.providers import E, I, W
from pushstanza.linting.rules.rule import RULES, Check, Finding, Rule, also, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.payloads import apns, fcm
from pushstanza.payloads.findings import found
from pushstanza.payloads.json_documents import (
    ApnsPayload,
    Document,
    FcmMessage,
    LegacyFcmMessage,
    MalformedJson,
    Path,
    Place,
    PushRequest,
)
from pushstanza.payloads.losses import PLACEHOLDERS
from pushstanza.payloads.options import IN_ALERT, IN_BODY
from pushstanza.payloads.profiles.mongoosepush import PROFILE
from pushstanza.payloads.publish import BODY, COUNT, SENDER, Publish
from pushstanza.payloads.quoting import quote
from pushstanza.payloads.tokens import token_fault
from pushstanza.payloads.wire import encode, weigh
from pushstanza.stanzas.forms.publish_options import MAX_TIME_TO_LIVE

#: What holds a payload; each but the last is some JSON.
PAYLOADS = (FcmMessage, LegacyFcmMessage, ApnsPayload, PushRequest)

_HEX = "5f0c3a1be2d94776a8c0d1e2f3a4b5c65f0c3a1be2d94776a8c0d1e2f3a4b5c6"
_TO = '"token": "dGhpcyBpcyBub3QgYSB0b2tlbg"'


def _examples(code: str, *, bad: tuple[str, ...], good: tuple[str, ...] = ()) -> None:
    """Add examples in JSON to a rule that looks at stanzas too."""
    RULES[code].bad += bad
    RULES[code].good += good


# Linting


def findings(
    document: Document, scope: Scope | None = None
) -> Iterator[tuple[Rule, Finding, int, int]]:
    """Yield what the rules find in a payload, and where in its text that begins and ends.

    A finding's ``at`` is the way from the root of its JSON to a value, ``content`` tells whether
    that value is meant or the key before it.
    """
    for each_rule, finding in _found(document, scope or Scope()):
        yield each_rule, finding, *_place(document, finding)


def _found(document: Document, scope: Scope) -> Iterator[tuple[Rule, Finding]]:
    """Yield what the rules find, and of what the schemas refuse that which no rule has told."""
    told: set[Path] = set()
    cls: Any = type(document)
    for each_rule, check in _checks_for(cls):
        for finding in check(document, scope):
            at = finding.at if isinstance(finding.at, tuple) else document.path
            if each_rule.default:
                told.add(at)
            yield each_rule, attrs.evolve(finding, at=at)
    if isinstance(document, MalformedJson):
        return
    explained = {path for path in told if len(path) > len(document.path)}
    for finding in violations(document):
        at = finding.at if isinstance(finding.at, tuple) else document.path
        if not any(at[: len(path)] == path for path in explained):
            yield RULES["PS727"], finding


@cache
def _checks_for(cls: type[Any]) -> tuple[tuple[Rule, Check], ...]:
    return tuple(
        (each, look.check)
        for each in RULES.values()
        for look in each.checks
        if issubclass(cls, look.on)
    )


def _place(document: Document, finding: Finding) -> tuple[int, int]:
    """Return where what a finding means begins and ends; of an object it is the brace."""
    path = finding.at if isinstance(finding.at, tuple) else document.path
    places = document.json.places
    while path not in places:
        path = path[:-1]
    found: Place = places[path]
    if found.key is not None and not finding.content:
        return found.key
    start, end = found.value
    return (
        (start, end)
        if finding.content or isinstance(document, MalformedJson)
        else (start, start + 1)
    )


def _at(document: Document, *path: str | int) -> Path:
    return (*document.path, *path)


def _value(document: Document, *path: str | int, say: str, **more: Any) -> Finding:
    """Return a finding about a value."""
    return Finding(say, at=_at(document, *path), content=True, **more)


def _key(document: Document, *path: str | int, say: str, **more: Any) -> Finding:
    """Return a finding about a key, or about a whole object."""
    return Finding(say, at=_at(document, *path), **more)


def _told(each: Diagnostic, document: Document, *path: str | int, content: bool = True) -> Finding:
    """Return a finding that the translator has a sentence for."""
    return Finding(
        each.message,
        at=_at(document, *path),
        content=content,
        hint=each.hint,
        severity=each.severity,
    )


# The JSON itself


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
        f'{{"message": {{{_TO}, "notification": {{"titel": "Hark"}}}}}}',
        '{"message": {"notification": {"title": "Hark"}, "data": {}, "android": {}, "webpush": {}}}',
        '{"aps": {"alert": {"title": 7}}}',
        '{"service": "fcm", "alert": {"title": "Juliet", "text": "Hark"}}',
    ),
    good=(
        f'{{"message": {{{_TO}, "notification": {{"title": "Hark"}}}}}}',
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


# Options in a request to MongoosePush: the sentences are those of the translator.

#: Which of the translator's findings hold for a request; the others are about MongooseIM.
_OF_REQUESTS = (
    *("PS701", "PS702", "PS703", "PS705", "PS706", "PS707", "PS708", "PS709", "PS710", "PS714"),
    *("PS717", "PS718", "PS719", "PS722", "PS723"),
)

_IN_ALERT = {
    **{f"options/{each.name}": each.name for each in IN_ALERT},
    f"summary/{COUNT}": "badge",
    f"summary/{SENDER}": "title",
    f"summary/{BODY}": "body",
}


def _scalar(value: Any) -> str | None:
    """Return a value as MongooseIM would write it; ``None`` where the schema has to judge."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, str | int | float) else None


def _publish(request: PushRequest) -> Publish:
    """Return the publish that a request could be made of."""
    body = request.value
    alert = body if request.version == "v1" else request.object("alert")
    device = re.search(r"/notification/(.*)", request.request_path or "")
    options = {each.name: _scalar(body.get(each.name)) for each in IN_BODY}
    options |= {each.name: _scalar(alert.get(each.name)) for each in IN_ALERT}
    options["device_id"] = device[1] if device else None
    options["silent"] = None if alert else "true"
    shown = {COUNT: alert.get("badge"), SENDER: alert.get("title"), BODY: alert.get("body")}
    summary = {key: _scalar(value) for key, value in shown.items()}
    return Publish(summary=_given(summary), options=_given(options))


def _given(values: Mapping[str, str | None]) -> dict[str, str]:
    return {key: value for key, value in values.items() if value is not None}


def _said(request: PushRequest, scope: Scope) -> list[Diagnostic]:
    """Return what the translator says of the options of a request, found once for all rules."""
    return scope.once("said", request, lambda: [*_diagnostics(request)])


def _diagnostics(request: PushRequest) -> Iterator[Diagnostic]:
    publish = _publish(request)
    if "service" in publish.options:
        whole = attrs.evolve(
            publish,
            options={"device_id": "any", **publish.options},
            summary={COUNT: "1", SENDER: "", BODY: "", **publish.summary},
        )
        yield from (why for _, why in PROFILE.refusals(whole, PROFILE.request(whole)))
    for check in PROFILE.checks:
        yield from check(publish)


def _in_request(code: str) -> Callable[[PushRequest, Scope], Iterator[Finding]]:
    """Return the check of one of the translator's rules for requests."""

    def check(request: PushRequest, scope: Scope) -> Iterator[Finding]:
        for each in _said(request, scope):
            empty_topic = each.code == "PS719" and each.path == "options/topic"  # PS706 tells it
            if each.code == code and not empty_topic and not _is_usual(each):
                path = _path_in_request(request, each)
                yield _told(each, request, *path, content=request.part(*path) is not None)

    return check


def _is_usual(each: Diagnostic) -> bool:
    """Tell whether it is said of what many installations do on purpose."""
    return each.message == found("topic-missing").message


def _path_in_request(request: PushRequest, each: Diagnostic) -> Path:
    about = each.path or ""
    if about in _IN_ALERT:
        key = _IN_ALERT[about]
        return (key,) if request.version == "v1" else ("alert", key)
    option = about.partition("/")[2]
    return (option,) if option in request.value else ()


for _code in _OF_REQUESTS:
    also(_code, on=PushRequest)(_in_request(_code))


@also("PS720", on=PushRequest)
def version_two(request: PushRequest, _scope: Scope) -> Iterator[Finding]:
    """Find a request to the version that tells of no dead token."""
    if request.version == "v2":
        yield Finding(found("api-version").message, at=(*request.path[:-1], "path"), content=True)


_examples(
    "PS701",
    bad=('{"service": "FCM", "alert": {"title": "Juliet", "body": "Hark"}}',),
    good=('{"service": "fcm", "alert": {"title": "Juliet", "body": "Hark"}}',),
)
_examples(
    "PS702",
    bad=(
        '{"service": "fcm", "alert": {"title": "Juliet", "body": "Hark"}, "time_to_live": "1h"}',
        f'{{"message": {{{_TO}, "data": {{}}, "android": {{"ttl": 3600}}}}}}',
        f'{{"message": {{{_TO}, "data": {{}}, "android": {{"ttl": "30d"}}}}}}',
        f'{{"message": {{{_TO}, "data": {{}}, "android": {{"priority": "urgent"}}}}}}',
    ),
    good=(
        f'{{"message": {{{_TO}, "data": {{}}, "android": {{"ttl": "3600s", "priority": "high"}}}}}}',
    ),
)
_examples(
    "PS720",
    bad=(
        (
            f'{{"path": "/v2/notification/{_HEX}", "body":'
            ' {"service": "apns", "alert": {"title": "Juliet", "body": "Hark"}}}'
        ),
    ),
    good=(
        (
            f'{{"path": "/v3/notification/{_HEX}", "body":'
            ' {"service": "apns", "alert": {"title": "Juliet", "body": "Hark"}}}'
        ),
    ),
)


# Data


@also("PS711", on=FcmMessage)
def data_of_message(message: FcmMessage, _scope: Scope) -> Iterator[Finding]:
    """Find data that are no texts, and keys that are FCM's own."""
    for part in (("data",), ("android", "data"), ("webpush", "data")):
        for key, value in message.object(*part).items():
            if not isinstance(value, str):
                say = f"the value of {quoted(key)} is {kind(value)}: FCM takes texts as data only, and"
                hint = f'write "{_scalar(value)}"' if _scalar(value) is not None else None
                yield _value(message, *part, key, say=f"{say} answers INVALID_ARGUMENT", hint=hint)
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
            yield _value(request, "data", key, say=f"the value of {quoted(key)} {say}")
        elif isinstance(value, list):
            say = "is an array: MongoosePush runs its elements together, or fails"
            yield _value(request, "data", key, say=f"the value of {quoted(key)} {say}")


def _key_of_data(document: Document, path: Path) -> Iterator[Finding]:
    key = str(path[-1])
    name = quote(key, longest=64)
    if fcm.is_reserved(key):
        yield _told(found("data-reserved-sent", key=name), document, *path, content=False)
    elif key in fcm.OVERRIDDEN_KEYS:
        yield _told(found("data-overridden", key=name), document, *path, content=False)
    elif key.startswith(fcm.DOUBTFUL_PREFIXES):
        yield _told(found("data-doubtful", key=name), document, *path, content=False)


@also("PS711", on=LegacyFcmMessage)
def legacy_message(message: LegacyFcmMessage, _scope: Scope) -> Iterator[Finding]:
    """Find a message to the interface that is gone."""
    key = "to" if "to" in message.value else "registration_ids"
    yield _key(
        message,
        key,
        say=f"a message with {key!r} is one to FCM's legacy API, which is gone: it reaches nobody",
        hint='FCM v1 takes {"message": {"token": …}}',
    )


_examples(
    "PS711",
    bad=(
        f'{{"message": {{{_TO}, "data": {{"message-count": 1}}}}}}',
        f'{{"message": {{{_TO}, "data": {{"from": "juliet@example.com"}}}}}}',
        '{"service": "fcm", "data": {"summary": {"message-count": 1}}, "priority": "high"}',
        '{"to": "dGhpcyBpcyBub3QgYSB0b2tlbg", "data": {"message-count": "1"}}',
    ),
    good=(
        f'{{"message": {{{_TO}, "data": {{"message-count": "1"}}}}}}',
        '{"service": "fcm", "data": {"message-count": 1}, "priority": "high"}',
    ),
)


# Sizes

#: Apple, "Sending notification requests to APNs": what a call may hold.
VOIP_LIMIT = 5120

#: Firebase, ErrorCode: what a message to a topic may hold; another page says 4096.
FCM_TOPIC_LIMIT = 2048

_NEARLY = 3500


@also("PS712", on=ApnsPayload)
def size_for_apns(payload: ApnsPayload, _scope: Scope) -> Iterator[Finding]:
    """Find a payload that APNs does not take."""
    limit = VOIP_LIMIT if _is_call(payload) else apns.LIMIT
    size = len(encode(payload.value))
    if size > limit:
        yield _too_big(payload, _biggest(payload), size, limit, "APNs")


def _is_call(payload: ApnsPayload) -> bool:
    topic = (payload.headers or {}).get("apns-topic")
    return payload.push_type == "voip" or (isinstance(topic, str) and topic.endswith(".voip"))


@also("PS712", on=FcmMessage)
def size_for_fcm(message: FcmMessage, _scope: Scope) -> Iterator[Finding]:
    """Find a message that FCM does not take, or perhaps does not."""
    texts = {
        (*part, key): weigh(key) + weigh(value)
        for part in (("data",), ("android", "data"), ("notification",), ("android", "notification"))
        for key, value in message.object(*part).items()
        if isinstance(value, str)
    }
    size = sum(texts.values())
    limit = FCM_TOPIC_LIMIT if isinstance(message.part("topic"), str) else fcm.LIMIT
    if size < min(limit, _NEARLY):
        return
    path = max(texts, key=lambda each: texts[each])
    if size > fcm.LIMIT:
        yield _too_big(message, path, size, fcm.LIMIT, "FCM")
    elif size > limit:
        say = f"the payload has {size} bytes: of a message to a topic one of FCM's pages allows {limit}"
        yield _value(message, *path, say=say, severity=W)
    elif size >= _NEARLY:
        yield _told(found("nearly-too-big", size=size, limit=fcm.LIMIT), message, *path)


@also("PS712", on=PushRequest)
def size_of_request(request: PushRequest, _scope: Scope) -> Iterator[Finding]:
    """Find a request whose payload the provider does not take."""
    alert = request.value if request.version == "v1" else request.object("alert")
    shown = {
        key: alert[key] for key in ("title", "body", "sound", "tag", "click_action") if key in alert
    }
    data = request.object("data")
    if request.part("service") == "apns":
        shown.pop("tag", None)
        size, provider, limit = len(encode({"aps": {"alert": shown}, **data})), "APNs", apns.LIMIT
    else:
        texts = {**shown, **data}
        size = sum(weigh(key) + weigh(_scalar(value) or "") for key, value in texts.items())
        provider, limit = "FCM", fcm.LIMIT
    if size > limit:
        yield _too_big(request, _biggest(request), size, limit, provider)


def _too_big(document: Document, path: Path, size: int, limit: int, provider: str) -> Finding:
    told = found(
        "too-big",
        size=size,
        limit=limit,
        excess=size - limit,
        provider=provider,
        field=quote("/".join(map(str, path)), longest=64),
    )
    return _told(told, document, *path)


def _biggest(document: Document) -> Path:
    """Return the way to the value without parts that takes the most bytes."""
    weights: dict[Path, int] = {}
    stack: list[tuple[Path, Any]] = [((), document.value)]
    while stack:
        path, value = stack.pop()
        if isinstance(value, dict):
            stack += [((*path, key), each) for key, each in value.items()]
        elif isinstance(value, list):
            stack += [((*path, index), each) for index, each in enumerate(value)]
        else:
            weights[path] = weigh(str(value)) + sum(weigh(str(step)) for step in path[-1:])
    return max(weights, key=lambda each: weights[each], default=())


_examples(
    "PS712",
    bad=(
        '{"aps": {"alert": "' + "All quiet here. " * 260 + '"}}',
        f'{{"message": {{{_TO}, "data": {{"text": "' + "Всё спокойно. " * 180 + '"}}}',
    ),
    good=('{"aps": {"alert": "All quiet here."}}',),
)


# Headers

#: Apple, "Sending notification requests to APNs": every push type.
PUSH_TYPES: tuple[str, ...] = (
    "alert",
    "background",
    "complication",
    "controls",
    "fileprovider",
    "liveactivity",
)
PUSH_TYPES += ("location", "mdm", "pushtotalk", "voip", "widgets")

_SUFFIX_OF = {kind: suffix for suffix, kind in apns.TOPIC_SUFFIXES.items()}
_SHOWN = ("alert", "badge", "sound")
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")

#: The first dates that can be meant: 2001, and what is so far off that it is in milliseconds.
_FIRST_DATE, _IN_MILLISECONDS = 1_000_000_000, 100_000_000_000


def _header(payload: ApnsPayload, name: str, say: str, **more: Any) -> Finding:
    """Return a finding about the value of a header, or about all of them."""
    given = name in (payload.headers or {})
    at = (*payload.headers_path, name) if given else payload.headers_path
    return Finding(say, at=at, content=given, **more)


def _text(payload: ApnsPayload, name: str) -> str | None:
    """Return a header as a text; numbers are written as one in the forms of many libraries."""
    value = (payload.headers or {}).get(name)
    return _scalar(value) if not isinstance(value, bool) else None


@also("PS713", on=ApnsPayload)
def headers_of_payload(payload: ApnsPayload, _scope: Scope) -> Iterator[Finding]:
    """Find headers that APNs refuses, or that are at odds with the payload."""
    if payload.headers is None:
        return
    for check in (_push_type, _priority, _expiration, _names):
        yield from check(payload)


def _push_type(payload: ApnsPayload) -> Iterator[Finding]:
    called = _text(payload, "apns-push-type")
    aps = payload.object("aps")
    visible = [key for key in _SHOWN if key in aps]
    if called is None:
        if not payload.through_fcm and "aps" in payload.value:
            say = (
                "no apns-push-type: watchOS 6 and later require it, and elsewhere APNs may delay or"
            )
            yield _header(payload, "apns-push-type", f"{say} drop the push", severity=W)
    elif called not in PUSH_TYPES:
        say = f"apns-push-type is {quoted(called)}: APNs answers InvalidPushType"
        yield _header(payload, "apns-push-type", say, hint=did_you_mean(called, PUSH_TYPES))
    elif called == "background" and visible:
        say = f"the push type is background, and aps has {visible[0]}: APNs may refuse or drop it"
        yield _header(payload, "apns-push-type", say, hint="did you mean 'alert'?")
    elif called == "alert" and aps and not visible:
        say = "the push type is alert, and aps shows nothing: APNs may refuse or drop it"
        hint = "did you mean 'background'?" if "content-available" in aps else None
        yield _header(payload, "apns-push-type", say, hint=hint)


def _is_background(payload: ApnsPayload) -> bool:
    """Tell whether the headers or, without a type, the payload make it a background push."""
    if payload.push_type is not None:
        return payload.push_type == "background"
    aps = payload.object("aps")
    return "content-available" in aps and not any(key in aps for key in (*_SHOWN, "event"))


def _priority(payload: ApnsPayload) -> Iterator[Finding]:
    priority = _text(payload, "apns-priority")
    if priority is not None and priority not in {"1", "5", "10"}:
        say = (
            f"apns-priority is {quoted(priority)}: APNs takes 10, 5 and 1, and answers BadPriority"
        )
        hint = {"high": "write 10", "normal": "write 5"}.get(priority.lower())
        yield _header(payload, "apns-priority", say, hint=hint)
    elif priority == "10" and _is_background(payload):
        say = "priority 10 is an error in a background push: APNs may refuse or drop it"
        if payload.through_fcm:
            say = "a push that shows nothing has priority 10: FCM answers INVALID_ARGUMENT"
        yield _header(payload, "apns-priority", say, hint="write 5")
    elif priority is None and _is_background(payload) and not payload.through_fcm:
        say = "no apns-priority, which means 10, and that is an error in a background push"
        yield _header(payload, "apns-priority", say, hint="add apns-priority 5")
    elif priority == "1" and payload.push_type == "liveactivity":
        say = "a Live Activity has the priority 5 or 10, and not 1"
        yield _header(payload, "apns-priority", say)


def _expiration(payload: ApnsPayload) -> Iterator[Finding]:
    text = _text(payload, "apns-expiration")
    if text is None:
        return
    if not re.fullmatch("[0-9]{1,20}", text):
        say = f"apns-expiration is {quoted(text)}: APNs takes seconds since 1970, and answers"
        yield _header(payload, "apns-expiration", f"{say} BadExpirationDate")
    elif 0 < int(text) < _FIRST_DATE:
        say = f"apns-expiration is {text}, a date long ago: APNs tries once and keeps nothing"
        hint = "it is a date: add the seconds to the present time"
        yield _header(payload, "apns-expiration", say, hint=hint)
    elif int(text) > _IN_MILLISECONDS:
        say = f"apns-expiration is {text}, thousands of years away"
        yield _header(payload, "apns-expiration", say, hint="write seconds", severity=W)


def _names(payload: ApnsPayload) -> Iterator[Finding]:
    collapse, own = _text(payload, "apns-collapse-id"), _text(payload, "apns-id")
    if collapse is not None and weigh(collapse) > 64:
        say = f"apns-collapse-id has {weigh(collapse)} bytes: APNs takes 64, and answers BadCollapseId"
        yield _header(payload, "apns-collapse-id", say)
    if own is not None and not _UUID.fullmatch(own):
        upper = _UUID.fullmatch(own.lower()) is not None
        say = "a UUID in lower case" if upper else "a UUID of 32 digits: APNs answers BadMessageId"
        yield _header(payload, "apns-id", f"apns-id has to be {say}", severity=W if upper else E)


@also("PS713", on=PushRequest)
def aps_in_data(request: PushRequest, _scope: Scope) -> Iterator[Finding]:
    """Find data that Sparrow writes over."""
    if request.part("service") == "apns" and "aps" in request.object("data"):
        yield _key(
            request,
            "data",
            "aps",
            say="the key aps of the data is lost: Sparrow writes its own over it",
            severity=W,
        )


@also("PS714", on=ApnsPayload)
def topic_of_payload(payload: ApnsPayload, _scope: Scope) -> Iterator[Finding]:
    """Find a topic that is for another type of push."""
    topic, called = _text(payload, "apns-topic"), payload.push_type
    if topic is None or called not in PUSH_TYPES:
        return
    asked, wanted = apns.push_type_of(topic), _SUFFIX_OF.get(called)
    if asked is not None and asked != called:
        told = found(
            "topic-push-type",
            value=quote(topic, longest=64),
            push_type=asked,
            sent=f"of type {called}",
        )
        yield _header(payload, "apns-topic", told.message)
    elif wanted is not None and asked is None:
        say = f"a push of type {called} has a topic that ends in {wanted}: APNs may refuse it"
        yield _header(payload, "apns-topic", say, hint=f"write {quoted(topic + wanted)}")


@also("PS706", on=ApnsPayload)
def topic_is_no_bundle_id(payload: ApnsPayload, _scope: Scope) -> Iterator[Finding]:
    """Find a topic that is none."""
    topic = _text(payload, "apns-topic")
    if topic is None or payload.push_type == "mdm":
        return
    if not apns.is_topic(topic):
        told = found("topic-characters", value=quote(topic, longest=64))
        yield _header(payload, "apns-topic", told.message, severity=E)
    elif topic.lower() in PLACEHOLDERS or "." not in topic:
        told = found("topic-placeholder", value=quote(topic, longest=64))
        yield _header(payload, "apns-topic", told.message, hint="give the bundle ID of the app")


_examples(
    "PS713",
    bad=(
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
        (
            f'{{"message": {{{_TO}, "data": {{}}, "apns": {{"headers": {{"apns-priority": "10"}},'
            ' "payload": {"aps": {"content-available": 1}}}}}'
        ),
        '{"service": "apns", "data": {"aps": {"badge": 1}}, "priority": "normal", "topic": "com.example.app"}',
    ),
    good=(
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
_examples(
    "PS714",
    bad=(
        '{"headers": {"apns-push-type": "voip", "apns-topic": "com.example.app"}, "body": {"aps": {}}}',
        (
            '{"headers": {"apns-push-type": "alert", "apns-topic": "com.example.app.voip"},'
            ' "body": {"aps": {"alert": "Hark"}}}'
        ),
    ),
)
_examples(
    "PS706",
    bad=(
        '{"headers": {"apns-push-type": "alert", "apns-topic": "nil"}, "body": {"aps": {"alert": "Hark"}}}',
    ),
)


# What aps holds


@also("PS705", on=ApnsPayload)
def more_than_background(payload: ApnsPayload, _scope: Scope) -> Iterator[Finding]:
    """Find what a background push may not hold."""
    aps = payload.object("aps")
    if not _is_background(payload) or any(key in aps for key in _SHOWN):
        return
    for key in aps:
        if key != "content-available":
            say = f"aps holds {quoted(key)} in a background push, which has content-available alone"
            yield _key(payload, "aps", key, say=f"{say}: it may be dropped")


_APS_KEYS = frozenset(
    {"alert", "badge", "sound", "thread-id", "category", "content-available", "mutable-content"}
    | {
        "target-content-id",
        "interruption-level",
        "relevance-score",
        "filter-criteria",
        "stale-date",
    }
    | {"content-state", "timestamp", "event", "dismissal-date", "attributes-type", "attributes"}
    | {"input-push-token", "input-push-channel", "content-changed", "url-args"}
)


@rule(
    "PS728",
    "aps-content",
    W,
    on=ApnsPayload,
    source="Apple, Generating a remote notification; Apple, Modifying content in newly delivered "
    "notifications",
    bad=(
        '{"aps": {"alert": "Hark", "mutable_content": 1}}',
        '{"aps": {"alert": "Hark", "account": "juliet"}}',
        '{"aps": {"badge": 1, "mutable-content": 1}}',
        '{"aps": {"alert": "Hark", "relevance-score": 3}}',
    ),
    good=(
        '{"aps": {"alert": {"title": "Hark"}, "mutable-content": 1}, "account": "juliet"}',
        '{"aps": {"alert": "Hark", "relevance-score": 0.5}}',
    ),
)
def aps_content(payload: ApnsPayload, _scope: Scope) -> Iterator[Finding]:
    """Within ``aps`` there is what Apple names; the keys of the app stand beside it.

    APNs ignores other keys there. An extension runs only for an alert with a title, a subtitle or a
    body, so that ``mutable-content`` without one does nothing. A relevance score lies between 0 and
    1; only that of a Live Activity may be higher.
    """
    aps = payload.object("aps")
    if not _is_background(payload):
        for key in aps:
            if key not in _APS_KEYS:
                meant = nearest(key, _APS_KEYS)
                hint = f"did you mean {meant!r}?" if meant else "put it beside aps"
                say = f"APNs ignores {quoted(key)} in aps"
                yield _key(payload, "aps", key, say=say, hint=hint)
        if "mutable-content" in aps and not aps.get("alert"):
            say = "mutable-content has no effect without an alert: the extension does not run"
            yield _key(payload, "aps", "mutable-content", say=say)
    score = aps.get("relevance-score")
    if isinstance(score, int | float) and not 0 <= score <= 1 and "event" not in aps:
        say = f"relevance-score is {score}: for a notification it lies between 0 and 1"
        yield _value(payload, "aps", "relevance-score", say=say)


@also("PS717", on=ApnsPayload)
def badge_of_payload(payload: ApnsPayload, _scope: Scope) -> Iterator[Finding]:
    """Find a badge that no icon can show."""
    badge = payload.part("aps", "badge")
    if isinstance(badge, int) and not isinstance(badge, bool) and badge < 0:
        say = f"badge is {badge}: what a negative badge does, Apple does not say"
        yield _value(payload, "aps", "badge", say=say, severity=W)


_examples("PS705", bad=('{"aps": {"content-available": 1, "mutable-content": 1}}',))
_examples("PS717", bad=('{"aps": {"alert": "Hark", "badge": -1}}',))

_LOC_ARGS = re.compile(r"(.*)(?:-loc-args|_loc_args|LocArgs|^loc-args)$")


@rule(
    "PS729",
    "arguments-without-key",
    W,
    on=(ApnsPayload, FcmMessage),
    source="firebase-admin-python, _messaging_encoder.py; Apple, Generating a remote notification",
    bad=(
        '{"aps": {"alert": {"title": "Hark", "loc-args": ["Juliet"]}}}',
        f'{{"message": {{{_TO}, "android": {{"notification": {{"title_loc_args": ["Juliet"]}}}}}}}}',
    ),
    good='{"aps": {"alert": {"loc-key": "HARK", "loc-args": ["Juliet"]}}}',
)
def arguments_without_key(document: Document, _scope: Scope) -> Iterator[Finding]:
    """Arguments go into the text that a key names in the app; without the key they go nowhere.

    firebase-admin refuses such a message; what the providers do, they do not say.
    """
    part = ("aps", "alert") if isinstance(document, ApnsPayload) else ("android", "notification")
    shown = document.object(*part)
    for key in shown:
        named = re.sub("args$", "key", re.sub("Args$", "Key", key))
        if re.search("loc[-_]?args$", key, re.IGNORECASE) and not _has(shown, named):
            yield _key(
                document,
                *part,
                key,
                say=f"{key} has no effect without {named}",
                hint=f"add {named}",
            )


def _has(shown: Mapping[str, Any], name: str) -> bool:
    """Tell whether a key is there in either of its spellings."""
    return any(snake(key) == snake(name) for key in shown)


# The rest of an FCM message

_DURATION = re.compile(r"([0-9]+)(?:\.[0-9]{1,9})?s")
_FCM_PRIORITIES = ("NORMAL", "HIGH", "normal", "high")


@also("PS702", on=FcmMessage)
def values_of_message(message: FcmMessage, _scope: Scope) -> Iterator[Finding]:
    """Find a time to live and a priority that FCM refuses."""
    android = message.object("android")
    if "ttl" in android and not _is_lifespan(android["ttl"]):
        ttl = android["ttl"]
        say = f"ttl is {shown(ttl)}: FCM takes seconds with an s behind, four weeks at most, and"
        digits = re.match("[0-9]{1,7}(?=(?:s|sec|seconds)?$)", str(ttl))
        hint = (
            f"did you mean '{digits[0]}s'?"
            if digits and int(digits[0]) <= MAX_TIME_TO_LIVE
            else None
        )
        yield _value(message, "android", "ttl", say=f"{say} answers INVALID_ARGUMENT", hint=hint)
    priority = android.get("priority")
    if isinstance(priority, str) and priority not in _FCM_PRIORITIES:
        say = f"priority is {quoted(priority)}: FCM takes normal and high, and answers INVALID_ARGUMENT"
        hint = did_you_mean(priority, ("normal", "high"))
        yield _value(message, "android", "priority", say=say, hint=hint)


def _is_lifespan(ttl: Any) -> bool:
    parts = _DURATION.fullmatch(ttl) if isinstance(ttl, str) and len(ttl) < 40 else None
    return parts is not None and float(ttl[:-1]) <= MAX_TIME_TO_LIVE


@also("PS718", on=FcmMessage)
def lifespan_of_message(message: FcmMessage, _scope: Scope) -> Iterator[Finding]:
    """Find a message that is not kept."""
    ttl = message.part("android", "ttl")
    if isinstance(ttl, str) and re.fullmatch(r"0+(\.0*)?s", ttl):
        say = f"ttl is {quoted(ttl)}: unless the device is connected now, the push is discarded"
        yield _value(message, "android", "ttl", say=say)


@also("PS723", on=FcmMessage)
def empty_notification(message: FcmMessage, _scope: Scope) -> Iterator[Finding]:
    """Find a notification that says nothing."""
    for part in (("notification",), ("android", "notification")):
        if message.part(*part) == {}:
            yield _told(found("empty-notification"), message, *part, content=False)


@also("PS708", on=FcmMessage)
def token_of_another(message: FcmMessage, _scope: Scope) -> Iterator[Finding]:
    """Find a token of APNs in a message to FCM."""
    token = message.part("token")
    if isinstance(token, str) and re.fullmatch("[0-9a-fA-F]{64}", token):
        say = f"token {mask(token)} is 64 hexadecimal digits, as an APNs token is"
        yield _value(message, "token", say=say, hint="send it to APNs")


#: How long a text may be that is shown whole, though it stands where a token should.
SHOWN_WHOLE = 10


@also("PS710", on=FcmMessage)
def token_is_none(message: FcmMessage, _scope: Scope) -> Iterator[Finding]:
    """Find what a program has printed for a token that it does not have."""
    token = message.part("token")
    if isinstance(token, str) and token:
        fault = token_fault(Publish(summary={}, options={"service": "fcm", "device_id": token}))
        if fault is not None and fault.message != found("token-path", value=mask(token)).message:
            shown_token = quote(token) if len(token) < SHOWN_WHOLE else mask(token)
            say = f"token is {shown_token}: so a program prints a value, it is no token"
            yield _value(message, "token", say=say)


@also("PS709", on=ApnsPayload)
def token_in_path(payload: ApnsPayload, _scope: Scope) -> Iterator[Finding]:
    """Find a token in the path of a request that APNs cannot know."""
    start, _, token = (payload.device_path or "").partition("/3/device/")
    if payload.device_path is None or start or apns.is_device_token(token):
        return
    told = found("apns-token-hex", value=mask(token))
    yield Finding(told.message, at=(*payload.headers_path[:-1], "path"), content=True)


_examples("PS718", bad=(f'{{"message": {{{_TO}, "data": {{}}, "android": {{"ttl": "0s"}}}}}}',))
_examples("PS723", bad=(f'{{"message": {{{_TO}, "notification": {{}}}}}}',))
_examples("PS708", bad=(f'{{"message": {{"token": "{_HEX}", "data": {{}}}}}}',))
_examples("PS710", bad=('{"message": {"token": "null", "data": {}}}',))
_examples(
    "PS709",
    bad=(
        (
            '{"path": "/3/device/dGhpcyBpcyBub3QgYSB0b2tlbg", "headers": {"apns-push-type": "alert"},'
            ' "body": {"aps": {"alert": "Hark"}}}'
        ),
    ),
)


@rule(
    "PS730",
    "token-deprecated",
    I,
    on=FcmMessage,
    default=False,
    source="FCM v1 discovery document, revision 20261023",
    bad=f'{{"message": {{{_TO}, "data": {{}}}}}}',
    good='{"message": {"fid": "dGhpcyBpcyBub3QgYSB0bw", "data": {}}}',
)
def token_deprecated(message: FcmMessage, _scope: Scope) -> Iterator[Finding]:
    """FCM has a successor for registration tokens, the installation ID in ``fid``.

    Tokens still work.
    """
    if "token" in message.value:
        say = "token is deprecated: its successor is fid, the Firebase installation ID"
        yield _key(message, "token", say=say)
