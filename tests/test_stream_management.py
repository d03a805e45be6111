"""Stream management at the emulator (XEP-0198): what is counted, asked for and resumed."""

import pytest
from lxml import etree

import pushstanza as ps

PHONE, JULIET = "romeo@example.com/phone", "juliet@example.com/balcony"
SM = "urn:xmpp:sm:3"
ENABLE = f"<enable xmlns='{SM}' resume='true'/>"
REQUEST = f"<r xmlns='{SM}'/>"
PING = "<iq type='get' id='p' to='example.com'><ping xmlns='urn:xmpp:ping'/></iq>"
MESSAGE = f"<message type='chat' to='{PHONE}'><body>Hi!</body></message>"


@pytest.fixture
def server():
    return ps.flow.Server("ejabberd", domain="example.com")


def asks(server, stanza):
    """Return the answers to an element of the stream, as elements."""
    return [etree.fromstring(each) for each in server.receive(PHONE, stanza)]


def only(server, stanza):
    (answer,) = asks(server, stanza)
    return (
        etree.QName(answer).localname,
        dict(answer.attrib),
        [etree.QName(each).localname for each in answer],
    )


def test_a_client_may_resume_if_it_asks_for_that(server):
    name, told, _ = only(server, ENABLE)

    assert (name, told["resume"], bool(told["id"])) == ("enabled", "true", True)


def test_a_client_that_does_not_ask_gets_no_id(server):
    assert only(server, f"<enable xmlns='{SM}'/>") == ("enabled", {}, [])


def test_stanzas_are_counted_from_then_on(server):
    server.receive(PHONE, PING)
    server.receive(PHONE, ENABLE)
    assert only(server, REQUEST) == ("a", {"h": "0"}, [])
    server.receive(PHONE, PING)
    assert only(server, REQUEST) == ("a", {"h": "1"}, [])


@pytest.mark.parametrize("stanza", [REQUEST, f"<enabled xmlns='{SM}'/>"])
def test_what_is_asked_before_it_is_enabled_is_unexpected(server, stanza):
    assert only(server, stanza) == ("failed", {}, ["unexpected-request"])


def test_it_is_enabled_once(server):
    server.receive(PHONE, ENABLE)

    assert only(server, ENABLE) == ("failed", {}, ["unexpected-request"])


def resumes(server, previous, handled="0"):
    return asks(server, f"<resume xmlns='{SM}' previd='{previous}' h='{handled}'/>")


@pytest.mark.parametrize(("handled", "missed"), [("0", 1), ("1", 0), ("many", 1), ("²", 1)])
def test_a_client_that_resumes_gets_what_it_has_missed(server, handled, missed):
    resumption = only(server, ENABLE)[1]["id"]
    server.lose(PHONE)
    server.receive(JULIET, MESSAGE)
    resumed, *again = resumes(server, resumption, handled)

    assert (etree.QName(resumed).localname, resumed.get("previd")) == ("resumed", resumption)
    assert [each.findtext("{*}body") for each in again] == ["Hi!"] * missed


def test_what_the_client_has_handled_is_not_sent_again(server):
    resumption = only(server, ENABLE)[1]["id"]
    server.receive(JULIET, MESSAGE)
    assert asks(server, f"<a xmlns='{SM}' h='1'/>") == []
    server.lose(PHONE)

    assert len(resumes(server, resumption, "1")) == 1


def test_an_id_that_nobody_has_cannot_be_resumed(server):
    server.receive(PHONE, ENABLE)
    server.lose(PHONE)
    (failed,) = resumes(server, "other")

    assert [etree.QName(each).localname for each in failed] == ["item-not-found"]
