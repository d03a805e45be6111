"""The documented profile, the typed requests, and the schemas they fit."""

import json
import re
import subprocess
import sys
import warnings
from functools import cache
from importlib import resources
from pathlib import Path

import attrs
import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pushstanza.schemas import path as schema_path

from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.masking import mask_path, quoted
from pushstanza.payloads import apns, fcm, mongoosepush
from pushstanza.payloads.findings import FINDINGS, RULE_NAMES
from pushstanza.payloads.mongoosepush import DeepBody
from pushstanza.payloads.options import OPTIONS as WAYS
from pushstanza.payloads.reactions import NOT_SENT
from pushstanza.payloads.translation import translate_fields
from pushstanza.payloads.wire import encode, to_json, wire_of
from pushstanza.stanzas.forms import PublishOptions

VECTORS = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "mongoosepush.jsonl").read_text().splitlines()
]
PROFILES = ("documented", "mongoosepush")
SCHEMAS = (
    "apns-headers",
    "apns-payload",
    "fcm-v1-message",
    "mongoosepush-v1",
    "mongoosepush-v2",
    "mongoosepush-v3",
)

HEX = "f53e9421ce50211670eae679f02e8d28a79023c39c200661fccd268a29a0d347"
FCM_TOKEN = "dGhpcyBpcyBub3QgYSB0b2tlbg:APA91b-_"
SUMMARY = {
    "message-count": "3",
    "last-message-sender": "romeo@montague.example",
    "last-message-body": "Wherefore art thou?",
}
APNS = {"service": "apns", "device_id": HEX, "topic": "com.example.app", "priority": "high"}
FCM = {"service": "fcm", "device_id": FCM_TOKEN, "priority": "high"}


def documented(options, summary=SUMMARY, **more):
    return translate_fields(summary, options, **more)


def codes(made):
    return {each.code for each in made.diagnostics}


def messages(made, code):
    return [each.message for each in made.diagnostics if each.code == code]


def body(made):
    return made.to_dict()["request"]["body"]


def headers(made):
    return made.to_dict()["request"]["headers"]


@cache
def schema(name):
    return json.loads(schema_path(f"{name}.json").read_text("utf-8"))


@cache
def validator(name):
    return jsonschema.Draft202012Validator(schema(name))


def fits(name, value):
    return validator(name).is_valid(value)


def every_translation(profile="documented"):
    for vector in VECTORS:
        for topic in (None, "com.example.default"):
            yield translate_fields(
                vector["summary"],
                vector["publish_options"],
                profile=profile,
                apns_default_topic=topic,
            )


# The documented profile


def test_an_apns_alert():
    """Everything that Apple asks for is there."""
    options = {**APNS, "click_action": "REPLY", "sound": "ping.caf", "mutable_content": "true"}
    made = documented(options)

    assert made.outcome == "sent"
    assert made.to_dict()["request"] == {
        "service": "apns",
        "mode": "prod",
        "path": f"/3/device/{HEX}",
        "headers": {
            "accept": "application/json",
            "content-type": "application/json",
            "apns-push-type": "alert",
            "apns-topic": "com.example.app",
            "apns-priority": "10",
        },
        "body": {
            "aps": {
                "alert": {"title": "romeo@montague.example", "body": "Wherefore art thou?"},
                "badge": 3,
                "sound": "ping.caf",
                "category": "REPLY",
                "mutable-content": 1,
            }
        },
    }
    assert codes(made) == {"PS707", "PS716"}


def test_a_silent_apns_push():
    """Only content-available, at priority 5, and to the default topic if there is no other."""
    options = {"service": "apns", "device_id": HEX, "silent": "true", "mode": "dev"}
    made = documented(options, {**SUMMARY, "aps": "x"}, apns_default_topic="com.example.app")

    assert body(made) == {
        "aps": {"content-available": 1},
        "message-count": 3,
        "last-message-sender": "romeo@montague.example",
        "last-message-body": "Wherefore art thou?",
    }
    assert headers(made)["apns-push-type"] == "background"
    assert headers(made)["apns-priority"] == "5"
    assert headers(made)["apns-topic"] == "com.example.app"
    assert made.request.mode == "dev"
    assert codes(made) == {"PS713", "PS715", "PS721"}


def test_what_a_silent_apns_push_cannot_carry():
    """Priority 10, a sound, an action and an extension are left out and told of."""
    options = {
        **APNS,
        "silent": "true",
        "sound": "x",
        "click_action": "y",
        "mutable_content": "true",
        "time_to_live": "30",
    }
    made = documented(options)

    assert headers(made)["apns-priority"] == "5"
    assert body(made)["aps"] == {"content-available": 1}
    assert len(messages(made, "PS705")) == 4
    assert messages(made, "PS707") == [
        "time_to_live has no effect with APNs, which keeps the push for up to 30 days"
    ]


def test_an_fcm_alert():
    """FCM takes words in lower case, and neither badge, topic nor mutable content."""
    options = {
        **FCM,
        "click_action": "OPEN",
        "sound": "ping",
        "time_to_live": "3600",
        "topic": "com.example.app",
        "mutable_content": "true",
        "mode": "prod",
    }
    made = documented(options)

    assert body(made) == {
        "message": {
            "token": FCM_TOKEN,
            "android": {
                "priority": "high",
                "ttl": "3600s",
                "notification": {
                    "title": "romeo@montague.example",
                    "body": "Wherefore art thou?",
                    "click_action": "OPEN",
                    "tag": "romeo@montague.example",
                    "sound": "ping",
                },
            },
        }
    }
    assert headers(made) == {"content-type": "application/json"}
    assert set(made.to_dict()["request"]) == {"service", "headers", "body"}
    assert len(messages(made, "PS707")) == 3
    assert codes(made) == {"PS707", "PS716"}


def test_a_silent_fcm_push():
    """Data are strings, and FCM's own keys are left out."""
    summary = {
        **SUMMARY,
        "from": "x",
        "message_type": "x",
        "google.y": "x",
        "gcm.notification.z": "x",
        "collapse_key": "x",
        "gcmish": "x",
    }
    made = documented({**FCM, "silent": "true"}, summary)

    assert body(made)["message"]["android"]["data"] == {
        "message-count": "3",
        "last-message-sender": "romeo@montague.example",
        "last-message-body": "Wherefore art thou?",
        "gcmish": "x",
    }
    assert len(messages(made, "PS711")) == 6


def test_an_empty_silent_fcm_push():
    """There is no empty object anywhere."""
    made = documented({"service": "fcm", "device_id": FCM_TOKEN, "silent": "true"}, {})

    assert body(made) == {"message": {"token": FCM_TOKEN, "android": {"priority": "normal"}}}


def test_the_mongoosepush_request_is_typed():
    """Numbers are numbers, and the priority is always there."""
    options = {
        "service": "fcm",
        "device_id": FCM_TOKEN,
        "time_to_live": "+60",
        "mutable_content": "false",
    }
    made = documented(options).to_dict()["mongoosepush"]

    assert made["path"] == f"/v3/notification/{FCM_TOKEN}"
    assert made["body"]["time_to_live"] == 60
    assert made["body"]["mutable_content"] is False
    assert made["body"]["priority"] == "normal"


@pytest.mark.parametrize(
    ("lacking", "alert"),
    [
        (
            {"message-count"},
            {"title": SUMMARY["last-message-sender"], "body": SUMMARY["last-message-body"]},
        ),
        ({"last-message-sender"}, {"body": SUMMARY["last-message-body"]}),
        ({"message-count", "last-message-body"}, {"title": SUMMARY["last-message-sender"]}),
    ],
)
def test_what_other_servers_publish(lacking, alert):
    """ejabberd says no count and Prosody no sender; the alert does without."""
    summary = {key: text for key, text in SUMMARY.items() if key not in lacking}
    made = documented(APNS, summary)

    assert body(made)["aps"]["alert"] == alert
    assert ("badge" in body(made)["aps"]) == ("message-count" in summary)
    assert len(messages(made, "PS606")) == 1
    assert fits("mongoosepush-v3", made.to_dict()["mongoosepush"]["body"])


@pytest.mark.parametrize(
    ("summary", "options", "reason"),
    [
        (SUMMARY, {"service": "fcm"}, "missing-device-id"),
        (SUMMARY, {"device_id": HEX}, "missing-service"),
        ({"message-count": "1"}, FCM, "missing-summary-field"),
        ({"last-message-sender": "", "last-message-body": ""}, FCM, "missing-summary-field"),
        ({"message-count": "1.0"}, {**FCM, "silent": "true"}, "message-count-not-an-integer"),
    ],
)
def test_what_is_not_sent(summary, options, reason):
    """There is a reason, an error, and nothing else."""
    made = documented(options, summary)

    assert made.to_dict().keys() == {"outcome", "reason", "diagnostics"}
    assert made.reason == reason
    assert made.diagnostics[0].severity is Severity.ERROR


@pytest.mark.parametrize(
    ("options", "field", "code", "hint"),
    [
        ({**FCM, "service": "FCM"}, "service", "PS701", "did you mean 'fcm'?"),
        ({**FCM, "service": "gcm"}, "service", "PS701", "did you mean 'fcm'?"),
        ({**FCM, "service": "hms"}, "service", "PS701", None),
        (
            {"service": FCM_TOKEN, "device_id": "fcm"},
            "service",
            "PS602",
            "swap the values of service and device_id",
        ),
        ({**FCM, "priority": "10"}, "priority", "PS702", "did you mean 'high'?"),
        ({**FCM, "priority": "Normal"}, "priority", "PS702", "did you mean 'normal'?"),
        ({**FCM, "mode": "production"}, "mode", "PS702", "did you mean 'prod'?"),
        ({**APNS, "mutable_content": "1"}, "mutable_content", "PS702", "did you mean 'true'?"),
        ({**FCM, "time_to_live": "60s"}, "time_to_live", "PS702", "did you mean '60'?"),
        ({**FCM, "time_to_live": "1h"}, "time_to_live", "PS702", None),
        ({**FCM, "time_to_live": "2419201"}, "time_to_live", "PS702", None),
        ({**FCM, "time_to_live": "-1"}, "time_to_live", "PS702", None),
        ({**APNS, "device_id": "abc"}, "device_id", "PS709", None),
        (
            {**APNS, "device_id": f"<{HEX}>"},
            "device_id",
            "PS709",
            "remove everything but the hexadecimal digits",
        ),
        (
            {**APNS, "device_id": FCM_TOKEN},
            "device_id",
            "PS709",
            "it looks like an FCM token: check the option service",
        ),
        ({**APNS, "device_id": ""}, "device_id", "PS709", None),
        ({**FCM, "device_id": ""}, "device_id", "PS710", None),
        ({**FCM, "device_id": "a/b"}, "device_id", "PS710", None),
        ({**FCM, "device_id": "null"}, "device_id", "PS710", None),
        ({**APNS, "device_id": "b'f53e'"}, "device_id", "PS710", None),
        ({**APNS, "topic": "com.example\r\nx: y"}, "topic", "PS706", None),
    ],
)
def test_what_is_rejected(options, field, code, hint):
    """A bad value is named, with what was expected and what was probably meant."""
    made = documented(options)

    assert made.outcome == "rejected"
    assert field in made.rejected_fields
    assert "request" not in made.to_dict()
    error = next(each for each in made.diagnostics if each.code == code)
    assert error.severity is Severity.ERROR
    assert error.hint == hint


def test_a_badge_that_is_too_big():
    """The path is that of MongoosePush's request."""
    made = documented(APNS, {**SUMMARY, "message-count": "99999999999"})

    assert made.rejected_fields == ("alert/badge",)
    assert "PS717" in codes(made)


def test_the_lifespan_of_an_apns_push_has_no_bound():
    """It is dropped, whatever it is, as long as MongoosePush takes it."""
    made = documented({**APNS, "time_to_live": "-5"})

    assert made.outcome == "sent"
    assert "PS707" in codes(made)


@pytest.mark.parametrize("value", ["1", "True", "TRUE", " true", "yes"])
@pytest.mark.parametrize("profile", PROFILES)
def test_almost_silent(value, profile):
    """What is meant to be silent and is not, shows the message: that is an error."""
    made = translate_fields(SUMMARY, {**APNS, "silent": value}, profile=profile)
    error = next(each for each in made.diagnostics if each.code == "PS704")

    assert body(made)["aps"]["alert"]["body"] == "Wherefore art thou?"
    assert (error.severity, error.hint) == (Severity.ERROR, "did you mean 'true'?")


@pytest.mark.parametrize(
    ("value", "severity"), [("false", None), ("0", Severity.WARNING), ("", Severity.WARNING)]
)
def test_hardly_silent(value, severity):
    """What is not meant to be silent is not."""
    found = [
        each.severity
        for each in documented({**APNS, "silent": value}).diagnostics
        if each.code == "PS704"
    ]

    assert found == ([severity] if severity else [])


@pytest.mark.parametrize(
    ("option", "hint"),
    [
        ("device-id", "did you mean 'device_id'?"),
        ("ttl", "did you mean 'time_to_live'?"),
        ("secret", None),
    ],
)
@pytest.mark.parametrize("profile", PROFILES)
def test_unknown_options(option, hint, profile):
    """They are ignored, their values are never shown."""
    made = translate_fields(SUMMARY, {**FCM, option: "hush-hush"}, profile=profile)
    found = next(each for each in made.diagnostics if each.code == "PS603")

    assert found.hint == hint
    assert "hush" not in repr(made)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({**APNS, "tags": "x"}, "PS603"),
        ({**FCM, "mode": "dev"}, "PS703"),
        ({**FCM, "time_to_live": "0"}, "PS718"),
        ({**FCM, "device_id": HEX}, "PS708"),
        ({**FCM, "sound": ""}, "PS719"),
        ({**FCM, "silent": "true"}, "PS722"),
        ({**APNS, "device_id": HEX + HEX}, "PS709"),
        ({**APNS, "topic": "com.example.app.voip"}, "PS714"),
        ({**APNS, "topic": "com.example.app.push-type.widgets"}, "PS714"),
        ({**APNS, "topic": "nil"}, "PS706"),
        ({**APNS, "topic": ""}, "PS706"),
        ({**APNS, "topic": ""}, "PS719"),
        ({"service": "apns", "device_id": HEX}, "PS706"),
        ({"service": "apns", "device_id": HEX, "silent": "true"}, "PS705"),
        ({"service": "fcm", "device_id": FCM_TOKEN}, "PS715"),
    ],
)
@pytest.mark.parametrize("profile", PROFILES)
def test_what_is_told(options, code, profile):
    """Both profiles send this, and say what is odd about it."""
    made = translate_fields(SUMMARY, options, profile=profile)

    assert made.outcome == "sent"
    assert code in codes(made)


@pytest.mark.parametrize(
    ("options", "summary", "code"),
    [
        (APNS, {}, "PS713"),
        ({**APNS, "silent": "true"}, {}, "PS705"),
        ({**APNS, "silent": "true", "priority": "normal", "mutable_content": "true"}, {}, "PS705"),
        ({"service": "apns", "device_id": HEX, "silent": "true"}, {}, "PS705"),
        ({**APNS, "device_id": FCM_TOKEN}, {}, "PS709"),
        ({**FCM, "device_id": "null"}, {}, "PS710"),
        ({**FCM, "silent": "true"}, {"from": "x"}, "PS711"),
        ({**FCM, "silent": "true"}, {"collapse_key": "x"}, "PS711"),
        ({**FCM, "silent": "true"}, {}, "PS723"),
    ],
)
def test_what_the_real_chain_sends_wrong(options, summary, code):
    """It is sent, and told."""
    made = translate_fields({**SUMMARY, **summary}, options, profile="mongoosepush")

    assert made.outcome == "sent"
    assert code in codes(made)


def test_the_default_topic_of_the_real_chain():
    """It is for alerts only, and a silent push goes without."""
    options = {"service": "apns", "device_id": HEX, "silent": "true", "priority": "normal"}
    made = translate_fields(
        SUMMARY, options, profile="mongoosepush", apns_default_topic="com.example.app"
    )

    assert "the default applies to alerts only" in messages(made, "PS705")[0]
    alert = translate_fields(
        SUMMARY,
        {**options, "silent": "false"},
        profile="mongoosepush",
        apns_default_topic="com.example.app",
    )
    assert "PS706" not in codes(alert)


# Sizes


@pytest.mark.parametrize(
    "options", [APNS, FCM, {**APNS, "silent": "true"}, {**FCM, "silent": "true"}]
)
def test_the_limit_to_the_byte(options):
    """A body that just fits is sent, one byte more is rejected, and shortened if asked."""
    spare = 4096 - documented(options, {**SUMMARY, "last-message-body": "x"}).size
    most = {**SUMMARY, "last-message-body": "x" * (spare + 1)}
    more = {**SUMMARY, "last-message-body": "x" * (spare + 2)}

    assert (documented(options, most).outcome, documented(options, most).size) == ("sent", 4096)
    refused = documented(options, more)
    field = "data/last-message-body" if "silent" in options else "alert/body"
    assert (refused.rejected_fields, refused.size, refused.limit) == ((field,), 4097, 4096)
    assert "shorten" in next(each for each in refused.diagnostics if each.code == "PS712").hint
    shortened = documented(options, more, shorten=True)
    assert shortened.outcome == "sent"
    assert shortened.size <= 4096
    assert "PS724" in codes(shortened)


def test_the_size_for_apns_is_the_length_of_the_body():
    """In UTF-8, with nothing escaped but what must be."""
    made = documented(APNS, {**SUMMARY, "last-message-body": 'é"\\/\n\x1f💬'})
    sent = encode(to_json(made.request.body))

    assert made.size == made.body_size == len(sent)
    assert b'\xc3\xa9\\"\\\\/\\n\\u001f\xf0\x9f\x92\xac' in sent


def test_the_size_for_fcm_is_that_of_keys_and_values():
    """Neither the token nor the braces count."""
    made = documented(FCM, {"last-message-sender": "ab", "last-message-body": "é"})

    assert made.size == len("title") + 2 + len("tag") + 2 + len("body") + 2
    assert made.body_size == len(
        json.dumps(body(made), separators=(",", ":"), ensure_ascii=False).encode()
    )


FAMILY = "👩‍👩‍👧‍👦"


@pytest.mark.parametrize("options", [APNS, FCM])
def test_a_family_is_not_torn_apart(options):
    """What is cut, is cut between what people see as characters, and as late as can be."""
    made = documented(options, {**SUMMARY, "last-message-body": FAMILY * 300}, shorten=True)
    shown = made.mongoosepush.body.alert.body

    assert shown == FAMILY * (len(shown) // len(FAMILY)) + "…"
    assert made.limit - made.size < len(FAMILY.encode())


@pytest.mark.parametrize(
    "summary", [{**SUMMARY, "last-message-sender": "x" * 5000}, {"last-message-sender": "x" * 5000}]
)
def test_what_shortening_the_body_does_not_help(summary):
    """The biggest field is named."""
    made = documented(APNS, summary, shorten=True)

    assert made.rejected_fields == ("alert/title",)


def test_what_is_left_out_is_not_blamed():
    """The biggest field is one that is sent."""
    summary = {"google.x": "x" * 9000, "a": "x" * 5000}
    made = documented({**FCM, "silent": "true"}, summary)

    assert made.rejected_fields == ("data/a",)


def test_nearly_too_big_for_fcm():
    """How FCM counts is inferred, so that a warning comes early."""
    assert "PS712" in codes(documented(FCM, {"last-message-body": "x" * 3600}))
    assert "PS712" not in codes(documented(APNS, {"last-message-body": "x" * 3600}))


# Secrets


def test_no_repr_shows_a_token():
    """Neither a request nor a diagnostic holds it whole."""
    for profile in PROFILES:
        for options in (
            APNS,
            FCM,
            {"service": HEX, "device_id": "apns"},
            {**FCM, "device_id": f"{HEX} {HEX}"},
        ):
            made = translate_fields(SUMMARY, options, profile=profile)
            shown = repr(made) + json.dumps(made.to_dict()["diagnostics"])
            assert HEX not in shown
            assert FCM_TOKEN not in shown

    assert "f53e…(64 characters)" in repr(documented(APNS))
    assert mask_path(f"/3/device/{HEX}") == "/3/device/f53e…(64 characters)"
    assert quoted("a\nb") == r"'a\nb'"


# The typed requests


def test_models_are_values():
    """They are equal by what they hold, hashable, and frozen."""
    one, other = documented(FCM).request, documented(FCM).request

    assert one == other
    assert hash(one) == hash(other)
    with pytest.raises(AttributeError):
        one.mode = "dev"


def test_headers_are_written_with_their_names():
    """What has a default is left out, but for the type of the content."""
    assert to_json(apns.Headers(priority=5)) == {
        "accept": "application/json",
        "content-type": "application/json",
        "apns-priority": "5",
    }


def test_version_one_is_flat():
    """Its fields stand beside each other."""
    flat = {"service": "apns", "title": "a", "body": "b", "badge": 1, "data": {"k": "v"}}

    assert fits("mongoosepush-v1", flat)


def test_tags_are_a_list():
    """MongooseIM sends none, but others may."""
    assert to_json(DeepBody(service="fcm", data={}, tags=("a", "b"))) == {
        "service": "fcm",
        "data": {},
        "tags": ["a", "b"],
    }


@pytest.mark.parametrize(
    "model",
    [apns.Alert, apns.Aps, apns.Payload, apns.Headers, fcm.Notification, fcm.AndroidNotification,
     fcm.AndroidConfig, fcm.Message, fcm.SendMessageRequest, fcm.Headers, mongoosepush.Alert,
     mongoosepush.DeepBody],
)  # fmt: skip
def test_every_field_is_documented(model):
    """A field has a sentence."""
    fields = [wire_of(field) for field in attrs.fields(model)]
    assert fields
    assert all(each.rest or each.doc.endswith(".") for each in fields)


def test_importing_is_cheap():
    """The heavy libraries are imported when they are needed."""
    code = (
        "import sys, pushstanza.payloads.translation, pushstanza.payloads.answers\n"
        "print(*{'cattrs', 'regex', 'typer', 'rich', 'xmlschema', 'jsonschema'} & set(sys.modules))"
    )
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert made.stdout.strip() == ""


# The table of options


def fields_of(model):
    return {each.name for each in attrs.fields(model)}


def test_every_option_has_its_way():
    """The service reads all options but XEP-0357's own, and the models have their places."""
    assert {*WAYS, "secret"} == {each.var for each in PublishOptions.FIELDS}
    models = {
        "headers": apns.Headers,
        "aps": apns.Aps,
        "android": fcm.AndroidConfig,
        "android.notification": fcm.AndroidNotification,
    }
    for option in WAYS.values():
        holder = mongoosepush.Alert if option.in_alert else DeepBody
        assert option.request is None or option.name in fields_of(holder)
        for place in filter(None, (option.apns, option.fcm)):
            assert place.name in fields_of(models[place.part]), option.name
        assert {each.key for each in option.losses} <= set(FINDINGS)


# The table of findings


def test_findings_belong_to_rules():
    """Codes and names are those of the catalogue, and sentences say it once."""
    assert {each.code for each in FINDINGS.values()} == set(RULE_NAMES)
    assert len({each.sentence for each in FINDINGS.values()}) == len(FINDINGS)
    assert all(re.fullmatch(r"PS[567]\d\d", code) for code in RULE_NAMES)
    assert all(re.fullmatch("[a-z]+(-[a-z]+)*", name) for name in RULE_NAMES.values())
    assert not [each.key for each in FINDINGS.values() if each.sentence.endswith(".")]


def test_every_reason_is_a_finding():
    """What is not sent is explained under the same name."""
    assert set(NOT_SENT) <= set(FINDINGS)


# The schemas


@pytest.mark.parametrize("name", SCHEMAS)
def test_schemas_are_schemas(name):
    """They are of the draft they name, and say where they are from."""
    jsonschema.Draft202012Validator.check_schema(schema(name))

    assert schema(name)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema(name)["$id"].endswith(f"/{name}.json")
    assert "Source: " in schema(name)["description"]


def test_versions_two_and_three_take_the_same():
    """They differ in their answers."""
    said = {"$id", "title", "description"}
    two, three = ({key: each for key, each in schema(name).items() if key not in said}
                  for name in ("mongoosepush-v2", "mongoosepush-v3"))  # fmt: skip

    assert two == three


@pytest.mark.parametrize("profile", PROFILES)
def test_mongoosepush_requests_fit(profile):
    """What is sent is what MongoosePush takes; what the chain has rejected is not."""
    for made in every_translation(profile):
        if made.outcome == "sent":
            validator("mongoosepush-v3").validate(made.to_dict()["mongoosepush"]["body"])
        elif made.outcome == "rejected" and profile == "mongoosepush":
            assert not fits("mongoosepush-v3", made.to_dict()["mongoosepush"]["body"])


def test_documented_requests_fit():
    """Strictly."""
    sent = [made.to_dict()["request"] for made in every_translation() if made.outcome == "sent"]

    assert len(sent) > 1000
    for request in sent:
        if request["service"] == "apns":
            validator("apns-payload").validate(request["body"])
            validator("apns-headers").validate(request["headers"])
        else:
            validator("fcm-v1-message").validate(request["body"])


DEEP = {"service": "fcm", "alert": {"title": "a", "body": "b"}}
FLAT = {"service": "apns", "title": "a", "body": "b"}
MESSAGE = {"token": "x"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("mongoosepush-v1", {**FLAT, "badge": "3", "data": {"a": [1]}}),
        ("mongoosepush-v2", {**DEEP, "tags": ["a"], "data": {}}),
        ("mongoosepush-v3", {**DEEP, "time_to_live": "-2147483647", "mutable_content": "true"}),
        ("mongoosepush-v3", {"service": "apns", "data": {"a": {"b": None}}, "mode": "dev"}),
        (
            "fcm-v1-message",
            {"message": {**MESSAGE, "android": {"ttl": "2419200s", "priority": "HIGH"}}},
        ),
        (
            "fcm-v1-message",
            {"message": {"fid": "x", "android_v2": {"backgroundSync": {}}}, "validateOnly": True},
        ),
        (
            "fcm-v1-message",
            {"message": {"topic": "a", "android": {"collapse_key": "k", "directBootOk": True}}},
        ),
        (
            "fcm-v1-message",
            {
                "message": {
                    **MESSAGE,
                    "android": {
                        "ttl": "3.000000001s",
                        "notification": {
                            "title_loc_key": "k",
                            "titleLocArgs": ["a"],
                            "vibrate_timings": ["0.1s"],
                            "color": "#a1B2c3",
                        },
                    },
                }
            },
        ),
        (
            "fcm-v1-message",
            {"message": {**MESSAGE, "apns": {"headers": {"apns-priority": "5"}, "payload": {}}}},
        ),
        ("apns-payload", {"aps": {"alert": "hi", "badge": 0}, "a": [1, {"b": True}]}),
        ("apns-payload", {"aps": {"content-available": 1}, "message-count": 3}),
        (
            "apns-payload",
            {"aps": {"content-available": 1, "alert": {"loc-key": "k", "loc-args": ["a"]}}},
        ),
        (
            "apns-payload",
            {
                "aps": {
                    "alert": {"title": "a"},
                    "sound": {"critical": 1, "name": "s", "volume": 0.5},
                }
            },
        ),
        ("apns-payload", {"aps": {"event": "update", "timestamp": 1, "content-state": {}}}),
        ("apns-payload", {"mdm": "magic"}),
        ("apns-payload", {"container-identifier": "c", "domain": "d"}),
        ("apns-headers", {"apns-push-type": "background", "apns-priority": "5"}),
        (
            "apns-headers",
            {"apns-push-type": "voip", "apns-topic": "com.example.voip", "apns-expiration": "0"},
        ),
        (
            "apns-headers",
            {"apns-id": "eabeae54-14a8-11e5-b60b-1697f925ec7b", "accept": "application/json"},
        ),
        ("apns-headers", {}),
    ],
)
def test_good_payloads(name, value):
    """These are taken."""
    validator(name).validate(value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("mongoosepush-v1", {**FLAT, "alert": {}}),
        ("mongoosepush-v1", {"service": "apns", "title": "a"}),
        ("mongoosepush-v1", {**FLAT, "badge": "x"}),
        ("mongoosepush-v2", {**DEEP, "service": "APNS"}),
        ("mongoosepush-v2", {**DEEP, "tags": "a"}),
        ("mongoosepush-v3", {"service": "fcm"}),
        ("mongoosepush-v3", {**DEEP, "alert": {"title": "a"}}),
        ("mongoosepush-v3", {**DEEP, "alert": {"title": "a", "body": "b", "subtitle": "c"}}),
        ("mongoosepush-v3", {**DEEP, "silent": "true"}),
        ("mongoosepush-v3", {**DEEP, "mode": "staging"}),
        ("mongoosepush-v3", {**DEEP, "priority": "HIGH"}),
        ("mongoosepush-v3", {**DEEP, "mutable_content": "1"}),
        ("mongoosepush-v3", {**DEEP, "time_to_live": "3600s"}),
        ("mongoosepush-v3", {**DEEP, "time_to_live": "2147483648"}),
        ("mongoosepush-v3", {**DEEP, "time_to_live": -2147483648}),
        ("mongoosepush-v3", {**DEEP, "data": "invalid_form"}),
        ("fcm-v1-message", {}),
        ("fcm-v1-message", {"to": "x"}),
        ("fcm-v1-message", {"message": {}}),
        ("fcm-v1-message", {"message": {"token": ""}}),
        ("fcm-v1-message", {"message": {**MESSAGE, "topic": "a"}}),
        ("fcm-v1-message", {"message": {"topic": "/topics/a"}}),
        ("fcm-v1-message", {"message": {**MESSAGE, "to": "x"}}),
        ("fcm-v1-message", {"message": {**MESSAGE, "data": {"a": 1}}}),
        ("fcm-v1-message", {"message": {**MESSAGE, "data": {"from": "a"}}}),
        ("fcm-v1-message", {"message": {**MESSAGE, "android": {"data": {"google.a": "b"}}}}),
        (
            "fcm-v1-message",
            {"message": {**MESSAGE, "android": {"data": {"gcm.notification.a": "b"}}}},
        ),
        ("fcm-v1-message", {"message": {**MESSAGE, "android": {"ttl": "2419201s"}}}),
        ("fcm-v1-message", {"message": {**MESSAGE, "android": {"ttl": "-1s"}}}),
        ("fcm-v1-message", {"message": {**MESSAGE, "android": {"ttl": 60}}}),
        ("fcm-v1-message", {"message": {**MESSAGE, "android": {"priority": "urgent"}}}),
        (
            "fcm-v1-message",
            {"message": {**MESSAGE, "android": {"collapseKey": "a", "collapse_key": "a"}}},
        ),
        ("fcm-v1-message", {"message": {**MESSAGE, "android": {}, "android_v2": {}}}),
        (
            "fcm-v1-message",
            {"message": {**MESSAGE, "android": {"notification": {"bodyLocArgs": ["a"]}}}},
        ),
        (
            "fcm-v1-message",
            {"message": {**MESSAGE, "android": {"notification": {"title_loc_args[]": ["a"]}}}},
        ),
        ("fcm-v1-message", {"message": {**MESSAGE, "android": {"notification": {"color": "red"}}}}),
        (
            "fcm-v1-message",
            {"message": {**MESSAGE, "android": {"notification": {"lightSettings": {}}}}},
        ),
        (
            "fcm-v1-message",
            {"message": {**MESSAGE, "webpush": {"fcmOptions": {"link": "http://x"}}}},
        ),
        ("fcm-v1-message", {"message": {**MESSAGE, "fcm_options": {"analytics_label": "a b"}}}),
        ("apns-payload", {}),
        ("apns-payload", {"aps": "hi"}),
        ("apns-payload", {"aps": {"alert": {}}}),
        ("apns-payload", {"aps": {"alert": {"titel": "a"}}}),
        ("apns-payload", {"aps": {"badge": "1"}}),
        ("apns-payload", {"aps": {"sound": ""}}),
        ("apns-payload", {"aps": {"sound": {"critical": 1}}}),
        ("apns-payload", {"aps": {"sound": {"name": "s", "volume": 2}}}),
        ("apns-payload", {"aps": {"content-available": "1"}}),
        ("apns-payload", {"aps": {"content-available": 1, "mutable-content": 1}}),
        ("apns-payload", {"aps": {"interruption-level": "loud"}}),
        ("apns-payload", {"aps": {"event": "start", "timestamp": 1}}),
        ("apns-payload", {"aps": {}, "a": None}),
        ("apns-payload", {"aps": {}, "a": {"b": [None]}}),
        ("apns-headers", {"apns-push-type": "silent"}),
        ("apns-headers", {"apns-push-type": "background"}),
        ("apns-headers", {"apns-push-type": "background", "apns-priority": "10"}),
        ("apns-headers", {"apns-push-type": "liveactivity", "apns-priority": "1"}),
        ("apns-headers", {"apns-push-type": "voip", "apns-topic": "com.example"}),
        ("apns-headers", {"apns-priority": "2"}),
        ("apns-headers", {"apns-priority": 5}),
        ("apns-headers", {"apns-topic": ""}),
        ("apns-headers", {"apns-collapse-id": "x" * 65}),
        ("apns-headers", {"apns-id": "EABEAE54-14A8-11E5-B60B-1697F925EC7B"}),
        ("apns-headers", {"apns-expiration": "1h"}),
        ("apns-headers", {"apns-pushtype": "alert"}),
        ("apns-headers", {"Apns-Topic": "com.example"}),
        ("apns-headers", {"authorization": "Basic x"}),
    ],
)
def test_bad_payloads(name, value):
    """These are refused."""
    assert not fits(name, value)


# FCM, as Google's own tools see it


@cache
def discovery():
    documents = resources.files("googleapiclient.discovery_cache.documents")
    return json.loads((documents / "fcm.v1.json").read_text("utf-8"))["schemas"]


def camel(name):
    head, *rest = name.split("_")
    return head + "".join(each.title() for each in rest)


TYPES = {"string": str, "integer": int, "boolean": bool}


def deviations(value, said, path="$"):
    """Yield where *value* is not what the discovery document says."""
    if "$ref" in said:
        known = discovery()[said["$ref"]]["properties"]
        for key, each in value.items():
            if camel(key) in known:
                yield from deviations(each, known[camel(key)], f"{path}.{key}")
            else:
                yield f"{path}.{key} is unknown"
    elif said["type"] == "object":
        for key, each in value.items():
            yield from deviations(each, said["additionalProperties"], f"{path}.{key}")
    elif not isinstance(value, TYPES[said["type"]]) or not is_said(value, said):
        yield f"{path} is no {said}"


def is_said(value, said):
    """Tell whether a value has the format, or is one of the words, in either case."""
    if said.get("format") == "google-duration":
        return re.fullmatch(r"[0-9]+(\.[0-9]{1,9})?s", value)
    return value.upper() in said["enum"] if "enum" in said else True


def fcm_messages():
    for made in every_translation():
        if made.outcome == "sent" and made.request.service == "fcm":
            yield made.request.body.message, body(made)


def test_the_checker_finds_what_is_wrong():
    """It knows names, types, words and durations."""
    wrong = {
        "message": {"token": 1, "x": 1, "data": {"a": 1}, "android": {"ttl": "1", "priority": "x"}}
    }

    assert len([*deviations(wrong, {"$ref": "SendMessageRequest"})]) == 5


def test_fcm_bodies_fit_the_discovery_document():
    """Every property is known and has the right type."""
    found = [
        each
        for _, made in fcm_messages()
        for each in deviations(made, {"$ref": "SendMessageRequest"})
    ]

    assert found == []


def test_fcm_bodies_are_what_firebase_admin_makes():
    """The same message, encoded by Google's own library."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from firebase_admin import messaging
        from firebase_admin._messaging_encoder import MessageEncoder

        for message, made in fcm_messages():
            android = message.android
            shown = android.notification
            theirs = messaging.Message(
                token=message.token,
                data=message.data,
                android=messaging.AndroidConfig(
                    priority=android.priority,
                    ttl=android.ttl,
                    data=android.data,
                    notification=shown
                    and messaging.AndroidNotification(
                        title=shown.title,
                        body=shown.body,
                        click_action=shown.click_action,
                        tag=shown.tag,
                        sound=shown.sound,
                    ),
                ),
            )
            assert MessageEncoder().default(theirs) == made["message"]


# APNs, as Apple's tables say


APS_KEYS = {"alert", "badge", "sound", "category", "mutable-content"}


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def apns_faults(request, *, silent, topic):
    """Yield what is wrong with a request to APNs (Apple, "Sending notification requests")."""
    sent, aps = request["headers"], request["body"]["aps"]
    custom = {key: each for key, each in request["body"].items() if key != "aps"}
    checks = {
        "path": re.fullmatch(r"/3/device/([0-9a-fA-F]{2})+", request["path"]),
        "mode": request["mode"] in ("prod", "dev"),
        "push type": sent["apns-push-type"] == ("background" if silent else "alert"),
        "priority": sent["apns-priority"] in (("5",) if silent else ("5", "10")),
        "topic": sent.get("apns-topic") == topic,
        "strings": all(isinstance(each, str) for each in sent.values()),
        "background": not silent or aps == {"content-available": 1},
        "alert": silent
        or (aps["alert"].keys() <= {"title", "body"} and all(aps["alert"].values())),
        "keys": silent or aps.keys() <= APS_KEYS,
        "badge": isinstance(aps.get("badge", 0), int),
        "sound": aps.get("sound", "x") and aps.get("category", "x"),
        "mutable": aps.get("mutable-content", 1) == 1,
        "custom": all(isinstance(each, str | int) for each in custom.values()),
        "size": len(compact(request["body"])) <= 4096,
    }
    return [name for name, good in checks.items() if not good]


@pytest.mark.parametrize("default", [None, "com.example.default"])
def test_apns_requests_obey_apple(default):
    """Over all vectors, with a default topic and without."""
    checked = 0
    for vector in VECTORS:
        options = vector["publish_options"]
        made = translate_fields(vector["summary"], options, apns_default_topic=default)
        if made.outcome != "sent" or options["service"] != "apns":
            continue
        checked += 1
        silent, topic = options.get("silent") == "true", options.get("topic") or default
        assert apns_faults(made.to_dict()["request"], silent=silent, topic=topic) == []
        told = codes(made)
        assert topic or told & {"PS705", "PS706"}
        assert "PS714" in told or not (topic or "").endswith(".voip")

    assert checked > 150


# Anything at all


TEXT = st.text(max_size=20)
VALUES = st.sampled_from(
    ["", "true", "false", "1", "apns", "fcm", "normal", "high", "prod", "dev", "3600", "-1", HEX,
     "com.x.y", "99999999999", "None", "x" * 4200, "a\x00b", "\ud800", "{0} {x}", "aps", "from",
     "google.a"]
)  # fmt: skip
SUMMARIES = st.dictionaries(
    st.sampled_from([*SUMMARY, "aps", "from", "google.a", "collapse_key", "FORM_TYPE"]) | TEXT,
    VALUES | TEXT,
    max_size=6,
)
GOOD = {
    "silent": ["true", "false"],
    "mode": ["prod", "dev"],
    "topic": ["com.example.app", "com.example.app.voip", "some_topic", ""],
    "priority": ["normal", "high"],
    "sound": ["default", ""],
    "click_action": ["OPEN", ""],
    "time_to_live": ["0", "+3600", "2419200", "2419201"],
    "mutable_content": ["true", "false"],
}
OPTIONS = st.fixed_dictionaries(
    {}, optional={option: st.sampled_from(words) for option, words in GOOD.items()}
) | st.dictionaries(st.sampled_from([*GOOD, "tags"]) | TEXT, VALUES | TEXT, max_size=7)
SERVICES = st.fixed_dictionaries(
    {},
    optional={
        "service": st.sampled_from(["apns", "fcm"]) | TEXT,
        "device_id": st.sampled_from([HEX, FCM_TOKEN]) | TEXT,
    },
)

SENDABLE = st.sampled_from(
    [{"service": "apns", "device_id": HEX}, {"service": "fcm", "device_id": FCM_TOKEN}]
)


@settings(deadline=None, max_examples=400)
@given(
    summary=SUMMARIES,
    options=OPTIONS,
    service=SERVICES,
    profile=st.sampled_from(PROFILES),
    topic=st.none() | VALUES | TEXT,
    shorten=st.booleans(),
)
def test_any_text_can_be_translated(*, summary, options, service, profile, topic, shorten):
    """Nothing raises, and what comes out is JSON that says why."""
    made = translate_fields(
        summary, {**options, **service}, profile=profile, apns_default_topic=topic, shorten=shorten
    )
    told = json.loads(json.dumps(made.to_dict()))
    errors = [each for each in told["diagnostics"] if each["severity"] == "error"]

    assert made.outcome == "sent" or errors
    assert ("reason" in told) == (made.outcome == "not_sent")
    assert ("rejected_fields" in told) == (made.outcome == "rejected")
    assert ("request" in told) == (made.outcome == "sent")
    assert ("mongoosepush" in told) == (made.outcome != "not_sent")
    assert repr(made)


@settings(deadline=None, max_examples=400)
@given(
    summary=SUMMARIES,
    options=OPTIONS,
    service=SENDABLE,
    topic=st.none() | TEXT,
    shorten=st.booleans(),
)
def test_any_documented_request_fits(summary, options, service, topic, shorten):
    """What is sent fits its schema and the limit."""
    made = documented({**options, **service}, summary, apns_default_topic=topic, shorten=shorten)

    if made.outcome == "sent":
        assert made.size <= made.limit
        request = made.to_dict()["request"]
        validator("mongoosepush-v3").validate(made.to_dict()["mongoosepush"]["body"])
        if made.request.service == "apns":
            validator("apns-payload").validate(request["body"])
            validator("apns-headers").validate(request["headers"])
        else:
            validator("fcm-v1-message").validate(request["body"])
