"""Models as dictionaries and JSON, and back."""

import json
import re
import subprocess
import sys
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import pushstanza as ps
from pushstanza.binding import declared
from pushstanza.testing import strategies

HERE = Path(__file__).parent
MODELS = [each for each in declared() if each.__module__.startswith("pushstanza.")]
VALID = [
    each
    for each in sorted((HERE / "schema_cases" / "valid").rglob("*.xml"))
    if each.stem != "presence"  # no model
]

TOKEN = "0123456789abcdef" * 4
OPTIONS = ps.PublishOptions(device_id=TOKEN, service="apns", topic="com.example.app", silent=False)
SUMMARY = ps.PushSummary(message_count=3, last_message_body="Hi")
PUBLISH = ps.build.publish(ps.Jid("push.example.com"), "n", SUMMARY, OPTIONS)


@cache
def _validator(cls):
    schema = ps.json_schema(cls)
    for each in ({**schema, "$defs": {}}, *schema["$defs"].values()):
        _check(json.dumps(each))
    return Draft202012Validator(schema)


@cache  # most definitions stand in the schemas of many classes
def _check(schema):
    Draft202012Validator.check_schema(json.loads(schema))


def _refused(data, cls=None):
    with pytest.raises(ps.DataError) as caught:
        ps.from_dict(data, cls)
    assert isinstance(caught.value, ValueError)
    return caught.value


# There and back


@pytest.mark.parametrize("cls", MODELS, ids=lambda cls: cls.__name__)
def test_nothing_of_a_model_is_lost(cls):
    @given(strategies.models(cls))
    def test(model):
        plain = ps.to_dict(model)
        text = ps.to_json(model)

        assert plain["model"] == cls.__name__
        assert json.loads(text) == plain
        for again in (ps.from_dict(plain), ps.from_dict(plain, cls), ps.from_json(text)):
            assert again == model
            assert type(again) is cls
            assert ps.serialize(again) == ps.serialize(model)

    test()


@given(strategies.stanzas(), st.data())
def test_nothing_is_lost_of_what_no_place_holds(stanza, data):
    """Foreign attributes, children, mixed order and other spellings survive."""
    tree = ps.to_lxml(stanza)
    for element in tree.iter():
        if data.draw(st.booleans()):
            element.set("{urn:example:foreign}a", data.draw(strategies.texts()))
        if len(element) > 1 and data.draw(st.booleans()):
            element.append(element[0])
    try:
        model = ps.parse(tree)
    except ps.ValidationError:
        return
    again = ps.from_json(ps.to_json(model))

    assert again == model
    assert ps.serialize(again) == ps.serialize(model)


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_what_is_parsed_is_carried_and_valid(path):
    from pushstanza.stanzas.parse import model_of

    text = path.read_text()
    for model in [*ps.parse_many(text, comments=True)] or [model_of(text)]:
        again = ps.from_json(ps.to_json(model), type(model))

        assert again == model
        assert ps.serialize(again) == ps.serialize(model)
        _validator(type(model)).validate(ps.to_dict(model))


@pytest.mark.parametrize(
    "xml",
    [
        "<iq type='get' id='1' xml:lang=' en '/>",
        "<iq type='get' id='1' xmlns:q='urn:q' q:a='&quot;&lt;' q:b=''/>",
        "<message><delay xmlns='urn:xmpp:delay' stamp=' 2020-01-01T00:00:00.50Z'/></message>",
        "<message><delay xmlns='urn:xmpp:delay' stamp='2020-01-01T24:00:00Z'/></message>",
        "<message to='a@@b//c'/>",
        "<message><a xmlns='urn:a'><c xmlns=''/></a><b xmlns='urn:b' xmlns:p='urn:p' t='p:q'/></message>",
        (
            "<iq type='set' id='1'><pubsub xmlns='http://jabber.org/protocol/pubsub'>"
            "<retract node='n' notify=' 1 '><item id='a'/></retract></pubsub></iq>"
        ),
    ],
)
def test_texts_that_only_the_parser_takes_are_carried(xml):
    model = ps.parse(xml)
    again = ps.from_json(ps.to_json(model))

    assert again == model
    assert ps.serialize(again) == ps.serialize(model)


def test_a_dictionary_is_what_people_expect():
    assert ps.to_dict(ps.build.enable(ps.Jid("push.example.com"), "n", OPTIONS, id="1")) == {
        "model": "Iq",
        "type": "set",
        "id": "1",
        "payload": {
            "model": "Enable",
            "jid": "push.example.com",
            "node": "n",
            "form": {
                "type": "submit",
                "fields": [
                    {
                        "var": "FORM_TYPE",
                        "type": "hidden",
                        "values": ["http://jabber.org/protocol/pubsub#publish-options"],
                    },
                    {"var": "device_id", "values": [TOKEN]},
                    {"var": "service", "values": ["apns"]},
                    {"var": "topic", "values": ["com.example.app"]},
                    {"var": "silent", "values": ["false"]},
                ],
            },
        },
    }
    delay = ps.Delay(stamp=datetime(2026, 1, 31, 12, tzinfo=UTC))
    assert ps.to_dict(delay) == {"model": "Delay", "stamp": "2026-01-31T12:00:00Z"}
    message = ps.Message(payloads=(ps.Unknown("<a xmlns='urn:a'/>"),), from_=ps.Jid("a@b"))
    assert ps.to_dict(message) == {
        "model": "Message",
        "from_": "a@b",
        "payloads": [{"model": "Unknown", "xml": '<a xmlns="urn:a"></a>'}],
    }


def test_an_element_without_a_model_is_carried_alone():
    unknown = ps.Unknown("<a xmlns='urn:a'/>")

    assert ps.from_dict(ps.to_dict(unknown)) == ps.from_json(ps.to_json(unknown)) == unknown
    _validator(ps.Unknown).validate(ps.to_dict(unknown))


VIEWS = [
    OPTIONS,
    SUMMARY,
    ps.PublishOptions(time_to_live=5, other=(ps.Field(var="a", values=("1", "2")),)),
    ps.NodeConfig(access_model="whitelist", max_items=0, persist_items=True),
    ps.P2Registration(token=TOKEN, device_id="92afd7a91cdba9a0"),
    ps.AppserverRegistration(type="fcm", node="92afd7a91cdba9a0", token=TOKEN),
    ps.AppserverUnregistration(type="fcm", node="92afd7a91cdba9a0"),
    ps.TigaseRegistration(provider="apns-binary-api", device_token=TOKEN),
    ps.RegistrationResult(jid="push.example.com", node="n", secret="s", max_payload_size=3072),
    ps.PushSummary.read(
        ps.Form(type="submit", fields=(ps.Field(var="message-count", values=("many",)),))
    ),
]


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: type(view).__name__)
def test_a_view_of_a_form_is_carried(view):
    again = ps.from_json(ps.to_json(view))

    assert again == view
    assert again.form() == view.form()
    assert ps.from_dict(ps.to_dict(view), type(view)) == view
    _validator(type(view)).validate(ps.to_dict(view))


@pytest.mark.parametrize(
    "options",
    [
        OPTIONS,
        OPTIONS.evolve(silent=True, click_action="a"),
        ps.PublishOptions(device_id=TOKEN, service="fcm", priority="high", time_to_live=5),
        ps.PublishOptions(device_id=TOKEN, service="fcm", silent=True),
    ],
)
def test_a_request_to_a_provider_is_carried(options):
    request = ps.translate(ps.build.publish(ps.Jid("a.b"), "n", SUMMARY, options)).request
    again = ps.from_json(ps.to_json(request))

    assert again == request
    assert again.to_dict() == request.to_dict()
    _validator(type(request)).validate(ps.to_dict(request))


def test_what_an_app_gets_is_written_as_lists_and_dictionaries_of_its_own():
    options = ps.PublishOptions(device_id=TOKEN, service="apns", topic="a.b.c", silent=True)
    request = ps.translate(ps.build.publish("a.b", "n", SUMMARY, options)).request
    inner = {"c": ("d", {"e": (1, None)})}
    changed = attrs.evolve(request, body=attrs.evolve(request.body, custom={"a": inner, "b": [()]}))
    plain = ps.to_dict(changed)

    assert plain["body"]["custom"] == {"a": {"c": ["d", {"e": [1, None]}]}, "b": [[]]}
    assert plain["body"]["custom"]["a"] is not inner
    assert json.loads(ps.to_json(changed)) == plain


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "null"), (True, "true"), (False, "false"), (2.5, "2.5"), (9e17, "9e+17"), (1e18, "such a large number"),
        (10**18 - 1, "999999999999999999"), (10**18, "such a large number"), (1 - 10**18, "-999999999999999999"),
        (-(10**18), "such a large number"), (float("inf"), "such a large number"), (float("nan"), "a value that is not a number"),
        ({}, "an object"), ([], "a list"), ((), "a list"), (b"x", "a value of the type bytes"), (object(), "a value of the type object"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_shown_as_json_has_it(value, shown):
    error = _refused({"model": "Iq", "type": "get", "id": value})

    assert str(error) == f"id: expected a string, not {shown}"


def test_json_is_one_line_or_indented():
    model = ps.Iq(type="get", id="ü")

    assert ps.to_json(model) == '{"model":"Iq","type":"get","id":"ü"}'
    assert ps.to_json(model, indent=2) == '{\n  "model": "Iq",\n  "type": "get",\n  "id": "ü"\n}'
    assert ps.from_json(ps.to_json(model).encode()) == model


def test_keys_may_come_in_any_order_and_null_is_the_default():
    data = {"id": "1", "to": None, "payload": None, "type": "get", "model": "Iq"}

    assert ps.from_dict(data) == ps.Iq(type="get", id="1")


def test_the_class_need_not_be_named_where_it_is_known():
    assert ps.from_dict({"type": "get", "id": "1"}, ps.Iq) == ps.Iq(type="get", id="1")
    assert ps.from_dict({"form": {"model": "Form", "type": "submit"}}, ps.Notification) == (
        ps.Notification(form=ps.Form(type="submit"))
    )
    assert ps.from_dict(ps.to_dict(PUBLISH), ps.Model) == PUBLISH


# What is refused

FIELD = {"var": "secret", "values": ["hunter2", 5]}


@pytest.mark.parametrize(
    ("data", "path", "message"),
    [
        ({"type": "get"}, "", "missing key 'model', the name of a model"),
        ({"model": 5}, "model", "model: expected the name of a model, not 5"),
        ({"model": "Enabel"}, "model", "model: unknown model 'Enabel'; did you mean 'Enable'?"),
        (
            {"model": "PublishOption"},
            "model",
            "model: unknown model 'PublishOption'; did you mean 'PublishOptions'?",
        ),
        (
            {"model": "Enable", "jid": "a", "nod": "n"},
            "",
            "unknown key 'nod' in Enable; did you mean 'node'?",
        ),
        ({"model": "Iq", "id": "1"}, "", "missing key 'type' of Iq"),
        ({"model": "Iq", "type": "get", "id": 5}, "id", "id: expected a string, not 5"),
        ({"model": "Iq", "type": "get", "id": True}, "id", "id: expected a string, not true"),
        ({"model": "Iq", "type": "get", "id": None}, "id", "id: expected a string, not null"),
        (
            {"model": "Iq", "type": "gett", "id": "1"},
            "type",
            "type: expected one of error, get, result, set, not 'gett'; did you mean 'get'?",
        ),
        (
            {"model": "Iq", "type": "get", "id": "\x00"},
            "id",
            "id: contains '\\x00', a character that XML does not allow",
        ),
        (
            {"model": "Iq", "type": "get", "id": "1", "to": "a\x00"},
            "to",
            "to: contains '\\x00', a character that XML does not allow",
        ),
        (
            {"model": "Iq", "type": "get", "id": "1", "payload": {"model": "Body"}},
            "payload",
            ("payload: must not be a Body: it has a place of its own, or is not "
            "allowed here"),
        ),
        (
            {"model": "Iq", "type": "get", "id": "1", "lang": "e n"},
            "lang",
            "lang: expected a language tag, not 'e n'",
        ),
        (
            {"model": "Items", "node": "n", "max_items": "5"},
            "max_items",
            "max_items: expected an integer, not '5'",
        ),
        (
            {"model": "Items", "node": "n", "max_items": 5.0},
            "max_items",
            "max_items: expected an integer, not 5.0",
        ),
        (
            {"model": "Items", "node": "n", "max_items": 0},
            "max_items",
            "max_items: 0 is not a positive integer",
        ),
        (
            {"model": "Items", "node": "n", "max_items": "many"},
            "max_items",
            "max_items: expected an integer, not 'many'",
        ),
        (
            {"model": "Delay", "stamp": "2026-01-31"},
            "stamp",
            "stamp: expected a date and time (XEP-0082), not '2026-01-31'",
        ),
        (
            {"model": "Delay", "stamp": "2026-13-31T12:00:00Z"},
            "stamp",
            "stamp: expected a date and time, not '2026-13-31T12:00:00Z'",
        ),
        ({"model": "Unknown"}, "", "missing key 'xml' of Unknown"),
        ({"model": "Unknown", "xml": 5}, "xml", "xml: expected a string of XML, not 5"),
        (
            {"model": "Notification", "form": {"type": "submit", "fields": [{}, {}, FIELD]}},
            "form.fields[2].values[1]",
            "form.fields[2].values[1]: expected a string, not a number",
        ),
        (
            {"model": "Notification", "form": {"type": "submit", "fields": {}}},
            "form.fields",
            "form.fields: expected a list, not an object",
        ),
        ({"model": "Notification", "form": []}, "form", "form: expected an object, not a list"),
        (
            {"model": "Notification", "extra": {"attributes": [["a"]]}},
            "extra.attributes[0]",
            "extra.attributes[0]: expected a list of two strings, not a list",
        ),
        (
            {"model": "Notification", "extra": {"attributes": [["a b", ""]]}},
            "extra",
            "extra: 'a b' is not a valid XML attribute",
        ),
        (
            {"model": "Delay", "stamp": "2026-01-31T12:00:00Z", "extra": {"spellings": [["stamp", ""]]}},
            "extra.spellings[0][1]",
            "extra.spellings[0][1]: '' is not a date and time (XEP-0082)",
        ),
        (
            {"model": "PublishOptions", "time_to_live": -1},
            "time_to_live",
            "time_to_live: -1 is less than 0",
        ),
        (
            {"model": "PublishOptions", "silent": "true"},
            "silent",
            "silent: expected true or false, not 'true'",
        ),
        (
            {"model": "Condition", "name": "conflict", "uri": "a"},
            "uri",
            "uri: is only allowed for gone and redirect, not for conflict",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_place(data, path, message):
    error = _refused(data)

    assert str(error) == message
    assert error.path == path


def test_an_error_has_its_parts():
    error = _refused({"model": "Iq", "id": "1", "type": "gett"})

    assert error.path == "type"
    assert error.value == "gett"
    assert isinstance(error, ps.WrongValueError)
    assert error.attribute == "type"
    assert error.expected == ("error", "get", "result", "set")
    assert error.hint == "did you mean 'get'?"


@pytest.mark.parametrize(
    ("data", "attribute", "expected"),
    [
        ({"model": "Notification", "form": {"fields": [FIELD]}}, "values", ("a string",)),
        ({"model": "Notification", "form": {"fields": [5]}}, "fields", ("an object",)),
        ({"model": "Iq", "id": "1"}, "", ("type",)),
        ({"model": "Body", "txt": "Hi"}, "", ("text", "lang", "extra", "model")),
        ({}, "", ("model",)),
        ({"model": "PublishOptions", "service": "apn"}, "service", ("apns", "fcm")),
        ({"model": "Condition", "name": "conflict", "uri": "a"}, "uri", ()),
    ],
)
def test_an_error_names_the_last_key_and_what_is_allowed(data, attribute, expected):
    error = _refused(data)

    assert error.attribute == attribute
    assert error.expected == expected


@pytest.mark.parametrize(
    ("data", "cls"),
    [
        ({"model": "PublishOptions", "device_id": TOKEN, "secret": 5}, None),
        ({"device_id": [TOKEN]}, ps.PublishOptions),
        ({"secret": "hunter2\x00"}, ps.PublishOptions),
        ({"var": "device_id", "values": TOKEN}, ps.Field),
        ({"var": "secret", "values": "hunter2"}, ps.Field),
        ({TOKEN: 1}, ps.Field),
        ({"model": TOKEN}, None),
        ({"xml": f"<a>{TOKEN}"}, ps.Unknown),
        ({"headers": {}, "body": {"message": {"data": {TOKEN: 5}}}}, ps.FcmRequest),
    ],
)
def test_no_error_says_a_secret(data, cls):
    error = _refused(data, cls)

    assert TOKEN not in str(error) + repr(error)
    assert "hunter2" not in str(error) + repr(error)


def test_another_class_is_refused():
    error = _refused({"model": "Message"}, ps.Iq)

    assert str(error) == "model: expected 'Iq', not 'Message'"


@pytest.mark.parametrize("data", [None, 5, "{}", [], [{"model": "Iq"}], b"{}"])
def test_what_is_no_dictionary_is_refused(data):
    assert "expected a" in str(_refused(data))
    assert "expected an object" in str(_refused(data, ps.Iq))


def test_text_is_for_another_function():
    assert str(_refused('{"model": "Iq"}')).endswith("; from_json reads text")


@pytest.mark.parametrize(
    "call",
    [
        lambda: ps.to_dict("<iq/>"),
        lambda: ps.to_dict(ps.Iq),
        lambda: ps.to_json(None),
        lambda: ps.from_dict({}, "Iq"),
        lambda: ps.from_dict({}, dict),
        lambda: ps.from_json({"model": "Iq"}),
        lambda: ps.json_schema("Iq"),
        ps.json_schema,
        ps.to_dict,
        ps.from_dict,
        lambda: ps.from_json("{}", class_=ps.Iq),
        lambda: ps.to_json(PUBLISH, indent="2"),
        lambda: ps.json_schema(ps.Jid),
        lambda: ps.json_schema(ps.Iq(type="get", id="1")),
    ],
)
def test_a_wrong_argument_is_a_type_error(call):
    with pytest.raises(ps.WrongTypeError) as caught:
        call()
    assert isinstance(caught.value, TypeError)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not JSON: "),
        ("{", "not JSON: "),
        (b"\xff", "not JSON: "),
        ('{"model": NaN}', "NaN is not JSON"),
        ('{"model": "Iq", "model": "Message"}', "the key 'model' is there twice in one object"),
        (f'{{"a": {"1" * 5000}}}', "an integer of 5000 digits is too large"),
    ],
)
def test_what_is_no_json_is_refused(text, message):
    with pytest.raises(ps.DataError, match=f"^{re.escape(message)}"):
        ps.from_json(text)


@pytest.mark.parametrize("opening", ["[", '{"a":', '{"model":"Iq","payload":', '{"payload":['])
@pytest.mark.parametrize("count", [300, 100_000])
def test_json_nested_too_deeply_is_an_error(opening, count):
    closing = "".join("]" if each == "[" else "}" for each in reversed(opening) if each in "[{")

    for text in (opening * count, opening * count + "1" + closing * count):
        with pytest.raises(ps.DataError):
            ps.from_json(text)


def test_dictionaries_nested_too_deeply_are_an_error():
    deep = {"model": "Iq", "type": "get", "id": "1"}
    for _ in range(10_000):
        deep = {"model": "Iq", "type": "get", "id": "1", "payload": deep}

    assert "nested deeper than" in str(_refused(deep))
    assert "nested deeper than" in str(_refused(deep, ps.Iq))


def test_lists_that_hold_themselves_are_an_error():
    endless = []
    endless += [endless, endless]

    assert "nested deeper than" in str(_refused({"model": "Message", "payloads": endless}))


def test_a_model_as_deep_as_the_parser_takes_is_carried():
    model = ps.Iq(type="get", id="1")
    for _ in range(24):
        item = ps.Item(payload=model)
        pubsub = ps.Pubsub(publish=ps.Publish(node="n", items=(item,)))
        model = ps.Iq(type="set", id="1", payload=pubsub)
    model = ps.parse(ps.serialize(model))

    assert ps.from_json(ps.to_json(model)) == model


def test_no_markup_can_be_smuggled_in():
    """What only the parser takes is accepted if it is read again as the same."""
    evil = '1" type="set"><query xmlns="jabber:iq:private"/><a b="'
    data = {"model": "Iq", "type": "get", "id": evil, "lang": " en ", "to": evil}
    model = ps.from_dict(data)

    assert ps.parse(ps.serialize(model)) == model
    for extra in (
        {"attributes": [[evil, "a"]]},
        {"attributes": [["{urn:a}" + evil, "a"]]},
        {"children": [{"xml": evil}]},
        {"children": [{"xml": "<a/><b/>"}]},
    ):
        _refused({**data, "extra": extra})


EVIL = [
    "\x00",
    "<a",
    "&",
    "'\"><b/>",
    "a b",
    "",
    "\ud800",
    "a:b",
    "{urn:x}a",
    "]]>",
    "\r",
    "\ufffe",
    " ",
]


@given(strategies.stanzas(), st.data())
def test_what_is_accepted_can_be_written_and_read(stanza, data):
    plain = json.loads(ps.to_json(stanza))
    plain.setdefault("extra", {"attributes": [["a", "b"]], "spellings": [["id", "c"]]})
    texts = [(holder, key) for holder, key in _slots(plain) if isinstance(holder[key], str)]
    for holder, key in data.draw(st.lists(st.sampled_from(texts), max_size=4)):
        holder[key] = data.draw(st.sampled_from(EVIL))
    try:
        model = ps.from_dict(plain, type(stanza))
    except ps.DataError:
        return
    assert ps.to_lxml(model).tag.rpartition("}")[2] in {"iq", "message"}
    assert ps.from_json(ps.to_json(model)) == model


def test_an_attribute_that_is_there_twice_is_refused():
    data = {"model": "Notification", "extra": {"attributes": [["a", "1"], ["a", "2"]]}}

    assert str(_refused(data)) == "extra.attributes: an attribute is there twice"


# Schemas


@pytest.mark.parametrize("cls", MODELS, ids=lambda cls: cls.__name__)
def test_every_model_is_valid_by_its_schema(cls):
    @given(strategies.models(cls))
    def test(model):
        _validator(cls).validate(ps.to_dict(model))
        _validator(ps.Model).validate(ps.to_dict(model))

    test()


#: What is put in place of a value, by its type.
WRONG = {str: [5, True, {}, []], int: ["5", 5.5, []], bool: ["true", 1, {}], list: ["a", {}, 5],
         dict: ["a", [], 5]}  # fmt: skip


def _slots(data):
    """Yield each object or list in *data* with each of its keys or indices."""
    keys = data if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ()
    for key in keys:
        yield data, key
        yield from _slots(data[key])


@given(strategies.stanzas(), st.data())
def test_near_misses_are_refused_by_both(stanza, data):
    plain = json.loads(ps.to_json(stanza))
    holder, key = data.draw(st.sampled_from([*_slots(plain)]))
    mistakes = ["type", "key"] if isinstance(holder, dict) else ["type"]
    if data.draw(st.sampled_from(mistakes)) == "key":
        name = data.draw(st.sampled_from([f"{key}s", key.upper(), "element", ""]))
        holder[name if name not in holder else f"{name}x"] = holder[key]
    elif holder[key] is not None:
        holder[key] = data.draw(st.sampled_from(WRONG[type(holder[key])]))
    else:
        holder[key] = 5

    assert not _validator(type(stanza)).is_valid(plain)
    _refused(plain)


@given(strategies.stanzas(), st.data())
def test_what_is_required_is_required_by_both(stanza, data):
    plain = json.loads(ps.to_json(stanza))
    required = {"Iq": ["type", "id"], "Message": []}[plain["model"]]
    for key in required:
        _refused({name: value for name, value in plain.items() if name != key})
    payloads = [plain["payload"]] if plain.get("payload") else plain.get("payloads", [])
    if payloads:
        del data.draw(st.sampled_from(payloads))["model"]
        assert not _validator(type(stanza)).is_valid(plain)
        assert "missing key 'model'" in str(_refused(plain))


def test_a_payload_that_may_not_stand_there_is_invalid():
    plain = {"model": "Iq", "type": "get", "id": "1", "payload": {"model": "Body"}}

    assert not _validator(ps.Iq).is_valid(plain)
    assert _validator(ps.Body).is_valid(plain["payload"])


def _objects(schema):
    return {name: each for name, each in schema["$defs"].items() if name != "AnyModel"}


@pytest.mark.parametrize(
    "cls",
    [*MODELS, ps.Model, ps.Unknown, ps.PublishOptions, ps.NodeConfig, ps.ApnsRequest],
    ids=lambda cls: cls.__name__,
)
def test_a_schema_stands_alone_and_describes(cls):
    schema = ps.json_schema(cls)
    references = set(re.findall(r'"\$ref": "([^"]*)"', json.dumps(schema)))

    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert references <= {f"#/$defs/{name}" for name in schema["$defs"]}
    for each in _objects(schema).values():
        assert each["description"]
        assert each["additionalProperties"] is False


def test_descriptions_and_limits_are_those_of_the_declarations():
    enable = ps.json_schema(ps.Enable)["$defs"]["Enable"]
    options = ps.json_schema(ps.PublishOptions)["$defs"]["PublishOptions"]["properties"]

    assert enable["description"].startswith("Ask the user's server to publish notifications")
    assert enable["properties"]["node"]["description"] == "The node on that service."
    assert enable["required"] == ["jid"]
    assert options["service"]["enum"] == ["apns", "fcm", None]
    assert (options["time_to_live"]["minimum"], options["time_to_live"]["maximum"]) == (0, 2419200)


# Other models


def test_a_model_of_another_program_is_named_by_its_element_if_its_class_is_not_unique():
    script = """
from pushstanza.binding import Model, attribute, element

@element("urn:example:plain", "enable")
class Enable(Model):
    a: str = attribute(doc="An attribute.")

@element("urn:example:plain", "pause")
class Pause(Model):
    a: str = attribute(doc="An attribute.")

import pushstanza as ps
message = ps.Message(payloads=(Enable(a="1"), Pause(a="2")))
assert [each["model"] for each in ps.to_dict(message)["payloads"]] == [
    "{urn:example:plain}enable", "Pause"
]
assert ps.from_json(ps.to_json(message)) == message
assert ps.to_dict(ps.Enable(jid=None))["model"] == "Enable"
from jsonschema import Draft202012Validator
Draft202012Validator(ps.json_schema(ps.Message)).validate(ps.to_dict(message))
"""
    subprocess.run([sys.executable, "-c", script], check=True)
