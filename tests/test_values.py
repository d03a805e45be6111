"""What texts and values the models and views take, at the ends of what they take, and what they say.

Each row is one text: what is read of it, or the whole sentence that refuses it.
"""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from lxml import etree

import pushstanza as ps

PUBSUB = "http://jabber.org/protocol/pubsub"
LARGEST = 10**18 - 1
TOO_LARGE = " is not a non-negative integer of at most 18 digits"
NO_NAME = " is not a name: use letters, digits, dots and dashes"


def pubsub(child, attribute):
    def stanza(text):
        iq = etree.Element("{jabber:client}iq", type="set", id="1")
        outer = etree.SubElement(iq, f"{{{PUBSUB}}}pubsub")
        etree.SubElement(outer, f"{{{PUBSUB}}}{child}", {"node": "n", attribute: text})
        return iq

    return stanza


def error_code(text):
    iq = etree.Element("{jabber:client}iq", type="error", id="1")
    etree.SubElement(iq, "{jabber:client}error", type="wait", code=text)
    return iq


def delay(text):
    message = etree.Element("{jabber:client}message")
    etree.SubElement(message, "{urn:xmpp:delay}delay", stamp=text)
    return message


def language(text):
    return etree.Element(
        "{jabber:client}message", {"{http://www.w3.org/XML/1998/namespace}lang": text}
    )


def canonical(element):
    return etree.canonicalize(etree.tostring(element, encoding="unicode"), rewrite_prefixes=True)


KINDS = {
    "max_items": (pubsub("items", "max_items"), lambda iq: iq.payload.items.max_items),
    "notify": (pubsub("retract", "notify"), lambda iq: iq.payload.retract.notify),
    "type": (pubsub("create", "type"), lambda iq: iq.payload.create.type),
    "code": (error_code, lambda iq: iq.error.code),
    "stamp": (delay, lambda message: message.payloads[0].stamp),
    "lang": (language, lambda message: message.lang),
}
WAIT = ps.Condition(name="resource-constraint")
NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("max_items", "1", 1),
        ("max_items", "+5", 5),
        ("max_items", " \t\r\n7\n", 7),
        ("max_items", "007", 7),
        ("max_items", str(LARGEST), LARGEST),
        ("code", "0", 0),
        ("code", str(LARGEST), LARGEST),
        ("notify", "true", True),
        ("notify", "1", True),
        ("notify", "false", False),
        ("notify", "0", False),
        ("notify", " \t\r\ntrue\n", True),
        ("type", "push", "push"),
        ("type", "_A.b-c_1Z9", "_A.b-c_1Z9"),
        ("type", "Za", "Za"),
        ("stamp", "2026-01-31T12:00:00Z", NOON),
        ("stamp", " \t\r\n2026-01-31T12:00:00Z\n", NOON),
        ("stamp", "2026-01-31T12:00:00+00:00", NOON),
        ("stamp", "2026-01-31T12:00:00.5Z", NOON + timedelta(seconds=0.5)),
        ("stamp", "2026-01-31T14:00:00+02:00", NOON.astimezone(timezone(timedelta(hours=2)))),
        ("lang", "", ""),
        ("lang", "de", "de"),
        ("lang", "zh-Hant-TW", "zh-Hant-TW"),
        ("lang", "abcdefgh-Abcdefg9", "abcdefgh-Abcdefg9"),
        ("lang", "de-1", "de-1"),
    ],
)
def test_a_text_is_read_and_written_as_it_was(kind, text, value):
    make, held = KINDS[kind]
    stanza = ps.parse(make(text), validate=False)

    assert held(stanza) == value
    assert type(held(stanza)) is type(value)
    assert canonical(ps.to_lxml(stanza)) == canonical(make(text))


@pytest.mark.parametrize(
    ("kind", "text", "sentence"),
    [
        ("max_items", "0", "'max_items' of <items>: 0 is not a positive integer"),
        ("max_items", "-1", f"'max_items' of <items>: -1{TOO_LARGE}"),
        ("max_items", str(LARGEST + 1), f"'max_items' of <items>: 1000000000000000000{TOO_LARGE}"),
        ("max_items", "5.0", "'max_items' of <items>: '5.0' is not an integer"),
        ("max_items", "", "'max_items' of <items>: '' is not an integer"),
        ("max_items", "٣", "'max_items' of <items>: '٣' is not an integer"),
        ("max_items", "1_0", "'max_items' of <items>: '1_0' is not an integer"),
        ("max_items", "\u00a05", "'max_items' of <items>: '\\xa05' is not an integer"),
        ("code", "-1", f"'code' of <error>: -1{TOO_LARGE}"),
        ("code", str(LARGEST + 1), f"'code' of <error>: 1000000000000000000{TOO_LARGE}"),
        ("code", "x", "'code' of <error>: 'x' is not an integer"),
        ("notify", "yes", "'notify' of <retract>: 'yes' is not one of true, false, 1, 0"),
        ("notify", "True", "'notify' of <retract>: 'True' is not one of true, false, 1, 0"),
        ("notify", "", "'notify' of <retract>: '' is not one of true, false, 1, 0"),
        ("type", "1a", f"'type' of <create>: '1a'{NO_NAME}"),
        ("type", "-a", f"'type' of <create>: '-a'{NO_NAME}"),
        ("type", "a b", f"'type' of <create>: 'a b'{NO_NAME}"),
        ("type", "é", f"'type' of <create>: 'é'{NO_NAME}"),
        ("type", "", f"'type' of <create>: ''{NO_NAME}"),
        ("stamp", "noon", "'stamp' of <delay>: 'noon' is not a date and time (XEP-0082)"),
        ("lang", "abcdefghi", "'xml:lang' of <message>: 'abcdefghi' is not a language tag (BCP 47)"),
        ("lang", "a-abcdefghi", "'xml:lang' of <message>: 'a-abcdefghi' is not a language tag (BCP 47)"),
        ("lang", "d1", "'xml:lang' of <message>: 'd1' is not a language tag (BCP 47)"),
        ("lang", "e n", "'xml:lang' of <message>: 'e n' is not a language tag (BCP 47)"),
        ("lang", "de-", "'xml:lang' of <message>: 'de-' is not a language tag (BCP 47)"),
    ],
)  # fmt: skip
def test_a_text_is_refused_with_a_sentence(kind, text, sentence):
    make, _ = KINDS[kind]
    with pytest.raises(ps.PushStanzaError) as caught:
        ps.parse(make(text), validate=False)
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: ps.Items(node="n", max_items=0), "Items.max_items is wrong: 0 is not a positive integer"),
        (lambda: ps.Items(node="n", max_items=LARGEST + 1), f"Items.max_items is wrong: 1000000000000000000{TOO_LARGE}"),
        (lambda: ps.StanzaError(type="wait", condition=WAIT, code=-1), f"StanzaError.code is wrong: -1{TOO_LARGE}"),
        (lambda: ps.StanzaError(type="wait", condition=WAIT, code=LARGEST + 1), f"StanzaError.code is wrong: 1000000000000000000{TOO_LARGE}"),
        (lambda: ps.Create(node="n", type="1a"), f"Create.type is wrong: '1a'{NO_NAME}"),
        (lambda: ps.PushSummary(message_count=-1), "PushSummary.message_count is wrong: -1 is less than 0"),
        (lambda: ps.PushSummary(message_count=10**999), "PushSummary.message_count is wrong: an integer has at most 999 digits"),
        (lambda: ps.NodeConfig(max_items=-1), "NodeConfig.max_items is wrong: -1 is less than 0"),
        (lambda: ps.PublishOptions(time_to_live=2419201), "PublishOptions.time_to_live is wrong: 2419201 is more than 2419200"),
        (lambda: ps.PublishOptions(time_to_live=-1), "PublishOptions.time_to_live is wrong: -1 is less than 0"),
        (lambda: ps.PublishOptions(topic="a\x0b"), "PublishOptions.topic is wrong: contains '\\x0b', a character that XML does not allow"),
        (lambda: ps.Iq(type="get", id="a\ufffe"), "Iq.id contains '\\ufffe', a character that XML does not allow"),
        (lambda: ps.Iq(type="get", id="a\ud800"), "Iq.id contains '\\ud800', a character that XML does not allow"),
        (lambda: ps.Iq(type="get", id="a\x1f"), "Iq.id contains '\\x1f', a character that XML does not allow"),
        (lambda: ps.Iq(type="get", id=1), "Iq.id must be a str, not 1"),
        (lambda: ps.Retract(node="n", notify=1), "Retract.notify must be a bool, not 1"),
        (lambda: ps.Items(node="n", max_items=True), "Items.max_items must be an int, not True"),
        (lambda: ps.Message(payloads=["x"]), "Message.payloads[0] must be a model or an Unknown, not 'x'"),
        (lambda: ps.Form(type="submit", fields=[ps.Field(var="a"), "x"]), "Form.fields[1] must be a Field, not 'x'"),
        (lambda: ps.PublishOptions(other=[ps.Field(var="a", values=["b"]), "x"]), "PublishOptions.other[1] must be a Field, not 'x'"),
        (lambda: ps.PublishOptions(problems=["x"]), "PublishOptions.problems[0] must be a Problem, not 'x'"),
    ],
)  # fmt: skip
def test_a_value_is_refused_with_a_sentence(make, sentence):
    with pytest.raises(ps.PushStanzaError) as caught:
        make()
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    "make",
    [
        lambda: ps.Items(node="n", max_items=1),
        lambda: ps.Items(node="n", max_items=LARGEST),
        lambda: ps.StanzaError(type="wait", condition=WAIT, code=0),
        lambda: ps.StanzaError(type="wait", condition=WAIT, code=LARGEST),
        lambda: ps.PushSummary(message_count=0, pending_subscription_count=0),
        lambda: ps.PushSummary(message_count=10**999 - 1),
        lambda: ps.NodeConfig(max_items=0, max_payload_size=0),
        lambda: ps.PublishOptions(time_to_live=0),
        lambda: ps.PublishOptions(time_to_live=2419200),
        lambda: ps.Body(text="\t\n\r\x20\x7f\ud7ff\ue000\ufffd\U00010000\U0010ffff"),
    ],
)
def test_the_first_and_the_last_value_are_taken_and_come_back(make):
    model = make()

    assert ps.from_dict(ps.to_dict(model)) == model


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("9" * 999, 10**999 - 1),
        ("+" + "9" * 999, 10**999 - 1),
        ("0" * 1000, 0),
        ("0" * 1001, None),
        ("9" * 1000, None),
    ],
    ids=["digits", "sign", "most", "more", "larger"],
)
def test_a_number_has_at_most_a_thousand_characters_and_999_digits(text, count):
    field = ps.Field(var="message-count", values=[text])
    summary = ps.PushSummary.read(ps.Form(type="submit", fields=[field]))

    assert summary.message_count == count
    assert [each.field for each in summary.problems] == ([] if count is not None else [field])


@pytest.mark.parametrize(
    ("xml", "without_schema", "with_schema"),
    [
        (
            "<iq/>",
            "<iq> has no attribute 'type'; <iq> has no attribute 'id'",
            "line 1, column 1: <iq> is missing the attribute 'id'; line 1, column 1: <iq> is missing the attribute 'type'",
        ),
        (
            "<iq type='gett' id='1'/>",
            "'type' of <iq>: 'gett' is not one of error, get, result, set",
            "line 1, column 5: attribute 'type' of <iq> is 'gett', not one of error, get, result, set",
        ),
        (
            "<iq type='set' id='1'>a<enable xmlns='urn:xmpp:push:0' jid='p'/></iq>",
            "<iq> has text between its child elements",
            "line 1, column 1: <iq> contains text, but only elements are allowed",
        ),
        (
            "<enable xmlns='urn:xmpp:push:0' jid='p'><x xmlns='jabber:x:data' type='submit'/>a</enable>",
            "<enable> has text between its child elements",
            "line 1, column 1: <enable> contains text, but only elements are allowed",
        ),
        (
            "<message><body>a<b/>c</body></message>",
            "<body> has text after a child element",
            "line 1, column 10: <body> contains elements, but only text is allowed",
        ),
        (
            "<message><delay xmlns='urn:xmpp:delay'/></message>",
            "<delay> has no attribute 'stamp'",
            "line 1, column 10: <delay> is missing the attribute 'stamp'",
        ),
        (
            "<presence/>",
            "<presence> is not an element of the flow",
            "<presence> is not an element of the flow",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_in_whole_sentences(xml, without_schema, with_schema):
    for validate, sentence in ((False, without_schema), (True, with_schema)):
        with pytest.raises(ps.PushStanzaError) as caught:
            ps.parse(xml, validate=validate)
        assert str(caught.value) == sentence
