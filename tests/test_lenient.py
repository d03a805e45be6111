"""What a server takes whose parser hardly checks anything: MongooseIM, as it was measured."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

import pushstanza as ps
from pushstanza.flow import PushService, Server
from pushstanza.servers.lenient import read_leniently
from pushstanza.servers.reading import received

PHONE = "juliet@mychat.com/phone"


def enable(inside="", attributes="jid='push.example.net' node='n1'"):
    return f"<enable xmlns='urn:xmpp:push:0' {attributes}>{inside}</enable>"


def iq(inside, id="1"):
    return f"<iq type='set' id='{id}'>{inside}</iq>"


def server(**options):
    return Server("mongooseim", domain="mychat.com", **options)


#: XML that is not well-formed, and the jid that MongooseIM registers all the same.
TAKEN = {
    "a document type": ("<!DOCTYPE iq [<!ENTITY a 'b'>]>" + iq(enable()), "push.example.net"),
    "no blank between attributes": (
        iq(enable(attributes="jid='push.example.net'node='n1'")),
        "push.example.net",
    ),
    "an attribute twice": (
        iq(enable(attributes="jid='a.example' jid='b.example' node='n1'")),
        "b.example",
    ),
    "an undeclared prefix on an attribute": (
        iq(enable(attributes="p:jid='a.example' jid='b.example' node='n1'")),
        "b.example",
    ),
    "another end tag": (
        iq("<enable xmlns='urn:xmpp:push:0' jid='b.example' node='n1'></x>"),
        "b.example",
    ),
    "a bare ampersand": (iq(enable("a & b")), "push.example.net"),
    "an unknown entity": (iq(enable("a&nbsp;b")), "push.example.net"),
    "a control character": (iq(enable("a&#0;b")), "push.example.net"),
    "no namespace": (f"<iq type='set' id='1' xmlns=''>{enable()}</iq>", "push.example.net"),
}


@pytest.mark.parametrize("name", TAKEN)
def test_xml_that_is_not_well_formed_is_taken(name):
    text, jid = TAKEN[name]
    played = server()

    (answer,) = played.receive(PHONE, text)

    assert 'type="result"' in answer
    assert [each.jid for each in played.registrations(PHONE)] == [jid]
    assert ps.verdict(text, "mongooseim").type == "result"


def test_the_linter_reports_what_the_server_takes():
    text = TAKEN["another end tag"][0]

    assert "PS001" in [each.code for each in ps.lint(text)]
    assert ps.verdict(text, "ejabberd").type == "stream-error"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (iq(enable()) + "</iq>", "expected element name or prefix"),
        ("now " + iq(enable()), "expected <"),
        (iq(enable(attributes="jid=push.example.net node='n1'")), "expected ' or \""),
    ],
)
def test_what_the_parser_refuses_ends_the_stream_with_its_words(text, reason):
    played = server()

    (answer,) = played.receive(PHONE, text)

    assert "xml-not-well-formed" in answer
    assert reason.replace("<", "&lt;") in answer
    assert played.registrations(PHONE) == []
    verdict = ps.verdict(text, "mongooseim")
    assert (verdict.type, verdict.answer.text) == ("stream-error", reason)


@pytest.mark.parametrize(
    "text",
    [enable(), f"<query>{enable()}</query>", f"<IQ type='set' id='1'>{enable()}</IQ>"],
)
def test_what_is_no_stanza_gets_no_answer_and_the_stream_goes_on(text):
    played = server()

    assert played.receive(PHONE, text) == []
    assert ps.verdict(text, "mongooseim").type == "none"
    assert len(played.receive(PHONE, iq(enable()))) == 1


def test_a_prefix_on_a_stanza_is_a_part_of_its_name():
    text = f"<c:iq xmlns:c='jabber:client' type='set' id='1'>{enable()}</c:iq>"

    assert server().receive(PHONE, text) == []
    assert ps.verdict(text, "prosody").type == "result"


def test_a_missing_end_tag_swallows_all_that_follows():
    played = server()

    assert played.receive(PHONE, f"<iq type='set' id='1'>{enable()}") == []
    assert played.receive(PHONE, "<presence>") == []
    assert played.registrations(PHONE) == []
    (answer,) = played.receive(PHONE, "</a></b>")

    assert "bad-request" in answer  # two elements in one iq
    assert len(played.receive(PHONE, iq(enable(), id="2"))) == 1


def test_what_one_client_has_begun_is_not_ended_by_another():
    played = server()
    played.receive(PHONE, f"<iq type='set' id='1'>{enable()}")

    assert len(played.receive("juliet@mychat.com/tablet", iq(enable()))) == 1
    played.disconnect(PHONE)
    assert len(played.receive(PHONE, iq(enable()))) == 1


@given(st.text("<>/='\"&;#x! abiq?-[]:", max_size=60))
def test_any_text_is_read_refused_or_waited_for(text):
    found = read_leniently(text)

    assert len(found.rest) <= len(text)
    for each in found.roots:
        assert etree.tostring(each)


@given(st.lists(st.sampled_from(["a", "b&amp;", " ", "<b/>", "<b>c</b>", "<!-- c -->"])))
def test_what_is_well_formed_is_read_as_by_others(pieces):
    text = f"<iq type='set'><a xmlns='x' y='z'>{''.join(pieces)}</a></iq>"
    (root,) = read_leniently(text).roots
    (strict,) = received(text)

    def names(element):
        return [(each.tag, dict(each.attrib)) for each in element.iter()]

    assert names(root) == names(strict.root)


def test_nesting_has_a_limit():
    with pytest.raises(ps.LimitError, match="nested deeper than 100"):
        read_leniently("<a>" * 100_000)


# ---- options ----


def test_a_flat_node_takes_a_publish_and_sends_nothing():
    played = server(pubsub_plugins=("flat", "push"))
    played.receive(PHONE, iq(enable(attributes="jid='pubsub.mychat.com' node='n1'")))
    played.disconnect(PHONE)

    for _ in range(2):
        message = "<message type='chat' to='juliet@mychat.com'><body>Hi</body></message>"
        played.receive("romeo@example.net/a", message)

    assert played.requests == []
    assert played.nodes["n1"].type == "flat"
    assert len(played.registrations(PHONE)) == 1


def test_with_push_first_an_unknown_node_ends_the_registration():
    played = server()
    played.receive(PHONE, iq(enable(attributes="jid='pubsub.mychat.com' node='n1'")))
    played.disconnect(PHONE)
    message = "<message type='chat' to='juliet@mychat.com'><body>Hi</body></message>"
    played.receive("romeo@example.net/a", message)

    assert played.registrations(PHONE) == []


def test_only_a_relational_database_limits_names():
    long = iq(enable(attributes=f"jid='push.example.net' node='{'n' * 251}'"))

    assert "result" in server().receive(PHONE, long)[0]
    assert "internal-server-error" in server(database="rdbms").receive(PHONE, long)[0]


@pytest.mark.parametrize(
    ("plugins", "error"),
    [
        ("push", ps.PushStanzaError),
        ((), ps.PushStanzaError),
        (("push", "push"), ps.PushStanzaError),
        (("push", "flatt"), ps.PushStanzaError),
        (("push", 1), ps.PushStanzaError),
    ],
)
def test_wrong_plugins_are_refused(plugins, error):
    with pytest.raises(error, match="pubsub_plugins"):
        server(pubsub_plugins=plugins)
    with pytest.raises(error, match="pubsub_plugins"):
        PushService("node_push", "pubsub.mychat.com", pubsub_plugins=plugins)


def test_plugins_are_an_option_of_the_push_node_alone():
    with pytest.raises(ps.PushStanzaError, match="is an option of node_push"):
        PushService("p2", "push.example.net", pubsub_plugins=("flat",))


@pytest.mark.parametrize(
    ("jid", "kept"),
    [
        (" push.example.net ", " push.example.net "),
        ("https://push.example.net/", "https:"),
        ("push.example.net/", "push.example.net"),
        ("push..example", "push..example"),
        ("a@push.example.net/b@c", "a@push.example.net"),
    ],
)
def test_an_address_that_is_none_is_taken(jid, kept):
    stanza = iq(enable(attributes=f"jid='{jid}' node='n1'"))
    played = server()
    played.receive(PHONE, stanza)

    assert [each.jid for each in played.registrations(PHONE)] == [kept]
    is_host = kept.rpartition("@")[2] == "push.example.net"
    assert ("no host is called" in ps.verdict(stanza, "mongooseim").effect) is not is_host


@pytest.mark.parametrize("jid", ["a@b@c", "@b", "host/a@b", "/x", "a" * 1024, "a b@c"])
def test_other_addresses_are_refused(jid):
    stanza = iq(enable(attributes=f"jid='{jid}' node='n1'"))
    assert ps.verdict(stanza, "mongooseim").answer.condition == "bad-request"


# ---- messages that fit no model ----


@pytest.mark.parametrize(
    "message",
    [
        "<message type='banana' to='juliet@mychat.com'><body>Hi</body></message>",
        "<message type='chat' to='juliet@mychat.com'><body>Hi <b xmlns='x'/> you</body></message>",
        "<message to='juliet@mychat.com'><propose xmlns='urn:xmpp:jingle-message:0'/></message>",
        "<message to='juliet@mychat.com'><body>a</body><delay xmlns='urn:xmpp:delay'/></message>",
    ],
)
def test_a_message_that_fits_no_model_is_taken(message):
    played = Server("prosody", domain="mychat.com")
    played.receive(PHONE, iq(enable()))
    played.disconnect(PHONE)

    (publish,) = played.receive("romeo@example.net/a", message)

    assert "message-count" in publish
