"""Every public type is pickled and copied, and is the same afterwards."""

import copy
import inspect
import json
import pickle
from functools import partial

import pytest
from hypothesis import given
from lxml import etree
from test_plain import MODELS, OPTIONS, PUBLISH, SUMMARY, VIEWS

import pushstanza as ps
from pushstanza import flow
from pushstanza.binding import (
    Fault,
    attribute,
    element,
)
from pushstanza.testing import strategies

ENABLE = ps.build.enable(ps.Jid("push.example.com"), "n", OPTIONS, id="1")
TEXT = ps.serialize(ENABLE)
TOKEN = OPTIONS.device_id

COPIES = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    **{
        f"pickle {protocol}": lambda value, protocol=protocol: pickle.loads(  # noqa: S301
            pickle.dumps(value, protocol)
        )
        for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1)
    },
}


def _caught(call, *arguments, **keywords):
    with pytest.raises(ps.PushStanzaError) as caught:
        call(*arguments, **keywords)
    return caught.value


def _declared_wrongly():
    @element("urn:example:pickle", "a")
    class A:
        a: str = None
        b: object = attribute(doc="No codec.")


def _played():
    server = flow.Server("mongooseim", domain="example.com", lint=True)
    service = ps.Jid("pubsub.example.com")
    for stanza in (
        ps.build.create_node(service, "n", id="1"),
        ps.build.allow_publisher(service, "n", ps.Jid("example.com"), id="2"),
        ps.build.enable(service, "n", OPTIONS, id="3"),
    ):
        server.receive("alice@example.com/phone", stanza)
    server.disconnect("alice@example.com/phone")
    server.receive(
        "bob@example.com/home",
        ps.build.message(ps.Jid("bob@example.com/home"), ps.Jid("alice@example.com"), "Hi"),
    )
    assert server.requests
    return server


def _linted(folder):
    (folder / "a.xml").write_text(TEXT.replace("push.example.com", "@"))
    (folder / "b.png").write_bytes(b"\x89PNG\0")
    return ps.lint_paths(folder, isolated=True)


def _file_of(folder):
    return _linted(folder).files[0]


def _in(folder, **keywords):
    return lambda: ps.lint_paths(folder, isolated=True, **keywords)


#: How each public class is made; a function with an argument is given an empty folder.
MADE = {
    "Answer": lambda: ps.answer("apns", "BadDeviceToken"),
    "ApnsRequest": lambda: ps.translate(PUBLISH).apns,
    "ArgumentError": lambda: ps.ArgumentError("odd", attribute="a", value=1, expected=("b",), path="c.a"),
    "BaselineError": lambda folder: _caught(_in(folder, baseline=folder)),
    "ConfigError": lambda folder: _caught(_in(folder, fail_on="eror")),
    "DataError": lambda: _caught(ps.from_dict, {"type": "gett"}, ps.Iq),
    "DeclarationError": lambda: _caught(_declared_wrongly),
    "DecryptionError": lambda: _caught(ps.decrypt, ps.Notification(), b"0123456789abcdef"),
    "Diagnostic": lambda: ps.lint(TEXT.replace("push.example.com", "@"))[0],
    "Explanation": lambda: ps.explain("<iq type='error' id='1'><error type='cancel'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>")[0],
    "FcmRequest": lambda: ps.translate(
        ps.build.publish(ps.Jid("a.b"), "n", SUMMARY, OPTIONS.evolve(service="fcm"))
    ).fcm,
    "FormError": lambda: _caught(ps.PublishOptions, service="apn"),
    "FormatError": lambda folder: _caught(_linted(folder).report, "sarf"),
    "Jid": lambda: ps.Jid("Alice@Example.com/Phone"),
    "JidError": lambda: _caught(ps.Jid, "@"),
    "LimitError": lambda: _caught(ps.parse, TEXT, limits=ps.Limits(size=10)),
    "Limits": lambda: ps.Limits(depth=5),
    "LintResult": _linted,
    "LintedFile": _file_of,
    "MissingExtraError": lambda: ps.MissingExtraError("odd", name="cryptography"),
    "Model": lambda: ENABLE,
    "AppserverRegistration": lambda: ps.AppserverRegistration(type="fcm", node="n", token="t"),
    "AppserverUnregistration": lambda: ps.AppserverUnregistration(type="fcm", node="n"),
    "NotificationContent": lambda: ps.NotificationContent(sender=ps.Jid("a@b.c"), message="Hi"),
    "NodeConfig": lambda: ps.NodeConfig(access_model="whitelist"),
    "P2Registration": lambda: ps.P2Registration(token="t", device_id="d"),
    "RegistrationResult": lambda: ps.RegistrationResult(node="n", secret="s"),
    "TigaseRegistration": lambda: ps.TigaseRegistration(provider="p", device_token="t"),
    "OptionError": lambda folder: _caught(_in(folder, selct="PS1")),
    "ParseError": lambda: _caught(ps.parse, TEXT * 2),
    "PathError": lambda: _caught(ps.lint_paths, [""]),
    "PublishOptions": lambda: OPTIONS,
    "PushStanzaError": lambda: ps.PushStanzaError("odd"),
    "PushSummary": lambda: SUMMARY,
    "ReadError": lambda: _caught(ps.parse, "<iq type='gett'/>", validate=False),
    "ReportError": lambda folder: _caught(_linted(folder).write_report, folder / "none" / "a"),
    "Severity": lambda: ps.Severity.ERROR,
    "Span": lambda: ps.lint(TEXT.replace("push.example.com", "@"))[0].span,
    "StdinError": lambda: ps.StdinError("standard input: odd"),
    "Translation": lambda: ps.translate(PUBLISH),
    "UnexpectedPayloadError": lambda: _caught(ENABLE.expect, ps.Disable),
    "Unknown": lambda: ps.Unknown("<a xmlns='urn:a'><b/></a>"),
    "UnknownAnswerError": lambda: _caught(ps.answer, "apns", "BadDeviceTokn"),
    "UnknownElementError": lambda: _caught(ps.Unknown, "<a"),
    "UnknownRuleError": lambda: _caught(ps.lint, TEXT, select=["PS999"]),
    "UnknownServerError": lambda: _caught(ps.verdict, TEXT, "mongoosim"),
    "UnknownTargetError": lambda: _caught(ps.lint, TEXT, target="mongoosim"),
    "UnreadableError": lambda: _caught(ps.explain, ""),
    "UnsupportedDataError": lambda: _caught(ps.parse, 5),
    "UntranslatableError": lambda: _caught(ps.translate, TEXT),
    "ValidationError": lambda: _caught(ps.parse, "<iq/>"),
    "Verdict": lambda: ps.verdict(TEXT, account="alice@example.com/phone"),
    "XmlError": lambda: _caught(ps.parse, "<iq"),
    "Extra": lambda: _extra(attributes=(("a", "b"),), order=(1,), spellings=(("a", "b"),)),
    "FrozenError": lambda: _caught(setattr, ENABLE, "id", "2"),
    "UnknownNameError": lambda: ps.UnknownNameError.of("rule", "a", ["ab"], "name"),
    "ExtraError": lambda: _caught(_extra, attributes=(("a b", ""),)),
    "WrongTypeError": lambda: _caught(ps.Iq, type="get", id=5),
    "WrongValueError": lambda: _caught(ps.Iq, type="gett", id="1"),
    "Event": lambda: _played().timeline.events[0],
    "AddressError": lambda: _caught(_played().connect, "@"),
    "NoStanzaError": lambda: _caught(_played().receive, "bob@example.com/home", "hello"),
    "StreamClosedError": lambda: flow.StreamClosedError("the stream has ended"),
    "StreamEndedError": lambda: flow.StreamEndedError("the stream has ended", b"<iq", 9),
    "UnknownClientError": lambda: _caught(_played().disconnect, "eve@example.com/home"),
    "Party": lambda: _played().timeline.parties[0],
    "Preview": lambda: flow.Preview(platform="ios", title="Hi"),
    "Timeline": lambda: _played().timeline,
}  # fmt: skip


def _extra(**keywords):
    from pushstanza.binding import Extra

    return Extra(**keywords)


#: They hold the state of an emulation, and are compared by what they do.
ACTORS = {"Gateway", "Provider", "PushService", "RoomService", "Server"}

#: It belongs to the loop that runs, as any connection does.
CONNECTIONS = {"Stream"}


def _public_classes():
    modules = (ps, flow)
    names = [(module, name) for module in modules for name in getattr(module, "__all__")]  # noqa: B009
    return {
        name: value for module, name in names if inspect.isclass(value := getattr(module, name))
    }


def test_every_public_class_has_an_example():
    models = {each.__name__ for each in MODELS}

    assert {*_public_classes()} == {*MADE} | models | ACTORS | CONNECTIONS


@pytest.fixture
def made(name, tmp_path):
    make = MADE[name]
    return make(tmp_path) if inspect.signature(make).parameters else make()


def _content(value):
    """Return all that an object holds, in a form that can be compared."""
    if isinstance(value, BaseException):
        return (
            str(value),
            repr(value),
            value.args,
            {key: _shown(each) for key, each in vars(value).items()},
        )
    return value


def _shown(value):
    if isinstance(value, Fault):
        return value.message, value.place, etree.tostring(value.element, method="c14n")
    if isinstance(value, tuple):
        return tuple(map(_shown, value))
    return value if isinstance(value, (str, int, type, type(None))) else repr(value)


@pytest.mark.parametrize("way", COPIES)
@pytest.mark.parametrize("name", MADE)
def test_it_is_copied(name, way, made):
    again = COPIES[way](made)

    assert type(again) is type(made)
    assert type(made).__name__ == name or name == "Model"
    assert _content(again) == _content(made)
    assert repr(again) == repr(made)
    if hasattr(made, "to_json"):
        assert again.to_json() == made.to_json()


@pytest.mark.parametrize("cls", MODELS, ids=lambda cls: cls.__name__)
def test_every_model_is_copied(cls):
    @given(strategies.models(cls))
    def test(model):
        for copied in COPIES.values():
            again = copied(model)
            assert again == model
            assert hash(again) == hash(model)
            assert ps.serialize(again) == ps.serialize(model)

    test()


@pytest.mark.parametrize("way", COPIES)
@pytest.mark.parametrize("view", VIEWS, ids=lambda view: type(view).__name__)
def test_every_view_is_copied(view, way):
    again = COPIES[way](view)

    assert again == view
    assert again.form() == view.form()


def test_what_no_place_holds_is_copied():
    stanza = ps.parse("<message xmlns:p='urn:p' p:a='1'><body/><a xmlns='urn:a'/><body/></message>")

    for copied in COPIES.values():
        assert copied(stanza) == stanza
        assert ps.serialize(copied(stanza)) == ps.serialize(stanza)


def test_a_result_is_reported_after_a_copy_as_before(tmp_path):
    result = _linted(tmp_path)

    for copied in COPIES.values():
        for kind in ("text", "json", "sarif"):
            assert copied(result).report(kind) == result.report(kind)


def test_a_diagnostic_keeps_the_line_it_is_in():
    (found, *_) = ps.lint(TEXT.replace("push.example.com", "@"))

    for copied in COPIES.values():
        assert copied(found).excerpt == found.excerpt
        assert copied(found).excerpt is not None


# Results as JSON


@pytest.mark.parametrize(
    "name",
    sorted(name for name, cls in _public_classes().items() if hasattr(cls, "to_dict")),
)
def test_every_result_becomes_json(name, made):
    if name in {"Event", "Preview", "Timeline"} and not hasattr(made, "to_json"):
        pytest.skip("it has no to_json yet")
    plain = json.loads(made.to_json())

    assert plain == json.loads(json.dumps(made.to_dict()))
    assert "\n" not in made.to_json()
    assert json.loads(made.to_json(indent=2)) == plain
    assert made.to_json(indent=2).startswith('{\n  "')


def test_a_result_of_the_linter_covers_secrets(tmp_path):
    (tmp_path / "a.xml").write_text(TEXT.replace("'apns'", "'apn'").replace(">apns<", ">apn<"))
    result = ps.lint_paths(tmp_path, isolated=True, fix=True)

    assert result.diagnostics
    assert TOKEN not in result.to_json()
    assert json.loads(result.to_json())["summary"]["files"] == 1


# The emulator


SERVERS = ("mongooseim", "ejabberd", "prosody", "tigase", "openfire", "xep")
BOB = "bob@example.com/home"
MESSAGE = ps.build.message(ps.Jid(BOB), ps.Jid("alice@example.com"), "Hi")


def _with_a_service(name):
    server = flow.Server(name, domain="example.com")
    service = server.attach(flow.PushService("p2", "push.example.com"))
    service.register("n", TOKEN)
    server.receive("alice@example.com/phone", ps.build.enable(ps.Jid("push.example.com"), "n"))
    server.disconnect("alice@example.com/phone")
    server.receive(BOB, MESSAGE)
    return server


@pytest.mark.parametrize("way", ["deepcopy", f"pickle {pickle.HIGHEST_PROTOCOL}"])
@pytest.mark.parametrize(
    "make",
    [_played, *(partial(_with_a_service, name) for name in SERVERS)],
    ids=["push node", *SERVERS],
)
def test_a_server_is_copied_with_all_that_it_knows_and_goes_on_alone(make, way):
    server = make()
    before = server.timeline.to_dict()
    again = COPIES[way](server)

    assert again.timeline.to_dict() == before
    assert again.requests == server.requests
    again.receive(BOB, MESSAGE)
    assert len(again.timeline.events) > len(before["events"])
    assert server.timeline.to_dict() == before
    server.receive(BOB, MESSAGE)
    assert server.timeline.to_dict() == again.timeline.to_dict()
    assert server.requests == again.requests


@pytest.mark.parametrize("way", ["deepcopy", f"pickle {pickle.HIGHEST_PROTOCOL}"])
def test_what_waits_for_a_lost_client_is_copied(way):
    server = flow.Server("prosody", domain="example.com")
    server.attach(flow.RoomService("rooms.example.com"))
    phone = "alice@example.com/phone"
    server.receive(phone, "<enable xmlns='urn:xmpp:sm:3' resume='true'/>")
    server.receive(phone, ps.build.enable(ps.Jid("push.example.com"), "n"))
    server.receive(BOB, MESSAGE)
    server.lose(phone)
    again = COPIES[way](server)

    assert len(again.wait(72 * 3600)) == len(server.wait(72 * 3600))


@pytest.mark.parametrize("name", sorted(ACTORS - {"Server"}))
def test_what_a_server_is_made_of_is_copied(name):
    server = _with_a_service("prosody")
    (service,) = server.services.values()
    rooms = flow.RoomService("rooms.example.com")
    rooms.register("verona@rooms.example.com", "Romeo", "alice@example.com")
    made = {
        "Gateway": service.gateway,
        "Provider": service.provider,
        "PushService": service,
        "RoomService": rooms,
    }[name]

    for way in ("deepcopy", f"pickle {pickle.HIGHEST_PROTOCOL}"):
        again = COPIES[way](made)
        assert type(again) is type(made)
        assert repr(again) == repr(made)
