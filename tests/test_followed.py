"""A log that several processes look at: what depends on the order of its stanzas is found as by one."""

import io
import random
from concurrent.futures import Future

import pytest

from pushstanza.linting import files, stanza_linter
from pushstanza.linting.rules import RULES
from pushstanza.linting.settings import Settings

LINE = "2026-01-01 00:00:00,330 - DEBUG - SEND: {}\n"
USERS = (
    "alice@example.com/phone",
    "alice@example.com/tablet",
    "bob@example.com/phone",
    "bob@example.com",
    "",
)
SERVICES = ("push.example.com", "push.example.net", "@")
FORM = (
    "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'>"
    "<value>http://jabber.org/protocol/pubsub#publish-options</value></field>{}</x>"
)
OPTIONS = (
    "",
    FORM.format("<field var='service'><value>fcm</value></field>"),
    FORM.format("<field var='secret'><value>1234</value></field>"),
)
ERROR = "<error type='cancel'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"
BIND = "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>{}</bind>"
EXAMPLES = tuple(
    example.replace("\n", " ") for rule in RULES.values() for example in (*rule.bad, *rule.good)
)


def iq(kind, number, sender, content, to=""):
    addresses = "".join(
        f" {key}='{value}'" for key, value in (("from", sender), ("to", to)) if value
    )
    return f"<iq type='{kind}' id='i{number}'{addresses}>{content}</iq>"


def publish(node, options):
    content = (
        f"<publish node='{node}'><item><notification xmlns='urn:xmpp:push:0'/></item></publish>"
    )
    content += f"<publish-options>{options}</publish-options>" if options else ""
    return f"<pubsub xmlns='http://jabber.org/protocol/pubsub'>{content}</pubsub>"


def stanza(chance):
    """Return a stanza of a few users and nodes, so that they have to do with each other."""
    user, service = chance.choice(USERS), chance.choice(SERVICES)
    node, options = chance.choice("abc"), chance.choice(OPTIONS)
    number = chance.randrange(20)
    request = f"xmlns='urn:xmpp:push:0' jid='{service}' node='{node}'"
    return chance.choice(
        (
            iq("set", number, user, f"<enable {request}>{options}</enable>"),
            iq("set", number, user, f"<enable {request}>{options}</enable>"),
            iq("set", number, user, f"<disable {request}/>"),
            iq("set", number, "example.com", publish(node, options), service),
            iq("error", number, service, ERROR, user),
            iq("result", number, service, "", user),
            iq("set", number, "", BIND.format("")),
            iq("result", number, "", BIND.format(f"<jid>{user}</jid>")),
            iq("get", number, user, "<query xmlns='jabber:iq:roster'/>"),
            f"<message to='{user}'><body>Hi</body></message>",
            f"<iq type='set' id='i{number}'><enable {request}></iq>",
            chance.choice(EXAMPLES),
        )
    )


def submit(*call):
    made = Future()
    made.set_result(files.lint_block(*call))
    return made


def found(parts):
    return [each.to_dict() for part in parts for each in part.diagnostics]


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize(("scope", "extend"), [("push", ()), ("all", (*RULES,))])
def test_what_depends_on_the_order_is_found_as_by_one_process(seed, scope, extend, monkeypatch):
    chance = random.Random(seed)  # noqa: S311 - no secret
    log = [stanza(chance) for _ in range(150)]
    data = "".join(map(LINE.format, log)).encode()
    of = Settings(kind="log", scope=scope, extend_select=extend)
    by_one = found(files.lint_stream(io.BytesIO(data), "a.log", of))

    monkeypatch.setattr(files, "BLOCK", chance.choice([200, 2000, 20_000]))
    monkeypatch.setattr(stanza_linter, "MANY", chance.choice([0, stanza_linter.MANY]))
    parts = files.lint_stream_at_once(io.BytesIO(data), "a.log", of, submit=submit, ahead=2)

    assert found(parts) == by_one


@pytest.mark.parametrize("seed", range(3))
def test_findings_in_a_long_log_stand_in_the_order_of_the_text(seed):
    chance = random.Random(seed)  # noqa: S311 - no secret
    data = "".join(LINE.format(stanza(chance)) for _ in range(150)).encode()
    of = Settings(kind="log", extend_select=(*RULES,))
    *parts, _ = files.lint_stream(io.BytesIO(data), "a.log", of)  # the last looks back on all
    places = [(each["line"], each["column"]) for each in found(parts)]

    assert len(places) > 50
    assert places == sorted(places)


def test_a_log_of_usual_requests_is_not_read_twice(monkeypatch):
    enables = (
        iq("set", number, f"user{number}@example.com/phone", "<enable xmlns='urn:xmpp:push:0'"
           f" jid='push.example.com' node='node-{number}'/>")
        for number in range(50)
    )  # fmt: skip
    publishes = (
        iq("set", number, "example.org", publish(f"x{number}", ""), "p.example.org")
        for number in range(50)
    )
    data = "".join(map(LINE.format, (*enables, *publishes))).encode()
    of = Settings(kind="log")
    read = []
    block = files.lint_block(next(_blocks(data)), "a.log", of)
    monkeypatch.setattr("pushstanza.linting.linter.stanzas", lambda text: read.append(text) or [])

    sent = Future()
    sent.set_result(block)
    parts = files.lint_stream_at_once(
        io.BytesIO(data), "a.log", of, submit=lambda *_: sent, ahead=1
    )
    assert found(parts) == []
    assert block.stanzas == 100
    assert read == []


def _blocks(data):
    from pushstanza.reading.extract.blocks import blocks

    return blocks(io.BytesIO(data), size=files.BLOCK)
