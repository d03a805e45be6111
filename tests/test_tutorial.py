"""MongooseIM's push tutorial, statement by statement: what its stanzas and options really do."""

import pytest
from lxml import etree

import pushstanza as ps
from pushstanza import build
from tests.conftest import CASES

ALICE, JULIET, EVE = "alice@mychat.com/phone", "juliet@mychat.com/pc", "eve@mychat.com/pc"
SERVICE = ps.Jid("pubsub.mypubsub.com")
NODE = "punsub_node_for_my_private_iphone"
TOKEN = "5f0c" * 16
OWNER = "http://jabber.org/protocol/pubsub#owner"


def page(name):
    """Return a stanza of the tutorial."""
    return (CASES / "tutorial" / f"{name}.xml").read_text("utf-8")


def served(mode="pubsub-full", **options):
    return ps.flow.Server("mongooseim", domain="mychat.com", pubsub=SERVICE, mode=mode, **options)


def set_up(server, **options):
    """Do all that the page asks for, with other options."""
    if server.mode == "pubsub-full":
        server.receive(ALICE, page("create-node"))
        server.receive(ALICE, page("allow-publisher"))
    enable(server, **options)
    server.disconnect(ALICE)


def enable(server, node=NODE, **options):
    chosen = {"service": "apns", "device_id": TOKEN, "topic": "com.example.app", **options}
    made = build.enable(SERVICE, node, ps.PublishOptions(**chosen))
    [answer] = server.receive(ALICE, made)
    return answer


def write(server, body="Hi"):
    message = build.message(ps.Jid(JULIET), ps.Jid("alice@mychat.com"), body)
    server.receive(JULIET, message)


def pushed(mode="pubsub-full", **options):
    """Return the request to a provider that a message leads to."""
    server = served(mode)
    set_up(server, **options)
    write(server)
    [request] = server.requests
    return request


def outcome(answer):
    """Return whether a request was granted, or the condition for which it was not."""
    found = etree.fromstring(answer)
    error = found.find("{*}error")
    return "result" if error is None else etree.QName(error[0]).localname


def read(server, who, name):
    """Ask for what only the owner of the node may read."""
    iq = etree.Element("{jabber:client}iq", type="get", id="ask", to=str(SERVICE))
    pubsub = etree.SubElement(iq, f"{{{OWNER}}}pubsub")
    etree.SubElement(pubsub, f"{{{OWNER}}}{name}", node=NODE)
    [answer] = server.receive(who, iq)
    return answer


# ---- the node ----


def test_the_node_is_created_with_its_configuration():
    server = served()
    [answer] = server.receive(ALICE, page("create-node"))
    assert outcome(answer) == "result"
    made = server.nodes[NODE]
    assert (made.type, made.options["access_model"]) == ("push", "whitelist")
    assert made.options["publish_model"] == "publishers"
    assert made.owners == ("alice@mychat.com",)


def test_a_node_that_exists_is_not_created_again():
    server = served()
    answers = [server.receive(ALICE, page("create-node"))[0] for _ in range(2)]
    assert [*map(outcome, answers)] == ["result", "conflict"]


def test_a_node_may_be_reused_for_the_next_enable():
    server = served()
    set_up(server)
    write(server)
    enable(server, device_id="0a1b" * 16)
    server.disconnect(ALICE)
    write(server)
    assert [each.path[-4:] for each in server.requests] == ["5f0c", "0a1b"]


@pytest.mark.parametrize("name", ["configure", "affiliations"])
def test_the_owner_reads_the_node(name):
    server = served()
    server.receive(ALICE, page("create-node"))
    assert outcome(read(server, ALICE, name)) == "result"


@pytest.mark.parametrize("name", ["configure", "affiliations"])
def test_nobody_else_reads_the_node(name):
    server = served()
    server.receive(ALICE, page("create-node"))
    assert outcome(read(server, EVE, name)) == "forbidden"


def test_with_the_model_publishers_only_publishers_publish():
    server = served()
    server.receive(ALICE, page("create-node"))
    enable(server)
    publish = build.publish(
        SERVICE,
        NODE,
        ps.PushSummary(message_count=1, last_message_sender=EVE, last_message_body="Hi"),
        ps.PublishOptions(service="apns", device_id=TOKEN),
    )
    assert outcome(server.receive(EVE, publish)[0]) == "forbidden"


# ---- the publisher ----


def test_without_an_affiliation_the_server_may_not_publish():
    server = served()
    server.receive(ALICE, page("create-node"))
    enable(server)
    server.disconnect(ALICE)
    write(server)
    assert server.requests == []
    assert len(server.registrations(ALICE)) == 1, "which nobody hears of"


def test_the_stanza_of_the_page_lets_the_server_publish():
    assert pushed().path.endswith(TOKEN)


def test_notifications_come_from_the_domain():
    server = served()
    set_up(server)
    write(server)
    [publish] = [each for each in server.timeline.events if each.title == f"publish to {NODE}"]
    assert etree.fromstring(publish.text).get("from") == "mychat.com"


# ---- enable ----


@pytest.mark.parametrize("mode", ["pubsub-full", "pubsub-less"])
def test_the_enable_of_the_page_is_accepted(mode):
    [answer] = served(mode).receive(ALICE, page("enable"))
    assert outcome(answer) == "result"


def test_the_values_that_the_page_leaves_open_are_refused_by_mongoosepush():
    server = served("pubsub-less")
    server.receive(ALICE, page("enable"))
    server.disconnect(ALICE)
    write(server)
    assert server.requests == []
    found = {each.code for each in ps.lint(page("enable"), target="mongooseim")}
    assert found, "the linter says so before"


def test_without_pubsub_no_node_is_needed():
    assert pushed("pubsub-less").path.endswith(TOKEN)


def test_without_pubsub_the_name_of_the_node_is_free():
    server = served("pubsub-less")
    assert outcome(enable(server, node="anything-unique")) == "result"


# ---- publish-options ----


@pytest.mark.parametrize("lacking", ["service", "device_id"])
@pytest.mark.parametrize("mode", ["pubsub-full", "pubsub-less"])
def test_service_and_device_id_are_mandatory(lacking, mode):
    server = served(mode)
    set_up(server, **{lacking: None})
    write(server)
    assert server.requests == []


@pytest.mark.parametrize("mode", ["prod", "dev"])
def test_the_mode_chooses_the_pool_of_mongoosepush(mode):
    server = served("pubsub-less")
    set_up(server, mode=mode)
    write(server)
    [asked] = [
        each
        for each in server.timeline.events
        if each.kind == "request" and each.target == "MongoosePush"
    ]
    assert f'"mode": "{mode}"' in asked.text
    assert len(server.requests) == 1


def test_the_click_action_is_the_category_on_ios_and_the_activity_on_android():
    assert pushed(click_action="answer").body.aps.category == "answer"
    android = pushed(service="fcm", topic=None, click_action="answer").body.message.android
    assert android.notification.click_action == "answer"


def test_the_topic_is_the_header_of_apns():
    assert pushed(topic="com.example.other").headers.topic == "com.example.other"


def test_silent_notifications_hold_data_only():
    request = pushed(silent=True)
    assert request.body.aps.alert is None
    assert request.body.aps.content_available == 1
    assert request.body.custom == {
        "message-count": 1,
        "last-message-sender": "juliet@mychat.com",
        "last-message-body": "Hi",
    }


@pytest.mark.parametrize(
    ("priority", "apns", "fcm"), [("high", 10, "HIGH"), ("normal", 5, "NORMAL")]
)
def test_the_priority_is_passed_on(priority, apns, fcm):
    assert pushed(priority=priority).headers.priority == apns
    android = pushed(service="fcm", topic=None, priority=priority).body.message.android
    assert android.priority == fcm


def test_another_priority_loses_the_push():
    server = served("pubsub-less")
    server.receive(ALICE, page("enable").replace("your_pns_device_token", TOKEN))
    server.disconnect(ALICE)
    write(server)
    assert server.requests == []


def test_the_sound_is_played():
    assert pushed(sound="chime.aiff").body.aps.sound == "chime.aiff"


def test_mutable_content_is_for_apns():
    assert pushed(mutable_content=True).body.aps.mutable_content == 1


def test_the_time_to_live_is_for_fcm():
    android = pushed(service="fcm", topic=None, time_to_live=60).body.message.android
    assert android.ttl == 60


def test_other_options_are_ignored():
    server = served("pubsub-less")
    iq = etree.fromstring(ps.serialize(build.enable(SERVICE, NODE, _least())))
    form = iq.find(".//{jabber:x:data}x")
    field = etree.SubElement(form, "{jabber:x:data}field", var="banana")
    etree.SubElement(field, "{jabber:x:data}value").text = "1"
    server.receive(ALICE, iq)
    server.disconnect(ALICE)
    write(server)
    [request] = server.requests
    assert "banana" not in str(request.to_dict())


def _least():
    return ps.PublishOptions(service="apns", device_id=TOKEN, topic="com.example.app")


# ---- disable ----


def test_one_node_is_disabled():
    server = served("pubsub-less")
    enable(server)
    enable(server, node="another")
    server.receive(ALICE, page("disable"))
    assert [each.node for each in server.registrations(ALICE)] == ["another"]


def test_without_a_node_all_are_disabled():
    server = served("pubsub-less")
    enable(server)
    enable(server, node="another")
    server.receive(ALICE, page("disable-all"))
    assert server.registrations(ALICE) == []
