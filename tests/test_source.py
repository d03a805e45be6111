"""Bytes, text or a tree in; safe trees of the stanzas in it out, their places on demand."""

import re
import subprocess
import sys
import textwrap
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import attrs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

import pushstanza as ps
from pushstanza.reading import parsing, source
from pushstanza.reading.scan import scan
from pushstanza.reading.source import LimitError, UnsupportedDataError, XmlError

CLIENT = "jabber:client"
DECLARATION = "<?xml version='1.0' encoding='UTF-8'?>"
STREAM = "<stream:stream xmlns:stream='http://etherx.jabber.org/streams'>"
CLIENT_STREAM = STREAM.replace(" ", f" xmlns='{CLIENT}' ")
IQ = "<iq xmlns='jabber:client' type='get' id='1'><a xmlns='urn:a' b='ä𝄞'>x</a></iq>"


def tags(data, **options):
    """Return the tags of the stanzas in *data*, with those of ``jabber:client`` shortened."""
    found = source.read(data, **options).stanzas
    return [each.tag.replace(f"{{{CLIENT}}}", "") for each in found]


def refusal(data, **options):
    """Return the error that *data* is refused with."""
    with pytest.raises(XmlError) as caught:
        source.read(data, **options)
    assert isinstance(caught.value, ps.PushStanzaError)
    return caught.value


def canonical(element):
    return etree.canonicalize(etree.tostring(element, encoding="unicode", with_tail=False))


def elements(read):
    return [each for root in read.roots for each in root.iter("*")]


def whole_span(read, element):
    """Return the place of an element from its start tag to its end tag."""
    tag = read.span(element)
    if tag is None:
        return None
    (found,) = (each for each in scan(read.text).elements if each.start == tag.offset)
    return read.to_span(found.start, found.end)


def piece(read, span):
    return read.text[span.offset : span.end_offset]


# What is read


@pytest.mark.parametrize(
    "convert",
    [
        str,
        str.encode,
        lambda text: bytearray(text.encode()),
        lambda text: f"\ufeff{DECLARATION}\n{text}",
        lambda text: f"\ufeff{DECLARATION}\n{text}".encode(),
        etree.fromstring,
        lambda text: etree.parse(BytesIO(text.encode())),
        ET.fromstring,
        lambda text: ET.ElementTree(ET.fromstring(text)),  # noqa: S314 - our own text
    ],
    ids=["text", "bytes", "bytearray", "file", "file bytes", "lxml", "lxml tree", "ET", "ET tree"],
)
def test_text_bytes_and_trees_are_read_alike(convert):
    read = source.read(convert(IQ))

    assert [ET.canonicalize(canonical(each), rewrite_prefixes=True) for each in read.stanzas] == [
        ET.canonicalize(IQ, rewrite_prefixes=True)
    ]


@pytest.mark.parametrize(
    "data",
    [None, 1, Path("stanza.xml"), [IQ], memoryview(b"<iq/>"), etree.ElementTree()],
    ids=lambda data: type(data).__name__,
)
def test_anything_else_is_refused(data):
    with pytest.raises(
        UnsupportedDataError, match="text, bytes, an element or a model|the tree has no root"
    ) as caught:
        source.read(data)
    assert isinstance(caught.value, TypeError | ps.PushStanzaError)


@pytest.mark.parametrize(
    "element",
    [ET.Element("iq", {"id": 1}), ET.Element(1)],
    ids=["value", "tag"],
)
def test_a_tree_that_holds_something_else_than_text_is_refused(element):
    with pytest.raises(UnsupportedDataError, match="cannot be serialized"):
        source.read(element)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<iq/>", ["iq"]),
        ("\n <presence/>\t\r\n", ["presence"]),
        ("<iq/><message/><presence/>", ["iq", "message", "presence"]),
        ("\n<iq/>\r\n\r\n  <iq/>\n", ["iq", "iq"]),
        (f"{CLIENT_STREAM}<iq/><message/></stream:stream>", ["iq", "message"]),
        (f"{CLIENT_STREAM}<iq/>", ["iq"]),
        (f"{DECLARATION}{STREAM}<iq/>\n<message/>", ["iq", "message"]),
        (f"{STREAM}<stream:features><bind/></stream:features><iq/>", ["iq"]),
        ("<stream:features/><iq/>", ["iq"]),
        ("<stream xmlns='http://etherx.jabber.org/streams'>", ["{http://etherx.jabber.org/streams}stream"]),
        ("<log><iq/>\n<message/></log>", ["iq", "message"]),
        ("<log><at><iq/></at><at><message/></at></log>", ["iq", "message"]),
        ("<log><iq/><at><message/></at><presence/></log>", ["iq", "message", "presence"]),
        ("<a><b><c><d><iq/></d></c></b></a>", ["iq"]),
        ("<message><forwarded><message/></forwarded></message>", ["message"]),
        ("<sent xmlns='u'><forwarded><message xmlns='jabber:client'/></forwarded></sent>", ["{u}sent"]),
        ("<pubsub xmlns='u'><publish><iq xmlns='jabber:client'/></publish></pubsub>", ["{u}pubsub"]),
        ("<enable xmlns='urn:xmpp:push:0'/>", ["{urn:xmpp:push:0}enable"]),
        ("<a xmlns='u'/><b xmlns='u'/>", ["{u}a", "{u}b"]),
    ],
)  # fmt: skip
def test_stanzas_stand_alone_in_a_row_or_in_an_element(text, expected):
    assert tags(text) == tags(text.encode()) == expected


@pytest.mark.parametrize("start", ["", "\ufeff", DECLARATION, f"\ufeff{DECLARATION}\r\n"])
@pytest.mark.parametrize("text", ["<iq/>", "<iq/><iq/>", f"{STREAM}<iq/>", "<log><iq/></log>"])
def test_a_declaration_and_a_byte_order_mark_are_no_part_of_it(start, text):
    assert tags(start + text) == tags((start + text).encode()) == tags(text)
    assert source.read(start + text).text == start + text


@pytest.mark.parametrize(
    "declaration",
    [
        "<?xml version='1.0'?>",
        '<?xml version="1.0" encoding="utf-8" standalone="yes" ?>',
        "<?xml\tversion = '1.0'\nencoding = 'us-ascii'?>",
    ],
)
def test_declarations_of_utf_8_are_taken(declaration):
    assert tags(f"{declaration}<iq/>".encode()) == ["iq"]


# Which namespace it is in


@pytest.mark.parametrize(
    "text",
    [
        "<iq><a/></iq>",
        "<iq/>",
        "<iq\n/>",
        "<iq type='get' id='xmlns='/>",
        "<iq type='get' id='>'/>",
        "<iq xmlns:xxmlns='urn:x' id='1'/>",
        "<iq id='>' xmlns='jabber:client'/>",
        "<iq xmlns = 'jabber:client'/>",
        "<iq\n  id='1'\n  xmlns='jabber:client'/>",
        "<c:iq xmlns:c='jabber:client'><c:a/></c:iq>",
        "<iq xmlns='jabber:server'><a/></iq>",
        "<iq xmlns='jabber:component:accept'><a/></iq>",
        "<iq xmlns='jabber:component:connect'><a/></iq>",
        "<s:iq xmlns:s='jabber:server'><s:a/></s:iq>",
        f"{STREAM}<iq/>",
        f"{CLIENT_STREAM}<iq/></stream:stream>",
        f"{CLIENT_STREAM.replace(CLIENT, 'jabber:server')}<iq/></stream:stream>",
        "<log><iq/></log>",
        "<log xmlns='urn:log'><iq><a/></iq></log>",
        "<log xmlns:x='urn:x'><iq x:a=''/></log>",
        "<!-- <a xmlns='u'/> --><iq><a/></iq>",
        "<!-- c -->\n<?p i?><iq id='1'/><!-- c -->",
        f"\ufeff{DECLARATION}\n<!-- c --><iq/>",
        f"<?xml version='1.0'{' ' * 2000}?><iq/>",
    ],
)
def test_a_stanza_is_in_the_namespace_of_a_client(text):
    (stanza,) = source.read(text, comments=True).stanzas

    assert {each.tag.partition("}")[0] for each in stanza.iter("*")} == {f"{{{CLIENT}"}
    assert stanza.tag == f"{{{CLIENT}}}iq"


@pytest.mark.parametrize("namespace", ["jabber:client", "jabber:server", "jabber:component:accept"])
def test_what_is_in_a_stanza_keeps_its_own_namespace(namespace):
    text = f"<iq xmlns='{namespace}'><a xmlns='urn:a'><b/><c xmlns=''/></a></iq>"
    (stanza,) = source.read(text).stanzas

    assert [each.tag for each in stanza.iter("*")][1:] == ["{urn:a}a", "{urn:a}b", "c"]


def test_an_element_that_is_declared_to_have_no_namespace_has_none():
    assert tags("<log xmlns='urn:log'><iq xmlns=''/></log>") == ["{urn:log}log"]


@pytest.mark.parametrize("parse", [etree.fromstring, ET.fromstring])
@pytest.mark.parametrize(
    "text",
    [
        "<iq><a/></iq>",
        "<iq xmlns='jabber:server'><a/></iq>",
        "<log><iq/></log>",
        "<x xmlns='jabber:client'><iq xmlns='jabber:server'/></x>",
        "<iq><!-- c --></iq>",
    ],
)
def test_reading_a_tree_does_not_change_it(parse, text):
    tree = parse(text)
    before = ET.canonicalize(ET.tostring(tree)) if parse is ET.fromstring else canonical(tree)
    read = source.read(tree, comments=True)
    after = ET.canonicalize(ET.tostring(tree)) if parse is ET.fromstring else canonical(tree)

    assert [each.tag for each in read.stanzas] == [f"{{{CLIENT}}}iq"]
    assert after == before


def test_an_element_inside_a_larger_tree_is_read_alone():
    tree = etree.fromstring("<log><iq xmlns='jabber:client'><a/></iq>tail<iq/></log>")

    assert tags(tree[0]) == ["iq"]


# What is refused


@pytest.mark.parametrize(
    ("text", "piece_of_it"),
    [
        ("<!DOCTYPE iq><iq/>", "<!DOCTYPE iq>"),
        (f"{DECLARATION}\n<!DOCTYPE iq SYSTEM 'file:///etc/passwd'><iq/>", None),
        ("\ufeff \n<!DOCTYPE iq PUBLIC '-//A//B' 'http://127.0.0.1:1/x.dtd'><iq/>", None),
        ("<!DOCTYPE iq [<!ENTITY a 'b'>]><iq>&a;</iq>", "<!DOCTYPE iq [<!ENTITY a 'b'>]>"),
        ("<!DOCTYPE iq [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><iq>&a;</iq>", None),
        ("<!DOCTYPE iq [<!ENTITY % a SYSTEM 'file:///etc/passwd'>%a;]><iq/>", None),
        ("<!DOCTYPE iq [<!ATTLIST iq id CDATA 'x'>]><iq/>", None),
        ("<iq/><!DOCTYPE iq>", "<!DOCTYPE iq>"),
        ("<iq><!DOCTYPE iq></iq>", "<!DOCTYPE iq>"),
        ("<!-- c --><?p i?><!DOCTYPE iq><iq/>", "<!DOCTYPE iq>"),
    ],
)
@pytest.mark.parametrize("comments", [False, True])
def test_a_document_type_is_refused(text, piece_of_it, comments):
    error = refusal(text, comments=comments)
    found = text[error.span.offset : error.span.end_offset]

    assert "a document type declaration is not allowed in an XMPP stream" in str(error)
    assert found == piece_of_it if piece_of_it else found.startswith("<!DOCTYPE iq")


@pytest.mark.parametrize(
    ("text", "entity"),
    [("<iq>&nbsp;</iq>", "&nbsp;"), ("<iq id='&x;'/>", "&x;"), ("<iq/><iq>&x;</iq>", "&x;")],
)
def test_an_entity_is_refused(text, entity):
    error = refusal(text)

    assert f"the entity {entity} is not one of the five that XML defines" in str(error)
    assert text[error.span.offset : error.span.end_offset] == entity


def test_the_five_entities_and_references_are_read():
    (stanza,) = source.read("<iq id='&quot;&apos;&#x1D11E;'>&lt;&gt;&amp;&#9;</iq>").stanzas

    assert (stanza.get("id"), stanza.text) == ("\"'𝄞", "<>&\t")


def test_a_tree_with_an_entity_is_refused():
    parser = etree.XMLParser(resolve_entities=False)
    xml = "<!DOCTYPE iq [<!ENTITY a 'b'>]><iq xmlns='jabber:client'>&a;</iq>"

    assert "entity" in str(refusal(etree.fromstring(xml, parser)))


def test_nothing_outside_is_included():
    text = (
        "<iq xmlns:xi='http://www.w3.org/2001/XInclude' xmlns:xsi="
        "'http://www.w3.org/2001/XMLSchema-instance' xsi:schemaLocation='u file:///etc/passwd'>"
        "<xi:include href='file:///etc/passwd' parse='text'/></iq>"
    )
    (stanza,) = source.read(text).stanzas

    assert "".join(stanza.itertext()) == ""
    assert [etree.QName(each).localname for each in stanza] == ["include"]


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("<iq>\n <!-- c --></iq>", "comment", "<!-- c -->"),
        ("<!-- c --><iq/>", "comment", "<!-- c -->"),
        ("<iq/><!-- c -->", "comment", "<!-- c -->"),
        ("<iq/><!-- c --><iq/>", "comment", "<!-- c -->"),
        (f"{DECLARATION}<iq><?p i?></iq>", "processing instruction", "<?p i?>"),
        ("<?p i?>\n<iq/>", "processing instruction", "<?p i?>"),
        ("<?xml-stylesheet encoding='x'?><iq/>", "processing instruction", None),
    ],
)
def test_comments_and_processing_instructions_are_refused(text, kind, found):
    for data in (text, text.encode()):
        error = refusal(data)

        assert f"a {kind} is not allowed in an XMPP stream" in str(error)
        assert text[error.span.offset : error.span.end_offset].startswith(found or "<?xml-style")


@pytest.mark.parametrize("read", [str, str.encode, etree.fromstring])
def test_comments_and_processing_instructions_are_dropped_when_told_to(read):
    text = "<message xmlns='jabber:client'><!--a--><body>a<!--b-->b<?p i?>c</body><?p?></message>"
    (stanza,) = source.read(read(text), comments=True).stanzas

    assert [each.tag for each in stanza] == [f"{{{CLIENT}}}body"]
    assert stanza[0].text == "abc"


@pytest.mark.parametrize(
    "tree",
    [
        etree.fromstring("<iq><!-- c --></iq>"),
        etree.fromstring("<iq><?p i?></iq>"),
        etree.Comment("c"),
        etree.ProcessingInstruction("p"),
    ],
)
def test_comments_in_trees_are_refused(tree):
    assert "a comment or a processing instruction" in str(refusal(tree))


def test_text_in_cdata_is_text():
    (stanza,) = source.read(
        "<message><body>a<![CDATA[<b>&amp;<!-- c -->]]></body></message>"
    ).stanzas

    assert stanza[0].text == "a<b>&amp;<!-- c -->"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("<iq/>".encode("utf-16"), "UTF-16"),
        ("<iq/>".encode("utf-16-le"), "UTF-16"),
        ("<iq/>".encode("utf-16-be"), "UTF-16"),
        (b"<?xml version='1.0' encoding='ISO-8859-1'?><iq/>", "'ISO-8859-1'"),
        (b"\xef\xbb\xbf<?xml version='1.0' encoding=\"UTF-16\"?><iq/>", "'UTF-16'"),
        (b"<iq>\n \xe4</iq>", "line 2, column 2: the text is not valid UTF-8"),
        (b"<iq>\xed\xa0\x80</iq>", "line 1, column 5: the text is not valid UTF-8"),
    ],
)
def test_bytes_are_in_utf_8(data, message):
    error = refusal(data)

    assert message in str(error)
    assert "RFC 6120, section 11.6" in str(error)


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        # an end tag that was meant
        ("<iq>\n<query></iq>", "<query> has no end tag; </iq> comes first", "<query>"),
        ("<m><body>x<body></m>", "<body> is opened again instead of closed by </body>", "<body>"),
        ("<iq><query></qeury></iq>", "</qeury> instead of </query>", "</qeury>"),
        ("<iq><a><b></a></b></iq>", "</b> comes after </a>", "</b>"),
        ("<iq></iq></iq>", "</iq> has no start tag", "</iq>"),
        ("<iq><a/>", "<iq> has no end tag; the text ends first", "<iq>"),
        ("<iq></iq", "the end tag </iq is not closed by '>'", "</iq"),
        ("<iq>< /iq>", "whitespace is not allowed here", "< /iq>"),
        # a quote that was meant
        ("<iq type='get id='1'/>", "the value of 'type' has no closing quote", "'get"),
        ("<iq type=\"get'/>", "the value of 'type' begins with \" and ends with '", "\"get'"),
        ("<iq type=get/>", "the value of 'type' is not quoted", "get"),
        ("<iq type=‘get’/>", "the value of 'type' is in typographic quotes", "‘get’"),  # noqa: RUF001
        ("<iq id='it's'/>", "the value of 'id' contains the quote ' that encloses it", "'"),
        # anything else
        ("<iq\n type/>", "the attribute 'type' has no value", "type"),
        ("<iq id='1' id='2'/>", "the attribute 'id' is given twice", "id='2'"),
        ("<iq a='1'b='2'/>", "missing whitespace before the attribute 'b'", "b"),
        ("<iq", "the start tag <iq is not closed by '>'", "<iq"),
        ("<iq>a & b</iq>", "'&' does not begin a reference", "&"),
        ("<iq>&amp b</iq>", "&amp is not followed by ';'", "&"),
        ("<iq>a < b</iq>", "'<' does not begin a tag", "<"),
        ("<iq>]]></iq>", "']]>' is not allowed in text", "]]>"),
        ("<iq><![CDATA[x</iq>", "<![CDATA[ is not closed by ']]>'", "<![CDATA["),
        ("<iq><!-- x</iq>", "<!-- is not closed by '-->'", "<!--"),
        ("<x:iq/>", "the prefix 'x' of 'x:iq' is not declared", "x:iq"),
        ("<iq x:a='1'/>", "the prefix 'x' of 'x:a' is not declared", "x:a"),
        ("<iq x:a='1'><b xmlns='no-uri'/></iq>", "the prefix 'x' of 'x:a' is not declared", "x:a"),
        ("<iq>\0</iq>", "the character U+0000 is not allowed in XML", "\0"),
        ("<iq>\ud800</iq>", "the character U+D800 is not allowed in XML", "\ud800"),
        ("<iq/> then <iq/>", "text is not allowed outside the elements", "then"),
        ("then\r\n<iq/>", "text is not allowed outside the elements", "then"),
        ("<iq/><?xml version='1.0'?><iq/>", "an XML declaration is only allowed at the very", None),
        ("<?xml version='1.0' encoding='UTF-8'><iq/>", "<?xml is not closed by '?>'", None),
    ],
)  # fmt: skip
def test_malformed_xml_is_told_with_its_place(text, message, place):
    error = refusal(text)
    span = error.span
    before = re.split(r"\r\n|\n", text[: span.offset])

    assert error.reason.startswith(message)
    assert str(error).startswith(f"line {len(before)}, column {len(before[-1]) + 1}: {message}")
    assert place is None or text[span.offset : span.end_offset] == place


def test_everything_that_is_wrong_is_kept():
    error = refusal("<iq type=get><query></iq>")

    assert [each.kind for each in error.damages] == ["attribute-without-quotes", "end-tag-missing"]
    assert error.damages[0].message == error.reason


@pytest.mark.parametrize("text", ["", " \n", "\ufeff", DECLARATION, "no XML", "&lt;iq/&gt;"])
def test_a_text_without_an_element_is_refused(text):
    assert str(refusal(text)).endswith("the text contains no element")


def test_what_only_the_parser_refuses_has_its_words():
    assert "too long" in str(refusal(f"<{'a' * 60_000}/>"))


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("<iq/>", f"{{{CLIENT}}}iq"),
        ("<iq xmlns='jabber:server'/>", f"{{{CLIENT}}}iq"),
        ("<enable xmlns='urn:xmpp:push:0'/>", "{urn:xmpp:push:0}enable"),
        ("<iq>", None),
        ("<iq/><iq/>", None),
        ("<iq><!-- c --></iq>", None),
        ("<?xml version='1.0'?><iq/>", None),
        ("<iq x:a='1'><b xmlns='no-uri'/></iq>", None),
    ],
)
def test_what_is_sound_needs_no_closer_look(text, tag):
    found = parsing.sound(text)

    assert (found if found is None else found.tag) == tag


def test_threads_read_each_their_own():
    texts = [
        IQ,
        "<iq>",
        IQ * 3,
        "<iq x:a='1'><b xmlns='no-uri'/></iq>",
        "<iq id='1' id='2'/>",
    ] * 200

    with ThreadPoolExecutor(8) as pool:
        outcomes = [*pool.map(attempt, texts)]

    assert [
        str(each) if isinstance(each, XmlError) else len(each.stanzas) for each in outcomes
    ] == [
        1,
        "line 1, column 1: <iq> has no end tag; the text ends first",
        3,
        "line 1, column 5: the prefix 'x' of 'x:a' is not declared",
        "line 1, column 12: the attribute 'id' is given twice",
    ] * 200


# In bounded time and memory


BOMB = "<!DOCTYPE l [{}]><l>{}</l>"
LAUGHS = "<!ENTITY a0 'ha'>" + "".join(
    f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10)
)
HOSTILE = {
    "billion laughs": (lambda: BOMB.format(LAUGHS, "&a9;"), "document type"),
    "quadratic blow-up": (
        lambda: BOMB.format(f"<!ENTITY a '{'x' * 100_000}'>", "&a;" * 100_000),
        "document type",
    ),
    "external entity": (
        lambda: BOMB.format("<!ENTITY a SYSTEM 'file:///dev/zero'>", "&a;"),
        "document type",
    ),
    "100 MB of text": (
        lambda: f"<iq>{'x' * 100_000_000}</iq>",
        "100000009 bytes, but the limit is 10000000",
    ),
    "100,000 nested elements": (lambda: "<a>" * 100_000 + "</a>" * 100_000, "nested"),
    "100,000 open elements": (lambda: "<a>" * 100_000, "nested"),
    "100,000 attributes": (
        lambda: f"<iq {' '.join(f'''a{n}='' ''' for n in range(100_000))}/>",
        "more than 1000 attributes",
    ),
    "1,000,000 children": (lambda: f"<iq>{'<a/>' * 1_000_000}</iq>", "more than 100000 children"),
    "1,000,000 stray brackets": (lambda: "<" * 1_000_000, "does not begin a tag"),
    "100,000 declarations": (lambda: "<!DOCTYPE [" * 100_000, "<!DOCTYPE is not closed"),
    "100,000 encodings": (lambda: "<?xml " + 'encoding="x" ' * 100_000, "<?xml is not closed"),
    "1,000,000 blanks in a declaration": (
        lambda: "<?xml " + " " * 1_000_000,
        "<?xml is not closed",
    ),
    "100,000 open quotes": (lambda: "<iq" + " a='" * 100_000 + ">", "'a' is given twice"),
}

#: Reads what comes on standard input, as a process that may use so much memory and time.
READER = textwrap.dedent("""
    import resource, sys
    from pushstanza import PushStanzaError
    from pushstanza.reading import source

    data = sys.stdin.buffer.read()
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
    resource.setrlimit(resource.RLIMIT_CPU, (30, 30))
    try:
        source.read(data)
    except PushStanzaError as error:
        print(type(error).__name__, error)
""")


@pytest.mark.parametrize(("make", "message"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_refused_in_bounded_time_and_memory(make, message):
    pytest.importorskip("resource")
    run = subprocess.run(
        [sys.executable, "-c", READER], input=make().encode(), capture_output=True, check=False
    )

    assert (run.returncode, run.stderr.decode()) == (0, "")
    assert re.search(message, run.stdout.decode())


#: For each limit a text that just meets the number given.
LARGEST = {
    "size": lambda n: f"<iq>{'x' * (n - len('<iq></iq>'))}</iq>",
    "depth": lambda n: "<a>" * n + "</a>" * n,
    "elements": lambda n: f"<iq>{'<a/>' * (n - 1)}</iq>",
    "children": lambda n: f"<iq>{'<a/>' * n}</iq>",
    "attributes": lambda n: f"<iq {' '.join(f'''a{i}='x' ''' for i in range(n))}/>",
}


def test_every_limit_has_a_default_that_is_documented():
    assert {each.name for each in attrs.fields(ps.Limits)} == {*LARGEST}
    assert min(attrs.astuple(ps.Limits())) > 50
    assert ps.Limits() == source.DEFAULT_LIMITS


@pytest.mark.parametrize(("limit", "largest"), LARGEST.items())
@pytest.mark.parametrize("convert", [str, str.encode])
def test_limits_are_parameters(limit, largest, convert):
    limits = ps.Limits(**{limit: 150})

    assert source.read(convert(largest(150)), limits=limits)
    with pytest.raises(LimitError, match="150"):
        source.read(convert(largest(151)), limits=limits)


@pytest.mark.parametrize("limit", ["depth", "children", "attributes"])
def test_what_is_larger_than_the_default_is_refused(limit):
    default = getattr(ps.Limits(), limit)

    assert source.read(LARGEST[limit](default))
    with pytest.raises(LimitError, match=f"{default}"):
        source.read(LARGEST[limit](default + 1))


@pytest.mark.parametrize("depth", [300, 100_000])
def test_what_the_parser_thinks_too_deep_is_refused_whatever_the_limit(depth):
    error = refusal("<a>" * depth + "</a>" * depth, limits=ps.Limits(depth=1_000))

    assert isinstance(error, LimitError)
    assert "nested too deeply" in str(error)


def test_a_tree_that_is_nested_too_deep_for_its_own_writer_is_refused():
    root = inner = ET.Element("iq")
    for _ in range(100_000):
        inner = ET.SubElement(inner, "a")

    assert isinstance(refusal(root), LimitError)


@pytest.mark.parametrize("limit", ["depth", "elements", "children", "attributes"])
@pytest.mark.parametrize("parse", [etree.fromstring, ET.fromstring])
def test_limits_hold_for_trees(limit, parse):
    limits = ps.Limits(**{limit: 150})

    assert source.read(parse(LARGEST[limit](150)), limits=limits)
    with pytest.raises(LimitError):
        source.read(parse(LARGEST[limit](151)), limits=limits)


def test_limits_are_counted_in_bytes_where_bytes_are_given():
    limits = ps.Limits(size=10)

    assert tags("<iq>𝄞</iq>", limits=limits) == ["iq"]
    assert isinstance(refusal("<iq>𝄞</iq>".encode(), limits=limits), LimitError)


# Where it stands


PLACES = (
    "\ufeff<?xml version='1.0'?>\r\n"
    "<iq type='get'\r\n"
    "\tid = \"𝄞\" xmlns:p='urn:p'\r"
    "    p:id='&quot;' xml:lang='en'>\n"
    "  <a xmlns='urn:a'/> <!-- <a/> --><a\n>x</a></iq>"
)


def test_every_element_has_its_place():
    read = source.read(PLACES, comments=True)
    iq, first, second = elements(read)

    assert whole_span(read, iq) == ps.Span(2, 1, 6, 12, 24, 147)
    assert read.span(iq) == ps.Span(2, 1, 4, 33, 24, 98)
    assert read.name_span(iq) == ps.Span(2, 1, 2, 4, 24, 27)
    assert read.span(first) == whole_span(read, first) == ps.Span(5, 3, 5, 21, 101, 119)
    assert [piece(read, whole_span(read, each)) for each in (first, second)] == [
        "<a xmlns='urn:a'/>", "<a\n>x</a>"
    ]  # fmt: skip
    assert whole_span(read, second) == ps.Span(5, 35, 6, 7, 133, 142)


@pytest.mark.parametrize(
    ("name", "written", "line", "column"),
    [
        ("type", "type='get'", 2, 5),
        ("id", 'id = "𝄞"', 3, 2),
        ("{urn:p}id", "p:id='&quot;'", 4, 5),
        ("{http://www.w3.org/XML/1998/namespace}lang", "xml:lang='en'", 4, 19),
    ],
)
def test_every_attribute_has_its_place(name, written, line, column):
    read = source.read(PLACES, comments=True)
    span = read.attribute_span(read.roots[0], name)

    assert piece(read, span) == written
    assert (span.line, span.column) == (line, column)
    assert (span.end_line, span.end_column) == (line, column + len(written))


def test_attributes_of_one_name_in_two_namespaces_are_told_apart():
    read = source.read("<iq xmlns:a='urn:a' xmlns:b='urn:b' a:x='1' b:x='2' x='3'/>")
    (iq,) = read.stanzas

    assert [piece(read, read.attribute_span(iq, name)) for name in iq.attrib] == [
        "a:x='1'", "b:x='2'", "x='3'"
    ]  # fmt: skip


def test_what_is_not_there_has_no_place():
    read = source.read("<iq id='1'/>")

    assert read.attribute_span(read.roots[0], "type") is None
    assert read.attribute_span(read.roots[0], "{urn:a}id") is None
    for place in (read.span, read.name_span):
        assert place(etree.Element("iq")) is None
    assert read.attribute_span(etree.Element("iq", id="1"), "id") is None


def test_in_a_tree_that_was_changed_nothing_has_its_place():
    read = source.read("<iq id='1'/>")
    etree.SubElement(read.roots[0], "a")

    assert read.span(read.roots[0]) is None
    assert read.attribute_span(read.roots[0], "id") is None


@pytest.mark.parametrize("parse", [etree.fromstring, ET.fromstring])
def test_trees_have_no_places(parse):
    read = source.read(parse(IQ))
    (iq,) = read.stanzas

    assert read.text is None
    assert read.span(iq) is read.name_span(iq) is None
    assert read.attribute_span(iq, "id") is None


@pytest.mark.parametrize(
    "text",
    [
        "<iq a='1'/>\n<iq b='2'/>",
        f"{STREAM}<iq a='1'>",
        f"{STREAM}<iq a='1'/><iq/>",
        f"{DECLARATION}{STREAM}\n<iq a='1'/></stream:stream>",
        "<log xmlns='urn:log'><iq a='1'><b/></iq></log>",
        "<iq xmlns='jabber:server' a='1'><b c='2'/></iq>",
    ],
)
def test_rows_streams_and_servers_have_places(text):
    if text.endswith("<iq a='1'>"):
        text += "</iq>"
    read = source.read(text)

    for each in elements(read):
        name = etree.QName(each).localname
        assert re.match(rf"<(\w+:)?{name}\b", piece(read, whole_span(read, each)))
        for attribute, value in each.attrib.items():
            assert piece(read, read.attribute_span(each, attribute)) == f"{attribute}='{value}'"


BLANKS = st.sampled_from([" ", "\n", "\r\n", "\t", "\r", "\n    ", " \r\n\t "])
TEXTS = st.text(st.sampled_from("a Ω𝄞é\u0301\n\t\"'>=/") | st.characters(codec="utf-8"), max_size=8)
NAMES = st.sampled_from(["iq", "a", "b-1", "long.name", "_"])


@st.composite
def attributes(draw):
    """Return the text of attributes in any writing, one of them perhaps with a prefix."""
    parts = []
    for name in draw(st.lists(NAMES | st.sampled_from(["p:x", "xml:lang"]), unique=True)):
        quote = draw(st.sampled_from("'\""))
        value = escaped(draw(TEXTS)).replace(quote, "&quot;" if quote == '"' else "&apos;")
        equals = draw(st.sampled_from(["=", " = ", "\n=", "=\r\n"]))
        parts.append(f"{draw(BLANKS)}{name}{equals}{quote}{value}{quote}")
        if name == "p:x":
            parts.append(f"{draw(BLANKS)}xmlns:p='urn:p'")
    return "".join(parts) + draw(st.just("") | BLANKS)


def escaped(text):
    legal = re.sub("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text)
    return legal.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def cdata(text):
    return f"<![CDATA[{escaped(text).replace(']]', '')}]]>"


def element(content):
    """Return a strategy for the text of an element with any of *content* in it."""
    return st.builds(
        lambda name, written, parts: (
            f"<{name}{written}>{''.join(parts)}</{name}>" if parts else f"<{name}{written}/>"
        ),
        NAMES,
        attributes(),
        st.lists(content, max_size=3),
    )


CONTENT = st.recursive(TEXTS.map(escaped) | TEXTS.map(cdata), element, max_leaves=8)
DOCUMENTS = st.builds(
    lambda start, text, end: start + text + end,
    st.sampled_from(["", "\ufeff", DECLARATION, f"\ufeff{DECLARATION}\r\n", "\r\n\t"]),
    element(CONTENT),
    st.sampled_from(["", "\n"]),
)


def check_columns(text, span):
    for line, column, offset in (
        (span.line, span.column, span.offset),
        (span.end_line, span.end_column, span.end_offset),
    ):
        before = re.split(r"\r\n?|\n", text[:offset])
        assert (line, column) == (len(before), len(before[-1]) + 1)


@given(DOCUMENTS)
def test_the_place_of_an_element_holds_the_very_element(text):
    read = source.read(text)

    for each in elements(read):
        span = whole_span(read, each)
        check_columns(text, span)
        assert canonical(source.read(piece(read, span)).roots[0]) == canonical(each)
        assert piece(read, span).startswith(piece(read, read.span(each)))
        assert piece(read, read.span(each)).startswith(piece(read, read.name_span(each)))
        assert piece(read, read.name_span(each)) == f"<{etree.QName(each).localname}"


@given(DOCUMENTS)
def test_the_place_of_an_attribute_holds_its_name_and_value(text):
    read = source.read(text)

    for each in elements(read):
        for name, value in each.attrib.items():
            span = read.attribute_span(each, name)
            check_columns(text, span)
            written = piece(read, span)
            alone = etree.fromstring(f"<x xmlns:p='urn:p' {written}/>")
            assert dict(alone.attrib) == {name: value}
            assert re.fullmatch(r"""[\w:.-]+\s*=\s*(?:'[^']*'|"[^"]*")""", written)


@given(st.lists(element(CONTENT), min_size=1, max_size=3), BLANKS)
def test_what_stands_in_a_row_is_found_in_order(texts, blank):
    read = source.read(blank.join(texts))

    assert [piece(read, whole_span(read, each)) for each in read.roots] == texts


# Whatever comes


PIECES = [
    "<iq", "<message", "<a", ">", "/>", "</iq>", "</message>", "</a>", " id='1'", " x:y=''",
    " xmlns='jabber:server'", " xmlns=''", " xmlns:x='urn:x'", "<x:y>", "<", "=", "'", '"', "&",
    "&amp;", ";", "&#65;", "&#0;", "<!--", "-->", "<!-- c -->", "<?", "?>", "<?p i?>", "<![CDATA[",
    "]]>", "<!DOCTYPE iq>", "<!ENTITY a 'b'>", DECLARATION, STREAM, "</stream:stream>", "\ufeff",
    " ", "\r\n", "x", "𝄞", "\0", "\ud800", "\uffff",
]  # fmt: skip


@given(st.text() | st.lists(st.sampled_from(PIECES) | st.text(max_size=2)).map("".join))
@example("<iq type='get' id='1'/></x><x>")
@example("<?xml version='1.0' encoding=\"?><evil a=\"?><iq/>")
@example("<?xml-stylesheet encoding='x'?><iq/>")
def test_any_text_is_read_or_refused(text):
    for comments in (False, True):
        check(text, attempt(text, comments=comments))


@given(st.binary() | st.text().map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_read_or_refused(data):
    outcome = attempt(data)

    assert outcome.stanzas if isinstance(outcome, source.Source) else str(outcome)


@given(DOCUMENTS, st.data())
def test_a_damaged_text_is_refused_in_its_place_or_still_well_formed(text, data):
    offset = data.draw(st.integers(0, len(text) - 1))
    inserted = data.draw(st.sampled_from(["", "<", ">", "'", "&", "/"]))
    damaged = text[:offset] + inserted + text[offset + 1 :]

    check(damaged, attempt(damaged))


def attempt(data, **options):
    """Return what was read, or the error of ours that it was refused with."""
    try:
        return source.read(data, **options)
    except ps.PushStanzaError as error:
        return error


def check(text, outcome):
    """Check that what was read has places, and that what was refused has a reason."""
    if isinstance(outcome, source.Source):
        assert outcome.stanzas
        assert all(whole_span(outcome, each) for each in elements(outcome))
    else:
        assert outcome.reason
        assert outcome.span is None or 0 <= outcome.span.offset <= outcome.span.end_offset
        assert outcome.span is None or outcome.span.end_offset <= len(text)


def test_a_stanza_in_a_wrapper_with_a_prefix_is_found():
    assert tags("<p:log xmlns:p='urn:log'><iq/></p:log>") == ["iq"]
    assert tags("<iq xmlns='urn:other'/>") == ["{urn:other}iq"]


@pytest.mark.parametrize("limit", [{"children": 2}, {"elements": 2}, {"depth": 1}])
def test_small_limits_hold_too(limit):
    with pytest.raises(ps.LimitError):
        source.read("<iq><a/><a/><a/></iq>", limits=ps.Limits(**limit))


def test_namespaces_count_too():
    many = " ".join(f"xmlns:a{i}='u:{i}'" for i in range(2000))
    with pytest.raises(ps.LimitError, match="namespaces"):
        source.read(f"<iq {many}/>")


def test_a_message_that_speaks_of_depth_is_not_too_deep():
    with pytest.raises(ps.XmlError, match="<depth> has no end tag"):
        source.read("<iq><depth></iq>")
