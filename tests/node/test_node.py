"""xmpp.js logs in to the listener, in a process of its own."""

import json
import subprocess

import pytest

import pushstanza as ps
from pushstanza import build
from pushstanza.flow import PushService, Server
from pushstanza.testing import Listener
from tests.node.conftest import HERE

HOST = ps.Jid("pubsub.mychat.com")
OPTIONS = ps.PublishOptions(service="fcm", device_id="0a1b2c3d" * 8)
FULL = (
    build.create_node(HOST, "n", id="1", config=ps.NodeConfig(publish_model="publishers")),
    build.allow_publisher(HOST, "n", ps.Jid("mychat.com"), id="2"),
    build.enable(HOST, "n", OPTIONS, id="3"),
)
PLAIN = (build.enable(HOST, "0a1b2c3d" * 8, id="1"),)  # fpush takes nodes of that length only


def played(node, listener, scenario, *stanzas):
    """Run a scenario, and return what its clients have seen."""
    service = f"xmpp://{listener.host}:{listener.port}"
    run = subprocess.run(
        [node, "client.js", scenario, service, *map(ps.serialize, stanzas)],
        cwd=HERE,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


@pytest.mark.parametrize(
    ("name", "mode", "stanzas"),
    [
        ("mongooseim", "pubsub-full", FULL),
        ("mongooseim", "pubsub-less", FULL[-1:]),
        ("ejabberd", "pubsub-full", PLAIN),
        ("prosody", "pubsub-full", PLAIN),
    ],
)
def test_a_client_enables_push_and_a_message_ends_at_the_provider(node, name, mode, stanzas):
    server = Server(name, domain="mychat.com", mode=mode)
    if name != "mongooseim":
        server.attach(PushService("fpush", HOST.domain))
    with Listener(server, accounts={"alice": "secret", "bob": "secret"}) as listener:
        seen = played(node, listener, "push", *stanzas)
        (request,) = listener.call(lambda: server.requests)

    assert seen["jid"] == "alice@mychat.com/phone"
    assert "urn:xmpp:push:0" in seen["features"]
    assert seen["answers"] == ["result"] * len(stanzas)
    assert request.service == ("fcm" if name == "mongooseim" else "apns")


def test_two_clients_chat(node):
    with Listener(Server("ejabberd", domain="mychat.com")) as listener:
        seen = played(node, listener, "chat")

    assert seen == {"from": "bob@mychat.com/desk", "body": "Grüße zurück"}


def test_a_wrong_password_is_refused(node):
    with Listener(Server("prosody", domain="mychat.com"), accounts={"alice": "secret"}) as listener:
        seen = played(node, listener, "guess")

    assert seen == {"name": "SASLError", "condition": "not-authorized"}
