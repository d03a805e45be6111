"""Stanzas that are not about push notifications: nothing false is said of them."""

import json

import pytest
from lxml import etree
from test_cli import run

import pushstanza as ps
from pushstanza.servers import APP_SERVERS, HOME_SERVERS
from pushstanza.servers.texts import judge

ALICE = "alice@example.com/phone"
PUBSUB = "http://jabber.org/protocol/pubsub"
ENABLE = (
    "<iq type='set' id='e'><enable xmlns='urn:xmpp:push:0' jid='push.example.com' node='n'/></iq>"
)
REMOVAL = "<iq type='set' id='r'><query xmlns='jabber:iq:register'><remove/></query></iq>"


def iq(payload: str, to: str | None = None, kind: str = "set") -> str:
    stanza = etree.Element("{jabber:client}iq", {"type": kind, "id": "1"}, {None: "jabber:client"})
    if to is not None:
        stanza.set("to", to)
    stanza.append(etree.fromstring(payload))
    return etree.tostring(stanza, encoding="unicode")


def personal(action: str, to: str | None = None, kind: str = "set") -> str:
    pubsub = etree.Element(f"{{{PUBSUB}}}pubsub", nsmap={None: PUBSUB})
    pubsub.append(etree.fromstring(action))
    return iq(etree.tostring(pubsub, encoding="unicode"), to, kind)


#: A name, the payload, to whom, and of which type.
OTHERS = {
    "roster": iq("<query xmlns='jabber:iq:roster'/>", kind="get"),
    "roster-item": iq("<query xmlns='jabber:iq:roster'><item jid='b@example.com'/></query>"),
    "carbons": iq("<enable xmlns='urn:xmpp:carbons:2'/>"),
    "carbons-off": iq("<disable xmlns='urn:xmpp:carbons:2'/>"),
    "carbons-with-jid": iq("<enable xmlns='urn:xmpp:carbons:2' jid='push.example.com'/>"),
    "archive": iq("<query xmlns='urn:xmpp:mam:2'/>"),
    "archive-preferences": iq("<prefs xmlns='urn:xmpp:mam:2'/>", kind="get"),
    "ping": iq("<ping xmlns='urn:xmpp:ping'/>", "example.com", "get"),
    "session": iq("<session xmlns='urn:ietf:params:xml:ns:xmpp-session'/>"),
    "bind": iq("<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>"),
    "blocking": iq("<block xmlns='urn:xmpp:blocking'><item jid='x@y.z'/></block>"),
    "vcard": iq("<vCard xmlns='vcard-temp'/>", kind="get"),
    "vcard-of-another": iq("<vCard xmlns='vcard-temp'/>", "bob@example.com", "get"),
    "private": iq("<query xmlns='jabber:iq:private'/>", kind="get"),
    "room": iq("<query xmlns='http://jabber.org/protocol/muc#owner'/>", "r@rooms.example.com"),
    "room-members": iq("<query xmlns='http://jabber.org/protocol/muc#admin'/>", "r@rooms.example.com", "get"),
    "upload": iq("<request xmlns='urn:xmpp:http:upload:0' filename='a' size='1'/>", "upload.example.com", "get"),
    "version": iq("<query xmlns='jabber:iq:version'/>", "example.com", "get"),
    "password": iq("<query xmlns='jabber:iq:register'><username>alice</username><password>p</password></query>"),
    "services": iq("<services xmlns='urn:xmpp:extdisco:2'/>", "example.com", "get"),
    "inbox": iq("<inbox xmlns='erlang-solutions.com:xmpp:inbox:0'/>"),
    "command": iq("<command xmlns='http://jabber.org/protocol/commands' node='http://jabber.org/protocol/admin#add-user'/>", "example.com"),
    "avatar": personal("<publish node='urn:xmpp:avatar:data'><item><data xmlns='urn:xmpp:avatar:data'>Zg==</data></item></publish>"),
    "bookmark": personal("<publish node='urn:xmpp:bookmarks:1'><item id='r@rooms.example.com'><conference xmlns='urn:xmpp:bookmarks:1'/></item></publish>", "alice@example.com"),
    "device-list": personal("<items node='eu.siacs.conversations.axolotl.devicelist'/>", "bob@example.com", "get"),
    "retract": personal("<retract node='urn:xmpp:bookmarks:1'><item id='x'/></retract>"),
    "unified-push": iq("<register xmlns='http://gultsch.de/xmpp/drafts/unified-push'/>", "up.example.com"),
}  # fmt: skip

#: What is about push notifications, or meant to be.
MEANT = {
    "version-1": iq("<enable xmlns='urn:xmpp:push:1' jid='push.example.com' node='n'/>"),
    "no-version": iq("<enable xmlns='urn:xmpp:push' jid='push.example.com' node='n'/>"),
    "no-attributes": iq("<enable xmlns='urn:xmpp:push:1'/>"),
    "misspelt": iq("<enable xmlns='urn:xmpp:pusch:0' jid='push.example.com' node='n'/>"),
    "upper-case": iq("<disable xmlns='URN:XMPP:PUSH:0' jid='push.example.com'/>"),
    "another-namespace": iq("<enable xmlns='urn:example' jid='push.example.com' node='n'/>"),
    "element-misspelt": iq("<enabel xmlns='urn:xmpp:push:0' jid='push.example.com' node='n'/>"),
    "in-the-client-namespace": iq("<enable xmlns='jabber:client' jid='push.example.com'/>"),
    "summary": iq("<enable xmlns='urn:xmpp:push:summary' jid='push.example.com'/>"),
}


@pytest.mark.parametrize("server", HOME_SERVERS)
@pytest.mark.parametrize("name", OTHERS)
def test_nothing_is_predicted_of_what_is_not_about_push(name, server):
    found = ps.verdict(OTHERS[name], server, ALICE)

    assert (found.type, found.is_predicted, found.is_refused) == ("unpredicted", False, False)
    assert str(found.answer) == "not predicted"
    assert found.reply is None
    assert "othing is predicted" in found.effect
    assert found.to_dict() == {
        "server": server,
        "type": "unpredicted",
        "error_type": None,
        "conditions": [],
        "text": None,
        "effect": found.effect,
    }


@pytest.mark.parametrize("server", HOME_SERVERS)
@pytest.mark.parametrize("name", MEANT)
def test_what_is_meant_as_push_is_still_refused(name, server):
    found = ps.verdict(MEANT[name], server, ALICE)
    # Openfire answers nothing where the payload has no namespace of its own.
    assert found.is_refused or (found.type, server) == ("none", "openfire")


@pytest.mark.parametrize(
    ("stanza", "server"),
    [
        (iq("<query xmlns='jabber:iq:roster'/><!-- -->", kind="get"), "xep"),
        ("<iq type='get'><query xmlns='jabber:iq:roster'/></iq>", "prosody"),
        ("<iq type='get' id='1'><query xmlns='jabber:iq:roster'/><x/></iq>", "ejabberd"),
        ("<iq type='get' id='1'><query xmlns='jabber:iq:roster'/></iq", "mongooseim"),
    ],
)
def test_what_is_wrong_with_any_iq_is_predicted(stanza, server):
    broken = stanza.replace("<!-- -->", "")
    found = ps.verdict(broken, server, ALICE)
    assert found.is_predicted is (server != "xep")


@pytest.mark.parametrize("server", HOME_SERVERS)
@pytest.mark.parametrize(
    "element",
    [
        "<enable xmlns='urn:xmpp:sm:3' resume='true'/>",
        "<r xmlns='urn:xmpp:sm:3'/>",
        "<inactive xmlns='urn:xmpp:csi:0'/>",
        "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'/>",
        "<authenticate xmlns='urn:xmpp:sasl:2' mechanism='PLAIN'/>",
    ],
)
def test_what_belongs_to_the_stream_does_not_end_it(element, server):
    assert ps.verdict(element, server, ALICE).type == "unpredicted"


@pytest.mark.parametrize("server", HOME_SERVERS)
def test_presence_and_results_are_told_from_messages(server):
    presence = ps.verdict("<presence/>", server, ALICE)
    result = ps.verdict("<iq type='result' id='1'/>", server, ALICE)

    assert {presence.type, result.type} == {"none"}
    assert "online" in presence.effect
    assert "keeps the registration" in result.effect
    assert "message is delivered" not in presence.effect + result.effect


@pytest.mark.parametrize("server", HOME_SERVERS)
def test_the_emulator_notes_that_nothing_is_predicted(server):
    emulated = ps.flow.Server(server, domain="example.com") if server != "mongooseim-virtual" else (
        ps.flow.Server("mongooseim", domain="example.com", mode="pubsub-less")
    )  # fmt: skip
    emulated.receive(ALICE, ENABLE)
    before = emulated.registrations("alice@example.com")

    for name, each in OTHERS.items():
        if name.startswith("carbons") and server in {"ejabberd", "prosody"}:
            continue  # they copy messages, which is played
        assert emulated.receive(ALICE, each) == []
        note = emulated.timeline.events[-1]
        assert (note.kind, note.title, note.outcome) == ("note", "not predicted", "ok")
        assert "othing is predicted" in note.effect
        assert note.reason

    assert emulated.registrations("alice@example.com") == before


def test_the_push_node_of_mongooseim_notes_it_too():
    server = ps.flow.Server("mongooseim", domain="example.com")
    asked = iq("<query xmlns='jabber:iq:version'/>", "pubsub.example.com", "get")

    assert server.receive(ALICE, asked) == []
    assert server.timeline.events[-1].source == "pubsub.example.com"
    assert server.timeline.events[-1].title == "not predicted"


# ---- the command line ----


def test_the_command_does_not_fail_for_what_is_not_predicted(tmp_path):
    file = tmp_path / "roster.xml"
    file.write_text(OTHERS["roster"])
    shown = run("verdict", file)
    as_json = json.loads(run("verdict", "--output-format", "json", file).stdout)

    assert shown.exit_code == 0
    assert shown.stdout.count("not predicted") == len(HOME_SERVERS)
    assert "service-unavailable" not in shown.stdout
    assert {each["type"] for each in as_json} == {"unpredicted"}


def test_what_an_account_publishes_for_itself_is_for_the_users_server():
    (judged,) = judge(OTHERS["avatar"])
    assert [each.server for each in judged.verdicts] == [*HOME_SERVERS]

    published = personal(
        "<publish node='n'><item><notification xmlns='urn:xmpp:push:0'/></item></publish>",
        "push.example.com",
    )
    (judged,) = judge(published)
    assert [each.server for each in judged.verdicts] == [*APP_SERVERS]


# ---- accounts ----

ENDS = {
    "mongooseim": "mod_event_pusher_push",
    "ejabberd": "mod_push",
    "prosody": "stored registrations",
    "tigase": "other data",
    "openfire": "the plugin deletes",
    "xep": "its registrations",
}


@pytest.mark.parametrize("server", ENDS)
@pytest.mark.parametrize("to", [None, "example.com", "alice@example.com"])
def test_removing_an_account_ends_its_registrations(server, to):
    removal = REMOVAL if to is None else REMOVAL.replace("<iq", f"<iq to='{to}'")
    emulated = ps.flow.Server(server, domain="example.com")
    emulated.receive(ALICE, ENABLE)
    emulated.receive("alice@example.com/tablet", ENABLE.replace("'n'", "'m'"))
    emulated.receive("bob@example.com/pc", ENABLE)

    verdict = ps.verdict(removal, server, ALICE)
    (reply,) = emulated.receive(ALICE, removal)

    assert verdict.type == "result"
    assert ENDS[server] in verdict.effect
    assert etree.fromstring(reply).get("type") == "result"
    assert emulated.registrations("alice@example.com") == []
    assert not emulated.is_online("alice@example.com")
    assert len(emulated.registrations("bob@example.com")) == 1
    assert emulated.is_online("bob@example.com")
    gone = [each.source for each in emulated.timeline.events if each.title == "goes offline"]
    assert sorted(gone) == [ALICE, "alice@example.com/tablet"]


@pytest.mark.parametrize("server", ENDS)
@pytest.mark.parametrize(
    "other",
    [
        REMOVAL.replace("'set'", "'get'"),
        REMOVAL.replace("<iq", "<iq to='irc.example.com'"),
        REMOVAL.replace("<iq", "<iq to='bob@example.com'"),
        REMOVAL.replace("jabber:iq:register", "jabber:iq:roster"),
    ],
)
def test_nothing_else_removes_an_account(server, other):
    emulated = ps.flow.Server(server, domain="example.com")
    emulated.receive(ALICE, ENABLE)
    emulated.receive(ALICE, other)
    assert len(emulated.registrations("alice@example.com")) == 1


# ---- errors that answer something else ----

ERROR = "<error type='cancel'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"


def _published() -> tuple[ps.flow.Server, str]:
    """Return an ejabberd that waits for the answer to a publish, and the id of that."""
    server = ps.flow.Server("ejabberd", domain="example.com")
    server.receive(ALICE, ENABLE)
    server.disconnect(ALICE)
    (publish,) = server.receive(
        "bob@example.com/pc",
        "<message to='alice@example.com' type='chat'><body>Hi</body></message>",
    )
    return server, str(etree.fromstring(publish).get("id"))


@pytest.mark.parametrize(
    "held", ["<ping xmlns='urn:xmpp:ping'/>", "<enable xmlns='urn:xmpp:push:0' jid='p' node='n'/>"]
)
def test_an_error_that_holds_another_request_ends_no_registration(held):
    server, id_ = _published()
    server.receive(
        "push.example.com", f"<iq type='error' to='example.com' id='{id_}'>{held}{ERROR}</iq>"
    )
    assert len(server.registrations("alice@example.com")) == 1


def test_only_the_push_service_answers_a_publish():
    server, id_ = _published()
    error = f"<iq type='error' to='example.com' id='{id_}'>{ERROR}</iq>"
    server.receive("other.example.net", error)
    assert len(server.registrations("alice@example.com")) == 1
    server.receive("push.example.com", error)
    assert server.registrations("alice@example.com") == []


# ---- drafts ----

NOTIFICATION = "<message to='{}'><notification xmlns='urn:xmpp:push2:0'><client>c</client></notification></message>"
INLINE = (
    "<authenticate xmlns='urn:xmpp:sasl:2' mechanism='PLAIN'><bind xmlns='urn:xmpp:bind:0'>"
    "<enable xmlns='urn:xmpp:push:0' jid='push.example.com' node='n'/></bind></authenticate>"
)
PUSH2 = iq(
    "<enable xmlns='urn:xmpp:push2:0'><service>p.example.com</service><client>c</client></enable>"
)


@pytest.mark.parametrize(
    ("server", "expected"),
    [
        ("mongooseim", "error"),
        ("ejabberd", "error"),
        ("tigase", "error"),
        ("openfire", "error"),
        ("prosody", "unpredicted"),
        ("xep", "unpredicted"),
    ],
)
def test_push_2_is_refused_where_no_module_has_it_and_not_predicted_elsewhere(server, expected):
    emulated = ps.flow.Server(server, domain="example.com")
    answers = emulated.receive(ALICE, PUSH2)

    assert ps.verdict(PUSH2, server, ALICE).type == expected
    assert len(answers) == (expected == "error")
    assert emulated.registrations("alice@example.com") == []
    if expected == "unpredicted":
        assert "not played" in emulated.timeline.events[-1].effect


@pytest.mark.parametrize("kind", ["fpush", "p2", "mod_push_appserver", "node_push"])
def test_a_notification_of_push_2_is_said_not_to_be_played(kind):
    server = ps.flow.Server("prosody", domain="example.com")
    server.attach(ps.flow.PushService(kind, "push.example.com"))

    for to in ("push.example.com", "other.example.net"):
        assert server.receive("example.com", NOTIFICATION.format(to)) == []
        assert server.timeline.events[-1].title == "not predicted"
        assert "not played" in server.timeline.events[-1].effect


def test_what_is_enabled_with_the_session_is_said_to_be_ignored():
    server = ps.flow.Server("ejabberd", domain="example.com")

    assert server.receive(ALICE, INLINE) == []
    assert server.registrations("alice@example.com") == []
    assert "in an iq afterwards" in server.timeline.events[-1].effect


def test_the_secrets_of_drafts_are_masked():
    enable = ps.Push2Enable(
        service=ps.Jid("push.example.com"),
        client="https://push.example.com/tokenofthedevice",
        matches=(
            ps.Push2Match(
                payloads=(ps.Push2WebPush(auth_secret="sixteenoctets", jwt_key="privatekey"),)
            ),
        ),
    )
    whole = ps.serialize(ps.Iq(type="set", id="1", payload=enable))
    registered = ps.UnifiedPushRegistered(endpoint="https://up.example.com/push/capability")
    told = [
        repr(enable),
        repr(registered),
    ]
    told += [run("verdict", "-", input=whole).stdout, run("parse", "-", input=whole).stdout]

    for secret in ("tokenofthedevice", "sixteenoctets", "privatekey", "capability"):
        assert not any(secret in each for each in told)
        assert secret in whole + ps.serialize(ps.Iq(type="result", id="1", payload=registered))


@pytest.mark.parametrize("server", HOME_SERVERS)
@pytest.mark.parametrize("host", ["conference", "upload", "proxy"])
def test_nothing_is_predicted_of_other_parts_of_a_server(server, host):
    query = "<query xmlns='http://jabber.org/protocol/disco#info'/>"
    stanza = f"<iq type='get' id='1' to='{host}.example.com'>{query}</iq>"

    assert ps.verdict(stanza, server=server).type == "unpredicted"
    assert ps.verdict(stanza, server=server, account="a@example.com/b").type == "unpredicted"


@pytest.mark.parametrize("host", ["pubsub.example.com", "push.example.com", "my-push.example.com"])
def test_a_push_service_is_known_by_its_name(host):
    query = "<query xmlns='http://jabber.org/protocol/disco#info'/>"
    stanza = f"<iq type='get' id='1' to='{host}'>{query}</iq>"

    assert ps.verdict(stanza, server="mongooseim").type == "result"
