"""The interface for programs: typed reading, and what is public."""

import copy
import importlib
import inspect
import pickle
import typing
from enum import Enum
from pathlib import Path
from unittest.mock import ANY
from xml.etree import ElementTree as ET

import pytest
from lxml import etree

import pushstanza as ps
from pushstanza.binding import attribute, element

HERE = Path(__file__).parent
TUTORIAL = HERE / "cases" / "tutorial"
ENABLE = (TUTORIAL / "enable.xml").read_text()
PUBLISH = ps.serialize(
    ps.build.publish(
        ps.Jid("pubsub.example.com"),
        "my-phone",
        ps.PushSummary(message_count=1, last_message_body="Hi"),
        ps.PublishOptions(service="apns", device_id="0123456789abcdef" * 4),
        id="p1",
    )
)


# Typed reading


def test_an_iq_is_read_as_one():
    iq = ps.parse_iq(ENABLE)

    assert isinstance(iq, ps.Iq)
    assert iq == ps.parse(ENABLE)


def test_a_message_is_read_as_one():
    message = ps.parse_message("<message to='alice@example.com'><body>Hi</body></message>")

    assert isinstance(message, ps.Message)
    assert message.body == "Hi"


def test_the_other_kind_is_an_error_that_names_both():
    with pytest.raises(ps.ParseError, match="expected <message>, found <iq>"):
        ps.parse_message(ENABLE)
    with pytest.raises(ps.ParseError, match="expected <iq>, found <message>"):
        ps.parse_iq("<message/>")


CALLS = ("accept", "finish", "proceed", "propose", "reject", "retract", "ringing")
DELAY = "<delay xmlns='urn:xmpp:delay' stamp='2024-05-01T12:00:00Z'/>"


def test_a_payload_is_expected():
    enable = ps.parse_iq(ENABLE).expect(ps.Enable)

    assert enable.node == "punsub_node_for_my_private_iphone"
    assert ps.parse_iq(ENABLE).get(ps.Enable) == enable
    assert ps.parse_iq(ENABLE).get(ps.Disable) is None


@pytest.mark.parametrize(
    ("text", "expected", "says"),
    [
        (ENABLE, ps.Disable, "the stanza holds <enable>, not <disable>"),
        ("<iq type='result' id='1'/>", ps.Enable, "the stanza holds nothing, not <enable>"),
        (
            "<iq type='get' id='1'><ping xmlns='urn:xmpp:ping'/></iq>",
            ps.Pubsub,
            "the stanza holds <ping>, not <pubsub>",
        ),
        ("<iq type='result' id='1'/>", ps.Model, "the stanza holds nothing, not a model"),
        (
            f"<message>{DELAY}<ping xmlns='urn:xmpp:ping'/><body>Hi</body></message>",
            ps.Event,
            "the stanza holds <delay>, <ping>, not <event>",
        ),
        (
            f"<message>{DELAY}</message>",
            ps.JingleMessage,
            "the stanza holds <delay>, not "
            + " or ".join(f"<{each}>" for each in CALLS),
        ),
    ],
)  # fmt: skip
def test_another_payload_is_an_error_that_says_what_is_there(text, expected, says):
    stanza = ps.parse(text)
    with pytest.raises(ps.UnexpectedPayloadError) as caught:
        stanza.expect(expected)

    assert str(caught.value) == says
    assert caught.value.expected is expected
    assert isinstance(caught.value, LookupError)


def test_a_call_of_a_method_without_its_argument_says_what_it_needs():
    with pytest.raises(ps.WrongTypeError, match=r"^Iq\.expect\(\) needs 'cls'$"):
        ps.parse_iq(ENABLE).expect()
    with pytest.raises(ps.WrongTypeError, match=r"^Iq\.expect\(\) takes only cls$"):
        ps.parse_iq(ENABLE).expect(ps.Enable, ps.Disable)


def test_any_model_is_expected_and_read():
    payload = ps.parse_iq(ENABLE).expect(ps.Model)

    assert ps.parse_as(ps.Model, ps.serialize(payload)) == payload
    with pytest.raises(ps.ParseError, match="<a> is not an element of the flow"):
        ps.parse_as(ps.Model, "<a xmlns='urn:example'/>")


@pytest.mark.parametrize(
    "value",
    [
        ps.Jid("a@b/c"),
        ps.Enable(jid="push.example.com", node="n"),
        ps.PushSummary(message_count=1),
        ps.Unknown("<a/>"),
        ps.Extra(),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_compared_with_another_kind_is_not_equal_unless_that_says_so(value):
    for other in (object(), None, 1, str(value), ps.Disable(jid="push.example.com")):
        assert (value == other, other == value) == (False, False)
        assert (value != other, other != value) == (True, True)
    assert value == ANY
    assert value == copy.deepcopy(value)
    assert hash(value) == hash(copy.deepcopy(value))


def test_payloads_of_a_message_are_expected():
    message = ps.parse_message(
        "<message from='push.example.com'><event xmlns='http://jabber.org/protocol/pubsub#event'>"
        "<delete node='n'/></event></message>"
    )

    assert message.expect(ps.Event) is message.payloads[0]
    assert message.get(ps.Pubsub) is None
    with pytest.raises(ps.UnexpectedPayloadError, match="holds <event>, not <pubsub>"):
        message.expect(ps.Pubsub)


# Forms


def test_forms_are_read_as_typed_views():
    publish = ps.parse_iq(PUBLISH).expect(ps.Pubsub)

    options = ps.parse_iq(ENABLE).expect(ps.Enable).options
    assert isinstance(options, ps.PublishOptions)
    assert options.service == "apns"
    assert publish.publish_options.options.service == "apns"
    notification = publish.publish.items[0].payload
    assert isinstance(notification.summary, ps.PushSummary)
    assert notification.summary.message_count == 1


def test_a_node_configuration_is_read_as_a_typed_view():
    create = ps.parse_iq((TUTORIAL / "create-node.xml").read_text()).expect(ps.Pubsub)

    assert create.configure.config.access_model == "whitelist"


def test_without_a_form_there_is_no_view():
    assert ps.Enable(jid=ps.Jid("push.example.com")).options is None
    assert ps.Notification().summary is None


def test_what_a_view_cannot_read_is_a_problem():
    form = ps.Form(type="submit", fields=(ps.Field(var="message-count", values=("many",)),))
    summary = ps.Notification(form=form).summary

    assert summary.message_count is None
    assert [each.field.var for each in summary.problems] == ["message-count"]


# What is public


def test_the_public_interface_is_what_it_was():
    """A name that goes, or comes, changes this file: see CONTRIBUTING on versions."""
    assert "\n".join(dir(ps)) + "\n" == (HERE / "data" / "public_names.txt").read_text()


def test_every_public_name_is_there_and_documented():
    for name in dir(ps):
        value = getattr(ps, name)
        assert name == "__version__" or value.__doc__, name


def test_every_model_is_public():
    from pushstanza.binding import declared

    for each in declared():
        if not each.__module__.startswith("pushstanza."):
            continue  # another test declares it
        assert getattr(ps, each.__name__) is each


ADDRESS = "alice@example.com"


class Word(str, Enum):  # noqa: UP042 - not a StrEnum, which is formatted as its text
    """What programs call their words, each of which shows its name when it is formatted."""

    N = "n"
    EN = "en"
    FCM = "fcm"
    SET = "set"
    STORE = "store"
    PRESENCE = "presence"
    ADDRESS = "alice@example.com"


class Count(int, Enum):
    """Numbers that show their names."""

    FIVE = 5


def _member(value):
    return Count(value) if isinstance(value, int) else Word(value)


@pytest.mark.parametrize(
    "make",
    [
        lambda of: ps.Body(text=of("n"), lang=of("en")),
        lambda of: ps.Field(var=of("n"), values=[of("n"), "b"]),
        lambda of: ps.EventSubscription(jid=of(ADDRESS), expiry=of("presence")),
        lambda of: ps.Iq(type=of("set"), id=of("n")),
        lambda of: ps.Hint(kind=of("store")),
        lambda of: ps.Items(node="n", max_items=of(5)),
        lambda of: ps.Iq(type="get", id="1", to=ps.Jid.of(of("n"), of("n"), of("n"))),
        lambda of: ps.Form(type="submit", extra=ps.Extra(attributes=[(of("n"), of("n"))])),
        lambda of: ps.PublishOptions(service=of("fcm"), time_to_live=of(5)).form(),
        lambda of: ps.NodeConfig(title=of("n"), max_items=of(5)).form(),
        lambda of: ps.from_dict({"model": "Items", "node": of("n"), "max_items": of(5)}),
        lambda of: ps.from_dict({"model": "Hint", "kind": of("store")}),
    ],
)
def test_the_members_of_an_enum_are_the_texts_and_numbers_that_they_are(make):
    made, plain = make(_member), make(lambda value: value)

    assert repr(made) == repr(plain)
    assert ps.serialize(made) == ps.serialize(plain)
    assert repr(ps.to_dict(made)) == repr(ps.to_dict(plain))


def test_the_members_of_an_enum_are_options():
    class Server(str, Enum):  # noqa: UP042 - see Word
        MONGOOSEIM = "mongooseim"

    found = ps.lint_paths("docs/examples", isolated=True, target=Server.MONGOOSEIM)
    assert (
        found.to_dict()["files"]
        == (ps.lint_paths("docs/examples", isolated=True, target="mongooseim").to_dict()["files"])
    )


def test_a_spelling_that_cannot_be_read_is_not_written():
    extra = ps.Extra(spellings=[("max_items", "five")])

    assert 'max_items="5"' in ps.serialize(ps.Items(node="n", max_items=5, extra=extra))


FUNCTIONS = [
    each
    for module in (ps, ps.build)
    for each in map(module.__getattribute__, dir(module))
    if inspect.isfunction(each) and each.__module__.startswith("pushstanza")
]


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda each: each.__qualname__)
def test_a_function_tells_the_types_of_its_arguments(function):
    parameters = inspect.signature(function).parameters

    hints = typing.get_type_hints(function)
    assert {*parameters, "return"} == {*hints}
    assert pickle.loads(pickle.dumps(function)) is function  # noqa: S301


def test_an_error_in_a_class_of_the_user_is_not_taken_for_a_wrong_call():
    class Own(ps.Enable):
        def __init__(self, node):
            super().__init__(jid=ps.Jid("push.example.com"), node=node)

        @property
        def broken(self):
            return len(5)

    @element("urn:example:own-error", "thing")
    class Thing(ps.Model):
        """A thing."""

        size: int = attribute(doc="Its size.")

        def __attrs_post_init__(self):
            len(self.size)

    for call in (Own, lambda: Own.__new__(Own).broken, lambda: Thing(size=5)):
        with pytest.raises(TypeError) as info:
            call()
        assert not isinstance(info.value, ps.PushStanzaError)


def test_models_are_pickled_and_copied():
    for text in (ENABLE, PUBLISH):
        stanza = ps.parse(text)
        unpickled = pickle.loads(pickle.dumps(stanza))  # noqa: S301
        assert unpickled == copy.deepcopy(stanza) == stanza


# Requests


def test_the_request_that_reaches_a_provider_is_narrowed():
    result = ps.translate(ps.parse_iq(PUBLISH))

    assert result.fcm is None
    assert isinstance(result.apns, ps.ApnsRequest)
    assert result.apns is result.request
    assert result.apns.path.endswith("0123456789abcdef" * 4)
    assert result.apns.body.aps.badge == 1


def test_results_become_json():
    import json

    result = ps.translate(ps.parse_iq(PUBLISH))

    assert json.loads(result.to_json()) == result.to_dict()
    assert json.loads(result.apns.to_json()) == result.apns.to_dict() == result.to_dict()["request"]


# Text, bytes, elements and models alike

FORMS = {
    "bytes": lambda text: text.encode(),
    "lxml": etree.fromstring,
    "stdlib": ET.fromstring,
    "model": ps.parse,
}
FUNCTIONS = {
    "validate": ps.validate,
    "lint": lambda given: [(each.code, each.message) for each in ps.lint(given)],
    "verdict": lambda given: ps.verdict(given, account="alice@example.com/phone"),
    "translate": lambda given: ps.translate(given, message=MESSAGE),
    "receive": lambda given: ps.flow.Server("mongooseim", domain="example.com").receive(
        "alice@example.com/phone", given
    ),
}
MESSAGE = "<message from='bob@example.com/home' to='alice@example.com' type='chat'><body>Hi</body></message>"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_stanza_is_taken_in_any_form(function, form):
    ask, made = FUNCTIONS[function], FORMS[form](ENABLE.strip())

    assert ask(made) == ask(ENABLE)


@pytest.mark.parametrize("form", FORMS)
def test_a_message_is_taken_in_any_form(form):
    made = FORMS[form](MESSAGE)

    assert ps.translate(ENABLE, message=made) == ps.translate(ENABLE, message=MESSAGE)


@pytest.mark.parametrize("function", [each for each in FUNCTIONS if each != "validate"])
@pytest.mark.parametrize(
    "name", ["stanza.xml", "a/b/enable.xml", r"C:\logs\server.log", "README.md"]
)
def test_the_name_of_a_file_is_refused_with_what_to_do(function, name):
    with pytest.raises(ps.UnsupportedDataError, match="looks like the name of a file") as caught:
        FUNCTIONS[function](name)
    assert isinstance(caught.value, TypeError)


def test_what_reads_xml_says_that_a_text_looks_like_the_name_of_a_file():
    with pytest.raises(ps.XmlError, match="looks like the name of a file"):
        ps.parse("stanza.xml")
    (found,) = ps.validate("stanza.xml")
    assert "looks like the name of a file" in found.message


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (None, "not None"),
        (1, "not 1"),
        (["<iq/>"], "not a list"),
        (Path("stanza.xml"), "not a PosixPath: pass what the file holds, or use lint_paths"),
        (object(), "not an object"),
    ],
)
def test_something_else_is_refused_with_what_is_expected(function, wrong, says):
    with pytest.raises(ps.UnsupportedDataError, match=f"{says}$"):
        FUNCTIONS[function](wrong)


@pytest.mark.parametrize(
    "said",
    [
        *["an Element", "an Unknown", "an Unregistered", "an Update", "an int", "an _Element"],
        *["an FcmRequest", "an XmlError", "an XMLReader", "an HTTPError", "an Rfc6120"],
        *["a User", "a Unit", "a Union", "a Form", "a Form2", "a Jid", "a JSONReader", "a str"],
    ],
)
def test_what_was_given_stands_with_the_article_with_which_it_is_spoken(said):
    cls = type(said.split()[1], (), {})

    with pytest.raises(ps.WrongTypeError, match=f"not {said}$"):
        ps.serialize(cls())


@pytest.mark.parametrize("text", [ENABLE, PUBLISH, MESSAGE], ids=["enable", "publish", "message"])
@pytest.mark.parametrize("convert", [ps.to_lxml, ps.to_etree])
def test_a_stanza_becomes_an_element_and_is_read_back(convert, text):
    stanza = ps.parse(text)

    assert ps.parse(convert(stanza)) == stanza


# Other libraries


@pytest.mark.parametrize("library", ["slixmpp", "aioxmpp", "nbxmpp.protocol"])
def test_jids_of_other_libraries_are_taken(library):
    module = pytest.importorskip(library, exc_type=ImportError)
    text = "alice@example.com/phone"
    made = getattr(module.JID, "from_string", getattr(module.JID, "fromstr", module.JID))(text)

    assert ps.Jid(made) == ps.Jid(text)
    assert ps.verdict(ENABLE, account=made) == ps.verdict(ENABLE, account=text)
    assert ps.lint(ENABLE, account=made) == ps.lint(ENABLE, account=text)


def test_stanzas_of_slixmpp_are_taken():
    slixmpp = pytest.importorskip("slixmpp")
    iq = slixmpp.Iq()
    iq["type"], iq["id"] = "set", "x43"
    iq.append(ps.to_etree(ps.parse_iq(ENABLE).expect(ps.Enable)))

    assert ps.verdict(iq) == ps.verdict(ENABLE)
    assert ps.lint(iq) != []
    assert ps.validate(iq) == []


@pytest.mark.parametrize("wrong", [None, 1, b"a@example.com", ["a@example.com"], object()])
def test_something_else_is_no_jid(wrong):
    with pytest.raises(ps.WrongTypeError, match="expected a JID: a str, a Jid, or one of slixmpp"):
        ps.Jid(wrong)


@pytest.mark.parametrize(
    ("module", "name", "meant"),
    [
        ("pushstanza", "Enabel", "Enable"),
        ("pushstanza.flow", "Sever", "Server"),
        ("pushstanza.testing", "Listner", "Listener"),
    ],
)
def test_a_misspelt_name_of_a_module_is_suggested(module, name, meant):
    with pytest.raises(AttributeError, match=f"has no attribute '{name}'; did you mean '{meant}'"):
        getattr(importlib.import_module(module), name)
