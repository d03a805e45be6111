"""What the constructors of models and of what they keep refuse, in whole sentences."""

from types import NoneType
from typing import get_args

import attrs
import pytest
from hypothesis import given, settings

import pushstanza as ps
from pushstanza.binding import declared
from pushstanza.testing import models

NO_ATTRIBUTE = " is not a valid XML attribute"
ONE_ELEMENT = "expected one well-formed element: "


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: ps.Extra(attributes=[("a", "b"), ("a", "c")]), "the attribute 'a' is there twice"),
        (lambda: ps.Extra(attributes=[("xmlns", "b")]), f"'xmlns'{NO_ATTRIBUTE}"),
        (lambda: ps.Extra(attributes=[("a b", "b")]), f"'a b'{NO_ATTRIBUTE}"),
        (lambda: ps.Extra(attributes=[("", "b")]), f"''{NO_ATTRIBUTE}"),
        (lambda: ps.Extra(attributes=[("{}a", "b")]), f"'{{}}a'{NO_ATTRIBUTE}"),
        (lambda: ps.Extra(attributes=[("{http://www.w3.org/2000/xmlns/}a", "b")]),
         f"'{{http://www.w3.org/2000/xmlns/}}a'{NO_ATTRIBUTE}"),
        (lambda: ps.Extra(attributes=[("{urn:x}a:b", "b")]), f"'{{urn:x}}a:b'{NO_ATTRIBUTE}"),
        (lambda: ps.Extra(attributes=[("{urn:\x01}a", "b")]), f"'{{urn:\\x01}}a'{NO_ATTRIBUTE}"),
        (lambda: ps.Extra(attributes=[("a:b", "b")]), f"'a:b'{NO_ATTRIBUTE}"),
        (lambda: ps.Extra(attributes=[("1a", "b")]), f"'1a'{NO_ATTRIBUTE}"),
        (lambda: ps.Extra(attributes=[("a", "\x01")]), f"'a'{NO_ATTRIBUTE}"),
        (lambda: ps.Extra(attributes=["ab"]), "Extra.attributes[0] must be a pair of texts, not 'ab'"),
        (lambda: ps.Extra(attributes=[("a", "b"), ("a", 1)]), "Extra.attributes[1] must be a pair of texts, not a tuple"),
        (lambda: ps.Extra(attributes=[("a", "b", "c")]), "Extra.attributes[0] must be a pair of texts, not a tuple"),
        (lambda: ps.Extra(attributes="ab"), "Extra.attributes must be a tuple of values, not 'ab'"),
        (lambda: ps.Extra(children=["<a/>"]), "Extra.children[0] must be an Unknown, not '<a/>'"),
        (lambda: ps.Extra(order=["a"]), "Extra.order[0] must be an int, not 'a'"),
        (lambda: ps.Extra(order=[0, True]), "Extra.order[1] must be an int, not True"),
        (lambda: ps.Extra(spellings=[("a",)]), "Extra.spellings[0] must be a pair of texts, not a tuple"),
        (lambda: ps.Unknown("<!DOCTYPE a><a/>"), "an element in a stanza must not have a DOCTYPE (RFC 6120, section 11.1)"),
        (lambda: ps.Unknown(5), "Unknown.xml must be a str, not 5"),
        (lambda: ps.Iq(type="get", id="1", extra=5), "Iq.extra must be an Extra, not 5"),
        (lambda: ps.Iq(type="get", id="1", extra=ps.Extra(attributes=[("to", "a")])),
         "Iq.extra must not contain to: the class has a place for it"),
        (lambda: ps.Iq(typ="get", id="1"), "Iq has no argument 'typ'; did you mean 'type'?"),
        (lambda: ps.Iq(type="get"), "Iq needs 'id'"),
        (lambda: ps.Iq("get", "1"),
         "Iq takes keyword arguments only: type=…, id=…, to=…, from_=…, lang=…, payload=…, error=…, extra=…"),
        (lambda: ps.Iq(type="get", id="1").evolve(idd="2"), "Iq has no argument 'idd'; did you mean 'id'?"),
        (lambda: ps.Message(bodies=ps.Body(text="a")), "Message.bodies must be a tuple of values, not a Body"),
        (lambda: ps.Message(bodies="a"), "Message.bodies must be a tuple of values, not 'a'"),
        (lambda: ps.Message(bodies=[ps.Body(), 5]), "Message.bodies[1] must be a Body, not 5"),
        (lambda: ps.Enable(jid=5), "Enable.jid must be a Jid, not 5"),
        (lambda: ps.Delay(stamp="x"), "Delay.stamp must be a datetime, not 'x'"),
        (lambda: ps.Iq(type="get", id="1", payload=ps.Body()),
         "Iq.payload must not be a Body: it has a place of its own, or is not allowed here"),
        (lambda: ps.Iq(type="get", id="1", payload=ps.Unknown("<a xmlns='jabber:client'/>")),
         "Iq.payload must not be an Unknown: it has a place of its own, or is not allowed here"),
    ],
)  # fmt: skip
def test_an_argument_is_refused_with_a_sentence(make, sentence):
    with pytest.raises(ps.PushStanzaError) as caught:
        make()
    assert str(caught.value) == sentence
    assert isinstance(caught.value, TypeError | ValueError)


@pytest.mark.parametrize("xml", ["<a", "", "<a/><b/>", "<a><b></a>", "x<a/>", "<a>&x;</a>", "<a b='1' b='2'/>"])  # fmt: skip
def test_what_is_no_element_is_refused_with_what_is_wrong(xml):
    with pytest.raises(ps.PushStanzaError) as caught:
        ps.Unknown(xml)
    assert str(caught.value).startswith(ONE_ELEMENT)
    assert len(str(caught.value)) > len(ONE_ELEMENT)


@pytest.mark.parametrize("name", ["a", "_a", "a.b-c", "é", "{urn:x}a", "{http://www.w3.org/XML/1998/namespace}space"])  # fmt: skip
def test_the_name_of_an_attribute_is_taken_and_comes_back(name):
    extra = ps.Extra(attributes=[(name, "v")])
    iq = ps.Iq(type="get", id="1", extra=extra)

    assert ps.parse(ps.serialize(iq), validate=False) == iq
    assert extra.attributes == ((name, "v"),)


MODELS = sorted(
    (each for each in declared() if each.__module__.startswith("pushstanza.")),
    key=lambda each: each.__name__,
)


@pytest.mark.parametrize("cls", MODELS, ids=lambda cls: cls.__name__)
def test_every_place_of_a_model_refuses_what_it_does_not_hold(cls):
    """An object of another kind, in a tuple, too; ``None`` only where the annotation lists it."""

    @given(models(cls))
    @settings(max_examples=2)
    def every_place_refuses(model):
        for field in attrs.fields(cls):
            wrong = [object()]
            if NoneType not in get_args(field.type):
                wrong.append(None)
            if isinstance(getattr(model, field.name), tuple):
                wrong += [(None,), (object(),)]
            for value in wrong:
                with pytest.raises(
                    ps.WrongTypeError, match=rf"^{cls.__name__}\.{field.name}\b.* must be "
                ):
                    attrs.evolve(model, **{field.name: value})

    every_place_refuses()
