"""What servers answer."""

import re
import tomllib
from pathlib import Path

import pytest
from conftest import CASES, real_stanzas
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

import pushstanza as ps
from pushstanza.jid import Jid
from pushstanza.servers import APP_SERVERS, HOME_SERVERS, SERVERS, UnreadableError, inputs, verdicts
from pushstanza.servers.request import request
from pushstanza.servers.texts import judge

ACCOUNT = "alice@mychat.com/phone"
ENABLE = (
    "<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='push.example.com' node='n1'/></iq>"
)
KEYS = {"server", "type", "error_type", "conditions", "text", "effect"}

FILES = {
    path.stem: tomllib.loads(path.read_text())["case"]
    for path in sorted((CASES / "verdicts").glob("*.toml"))
}
#: MongooseIM reads enable and disable alike with a push node and without.
BOTH = {"enable"}

ANSWERS = [
    pytest.param(
        case,
        server,
        expected,
        id=f"{name}: {case['name']}, {server}",
    )
    for name, cases in FILES.items()
    for case in cases
    for key, expected in case["expect"].items()
    for server in ([key, "mongooseim-virtual"] if name in BOTH and key == "mongooseim" else [key])
]


@pytest.mark.parametrize(("case", "server", "expected"), ANSWERS)
def test_servers_answer_as_they_are_known_to(case, server, expected):
    account = None if server in APP_SERVERS else ACCOUNT

    found = ps.verdict(case["stanza"], server, account)

    if isinstance(expected, str):
        assert (found.type, found.to_dict()["conditions"]) == (expected, [])
        return
    conditions, *rest = expected
    assert " + ".join(found.answer.conditions) == conditions
    if rest:
        assert found.answer.error_type == rest[0]
    if rest[1:]:
        text = found.answer.text or ""
        (wanted,) = rest[1:]
        assert text.startswith(wanted[:-1]) if wanted.endswith("…") else text == wanted


@pytest.mark.parametrize("case", FILES["discovery"], ids=lambda each: each["name"])
def test_push_is_listed_by_the_account_or_by_the_server(case):
    said = {each: ps.verdict(case["stanza"], each, ACCOUNT) for each in case["expect"]}

    assert [name for name, each in said.items() if "urn:xmpp:push:0" in each.reply] == (
        sorted(case["lists"])
    )


@pytest.mark.parametrize("case", FILES["pubsub-less"], ids=lambda each: each["name"])
def test_mongooseim_without_pubsub_enables_what_never_pushes(case):
    found = ps.verdict(case["stanza"], "mongooseim-virtual", ACCOUNT)

    assert ("no push is ever sent" in found.effect) == (case["pushes"] == "no")


def test_a_verdict_says_who_what_and_why():
    found = ps.verdict("<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0'/></iq>", "prosody")

    assert found.to_dict() == {
        "server": "prosody",
        "type": "error",
        "error_type": "modify",
        "conditions": ["bad-request"],
        "text": "Missing jid",
        "effect": "Nothing changes.",
    }
    assert (found.title, found.reason) == ("Prosody", "`jid` is missing")
    assert found.is_refused
    assert str(found.answer) == "bad-request (modify), text “Missing jid”"


def test_the_reply_is_a_stanza_that_says_the_same():
    reply = ps.parse(ps.verdict("<iq type='set' id='7'/>", "ejabberd", ACCOUNT).reply)

    assert (reply.type, reply.id, str(reply.to)) == ("error", "7", ACCOUNT)
    assert reply.error.condition.name == "bad-request"


def test_versions_differ_where_servers_do():
    to_bob = ENABLE.replace("<iq ", "<iq to='bob@mychat.com' ")

    old = ps.verdict(to_bob, "ejabberd", ACCOUNT, version="23.01")
    new = ps.verdict(to_bob, "ejabberd", ACCOUNT, version="26.07")

    assert (old.type, new.answer.conditions) == ("result", ("not-allowed",))


DISCO = "<query xmlns='http://jabber.org/protocol/disco#info'/>"
CREATE = "<pubsub xmlns='http://jabber.org/protocol/pubsub'><create node='n' type='push'/></pubsub>"


@pytest.mark.parametrize(
    ("to", "payload", "sender"),
    [
        ("", CREATE, "user@example.com/device"),
        (" to='bob@mychat.com'", CREATE, "bob@mychat.com/device"),
        (" to='mychat.com'", CREATE, "user@mychat.com/device"),
        (" to='pubsub.mychat.com'", CREATE, "user@mychat.com/device"),
        (" to='pubsub.eu.mychat.com'", CREATE, "user@eu.mychat.com/device"),
        (" to='push.mychat.com'", DISCO, "user@mychat.com/device"),
        (" to='push.eu.mychat.com'", DISCO, "user@eu.mychat.com/device"),
        (" to='mychat.com'", DISCO, "user@mychat.com/device"),
        (" from='eve@mychat.com/web' to='pubsub.mychat.com'", CREATE, "eve@mychat.com/web"),
        (" to='eu.mychat.com'", "", "user@eu.mychat.com/device"),
    ],
)
def test_without_an_account_somebody_of_the_server_that_is_addressed_asks(to, payload, sender):
    server = "mongooseim" if payload == DISCO else "ejabberd"
    found = ps.verdict(f"<iq type='get' id='1'{to}>{payload}</iq>", server)

    assert etree.fromstring(found.reply).get("to") == sender


@pytest.mark.parametrize(
    ("to", "payload", "is_asked"),
    [
        ("pubsub.mychat.com", DISCO, True),
        ("push.mychat.com", DISCO, True),
        ("notify.mychat.com", DISCO, True),
        ("conference.mychat.com", DISCO, False),
        ("conference.mychat.com", CREATE, True),
        ("push.other.example", CREATE, True),
        ("push.other.example", DISCO, False),
        ("bob@other.example", CREATE, False),
        ("mychat.com", CREATE, False),
        ("mychat.com", DISCO, False),
    ],
)
def test_a_part_of_the_server_that_may_be_is_the_push_service(to, payload, is_asked):
    found = ps.verdict(f"<iq type='get' id='1' to='{to}'>{payload}</iq>", "mongooseim", ACCOUNT)
    named = ps.verdict(
        f"<iq type='get' id='1' to='pubsub.mychat.com'>{payload}</iq>", "mongooseim", ACCOUNT
    )

    assert ((found.reason, found.answer.type) == (named.reason, named.answer.type)) == is_asked


def test_what_cannot_be_asked_is_told():
    with pytest.raises(ps.UnknownServerError, match="did you mean 'ejabberd'"):
        ps.verdict(ENABLE, "ejaberd")
    with pytest.raises(ps.UnknownServerError, match="unknown version"):
        ps.verdict(ENABLE, "ejabberd", version="2.1")
    with pytest.raises(UnreadableError):
        ps.verdict("   ")
    with pytest.raises(UnreadableError, match="expected one stanza, found 2"):
        ps.verdict(ENABLE * 2)
    with pytest.raises(ps.JidError):
        ps.verdict(ENABLE, account="@")


def test_all_stanzas_of_a_text_are_judged_by_those_they_may_reach():
    (enabled,) = verdicts(ENABLE)
    publish = FILES["publish"][0]["stanza"]

    assert [each.server for each in enabled] == [*HOME_SERVERS]
    assert {each.server for each in verdicts(publish)[0]} >= {*APP_SERVERS}
    assert len(verdicts(ENABLE * 3, ("xep",))) == 3


def test_of_a_version_a_text_is_read_as_it_is_of_none():
    """That a stanza is in no namespace is seen in its text, whatever is asked for."""
    outside = "<iq xmlns='' type='get' id='1'><query xmlns='jabber:iq:version'/></iq>"

    (plain,) = judge(outside, ["ejabberd"])
    (of_version,) = judge(outside, ["ejabberd"], version="23.01")
    assert plain.verdicts[0].to_dict() == of_version.verdicts[0].to_dict()
    assert plain.verdicts[0].reason == "an element other than `iq`, `message` or `presence`"


@pytest.mark.parametrize("server", SERVERS)
@given(text=st.text())
def test_any_text_has_a_verdict_or_a_reason(server, text):
    try:
        found = ps.verdict(text, server)
    except ps.PushStanzaError:
        return
    assert found.to_dict().keys() == KEYS


STANZAS = [
    *real_stanzas().values(),
    *(case["stanza"] for cases in FILES.values() for case in cases),
]


@st.composite
def mutated(draw):
    """Return a stanza of the flow with a stretch of it cut out, doubled or replaced."""
    text = draw(st.sampled_from(STANZAS))
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, min(len(text), start + 40)))
    return text[:start] + draw(st.sampled_from(["", text[start:end] * 2, "x", "<x/>"])) + text[end:]


@pytest.mark.parametrize("server", SERVERS)
@given(text=mutated())
def test_a_damaged_stanza_has_a_verdict_or_a_reason(server, text):
    try:
        found = ps.verdict(text, server)
    except ps.PushStanzaError:
        return
    assert found.to_dict().keys() == KEYS
    assert found.effect.endswith(".")


EXAMPLES = tomllib.loads(
    (Path(__file__).parent.parent / "docs" / "_ext" / "inputs.toml").read_text()
)["example"]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each["input"])
def test_the_examples_of_the_docs_look_as_they_say(example):
    seen = request(etree.fromstring(_in_stream(example["stanza"])), Jid(ACCOUNT))

    assert getattr(inputs, example["input"])(seen)


def _in_stream(stanza):
    return re.sub(r"^<iq", "<iq xmlns='jabber:client'", stanza)


# ---- errors ----

UNAVAILABLE = "<error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"
TO_CLIENT = "<iq type='error' id='1' from='alice@mychat.com' to='alice@mychat.com/phone'>%s</iq>"
TO_SERVER = "<iq type='error' id='1' from='push.example.com' to='mychat.com'>%s</iq>"
PUBLISHED = (
    "<pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='n'>%s</publish></pubsub>"
)
NOTIFICATION = "<item><notification xmlns='urn:xmpp:push:0'/></item>"
TUNE = "<item><tune xmlns='http://jabber.org/protocol/tune'/></item>"


@pytest.mark.parametrize("server", HOME_SERVERS)
@pytest.mark.parametrize(
    ("request_", "answered", "effect"),
    [
        ("<enable xmlns='urn:xmpp:push:0' jid='p' node='n'/>", "enable", "Nothing is enabled"),
        ("<enable xlmns='urn:xmpp:push:0' jid='p' node='n'/>", "enable", "Nothing is enabled"),
        ("<disable xmlns='urn:xmpp:push:0' jid='p'/>", "disable", "Nothing is disabled"),
        ("<ping xmlns='urn:xmpp:ping'/>", "ping", "No registration ends"),
        ("<command xmlns='http://jabber.org/protocol/commands' node='c'/>", "command", "explain"),
        (PUBLISHED % TUNE, "publish", "No registration ends"),
        ("<pubsub xmlns='http://jabber.org/protocol/pubsub'><create/></pubsub>", "create", "explain"),
    ],
)  # fmt: skip
def test_only_an_error_in_answer_to_a_publish_ends_a_registration(
    server, request_, answered, effect
):
    for stanza in (TO_CLIENT, TO_SERVER):
        found = ps.verdict(stanza % (request_ + UNAVAILABLE), server)

        assert found.type == "none"
        assert found.reason == f"an error in answer to `{answered}`"
        assert effect in found.effect


@pytest.mark.parametrize(
    ("server", "effect"),
    [
        ("mongooseim", "MongooseIM disables the node."),
        ("ejabberd", "ejabberd deletes the registration at once."),
        ("prosody", "Prosody counts it"),
        ("tigase", "Tigase ignores the error"),
        ("openfire", "Openfire ignores the error"),
        ("xep", "The server SHOULD disable the node"),
    ],
)
def test_an_error_in_answer_to_a_publish_has_its_effect(server, effect):
    sure = ps.verdict(TO_SERVER % (PUBLISHED % NOTIFICATION + UNAVAILABLE), server)
    unsure = ps.verdict(TO_SERVER % UNAVAILABLE, server)
    of_client = ps.verdict(TO_CLIENT % UNAVAILABLE, server)

    assert sure.effect.startswith(effect)
    assert unsure.effect.startswith(f"If it answers a publish: {effect}")
    assert of_client.effect.startswith("No registration ends")


def test_an_error_in_a_log_answers_the_request_before_it():
    sent = (
        "<iq type='set' id='7'><enable xmlns='urn:xmpp:push:0' jid='p.example.com' node='n'/></iq>"
    )
    refused = (TO_CLIENT % UNAVAILABLE).replace("id='1'", "id='7'")
    log = f"SEND: {sent}\nRECV: {refused}\n"

    asked, answered = judge(log, ["ejabberd"])

    assert asked.stanza == "iq set enable"
    assert answered.stanza == "iq error enable to alice@mychat.com/phone"
    assert "Nothing is enabled" in answered.verdicts[0].effect
