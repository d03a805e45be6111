"""Text to stanza, and back."""

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from conftest import canonical, captured
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

import pushstanza as ps
from pushstanza.binding import REGISTRY, Unknown, declared, write
from pushstanza.reading import source, xsd
from pushstanza.stanzas.parse import prettified
from pushstanza.stanzas.rfc6120 import Condition, Iq, Message
from pushstanza.stanzas.xep0357 import Disable, Enable, Notification
from pushstanza.testing import models, stanzas

VALID = sorted((Path(__file__).parent / "schema_cases" / "valid").glob("**/*.xml"))


def test_real_stanzas_survive(real_stanza):
    stanza = ps.parse(real_stanza)

    assert canonical(ps.serialize(stanza)) == canonical(real_stanza)
    assert ps.parse(ps.serialize(stanza)) == stanza
    assert ps.parse(ps.serialize(stanza, pretty=True)) == stanza
    assert ps.validate(real_stanza) == ps.validate(real_stanza, engine="xmlschema") == []


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_every_valid_case_is_read_and_survives(path):
    found = source.read(path.read_text(), comments=True)
    for element in found.stanzas:
        text = etree.tostring(element, encoding="unicode", with_tail=False)
        spec = REGISTRY.get(element.tag)
        model = spec.read_valid(element, None) if spec else Unknown.of(element)
        written = write(model) if spec else model.xml

        assert canonical(written) == canonical(text)


@pytest.mark.parametrize("read", [str, str.encode, etree.fromstring, ET.fromstring])
def test_text_bytes_and_trees_are_read(read):
    text = "<iq xmlns='jabber:client' type='result' id='1'/>"

    assert ps.parse(read(text)) == Iq(type="result", id="1")


def test_it_is_on_one_line_unless_it_is_for_people():
    disable = Iq(type="set", id="1", payload=Disable(jid=ps.Jid("p")))

    assert ps.serialize(disable) == (
        '<iq xmlns="jabber:client" type="set" id="1">'
        '<disable xmlns="urn:xmpp:push:0" jid="p"/></iq>'
    )
    assert ps.serialize(disable, pretty=True, namespace="jabber:client") == (
        '<iq type="set" id="1">\n  <disable xmlns="urn:xmpp:push:0" jid="p"/>\n</iq>'
    )


def test_laying_out_touches_no_text():
    xml = (
        '<message xmlns="jabber:client"><body> a\nb </body>'
        '<p xmlns="urn:p"><b>two</b> <b>words</b></p></message>'
    )

    assert prettified(xml) == (
        '<message xmlns="jabber:client">\n  <body> a\nb </body>\n  '
        '<p xmlns="urn:p"><b>two</b> <b>words</b></p>\n</message>'
    )


def test_a_server_says_what_is_wrong_with_an_enable():
    reply = ps.parse(captured("ejabberd-23.01.xml.txt")[0])

    assert reply.error.type == "cancel"
    assert reply.error.condition == Condition(name="feature-not-implemented")
    assert reply.error.text == "Enabling push without 'node' attribute is not supported"
    assert reply.payload == Enable(jid=ps.Jid("push.localhost"))


def test_one_stanza_is_one():
    two = "<iq type='result' id='1'/><message/><presence/>"

    with pytest.raises(ps.ParseError, match="expected one stanza, found 3"):
        ps.parse(two)
    assert list(ps.parse_many(two)) == [Iq(type="result", id="1"), Message()]


#: What reads stanzas, and an element that it reads; the options of all are the same.
READERS = [
    (ps.parse, "iq"),
    (ps.parse_iq, "iq"),
    (ps.parse_message, "message"),
    (lambda text, **options: [*ps.parse_many(text, **options)], "message"),
]


@pytest.mark.parametrize(("read", "name"), READERS)
def test_the_options_of_whatever_reads_stanzas(read, name):
    """Each does what it says, and by default a stanza is valid, and as RFC 6120 has it."""
    condition = "<gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
    held = f"<{name} type='error' id='1'><error type='wait'>{condition}</error></{name}>"
    noted = held.replace("<error", "<!-- a --><error")
    invalid = held.replace("</error>", "<a xmlns=''/></error>")

    with pytest.raises(ps.XmlError, match="a comment is not allowed in an XMPP stream"):
        read(noted)
    assert read(noted, comments=True) == read(held)
    with pytest.raises(ps.ValidationError, match="<a> in <error> has no namespace"):
        read(invalid)
    assert read(invalid, validate=False) != read(held)
    assert read(held, limits=ps.Limits(depth=3, elements=3)) == read(held)
    for limits in (ps.Limits(depth=2), ps.Limits(elements=2)):
        with pytest.raises(ps.LimitError):
            read(held, limits=limits)


def test_bare_elements_are_read_as_what_they_are():
    bare = "<notification xmlns='urn:xmpp:push:0'/>"

    assert ps.parse_as(Notification, bare) == Notification()
    assert ps.parse_as(Disable, "<disable xmlns='urn:xmpp:push:0'/>", validate=False).jid is None
    with pytest.raises(ps.ParseError, match="expected <enable>, found <notification>"):
        ps.parse_as(Enable, bare)
    with pytest.raises(ps.ParseError, match="is not an iq or message"):
        ps.parse(bare)
    with pytest.raises(ps.ParseError, match="is not an element of the flow"):
        ps.parse("<presence/>")


def test_violations_are_at_their_places():
    text = "<iq type='set'\n    id='1'>\n  <disable xmlns='urn:xmpp:push:0' jd='p'/>\n</iq>"

    with pytest.raises(ps.ValidationError) as caught:
        ps.parse(text)
    (violation,) = caught.value.violations
    assert (violation.line, violation.column) == (3, 36)
    assert violation.hint == "did you mean 'jid'?"
    assert str(caught.value).startswith("line 3, column 36: attribute 'jd' is not allowed on")
    assert [each.to_dict() for each in ps.validate(text)] == [violation.to_dict()]


def test_a_tree_has_no_places():
    tree = etree.fromstring("<iq xmlns='jabber:client' type='set'/>")

    (violation,) = ps.validate(tree)
    assert (violation.line, violation.column, violation.to_dict()["end_line"]) == (None,) * 3
    with pytest.raises(ps.ValidationError, match="^<iq> is missing the attribute 'id'$"):
        ps.parse(tree)


def test_validating_never_raises_for_bad_xml():
    (finding,) = ps.validate("<iq type='set'>")

    assert (finding.code, finding.line, finding.column) == ("PS001", 1, 1)
    assert finding.message == "<iq> has no end tag; the text ends first"


def test_what_is_not_validated_may_be_odd_but_not_unreadable():
    odd = "<iq type='result' id='1' odd='yes'/>"

    with pytest.raises(ps.ValidationError):
        ps.parse(odd)
    assert ps.parse(odd, validate=False).extra.attributes == (("odd", "yes"),)
    with pytest.raises(ps.ReadError, match="<iq> has no attribute 'type'"):
        ps.parse("<iq id='1'/>", validate=False)


FRAGMENTS = st.lists(
    st.sampled_from(
        [
            "<iq",
            "</iq>",
            "<message",
            "</message>",
            ">",
            "/>",
            "type='set'",
            "id='1'",
            "xmlns='jabber:client'",
            "<x",
            "</x>",
            "<error",
            "type='wait'/>",
            "<enable",
            "xmlns='urn:xmpp:push:0'",
            "jid='p'",
            "node='",
            "'",
            "<!--",
            "-->",
            "<?x",
            "?>",
            "<![CDATA[",
            "]]>",
            "&amp;",
            "&",
            "&#0;",
            "<!DOCTYPE",
            "x>",
            "xmlns:a='u'",
            "<a:b",
        ]
        + [" ", "\n", "\0", "\ud800", "text", "'", '"']
    ),
    max_size=12,
).map("".join)


@given(text=FRAGMENTS | st.text(), validate=st.booleans(), comments=st.booleans())
def test_any_text_is_read_or_refused(text, validate, comments):
    try:
        found = ps.parse(text, validate=validate, comments=comments)
    except ps.PushStanzaError as error:
        assert str(error)
    else:
        assert isinstance(found, Iq | Message)


@given(data=st.binary())
def test_any_bytes_are_read_or_refused(data):
    try:
        ps.parse(data)
    except ps.PushStanzaError as error:
        assert str(error)


@given(stanza=stanzas())
def test_what_is_written_is_valid_in_both_engines_and_read_again(stanza):
    text = ps.serialize(stanza)

    assert ps.validate(text) == []
    assert ps.validate(text, engine="xmlschema") == []
    assert ps.parse(text) == stanza
    assert ps.parse(ps.serialize(stanza, pretty=True)) == stanza


@pytest.mark.parametrize(
    "cls", [cls for cls in declared() if cls.__module__.startswith("pushstanza")]
)
@given(data=st.data())
def test_every_model_is_valid_where_it_stands(cls, data):
    model = data.draw(models(cls))
    tree = etree.fromstring(ps.serialize(model))

    assert xsd.violations(tree) == []
    assert xsd.violations_by_xmlschema(tree) == []


@pytest.mark.parametrize("pretty", [False, True])
@pytest.mark.parametrize("namespace", ["", "jabber:client"])
def test_what_is_in_the_namespace_around_it_does_not_declare_it_anew(pretty, namespace):
    text = "<iq type='set' id='1'><enable xlmns='u'><a/><b xmlns='urn:b'/></enable></iq>"
    stanza = ps.parse(text, validate=False)
    written = ps.serialize(stanza, pretty=pretty, namespace=namespace)

    assert "<enable xlmns=" in written
    assert written.count("xmlns=") == (1 if namespace else 2)
    assert ps.parse(written, validate=False) == stanza
