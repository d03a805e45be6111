"""What the emulator says to its user's mistakes, and how it shows what it holds."""

import copy
import inspect
import json
import pickle
from xml.etree import ElementTree as ET

import pytest
from lxml import etree

import pushstanza as ps
from pushstanza import (
    ArgumentError,
    UnknownAnswerError,
    UnknownServerError,
    UnsupportedDataError,
    WrongTypeError,
    WrongValueError,
    build,
)
from pushstanza.flow import (
    AddressError,
    Gateway,
    NoStanzaError,
    Provider,
    PushService,
    Server,
    Timeline,
    UnknownClientError,
)
from pushstanza.flow.options import HOMES, of
from pushstanza.flow.pictures import draw
from pushstanza.flow.scenario import ScenarioError, run
from pushstanza.servers import SERVERS
from pushstanza.servers.options import COMMON

ALICE, JULIET = "alice@mychat.com/phone", "juliet@mychat.com/balcony"
TOKEN = "0a1b2c3d" * 8
KEYWORDS = [*inspect.signature(Server).parameters][1:]


def had(name):
    """Return the names of the options of a server, as errors list them."""
    return ", ".join(each.name for each in of(SERVERS[name]))


#: What arguments have to be.
CLIENT = "must be a client of mychat.com such as 'alice@mychat.com/phone'"
REASON = "must be a reason of APNs or FCM such as 'Unregistered', or 'unreachable'"
HOST = "pubsub.mychat.com"


def server(name="mongooseim", **options):
    return Server(name, **{"domain": "mychat.com", **options})


def played(*, provider=None):
    """Return MongooseIM without a push node, where alice has enabled pushes and is offline."""
    made = server(mode="pubsub-less", provider=provider)
    options = ps.PublishOptions(service="apns", device_id=TOKEN, topic="com.example.app")
    made.receive(ALICE, build.enable(ps.Jid(HOST), "n1", options))
    made.disconnect(ALICE)
    return made


def chat(body="Hi"):
    return build.message(ps.Jid(JULIET), ps.Jid("alice@mychat.com"), body)


def refused(call, kind, message):
    """Check that a call is refused with an error of a kind, and what it says; return the error."""
    with pytest.raises(kind) as caught:
        call()
    assert str(caught.value) == message
    assert isinstance(caught.value, ps.PushStanzaError)
    assert isinstance(caught.value, TypeError | ValueError | LookupError)
    return caught.value


def cases(*rows):
    return pytest.mark.parametrize(
        ("call", "kind", "message"), [pytest.param(*each, id=each[2][:60]) for each in rows]
    )


# ---- Server ----


@cases(
    (Server, WrongTypeError, "Server needs 'domain'"),
    (
        lambda: Server(domian="mychat.com"),
        WrongTypeError,
        "Server has no argument 'domian'; did you mean 'domain'?",
    ),
    (
        lambda: Server("mongooseim", "mychat.com"),
        WrongTypeError,
        (
            "Server takes only name by position; pass the rest by keyword: "
            + ", ".join(f"{each}=…" for each in KEYWORDS)
        ),
    ),
    (
        lambda: server("prosdy"),
        UnknownServerError,
        "unknown server 'prosdy'; did you mean 'prosody'?",
    ),
    (
        lambda: server("p2"),
        UnknownServerError,
        "p2 is a push service; use pushstanza.flow.PushService for it",
    ),
    (
        lambda: server("mongooseim-virtual"),
        UnknownServerError,
        "mongooseim-virtual is a mode of mongooseim; use mode='pubsub-less'",
    ),
    (lambda: server(None), WrongTypeError, "Server.name must be a str, not None"),
    (
        lambda: server(mode="pubsub-les"),
        WrongValueError,
        (
            "Server.mode is 'pubsub-les', but MongooseIM takes pubsub-full, pubsub-less; did you mean 'pubsub-less'?"
        ),
    ),
    (
        lambda: server(mode=None),
        WrongTypeError,
        "Server.mode must be pubsub-full or pubsub-less, not None",
    ),
    (
        lambda: server("ejabberd", mode="pubsub-less"),
        WrongValueError,
        "Server.mode is 'pubsub-less', but ejabberd takes pubsub-full",
    ),
    (
        lambda: server(plugin="hint"),
        WrongValueError,
        (
            "Server.plugin is 'hint', but MongooseIM takes defaults, hints, enhanced; did you mean 'hints'?"
        ),
    ),
    (
        lambda: server("ejabberd", plugin="hints"),
        WrongValueError,
        (
            "Server.plugin is an option of MongooseIM, and not of ejabberd, which has "
            + had("ejabberd")
        ),
    ),
    (
        lambda: server(include_body=True),
        WrongValueError,
        (
            "Server.include_body is an option of ejabberd, Prosody, Tigase, Openfire, and not of MongooseIM, which has "
            + had("mongooseim")
        ),
    ),
    (
        lambda: server("prosody", ttl=60),
        WrongValueError,
        ("Server.ttl is an option of Tigase, and not of Prosody, which has " + had("prosody")),
    ),
    (
        lambda: server("prosody", include_body="You have mail"),
        WrongTypeError,
        "Server.include_body must be a bool, not 'You have mail'",
    ),
    (
        lambda: server("tigase", encrypted_message_body=True),
        WrongTypeError,
        "Server.encrypted_message_body must be a str, not True",
    ),
    (
        lambda: server("tigase", ttl=-1),
        WrongValueError,
        "Server.ttl must be a number of seconds greater than 0, not -1",
    ),
    (
        lambda: server("tigase", ttl=True),
        WrongTypeError,
        "Server.ttl must be a number of seconds, not True",
    ),
    (
        lambda: server(api_version=3),
        WrongTypeError,
        "Server.api_version must be one of v2, v3, not 3",
    ),
    (
        lambda: server(version="7"),
        UnknownServerError,
        "unknown version '7' of mongooseim: 6.8, 3.5",
    ),
    (
        lambda: server("tigase", version="8"),
        UnknownServerError,
        "unknown version '8' of tigase: its versions do not differ",
    ),
    (
        lambda: server(domain="my chat"),
        AddressError,
        (
            "Server.domain is not a JID: the domain part of 'my chat' must not contain ' ' (U+0020 SPACE): use letters, digits, hyphens and dots"
        ),
    ),
    (
        lambda: server(domain="alice@mychat.com"),
        WrongValueError,
        ("Server.domain must be a domain, not 'alice@mychat.com'; did you mean 'mychat.com'?"),
    ),
    (
        lambda: server(domain=None),
        WrongTypeError,
        "Server.domain must be a domain, not None",
    ),
    (
        lambda: server(pubsub=["pubsub.mychat.com"]),
        WrongTypeError,
        "Server.pubsub must be a domain, not a list",
    ),
    (
        lambda: server(provider="apns"),
        WrongTypeError,
        "Server.provider must be a Provider, not 'apns'",
    ),
    (lambda: server(lint=1), WrongTypeError, "Server.lint must be a bool, not 1"),
    (lambda: server(timeline=[]), WrongTypeError, "Server.timeline must be a Timeline, not a list"),
)
def test_mistakes_with_a_server(call, kind, message):
    refused(call, kind, message)


OPTIONS = {
    "plugin": "hints",
    "include_body": True,
    "include_sender": True,
    "notify_on": "messages",
    "important_body": "Hi!",
    "max_errors": 2,
    "max_devices": 2,
    "push_resume_timeout": 600,
    "keepalive": False,
    "wake_on_timeout": False,
    "encrypted_message_body": "A secret message",
    "away": True,
    "extensions": True,
    "ttl": 60,
    "resume_timeout": 60,
    "pubsub_plugins": ("flat", "push"),
    "database": "rdbms",
    "inbox": True,
    "api_version": "v2",
    "apns_default_topic": "com.example.app",
}


@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("name", HOMES)
def test_a_server_takes_the_options_that_are_declared_for_it(name, option):
    declared = {each.name for each in of(SERVERS[name])}
    if option in declared:
        assert server(name, **{option: OPTIONS[option]}).name == name
    else:
        with pytest.raises(WrongValueError, match=f"Server.{option} is an option of ") as caught:
            server(name, **{option: OPTIONS[option]})
        assert (caught.value.attribute, caught.value.value) == (option, OPTIONS[option])


def test_every_option_of_the_signature_belongs_to_a_server():
    declared = {each.name for known in SERVERS.values() for each in (*COMMON, *known.options)}
    others = {"domain", "pubsub", "version", "provider", "lint", "timeline"}
    assert declared == {*KEYWORDS} - others
    assert {"mode", *OPTIONS} == declared


@pytest.mark.parametrize("name", HOMES)
def test_every_server_publishes_to_push_services(name):
    assert server(name, mode="pubsub-full").mode == "pubsub-full"


@cases(
    (
        lambda: server().registrations("alice@mychat.org"),
        WrongValueError,
        (
            "Server.registrations(): user must be a user of mychat.com such as 'alice@mychat.com', but 'alice@mychat.org' is not of mychat.com; did you mean 'alice@mychat.com'?"
        ),
    ),
    (
        lambda: server().registrations("alice"),
        WrongValueError,
        (
            "Server.registrations(): user must be a user of mychat.com such as 'alice@mychat.com', but 'alice' has no local part; did you mean 'alice@mychat.com'?"
        ),
    ),
    (
        lambda: server().registrations(None),
        WrongTypeError,
        "Server.registrations(): user must be a Jid, a str or a JID of slixmpp, aioxmpp or nbxmpp, not None",
    ),
    (
        lambda: server().is_online("mychat.com"),
        WrongValueError,
        (
            "Server.is_online(): user must be a user of mychat.com such as 'alice@mychat.com', but 'mychat.com' has no local part"
        ),
    ),
    (
        lambda: server().is_online("@"),
        AddressError,
        "Server.is_online(): user is not a JID: the local part of '@' must not be empty",
    ),
    (
        lambda: server().attach("p2"),
        WrongTypeError,
        "Server.attach(): service must be a PushService or a RoomService, not 'p2'",
    ),
    (
        lambda: server().wait(0),
        WrongValueError,
        "Server.wait(): seconds must be a number of seconds greater than 0, not 0",
    ),
    (
        lambda: server().wait("60"),
        WrongTypeError,
        "Server.wait(): seconds must be a float or an int, not '60'",
    ),
    (
        lambda: server().reach_mongoosepush(reachable="no"),
        WrongTypeError,
        "Server.reach_mongoosepush(): reachable must be a bool, not 'no'",
    ),
    (
        lambda: server("ejabberd").reach_mongoosepush(reachable=False),
        WrongValueError,
        (
            "Server.reach_mongoosepush(): reachable needs MongooseIM, or a node_push that is attached, and ejabberd has no MongoosePush"
        ),
    ),
)
def test_mistakes_with_what_a_server_is_asked(call, kind, message):
    refused(call, kind, message)


def test_mongoosepush_behind_an_attached_push_node_is_switched():
    made = server("ejabberd")
    service = made.attach(PushService("node_push", "push.example.net"))
    made.reach_mongoosepush(reachable=False)
    assert not service.gateway.is_up


# ---- receive ----

PING = "<iq type='get' id='1'><ping xmlns='urn:xmpp:ping'/></iq>"


def receive(stanza, sender=ALICE):
    return server().receive(sender, stanza)


@cases(
    (lambda: receive(""), NoStanzaError, "the input contains no stanza: it is empty"),
    (lambda: receive(b" \n"), NoStanzaError, "the input contains no stanza: it is empty"),
    (
        lambda: receive(f"<!-- {PING} -->"),
        NoStanzaError,
        "the input contains no stanza: only a comment or a declaration",
    ),
    (
        lambda: receive("<?xml version='1.0'?>"),
        NoStanzaError,
        "the input contains no stanza: only a comment or a declaration",
    ),
    (
        lambda: receive("enable my-phone"),
        NoStanzaError,
        "the input contains no stanza: it is plain text, 'enable my-phone'",
    ),
    (
        lambda: receive("1 < 2"),
        NoStanzaError,
        "the input contains no stanza: it is plain text, '1 < 2'",
    ),
    (
        lambda: receive(f'["{PING}"]'),
        NoStanzaError,
        "the input contains no stanza: it is JSON",
    ),
    (
        lambda: receive(TOKEN),
        NoStanzaError,
        "the input contains no stanza: it is plain text, '0a1b…(64 characters)'",
    ),
    (
        lambda: receive("enable.xml"),
        UnsupportedDataError,
        (
            "Server.receive(): stanza cannot be read: 'enable.xml' looks like the name of a file: pass what the file holds, or use lint_paths"
        ),
    ),
    (
        lambda: receive(None),
        UnsupportedDataError,
        "Server.receive(): stanza cannot be read: expected text, bytes, an element or a model, not None",
    ),
    (
        lambda: receive([PING]),
        UnsupportedDataError,
        "Server.receive(): stanza cannot be read: expected text, bytes, an element or a model, not a list",
    ),
    (
        lambda: receive(ET.fromstring("<enable xmlns='urn:xmpp:push:0' jid='a.example'/>")),  # noqa: S314 - our own text
        NoStanzaError,
        (
            "the input contains no stanza: it holds <enable>, which has to be in an <iq>, <message> "
            "or <presence>"
        ),
    ),
    (
        lambda: receive(ps.Enable(jid=ps.Jid("push.example.net"), node="n1")),
        NoStanzaError,
        (
            "the input contains no stanza: it holds <enable>, which has to be in an <iq>, <message> "
            "or <presence>"
        ),
    ),
    (
        lambda: receive(etree.fromstring("<enable xmlns='urn:xmpp:push:0'><!-- a --></enable>")),
        NoStanzaError,
        (
            "the input contains no stanza: it holds <enable>, which has to be in an <iq>, <message> "
            "or <presence>"
        ),
    ),
    (
        lambda: receive(etree.Comment("no stanza")),
        NoStanzaError,
        "the input contains no stanza: only a comment or a declaration",
    ),
    (lambda: server().receive(ALICE), WrongTypeError, "Server.receive() needs 'stanza'"),
    (
        lambda: server().receive(ALICE, stanzas=PING),
        WrongTypeError,
        "Server.receive() has no argument 'stanzas'; did you mean 'stanza'?",
    ),
    (
        lambda: receive(PING, sender="alice@mychat.com"),
        WrongValueError,
        (f"Server.receive(): sender {CLIENT}, but 'alice@mychat.com' has no resource"),
    ),
    (
        lambda: receive(PING, sender="mychat.com/phone"),
        WrongValueError,
        (f"Server.receive(): sender {CLIENT}, but 'mychat.com/phone' has no local part"),
    ),
    (
        lambda: receive(PING, sender="alice@@mychat.com"),
        AddressError,
        (
            "Server.receive(): sender is not a JID: the domain part of 'alice@@mychat.com' must not contain '@' (U+0040 COMMERCIAL AT): use letters, digits, hyphens and dots"
        ),
    ),
    (
        lambda: receive(PING, sender=None),
        WrongTypeError,
        "Server.receive(): sender must be a Jid, a str or a JID of slixmpp, aioxmpp or nbxmpp, not None",
    ),
)
def test_mistakes_with_what_is_received(call, kind, message):
    refused(call, kind, message)


def test_the_client_that_is_connected_is_suggested_for_its_user():
    made = server()
    made.connect(ALICE)
    error = refused(
        lambda: made.receive("alice@mychat.com", PING),
        WrongValueError,
        f"Server.receive(): sender {CLIENT}, but 'alice@mychat.com' has no resource; "
        "did you mean 'alice@mychat.com/phone'?",
    )
    assert (error.attribute, error.path) == ("sender", "Server.receive.sender")


def test_what_is_refused_happens_to_nobody():
    made = server()
    for sender, stanza in ((ALICE, "no stanza"), ("alice@mychat.com", PING), (JULIET, None)):
        with pytest.raises(ArgumentError):
            made.receive(sender, stanza)
    assert made.timeline.events == []
    assert not made.is_online(ALICE)


@pytest.mark.parametrize(
    "broken",
    [
        "<iq type='set'><enable></enabel></iq>",
        "<iq type='set'",
        "< iq type='set'/>",
        "<enable xmlns='urn:xmpp:push:0' jid='push.example.net'/>",
        "text before <iq type='get' id='1'/>",
        "<!-- a comment --><iq type='get' id='1'/>",
        "<!DOCTYPE iq><iq type='get' id='1'/>",
        "<IQ type='get' id='1'/>",
    ],
)
@pytest.mark.parametrize("name", HOMES)
def test_malformed_text_is_the_business_of_the_server(name, broken):
    made = server(name)
    made.receive(ALICE, broken)
    assert made.timeline.events


def test_a_tree_with_a_comment_is_as_malformed_as_its_text():
    text = "<iq type='get' id='1'><!-- a comment --><ping xmlns='urn:xmpp:ping'/></iq>"
    for name in HOMES:
        assert server(name).receive(ALICE, etree.fromstring(text)) == server(name).receive(
            ALICE, text
        )


@pytest.mark.parametrize(
    "sender", [ALICE, "push.example.net", "romeo@example.net/orchard", "mychat.com", HOST]
)
def test_who_may_send(sender):
    server().receive(sender, "<message to='alice@mychat.com'><body>Hi</body></message>")


# ---- connect, disconnect, lose ----


def known(*clients):
    made = server()
    for each in clients or (ALICE,):
        made.connect(each)
    return made


@cases(
    (
        lambda: server().connect(None),
        WrongTypeError,
        "Server.connect(): client must be a Jid, a str or a JID of slixmpp, aioxmpp or nbxmpp, not None",
    ),
    (
        lambda: server().connect(5),
        WrongTypeError,
        "Server.connect(): client must be a Jid, a str or a JID of slixmpp, aioxmpp or nbxmpp, not 5",
    ),
    (
        lambda: server().connect(""),
        AddressError,
        "Server.connect(): client is not a JID: the domain part of '' must not be empty",
    ),
    (
        lambda: server().connect("alice@mychat.com"),
        WrongValueError,
        f"Server.connect(): client {CLIENT}, but 'alice@mychat.com' has no resource",
    ),
    (
        lambda: server().connect("alice@mychat.org/phone"),
        WrongValueError,
        (
            f"Server.connect(): client {CLIENT}, but 'alice@mychat.org/phone' is not of mychat.com; did you mean 'alice@mychat.com/phone'?"
        ),
    ),
    (
        lambda: server().connect("alice/phone"),
        WrongValueError,
        (
            f"Server.connect(): client {CLIENT}, but 'alice/phone' has no local part; did you mean 'alice@mychat.com/phone'?"
        ),
    ),
    (
        lambda: server().connect("push.example.net"),
        WrongValueError,
        f"Server.connect(): client {CLIENT}, but 'push.example.net' has no local part",
    ),
    (
        lambda: server().connect(ALICE, available="yes"),
        WrongTypeError,
        "Server.connect(): available must be a bool, not 'yes'",
    ),
    (
        lambda: server().connect(ALICE, availble=False),
        WrongTypeError,
        "Server.connect() has no argument 'availble'; did you mean 'available'?",
    ),
    (
        lambda: server().connect(ALICE, False),  # noqa: FBT003 - the mistake
        WrongTypeError,
        ("Server.connect() takes only client by position; pass the rest by keyword: available=…"),
    ),
    (
        lambda: server().disconnect(ALICE),
        UnknownClientError,
        "Server.disconnect(): client 'alice@mychat.com/phone' has never been connected; connect it first",
    ),
    (
        lambda: known().disconnect("alice@mychat.com/phoen"),
        UnknownClientError,
        (
            "Server.disconnect(): client 'alice@mychat.com/phoen' has never been connected; did you mean 'alice@mychat.com/phone'?"
        ),
    ),
    (
        lambda: known().disconnect("alise@mychat.com/phone"),
        UnknownClientError,
        (
            "Server.disconnect(): client 'alise@mychat.com/phone' has never been connected; did you mean 'alice@mychat.com/phone'?"
        ),
    ),
    (
        lambda: known().disconnect("alice@mychat.com"),
        WrongValueError,
        (
            f"Server.disconnect(): client {CLIENT}, but 'alice@mychat.com' has no resource; did you mean 'alice@mychat.com/phone'?"
        ),
    ),
    (
        lambda: known().disconnect("alice@mychat.net/phone"),
        WrongValueError,
        (
            f"Server.disconnect(): client {CLIENT}, but 'alice@mychat.net/phone' is not of mychat.com; did you mean 'alice@mychat.com/phone'?"
        ),
    ),
    (
        lambda: known().lose("alice@mychat.com/Phone"),
        UnknownClientError,
        (
            "Server.lose(): client 'alice@mychat.com/Phone' has never been connected; did you mean 'alice@mychat.com/phone'?"
        ),
    ),
    (
        lambda: known().lose([ALICE]),
        WrongTypeError,
        "Server.lose(): client must be a Jid, a str or a JID of slixmpp, aioxmpp or nbxmpp, not a list",
    ),
    (lambda: known().lose(), WrongTypeError, "Server.lose() needs 'client'"),
    (
        lambda: known(ALICE, JULIET).lose("juliet@mychat.com/balcon"),
        UnknownClientError,
        (
            "Server.lose(): client 'juliet@mychat.com/balcon' has never been connected; did you mean 'juliet@mychat.com/balcony'?"
        ),
    ),
)
def test_mistakes_with_clients(call, kind, message):
    refused(call, kind, message)


def test_who_is_offline_has_no_connection_to_lose():
    made = known()
    made.disconnect(ALICE)
    refused(
        lambda: made.lose(ALICE),
        WrongValueError,
        "Server.lose(): client must be connected, but 'alice@mychat.com/phone' is offline; "
        "connect it first",
    )


def test_who_is_offline_may_go_offline():
    made = known()
    made.disconnect(ALICE)
    made.disconnect(ALICE)
    assert not made.is_online(ALICE)


def test_a_client_that_has_sent_a_stanza_is_known():
    made = server()
    made.receive(ALICE, PING)
    made.lose("ALICE@mychat.com/phone")
    made.disconnect(ALICE)


# ---- PushService ----


def service(kind="p2", host="push.example.net", **options):
    return PushService(kind, host, **options)


@cases(
    (lambda: PushService("p2"), WrongTypeError, "PushService needs 'host'"),
    (
        lambda: service("node-push"),
        UnknownServerError,
        "unknown push service 'node-push'; did you mean 'node_push'?",
    ),
    (
        lambda: service("prosody"),
        UnknownServerError,
        "prosody is a server of users; use pushstanza.flow.Server for it",
    ),
    (lambda: service(None), WrongTypeError, "PushService.kind must be a str, not None"),
    (
        lambda: service(host="push example"),
        AddressError,
        (
            "PushService.host is not a JID: the domain part of 'push example' must not contain ' ' (U+0020 SPACE): use letters, digits, hyphens and dots"
        ),
    ),
    (
        lambda: service(host="push@example.net"),
        WrongValueError,
        ("PushService.host must be a domain, not 'push@example.net'; did you mean 'example.net'?"),
    ),
    (
        lambda: service(host=5222),
        WrongTypeError,
        "PushService.host must be a domain, not 5222",
    ),
    (
        lambda: service(providr=Provider()),
        WrongTypeError,
        "PushService has no argument 'providr'; did you mean 'provider'?",
    ),
    (
        lambda: service(mode="pubsub-full"),
        WrongTypeError,
        (
            "PushService has no argument 'mode'; it takes "
            "kind, host, provider, memory, recorder, version, gateway, pubsub_plugins"
        ),
    ),
    (
        lambda: service(provider="fcm"),
        WrongTypeError,
        "PushService.provider must be a Provider, not 'fcm'",
    ),
    (
        lambda: service(gateway=Gateway()),
        WrongValueError,
        "PushService.gateway is an option of node_push, and not of p2",
    ),
    (
        lambda: service("node_push", gateway="MongoosePush"),
        WrongTypeError,
        "PushService.gateway must be a Gateway, not 'MongoosePush'",
    ),
    (
        lambda: service().register("n1", TOKEN, "fmc"),
        WrongValueError,
        "PushService.register(): provider is 'fmc', not one of apns, fcm",
    ),
    (
        lambda: service().register("n1", TOKEN, "apn"),
        WrongValueError,
        "PushService.register(): provider is 'apn', not one of apns, fcm; did you mean 'apns'?",
    ),
    (
        lambda: service().register("", TOKEN),
        WrongValueError,
        "PushService.register(): node must not be empty",
    ),
    (
        lambda: service().register("n1", None),
        WrongTypeError,
        "PushService.register(): token must be a str, not None",
    ),
    (
        lambda: service("node_push").register("n1", TOKEN),
        WrongValueError,
        (
            "PushService.register(): node is of no use, since node_push knows no devices: create the node with a stanza, such as that of build.create_node; the token is in the options of the enable"
        ),
    ),
    (
        lambda: service("fpush").register("n1", TOKEN, secret="s3cr3t"),
        WrongValueError,
        "PushService.register(): secret is of no use, since fpush asks for none: the node itself is the token",
    ),
    (
        lambda: service().register("n1", TOKEN, secrets="x"),
        WrongTypeError,
        "PushService.register() has no argument 'secrets'; did you mean 'secret'?",
    ),
    (
        lambda: service().receive("my chat", PING),
        AddressError,
        (
            "PushService.receive(): sender is not a JID: the domain part of 'my chat' must not contain ' ' (U+0020 SPACE): use letters, digits, hyphens and dots"
        ),
    ),
    (
        lambda: service().receive("mychat.com", "hello"),
        NoStanzaError,
        "the input contains no stanza: it is plain text, 'hello'",
    ),
    (
        lambda: service().receive("mychat.com", 5),
        UnsupportedDataError,
        "PushService.receive(): stanza cannot be read: expected text, bytes, an element or a model, not 5",
    ),
    (
        lambda: server().attach(service(host="mychat.com")),
        WrongValueError,
        "Server.attach(): service is at 'mychat.com', which is the server itself; give it a host of its own, such as 'push.mychat.com'",
    ),
    (
        lambda: Gateway(api_version="v1"),
        WrongValueError,
        "Gateway.api_version is 'v1', but MongoosePush takes v2, v3",
    ),
)
def test_mistakes_with_a_push_service(call, kind, message):
    refused(call, kind, message)


def test_a_push_service_is_found_however_its_host_is_written():
    made = server("ejabberd")
    attached = made.attach(PushService("p2", "Push.Example.Net"))
    assert attached.host == "push.example.net"
    assert made.services == {"push.example.net": attached}


# ---- Provider ----


@cases(
    (
        lambda: Provider(strikt=True),
        WrongTypeError,
        "Provider has no argument 'strikt'; did you mean 'strict'?",
    ),
    (
        lambda: Provider(strict="yes"),
        WrongTypeError,
        "Provider.strict must be a bool, not 'yes'",
    ),
    (lambda: Provider(requests=4), WrongTypeError, "Provider.requests must be a list, not 4"),
    (
        lambda: Provider().answer_next("Unregistred"),
        UnknownAnswerError,
        f"Provider.answer_next(): reasons {REASON}, not 'Unregistred'; did you mean 'Unregistered'?",
    ),
    (
        lambda: Provider().answer_next(None, "QUOTA_EXCEDED"),
        UnknownAnswerError,
        f"Provider.answer_next(): reasons {REASON}, not 'QUOTA_EXCEDED'; did you mean 'QUOTA_EXCEEDED'?",
    ),
    (
        lambda: Provider().answer_next(410),
        UnknownAnswerError,
        (
            f"Provider.answer_next(): reasons {REASON}, not '410'; with the status 410 there are 'ExpiredToken' and 'Unregistered'"
        ),
    ),
    (
        lambda: Provider().answer_next("999"),
        UnknownAnswerError,
        f"Provider.answer_next(): reasons {REASON}, not '999'",
    ),
    (
        lambda: Provider().answer_next("OK"),
        UnknownAnswerError,
        f"Provider.answer_next(): reasons {REASON}, not 'OK'; for success write None",
    ),
    (
        lambda: Provider().answer_next(["Unregistered"]),
        WrongTypeError,
        f"Provider.answer_next(): reasons {REASON}, not a list",
    ),
    (
        lambda: Provider().answer_next(False),  # noqa: FBT003 - the mistake
        WrongTypeError,
        f"Provider.answer_next(): reasons {REASON}, not False",
    ),
    (
        lambda: Provider().answer_next(reason="Unregistered"),
        WrongTypeError,
        "Provider.answer_next() has no argument 'reason'; did you mean 'reasons'?",
    ),
    (
        lambda: Provider().refuse(TOKEN, "BadDevicetoken"),
        UnknownAnswerError,
        f"Provider.refuse(): reason {REASON}, not 'BadDevicetoken'; did you mean 'BadDeviceToken'?",
    ),
    (
        lambda: Provider().refuse(TOKEN, None),
        WrongTypeError,
        "Provider.refuse(): reason must be a str, not None",
    ),
    (
        lambda: Provider().refuse(None, "Unregistered"),
        WrongTypeError,
        "Provider.refuse(): token must be a str, not None",
    ),
    (lambda: Provider().refuse(TOKEN), WrongTypeError, "Provider.refuse() needs 'reason'"),
    (
        lambda: Provider().send("POST"),
        WrongTypeError,
        "Provider.send(): request must be an ApnsRequest or an FcmRequest, not 'POST'",
    ),
)
def test_mistakes_with_a_provider(call, kind, message):
    refused(call, kind, message)


def test_of_several_reasons_with_one_wrong_none_is_scripted():
    provider = Provider()
    with pytest.raises(UnknownAnswerError):
        provider.answer_next("Unregistered", "Unregistred")
    made = played(provider=provider)
    made.receive(JULIET, chat())
    assert len(made.registrations(ALICE)) == 1


def test_a_reason_of_the_other_provider_is_refused_when_it_would_be_given():
    made = played()
    made.provider.answer_next("UNREGISTERED")
    refused(
        lambda: made.receive(JULIET, chat()),
        UnknownAnswerError,
        "the request goes to APNs, and 'UNREGISTERED' is a reason of FCM; "
        "did you mean 'Unregistered'?",
    )


# ---- scenarios ----

SERVER = "[server]\ndomain = 'mychat.com'\n"


@cases(
    (lambda: run(None), WrongTypeError, "run(): text must be a str, not None"),
    (
        lambda: run("", folder=5),
        WrongTypeError,
        "run(): folder must be a str or a Path, not 5",
    ),
    (
        lambda: run("", names="x"),
        WrongTypeError,
        "run() has no argument 'names'; did you mean 'name'?",
    ),
    (lambda: run("", lint=0), WrongTypeError, "run(): lint must be a bool, not 0"),
    (lambda: run(""), ScenarioError, "the scenario: 'server' is missing"),
    (
        lambda: run("[server]\ndomain = 'mychat.com'\nmodes = 'x'\n[[step]]\nwait = 1"),
        ScenarioError,
        "the scenario:3:1: unknown key 'modes'; did you mean 'mode'?",
    ),
    (
        lambda: run(
            "[server]\nname = 'ejabberd'\ndomain = 'a'\nplugin = 'hints'\n[[step]]\nwait = 1"
        ),
        ScenarioError,
        (
            "the scenario:4:1: Server.plugin is an option of MongooseIM, and not of ejabberd, which has "
            + had("ejabberd")
        ),
    ),
    (
        lambda: run(f"{SERVER}[[service]]\nkind = 'p2'\nhost = 'a@b'\n[[step]]\nwait = 1"),
        ScenarioError,
        ("the scenario:5:1: PushService.host must be a domain, not 'a@b'; did you mean 'b'?"),
    ),
    (
        lambda: run(f"{SERVER}[[step]]\nconnect = 'alice@mychat.com'"),
        ScenarioError,
        f"the scenario:4:1: Server.connect(): client {CLIENT}, but 'alice@mychat.com' has no resource",
    ),
    (
        lambda: run(
            f"{SERVER}[[step]]\nconnect = '{ALICE}'\n[[step]]\nlose = 'alice@mychat.com/fone'"
        ),
        ScenarioError,
        (
            "the scenario:6:1: Server.lose(): client 'alice@mychat.com/fone' has never been connected; did you mean 'alice@mychat.com/phone'?"
        ),
    ),
    (
        lambda: run(f"{SERVER}[[step]]\nfrom = 'alice@mychat.com'\nstanza = '<iq/>'"),
        ScenarioError,
        f"the scenario:4:1: Server.receive(): sender {CLIENT}, but 'alice@mychat.com' has no resource",
    ),
    (
        lambda: run(f"{SERVER}[[step]]\nfrom = '{ALICE}'\nstanza = 'enable'"),
        ScenarioError,
        "the scenario:5:1: the input contains no stanza: it is plain text, 'enable'",
    ),
    (
        lambda: run(f"{SERVER}[[step]]\nfrom = '{ALICE}'\nto = 'a@@b'\nmessage = 'Hi'"),
        ScenarioError,
        (
            "the scenario:5:1: step.to is not a JID: the domain part of 'a@@b' must not contain '@' (U+0040 COMMERCIAL AT): use letters, digits, hyphens and dots"
        ),
    ),
    (
        lambda: run(f"{SERVER}[[step]]\nprovider = 'Unregistred'"),
        ScenarioError,
        f"the scenario:4:1: step.provider {REASON}, not 'Unregistred'; did you mean 'Unregistered'?",
    ),
    (
        lambda: run("[server]\nname = 'prosody'\ndomain = 'a'\n[[step]]\nmongoosepush = 'down'"),
        ScenarioError,
        (
            "the scenario:5:1: Server.reach_mongoosepush(): reachable needs MongooseIM, or a node_push that is attached, and Prosody has no MongoosePush"
        ),
    ),
)
def test_mistakes_with_a_scenario(call, kind, message):
    refused(call, kind, message)


def test_the_error_of_a_scenario_has_its_place():
    with pytest.raises(ScenarioError) as caught:
        run(f"{SERVER}[[step]]\nprovider = 'Nothing'", name="s.toml")
    error = caught.value
    assert (error.line, error.column) == (4, 1)
    assert error.reason == f"step.provider {REASON}, not 'Nothing'"


# ---- errors ----


def test_an_error_has_what_was_wrong_as_data():
    with pytest.raises(WrongValueError) as caught:
        server(plugin="hint")
    error = caught.value
    assert (error.attribute, error.value) == ("plugin", "hint")
    assert error.expected == ("defaults", "hints", "enhanced")
    assert error.path == "Server.plugin"


@pytest.mark.parametrize(
    ("call", "kinds"),
    [
        (lambda: server("prosdy"), (ps.UnknownServerError, LookupError)),
        (lambda: server(domain="a b"), (ps.JidError, ValueError)),
        (lambda: server().disconnect(ALICE), (LookupError,)),
        (lambda: receive(""), (ps.UnreadableError, ValueError)),
        (lambda: receive(None), (ps.UnsupportedDataError, TypeError)),
        (lambda: Provider().answer_next("x"), (ps.UnknownAnswerError, LookupError)),
        (Server, (TypeError,)),
        (lambda: server(lint=None), (TypeError,)),
    ],
)
def test_errors_are_of_the_kinds_that_users_catch(call, kinds):
    for kind in (ArgumentError, ps.PushStanzaError, *kinds):
        with pytest.raises(kind):
            call()


def test_errors_are_copied_and_pickled():
    for call in (lambda: server("prosdy"), lambda: server(domain="a b"), lambda: receive("")):
        with pytest.raises(ArgumentError) as caught:
            call()
        error = caught.value
        for again in (copy.copy(error), copy.deepcopy(error), pickle.loads(pickle.dumps(error))):  # noqa: S301 - it is ours
            assert type(again) is type(error)
            assert str(again) == str(error)
            assert vars(again) == vars(error)


@pytest.mark.parametrize(
    "call",
    [
        lambda: server(domain=TOKEN),
        lambda: server(TOKEN),
        lambda: server(mode=TOKEN),
        lambda: server().connect(f"{TOKEN}@mychat.com"),
        lambda: server().disconnect(f"alice@mychat.com/{TOKEN}"),
        lambda: server().registrations(f"{TOKEN}@example.net"),
        lambda: receive(TOKEN),
        lambda: service(TOKEN),
        lambda: service(host=TOKEN),
        lambda: Provider().answer_next(TOKEN),
        lambda: Provider().refuse(TOKEN, TOKEN),
        lambda: service().register("n1", "t", TOKEN),
    ],
)
def test_no_error_shows_a_token(call):
    with pytest.raises(ArgumentError) as caught:
        call()
    assert TOKEN not in str(caught.value)
    assert TOKEN not in repr(caught.value)


def test_an_error_inside_is_not_taken_for_a_wrong_call(monkeypatch):
    made = server()
    monkeypatch.setattr(Provider, "_reason", lambda *_: 1 + "1")
    with pytest.raises(TypeError, match="unsupported operand") as caught:
        played(provider=made.provider).receive(JULIET, chat())
    assert not isinstance(caught.value, ps.PushStanzaError)


# ---- any JID, any form of a stanza ----


def jid_of_another_library(text):
    """Return what slixmpp gives as a JID, for where slixmpp is not installed."""
    domain = property(lambda self: ps.Jid(str(self)).domain)
    made = type(
        "JID", (), {"__str__": lambda _: text, "domain": domain, "__module__": "slixmpp.jid"}
    )
    return made()


@pytest.mark.parametrize("of", [str, ps.Jid, jid_of_another_library])
def test_jids_are_taken_in_any_form(of):
    made = Server("mongooseim", domain=of("mychat.com"), pubsub=of("push.mychat.com"))
    made.attach(PushService("p2", of("push.example.net")))
    made.connect(of(ALICE))
    made.receive(of(ALICE), build.enable(ps.Jid("push.example.net"), "n1"))
    made.lose(of(ALICE))
    assert not made.is_online(of("alice@mychat.com"))
    made.disconnect(of(ALICE))
    assert len(made.registrations(of("alice@mychat.com"))) == 1
    assert [*made.services] == ["push.mychat.com", "push.example.net"]
    assert service().receive(of("mychat.com"), "<iq type='result' id='1'/>") == []


def test_jids_of_slixmpp_are_taken():
    jid = pytest.importorskip("slixmpp", exc_type=ImportError).JID
    made = Server(domain=jid("mychat.com"))
    made.connect(jid(ALICE))
    assert made.is_online(jid(ALICE))


@pytest.mark.parametrize("form", [str, str.encode, etree.fromstring, ET.fromstring, ps.parse])
def test_a_push_service_takes_stanzas_in_any_form(form):
    text = "<iq xmlns='jabber:client' type='get' id='1' to='push.example.net'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>"
    assert service().receive(ALICE, form(text)) == service().receive(ALICE, text)


# ---- repr ----


def test_a_server_shows_what_it_holds():
    made = played()
    made.receive(JULIET, chat())
    assert repr(made) == (
        "Server('mongooseim', domain='mychat.com', pubsub='pubsub.mychat.com', "
        "mode='pubsub-less', registrations=1, nodes=0, requests=1)"
    )
    assert repr(server("ejabberd")) == (
        "Server('ejabberd', domain='mychat.com', registrations=0, requests=0)"
    )
    assert repr(made.provider) == "Provider(strict=False, requests=1, scripted=0, refused=0)"


def test_a_push_service_shows_what_it_holds():
    made = service()
    made.register("n1", TOKEN, secret="s3cr3t-s3cr3t")
    assert repr(made) == "PushService('p2', 'push.example.net', nodes=1, devices=1, requests=0)"


def test_a_provider_shows_what_it_holds():
    provider = Provider(strict=True)
    provider.answer_next("Unregistered", None)
    provider.refuse(TOKEN, "Unregistered")
    assert repr(provider) == "Provider(strict=True, requests=0, scripted=2, refused=1)"


def test_a_registration_shows_no_token():
    made = server("prosody")
    made.receive(ALICE, build.enable(ps.Jid("push.example.net"), TOKEN))
    (registration,) = made.registrations(ALICE)
    assert registration.node == TOKEN
    assert TOKEN not in repr(registration)
    assert "jid='push.example.net', node='0a1b" in repr(registration)


# ---- what happened, as text and JSON ----


def test_a_timeline_is_text_with_one_event_a_line():
    made = played()
    made.provider.answer_next("Unregistered")
    made.receive(JULIET, chat())
    made.receive(JULIET, chat())
    assert str(made.timeline).splitlines() == [
        "Push at mychat.com",
        "  1   0.05 s  alice@mychat.com/phone → mychat.com: enable push to n1",
        "  2   0.10 s  mychat.com → alice@mychat.com/phone: result",
        "  3   0.15 s  alice@mychat.com/phone: goes offline",
        "  4   0.20 s  juliet@mychat.com/balcony → mychat.com: chat message",
        "  5   0.25 s  mychat.com ⇒ MongoosePush: POST to MongoosePush",
        "  6   0.30 s  MongoosePush ⇒ APNs: POST to APNs",
        (
            "  7   0.35 s  APNs ⇢ MongoosePush: 410 Unregistered  "
            "✗ Error: the token is no longer active for the topic"
        ),
        (
            "  8   0.40 s  MongoosePush ⇢ mychat.com: 410  "
            "✗ Error: Unregistered: the token is no longer active for the topic"
        ),
        (
            "  9   0.45 s  mychat.com: disables node n1  ✗ Error: Unregistered: the token is no longer "
            "active for the topic: no push is sent until the client enables it again"
        ),
        " 10   0.50 s  juliet@mychat.com/balcony → mychat.com: chat message",
        (
            " 11   0.55 s  mychat.com: no push  "
            "? Lost: alice@mychat.com has not enabled push notifications"
        ),
        "11 steps, 3 errors, 1 lost.",
    ]


def test_a_timeline_as_text_says_what_the_command_line_says():
    made = played()
    made.provider.answer_next("Unregistered")
    made.receive(JULIET, chat())
    lines = str(made.timeline).splitlines()
    paragraphs = draw(made.timeline, "text").split("\n\n")
    assert len(lines) == len(paragraphs)
    for line, paragraph in zip(lines, paragraphs, strict=True):
        assert {*line.replace(": ", " ").split()} <= {*paragraph.replace(": ", " ").split()} | {
            word.rstrip(":") for word in paragraph.split()
        }


def test_a_timeline_as_text_shows_no_token():
    made = server("prosody")
    made.receive(ALICE, build.enable(ps.Jid("push.example.net"), TOKEN))
    made.disconnect(ALICE)
    made.receive(JULIET, chat())
    assert TOKEN not in str(made.timeline)
    assert TOKEN not in repr(made.timeline)
    assert "enable push to 0a1b" in str(made.timeline)


def test_an_empty_timeline_is_text():
    assert str(Timeline(title="Nothing\nyet")) == "Nothing␊yet\n0 steps."


def test_each_event_has_one_line_whatever_it_holds():
    timeline = Timeline()
    timeline.add("note", "a\nb", "a\nb", "title\r\nof\u2028two", at=0.0, effect="x\ny\u202e")
    assert len(str(timeline).splitlines()) == 3


def test_a_timeline_and_its_events_are_json():
    timeline = played().timeline
    assert json.loads(timeline.to_json()) == timeline.to_dict()
    for each in timeline.events:
        assert json.loads(each.to_json()) == json.loads(json.dumps(each.to_dict()))
        assert "\n" not in each.to_json()


@cases(
    (
        lambda: Timeline(titel="x"),
        WrongTypeError,
        "Timeline has no argument 'titel'; did you mean 'title'?",
    ),
    (
        lambda: draw("timeline", "text"),
        WrongTypeError,
        "draw(): timeline must be a Timeline, not 'timeline'",
    ),
    (
        lambda: draw(Timeline(), None),
        WrongTypeError,
        "draw(): kind must be a str, not None",
    ),
)
def test_mistakes_with_a_timeline(call, kind, message):
    refused(call, kind, message)
