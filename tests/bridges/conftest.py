"""The stanzas that are converted."""

import pytest

import pushstanza as ps
from pushstanza import build

SERVICE = ps.Jid("pubsub.example.com")
ALICE = ps.Jid("alice@example.com/phone")
OPTIONS = ps.PublishOptions(service="apns", device_id="5f0c" * 16, topic="com.example.app")
SUMMARY = ps.PushSummary(
    message_count=1, last_message_sender="bob@example.com", last_message_body="Hi\n&"
)
PUBLISH = build.publish(SERVICE, "n", SUMMARY, OPTIONS, from_=ps.Jid("example.com"))

FLOW = {
    "discover": build.discover(SERVICE),
    "features": build.service_features(build.discover(SERVICE)),
    "create": build.create_node(SERVICE, "n"),
    "allow": build.allow_publisher(SERVICE, "n", ps.Jid("example.com")),
    "configure": build.configure_node(SERVICE, "n", ps.NodeConfig(access_model="open")),
    "delete": build.delete_node(SERVICE, "n"),
    "enable": build.enable(SERVICE, "n", OPTIONS),
    "enable without options": build.enable(SERVICE, "n"),
    "disable": build.disable(SERVICE),
    "message": build.message(ALICE, ps.Jid("bob@example.com"), "Hi! <&>"),
    "publish": PUBLISH,
    "result": build.result(PUBLISH),
    "error": build.refuse(
        PUBLISH.evolve(payload=None), "cancel", "conflict", pubsub="precondition-not-met", text="No"
    ),
    "error with the request": build.refuse(PUBLISH, "cancel", "item-not-found"),
    "event": build.event(SERVICE, ALICE, "n", "i"),
    "remote disable": build.remote_disable(SERVICE, ALICE, "n"),
}  # fmt: skip


@pytest.fixture(params=FLOW)
def name(request) -> str:
    """Return the name of one stanza of the flow after the other."""
    return request.param


@pytest.fixture
def model(name):
    """Return the stanza."""
    return FLOW[name]
