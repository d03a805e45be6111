"""What becomes of the options and summaries that are for MongooseIM, MongoosePush, APNs and FCM."""

import json
import tomllib
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

import pushstanza as ps
from pushstanza.linting.rules import RULES, examples

VECTORS = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "mongoosepush.jsonl").read_text().splitlines()
]

DOCS = Path(__file__).parent.parent / "docs"

TOKEN = examples.TOKEN
FCM_TOKEN = "dGhpcyBpcyBub3QgYSB0b2tlbg"


def fields(values):
    return "".join(examples.field(var, escape(value)) for var, value in values.items())


def enable(**options):
    return examples.enable(examples.options(fields(options)))


def publish(summary, options):
    return examples.publish(
        examples.form(examples.SUMMARY, fields(summary)), examples.options(fields(options))
    )


def found(text, *prefixes, **options):
    """Return the findings whose codes begin with one of *prefixes*."""
    return [each for each in ps.lint(text, **options) if each.code.startswith(prefixes or "PS")]


def codes(text, *prefixes, **options):
    return [each.code for each in found(text, *prefixes, **options)]


# What users had


@pytest.mark.parametrize(
    ("origin", "options", "code"),
    [
        ("esl/MongooseIM#1526", {"service": "fcm", "device_id": "fcm"}, "PS602"),
        ("esl/MongooseIM#1526", {"service": FCM_TOKEN, "device_id": "fcm"}, "PS602"),
        ("esl/MongooseIM#2670", {"priority": "some_priority"}, "PS702"),
        ("esl/MongooseIM#1530", {"mutable_content": "yes"}, "PS702"),
        ("esl/MongooseIM#1772", {"device_id": TOKEN[:-1]}, "PS709"),
        ("esl/MongooseIM#1772", {"device_id": f"{TOKEN}/x"}, "PS710"),
        ("esl/MongoosePush#45", {"topic": "nil"}, "PS706"),
        (
            "esl/MongoosePush#211",
            {"service": "fcm", "device_id": FCM_TOKEN, "mode": "dev"},
            "PS703",
        ),
        ("esl/MongoosePush#29", {"silent": "1"}, "PS704"),
        ("ChatSecure-iOS#1022", {"device_id": "b'a500'"}, "PS710"),
        ("royneary/mod_push", {"service": "gcm", "device_id": FCM_TOKEN}, "PS701"),
    ],
)
def test_what_users_had_is_found(origin, options, code):
    usual = {"service": "apns", "device_id": TOKEN, "topic": "com.example.app"}
    if options.get("service", "apns") != "apns":
        del usual["topic"]

    assert code in codes(enable(**(usual | options)), "PS6", "PS7"), origin


def test_a_host_that_was_to_be_filled_in_is_found():
    text = examples.create().replace("'pubsub.example.com'", "'pubsub.HOST'")
    (first,) = found(text)

    assert (first.code, text[first.span.offset : first.span.end_offset]) == (
        "PS607",
        "to='pubsub.HOST'",
    )


def test_there_are_no_nodes_at_a_virtual_host():
    assert codes(examples.create(), target="mongooseim-virtual") == ["PS607"]
    assert codes(examples.create(), target=["mongooseim", "mongooseim-virtual"]) == []
    assert codes(examples.create(), target="mongooseim") == []


# The chain as evidence


def refused(vector):
    return vector["outcome"] in {"rejected", "not_sent"}


@pytest.mark.parametrize("made_of", ["publish", "enable"])
def test_what_the_chain_refuses_is_an_error(made_of):
    """MongooseIM and MongoosePush were run; a value with blanks around it is told as that."""
    missed = []
    for vector in filter(refused, VECTORS):
        fault = {*vector.get("rejected_fields", ()), vector.get("reason")}
        if made_of == "enable" and fault & {
            "alert/badge",
            "missing-summary-field",
            "message-count-not-an-integer",
        }:
            continue  # that is in the summary
        text = (
            publish(vector["summary"], vector["publish_options"])
            if made_of == "publish"
            else enable(**vector["publish_options"])
        )
        told = ps.lint(text, app_server="node_push")
        if not any(each.severity == "error" or each.code == "PS210" for each in told):
            missed.append(vector["id"])

    assert missed == []
    assert len([*filter(refused, VECTORS)]) > 100


def test_what_the_chain_sends_is_not_called_refused():
    for vector in VECTORS[::3]:
        if vector["outcome"] == "sent":
            text = publish(vector["summary"], vector["publish_options"])
            told = codes(text, app_server="node_push", select=["PS601", "PS606", "PS701", "PS717"])
            assert told == [], vector["id"]


def test_the_linter_and_the_translator_say_the_same():
    for vector in VECTORS[::7]:
        text = publish(vector["summary"], vector["publish_options"])
        made = ps.translate(ps.parse(text), profile="mongoosepush")
        said = {(each.code, each.message) for each in made.diagnostics}
        told = {
            (each.code, each.message)
            for each in found(text, "PS70", "PS71", "PS72", select=["PS7"], app_server="node_push")
        }
        if made.outcome == "sent" and not any(
            v != v.strip() for v in vector["publish_options"].values()
        ):
            assert told <= said, vector["id"]
            # a placeholder is told as one, by PS806
            allowed = {"PS706"} if vector["publish_options"].get("topic") == "some_topic" else set()
            assert {code for code, _ in said - told} <= allowed | {
                "PS510",
                "PS603",
                "PS713",
                "PS719",
            }, vector["id"]


# Where, how bad, for whom


def test_findings_are_at_the_values_meant():
    options = {
        "service": "FCM",
        "device_id": "null",
        "priority": "urgent",
        "time_to_live": "1h",
        "silent": "yes",
    }
    text = enable(**options)

    meant = {
        each.code + text[each.span.offset : each.span.end_offset] for each in found(text, "PS7")
    }
    assert meant == {"PS701FCM", "PS710null", "PS702urgent", "PS7021h", "PS704yes"}


def test_what_is_missing_is_at_the_form():
    text = enable(service="fcm")
    (only,) = found(text)

    assert (only.code, text[only.span.offset : only.span.end_offset]) == ("PS601", "<x")
    assert only.hint.startswith("add device_id, the device token")


@pytest.mark.parametrize(
    ("options", "hint"),
    [
        ({"service": "gcm", "device_id": FCM_TOKEN}, "did you mean 'fcm'?"),
        (
            {"service": "apns", "device_id": TOKEN, "topic": "a.b", "mode": "production"},
            "did you mean 'prod'?",
        ),
        ({"service": "fcm", "device_id": FCM_TOKEN, "silent": "True"}, "did you mean 'true'?"),
        ({"service": "fcm", "device_id": FCM_TOKEN, "time_to_live": "60s"}, "did you mean '60'?"),
    ],
)
def test_what_was_meant_is_suggested(options, hint):
    assert [each.hint for each in found(enable(**options))] == [hint]


def test_an_ordinary_enable_and_publish_have_no_findings():
    for options in (examples.apns(), examples.fcm()):
        for target in (None, "mongooseim", "mongooseim-virtual", "ejabberd", "prosody"):
            assert codes(examples.enable(options), "PS6", "PS7", target=target) == []
            assert codes(examples.publish(options_form=options), "PS6", "PS7", target=target) == []


def test_notes_are_there_on_request():
    text = examples.publish(options_form=examples.fcm(examples.field("silent", "true")))

    assert codes(text, "PS7", extend_select=["PS7"]) == ["PS715", "PS721", "PS722", "PS723"]


def test_forms_of_other_services_are_not_minded():
    other = examples.enable(examples.options(examples.SECRET + examples.field("badge", "1")))

    assert codes(other, "PS6", "PS7") == []
    assert codes(enable(service="FCM"), app_server="p2") == []
    assert codes(examples.enable(), "PS6", target="mongooseim") == []
    assert codes(examples.enable(), "PS6", target="mongooseim-virtual") == ["PS601"]
    assert codes(examples.publish(), app_server="node_push") == ["PS414"]


def test_a_missing_topic_is_told_where_mongooseim_is_meant():
    text = enable(service="apns", device_id=TOKEN)

    assert codes(text) == []
    assert codes(text, target="mongooseim") == ["PS706"]


def test_a_summary_is_incomplete_for_mongooseim_alone():
    text = examples.publish(examples.summary(count=""), examples.fcm())

    assert codes(text, "PS6") == codes(text, "PS6", target="ejabberd") == []
    assert codes(text, "PS6", app_server="node_push") == ["PS606"]


def test_a_refusal_that_repeats_the_request_is_not_minded():
    error = (
        "<error type='modify'><bad-request xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"
    )
    echo = (
        enable(service="FCM")
        .replace("type='set'", "type='error'")
        .replace("</iq>", f"{error}</iq>")
    )

    assert codes(echo, "PS6", "PS7") == []


def test_one_fault_is_one_finding():
    swapped = enable(service=FCM_TOKEN, device_id="apns")
    misnamed = enable(service="fcm", deviceId=FCM_TOKEN)
    placeholder = enable(service="apns", device_id="your_pns_device_token", topic="some_apns_topic")

    assert codes(swapped, "PS6", "PS7") == ["PS602"]
    assert codes(misnamed, "PS6", "PS7") == []
    assert codes(placeholder, "PS6", "PS7") == []
    assert codes(enable(service="apns", device_id=TOKEN, topic=""), "PS7") == ["PS706"]


def test_a_service_in_place_of_the_token_is_swapped_with_another_value_only():
    swapped = ps.lint(enable(service=FCM_TOKEN, device_id="fcm"), select=["PS602"])
    twice = ps.lint(enable(service="apns", device_id="APNS"), select=["PS602"])

    assert [(each.fix is not None, "swap" in (each.hint or "")) for each in swapped] == [
        (True, True)
    ]
    assert [(each.fix is not None, "swap" in (each.hint or "")) for each in twice] == [
        (False, False)
    ]


def test_no_message_shows_a_token():
    for options in (
        {"service": TOKEN, "device_id": "fcm"},
        {"service": "fcm", "device_id": TOKEN},
        {"service": "apns", "device_id": TOKEN + "/"},
        {"service": "apns", "device_id": TOKEN, TOKEN: "x"},
    ):
        for each in ps.lint(enable(**options), extend_select=["ALL"]):
            assert TOKEN not in f"{each.message} {each.hint}", each.code


def test_messages_that_cause_no_notification():
    def reasons(text):
        return [each.message for each in ps.lint(text, select=["PS725"])]

    assert (
        "no-store"
        in reasons(
            "<message type='chat'><body>Hark</body><no-store xmlns='urn:xmpp:hints'/></message>"
        )[0]
    )
    assert "no body" in reasons("<message type='chat'/>")[0]
    assert "neither chat nor groupchat" in reasons("<message><body>Hark</body></message>")[0]
    assert reasons("<message type='groupchat'><body>Hark</body></message>") == []


# What was collected


def test_every_collected_rule_has_become_one_or_has_a_reason():
    collected = tomllib.loads((DOCS / "_ext" / "collected.toml").read_text())

    assert [*collected] == [
        f"{letter}{number:02}"
        for letter, count in (("X", 17), ("A", 26), ("F", 26))
        for number in range(1, count + 1)
    ]
    for name, each in collected.items():
        assert ("rules" in each) != ("remark" in each), name
        assert set(each.get("rules", ())) <= set(RULES), name


# How it is put right


def mended(text):
    """Return the text with the fixes of its findings, and whether all of them are safe."""
    fixes = [each.fix for each in found(text, "PS6", "PS7") if each.fix is not None]
    edits = sorted((edit for fix in fixes for edit in fix.edits), key=lambda edit: -edit.offset)
    for edit in edits:
        text = text[: edit.offset] + edit.content + text[edit.end_offset :]
    return text, all(fix.safe for fix in fixes)


@pytest.mark.parametrize(
    ("wrong", "right", "is_safe"),
    [
        ({"service": "FCM", "device_id": FCM_TOKEN}, {"service": "fcm", "device_id": FCM_TOKEN}, True),
        ({"service": "gcm", "device_id": FCM_TOKEN}, {"service": "fcm", "device_id": FCM_TOKEN}, False),
        ({"service": "fcm", "device_id": FCM_TOKEN, "priority": "High"},
         {"service": "fcm", "device_id": FCM_TOKEN, "priority": "high"}, True),
        ({"service": "fcm", "device_id": FCM_TOKEN, "silent": "1"},
         {"service": "fcm", "device_id": FCM_TOKEN, "silent": "true"}, False),
        ({"service": FCM_TOKEN, "device_id": "fcm"}, {"service": "fcm", "device_id": FCM_TOKEN}, False),
        ({"service": "apns", "device_id": f"{TOKEN[:32]} {TOKEN[32:]}", "topic": "com.example.app"},
         {"service": "apns", "device_id": TOKEN, "topic": "com.example.app"}, True),
        ({"service": "fcm", "device_id": FCM_TOKEN, "time_to_live": "1h"},
         {"service": "fcm", "device_id": FCM_TOKEN, "time_to_live": "1h"}, True),
    ],
)  # fmt: skip
def test_what_is_meant_for_sure_is_put_right(wrong, right, is_safe):
    assert mended(enable(**wrong)) == (enable(**right), is_safe)
