"""Publishes of a log that are alike: what is found in one does not depend on those before it."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pushstanza.diagnostics import Diagnostic
from pushstanza.linting.engine import check
from pushstanza.linting.rules import examples as ex
from pushstanza.linting.settings import Settings

SETTINGS = (
    Settings(),
    Settings(select=["ALL"]),
    Settings(select=["ALL"], targets={"mongooseim"}, app_servers={"node_push"}),
)
FCM = "dGhpcyBpcyBub3Q:APA91bGVmdWxseSByYW5kb20"

IDS = st.sampled_from(["p1", "p2", "x-9:3", "", "change-me"])
NODES = st.sampled_from(
    [
        "my-phone",
        "n2",
        "",
        "null",
        "NULL",
        " n3",
        "your_node",
        "insert-node",
        "Optional(n)",
        "n" * 300,
    ]
)
TOKENS = st.sampled_from(
    [ex.TOKEN, ex.TOKEN.swapcase(), ex.TOKEN[:-1], FCM, FCM[:20], "apns", "nil", "a/b", " ", ""]
)
COUNTS = st.sampled_from(["1", "7", "0", "-1", "three", " 3", "2147483648", ""])
SENDERS = st.sampled_from(
    [
        "juliet@example.com",
        "romeo@example.net",
        "a@@b.example",
        "juliet@example.com/balcony",
        "x" * 9,
    ]
)
BODIES = st.sampled_from(
    [
        "Hark!",
        "Hark, your_token &amp; more",
        "New Message!",
        "New message",
        " ",
        "…",
        "",
        "Soft. " * 900,
    ]
)
SERVICES = st.sampled_from(["apns", "fcm"])


@st.composite
def publishes(draw: st.DrawFn) -> str:
    options = ex.field("service", draw(SERVICES)) + ex.field("device_id", draw(TOKENS))
    summary = ex.summary(
        ex.field("message-count", draw(COUNTS)),
        ex.field("last-message-sender", draw(SENDERS)),
        ex.field("last-message-body", draw(BODIES)),
    )
    more = draw(st.sampled_from(["", ex.field("topic", "com.example.app"), ex.SECRET]))
    stanza = ex.publish(summary, ex.options(options + more))
    stanza = stanza.replace("node='my-phone'", f"node='{draw(NODES)}'")
    return stanza.replace(" id='p1'", f" id='{draw(IDS)}'")


def in_log(stanzas: list[str], settings: Settings = SETTINGS[0]) -> list[Diagnostic]:
    """Return what is found in a log of stanzas."""
    lines = (f"2026-11-24T10:00:00 debug SEND: {stanza}\n" for stanza in stanzas)
    return check("".join(lines), file="push.log", settings=settings).diagnostics


def told(found: list[Diagnostic], line: int) -> Counter[tuple[object, ...]]:
    """Return what is told of a line, wherever in the file it is."""
    return Counter(
        (each.code, each.message, each.severity, each.path, each.column, each.hint)
        for each in found
        if each.line == line
    )


@given(st.lists(publishes(), min_size=2, max_size=12), st.sampled_from(SETTINGS))
def test_a_publish_is_judged_as_if_it_stood_alone(stanzas: list[str], settings: Settings) -> None:
    together = in_log([*stanzas, *stanzas], settings)
    for number, stanza in enumerate([*stanzas, *stanzas], 1):
        assert told(together, number) == told(in_log([stanza], settings), 1), stanza


def publish(node: str = "my-phone", body: str = "Hark!") -> str:
    text = ex.field("last-message-body", body)
    return ex.publish(ex.summary(body=text), ex.apns()).replace("my-phone", node)


def test_a_publish_that_is_too_big_is_found_behind_small_ones() -> None:
    found = in_log([publish(), publish(), publish(body="All quiet here. " * 260)])
    assert [(each.code, each.line) for each in found] == [("PS712", 3)]


@pytest.mark.parametrize("node", ["my-phone", "my-tablet"])
def test_a_publish_after_a_disable_is_found_behind_others(node: str) -> None:
    user = " from='juliet@example.com/balcony' id="
    service = "pubsub.example.com"
    enable = ex.enable(ex.apns(), service, node).replace(" id=", user, 1)
    disable = ex.disable(f"node='{node}'").replace("push.example.com", service)
    before = [publish(), publish("my-tablet"), enable, publish(), publish("my-tablet")]
    found = in_log([*before, disable.replace(" id=", user, 1), publish(node)])
    assert [(each.code, each.line) for each in found] == [("PS516", 7)]


def test_another_option_is_looked_at_though_the_rest_is_alike() -> None:
    wrong = publish().replace("<value>apns</value>", "<value>apn</value>")
    assert [each.line for each in in_log([publish(), wrong]) if each.code == "PS701"] == [2]
