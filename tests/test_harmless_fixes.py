"""No fix does harm: not to programs, not to prose, not to what is enabled for whom."""

import re
from pathlib import Path

import pytest
from conftest import work_of
from lxml import etree

import pushstanza as ps
from pushstanza.linting.rules import RULES, examples
from pushstanza.linting.rules.scope import NewIds

CASES = Path(__file__).parent / "cases" / "harmless"
ENABLE = "<enable xmlns='urn:xmpp:push:0' jid='push.example.com' node='my-phone'/>"
ROSTER = '<iq type="get"><query xmlns="jabber:iq:roster"/></iq>'
BAD = [
    pytest.param(rule, bad, id=f"{rule.code}-{number}")
    for rule in RULES.values()
    for number, bad in enumerate(rule.bad)
    if bad.lstrip().startswith("<")
]


def lint(name, text, rule=None, **given):
    """Return the findings in a file, looked for as the examples of a rule are."""
    if rule is not None:
        given = {
            "target": rule.given.target,
            "app_server": rule.given.app_server,
            "account": rule.given.account,
            "extend_select": [rule.code],
        }
    return ps.lint(text, file=name, **given)


def fixed(text, found):
    """Return *text* with all safe fixes made that do not touch each other."""
    edits = []
    for each in found:
        made = each.fix.edits if each.fix is not None and each.fix.safe else ()
        if not any(
            edit.offset <= other.end_offset and other.offset <= edit.end_offset
            for edit in made
            for other in edits
        ):
            edits += made
    for edit in sorted(edits, key=lambda each: -each.offset):
        text = text[: edit.offset] + edit.content + text[edit.end_offset :]
    return text


def case(name):
    return lint(name, (CASES / f"{name}.txt").read_text())


# Programs ------------------------------------------------------------------------------------------

PROGRAMS = {
    "a.py": 'a = """{}"""\nb = """{}"""\n',
    "a.js": "const a = `{}`;\nconst b = stx`{}`;\n",
    "a.lua": "local a = [[{}]]\n",
    "a.rs": 'let a = r#"{}"#;\n',
    "a.kt": 'val a = """{}"""\n',
    "a.sh": "cat <<EOF\n{}\nEOF\n",
    "a.pl": "print <<EOF;\n{}\nEOF\n",
    "a.j2": "{}\n",
    "a.jsp": "<%@ page %>\n{}\n",
    "a.xsl": "{}\n",
    "python.md": '```python\na = """{}"""\n```\n',
    "shell.md": "```sh\ncat <<EOF\n{}\nEOF\n```\n",
    "python.rst": '.. code-block:: python\n\n   a = """{}"""\n',
}


@pytest.mark.parametrize(("rule", "bad"), BAD)
def test_no_program_is_changed(rule, bad):
    for name, frame in PROGRAMS.items():
        text = frame.replace("{}", bad)
        told = [each for each in lint(name, text, rule) if each.fix and each.code[:3] != "PS9"]
        assert told == [], name


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_missing_id_is_a_hint_where_a_program_may_add_it(name):
    found = lint(name, PROGRAMS[name].replace("{}", ROSTER), select=["PS101"])
    assert {(each.severity, each.fix) for each in found} == {(ps.Severity.INFO, None)}


@pytest.mark.parametrize("hole", ["${jid}", "{{ jid }}", "<%= jid %>", "{% x %}a", "%(jid)s"])
def test_a_template_is_not_filled_in(hole):
    text = f"<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' node='n' jid='{hole}'/></iq>"
    for wrong in (text.replace(" id='1'", ""), text.replace("xmlns", "xlmns")):
        assert [each.code for each in lint("a.xml", wrong) if each.fix] == []


# Prose and comments --------------------------------------------------------------------------------

#: How comments of a line and of several begin and end, by the endings of files.
COMMENTS = {
    "c cpp cs dart go groovy h java js jsx kt m php rs scala swift ts tsx vala": ("// {}", "/* {} */", "/**\n * {}\n */"),
    "py": ("# {}", "    #: {}", '"""Words.\n\n{}\n"""', "'''Words {}'''"),
    "rb": ("# {}", "=begin\n{}\n=end"),
    "ex": ("# {}", '@doc """\nWords {}\n"""'),
    "erl hrl": ("% {}", "%% {}"),
    "lua": ("-- {}", "--[[ {} ]]"),
    "rs": ("/// {}", "//! {}"),
    "php": ("# {}", "/*\n{}\n*/"),
}  # fmt: skip
MENTIONS = [
    "Only sent in an `<iq type=\"get\"/>`, never alone.",
    "Or \"<iq type='get'/>\" so.",
    "An '<iq type=\"get\"></iq>' it's not.",
    f"As `{ROSTER}` is.",
    "``<iq/>`` and \"<presence type='x'/>\", don't",
]  # fmt: skip


@pytest.mark.parametrize("mention", MENTIONS)
@pytest.mark.parametrize(
    ("ending", "comment"),
    [(ending, each) for names, marks in COMMENTS.items() for ending in names.split() for each in marks],
)  # fmt: skip
def test_what_a_comment_quotes_is_no_stanza(ending, comment, mention):
    text = f"{comment.replace('{}', mention)}\n"
    assert lint(f"a.{ending}", text) == []


@pytest.mark.parametrize(("name", "text"), [
    ("a.js", "f('http://example.com/*', `{}`);"),
    ("a.js", "const a = \"// no comment\", b = `{}`;"),
    ("a.py", "a = '# no comment'; b = '''{}'''"),
    ("a.c", '#define A "{}"'),
    ("a.rs", "fn f<'a>() {{ g(\"{}\") }}"),
    ("a.php", "/* one */ $a = '{}';"),
    ("a.lua", "--[[ one ]] a = [[{}]]"),
    ("a.erl", "A = $%, B = \"{}\""),
    ("a.java", "a = '\"'; b = \"{}\";"),
    ("a.go", "a := \"/*\"; b := `{}`"),
])  # fmt: skip
def test_what_only_looks_like_a_comment_hides_no_literal(name, text):
    literal = "<iq type='sett' id='1'><query xmlns='jabber:iq:roster'/></iq>"
    literal = literal.replace(
        "'", '\\"' if name in {"a.c", "a.rs", "a.erl", "a.java", "a.php"} else '"'
    )
    assert [each.code for each in lint(name, text.replace("{}", literal))] == ["PS102"]  # fmt: skip


@pytest.mark.parametrize("name", ["a.txt", "a.adoc", "a.hs", "a.properties", None])
@pytest.mark.parametrize("text", [
    "An unexpected <iq type=result/> is dropped, <iq/> too.",
    "It is the ``<x xmlns='jabber:x:data'>`` element.",
    "-- Only sent in an `<iq type=\"get\"/>`, never alone.",
    "Each \"<iq type='get'>\" and its \"</iq>\" end.",
])  # fmt: skip
def test_what_a_sentence_speaks_of_is_no_stanza(name, text):
    assert lint(name, text) == []


def test_traffic_in_a_text_is_still_looked_at():
    text = "SEND <iq type='get' id='1'/>\nRECV: <iq type='sett' id='2'><x xmlns='a'/></iq> 3 ms\n"
    assert [each.code for each in lint("a.txt", text)] == ["PS103", "PS102"]


# Comments and ellipses in documents ----------------------------------------------------------------

DOCUMENTS = {
    "a.md": "```xml\n{}\n```\n",
    "a.rst": ".. code:: xml\n\n   {}\n",
    "a.html": "<html><body><textarea>{}</textarea></body></html>",
    "a.txt": "An example:\n\n{}\n\nThat is all.\n",
}


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("note", ["<!-- etc... -->", "<!-- the user's server -->", "<?php x ?>"])
def test_a_comment_in_a_document_stays(name, note):
    stanza = f"<iq type='set' id='1'>{note}{ENABLE}</iq>"
    found = lint(name, DOCUMENTS[name].replace("{}", stanza))
    assert {(each.severity, each.fix) for each in found} <= {(ps.Severity.INFO, None)}


@pytest.mark.parametrize(("rule", "bad"), BAD)
def test_no_safe_fix_drops_a_comment_of_a_document(rule, bad):
    noted = re.sub(r"(</?\w+[^<>]*?>)(?=<\w)", r"\1<!-- why -->", bad)
    for name, frame in DOCUMENTS.items():
        text = frame.replace("{}", noted)
        assert fixed(text, lint(name, text, rule)).count("<!-- why -->") == noted.count("<!-- why")


ELLIPSES = ["..", "...", "....", "......", "…", "……", ". . .", "[...]", "[…]", "(...)", "<!-- ... -->",
            "<!-- … -->", "<!-- more fields... -->", "... more fields ...", "\n  ....\n"]  # fmt: skip
FORM = "<x xmlns='jabber:x:data' type='submit'>{}</x>"
SHORTENED = [
    "<iq type='set' id='1'>{}</iq>",
    "<iq type='set'>{}</iq>",
    "<iq type='error' id='1'>{}</iq>",
    ENABLE.replace(" node='my-phone'/>", ">{}</enable>"),
    ENABLE.replace("/>", f">{FORM}</enable>"),
    ENABLE.replace("/>", f">{FORM.replace('{}', examples.field('service', 'apns') + '{}')}</enable>"),
    examples.pubsub("<publish node='n'>{}</publish>"),
    examples.pubsub("<create node='n' type='push'/><configure>{}</configure>"),
    examples.pubsub("{}"),
]  # fmt: skip


@pytest.mark.parametrize("stanza", SHORTENED)
@pytest.mark.parametrize("ellipsis", ELLIPSES)
def test_nothing_is_missed_where_something_is_left_out(stanza, ellipsis):
    whole = examples.iq(stanza) if stanza.startswith("<enable") else stanza
    text = DOCUMENTS["a.md"].replace("{}", whole.replace("{}", ellipsis))
    for given in ({}, {"target": "mongooseim", "app_server": "node_push"}):
        found = lint("a.md", text, **given)
        assert {each.code for each in found} <= {"PS002", "PS010"}
        assert {(each.severity, each.fix) for each in found} <= {(ps.Severity.INFO, None)}


def test_what_is_shown_is_looked_at_beside_what_is_left_out():
    stanza = examples.iq(
        "<enable xmlns='urn:xmpp:push:0' jid='push..example' node='n'>...</enable>"
    )
    assert [each.code for each in lint("a.md", f"```xml\n{stanza}\n```")] == ["PS107", "PS010"]


# Whom a fix is about -------------------------------------------------------------------------------


def enabled(text):
    """Return what stanzas turn on and off, and for whom; ``None`` where nobody can read them.

    Another way to write the same is the same: a JID, blanks, the case of a word.
    """
    try:
        root = etree.fromstring(f"<all>{text}</all>")
    except etree.XMLSyntaxError:
        return None
    found = []
    for each in root.iter("{*}enable", "{*}disable"):
        stanza = each.getparent()
        jid = each.get("jid")
        options = {
            (field.get("var"), re.sub(r"\s", "", "".join(field.itertext())).lower())
            for field in each.iter("{*}field")
            if field.get("var") != "FORM_TYPE" and etree.QName(each).localname == "enable"
        }
        address = jid and str(ps.Jid.unchecked(jid.strip().lower().removesuffix(".")))
        found.append((stanza.get("to"), stanza.get("from"), address, each.get("node"), options))
    return found


@pytest.mark.parametrize(("rule", "bad"), BAD)
def test_a_safe_fix_changes_nothing_that_is_enabled(rule, bad):
    before = enabled(bad)
    after = enabled(fixed(bad, lint("a.xml", bad, rule)))
    assert before is None or after == before


@pytest.mark.parametrize("to", ["muc.chat.example", "example.com", "push.example.org"])
def test_to_whom_an_enable_goes_is_changed_only_for_a_known_account(to):
    text = examples.iq(ENABLE, f" to='{to}'")
    (unknown,) = lint("a.xml", text)
    (known,) = lint("a.xml", text, account="juliet@example.com")
    assert not unknown.fix.safe
    assert known.fix.safe is (to == "example.com")


@pytest.mark.parametrize("frame", ["{0}\n{0}\n{0}\n", "<list>{0}{0}</list>", "```xml\n{0}\n```\n\n```xml\n{0}\n```\n"])  # fmt: skip
def test_no_id_is_written_twice(frame):
    name = "a.md" if "```" in frame else "a.xml"
    once = fixed(ROSTER, lint("a.xml", ROSTER))
    for text in (frame.format(ROSTER), frame.format(ROSTER) + once + "\n"):
        found = lint(name, text, select=["PS101"])
        ids = re.findall(r"\bid=.(\w+)", fixed(text, found))
        assert len(ids) == len(set(ids)) == text.count("<iq")
        assert found == lint(name, text, select=["PS101"])


# What was seen in repositories ---------------------------------------------------------------------


@pytest.mark.parametrize("name", [each.name.removesuffix(".txt") for each in CASES.iterdir()])
def test_no_safe_fix_is_offered_for_what_was_seen(name):
    assert [each.code for each in case(name) if each.fix and each.fix.safe] == []


@pytest.mark.parametrize("name", ["translation.po", "doc_comment.rs", "comments.py", "comments.java", "comments.js"])  # fmt: skip
def test_prose_that_was_seen_holds_no_stanza(name):
    assert case(name) == []


def test_ids_of_many_equal_stanzas_cost_little():
    numbers = NewIds()
    few = work_of(lambda: [numbers.next(ROSTER) for _ in range(1_000)])
    more = work_of(lambda: [numbers.next(ROSTER) for _ in range(1_000)])
    assert more < 2 * few
