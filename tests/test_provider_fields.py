"""What a user may want to say to a provider beside the options, and how far it gets."""

import json
from functools import cache

import jsonschema
import pytest
from pushstanza.schemas import path as schema_path

import pushstanza as ps
from pushstanza.linting.rules import examples
from pushstanza.payloads.options import ALIASES, OPTIONS
from pushstanza.payloads.provider_fields import FIELDS, field_named, plain_name
from pushstanza.payloads.translation import translate_fields

HEX = "f53e9421ce50211670eae679f02e8d28a79023c39c200661fccd268a29a0d347"
SUMMARY = {"message-count": "3", "last-message-sender": "a@b", "last-message-body": "Hi"}
DEVICES = {
    "apns": {"service": "apns", "device_id": HEX, "topic": "com.example.app"},
    "fcm": {"service": "fcm", "device_id": "dGhpcyBpcyBub3QgYSB0b2tlbg:APA91b-_"},
}
BODY = {"service": "apns", "alert": {"title": "a", "body": "b"}}


@cache
def schema(name):
    return json.loads(schema_path(f"{name}.json").read_text("utf-8"))


def knows(document, path):
    """Tell whether a schema declares the key at a path."""
    here = [document]
    for key in path.split("."):
        resolved = [inner for each in here for inner in branches(document, each)]
        here = [each["properties"][key] for each in resolved if key in each.get("properties", {})]
    return bool(here)


def branches(document, part):
    """Yield a part of a schema, what it refers to, and its alternatives."""
    yield part
    if "$ref" in part:
        name = part["$ref"].rpartition("/")[2]
        yield from branches(document, document["$defs"][name])
    for each in (*part.get("anyOf", ()), *part.get("allOf", ())):
        yield from branches(document, each)


each_field = pytest.mark.parametrize("field", FIELDS, ids=lambda each: each.name)


@each_field
def test_a_field_is_where_the_schemas_of_the_providers_have_it(field):
    assert field.apns or field.fcm
    if field.apns:
        name = "apns-payload" if "." in field.apns else "apns-headers"
        assert knows(schema(name), field.apns)
    if field.fcm:
        assert knows(schema("fcm-v1-message"), f"message.{field.fcm}")


@each_field
def test_mongoosepush_has_a_field_for_it_or_refuses_it(field):
    request = jsonschema.Draft202012Validator(schema("mongoosepush-v3"))
    alert = {**BODY["alert"], field.name: "1"}

    assert request.is_valid(BODY)
    if field.mongoosepush is not None:
        assert knows(schema("mongoosepush-v3"), field.mongoosepush)
    else:
        assert not request.is_valid({**BODY, field.name: "1"})
        assert not request.is_valid({**BODY, "alert": alert})


@each_field
@pytest.mark.parametrize("service", DEVICES)
def test_mongooseim_passes_over_an_option_of_its_name(field, service):
    """No request changes, and the linter says why, once."""
    for name in (field.name, *field.aliases):
        given = {**DEVICES[service], name: "1"}
        with_it, without = (
            translate_fields(SUMMARY, options, profile="mongoosepush")
            for options in (given, DEVICES[service])
        )
        told = [each for each in with_it.diagnostics if each.path == f"options/{name}"]

        assert with_it.request == without.request
        assert with_it.mongoosepush == without.mongoosepush
        assert [each.code for each in told] == ["PS603"]


@each_field
def test_an_option_of_another_name_reaches_it(field):
    if field.option is None:
        return
    given = {**DEVICES["apns"], field.option: "x"}
    made = translate_fields(SUMMARY, given, profile="mongoosepush").to_dict()
    here = made["request"]["body"]
    for key in field.apns.split("."):
        here = here[key]

    assert here == "x"


def test_a_name_means_one_thing():
    names = [name for each in FIELDS for name in (each.name, *each.aliases)]

    assert len(names) == len(set(names))
    assert names == [plain_name(name) for name in names]
    assert not set(names) & {*OPTIONS, *ALIASES, "secret", "tags"}


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("apns-expiration", "expiration"),
        ("collapseKey", "collapse_id"),
        ("THREAD-ID", "thread_id"),
        ("interruptionLevel", "interruption_level"),
        ("expirations", None),
        ("", None),
    ],
)
def test_a_field_is_known_by_its_spellings(name, meant):
    found = field_named(name)

    assert (found and found.name) == meant


@pytest.mark.parametrize(
    ("option", "service", "said", "hint"),
    [
        ("collapse_id", "apns", "at APNs it is apns-collapse-id", "same tag"),
        ("collapse_key", "fcm", "at FCM it is android.collapse_key", "same tag"),
        ("push_type", "apns", "no field for it", "cannot send calls"),
        ("expiration", "apns", "no field for it", "time_to_live reaches FCM only"),
        ("interruption-level", "apns", "aps.interruption-level", "uses active"),
        ("badge", "fcm", "alert.badge", "message-count"),
        ("category", "apns", "alert.click_action", "did you mean 'click_action'?"),
        ("channel_id", "fcm", "android.notification.channel_id", None),
        ("volume", "fcm", "at APNs it is aps.sound.volume", None),
    ],
)
def test_the_linter_says_how_far_an_option_gets(option, service, said, hint):
    make = examples.apns if service == "apns" else examples.fcm
    (found,) = ps.lint(examples.enable(make(examples.field(option, "1"))))

    assert (found.code, found.severity) == ("PS603", ps.Severity.WARNING)
    assert said in found.message
    assert (hint in found.hint) if hint else found.hint is None


@pytest.mark.parametrize(
    ("document", "hint"),
    [
        ({**BODY, "collapse_id": "x"}, "at APNs it is apns-collapse-id"),
        ({**BODY, "push_type": "voip", "expiration": 0}, "at APNs it is apns-push-type"),
        ({**BODY, "badge": 1}, "did you mean 'alert.badge'?"),
        ({"message": {"token": "x", "collapse_key": "a"}}, "did you mean 'android.collapse_key'?"),
        ({"message": {"token": "x", "priority": "high"}}, "did you mean 'android.priority'?"),
        (
            {"message": {"token": "x", "android": {"time_to_live": 60}}},
            "did you mean 'android.ttl'?",
        ),
        (
            {"message": {"token": "x", "notification": {"channel_id": "a"}}},
            "did you mean 'android.notification.channel_id'?",
        ),
        (
            {"message": {"token": "x", "data": {}, "content_available": True}},
            "did you mean 'apns.payload.aps.content-available'?",
        ),
        (
            {"message": {"token": "x", "data": {}, "thread_id": "a"}},
            "did you mean 'apns.payload.aps.thread-id'?",
        ),
        (
            {"message": {"token": "x", "data": {}, "expiration": 0}},
            "did you mean 'apns.headers.apns-expiration'?",
        ),
        ({"message": {"token": "x", "notificaton": {}}}, "did you mean 'notification'?"),
    ],
)
def test_a_key_in_a_wrong_place_is_told_its_place(document, hint):
    found = [each for each in ps.lint(json.dumps(document)) if each.code == "PS727"]

    assert found
    assert hint in found[0].hint
