"""What ``lint``, ``fix`` and ``baseline`` do with files, options and reports."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import CASES
from test_cli import TUTORIAL, run, shell

import pushstanza as ps
from pushstanza.linting.reports import REPORTS
from pushstanza.linting.rules import RULES

GOOD = (
    "<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='push.example.com' node='n'/></iq>\n"
)
BAD = (
    "<iq type='set' id='1'><enable xlmns='urn:xmpp:push:0' jid='push.example.com' node='n'/></iq>\n"
)
COPIED = (
    "<iq type='set' id='1'>"
    "<disable xmlns='urn:xmpp:push:0' jid='push.example.com' node='your_node'/></iq>\n"
)


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Return a function that writes a file of a project, which is the working directory."""
    monkeypatch.chdir(tmp_path)

    def write(name, text):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def found(*arguments, **options):
    """Return the codes that ``lint`` reports, and the exit status."""
    result = run("lint", "--output-format", "jsonl", *arguments, **options)
    assert result.exit_code in {0, 1}, result.output
    return [json.loads(line)["code"] for line in result.stdout.splitlines()], result.exit_code


# What is looked for


def test_rules_may_stand_in_a_row():
    assert found("--select", "PS7,placeholder-left", "--ignore", "PS806,PS1", TUTORIAL)[0] == [
        "PS702"
    ]
    assert len(found("--select", "PS7", "--select", "PS8", TUTORIAL)[0]) == 7


def test_rules_on_request_are_added():
    publish = CASES / "captures" / "ejabberd-23.01.xml.txt"

    assert "PS803" not in found(publish)[0]
    assert "PS803" in found("--extend-select", "body-in-summary", publish)[0]


def test_targets_and_app_servers_are_repeatable(project):
    path = project("a.xml", GOOD.replace(" node='n'", ""))

    assert found(path) == (["PS505"], 1)
    severities = [
        [each.severity for each in ps.lint(path.read_text(), target)]
        for target in ("prosody", ("prosody", "mongooseim"))
    ]
    assert severities == [["warning"], ["error"]]
    assert (
        found("--target", "prosody", "--target", "mongooseim", "--app-server", "p2", path)[1] == 1
    )
    result = run("lint", "--target", "ejabbert", path)
    assert (result.exit_code, "ejabbert" in result.stderr) == (2, True)


@pytest.mark.parametrize(
    ("option", "value", "hint"),
    [
        ("--select", "XX", "unknown rule 'XX'"),
        ("--ignore", "PS5,XX", "unknown rule 'XX'"),
        ("--extend-select", "enable-without-nod", "did you mean 'enable-without-node'?"),
        ("--severity", "PS505", "RULE=LEVEL"),
        ("--severity", "PS505=eror", "did you mean 'error'?"),
        ("--severity", "XX=error", "unknown rule 'XX'"),
        ("--target", "mongoose", "did you mean 'mongooseim'?"),
        ("--app-server", "fpus", "did you mean 'fpush'?"),
        ("--output-format", "sarf", "did you mean 'sarif'?"),
        ("--fail-on", "eror", "did you mean 'error'?"),
        ("--input", "markdwn", "did you mean 'markdown'?"),
        ("--account", "a@", "not a valid JID"),
        ("--include", "!", "is not a valid .gitignore pattern"),
        ("--extend-exclude", "!", "is not a valid .gitignore pattern"),
    ],
)
def test_a_wrong_value_is_told_by_the_name_of_its_option(project, option, value, hint):
    result = run("lint", option, value, project("a.xml", GOOD))

    assert result.exit_code == 2
    assert result.stderr.startswith(f"pushstanza: {option}")
    assert hint in result.stderr
    assert "--config" not in result.stderr


def test_the_command_line_counts_more_than_config(project):
    project("a.xml", COPIED)

    assert found("--config", "select=['PS1']", "--select", "PS806")[0] == ["PS806"]
    assert found("--config", "severity={PS806='info'}", "--severity", "PS806=error")[1] == 1


def test_an_account_switches_rules_on(project):
    path = project("a.xml", GOOD.replace("push.example.com", "example.com"))

    assert found(path)[0] == []
    assert found("--account", "juliet@example.com", path)[0] == ["PS503"]
    assert run("lint", "--account", "juliet@", path).exit_code == 2


def test_severities_and_what_fails(project):
    path = project("a.xml", COPIED)

    assert found(path) == (["PS806"], 1)
    assert found("--fail-on", "error", path)[1] == 0
    assert found("--severity", "placeholder-left=error", "--fail-on", "error", path)[1] == 1
    assert found("--severity", "PS806=info", path)[1] == 0
    assert found("--fail-on", "never", path)[1] == 0
    assert run("lint", "--severity", "PS806=bad", path).exit_code == 2
    assert run("lint", "--severity", "placeholder-lef=info", path).exit_code == 2


# Which files


def test_without_a_path_the_folder_is_linted(project):
    project("sub/a.xml", BAD)
    project("b.xml", GOOD)
    project("node_modules/c.xml", BAD)

    assert found() == (["PS006"], 1)
    assert "Checked 2 files" in run("lint").stderr


def test_what_git_ignores_is_left_out(project):
    (project("a.xml", BAD).parent / ".git").mkdir()
    project(".gitignore", "# ours\n\n  \n\t\na.xml\n\n")

    assert found() == ([], 0)
    assert found("--no-respect-gitignore") == (["PS006"], 1)
    assert found("a.xml") == (["PS006"], 1)
    assert found("--force-exclude", "a.xml") == ([], 0)
    assert found("--extend-exclude", "*.xml", "--no-respect-gitignore") == ([], 0)


def test_files_are_shown(project):
    project("a.xml", GOOD)
    project("b.png", b"\x89PNG\0")
    result = run("lint", "--show-files")

    assert result.exit_code == 0
    assert "taken" in result.stdout
    assert "a.xml" in result.stdout


def test_a_file_that_is_not_there_cannot_be_shown(project):
    project("a.xml", GOOD)
    result = run("lint", "--show-files", "missing.xml", "a.xml")

    assert result.exit_code == 2
    assert "missing.xml: No such file" in result.stderr
    assert "taken    a.xml" in result.stdout
    assert "missing" not in result.stdout


@pytest.mark.skipif(os.name == "nt", reason="no file has such a name there")
def test_a_name_with_a_line_end_takes_one_line(project):
    project("a\nb\x1b.xml", BAD)
    shown = run("lint", "--show-files").stdout
    report = run("lint", "--output-format", "concise").stdout
    difference = run("fix", "--diff").stdout.splitlines()

    assert len(shown.splitlines()) == len(report.splitlines()) == 1
    assert "a\u240ab\u241b.xml" in shown
    assert report.startswith("a\u240ab\u241b.xml:1:31: ")
    assert difference[:2] == ["--- a\u240ab\u241b.xml", "+++ a\u240ab\u241b.xml"]
    assert "a\u240a.xml: No such file" in run("lint", "a\n.xml").stderr


def test_what_cannot_be_read_does_not_stop_the_rest(project):
    project("a.xml", BAD)
    result = run("lint", "missing.xml", "a.xml")

    assert result.exit_code == 2
    assert "missing.xml: No such file" in result.stderr
    assert "PS006" in result.stdout


def test_standard_input_has_a_name(project):
    project("pushstanza.toml", "[per-file-ignores]\n'docs/*' = ['PS806']\n")
    page = f"```xml\n{COPIED}```\n"

    assert found("--stdin-filename", "docs/a.md", "-", input=page) == ([], 0)
    assert found("--stdin-filename", "a.md", "--fail-on", "info", input=page) == (["PS806"], 1)
    assert "a.md:2:" in run("lint", "--stdin-filename", "a.md", "-", input=page).stdout


def test_how_a_file_is_read_can_be_said(project):
    path = project("a.dat", f"```xml\n{COPIED}```\nHere is `<iq type='set'>`, in prose.\n")

    assert found("--input", "markdown", path)[0] == ["PS806"]
    assert run("lint", "--input", "markdwn", path).exit_code == 2


def test_several_files_at_once_are_as_one_after_the_other(project):
    for number in range(12):
        project(f"{number:02}.xml", (BAD, GOOD, COPIED)[number % 3] * 20)
    alone, together = (run("lint", "--output-format", "concise", "-j", n).stdout for n in (1, 3))

    assert alone == together
    assert alone.count("PS006") == 80


def test_json_payloads_are_linted(project):
    path = project("a.json", '{"aps": {"alert": "Hi!", "badge": "1"}}')

    assert found(path)[1] == 1
    assert "1 payload" in run("lint", path).stderr


# Configuration


def test_a_configuration_holds_for_its_folder(project):
    project("pyproject.toml", "[tool.pushstanza]\nignore = ['PS806']\nfail-on = 'never'\n")
    path = project("sub/a.xml", BAD + COPIED)

    assert found(path) == (["PS006"], 0)
    assert found("--isolated", path) == (["PS006", "PS806"], 1)
    assert found("--config", "ignore=[]", path)[0] == ["PS006", "PS806"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[tool.pushstanza]\nselct = ['PS1']\n", ["pyproject.toml:2:1", "did you mean 'select'?"]),
        ("[tool.pushstanza]\nselect = ['PS80x']\n", ["pyproject.toml:2:11", "PS80x"]),
        ("[tool.pushstanza]\nselect = 'PS1'\n", ["a list of rules"]),
        ("[tool.pushstanza\n", ["pyproject.toml:1", "not valid TOML"]),
    ],
)
def test_a_wrong_configuration_is_told_where(project, text, words):
    project("pyproject.toml", text + "# pushstanza\n")
    result = run("lint")

    assert result.exit_code == 2
    assert all(word in result.stderr for word in words), result.stderr


# Comments


def test_comments_hide_and_are_counted(project):
    project("a.xml", f"<!-- pushstanza: ignore[PS806] as in the XEP -->\n{COPIED}{COPIED}")

    assert found() == (["PS806"], 1)
    assert "1 suppressed" in run("lint").stderr


def test_blocks_that_are_called_invalid_must_be(project):
    project(
        "a.md", f"```xml pushstanza: invalid\n{BAD}```\n\n```xml pushstanza: invalid\n{GOOD}```\n"
    )

    assert found() == (["PS903"], 1)


# Baseline


def test_known_findings_are_not_told_again(project):
    path = project("a.xml", COPIED + BAD)
    made = run("baseline", "create")
    assert (made.exit_code, "2 known" in made.stderr) == (0, True)

    assert found() == ([], 0)
    assert "2 in the baseline" in run("lint").stderr
    path.write_text("\n\n" + COPIED + COPIED + BAD)
    assert found() == (["PS806"], 1)
    assert found("--no-baseline") == (["PS806", "PS806", "PS006"], 1)

    path.write_text(COPIED)
    assert found() == (["PS904"], 1)
    assert "1 removed, 1 left" in run("baseline", "prune").stderr
    assert found() == ([], 0)


def test_what_is_not_looked_for_stays_in_the_baseline(project):
    project("a.xml", BAD)
    project("sub/b.xml", COPIED)
    run("baseline", "create")
    project("pushstanza.toml", "per-file-ignores = {'sub/*' = ['PS806']}")

    assert found() == ([], 0)
    assert "0 removed, 2 left" in run("baseline", "prune").stderr
    assert "0 removed, 2 left" in run("baseline", "prune", "--select", "PS1").stderr
    project("sub/b.xml", GOOD)
    project("pushstanza.toml", "")
    assert "1 removed, 1 left" in run("baseline", "prune").stderr


def test_a_baseline_that_is_asked_for_has_to_be_there(project):
    project("a.xml", GOOD)
    project("bad.json", "{")

    assert run("lint", "--baseline", "none.json").exit_code == 2
    assert "bad.json:1:2" in run("lint", "--baseline", "bad.json").stderr
    assert run("baseline", "prune", "--baseline", "none.json").exit_code == 2


# Fixing


def test_safe_fixes_are_made_and_nothing_else_is_touched(project):
    text = f"\ufeff\r\n{BAD}<!-- kept -->\r\n{COPIED}".replace("\n", "\r\n").replace("\r\r", "\r")
    path = project("a.xml", text)
    result = run("fix")

    assert result.exit_code == 1
    assert path.read_bytes().decode() == text.replace("xlmns", "xmlns")
    assert "1 fixed" in result.stderr
    again = run("fix")
    assert (path.read_bytes().decode(), "fixed" in again.stderr) == (
        text.replace("xlmns", "xmlns"),
        False,
    )


def test_a_difference_is_shown_and_nothing_changed(project):
    path = project("a.xml", BAD)
    result = run("fix", "--diff")

    assert result.exit_code == 1
    assert "-<iq type='set' id='1'><enable xlmns=" in result.stdout
    assert "+<iq type='set' id='1'><enable xmlns=" in result.stdout
    assert "(1 would be fixed)" in result.stderr
    assert path.read_text() == BAD
    run("lint", "--diff", "--report", "json=report.json")
    counts = json.loads(path.with_name("report.json").read_text())["summary"]
    assert (counts["fixable"], counts["fixed"], counts["errors"]) == (1, 0, 0)
    path.write_text(GOOD)
    assert (run("fix", "--diff").exit_code, run("lint", "--diff").stdout) == (0, "")


def test_columns_are_those_of_editors_behind_a_byte_order_mark(project):
    path = project("a.xml", "\ufeff" + BAD)
    payload = project("a.json", '\ufeff{"aps": {"badge": "1"}}')

    assert "a.xml:1:31:" in run("lint", path).stdout
    assert "a.json:1:19:" in run("lint", payload).stdout
    run("fix", path)
    assert path.read_bytes() == ("\ufeff" + GOOD).encode()


def test_suggestions_are_made_on_request(project):
    path = project("a.xml", BAD.replace("xlmns", "xmlns").replace("node=", "Node="))

    run("fix", path)
    assert "Node=" in path.read_text()
    assert run("fix", "--unsafe-fixes", path).exit_code == 0
    assert path.read_text() == GOOD


def test_what_is_fixed_on_standard_input_goes_to_standard_output():
    assert run("fix", "-", input=BAD).stdout == GOOD
    result = run("lint", "--fix", "-", input=COPIED)
    assert (result.stdout, result.exit_code) == (COPIED, 1)
    assert "1 warning" in result.stderr


def test_logs_and_other_bytes_are_never_changed(project):
    log = f"2026-03-10 20:47:03,330 - DEBUG - SEND: {BAD}"
    path = project("a.log", log)
    other = project("b.xml", BAD.encode() + b"\xff")
    run("fix", "--unsafe-fixes")

    assert path.read_text() == log
    assert other.read_bytes() == BAD.encode() + b"\xff"


# Reports


def test_several_reports_in_one_run(project):
    project("a.xml", BAD)
    result = run("lint", "--report", "sarif=a.sarif", "--report", "junit=a.junit")

    assert "error[PS006]" in result.stdout
    assert json.loads((project("a.xml", BAD).parent / "a.sarif").read_text())["version"] == "2.1.0"
    assert "<testsuites" in (project("a.xml", BAD).parent / "a.junit").read_text()


@pytest.mark.parametrize("name", REPORTS)
def test_every_format_goes_to_a_file(project, name):
    path = project("a.xml", BAD).parent / "report"
    result = run("lint", "--output-format", name, "--output-file", path)

    assert (result.exit_code, result.stdout) == (1, "")
    assert "PS006" in path.read_text()


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("a.json", '{"version": 1'),
        ("A.JSON", '{"version": 1'),
        ("a.jsonl", '{"code": "PS006"'),
        ("a.sarif", '{"$schema": "https://docs.oasis-open.org/sarif'),
        ("a.sarif.json", '{"$schema": "https://docs.oasis-open.org/sarif'),
        ("report.xml", "<?xml"),
        ("a.txt", "a.xml:"),
        ("a.out", "a.xml:"),
        ("a", "a.xml:"),
    ],
)
def test_the_ending_of_a_file_says_its_format(project, name, start):
    report = project("a.xml", BAD).parent / name
    result = run("lint", "a.xml", "-o", report)

    assert (result.exit_code, result.stdout) == (1, "")
    assert "".join(report.read_text().split("\n")).replace("  ", "").startswith(start)


def test_a_format_that_is_asked_for_wins_over_the_ending(project):
    folder = project("a.xml", BAD).parent

    run("lint", "a.xml", "--output-format", "gitlab", "--output-file", "a.json")
    assert "check_name" in json.loads((folder / "a.json").read_text())[0]
    run("lint", "a.xml", "--output-format", "concise", "-o", "a.json")
    assert (folder / "a.json").read_text().startswith("a.xml:1:")


@pytest.mark.parametrize(
    ("configured", "name", "word"),
    [
        ("gitlab", "a.json", "check_name"),
        ("gitlab", "a.out", "check_name"),
        ("gitlab", "b.xml", "<testsuites"),
        ("sarif", "a.json", "sarif-schema"),
    ],
)
def test_a_configured_format_stays_where_the_ending_may_be_its_own(project, configured, name, word):
    folder = project("pushstanza.toml", f'output-format = "{configured}"').parent
    project("a.xml", BAD)
    run("lint", "a.xml", "-o", name)

    assert word in (folder / name).read_text()


@pytest.mark.parametrize("name", ["a.png", "a.pdf", "a.svg"])
def test_no_report_is_written_as_pixels(project, name):
    folder = project("a.xml", BAD).parent
    result = run("lint", "a.xml", "-o", name)

    assert result.exit_code == 2
    assert f"no format has the ending {name[1:]}; formats: text, concise" in result.stderr
    assert not (folder / name).exists()


def test_a_report_has_a_format_and_a_file(project):
    project("a.xml", GOOD)

    assert "did you mean 'sarif'?" in run("lint", "--report", "sariv=a").stderr
    assert run("lint", "--report", "sarif").exit_code == 2
    assert run("lint", "--output-file", "none/a").exit_code == 2


def test_findings_are_counted_by_rule(project):
    project("a.xml", COPIED * 3 + BAD)
    result = run("lint", "--statistics")

    assert result.stdout.splitlines() == [
        "3  PS806  warning  placeholder-left",
        "1  PS006  error    xmlns-misspelt  (1 fixable)",
    ]


def test_many_that_are_alike_are_folded(project):
    project("a.xml", COPIED * 9)

    assert run("lint").stdout.count("warning[PS806]") == 6
    assert "4 more like this" in run("lint").stdout
    assert run("lint", "--show-all").stdout.count("warning[PS806]") == 9


@pytest.mark.parametrize("format_name", REPORTS)
def test_no_report_shows_a_token(project, format_name):
    token = "9b1d7c3a1be2d94776a8c0d1e2f3a4b5" * 2
    fields = (
        "<field var='FORM_TYPE'><value>http://jabber.org/protocol/pubsub#publish-options</value></field>"
        f"<field var='service'><value>APNS</value></field><field var='device_id'><value> {token}</value></field>"
        "<field var='secret'><value>hunter2</value></field>"
    )
    form = f"<x xmlns='jabber:x:data' type='submit'>{fields}</x>"
    project("a.xml", GOOD.replace("node='n'/>", f"node='n'>{form}</enable>"))
    result = run("lint", "--output-format", format_name, "--select", "ALL")

    assert "PS701" in result.stdout
    assert token not in result.stdout
    assert "hunter2" not in result.stdout


# Status


def test_status_is_two_where_the_job_cannot_be_done(project):
    path = project("a.xml", BAD)

    assert shell("lint", "--odd", path).returncode == 2
    assert shell("lint", "--target", path).returncode == 2
    assert run("lint", "missing").exit_code == 2
    assert run("lint", "--baseline", "missing", path).exit_code == 2
    assert run("lint", "--exit-zero", "missing").exit_code == 2


def test_malformed_xml_is_a_finding(project):
    project("a.xml", "<iq type='get'")

    assert found()[1] == 1


@pytest.mark.parametrize("format_name", ["text", "jsonl", "json"])
def test_a_closed_pipe_is_quiet(project, format_name):
    project("a.xml", COPIED * 3000)
    command = f"{sys.executable} -m pushstanza lint --show-all --output-format {format_name} | head -1; echo ${{PIPESTATUS[0]}}"
    ran = subprocess.run(
        command,
        shell=True,
        executable="/bin/bash",
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert "Traceback" not in ran.stderr
    assert "Error" not in ran.stderr
    assert ran.stdout.splitlines()[-1] in {"1", "141"}


def test_an_interrupted_run_ends_with_130(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe.xml")
    running = subprocess.Popen(
        [sys.executable, "-m", "pushstanza", "lint", "-q", "pipe.xml"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    with open("pipe.xml", "w"):  # noqa: PTH123 - goes on once the other end reads
        running.send_signal(signal.SIGINT)
        _, errors = running.communicate(timeout=60)

    assert (running.returncode, "Traceback" in errors) == (130, False)


def test_a_defect_of_ours_is_one_sentence(project):
    project("a.xml", GOOD)
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    project(
        "sitecustomize.py",
        "import pushstanza.linting.files as r\ndef broken(*_): raise KeyError('odd')\nr.lint_file = broken\n",
    )
    ran = subprocess.run(
        [sys.executable, "-m", "pushstanza", "lint", "a.xml"],
        capture_output=True, text=True, timeout=60, check=False, env=environment,
    )  # fmt: skip

    assert (ran.returncode, "Traceback" in ran.stderr) == (2, False)
    assert "internal error (KeyError in broken, line 2 of sitecustomize.py)" in ran.stderr
    assert "odd" not in ran.stderr  # what the error says may be a secret of the input


def test_a_huge_log_is_linted_in_parts(project, monkeypatch):
    monkeypatch.setattr("pushstanza.linting.files.LONG_LOG", 100_000)
    line = f"2026-03-10 20:47:03,330 - DEBUG - SEND: {COPIED}"
    project("a.log", line * 3000)
    result = run("lint", "--output-format", "jsonl")
    lines = [json.loads(each) for each in result.stdout.splitlines()]

    assert [each["line"] for each in lines] == [*range(1, 3001)]
    assert {each["column"] for each in lines} == {line.index("node=") + 1}
    assert "1 file, 3,000 stanzas" in result.stderr


def test_a_log_that_several_look_at_gives_the_same(project, monkeypatch):
    monkeypatch.setattr("pushstanza.linting.files.LONG_LOG", 1000)
    monkeypatch.setattr("pushstanza.linting.files.BLOCK", 2000)
    phone = "from='juliet@example.com/phone' "
    enables = [
        f"<iq type='set' {phone}id='{n}'><enable xmlns='urn:xmpp:push:0' jid='push.example.com' node='n{n % 7}'/></iq>\n"
        for n in range(60)
    ]
    lines = (
        f"2026-03-10 20:47:03,330 - DEBUG - RECV: {each}"
        for each in [*enables, COPIED, BAD, "<iq\n"]
    )
    project("a.log", "".join(lines))
    alone, together = (run("lint", "--output-format", "concise", "-j", n) for n in (1, 3))

    assert alone.stdout == together.stdout
    assert "PS517" in alone.stdout
    assert "PS006" in alone.stdout
    assert alone.stderr.partition(" in ")[0] == together.stderr.partition(" in ")[0]


# Rules


def test_the_catalogue_is_printed():
    rows = run("rule").stdout.splitlines()

    assert len(rows) == len(RULES) >= 90
    assert json.loads(run("rule", "--output-format", "json").stdout)[0]["code"] == "PS001"


def test_nothing_in_a_log_is_called_fixable(tmp_path):
    stanza = (
        "<iq type='set' id='e1'><enable xlmns='urn:xmpp:push:0' jid='p.example.com' node='n'/></iq>"
    )
    log = tmp_path / "a.log"
    log.write_text(f"DEBUG    SEND: {stanza}\n")
    result = run("lint", "--isolated", "--output-format", "json", str(log))
    report = json.loads(result.stdout)
    assert [(each["code"], each["fix"]) for each in report["diagnostics"]] == [("PS006", None)]
    assert "fixable" not in result.stderr


def test_no_fix_changes_what_a_program_sends(tmp_path):
    page = tmp_path / "a.js"
    head = 'const a = \'<iq type="set" id="1" to="pubsub.example.com">'
    text = head + '<pubsub><create node="n" type="push"/></pubsub></iq>\';\n'
    page.write_text(text)
    assert "PS008" in run("fix", "--isolated", "--unsafe-fixes", str(page)).stdout
    assert page.read_text() == text
