"""Stanzas in source code: literals and interpolation of all languages, comments, templates."""

import re
from pathlib import Path

import pytest
from conftest import work_of
from test_cli import run

import pushstanza as ps
from pushstanza.reading.extract.code.languages import LANGUAGES

CASES = Path(__file__).parent / "cases" / "code"

#: The fault that every stanza in the cases has, so that it shows that it is read.
FAULT = "xlmns"


def lint(name, text, **given):
    return ps.lint(text, file=name, **given)


def places(text, word):
    """Return the lines and columns of a word, both from 1."""
    found = (each.start() for each in re.finditer(word, text))
    return [(text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)) for at in found]


@pytest.mark.parametrize("path", sorted(CASES.iterdir()), ids=lambda path: path.stem)
def test_only_the_fault_is_found_whatever_is_interpolated(path):
    text = path.read_text("utf-8")
    found = lint(path.stem, text)

    assert [each.code for each in found if each.code != "PS006"] == []
    assert [(each.span.line, each.span.column) for each in found] == places(text, FAULT)


def test_there_is_a_case_for_every_language():
    endings = {path.stem.rpartition(".")[2] for path in CASES.iterdir()}

    assert [
        each.title for each in LANGUAGES if each.endings and endings.isdisjoint(each.endings)
    ] == []


@pytest.mark.parametrize("path", sorted(CASES.iterdir()), ids=lambda path: path.stem)
def test_the_mark_of_an_interpolated_value_is_never_shown(path):
    for each in lint(path.stem, path.read_text("utf-8"), extend_select=["ALL"]):
        shown = f"{each.message} {each.hint} {each.stanza} {each.excerpt} {each}"
        assert "\U0001ffff" not in shown
        assert "1ffff" not in shown.lower()


@pytest.mark.parametrize("path", sorted(CASES.iterdir()), ids=lambda path: path.stem)
def test_no_fix_is_offered_in_code(path):
    assert [each for each in lint(path.stem, path.read_text("utf-8")) if each.fix] == []


ENABLE = "<enable xmlns='urn:xmpp:push:0' jid='push.example.com' node='n1'>"
FORM_TYPE = "<field var='FORM_TYPE'><value>http://jabber.org/protocol/pubsub#publish-options</value></field>"


@pytest.mark.parametrize(("literal", "codes"), [
    # values
    (f"f\"<iq type='{{t}}' id='1'>{ENABLE}</enable></iq>\"", []),
    (f"f\"<iq type='sett' id='{{i}}'>{ENABLE}</enable></iq>\"", ["PS102"]),
    ("f\"<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='{j}' node=''/></iq>\"", ["PS505"]),
    ("f\"<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='push.{d}' node='n'/></iq>\"", []),
    ("f\"<iq type='set' id='1' to='{a} {b}'><enable xmlns='{ns}' jid='p.example.com' node='n'/></iq>\"", []),
    # whole elements
    ("f\"<iq type='set' id='1'>{payload}</iq>\"", []),
    (f"f\"<iq type='set' id='1'>{ENABLE}{{form}}</enable></iq>\"", []),
    (f"f\"<iq type='set' id='1'>{ENABLE}<x xmlns='jabber:x:data' type='submit'>{{fields}}</x></enable></iq>\"", []),
    (f"f\"<iq type='set' id='1'>{ENABLE}<x xmlns='jabber:x:data' type='form'>{{fields}}</x></enable></iq>\"", ["PS202"]),
    # names
    ("f\"<iq type='set' id='1'><{name} xmlns='urn:xmpp:push:0' jid='p.example.com'/></iq>\"", []),
    ("f\"<{kind} type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='p.example.com' node='n'/></{kind}>\"", ["PS906"]),
    # attributes
    ("f\"<iq {attributes}><enable xmlns='urn:xmpp:push:0' jid='p.example.com' node='n'/></iq>\"", []),
    ("f\"<iq type='set' id='1'><enable {attributes}/></iq>\"", []),
    ("f\"<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' {attributes}/></iq>\"", []),
    ("f\"<iq type='set' id={id!r}><enable xmlns='urn:xmpp:push:0' jid={jid} node='n'/></iq>\"", []),
    ("f\"<iq{attributes}><enable xmlns='urn:xmpp:push:0' jid='p.example.com'{more} nod='n'/></iq>\"", ["PS009"]),
    # damage beside them
    ("f\"<iq type='set' id='{i}'><enable xmlns='urn:xmpp:push:0' jid='{j}' node='{n}'></iq>\"", ["PS001"]),
    ("f\"<iq type='set' id='{i}'><enable xmlns='urn:xmpp:push:0' jid='{j}' jid='{k}' node='n'/></iq>\"", ["PS001"]),
    ("f\"<iq type='set' id='{i}><enable xmlns='urn:xmpp:push:0' jid='{j}' node='n'/></iq>\"", ["PS001"]),
    ("f\"<presence id='{i}'><pubsub xmlns='http://jabber.org/protocol/pubsub'/></presense>\"", ["PS001"]),
    ("f\"<iq type='set' id='{i}'><enable xmlns='urn:xmpp:push:0' jid='p.example.com' node='n'>{rest}</iq>\"", []),
    ("f\"<iq type='set' id='{i}'>{begin}</enable></iq>\"", []),
    ("f\"<iq type='set' id='&#{i};'><enable xmlns='urn:xmpp:push:0' jid='p.example.com' node='n'/></iq>\"", []),
    # a form
    (f"f\"<iq type='set' id='1'>{ENABLE}<x xmlns='jabber:x:data' type='submit'>{FORM_TYPE}<field var='service'><value>{{s}}</value></field><field var='device_id'><value>{{d}}</value></field></x></enable></iq>\"", []),
    (f"f\"<iq type='set' id='1'>{ENABLE}<x xmlns='jabber:x:data' type='submit'>{FORM_TYPE}<field var='service'><value>apsn</value></field><field var='device_id'><value>{{d}}</value></field></x></enable></iq>\"", ["PS701"]),
])  # fmt: skip
def test_nothing_is_said_about_what_is_interpolated_and_the_rest_is_checked(literal, codes):
    assert [each.code for each in lint("a.py", f"x = {literal}\n")] == codes


@pytest.mark.parametrize("text", [
    "f('<iq type=\\'get\\'>', x, '</iq>')",
    "a = '<iq>'\nb = '</iq>'\n",
    "assert '<iq type=' in x and '</iq>' in x",
    "expect(x).to.contain('<enable xmlns=');",
    "startsWith(\"<iq\") || endsWith(\"</iq>\")",
    "var OPEN = \"<iq type='set'>\", CLOSE = \"</iq>\";",
    "assert x != '<iq/>' and x != '<iq></iq>'",
    "log(\"needs an <iq type='set'> with an <enable xmlns='urn:xmpp:push:0'/> in it\")",
    "case '<x>ok</x>': case \"<feature var='jabber:iq:last'/>\":",
])  # fmt: skip
@pytest.mark.parametrize("name", ["a.py", "a.js", "a.java", "a.c", "a.go", "a.hs", "a.erl", "a.rb"])
def test_parts_that_no_operator_joins_are_no_stanza(name, text):
    assert lint(name, text) == []


@pytest.mark.parametrize(("name", "unit"), [
    ("a.py", 'x = f"{'), ("a.js", "`${"), ("a.js", "`${`"), ("a.cpp", 'R"a('), ("a.cs", '$"{'),
    ("a.rs", 'r#"'), ("a.swift", '"\\('), ("a.py", "'<iq>' + f("), ("a.rb", "<<~A\n"),
    ("a.js", "(<iq a={"), ("a.js", "a = '<iq>' + ("), ("a.js", "a += '<iq>' + b;\n"),
    ("a.erl", '["<iq>", '), ("a.j2", "{{ "), ("a.erb", "<% "), ("a.c", '"<iq>" A '), ("a.py", "# <iq>\n"),
    ("a.kt", '$"""'), ("a.php", "<<<A\n"), ("a.pl", "q{"), ("a.lua", "[=["), ("a.hs", '"<iq>" ++ f '),
    ("a.rb", "%("), ("a.rb", "%q|"), ("a.pl", "=~ s/"), ("a.php", "?>"), ("a.php", "<?="), ("a.sh", "$(("),
    ("a.hs", "[r|<iq>"), ("a.m", "[s appendFormat:@\"<iq>\", "), ("a.kt", "`"), ("a.cshtml", "@("),
    ("a.py", 'f"<iq>{x}</a></iq>"\n'), ("a.clj", '(str "<iq>" '), ("a.py", '"<iq>"\n"%s" % '), ("a.java", 'sb.append("<iq>");'),
])  # fmt: skip
def test_hostile_code_takes_no_longer_than_its_length(name, unit):
    def calls(count):
        return work_of(lambda: lint(name, unit * count))

    calls(10)
    few, many = calls(150), calls(600)
    assert many < 6 * few + 2000


def test_interpolation_in_interpolation_is_read_only_so_deep_wherever_it_stands():
    wrong = f"\"<iq type='sett' id='1'>{ENABLE}</enable></iq>\""
    before = f"x = {wrong};\n" + "f(`${a}`);\n" * 1000
    nested = "`${" * 1000 + "a" + "}`" * 1000

    assert [each.code for each in lint("a.js", f"{before}x = {nested};\n")] == ["PS102"]


@pytest.mark.parametrize(
    ("name", "namespace", "codes"),
    [
        ("enabel", "urn:xmpp:push:0", ["PS009"]),
        ("enabel", "urn:xmpp:push2:0", ["PS009"]),
        ("pubsbu", "http://jabber.org/protocol/pubsub", ["PS009"]),
        ("enabel", "urn:xmpp:ping", []),
    ],
)
def test_a_misspelt_payload_stands_alone_in_a_literal(name, namespace, codes):
    text = f"x = \"<{name} xmlns='{namespace}' jid='push.example.com' node='n'/>\"\n"

    assert [each.code for each in lint("a.py", text)] == codes


@pytest.mark.parametrize("command", ["lint", "verdict", "explain", "flow", "parse", "translate"])
def test_no_command_shows_the_mark_of_an_interpolated_value(command, tmp_path):
    path = tmp_path / "a.py"
    path.write_text(
        "a = f\"<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='{j}' node='{n}'/></iq>\"\n"
        "b = f\"<iq type='error' id='{i}'><error type='cancel'><{c} xmlns='urn:ietf:params:xml:ns:"
        "xmpp-stanzas'/></error></iq>\"\n"
    )
    result = run(command, str(path))

    assert result.exit_code in {0, 1}
    assert "\U0001ffff" not in result.output
    assert "1ffff" not in result.output.lower()


def test_what_a_program_may_add_is_a_note_in_code_and_nothing_in_tests():
    text = (
        "x = \"<iq type='set'><enable xmlns='urn:xmpp:push:0' jid='p.example.com' node='n'/></iq>\""
    )
    found = lint("client.py", text)

    assert [(each.code, each.severity) for each in found] == [("PS101", ps.Severity.INFO)]
    assert lint("tests/test_client.py", text) == []
