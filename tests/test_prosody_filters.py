"""Prosody with mod_cloud_notify_filters: which messages of rooms a client is notified of."""

import pytest

import pushstanza as ps

ALICE, ROOM = "alice@example.com/phone", "verona@rooms.example.com"
ENABLE = (
    "<iq type='set' id='e'><enable xmlns='urn:xmpp:push:0' jid='push.example.net' node='n'>"
    "<groupchat xmlns='tigase:push:filter:groupchat:0'>{rooms}</groupchat></enable></iq>"
)
MESSAGE = (
    f"<message type='{{kind}}' to='alice@example.com' from='{ROOM}/Juliet'><body>Alice?</body>"
    "<reference xmlns='urn:xmpp:reference:0' type='{reference}' uri='{uri}'/></message>"
)


def notified(rooms, kind="groupchat", reference="mention", uri="xmpp:alice@example.com"):
    """Return whether a message of the room is published, and why it is not."""
    server = ps.flow.Server("prosody", domain="example.com", extensions=True)
    (answer,) = server.receive(ALICE, ENABLE.format(rooms=rooms))
    assert ps.parse_iq(answer).type == "result"
    server.disconnect(ALICE)
    sent = server.receive(f"{ROOM}/Juliet", MESSAGE.format(kind=kind, reference=reference, uri=uri))
    reasons = [each.effect for each in server.timeline.events if each.title == "no push"]
    return len(sent) == 1, *reasons


@pytest.mark.parametrize(
    ("rooms", "message", "expected"),
    [
        (f"<room jid='{ROOM}' allow='always'/>", {}, (True,)),
        (f"<room jid='{ROOM}' allow='never'/>", {}, (False, "Filtering: muted group chat")),
        (f"<room jid='{ROOM}' allow='never'/>", {"kind": "chat"}, (True,)),
        (f"<room jid='{ROOM}' allow='mentioned'/>", {}, (True,)),
        (f"<room jid='{ROOM}' allow='mentioned'/>", {"reference": "data"}, (False, "Filtering: not mentioned")),
        (f"<room jid='{ROOM}' allow='mentioned'/>", {"uri": "xmpp:bob@example.com"}, (False, "Filtering: not mentioned")),
        (f"<room jid='{ROOM}' allow='mentioned' nick='Alice'/>", {"uri": f"xmpp:{ROOM}/Alice"}, (True,)),
        (f"<room jid='{ROOM}' allow='mentioned'/>", {"uri": f"xmpp:{ROOM}/Alice"}, (False, "Filtering: not mentioned")),
        ("<room jid='other@rooms.example.com' allow='never'/>", {}, (True,)),
        ("", {}, (True,)),
    ],
)  # fmt: skip
def test_the_rooms_of_the_registration_decide(rooms, message, expected):
    assert notified(rooms, **message) == expected
