"""What the emulator does not play: the timeline says what becomes of it."""

import pytest

from pushstanza.flow import RoomService, Server
from pushstanza.flow.options import HOMES

ALICE, BOB = "alice@example.com/phone", "bob@example.com/pc"
MUC = "<x xmlns='http://jabber.org/protocol/muc'/>"
ENABLE = "<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='push.other' node='n'{}</iq>"

GIVEN = {
    "subscription elsewhere": ("<presence to='carol@other.org' type='subscribe'/>", "other.org"),
    "presence elsewhere": ("<presence to='carol@other.org'/>", "other.org"),
    "subscription here": ("<presence to='bob@example.com' type='subscribe'/>", "add_contact"),
    "probe": ("<presence to='bob@example.com' type='probe'/>", "probe"),
    "unknown type": ("<presence type='banana'/>", "banana"),
    "presence for the server": ("<presence to='example.com'/>", "the server itself"),
    "room": (f"<presence to='r@rooms.example.com/a'>{MUC}</presence>", "attach a RoomService"),
    "to a room": (
        "<message to='r@rooms.example.com' type='groupchat'><body>Hi</body></message>",
        "attach a RoomService",
    ),
    "message elsewhere": ("<message to='c@other.org'><body>Hi</body></message>", "other.org"),
    "result": ("<iq id='1' type='result' to='example.com'/>", "answers no publish"),
    "error": ("<iq id='1' type='error' to='example.com'/>", "answers no publish"),
    "unknown element": (ENABLE.format("><zap xmlns='urn:zap'/></enable>"), "extension"),
    "unknown attribute": (ENABLE.format(" zap='true'/>"), "extension"),
}


def said(server, sender, stanza):
    """Return what the timeline says of a stanza, beside the stanza itself."""
    before = len(server.timeline.events)
    server.receive(sender, stanza)
    return [each for each in server.timeline.events[before:] if each.source != sender]


@pytest.mark.parametrize("name", HOMES)
@pytest.mark.parametrize(("stanza", "word"), GIVEN.values(), ids=GIVEN)
def test_what_is_not_played_is_said(name, stanza, word):
    server = Server(name, domain="example.com")
    server.connect(ALICE)

    notes = [each for each in said(server, ALICE, stanza) if each.kind == "note"]

    assert sum(word in each.effect for each in notes) == 1
    assert server.is_online(ALICE)


#: Tigase's extensions of an enable, and those that a server plays, by how it is set up.
EXTENSIONS = {
    "away": " away='true'/>",
    "encrypt": "><encrypt xmlns='tigase:push:encrypt:0' alg='aes-128-gcm'>aXPRDTrLQqWYZ3xLv0hK5g==</encrypt></enable>",
    "groupchat": "><groupchat xmlns='tigase:push:filter:groupchat:0'/></enable>",
    "ignore-unknown": "><ignore-unknown xmlns='tigase:push:filter:ignore-unknown:0'/></enable>",
    "jingle": "><jingle xmlns='tigase:push:jingle:0'/></enable>",
    "muted": "><muted xmlns='tigase:push:filter:muted:0'/></enable>",
    "priority": "><priority xmlns='tigase:push:priority:0'/></enable>",
}  # fmt: skip
PLAYED = [
    ("tigase", {}, EXTENSIONS.keys() - {"away"}),
    ("tigase", {"away": True}, EXTENSIONS.keys()),
    ("prosody", {}, set()),
    ("prosody", {"extensions": True}, EXTENSIONS.keys() - {"away"}),
    *((name, {}, set()) for name in HOMES if name not in {"prosody", "tigase"}),
]


@pytest.mark.parametrize(("name", "options", "played"), PLAYED)
def test_extensions_that_are_not_played_are_named(name, options, played):
    ignored = set()
    for extension, rest in EXTENSIONS.items():
        server = Server(name, domain="example.com", **options)
        told = [
            each.title
            for each in said(server, ALICE, ENABLE.format(rest))
            if each.kind == "note" and "ignores this extension" in each.effect
        ]
        assert told in ([], [f"does not honour {extension}"])
        ignored |= {extension for _ in told}

    assert ignored == EXTENSIONS.keys() - played


@pytest.mark.parametrize("name", HOMES)
def test_nothing_is_said_of_what_is_played(name):
    server = Server(name, domain="example.com")
    server.connect(ALICE, available=False)
    server.connect(BOB)
    server.attach(RoomService("rooms.example.com"))

    for stanza in ("<presence/>", GIVEN["room"][0], GIVEN["to a room"][0]):
        assert all(each.title != "not played" for each in said(server, ALICE, stanza))


@pytest.mark.parametrize("name", HOMES)
def test_a_message_that_goes_elsewhere_is_not_delivered_to_its_sender(name):
    server = Server(name, domain="example.com")

    told = said(server, ALICE, GIVEN["message elsewhere"][0])

    assert all("delivers" not in each.title for each in told)


def test_a_request_for_another_client_is_delivered():
    server = Server("mongooseim", domain="example.com")
    server.connect(BOB)

    told = said(
        server, ALICE, f"<iq id='1' type='get' to='{BOB}'><ping xmlns='urn:xmpp:ping'/></iq>"
    )

    assert [each.title for each in told] == [f"delivers the iq to {BOB}"]


@pytest.mark.parametrize(
    ("node", "title"), [("n", "disables node n"), ("another", "nothing happens")]
)
def test_what_a_push_service_disables_is_said(node, title):
    server = Server("tigase", domain="example.com")
    server.receive(ALICE, ENABLE.format("/>"))
    message = (
        f"<message to='alice@example.com'><pubsub xmlns='http://jabber.org/protocol/pubsub' "
        f"node='{node}'><affiliation affiliation='none' jid='alice@example.com'/></pubsub></message>"
    )

    told = said(server, "push.other", message)

    assert [each.title for each in told] == [title]
    assert len(server.registrations(ALICE)) == (node != "n")
