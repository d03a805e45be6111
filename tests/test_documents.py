"""Push payloads in JSON: what they are, where their parts stand, and what is wrong with them."""

import json
from pathlib import Path

import pytest
from firebase_admin import messaging
from firebase_admin._messaging_encoder import MessageEncoder
from hypothesis import given
from hypothesis import strategies as st

import pushstanza as ps
from pushstanza.linting.rules import RULES, examples
from pushstanza.linting.rules.documents.findings import findings
from pushstanza.payloads.json_documents import (
    ApnsPayload,
    FcmMessage,
    JsonError,
    LegacyFcmMessage,
    MalformedJson,
    PushRequest,
    read_documents,
    read_json,
)

VECTORS = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "mongoosepush.jsonl").read_text().splitlines()
]

TOKEN = examples.TOKEN


def findings_in(text):
    """Return what is found in the payloads in a text."""
    return [each for document in read_documents(text) for each in findings(document)]


def found(document):
    """Return rule, finding and the text meant of what is found in a document, on request or not."""
    text = document if isinstance(document, str) else json.dumps(document, ensure_ascii=False)
    return [(rule, each, text[start:end]) for rule, each, start, end in findings_in(text)]


def codes(document):
    """Return the codes of what is found by default."""
    return [rule.code for rule, _, _ in found(document) if rule.default]


def severities(document):
    return {
        str(each.severity or rule.severity) for rule, each, _ in found(document) if rule.default
    }


def to_fcm(**message):
    return {"message": {"token": "dGhpcyBpcyBub3QgYSB0b2tlbg", **message}}


CALL = {"apns-push-type": "voip", "apns-topic": "com.example.app.voip"}


def to_apns(aps, headers=None, **custom):
    payload = {"aps": aps, **custom}
    return payload if headers is None else {"headers": headers, "body": payload}


# The reader

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(value=values, indent=st.sampled_from([None, 0, 2]), is_ascii=st.booleans())
def test_json_is_read_as_the_standard_library_reads_it(value, indent, is_ascii):
    text = json.dumps(value, indent=indent, ensure_ascii=is_ascii)
    read = read_json(text)

    assert read.value == value
    assert read.end == len(text)
    for path, place in read.places.items():
        here = value
        for step in path:
            here = here[step]
        assert json.loads(text[slice(*place.value)]) == here
        assert place.key is None or json.loads(text[slice(*place.key)]) == path[-1]


@given(
    value=values,
    at=st.integers(0, 200),
    put=st.sampled_from(["", ",", "}", "]", '"', ":", "'", "\n", "{", "x", "0"]),
)
def test_what_is_no_json_is_refused_as_the_standard_library_refuses_it(value, at, put):
    whole = json.dumps(value)
    text = whole[:at] + put + whole[at + 1 :]
    try:
        expected = json.JSONDecoder().raw_decode(text.strip(" \t\n\r"))[0]
    except ValueError:
        with pytest.raises(JsonError) as refused:
            read_json(text)
        assert 0 <= refused.value.offset <= len(text)
    else:
        assert read_json(text).value == expected


@pytest.mark.parametrize(
    "text", ["NaN", "[Infinity]", '{"a": -Infinity}', "[" * 5000, '{"a":' * 5000, "[01]", "[.5]"]
)
def test_what_is_python_alone_or_too_deep_is_refused(text):
    with pytest.raises(JsonError):
        read_json(text)


def test_a_long_integer_is_read():
    assert read_json("9" * 5000).value > 0


@pytest.mark.parametrize(
    ("text", "marked", "hint"),
    [
        ('{"aps": {"badge": 1,}}', ",", "remove the comma"),
        ("{'aps': {}}", "'", "write \" instead of '"),
        ('{"aps": {"badge": None}}', "N", "did you mean null?"),
        ('{"aps": {badge: 1}}', "b", 'write "badge"'),
        ('{"aps": {"alert": "Hark" "badge": 1}}', '"', None),
        ('{"aps": {"alert": "Hark\n"}}', "\n", None),
        ('{"aps": {"badge": 1}} // why', "/", "JSON has no comments"),
        ('{"aps": {"badge": 1}', "}", None),
    ],
)
def test_a_payload_that_is_no_json_is_found_where_it_ends_to_be(text, marked, hint):
    ((rule, each, at),) = [entry for entry in found(text) if entry[0].code == "PS726"]

    assert (rule.code, at, each.hint) == ("PS726", marked, hint)


def test_other_text_in_braces_is_left_alone():
    for text in (
        "[12:00:01] <iq type='set' id='1'/>",
        "{urn:xmpp:push:0}enable",
        '{"level": "info", "message": "enabled',
        "[section]\nkey = value",
        "{not json}",
    ):
        assert found(text) == []


# Which payload it is


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ('{"message": {"token": "x", "data": {}}}', [FcmMessage]),
        ('{"message": {}}', [FcmMessage]),
        ('{"token": "x", "notification": {"title": "a"}}', [FcmMessage]),
        (
            '{"message": {"token": "x", "apns": {"payload": {"aps": {}}}}}',
            [FcmMessage, ApnsPayload],
        ),
        ('{"to": "x", "notification": {}}', [LegacyFcmMessage]),
        ('{"registration_ids": ["x"], "data": {}}', [LegacyFcmMessage]),
        ('{"aps": {}}', [ApnsPayload]),
        ('{"headers": {"apns-topic": "a.b"}, "payload": {"aps": {}}}', [ApnsPayload]),
        ('{"headers": {"apns-push-type": "mdm"}, "body": {"mdm": "x"}}', [ApnsPayload]),
        ('{"service": "fcm", "alert": {"title": "a", "body": "b"}}', [PushRequest]),
        ('{"service": "apns", "title": "a", "body": "b"}', [PushRequest]),
        ('{"method": "POST", "path": "/v3/notification/x", "body": {"data": {}}}', [PushRequest]),
        ('[{"aps": {}}, 1, {"to": "x", "data": {}}]', [ApnsPayload, LegacyFcmMessage]),
        ('{"aps": {}}\n{"aps": {}}\r\n\n{"message": {}}', [ApnsPayload, ApnsPayload, FcmMessage]),
        ('{"aps": {}}\n{"aps": {},}\n{"aps": {}}', [ApnsPayload, MalformedJson, ApnsPayload]),
        ('{"level": "info", "message": "x", "service": "y"}', []),
        ('{"data": {}, "topic": 3}\n7\n"x"', []),
        ("", []),
    ],
)
def test_payloads_are_known_by_their_keys(text, kinds):
    assert [type(each) for each in read_documents(text)] == kinds


def test_a_translation_holds_both_of_its_requests():
    sent = next(each for each in VECTORS if each["outcome"] == "sent")

    assert [type(each) for each in read_documents(json.dumps(sent))] == [PushRequest, ApnsPayload]


# Where


@pytest.mark.parametrize(
    ("document", "code", "path", "marked"),
    [
        (to_fcm(data={"count": 1}), "PS711", ("message", "data", "count"), "1"),
        (to_fcm(data={"from": "1"}), "PS711", ("message", "data", "from"), '"from"'),
        (to_fcm(data={}, android={"ttl": "5m"}), "PS702", ("message", "android", "ttl"), '"5m"'),
        (to_fcm(data={}, ttl="5s"), "PS727", ("message", "ttl"), '"ttl"'),
        ([{"aps": {"badge": "1"}}], "PS727", (0, "aps", "badge"), '"1"'),
        ({"aps": {}, "x": None}, "PS727", ("x",), "null"),
        ({"to": "x", "data": {}}, "PS711", ("to",), '"to"'),
        (
            to_apns({"alert": "a"}, {"apns-push-type": "alrt"}),
            "PS713",
            ("headers", "apns-push-type"),
            '"alrt"',
        ),
        ({"service": "FCM", "data": {}, "tags": []}, "PS701", ("service",), '"FCM"'),
        ({"service": "fcm", "alert": {"title": "a"}}, "PS727", ("alert",), '"alert"'),
        ({"alert": {"title": "a", "body": "b"}, "mode": "dev"}, "PS727", (), "{"),
    ],
)
def test_findings_are_at_the_key_or_value_meant(document, code, path, marked):
    first = next(entry for entry in found(document) if entry[0].default)

    assert (first[0].code, first[1].at, first[2]) == (code, path, marked)


def test_a_key_that_stands_twice_is_found_where_it_does_so():
    text = '{"aps": {"badge": 1, "alert": "x", "badge": 2}}'
    ((rule, start),) = [(rule, start) for rule, _, start, _ in findings_in(text)]

    assert (rule.code, start) == ("PS726", text.rindex('"badge"'))


def test_half_a_character_is_found():
    assert codes('{"aps": {"alert": "\\ud83d"}}') == ["PS726"]
    assert codes('{"aps": {"alert": "\\ud83d\\ude00"}}') == []


# What


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (to_apns({"alert": "a"}, {"apns-push-type": "alert", "apns-priority": "7"}), "PS713"),
        (to_apns({"alert": "a"}, {"apns-push-type": "alert", "apns-collapse-id": "é" * 33}), "PS713"),
        (to_apns({"alert": "a"}, {"apns-push-type": "alert", "apns-expiration": "tomorrow"}), "PS713"),
        (to_apns({"alert": "a"}, {"apns-push-type": "alert", "apns-expiration": "2419200"}), "PS713"),
        (to_apns({"alert": "a"}, {"apns-push-type": "alert", "apns-expiration": "1700000000000"}), "PS713"),
        (to_apns({"alert": "a"}, {"apns-push-type": "alert", "apns-id": "x"}), "PS713"),
        (to_apns({"content-available": 1}, {"apns-push-type": "alert", "apns-priority": "10"}), "PS713"),
        (to_apns({"content-available": 1}, {"apns-push-type": "background"}), "PS713"),
        (to_apns({"event": "end"}, {"apns-push-type": "liveactivity", "apns-priority": "1"}), "PS713"),
        (to_apns({}, {"apns-push-type": "voip", "apns-topic": "com.example.app"}), "PS714"),
        (to_apns({"alert": "a"}, {"apns-push-type": "alert", "apns-topic": "null"}), "PS706"),
        (to_apns({"alert": "a"}, {"apns-push-type": "alert", "apns-topic": "com.é"}), "PS706"),
        (to_apns({"content-available": 1, "category": "x"}), "PS705"),
        (to_apns({"badge": 3, "mutable-content": 1}), "PS728"),
        (to_apns({"alert": "a", "contentAvailable": 1}), "PS728"),
        (to_apns({"alert": "a", "relevance-score": 1.5}), "PS728"),
        (to_apns({"alert": "a", "interruption-level": "urgent"}), "PS727"),
        (to_apns({"alert": "a", "sound": ""}), "PS727"),
        (to_apns({"alert": "a", "sound": {"name": "x", "volume": 2}}), "PS727"),
        (to_apns({"alert": {"title-loc-args": ["x"]}}), "PS729"),
        (to_apns({"alert": "a", "badge": -1}), "PS717"),
        (to_apns({"alert": "é" * 2100}), "PS712"),
        (to_fcm(data={"a": "é" * 2100}), "PS712"),
        (to_fcm(data={"a": "x" * 3600}), "PS712"),
        ({"message": {"topic": "news", "data": {"a": "x" * 2100}}}, "PS712"),
        (to_fcm(data={"a": {"b": "c"}}), "PS711"),
        (to_fcm(android={"data": {"google.a": "b"}}), "PS711"),
        (to_fcm(data={"gcmish": "b"}), "PS711"),
        (to_fcm(data={"collapse_key": "b"}), "PS711"),
        (to_fcm(data={}, android={"ttl": "2419200.5s"}), "PS702"),
        (to_fcm(data={}, android={"ttl": "0.0s"}), "PS718"),
        (to_fcm(data={}, android={"priority": "10"}), "PS702"),
        (to_fcm(data={}, android={}, android_v2={}), "PS727"),
        (to_fcm(topic="x", data={}), "PS727"),
        ({"message": {"token": TOKEN, "data": {}}}, "PS708"),
        ({"message": {"token": "Optional(\"x\")", "data": {}}}, "PS710"),
        (
            to_fcm(apns={"headers": {"apns-priority": "10"}, "payload": {"aps": {"content-available": 1}}}),
            "PS713",
        ),
        (to_fcm(data={"a": "1"}, apns={"headers": {"apns-priority": "10"}}), "PS713"),
        (to_fcm(data={"a": "1"}, apns={"headers": CALL}), "PS740"),
        (to_apns({}, CALL), "PS740"),
        (to_apns({}, {**CALL, "apns-expiration": "0", "apns-priority": 5}), "PS740"),
        (to_apns({"alert": "a"}, {**CALL, "apns-expiration": "0"}), "PS740"),
        (to_apns({}, {"apns-push-type": "VOIP", "apns-topic": "com.example.app.voip"}), "PS713"),
        (to_apns({}, {"apns-topic": "com.example.app.voip"}), "PS713"),
        (to_apns({}, {**CALL, "apns-topic": "com.example.app.VoIP", "apns-expiration": "0"}), "PS714"),
        (to_apns({"alert": "a", "interruption-level": "critical"}), "PS741"),
        (to_apns({"alert": "a", "interruption-level": "critical", "sound": "default"}), "PS741"),
        (to_apns({"alert": "a", "interruption-level": "critical", "sound": {"name": "x"}}), "PS741"),
        (
            to_apns({"alert": "a", "interruption-level": "passive", "sound": {"critical": 1, "name": "x"}}),
            "PS741",
        ),
        (to_apns({"alert": "a", "interruption-level": "passive", "sound": "x"}), "PS741"),
        (to_apns({"alert": "a", "interruption-level": "timeSensitive"}), "PS727"),
        (to_apns({"alert": "a", "thread-id": 1}), "PS727"),
        (to_apns({"alert": "a", "thread_id": "b"}), "PS728"),
        (to_apns({"alert": {"launch-image": "a"}, "mutable-content": 1}), "PS728"),
        (to_apns({"alert": "a"}, **{"thread-id": "b"}), "PS742"),
        (to_apns({"alert": "a"}, **{"apns-expiration": 0}), "PS742"),
        (to_apns({"alert": "a", "apns-collapse-id": "b"}), "PS742"),
        (to_apns({"alert": {"title": "a", "badge": 1}}), "PS742"),
        (to_apns({"alert": "a", "subtitle": "b"}), "PS742"),
        (to_apns({"alert": "a"}, {"apns-push-type": "alert", "apns-thread-id": "b"}), "PS742"),
        (to_apns({"alert": "a"}, {"apns-push-type": "alert", "collapse-id": "b"}), "PS742"),
        (to_fcm(apns={"payload": {"aps": {"alert": "a"}, "content-available": 1}}), "PS742"),
        (to_fcm(data={"notification": "a"}), "PS711"),
        (to_fcm(data={}, collapse_key="a"), "PS727"),
        (to_fcm(data={}, android={"collapse_key": 1}), "PS727"),
        ({"service": "apns", "data": {}, "priority": "high", "topic": "com.example.app"}, "PS705"),
        ({"service": "fcm", "alert": {"title": "a", "body": "b"}, "mode": "dev"}, "PS703"),
        ({"service": "apns", "alert": {"title": "a", "body": "b"}, "topic": "nil"}, "PS706"),
        ({"service": "apns", "alert": {"title": "a", "body": "b"}, "topic": "com.a.voip"}, "PS714"),
        ({"service": "apns", "alert": {"title": "a", "body": "b", "badge": 2147483648}}, "PS717"),
        ({"service": "apns", "alert": {"title": "a", "body": "b", "sound": ""}}, "PS719"),
        ({"service": "apns", "alert": {"title": "a", "body": "x" * 4100}}, "PS712"),
        ({"service": "fcm", "data": {"a": [1]}, "priority": "high"}, "PS711"),
        ({"service": "fcm", "data": {}, "time_to_live": 0}, "PS718"),
        ({"service": "fcm", "data": {}, "time_to_live": 2419201}, "PS702"),
        ({"service": "fcm", "data": {}, "time_to_live": [1]}, "PS727"),
        ({"path": f"/v2/notification/{TOKEN}", "body": {"service": "apns", "title": "a"}}, "PS720"),
        ({"path": "/v3/notification/null", "body": {"service": "fcm", "data": {}}}, "PS710"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_payload_is_found_once(document, code):
    told = codes(document)

    assert code in told
    assert told == [code] or code == "PS720"


@pytest.mark.parametrize(
    "document",
    [
        to_apns(
            {"alert": {"title": "a", "body": "b"}, "sound": "default", "mutable-content": 1},
            account="x",
        ),
        to_apns({"content-available": 1}, {"apns-push-type": "background", "apns-priority": 5}),
        to_apns(
            {"alert": "a"}, {"apns-push-type": "alert", "apns-priority": "10", "apns-expiration": 0}
        ),
        to_apns({}, {**CALL, "apns-expiration": 0}, call="x" * 4500),
        to_apns({}, {**CALL, "apns-expiration": "1732873542", "apns-priority": 10}, call="x"),
        to_apns({"alert": "a", "thread-id": "b", "interruption-level": "time-sensitive"}),
        to_apns({"alert": "a", "interruption-level": "passive", "badge": 1}),
        to_apns(
            {
                "alert": "a",
                "interruption-level": "critical",
                "sound": {"critical": 1, "name": "default", "volume": 1},
            }
        ),
        to_apns({"alert": "a", "sound": {"critical": 1, "name": "default"}}),
        to_apns({"alert": "a", "content-available": 1, "target-content-id": "w"}),
        to_apns({"alert": {"loc-key": "k"}, "mutable-content": 1}, sound="mine", title="mine"),
        to_fcm(data={"a": "1"}, android={"collapse_key": "chat", "priority": "high"}),
        to_fcm(notification={"title": "a"}, data={"a": "1"}, android={"collapseKey": "chat"}),
        to_fcm(notification={"title": "a"}, apns={"headers": {"apns-priority": "10"}}),
        to_apns({"event": "update", "timestamp": 1, "content-state": {}, "relevance-score": 100}),
        to_fcm(
            notification={"title": "a", "body": None}, android={"ttl": "3600s", "priority": "HIGH"}
        ),
        to_fcm(data={"a": "1"}, apns={"payload": {"aps": {"alert": "x"}}}),
        to_fcm(data={"a": "1"}, apns={"headers": {"apns-priority": "5"}}),
        to_fcm(
            android={
                "notification": {"titleLocKey": "k", "titleLocArgs": ["x"], "title_loc_key": "k"}
            }
        )
        and to_fcm(android={"notification": {"titleLocKey": "k", "titleLocArgs": ["x"]}}),
        {
            "service": "fcm",
            "alert": {"title": "a", "body": "b", "badge": "3"},
            "time_to_live": "60",
        },
        {"service": "fcm", "data": {"a": 1, "b": True}, "priority": "normal"},
        {"service": "apns", "title": "a", "body": "b"},
    ],
)
def test_what_is_right_has_no_findings(document):
    assert codes(document) == []


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (to_fcm(data={"a": "1"}), "PS722"),
        (to_fcm(data={"a": "1"}, android={"priority": "HIGH"}), "PS722"),
        (to_fcm(data={"a": "1"}, notification={"title": "a"}), "PS744"),
        (to_fcm(android={"data": {"a": "1"}, "notification": {"title": "a"}}), "PS744"),
        (to_fcm(notification={"title": "a"}, android={"collapse_key": "1" * 13}), "PS743"),
        (to_fcm(notification={"title": "a"}, android={"collapseKey": "a1" * 16}), "PS743"),
        (to_fcm(notification={"title": "a"}, android={"collapse_key": "chat-1"}), None),
        (to_fcm(notification={"title": "a"}), None),
    ],
)
def test_what_is_found_on_request(document, code):
    told = [rule.code for rule, _, _ in found(document) if not rule.default]

    assert [each for each in told if each != "PS730"] == ([code] if code else [])
    assert codes(document) == []


@pytest.mark.parametrize(
    ("document", "hint"),
    [
        (to_apns({}, {"apns-topic": "com.example.app.voip"}), "add apns-push-type voip"),
        (
            to_apns({}, {**CALL, "apns-topic": "com.example.app.VoIP", "apns-expiration": "0"}),
            "write 'com.example.app.voip'",
        ),
        (to_apns({}, CALL), "add apns-expiration 0"),
        (to_apns({"alert": "a"}, {"push-type": "alert"}), "did you mean 'apns-push-type'?"),
        (to_apns({"alert": "a", "body": "b"}), "put it into alert"),
        (to_apns({"alert": "a"}, **{"apns-expiration": 0}), "put it into the headers"),
    ],
)
def test_the_hint_says_what_to_write(document, hint):
    assert any(hint in (each.hint or "") for _, each, _ in found(document))


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.code)
def test_the_examples_in_json_are_as_they_should_be(rule):
    def told(text):
        return {each.code for each, _, _ in found(text) if each.default or each is rule}

    assert [text for text in rule.bad if text[0] in "{[" and told(text) != {rule.code}] == []
    assert [text for text in rule.good if text[0] in "{[" and told(text)] == []


# Others as evidence


def test_what_the_chain_refuses_is_an_error_in_its_request():
    rejected = [each["mongoosepush"] for each in VECTORS if each["outcome"] == "rejected"]

    assert len(rejected) > 100
    assert [each for each in rejected[::3] if "error" not in severities(each)] == []


def test_an_empty_body_lacks_the_service_and_what_to_send():
    request = {"method": "POST", "path": "/v3/notification/abc123", "body": {}}
    said = [each.message for rule, each, _ in found(request) if rule.code == "PS727"]

    assert said == [
        "'service' is missing: MongoosePush answers 422",
        "at least one of alert, data is required: MongoosePush answers 422",
    ]


def test_what_the_chain_sends_fits_the_schemas():
    sent = [each for each in VECTORS[::5] if each["outcome"] == "sent"]

    for vector in sent:
        assert "PS727" not in codes(vector["mongoosepush"])
        empty_sound = vector["publish_options"].get("sound") == ""
        assert empty_sound or "PS727" not in codes(vector["request"]), vector["id"]


@pytest.mark.parametrize(
    ("made", "document"),
    [
        (messaging.Message(data={}), {"message": {"data": {}}}),
        (
            messaging.Message(fid="a", topic="b"),
            {"message": {"fid": "a", "topic": "b", "data": {}}},
        ),
        (messaging.Message(topic="a b"), {"message": {"topic": "a b", "data": {}}}),
        (
            messaging.Message(topic="a", data={"b": 1}),
            {"message": {"topic": "a", "data": {"b": 1}}},
        ),
        (
            messaging.Message(topic="a", android=messaging.AndroidConfig(priority="urgent")),
            {"message": {"topic": "a", "android": {"priority": "urgent"}}},
        ),
        (
            messaging.Message(topic="a", android=messaging.AndroidConfig(ttl=-1)),
            {"message": {"topic": "a", "android": {"ttl": "-1s"}}},
        ),
        (
            messaging.Message(
                topic="a",
                android=messaging.AndroidConfig(
                    notification=messaging.AndroidNotification(color="#fff")
                ),
            ),
            {"message": {"topic": "a", "android": {"notification": {"color": "#fff"}}}},
        ),
        (
            messaging.Message(
                topic="a",
                android=messaging.AndroidConfig(
                    notification=messaging.AndroidNotification(body_loc_args=["b"])
                ),
            ),
            {"message": {"topic": "a", "android": {"notification": {"body_loc_args": ["b"]}}}},
        ),
        (
            messaging.Message(topic="a", apns=messaging.APNSConfig(headers={"apns-priority": 5})),
            {"message": {"topic": "a", "apns": {"headers": {"apns-priority": 5}}}},
        ),
        (
            messaging.Message(
                topic="a",
                apns=messaging.APNSConfig(payload=messaging.APNSPayload(messaging.Aps(badge="1"))),
            ),
            {"message": {"topic": "a", "apns": {"payload": {"aps": {"badge": "1"}}}}},
        ),
        (
            messaging.Message(
                topic="a",
                apns=messaging.APNSConfig(
                    payload=messaging.APNSPayload(
                        messaging.Aps(alert=messaging.ApsAlert(loc_args=["b"]))
                    )
                ),
            ),
            {
                "message": {
                    "topic": "a",
                    "apns": {"payload": {"aps": {"alert": {"loc-args": ["b"]}}}},
                }
            },
        ),
        (
            messaging.Message(
                topic="a",
                webpush=messaging.WebpushConfig(
                    fcm_options=messaging.WebpushFCMOptions(link="http://example.com")
                ),
            ),
            {"message": {"topic": "a", "webpush": {"fcm_options": {"link": "http://example.com"}}}},
        ),
        (
            messaging.Message(topic="a", fcm_options=messaging.FCMOptions(analytics_label="b c")),
            {"message": {"topic": "a", "fcm_options": {"analytics_label": "b c"}}},
        ),
    ],
)
def test_what_firebase_admin_refuses_is_found(made, document):
    with pytest.raises(ValueError):  # noqa: PT011 - each with words of its own
        MessageEncoder().default(made)

    assert codes(document)


# Whatever comes

_KEYS = st.sampled_from(
    [
        "message",
        "token",
        "topic",
        "data",
        "notification",
        "android",
        "apns",
        "aps",
        "alert",
        "badge",
        "sound",
        "headers",
        "body",
        "path",
        "payload",
        "service",
        "mode",
        "priority",
        "ttl",
        "time_to_live",
        "title",
        "to",
        "apns-topic",
        "apns-push-type",
        "apns-priority",
        "apns-expiration",
        "content-available",
        "mutable-content",
        "loc-args",
        "relevance-score",
    ]
)
_VALUES = scalars | st.sampled_from(
    ["fcm", "apns", "background", "10", "high", "/v3/notification/x", "null"]
)
shapes = st.recursive(
    _VALUES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=6),
    max_leaves=30,
)


@given(value=st.dictionaries(_KEYS, shapes, min_size=1))
def test_any_payload_can_be_linted(value):
    text = json.dumps(value)
    for rule, each, start, end in findings_in(text):
        assert rule.code in RULES
        assert each.message
        assert 0 <= start < end <= len(text)


@given(text=st.text(alphabet="{}[]\":,aps1tru \n\\'", max_size=60) | st.text(max_size=30))
def test_any_text_can_be_linted(text):
    for _, _, start, end in findings_in(text):
        assert 0 <= start <= end <= len(text)


def test_no_message_shows_a_token():
    for document in (
        {"message": {"token": TOKEN, "data": {TOKEN: 1, "a": TOKEN}, TOKEN: "x"}},
        {"to": TOKEN, "data": {}},
        {"service": TOKEN, "data": {}, "mode": TOKEN},
        {"path": f"/3/device/{TOKEN}0", "headers": {"apns-push-type": TOKEN}, "body": {"aps": {}}},
    ):
        for _, each, _ in found(document):
            assert TOKEN not in f"{each.message} {each.hint}"


def test_jsonschema_is_loaded_for_payloads_alone():
    import subprocess
    import sys

    code = (
        'import sys, pushstanza as ps\nps.lint(\'<iq type="result" id="1"/>\')\n'
        "print(*{'jsonschema', 'cattrs'} & set(sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ran.stdout.strip() == ""


@pytest.mark.parametrize(
    ("android", "said"),
    [
        (None, []),
        (True, ["'android' is a boolean, not an object: FCM answers INVALID_ARGUMENT"]),
        (1, ["'android' is 1, not an object: FCM answers INVALID_ARGUMENT"]),
        ([], ["'android' is an array, not an object: FCM answers INVALID_ARGUMENT"]),
        ({}, []),
    ],
)
def test_android_that_is_no_object_is_told_once(android, said):
    found = ps.lint(json.dumps({"message": {"token": "t0k3n", "data": {}, "android": android}}))

    assert [each.message for each in found] == said


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("broken", ['{"aps":{"alert":"x"', '{"aps":{"alert":"x"},'])
def test_a_payload_on_the_line_after_one_that_breaks_off_is_read(broken, end):
    payload = '{"aps":{"alert":"x","badge":"3"}}'

    kinds = [type(each).__name__ for each in read_documents(end.join([broken, payload, payload]))]

    assert kinds == ["MalformedJson", "ApnsPayload", "ApnsPayload"]


def test_the_end_of_a_list_that_lacks_a_comma_is_not_reported_besides():
    items = ['{"aps":{"alert":"x"}}', '{"aps":{"alert":"y"}},', '{"aps":{"alert":"z"}}']

    found = read_documents("\n".join([f"[{items[0]}", *items[1:], "]"]))

    assert [type(each).__name__ for each in found] == [
        "MalformedJson",
        "ApnsPayload",
        "ApnsPayload",
    ]
