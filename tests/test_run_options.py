"""``lint --watch``, ``--show-settings`` and ``--color``, and how much of a long run is done."""

import json
import os
import pty
import re
import signal
import subprocess
import sys

import pytest
from conftest import CASES
from test_cli import run

from pushstanza.cli import printing
from pushstanza.linting.config import KEYS
from pushstanza.linting.files import Part
from pushstanza.linting.rules import RULES

GOOD = (
    "<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='push.example.com' node='n'/></iq>\n"
)
BAD = GOOD.replace("xmlns", "xlmns")
ENABLE = CASES / "tutorial" / "enable.xml"


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Return a folder, which is the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


# Watching


class Watch:
    """A process that watches a folder."""

    def __init__(self, folder, *arguments):
        self._process = subprocess.Popen(
            [sys.executable, "-m", "pushstanza", "lint", "--watch", *arguments], cwd=folder, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=os.environ | {"PYTHONUNBUFFERED": "1"},
        )  # fmt: skip

    def until_waiting(self):
        """Return what it prints until it waits for changes."""
        lines = []
        for line in self._process.stdout:
            if "waiting for changes" in line:
                return "".join(lines)
            lines.append(line)
        raise AssertionError("".join(lines))

    def end(self):
        """Interrupt it, and return its status and what it has printed since."""
        self._process.send_signal(signal.SIGINT)
        rest = self._process.communicate(timeout=60)[0]
        return self._process.returncode, rest


@pytest.fixture
def watch(project):
    """Return a function that watches the folder; what still runs is ended."""
    pytest.importorskip("watchfiles")
    begun = []

    def begin(*arguments):
        begun.append(Watch(project, *arguments))
        return begun[-1]

    yield begin
    for each in begun:
        if each._process.poll() is None:
            each._process.kill()
        each._process.communicate()


def test_files_are_checked_again_when_they_change(project, watch):
    (project / "a.xml").write_text(GOOD)
    (project / "pushstanza.toml").write_text("cache-dir = 'kept'")
    watching = watch("--report", "json=report.json")
    assert ": no findings" in watching.until_waiting()

    (project / "a.xml").write_text(BAD)
    said = watching.until_waiting()
    assert said.startswith("pushstanza: a.xml changed\n")
    assert "a.xml:1:31: error[PS006]" in said
    assert json.loads((project / "report.json").read_text())["summary"]["errors"] == 1

    (project / "pushstanza.toml").write_text("ignore = [")
    said = watching.until_waiting()
    assert "not valid TOML" in said
    (project / "pushstanza.toml").write_text("fail-on = 'error'")
    assert watching.until_waiting().startswith("pushstanza: pushstanza.toml changed\n")
    run("baseline", "create")
    said = watching.until_waiting()
    assert said.startswith("pushstanza: .pushstanza-baseline.json changed\n")
    assert ": no findings (1 in the baseline)" in said

    assert watching.end() == (130, "")


def test_what_is_read_once_is_not_watched():
    pytest.importorskip("watchfiles")
    result = run("lint", "--watch", "-", input=GOOD)

    assert (result.exit_code, result.stdout) == (2, "")
    assert "standard input is read only once" in result.stderr


def test_what_is_missing_to_watch_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    result = run("lint", "--watch", ENABLE)

    assert (result.exit_code, result.stdout) == (2, "")
    assert (
        result.stderr == "pushstanza: --watch needs watchfiles: pip install 'pushstanza[watch]'\n"
    )


# Settings


def settings(*arguments):
    result = run("lint", "--show-settings", "--output-format", "json", *arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    return json.loads(result.stdout)


@pytest.mark.usefixtures("project")
def test_every_setting_has_a_value_and_a_source():
    (found,) = settings()

    assert (found["path"], found["configuration"]) == (".", None)
    assert [*found["settings"]] == [*KEYS]
    sources = {key: each["sources"] for key, each in found["settings"].items()}
    assert sources.pop("output-format") == ["command line"]
    assert {*map(tuple, sources.values())} == {("default",)}
    assert found["rules"] == sorted(code for code, each in RULES.items() if each.default)


def test_settings_come_from_files_and_the_command_line(project):
    (project / "sub").mkdir()
    (project / "pyproject.toml").write_text(
        "[tool.pushstanza]\ntarget = ['prosody']\nignore = ['PS8']\nseverity = {PS702 = 'info'}\n"
        "per-file-ignores = {'x.xml' = ['PS7']}\n"
    )
    (project / "sub" / "pushstanza.toml").write_text("scope = 'all'\ncache = false\n")
    (project / "x.xml").write_text(GOOD)
    first, second = settings(
        "--ignore", "PS1", "--severity", "PS505=error", "--config", "fail-on=never",
        "--cache-dir", "kept", "x.xml", "sub",
    )  # fmt: skip

    file, other = str(project / "pyproject.toml"), str(project / "sub" / "pushstanza.toml")
    assert (first["configuration"], second["configuration"]) == (file, other)
    shown = {key: (each["value"], each["sources"]) for key, each in first["settings"].items()}
    assert shown["target"] == (["prosody"], [file])
    assert shown["ignore"] == (["PS8", "PS1"], [file, "command line"])
    assert shown["severity"] == ({"PS702": "info", "PS505": "error"}, [file, "command line"])
    assert shown["fail-on"] == ("never", ["command line"])
    assert shown["cache-dir"] == ("kept", ["command line"])
    assert shown["scope"] == ("push", ["default"])
    assert not {each[:3] for each in first["rules"]} & {"PS1", "PS7", "PS8"}
    other_shown = second["settings"]
    assert other_shown["scope"] == {"value": "all", "sources": [other]}
    assert other_shown["ignore"] == {"value": ["PS1"], "sources": ["command line"]}
    assert any(each.startswith("PS7") for each in second["rules"])


def test_settings_are_shown_to_people(project):
    (project / "pushstanza.toml").write_text("target = ['ejabberd']\n")
    result = run("lint", "--show-settings", "--ignore", "PS702")
    lines = result.stdout.splitlines()

    assert lines[0] == f".: {project / 'pushstanza.toml'}"
    assert f'  target = ["ejabberd"]  ({project / "pushstanza.toml"})' in lines
    assert "  account is not set  (default)" in lines
    assert re.search(r"^  \d+ of \d+ rules \(without .*PS702", lines[-1])
    assert result.stderr == ""


# Colours


COMMANDS = [
    ["lint", ENABLE], ["verdict", ENABLE], ["explain", "BadDeviceToken"], ["flow", "dead-token"],
    ["translate", ENABLE, "--body", "Hi!"],
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_colours_are_chosen(command, monkeypatch):
    def has_colours(*arguments, **environment):
        for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
            monkeypatch.delenv(name, raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        result = run(*command, *arguments)
        assert re.sub("\x1b.*?m", "", result.stdout) == plain
        return "\x1b[" in result.stdout

    plain = run(*command, "--color", "never").stdout
    assert "\x1b" not in plain

    assert not has_colours()
    assert not has_colours("--color", "auto")
    assert has_colours(FORCE_COLOR="1")
    assert not has_colours(FORCE_COLOR="1", NO_COLOR="1")
    assert not has_colours("--color", "never", FORCE_COLOR="1")
    assert has_colours("--color", "always", NO_COLOR="1", TERM="dumb")


def test_a_wrong_word_for_colours_is_an_error():
    result = run("lint", "--color", "allways", ENABLE)

    assert result.exit_code == 2
    assert "did you mean 'always'?" in result.stderr


# Progress


@pytest.fixture
def drawn(monkeypatch):
    """Return a function that returns what is drawn after each part, a second later each."""
    from io import StringIO

    class Terminal(StringIO):
        def isatty(self):
            return True

    def draw(parts, *, files, step=1.0, is_wanted=True):
        now = 0.0
        screen = Terminal()
        monkeypatch.setattr(sys, "stderr", screen)
        monkeypatch.setattr(printing.time, "monotonic", lambda: now)
        progress = printing.Progress(is_wanted=is_wanted)
        progress.begin(files)
        shown = []
        for part in parts:
            now += step
            progress.show(part)
            shown.append(screen.getvalue().rpartition("\r\x1b[K")[2])
        return shown

    return draw


def test_a_long_run_shows_how_much_is_left(drawn):
    assert drawn([Part(name=f"{number}.xml") for number in range(4)], files=4) == [
        "[#####...............]  25%, 3 s left  0.xml",
        "[##########..........]  50%, 2 s left  1.xml",
        "[###############.....]  75%, 1 s left  2.xml",
        "",
    ]


def test_a_long_file_shows_how_much_is_left(drawn):
    parts = [Part(name="a.log", done=done) for done in (0.25, 0.5, 1.0, 1.0)]

    assert drawn(parts, files=1)[:3] == [
        "[#####...............]  25%, 3 s left  a.log", "[##########..........]  50%, 2 s left  a.log", "",
    ]  # fmt: skip


def test_a_short_run_shows_nothing(drawn):
    parts = [Part(name=f"{number}.xml") for number in range(9)]

    assert {*drawn(parts, files=9, step=0.1)} == {""}
    assert {*drawn(parts, files=9, is_wanted=False)} == {""}


def test_a_name_that_a_terminal_would_obey_is_not_drawn(drawn):
    (shown,) = drawn([Part(name="\x1b]0;x\x07.log", done=0.5)], files=1)

    assert "\x1b" not in shown
    assert len(shown) < 80


@pytest.mark.parametrize(("arguments", "is_drawn"), [([], True), (["--quiet"], False)])
def test_it_is_drawn_on_a_terminal_and_taken_away(project, arguments, is_drawn):
    for number in range(3):
        (project / f"{number}.xml").write_text(BAD)
    code = (
        "import sys\n"
        "from pushstanza.cli import printing\n"
        "printing.Progress.BEFORE = printing.Progress.BETWEEN = 0\n"
        "sys.argv = ['pushstanza', 'lint', '-j', '1', *sys.argv[1:]]\n"
        "from pushstanza.__main__ import main; main()\n"
    )
    controller, terminal = pty.openpty()
    ran = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        stdout=subprocess.PIPE,
        stderr=terminal,
        check=False,
        timeout=60,
    )
    os.close(terminal)
    shown = b""
    try:
        while data := os.read(controller, 1 << 16):
            shown += data
    except OSError:  # the end, on Linux
        pass
    os.close(controller)

    assert ran.returncode == 1
    assert b"[#" not in ran.stdout
    assert (b"[#######.............]  33%" in shown) is is_drawn
    assert (b"Checked 3 files" in shown.rpartition(b"\x1b[K")[2]) is is_drawn
    assert (shown == b"") is not is_drawn
