"""Every language whose source code is read: by its names and endings, its literals and its operators."""

import pytest

import pushstanza as ps
from pushstanza.diagnostics.unknown import UNKNOWN
from pushstanza.reading.extract import is_example, is_source, kind_of, segments
from pushstanza.reading.finder import stanzas

IQ = "<iq type='get' id='1'/>"

#: The endings of files, and the names of blocks in pages (none where there are no others).
LANGUAGES = {
    "C": ("c h", "c h"),
    "C++": ("cc cpp cxx hpp hh hxx", "c++ cpp"),
    "C#": ("cs", "c# cs csharp"),
    "Dart": ("dart", "dart"),
    "Elixir": ("ex exs", "elixir ex"),
    "Erlang": ("erl hrl", "erl erlang"),
    "F#": ("fs fsx", "f# fsharp"),
    "Go": ("go", "go golang"),
    "Groovy": ("groovy gradle", "groovy"),
    "Haskell": ("hs", "haskell hs"),
    "Java": ("java", "java"),
    "JavaScript and TypeScript": ("js jsx cjs mjs ts tsx mts cts", "javascript js jsx mjs ts tsx typescript"),
    "Kotlin": ("kt kts", "kotlin kt kts"),
    "Lua": ("lua", "lua"),
    "Objective-C": ("m mm", "objc objective-c"),
    "Perl": ("pl pm t", "perl pl"),
    "PHP": ("php", "php"),
    "Python": ("py pyi pyw", "py pycon python python3"),
    "Ruby": ("rb rake", "rb ruby"),
    "Rust": ("rs", "rs rust"),
    "Scala": ("scala sc", "scala"),
    "Swift": ("swift", "swift"),
    "Vala": ("vala", "vala"),
    "Visual Basic": ("vb", "vb vbnet"),
    "Clojure": ("clj cljs cljc", "clojure clj"),
}  # fmt: skip
ENDINGS = [ending for endings, _ in LANGUAGES.values() for ending in endings.split()]
NAMES = [name for _, names in LANGUAGES.values() for name in names.split()]


def program(ending, literal):
    return f"<?php\n{literal};\n" if ending == "php" else f"x = {literal}\n"


def held(text, file):
    """Return the stanzas in a file, and whether they stand in code."""
    return [
        (segment.text[each.start : each.end], segment.is_code)
        for segment in segments(text, kind_of(file, text), file)
        for each in stanzas(segment.text[: segment.cut])
    ]


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_literal_in_a_file_of_that_ending_is_read(ending):
    for name in (f"a.{ending}", f"a.{ending.upper()}"):
        assert is_source(name)
        assert held(program(ending, f'"{IQ}"'), name) == [(IQ, True)]


@pytest.mark.parametrize("name", NAMES)
def test_a_literal_in_a_block_of_that_name_is_read(name):
    wrong = program(name, '"' + IQ.replace("get", "gett") + '"')
    block = f"A page.\n\n```{name}\n{wrong}```\n"

    assert [each.code for each in ps.lint(block)] == [each.code for each in ps.lint(IQ.replace("get", "gett"))]  # fmt: skip
    ((_, is_code),) = held(block, "a.md")
    assert is_code


#: What joins two literals to one text, by an ending of each language; a blank joins those side by side.
JOINS = {
    "c": " ", "cpp": " |+|<<", "cs": "+", "dart": " |+", "ex": "<>", "erl": " |++", "fs": "+|^", "go": "+", "groovy": "+",
    "hs": "++|<>", "java": "+", "js": "+", "kt": "+", "lua": "..", "m": " ", "pl": ".", "php": ".", "py": " |+",
    "rb": " |+|<<", "rs": "+", "scala": "+", "swift": "+", "vala": "+", "vb": "&|+",
}  # fmt: skip
OPERATORS = ("+", "++", "<<", "<>", "..", ".", "&", "^")


@pytest.mark.parametrize(
    ("ending", "operator"),
    [(ending, each) for ending, joins in JOINS.items() for each in joins.split("|")],
)
def test_literals_that_an_operator_joins_are_one(ending, operator):
    text = program(ending, f"\"<iq type='get' \" {operator} \"id='1'/>\"")

    assert held(text, f"a.{ending}") == [(IQ, True)]


#: Those in which any sign may stand between literals: side by side they are one, with a value between.
ADJACENT = {ending for ending, joins in JOINS.items() if " " in joins.split("|")}


@pytest.mark.parametrize(
    ("ending", "operator"),
    [
        (ending, each)
        for ending, joins in JOINS.items()
        for each in OPERATORS
        if ending not in ADJACENT and not set(each) & set(joins.replace("|", ""))
    ],
)
def test_literals_that_another_sign_stands_between_are_two(ending, operator):
    whole = program(ending, f'"{IQ}" {operator} "{IQ}"')
    halves = program(ending, f"\"<iq type='get' \" {operator} \"id='1'/>\"")

    assert held(whole, f"a.{ending}") == [(IQ, True), (IQ, True)]
    assert (IQ, True) not in held(halves, f"a.{ending}")


#: Two lines in a literal of each form.
LINES = '<iq type="get"\n id="1"/>'
FORMS = {
    "triple": f"\"\"\"{LINES}\"\"\"", "apostrophes": f"'''{LINES}'''", "grave": f"`{LINES}`",
    "double": '"' + LINES.replace('"', "'") + '"', "raw": f'R"({LINES})"', "long": f"[[{LINES}]]", "longer": f"[=[{LINES}]=]",
    "percent": f"%q({LINES})", "q": f"q{{{LINES}}}", "sigil": f"~s({LINES})", "quasi": f"[x|{LINES}|]",
}  # fmt: skip
#: Those that go over lines, by an ending of each language; in two languages elements stand in code.
OVER_LINES = {
    "c": "", "clj": "double", "cpp": "raw", "cs": "triple", "dart": "triple apostrophes", "erl": "triple double",
    "ex": "triple apostrophes double sigil", "fs": "triple double", "go": "grave", "groovy": "triple apostrophes",
    "hs": "double quasi", "java": "triple", "js": "grave long longer percent q sigil quasi", "kt": "triple",
    "lua": "long longer", "m": "raw", "php": "apostrophes double", "pl": "apostrophes double q",
    "py": "triple apostrophes", "rb": "apostrophes double percent", "rs": "double",
    "scala": "triple long longer percent q sigil quasi", "swift": "triple", "vala": "triple", "vb": "",
}  # fmt: skip


@pytest.mark.parametrize("ending", OVER_LINES)
def test_some_literals_go_over_lines(ending):
    found = {
        form
        for form, literal in FORMS.items()
        for text, _ in held(program(ending, literal), f"a.{ending}")
        if text.replace("'", '"') == LINES
    }

    assert found == {*OVER_LINES[ending].split()}


@pytest.mark.parametrize("mark", "|!")
def test_a_percent_sign_and_a_mark_begin_a_literal_of_ruby_that_holds_quotes(mark):
    value = f"#{{a {mark} b}}"
    text = program("rb", f"""%{mark}<iq type="get" id='{value}'/>{mark}""")

    assert held(program("rb", f"%{mark}{IQ}{mark}"), "a.rb") == [(IQ, True)]
    ((found, is_code),) = held(text, "a.rb")
    assert found.replace(UNKNOWN, "1").replace('"', "'") == IQ
    assert is_code


def test_a_quote_in_a_name_of_f_sharp_begins_no_literal():
    assert held(f'let ``says "yes`` = "{IQ}"\n', "a.fs") == [(IQ, True)]


KINDS = {
    "xml": "xml stanza xsd",
    "markdown": "md markdown mdown mkd po pot",
    "rst": "rst rest",
    "html": "html htm xhtml",
    "log": "log",
    "json": "json",
    "template": "asp aspx cshtml eex ejs erb ftl haml handlebars hbs heex j2 jinja jinja2 jsp jspx leex liquid mako mustache"
    " njk phtml pug svelte tmpl tpl twig vm vue",
    "code": " ".join(ENDINGS),
    "text": "txt text bash ksh sh zsh xsl xslt conf toml",
}  # fmt: skip
SOURCES = {"template", "code"}


@pytest.mark.parametrize(
    ("ending", "kind"), [(each, kind) for kind, endings in KINDS.items() for each in endings.split()]
)  # fmt: skip
def test_a_file_is_what_its_ending_says(ending, kind):
    for name in (f"a.{ending}", f"b/a.x.{ending.upper()}", f"a.{ending}.1"):
        assert kind_of(name, "") == kind
    assert is_source(f"a.{ending}") == (
        kind in SOURCES or ending in {"bash", "ksh", "sh", "zsh", "xsl", "xslt"}
    )


EXAMPLES = "__tests__ androidTest fixtures spec specs test test-data test_data testdata testing tests unittest unittests Tests"


@pytest.mark.parametrize("folder", EXAMPLES.split())
def test_what_stands_in_a_folder_of_tests_is_an_example(folder):
    assert is_example(f"a/{folder}/b/c.xml", "xml")
    assert is_example(f"{folder}/c.xml", "xml")
    assert not is_example(f"/a/{folder}/c.xml", "xml")
    assert not is_example(f"a/{folder}x/c.xml", "xml")


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("xep-0357.xml", True), ("XEP0357.xml", True), ("rfc6120.txt", True), ("xep-357.xml", False), ("axep-0357.xml", False),
        ("push_SUITE.erl", True), ("push_suite.erl", False), ("PushTest.java", True), ("PushTests.swift", True),
        ("PushSpec.scala", True), ("test_push.py", True), ("push_test.go", True), ("push.spec.ts", True), ("push-tests.js", True),
        ("tst_push.cpp", True), ("latest.py", False), ("contest_push.py", False), ("testing.py", False), ("push.py", False),
        ("Test.java", True), ("push.test", False), ("inspect.py", False),
    ],
)  # fmt: skip
def test_a_file_is_an_example_by_its_name(name, is_one):
    assert is_example(f"src/{name}", "code") == is_one


def test_a_xep_is_an_example_and_a_file_without_a_name_is_not():
    assert is_example("a.xml", "xep")
    assert not is_example(None, "xml")
