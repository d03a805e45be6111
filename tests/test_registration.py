"""Devices that clients register at push services by commands (XEP-0050)."""

import pytest

import pushstanza as ps
from pushstanza import build

HOST, PHONE, JULIET = "push.example.net", "alice@mychat.com/phone", "juliet@mychat.com/balcony"
TOKEN, OTHER, DEVICE = "0a1b2c3d" * 8, "4f5e6d7c" * 8, "92afd7a91cdba9a0"
MESSAGE = build.message(JULIET, "alice@mychat.com", "Hi!")

#: How a token is registered and unregistered at each push service.
SERVICES = {
    "p2": (
        None,
        lambda token: build.register_at_p2(HOST, token, DEVICE, provider="apns"),
        lambda _: build.unregister_at_p2(HOST, DEVICE, provider="apns"),
    ),
    "mod_push_appserver": (
        "2021-10",
        lambda token: build.register_at_appserver(HOST, token, DEVICE, provider="apns"),
        None,
    ),
    "tigase-push": (
        None,
        lambda token: build.register_at_tigase(HOST, token, "apns-binary-api"),
        lambda token: build.unregister_at_tigase(HOST, token, "apns-binary-api"),
    ),
}


@pytest.fixture(params=SERVICES)
def kind(request):
    return request.param


@pytest.fixture
def service(kind):
    return ps.flow.PushService(kind, HOST, version=SERVICES[kind][0])


@pytest.fixture
def server(service):
    server = ps.flow.Server("prosody", domain="mychat.com")
    server.attach(service)
    return server


def registered(server, kind, token=TOKEN):
    (answer,) = server.receive(PHONE, SERVICES[kind][1](token))
    return ps.parse_iq(answer).expect(ps.Command).registered


def push(server):
    server.disconnect(PHONE)
    before = len(server.requests)
    server.receive(JULIET, MESSAGE)
    return server.requests[before:]


def test_what_is_returned_is_what_to_enable_with(server, kind):
    found = registered(server, kind)
    options = None if found.secret is None else ps.PublishOptions(secret=found.secret)

    server.receive(PHONE, build.enable(found.jid or HOST, found.node, options))

    (request,) = push(server)
    assert request.path.endswith(TOKEN)


def test_the_next_token_takes_the_place_of_the_last(server, kind):
    if kind == "tigase-push":
        pytest.skip("it knows a device by its token")
    first, second = registered(server, kind), registered(server, kind, OTHER)
    server.receive(PHONE, build.enable(HOST, second.node, ps.PublishOptions(secret=second.secret)))

    (request,) = push(server)
    assert (first.node, first.secret) == (second.node, second.secret)
    assert request.path.endswith(OTHER)


def test_a_device_that_is_unregistered_is_woken_no_more(server, service, kind):
    unregister = SERVICES[kind][2]
    if unregister is None:
        pytest.skip("it has no command that unregisters")
    found = registered(server, kind)
    server.receive(PHONE, build.enable(HOST, found.node, ps.PublishOptions(secret=found.secret)))
    (answer,) = server.receive(PHONE, unregister(TOKEN))
    (again,) = server.receive(PHONE, unregister(TOKEN))

    assert ps.parse_iq(answer).type == "result"
    assert ps.parse_iq(again).error.condition.name == "item-not-found"
    assert service.devices == {}
    assert push(server) == []


def test_the_same_is_returned_in_every_run(kind):
    runs = [ps.flow.PushService(kind, HOST, version=SERVICES[kind][0]) for _ in range(2)]
    request = SERVICES[kind][1](TOKEN).evolve(id="r1")

    first, second = (each.receive(PHONE, request) for each in runs)
    assert first == second


def test_the_nodes_of_two_users_differ(service, kind):
    if kind == "mod_push_appserver":
        pytest.skip("the device is the node")
    request = SERVICES[kind][1](TOKEN)
    answers = [service.receive(who, request)[0] for who in (PHONE, JULIET)]

    nodes = {ps.parse_iq(each).expect(ps.Command).registered.node for each in answers}
    assert len(nodes) == 2


def test_all_devices_of_a_user_share_a_node_at_tigase():
    service = ps.flow.PushService("tigase-push", HOST)
    server = ps.flow.Server("prosody", domain="mychat.com")
    server.attach(service)
    node = registered(server, "tigase-push").node
    assert registered(server, "tigase-push", OTHER).node == node
    server.receive(PHONE, build.enable(HOST, node))

    assert [each.path[-64:] for each in push(server)] == [TOKEN, OTHER]

    service.provider.answer_next("Unregistered")
    assert len(push(server)) == 2
    assert [each.path[-64:] for each in push(server)] == [OTHER]
    assert server.registrations("alice@mychat.com") != []


def test_the_node_of_a_user_ends_with_the_last_device_at_tigase():
    service = ps.flow.PushService("tigase-push", HOST)
    server = ps.flow.Server("prosody", domain="mychat.com")
    server.attach(service)
    node = registered(server, "tigase-push").node
    registered(server, "tigase-push", OTHER)

    def published():
        (answer,) = service.receive(
            "mychat.com", build.publish(HOST, node, None, from_="mychat.com")
        )
        return ps.parse_iq(answer)

    server.receive(PHONE, build.unregister_at_tigase(HOST, TOKEN, "apns-binary-api"))
    assert published().type == "result"
    server.receive(PHONE, build.unregister_at_tigase(HOST, OTHER, "apns-binary-api"))
    assert published().error.condition.name == "item-not-found"

    assert registered(server, "tigase-push", OTHER).node == node
    assert published().type == "result"


def test_the_last_version_of_mod_push_appserver_registers_nothing():
    service = ps.flow.PushService("mod_push_appserver", HOST)
    (answer,) = service.receive(PHONE, build.register_at_appserver(HOST, TOKEN, DEVICE))

    assert ps.parse_iq(answer).error.condition.name == "service-unavailable"
    assert service.devices == {}


def test_a_version_that_a_push_service_does_not_have_is_refused():
    with pytest.raises(ps.UnknownServerError, match="2021-10"):
        ps.flow.PushService("mod_push_appserver", HOST, version="2019")
    with pytest.raises(ps.WrongTypeError):
        ps.flow.PushService("p2", HOST, version=1)


def test_no_token_and_no_secret_is_shown(server, service, kind):
    found = registered(server, kind)
    shown = [repr(service), repr(service.devices), repr(found), str(server.timeline)]

    for text in shown:
        assert TOKEN not in text
        assert found.secret is None or found.secret not in text


@pytest.mark.parametrize("name", ["device-id", "android-id", "token", "secret", "device-token"])
def test_what_identifies_a_device_is_masked_in_its_form(name):
    field = ps.Field(var=name, values=("92afd7a91cdba9a0",))

    assert "92afd7a91cdba9a0" not in repr(field)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("'register-push-fcm'", "'register-push-gcm'"), "PS540"),
        (("var='token'", "var='x-y'"), "PS541"),
        (("var='token'", "var='tokn'"), "PS009"),
        (("action='execute'", "action='submit'"), "PS542"),
        (("type='submit'", "type='form'"), "PS544"),
        (("protocol/commands", "protocol/command"), "PS005"),
        (("jabber:x:data", "jabber:x:dat"), "PS005"),
        (("type='set'", "type='get'"), "PS102"),
    ],
)
def test_a_near_miss_of_a_registration_is_found_once(change, code):
    text = (
        "<iq type='set' id='r1' to='p2.example.com'>"
        "<command xmlns='http://jabber.org/protocol/commands' node='register-push-fcm'"
        " action='execute'><x xmlns='jabber:x:data' type='submit'>"
        "<field var='token'><value>dGhpcyBpcyBub3QgYSB0b2tlbg</value></field>"
        f"<field var='device-id'><value>{DEVICE}</value></field></x></command></iq>"
    )
    assert ps.lint(text) == []
    assert [each.code for each in ps.lint(text.replace(*change))] == [code]
