"""The commands ``verdict`` and ``explain``."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import CASES
from test_cli import TOKEN, run
from typer.testing import CliRunner

from pushstanza.cli.commands import app
from pushstanza.servers import HOME_SERVERS

HERE = Path(__file__).parent.parent
ENABLE = CASES / "tutorial" / "enable.xml"
BROKEN = HERE / "docs" / "examples" / "enable-without-type.xml"
ERROR = HERE / "docs" / "examples" / "bad-request.xml"


def test_verdict_has_a_row_for_each_server():
    result = run("verdict", ENABLE)

    assert result.exit_code == 0
    assert result.stdout.startswith(f"{ENABLE}:1:1: iq set enable\n")
    rows = re.findall(r"^(\w+)\S* .* result  ", result.stdout, re.MULTILINE)
    assert rows == [re.match(r"\w+", each.title)[0] for each in HOME_SERVERS.values()]
    assert {"MongooseIM", "ejabberd", "Prosody", "Tigase", "XEP"} <= {*rows}


@pytest.mark.parametrize("width", [60, 80, 119, 120, 200])
def test_a_table_fits_the_terminal(width, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(width))
    lines = run("verdict", BROKEN).stdout.splitlines()[2:]

    assert max(map(len, lines)) <= width
    words = " ".join(lines)
    assert "the form" in words
    assert "Nothing is" in words


def test_verdict_quotes_the_text_of_an_error_and_fails():
    result = run("verdict", "--server", "ejabberd", BROKEN)

    assert result.exit_code == 1
    assert "bad-request (modify), text “Missing attribute 'type'" in _words(result)
    assert "no type → Nothing is enabled" in _words(result)


def _words(result):
    """Return what stands in the cells of a table, column by column."""
    lines = [line for line in result.stdout.splitlines()[4:] if line]
    columns = (lines and (16, 42)) or ()
    start = 0
    cells = []
    for end in (*columns, None):
        cells.append(" ".join(line[start:end].strip() for line in lines))
        start = end
    return " ".join(" ".join(cells).split())


def test_only_the_servers_that_are_named_decide():
    assert run("verdict", "--server", "prosody", BROKEN).exit_code == 0
    assert run("verdict", "-s", "prosody", "-s", "mongooseim", BROKEN).exit_code == 1


def test_verdict_as_json():
    result = run("verdict", "-s", "mongooseim", "-s", "tigase", "--output-format", "json", BROKEN)
    first, second = json.loads(result.stdout)

    assert first == {
        "server": "mongooseim",
        "type": "error",
        "error_type": "modify",
        "conditions": ["bad-request"],
        "text": None,
        "effect": "Nothing is enabled; earlier registrations stay.",
        "title": "MongooseIM",
        "reason": "the form has no type",
        "source": "mod_event_pusher_push.erl, parse_form_fields/1; mongoose_data_forms.erl",
        "stanza": "iq set enable",
        "line": 1,
        "column": 1,
    }
    assert (second["title"], second["type"]) == ("Tigase", "result")


def test_account_pubsub_and_version_count():
    to_bob = "<iq type='set' id='1' to='bob@a.example'><enable xmlns='urn:xmpp:push:0' jid='p.b' node='n'/></iq>"

    def answer(*options):
        given = ("--account", "alice@a.example/x", "--output-format", "json", "-")
        (found,) = json.loads(run("verdict", *options, *given, input=to_bob).stdout)
        return found["type"]

    assert answer("-s", "ejabberd", "--server-version", "23.01") == "result"
    assert answer("-s", "ejabberd", "--server-version", "26") == "error"

    create = "<iq type='set' id='1' to='push.c.example'><pubsub xmlns='http://jabber.org/protocol/pubsub'><create node='n' type='push'/></pubsub></iq>"
    options = ("-s", "mongooseim", "--account", "alice@a.example/x", "-")
    here = run("verdict", "--pubsub", "push.c.example", *options, input=create)
    elsewhere = run("verdict", "--pubsub", "pubsub.a.example", *options, input=create)
    assert "The node exists" in _words(here)
    assert "routed to push.c.example" in _words(elsewhere)


def test_stanzas_are_found_in_pages_and_logs(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(f"# Push\n\nSend this:\n\n```xml\n{BROKEN.read_text()}```\n\nand `<x/>` too.\n")

    result = run("verdict", "-s", "mongooseim", page)

    assert result.stdout.count("iq set enable") == 1
    assert result.stdout.startswith(f"{page}:6:1: ")
    log = run("verdict", "-s", "prosody", CASES / "logs" / "prosody_rawdebug.log")
    assert log.stdout.count("server  ") > 1


def test_broken_xml_ends_the_stream_and_the_place_is_told():
    text = "<iq type='set' id='1'>\n  <enable xmlns='urn:xmpp:push:0' node='n'>\n</iq>"

    result = run("verdict", "-s", "ejabberd", "-", input=text)

    assert result.exit_code == 1
    assert "stream error not-well-formed" in _words(result)
    assert "line 2, column 3: <enable> has no end tag" in _words(result)


def test_secrets_are_masked():
    stanza = (
        f"<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='p.b' node='{TOKEN}'/></iq>"
    )

    for command in (("verdict",), ("verdict", "--output-format", "json")):
        assert TOKEN not in run(*command, "-", input=stanza).stdout.replace("\n", "")
        shown = run(*command, "--show-secrets", "-", input=stanza).stdout
        assert TOKEN in re.sub(r"\s", "", shown) or TOKEN[:30] in shown


@pytest.mark.parametrize(
    ("arguments", "text", "message"),
    [
        (("-s", "ejaberd"), ENABLE.read_text(), "did you mean 'ejabberd'"),
        ((), "no stanza at all", "contains no stanza"),
        ((), "", "contains no stanza"),
        (("--server-version", "26"), ENABLE.read_text(), "one server"),
        (("-s", "ejabberd", "--server-version", "1"), ENABLE.read_text(), "unknown version '1'"),
        (("--account", "@"), ENABLE.read_text(), "JID"),
    ],
)
def test_what_cannot_be_done_is_told(arguments, text, message):
    result = run("verdict", *arguments, "-", input=text)

    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""


def test_unreadable_files_are_told(tmp_path):
    binary = tmp_path / "binary"
    binary.write_bytes(b"<iq id='\xff'/>")

    for command in ("verdict", "explain"):
        assert run(command, tmp_path / "missing.xml").exit_code == 2
        assert run(command, binary).exit_code == 2


# ---- explain ----


def test_explain_names_the_cause_the_place_and_what_comes_of_it():
    result = run("explain", ERROR, "--request", BROKEN)

    assert result.exit_code == 0
    words = " ".join(result.stdout.split())
    assert "1. Confirmed by your request: the form has no type (MongooseIM)" in words
    assert "line 3, column 5: PS201" in words
    assert "fix: write type='submit' on x" in words
    assert "Nothing is enabled; earlier registrations stay." in words
    assert "2. " not in words


def test_explain_takes_words_and_json_and_standard_input():
    as_word = run("explain", "UNREGISTERED").stdout
    body = '{"error": {"code": 404, "status": "NOT_FOUND", "details": [{"@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError", "errorCode": "UNREGISTERED"}]}}'

    assert run("explain", "-", input=body).stdout == as_word
    assert run("explain", "-", input="UNREGISTERED\n").stdout == as_word


def test_explain_as_json():
    (found,) = json.loads(run("explain", "--output-format", "json", "no_matching_pool").stdout)

    assert found["subject"] == "no_matching_pool (MongoosePush 400)"
    assert found["causes"][0]["source"] == "esl/MongoosePush#211"
    assert {each["server"] for each in found["effects"]} >= {"MongooseIM", "ejabberd", "Prosody"}


def test_explain_says_when_it_knows_nothing():
    unknown = run("explain", "BadDeviceTokin")
    harmless = run("explain", "-", input="2026-01-01 all is well\n")

    assert (unknown.exit_code, harmless.exit_code) == (1, 1)
    assert "did you mean 'BadDeviceToken'" in unknown.stdout
    assert "no known error found" in harmless.stderr


def test_explain_refuses_what_it_cannot_read():
    assert run("explain", "-", input="").exit_code == 2
    assert run("explain", "410", "--server", "ejaberd").exit_code == 2
    assert run("explain", ERROR, "--request", "-", input="no request").exit_code == 2


def test_neither_command_is_loaded_to_parse():
    program = "import sys, pushstanza; print(sorted(each for each in sys.modules if each.startswith('pushstanza.') and each.split('.')[1] in {'explaining', 'judging', 'servers', 'linter'}))"
    found = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "[]"


def test_output_is_coloured_only_on_request(monkeypatch):
    def printed():
        return (
            CliRunner().invoke(app, ["verdict", "-s", "mongooseim", str(BROKEN)], color=True).stdout
        )

    assert "\x1b" not in printed()
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert re.search(r"\x1b\[31m\x1b\[1mbad-request", printed())
