"""The bridge to slixmpp: stanzas as models and back, and the plugin as client and as push service."""

import asyncio
import copy
import logging
import pickle
import runpy
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import slixmpp
from hypothesis import given
from slixmpp.exceptions import IqError, IqTimeout, XMPPError
from slixmpp_streams import client, component, connected, run

import pushstanza as ps
import pushstanza.slixmpp
from pushstanza.slixmpp import (
    XEP_0357,
    HandlerError,
    PublishError,
    Push,
    RefusedError,
    RemoteDisable,
    from_slixmpp,
    to_slixmpp,
)
from pushstanza.testing.strategies import stanzas

PHONE = "alice@example.com/phone"
SERVICE = "push.example.com"
TOKEN = "5f0c" * 16
OPTIONS = ps.PublishOptions(service="apns", device_id=TOKEN, topic="com.example.app")
SUMMARY = ps.PushSummary(
    message_count=1, last_message_sender="bob@example.com", last_message_body="Hi!"
)
PUSH = "urn:xmpp:push:0"
PUBSUB = "http://jabber.org/protocol/pubsub"
HI = "<message to='alice@example.com' type='chat'><body>Hi!</body></message>"


@pytest.fixture(autouse=True)
def _loop():
    """Give each test a loop, which slixmpp looks for when a stream is made."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    yield
    loop.close()
    asyncio.set_event_loop(None)


def publish(summary=SUMMARY, options=OPTIONS, node="my-phone"):
    return ps.build.publish(
        ps.Jid(SERVICE), node, summary, options, from_=ps.Jid("example.com"), id="p1"
    )


def written(stanza, namespace="jabber:component:accept"):
    """Return a stanza as it comes in the stream of a component."""
    return ps.serialize(stanza).replace("jabber:client", namespace)


# ---- stanzas ----


def same(element, other):
    """Tell whether two trees of the standard library hold the same, their texts too."""
    return (
        (element.tag, element.attrib, element.text or "", element.tail or "")
        == (other.tag, other.attrib, other.text or "", other.tail or "")
        and len(element) == len(other)
        and all(map(same, element, other))
    )


@given(stanzas())
def test_a_model_becomes_a_stanza_and_is_the_same_again(model):
    made = to_slixmpp(model)

    assert from_slixmpp(made, validate=False) == model
    assert same(made.xml, ps.to_etree(model))
    assert type(made).__name__ == type(model).__name__


@given(stanzas())
def test_it_is_the_same_again_in_the_stream_of_a_component(model):
    made = to_slixmpp(model, component())

    assert made.xml.tag.startswith("{jabber:component:accept}")
    assert from_slixmpp(made, validate=False) == model


def test_a_real_stanza_is_sent_as_it_was(real_stanza):
    from conftest import canonical

    model = ps.parse(real_stanza)

    assert canonical(str(to_slixmpp(model))) == canonical(real_stanza)


def test_a_forwarded_stanza_keeps_its_namespace_in_the_stream_of_a_component():
    forwarded = (
        "<message to='a@example.com'><body>Hi</body><forwarded xmlns='urn:xmpp:forward:0'>"
        "<message xmlns='jabber:client'><body>Ho</body></message></forwarded></message>"
    )
    made = to_slixmpp(ps.parse_message(forwarded), component())

    assert made.xml.find("{jabber:component:accept}body") is not None
    assert made.xml.find(".//{urn:xmpp:forward:0}forwarded/{jabber:client}message") is not None


def test_a_stanza_is_not_changed_by_reading_it():
    made = to_slixmpp(publish(), component())
    before = str(made)

    assert from_slixmpp(made) == publish()
    assert str(made) == before


def test_a_stanza_that_is_not_valid_is_refused():
    stanza = client().Iq()
    stanza["type"], stanza["id"] = "set", "1"
    ET.SubElement(ET.SubElement(stanza.xml, f"{{{PUBSUB}}}pubsub"), f"{{{PUBSUB}}}publish", nod="n")

    with pytest.raises(ps.ValidationError, match="nod"):
        from_slixmpp(stanza)
    assert from_slixmpp(stanza, validate=False).id == "1"


def test_a_presence_is_no_stanza_of_the_flow():
    with pytest.raises(ps.ParseError, match="presence"):
        from_slixmpp(client().Presence())


@pytest.mark.parametrize("wrong", [None, 1, "<iq/>", object()])
def test_something_else_is_no_stanza(wrong):
    with pytest.raises(ps.PushStanzaError, match="must be a stanza of slixmpp, not") as caught:
        from_slixmpp(wrong)
    assert isinstance(caught.value, TypeError)


@pytest.mark.parametrize("wrong", [None, "<iq/>", ps.Enable(jid=ps.Jid("p")), object()])
def test_something_else_is_no_model(wrong):
    with pytest.raises(ps.PushStanzaError, match="must be an Iq or a Message") as caught:
        to_slixmpp(wrong)
    assert isinstance(caught.value, TypeError)


# ---- the plugin in slixmpp ----


def test_it_is_registered_as_plugins_are():
    xmpp = client()
    xmpp.register_plugin("xep_0357", module=pushstanza.slixmpp)

    assert isinstance(xmpp.plugin["xep_0357"], XEP_0357)
    assert XEP_0357.of(xmpp) is xmpp.plugin["xep_0357"]


def test_it_is_found_by_name_where_it_is_not_imported():
    xmpp = client()
    xmpp.register_plugin("xep_0357", module="pushstanza.slixmpp")

    assert isinstance(xmpp.plugin["xep_0357"], XEP_0357)


def test_it_registers_itself():
    xmpp = component()

    assert XEP_0357.of(xmpp) is xmpp.plugin["xep_0357"]


def test_importing_pushstanza_loads_no_other_library():
    import subprocess
    import sys

    code = "import sys, pushstanza as ps, pushstanza.aioxmpp, pushstanza.nbxmpp; ps.parse('<message/>')"
    code += (
        "; print(*{'slixmpp', 'aioxmpp', 'nbxmpp', 'gi', 'pushstanza.slixmpp'} & {*sys.modules})"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ran.stdout == "\n"


# ---- a client, and the emulator as its server ----


def with_server(server, jid=PHONE, xmpp=None):
    """Return a client whose stanzas the emulator answers."""
    xmpp = xmpp or client(jid)
    return xmpp, connected(xmpp, lambda text: server.receive(jid, text))


def server(name="mongooseim", **options):
    return ps.flow.Server(name, domain="example.com", **options)


def test_the_flow_of_mongooseim():
    async def play(host):
        xmpp, session = with_server(host)
        push = XEP_0357.of(xmpp)
        async with session:
            assert await push.is_supported()
            assert await push.is_supported(host.pubsub)
            assert not await push.is_supported("alice@example.com")
            await push.create_node(host.pubsub, "my-phone")
            await push.allow_publisher(host.pubsub, "my-phone")
            await push.enable(host.pubsub, "my-phone", OPTIONS)

    host = server()
    run(play(host))
    (registration,) = host.registrations("alice@example.com")
    host.disconnect(PHONE)
    host.receive("bob@example.com/home", HI)

    assert (registration.jid, registration.node) == (host.pubsub, "my-phone")
    (request,) = host.requests
    assert request.path.endswith(TOKEN)
    assert request.body.aps.alert.body == "Hi!"


@pytest.mark.parametrize("name", ["mongooseim", "ejabberd", "prosody", "tigase"])
def test_enable_and_disable(name):
    at = "example.com" if name == "mongooseim" else None

    async def play(host):
        xmpp, session = with_server(host)
        push = XEP_0357.of(xmpp)
        async with session:
            found = await push.discover(at)
            await push.enable(ps.Jid(SERVICE), "my-phone", OPTIONS)
            await push.enable(slixmpp.JID(SERVICE), "other", OPTIONS)
            before = [each.node for each in host.registrations(PHONE)]
            await push.disable(SERVICE, "my-phone")
            between = [each.node for each in host.registrations(PHONE)]
            if between:
                await push.disable(SERVICE)
        return found, before, between

    host = server(name)
    found, before, between = run(play(host))

    assert isinstance(found, ps.DiscoInfo)
    assert ps.Feature(var=PUSH) in found.features
    assert sorted(before) == ["my-phone", "other"]
    # What one session has enabled ends together at ejabberd.
    assert between == ([] if name == "ejabberd" else ["other"])
    assert host.registrations(PHONE) == []


def refused_enable(text):
    """Return what a client is told that sends an enable and gets an answer."""

    def respond(sent):
        asked = ps.parse_iq(sent, validate=False)
        return [text.replace("ID", asked.id)]

    async def play():
        xmpp = client()
        async with connected(xmpp, respond):
            with pytest.raises(IqError) as caught:
                await XEP_0357.of(xmpp).enable("pubsub.example.com", "n", OPTIONS)
        return caught.value

    return run(play())


def test_a_refused_request_is_an_error_of_slixmpp_and_of_ours():
    async def play():
        xmpp, session = with_server(server(mode="pubsub-less"))
        async with session:
            with pytest.raises(RefusedError) as caught:
                await XEP_0357.of(xmpp).enable("pubsub.example.com", "", OPTIONS)
        return caught.value

    error = run(play())

    assert isinstance(error, IqError)
    assert isinstance(error, ps.PushStanzaError)
    assert (error.condition, error.etype) == ("bad-request", "modify")
    assert str(error) == "refused: modify: bad-request"
    assert error.error.condition.name == "bad-request"
    (explained,) = error.explanations
    assert explained.causes
    assert error.iq["error"]["condition"] == "bad-request"


def test_the_error_of_a_request_shows_no_device_token():
    error = refused_enable(
        "<iq xmlns='jabber:client' type='error' id='ID' to='alice@example.com/phone'>"
        "<enable xmlns='urn:xmpp:push:0' jid='p.example.com' node='n'>"
        "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'>"
        "<value>http://jabber.org/protocol/pubsub#publish-options</value></field>"
        f"<field var='device_id'><value>{TOKEN}</value></field></x></enable>"
        "<error type='auth'><forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
        "<text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>Not you</text></error></iq>"
    )

    assert str(error) == "refused: auth: forbidden: Not you"
    assert TOKEN not in repr(error) + str(error) + repr(error.args) + repr(error.error)
    assert error.error.text == "Not you"
    for again in (copy.copy(error), copy.deepcopy(error), pickle.loads(pickle.dumps(error))):  # noqa: S301
        assert (str(again), again.error) == (str(error), error.error)


@pytest.mark.parametrize("make", [client, component])
def test_clients_and_components_read_errors_alike(make):
    async def play():
        xmpp = make()

        def respond(sent):
            refused = ps.build.refuse(
                ps.parse_iq(sent, validate=False), "cancel", "item-not-found", text="No such user"
            )
            to = ps.Jid(xmpp.boundjid)
            return [written(refused.evolve(to=to, from_=ps.Jid("example.com")), xmpp.default_ns)]

        async with connected(xmpp, respond):
            with pytest.raises(RefusedError) as caught:
                await XEP_0357.of(xmpp).discover("example.com")
        return caught.value

    error = run(play())

    assert str(error) == "refused: cancel: item-not-found: No such user"
    assert (error.etype, error.condition, error.text) == (
        "cancel",
        "item-not-found",
        "No such user",
    )
    assert error.explanations[0].subject.startswith("item-not-found (cancel)")


def test_an_error_that_fits_no_model_is_refused_all_the_same():
    error = refused_enable(
        "<iq xmlns='jabber:client' type='error' id='ID' to='alice@example.com/phone'>"
        "<error type='weird'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"
    )

    assert error.error is None
    assert str(error) == "refused: weird: item-not-found"
    assert error.explanations


def test_a_request_without_an_answer_is_a_timeout():
    async def play():
        xmpp = client()
        async with connected(xmpp):
            with pytest.raises(IqTimeout):
                await XEP_0357.of(xmpp).disable("push.example.com", timeout=0.01)

    run(play())


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (lambda push: push.enable("", "n"), "''"),
        (lambda push: push.enable("a b", "n"), "'a b'"),
        (lambda push: push.enable(None, "n"), "service must be"),
        (lambda push: push.enable("push.example.com", 1), "node must be a str"),
        (lambda push: push.enable("push.example.com"), "needs 'node'"),
        (lambda push: push.enable("push.example.com", "n", "apns"), "options must be a PublishOptions"),
        (lambda push: push.enable("push.example.com", "n", OPTIONS, timout=1), "mean 'timeout'"),
        (lambda push: push.discover(1), "to must be"),
        (lambda push: push.create_node("p.example.com", "n", config=OPTIONS), "config must be a NodeConfig"),
        (lambda push: push.allow_publisher("p.example.com", "n", "@"), "'@'"),
    ],
)  # fmt: skip
def test_a_wrong_argument_is_refused_before_anything_is_sent(ask, says):
    async def play():
        xmpp = client()
        async with connected(xmpp) as wire:
            with pytest.raises(ps.PushStanzaError, match=says) as caught:
                await ask(XEP_0357.of(xmpp))
            assert isinstance(caught.value, TypeError | ValueError)
            return wire.sent

    assert run(play()) == []


def test_a_component_asks_in_its_own_name():
    async def play():
        xmpp = component()

        def respond(sent):
            asked = ps.parse_iq(sent, validate=False)
            return [written(ps.build.account_features(asked))]

        async with connected(xmpp, respond) as wire:
            return await XEP_0357.of(xmpp).is_supported("alice@example.com"), wire.sent

    supported, (sent,) = run(play())

    assert supported
    assert ps.parse_iq(sent).from_ == ps.Jid(SERVICE)


REMOTE = ps.build.remote_disable(ps.Jid(SERVICE), ps.Jid("alice@example.com"), "my-phone")
OTHER_FORM = ps.build.remote_disable_by_affiliations(
    ps.Jid(SERVICE), ps.Jid("alice@example.com"), "my-phone"
)
OTHER_USER = ps.build.remote_disable(ps.Jid(SERVICE), ps.Jid("bob@example.com"), "my-phone")
UNREADABLE = (
    "<message xmlns='jabber:client' type='nonsense' from='push.example.com'><pubsub"
    " xmlns='http://jabber.org/protocol/pubsub'><affiliation affiliation='none'/></pubsub></message>"
)
PING = "<iq xmlns='jabber:client' type='get' id='e'><ping xmlns='urn:xmpp:ping'/></iq>"
HEARD = [RemoteDisable(service=ps.Jid(SERVICE), node="my-phone")]


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (ps.serialize(REMOTE), HEARD),
        (ps.serialize(OTHER_FORM), HEARD),
        (ps.serialize(OTHER_USER), []),
        (ps.serialize(REMOTE.evolve(type="error")), []),
        (ps.serialize(REMOTE.evolve(from_=None)), []),
        (ps.serialize(ps.build.event(ps.Jid(SERVICE), ps.Jid(PHONE).bare, "n", "i")), []),
        (UNREADABLE, []),
    ],
)
def test_a_client_hears_of_a_remote_disable(message, expected):
    heard = []

    async def play():
        xmpp = client()
        XEP_0357.of(xmpp)
        xmpp.add_event_handler("push_remote_disable", heard.append)
        async with connected(xmpp) as wire:
            wire.deliver(message)
            wire.deliver(PING)
            await wire.until(lambda: wire.sent)

    run(play())

    assert heard == expected


# ---- a push service ----


def answer_to(handler, stanza, xmpp=None):
    """Return what a push service with a handler answers to a stanza."""

    async def play():
        service = xmpp or component()
        if handler is not None:
            XEP_0357.of(service).on_publish(handler)
        async with connected(service) as wire:
            return await wire.ask(stanza if isinstance(stanza, str) else written(stanza))

    return ps.parse_iq(run(play()))


def named(error):
    """Return the type and the conditions of an error."""
    found = error.error
    return (
        found.type,
        found.condition.name,
        *(each.condition for each in found.payloads if isinstance(each, ps.PubsubError)),
    )


def test_a_handler_gets_what_was_published_in_types():
    got = []

    async def handler(push: Push):
        got.append(push)

    answer = answer_to(handler, publish())

    (push,) = got
    server, service = ps.Jid("example.com"), ps.Jid(SERVICE)
    assert (answer.type, answer.id, answer.to, answer.from_) == ("result", "p1", server, service)
    assert answer.payload is None
    assert (push.node, push.server, push.service) == ("my-phone", server, service)
    assert push.summary == SUMMARY
    assert push.options == OPTIONS
    assert push.iq == publish()
    request = push.request()
    assert isinstance(request, ps.ApnsRequest)
    assert request == ps.translate(publish()).apns
    assert TOKEN not in repr(push)


def test_a_handler_gets_a_request_to_fcm():
    got = []

    async def handler(push):
        got.append(push.request())

    options = ps.PublishOptions(service="fcm", device_id="dGhpcyBpcyBub3Q:APA91bExample")
    assert answer_to(handler, publish(options=options)).type == "result"
    assert isinstance(got[0], ps.FcmRequest)


def test_what_the_service_knows_of_a_node_replaces_the_options():
    got = []

    async def handler(push):
        got.append(push.request(OPTIONS, body="New message"))

    answer_to(handler, publish(summary=ps.PushSummary(message_count=3), options=None))

    (request,) = got
    assert request.path.endswith(TOKEN)
    assert (request.body.aps.alert.body, request.body.aps.badge) == ("New message", 3)


def test_a_text_of_its_own_replaces_none_that_is_there():
    push = Push.of(publish())

    assert push.request(body="New message") == push.request()
    without = Push.of(publish(summary=None))
    assert without.request(body="New message").body.aps.alert.body == "New message"


NOTIFIES = ps.Item(payload=ps.Notification())
WITHOUT_NODE = publish().evolve(payload=ps.Pubsub(publish=ps.Publish(items=(NOTIFIES,))))
TWO_ITEMS = publish().evolve(payload=ps.Pubsub(publish=ps.Publish(node="n", items=(NOTIFIES,) * 2)))


@pytest.mark.parametrize(
    ("stanza", "expected", "says"),
    [
        (publish(options=None), ("cancel", "conflict", "precondition-not-met"), "device_id"),
        (
            publish(options=ps.PublishOptions(device_id=TOKEN)),
            ("cancel", "conflict", "precondition-not-met"),
            "service",
        ),
        (publish(summary=None), ("modify", "bad-request", "invalid-payload"), "last-message"),
        (
            publish(options=OPTIONS.evolve(topic="not a topic")),
            ("modify", "bad-request", "invalid-payload"),
            "topic",
        ),
        (WITHOUT_NODE, ("modify", "bad-request", "nodeid-required"), "no node"),
        (TWO_ITEMS, ("modify", "bad-request", "invalid-payload"), "exactly one"),
        (
            written(publish()).replace("<publish ", "<publish nod='x' "),
            ("modify", "bad-request", "invalid-payload"),
            "not valid",
        ),
    ],
)
def test_a_publish_of_which_no_request_can_be_made_is_refused(stanza, expected, says):
    sent = []

    async def handler(push):
        sent.append(push.request())

    answer = answer_to(handler, stanza)

    assert sent == []
    assert named(answer) == expected
    assert says in answer.error.text
    assert answer.id == "p1"
    assert answer.payload is None


async def _answers_nothing(_push):
    return None


async def _refuses(push):
    return push.refuse("cancel", "item-not-found", text="No such node")


async def _refuses_with_a_copy(push):
    return ps.build.refuse(push.iq, "cancel", "item-not-found")


async def _raises_as_slixmpp_has_it(_push):
    raise XMPPError("item-not-found", etype="cancel")


async def _raises_ours(_push):
    raise PublishError("no", type="auth", condition="forbidden", pubsub=None)


@pytest.mark.parametrize(
    ("handler", "expected"),
    [
        (_refuses, ("cancel", "item-not-found")),
        (_refuses_with_a_copy, ("cancel", "item-not-found")),
        (_raises_as_slixmpp_has_it, ("cancel", "item-not-found")),
        (_raises_ours, ("auth", "forbidden")),
    ],
)
def test_a_handler_refuses(handler, expected):
    answer = answer_to(handler, publish())

    assert named(answer) == expected
    assert (answer.id, answer.to) == ("p1", ps.Jid("example.com"))


async def _fails(_push):
    raise ZeroDivisionError("a defect")


async def _is_refused_itself(push):
    raise IqError(to_slixmpp(push.refuse("cancel", "item-not-found")))


async def _waits_too_long(push):
    raise IqTimeout(to_slixmpp(push.iq))


async def _answers_another(_push):
    return ps.Iq(type="result", id="other")


async def _asks(push):
    return push.iq


def _is_no_coroutine_function(_push):
    return None


async def _answers_with_a_word(_push):
    return "item-not-found"


def test_a_handler_that_returns_something_else_is_told_what_to_return():
    seen = []
    service = slixmpp.ComponentXMPP(SERVICE, "secret")
    service.exception = seen.append

    answer_to(_answers_with_a_word, publish(), service)

    (error,) = seen
    assert str(error) == "the handler of publishes must return None or an error for the publish"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: XEP_0357.of(None), "xmpp must be a client or component of slixmpp, not None"),
        (XEP_0357.of, "XEP_0357.of() needs 'xmpp'"),
        (lambda: Push.of("<iq/>"), "iq must be an Iq, not '<iq/>'"),
        (lambda: Push.of(slixmpp.Iq()), "iq must be an Iq, not an Iq of slixmpp"),
        (lambda: from_slixmpp("<iq/>"), "stanza must be a stanza of slixmpp, not '<iq/>'"),
    ],
)
def test_mistakes_are_sentences(call, message):
    with pytest.raises(ps.WrongTypeError) as caught:
        call()
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "handler",
    [
        _fails,
        _is_refused_itself,
        _waits_too_long,
        _answers_another,
        _asks,
        _answers_with_a_word,
        _is_no_coroutine_function,
    ],
)
def test_a_handler_that_fails_is_answered_for_logged_and_not_swallowed(handler, caplog):
    seen = []

    class Service(slixmpp.ComponentXMPP):
        def exception(self, exception):
            seen.append(exception)

    with caplog.at_level(logging.ERROR, "pushstanza.slixmpp"):
        answer = answer_to(handler, publish(), Service(SERVICE, "secret"))

    assert named(answer) == ("wait", "internal-server-error")
    (record,) = [each for each in caplog.records if each.name == "pushstanza.slixmpp.plugin"]
    assert len(seen) == 1
    assert record.args == (type(seen[0]).__name__,)
    assert isinstance(seen[0], XMPPError) or record.exc_info[1] is seen[0]
    assert TOKEN not in caplog.text


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (ps.answer("apns", None), None),
        (ps.answer("apns", "Unregistered"), ("cancel", "not-acceptable", "device-not-registered")),
        (ps.answer("fcm", "UNREGISTERED"), ("cancel", "not-acceptable", "device-not-registered")),
        (ps.answer("apns", "TooManyRequests"), ("wait", "internal-server-error")),
        (ps.answer("apns", "PayloadTooLarge"), ("wait", "internal-server-error")),
    ],
)
def test_what_the_provider_answers_goes_back_to_the_server(answer, expected):
    made = Push.of(publish()).reply(answer)

    assert (None if made is None else named(made)) == expected


@pytest.mark.parametrize(
    ("name", "reason", "remains"),
    [
        ("mongooseim", "Unregistered", 0),
        ("ejabberd", "Unregistered", 0),
        ("mongooseim", "InternalServerError", 1),
        ("ejabberd", "InternalServerError", 1),
        ("prosody", "InternalServerError", 1),
    ],
)
def test_servers_end_the_registration_of_a_device_that_is_gone_and_of_no_other(
    name, reason, remains
):
    host = server(name)
    host.receive(PHONE, ps.build.enable(ps.Jid(SERVICE), "my-phone", OPTIONS))
    host.disconnect(PHONE)
    (sent,) = host.receive("bob@example.com/home", HI)

    async def handler(push):
        return push.reply(ps.answer("apns", reason))

    host.receive(SERVICE, answer_to(handler, written(ps.parse_iq(sent))))

    assert len(host.registrations(PHONE)) == remains


def test_the_service_is_advertised_once_it_takes_publishes():
    def features(xmpp):
        stanza = ps.build.discover(ps.Jid(SERVICE)).evolve(from_=ps.Jid(PHONE))
        return answer_to(None, stanza, xmpp).expect(ps.DiscoInfo)

    push = ps.Identity(category="pubsub", type="push")
    before = component()
    XEP_0357.of(before)
    found = features(before)
    assert push not in found.identities
    assert ps.Feature(var=PUSH) not in found.features

    service = component()
    XEP_0357.of(service).on_publish(_answers_nothing)
    found = features(service)
    assert push in found.identities
    assert ps.Feature(var=PUSH) in found.features

    service.plugin.disable("xep_0357")
    found = features(service)
    assert push not in found.identities
    assert ps.Feature(var=PUSH) not in found.features


OTHERS = [
    "<iq xmlns='{ns}' type='set' id='p1' from='example.com' to='push.example.com'><pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='n'><item><a xmlns='b'/></item></publish></pubsub></iq>",
    "<iq xmlns='{ns}' type='get' id='p1' from='example.com' to='push.example.com'><pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='n'/></pubsub></iq>",
    "<iq xmlns='{ns}' type='set' id='p1' from='example.com' to='push.example.com'><enable xmlns='urn:xmpp:push:0' jid='p' node='n'/></iq>",
]


@pytest.mark.parametrize("text", OTHERS)
def test_other_stanzas_are_left_to_slixmpp(text):
    called = []

    async def handler(push):
        called.append(push)

    answer = answer_to(handler, text.format(ns="jabber:component:accept"))

    assert called == []
    assert named(answer) == ("cancel", "feature-not-implemented")


def test_an_error_that_repeats_a_publish_is_no_publish():
    called = []

    async def handler(push):
        called.append(push)

    async def play():
        service = component()
        XEP_0357.of(service).on_publish(handler)
        async with connected(service) as wire:
            wire.deliver(written(ps.build.refuse(publish(), "cancel", "item-not-found")))
            await wire.ask(OTHERS[1].format(ns="jabber:component:accept"))
            return wire.sent

    assert len(run(play())) == 1
    assert called == []


def test_publishes_have_one_handler():
    push = XEP_0357.of(component())
    assert push.on_publish(_answers_nothing) is _answers_nothing

    with pytest.raises(HandlerError, match="have a handler already"):
        push.on_publish(_refuses)


def test_a_client_can_be_a_push_service_too():
    xmpp = client("service@example.com/push")
    asked = publish().evolve(to=ps.Jid("service@example.com/push"))

    async def play():
        XEP_0357.of(xmpp).on_publish(_answers_nothing)
        async with connected(xmpp) as wire:
            return await wire.ask(ps.serialize(asked))

    answer = ps.parse_iq(run(play()))

    assert (answer.type, answer.id, answer.from_) == ("result", "p1", None)


def test_a_service_disables_remotely():
    async def play():
        service = component()
        async with connected(service) as wire:
            XEP_0357.of(service).remote_disable("alice@example.com/phone", "my-phone")
            await wire.until(lambda: wire.sent)
            return wire.sent

    (sent,) = run(play())
    assert ps.parse_message(sent) == REMOTE

    host = server("tigase")
    host.receive(PHONE, ps.build.enable(ps.Jid(SERVICE), "my-phone", OPTIONS))
    assert host.registrations(PHONE)
    host.receive(SERVICE, sent)
    assert host.registrations(PHONE) == []


# ---- the example ----

EXAMPLE = Path(__file__).parent.parent / "docs" / "examples" / "push_service.py"


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        (None, "result"),
        ("Unregistered", ("cancel", "not-acceptable", "device-not-registered")),
    ],
)
def test_the_push_service_of_the_docs_hands_requests_over(reason, expected):
    sent = []

    async def send(request):
        sent.append(request)
        return ps.answer(request.service, reason)

    service = runpy.run_path(str(EXAMPLE))["push_service"](SERVICE, "secret", send)
    answer = answer_to(None, publish(), service)

    (request,) = sent
    assert request == Push.of(publish()).request()
    assert (answer.type if answer.error is None else named(answer)) == expected


def test_the_push_service_of_the_docs_has_fifty_lines_at_most():
    assert len(EXAMPLE.read_text("utf-8").splitlines()) <= 50


def test_the_sender_of_the_docs_shows_no_device_token(capsys):
    stand_in = runpy.run_path(str(EXAMPLE))["print_it"]

    answer = run(stand_in(Push.of(publish()).request()))

    assert answer.error is None
    assert "com.example.app" in (shown := capsys.readouterr().out)
    assert TOKEN not in shown
