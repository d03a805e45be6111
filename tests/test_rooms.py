"""Rooms at the emulator, and the pushes that they lead to."""

import pytest
from lxml import etree

import pushstanza as ps
from pushstanza.diagnostics import WrongTypeError, WrongValueError
from pushstanza.flow import RoomService, Server
from pushstanza.flow.scenario import run, shipped

ALICE, BOB, JULIET = "alice@mychat.com/phone", "bob@mychat.com/desk", "juliet@mychat.com/balcony"
HOST, VERONA = "rooms.mychat.com", "verona@rooms.mychat.com"
ENABLE = "<iq type='set' id='e'{to}><enable xmlns='urn:xmpp:push:0' jid='push.example.net' node='n'/></iq>"
MENTION = "<reference xmlns='urn:xmpp:reference:0' type='mention' begin='{begin}' end='{end}'/>"


@pytest.fixture
def rooms():
    return RoomService(HOST)


@pytest.fixture
def server(rooms):
    made = Server("ejabberd", domain="mychat.com")
    assert made.attach(rooms) is rooms
    return made


def enters(server, client, nickname, room=VERONA):
    presence = (
        f"<presence to='{room}/{nickname}'><x xmlns='http://jabber.org/protocol/muc'/></presence>"
    )
    return server.receive(client, presence)


def says(server, client, content="<body>Hi!</body>", to=VERONA, kind="groupchat"):
    return server.receive(client, f"<message type='{kind}' to='{to}'>{content}</message>")


def relayed(server):
    """Return what the rooms have sent, and to whom."""
    events = server.timeline.events
    return [(each.target, each.text) for each in events if each.source == HOST]


def condition(answers):
    (answer,) = answers
    root = etree.fromstring(answer)
    assert root.get("type") == "error"
    return etree.QName(root.find("{jabber:client}error")[0]).localname


def test_what_is_said_goes_to_all_occupants_from_the_one_who_says_it(server, rooms):
    enters(server, ALICE, "Alice")
    enters(server, JULIET, "Juliet")
    assert rooms.occupants(VERONA) == {"Alice": ALICE, "Juliet": JULIET}
    before = len(relayed(server))

    assert says(server, JULIET) == []

    sent = relayed(server)[before:]
    assert {target for target, _ in sent} == {ALICE, JULIET}
    assert all(f'from="{VERONA}/Juliet"' in text for _, text in sent)


def test_a_nickname_belongs_to_one_and_may_be_changed(server, rooms):
    enters(server, ALICE, "Alice")
    assert condition(enters(server, JULIET, "Alice")) == "conflict"
    enters(server, JULIET, "Juliet")
    enters(server, JULIET, "Capulet")
    assert rooms.occupants(VERONA) == {"Alice": ALICE, "Capulet": JULIET}


def test_a_nickname_of_a_member_is_not_for_others(server, rooms):
    rooms.register(VERONA, "Alice", "alice@mychat.com")
    assert condition(enters(server, JULIET, "Alice")) == "conflict"
    assert enters(server, ALICE, "Alice") == []


@pytest.mark.parametrize("leaves", ["disconnect", "presence", "unavailable"])
def test_who_leaves_is_told_of_nothing_more(server, rooms, leaves):
    enters(server, ALICE, "Alice")
    enters(server, JULIET, "Juliet")
    if leaves == "disconnect":
        server.disconnect(ALICE)
    elif leaves == "presence":
        server.receive(ALICE, f"<presence type='unavailable' to='{VERONA}/Alice'/>")
    else:
        server.receive(ALICE, "<presence type='unavailable'/>")
    assert rooms.occupants(VERONA) == {"Juliet": JULIET}
    server.disconnect(JULIET)
    assert rooms.occupants(VERONA) == {}


def test_a_room_refuses_what_it_does_not_know(server):
    assert condition(says(server, JULIET)) == "item-not-found"
    enters(server, ALICE, "Alice")
    assert condition(says(server, JULIET)) == "not-acceptable"
    assert condition(says(server, ALICE, to=f"{VERONA}/Nobody", kind="chat")) == "item-not-found"
    assert condition(says(server, ALICE, kind="chat")) == "bad-request"
    assert condition(server.receive(ALICE, f"<presence to='{VERONA}'/>")) == "jid-malformed"
    ping = f"<iq type='get' id='p' to='{VERONA}'><ping xmlns='urn:xmpp:ping'/></iq>"
    assert condition(server.receive(ALICE, ping)) == "service-unavailable"


def test_a_room_is_found_and_configured(server):
    asked = f"<iq type='get' id='d' to='{VERONA}'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>"
    (answer,) = server.receive(ALICE, asked)
    assert "conference" in answer
    form = (
        f"<iq type='set' id='r' to='{VERONA}'><query xmlns='http://jabber.org/protocol/muc#owner'>"
        "<x xmlns='jabber:x:data' type='submit'/></query></iq>"
    )
    assert condition(server.receive(ALICE, form)) == "item-not-found"
    enters(server, ALICE, "Alice")
    (answer,) = server.receive(ALICE, form)
    assert etree.fromstring(answer).get("type") == "result"


def test_newcomers_are_sent_the_subject(server):
    enters(server, ALICE, "Alice")
    says(server, ALICE, "<subject>Balconies</subject>")
    enters(server, JULIET, "Juliet")
    assert [text for target, text in relayed(server) if target == JULIET and "Balconies" in text]


@pytest.mark.parametrize(("name", "publishes"), [("ejabberd", 1), ("prosody", 1)])
def test_what_is_said_wakes_a_lost_client(name, publishes):
    server = Server(name, domain="mychat.com")
    server.attach(RoomService(HOST))
    enters(server, JULIET, "Juliet")
    server.receive(ALICE, ENABLE.format(to=""))
    enters(server, ALICE, "Alice")
    assert says(server, JULIET) == []
    server.lose(ALICE)
    assert len(says(server, JULIET)) == publishes


def mentioning():
    server = Server("prosody", domain="mychat.com")
    rooms = server.attach(RoomService(HOST, notifies_mentions=True))
    rooms.register(VERONA, "alice", ALICE)
    enters(server, JULIET, "Juliet")
    server.receive(ALICE, ENABLE.format(to=f" to='{HOST}'"))
    return server


@pytest.mark.parametrize(
    ("content", "publishes"),
    [
        (f"<body>alice: hi</body>{MENTION.format(begin=0, end=5)}", 1),
        (f"<body>hi, alice</body>{MENTION.format(begin=4, end=9)}", 1),
        (f"<body>Juliet and alice</body>{MENTION.format(begin=0, end=6)}{MENTION.format(begin=11, end=16)}", 1),
        (f"<body>bob and alice</body>{MENTION.format(begin=0, end=3)}{MENTION.format(begin=8, end=13)}", 0),
        (f"<body>alice: hi</body>{MENTION.format(begin=0, end=4)}", 0),
        (f"<body>alice</body>{MENTION.format(begin=0, end=6)}", 0),
        (f"<body>alice</body>{MENTION.format(begin=5, end=0)}", 0),
        (f"<body>alice</body>{MENTION.format(begin='x', end=5)}", 0),
        (f"<body>alice</body>{MENTION.format(begin=0, end='9' * 30)}", 0),
        (MENTION.format(begin=0, end=5), 0),
        ("<body>alice: hi</body>", 0),
    ],
)  # fmt: skip
def test_the_first_member_who_is_mentioned_and_away_is_notified(content, publishes):
    found = says(mentioning(), JULIET, content)
    assert len(found) == publishes
    for each in found:
        publish = ps.parse_iq(each)
        assert (str(publish.from_), str(publish.to)) == (HOST, "push.example.net")


def test_errors_end_what_was_enabled_at_the_rooms():
    server = mentioning()
    text = f"<body>alice: hi</body>{MENTION.format(begin=0, end=5)}"
    for _ in range(16):
        (publish,) = says(server, JULIET, text)
        error = (
            f"<iq type='error' id='{ps.parse_iq(publish).id}' to='{HOST}'><error type='cancel'>"
            "<item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"
        )
        server.receive("push.example.net", error)
    assert says(server, JULIET, text) == []


def test_rooms_that_notify_nobody_know_no_push(server):
    assert condition(server.receive(ALICE, ENABLE.format(to=f" to='{HOST}'"))) == (
        "service-unavailable"
    )


def test_the_host_is_a_domain_of_its_own(server):
    with pytest.raises(WrongValueError, match="which is the server itself"):
        server.attach(RoomService("mychat.com"))
    with pytest.raises(WrongValueError):
        RoomService("verona@rooms.mychat.com")
    with pytest.raises(WrongTypeError):
        RoomService(HOST, notifies_mentions="yes")


def test_the_scenario_notifies_once():
    timeline = run(shipped()["room-mention"].read_text("utf-8"))
    assert len([each for each in timeline.events if each.title.startswith("publish to")]) == 1
    assert len([each for each in timeline.events if each.kind == "display"]) == 1


def test_an_occupant_that_says_how_it_is_enters_once(server, rooms):
    enters(server, ALICE, "Alice")
    before = relayed(server)
    away = f"<presence to='{VERONA}/Alice'><show>away</show></presence>"

    assert server.receive(ALICE, away) == []
    assert relayed(server) == before  # the subject is sent to newcomers
    assert rooms.occupants(VERONA) == {"Alice": ALICE}


@pytest.mark.parametrize(
    "stanza",
    [
        "<presence type='unavailable' to='elsewhere@rooms.mychat.com/Alice'/>",
        f"<presence type='unavailable' to='{VERONA}/Bob'/>",
        f"<presence type='subscribe' to='{VERONA}'/>",
        f"<message type='error' to='{VERONA}'><error type='cancel'/></message>",
        f"<iq type='result' id='1' to='{VERONA}'/>",
    ],
)
def test_what_asks_for_nothing_is_not_answered(server, rooms, stanza):
    enters(server, ALICE, "Alice")
    before = relayed(server)

    assert server.receive(BOB, stanza) == []
    assert relayed(server) == before
    assert rooms.occupants(VERONA) == {"Alice": ALICE}


def test_a_private_message_reaches_one_occupant(server):
    enters(server, ALICE, "Alice")
    enters(server, JULIET, "Juliet")
    before = len(relayed(server))

    assert condition(says(server, JULIET, to=f"{VERONA}/Alice")) == "bad-request"
    assert says(server, JULIET, to=f"{VERONA}/Alice", kind="chat") == []
    ((target, text),) = relayed(server)[before:][-1:]
    assert (target, f'from="{VERONA}/Juliet"' in text) == (ALICE, True)


def registers(server, client, nickname):
    """Register a nickname in a room (XEP-0045, section 7.10)."""
    field = (
        f"<field var='muc#register_roomnick'><value>{nickname}</value></field>"
        if nickname
        else "<field var='other'/>"
    )
    return server.receive(
        client,
        f"<iq type='set' id='r' to='{VERONA}'><query xmlns='jabber:iq:register'>"
        f"<x xmlns='jabber:x:data' type='submit'>{field}</x></query></iq>",
    )


def test_a_nickname_is_registered_by_a_form(server):
    (answer,) = registers(server, ALICE, "Alice")

    assert ps.parse_iq(answer).type == "result"
    assert condition(registers(server, JULIET, "Alice")) == "conflict"
    assert condition(enters(server, JULIET, "Alice")) == "conflict"
    assert condition(registers(server, JULIET, "")) == "bad-request"


@pytest.mark.parametrize(
    ("stanza", "refusal"),
    [
        (ENABLE.replace("jid='push.example.net' ", ""), "bad-request"),
        (ENABLE.replace("'set'", "'get'"), "service-unavailable"),
        (ENABLE.replace("enable", "pause"), "service-unavailable"),
    ],
)
def test_what_rooms_cannot_enable_is_refused(stanza, refusal):
    server = mentioning()

    assert condition(server.receive(ALICE, stanza.format(to=f" to='{HOST}'"))) == refusal


def test_a_disable_at_the_rooms_changes_nothing():
    """mod_muc_cloud_notify looks for what it never stored."""
    server = mentioning()
    disable = ENABLE.replace("enable", "disable").format(to=f" to='{HOST}'")
    (answer,) = server.receive(ALICE, disable)

    assert ps.parse_iq(answer).type == "result"
    assert len(says(server, JULIET, f"<body>alice: hi</body>{MENTION.format(begin=0, end=5)}")) == 1
