"""Stanzas of aioxmpp as models and back."""

import asyncio
import runpy
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

import pushstanza as ps
from pushstanza.aioxmpp import LostError, from_aioxmpp, to_aioxmpp
from pushstanza.testing.strategies import stanzas

aioxmpp = pytest.importorskip("aioxmpp")

#: What the classes of aioxmpp have no place for.
LOST = {"create", "error with the request", "remote disable"}


def test_a_stanza_of_the_flow_is_converted_or_refused(model, name):
    if name in LOST:
        with pytest.raises(LostError, match="do not hold all"):
            to_aioxmpp(model)
        return
    made = to_aioxmpp(model)

    assert isinstance(made, aioxmpp.IQ if isinstance(model, ps.Iq) else aioxmpp.Message)
    again = from_aioxmpp(made)
    assert again == model or name == "error"
    assert again.error is None or (again.error.type, again.error.text) == ("cancel", "No")


@given(stanzas())
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_nothing_is_lost_silently(model):
    try:
        made = to_aioxmpp(model)
    except LostError:
        return
    again = from_aioxmpp(made, validate=False)
    assert again.evolve(error=None) == model.evolve(error=None)


def test_an_enable_is_one_of_aioxmpp():
    options = ps.PublishOptions(service="fcm", device_id="a-token")
    made = to_aioxmpp(ps.build.enable(ps.Jid("push.example.com"), "n", options, id="x"))

    assert made.type_ == aioxmpp.IQType.SET
    assert (made.payload.jid, made.payload.node) == ("push.example.com", "n")


def test_a_stanza_made_by_aioxmpp_is_read():
    iq = aioxmpp.IQ(type_=aioxmpp.IQType.GET, to=aioxmpp.JID.fromstr("example.com"))
    iq.payload = aioxmpp.disco.xso.InfoQuery()
    iq.autoset_id()

    assert from_aioxmpp(iq).expect(ps.DiscoInfo) == ps.DiscoInfo()
    message = aioxmpp.Message(type_=aioxmpp.MessageType.CHAT)
    message.body[None] = "Hi"
    assert from_aioxmpp(message).body == "Hi"


def test_without_an_id_an_iq_is_refused():
    with pytest.raises(LostError, match="does not serialize"):
        from_aioxmpp(aioxmpp.IQ(type_=aioxmpp.IQType.GET))


@pytest.mark.parametrize("wrong", [None, 1, "<iq/>", object()])
def test_something_else_is_refused(wrong):
    with pytest.raises(LostError):
        from_aioxmpp(wrong)


def test_a_presence_is_no_stanza_of_the_flow():
    with pytest.raises(ps.ParseError, match="presence"):
        from_aioxmpp(aioxmpp.Presence())


def test_the_example_asks_the_server():
    class Client:
        async def send(self, stanza):
            sent.append(from_aioxmpp(stanza))

    sent = []
    example = Path(__file__).parents[2] / "docs" / "examples" / "enable_with_aioxmpp.py"
    options = ps.PublishOptions(service="fcm", device_id="a-token")

    enable = runpy.run_path(str(example))["enable"]
    asyncio.run(enable(Client(), "push.example.com", "n", options))

    (iq,) = sent
    assert iq.expect(ps.Enable).options == options
