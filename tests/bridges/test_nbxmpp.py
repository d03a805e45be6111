"""Stanzas of nbxmpp as models and back."""

import runpy
from pathlib import Path

import pytest
from hypothesis import given

import pushstanza as ps
from pushstanza.nbxmpp import LostError, from_nbxmpp, to_nbxmpp
from pushstanza.testing.strategies import stanzas

protocol = pytest.importorskip("nbxmpp.protocol", exc_type=ImportError)


def test_a_stanza_of_the_flow_is_converted(model):
    made = to_nbxmpp(model)

    assert isinstance(made, protocol.Iq if isinstance(model, ps.Iq) else protocol.Message)
    assert from_nbxmpp(made) == model
    assert ps.parse(str(made)) == model


@given(stanzas())
def test_nothing_is_lost_silently(model):
    try:
        made = to_nbxmpp(model)
    except LostError:
        return
    assert from_nbxmpp(made, validate=False) == model


def test_an_enable_is_one_of_nbxmpp():
    made = to_nbxmpp(ps.build.enable(ps.Jid("push.example.com"), "n", id="x"))

    assert (made.getType(), made.getID()) == ("set", "x")
    assert made.getTag("enable", namespace="urn:xmpp:push:0").getAttr("node") == "n"


def test_a_stanza_made_by_nbxmpp_is_read():
    iq = protocol.Iq("get", to="example.com", attrs={"id": "1"})
    iq.addChild("query", namespace="http://jabber.org/protocol/disco#info")

    assert from_nbxmpp(iq).expect(ps.DiscoInfo) == ps.DiscoInfo()
    message = protocol.Message(to="bob@example.com", body="Hi", typ="chat")
    assert from_nbxmpp(message).body == "Hi"


def test_a_jid_that_is_not_valid_is_refused():
    message = ps.Message(to=ps.Jid.unchecked("@"))

    with pytest.raises(LostError, match="JID"):
        to_nbxmpp(message)


@pytest.mark.parametrize("wrong", [None, 1, "<iq/>", object()])
def test_something_else_is_refused(wrong):
    with pytest.raises(ps.UnsupportedDataError, match="of nbxmpp"):
        from_nbxmpp(wrong)


def test_a_presence_is_no_stanza_of_the_flow():
    with pytest.raises(ps.ParseError, match="presence"):
        from_nbxmpp(protocol.Presence())


def test_the_example_asks_the_server_and_reads_its_answer():
    class Client:
        def send_stanza(self, stanza, callback):
            sent.append(from_nbxmpp(stanza))
            callback(self, to_nbxmpp(ps.build.refuse(sent[0], "auth", "forbidden")))

    sent, done = [], []
    example = Path(__file__).parents[2] / "docs" / "examples" / "enable_with_nbxmpp.py"
    options = ps.PublishOptions(service="fcm", device_id="a-token")

    enable = runpy.run_path(str(example))["enable"]
    enable(Client(), "push.example.com", "n", options, done.append)

    assert sent[0].expect(ps.Enable).options == options
    assert [each.condition.name for each in done] == ["forbidden"]
