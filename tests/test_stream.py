"""A client's stream to the emulator, without a socket: what a client library would put on it."""

import asyncio
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

import pushstanza as ps
from pushstanza import build
from pushstanza.flow import PushService, Server

ALICE, BOB = "alice@mychat.com/phone", "bob@mychat.com/desk"
STREAMS = "http://etherx.jabber.org/streams"
ERRORS = "urn:ietf:params:xml:ns:xmpp-streams"
HEADER = (
    "<?xml version='1.0'?><stream:stream xmlns='jabber:client' to='mychat.com' version='1.0' "
    f"xmlns:stream='{STREAMS}'>"
)
ENABLE = "<iq type='set' id='e'><enable xmlns='urn:xmpp:push:0' jid='push.example' node='n'/></iq>"
ROSTER = "<iq type='get' id='r'><query xmlns='jabber:iq:roster'/></iq>"
PING = "<iq type='get' id='p' to='mychat.com'><ping xmlns='urn:xmpp:ping'/></iq>"


def chat(to, body="Hi", sender=BOB):
    return ps.serialize(build.message(ps.Jid(sender), ps.Jid(to), body, type="chat"))


def server_of(name="prosody", **options):
    return Server(name, domain="mychat.com", **options)


def done(coroutine):
    """Run a test that must not hang."""
    return asyncio.run(asyncio.wait_for(coroutine, 10))


async def told(stream, *texts):
    """Write texts, and return what has come when the last is answered, or the stream is over."""
    for each in texts:
        stream.write(each.encode() if isinstance(each, str) else each)
    return (await stream.read()).decode()


def answered(*texts, name="prosody"):
    """Return all that a client gets that sends texts and leaves, and whether the stream is over."""

    async def play():
        async with server_of(name).stream(ALICE) as stream:
            for each in texts:
                stream.write(each.encode() if isinstance(each, str) else each)
            is_over = stream.is_closing()
            stream.close()
            return (await stream.read()).decode(), is_over

    return done(play())


def stanzas(text):
    """Return the stanzas in what was sent by a server, in or without a stream."""
    opened = text if "<stream:stream" in text else f"<stream:stream xmlns:stream='{STREAMS}'>{text}"
    return [*etree.fromstring(opened.removesuffix("</stream:stream>") + "</stream:stream>")]


def condition(text):
    """Return the condition of the stream error that a text ends in."""
    *_, last = stanzas(text)
    assert last.tag == f"{{{STREAMS}}}error"
    return etree.QName(last[0]).localname


# ---- a session ----


def test_a_header_is_answered_with_a_header_and_features():
    text, is_over = answered(HEADER)
    header = etree.fromstring(text + "</stream:stream>")

    assert not is_over
    assert header.tag == f"{{{STREAMS}}}stream"
    assert (header.get("from"), header.get("version")) == ("mychat.com", "1.0")
    assert header.get("id")
    assert header[0].tag == f"{{{STREAMS}}}features"


def test_stanzas_need_no_header():
    text, _ = answered(ROSTER, PING)

    assert [(each.get("type"), each.get("id")) for each in stanzas(text)] == [
        ("result", "r"),
        ("result", "p"),
    ]


@pytest.mark.parametrize(
    ("request_", "type_"),
    [
        (ROSTER, "result"),
        (PING, "result"),
        (PING.replace(" to='mychat.com'", ""), "result"),
        ("<iq type='set' id='1'><session xmlns='urn:ietf:params:xml:ns:xmpp-session'/></iq>", "result"),
        ("<iq type='get' id='1'><vCard xmlns='vcard-temp'/></iq>", "error"),
        ("<iq type='get' id='1' to='other.example'><query xmlns='urn:x'/></iq>", "error"),
        ("<iq type='get' id='1' to='push.example'><query xmlns='jabber:iq:roster'/></iq>", "error"),
        ("<iq type='get' id='1' to='bob@mychat.com'><ping xmlns='urn:xmpp:ping'/></iq>", "error"),
        (ENABLE, "result"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["mongooseim", "ejabberd", "prosody", "tigase", "openfire", "xep"])
def test_each_request_is_answered_once(request_, type_, name):
    text, _ = answered(request_, name=name)
    (answer,) = stanzas(text)

    asked = etree.fromstring(request_)
    assert answer.tag == "{jabber:client}iq"
    assert answer.get("id") == asked.get("id")
    assert answer.get("to") == ALICE
    assert answer.get("from") in {asked.get("to"), None, "alice@mychat.com"}
    if "push:0" not in request_:  # whether that is accepted depends on the server
        assert answer.get("type") == type_


def test_binding_again_gives_the_resource_that_is_bound():
    bind = "<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>other</resource></bind></iq>"
    (answer,) = stanzas(answered(bind)[0])

    assert answer.findtext(".//{*}jid") == ALICE


def test_disco_is_what_the_emulator_answers():
    disco = (
        "<iq type='get' id='1' to='{}'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>"
    )
    for name in ("mongooseim", "ejabberd", "prosody"):
        for to in ("mychat.com", "alice@mychat.com"):
            text, _ = answered(disco.format(to), name=name)
            expected = server_of(name).receive(ALICE, disco.format(to))

            assert [etree.canonicalize(text)] == [etree.canonicalize(each) for each in expected]


def test_results_of_a_client_are_not_answered():
    assert answered("<iq type='result' id='1'/><iq type='error' id='2'/>") == ("", False)


def test_a_stream_ends_on_both_sides():
    text, is_over = answered(HEADER, "</stream:stream>")

    assert is_over
    assert text.endswith("</stream:stream>")
    assert answered(PING, "</stream:stream>")[1]


def test_the_prefix_of_the_stream_is_free():
    header = HEADER.replace("stream:", "s:").replace(":stream=", ":s=")
    text, is_over = answered(header, PING, "</s:stream>")

    assert is_over
    assert stanzas(text)[-1].get("id") == "p"


# ---- what a connection does ----


def test_reading_waits_and_ends():
    async def play():
        stream = server_of().stream(ALICE)
        reading = asyncio.create_task(stream.read(4))
        await asyncio.sleep(0)
        assert not reading.done()
        stream.write(PING.encode())
        await stream.drain()
        assert await reading == b"<iq "
        assert (await stream.read()).endswith(b"/>")
        waiting = asyncio.create_task(stream.wait_closed())
        reading = asyncio.create_task(stream.read())
        await asyncio.sleep(0)
        assert not stream.is_closing()
        stream.close()
        await waiting
        assert await reading == b""
        assert stream.at_eof()
        with pytest.raises(ConnectionResetError, match="has ended") as caught:
            await stream.drain()
        assert isinstance(caught.value, ps.PushStanzaError)
        stream.write(PING.encode())
        assert await stream.read() == b""

    done(play())


def test_what_came_before_the_end_can_be_read_after_it():
    async def play():
        async with server_of().stream(ALICE) as stream:
            stream.write(PING.encode())
        assert stream.is_closing()
        assert not stream.at_eof()
        assert b"result" in await stream.read()
        assert stream.at_eof()
        await stream.wait_closed()
        assert "closed" in repr(stream)

    done(play())


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_reading_up_to_something(size):
    async def play():
        server = server_of()
        async with server.stream(ALICE) as stream:
            until = asyncio.create_task(stream.readuntil(b"</message>"))
            sent = f"{chat(ALICE, 'one')}{chat(ALICE, 'two')}".encode()
            async with server.stream(BOB) as bob:
                for at in range(0, len(sent), size):
                    bob.write(sent[at : at + size])
                    await bob.drain()
            assert (await until).endswith(b"<body>one</body></message>")
            assert await stream.readexactly(8) == b"<message"
            assert await stream.readexactly(0) == await stream.read(0) == b""
            assert b"two" in await stream.readuntil(b"</message>")
            until = asyncio.create_task(stream.readuntil(b"</message>"))
            stream.writelines([b"<presence/>", PING.encode()])
            stream.close()
            with pytest.raises(EOFError, match="ended before '</message>' came") as caught:
                await until
            assert isinstance(caught.value, ps.PushStanzaError)
            assert isinstance(caught.value, asyncio.IncompleteReadError)
            assert b'id="p"' in caught.value.partial
            with pytest.raises(ps.flow.StreamEndedError, match="ended before 3 bytes came"):
                await stream.readexactly(3)

    done(play())


@pytest.mark.parametrize(
    ("read", "message"),
    [
        (lambda stream: stream.read("4"), "n must be an int, not '4'"),
        (lambda stream: stream.readexactly(-1), "n must not be less than 0, but is -1"),
        (lambda stream: stream.readuntil("</iq>"), "separator must be bytes, not '</iq>'"),
        (lambda stream: stream.readuntil(b""), "separator must not be empty"),
    ],
)
def test_mistakes_with_reading(read, message):
    async def play():
        async with server_of().stream(ALICE) as stream:
            with pytest.raises((TypeError, ValueError), match=message) as caught:
                await read(stream)
            assert isinstance(caught.value, ps.PushStanzaError)

    done(play())


def test_only_bytes_are_written():
    async def play():
        async with server_of().stream(ALICE) as stream:
            with pytest.raises(TypeError, match="data must be bytes, not '<presence/>'"):
                stream.write("<presence/>")

    done(play())


@pytest.mark.parametrize(
    ("jid", "message"),
    [
        ("alice@mychat.com", "has no resource"),
        ("mychat.com/x", "has no local part"),
        ("alice@other.example/x", "is not of mychat.com"),
        ("@", "is not a JID: the local part"),
    ],
)
def test_a_stream_is_that_of_a_client_of_the_server(jid, message):
    with pytest.raises(ps.WrongValueError, match=message):
        server_of().stream(jid)


def test_a_client_is_available_when_it_has_sent_presence():
    async def play():
        server = server_of()
        stream = server.stream(ALICE)
        assert not server.is_online("alice@mychat.com")
        stream.write(b"<presence/>")
        assert server.is_online("alice@mychat.com")
        stream.write(b"<presence type='unavailable'/>")
        assert not server.is_online("alice@mychat.com")
        stream.write(b"<presence/>")
        stream.close()
        assert not server.is_online("alice@mychat.com")

    done(play())


def test_disconnecting_a_client_ends_its_stream():
    async def play():
        server = server_of()
        stream = server.stream(ALICE)
        await told(stream, HEADER)
        server.disconnect(ALICE)
        assert await stream.read() == b"</stream:stream>"
        assert stream.at_eof()

    done(play())


def test_a_resource_that_connects_again_replaces_its_stream():
    async def play():
        server = server_of()
        first, second = server.stream(ALICE), server.stream(ALICE)
        second.write(b"<presence/>")
        assert condition((await first.read()).decode()) == "conflict"
        assert not second.is_closing()
        assert server.is_online("alice@mychat.com")
        server.receive(BOB, chat(ALICE))
        assert b"Hi" in await second.read()

    done(play())


# ---- messages and pushes ----


@pytest.mark.parametrize(
    ("name", "type_"), [("ejabberd", "result"), ("prosody", "result"), ("mongooseim", "error")]
)
def test_carbons_are_switched_on_where_they_are_played(name, type_):
    text, _ = answered("<iq type='set' id='1'><enable xmlns='urn:xmpp:carbons:2'/></iq>", name=name)
    (answer,) = stanzas(text)
    assert answer.get("type") == type_


def test_two_streams_chat():
    async def play():
        server = server_of()
        async with server.stream(ALICE) as alice, server.stream(BOB) as bob:
            alice.write(b"<presence/>")
            (presence,) = stanzas((await alice.read()).decode())
            assert presence.tag == "{jabber:client}presence"
            for to in ("alice@mychat.com", ALICE, "alice@mychat.com/gone"):
                (message,) = stanzas(await told_other(bob, alice, chat(to, "Grüße")))
                assert message.get("from") == BOB
                assert message.findtext("{*}body") == "Grüße"
            (answer,) = stanzas(await told_other(alice, bob, chat(BOB, "Hello", ALICE)))
            assert answer.get("from") == ALICE

    async def told_other(one, other, text):
        one.write(text.encode())
        return (await other.read()).decode()

    done(play())


def test_a_bare_jid_reaches_all_available_resources():
    async def play():
        server = server_of()
        names = ("phone", "desk", "unavailable", "lost")
        streams = {each: server.stream(f"alice@mychat.com/{each}") for each in names}
        for name in ("phone", "desk", "lost"):
            streams[name].write(b"<presence/>")
        server.lose("alice@mychat.com/lost")
        server.receive(BOB, chat("alice@mychat.com", "to all"))
        server.receive(BOB, chat("alice@mychat.com/desk", "to one"))
        for each in streams.values():
            each.close()
        got = {
            name: re.findall("to \\w+", (await each.read()).decode())
            for name, each in streams.items()
        }
        assert got == {
            "phone": ["to all"],
            "desk": ["to all", "to one"],
            "unavailable": [],
            "lost": [],
        }

    done(play())


def test_a_lost_connection_carries_nothing_until_it_is_closed():
    async def play():
        server = server_of()
        lost = server.stream(ALICE)
        await told(lost, "<presence/>", PING)
        server.lose(ALICE)
        lost.write(PING.encode())
        assert not lost.is_closing()
        assert not server.is_online("alice@mychat.com")
        async with server.stream(ALICE) as again:  # which ends the lost one
            assert await lost.read() == b""
            assert 'id="p"' in await told(again, "<presence/>", PING)
            assert server.is_online("alice@mychat.com")

    done(play())


@pytest.mark.parametrize("end", ["disconnect", "close", "receive"])
def test_a_lost_connection_ends(end):
    async def play():
        server = server_of()
        lost = server.stream(ALICE)
        lost.write(f"{HEADER}<presence/>".encode())
        await lost.read()
        server.lose(ALICE)
        if end == "close":
            lost.close()
        elif end == "receive":
            server.receive(ALICE, PING)
        else:
            server.disconnect(ALICE)
        assert await lost.read() == b""
        assert str(server.timeline).count("goes offline") == (end != "receive")
        assert server.is_online(ALICE) == (end == "receive")

    done(play())


@pytest.mark.parametrize("name", ["ejabberd", "prosody"])
def test_a_push_is_published_when_the_receiver_is_offline(name):
    async def play():
        server = server_of(name)
        service = server.attach(PushService("fpush", "push.example"))
        service.register("n", "0a1b2c3d" * 8, "apns")
        async with server.stream(ALICE) as alice, server.stream(BOB) as bob:
            assert "result" in await told(alice, ENABLE)
            alice.write(b"<presence/>")
            bob.write(chat("alice@mychat.com", "delivered").encode())
            assert b"delivered" in await alice.read()
            assert server.requests == []
            assert "</stream:stream>" in await told(alice, "</stream:stream>")
            bob.write(chat("alice@mychat.com", "pushed").encode())
            assert [each.service for each in server.requests] == ["apns"]
            assert await alice.read() == b""

    done(play())


def test_mongooseim_pushes_without_pubsub():
    enable = ps.serialize(
        build.enable(
            ps.Jid("pubsub.mychat.com"),
            "n",
            ps.PublishOptions(service="fcm", device_id="token"),
        )
    )

    async def play():
        server = server_of("mongooseim", mode="pubsub-less")
        alice = server.stream(ALICE)
        assert 'type="result"' in await told(alice, enable)
        alice.close()
        async with server.stream(BOB) as bob:
            bob.write(chat("alice@mychat.com", "pushed").encode())
            (request,) = server.requests
            assert request.service == "fcm"

    done(play())


def test_a_mistake_in_the_script_of_the_provider_is_one_of_the_test():
    server = server_of("mongooseim", mode="pubsub-less")
    options = ps.PublishOptions(service="fcm", device_id="token")
    server.receive(ALICE, build.enable(ps.Jid("pubsub.mychat.com"), "n", options))
    server.disconnect(ALICE)
    server.provider.answer_next("BadDeviceToken")
    with pytest.raises(ps.UnknownAnswerError, match="a reason of APNs"):
        server.stream(BOB).write(chat("alice@mychat.com").encode())


# ---- errors ----


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hello", "not-well-formed"),
        (" \n", None),
        ("<stream:stre", None),
        ("hello>", "not-well-formed"),
        ("</iq>", "not-well-formed"),
        ("<!DOCTYPE a>", "restricted-xml"),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "restricted-xml"),
        ("<?xml version='1.0' encoding='ISO-8859-1'?>", "unsupported-encoding"),
        ("<?xml version='1.0'?><?xml version='1.0'?>", "restricted-xml"),
        ("<?xml-stylesheet href='a'?>", "restricted-xml"),
        ("<?php ?>", "restricted-xml"),
        ("<!-- c -->", "restricted-xml"),
        (HEADER + "<!-- c -->", "restricted-xml"),
        (HEADER + "<iq><!-- > --></iq>", "restricted-xml"),
        (HEADER + "<?p i?>", "restricted-xml"),
        (HEADER + "<!DOCTYPE a>", "not-well-formed"),
        (HEADER + "<message><body>&nbsp;</body></message>", "restricted-xml"),
        (HEADER + "<message to='&nbsp;'/>", "restricted-xml"),
        (HEADER + "<iq></message>", "not-well-formed"),
        (HEADER + "<iq a='1' a='2'>", "not-well-formed"),
        (HEADER + "<iq a=b>", "not-well-formed"),
        (HEADER + "<iq>\0</iq>", "not-well-formed"),
        (HEADER + "<p:iq/>", "bad-namespace-prefix"),
        (HEADER + "<iq p:a='1'/>", "bad-namespace-prefix"),
        (HEADER + "text<iq/>", "bad-format"),
        (HEADER + "text</stream:stream>", "bad-format"),
        (HEADER + "<a>" * 200, "policy-violation"),
        (HEADER + "<iq type='get' id='1' from='bob@mychat.com/x'/>", "invalid-from"),
        (HEADER + "<foo/>", "unsupported-stanza-type"),
        (HEADER.replace(STREAMS, "urn:other"), "invalid-namespace"),
        (HEADER.replace("jabber:client", "jabber:server"), "invalid-namespace"),
        (HEADER.replace("xmlns='jabber:client' ", ""), "invalid-namespace"),
        (HEADER.replace("mychat.com", "other.example"), "host-unknown"),
        (HEADER.replace("to='mychat.com' ", ""), "improper-addressing"),
        (HEADER.replace("version='1.0' x", "x"), "unsupported-version"),
        (HEADER.replace("version='1.0' x", "version='2.0' x"), "unsupported-version"),
        ("<p:stream/>", "bad-namespace-prefix"),
        (PING + "<iq></message>", "not-well-formed"),
    ],
)  # fmt: skip
def test_a_stream_error_ends_the_stream(text, expected):
    sent, is_over = answered(text)

    assert is_over == (expected is not None)
    if expected is not None:
        assert condition(sent) == expected
        assert answered(text, PING) == (sent, True)
    if "<stream:stream" in sent:
        assert sent.endswith("</stream:stream>")


def test_bytes_that_are_not_utf_8_end_the_stream():
    for bad in (b"\xff", b"\xc3(", b"\xed\xa0\x80"):
        sent, is_over = answered(HEADER, b"<message><body>" + bad + b"</body></message>")
        assert is_over
        assert condition(sent) == "not-well-formed"


def test_what_was_sent_before_an_error_is_answered():
    sent, _ = answered(HEADER + PING + ROSTER + "<iq></message>" + PING)

    assert [each.get("id") for each in stanzas(sent)] == [None, "p", "r", None]


def test_an_error_of_the_client_ends_the_stream():
    error = f"<stream:error><conflict xmlns='{ERRORS}'/></stream:error>"
    sent, is_over = answered(HEADER, error)

    assert is_over
    assert sent.endswith("</stream:features></stream:stream>")


def test_a_stanza_that_is_too_large_ends_the_stream():
    sent, is_over = answered(HEADER, *["<message><body>"], *["a" * 1_000_000] * 10)

    assert is_over
    assert condition(sent) == "policy-violation"


def test_what_the_emulator_refuses_to_read_ends_the_stream():
    declared = " ".join(f"a{number}='1'" for number in range(2000))
    sent, is_over = answered(HEADER, f"<message {declared}/>", PING)

    assert is_over
    assert condition(sent) == "policy-violation"
    assert "more than 1000 attributes" in sent


def test_a_stream_may_be_longer_than_a_stanza():
    ping = PING.replace("<ping", f"{' ' * 1_000_000}<ping")
    sent, is_over = answered(HEADER, *[ping] * 12)

    assert not is_over
    assert sent.count("result") == 12


# ---- bytes as they arrive ----

TEXTS = st.lists(
    st.sampled_from(
        [
            ROSTER,
            PING,
            ENABLE,
            "<presence/>",
            "\n",
            " ",
            "<message to='alice@mychat.com'><body>Grüße, 𝄞 &amp; &#x1D11E; ]] > </body></message>",
            "<message to='alice@mychat.com'><body><![CDATA[<a>&b;</a>]]></body></message>",
            "<iq type='get' id='a>b' to=\"mychat.com\"><ping xmlns='urn:xmpp:ping'></ping></iq>",
            "<iq type='get' id='1'><q:query xmlns:q='jabber:iq:roster' q:a='1'/></iq>",
            "<iq type='set' id='1'><!-- c --></iq>",
            "<iq type='set' id='1'>&nbsp;</iq>",
            "<iq></message>",
            "<p:iq/>",
            "stray",
            "<foo/>",
            "</stream:stream>",
        ]
    ),
    max_size=8,
).map("".join)
HEADERS = st.sampled_from(["", HEADER, HEADER.replace("version='1.0'?", "encoding='utf-8'?")])


@given(HEADERS, TEXTS, st.data())
def test_it_does_not_matter_how_the_bytes_arrive(header, text, data):
    sent = (header + text).encode()
    cuts = data.draw(st.lists(st.integers(0, len(sent)), max_size=12).map(sorted))
    parts = [sent[start:end] for start, end in zip([0, *cuts], [*cuts, len(sent)], strict=True)]
    whole = answered(sent)

    assert answered(*parts) == whole
    assert answered(*(bytes([each]) for each in sent)) == whole


def test_stanzas_leave_nothing_behind():
    async def play():
        async with server_of().stream(ALICE) as stream:
            await told(stream, HEADER)
            for _ in range(50):
                await told(stream, PING + "\n")
            root = stream._conversation._feed._root
            assert len(root) == 0
            assert not root.text

    done(play())
