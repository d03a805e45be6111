"""Findings and translations for people and for programs."""

import json
from textwrap import dedent

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import pushstanza as ps
from pushstanza import build
from pushstanza.lines import Lines
from pushstanza.reports import json as json_report
from pushstanza.reports import text as text_report
from pushstanza.reports import translation as translation_report
from pushstanza.reports.text import WINDOW

TOKEN = "5f0c" * 16
SEVERITIES = [ps.Severity.ERROR, ps.Severity.WARNING, ps.Severity.INFO]


def finding(text="", piece="", **given):
    """Return a finding at *piece* of *text*, the first of its kind."""
    offset = text.index(piece)
    values = {
        "code": "PS999",
        "name": "odd-thing",
        "severity": ps.Severity.ERROR,
        "message": "it is odd",
        "span": Lines(text).span(offset, offset + len(piece)),
        "file": "a.xml",
    }
    return ps.Diagnostic(**values | given)


def report(text, *found, **options):
    return "\n".join(text_report.report(found, {"a.xml": text}, **options))


def excerpt(text, piece, **options):
    """Return the line shown and the line with the carets, without their margins."""
    _, _, line, carets, _ = report(text, finding(text, piece), **options).split("\n")
    return line.partition(" | ")[2], carets.partition(" | ")[2]


def in_brackets(text, role):
    """Return *text* as it is styled in these tests."""
    return f"[{role} {text}]"


# For people


def test_a_finding_has_its_line_and_carets_under_the_place():
    text = "<iq\n  type='gett'\n  id='1'/>\n"
    found = finding(text, "type='gett'", hint="write 'get'")

    assert report(text, found) == dedent("""\
        a.xml:2:3: error[PS999] odd-thing: it is odd
           |
         2 |   type='gett'
           |   ^^^^^^^^^^^
          = write 'get'
        """)


def test_findings_stand_in_a_row_each_with_a_blank_line():
    text = "\n" * 99 + "<iq/>"
    found = finding(text, "iq"), finding(text, "/>", severity=ps.Severity.WARNING, message="so")

    assert report(text, *found) == dedent("""\
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

    headline, *others = report(text, found).split("\n")

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
        ("\t<iq\t/>", "\t/>", "␉<iq␉/>", "    ^^^"),
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


def test_wide_characters_before_the_window_do_not_shift_it():
    line, carets = excerpt("漢" * 100 + "<iq/>", "<iq/>")

    assert line == "…" + "漢" * WINDOW + "<iq/>"
    assert carets == " " * (1 + 2 * WINDOW) + "^" * 5


@pytest.mark.parametrize(
    ("found", "headline"),
    [
        (finding(span=None), "a.xml: error[PS999] odd-thing: it is odd"),
        (finding("\n\n<iq/>", "<iq/>"), "a.xml:3:1: error[PS999] odd-thing: it is odd"),
        (finding("<iq/>", "<iq/>", file="b.xml"), "b.xml:1:1: error[PS999] odd-thing: it is odd"),
        (finding("<iq/>", "<iq/>", file=None), "1:1: error[PS999] odd-thing: it is odd"),
    ],
)
def test_where_there_is_no_line_there_is_no_excerpt(found, headline):
    assert report("<iq/>\n", found) == f"{headline}\n"


def test_no_terminal_obeys_a_message():
    found = finding(span=None, message="'\x1b[2J\x07\x7f\n'")

    assert report("", found) == "a.xml: error[PS999] odd-thing: '␛[2J␇␡␊'\n"


@given(st.text(st.characters(max_codepoint=0x7F)), st.text(max_size=5))
def test_no_control_character_of_ascii_is_printed(text, piece):
    text += piece
    found = finding(text, piece, message=text)

    assert all(line.isprintable() for line in report(text, found).split("\n") if line.isascii())


def test_secrets_are_covered_unless_they_are_asked_for():
    text = f"<field var='device_id'><value>{TOKEN}</value></field>"
    line, carets = excerpt(text, TOKEN)

    assert line == text.replace(TOKEN, f"5f0c{'•' * 60}")
    assert carets == " " * text.index(TOKEN) + "^" * 64
    assert excerpt(text, TOKEN, show_secrets=True) == (text, carets)


def test_there_are_no_colours_unless_they_are_given():
    text = "<iq/>"
    found = [finding(text, "iq", severity=each) for each in SEVERITIES]
    styled = report(text, *found, style=in_brackets).split("\n")

    assert "\x1b" not in report(text, *found)
    assert styled[:4] == [
        "[path a.xml:1:2]: [error error[PS999]] odd-thing: it is odd",
        "   |",
        " 1 | <iq/>",
        "   |  [caret ^^]",
    ]
    assert [line.split("]: [")[1].split()[0] for line in styled[::5] if line] == [*SEVERITIES]


@pytest.mark.parametrize(
    ("counts", "files", "stanzas", "expected"),
    [
        ((0, 0, 0), 1, 1, "Checked 1 file, 1 stanza: nothing found."),
        ((0, 0, 0), 0, 0, "Checked 0 files, 0 stanzas: nothing found."),
        ((1, 1, 1), 2, 3, "Checked 2 files, 3 stanzas: 1 error, 1 warning, 1 note."),
        ((2, 0, 10), 1, 1, "Checked 1 file, 1 stanza: 2 errors, 10 notes."),
        ((0, 20, 0), 1000, 1234567, "Checked 1,000 files, 1,234,567 stanzas: 20 warnings."),
    ],
)
def test_the_summary_counts(counts, files, stanzas, expected):
    found = [
        finding(severity=severity)
        for severity, count in zip(SEVERITIES, counts, strict=True)
        for _ in range(count)
    ]

    assert text_report.summary(found, files, stanzas) == expected


# For programs


def test_json_has_a_summary_even_where_nothing_was_found():
    assert json_report.report([], 0, 0) == {
        "version": json_report.VERSION,
        "summary": {"files": 0, "stanzas": 0, "errors": 0, "warnings": 0, "notes": 0},
        "diagnostics": [],
    }


def test_json_holds_each_finding_with_its_place():
    text = "<iq\n id='1'/>"
    found = [
        finding(text, "id='1'", hint="write it"),
        *(finding(span=None, severity=each) for each in SEVERITIES),
    ]
    made = json_report.report(found, 2, 3)

    assert json.loads(json.dumps(made)) == made
    assert made["summary"] == {"files": 2, "stanzas": 3, "errors": 2, "warnings": 1, "notes": 1}
    assert made["diagnostics"][0] == {
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
    }
    assert [
        made["diagnostics"][1][key] for key in ("line", "end_line", "column", "end_column")
    ] == [None] * 4
    assert all(each.keys() == made["diagnostics"][0].keys() for each in made["diagnostics"])


def test_json_of_what_was_linted_can_be_written():
    found = ps.lint("<iq type='odd' id=1><enable xmlns='urn:xmpp:push:0'></iq>")
    made = json_report.report(found, 1, 1)

    assert made["summary"]["errors"] >= 2
    assert json.loads(json.dumps(made))["diagnostics"] == made["diagnostics"]


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
