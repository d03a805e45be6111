"""The listener: real clients log in to it, and what they meet is the emulator."""

import asyncio
import base64
import hashlib
import os
import re
import socket
import threading
from contextlib import asynccontextmanager
from xml.etree import ElementTree as ET

import pytest
import slixmpp
from lxml import etree
from slixmpp.xmlstream.handler import Callback
from slixmpp.xmlstream.matcher import MatchXPath

import pushstanza as ps
from pushstanza import build
from pushstanza.flow import PushService, Server
from pushstanza.testing import Listener

#: slixmpp reads all certificates of the system for each stream, also where none is encrypted.
os.environ["SSL_CERT_FILE"] = os.devnull

STREAMS = "http://etherx.jabber.org/streams"
HEADER = (
    "<?xml version='1.0'?><stream:stream xmlns='jabber:client' to='mychat.com' version='1.0' "
    f"xmlns:stream='{STREAMS}'>"
)
COMPONENT = (
    f"<stream:stream xmlns='jabber:component:accept' to='push.example' xmlns:stream='{STREAMS}'>"
)
PING = "<iq type='get' id='p' to='mychat.com'><ping xmlns='urn:xmpp:ping'/></iq>"
HOST = ps.Jid("pubsub.mychat.com")
OPTIONS = ps.PublishOptions(service="fcm", device_id="0a1b2c3d" * 8)
SECONDS = 20

pytestmark = pytest.mark.loopback


def server_of(name="prosody", **options):
    return Server(name, domain="mychat.com", **options)


def done(coroutine):
    """Run a test that must not hang, and see that it leaves no task behind."""

    async def play():
        await asyncio.wait_for(coroutine, SECONDS)

    asyncio.run(play())


# ---- slixmpp ----


def _plain(xmpp, listener):
    xmpp.enable_plaintext, xmpp.enable_starttls, xmpp.enable_direct_tls = True, False, False
    xmpp.whitespace_keepalive = False
    xmpp.connect(listener.host, listener.port)


@asynccontextmanager
async def client(listener, jid, password=None):
    """Log in as a client, which leaves at the end if it is still there."""
    options = {"feature_mechanisms": {"unencrypted_plain": True}}
    xmpp = slixmpp.ClientXMPP(jid, password or "any", plugin_config=options, sasl_mech="PLAIN")
    for each in ("xep_0030", "xep_0199"):
        xmpp.register_plugin(each)
    _plain(xmpp, listener)
    await xmpp.wait_until("session_start", SECONDS)
    xmpp.send_presence()
    await xmpp.get_roster()
    try:
        yield xmpp
    finally:
        await left(xmpp)


@asynccontextmanager
async def component(listener, host, secret):
    xmpp = slixmpp.ComponentXMPP(host, secret)
    _plain(xmpp, listener)
    await xmpp.wait_until("session_start", SECONDS)
    try:
        yield xmpp
    finally:
        await left(xmpp)


async def left(xmpp):
    """Let a client end its stream; return when the server has done so, too."""
    if xmpp.is_connected():
        await xmpp.disconnect()
    xmpp.cancel_connection_attempt()


async def asked(xmpp, iq):
    """Send a request of ours, and return the answer as a model."""
    answer = await slixmpp.Iq(stream=xmpp, xml=ps.to_etree(iq)).send()
    return ps.parse_iq(ET.tostring(answer.xml, encoding="unicode"), validate=False)


async def settled(xmpp):
    """Return when the server has taken all that a client has sent."""
    await xmpp.plugin["xep_0199"].ping("mychat.com")


async def pushed(listener, *requests):
    """Log in, find push, send requests, leave; then get a message."""
    async with client(listener, "alice@mychat.com/phone") as alice:
        info = [
            await alice.plugin["xep_0030"].get_info(jid)
            for jid in ("mychat.com", "alice@mychat.com")
        ]
        found = {feature for each in info for feature in each["disco_info"]["features"]}
        assert "urn:xmpp:push:0" in found
        for each in requests:
            assert (await asked(alice, each)).type == "result"
        assert listener.server.is_online("alice@mychat.com")
    assert not listener.server.is_online("alice@mychat.com")
    async with client(listener, "bob@mychat.com/desk") as bob:
        bob.send_message("alice@mychat.com", "Hi!", mtype="chat")
        await settled(bob)
    return listener.server.requests


FULL = (
    build.create_node(HOST, "n", id="1", config=ps.NodeConfig(publish_model="publishers")),
    build.allow_publisher(HOST, "n", ps.Jid("mychat.com"), id="2"),
    build.enable(HOST, "n", OPTIONS, id="3"),
)


@pytest.mark.parametrize(
    ("name", "mode", "requests"),
    [
        ("mongooseim", "pubsub-full", FULL),
        ("mongooseim", "pubsub-less", FULL[-1:]),
        ("ejabberd", "pubsub-full", [build.enable(HOST, "n", id="1")]),
        ("prosody", "pubsub-full", [build.enable(HOST, "n", id="1")]),
    ],
)
def test_slixmpp_enables_push_and_a_message_ends_at_the_provider(name, mode, requests):
    async def play():
        server = server_of(name, mode=mode)
        if name != "mongooseim":
            service = server.attach(PushService("fpush", HOST.domain))
            service.register("n", "0a1b2c3d" * 8, "apns")
        async with Listener(server) as listener:
            (request,) = await pushed(listener, *requests)
            assert request.service in {"fcm", "apns"}
            if name == "mongooseim":
                assert request.body.message.token == OPTIONS.device_id

    done(play())


def test_no_message_is_pushed_that_is_delivered():
    async def play():
        server = server_of("mongooseim", mode="pubsub-less")
        async with (
            Listener(server) as listener,
            client(listener, "alice@mychat.com/phone") as alice,
            client(listener, "bob@mychat.com/desk") as bob,
        ):
            assert (await asked(alice, FULL[-1])).type == "result"
            bob.send_message("alice@mychat.com", "Grüße", mtype="chat")
            message = await alice.wait_until("message", SECONDS)
            assert (message["from"].full, message["body"]) == ("bob@mychat.com/desk", "Grüße")
            message.reply("Hello").send()
            assert (await bob.wait_until("message", SECONDS))["body"] == "Hello"
            assert server.requests == []

    done(play())


def test_a_wrong_password_is_refused():
    async def play():
        async with Listener(server_of(), accounts={"alice": "secret"}) as listener:
            async with client(listener, "alice@mychat.com/phone", "secret") as alice:
                assert alice.boundjid.full == "alice@mychat.com/phone"
            for jid, password in [("alice@mychat.com", "guess"), ("bob@mychat.com", "secret")]:
                options = {"feature_mechanisms": {"unencrypted_plain": True}}
                xmpp = slixmpp.ClientXMPP(jid, password, plugin_config=options, sasl_mech="PLAIN")
                _plain(xmpp, listener)
                failure = await xmpp.wait_until("failed_auth", SECONDS)
                assert failure["condition"] == "not-authorized"
                await left(xmpp)

    done(play())


def test_a_resource_is_made_where_none_is_asked_for():
    async def play():
        async with (
            Listener(server_of()) as listener,
            client(listener, "alice@mychat.com") as one,
            client(listener, "alice@mychat.com") as other,
        ):
            assert one.boundjid.resource
            assert one.boundjid.full != other.boundjid.full
            assert listener.server.is_online("alice@mychat.com")

    done(play())


@pytest.mark.parametrize("condition", [None, "item-not-found"])
@pytest.mark.parametrize("name", ["ejabberd", "prosody", "mongooseim"])
def test_a_component_is_the_push_service(name, condition):
    async def play():
        server = server_of(name)
        published = []
        async with (
            Listener(server, components={"push.example": "secret"}) as listener,
            component(listener, "push.example", "secret") as service,
        ):

            def publish(iq):
                published.append(ps.parse_iq(ET.tostring(iq.xml, encoding="unicode")))
                answer = iq.reply()
                if condition is not None:
                    answer["error"]["condition"] = condition
                answer.send()

            path = f"{{{service.default_ns}}}iq/{{http://jabber.org/protocol/pubsub}}pubsub"
            service.register_handler(Callback("publish", MatchXPath(path), publish))
            async with client(listener, "alice@mychat.com/phone") as alice:
                enable = build.enable(ps.Jid("push.example"), "n", OPTIONS, id="1")
                assert (await asked(alice, enable)).type == "result"
            async with client(listener, "bob@mychat.com/desk") as bob:
                bob.send_message("alice@mychat.com", "Hi!", mtype="chat")
                await settled(bob)
                while not published:
                    await settled(bob)
                pong = await service_ping(service)
            assert pong == "result"
            (iq,) = published
            assert iq.expect(ps.Pubsub).publish.node == "n"
            assert bool(server.registrations("alice@mychat.com")) == (
                condition is None or name == "prosody"
            )

    done(play())


async def service_ping(service):
    """Return when the server has taken all that a component has sent."""
    iq = service.make_iq_get(ito="mychat.com", ifrom="push.example")
    iq.append(ET.Element("{urn:xmpp:ping}ping"))
    return (await iq.send())["type"]


def test_a_client_asks_a_component():
    async def play():
        async with (
            Listener(server_of(), components={"push.example": "secret"}) as listener,
            component(listener, "push.example", "secret") as service,
            client(listener, "alice@mychat.com/phone") as alice,
        ):
            service.register_plugin("xep_0030")
            service.plugin["xep_0030"].add_identity("pubsub", "push")
            info = await alice.plugin["xep_0030"].get_info("push.example")
            assert ("pubsub", "push") in {each[:2] for each in info["disco_info"]["identities"]}

    done(play())


# ---- what goes over the wire ----


async def talk(listener, *texts):
    """Send texts at once, end, and return all that is answered."""
    reader, writer = await asyncio.open_connection(listener.host, listener.port)
    writer.write("".join(texts).encode())
    writer.write_eof()
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer.decode()


def said(*texts, server=None, **options):
    """Return what a listener answers."""

    async def play():
        async with Listener(server or server_of(), **options) as listener:
            return await talk(listener, *texts)

    return asyncio.run(asyncio.wait_for(play(), SECONDS))


def auth(text, mechanism="PLAIN"):
    encoded = base64.b64encode(text.encode()).decode() if isinstance(text, str) else text.decode()
    return (
        f"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='{mechanism}'>{encoded}</auth>"
    )


def response(text):
    return auth(text).replace("<auth", "<response").replace("</auth", "</response")


def bind(resource=None):
    inside = "" if resource is None else f"<resource>{resource}</resource>"
    return (
        f"<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>{inside}</bind></iq>"
    )


LOGIN = HEADER + auth("\0alice\0secret") + HEADER


def test_a_login_step_by_step():
    text = said(LOGIN, bind("phone"), PING, "</stream:stream>")

    assert text.count("<stream:stream ") == 2
    assert text.index("<mechanism>PLAIN</mechanism>") < text.index("<success")
    assert text.count("<mechanism>") == 1
    assert "starttls" not in text
    assert "<jid>alice@mychat.com/phone</jid>" in text
    assert text.index("<jid>") < text.index('type="result" id="p"')
    assert text.endswith("</stream:stream>")
    assert len(set(re.findall(' id="(stream\\d+)"', text))) == 2


@pytest.mark.parametrize(
    ("element", "condition"),
    [
        (auth("\0alice\0guess"), "not-authorized"),
        (auth("\0bob\0secret"), "not-authorized"),
        (auth("\0a@b\0secret"), "not-authorized"),
        (auth("bob@mychat.com\0alice\0secret"), "invalid-authzid"),
        (auth("\0alice\0secret", "SCRAM-SHA-1"), "invalid-mechanism"),
        (auth(b"====="), "incorrect-encoding"),
        (auth(b"\xff".hex().encode() + b"-"), "incorrect-encoding"),
        (auth(base64.b64encode(b"\0alice\0\xff")), "incorrect-encoding"),
        (auth("alice"), "malformed-request"),
        ("<abort xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>", "aborted"),
        ("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>", "malformed-request"),
    ],
)
def test_a_failure_of_sasl_leaves_the_stream_open(element, condition):
    text = said(HEADER, element, auth("\0alice\0secret"), accounts={"alice": "secret"})

    assert f"<{condition}/></failure>" in text
    assert text.index(condition) < text.index("<success")
    assert "secret" not in text
    assert "guess" not in text


@pytest.mark.parametrize("identity", ["", "alice@mychat.com"])
def test_the_message_of_plain_may_come_after_a_challenge(identity):
    text = said(HEADER, auth(""), response(f"{identity}\0Alice\0secret"), HEADER, bind("a"))

    assert text.index("<challenge") < text.index("<success")
    assert "<jid>alice@mychat.com/a</jid>" in text


@pytest.mark.parametrize(
    ("texts", "condition"),
    [
        ((HEADER, PING), "not-authorized"),
        ((LOGIN, PING), "not-authorized"),
        ((LOGIN, bind("a"), "<iq></message>"), "not-well-formed"),
        ((HEADER.replace("mychat", "other"),), "host-unknown"),
        ((LOGIN.replace("'jabber:client'", "'jabber:server'"),), "invalid-namespace"),
        ((COMPONENT,), "host-unknown"),
        (("GET / HTTP/1.1\r\nAccept: text/html,<a>",), "not-well-formed"),
        (("GET / HTTP/1.1\r\n\r\n",), "not-well-formed"),
        (("\x16\x03\x01\x02\0",), "not-well-formed"),  # as TLS begins
    ],
)
def test_a_stream_error_ends_the_connection(texts, condition):
    text = said(*texts)

    assert re.search(f"<{condition} xmlns=.*</stream:stream>$", text)


@pytest.mark.parametrize(
    ("texts", "says"),
    [
        ((HEADER, PING), "log in with SASL PLAIN first"),
        ((HEADER, "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"), "there is no TLS"),
        ((LOGIN, PING), "bind a resource first"),
    ],
)
def test_who_has_not_logged_in_is_told_what_to_do(texts, says):
    assert says in said(*texts)


def test_a_resource_that_is_none_is_refused():
    text = said(LOGIN, bind("\u200b"), bind("phone"))

    assert text.index("bad-request") < text.index("<jid>alice@mychat.com/phone</jid>")


@pytest.mark.parametrize("how", ["</stream:stream>", ""])
def test_a_connection_that_ends_takes_the_client_offline(how):
    server = server_of()
    said(LOGIN, bind("phone"), "<presence/>", how, server=server)

    assert not server.is_online("alice@mychat.com")
    assert server.timeline.events[-1].title == "goes offline"


@pytest.mark.parametrize(
    ("stanza", "condition"),
    [
        ("<handshake>0</handshake>", "not-authorized"),
        ("<message from='push.example' to='alice@mychat.com'/>", "not-authorized"),
        ("{}<message from='other.example' to='alice@mychat.com'/>", "invalid-from"),
        ("{}<message from='push.example'/>", "improper-addressing"),
        ("{}<foo/>", "unsupported-stanza-type"),
    ],
)
def test_a_component_that_breaks_the_rules_is_sent_away(stanza, condition):
    text = said(COMPONENT, stanza.format(handshake(1)), components={"push.example": "secret"})

    assert re.search(f"<{condition} xmlns=.*</stream:stream>$", text)


def handshake(number):
    digest = hashlib.sha1(f"stream{number}secret".encode(), usedforsecurity=False).hexdigest()
    return f"<handshake>{digest}</handshake>"


def test_what_a_component_sends_and_gets_is_in_its_namespace():
    ping = PING.replace(" to=", " from='push.example' to=")
    unknown = ping.replace("urn:xmpp:ping", "urn:x").replace("'p'", "'q'")
    text = said(COMPONENT, handshake(1), ping, unknown, components={"push.example": "secret"})
    root = etree.fromstring(text.removesuffix("</stream:stream>") + "</stream:stream>")

    assert root.get("from") == "push.example"
    assert {etree.QName(each).namespace for each in root} == {"jabber:component:accept"}
    assert [(each.get("id"), each.get("type")) for each in root[1:]] == [
        ("p", "result"),
        ("q", "error"),
    ]
    assert root[2].find("{jabber:component:accept}error") is not None


def test_a_push_service_ends_a_registration_with_a_message():
    server = server_of("mongooseim", mode="pubsub-less")
    server.receive("alice@mychat.com/phone", build.enable(ps.Jid("push.example"), "n", OPTIONS))
    message = (
        "<message from='push.example' to='mychat.com'><pubsub xmlns='http://jabber.org/protocol/pubsub' "
        "node='n'><affiliation jid='alice@mychat.com' affiliation='none'/></pubsub></message>"
    )
    assert len(server.registrations("alice@mychat.com")) == 1
    said(COMPONENT, handshake(1), message, server=server, components={"push.example": "secret"})
    ended = server_of("mongooseim", mode="pubsub-less")
    ended.receive("alice@mychat.com/phone", build.enable(ps.Jid("push.example"), "n", OPTIONS))
    ended.receive("push.example", message)

    assert server.registrations("alice@mychat.com") == ended.registrations("alice@mychat.com")


# ---- opening and closing ----


@pytest.mark.parametrize(
    ("options", "kind", "message"),
    [
        ({"accounts": {"alice@mychat.com": "x"}}, ValueError, "did you mean 'alice'"),
        ({"accounts": {"": "x"}}, ValueError, "no local part"),
        ({"accounts": ["alice"]}, TypeError, "accounts must be a mapping"),
        ({"accounts": {"alice": b"x"}}, TypeError, "must map texts to texts, but holds bytes"),
        ({"components": {"a@push.example": "x"}}, ValueError, "no host of a component"),
        ({"components": {"mychat.com": "x"}}, ValueError, "no host of a component"),
        ({"components": {"push..example": "x"}}, ValueError, "no host: the domain part"),
        ({"components": {"pubsub.mychat.com": "x"}}, ValueError, "a push service is attached"),
        ({"components": "push.example"}, TypeError, "components must be a mapping"),
        ({"acounts": {}}, TypeError, "did you mean 'accounts'"),
        ({"port": "5222"}, TypeError, "port must be a port from 0 to 65535, not '5222'"),
        ({"port": True}, TypeError, "port must be a port from 0 to 65535, not True"),
        ({"port": -1}, ValueError, "port must be a port from 0 to 65535, not -1"),
        ({"port": 65536}, ValueError, "not 65536"),
    ],
)
def test_wrong_arguments_are_refused(options, kind, message):
    with pytest.raises(kind, match=message) as caught:
        Listener(server_of("mongooseim"), **options)
    assert isinstance(caught.value, ps.PushStanzaError)


def test_it_needs_a_server():
    with pytest.raises(TypeError, match=r"server must be a pushstanza.flow.Server, not 'prosody'"):
        Listener("prosody")
    with pytest.raises(TypeError, match="needs 'server'"):
        Listener()


def test_names_are_normalized():
    text = said(LOGIN, bind("phone"), accounts={"Alice": "secret"})
    assert "<jid>alice@mychat.com/phone</jid>" in text
    assert "<handshake" in said(COMPONENT, handshake(1), components={"PUSH.example.": "secret"})


def test_it_listens_on_loopback_alone_while_it_is_open():
    async def play():
        listener = Listener(server_of(), accounts={"alice": "secret"}, components={"a": "secret"})
        assert "closed" in repr(listener)
        async with listener as same:
            assert same is listener
            assert listener.host == "127.0.0.1"
            assert f"prosody at mychat.com: 127.0.0.1:{listener.port}" in repr(listener)
            assert "secret" not in repr(listener)
            _, writer = await asyncio.open_connection(listener.host, listener.port)
            writer.close()
            await writer.wait_closed()
            with pytest.raises(RuntimeError, match="already"):
                await listener.__aenter__()
        with pytest.raises(OSError, match=r"refused|Connect call failed"):
            await asyncio.open_connection(listener.host, listener.port)

    done(play())


def test_a_port_that_is_taken_is_an_error_of_the_system():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        listener = Listener(server_of(), port=port)
        with pytest.raises(OSError, match="address"), listener:
            pass

        async def play():
            async with listener:
                pass

        with pytest.raises(OSError, match="address"):
            asyncio.run(play())


def test_clients_are_told_that_it_shuts_down():
    async def play():
        tasks = asyncio.all_tasks()
        async with Listener(server_of()) as listener:
            reader, writer = await asyncio.open_connection(listener.host, listener.port)
            writer.write((LOGIN + bind("phone") + PING).encode())
            await reader.readuntil(b'id="p"')
        rest = await reader.read()
        assert re.search(b"<system-shutdown.*</stream:stream>$", rest)
        assert not listener.server.is_online("alice@mychat.com")
        writer.close()
        await writer.wait_closed()
        assert asyncio.all_tasks() == tasks

    done(play())


def test_it_closes_while_clients_connect():
    async def play():
        async with Listener(server_of()) as listener:
            connecting = [
                asyncio.create_task(asyncio.open_connection(listener.host, listener.port))
                for _ in range(20)
            ]
            await asyncio.wait(connecting, return_when=asyncio.FIRST_COMPLETED)
        for each in await asyncio.gather(*connecting, return_exceptions=True):
            if not isinstance(each, OSError):
                _, writer = each
                writer.transport.abort()

    done(play())


def test_a_client_that_does_not_read_cannot_keep_it_open():
    async def play():
        async with Listener(server_of()) as listener:
            reader, writer = await asyncio.open_connection(listener.host, listener.port)
            writer.write((LOGIN + bind("phone") + PING).encode())
            await reader.readuntil(b'id="p"')
            writer.transport.pause_reading()
            big = "a" * 1_000_000
            for _ in range(9):
                message = f"<message to='alice@mychat.com/phone'><body>{big}</body></message>"
                listener.server.receive("bob@mychat.com/desk", message)
        writer.transport.abort()

    done(play())


def test_it_is_closed_where_its_end_is_cancelled():
    async def play():
        listener = await Listener(server_of()).__aenter__()
        reader, writer = await asyncio.open_connection(listener.host, listener.port)
        writer.write((LOGIN + bind("phone") + PING).encode())
        await reader.readuntil(b'id="p"')
        writer.transport.pause_reading()
        message = f"<message to='alice@mychat.com/phone'><body>{'a' * 9_000_000}</body></message>"
        listener.server.receive("bob@mychat.com/desk", message)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(listener.__aexit__(None, None, None), 0.01)
        assert "closed" in repr(listener)
        while listener.server.is_online("alice@mychat.com"):
            await asyncio.sleep(0)
        async with listener:
            assert "closed" not in repr(listener)
        writer.transport.abort()

    done(play())


WRONGLY_SCRIPTED = "the request goes to FCM, and 'BadDeviceToken' is a reason of APNs"


def wrongly_scripted():
    """Return a server whose next answer is none of the provider that it asks."""
    server = server_of("mongooseim", mode="pubsub-less")
    server.receive("bob@mychat.com/desk", FULL[-1])
    server.disconnect("bob@mychat.com/desk")
    server.provider.answer_next("BadDeviceToken")
    return server


MESSAGE = "<message to='bob@mychat.com' type='chat'><body>Hi!</body></message>"


def test_a_mistake_in_the_script_is_one_of_the_test():
    async def play():
        listener = Listener(wrongly_scripted())
        with pytest.raises(ps.UnknownAnswerError, match=WRONGLY_SCRIPTED):
            async with listener:
                assert "internal-server-error" in await talk(listener, LOGIN, bind(), MESSAGE)
        async with listener:
            pass

    done(play())


def test_a_mistake_in_the_script_does_not_hide_a_failure():
    with pytest.raises(ZeroDivisionError), Listener(wrongly_scripted()) as listener:
        _ = 1 / len(blocking(listener, LOGIN, bind(), MESSAGE)[:0])


def test_a_mistake_in_the_script_leaves_the_thread():
    listener = Listener(wrongly_scripted())
    with pytest.raises(ps.UnknownAnswerError, match=WRONGLY_SCRIPTED), listener:
        blocking(listener, LOGIN, bind(), MESSAGE)


# ---- in a thread ----


def blocking(listener, *texts):
    """Do what a client in another process does."""
    with socket.create_connection((listener.host, listener.port), timeout=SECONDS) as connection:
        connection.sendall("".join(texts).encode())
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(4096), b"")).decode()


def test_it_runs_in_a_thread_of_its_own():
    enable = ps.serialize(FULL[-1])
    message = "<message to='alice@mychat.com' type='chat'><body>Hi!</body></message>"
    threads = threading.active_count()
    with Listener(server_of("mongooseim", mode="pubsub-less")) as listener:
        assert 'type="result" id="3"' in blocking(listener, LOGIN, bind("phone"), enable)
        bob = LOGIN.replace(auth("\0alice\0secret"), auth("\0bob\0secret"))
        blocking(listener, bob, bind(), message)
        (request,) = listener.call(lambda: listener.server.requests)
        assert request.service == "fcm"
        assert listener.call(listener.server.is_online, "alice@mychat.com") is False
        assert listener.call(threading.get_ident) != threading.get_ident()
        assert listener.call(lambda: listener.call(threading.get_ident)) != threading.get_ident()
        with pytest.raises(ZeroDivisionError):
            listener.call(lambda: 1 / 0)
        with pytest.raises(RuntimeError, match="already"), listener:
            pass
        assert listener.call(listener.server.is_online, user="bob@mychat.com") is False
    assert threading.active_count() == threads
    with pytest.raises(RuntimeError, match="closed") as caught:
        listener.call(print)
    assert isinstance(caught.value, ps.PushStanzaError)


def test_it_can_be_opened_again():
    listener = Listener(server_of())
    for _ in range(2):
        with listener:
            assert "<jid>" in blocking(listener, LOGIN, bind())


def test_in_the_loop_of_the_test_a_call_is_a_call():
    async def play():
        async with Listener(server_of()) as listener:
            assert listener.call(threading.get_ident) == threading.get_ident()

    done(play())


def test_a_call_from_another_thread_is_made_in_the_loop_of_the_test():
    async def play():
        async with Listener(server_of()) as listener:
            here = await asyncio.to_thread(listener.call, threading.get_ident)
            assert here == threading.get_ident()

    done(play())


async def coroutine_function():
    """Do nothing."""


def returning_a_coroutine():
    return coroutine_function()


@pytest.mark.parametrize(
    ("function", "kind", "message"),
    [
        (3, TypeError, r"Listener.call\(\): function must be a function, not 3"),
        (coroutine_function, ValueError, "returns a coroutine, which nothing would await"),
        (returning_a_coroutine, ValueError, "returns a coroutine"),
    ],
)
def test_only_functions_are_called(function, kind, message):
    with Listener(server_of()) as listener:
        with pytest.raises(kind, match=message) as caught:
            listener.call(function)
        assert isinstance(caught.value, ps.PushStanzaError)


def test_an_error_in_the_test_closes_it():
    listener = Listener(server_of())
    with pytest.raises(ZeroDivisionError), listener:
        _ = 1 / 0
    assert "closed" in repr(listener)
