"""The profile ``mongoosepush`` does what the real MongooseIM, MongoosePush and Sparrow do."""

import json
from pathlib import Path

import pytest

from pushstanza.payloads.reactions import NOT_SENT
from pushstanza.payloads.translation import translate_fields

VECTORS = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "mongoosepush.jsonl").read_text().splitlines()
]
KEYS = ("outcome", "reason", "rejected_fields", "mongoosepush", "request")

DEVICE = "f53e9421ce50211670eae679f02e8d28a79023c39c200661fccd268a29a0d347"
SUMMARY = {"message-count": "1", "last-message-sender": "a@b", "last-message-body": "Hi"}


def chain(summary, options, **more):
    given = {"device_id": DEVICE, **options}
    return translate_fields(summary, given, profile="mongoosepush", **more)


def translated(vector):
    made = translate_fields(
        vector["summary"],
        vector["publish_options"],
        profile="mongoosepush",
        apns_default_topic=vector.get("apns_default_topic"),
    ).to_dict()
    return {key: each for key, each in made.items() if key != "diagnostics"}


def test_every_vector_is_met_value_for_value():
    """What is measured is what is translated, with the same keys."""
    measured = {
        vector["id"]: {key: vector[key] for key in KEYS if key in vector} for vector in VECTORS
    }
    made = {vector["id"]: translated(vector) for vector in VECTORS}

    assert len(measured) == 1200
    assert [each for each in measured if canonical(made[each]) != canonical(measured[each])] == []


def canonical(value):
    """Return JSON in which 1, 1.0 and true are told apart."""
    return json.dumps(value, sort_keys=True)


def test_refusals_and_failures_are_explained():
    """Whatever is not sent has an error that says why."""
    for vector in VECTORS:
        made = translate_fields(
            vector["summary"], vector["publish_options"], profile="mongoosepush"
        )
        errors = [each for each in made.diagnostics if each.severity == "error"]
        assert made.outcome == "sent" or errors


@pytest.mark.parametrize(
    ("text", "badge"),
    [("0", 0), ("-0", 0), ("+0", 0), ("007", 7), ("+5", 5), ("-2147483647", -2147483647),
     ("2147483647", 2147483647), ("0" * 5000 + "9", 9)],
)  # fmt: skip
def test_erlang_reads_these_integers(text, badge):
    """A sign and ASCII digits make an integer."""
    made = chain({**SUMMARY, "message-count": text}, {"service": "apns"})

    assert made.request.body.aps.badge == badge


@pytest.mark.parametrize(
    "text",
    [
        "",
        " 1",
        "1 ",
        "1\n",
        "1_000",
        "\u0661",
        "1.0",
        "1e3",
        "0x10",
        "+-1",
        "-",
        "+",
        "--1",
        "1" * 4301,
    ],
)
@pytest.mark.parametrize("silent", ["true", "false"])
def test_erlang_reads_no_other_integers(text, silent):
    """What Python would take, Erlang does not, silent or not."""
    summary = {**SUMMARY, "message-count": text}
    made = chain(summary, {"service": "apns", "silent": silent})

    assert (made.outcome, made.reason) == ("not_sent", "message-count-not-an-integer")


@pytest.mark.parametrize("text", ["2147483648", "-2147483648", "99999999999", "9" * 4300])
def test_a_badge_has_32_bits_less_one(text):
    """The cast refuses the lowest integer of 32 bits as well."""
    summary = {**SUMMARY, "message-count": text}
    made = chain(summary, {"service": "fcm"})

    assert made.rejected_fields == ("alert/badge",)
    assert json.loads(json.dumps(made.to_dict()["mongoosepush"]["body"]["alert"]["badge"])) == int(
        text
    )
    assert chain(summary, {"service": "fcm", "silent": "true"}).outcome == "sent"


@pytest.mark.parametrize(
    ("option", "good", "bad"),
    [
        ("time_to_live", ["0", "-1", "+10", "010", "2147483647", "-2147483647"],
         ["", " 5", "5 ", "1.5", "1e3", "3600s", "1_0", "2147483648", "-2147483648", "\u0663"]),
        ("mutable_content", ["true", "false"], ["", "True", "1", "0", " true", "yes"]),
        ("priority", ["normal", "high"], ["", "High", "HIGH", "normal ", "5"]),
        ("mode", ["prod", "dev"], ["", "Prod", "production"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("service", ["apns", "fcm"])
def test_the_schema_casts(service, option, good, bad):
    """Values are taken as they are written, whatever the service."""
    taken = [
        value
        for value in good
        if not chain(SUMMARY, {"service": service, option: value}).rejected_fields
    ]
    refused = [
        value
        for value in bad
        if chain(SUMMARY, {"service": service, option: value}).rejected_fields == (option,)
    ]

    assert taken == good
    assert refused == bad


def test_rejected_fields_are_sorted_and_complete():
    """Every value that is refused is named once."""
    options = {
        "service": "x",
        "time_to_live": "x",
        "priority": "x",
        "mutable_content": "x",
        "mode": "x",
    }
    made = chain({**SUMMARY, "message-count": "99999999999"}, options)

    assert made.rejected_fields == (
        "alert/badge", "mode", "mutable_content", "priority", "service", "time_to_live",
    )  # fmt: skip
    assert "request" not in made.to_dict()


@pytest.mark.parametrize(
    ("summary", "options", "reason"),
    [
        (SUMMARY, {}, "missing-device-id"),
        (SUMMARY, {"service": "fcm"}, "missing-device-id"),
        (SUMMARY, {"device_id": DEVICE}, "missing-service"),
        ({}, {"device_id": DEVICE, "service": "fcm"}, "missing-summary-field"),
        (
            {"message-count": "x"},
            {"device_id": DEVICE, "service": "fcm"},
            "message-count-not-an-integer",
        ),
    ],
)
def test_the_first_obstacle_is_the_reason(summary, options, reason):
    """MongooseIM looks for the device, the service, the count, then for the texts."""
    made = translate_fields(summary, options, profile="mongoosepush")

    assert made.to_dict()["reason"] == reason
    assert reason in NOT_SENT
    assert made.mongoosepush is None


@pytest.mark.parametrize("service", ["apns", "fcm"])
def test_a_silent_push_may_be_empty(service):
    """No field of the summary is needed when nothing is shown."""
    made = chain({}, {"service": service, "silent": "true"}).to_dict()

    assert made["mongoosepush"]["body"]["data"] == {}
    if service == "apns":
        assert made["request"]["body"] == {"aps": {"content-available": 1}}
    else:
        assert made["request"]["body"]["message"]["android"] == {"data": {}, "notification": {}}


def test_empty_topics_are_sent():
    """In Elixir an empty string is a value, and the default does not replace it."""
    made = chain(SUMMARY, {"service": "apns", "topic": ""}, apns_default_topic="com.example.app")

    assert made.to_dict()["request"]["headers"]["apns-topic"] == ""


@pytest.mark.parametrize("device", ["", "a/b", "a?b", "a#b", "a%41", "a b", "ä"])
def test_a_token_that_changes_the_path_is_refused(device):
    """MongooseIM does not escape it, so that no route fits, or another token arrives."""
    made = chain(SUMMARY, {"service": "fcm", "device_id": device})

    assert made.rejected_fields == ("device_id",)


def test_form_type_is_no_field():
    """It says what the form is about, and never gets into the data."""
    made = chain(
        {"FORM_TYPE": "urn:xmpp:push:summary"},
        {"service": "apns", "silent": "true", "FORM_TYPE": "x"},
    )

    assert made.mongoosepush.body.data == {}
    assert "unknown-option" not in {each.name for each in made.diagnostics}


def test_version_two_differs_in_the_path():
    """The bodies of versions 2 and 3 are the same."""
    two, three = (chain(SUMMARY, {"service": "fcm"}, api_version=each) for each in ("v2", "v3"))

    assert two.mongoosepush.path == f"/v2/notification/{DEVICE}"
    assert two.mongoosepush.body == three.mongoosepush.body
    assert "PS720" in {each.code for each in two.diagnostics}


def test_nothing_is_shortened():
    """What is too big is sent all the same, and found."""
    made = chain({**SUMMARY, "last-message-body": "x" * 5000}, {"service": "apns"}, shorten=True)

    assert made.outcome == "sent"
    assert made.size == made.body_size > made.limit == 4096
    assert "PS712" in {each.code for each in made.diagnostics}
