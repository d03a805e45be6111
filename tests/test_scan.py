"""The scanner: it sees what lxml sees, and names what lxml refuses."""

from copy import deepcopy
from itertools import pairwise

import pytest
from conftest import CASES, PLAIN_LOGS, work_of
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from pushstanza.reading.scan import KINDS, MOST_DAMAGES, candidates, prolog_end, repair, scan, tree

PAGE = (CASES / "tutorial-page.txt").read_text()
PARSER = etree.XMLParser(resolve_entities=False, no_network=True)

# The kinds that only the reader of `source` finds.
OF_THE_READER = {
    "comment",
    "no-element",
    "not-utf-8",
    "not-well-formed",
    "other-encoding",
    "processing-instruction",
    "text-outside",
}


def found(text, start=0, end=None):
    """Return the kind of each damage, and the text that it points at."""
    damages = scan(text, start, end).damages
    return [(each.kind, text[each.offset : each.end_offset]) for each in damages]


def accepted(text):
    """Return the tree of a text that lxml accepts, or nothing."""
    try:
        root = etree.fromstring(text.encode(), PARSER)
    except (etree.XMLSyntaxError, UnicodeEncodeError):
        return None
    return None if root.getroottree().docinfo.doctype else root


def is_document(found_scan):
    return len(found_scan.roots) == 1 and not found_scan.outside and not found_scan.damages


# ---- what is wrong -----------------------------------------------------------------------------

# A text, what is wrong with it and where, and the text as it is repaired.
DAMAGED = [
    # start tags
    ("<iq type='set'", [("start-tag-not-closed", "<iq type='set'")], "<iq type='set'/>"),
    ("<iq", [("start-tag-not-closed", "<iq")], "<iq/>"),
    ("<iq/", [("start-tag-not-closed", "<iq/")], "<iq/>"),
    ("<iq><a/<b/></iq>", [("start-tag-not-closed", "<a/")], "<iq><a/><b/></iq>"),
    ("<iq><a b='1'</iq>", [("start-tag-not-closed", "<a b='1'")], "<iq><a b='1'/></iq>"),
    ("<iq><a b='1'</a></iq>", [("start-tag-not-closed", "<a b='1'")], "<iq><a b='1'></a></iq>"),
    ("<iq to='a'<b/></iq>", [("start-tag-not-closed", "<iq to='a'")], "<iq to='a'><b/></iq>"),
    (
        "<body xml:lang='de' Guten Tag</body>",
        [("start-tag-not-closed", "<body xml:lang='de'")],
        "<body xml:lang='de'> Guten Tag</body>",
    ),
    (
        "<x><a\n<b/></x>",
        [("start-tag-not-closed", "<a"), ("end-tag-missing", "<a")],
        "<x><a>\n<b/></a></x>",
    ),
    # start tags where an end tag was meant, and the other way round
    (
        "<f><value>x<value></f>",
        [("start-tag-for-end-tag", "<value>")],
        "<f><value>x</value></f>",
    ),
    ("<f><value><value></f>", [("start-tag-for-end-tag", "<value>")], "<f><value></value></f>"),
    ("<value>x<value>", [("start-tag-for-end-tag", "<value>")], "<value>x</value>"),
    (
        "<f><v>1<v><v>2</v></f>",
        [("start-tag-for-end-tag", "<v>")],
        "<f><v>1</v><v>2</v></f>",
    ),
    (
        "<f><v>1<v>2</v></f>",
        [("end-tag-missing", "<v>")],
        "<f><v>1</v><v>2</v></f>",
    ),
    (
        "<f><v>1<v>2</f>",
        [("end-tag-missing", "<v>"), ("end-tag-missing", "<v>")],
        "<f><v>1</v><v>2</v></f>",
    ),
    (
        "<f></value>x</value></f>",
        [("end-tag-for-start-tag", "</value>")],
        "<f><value>x</value></f>",
    ),
    # end tags
    ("<iq>", [("end-tag-missing", "<iq>")], "<iq></iq>"),
    ("<iq>text \n", [("end-tag-missing", "<iq>")], "<iq>text</iq>"),
    ("<iq><a></iq>", [("end-tag-missing", "<a>")], "<iq><a></a></iq>"),
    ("<iq><a><b></iq>", [("end-tag-missing", "<a>"), ("end-tag-missing", "<b>")], None),
    ("<iq></a></iq>", [("end-tag-unexpected", "</a>")], "<iq></iq>"),
    ("<iq/></iq>", [("end-tag-unexpected", "</iq>")], "<iq/>"),
    ("</iq>", [("end-tag-unexpected", "</iq>")], None),
    ("<value>x</vlaue>", [("end-tag-misspelt", "</vlaue>")], "<value>x</value>"),
    ("<value>x</valu>", [("end-tag-misspelt", "</valu>")], "<value>x</value>"),
    ("<value>x</values>", [("end-tag-misspelt", "</values>")], "<value>x</value>"),
    ("<value>x</vxalue>", [("end-tag-misspelt", "</vxalue>")], "<value>x</value>"),
    ("<value>x</velue>", [("end-tag-misspelt", "</velue>")], "<value>x</value>"),
    ("<IQ></iq>", [("end-tag-misspelt", "</iq>")], "<IQ></IQ>"),
    ("<a:b xmlns:a='u'></b>", [("end-tag-misspelt", "</b>")], "<a:b xmlns:a='u'></a:b>"),
    ("<value>x</>", [("end-tag-misspelt", "</>")], "<value>x</value>"),
    (
        "<field><value>x</feild>",
        [("end-tag-missing", "<value>"), ("end-tag-misspelt", "</feild>")],
        "<field><value>x</value></field>",
    ),
    (
        "<iq></qi>",
        [("end-tag-missing", "<iq>"), ("end-tag-unexpected", "</qi>")],
        "<iq></iq>",
    ),
    (
        "<value></volume>",
        [("end-tag-missing", "<value>"), ("end-tag-unexpected", "</volume>")],
        "<value></value>",
    ),
    ("<iq></iq", [("end-tag-not-closed", "</iq")], "<iq></iq>"),
    ("<x><iq></iq</x>", [("end-tag-not-closed", "</iq")], "<x><iq></iq></x>"),
    ("<b><i>x</b></i>", [("end-tags-crossed", "</i>")], "<b><i>x</i></b>"),
    (
        "<a><b><c></a></b></c>",
        [("end-tags-crossed", "</b>"), ("end-tags-crossed", "</c>")],
        "<a><b><c></c></b></a>",
    ),
    (
        "<r><b><i>x</b>y</i></r>",
        [("end-tag-missing", "<i>"), ("end-tag-unexpected", "</i>")],
        "<r><b><i>x</i></b>y</r>",
    ),
    ("<b><i x='1'</b></i>", [("start-tag-not-closed", "<i x='1'")], "<b><i x='1'/></b>"),
    # blanks and strays in tags
    ("< iq type='a'/>", [("misplaced-blank", "< iq")], "<iq type='a'/>"),
    ("<iq>< /iq>", [("misplaced-blank", "< /iq>")], "<iq></iq>"),
    ("<iq></ iq>", [("misplaced-blank", "</ iq>")], "<iq></iq>"),
    ("<iq/ >", [("misplaced-blank", "/ >")], "<iq/>"),
    ("<iq></iq to='x'>", [("stray-character", " to='x'")], "<iq></iq>"),
    ("<iq @ to='x'/>", [("stray-character", "@")], "<iq   to='x'/>"),
    ("<iq ='x' to='y'/>", [("stray-character", "=")], None),
    ("<iq / to='x'/>", [("stray-character", "/")], None),
    ("<iq>a < b</iq>", [("stray-less-than", "<")], "<iq>a &lt; b</iq>"),
    ("<iq><<< b</iq>", [("stray-less-than", "<<<")], "<iq>&lt;&lt;&lt; b</iq>"),
    ("<iq><<<<<b/></iq>", [("stray-less-than", "<<<<")], "<iq>&lt;&lt;&lt;&lt;<b/></iq>"),
    ("<iq></ </iq>", [("stray-less-than", "<")], "<iq>&lt;/ </iq>"),
    ("<iq><!</iq>", [("stray-less-than", "<")], "<iq>&lt;!</iq>"),
    # attributes
    ("<a b=c/>", [("attribute-without-quotes", "c")], "<a b='c'/>"),
    ("<a b=http://x/y>t</a>", [("attribute-without-quotes", "http://x/y")], None),
    ("<a b/>", [("attribute-without-value", "b")], "<a b=''/>"),
    ("<a b= />", [("attribute-without-value", "b=")], "<a b='' />"),
    (
        "<a some text d='1'/>",
        [("start-tag-not-closed", "<a"), ("end-tag-missing", "<a")],
        "<a> some text d='1'/></a>",
    ),
    (
        "<a b c/>",
        [("attribute-without-value", "b"), ("attribute-without-value", "c")],
        "<a b='' c=''/>",
    ),
    ("<a b d='1'/>", [("attribute-without-value", "b")], "<a b='' d='1'/>"),
    ("<a b'c'/>", [("attribute-without-equals", "b")], "<a b='c'/>"),
    ('<a b:"c"/>', [("attribute-without-equals", "b")], "<a b='c'/>"),
    ("<a b='1'c='2'/>", [("missing-blank", "c")], "<a b='1' c='2'/>"),
    ("<a b='1\n2'c='2'/>", [("missing-blank", "c")], "<a b='1\n2' c='2'/>"),
    ("<a b='1' b='2'/>", [("duplicate-attribute", "b='2'")], "<a b='1' />"),
    (
        "<a b=1 b=2/>",
        [
            ("attribute-without-quotes", "1"),
            ("duplicate-attribute", "b=2"),
            ("attribute-without-quotes", "2"),
        ],
        "<a b='1' />",
    ),
    ("<a b='1/>", [("quote-missing", "'1")], "<a b='1'/>"),
    ("<a b='1>x</a>", [("quote-missing", "'1")], "<a b='1'>x</a>"),
    ("<a b='1'><c d='2></c></a>", [("quote-missing", "'2")], "<a b='1'><c d='2'></c></a>"),
    ("<a b='1>don't</a>", [("quote-missing", "'1")], "<a b='1'>don't</a>"),
    ("<a b='1 c='2'/>", [("quote-missing", "'1")], "<a b='1' c='2'/>"),
    ("<a b='1\n c='2'/>", [("quote-missing", "'1")], "<a b='1'\n c='2'/>"),
    ('<a b="1\n<c/></a>', [("quote-missing", '"1'), ("start-tag-not-closed", '<a b="1')], None),
    ("<a b=1'/>", [("quote-missing", "1")], "<a b='1'/>"),
    ("<a b='1\" c='2'/>", [("quotes-differ", "'1\"")], "<a b='1' c='2'/>"),
    ("<a b='o'brien'/>", [("quote-in-value", "'")], '<a b="o\'brien"/>'),
    ('<a b="say "x" now"/>', [("quote-in-value", '"')], "<a b='say \"x\" now'/>"),
    ("<a b=''x''/>", [("quote-in-value", "'")], "<a b='x'/>"),
    ("<a b='<c>'/>", [("stray-less-than", "<")], "<a b='&lt;c>'/>"),
    ("<a b=“c”/>", [("typographic-quote", "“c”")], "<a b='c'/>"),
    ('<a b=\\"c\\" d=\\"e\\"/>', [("escaped-quote", '\\"c\\"')], "<a b='c' d='e'/>"),
    # names
    ("<p:a/>", [("undeclared-prefix", "p:a")], "<a/>"),
    ("<p:a></p:a>", [("undeclared-prefix", "p:a")], "<a></a>"),
    ("<a p:b='1'/>", [("undeclared-prefix", "p:b")], "<a b='1'/>"),
    ("<a p:b='1' b='2'/>", [("undeclared-prefix", "p:b")], "<a  b='2'/>"),
    ("<a p:xmlns='1'/>", [("undeclared-prefix", "p:xmlns")], "<a />"),
    (
        "<a><b xmlns:p='u'/><p:c/></a>",
        [("undeclared-prefix", "p:c")],
        "<a><b xmlns:p='u'/><c/></a>",
    ),
    ("<a xmlns:p=''><p:b p:c='1'/></a>", [("empty-namespace", "xmlns:p=''")], "<a ><b c='1'/></a>"),
    ("<a:b:c/>", [("invalid-name", "a:b:c")], "<c/>"),
    ("<a :b='1'/>", [("invalid-name", ":b")], "<a b='1'/>"),
    ("<:/>", [("invalid-name", ":")], "<_/>"),
    ("<a xmlns:1='u'/>", [("invalid-name", "xmlns:1")], None),
    ("<a xmlns='urn:x '/>", [("invalid-namespace", "xmlns='urn:x '")], "<a xmlns='urn:x'/>"),
    (
        "<a xmlns='urn:ä b'/>",
        [("invalid-namespace", "xmlns='urn:ä b'")],
        "<a xmlns='urn:%C3%A4%20b'/>",
    ),
    ("<a xmlns='::'/>", [("invalid-namespace", "xmlns='::'")], "<a xmlns='urn:x-invalid'/>"),
    ("<a xmlns:xml='u' xml:b='1'/>", [("reserved-namespace", "xmlns:xml='u'")], "<a  xml:b='1'/>"),
    ("<a xmlns:xmlns='u'/>", [("reserved-namespace", "xmlns:xmlns='u'")], "<a />"),
    (
        "<a xmlns='http://www.w3.org/2000/xmlns/'/>",
        [("reserved-namespace", "xmlns='http://www.w3.org/2000/xmlns/'")],
        "<a />",
    ),
    (
        "<a xmlns:p='u' xmlns:q='u' p:b='1' q:b='2'/>",
        [("duplicate-attribute", "q:b='2'")],
        "<a xmlns:p='u' xmlns:q='u' p:b='1' />",
    ),
    ("<a xml:id='1'/>", [("invalid-xml-id", "xml:id='1'")], "<a />"),
    (
        "<a><b xml:id='x'/><c xml:id='x'/></a>",
        [("invalid-xml-id", "xml:id='x'")],
        "<a><b xml:id='x'/><c /></a>",
    ),
    # text
    ("<a>AT&T</a>", [("bare-ampersand", "&")], "<a>AT&amp;T</a>"),
    ("<a b='x&y=1'/>", [("bare-ampersand", "&")], "<a b='x&amp;y=1'/>"),
    ("<a>&amp &lt;</a>", [("bare-ampersand", "&")], "<a>&amp;amp &lt;</a>"),
    ("<a>&nbsp;</a>", [("undefined-entity", "&nbsp;")], "<a>&amp;nbsp;</a>"),
    ("<a>&nbsp;<b/></a>", [("undefined-entity", "&nbsp;")], "<a> <b/></a>"),
    ("<a><b/>&nbsp;</a>", [("undefined-entity", "&nbsp;")], "<a><b/> </a>"),
    ("<a><b/>&copy;</a>", [("undefined-entity", "&copy;")], "<a><b/>&amp;copy;</a>"),
    ("<a>&é;</a>", [("undefined-entity", "&é;")], "<a>&amp;é;</a>"),
    ("<a>&#0;&#65;</a>", [("illegal-reference", "&#0;")], "<a>&amp;#0;&#65;</a>"),
    ("<a>&#x110000;</a>", [("illegal-reference", "&#x110000;")], None),
    ("<a b='&#xD800;'/>", [("illegal-reference", "&#xD800;")], None),
    (f"<a>&#{'9' * 5000};</a>", [("illegal-reference", f"&#{'9' * 5000};")], None),
    ("<a>\x07\x08x</a>", [("illegal-character", "\x07\x08")], "<a>\ufffd\ufffdx</a>"),
    ("<a b='\ud800'/>", [("illegal-character", "\ud800")], "<a b='\ufffd'/>"),
    ("<a>]]></a>", [("cdata-end-in-text", "]]>")], "<a>]]&gt;</a>"),
    # other markup
    ("<a><![CDATA[x</a>", [("cdata-not-closed", "<![CDATA[")], "<a>&lt;![CDATA[x</a>"),
    ("<a><!-- b -- c --></a>", [("comment-malformed", "--")], "<a></a>"),
    ("<a><!-- b</a>", [("comment-not-closed", "<!--")], "<a>&lt;!-- b</a>"),
    ("<!DOCTYPE a><a/>", [("doctype", "<!DOCTYPE a>")], "<a/>"),
    (
        "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
        [("doctype", "<!DOCTYPE a [<!ENTITY b 'c'>]>"), ("undefined-entity", "&b;")],
        "<a>&amp;b;</a>",
    ),
    ("<!DOCTYPE a [<!DOCTYPE b [<a/>", [("doctype", "<!DOCTYPE")] * 2, "<a/>"),
    ("<!DOCTYPE", [("doctype", "<!DOCTYPE")], None),
    ("<a><!ELEMENT b></a>", [("markup-declaration", "<!ELEMENT b>")], "<a></a>"),
    ("<a><?b?c?></a>", [("processing-instruction-malformed", "<?b?c?>")], "<a></a>"),
    ("<a><?XML b?></a>", [("processing-instruction-malformed", "<?XML b?>")], "<a></a>"),
    ("<a><?b</a>", [("processing-instruction-not-closed", "<?")], "<a>&lt;?b</a>"),
    ("<?xml version='1.0'<a/>", [("processing-instruction-not-closed", "<?xml")], "<a/>"),
    ("<?xml version='2.0'?><a/>", [("xml-declaration-malformed", "<?xml version='2.0'?>")], "<a/>"),
    (" <?xml version='1.0'?><a/>", [("xml-declaration-misplaced", "<?xml version='1.0'?>")], None),
    # what is beside it does no harm
    ("<a xmlns:xml='http://www.w3.org/XML/1998/namespace' b='\r\n'/>", [], None),
    ("<!-- < & --><a/>", [], "<a/>"),
    ("<a/><![CDATA[x]]>", [], "<a/>"),
    ("<é><ü ö='ä'/></é\n>", [], None),
    ("<é><!DOCTYPE \x01></é>", [("doctype", "<!DOCTYPE \x01>")], "<é></é>"),
    ("AT&T <a/> \x07 ]]>", [], "<a/>"),
    ("<a \x07/>", [("stray-character", "\x07")], "<a  />"),
]


@pytest.mark.parametrize(("text", "damages", "repaired"), DAMAGED)
def test_every_damage_is_named_where_it_is(text, damages, repaired):
    assert sorted(found(text)) == sorted(damages)
    assert [each.offset for each in scan(text).damages] == sorted(
        each.offset for each in scan(text).damages
    )
    if repaired is not None:
        assert repair(scan(text).roots[0]) == repaired


@pytest.mark.parametrize(("text", "damages", "repaired"), DAMAGED)
def test_a_damage_is_worded_for_people(text, damages, repaired):  # noqa: ARG001
    for damage in scan(text).damages:
        assert damage.message[0] != " "
        assert len(damage.message) < 200
        assert damage.message.isprintable()
        assert damage.message.encode()


def test_every_kind_has_an_example():
    kinds = {kind for _, damages, _ in DAMAGED for kind, _ in damages}

    assert kinds == KINDS.keys() - OF_THE_READER - {"too-many-damages"}


MESSAGES = [
    (
        "<f><value>x<value></f>",
        "<value> is opened again instead of closed by </value>",
        "write </value>",
    ),
    ("<iq>", "<iq> has no end tag; the text ends first", "add </iq>"),
    ("<x><iq></x>", "<iq> has no end tag; </x> comes first", "add </iq>"),
    ("<x><a>1<a>2</a></x>", "<a> has no end tag; <a> begins first", "add </a>"),
    ("<iq\n to='x'", "the start tag <iq to='x' is not closed by '>'", "add '/>'"),
    ("<iq to='x'<a/></iq>", "the start tag <iq to='x' is not closed by '>'", "add '>'"),
    ("<value></vlaue>", "</vlaue> instead of </value>", "write </value>"),
    ("<b><i></b></i>", "</i> comes after </b>", "write </i> first"),
    ("<a>&amp</a>", "&amp is not followed by ';'", "write &amp;"),
    ("<a>\x07</a>", "the character U+0007 is not allowed in XML", "delete it"),
    ("<p:a/>", "the prefix 'p' of 'p:a' is not declared", "declare it: xmlns:p='…'"),
    ("<a xmlns='u v'/>", "the namespace 'u v' is not a URI", "write xmlns='u%20v'"),
    (
        "<a b='o'x'/>",
        "the value of 'b' contains the quote ' that encloses it",
        "write &apos; instead",
    ),
    (f"<{'a' * 100}>", f"<{'a' * 39}…> has no end tag; the text ends first", f"add </{'a' * 39}…>"),
]


@pytest.mark.parametrize(("text", "message", "hint"), MESSAGES)
def test_message_and_hint(text, message, hint):
    (damage,) = scan(text).damages

    assert (damage.message, damage.hint) == (message, hint)


# Where an end tag belongs that is missing: a text, and the tree that was meant.
LAID_OUT = {
    "fields of a form are no children of each other": (
        "<x>\n  <f var='a'>\n  <f var='b'>\n  <f var='c'>\n</x>",
        "<x>\n  <f var='a'></f>\n  <f var='b'></f>\n  <f var='c'></f>\n</x>",
    ),
    "nor on one line": (
        "<x><field var='a'><field var='b'><value/></field></x>",
        "<x><field var='a'></field><field var='b'><value/></field></x>",
    ),
    "what is indented is a child": (
        "<x>\n  <field>\n    <value/>\n  <field>\n    <value/>\n</x>",
        "<x>\n  <field>\n    <value/></field>\n  <field>\n    <value/></field>\n</x>",
    ),
    "even of its own name": (
        "<item>\n  <item>\n    <a/>\n",
        "<item>\n  <item>\n    <a/></item></item>",
    ),
    "another name beside it is a sibling": (
        "<iq>\n  <error type='a'>\n  <text/>\n</iq>",
        "<iq>\n  <error type='a'></error>\n  <text/>\n</iq>",
    ),
    "farther out it closes more than one": (
        "<iq>\n\t<a>\n\t\t<b>\n\t<c/>\n</iq>",
        "<iq>\n\t<a>\n\t\t<b></b></a>\n\t<c/>\n</iq>",
    ),
    "without indentation it is a child": (
        "<iq type='set'\n<pubsub>\n<create/>\n",
        "<iq type='set'>\n<pubsub>\n<create/></pubsub></iq>",
    ),
    "with lines that end in CR": ("<x>\r <f>\r <f>\r</x>", "<x>\r <f></f>\r <f></f>\r</x>"),
    "a root is not closed by what is farther out": (
        "  <iq>\n<a/>\n<b/>",
        "<iq>\n<a/>\n<b/></iq>",
    ),
    "what has an end tag is not closed early": (
        "<a>\n  <b>\n  <c>\n<d/>\n  </b>\n</a>",
        "<a>\n  <b>\n  <c></c>\n<d/>\n  </b>\n</a>",
    ),
}


@pytest.mark.parametrize(("text", "repaired"), LAID_OUT.values(), ids=LAID_OUT)
def test_indentation_says_where_an_end_tag_belongs(text, repaired):
    (root,) = scan(text).roots

    assert repair(root) == repaired


STANZAS_IN_A_ROW = {
    "the next stanza ends one without end": (
        "<iq><a><message/>",
        ["<iq><a></a></iq>", "<message/>"],
    ),
    "on the next line": ("<iq>\n <a>\n<iq/>\n", ["<iq>\n <a></a></iq>", "<iq/>"]),
    "unless it is forwarded": (
        "<message><forwarded><message>",
        ["<message><forwarded><message></message></forwarded></message>"],
    ),
    "or the first one ends later": (
        "<iq><message/></iq><a>",
        ["<iq><message/></iq>", "<a></a>"],
    ),
    "a lost end tag is not found in another stanza": (
        "<iq><enable><iq><enable/></enable></iq>",
        ["<iq><enable></enable></iq>", "<iq><enable/></iq>"],
    ),
    "damages stay where they are": (
        "<iq a=1/><iq>&</iq><p:iq></p:iq>",
        ["<iq a='1'/>", "<iq>&amp;</iq>", "<iq></iq>"],
    ),
    "also without a blank between": ("<iq><iq/>", ["<iq></iq>", "<iq/>"]),
}


@pytest.mark.parametrize(("text", "repaired"), STANZAS_IN_A_ROW.values(), ids=STANZAS_IN_A_ROW)
def test_stanzas_in_a_row(text, repaired):
    assert [repair(root) for root in scan(text).roots] == repaired


def test_more_damages_than_can_be_told():
    found_scan = scan("<a>" + "&" * (MOST_DAMAGES + 1) + "</a>")

    assert len(found_scan.damages) == MOST_DAMAGES + 1
    assert found_scan.damages[-1].kind == "too-many-damages"
    with pytest.raises(ValueError, match="too many errors"):
        repair(found_scan.roots[0])


@pytest.mark.parametrize("piece", ["<a b", "<a>", "</a>", "b=c ", "<<p:a/>"])
def test_it_stops_where_there_are_too_many(piece):
    found_scan = scan("<a " + piece * (MOST_DAMAGES + 10))

    assert found_scan.damages[-1].kind == "too-many-damages"


# ---- the tutorial ------------------------------------------------------------------------------

TUTORIAL = [
    [
        ("start-tag-not-closed", "<iq type='set'"),
        ("end-tag-missing", "<iq type='set'"),
        ("end-tag-missing", "<pubsub xmlns=''>"),
        ("end-tag-missing", "<x xmlns='jabber:x:data' type='submit'>"),
        ("end-tag-missing", "<field var='FORM_TYPE' type='hidden'>"),
        ("end-tag-missing", "<field var='pubsub#access_model'>"),
        ("end-tag-missing", "<field var='pubsub#publish_model'>"),
    ],
    [
        ("start-tag-not-closed", "<iq to=''"),
        ("end-tag-missing", "<iq to=''"),
        ("end-tag-missing", "<pubsub xmlns=''>"),
        ("end-tag-missing", "<affiliations node='punsub_node_for_my_private_iphone'>"),
    ],
    [
        ("end-tag-missing", "<iq type='set' id='x43'>"),
        (
            "end-tag-missing",
            "<enable xmlns='urn:xmpp:push:0' jid='' node='punsub_node_for_my_private_iphone'>",
        ),
        ("end-tag-missing", "<x xmlns='jabber:x:data' type='submit'>"),
    ],
    [("end-tag-missing", "<iq type='set' id='x44'>")],
]


def test_the_damages_of_the_tutorial():
    places = candidates(PAGE)

    assert [found(PAGE, *place) for place in places] == TUTORIAL
    for place, name in zip(places, ["field", "affiliation", "value", "disable"], strict=True):
        root = tree(scan(PAGE, *place).roots[0])
        assert root.tag == "iq"
        assert etree.QName(list(root.iter())[-1]).localname == name


def test_the_fields_of_the_tutorial_are_siblings():
    root = tree(scan(PAGE, *candidates(PAGE)[0]).roots[0])
    (form,) = root.iter("{jabber:x:data}x")

    assert [field.get("var") for field in form] == [
        "FORM_TYPE",
        "pubsub#access_model",
        "pubsub#publish_model",
    ]


# ---- what is seen ------------------------------------------------------------------------------


def test_an_element_and_its_attributes_have_places():
    text = "x <iq  to = 'a&amp;b'\n xml:lang=\"\tc\">t<a/></iq >"
    element, child = scan(text).elements

    assert (element.name, text[element.name_start : element.name_end]) == ("iq", "iq")
    assert text[element.start : element.start_end] == "<iq  to = 'a&amp;b'\n xml:lang=\"\tc\">"
    assert text[element.start : element.end] == text[2:]
    assert (element.parent, element.children) == (None, (child,))
    assert child.parent is element
    to, lang = element.attributes
    assert (to.name, to.value, text[to.start : to.end]) == ("to", "a&b", "to = 'a&amp;b'")
    assert text[to.value_start : to.value_end] == "a&amp;b"
    assert (lang.name, lang.value) == ("xml:lang", " c")
    assert repr(element) == "<ScannedElement iq at 2>"


def test_a_damaged_attribute_has_a_place_too():
    text = "<iq to=a id='b type='c'/>"
    (element,) = scan(text).elements

    assert [each.value for each in element.attributes] == ["a", "b", "c"]
    for each in element.attributes:
        assert text[each.value_start : each.value_end] == each.value
        assert text[each.start : each.start + len(each.name)] == each.name


def test_other_markup_and_text_beside_the_elements():
    text = "\ufeff<?xml version='1.0'?>a <!-- b --><iq/>  c <?d?> <![CDATA[e]]></f>\n"
    found_scan = scan(text)

    assert [(each.kind, text[each.start : each.end]) for each in found_scan.comments] == [
        ("xml-declaration", "<?xml version='1.0'?>"),
        ("comment", "<!-- b -->"),
        ("processing-instruction", "<?d?>"),
    ]
    assert [text[start:end] for start, end in found_scan.outside] == ["a", "c", "<![CDATA[e]]>"]


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("<?xml version='1.0'?><a/>", "<a/>"),
        ("\ufeff<?xml version='1.0' encoding='UTF-8' standalone='no' ?>\n<a/>", "\n<a/>"),
        ("\ufeff<a/>", "<a/>"),
        (" <?xml version='1.0'?>", " <?xml version='1.0'?>"),
        ("<?xml version='2.0'?>", "<?xml version='2.0'?>"),
    ],
)
def test_the_end_of_the_prolog(text, rest):
    assert text[prolog_end(text) :] == rest


def test_a_part_of_a_text():
    text = "<a><iq><b></iq></a>"

    assert found(text, 3, 15) == [("end-tag-missing", "<b>")]
    assert found(text, 3, 10) == [("end-tag-missing", "<iq>"), ("end-tag-missing", "<b>")]
    assert found("<a>\n  <b>\n  <b>", 6) == [("end-tag-missing", "<b>")] * 2


def test_the_tree_of_an_element_within_another():
    found_scan = scan("<a xmlns='u'><b><c>&</c></b><d/></a>")

    assert [tree(each).tag for each in found_scan.elements] == ["{u}a", "{u}b", "{u}c", "{u}d"]
    assert tree(found_scan.elements[2]).text == "&"


def test_a_tree_without_comments():
    assert tree(scan("<a>b<!-- c -->d<?e?>f<![CDATA[<]]></a>").roots[0]).text == "bdf<"


def test_a_tree_that_is_too_deep():
    with pytest.raises(ValueError, match="Excessive depth"):
        tree(scan("<a><b>" * 2000).roots[0])


# ---- the laws ----------------------------------------------------------------------------------

NAMES = st.sampled_from(["a", "iq", "x-1", "_", "é", "p:b", "q:c", "xml:lang"])
TEXTS = st.text(st.sampled_from("a <>&\"'\n\r\té€𐀀]"), max_size=8)
BLANKS = st.text(st.sampled_from(" \n\t"), min_size=1, max_size=3)


@st.composite
def written_texts(draw):
    """Draw the text of an element: characters, references and CDATA sections."""
    pieces = []
    for piece in draw(st.lists(TEXTS, max_size=3)):
        escaped = piece.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        cdata = f"<![CDATA[{piece.replace(']]>', '')}]]>"
        number = "".join(f"&#x{ord(character):X};" for character in piece)
        pieces.append(draw(st.sampled_from([escaped, cdata, number])))
    special = st.sampled_from(["<!-- < & -->", "<?pi <a> ?>", "<!---->", ""])
    return "".join(piece + draw(special) for piece in pieces)


@st.composite
def written_attributes(draw):
    """Draw the attributes of an element, each with the blanks before it."""
    pieces = []
    names = draw(st.lists(NAMES.filter(lambda name: name != "xml:id"), unique=True, max_size=4))
    for name in names:
        quote = draw(st.sampled_from("\"'"))
        value = draw(TEXTS).replace("&", "&amp;").replace("<", "&lt;").replace(quote, "&#39;")
        equals = draw(st.sampled_from(["=", " = ", "\n="]))
        pieces.append(f"{draw(BLANKS)}{name}{equals}{quote}{value}{quote}")
    return "".join(pieces)


@st.composite
def written_elements(draw, depth=3):
    """Draw the text of an element with others in it."""
    name = draw(NAMES.filter(lambda name: name != "xml:lang"))
    start = f"{name}{draw(written_attributes())}{draw(st.sampled_from(['', ' ', chr(10)]))}"
    if not depth or draw(st.booleans()):
        return f"<{start}/>"
    inner = draw(st.lists(written_elements(depth=depth - 1), max_size=3))
    content = "".join(draw(written_texts()) + each for each in inner) + draw(written_texts())
    return f"<{start}>{content}</{name}{draw(st.sampled_from(['', ' ']))}>"


@st.composite
def documents(draw):
    """Draw a well-formed document."""
    before = draw(st.sampled_from(["", "\ufeff", "<?xml version='1.0'?>", "\n", "<!-- -->"]))
    inside = draw(written_elements())
    after = draw(st.sampled_from(["", "\n", "<?pi?>"]))
    return f"{before}<r xmlns:p='u:p' xmlns:q='u:q' xmlns='u:r'>{inside}</r>{after}"


def resolved(element):
    """Return the attributes of a scanned element as lxml has them."""
    uris = {"p": "u:p", "q": "u:q", "xml": "http://www.w3.org/XML/1998/namespace"}
    found_attributes = {}
    for each in element.attributes:
        prefix, colon, local = each.name.partition(":")
        if prefix != "xmlns":
            found_attributes[f"{{{uris[prefix]}}}{local}" if colon else each.name] = each.value
    return found_attributes


@given(documents())
def test_it_sees_what_lxml_sees(text):
    root = etree.fromstring(text.encode(), PARSER)
    found_scan = scan(text)

    assert is_document(found_scan)
    seen = list(root.iter("*"))
    assert [each.name.rpartition(":")[2] for each in found_scan.elements] == [
        etree.QName(each).localname for each in seen
    ]
    assert [each.name.rpartition(":")[0] for each in found_scan.elements] == [
        each.prefix or "" for each in seen
    ]
    assert [resolved(each) for each in found_scan.elements] == [dict(each.attrib) for each in seen]
    assert [len(each.children) for each in found_scan.elements] == [
        len(each.xpath("*")) for each in seen
    ]
    for each in found_scan.elements:
        assert text[each.name_start : each.name_end] == each.name
        assert text[each.start] == "<"
        assert text[each.end - 1] == text[each.start_end - 1] == ">"
    again = tree(found_scan.roots[0])
    bare = deepcopy(root)
    etree.strip_tags(bare, etree.Comment, etree.PI)
    assert etree.tostring(again, method="c14n") == etree.tostring(bare, method="c14n")
    assert candidates(text) == [(len(text) - len(text.lstrip("\ufeff\n")), len(text.rstrip()))]


# fmt: off
PIECES = st.sampled_from([
    *"<>/='\"&;!?-:abpx#[]\n\r\t é1\x01\ufffe\ud800", "xmlns", "xml", "id",
    "<a", "<b", "</a>", "</b>", "<a>", "<a/>", "/>", " a='1'", ' b="2"', " b=''", "a=1",
    "<p:a", " xmlns:p='u'", " xmlns='v'", " xmlns='v w'", " xmlns:p=''", " p:b='3'", "a:b:c",
    "&amp;", "&lt", "&#10;", "&#x41;", "&#0;", "&foo;", "xml:id='q'", " xml:lang='de'",
    "<!--", "-->", "--", "<![CDATA[", "]]>", "<?", "?>", "<?x y?>", "<?xml version='1.0'?>",
    "<!DOCTYPE", "<!DOCTYPE a>", "<value>x<value>", "</value>", "<iq type='set'", "</iq>", "<iq>",
    "“x”", '\\"', "<é>", "</é>", "text", "<forwarded>", "<message>", "</message>",
])
# fmt: on
TEMPLATE = (
    "<iq type='set' id=\"x1\">\n <enable xmlns='urn:x' xmlns:p='u:p' p:a='b'>\n  <x/>\n"
    "  <value>a &amp; b</value>\n  <value>c</value>\n </enable>\n</iq>"
)


@st.composite
def damaged_stanzas(draw):
    """Draw a stanza in which something was overwritten."""
    text = TEMPLATE
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, len(text) - 1))
        instead = draw(PIECES | st.just(""))
        text = text[:place] + instead + text[place + draw(st.integers(0, 3)) :]
    return text


ANYTHING = st.lists(PIECES, max_size=10).map("".join) | damaged_stanzas()


@settings(max_examples=300)
@given(ANYTHING)
@example("<a xmlns:p='u' xmlns:p=''><p:b/></a>")
@example("<iype><enable><iq type='set' </enable>\n</iq>")
@example("<a':\"</value><[?>&#10;")
def test_it_finds_damages_exactly_where_lxml_refuses(text):
    assert is_document(scan(text)) == (accepted(text) is not None)


@settings(max_examples=300)
@given(ANYTHING)
@example("<a b=1 b='&'><c</a></c>")
@example("<a<b</a>")
def test_whatever_is_repaired_is_well_formed_and_has_the_same_elements(text):
    for root in scan(text).roots:
        within, waiting = [], [root]
        while waiting:
            within.append(waiting.pop())
            waiting += reversed(within[-1].children)

        assert len(list(tree(root).iter("*"))) == len(within)
        assert [each.start for each in within] == sorted(each.start for each in within)
        assert not scan(repair(root)).damages


@given(st.text() | ANYTHING)
def test_any_text_can_be_scanned(text):
    for damage in scan(text).damages:
        assert damage.kind in KINDS
        assert 0 <= damage.offset <= damage.end_offset <= len(text)


@settings(max_examples=200)
@given(ANYTHING, ANYTHING)
def test_candidates_lie_in_the_text_and_apart(text, other):
    text = f"{text}\n\nprose <x>\n\n{other}"
    places = candidates(text)

    for start, end in places:
        assert 0 <= start < end <= len(text)
        assert scan(text, start, end).elements
    assert all(end <= start for (_, end), (start, _) in pairwise(places))


# fmt: off
REPEATED = [
    "<", "<a ", "<a b=\"", "&", "<a>", "<a><b></a>", "</a>", "<!--", "<![CDATA[", "<?", "<!DOCTYPE",
    "<!DOCTYPE>", "<!DOCTYPE[", "<a b='1'", "<a b='1 c='2'", " ", "a ", "<a b=\"<a b='", "'x",
    "<value>x<value>", "<x>\n\n", "<iq>", "<iq type='set'>\n\n", "<forwarded><iq>", "< a ", "< /a>",
    "<a b=c ", "&foo;", "\x00", "]]>", "<a:b:c xmlns:p=''>", "<a xmlns:p='u'>", "<p:a>", "<a b c",
    "<a/>\n", "<!x>", "\n <a>\n  <a>", "</iq>x</iq>", "<iq><a/><b></iq>", "b='x'y", "<a b=''c''",
]
# fmt: on


@pytest.mark.parametrize(
    ("start", "size"), [("", 12_000), ("<a ", 6_000), ("<a b='", 6_000), ("<iq>\n", 6_000)]
)
@pytest.mark.parametrize("piece", REPEATED)
def test_no_text_takes_long(piece, start, size):
    def work(times):
        text = start + piece * times

        def read():
            for root in scan(text).roots[:1]:
                assert root.start_end > root.start
            candidates(text)

        return work_of(read)

    times = size // 10 // len(piece)
    work(10)
    assert work(4 * times) < 5 * work(times) + 2_000


@pytest.mark.parametrize("written", ["a{}='&x;'", "xmlns:a{}='u'", "p:a{}='1'", "a{}=1", "é{}='1'"])
def test_the_number_of_attributes_is_no_matter(written):
    def read(count):
        text = "<iq {}/>".format(" ".join(written.format(number) for number in range(count)))
        (element,) = scan(text).elements
        assert len(element.attributes) >= min(count, MOST_DAMAGES)

    assert work_of(lambda: read(8_000)) < 5 * work_of(lambda: read(2_000)) + 2_000


def test_depth_is_no_matter():
    found_scan = scan("<a>" * 100_000 + "</a>" * 100_000)

    assert len(found_scan.elements) == 100_000
    assert not found_scan.damages


# ---- where stanzas stand -----------------------------------------------------------------------

# A text, and the stanzas in it.
PLACES = {
    "a document": ("<iq/>\n", ["<iq/>"]),
    "a document of any kind": ("<log>\n<iq/>\n<iq/></log>", ["<log>\n<iq/>\n<iq/></log>"]),
    "with all that belongs to it": (
        "\ufeff<?xml version='1.0'?>\n<!-- a --><iq/><!-- b --> ",
        ["<?xml version='1.0'?>\n<!-- a --><iq/><!-- b -->"],
    ),
    "no document": ("<log><iq/>", ["<iq/>"]),
    "nothing": ("no XML here, though 1 < 2 & 3 > 2", []),
    "an end tag": ("</iq>", []),
    "two in a row": ("<iq/> <message/>", ["<iq/>", "<message/>"]),
    "in an open stream": ("<stream:stream>\n<iq id='1'/>", ["<iq id='1'/>"]),
    "between comments": ("<!-- <iq/> -->\n<iq/>\n<!-- x -->\n<iq/>", ["<iq/>", "<iq/>"]),
    "a payload with its namespace": (
        "see <enable xmlns='urn:xmpp:push:0' jid='a'/> there",
        ["<enable xmlns='urn:xmpp:push:0' jid='a'/>"],
    ),
    "a payload with a prefix": (
        "see <p:enable xmlns:p='urn:xmpp:push:0'/>",
        ["<p:enable xmlns:p='urn:xmpp:push:0'/>"],
    ),
    "a payload on its own line": (
        "see\n  <error type='cancel'/>\nthere",
        ["<error type='cancel'/>"],
    ),
    "an element that is only mentioned": (
        "the <enable/> in an <iq/> with <x> and <pubsub jid='a'/> here\n<x>\n<foo a='b'/>",
        [],
    ),
    "a payload in a wrapper": (
        "<log>\n<enable xmlns='u'/>\n<iq/></log>",
        ["<enable xmlns='u'/>", "<iq/>"],
    ),
    "a payload in what was to be a stanza": (
        "<iqq><enable xmlns='u'/></iqq>",
        ["<iqq><enable xmlns='u'/></iqq>"],
    ),
    "a mention at the end of a line": (
        "the client sends a <message>\nand waits for an <iq>\n\n<b>so</b>",
        [],
    ),
    "a mention at the end": ("the client sends a <message>", []),
    "what begins at the end of a line and goes on": (
        "SEND: <message>\n  <body>",
        ["<message>\n  <body>"],
    ),
    "a bare presence at the end of a line": ("SEND: <presence/>\nnext", ["<presence/>"]),
    "with something in it": ("a <message><body/></message> b", ["<message><body/></message>"]),
    "a body with prose in it": (
        "say <message to='a'><body>one\n\ntwo\n\n<three/></body></message> now",
        ["<message to='a'><body>one\n\ntwo\n\n<three/></body></message>"],
    ),
    "damaged, up to a blank line and prose": (
        "say\n<iq to='a'>\n  <a>\n\n  <b/>\n\nand <i>then</i>\n",
        ["<iq to='a'>\n  <a>\n\n  <b/>"],
    ),
    "damaged, up to the next one": (
        "<iq to='a'>\n  <a>\n<iq to='b'>\n  <a>\n",
        ["<iq to='a'>\n  <a>", "<iq to='b'>\n  <a>"],
    ),
    "damaged, up to the end of a fence": (
        "```xml\n<iq to='a'>\n  <a>text</a>\n  more\n```\n<b>\n",
        ["<iq to='a'>\n  <a>text</a>"],
    ),
    "damaged, with attributes on lines of their own": (
        "<iq\n  to='a'\n  id='b'\n  <a>\n    text that\n    goes on</a>\n\nprose",
        ["<iq\n  to='a'\n  id='b'\n  <a>\n    text that\n    goes on</a>"],
    ),
    "damaged, but with its end tag": (
        "a <iq to='a'><a>\n\nb</iq> c <iq/>\n",
        ["<iq to='a'><a>\n\nb</iq>", "<iq/>"],
    ),
    "damaged, in a log": (
        "12:00 SEND: <iq to='a'><a> and 1 < 2\n12:01 RECV: <iq to='b'/>\n",
        ["<iq to='a'><a>", "<iq to='b'/>"],
    ),
    "damaged, over several lines of a log": (
        "12:00 SEND:\n  <iq to='a'>\n    <a>\n12:01 then\n",
        ["<iq to='a'>\n    <a>"],
    ),
    "damaged payloads one after the other": (
        "<enable xmlns='u' a='b'>\n  <x>\n\n<disable xmlns='u'>\n  <x>\n\n</disable>",
        ["<enable xmlns='u' a='b'>\n  <x>", "<disable xmlns='u'>\n  <x>\n\n</disable>"],
    ),
    "a payload before a stanza": (
        "<enable xmlns='u'>\n\n<iq to='a'/>\n",
        ["<enable xmlns='u'>", "<iq to='a'/>"],
    ),
    "forwarded in a damaged one": (
        "<message to='a'>\n <forwarded>\n  <message to='b'>\n   <body>",
        ["<message to='a'>\n <forwarded>\n  <message to='b'>\n   <body>"],
    ),
    "in Erlang": ("<0.1.0>@x = <<\"<iq id='1'/>\">>", ["<iq id='1'/>"]),
}


@pytest.mark.parametrize(("text", "stanzas"), PLACES.values(), ids=PLACES)
def test_where_stanzas_stand(text, stanzas):
    assert [text[start:end] for start, end in candidates(text)] == stanzas


@pytest.mark.parametrize("path", PLAIN_LOGS, ids=lambda path: path.stem)
def test_stanzas_in_a_log_are_found(path):
    text = path.read_text()
    places = candidates(text)

    assert len(places) == {"prosody_rawdebug": 3}.get(path.stem, 1)
    for start, end in places:
        kinds = {kind for kind, _ in found(text, start, end)}
        expected = {
            "mongooseim_logfmt": {"escaped-quote"},
            "prosody_toptag": {"end-tag-missing"},
        }
        assert kinds == expected.get(path.stem, set())


def test_a_log_with_any_number_of_stray_characters():
    text = "<0.1.0> & \n" * (MOST_DAMAGES + 1) + "<iq/>\n"

    assert [text[start:end] for start, end in candidates(text)] == ["<iq/>"]
