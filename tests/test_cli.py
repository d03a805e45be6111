"""The command line."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import CASES
from typer.testing import CliRunner

import pushstanza as ps
from pushstanza import build
from pushstanza.cli.commands import app

TUTORIAL = CASES / "tutorial"
TOKEN = "5f0c3a1be2d94776a8c0d1e2f3a4b5c65f0c3a1be2d94776a8c0d1e2f3a4b5c6"
GOOD = "<iq type='result' id='1'/>"


def run(*arguments, input=None):
    return CliRunner().invoke(
        app, [str(each) for each in arguments], input=input, catch_exceptions=False
    )


def shell(*arguments, **options):
    return subprocess.run(
        [sys.executable, "-m", "pushstanza", *map(str, arguments)],
        capture_output=True, text=True, timeout=60, check=False, **options,
    )  # fmt: skip


@pytest.fixture
def file(tmp_path):
    def write(text, name="stanza.xml"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def test_lint_says_what_is_wrong_and_where():
    result = run("lint", TUTORIAL / "enable.xml")

    assert result.exit_code == 1
    assert (
        "enable.xml:9:36: error[PS702] option-value: priority 'some_priority' is not supported"
        in result.stdout
    )
    assert "your•••" in result.stdout
    assert re.fullmatch(
        r"Checked 1 file, 1 stanza in \d+\.\d\d s: 1 error, 3 warnings\.\n", result.stderr
    )


def test_lint_is_silent_where_nothing_is_wrong(file):
    result = run("lint", file(GOOD))

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.endswith(" s: no findings.\n")
    assert run("lint", "--quiet", file(GOOD)).stderr == ""


def test_lint_reads_folders_and_standard_input(tmp_path, file):
    file(GOOD, "a.xml")
    file(GOOD, "b.py")
    file(b"<iq id='\xff'/>", "c.log")

    assert "Checked 2 files" in run("lint", tmp_path).stderr
    stdin = run("lint", "--scope", "all", "-", input="<iq id='1'/>")
    assert "<stdin>:1:1: error[PS102]" in stdin.stdout


def test_lint_as_json():
    report = json.loads(run("lint", "--output-format", "json", TUTORIAL).stdout)

    assert report["version"] == 1
    expected = {"files": 5, "stanzas": 5, "errors": 1, "warnings": 6, "notes": 0}
    assert report["summary"] == report["summary"] | expected
    (error,) = [each for each in report["diagnostics"] if each["severity"] == "error"]
    assert {
        "code",
        "name",
        "message",
        "file",
        "line",
        "column",
        "end_line",
        "end_column",
        "hint",
        "url",
        "fix",
    } <= set(error)


def test_rules_are_chosen():
    assert run("lint", "--select", "PS7", "--ignore", "option-value", TUTORIAL).exit_code == 0
    assert run("lint", "--exit-zero", TUTORIAL).exit_code == 0
    assert run("lint", "--target", "mongooseim", TUTORIAL).exit_code == 1
    result = run("lint", "--select", "placeholder-lef", TUTORIAL)
    assert (result.exit_code, "did you mean 'placeholder-left'?" in result.stderr) == (2, True)


def test_colours_are_for_terminals_that_want_them(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    result = CliRunner().invoke(app, ["lint", str(TUTORIAL)], color=True)
    assert "\x1b[" in result.stdout
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in CliRunner().invoke(app, ["lint", str(TUTORIAL)], color=True).stdout


def test_a_rule_has_a_page():
    assert "PS201  error    form-without-type" in run("rule").stdout
    assert "XEP-0004" in run("rule", "form-without-type").stdout
    assert json.loads(run("rule", "PS201", "--output-format", "json").stdout)[0]["code"] == "PS201"
    assert run("rule", "PS20").exit_code == 2


def test_parse_prints_models_as_json(file):
    found = json.loads(run("parse", TUTORIAL / "create-node.xml").stdout)
    many = json.loads(run("parse", CASES / "captures" / "prosody-0.12.xml.txt").stdout)

    assert found["payload"]["create"] == {
        "element": "Create",
        "node": "punsub_node_for_my_private_iphone",
        "type": "push",
    }
    assert len(many) == 4
    enable = file(ps.serialize(build.enable(ps.Jid("p"), "n", ps.PublishOptions(device_id=TOKEN))))
    assert TOKEN not in run("parse", enable).stdout
    assert TOKEN in run("parse", "--show-secrets", enable).stdout


def test_parse_shows_all_that_was_there(file):
    text = (
        "<message><delay xmlns='urn:xmpp:delay' stamp='2026-01-31T12:00:00Z'/><odd xmlns='urn:odd'/>"
        "<enable xmlns='urn:xmpp:push:0' jid='p' away='true'><e xmlns='urn:e'/></enable></message>"
    )
    found = json.loads(run("parse", file(text)).stdout)["payloads"]

    assert found[0]["stamp"] == "2026-01-31T12:00:00+00:00"
    assert found[1] == {"xml": '<odd xmlns="urn:odd"></odd>'}
    assert found[2]["extra"] == {
        "attributes": {"away": "true"},
        "children": ['<e xmlns="urn:e"></e>'],
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<iq type='set'>", "line 1, column 1: <iq> has no end tag"),
        ("<iq type='put' id='1'/>", "is 'put', not one of"),
        ("prose", "the text contains no element"),
        ("<presence/>", "no stanza found"),
        (b"\xff", "not valid UTF-8"),
    ],
)
def test_bad_input_is_told_with_its_place(file, text, words):
    for command in ("parse", "translate"):
        result = run(command, file(text))
        assert result.exit_code == 1
        assert result.stdout == ""
        assert words in result.stderr or command == "translate"


def test_format_lays_out_and_keeps_what_is_around(file):
    text = f"# A page\r\n\r\n{GOOD[:-2]}><x xmlns='urn:x'/></iq>\r\n\r\ntail"
    path = file(text, "page.md")

    assert run("format", "--check", path).exit_code == 1
    assert "+  <x xmlns=" in run("format", "--diff", path).stdout
    assert path.read_bytes() == text.encode()
    assert run("format", path).exit_code == 0
    laid_out = path.read_bytes()
    assert laid_out.startswith(b"# A page\r\n\r\n<iq") and laid_out.endswith(b"</iq>\r\n\r\ntail")  # noqa: PT018
    assert run("format", "--check", path).exit_code == 0
    assert run("format", "-", input=text).stdout.startswith("# A page")


def test_format_follows_links_and_leaves_no_traces(file, tmp_path):
    path = file("<message><body>x</body></message>\n", "real.xml")
    (tmp_path / "link.xml").symlink_to(path)
    (tmp_path / ".real.xml.pushstanza").write_text("precious")

    assert run("format", tmp_path / "link.xml").exit_code == 0
    assert "\n  <body>" in path.read_text()
    assert sorted(each.name for each in tmp_path.iterdir()) == [
        ".real.xml.pushstanza",
        "link.xml",
        "real.xml",
    ]


def test_format_goes_on_behind_what_it_cannot_lay_out(file, tmp_path):
    file("<iq type='set'>", "a.xml")
    good = file("<message><body>x</body></message>\n", "b.xml")

    result = run("format", tmp_path)
    assert result.exit_code == 1
    assert "a.xml: line 1, column 1: <iq> has no end tag" in result.stderr
    assert "\n  <body>" in good.read_text()


def test_a_diff_masks_secrets(file):
    path = file(ps.serialize(build.enable(ps.Jid("p"), "n", ps.PublishOptions(device_id=TOKEN))))

    assert TOKEN not in run("format", "--diff", path).stdout
    assert TOKEN in run("format", "--diff", "--show-secrets", path).stdout


def test_translate_shows_each_request_on_the_way():
    result = run(
        "translate", TUTORIAL / "enable.xml", "--body", "Hi!", "-O", "priority=high",
        "-O", f"device_id={TOKEN}", "-O", "topic=com.example.app",
    )  # fmt: skip

    assert result.exit_code == 0
    assert "MongooseIM → MongoosePush: POST /v3/notification/5f0c…(64 characters)" in result.stdout
    assert "MongoosePush → APNs (prod): POST /3/device/5f0c…(64 characters)" in result.stdout
    assert "apns-priority: 10" in result.stdout
    assert TOKEN not in result.stdout


def test_translate_as_json(file):
    arguments = (
        "--body",
        "Hi!",
        "-O",
        "service=fcm",
        "-O",
        f"device_id={TOKEN}",
        "-O",
        "priority=high",
        "--output-format",
        "json",
    )
    masked = json.loads(run("translate", TUTORIAL / "enable.xml", *arguments).stdout)
    whole = json.loads(
        run("translate", TUTORIAL / "enable.xml", *arguments, "--show-secrets").stdout
    )

    assert masked["request"]["body"]["message"]["token"] == "5f0c…(64 characters)"
    assert whole["request"]["body"]["message"]["token"] == TOKEN
    message = file("<message type='chat' from='a@b/c'><body>Hi!</body></message>", "message.xml")
    result = run(
        "translate", TUTORIAL / "enable.xml", "--message", message, "--profile", "mongoosepush"
    )
    assert (result.exit_code, "rejected: priority" in result.stdout) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["enable.xml"], 1, "no publish found"),
        (["enable.xml", "--body", "x", "-O", "odd"], 2, "'odd' is not NAME=VALUE"),
        (["enable.xml", "--message", "enable.xml"], 1, "contains no message stanza"),
        (["enable.xml", "--body", "\0"], 1, "a character that XML does not allow"),
        (["enable.xml", "--body", "x", "--sender", "@"], 1, "must not be empty"),
        (["none.xml"], 2, "none.xml: No such file"),
        (["enable.xml", "--profile", "odd"], 2, "odd"),
    ],
)
def test_translate_says_what_it_lacks(arguments, status, words, monkeypatch):
    monkeypatch.chdir(TUTORIAL)
    result = run("translate", *arguments)

    assert result.exit_code == status
    assert words in result.stderr


def test_schemas_are_printed():
    assert "push.xsd" in run("schema").stdout.splitlines()
    assert 'targetNamespace="urn:xmpp:push:0"' in run("schema", "push.xsd").stdout
    result = run("schema", "push.xs")
    assert (result.exit_code, "did you mean 'push.xsd'?" in result.stderr) == (2, True)


def test_new_writes_every_stanza_of_the_flow(file):
    request = file((TUTORIAL / "disable.xml").read_text())
    arguments = {
        "request": request, "service": "pubsub.example.com", "node": "n", "publisher": "example.com",
        "token": "my-token", "device": "my-device", "provider": "apns-binary-api",
        "to": "a@example.com", "from": "b@example.com", "user": "a@example.com", "body": "Hi!",
        "item": "i", "type": "cancel", "condition": "conflict",
    }  # fmt: skip
    kinds = [
        line.split()[0]
        for line in run("new", "--help").stdout.partition("Commands:")[2].splitlines()
        if line[2:3].strip()  # a summary that goes on is further to the right
    ]
    assert len(kinds) > 20
    for kind in kinds:
        usage = run("new", kind, "--help").stdout
        places = [
            word.strip("{}").lower()
            for word in usage.partition("\n\n")[0].split()
            if word.strip("{}").isupper()
        ]
        result = run("new", kind, *(arguments[place] for place in places if place in arguments))
        assert result.exit_code == 0, (kind, places, result.output)
        assert ps.validate(result.stdout) == [], kind


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["enable", "p", "n", "-O", "service=gcm"], "'gcm' is not one of apns, fcm"),
        (["enable", "p", "n", "-O", "=x"], "is not NAME=VALUE"),
        (["enable", "@", "n"], "must not be empty"),
        (["create-node", "p", "n", "-c", "max_items=x"], "max_items"),
        (["refuse", str(CASES / "tutorial-page.txt"), "cancel", "conflict"], "start tag"),
        (["odd"], "odd"),
    ],
)
def test_new_refuses_what_would_be_wrong(arguments, words):
    result = run("new", *arguments)

    assert result.exit_code in {1, 2}
    assert words in result.stderr


def test_options_and_configuration_are_set():
    assert (
        "pubsub#access_model"
        in run("new", "create-node", "p", "n", "-c", "access_model=open").stdout
    )
    enabled = run(
        "new", "enable", "p", "n", "-O", "service=apns", "-O", "silent=true", "--id", "e1"
    ).stdout
    assert ps.parse(enabled) == build.enable(
        ps.Jid("p"), "n", ps.PublishOptions(service="apns", silent=True), id="e1"
    )


def test_a_closed_pipe_is_no_failure():
    ran = subprocess.run(
        f"{sys.executable} -m pushstanza schema fcm-v1-message.json | head -1; echo ${{PIPESTATUS[0]}}",
        shell=True, executable="/bin/bash", capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert ran.stderr == ""
    assert ran.stdout.splitlines()[-1] in {"0", "1"}


def test_closed_and_full_files_are_told():
    assert shell("lint", "x" * 300).returncode == 2
    closed = subprocess.run(
        f"{sys.executable} -m pushstanza lint - <&-",
        shell=True,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (closed.returncode, "Traceback" in closed.stderr) == (2, False)
    if Path("/dev/full").exists():
        with open("/dev/full", "w") as full:  # noqa: PTH123
            ran = subprocess.run(
                [sys.executable, "-m", "pushstanza", "schema"],
                stdout=full,
                stderr=subprocess.PIPE,
                text=True,
                timeout=60,
                check=False,
            )
        assert (ran.returncode, "Traceback" in ran.stderr) == (2, False)


def test_an_unreadable_target_is_told(tmp_path, file, monkeypatch):
    path = file("<message><body>x</body></message>\n")
    monkeypatch.setattr(
        os, "fdopen", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device"))
    )

    result = run("format", path)
    assert (result.exit_code, "No space left" in result.stderr) == (2, True)
    assert path.read_text() == "<message><body>x</body></message>\n"
    assert [each.name for each in tmp_path.iterdir()] == ["stanza.xml"]
