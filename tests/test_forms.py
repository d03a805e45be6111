"""Typed views of data forms."""

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import pushstanza as ps
from pushstanza.diagnostics import WrongTypeError
from pushstanza.stanzas.forms import VIEWS, FormError, NodeConfig, PublishOptions, PushSummary
from pushstanza.stanzas.forms.view import FormView, field, form_view
from pushstanza.stanzas.xep0004 import Field, Form
from pushstanza.testing import texts

TOKEN = "f53e9421ce50211670eae679f02e8d28"


def form(**fields):
    return Form(
        type="submit",
        fields=tuple(Field(var=var, values=(value,)) for var, value in fields.items()),
    )


def test_options_are_typed():
    options = PublishOptions.read(
        form(device_id=TOKEN, service="fcm", silent="true", time_to_live="3600", pushModule="x")
    )

    assert options == PublishOptions(
        device_id=TOKEN,
        service="fcm",
        silent=True,
        time_to_live=3600,
        other=(Field(var="pushModule", values=("x",)),),
    )
    assert options.problems == ()


def test_bad_values_are_kept_and_told():
    original = Form(
        type="submit",
        fields=(
            Field(var="FORM_TYPE", type="hidden", values=(PublishOptions.FORM_TYPE,)),
            Field(var="priority", values=("some_priority",)),
            Field(var="silent", values=("1",)),
            Field(var="time_to_live", values=("2419201",)),
            Field(var="mode"),
            Field(var="topic", values=("a", "b")),
            Field(values=("no name",)),
            Field(var="custom"),
            Field(var="service", values=("fcm",)),
            Field(var="service", values=("apns",)),
        ),
    )
    options = PublishOptions.read(original)

    assert options.service == "fcm"
    assert [each.message for each in options.problems] == [
        "priority: 'some_priority' is not one of high, normal",
        "silent: '1' is not true or false in lower case",
        "time_to_live: 2419201 is more than 2419200",
        "mode has no values instead of one",
        "topic has 2 values instead of one",
        "the field has no name",
        "custom has no value",
        "second field service",
    ]
    written = options.form().fields
    assert set(original.fields) - set(written) == {original.fields[-1]}


def test_a_value_that_is_set_replaces_the_bad_one():
    options = attrs.evolve(PublishOptions.read(form(priority="urgent")), priority="high")

    assert options.form().value("priority") == "high"
    assert PublishOptions.read(options.form()).problems == ()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: PublishOptions(service="gcm"),
            "PublishOptions.service is 'gcm', not one of apns, fcm",
        ),
        (lambda: PublishOptions(silent="true"), "PublishOptions.silent must be a bool, not 'true'"),
        (
            lambda: PublishOptions(time_to_live=-1),
            "PublishOptions.time_to_live is wrong: -1 is less than 0",
        ),
        (
            lambda: PushSummary(message_count=True),
            "PushSummary.message_count must be an int, not True",
        ),
        (lambda: PushSummary(last_message_body="\0"), "a character that XML does not allow"),
        (
            lambda: PushSummary(other=[Field(var="message-count", values=("1",))]),
            "PushSummary.other must not contain Field(",
        ),
        (lambda: NodeConfig(other=[Field(var="x")]), "NodeConfig.other must not contain Field("),
    ],
)
def test_a_view_cannot_be_built_wrongly(make, message):
    with pytest.raises((FormError, WrongTypeError)) as caught:
        make()
    assert message in str(caught.value)


@pytest.mark.parametrize("option", ["device_id", "secret"])
def test_a_secret_that_was_given_as_a_number_is_not_quoted(option):
    for make in (
        lambda: PublishOptions(**{option: 31415926535}),
        lambda: ps.from_dict({option: 31415926535}, PublishOptions),
        lambda: Field(var=option, values=(31415926535,)),
    ):
        with pytest.raises(ps.PushStanzaError, match=r"(a str|a string), not a number") as caught:
            make()

        assert "3141" not in str(caught.value)


@form_view("urn:example:lock")
class Lock(FormView):
    """The lock of a door."""

    pin: int | None = field(default=None, minimum=1000, secret=True, doc="What opens it.")


def test_a_secret_that_is_wrong_in_a_form_is_not_quoted():
    written = Field(var="pin", values=("31415926535x",))

    with pytest.raises(ps.PushStanzaError, match="a number is less than 1000"):
        Lock(pin=314)
    (problem,) = Lock.read(Form(type="submit", fields=(written,))).problems
    assert problem.message == "pin: '3141…(12 characters)' is not an integer"


def test_secrets_are_masked():
    options = PublishOptions(device_id=TOKEN, secret="eruio234vzxc2kla", service="apns")

    assert TOKEN not in repr(options)
    assert "eruio234vzxc2kla" not in repr(options)
    assert "service='apns'" in repr(options)
    problem = PublishOptions.read(form(device_id=TOKEN, mode="x")).problems
    assert "problems=" in repr(PublishOptions(problems=problem))
    assert "other=" in repr(PublishOptions(other=[Field(var="x", values=("y",))]))


def test_node_configuration_has_its_prefix():
    config = NodeConfig(access_model="whitelist", persist_items=False)

    assert config.form().value("pubsub#access_model") == "whitelist"
    assert NodeConfig.read(form(**{"pubsub#persist_items": "0"})).persist_items is False


@pytest.mark.parametrize("view", VIEWS)
@given(data=st.data())
def test_what_a_view_writes_it_reads(view, data):
    value = data.draw(views(view))

    written = value.form()
    assert written.form_type == (view.FORM_TYPE or None)
    assert view.read(written) == value


@pytest.mark.parametrize("view", VIEWS)
@given(data=st.data())
def test_any_form_can_be_read_and_nothing_is_lost(view, data):
    names = st.sampled_from([each.var for each in view.FIELDS]) | st.none() | st.just("other")
    fields = st.builds(
        Field, var=names, values=st.lists(st.sampled_from(["1", "true", "x", "fcm"]), max_size=2)
    )
    original = Form(
        type="submit",
        fields=tuple(data.draw(st.lists(fields, max_size=5, unique_by=lambda f: f.var))),
    )

    written = view.read(original).form()
    assert {field.var for field in original.fields} <= {field.var for field in written.fields}


def views(view):
    def values(field):
        if field.codec.words:
            return st.sampled_from(field.codec.words)
        if field.codec.type is bool:
            return st.booleans()
        if field.codec.type is int:
            return st.integers(field.minimum, field.maximum or 2**40)
        return texts()

    return st.builds(view, **{each.attribute: st.none() | values(each) for each in view.FIELDS})
