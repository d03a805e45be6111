"""What the language server knows of a place in a document, asked without a client."""

import random
import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("pygls")

from conftest import CASES, real_stanzas
from lsp_client import edited
from lsprotocol import types
from lxml import etree

import pushstanza as ps
from pushstanza.binding import REGISTRY
from pushstanza.lsp.actions import actions, all_fixed
from pushstanza.lsp.checking import checked, diagnostics
from pushstanza.lsp.completion import completions
from pushstanza.lsp.cursor import Opened
from pushstanza.lsp.declared import children_of
from pushstanza.lsp.documents import Document, ending_of_language
from pushstanza.lsp.formatting import formatting
from pushstanza.lsp.hover import hover
from pushstanza.lsp.positions import Positions
from pushstanza.lsp.snippets import Writer
from pushstanza.lsp.symbols import symbols
from pushstanza.reading import names, tags

ENCODINGS = {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}
TEXTS = st.text(st.sampled_from("ab<>'= \n\r\u2028é漢😀\U0001f468\ufeff"), max_size=60)

ENABLE = """<iq type='set' id='x'>
  <enable xmlns='urn:xmpp:push:0' jid='push.example.org' node='n'>
    <x xmlns='jabber:x:data' type='submit'>
      <field var='FORM_TYPE'><value>http://jabber.org/protocol/pubsub#publish-options</value></field>
      <field var='priority'><value>high</value></field>
      <field var='device_id'><value>5f0c3a1be2d94776a8c0d1e2f3a4b5c6</value></field>
    </x>
  </enable>
</iq>
"""


# ---- positions ----


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(text=TEXTS, data=st.data())
def test_positions_count_code_units_of_the_encoding(encoding, text, data):
    positions = Positions(text, encoding)
    offset = data.draw(st.integers(0, len(text)))
    found = positions.position(offset)

    before = text[:offset].replace("\r\n", "\n")
    if text[:offset].endswith("\r") and text[offset : offset + 1] == "\n":
        before = before[:-1] + "\r"  # within the end of a line
        line = before[:-1].replace("\r", "\n").split("\n")[-1] + "\r"
        number = before[:-1].replace("\r", "\n").count("\n")
    else:
        line = before.replace("\r", "\n").split("\n")[-1]
        number = before.replace("\r", "\n").count("\n")
    unit = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding]
    assert found == types.Position(number, len(line.encode(ENCODINGS[encoding])) // unit)
    if not line.endswith("\r"):
        assert positions.offset(found) == offset


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(text=TEXTS, line=st.integers(0, 9), character=st.integers(0, 99))
def test_every_position_is_a_place(encoding, text, line, character):
    offset = Positions(text, encoding).offset(types.Position(line, character))

    assert 0 <= offset <= len(text)


@given(text=TEXTS, other=TEXTS, data=st.data())
def test_changes_edit_the_text_where_they_say(text, other, data):
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(text))] * 2)))
    document = Document("untitled:a", text)
    assume_no_torn_line_end(text, start, end)
    change = types.TextDocumentContentChangePartial(document.positions.range(start, end), other)

    changed = document.edited([change], 2)

    assert (changed.text, changed.version) == (text[:start] + other + text[end:], 2)


def assume_no_torn_line_end(text, *offsets):
    from hypothesis import assume

    assume(not any(text[max(0, each - 1) : each + 1] == "\r\n" for each in offsets))


@given(text=TEXTS, other=TEXTS)
def test_the_edit_that_replaces_a_text_makes_the_other(text, other):
    document = Document("untitled:a", text, encoding="utf-32")
    changes = [
        types.TextDocumentContentChangePartial(each.range, each.new_text)
        for each in document.replaced(other)
    ]
    start = document.positions.offset(changes[0].range.start) if changes else 0
    end = document.positions.offset(changes[0].range.end) if changes else 0
    assume_no_torn_line_end(text, start, end)

    assert document.edited(changes, 2).text == other
    assert len(changes) == (text != other)


@pytest.mark.parametrize(
    ("uri", "language", "kind"),
    [
        ("file:///w/a.xml", "", "xml"),
        ("file:///w/a.md", "xml", "markdown"),  # the name says it
        ("file:///w/notes", "markdown", "markdown"),
        ("untitled:Untitled-1", "xml", "xml"),
        ("untitled:Untitled-1", "python", "code"),
        ("untitled:Untitled-1", "typescriptreact", "code"),
        ("untitled:Untitled-1", "restructuredtext", "rst"),
        ("untitled:Untitled-1", "klingon", "text"),
        ("file:///w/server.log.1", "plaintext", "log"),
        ("file:///w/%C3%A4%20b.rst", "", "rst"),
        ("not a uri", "", "text"),
        ("", "html", "html"),
    ],
)
def test_the_name_of_a_file_or_its_language_say_how_it_is_read(uri, language, kind):
    assert Document(uri, "foo", language=language).kind == kind


def test_source_code_is_checked_if_it_names_push():
    stanza = (
        "<iq type='set' id='1'><enable xmlns='urn:xmp:push:0' jid='p.example.org' node='n'/></iq>"
    )

    assert codes(f's = "{stanza}"\n', "file:///w/a.py") == []
    assert codes(f'# urn:xmpp:push:0\ns = "{stanza}"\n', "file:///w/a.py") == ["PS005"]


def test_languages_of_the_protocol_have_endings():
    for language in ("python", "javascript", "java", "go", "rust", "csharp", "cpp", "objective-c"):
        assert ending_of_language(language)


# ---- completion ----


def completed(before, after="", name="file:///w/a.xml", *, snippets=False):
    """Return what may be written between two texts, the texts by their labels."""
    document = Document(name, before + after, encoding="utf-32")
    position = document.positions.position(len(before))
    found = completions(document, position, snippets=snippets).items
    for each in found:
        assert each.text_edit.range.end == position
    return {each.label: each.text_edit.new_text for each in found}


IQ = "<iq type='set' id='1'>"
ENABLED = f"{IQ}<enable xmlns='urn:xmpp:push:0' jid='p.example.org' node='n'>"
FORM = f"{ENABLED}<x xmlns='jabber:x:data' type='submit'>"


@pytest.mark.parametrize(
    ("before", "expected", "absent"),
    [
        ("<", {"iq", "message", "enable", "pubsub"}, {"field", "value"}),
        ("<i", {"iq"}, set()),
        (f"{IQ}<", {"enable", "disable", "pubsub", "error"}, {"iq", "field", "closed-node"}),
        (f"{IQ}\n  <en", {"enable"}, set()),
        ("<message><", {"body", "pubsub", "delay"}, {"iq"}),
        ("<iq type='error' id='1'><error type='cancel'><", {"bad-request", "closed-node"}, {"iq"}),
        (f"{ENABLED}<", {"x"}, {"enable", "iq"}),
        (f"{FORM}<", {"field"}, {"x"}),
        (f"{FORM}<field var='a'/><", {"field"}, {"value"}),
        (f"{FORM}<field var='a'><", {"value"}, {"field"}),
        (f"{IQ}<pubsub xmlns='http://jabber.org/protocol/pubsub'><", {"publish", "create"}, {"x"}),
        ("<iq ", {"type", "id", "to"}, {"jid"}),
        ("<iq type='set' ", {"id"}, {"type"}),
        (f"{IQ}<enable ", {"xmlns"}, set()),
        (f"{IQ}<enable xmlns='urn:xmpp:push:0' ", {"jid", "node"}, {"type", "xmlns"}),
        ("<iq type='", {"get", "set"}, {"chat"}),
        ('<message type="', {"chat", "groupchat"}, {"set"}),
        (f"{IQ}<enable xmlns='u", {"urn:xmpp:push:0", "jabber:x:data"}, set()),
        (f"{FORM}<field var='", {"FORM_TYPE", "priority", "device_id"}, {"pubsub#access_model"}),
        (f"{FORM}<field var='FORM_TYPE'/><field var='", {"priority"}, {"FORM_TYPE"}),
        (f"{FORM}<field var='FORM_TYPE'><value>", {"urn:xmpp:push:summary"}, {"high"}),
        (f"{FORM}<field var='priority'><value>", {"high", "normal"}, {"true"}),
        (f"{FORM}<field var='silent'><value>t", {"true", "false"}, set()),
        (f"{FORM}<field var='mode'><value>\n  p", {"dev", "prod"}, set()),
        (f"{FORM}<field var='service'><value>", {"apns", "fcm"}, set()),
        (f"{ENABLED}</", {"enable"}, {"iq"}),
        (f"{ENABLED}</enable></", {"iq"}, {"enable"}),
        ("<iq id='a><enable xmlns='urn:xmpp:push:0' ", {"jid"}, set()),  # a quote is missing
        (f"{ENABLED}\n\n{IQ}<", {"enable"}, {"x"}),  # the stanza above has no end
        ("<iq xmlns='jabber:server' type='", {"get"}, set()),
        ("<p:enable xmlns:p='urn:xmpp:push:0' ", {"jid"}, set()),
    ],
)
def test_completion_knows_what_is_declared_there(before, expected, absent):
    for after in ("", "\n</iq>\n"):
        found = completed(before, after).keys()

        assert found >= expected
        assert not found & absent


@pytest.mark.parametrize(
    "before",
    [
        "",
        "text",
        f"{IQ}<!-- <",
        f"{IQ}<![CDATA[<",
        "<?xml ",
        "1 < 2 ",
        f"{IQ}<enable jid=",
        "<iq>text",
    ],
)
def test_completion_is_silent_where_nothing_is_known(before):
    assert completed(before) == {}


def test_the_fields_that_a_form_has_are_not_offered_again():
    after = "'/><field var='priority'/></x></enable></iq>"

    assert "priority" not in completed(f"{FORM}<field var='topic'/><field var='", after)


def test_a_new_element_has_what_it_has_to_have():
    found = completed(f"{IQ}<", snippets=True)

    assert completed(f"{IQ}<enable ")["xmlns"] == "xmlns='urn:xmpp:push:0'"
    assert found["disable"] == "disable xmlns='urn:xmpp:push:0' jid='$1'/>$0"
    form = completed(f"{ENABLED}<", snippets=True)["x"]
    assert ps.lint(f"{ENABLED}<{form.replace('$0', '')}</enable></iq>") == []
    assert (
        completed(f"{FORM}<", snippets=True)["field"]
        == "field var='$1'><value>$2</value>$0</field>"
    )


@pytest.mark.parametrize("parent", [None, *REGISTRY])
@pytest.mark.parametrize("snippets", [True, False])
def test_every_element_that_is_offered_is_well_formed(parent, snippets):
    namespace = None if parent is None else tags.split(parent)[0]
    around = parent and Opened(tags.split(parent)[1], namespace, namespace, (), 0, 0)
    for each in children_of(parent):
        written = f"<{Writer(chr(39), snippets).element(each, around)}"
        written = re.sub(r"\$\{\d\|(\w[\w-]*)[^}]*\}|\$\d", r"\1", written)
        root = etree.fromstring(written if snippets else f"{written}/>")
        assert {root.tag, f"{{{namespace or names.CLIENT}}}{root.tag}"} & {each.tag}


@pytest.mark.parametrize(
    ("name", "before", "after", "expected"),
    [
        ("a.py", 's = \'<iq type="set"><enable xmlns="urn:xmpp:push:0" ', "'\n", 'jid=""'),
        ("a.py", "s = \"<iq type='set'><enable xmlns='urn:xmpp:push:0' ", '"\n', "jid=''"),
        ("a.js", "s = `<iq type='set'>\n<enable xmlns='urn:xmpp:push:0' ", "`;\n", "jid=''"),
        (
            "a.md",
            "# A\n\n```xml\n<iq type='set'><enable xmlns='urn:xmpp:push:0' ",
            "\n```\n",
            "jid=''",
        ),
        (
            "a.md",
            "> ```xml\n> <iq type='set'>\n>   <enable xmlns='urn:xmpp:push:0' ",
            "\n> ```\n",
            "jid=''",
        ),
        ("a.rst", "::\n\n  <iq type='set'><enable xmlns='urn:xmpp:push:0' ", "\n", "jid=''"),
    ],
)
def test_completion_works_in_literals_and_pages_with_the_quotes_that_fit(
    name, before, after, expected
):
    assert completed(before, after, f"file:///w/{name}")["jid"] == expected


# ---- hover ----


def shown(text, needle, name="file:///w/a.xml", shift=1):
    document = Document(name, text)
    found = hover(document, document.positions.position(text.index(needle) + shift))
    return "" if found is None else found.contents.value


@pytest.mark.parametrize(
    ("needle", "words"),
    [
        ("iq type", ["`jabber:client`", "A request", "MongooseIM", "**result**"]),
        ("enable xmlns", ["publish notifications", "XEP-0357", "`jid`", "**result**"]),
        ("/enable>", ["publish notifications"]),
        ("jid=", ["The push service"]),
        ("push.example", ["The push service"]),
        ("urn:xmpp:push", ["XEP-0357", "`<enable>`"]),
        ("submit", ["`cancel`"]),
        ("x xmlns", ["XEP-0004", "publish-options"]),
        ("field var='priority", ["`normal`, `high`", "apns-priority"]),
        ("priority", ["`normal`, `high`", "Default: `normal`"]),
        ("high", ["`normal`, `high`"]),
        ("var='priority", ["FCM: `priority`"]),
        ("FORM_TYPE", ["What a push service needs to know"]),
        ("http://jabber", ["What a push service needs to know"]),
        ("5f0c3a", ["The device token"]),
    ],
)
def test_hovers_say_what_is_declared(needle, words):
    for text, name in (
        (ENABLE, "a.xml"),
        (f"# A\n\n```xml\n{ENABLE}```\n", "a.md"),
        (f's = """{ENABLE}"""\n', "a.py"),
    ):
        found = shown(text, needle, f"file:///w/{name}")
        for each in words:
            assert each in found
        assert "5f0c3a1b" not in found


def test_hovers_say_what_servers_answer_and_why_without_secrets():
    secret = "geheim-5f0c3a1be2d94776"
    text = (
        ENABLE.replace(" type='submit'", "")
        .replace("device_id", "secret")
        .replace("5f0c3a1be2d94776a8c0d1e2f3a4b5c6", secret)
    )
    found = shown(text, "iq type")

    assert "bad-request" in found
    assert "ejabberd" in found
    assert secret not in found


def test_hovers_are_silent_between_elements():
    for needle in ("\n  <enable", " <enable", "\n</iq>"):
        assert shown(ENABLE, needle, shift=0) == ""


def test_hovers_on_findings_say_why_there_is_a_rule():
    text = ENABLE.replace("<value>high", "<value>urgent")
    document = Document("untitled:a", text, language="xml")
    found = checked(document).findings
    position = document.positions.position(text.index("urgent") + 2)
    value = hover(document, position, found).contents.value

    assert any(each.code in value and each.url in value for each in found)


# ---- findings and what is done about them ----


def asked(text, needle, name="file:///w/a.xml", *, only=None):
    """Return the document, and the actions at a place in it by their titles."""
    document = Document(name, text)
    position = document.positions.position(text.index(needle))
    params = types.CodeActionParams(
        types.TextDocumentIdentifier(name),
        types.Range(position, position),
        types.CodeActionContext([], only),
    )
    return document, {each.title: each for each in actions(checked(document), params)}


def codes(text, name="file:///w/a.xml"):
    return [each.code for each in checked(Document(name, text)).findings]


def after(document, action):
    (edits,) = action.edit.changes.values()
    return edited(document.text, edits)


@pytest.mark.parametrize(
    ("name", "wrap"),
    [
        ("a.xml", "{}"),
        ("a.xml", "<?xml version='1.0'?>\n{}"),
        ("a.xml", "\ufeff{}"),
        ("a.xml", "<log>\n{}</log>\n"),
        ("a.xml", "<iq type='result' id='0'/>\n  {}"),
        ("a.md", "# A\n\n```xml\n{}```\n"),
        ("a.md", "> Q\n>\n> ```xml\n> {}> ```\n"),
        ("a.rst", "A\n=\n\n.. code-block:: xml\n   :linenos:\n\n   {}\n"),
        ("a.html", "<html><body><p>urn:xmpp:push:0</p>\n<pre>\n{}</pre></body></html>\n"),
        ("a.txt", "See:\n\n{}"),
        ("a.py", 'if True:\n    x = """{}"""\n'),
        (
            "a.py",
            'x = (\n  \'<iq type="set" id="1"><enable xmlns="urn:xmpp:push:0" jid="push.example.org"\'\n  \' node=""/></iq>\'\n)\n',
        ),
        ("a.js", "const x = `{}`;\n"),
        ("a.erl", 'x() -> "{}".\n'),
        ("a.lua", "x = [[{}]]\n"),
    ],
)
def test_a_finding_is_suppressed_by_a_comment_above_its_stanza(name, wrap):
    stanza = "<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='push.example.org' node=''/></iq>\n"
    if name == "a.html":
        stanza = stanza.replace("<", "&lt;")
    text = wrap.replace("{}", stanza)
    uri = f"file:///w/{name}"
    found = codes(text, uri)
    assert found
    document, offered = asked(text, "node", uri)
    action = offered[f"Ignore {found[0]} in this stanza"]

    assert codes(after(document, action), uri) == found[1:]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.log", f"2024-01-01 00:00:00 RECV: {ENABLE.replace(chr(10), '')}\n"),
        (
            "a.md",
            "Use `<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='push.example.org' node=''/></iq>` here.\n",
        ),
        ("a.json", '{"aps": {"badge": "1"}}'),
    ],
)
def test_where_no_comment_is_read_none_is_offered(name, text):
    document = Document(f"file:///w/{name}", text)
    found = checked(document)
    everywhere = types.Range(types.Position(0, 0), types.Position(9, 0))
    params = types.CodeActionParams(
        types.TextDocumentIdentifier(""), everywhere, types.CodeActionContext([])
    )

    assert not any("Ignore" in each.title for each in actions(found, params))


def test_a_log_has_findings_and_is_not_changed():
    misspelt = ENABLE.replace("\n", "").replace("xmlns='urn", "xlmns='urn")
    found = checked(Document("file:///w/a.log", f"2024-01-01 00:00:00 RECV: {misspelt}\n"))
    everywhere = types.Range(types.Position(0, 0), types.Position(9, 0))
    params = types.CodeActionParams(
        types.TextDocumentIdentifier(""), everywhere, types.CodeActionContext([])
    )

    assert found.findings
    assert actions(found, params) == []
    assert all_fixed(found) is None


def test_fixes_are_offered_the_safe_ones_as_preferred():
    misspelt = (
        "<iq type='set' id='1'><enable xlmns='urn:xmpp:push:0' jid='p.example.org' node='n'/></iq>"
    )
    document, offered = asked(misspelt, "xlmns")
    (safe,) = (each for each in offered.values() if each.is_preferred)
    assert codes(after(document, safe)) == []

    document, offered = asked(ENABLE.replace("<value>high", "<value>urgent"), "urgent")
    (unsafe,) = (each for title, each in offered.items() if "may change the meaning" in title)
    assert not unsafe.is_preferred
    assert "<value>high" in after(document, unsafe)
    assert [each.code for each in unsafe.diagnostics] == ["PS702"]


def test_all_safe_fixes_at_once_are_those_of_the_command():
    text = (
        "<iq type='set' id='1'>\n <enable xlmns='urn:xmpp:push:0' jid='p.example.org' node='n'/>\n</iq>\n"
        * 2
    )
    document, offered = asked(text, "xlmns", only=["source.fixAll"])
    (action,) = offered.values()

    assert action.kind == "source.fixAll.pushstanza"
    assert after(document, action) == text.replace("xlmns", "xmlns")
    assert asked(text, "xlmns", only=["refactor"])[1] == {}
    assert {each.kind for each in asked(text, "xlmns", only=["quickfix"])[1].values()} == {
        "quickfix"
    }
    assert all_fixed(checked(Document("untitled:a", ENABLE, language="xml"))) is None


def test_findings_have_all_that_editors_show():
    text = f"<!-- pushstanza: ignore[PS806] none -->\n{ENABLE}".replace(
        "<value>high", "<value>😀urgent"
    )
    document = Document("untitled:a", text, language="xml")
    found = {each.code: each for each in diagnostics(checked(document))}

    unused = found["PS901"]
    assert unused.tags == [types.DiagnosticTag.Unnecessary]
    assert unused.severity == types.DiagnosticSeverity.Warning
    value = found["PS702"]
    assert value.source == "pushstanza"
    assert value.code_description.href.endswith("ps702-option-value.html")
    line = text.splitlines()[value.range.start.line]
    start, end = value.range.start.character * 2, value.range.end.character * 2
    assert "urgent" in line.encode("utf-16-le")[start:end].decode("utf-16-le")


# ---- formatting and outline ----


def test_formatting_is_that_of_the_command():
    text = "# A\n\n```xml\n<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='p' node='n'/></iq>\n```\n"
    document = Document("file:///w/a.md", text)
    laid_out = edited(text, formatting(document))

    assert '```xml\n<iq type="set" id="1">\n  <enable' in laid_out
    assert formatting(Document("file:///w/a.md", laid_out)) == []
    with pytest.raises(ps.PushStanzaError):
        formatting(Document("file:///w/a.xml", "<iq><enable></iq>"))


def test_the_outline_shows_stanzas_elements_and_fields_but_no_secret():
    document = Document(
        "file:///w/a.md", f"# A\n\n```xml\n{ENABLE}```\n\nand\n\n```xml\n{ENABLE}```\n"
    )
    outline = symbols(document)

    assert [each.name for each in outline] == ["iq", "iq"]
    (enable,) = outline[0].children
    (form,) = enable.children
    assert (enable.name, enable.detail) == ("enable", "jid=push.example.org node=n")
    assert [each.name for each in form.children] == [
        "FORM_TYPE = http://jabber.org/protocol/pubsub#publish-options",
        "priority = high",
        "device_id = 5f0c…(32 characters)",
    ]
    assert document.positions.offset(outline[0].range.start) == document.text.index("<iq")


# ---- any input ----

SEEDS = [
    *((f"file:///w/{path.name}", path.read_text("utf-8", "replace")[:6000])
      for folder in ("hostile", "code", "documents", "tutorial", "mistakes")
      for path in sorted((CASES / folder).rglob("*")) if path.is_file()),
    *((f"file:///w/{name}.xml", text) for name, text in real_stanzas().items()),
]  # fmt: skip
PIECES = ("<", ">", "</", "/>", "'", '"', "<!--", "]]>", "&", "\0", "\ud800", "😀", "\u2028", "\r",
          "<iq ", "xmlns='", "<field var='", "<value>", "```", "\\", "{}", "<?", "pushstanza: ignore[")  # fmt: skip


def mangled(text, chance):
    for _ in range(chance.randint(0, 4)):
        start, end = sorted(chance.randrange(len(text) + 1) for _ in range(2))
        piece = chance.choice(PIECES)
        text = chance.choice([
            text[:start] + piece + text[start:], text[:start] + text[min(end, start + 40) :],
            text[:end], text[:end] + text[start:],
        ])  # fmt: skip
    return text


def test_every_place_in_a_stretch_is_found_from_the_document():
    for uri, text in SEEDS:
        for segment in Document(uri, text).segments:
            for offset in range(0, len(segment.text) + 1, max(1, len(segment.text) // 10)):
                source = segment.source_offset(offset)
                found = segment.offset_of(source)

                assert found is not None
                assert segment.source_offset(found) == source


@pytest.mark.parametrize("seed", range(60))
def test_no_document_makes_it_fail(seed):
    chance = random.Random(seed)  # noqa: S311 - it is to be the same each time
    uri, text = chance.choice(SEEDS)
    text = mangled(text, chance)
    document = Document(uri, text, encoding=chance.choice([*ENCODINGS]))
    found = checked(document)
    diagnostics(found)
    outline = symbols(document)
    assert all(each.range.start <= each.selection_range.start for each in outline)
    for _ in range(6):
        offset = chance.randrange(len(text) + 1)
        position = document.positions.position(offset)
        hover(document, position, found.findings)
        items = completions(document, position, snippets=chance.random() < 0.5).items
        for each in items:
            edit = each.text_edit.range
            assert (edit.start.line, edit.end) == (position.line, position)
            assert edit.start <= position
        params = types.CodeActionParams(
            types.TextDocumentIdentifier(uri), document.positions.range(offset, offset + 20),
            types.CodeActionContext([]),
        )  # fmt: skip
        for each in actions(found, params, resolves=True):
            assert each.edit is None or each.edit.changes[uri]
    with suppress(ps.PushStanzaError):
        formatting(document)
