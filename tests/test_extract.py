"""Text of any kind to the stretches in which stanzas stand, and the way back to the file."""

import io
import re

import pytest
from conftest import CASES, canonical, work_of
from hypothesis import given
from hypothesis import strategies as st

from pushstanza.diagnostics.unknown import UNKNOWN
from pushstanza.reading.extract import Segment, kind_of, segments
from pushstanza.reading.extract.blocks import Block, blocks
from pushstanza.reading.finder import stanzas

FOLDER = CASES / "extract"
LOGS = CASES / "logs"
PUBLISH = (FOLDER / "publish.xml").read_text().strip()
WIDE = (FOLDER / "publish-wide.xml").read_text().strip()
KINDS = ["xml", "json", "markdown", "rst", "html", "xep", "code", "log", "text"]

every_log = pytest.mark.parametrize("path", sorted(LOGS.glob("*.log")), ids=lambda path: path.stem)


def read(path):
    with path.open(newline="", encoding="utf-8") as file:
        return file.read()


def found(text, kind="log"):
    """Return the whole stanzas in a text as (segment, start, end)."""
    return [
        (segment, each.start, each.end)
        for segment in segments(text, kind)
        for each in stanzas(segment.text[: segment.cut])
    ]


def texts(text, kind="log"):
    return [segment.text[start:end] for segment, start, end in found(text, kind)]


def ids(text, kind):
    return [re.search(r"""(?:id|jid)=["']([^"']*)""", each)[1] for each in texts(text, kind)]


def cuts(text, kind="log"):
    return [each.text[each.cut :] for each in segments(text, kind) if each.cut is not None]


def assert_leads_back(text, segment):
    """Assert that each character which needs no escape stands in the source where it says."""
    places = [segment.source_offset(index) for index in range(len(segment.text))]
    # Neither bytes nor the names of records stand for themselves.
    not_numbers = "<<60," not in text and "#iq{" not in text
    assert all(0 <= place < len(text) for place in places)
    for index, place in enumerate(places):
        if segment.text[index].isalnum() and text[place] not in "\\&{<}" and not_numbers:
            assert segment.text[index] == text[place]


# ---- logs ----

#: How many of the stanzas in a log are the two publishes, how many there are in all, and how many
#: were cut.
HELD = {
    "aioxmpp": (2, 2, 0),
    "dino_ansi": (0, 2, 0),
    "dino_hide_ns": (0, 1, 0),
    "dino_show_ns": (0, 2, 0),
    "docker_json": (1, 1, 0),
    "ejabberd": (0, 1, 0),
    "ejabberd_numbers": (1, 2, 0),
    "ejabberd_quoted": (1, 1, 0),
    "ejabberd_records": (0, 1, 0),
    "gajim_console": (1, 2, 0),
    "libstrophe": (1, 2, 0),
    "logcat": (1, 1, 0),
    "mod_logxml": (0, 1, 0),
    "monal": (1, 2, 0),
    "mongooseim_json": (2, 3, 1),
    "mongooseim_logfmt": (0, 1, 0),
    "mongooseim_logfmt_chunks": (1, 2, 0),
    "mongooseim_old": (0, 1, 0),
    "mongooseim_old_chunks": (1, 1, 0),
    "mongooseim_terms": (2, 2, 0),
    "mongooseim_terms_cut": (0, 0, 2),
    "nbxmpp": (0, 1, 0),
    "nbxmpp_received": (1, 1, 0),
    "profanity": (1, 2, 0),
    "prosody_chunks": (1, 3, 0),
    "prosody_rawdebug": (0, 3, 0),
    "prosody_stanza_debug": (1, 2, 0),
    "prosody_top_tags": (0, 0, 2),
    "prosody_toptag": (0, 0, 1),
    "qxmpp": (1, 2, 0),
    "slixmpp": (0, 1, 0),
    "slixmpp_bodies": (1, 2, 0),
    "smack": (0, 1, 0),
    "smack_bosh": (1, 2, 0),
    "xmpppy": (1, 2, 0),
}


@every_log
def test_each_logger_is_understood(path):
    text = read(path)
    publishes = {canonical(PUBLISH), canonical(WIDE)}
    got = [canonical(each) for each in texts(text)]

    assert kind_of(path.name, text) == "log"
    assert kind_of(None, text) in {"log", "xml"}
    assert (sum(each in publishes for each in got), len(got), len(cuts(text))) == HELD[path.stem]


@every_log
def test_each_stanza_leads_back_to_where_it_was_logged(path):
    text = read(path)
    for segment, start, end in found(text):
        place = segment.source_offset(start)
        name = re.match(r"<(\w+)", segment.text[start:end])[1]
        written = rf"<(?:\x1b\[\d+m|\{{[^}}]*\}}:)*{name}|60,|<<\\*\"{name}|#{name}\{{"
        assert re.compile(written).match(text, place)
        assert_leads_back(text, segment)


@every_log
def test_line_ends_of_windows_change_nothing(path):
    text = read(path)
    windows = text.replace("\n", "\r\n")

    assert [canonical(each) for each in texts(windows)] == [canonical(each) for each in texts(text)]


def test_the_value_of_an_attribute_is_found_in_the_escaped_line():
    text = read(LOGS / "mongooseim_logfmt.log")
    ((segment, _, _),) = found(text)
    start = segment.text.index('type="set"')
    place = segment.source_offset(start)

    assert text[place : segment.source_end(start + len('type="set"'))] == r"type=\"set\""


def test_what_was_logged_in_parts_leads_back_to_each_part():
    text = read(LOGS / "prosody_chunks.log")
    segment, start, end = next(
        each
        for each in found(text)
        if "<enable" in each[0].text[each[1] :] or "<pubsub" in each[0].text[each[1] :]
    )
    lines = {text.count("\n", 0, segment.source_offset(index)) for index in range(start, end)}

    assert lines == {0, 2, 4}
    assert not segment.is_verbatim
    assert segment.text[start:end] == PUBLISH


def test_a_log_without_escapes_is_one_verbatim_segment():
    text = "".join(f"2026-03-10 20:47:03,330 - DEBUG - SEND: <iq id='{i}'/>\n" for i in range(50))
    (segment,) = segments(text, "log")

    assert segment == Segment(text)
    assert segment.is_verbatim


@pytest.mark.parametrize(
    ("record", "stanza"),
    [
        (
            "XMPP IN [a@b]\n<{jabber:client}:message {http://www.w3.org/XML/1998/namespace}:lang='en' {jabber:client}:id='1' />\n",
            "<message xmlns='jabber:client' xml:lang='en' id='1' />",
        ),
        (r'{"packet":"<iq id=\"\ud83d\ude00\ud83d\"/>"}', '<iq id="\U0001f600\ufffd"/>'),
        (r"""DEBUG:x:SENT b'<iq id="\xe7\x8c\xab\xff"/>'""", '<iq id="\u732b\ufffd"/>'),
        (
            r'2026-03-10 20:47:03 x={xmlel,<<"iq">>,#{<<"id">> => <<"a\'<">>},[]}',
            "<iq id='a&apos;&lt;'/>",
        ),
        (
            '2026-03-10 20:47:03 x={xmlel,<<"iq">>,[],[{xmlcdata,<<231,140,171>>}]}',
            "<iq>\u732b</iq>",
        ),
    ],
)
def test_escapes_of_loggers(record, stanza):
    assert texts(record) == [stanza]


def test_a_cut_stanza_behind_the_comment_of_a_console_is_marked():
    assert cuts("<!-- Outgoing now (a) -->\n<iq id='1'>\n") == ["<iq id='1'>\n"]


def test_mentions_do_not_hide_a_whole_stanza_in_a_page():
    page = "<p>&lt;iq type='set'&gt; is sent: &lt;iq id='whole'&gt;&lt;a/&gt;&lt;/iq&gt;</p>"

    assert ids(page, "html") == ["whole"]


def test_a_stanza_in_escapes_cannot_be_edited_in_place_but_one_beside_it_can():
    text = (
        "2026-03-10 20:47:03 SENT <iq id='plain'><a/></iq>\n"
        '2026-03-10 20:47:04 what=x packet="<iq id=\\"escaped\\"><a/></iq>"\n'
    )
    assert [(each.is_verbatim, "plain" in each.text) for each in segments(text, "log")] == [
        (True, True),
        (False, False),
    ]


def test_a_damaged_stanza_in_a_log_is_not_taken_for_one_that_was_cut():
    text = "2026-03-10 20:47:03 SENT <iq id='1'><enable></iq>\n"

    assert cuts(text) == []
    assert "".join(each.text for each in segments(text, "log")) == text


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-10 20:47:03 SENT <iq id='1'><enable",
        "Nov 13 21:39:22 c2s26\tdebug\tReceived[c2s]: <iq id='1'>\n",
        '{"when":"x","packet":"<iq id=\'1\'><a>"}\n',
        '2026-03-10 20:47:03 [debug] Send XML on stream = <<"<iq id=\\"1\\"><a>"...>>\n',
        'Send XML on stream = <<"<iq id=\\"1\\"><a',
        "2026-03-10 20:47:03 Send XML on stream = <<60,105,113,32,...>>\n",
        'when=x what=y packet="<iq id=\\"1\\"><a',
        "2026-03-10 20:47:03 RECV(9): <iq id='1'>\n2026-03-10 20:47:03 RECV(9): <iq id='2'/>\n",
    ],
)
def test_what_the_logger_cut_is_marked_where_its_stanza_begins(text):
    (cut,) = cuts(text)

    assert cut.startswith("<iq")


def test_the_parts_of_a_stanza_are_looked_for_only_so_far():
    part = "2026-03-10 20:47:03 RECV(9): <iq id='1'>\n"
    other = "2026-03-10 20:47:03 INFO nothing\n"
    rest = "2026-03-10 20:47:03 RECV(9): </iq>\n"

    assert texts(part + 100 * other + rest) == ["<iq id='1'></iq>"]
    assert texts(part + 300 * other + rest) == []


def test_a_stanza_waits_for_its_rest_up_to_a_million_characters():
    record = "2026-03-10 20:47:03 RECV(9): "
    begin = "<message><body>"
    body = "a" * (1_000_000 - len(begin))
    rest = f"\n{record}</body></message>\n"

    assert texts(f"{record}{begin}{body}{rest}") == [f"{begin}{body}</body></message>"]
    assert cuts(f"{record}{begin}{body}a{rest}") == [f"{begin}{body}a"]


def test_a_stanza_cut_in_its_name_is_joined():
    text = "2026-03-10 20:47:03 RECV(9): <iq/><mess\n2026-03-10 20:47:03 RECV(9): age/>\n"

    assert texts(text) == ["<iq/>", "<message/>"]


# ---- pages and code ----


def test_code_in_markdown():
    text = read(FOLDER / "page.md")

    assert ids(text, "markdown") == [
        "fenced", "tildes", "still-tildes", "in-list", "quoted", "indented", "invalid-by-fence",
        "invalid-by-comment", "in-log", "in-logfmt", "in-java", "pasted", "pasted-from-a-page",
        "in-pre", "indented-in-item",
    ]  # fmt: skip
    assert [each.text for each in segments(text, "markdown") if each.expects_findings] == [
        "<iq type='wrong' id='invalid-by-fence'><a/></iq>\n",
        "<iq type='wrong' id='invalid-by-comment'><a/></iq>\n",
    ]


def test_the_margin_of_a_quotation_is_left_out():
    text = read(FOLDER / "page.md")
    segment, start, _ = next(each for each in found(text, "markdown") if "quoted" in each[0].text)
    enable = segment.text.index("<enable")

    assert segment.text[start:].splitlines()[1].startswith("  <enable")
    assert text.startswith("<enable", segment.source_offset(enable))
    assert text[: segment.source_offset(enable)].endswith(">   ")
    assert text[segment.source_end(enable - 2)] == ">"


def test_code_in_restructured_text():
    text = read(FOLDER / "page.rst")

    assert ids(text, "rst") == ["directive", "literal", "nested", "invalid", "in-python"]
    assert [each.expects_findings for each in segments(text, "rst")] == [
        False, False, False, True, False,
    ]  # fmt: skip
    assert all(each.is_verbatim for each in [*segments(text, "rst")][:4])


def test_code_in_pages():
    text = read(FOLDER / "page.html")

    assert ids(text, "html") == ["coloured", "invalid", "in-a-paragraph"]
    segment = next(iter(segments(text, "html")))
    assert "<body>a &amp; b</body>" in segment.text
    assert text.startswith("set&quot;", segment.source_offset(segment.text.index('set"')))


def test_examples_of_xeps_are_verbatim():
    text = read(FOLDER / "xep.xml")

    assert kind_of("xep-0357.xml", text) == "xep"
    assert ids(text, "xep") == ["x42", "x97", "escaped"]
    for segment, start, end in found(text, "xep")[:2]:
        place = segment.source_offset(start)
        assert segment.is_verbatim
        assert text[place : place + end - start] == segment.text[start:end]


def test_literals_of_python():
    text = read(FOLDER / "literals.py.txt")

    assert ids(text, "code") == ["plain", "joined", "triple", "raw", "payload"]
    plain, joined = [*segments(text, "code")][:2]
    assert plain.text == '<iq type="set" id="plain">\n<a b=\'é\'/></iq>'
    assert text.startswith(r"\u00e9", plain.source_offset(plain.text.index("é")))
    assert joined.text == f"<iq type='set' id='joined'><a b='{UNKNOWN}'/></iq>"
    assert text.startswith("</iq>", joined.source_offset(joined.text.index("</iq>")))


def test_literals_of_other_languages():
    text = read(FOLDER / "literals.txt")

    assert texts(text, "code") == [
        f"<iq type='set' id='{UNKNOWN}'><template/></iq>",
        f"<iq type='set' id='{UNKNOWN}'><variable/></iq>",
        "<iq type='set' id='erlang'><a/></iq>",
        "<iq type='set' id='lua'><a/></iq>",
        "<iq type='set' id='dots'><a/></iq>",
        '<iq type="set" id="sigil"><a/></iq>',
        "<iq type='set' id='arrows'><a/></iq>",
        '<iq type="set" id="hashes"><a/></iq>',
        "<iq type='set'\n  id='go'><a/></iq>",
        '<iq type="set" id="c"><a/></iq>',
    ]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (r'"<iq type=\"set\" id=\"1\"><a/></iq>"', '<iq type="set" id="1"><a/></iq>'),
        (r"<iq type=\\\"set\\\"><a/></iq>", '<iq type="set"><a/></iq>'),
        ("&lt;iq type=&quot;set&quot;&gt;&lt;/iq&gt;", '<iq type="set"></iq>'),
    ],
)
def test_pasted_text_is_unescaped(text, meant):
    assert texts(text, "text") == [meant]


@pytest.mark.parametrize(
    "text",
    ["", "a <iq/> b", "<iq type='set'\n  <a>", "<message><body>&lt;iq type=''></body></message>"],
)
def test_other_text_is_one_verbatim_segment(text):
    for kind in ("text", "xml", "json"):
        assert [*segments(text, kind)] == [Segment(text)]


# ---- kinds ----


@pytest.mark.parametrize(
    ("file", "text", "kind"),
    [
        ("a.xml", "<iq/>", "xml"),
        ("a.XML", "", "xml"),
        ("a.md", "<iq/>", "markdown"),
        ("a.rst", "", "rst"),
        ("a.htm", "", "html"),
        ("a.json", '{"aps": {}}', "json"),
        ("a.json", '{"packet":"<iq/>"}\n{"packet":"<iq/>"}\n', "log"),
        ("a.py", "", "code"),
        ("a.erl", "", "code"),
        ("prosody.log", "", "log"),
        ("prosody.log.2", "", "log"),
        ("a.jsonl", '{"packet":"<iq/>"}\n', "log"),
        ("a.txt", "Nov 13 21:39:22 c2s1\tdebug\tRECV: <iq/>\n", "log"),
        ("a.txt", "A page.\n\n<iq/>\n", "text"),
        (None, "<!DOCTYPE html><html></html>", "html"),
        (None, "<xep><header/></xep>", "xep"),
        (None, "<iq/>", "xml"),
        (None, '{"aps": {}}', "json"),
        (None, "[\n  {'aps': {}}]", "json"),
        (None, "{aps: {}}", "json"),
        (None, "[Client] Romeo\n<iq/>", "text"),
        (None, "A page.\n\n```\n<iq/>\n```\n", "markdown"),
        (None, "Write ```<iq/>``` in it.\n", "text"),
        (None, "{urn:xmpp:push:0}enable", "text"),
        (None, "Look:\n\n```xml\n<iq/>\n```\n", "markdown"),
        (None, "<iq/> as in prose", "xml"),
        (None, "", "text"),
    ],
)
def test_kinds(file, text, kind):
    assert kind_of(file, text) == kind


# ---- blocks ----


def all_blocks(text, size, longest=10_000):
    return [*blocks(io.BytesIO(text.encode()), size=size, longest=longest)]


def assert_blocks_hold(text, size, kind="log"):
    parts = all_blocks(text, size)

    assert "".join(each.text for each in parts) == text
    offset = 0
    for each in parts:
        assert each.offset == offset
        before = text[:offset]
        assert each.first_line == len(re.findall(r"\r\n?|\n", before)) + 1
        assert each.column == len(re.split(r"\r\n?|\n", before)[-1]) + 1
        offset += len(each.text)
    assert [stanza for each in parts for stanza in texts(each.text, kind)] == texts(text, kind)


@pytest.mark.parametrize("size", [300, 700, 2000])
@every_log
def test_blocks_hold_what_the_whole_log_does(path, size):
    text = read(path)

    assert_blocks_hold(text + text, size)


@given(
    lines=st.lists(
        st.sampled_from(
            [
                "2026-03-10 20:47:03 INFO nothing",
                "2026-03-10 20:47:03 SENT: <iq id='1'><a/></iq>",
                "2026-03-10 20:47:03 c2s1 RECV(9): <iq id='2'>",
                "2026-03-10 20:47:03 c2s1 RECV(9): <b/></iq>",
                "2026-03-10 20:47:03 c2s2 RECV(9): <message><body>one\r\ntwo</body></message>",
                '2026-03-10 20:47:03 packet="<iq id=\\"3\\"><a/></iq>"',
                "<iq id='4'>\n  <a/>\n</iq>",
                "prose",
            ]
        )
    ),
    size=st.integers(1, 400),
)
def test_blocks_of_any_log(lines, size):
    text = "\n".join(lines)
    parts = all_blocks(text, size)

    assert "".join(each.text for each in parts) == text
    assert [stanza for each in parts for stanza in texts(each.text)] == texts(text)


def test_a_line_longer_than_a_block_is_cut_between_stanzas():
    text = "<iq id='1'><a/></iq>" * 100
    parts = all_blocks(text, 150)

    assert len(parts) > 10
    assert [stanza for each in parts for stanza in texts(each.text, "text")] == [text[:20]] * 100


def test_what_has_no_end_is_cut_at_last():
    parts = all_blocks("<iq" * 20_000, 100, longest=5000)

    assert max(len(each.text) for each in parts) <= 5100
    assert "".join(each.text for each in parts) == "<iq" * 20_000


def test_blocks_of_text_and_of_what_is_not_utf_8():
    assert [*blocks(io.StringIO("é\n"))] == [Block("é\n", 1, 0, 1)]
    assert [each.text for each in blocks(io.BytesIO(b"a\xff\xc3"))] == ["a\ufffd\ufffd"]
    assert [*blocks(io.BytesIO())] == [Block("")]


# ---- anything ----

_PARTS = [
    "<iq id='1'>", "</iq>", "<a/>", '\\"', "\\", "\n", "\r\n", '"', "'", "```", "~~~", "    ", "> ",
    "- ", "::", ".. code::", "<pre>", "</pre>", "&lt;iq&gt;", "<![CDATA[", "<example>", "</example>",
    '<<"', '">>', "<<60,", "105", "{xmlel,", '<<"a">>', ",[", "]}", "...", "{xmlcdata,", "b'", "\\xc3",
    "XMPP OUT [x]\n", "<{jabber:client}:iq {jabber:client}:id='1'>", "\x1b[0m", '{"a":"', "\\ud83d",
    "2026-03-10 20:47:03 RECV(9): ", 'packet="', "<!-- Outgoing x -->", "`", "r#", "[[", "😀", "\0",
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@given(text=st.text() | st.lists(st.sampled_from(_PARTS)).map("".join))
def test_any_text_has_segments_that_lie_in_it(kind, text):
    kind_of(None, text)
    for segment in segments(text, kind):
        places = [segment.source_offset(index) for index in range(len(segment.text))]
        assert all(0 <= place < len(text) for place in places)
        assert 0 <= segment.source_end(len(segment.text)) <= len(text)
        assert segment.cut is None or segment.text.startswith("<", segment.cut)
        if segment.is_verbatim and segment.text:
            assert text[places[0] : places[-1] + 1] == segment.text


@pytest.mark.parametrize(
    "unit",
    [
        "<iq ",
        "\\",
        '<iq a=\\"',
        '<<"',
        "b'<\\",
        "&lt;iq ",
        "<pre>",
        "```\n",
        '"<iq ',
        "#iq{a = ",
        "#iq{1,[",
        "a::\n\n  b\n",
    ],
)
@pytest.mark.parametrize("kind", ["log", "text", "markdown", "rst", "html", "code"])
def test_no_text_takes_long(unit, kind):
    for _ in segments(unit * (150_000 // len(unit)), kind):
        pass


PAGE = CASES.parent.parent / "docs" / "logs.md"


@pytest.mark.parametrize("record", re.findall(r"```text\n(.*?)```", PAGE.read_text(), re.DOTALL))
def test_the_records_shown_in_the_documentation_are_understood(record):
    assert kind_of(None, record) == "log"
    assert len(texts(record)) + len(cuts(record)) == 1


@pytest.mark.parametrize("text", [
    "<resources><!-- shown first --><string name='a'>b</string></resources>",
    "<LinearLayout xmlns:android='http://schemas.android.com/apk/res/android'/>",
    "<?xml version='1.0'?>\n<!DOCTYPE plist PUBLIC '-//A//B' 'c'>\n<plist><dict/></plist>",
    "<svg xmlns='http://www.w3.org/2000/svg'><!-- a --><path d='M0'/></svg>",
    "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' targetNamespace='jabber:x:data'/>",
    "<messages><entry/></messages>",
])  # fmt: skip
def test_documents_that_have_nothing_to_do_with_xmpp_are_passed_over(text):
    assert [*stanzas(text)] == []


@pytest.mark.parametrize("text", [
    "<log><!-- a --><iq type='get' id='1'/></log>",
    "<enable jid='push.example.com'/>",
    "<mesage to='a@example.com'/>",
    "<foo xmlns='http://jabber.org/protocol/pubsbu'/>",
    "<list><enable xmlns='urn:xmpp:push:0'/></list>",
])  # fmt: skip
def test_documents_that_nearly_have_are_looked_at(text):
    assert [*stanzas(text)] != []


@pytest.mark.parametrize("text", [
    "s = '<iq><enable/></iq>'",
    "s = '<iq id=\"1\"><enable/></iq>'",
    's = "<iq><enable/></iq>"',
])  # fmt: skip
def test_a_literal_is_code(text):
    (segment,) = segments(text, "code")
    assert segment.is_code
    assert_leads_back(text, segment)


def test_stanzas_without_end_cost_little():
    for unit in ("<iq ", "<message>\n"):
        few, many = (work_of(lambda n=n, unit=unit: [*stanzas(unit * n)]) for n in (1_000, 4_000))
        assert many < 5 * few
