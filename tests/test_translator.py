"""Stanza to provider request."""

import json

import attrs
import pytest
from conftest import CASES, captured
from hypothesis import given
from hypothesis import strategies as st

import pushstanza as ps
from pushstanza import build
from pushstanza.linting.rules import RULES
from pushstanza.payloads.findings import RULE_NAMES as SAID
from pushstanza.payloads.translate import effects, with_options
from pushstanza.stanzas.rfc6120 import Body, Iq, Message
from pushstanza.stanzas.xep0004 import Field, Form
from pushstanza.stanzas.xep0060 import Item, Publish, PublishOptionsElement, Pubsub
from pushstanza.stanzas.xep0334 import Hint
from pushstanza.stanzas.xep0353 import JingleMessage
from pushstanza.stanzas.xep0357 import Notification
from pushstanza.testing import stanzas

SERVICE = ps.Jid("pubsub.example.com")
TOKEN = "5f0c" * 16
OPTIONS = ps.PublishOptions(
    service="apns", device_id=TOKEN, topic="com.example.app", priority="high"
)
SUMMARY = ps.PushSummary(
    message_count=2, last_message_sender="juliet@example.com", last_message_body="Hi!"
)
PUBLISH = build.publish(SERVICE, "n", SUMMARY, OPTIONS, id="1")
ENABLE = build.enable(SERVICE, "n", OPTIONS, id="1")
JULIET = ps.Jid("Juliet@Example.com/balcony")


def message(body="Hi!", type="chat", payloads=(), from_=JULIET):
    bodies = () if body is None else (Body(text=body),)
    return Message(type=type, from_=from_, bodies=bodies, payloads=payloads)


def sent(result):
    assert result.outcome == "sent", result
    return result.to_dict()["request"]


def test_a_publish_becomes_a_request():
    request = sent(ps.translate(PUBLISH))

    assert request["path"] == f"/3/device/{TOKEN}"
    assert request["headers"]["apns-push-type"] == "alert"
    assert request["headers"]["apns-priority"] == "10"
    assert request["body"] == {
        "aps": {"alert": {"title": "juliet@example.com", "body": "Hi!"}, "badge": 2}
    }


def test_a_bare_notification_takes_options():
    notification = Notification(form=SUMMARY.form())

    assert sent(ps.translate(notification, options=OPTIONS)) == sent(ps.translate(PUBLISH))
    assert sent(ps.translate(notification, options=OPTIONS.form())) == sent(ps.translate(PUBLISH))
    assert ps.translate(notification).reason == "missing-device-id"


def test_an_enable_takes_the_message_that_causes_the_push():
    for enable in (ENABLE, ENABLE.payload):
        body = sent(ps.translate(enable, message=message(), unread=3))["body"]
        assert body["aps"]["alert"]["title"] == "juliet@example.com"
        assert body["aps"]["badge"] == 3


def test_captured_publishes_translate_or_are_refused_with_the_reason():
    filled = {"priority": "high", "device_id": TOKEN, "topic": "com.example.app"}
    for name in ("prosody-0.12.xml.txt", "ejabberd-23.01.xml.txt"):
        publish = ps.parse(captured(name)[-1])
        assert ps.translate(publish).rejected_fields == ("device_id", "priority")
        assert sent(ps.translate(with_options(publish, filled)))["service"] == "apns"
    prosody, ejabberd = (
        with_options(ps.parse(captured(name)[-1]), filled)
        for name in ("prosody-0.12.xml.txt", "ejabberd-23.01.xml.txt")
    )
    assert ps.translate(prosody, profile="mongoosepush").reason == "invalid-summary-form"
    assert ps.translate(ejabberd, profile="mongoosepush").reason == "missing-summary-field"


def test_the_tutorials_enable_is_refused_for_its_placeholders():
    enable = ps.parse((CASES / "tutorial" / "enable.xml").read_text())
    result = ps.translate(enable, message=message(), profile="mongoosepush")

    assert (result.outcome, result.rejected_fields) == ("rejected", ("priority",))


@pytest.mark.parametrize(
    ("made", "plugin", "fields"),
    [
        (message(), "defaults", ("1", "juliet@example.com", "Hi!")),
        (message(type="groupchat"), "defaults", ("1", "juliet@example.com/balcony", "Hi!")),
        (message(from_=ps.Jid.unchecked("@")), "defaults", ("1", "@", "Hi!")),
        (message(from_=None), "hints", ("1", "", "Hi!")),
        (
            message(payloads=(JingleMessage(action="propose", id="1"), Hint(kind="store"))),
            "hints",
            ("1", "juliet@example.com", "Hi!"),
        ),
        (
            message(payloads=(Hint(kind="no-store"),)),
            "defaults",
            ("1", "juliet@example.com", "Hi!"),
        ),
    ],
)
def test_a_message_has_the_summary_that_mongooseim_makes(made, plugin, fields):
    summary = ps.summary_of(made, plugin=plugin)

    found = summary.message_count, summary.last_message_sender, summary.last_message_body
    assert tuple(map(str, found)) == fields


CALL = JingleMessage(action="propose", id="ca3cf894")
STORE, NO_STORE = Hint(kind="store"), Hint(kind="no-store")


@pytest.mark.parametrize(
    ("made", "plugin", "reason"),
    [
        (message(body=None), "defaults", "no-body"),
        (message(body=""), "defaults", "no-body"),
        (message(type="headline"), "defaults", "not-a-chat"),
        (message(type=None), "hints", "not-a-chat"),
        (message(payloads=(NO_STORE,)), "hints", "no-store"),
        (message(body=None, payloads=(CALL, STORE)), "defaults", "no-body"),
        (message(body=None, payloads=(CALL,)), "hints", "no-body"),
        (message(body=None, payloads=(STORE,)), "hints", "no-body"),
        (message(body=None, payloads=(CALL, STORE, NO_STORE)), "hints", "no-store"),
    ],
)
def test_other_messages_cause_no_push(made, plugin, reason):
    assert ps.summary_of(made, plugin=plugin) is None
    result = ps.translate(ENABLE, message=made, plugin=plugin)
    assert (result.outcome, result.reason) == ("not_sent", reason)
    assert result.diagnostics


def test_a_call_is_told_of_where_the_hints_plugin_finds_it():
    call = message(body=None, payloads=(CALL, STORE))
    silent = with_options(ENABLE, {"silent": "true"})

    assert ps.summary_of(call, plugin="hints") == ps.PushSummary(
        message_sender="juliet@example.com", jingle_message="propose", jingle_session_id="ca3cf894"
    )
    body = sent(ps.translate(silent, message=call, plugin="hints"))["body"]
    assert body["jingle-session-id"] == "ca3cf894"


@pytest.mark.parametrize(
    ("publish", "reason"),
    [
        (build.publish(SERVICE, "n", SUMMARY), "precondition-not-met"),
        (build.publish(SERVICE, "n", None, OPTIONS), "invalid-summary-form"),
    ],
)
def test_forms_that_a_push_node_refuses_are_not_sent(publish, reason):
    assert ps.translate(publish, profile="mongoosepush").reason == reason


def test_the_last_of_two_values_counts_and_several_do_not():
    form = OPTIONS.form()
    twice = attrs.evolve(
        form,
        fields=(
            *form.fields,
            Field(var="priority", values=("normal",)),
            Field(var="sound", values=("a", "b")),
            Field(values=("nameless",)),
        ),
    )
    request = sent(ps.translate(Notification(form=SUMMARY.form()), options=twice))

    assert request["headers"]["apns-priority"] == "5"
    assert "sound" not in request["body"]["aps"]


@pytest.mark.parametrize(
    ("call", "message_"),
    [
        (lambda: ps.translate(build.discover(SERVICE)), "not a publish"),
        (lambda: ps.translate(ENABLE), "needs a message: pass one"),
        (lambda: ps.translate(PUBLISH, api_version="v9"), "api_version is 'v9', not one of v2, v3"),
        (
            lambda: ps.translate(PUBLISH, plugin="odd"),
            "plugin is 'odd', not one of defaults, hints",
        ),
        (
            lambda: ps.translate(PUBLISH, profile="real"),
            "profile is 'real', not one of documented, mongoosepush",
        ),
        (
            lambda: ps.translate(
                Iq(type="set", id="1", payload=Pubsub(publish=Publish(items=(Item(), Item()))))
            ),
            "does not contain exactly one notification",
        ),
        (
            lambda: with_options(build.discover(SERVICE), {"a": "b"}),
            "only an enable or a publish has options",
        ),
    ],
)
def test_what_cannot_be_translated_is_refused_with_a_sentence(call, message_):
    with pytest.raises(ps.PushStanzaError, match=message_):
        call()


def test_options_are_replaced_or_added():
    assert (
        with_options(
            PUBLISH, {"priority": "normal", "sound": "ping"}
        ).payload.publish_options.form.value("sound")
        == "ping"
    )
    bare = build.enable(SERVICE, "n")
    assert with_options(bare, {"service": "fcm"}).payload.form == Form(
        type="submit",
        fields=(*ps.PublishOptions().form().fields, Field(var="service", values=("fcm",))),
    )


def test_a_long_body_is_shortened_on_demand():
    long = message("\U0001f469\u200d\U0001f467 " * 1000)
    refused = ps.translate(ENABLE, message=long)
    shortened = ps.translate(ENABLE, message=long, shorten=True)

    assert refused.rejected_fields == ("alert/body",)
    assert refused.size > refused.limit
    assert (
        len(json.dumps(sent(shortened)["body"], ensure_ascii=False, separators=(",", ":")).encode())
        <= 4096
    )


@pytest.mark.parametrize("profile", ["documented", "mongoosepush"])
def test_the_table_of_effects_names_every_field_and_option(profile):
    rows = {row[0].strip("`"): row[1:] for row in effects(profile)}

    assert rows["topic"] == ("`headers.apns-topic`", "`headers.apns-topic`", "—", "—")
    assert rows["time_to_live"][:3] == ("—", "—", "`ttl`")
    assert len(rows) == 10


def test_findings_and_rules_call_a_code_by_one_name():
    shared = set(SAID) & set(RULES)

    assert shared
    assert {code: SAID[code] for code in shared} == {code: RULES[code].name for code in shared}


@given(stanza=stanzas(), profile=st.sampled_from(["documented", "mongoosepush"]))
def test_any_stanza_translates_or_is_refused(stanza, profile):
    try:
        result = ps.translate(stanza, profile=profile, message=message())
    except ps.UntranslatableError:
        return
    json.dumps(result.to_dict())


VECTORS = [
    json.loads(line)
    for line in (CASES.parent / "data" / "mongoosepush.jsonl").read_text().splitlines()
]


def filled(form_type, fields):
    return Form(
        type="submit",
        fields=(
            Field(var="FORM_TYPE", type="hidden", values=(form_type,)),
            *(Field(var=var, values=(value,)) for var, value in fields.items()),
        ),
    )


def test_whole_stanzas_end_where_the_measured_ones_did():
    for vector in VECTORS:
        notification = Notification(form=filled(ps.PushSummary.FORM_TYPE, vector["summary"]))
        options = filled(ps.PublishOptions.FORM_TYPE, vector["publish_options"])
        publish = Pubsub(
            publish=Publish(node="n", items=(Item(payload=notification),)),
            publish_options=PublishOptionsElement(form=options),
        )
        stanza = ps.parse(ps.serialize(Iq(type="set", id="1", payload=publish), pretty=True))
        topic = vector.get("apns_default_topic")
        found = ps.translate(stanza, profile="mongoosepush", apns_default_topic=topic).to_dict()

        measured = {"outcome", "reason", "rejected_fields", "mongoosepush", "request"}
        assert {key: value for key, value in found.items() if key in measured} == {
            key: value for key, value in vector.items() if key in measured
        }, vector["id"]
