"""The language the models are written in."""

import copy
import enum
import json
from datetime import UTC, datetime
from typing import Literal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from pushstanza import DataError, PushStanzaError, from_dict
from pushstanza.binding import (
    REGISTRY,
    XML_LANG,
    DeclarationError,
    Extra,
    LanguageTag,
    Model,
    ReadError,
    Unknown,
    UnknownElementError,
    attribute,
    child,
    children,
    content,
    declared,
    element,
    element_name,
    flag,
    payload,
    payloads,
    read,
    read_with_faults,
    spec_of,
    write,
)
from pushstanza.binding.codecs import CODECS
from pushstanza.binding.dump import to_dict
from pushstanza.jid import Jid
from pushstanza.stanzas.rfc6120 import Iq, Message, StanzaError
from pushstanza.stanzas.xep0004 import Field, Form
from pushstanza.stanzas.xep0060 import Items, Retract
from pushstanza.stanzas.xep0060_errors import PubsubError
from pushstanza.stanzas.xep0357 import Disable, Enable
from pushstanza.testing import models

NS = "urn:example:binding"


class Colour(enum.Enum):
    RED = "red"
    GREEN = "green"


@element(NS, "leaf")
class Leaf(Model):
    text: str = content(doc="Its text.")


@element(NS, "tree")
class Tree:
    """Declared without the base class, which it gets."""

    name: str = attribute(doc="Its name.")
    size: int | None = attribute(default=None)
    big: bool | None = attribute(default=None)
    since: datetime | None = attribute(default=None)
    owner: Jid | None = attribute(default=None)
    lang: LanguageTag | None = attribute(name=XML_LANG, default=None)
    colour: Colour | None = attribute(default=None)
    title: str | None = child(default=None)
    notes: tuple[str, ...] = children(name="note")
    evergreen: bool = flag()
    leaf: Leaf | None = child(default=None)
    nest: Model | Unknown | None = payload()


@element(NS)
class Season(Model):
    name: Literal["summer", "winter"] = element_name()
    secret: str | None = attribute(default=None, secret=True)


def tree(xml: str) -> etree._Element:
    return etree.fromstring(xml)


def read_tree(xml: str) -> Model:
    return read(tree(xml), spec_of(Tree))


def canonical(xml: str) -> str:
    return etree.canonicalize(xml, strip_text=True, rewrite_prefixes=True)


FULL = f"""<tree xmlns="{NS}" name="Oak" size="007" big="1" since="2026-01-02T03:04:05Z"
  owner="A@Example.com" xml:lang="de" colour="red" age="old" p:x="1" xmlns:p="urn:p">
  <evergreen/><leaf>l</leaf><title>t</title><note>a</note><other>o</other><note/>
  <bird xmlns="urn:bird"><egg/></bird><leaf>second</leaf></tree>"""


def test_each_kind_of_place_is_read():
    oak = read_tree(FULL)

    assert (oak.name, oak.size, oak.big) == ("Oak", 7, True)
    assert oak.since == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert oak.owner == Jid("a@example.com")
    assert (oak.lang, oak.colour) == ("de", Colour.RED)
    assert (oak.title, oak.notes, oak.evergreen) == ("t", ("a", ""), True)
    assert oak.leaf == Leaf(text="l")


def test_what_no_place_takes_is_kept_and_written_back():
    oak = read_tree(FULL)

    assert dict(oak.extra.attributes) == {"age": "old", "{urn:p}x": "1"}
    assert canonical(write(oak)) == canonical(FULL)
    assert read_tree(write(oak)) == oak


@element(NS, "safe")
class Safe(Model):
    pin: int | None = attribute(default=None, secret=True)
    since: datetime | None = attribute(default=None, secret=True)
    lang: LanguageTag | None = attribute(default=None, secret=True)
    colour: Colour | None = attribute(default=None, secret=True)
    owner: Jid | None = attribute(default=None, secret=True)
    notes: tuple[str, ...] = children(name="note", secret=True)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("pin", 31415926535),
        ("since", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("lang", "de-abcdefgh-ijklmnop"),
        ("colour", Colour.GREEN),
        ("owner", Jid("juliet@capulet.example")),
        ("notes", ("wherefore art thou",)),
    ],
)
def test_a_secret_of_any_type_is_masked(field, value):
    safe = Safe(**{field: value})
    (written,) = value if isinstance(value, tuple) else [str(value)]

    assert written not in repr(safe)
    assert written not in json.dumps(to_dict(safe))
    assert "characters)" in repr(safe)
    assert "characters)" in json.dumps(to_dict(safe))


@pytest.mark.parametrize("field", ["pin", "since", "lang", "colour"])
def test_what_is_wrong_with_a_secret_in_json_is_said_without_it(field):
    with pytest.raises(DataError) as caught:
        from_dict({field: "correct horse battery"}, Safe)

    assert "correct horse" not in str(caught.value)
    assert "corr…(21 characters)" in str(caught.value)


@pytest.mark.parametrize("field", ["pin", "since", "colour", "lang", "owner", "notes"])
@pytest.mark.parametrize("secret", [31415926535, 3.1415926535])
def test_a_number_that_was_given_for_a_secret_is_not_quoted(field, secret):
    given = (secret,) if field == "notes" else secret
    if (field, secret) == ("pin", 31415926535):
        given = 31415926535 << 4000  # an int is allowed there, but not as long a one
    for make in (lambda: Safe(**{field: given}), lambda: from_dict({field: given}, Safe)):
        with pytest.raises(PushStanzaError) as caught:
            make()

        assert "1415926" not in str(caught.value)


@pytest.mark.parametrize("field", ["pin", "since", "lang", "colour"])
def test_a_secret_that_cannot_be_read_is_not_quoted(field):
    with pytest.raises(ReadError) as caught:
        read(tree(f"<safe xmlns='{NS}' {field}='correct horse battery'/>"), spec_of(Safe))

    assert "corr…(21 characters)" in str(caught.value)
    assert "correct horse" not in str(caught.value)


def test_a_member_of_an_enumeration_is_read_of_json_by_its_value():
    assert from_dict({"name": "Oak", "colour": "red"}, Tree).colour is Colour.RED
    with pytest.raises(DataError) as caught:
        from_dict({"name": "Oak", "colour": "gren"}, Tree)

    assert str(caught.value) == (
        "colour: expected 'red' or 'green', not 'gren'; did you mean 'green'?"
    )
    assert caught.value.expected == ("red", "green")


def test_a_changed_value_is_not_written_in_its_old_spelling():
    oak = attrs.evolve(read_tree(FULL), size=8)

    assert 'size="8"' in write(oak)
    assert 'big="1"' in write(oak)


def test_children_that_were_added_follow_those_whose_order_was_kept():
    form = read(
        tree("<x xmlns='jabber:x:data' type='form'><field var='a'/><title>t</title></x>"),
        spec_of(Form),
    )
    longer = attrs.evolve(form, fields=(*form.fields, Field(var="b")))

    assert write(longer).endswith('<field var="a"/><title>t</title><field var="b"/></x>')


def test_a_second_payload_is_kept():
    iq = "<iq xmlns='jabber:client' type='get' id='1'><a xmlns='urn:a'/><b xmlns='urn:b'/></iq>"
    found = read(tree(iq), spec_of(Iq))

    assert found.payload.tag == "{urn:a}a"
    assert [each.tag for each in found.extra.children] == ["{urn:b}b"]
    assert canonical(write(found)) == canonical(iq)


def test_known_payloads_are_models_wherever_they_stand():
    message = "<message xmlns='jabber:client'><disable xmlns='urn:xmpp:push:0' jid='p'/></message>"

    assert read(tree(message), spec_of(Message)).payloads == (Disable(jid=Jid("p")),)


def test_all_faults_are_gathered():
    element_ = tree(
        f"<tree xmlns='{NS}' size='x' big='maybe' since='now' colour='blue' xml:lang='?'>"
        "stray<note><b/></note></tree>"
    )
    with pytest.raises(ReadError) as caught:
        read(element_, spec_of(Tree))

    assert [(fault.place and fault.place.field) for fault in caught.value.faults] == [
        "size", "big", "since", "colour", "lang", None, "name",
    ]  # fmt: skip
    assert all(fault.element is not None for fault in caught.value.faults)
    assert "'size' of <tree>: 'x' is not an integer" in str(caught.value)
    assert "<tree> has no attribute 'name'" in str(caught.value)


def test_faults_stop_nobody_who_reads_on():
    found, faults = read_with_faults(tree(f"<tree xmlns='{NS}' size='x'/>"), spec_of(Tree))

    assert (found.size, found.name, len(faults)) == ("x", None, 2)
    assert write(found) == f'<tree xmlns="{NS}" size="x"/>'


def test_a_word_that_is_not_listed_is_a_fault_but_stays():
    found, faults = read_with_faults(
        tree("<error xmlns='jabber:client' type='fatal'/>"), spec_of(StanzaError)
    )

    assert found.type == "fatal"
    assert "'fatal' is not one of auth, cancel" in faults[0].message


def test_a_model_of_several_elements_knows_which_it_is():
    winter = read(tree(f"<winter xmlns='{NS}'/>"), spec_of(Season))

    assert winter == Season(name="winter")
    assert write(winter) == f'<winter xmlns="{NS}"/>'
    assert spec_of(PubsubError).tags[0].endswith("pubsub#errors}closed-node")


def test_repr_is_the_constructor_call():
    enable = Enable(
        jid=Jid("push.example.com"),
        form=Form(type="submit", fields=(Field(var="service", values=("fcm",)),)),
        extra=Extra(attributes=(("away", "true"),), children=(Unknown("<a xmlns='urn:a'/>"),)),
    )

    assert eval(repr(enable)) == enable  # noqa: S307 - that is what it promises


def test_secrets_are_masked_in_repr():
    token = "f53e9421ce50211670eae679f02e8d28"
    field = Field(var="device_id", values=(token,))

    assert token not in repr(field)
    assert repr(field) == "Field(var='device_id', values=('f53e…(32 characters)',))"
    assert "hunter2" not in repr(Season(name="winter", secret="hunter2"))


def test_models_are_frozen_hashable_and_copied():
    disable = Disable(jid=Jid("p"))

    with pytest.raises(AttributeError):
        disable.jid = None
    assert {disable: 1}[copy.deepcopy(disable)] == 1
    assert attrs.evolve(disable, node="n") != disable
    assert disable != "disable"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Enable(jid=b"push.example.com"), "Enable.jid must be a Jid"),
        (lambda: Iq(type="gett", id="1"), "'gett', not one of error, get"),
        (lambda: Iq(type="get", id="\0"), "a character that XML does not allow"),
        (lambda: Iq(type="get", id=1), "Iq.id must be a str"),
        (lambda: Items(max_items=True), "Items.max_items must be an int"),
        (lambda: Retract(notify="yes"), "Retract.notify must be a bool"),
        (lambda: Form(type="submit", fields=("a",)), "Form.fields[0] must be a Field"),
        (lambda: Iq(type="get", id="1", lang="?"), "not a language tag"),
        (lambda: Message(payloads=("<a/>",)), "must be a model or an Unknown"),
        (
            lambda: Message(payloads=(Iq(type="get", id="1"),)),
            "it has a place of its own, or is not allowed here",
        ),
    ],
)
def test_wrong_values_are_refused_with_a_sentence(make, message):
    with pytest.raises(
        (TypeError, ValueError), match="Iq|Enable|Items|Retract|Form|Message|tag"
    ) as caught:
        make()
    assert message in str(caught.value)


def test_unknown_elements_are_kept_as_canonical_xml():
    one = Unknown("<a  xmlns='urn:a' c='1' b='2'/>")

    assert one == Unknown('<a b="2" c="1" xmlns="urn:a"></a>')
    assert (one.namespace, one.name, one.tag) == ("urn:a", "a", "{urn:a}a")
    assert Unknown("<a/>").namespace == ""
    assert 'xmlns=""' in Unknown("<a b='1'/>").xml


@pytest.mark.parametrize("xml", ["<a", "", "<a/><b/>", "<!DOCTYPE a><a/>"])
def test_an_unknown_element_is_one_well_formed_element(xml):
    with pytest.raises(UnknownElementError):
        Unknown(xml)


def test_wrong_declarations_are_refused():
    with pytest.raises(DeclarationError, match="already declared"):
        element("urn:xmpp:push:0", "enable")(type("Again", (Model,), {}))
    with pytest.raises(DeclarationError, match="no codec"):

        @element(NS, "odd")
        class Odd(Model):
            value: complex = attribute()

    for annotation in (list[Leaf], set[Leaf], list[complex]):  # what can be changed is no value
        several = type(
            "Several", (Model,), {"leaves": children(), "__annotations__": {"leaves": annotation}}
        )
        with pytest.raises(DeclarationError, match="Several.leaves: no codec for"):
            element(NS, "several")(several)

    with pytest.raises(DeclarationError, match="does not declare its place"):

        @element(NS, "plain")
        class Plain(Model):
            value: str

    with pytest.raises(DeclarationError, match="needs a name"):
        element(NS)(type("Nameless", (Model,), {}))
    with pytest.raises(DeclarationError, match="not declared"):
        spec_of(str)


@pytest.mark.parametrize("codec", CODECS.values(), ids=lambda codec: codec.name)
@given(data=st.data())
def test_what_a_codec_writes_it_reads(codec, data):
    values = {
        str: st.text(),
        int: st.integers(),
        bool: st.booleans(),
        datetime: st.datetimes(timezones=st.just(UTC)),
        Jid: st.just(Jid("a@b/c")),
    }
    value = data.draw(values[codec.type])

    written = codec.write(value) if codec.write else value
    assert (codec.read(written) if codec.read else written) == value


@pytest.mark.parametrize(
    "cls", [cls for cls in declared() if cls.__module__.startswith("pushstanza")]
)
@given(data=st.data())
def test_what_a_model_writes_it_reads(cls, data):
    value = data.draw(models(cls))

    written = write(value)
    assert read(etree.fromstring(written), spec_of(cls)) == value
    held = repr(to_dict(value, show_secrets=True))
    assert "\n" not in written or "&#10;" in written or "\\n" in held


def test_payloads_declares_a_place_for_the_rest():
    @element(NS, "bag")
    class Bag(Model):
        things: tuple[Model | Unknown, ...] = payloads()

    bag = read(tree(f"<bag xmlns='{NS}'><a xmlns='urn:a'/></bag>"), spec_of(Bag))
    assert bag == Bag(things=[Unknown("<a xmlns='urn:a'/>")])


@pytest.mark.parametrize(
    "xml",
    [
        "<x xmlns='jabber:x:data' type='form'><title>a</title><title>b</title><field var='f'/></x>",
        "<x xmlns='jabber:x:data' type='form'><odd/><field var='f'/><title>b</title><odd xmlns='u'/></x>",
        "<iq xmlns='jabber:client' type='error' id='1'><error type='wait'/><a xmlns='u:a'/><b xmlns='u:b'/></iq>",
        "<iq xmlns='jabber:client' type='error' id='1'><a xmlns='u:a'/><error type='wait'/></iq>",
        "<message xmlns='jabber:client'><a xmlns='u:a'/><body/><odd/><b xmlns='u:b'/><body xml:lang='de'>x</body></message>",
        "<field xmlns='jabber:x:data'><required> </required><value/><required/><desc/></field>",
        "<enable xmlns='urn:xmpp:push:0' jid='P.example' away='true'><e xmlns='tigase:push:encrypt:0'>k</e></enable>",
    ],
)
def test_any_order_survives(xml):
    spec = REGISTRY[etree.fromstring(xml).tag]
    model, _ = read_with_faults(etree.fromstring(xml), spec)

    assert canonical(write(model)) == canonical(xml)
    assert read_with_faults(etree.fromstring(write(model)), spec)[0] == model
