"""Whatever happens to files, streams and processes: the rest goes on, and nothing is lost."""

import copy
import json
import os
import pickle
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from typer.testing import CliRunner

import pushstanza as ps
from pushstanza.cli.commands import app
from pushstanza.linting import files
from pushstanza.linting.declare import WrongValueError
from pushstanza.payloads.json_documents import JsonError
from pushstanza.reading.scan import scan

BAD = "<iq type='stet' id='1'><enable xlmns='urn:xmpp:push:0' jid='a.b' node='n'/></iq>\n"
HOSTILE = Path("tests/cases/hostile").resolve()


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a.xml").write_text(BAD)


def _run(*arguments):
    ran = CliRunner().invoke(app, [*map(str, arguments)])
    assert ran.exception is None or isinstance(ran.exception, SystemExit)
    return ran


def _shell(command):
    environment = os.environ | {"PYTHON": sys.executable}
    return subprocess.run(
        ["sh", "-c", f'"$PYTHON" -m pushstanza {command}'],
        capture_output=True, text=True, timeout=60, check=False, env=environment,
    )  # fmt: skip


# Reports and what else is written


@pytest.mark.parametrize(
    "arguments",
    [
        "lint a.xml --output-file /dev/full",
        "lint a.xml --report json=/dev/full",
        "lint a.xml --report json=nowhere/report.json",
        "lint a.xml >/dev/full",
        "flow enable --output /dev/full",
        "lint a.xml >&-",
        "verdict a.xml >&-",
        "fix - <&-",
        "lint - <&- >&- 2>&-",
    ],
)
def test_what_cannot_be_written_is_a_sentence_and_the_status_2(arguments):
    ran = _shell(arguments.replace("flow enable", f"flow {next(iter(_scenarios()))}"))

    assert (ran.returncode, "Traceback" in ran.stderr) == (2, False)
    assert ran.stderr.startswith("pushstanza: ") or "2>&-" in arguments
    assert "internal error" not in ran.stderr


def _scenarios():
    from pushstanza.flow.scenario import shipped

    return shipped()


def test_a_run_goes_on_without_standard_error():
    assert _shell("lint a.xml 2>&-").returncode == 1


@pytest.mark.parametrize("option", ["--report=json=report.json", "--output=report.json"])
def test_an_old_report_stays_where_a_run_fails(monkeypatch, option):
    Path("report.json").write_text("old")

    def broken(*_):
        raise OSError(28, "No space left on device")
        yield

    monkeypatch.setattr(files, "lint_file", broken)
    CliRunner().invoke(app, ["lint", "a.xml", option])

    assert Path("report.json").read_text() == "old"
    assert sorted(each.name for each in Path.cwd().iterdir()) == ["a.xml", "report.json"]


def test_a_report_replaces_the_old_one():
    Path("report.json").write_text("old")

    assert _run("lint", "a.xml", "--report", "concise=report.json").exit_code == 1
    assert Path("report.json").read_text().startswith("a.xml:1:5: error PS102")


def test_a_baseline_takes_the_place_of_no_other_file():
    Path("pushstanza.toml").write_text('baseline = "b.xml"')
    Path("b.xml").write_text(BAD)
    ran = _run("baseline", "create", "a.xml")

    assert ran.exit_code == 2
    assert "it is not overwritten" in ran.stderr
    assert Path("b.xml").read_text() == BAD
    for _ in range(2):
        assert _run("baseline", "create", "a.xml", "--baseline", "new.json").exit_code == 0


# Files that are fixed


def test_a_fix_keeps_hard_links():
    os.link("a.xml", "b.xml")

    assert _run("fix", "a.xml").exit_code == 1
    assert Path("a.xml").samefile("b.xml")
    assert "xmlns='urn:xmpp:push:0'" in Path("b.xml").read_text()


def test_a_fix_changes_no_file_that_is_read_only():
    Path("a.xml").chmod(0o444)
    ran = _run("fix", "a.xml")

    assert (ran.exit_code, ran.stderr.splitlines()[0]) == (
        2,
        "pushstanza: a.xml: the file is read-only",
    )
    assert Path("a.xml").read_text() == BAD


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
def test_a_fix_keeps_the_owner():
    os.chown("a.xml", 1234, 1234)
    _run("fix", "a.xml")

    assert (Path("a.xml").stat().st_uid, Path("a.xml").stat().st_gid) == (1234, 1234)
    assert "xmlns" in Path("a.xml").read_text()


def test_a_file_with_the_longest_name_is_fixed():
    name = "n" * 250 + ".xml"
    Path("a.xml").rename(name)

    assert _run("fix", name).exit_code == 1
    assert "xmlns" in Path(name).read_text()


# Files that cannot be read


@pytest.mark.parametrize("command", ["lint", "fix --diff", "format --check"])
def test_bad_files_do_not_stop_the_others(command):
    Path("z.xml").write_text(BAD.replace("stet", "set"))
    Path("b.xml").write_bytes(b"<iq type='stet' id='\xff'/>")
    Path("c.xml").write_bytes("<iq/>".encode("utf-16"))
    ran = _run(*command.split(), "a.xml", "b.xml", "c.xml", "gone.xml", "z.xml")

    assert ran.exit_code == 2
    assert "gone.xml: No such file or directory" in ran.stderr
    assert "z.xml" in ran.output


SOUND = "<iq type='set' id='{}'><enable xmlns='urn:xmpp:push:0' jid='a.b' node='n'/></iq>"
#: One stanza that cannot be read.
DAMAGED = (
    "<iq type='set'><a:b/></iq>",
    "<iq type='set' type='get'/>",
    "<iq type='set'>&undefined;</iq>",
    "<iq \0 type='set'/>",
    f"<iq type='set' id='1'>{'<a>' * 3000}{'</a>' * 3000}</iq>",
    "</iq>",
)


@pytest.mark.parametrize("damaged", DAMAGED, ids=range(len(DAMAGED)))
@pytest.mark.parametrize("before", ["", "2026-01-01 10:00:00 debug SENT: "], ids=["xml", "log"])
@pytest.mark.parametrize("command", ["parse", "verdict", "explain"])
def test_a_bad_stanza_does_not_stop_the_others(command, before, damaged):
    answered = SOUND.replace("type='set'", "type='error' from='a@b.c'").replace(
        "</iq>",
        "<error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>",
    )
    good = answered if command == "explain" else SOUND
    lines = [good.format("first"), damaged, good.format("last")]
    name = "a.log" if before else "b.xml"
    Path(name).write_text("".join(f"{before}{each}\n" for each in lines))
    said = _run(command, name).output

    if command == "explain":
        assert "gone (cancel) (2 times)" in said
    elif command == "parse":
        assert '"id": "first"' in said
        assert '"id": "last"' in said
    else:
        assert f"{name}:1:" in said
        assert f"{name}:3:" in said


def test_parse_says_which_stanza_cannot_be_read():
    Path("b.xml").write_text(f"{SOUND.format('x')}\n<iq type='put' id='2'/>\n")
    ran = _run("parse", "b.xml")

    assert ran.exit_code == 1
    assert json.loads(ran.stdout)["id"] == "x"
    assert "b.xml: line 2, column 5: attribute 'type' of <iq> is 'put'" in ran.stderr


def test_parse_reads_a_log():
    Path("a.log").write_text(f"10:00:00 SENT {SOUND.format('x')}\n10:00:01 all is well\n")
    ran = _run("parse", "a.log")

    assert (ran.exit_code, ran.stderr, json.loads(ran.stdout)["id"]) == (0, "", "x")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="a device without an end")
@pytest.mark.parametrize(
    "command", ["lint", "fix", "format", "parse", "verdict", "explain", "translate"]
)
def test_a_device_without_an_end_is_refused(monkeypatch, command):
    monkeypatch.setattr("pushstanza.linting.whole.LARGEST", 1_000_000)
    ran = _run(command, "/dev/zero")

    assert ran.exit_code == 2
    assert re.search("/dev/zero: (larger than 1 MB|no text: it holds NUL bytes)", ran.stderr)


@pytest.mark.parametrize("records", [1, 300])
def test_a_pipe_is_read_once_whatever_its_length(monkeypatch, records):
    monkeypatch.setattr(files, "LONG_LOG", 10_000)
    os.mkfifo("pipe")
    line = f"Nov 13 21:39:22 c2s26b6530\tdebug\tRECV: {BAD}"
    writer = threading.Thread(target=Path("pipe").write_text, args=[line * records], daemon=True)
    writer.start()
    ran = _run("lint", "pipe", "--output-format", "statistics", "--ignore", "PS8")
    writer.join()

    assert ran.exit_code == 1
    assert f"{records:,} stanza" in ran.stderr


# Processes


def test_a_process_that_is_killed_is_a_sentence(monkeypatch):
    for each in range(8):
        Path(f"{each}.xml").write_text(BAD)
    monkeypatch.setattr(files, "_whole_file", _killed)
    ran = _run("lint", *(f"{each}.xml" for each in range(8)), "--jobs", "2")

    assert (ran.exit_code, ran.stderr) == (
        2,
        "pushstanza: a process that looked at files has ended; try --jobs 1\n",
    )


def _killed(_job):
    os.kill(os.getpid(), signal.SIGKILL)


def test_an_interrupt_while_the_program_is_loaded_shows_no_traceback():
    code = (
        "import os, signal, sys, builtins, pushstanza.__main__\n"
        "load = builtins.__import__\n"
        "def interrupted(name, *rest):\n"
        "    if name == 'pushstanza.cli':\n"
        "        os.kill(os.getpid(), signal.SIGINT)\n"
        "    return load(name, *rest)\n"
        "builtins.__import__ = interrupted\n"
        "pushstanza.__main__.main()\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, "lint"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (ran.returncode, ran.stderr) == (-signal.SIGINT, "")


# Errors


def _errors():
    yield WrongValueError("odd", ("a", 1), key=True)
    yield JsonError("odd", 7, "write it")
    for call in (
        lambda: ps.parse("<iq/>"),
        lambda: ps.parse("<iq"),
        lambda: ps.parse("<iq type='get' id='1'><enable xmlns='urn:xmpp:push:0' jid='@'/></iq>").payload.jid.local,
        lambda: ps.Jid("@"),
        lambda: ps.lint("", target="nobody"),
        lambda: ps.lint("", select=["PS999"]),
        lambda: ps.translate("<iq type='get' id='1'/>"),
        lambda: ps.verdict("", "nobody"),
        lambda: ps.Unknown("<a"),
        lambda: ps.lint_paths([""]),
        lambda: ps.flow.Server("nobody", domain="a"),
    ):  # fmt: skip
        with pytest.raises(ps.PushStanzaError) as caught:
            call()
        yield caught.value


def _pickled(error):
    return pickle.loads(pickle.dumps(error))  # noqa: S301 - it is ours


def test_every_error_is_pickled_and_copied():
    for error in _errors():
        for again in (_pickled(error), copy.copy(error), copy.deepcopy(error)):
            assert type(again) is type(error)
            assert (str(again), again.args) == (str(error), error.args)
            assert {**vars(again)}.keys() == {**vars(error)}.keys()


# Configurations and scenarios


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ((HOSTILE / "config-bigint.toml").read_text(), "a number is too large"),
        ("fail-on = 0x" + "f" * 5_000, "a number is too large"),
        ((HOSTILE / "config-nul.toml").read_text(), "no file can have this name"),
        (".".join("a" * 20_000) + " = 1", "a key has more than 100 parts"),
        ("select = " + "[" * 5_000, "nested too deeply"),
        (f"select = {['PS101'] * 20_000}", "at most 2,000 entries are allowed, not 20,000"),
        (
            "[per-file-ignores]\n" + "".join(f"'{n}.xml' = ['PS101']\n" for n in range(5_000)),
            "at most 2,000 entries are allowed, not 5,000",
        ),
    ],
    ids=["number", "hexadecimal", "NUL", "key", "nesting", "list", "table"],
)
@pytest.mark.parametrize("command", ["lint", "baseline create"])
def test_a_configuration_that_nobody_means_is_refused(toml, said, command):
    Path("pushstanza.toml").write_text(toml)
    ran = _run(*command.split(), "a.xml")

    assert ran.exit_code == 2
    assert said in ran.stderr


def test_a_message_of_a_scenario_has_no_control_character():
    ran = _run("flow", HOSTILE / "flow-control-char.toml")

    assert ran.exit_code == 2
    assert "flow-control-char.toml:11:1: XML does not allow the character U+001B" in ran.stderr


# Damage


def test_a_damaged_line_is_a_finding_and_blinds_no_other():
    found = ps.lint((HOSTILE / "lint-extra-error.log").read_text(), file="a.log")

    assert {each.line for each in found if each.code == "PS006"} == {1, 2, 3, 5, 6, 7}
    assert {each.code for each in found if each.line == 4} >= {"PS011"}


@pytest.mark.parametrize(
    "text", ["<iq to'pubsub.exa_<pubsub xmlns'http://jabber.org/protocol/pubsub<rea"]
)
@pytest.mark.parametrize("target", [None, "mongooseim"])
def test_a_damaged_jid_is_no_error_of_the_linter(text, target):
    assert ps.lint(text, target=target)


@pytest.mark.parametrize("server", ["mongooseim", "ejabberd", "prosody", "tigase", "openfire"])
def test_half_of_a_surrogate_pair_is_refused_as_by_servers(server):
    text = "<iq type='set' id='\ud800'><enable xmlns='urn:xmpp:push:0' jid='a.b' node='n'/></iq>"

    assert ps.verdict(text, server).server == server
    assert scan(text, 0, len(text)).elements


def test_a_wrong_configuration_is_shown_in_its_lines():
    Path("pushstanza.toml").write_text('ignore = ["PS100"]')
    lines = _run("lint", "a.xml").stderr.splitlines()

    assert [each[:12] for each in lines[2:]] == ["1 | ignore =", "  |         "]
