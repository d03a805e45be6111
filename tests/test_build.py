"""The stanzas of the flow, made so that the errors people make cannot be made."""

import inspect
from pathlib import Path
from types import NoneType
from typing import Literal, get_args, get_origin

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pushstanza as ps
from pushstanza import build
from pushstanza.jid import ForeignJid
from pushstanza.stanzas.given import Given
from pushstanza.stanzas.rfc6120 import Condition
from pushstanza.stanzas.xep0030 import DiscoInfo, Feature, Identity
from pushstanza.stanzas.xep0060 import Affiliation, Pubsub
from pushstanza.stanzas.xep0060_errors import PubsubError
from pushstanza.stanzas.xep0357 import Disable, Enable, Notification
from pushstanza.testing import jids

TUTORIAL = Path(__file__).parent / "cases" / "tutorial"
ENGINES = ("libxml2", "xmlschema")

SERVICE, NODE, ALICE = ps.Jid("pubsub.example.com"), "my-phone", ps.Jid("alice@example.com/phone")
OPTIONS = ps.PublishOptions(service="fcm", device_id="fGd:APA91bH", silent=False)
SUMMARY = ps.PushSummary(message_count=1, last_message_body="Wherefore art thou, Romeo?")
ASKED = build.enable(SERVICE, NODE, OPTIONS, id="x43")
RECEIVED = ps.parse(
    "<iq type='get' id='q1' from='alice@example.com/phone' to='pubsub.example.com'/>"
)

#: What a parameter of a builder may be given, by its annotation.
ARGUMENTS = {
    NoneType: st.none(),
    Given: st.sampled_from([ASKED, RECEIVED, ps.serialize(ASKED), ps.to_lxml(RECEIVED)]),
    ps.NodeConfig: st.sampled_from(
        [build.PUSH_NODE, ps.NodeConfig(), ps.NodeConfig(max_items=1, title="<&>\n")]
    ),
    ps.PublishOptions: st.sampled_from([OPTIONS, ps.PublishOptions(secret="eruio234vzxc2kla")]),
    ps.PushSummary: st.sampled_from([SUMMARY, ps.PushSummary()]),
    str: st.sampled_from(["n", "princely musings", "<&>'\"", "\t\r\n", "ノード", "𝄞" * 500]),
}


def builders():
    """Return every public function, so that a new one is tested as soon as it exists."""
    return [
        each
        for name, each in inspect.getmembers(build, inspect.isfunction)
        if each.__module__ == build.__name__ and not name.startswith("_")
    ]


def arguments(annotation):
    if annotation in ARGUMENTS:
        return ARGUMENTS[annotation]
    if get_origin(annotation) is Literal:
        return st.sampled_from(get_args(annotation))
    if ForeignJid in get_args(annotation):
        return st.one_of(
            jids(), jids().map(str), *([st.none()] if NoneType in get_args(annotation) else [])
        )
    return st.one_of([arguments(each) for each in get_args(annotation)])


def calls(builder):
    """Return a strategy for what the builder makes of any arguments, optional ones left out."""
    required, optional = {}, {}
    for name, parameter in inspect.signature(builder).parameters.items():
        place = required if parameter.default is parameter.empty else optional
        place[name] = arguments(parameter.annotation)
    given = st.fixed_dictionaries(required, optional=optional)
    return given.map(lambda values: builder(**agreeing(values)))


def agreeing(values):
    """Return arguments that go together: unsupported with a feature, and a service is no user."""
    if "service" in values:
        values = {**values, "service": ps.Jid(ps.Jid(values["service"]).domain)}
    if values.get("pubsub") == "unsupported":
        return {**values, "feature": values.get("feature") or "rsm"}
    return {key: value for key, value in values.items() if key != "feature"}


every_builder = pytest.mark.parametrize("builder", builders(), ids=lambda each: each.__name__)


def test_the_builders_are_found():
    assert {build.discover, build.enable, build.publish, build.disable} <= {*builders()}


@every_builder
@given(data=st.data())
def test_what_is_built_is_read_back_equal(builder, data):
    made = data.draw(calls(builder))

    assert ps.parse(ps.serialize(made)) == made
    assert ps.parse(ps.serialize(made, pretty=True, namespace="jabber:client")) == made


@every_builder
@given(data=st.data())
def test_what_is_built_is_valid_and_holds_no_error(builder, data):
    text = ps.serialize(data.draw(calls(builder)))

    assert [ps.validate(text, engine=engine) for engine in ENGINES] == [[], []]
    assert [each for each in ps.lint(text) if each.severity == "error"] == []


@pytest.mark.parametrize(
    ("name", "made"),
    [
        (
            "create-node",
            lambda service, node: build.create_node(service, node, id="create1"),
        ),
        ("disable", lambda service, node: build.disable(service, node, id="x44")),
        ("disable-all", lambda service, _: build.disable(service, id="x45")),
    ],
)
def test_the_tutorials_stanzas_are_built(name, made):
    tutorial = ps.parse((TUTORIAL / f"{name}.xml").read_text())

    assert made(ps.Jid("pubsub.mypubsub.com"), "punsub_node_for_my_private_iphone") == tutorial


def test_a_publisher_is_allowed_to_publish_only():
    made = build.allow_publisher(SERVICE, NODE, ps.Jid("example.com"))
    (entry,) = made.payload.affiliations.affiliations

    assert (made.type, made.to, made.payload.affiliations.node) == ("set", SERVICE, NODE)
    assert (entry.jid, entry.affiliation) == (ps.Jid("example.com"), "publish-only")


def test_an_enable_goes_to_ones_own_server_with_its_options():
    assert (ASKED.type, ASKED.to, ASKED.from_, ASKED.id) == ("set", None, None, "x43")
    assert ASKED.payload == Enable(jid=SERVICE, node=NODE, form=OPTIONS.form())
    assert build.enable(SERVICE, NODE).payload.form is None


@pytest.mark.parametrize(
    ("made", "kind", "part"),
    [
        (build.get_configuration, "get", "configure"),
        (build.get_affiliations, "get", "affiliations"),
        (build.get_subscriptions, "get", "subscriptions"),
        (build.get_items, "get", "items"),
        (build.delete_node, "set", "delete"),
        (build.purge_node, "set", "purge"),
    ],
)
def test_a_node_is_looked_after(made, kind, part):
    iq = made(SERVICE, NODE, id="1")

    assert (iq.type, iq.to, iq.id) == (kind, SERVICE, "1")
    assert getattr(iq.payload, part).node == NODE


def test_a_node_is_configured():
    config = ps.NodeConfig(access_model="open", title="Phone")
    made = build.configure_node(SERVICE, NODE, config)

    assert ps.NodeConfig.read(made.payload.configure.form) == config
    assert build.get_default_configuration(SERVICE).payload.default is not None
    assert build.create_node(SERVICE, NODE, config=config).payload.configure.form == config.form()


def test_an_item_is_retracted():
    (item,) = build.retract_item(SERVICE, NODE, "i1").payload.retract.items

    assert item.id == "i1"


@pytest.mark.parametrize(
    ("made", "command", "fields"),
    [
        (
            build.register_at_p2(SERVICE, "t", "d", provider="apns", room="a@b/c"),
            "register-push-apns",
            {"token": "t", "device-id": "d", "muc": "a@b"},
        ),
        (build.unregister_at_p2(SERVICE, "d"), "unregister-push-fcm", {"device-id": "d"}),
        (
            build.register_at_appserver(SERVICE, "t", "d"),
            "v1-register-push",
            {
                "FORM_TYPE": ps.AppserverRegistration.FORM_TYPE,
                "type": "fcm",
                "node": "d",
                "token": "t",
            },
        ),
        (
            build.unregister_at_appserver(SERVICE, "n", provider="apns"),
            "v1-unregister-push",
            {"FORM_TYPE": ps.AppserverUnregistration.FORM_TYPE, "type": "apns", "node": "n"},
        ),
        (
            build.register_at_tigase(SERVICE, "t", "p", second_token="s"),
            "register-device",
            {"provider": "p", "device-token": "t", "device-second-token": "s"},
        ),
        (
            build.unregister_at_tigase(SERVICE, "t", "p"),
            "unregister-device",
            {"provider": "p", "device-token": "t"},
        ),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_a_device_is_registered_by_a_command(made, command, fields):
    asked = made.expect(ps.Command)

    assert (made.type, str(made.to), asked.node, asked.action) == (
        "set",
        str(SERVICE),
        command,
        "execute",
    )
    assert {each.var: each.value for each in asked.form.fields} == fields
    assert asked.registration.form() == asked.form


def test_a_notification_is_published_with_its_options():
    made = build.publish(SERVICE, NODE, SUMMARY, OPTIONS, from_=ps.Jid("example.com"), id="p1")
    (item,) = made.payload.publish.items

    assert (made.to, made.from_, made.id) == (SERVICE, ps.Jid("example.com"), "p1")
    assert item.payload == Notification(form=SUMMARY.form())
    assert made.payload.publish_options.form == OPTIONS.form()
    assert ps.translate(made).outcome == "sent"


def test_a_notification_may_say_nothing():
    made = build.publish(SERVICE, NODE, None)

    assert made.payload.publish.items[0].payload == Notification()
    assert made.payload.publish_options is None


def test_a_message_causes_a_push():
    made = build.message(ps.Jid("juliet@example.com/balcony"), ALICE, "Hi!")

    assert (made.type, made.body) == ("chat", "Hi!")
    assert ps.summary_of(made).last_message_body == "Hi!"
    assert build.message(SERVICE, ALICE, "Hi!", type="groupchat").type == "groupchat"


def test_ids_are_ones_own_or_never_the_same():
    made = [build.discover(SERVICE).id for _ in range(100)]

    assert len({*made}) == 100
    assert min(map(len, made)) >= 16
    assert build.discover(SERVICE, id="d1").id == "d1"


@pytest.mark.parametrize(
    "answer",
    [
        build.account_features,
        build.service_features,
        build.result,
        lambda request: build.refuse(request, "cancel", "item-not-found"),
    ],
)
def test_an_answer_goes_back_to_who_asked(answer):
    made = answer(RECEIVED)

    assert (made.id, made.to, made.from_) == ("q1", ALICE, SERVICE)
    assert made.type in {"result", "error"}


def test_who_can_push_says_so():
    feature = Feature(var="urn:xmpp:push:0")

    assert build.account_features(RECEIVED).payload == DiscoInfo(features=(feature,))
    assert build.service_features(RECEIVED).payload == DiscoInfo(
        identities=(Identity(category="pubsub", type="push"),), features=(feature,)
    )


def test_a_refusal_says_why():
    made = build.refuse(ASKED, "modify", "bad-request", pubsub="invalid-payload", text="No form")

    assert (made.type, made.payload) == ("error", ASKED.payload)
    assert (made.error.type, made.error.condition) == ("modify", Condition(name="bad-request"))
    assert made.error.payloads == (PubsubError(condition="invalid-payload"),)
    assert made.error.text == "No form"
    assert build.refuse(ASKED, "cancel", "item-not-found").error.texts == ()


def test_a_refusal_names_the_feature_that_is_unsupported():
    made = build.refuse(
        ASKED,
        "cancel",
        "feature-not-implemented",
        pubsub="unsupported",
        feature="publish-options",
    )

    assert made.error.payloads == (PubsubError(condition="unsupported", feature="publish-options"),)
    assert ps.validate(ps.serialize(made)) == []
    assert ps.parse(ps.serialize(made)) == made


def test_a_subscriber_is_told_of_items_and_of_the_end():
    told = build.event(SERVICE, ALICE, NODE, "i1")
    (item,) = told.payloads[0].items.items
    gone = build.event_of_deletion(SERVICE, ALICE, NODE)

    assert (told.from_, told.to) == (gone.from_, gone.to) == (SERVICE, ALICE)
    assert (told.payloads[0].items.node, item.id) == (NODE, "i1")
    assert gone.payloads[0].delete.node == NODE


def test_a_users_server_is_told_that_a_node_is_gone():
    entry = Affiliation(jid=ALICE.bare, affiliation="none")
    made = build.remote_disable(SERVICE, ALICE, NODE)
    longer = build.remote_disable_by_affiliations(SERVICE, ALICE, NODE)

    assert (made.from_, made.to) == (longer.from_, longer.to) == (SERVICE, ALICE.bare)
    assert made.payloads == (Pubsub(node=NODE, affiliation=entry),)
    assert longer.payloads[0].affiliations.affiliations == (entry,)


@pytest.mark.parametrize(
    "make",
    [
        lambda: build.enable("pubsub example com", NODE),
        lambda: build.discover(None, id=1),
        lambda: build.message(ALICE, ALICE, "\0"),
        lambda: build.refuse(ASKED, "fatal", "bad-request"),
        lambda: build.refuse(ASKED, "cancel", "feature-not-implemented", pubsub="unsupported"),
        lambda: build.refuse(ASKED, "cancel", "not-there"),
    ],
)
def test_what_would_be_wrong_is_not_built(make):
    with pytest.raises((TypeError, ValueError)):
        make()


def test_one_node_is_disabled_or_all_of_them():
    assert build.disable(SERVICE, NODE).payload == Disable(jid=SERVICE, node=NODE)
    assert build.disable(SERVICE).payload == Disable(jid=SERVICE)


# Every builder as a list, which every change of what one makes changes;
# ``PYTHONPATH=tests python -m tests.test_build`` writes it anew.

BUILT = Path(__file__).parent / "data" / "built.txt"
GIVEN = {
    "to": "pubsub.example.com", "service": "pubsub.example.com", "node": "n1", "publisher": "example.com", "token": "t",
    "device": "d", "provider": "apns", "room": "room@muc.example.com/nick", "second_token": "s", "id": "i1",
    "config": ps.NodeConfig(title="Phone", notify_delete=True), "options": OPTIONS, "summary": SUMMARY,
    "from_": "example.com/server", "user": ALICE, "body": "Hi!", "type": "groupchat", "item": "item1", "request": RECEIVED,
    "condition": "item-not-found", "pubsub": "unsupported", "feature": "publish-options", "text": "No.",
}  # fmt: skip


def built():
    for builder in builders():
        given = {name: GIVEN[name] for name in inspect.signature(builder).parameters}
        given |= {"type": "cancel"} if builder is build.refuse else {}
        given |= {"to": "bob@example.com"} if builder in {build.message, build.event} else {}
        needed = {
            name: given[name]
            for name, parameter in inspect.signature(builder).parameters.items()
            if parameter.default is parameter.empty or name == "id"
        }
        for arguments_ in (given, needed) if given != needed else (given,):
            yield f"{builder.__name__}({', '.join(arguments_)})"
            yield f"    {ps.serialize(builder(**arguments_))}"


def test_what_is_built_is_what_it_was():
    assert [*built()] == BUILT.read_text("utf-8").splitlines()


if __name__ == "__main__":
    BUILT.write_text("\n".join(built()) + "\n", "utf-8")
