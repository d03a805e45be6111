"""The models of APNs' and FCM's requests: whatever is in them, their schemas know it."""

import json
import re
import types
import warnings
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Literal, Union, get_args, get_origin

import attrs
import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pushstanza.schemas import path as schema_path

import pushstanza as ps
from pushstanza.flow.pictures.phone import describe_phone
from pushstanza.flow.provider import Provider
from pushstanza.flow.recorder import Recorder, preview_of
from pushstanza.payloads import apns, fcm
from pushstanza.payloads.result import ApnsRequest, FcmRequest, Translation
from pushstanza.payloads.wire import to_json, wire_of

HEX = "f53e9421ce50211670eae679f02e8d28a79023c39c200661fccd268a29a0d347"
CALL = apns.Headers(push_type="voip", topic="com.example.app.voip", priority=10, expiration=0)
MESSAGE = apns.Headers(push_type="alert", topic="com.example.app", priority=10)


def to_apns(headers=MESSAGE, aps=None, **custom):
    aps = aps or apns.Aps(alert=apns.Alert(title="Juliet", body="Hark"))
    body = apns.Payload(aps=aps, custom=custom)
    return ApnsRequest(path=apns.device_path(HEX), headers=headers, body=body)


def to_fcm(**parts):
    body = fcm.SendMessageRequest(message=fcm.Message(token="any", **parts))
    return FcmRequest(headers=fcm.Headers(), body=body)


@cache
def validator(name):
    return jsonschema.Draft202012Validator(
        json.loads(schema_path(f"{name}.json").read_text("utf-8"))
    )


#: What the types of fields do not say, since they are given by the limits of numbers and texts.
LIMITED = {
    "aps.relevance_score": st.floats(0, 1),
    "criticalsound.volume": st.floats(0, 1),
    "headers.expiration": st.integers(0, 2**40),
    "headers.collapse_id": st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=64),
    "headers.id": st.uuids().map(str),
    "headers.topic": st.from_regex(r"\A[a-z]+(\.[a-z]+){2}\Z"),
    "androidconfig.ttl": st.integers(0, 2_419_200),
    "androidnotification.color": st.from_regex(r"\A#[0-9a-f]{6}\Z"),
    "androidnotification.notification_count": st.integers(0, 2**31 - 1),
    "androidnotification.image": st.just("https://example.com/image.png"),
}

#: What XML holds, so that from_dict reads it.
texts = st.text(st.characters(exclude_categories=("Cc", "Cn", "Cs")), min_size=1, max_size=9)


def values_of(kind):
    """Return the values of a type of a field."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return values_of(arguments[0])
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin in (Union, types.UnionType):
        return st.one_of(*map(values_of, arguments))
    if origin is tuple:
        return st.lists(texts, max_size=2).map(tuple)
    if origin is Mapping:
        return st.dictionaries(texts.map("x{}".format), texts, max_size=2)
    if kind is types.NoneType:
        return st.none()
    return (
        models(kind)
        if attrs.has(kind)
        else {str: texts, int: st.integers(0, 99), bool: st.booleans()}[kind]
    )


def models(model, **fixed):
    """Return the values of a model, some of whose fields are fixed."""
    name = model.__name__.lower()
    given_ = {}
    for field in attrs.fields(model):
        values = LIMITED.get(f"{name}.{field.name}")
        if field.name in fixed:
            given_[field.name] = fixed[field.name]
        elif values is None:
            given_[field.name] = values_of(field.type)
        elif field.default is attrs.NOTHING:
            given_[field.name] = values
        else:
            given_[field.name] = st.none() | values
    return st.builds(model, **given_)


fcm_messages = models(fcm.Message)
alerts = models(apns.Alert).filter(lambda each: each != apns.Alert())
aps_models = models(apns.Aps, alert=alerts, content_available=st.just(None))


def names(schema, *path):
    """Return the keys that a schema knows of a part of a document."""
    for step in path:
        schema = schema["$defs"][step] if step in schema.get("$defs", {}) else schema[step]
    return set(schema["properties"])


@pytest.mark.parametrize(
    ("model", "schema", "part"),
    [
        (apns.Headers, "apns-headers", ()),
        (apns.Aps, "apns-payload", ("aps",)),
        (apns.Alert, "apns-payload", ("alert",)),
        (apns.CriticalSound, "apns-payload", ("sound",)),
    ],
)
def test_what_the_models_of_apns_have_the_schemas_have(model, schema, part):
    """The headers that are not Apple's own aside."""
    keys = {wire_of(field).name or field.name for field in attrs.fields(model)}

    assert keys - {"accept", "content-type"} <= names(validator(schema).schema, *part)


@given(aps_models)
def test_any_alert_fits_the_schema(aps):
    """Whatever is set in a model, the schema of the payload accepts it."""
    written = to_json(apns.Payload(aps=aps))
    alert = written["aps"]["alert"]
    for key in [each for each in alert if each.endswith("loc-args")]:
        alert.setdefault(key.replace("args", "key"), "k")  # PS729 reports arguments without a key

    validator("apns-payload").validate(written)


@given(models(apns.Headers, push_type=st.sampled_from(["alert", "voip"])))
def test_any_headers_fit_the_schema(headers):
    """Those of a call with its topic."""
    if headers.push_type == "voip" and headers.topic:
        headers = attrs.evolve(headers, topic=f"{headers.topic}.voip")

    validator("apns-headers").validate(to_json(headers))


@given(fcm_messages)
def test_any_message_fits_the_schema(message):
    """Whatever is set in a model, the schema of FCM accepts it."""
    validator("fcm-v1-message").validate({"message": to_json(message)})


@given(fcm_messages)
def test_any_message_is_what_firebase_admin_makes(message):
    """The same message, encoded by Google's own library."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from firebase_admin import messaging
        from firebase_admin._messaging_encoder import MessageEncoder

    def of(theirs, model, **more):
        if model is None:
            return None
        fields = {each.name: getattr(model, each.name) for each in attrs.fields(type(model))}
        return theirs(**fields | more)

    def lower(word, prefix=""):
        return word and word.lower().removeprefix(prefix)

    android, shown = message.android, message.android and message.android.notification
    made = None
    if android is not None:
        made = of(
            messaging.AndroidConfig, android, priority=lower(android.priority), notification=None
        )
    if made is not None and shown is not None:
        renamed = {
            "priority": lower(shown.notification_priority, "priority_"),
            "visibility": lower(shown.visibility),
        }
        fields = attrs.asdict(shown)
        del fields["notification_priority"]
        made.notification = messaging.AndroidNotification(**fields | renamed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = messaging.Message(
            token=message.token,
            data=message.data,
            notification=of(messaging.Notification, message.notification),
            android=made,
        )
    ours = to_json(message)
    if android is not None and android.priority:
        ours["android"]["priority"] = android.priority.lower()

    assert MessageEncoder().default(theirs) == without_empty(ours)


def without_empty(value):
    """Return JSON without what firebase-admin leaves out."""
    if not isinstance(value, dict):
        return value
    kept = {key: without_empty(each) for key, each in value.items()}
    return {key: each for key, each in kept.items() if each not in (None, {}, [])}


@given(aps_models, st.sampled_from([MESSAGE, CALL]))
def test_any_request_is_shown(aps, headers):
    """A preview and a description are made of every request, and fit the schema of a timeline."""
    recorder = Recorder()
    recorder.display(to_apns(headers, aps))

    validator("flow-timeline").validate(recorder.timeline.to_dict())
    assert describe_phone(Translation(outcome="sent", request=to_apns(headers, aps)))


# What the provider finds itself


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        (to_apns(), None),
        (to_apns(CALL), None),
        (to_apns(attrs.evolve(MESSAGE, topic=None)), "MissingTopic"),
        (to_apns(attrs.evolve(MESSAGE, collapse_id="é" * 32)), None),
        (to_apns(attrs.evolve(MESSAGE, collapse_id="é" * 32 + "e")), "BadCollapseId"),
        (to_apns(attrs.evolve(MESSAGE, expiration=-1)), "BadExpirationDate"),
        (to_apns(attrs.evolve(MESSAGE, expiration=0)), None),
        (to_apns(MESSAGE, data="x" * 4100), "PayloadTooLarge"),
        (to_apns(CALL, data="x" * 4100), None),
        (to_apns(CALL, data="x" * 5120), "PayloadTooLarge"),
        (to_fcm(data={"a": "b"}), None),
        (to_fcm(data={"from": "b"}), "INVALID_ARGUMENT"),
        (to_fcm(android=fcm.AndroidConfig(data={"google.a": "b"})), "INVALID_ARGUMENT"),
        (to_fcm(data={"notification": "b"}), None),
        (to_fcm(android=fcm.AndroidConfig(ttl=0)), None),
        (to_fcm(android=fcm.AndroidConfig(ttl=2_419_201)), "INVALID_ARGUMENT"),
        (to_fcm(android=fcm.AndroidConfig(ttl=-1)), "INVALID_ARGUMENT"),
    ],
)
def test_a_strict_provider_validates(request_, reason):
    """It gives the reasons of the providers; one that is not strict accepts all of it."""
    assert Provider(strict=True).send(request_) == reason
    assert Provider().send(request_) is None


# What a device makes of it


def test_a_call_is_reported_by_the_app():
    """The system shows nothing of a PushKit notification, whatever the payload holds."""
    request = to_apns(CALL, apns.Aps(alert=apns.Alert(title="Juliet calls"), badge=1), sid="a")
    recorder = Recorder()
    recorder.display(request)
    (event,) = recorder.timeline.events

    assert event.title == "wakes the app, which reports the call"
    assert preview_of(request) == ps.flow.Preview(platform="ios", silent=True, call=True)
    told = describe_phone(Translation(outcome="sent", request=request))
    assert "CallKit" in told
    assert "Juliet" not in told


@pytest.mark.parametrize(
    ("level", "sound", "played", "told"),
    [
        (None, "default", "default", "default sound"),
        ("passive", "default", None, "without lighting up the screen"),
        ("time-sensitive", "ping.caf", "ping.caf", "breaks through a Focus"),
        (
            "critical",
            apns.CriticalSound(name="alarm.caf", critical=1, volume=1.0),
            "alarm.caf",
            "the mute switch",
        ),
    ],
)
def test_an_interruption_level_is_shown(level, sound, played, told):
    """A passive notification plays no sound, and each level is described."""
    alert = apns.Alert(title="Juliet", body="Hark")
    aps = apns.Aps(alert=alert, sound=sound, interruption_level=level, thread_id="balcony")
    request = to_apns(MESSAGE, aps)
    preview = preview_of(request)

    assert (preview.level, preview.sound, preview.thread) == (level, played, "balcony")
    described = describe_phone(Translation(outcome="sent", request=request))
    assert told in described
    assert re.search("grouped in the thread balcony", described)


def test_a_request_of_an_app_server_is_written_with_its_names():
    """The names on the wire are those of the providers' references."""
    headers = apns.Headers(push_type="voip", expiration=0, collapse_id="call-1", id="x")
    assert to_json(headers) == {
        "accept": "application/json",
        "content-type": "application/json",
        "apns-push-type": "voip",
        "apns-expiration": "0",
        "apns-collapse-id": "call-1",
        "apns-id": "x",
    }
    assert to_json(fcm.AndroidConfig(collapse_key="chat", ttl=0)) == {
        "collapse_key": "chat",
        "ttl": "0s",
    }


# As text


def test_a_repr_shows_what_is_set():
    message = fcm.Message(
        token="secret-token-of-a-device", data={}, android=fcm.AndroidConfig(ttl=0)
    )

    assert repr(apns.Aps(alert=apns.Alert(title="a"))) == "Aps(alert=Alert(title='a'))"
    assert repr(apns.Payload(aps=apns.Aps())) == "Payload(aps=Aps())"
    assert repr(ps.flow.Preview(platform="ios", call=True)) == "Preview(platform='ios', call=True)"
    assert repr(message).endswith("data={}, android=AndroidConfig(ttl=0))")
    assert "secret-token-of" not in repr(message)


# As plain values


@given(aps_models, models(apns.Headers))
def test_a_request_to_apns_is_read_again(aps, headers):
    """What to_dict writes from_dict reads, and its schema describes."""
    request = to_apns(headers, aps, call="a")
    written = ps.to_dict(request)

    assert ps.from_dict(json.loads(json.dumps(written))) == request
    jsonschema.Draft202012Validator(ps.json_schema(ps.ApnsRequest)).validate(written)


@given(fcm_messages)
def test_a_request_to_fcm_is_read_again(message):
    request = FcmRequest(headers=fcm.Headers(), body=fcm.SendMessageRequest(message=message))
    written = ps.to_dict(request)

    assert ps.from_dict(json.loads(json.dumps(written))) == request
    jsonschema.Draft202012Validator(ps.json_schema(ps.FcmRequest)).validate(written)


@pytest.mark.parametrize(
    ("aps", "where"),
    [
        ({"sound": 5}, "sound"),
        ({"sound": {"critical": 1}}, "sound"),
        ({"sound": {"name": "a", "volume": "1"}}, "volume"),
        ({"sound": {"name": "a", "volume": True}}, "volume"),
        ({"interruption_level": "timeSensitive"}, "interruption_level"),
        ({"relevance_score": float("inf")}, "relevance_score"),
    ],
)
def test_a_wrong_value_is_refused_where_it_stands(aps, where):
    data = {"headers": {}, "path": "/3/device/00", "body": {"aps": aps}}
    with pytest.raises(ps.DataError) as refused:
        ps.from_dict(data, ps.ApnsRequest)
    schema = jsonschema.Draft202012Validator(ps.json_schema(ps.ApnsRequest))

    assert where in str(refused.value)
    assert where == "relevance_score" or not schema.is_valid(data)  # JSON has no infinity
