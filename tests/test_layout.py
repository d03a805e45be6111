"""Stanzas laid out for people, and everything around them as it was."""

import re

import pytest
from conftest import CASES, PLAIN_LOGS, captured
from hypothesis import given
from hypothesis import strategies as st

import pushstanza as ps
from pushstanza.stanzas.format import formatted
from pushstanza.testing import models, stanzas

FILES = [
    *PLAIN_LOGS,
    CASES / "tutorial-page.txt",
    *sorted((CASES / "captures").iterdir()),
    *sorted((CASES / "tutorial").iterdir()),
]
DAMAGED = {"mongooseim_logfmt.log", "prosody_toptag.log", "tutorial-page.txt"}

ENABLE = "<enable xmlns='urn:xmpp:push:0' jid='p'/>"
IQ = f"<iq type='set' id='1'>{ENABLE}</iq>"
LAID_OUT = '<iq type="set" id="1">\n  <enable xmlns="urn:xmpp:push:0" jid="p"/>\n</iq>'


def indented(text, margin):
    return text.replace("\n", f"\n{margin}")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (IQ, LAID_OUT),
        (f"{IQ}\n", f"{LAID_OUT}\n"),
        (f"\n\n{IQ}\n\n\n", f"\n\n{LAID_OUT}\n\n\n"),
        (f"{IQ}\n{IQ}", f"{LAID_OUT}\n{LAID_OUT}"),
        (LAID_OUT, LAID_OUT),
        ("<message><body>Hi!</body></message>", "<message>\n  <body>Hi!</body>\n</message>"),
        ("<iq   type='get'\n     id='1'  />", '<iq type="get" id="1"/>'),
        ("<iq type='get' id='1'></iq>", '<iq type="get" id="1"/>'),
        (
            "<disable xmlns='urn:xmpp:push:0'  jid='p'><a xmlns='u'/></disable>",
            '<disable xmlns="urn:xmpp:push:0" jid="p">\n  <a xmlns="u"/>\n</disable>',
        ),
        (
            "<pubsub xmlns='http://jabber.org/protocol/pubsub'><create node='n'/></pubsub>",
            '<pubsub xmlns="http://jabber.org/protocol/pubsub">\n  <create node="n"/>\n</pubsub>',
        ),
    ],
)  # fmt: skip
def test_a_stanza_is_laid_out(text, expected):
    assert formatted(text) == expected


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        ("Send this:\n\n", "\n\nand wait.\n"),
        ("# Enable\n\n```xml\n", "\n```\n"),
        ("<?xml version='1.0' encoding='UTF-8'?>\n", "\n"),
        ("\ufeff", "\n"),
        ("<!-- an enable -->\n", "\n<!-- the end -->"),
        ("ä𝄞\r\n\x0c\n", "\r\n\u2028 \t"),
        ("a < b && c > d\n", "\n</iq>"),
        ("<stream:stream xmlns:stream='http://etherx.jabber.org/streams'>\n", "\n"),
        ("<presence><priority>1</priority></presence>\n", "\n<a  b = 'c'/>"),
    ],
)
def test_what_stands_around_stays_as_it_is(before, behind):
    assert formatted(f"{before}{IQ}{behind}") == f"{before}{LAID_OUT}{behind}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no stanza",
        "<html><p>An <b>element</b></p></html>",
        "<presence><priority>1</priority></presence>",
        "<query xmlns='jabber:iq:roster'><item  jid='a@b'/></query>",
        f"Send {IQ} and wait.",
        f"12:00:01 RECV {IQ}",
        f"{IQ} is an enable",
        "The <enable/> in an <iq> asks for it.",
        "<iq xmlns='jabber:server'  type='get' id='1'/>",
        "<c:iq xmlns:c='jabber:client'  type='get' id='1'/>",
    ],
)
def test_what_cannot_be_laid_out_stays_as_it_is(text):
    assert formatted(text) == text


@pytest.mark.parametrize("margin", ["  ", "\t", "        ", " \t "])
@pytest.mark.parametrize("before", ["", "Send:\n\n", "Send:\r\n"])
def test_it_is_indented_as_its_first_line_is(before, margin):
    assert formatted(f"{before}{margin}{IQ}\n") == f"{before}{margin}{indented(LAID_OUT, margin)}\n"


def test_lines_end_as_they_did():
    text = f"Send:\r\n{IQ}\r\n".replace("><", ">\r\n<")

    assert formatted(text) == "Send:\r\n" + LAID_OUT.replace("\n", "\r\n") + "\r\n"


def test_a_namespace_is_declared_where_it_was():
    declared = IQ.replace("<iq", "<iq xmlns='jabber:client'")

    assert formatted(declared) == LAID_OUT.replace("<iq", '<iq xmlns="jabber:client"')
    assert "jabber:client" not in formatted(IQ)


@pytest.mark.parametrize(
    "body",
    [
        "a<![CDATA[<b>&amp;]]>c",
        "<![CDATA[]]>",
        "&lt;&gt;&amp;&quot;&apos;&#13;&#x1D11E;",
        "  two\n    lines, with\ttabs\n",
        "\n",
        " ",
        "]]&gt;",
    ],
)
@pytest.mark.parametrize("margin", ["", "    "])
def test_no_value_is_touched(body, margin):
    text = f"{margin}<message to='a&amp;&lt;&#10;b@c'><body>{body}</body></message>\n"

    assert ps.parse(formatted(text), validate=False) == ps.parse(text, validate=False)
    assert formatted(formatted(text)) == formatted(text)


FORM = "<x xmlns='jabber:x:data' type='submit'><field var='a'><value>1</value></field></x>"


@pytest.mark.parametrize(
    "inside",
    [
        f"<enable xlmns='urn:xmpp:push:0' jid='p' node='n'>{FORM}</enable>",
        "<enable jid='p' node='n'/>",
        "<p:enable xmlns:p='urn:xmpp:push:0' jid='p' node='n'/>",
        "<enable xmlns='urn:xmpp:push:0' xmlns:q='urn:q' jid='p' q:a='1'/>",
        "<enable xmlns='urn:xmpp:push:0' jid='p'><x xmlns=''/></enable>",
        f"<enable xmlns='urn:xmpp:push:0' jid='p'><b><c/></b>{FORM}{FORM}</enable>",
        f"<a xmlns='urn:a'><b/></a>{FORM}",
        f"{FORM}{FORM}",
        f"<enable xmlns='urn:xmpp:push:0' jid='p'/><enable xmlns='urn:xmpp:push:0' jid='q'>{FORM}</enable>",
        f"<a xmlns='urn:a' xmlns:x='urn:x'><x:b at='x:c'>{FORM}</x:b><c xmlns='jabber:client'/></a>",
        "<query xmlns='http://jabber.org/protocol/disco#info'><feature var='a' xml:lang='de' b='1'/></query>",
    ],
)  # fmt: skip
@pytest.mark.parametrize("declared", ["", " xmlns='jabber:client'", " xmlns:p='urn:p' p:a='1'"])
def test_names_mean_the_same_and_are_declared_where_they_were(inside, declared):
    text = f"<iq type='set' id='1'{declared}>{inside}</iq>"
    laid_out = formatted(text)

    assert ps.parse(laid_out, validate=False) == ps.parse(text, validate=False)
    assert _declarations(laid_out) == _declarations(text)
    assert formatted(laid_out) == laid_out


def _declarations(text):
    """Return what each start tag of a text declares, and the name that it has there."""
    return [
        (tag[1], sorted(re.findall(r"\sxmlns(?::\w+)?=[\"'][^\"']*", tag[2].replace("'", '"'))))
        for tag in re.finditer(r"<([\w:]+)([^<>]*)>", text)
    ]


def test_a_form_that_the_model_of_an_iq_has_no_place_for_is_not_indented():
    laid_out = formatted((CASES / "form-in-iq.xml").read_text())

    assert "\n  <x xmlns=" in laid_out
    assert '<field var=""><value/></field><field var=""><value/></field>' in laid_out


def test_blanks_in_what_is_not_known_stay():
    text = "<iq type='set' id='1'>\n <a xmlns='urn:a'><b> </b>\n<c/></a></iq>"

    assert '<a xmlns="urn:a"><b> </b>\n<c/></a>' in formatted(text)
    assert ps.parse(formatted(text)) == ps.parse(text)


@pytest.mark.parametrize(
    ("stanza", "line", "column", "message"),
    [
        ("<message><body></message>", 3, 10, "<body> has no end tag; </message> comes first"),
        ("<iq type='get id='1'/>", 3, 10, "the value of 'type' has no closing quote"),
        ("<iq type='get' id='1'>\n<!-- c --></iq>", 4, 1, "a comment or processing instruction"),
        ("<iq type='get' id='1'><?p i?></iq>", 3, 23, "a comment or processing instruction"),
        ("<message><body>&nbsp;</body></message>", 3, 16, "the entity &nbsp; is not one of"),
        ("<message><body>\0</body></message>", 3, 16, "the character U+0000 is not allowed"),
        ("<iq type='get' id='1'><!DOCTYPE a></iq>", 3, 23, "a document type declaration"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(stanza, line, column, message):
    text = f"{IQ}\n\n{stanza}\n"
    with pytest.raises(ps.XmlError) as caught:
        formatted(text)

    assert caught.value.reason.startswith(message)
    assert (caught.value.span.line, caught.value.span.column) == (line, column)
    assert str(caught.value).startswith(f"line {line}, column {column}: {message}")


def test_a_document_type_is_refused_where_the_text_is_one_document():
    with pytest.raises(ps.XmlError, match="document type"):
        formatted(f"<!DOCTYPE iq>\n{IQ}")


def test_what_is_nested_too_deep_is_refused():
    deep = f"<a xmlns='urn:a'>{'<b>' * 1000}{'</b>' * 1000}</a>"

    with pytest.raises(ps.XmlError, match="too deep"):
        formatted(f"<iq type='get' id='1'>{deep}</iq>")


@pytest.mark.parametrize(
    ("stanza", "message"),
    [
        ("<message type='odd'><body/></message>", "'odd' is not one of chat"),
        ("<iq type='get' id='1'>text</iq>", "<iq> has text between its child elements"),
        ("<iq type='get'/>", "<iq> has no attribute 'id'"),
    ],
)
def test_what_no_model_can_hold_is_refused(stanza, message):
    with pytest.raises(ps.ReadError, match=message):
        formatted(stanza)


def test_real_stanzas_are_laid_out_once_and_stay_equal(real_stanza):
    laid_out = formatted(real_stanza)

    assert formatted(laid_out) == laid_out
    assert ps.parse(laid_out) == ps.parse(real_stanza)
    assert laid_out.strip() == ps.serialize(
        ps.parse(real_stanza),
        pretty=True,
        namespace="" if "jabber:client" in real_stanza.partition(">")[0] else "jabber:client",
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_logs_and_pages_are_laid_out_once_or_refused(path):
    text = path.read_bytes().decode()

    if path.name in DAMAGED:
        with pytest.raises(ps.XmlError, match="line 1"):
            formatted(text)
    else:
        assert formatted(formatted(text)) == formatted(text)


def test_of_a_page_the_blocks_of_code_are_laid_out():
    stanza = '<iq type="get" id="1"><query xmlns="http://jabber.org/protocol/disco#info"/></iq>'
    page = f"Send an\n<iq>\nor <message to='you'> & wait:\r\n\n```xml\n{stanza}\n```\n\u00a0"

    assert formatted(page, "a.md") == page.replace(stanza, formatted(stanza))
    assert formatted(page.replace("```xml", "```"), "a.md").startswith("Send an\n<iq>\nor")


def test_what_is_written_with_escapes_is_left_alone():
    for name, text in [
        ("a.py", 'A = "<iq type=\\"get\\" id=\\"1\\"><a/></iq>"\n'),
        ("a.json", '[\n"<iq>"\n]\n'),
    ]:
        assert formatted(text, name) == text


def test_captures_are_laid_out_each_behind_its_comment():
    text = "\n".join(
        f"<!-- {i} -->\n{each}" for i, each in enumerate(captured("prosody-0.12.xml.txt"))
    )
    laid_out = formatted(text)

    assert laid_out.count("<!-- ") == text.count("<!-- ")
    assert list(ps.parse_many(laid_out, comments=True)) == list(ps.parse_many(text, comments=True))


MARGINS = st.sampled_from(["", "  ", "\t", "Send:\n\n  ", "\ufeff", "a\r\n\t", "<!-- c -->\n"])
NAMESPACES = st.sampled_from(["", "jabber:client"])


@given(stanzas(), MARGINS, NAMESPACES, st.sampled_from(["", "\n", "\r\nb", "\n<!-- c -->"]))
def test_what_is_laid_out_is_equal_and_is_not_laid_out_again(stanza, before, namespace, behind):
    text = f"{before}{ps.serialize(stanza, namespace=namespace)}{behind}"
    laid_out = formatted(text)

    assert formatted(laid_out) == laid_out
    assert laid_out.startswith(before)
    assert laid_out.endswith(behind)
    inside = laid_out[len(before) : len(laid_out) - len(behind)]
    assert ps.parse(inside, validate=False) == stanza


@given(models(ps.Message), MARGINS)
def test_what_was_laid_out_otherwise_is_laid_out_the_same(stanza, before):
    plain = formatted(f"{before}{ps.serialize(stanza)}")

    assert formatted(f"{before}{ps.serialize(stanza, pretty=True)}") == plain
