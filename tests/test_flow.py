"""The emulator: what a project that tests its push code would ask it."""

import json
import tomllib

import pytest
from conftest import CASES
from lxml import etree

import pushstanza as ps
from pushstanza import build
from pushstanza.flow import Provider, PushService, Server
from pushstanza.flow.scenario import ScenarioError, run, shipped
from pushstanza.servers import HOME_SERVERS
from pushstanza.stanzas.forms import NodeConfig, PublishOptions, PushSummary

ALICE, JULIET = "alice@mychat.com/phone", "juliet@mychat.com/balcony"
TOKEN = "0a1b2c3d" * 8
HOST = "pubsub.mychat.com"
OPTIONS = PublishOptions(service="apns", device_id=TOKEN, topic="com.example.mychat")
SERVERS = tuple(name for name, each in HOME_SERVERS.items() if not each.is_virtual)
#: What each server publishes, and what it does with errors.
PUBLISHES = {
    path.stem: tomllib.loads(path.read_text())
    for path in sorted((CASES / "publishes").glob("*.toml"))
}


def text(stanza):
    return ps.serialize(stanza)


def enable(host=HOST, node="n1", options=OPTIONS):
    return text(build.enable(ps.Jid(host), node, options))


def disable(host=HOST, node="n1"):
    return text(build.disable(ps.Jid(host), node))


def chat(body="Hi", to="alice@mychat.com", sender=JULIET, type="chat"):
    return text(build.message(ps.Jid(sender), ps.Jid(to), body, type=type))


def error(to, id, type, condition):
    return (
        f"<iq type='error' id='{id}' to='{to}'><error type='{type}'>"
        f"<{condition} xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"
    )


def id_of(publish):
    return etree.fromstring(publish).get("id")


def full(**options):
    """Return MongooseIM with alice's node, which the server may publish at."""
    server = Server("mongooseim", domain="mychat.com", **options)
    config = NodeConfig(access_model="whitelist", publish_model="publishers")
    service = ps.Jid(HOST)
    (created,) = server.receive(ALICE, text(build.create_node(service, "n1", config=config)))
    grant = build.allow_publisher(service, "n1", ps.Jid("mychat.com"))
    (granted,) = server.receive(ALICE, text(grant))
    assert [ps.parse(each).type for each in (created, granted)] == ["result", "result"]
    return server


def offline(server, *stanzas):
    """Let alice send what enables her pushes, and go offline."""
    for each in stanzas or (enable(),):
        (answer,) = server.receive(ALICE, each)
        assert ps.parse(answer, validate=False).type == "result"
    server.disconnect(ALICE)
    return server


# ---- the flow of the tutorial ----


def test_pubsub_full_ends_in_one_request_to_apns():
    server = offline(full())
    assert server.receive(JULIET, chat("Wherefore art thou?")) == []
    (request,) = server.requests
    assert request.to_dict()["body"]["aps"]["alert"] == {
        "title": "juliet@mychat.com",
        "body": "Wherefore art thou?",
    }


def test_pubsub_less_needs_no_node():
    server = offline(Server("mongooseim", domain="mychat.com", mode="pubsub-less"))
    server.receive(JULIET, chat())
    assert len(server.requests) == 1


def test_a_virtual_host_has_no_nodes():
    server = Server("mongooseim", domain="mychat.com", mode="pubsub-less")
    (answer,) = server.receive(ALICE, text(build.create_node(ps.Jid(HOST), "n1")))
    assert ps.parse(answer).error.condition.name == "service-unavailable"


def test_a_publish_to_another_server_is_returned():
    server = offline(Server("mongooseim", domain="mychat.com"), enable("push.example.net"))
    (publish,) = server.receive(JULIET, chat())
    stanza = ps.parse(publish)
    assert str(stanza.to) == "push.example.net"
    assert str(stanza.from_) == "mychat.com"
    assert stanza.payload.publish.node == "n1"
    assert server.requests == []


# ---- MongooseIM's own suites ----

FORM_TYPE = "http://jabber.org/protocol/pubsub#publish-options"


def push(name, *, form="", **attributes):
    written = "".join(f" {key}='{value}'" for key, value in attributes.items())
    return f"<iq type='set' id='t'><{name}{written}>{form}</{name}></iq>"


def form(fields="", form_type=FORM_TYPE):
    return (
        "<x xmlns='jabber:x:data' type='submit'>"
        f"<field var='FORM_TYPE'><value>{form_type}</value></field>{fields}</x>"
    )


PUSH = "urn:xmpp:push:0"
BOB = "bob@mychat.com/phone"
REFUSED = {
    "enable without xmlns": push("enable"),
    "enable with xmlns alone": push("enable", xmlns=PUSH),
    "enable with jid alone": push("enable", jid=BOB),
    "enable with node alone": push("enable", node="NodeKey"),
    "enable with jid and node": push("enable", jid=BOB, node="NodeKey"),
    "enable without jid": push("enable", xmlns=PUSH, node="NodeKey"),
    "enable without node": push("enable", xmlns=PUSH, jid=BOB),
    "enable with an empty jid": push("enable", xmlns=PUSH, jid="", node="nodeId"),
    "enable with an empty node": push("enable", xmlns=PUSH, jid=HOST, node=""),
    "enable with a field without a value": push(
        "enable", xmlns=PUSH, jid=HOST, node="nodeId", form=form("<field var='secret1'/>")
    ),
    "enable with another FORM_TYPE": push(
        "enable", xmlns=PUSH, jid=HOST, node="NodeId", form=form(form_type="wrong")
    ),
    "disable without xmlns": push("disable"),
    "disable with xmlns alone": push("disable", xmlns=PUSH),
    "disable with jid alone": push("disable", jid=BOB),
    "disable with an empty jid": push("disable", xmlns=PUSH, jid="", node="nodeId"),
    "disable all with an empty jid": push("disable", xmlns=PUSH, jid=""),
}
ACCEPTED = {
    "enable without a form": push("enable", xmlns=PUSH, jid=HOST, node="NodeId"),
    "enable with a form": push("enable", xmlns=PUSH, jid=HOST, node="NodeId", form=form()),
    "enable with options": push(
        "enable",
        xmlns=PUSH,
        jid=HOST,
        node="NodeId",
        form=form("<field var='secret1'><value>token1</value></field>"),
    ),
    "disable all": push("disable", xmlns=PUSH, jid=HOST),
    "disable a node": push("disable", xmlns=PUSH, jid=HOST, node="NodeId"),
}


@pytest.mark.parametrize("mode", ["pubsub-full", "pubsub-less"])
@pytest.mark.parametrize("name", REFUSED)
def test_toggling_that_mongooseim_refuses(name, mode):
    server = Server("mongooseim", domain="mychat.com", mode=mode)
    (answer,) = server.receive(BOB, REFUSED[name])
    stanza = ps.parse(answer, validate=False)
    assert (stanza.error.type, stanza.error.condition.name) == ("modify", "bad-request")
    assert server.registrations(BOB) == []


@pytest.mark.parametrize("mode", ["pubsub-full", "pubsub-less"])
@pytest.mark.parametrize("name", ACCEPTED)
def test_toggling_that_mongooseim_accepts(name, mode):
    server = Server("mongooseim", domain="mychat.com", mode=mode)
    (answer,) = server.receive(BOB, ACCEPTED[name])
    assert ps.parse(answer).type == "result"


def test_disable_of_all_nodes_ends_those_of_other_clients_too():
    server = Server("mongooseim", domain="mychat.com")
    server.receive("bob@mychat.com/one", enable(node="n1"))
    server.receive("bob@mychat.com/two", enable(node="n2"))
    server.receive("bob@mychat.com/one", disable(node=None))
    assert server.registrations("bob@mychat.com") == []


def test_disable_of_a_node_leaves_that_of_another_client():
    server = Server("mongooseim", domain="mychat.com")
    server.receive("bob@mychat.com/one", enable(node="n1"))
    server.receive("bob@mychat.com/two", enable(node="n2"))
    server.receive("bob@mychat.com/one", disable(node="n1"))
    assert [each.node for each in server.registrations("bob@mychat.com")] == ["n2"]


SUMMARY = PushSummary(
    message_count=1, last_message_sender="sender", last_message_body="message body"
)
SOME = PublishOptions(service="apns", device_id="sometoken")


def publish(node="n1", summary=SUMMARY, options=SOME):
    return text(build.publish(ps.Jid(HOST), node, summary, options))


def condition(answers):
    (answer,) = answers
    error_ = ps.parse(answer, validate=False).error
    return error_ and (error_.type, error_.condition.name)


def open_node(server):
    server.receive(
        ALICE,
        "<iq type='set' id='c' to='pubsub.mychat.com'>"
        "<pubsub xmlns='http://jabber.org/protocol/pubsub'>"
        "<create node='n1' type='push'/></pubsub></iq>",
    )
    return server


def test_publish_of_an_invalid_item():
    server = open_node(Server("mongooseim", domain="mychat.com"))
    stanza = (
        publish()
        .replace("<notification ", "<invalid-item ")
        .replace("</notification>", "</invalid-item>")
    )
    assert condition(server.receive(ALICE, stanza)) == ("modify", "bad-request")


def test_publish_without_options():
    server = open_node(Server("mongooseim", domain="mychat.com"))
    assert condition(server.receive(ALICE, publish(options=None))) == ("cancel", "conflict")


def test_publish_with_valid_options():
    server = open_node(Server("mongooseim", domain="mychat.com"))
    assert condition(server.receive(ALICE, publish())) is None
    (request,) = server.requests
    assert request.path.endswith("/sometoken")


def test_publish_by_who_is_not_on_the_whitelist():
    assert condition(full().receive(BOB, publish())) == ("auth", "forbidden")


def test_the_push_service_says_what_it_is():
    server = Server("mongooseim", domain="mychat.com")
    (answer,) = server.receive(ALICE, text(build.discover(ps.Jid(HOST))))
    found = [(each.category, each.type) for each in ps.parse(answer).payload.identities]
    assert found == [("pubsub", "service"), ("pubsub", "push")]


def test_no_push_if_not_enabled_or_online_or_disabled():
    server = full()
    server.disconnect(ALICE)
    server.receive(JULIET, chat())
    server.receive(ALICE, enable())
    server.receive(JULIET, chat())
    server.receive(ALICE, disable())
    server.disconnect(ALICE)
    server.receive(JULIET, chat())
    assert server.requests == []


# ---- nodes ----


def test_a_node_is_made_once():
    server = full()
    stanza = text(build.create_node(ps.Jid(HOST), "n1"))
    assert condition(server.receive(ALICE, stanza)) == ("cancel", "conflict")


def test_a_deleted_node_ends_the_push():
    server = offline(full())
    server.receive(
        ALICE,
        "<iq type='set' id='d' to='pubsub.mychat.com'>"
        "<pubsub xmlns='http://jabber.org/protocol/pubsub#owner'><delete node='n1'/></pubsub></iq>",
    )
    server.disconnect(ALICE)
    server.receive(JULIET, chat())
    assert server.registrations(ALICE) == []
    assert "n1" not in server.nodes


#: The options of a push node of MongooseIM: the kind of field, the default, and the choices.
NODE_OPTIONS = {
    "FORM_TYPE": ("hidden", ("http://jabber.org/protocol/pubsub#node_config",), []),
    "pubsub#deliver_payloads": ("boolean", ("1",), []),
    "pubsub#deliver_notifications": ("boolean", ("1",), []),
    "pubsub#notify_config": ("boolean", ("0",), []),
    "pubsub#notify_delete": ("boolean", ("0",), []),
    "pubsub#notify_retract": ("boolean", ("0",), []),
    "pubsub#persist_items": ("boolean", ("0",), []),
    "pubsub#title": ("text-single", ("",), []),
    "pubsub#max_items": ("text-single", ("1",), []),
    "pubsub#subscribe": ("boolean", ("1",), []),
    "pubsub#access_model": ("list-single", ("whitelist",), ["open", "authorize", "presence", "roster", "whitelist"]),
    "pubsub#roster_groups_allowed": ("list-multi", (), []),
    "pubsub#publish_model": ("list-single", ("open",), ["publishers", "subscribers", "open"]),
    "pubsub#purge_offline": ("boolean", ("0",), []),
    "pubsub#notification_type": ("list-single", ("headline",), ["headline", "normal"]),
    "pubsub#max_payload_size": ("text-single", ("60000",), []),
    "pubsub#send_last_published_item": ("list-single", ("on_sub_and_presence",), ["never", "on_sub", "on_sub_and_presence"]),
    "pubsub#presence_based_delivery": ("boolean", ("1",), []),
    "pubsub#type": ("text-single", ("",), []),
    "pubsub#collection": ("text-multi", (), []),
}  # fmt: skip


@pytest.mark.parametrize("asked", ["default", "configure"])
def test_the_owner_reads_the_options_of_a_node(asked):
    node = " node='n1'" if asked == "configure" else ""
    (answer,) = full().receive(
        ALICE,
        f"<iq type='get' id='c' to='{HOST}'>"
        f"<pubsub xmlns='http://jabber.org/protocol/pubsub#owner'><{asked}{node}/></pubsub></iq>",
    )
    form = getattr(ps.parse_iq(answer).payload, asked).form
    set_at_creation = {
        "pubsub#publish_model": (
            "list-single",
            ("publishers",),
            ["publishers", "subscribers", "open"],
        )
    }

    assert form.type == "form"
    assert {
        each.var: (each.type, each.values, [option.value for option in each.options])
        for each in form.fields
    } == NODE_OPTIONS | (set_at_creation if asked == "configure" else {})


def test_without_the_affiliation_the_server_may_not_publish():
    server = Server("mongooseim", domain="mychat.com")
    config = NodeConfig(publish_model="publishers")
    server.receive(ALICE, text(build.create_node(ps.Jid(HOST), "n1", config=config)))
    offline(server)
    server.receive(JULIET, chat())
    assert server.requests == []
    assert len(server.registrations(ALICE)) == 1  # forbidden is of type auth: it stays


@pytest.mark.parametrize(
    ("version", "publisher"), [("6.8", "mychat.com"), ("3.5", "alice@mychat.com")]
)
def test_who_publishes_depends_on_the_version(version, publisher):
    server = offline(
        Server("mongooseim", domain="mychat.com", version=version), enable("push.example.net")
    )
    (publish_,) = server.receive(JULIET, chat())
    assert str(ps.parse(publish_).from_) == publisher


def test_only_the_owner_gives_affiliations():
    server = full()
    stanza = text(build.allow_publisher(ps.Jid(HOST), "n1", ps.Jid("evil.example")))
    assert condition(server.receive("mallory@mychat.com/x", stanza)) == ("auth", "forbidden")


# ---- what causes a push ----


@pytest.mark.parametrize(
    ("plugin", "stanza", "pushes"),
    [
        ("defaults", "<message type='chat'><body>Hi</body></message>", 1),
        ("defaults", "<message type='chat'/>", 0),
        ("defaults", "<message><body>Hi</body></message>", 0),
        ("defaults", "<message type='headline'><body>Hi</body></message>", 0),
        (
            "defaults",
            "<message type='chat'><body>Hi</body><no-store xmlns='urn:xmpp:hints'/></message>",
            1,
        ),
        (
            "hints",
            "<message type='chat'><body>Hi</body><no-store xmlns='urn:xmpp:hints'/></message>",
            0,
        ),
        ("enhanced", "<message type='chat'><body>Hi</body></message>", 1),
    ],
)
def test_messages_that_mongooseim_pushes(plugin, stanza, pushes):
    server = offline(full(plugin=plugin))
    server.receive(JULIET, stanza.replace("<message", f"<message to='{ALICE}'", 1))
    assert len(server.requests) == pushes


@pytest.mark.parametrize(("plugin", "pushes"), [("defaults", 0), ("hints", 1), ("enhanced", 1)])
def test_a_client_that_answers_no_more(plugin, pushes):
    server = full(plugin=plugin)
    server.receive(ALICE, enable())
    server.lose(ALICE)
    server.receive(JULIET, chat())
    assert len(server.requests) == pushes


def test_a_client_that_was_lost_answers_again_when_it_sends():
    server = full(plugin="enhanced")
    server.receive(ALICE, enable())
    server.lose(ALICE)
    server.receive(ALICE, "<presence/>")
    assert server.is_online(ALICE)
    server.receive(JULIET, chat())
    assert server.requests == []


def test_a_room_is_told_of_with_the_nickname():
    server = offline(full())
    sender = "room@muc.mychat.com/Juliet"
    server.receive(sender, chat(sender=sender, type="groupchat"))
    assert server.requests[0].body.aps.alert.title == "room@muc.mychat.com/Juliet"


def test_the_inbox_counts():
    server = offline(full(inbox=True))
    for _ in range(3):
        server.receive(JULIET, chat())
    assert [each.body.aps.badge for each in server.requests] == [1, 2, 3]
    server.connect(ALICE)
    server.disconnect(ALICE)
    server.receive(JULIET, chat())
    assert server.requests[-1].body.aps.badge == 4, "to connect reads nothing"


@pytest.mark.parametrize(
    ("step", "badge"),
    [
        ("<displayed xmlns='urn:xmpp:chat-markers:0' id='m2'/>", 1),
        ("<displayed xmlns='urn:xmpp:chat-markers:0' id='m1'/>", 3),
        ("<displayed xmlns='urn:xmpp:chat-markers:0'/>", 3),
        ("<received xmlns='urn:xmpp:chat-markers:0' id='m2'/>", 3),
        (
            "<displayed xmlns='urn:xmpp:chat-markers:0' id='m2'/><no-store xmlns='urn:xmpp:hints'/>",
            3,
        ),
        ("<body>I am here</body>", 1),
        ("<body>I am here</body><no-store xmlns='urn:xmpp:hints'/>", 3),
    ],
)
def test_what_resets_the_inbox(step, badge):
    # mod_inbox_utils.erl, maybe_reset_unread_count/5: a marker counts that names the last message.
    server = offline(full(inbox=True))
    for name in ("m1", "m2"):
        server.receive(JULIET, chat().replace("<message", f"<message id='{name}'", 1))
    server.receive(ALICE, f"<message to='juliet@mychat.com'>{step}</message>")
    server.disconnect(ALICE)
    server.receive(JULIET, chat())
    assert server.requests[-1].body.aps.badge == badge


@pytest.mark.parametrize(
    ("inside", "badge"),
    [
        ("<body>Hi</body>", 2),
        ("<body/>", 2),
        ("<body>Hi</body><no-store xmlns='urn:xmpp:hints'/>", 1),
        ("<body>Hi</body><delay xmlns='urn:xmpp:delay' stamp='2026-01-01T00:00:00Z'/>", 1),
        ("<active xmlns='http://jabber.org/protocol/chatstates'/>", 1),
        (
            "<active xmlns='http://jabber.org/protocol/chatstates'/><store xmlns='urn:xmpp:hints'/>",
            2,
        ),
        ("<body>Hi</body><displayed xmlns='urn:xmpp:chat-markers:0' id='m1'/>", 1),
    ],
)
def test_which_messages_the_inbox_counts(inside, badge):
    # mod_mam_utils.erl, is_archivable_message/4.
    server = offline(full(inbox=True))
    server.receive(JULIET, f"<message type='chat' to='{ALICE}'>{inside}</message>")
    server.receive(JULIET, chat())
    assert server.requests[-1].body.aps.badge == badge


@pytest.mark.parametrize(("status", "kind"), [(201, "result"), (299, "result"), (301, "error")])
def test_any_status_from_200_to_299_is_a_success(status, kind):
    # mod_push_service_mongoosepush.erl, http_notification/5.
    server = full()
    server.gateway.respond(TOKEN, status)
    server.receive(ALICE, enable())
    server.disconnect(ALICE)
    server.receive(JULIET, chat())
    answers = [
        e for e in server.timeline.events if e.source == server.pubsub and e.kind == "stanza"
    ]
    assert answers[-1].title.startswith("result" if kind == "result" else "bad-request")


@pytest.mark.parametrize("name", SERVERS)
@pytest.mark.parametrize(
    "inside", ["<message/>", "<iq type='get'/>", "<body/><message><body>Hi</body></message>"]
)
def test_a_message_that_holds_a_stanza_is_taken(name, inside):
    server = offline(Server(name, domain="mychat.com"), enable("push.example.net"))
    server.receive(JULIET, f"<message to='{ALICE}' type='odd'>text{inside}</message>")
    (publish_,) = server.receive(JULIET, chat("Wherefore?"))
    assert "publish node" in publish_


def test_the_inbox_counts_by_conversation():
    server = offline(full(inbox=True))
    server.receive(JULIET, chat())
    server.receive("nurse@mychat.com/pc", chat(sender="nurse@mychat.com/pc"))
    assert [each.body.aps.badge for each in server.requests] == [1, 1]


def test_who_is_unavailable_is_pushed():
    server = full()
    server.receive(ALICE, enable())
    server.receive(ALICE, "<presence type='unavailable'/>")
    server.receive(JULIET, chat())
    assert len(server.requests) == 1


# ---- what each server keeps, publishes, and does with errors ----


@pytest.mark.parametrize("name", SERVERS)
def test_what_is_published_parses_and_comes_from_the_server(name):
    server = offline(Server(name, domain="mychat.com"), enable("push.example.net"))
    (publish_,) = server.receive(JULIET, chat())
    stanza = ps.parse(publish_)
    assert str(stanza.from_) == "mychat.com"
    assert stanza.payload.publish.node == "n1"
    options = PublishOptions.read(stanza.payload.publish_options.form)
    assert (options.service, options.device_id) == ("apns", TOKEN)


def test_every_server_has_cases():
    assert PUBLISHES.keys() == {*SERVERS}


@pytest.mark.parametrize("name", PUBLISHES)
def test_the_summary_of_each_server(name):
    expected = PUBLISHES[name]["summary"]
    server = offline(Server(name, domain="mychat.com"), enable("push.example.net"))
    (publish_,) = server.receive(JULIET, chat())
    (item,) = ps.parse(publish_).payload.publish.items
    summary = item.payload.form
    assert summary.type == expected.get("type")
    assert [each.var for each in summary.fields] == ["FORM_TYPE", *expected["fields"]]
    values = {each.var: [*each.values] for each in summary.fields}
    assert values == {"FORM_TYPE": ["urn:xmpp:push:summary"], **expected["fields"]}


MESSAGES = [
    pytest.param(name, each, id=f"{name}: {each['name']}")
    for name, cases in PUBLISHES.items()
    for each in cases.get("message", ())
]


@pytest.mark.parametrize(("name", "case"), MESSAGES)
def test_what_a_message_makes_a_server_publish(name, case):
    server = Server(name, domain="mychat.com", **case.get("options", {}))
    server.receive(ALICE, enable("push.example.net"))
    if case["client"] != "online":
        leave = {"offline": server.disconnect, "lost": server.lose}[case["client"]]
        leave(ALICE)
    published = server.receive(JULIET, case["stanza"])
    assert len(published) == case["pushes"]
    for each in published:
        (item,) = ps.parse(each).payload.publish.items
        values = {field.var: [*field.values] for field in item.payload.form.fields}
        assert values.items() >= case.get("fields", {}).items()


def after(name, type, condition_, *, times=1):
    """Return how many registrations are left after errors in answer to publishes."""
    server = offline(Server(name, domain="mychat.com"), enable("push.example.net"))
    for _ in range(times):
        (publish_,) = server.receive(JULIET, chat())
        server.receive("push.example.net", error("mychat.com", id_of(publish_), type, condition_))
    return len(server.registrations(ALICE))


ERRORS = [
    pytest.param(name, *each.values(), id=f"{name}: {each['condition']}")
    for name, cases in PUBLISHES.items()
    for each in cases["error"]
]


@pytest.mark.parametrize(("name", "type", "condition_", "left"), ERRORS)
def test_one_error(name, type, condition_, left):
    assert after(name, type, condition_) == left


def test_prosody_counts_to_sixteen():
    assert after("prosody", "cancel", "item-not-found", times=15) == 1
    assert after("prosody", "cancel", "item-not-found", times=16) == 0


def test_a_success_sets_prosodys_counter_back():
    server = offline(Server("prosody", domain="mychat.com"), enable("push.example.net"))
    for count in range(40):
        (publish_,) = server.receive(JULIET, chat())
        if count % 15 == 14:
            answer = f"<iq type='result' id='{id_of(publish_)}' to='mychat.com'/>"
        else:
            answer = error("mychat.com", id_of(publish_), "cancel", "item-not-found")
        server.receive("push.example.net", answer)
    assert len(server.registrations(ALICE)) == 1


def test_an_answer_that_nobody_waits_for_changes_nothing():
    server = offline(Server("ejabberd", domain="mychat.com"), enable("push.example.net"))
    server.receive("push.example.net", error("mychat.com", "other", "cancel", "item-not-found"))
    assert len(server.registrations(ALICE)) == 1


@pytest.mark.parametrize("name", SERVERS)
def test_a_second_enable_of_a_node_replaces_the_first(name):
    server = Server(name, domain="mychat.com")
    server.receive(ALICE, enable("push.example.net"))
    server.receive(ALICE, enable("push.example.net", options=None))
    (registration,) = server.registrations(ALICE)
    assert registration.form is None


def test_prosody_keeps_five_devices():
    server = Server("prosody", domain="mychat.com")
    for number in range(7):
        server.receive(f"alice@mychat.com/{number}", enable("push.example.net", f"n{number}"))
    assert [each.node for each in server.registrations(ALICE)] == ["n2", "n3", "n4", "n5", "n6"]


def test_ejabberd_keeps_all_nodes_of_a_session():
    server = Server("ejabberd", domain="mychat.com")
    for number in range(7):
        server.receive(ALICE, enable("push.example.net", f"n{number}"))
    assert len(server.registrations(ALICE)) == 7


@pytest.mark.parametrize(("name", "pushes"), [("ejabberd", 1), ("prosody", 1), ("mongooseim", 0)])
def test_whether_a_device_is_woken_while_another_is_online(name, pushes):
    server = Server(name, domain="mychat.com")
    server.receive(ALICE, enable("push.example.net"))
    server.disconnect(ALICE)
    server.connect("alice@mychat.com/tablet")
    assert len(server.receive(JULIET, chat())) == pushes


def test_a_disable_makes_no_other_enable_newer():
    server = Server("ejabberd", domain="mychat.com")
    server.receive(ALICE, enable("push.example.net", "n1"))
    server.disconnect(ALICE)
    server.connect(ALICE)
    server.receive(ALICE, enable("push.example.net", "n2"))
    server.disconnect(ALICE)
    server.connect(ALICE)
    server.receive(ALICE, disable("push.example.net", "n1"))
    assert len(server.receive(JULIET, chat())) == 1  # n2 belongs to the connection that is gone


@pytest.mark.parametrize("disabled", ["n1", "n2"])
def test_what_one_session_has_enabled_at_ejabberd_ends_together(disabled):
    server = Server("ejabberd", domain="mychat.com")
    server.receive(ALICE, enable("push.example.net", "n1"))
    server.receive(ALICE, enable("push.example.net", "n2"))
    server.receive(ALICE, disable("push.example.net", disabled))
    server.disconnect(ALICE)
    assert server.registrations(ALICE) == []
    assert server.receive(JULIET, chat()) == []


def test_prosody_tells_of_a_call_at_once():
    server = Server("prosody", domain="mychat.com")
    server.receive(ALICE, enable("push.example.net"))
    call = (
        "<message type='chat' to='alice@mychat.com'>"
        "<propose xmlns='urn:xmpp:jingle-message:0' id='c1'/></message>"
    )
    assert len(server.receive(JULIET, call)) == 1
    assert server.receive(JULIET, chat()) == []


@pytest.mark.parametrize(
    ("kind", "inside", "is_important"),
    [
        ("chat", "<body>Hi</body>", True),
        ("chat", "<body/>", False),
        ("chat", "<subject>Hi</subject>", False),
        ("chat", "<encrypted xmlns='eu.siacs.conversations.axolotl'/>", True),
        ("chat", "<encrypted xmlns='urn:xmpp:omemo:0'/>", True),
        ("chat", "<encrypted xmlns='urn:xmpp:omemo:2'/>", False),
        ("chat", "<openpgp xmlns='urn:xmpp:openpgp:0'/>", True),
        ("chat", "<x xmlns='jabber:x:encrypted'/>", True),
        ("chat", "<propose xmlns='urn:xmpp:jingle-message:0' id='c1'/>", True),
        ("groupchat", "<body>Hi</body>", True),
        ("groupchat", "<body>Hi</body><subject>Hi</subject>", False),
        ("groupchat", "<x xmlns='jabber:x:encrypted'/><subject>Hi</subject>", True),
    ],
)
def test_prosody_has_a_text_for_what_is_important(kind, inside, is_important):
    server = offline(Server("prosody", domain="mychat.com"), enable("push.example.net"))
    (published,) = server.receive(
        JULIET,
        f"<message type='{kind}' to='alice@mychat.com'>{inside}<store xmlns='urn:xmpp:hints'/></message>",
    )

    form = ps.parse_iq(published).expect(ps.Pubsub).publish.items[0].payload.form
    assert PushSummary.read(form).last_message_body == ("New Message!" if is_important else None)


def test_prosodys_count_outlives_another_enable():
    server = offline(Server("prosody", domain="mychat.com"), enable("push.example.net"))
    for _ in range(15):
        (publish_,) = server.receive(JULIET, chat())
        refusal = error("mychat.com", id_of(publish_), "cancel", "item-not-found")
        server.receive("push.example.net", refusal)
    offline(server, enable("push.example.net"))
    (publish_,) = server.receive(JULIET, chat())
    refusal = error("mychat.com", id_of(publish_), "cancel", "item-not-found")
    server.receive("push.example.net", refusal)
    assert server.registrations(ALICE) == []


def test_prosody_does_not_find_a_host_in_upper_case():
    server = offline(Server("prosody", domain="mychat.com"), enable("Push.example.net"))
    assert server.receive(JULIET, chat()) == []


def test_two_spellings_are_two_devices_for_prosody_alone():
    kept = {}
    for name in ("mongooseim", "prosody", "tigase"):
        server = Server(name, domain="mychat.com")
        for host in ("push.example.net", "Push.Example.net"):
            server.receive(ALICE, enable(host))
        kept[name] = len(server.registrations(ALICE))
    assert kept == {"mongooseim": 1, "prosody": 2, "tigase": 1}


def test_an_enable_expires_where_that_is_set_up():
    server = Server("tigase", domain="mychat.com", ttl=3600)
    server.receive(ALICE, enable("push.example.net"))
    server.wait(3000)
    assert len(server.registrations(ALICE)) == 1
    server.wait(1000)
    assert server.registrations(ALICE) == []


def test_only_tigase_heeds_a_remote_disable():
    message = (
        "<message to='alice@mychat.com'>"
        "<pubsub xmlns='http://jabber.org/protocol/pubsub' node='n1'>"
        "<affiliation jid='alice@mychat.com' affiliation='none'/></pubsub></message>"
    )
    left = {}
    for name in SERVERS:
        server = offline(Server(name, domain="mychat.com"), enable("push.example.net"))
        server.receive("push.example.net", message)
        left[name] = len(server.registrations(ALICE))
    assert left == {**dict.fromkeys(SERVERS, 1), "tigase": 0}


# ---- the other side ----


@pytest.mark.parametrize(
    ("reason", "fate"),
    [
        ("Unregistered", 0),
        ("BadDeviceToken", 1),
        ("PayloadTooLarge", 1),
        ("TooManyRequests", 1),
        ("ExpiredToken", 1),
        ("unreachable", 1),
        (None, 1),
    ],
)
@pytest.mark.parametrize("mode", ["pubsub-full", "pubsub-less"])
def test_what_the_provider_answers_travels_back(reason, fate, mode):
    server = full() if mode == "pubsub-full" else Server(domain="mychat.com", mode=mode)
    offline(server)
    server.provider.answer_next(reason)
    server.receive(JULIET, chat())
    assert len(server.registrations(ALICE)) == fate


def test_with_version_two_a_dead_node_stays():
    server = offline(full(api_version="v2"))
    server.provider.refuse(TOKEN, "Unregistered")
    server.receive(JULIET, chat())
    assert len(server.registrations(ALICE)) == 1


def test_a_strict_provider_finds_out_itself():
    provider = Provider(strict=True)
    server = Server(domain="mychat.com", mode="pubsub-less", provider=provider)
    offline(server, enable(options=SOME))
    server.receive(JULIET, chat())
    titles = [each.title for each in server.timeline.events if each.kind == "response"]
    assert titles == ["400 MissingTopic", "503"]


@pytest.mark.parametrize(
    ("name", "left", "requests"),
    [("mongooseim", 1, 1), ("ejabberd", 0, 0), ("prosody", 1, 0), ("tigase", 1, 0)],
)
def test_who_works_with_mongooseims_push_node(name, left, requests):
    server = Server(name, domain="mychat.com", pubsub="own.mychat.com")
    service = server.attach(PushService("node_push", "push.example.net"))
    service.receive(
        ALICE,
        "<iq type='set' id='c' to='push.example.net'>"
        "<pubsub xmlns='http://jabber.org/protocol/pubsub'>"
        "<create node='n1' type='push'/></pubsub></iq>",
    )
    offline(server, enable("push.example.net"))
    server.receive(JULIET, chat())
    assert (len(server.registrations(ALICE)), len(server.requests)) == (left, requests)


WORD = "s3cret-s3cret-s3cret"


def secret_enable(secret=WORD):
    return push(
        "enable",
        xmlns=PUSH,
        jid="push.example.net",
        node="n1",
        form=form(f"<field var='secret'><value>{secret}</value></field>"),
    )


@pytest.mark.parametrize("kind", ["p2", "mod_push_appserver"])
@pytest.mark.parametrize("name", ["mongooseim", "ejabberd", "prosody"])
def test_who_works_with_a_service_that_has_secrets(name, kind):
    server = Server(name, domain="mychat.com")
    service = server.attach(PushService(kind, "push.example.net"))
    service.register("n1", "token", "fcm", secret="s3cret-s3cret-s3cret")
    offline(server, secret_enable())
    server.receive(JULIET, chat())
    assert len(service.requests) == len(server.requests) == 1


def test_a_wrong_secret_is_refused():
    server = Server("ejabberd", domain="mychat.com")
    service = server.attach(PushService("p2", "push.example.net"))
    service.register("n1", "token", secret="s3cret-s3cret-s3cret")
    offline(server, secret_enable("guess"))
    server.receive(JULIET, chat())
    assert service.requests == []
    assert server.registrations(ALICE) == []


def test_fpush_reads_no_summary_so_that_tigase_works_with_it():
    kept = {}
    for name in ("tigase", "prosody"):
        server = Server(name, domain="mychat.com")
        service = server.attach(PushService("fpush", "push.example.net"))
        offline(server, push("enable", xmlns=PUSH, jid="push.example.net", node=TOKEN))
        server.receive(JULIET, chat())
        kept[name] = len(service.requests)
    assert kept == {"tigase": 1, "prosody": 1}


# ---- what is wrong ----


def test_unknown_names_are_told():
    with pytest.raises(ps.UnknownServerError, match="did you mean 'prosody'"):
        Server("prosdy", domain="mychat.com")
    with pytest.raises(ps.UnknownServerError, match="PushService"):
        Server("p2", domain="mychat.com")
    with pytest.raises(ps.PushStanzaError, match="pubsub-full"):
        Server(domain="mychat.com", mode="full")
    with pytest.raises(ps.PushStanzaError, match="node_push"):
        PushService("p3", "push.example.net")
    with pytest.raises(ps.JidError):
        Server(domain="my chat")


def test_an_unknown_answer_of_a_provider_is_told():
    server = offline(full())
    with pytest.raises(ps.UnknownAnswerError, match="did you mean 'Unregistered'"):
        server.provider.answer_next("Unregistred")


@pytest.mark.parametrize("name", SERVERS)
def test_broken_xml_ends_the_stream(name):
    server = Server(name, domain="mychat.com")
    (answer,) = server.receive(ALICE, "<iq type=set><enable></enable></iq>")
    assert PUBLISHES[name].get("broken", "not-well-formed") in answer
    assert not server.is_online(ALICE)


def test_answers_say_what_they_answer():
    events = run(shipped()["pubsub-full"].read_text()).events
    answers = {each.number: each.answers for each in events if each.answers}
    assert answers == {2: 1, 4: 3, 6: 5, 12: 11, 14: 10, 15: 9, 18: 17}


@pytest.mark.parametrize("name", ["pubsub-full", "pubsub-less"])
def test_the_scenarios_say_what_happens_in_words(name):
    titles = [each.title for each in run(shipped()[name].read_text()).events]
    service = ["publish to alices_iphone_4f7c"] if name == "pubsub-full" else []
    nodes = ["create node alices_iphone_4f7c", "result", "let mychat.com publish", "result"]

    assert titles == [
        *(nodes if name == "pubsub-full" else []),
        "enable push to alices_iphone_4f7c",
        "result",
        "goes offline",
        "chat message",
        *service,
        "POST to MongoosePush",
        "POST to APNs",
        "200",
        "shows the notification",
        "200",
        *(["result"] if service else []),
        "comes back online",
        "disable push to alices_iphone_4f7c",
        "result",
    ]


@pytest.mark.parametrize(
    ("build_stanza", "title"),
    [
        (lambda: build.discover(ps.Jid("pubsub.mychat.com")), "discover features"),
        (
            lambda: build.allow_publisher(ps.Jid("pubsub.mychat.com"), "n1", "a.example"),
            "let a.example publish",
        ),
        (lambda: build.delete_node(ps.Jid("pubsub.mychat.com"), "n1"), "delete node n1"),
        (lambda: build.disable(ps.Jid("pubsub.mychat.com")), "disable push"),
        (
            lambda: (
                "<iq type='get' to='pubsub.mychat.com'>"
                "<pubsub xmlns='http://jabber.org/protocol/pubsub#owner'><affiliations node='n1'/>"
                "</pubsub></iq>"
            ),
            "affiliations of n1",
        ),
        (lambda: "<iq type='get'><query xmlns='jabber:iq:roster'/></iq>", "query"),
    ],
)
def test_a_stanza_is_told_in_words(build_stanza, title):
    server = Server("mongooseim", domain="mychat.com")
    server.receive(ALICE, build_stanza())
    assert server.timeline.events[0].title == title


def test_a_client_comes_back_only_after_it_was_gone():
    server = Server("mongooseim", domain="mychat.com")
    server.connect(ALICE)
    server.connect(ALICE)
    server.disconnect(ALICE)
    server.connect(ALICE)
    assert [each.title for each in server.timeline.events] == ["goes offline", "comes back online"]


def test_the_same_twice_is_the_same():
    scenario = shipped()["dead-token"].read_text()
    assert run(scenario).to_dict() == run(scenario).to_dict()


def test_no_token_stands_in_a_title_or_a_repr():
    server = offline(full())
    server.receive(JULIET, chat())
    assert TOKEN not in repr(server.timeline)
    assert TOKEN not in repr(server.registrations(ALICE))
    assert not any(TOKEN in each.title for each in server.timeline.events)


# ---- scenarios ----


@pytest.mark.parametrize("name", sorted(shipped()))
def test_the_scenarios_that_are_shipped_run(name):
    timeline = run(shipped()[name].read_text(), name=name)
    assert len(timeline.events) > 5
    assert timeline.title


@pytest.mark.parametrize(
    ("name", "last"),
    [
        ("dead-token-fpush", "counts the error"),
        ("dead-token-mod-push-appserver", "disables node alices_phone_4f7c"),
        ("dead-token-p2", "no push"),
    ],
)
def test_a_dead_token_at_each_push_service_is_asked_for_once(name, last):
    events = run(shipped()[name].read_text(), name=name).events
    assert events[-1].title == last
    assert [each.kind for each in events].count("request") == 1


def test_a_call_wakes_the_phone_through_pushkit():
    events = run(shipped()["voip-call"].read_text(), name="voip-call").events
    (display,) = [each for each in events if each.kind == "display"]
    (request,) = [json.loads(each.text) for each in events if each.kind == "request"]
    assert display.title == "wakes the app, which reports the call"
    assert request["headers"]["apns-push-type"] == "voip"
    assert request["headers"]["apns-topic"].endswith(".voip")
    assert not {"last-message-sender", "sender", "body"} & {*request["body"]}


def test_the_tutorials_flows_lose_nothing():
    for name in ("pubsub-full", "pubsub-less"):
        timeline = run(shipped()[name].read_text(), name=name)
        assert {each.outcome for each in timeline.events} == {"ok"}
        assert any(each.preview for each in timeline.events)
        assert not [each for event in timeline.events for each in event.diagnostics]


@pytest.mark.parametrize(
    ("scenario", "message"),
    [
        ("x", r"s\.toml: .*"),
        ("[server]\ndomain='a'\n", "'step' is missing"),
        (
            "[server]\nname='prosdy'\ndomain='a'\n[[step]]\nconnect='a@b/c'",
            r"s\.toml:2:\d+: .*'prosody'",
        ),
        (
            "[server]\ndomain='a'\n[[step]]\nconnnect='a@b/c'",
            r"s\.toml:4:1: .*did you mean 'connect'",
        ),
        ("[server]\ndomain='a'\n[[step]]\nstanza='<iq/>'", r"s\.toml:\d+:\d+: .*needs from"),
        ("[server]\ndomain='a'\n[[step]]\nconnect='a'\nwait=1", "one thing"),
        ("[server]\ndomain='a'\n[[step]]\nfrom='a'", "needs one of"),
        ("[server]\ndomain='a'\n[[step]]\nprovider='BadToken'", r"s\.toml:4:\d+: .*did you mean"),
        ("[server]\ndomain='a'\n[[step]]\nfrom='a@b/c'\nfile='no'", r"s\.toml:5:\d+: no: "),
        (
            "[server]\ndomain='a'\n[[step]]\nfrom='a@b/c'\nstanza=' '",
            r"s\.toml:5:\d+: the input contains no stanza",
        ),
        ("[server]\ndomain='a b'\n[[step]]\nwait=1", r"s\.toml:2:1: .*domain"),
        ("[server]\ndomain='a'\n[[step]]\nwait=-1", r"s\.toml:4:\d+: "),
    ],
)
def test_scenarios_that_cannot_be_run(scenario, message):
    with pytest.raises(ScenarioError, match=message):
        run(scenario, name="s.toml")


# ---- on the command line, and logs ----


def test_a_log_is_shown_as_it_is():
    from pathlib import Path

    from pushstanza.flow.log import timeline_of

    path = Path(__file__).parent / "cases" / "logs" / "ejabberd.log"
    timeline = timeline_of(path.read_text(), name=path.name)
    assert timeline.events
    assert {each.kind for each in timeline.events} == {"stanza"}


def test_a_text_without_stanzas_is_told():
    from pushstanza.flow.log import timeline_of

    with pytest.raises(ps.PushStanzaError, match="no stanza"):
        timeline_of("nothing here", name="a.log")


@pytest.mark.parametrize("kind", ["text", "json", "mermaid", "svg", "html"])
def test_the_command_shows_a_scenario(kind):
    result = command("flow", "pubsub-full", "--output-format", kind)
    assert result.exit_code == 0, result.output
    assert "alices_iphone_4f7c" in result.stdout
    assert TOKEN not in result.stdout


def test_what_is_lost_gives_status_one():
    assert command("flow", "placeholders").exit_code == 1


def test_the_command_writes_a_file(tmp_path):
    path = tmp_path / "flow.html"
    result = command("flow", "pubsub-less", "--output-format", "html", "--output", str(path))
    assert (result.exit_code, result.stdout) == (0, "")
    assert path.read_text().startswith("<!doctype html>".upper()) or "<html" in path.read_text()


@pytest.mark.parametrize(
    ("name", "beginning"),
    [
        ("flow.svg", "<?xml "),
        ("FLOW.HTML", "<!doctype html>"),
        ("flow.htm", "<!doctype html>"),
        ("flow.mmd", "sequenceDiagram"),
        ("flow.mermaid", "sequenceDiagram"),
        ("flow.json", "{"),
        ("flow.txt", "Push notifications by MongooseIM"),
        ("flow", "Push notifications by MongooseIM"),
    ],
)
def test_the_ending_of_the_file_is_its_format(tmp_path, name, beginning):
    result = command("flow", "pubsub-less", "--output", str(tmp_path / name))
    assert (result.exit_code, result.stdout) == (0, "")
    assert (tmp_path / name).read_text().startswith(beginning)


def test_a_format_that_is_given_counts_more_than_the_ending(tmp_path):
    path = tmp_path / "flow.svg"
    command("flow", "pubsub-less", "--output-format", "mermaid", "--output", str(path))
    assert path.read_text().startswith("sequenceDiagram")
    command("flow", "pubsub-less", "--output-format", "text", "--output", f"{path}.bak")
    assert (tmp_path / "flow.svg.bak").read_text().startswith("Push notifications")


@pytest.mark.parametrize(
    ("ending", "hint"), [(".sgv", "did you mean '.svg'"), (".png", "known endings: .txt, .json")]
)
def test_an_ending_of_no_format_is_refused_before_anything_is_written(tmp_path, ending, hint):
    path = tmp_path / f"flow{ending}"
    result = command("flow", "pubsub-less", "--output", str(path))
    assert result.exit_code == 2
    assert f"{ending!r} is the ending of no format" in result.stderr
    assert hint in result.stderr
    assert not path.exists()


@pytest.mark.parametrize(
    ("kind", "shown"),
    [("text", "1a  create node"), ("svg", ">1a</text>"), ("mermaid", "flowchart LR"),
     ("html", 'class="picture overview')],
)  # fmt: skip
def test_the_command_draws_an_overview(kind, shown):
    result = command("flow", "pubsub-full", "--diagram", "overview", "--output-format", kind)
    assert result.exit_code == 0, result.output
    assert shown in result.stdout
    assert TOKEN not in result.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["pubsub-ful"], "did you mean 'pubsub-full'"),
        (["nothing.toml"], "nothing.toml: No such file"),
    ],
)
def test_what_cannot_be_shown_gives_status_two(arguments, message):
    result = command("flow", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr


def test_bytes_that_are_no_text_give_status_two(tmp_path):
    path = tmp_path / "a.log"
    path.write_bytes(b"\xff\xfe<\0")
    result = command("flow", str(path))
    assert result.exit_code == 2
    assert "UTF-16" in result.stderr


def test_a_scenario_may_come_from_standard_input():
    from typer.testing import CliRunner

    from pushstanza.cli.commands import app

    scenario = shipped()["pubsub-less"].read_text()
    result = CliRunner().invoke(app, ["flow", "-"], input=scenario)
    assert result.exit_code == 0
    assert "PubSub-less" in result.stdout


def test_a_bad_scenario_gives_status_two(tmp_path):
    path = tmp_path / "bad.toml"
    path.write_text("[server]\ndomain = 'a'\n[[step]]\nconect = 'a@b/c'\n")
    result = command("flow", str(path))
    assert result.exit_code == 2
    assert "bad.toml:4:1: unknown key 'conect'; did you mean 'connect'?" in result.stderr


def command(*arguments):
    from test_cli import run as run_command

    return run_command(*arguments)


# ---- push services that fail ----


def served(kind, provider="fcm", *, reason=None, body="Hi", secret=WORD):
    """Return what is left of a registration at ejabberd, and the service, after one message."""
    server = Server("ejabberd", domain="mychat.com", include_body=True)
    service = server.attach(PushService(kind, "push.example.net"))
    service.register("n1", TOKEN, provider, secret=secret)
    service.provider.answer_next(reason)
    offline(server, secret_enable())
    server.receive(JULIET, chat(body))
    answers = [each.title for each in server.timeline.events if each.source == service.host]
    return len(server.registrations(ALICE)), answers[-1], service


@pytest.mark.parametrize(
    ("kind", "provider", "reason", "left", "answer"),
    [
        ("p2", "fcm", "UNREGISTERED", 0, "item-not-found (cancel)"),
        ("p2", "fcm", "QUOTA_EXCEEDED", 1, "recipient-unavailable (wait)"),
        ("p2", "apns", "BadDeviceToken", 1, "recipient-unavailable (wait)"),
        ("p2", "apns", "unreachable", 1, "recipient-unavailable (wait)"),
        ("p2", "apns", None, 1, "result"),
        (
            "mod_push_appserver",
            "apns",
            "Unregistered",
            1,
            "internal-server-error (wait), text “APNS error response 410: Unregistered”",
        ),
        ("mod_push_appserver", "apns", None, 1, "result"),
        ("mod_push_appserver", "fcm", None, 1, "result"),
    ],
)
def test_what_a_service_answers_when_the_provider_does(kind, provider, reason, left, answer):
    kept, said, service = served(kind, provider, reason=reason)
    assert (kept, said) == (left, answer)
    assert len(service.requests) == 1


@pytest.mark.parametrize(
    ("reason", "answer"),
    [
        ("Unregistered", "policy-violation (cancel), text “A error occured”"),
        ("BadDeviceToken", "bad-request (cancel), text “A error occured”"),
        ("TooManyRequests", "result"),
        (None, "result"),
    ],
)
def test_fpush_takes_the_node_for_the_token(reason, answer):
    server = Server("prosody", domain="mychat.com")
    service = server.attach(PushService("fpush", "push.example.net"))
    service.provider.answer_next(reason)
    offline(server, push("enable", xmlns=PUSH, jid="push.example.net", node=TOKEN))
    server.receive(JULIET, chat())
    told = [each.title for each in server.timeline.events if each.source == service.host]
    assert told[-1] == answer
    assert service.requests[0].path.endswith(TOKEN)


@pytest.mark.parametrize(
    ("kind", "secret", "seconds"),
    [("fpush", None, 20), ("mod_push_appserver", WORD, 5), ("p2", WORD, None)],
)
def test_it_is_said_where_pushes_follow_each_other_too_fast(kind, secret, seconds):
    server = Server("prosody", domain="mychat.com")
    service = server.attach(PushService(kind, "push.example.net"))
    service.register("n1", TOKEN, "apns", secret=secret)
    offline(
        server,
        secret_enable() if secret else push("enable", xmlns=PUSH, jid=service.host, node="n1"),
    )
    for pause in (1, 1, 30):
        server.receive(JULIET, chat())
        server.wait(pause)
    server.receive(JULIET, chat())
    said = [
        each.effect
        for each in server.timeline.events
        if each.source == service.host and each.title == "result"
    ]
    expected = "" if seconds is None else f"within {seconds} seconds"
    assert len(service.requests) == len(said) == 4
    assert [bool(expected) and expected in each for each in said] == [
        False,
        bool(expected),
        bool(expected),
        False,
    ]


@pytest.mark.parametrize("kind", ["p2", "mod_push_appserver"])
def test_another_secret_is_told(kind):
    kept, said, service = served(kind, secret="another-secret")
    assert kept == 0
    assert said.startswith(("forbidden", "item-not-found"))
    assert service.requests == []


def test_a_service_can_be_asked_by_itself():
    service = PushService("p2", "push.example.net")
    service.register("n1", TOKEN, secret=WORD)
    assert condition(service.receive("mychat.com", publish())) == ("auth", "forbidden")
    assert service.receive("mychat.com", "<iq type='result' id='1'/>") == []


def test_mongoosepush_can_be_down():
    server = offline(full())
    server.reach_mongoosepush(reachable=False)
    server.receive(JULIET, chat())
    assert server.requests == []
    assert len(server.registrations(ALICE)) == 1
    server.reach_mongoosepush(reachable=True)
    server.receive(JULIET, chat())
    assert len(server.requests) == 1
