"""Shell completion, as the scripts of the shells ask for it."""

import os
import shutil
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from pushstanza import schemas
from pushstanza.cli import completion
from pushstanza.cli.commands import app
from pushstanza.flow.scenario import shipped
from pushstanza.linting.reports import REPORTS
from pushstanza.linting.rules import RULES
from pushstanza.servers.registry import APP_SERVERS, HOME_SERVERS, SERVERS
from pushstanza.stanzas.forms import PublishOptions


def fish(*words):
    """Return what fish is offered for the last of *words*."""
    result = CliRunner().invoke(app, [], catch_exceptions=False, env={
        "_PUSHSTANZA_COMPLETE": "complete_fish",
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
        "_TYPER_COMPLETE_ARGS": " ".join(("pushstanza", *words)),
    }, prog_name="pushstanza")  # fmt: skip
    assert result.stderr == ""
    return [line.partition("\t")[0] for line in result.stdout.splitlines() if line]


def asked(shell, **environment):
    """Return what a process prints for a shell, and which modules it loads."""
    names = (
        "lxml.etree",
        "pushstanza.linting.rules",
        "xmlschema",
        "jinja2",
        "pushstanza.flow.server",
    )
    code = (
        "import sys, atexit\n"
        f"atexit.register(lambda: print(*({names!r} & sys.modules.keys()), file=sys.stderr))\n"
        "sys.argv = ['pushstanza']\n"
        "from pushstanza.__main__ import main; main()\n"
    ).replace(repr(names), repr({*names}))
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False,
        env=os.environ | {"_PUSHSTANZA_COMPLETE": f"complete_{shell}"} | environment,
    )  # fmt: skip
    return ran.stdout, ran.stderr.split()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["rule", "PS"], [*RULES]),
        (["lint", "--output-format", ""], [*REPORTS]),
        (["lint", "--report", ""], [f"{each}=" for each in REPORTS]),
        (["lint", "--target", ""], [*HOME_SERVERS]),
        (["lint", "--app-server", ""], [*APP_SERVERS]),
        (["verdict", "--server", ""], [*SERVERS]),
        (["explain", "-s", ""], [*SERVERS]),
        (["verdict", "--server", "ejabberd", "--server-version", ""], [*SERVERS["ejabberd"].versions]),
        (["schema", ""], schemas.names()),
        (["flow", ""], sorted(shipped())),
        (["translate", "-O", ""], [f"{each.var}=" for each in PublishOptions.FIELDS]),
        (["translate", "-O", "priority="], ["priority=high", "priority=normal"]),
        (["translate", "-O", "silent=t"], ["silent=true"]),
        (["translate", "-O", "topic="], []),
        (["new", "enable", "p", "n", "-O", "mode="], ["mode=dev", "mode=prod"]),
        (["new", "publish", "p", "n", "-s", "message-c"], ["message-count="]),
        (["explain", "BadDevice"], ["BadDeviceToken"]),
        (["lint", "--config", "fail-on=n"], ["fail-on=never"]),
        (["lint", "--config", "force-exclude="], ["force-exclude=true", "force-exclude=false"]),
        (["lint", "--config", "extend-e"], ["extend-exclude="]),
        (["lint", "--severity", "PS702="], [f"PS702={each}" for each in ("error", "warning", "info")]),
        (["lint", "--severity", "placeholder-l"], ["placeholder-left="]),
        (["translate", "--profile", "m"], ["mongoosepush"]),
        (["flo"], ["flow"]),
    ],
    ids=lambda value: " ".join(value) if len(value) < 6 else "",
)  # fmt: skip
def test_words_are_completed(words, expected):
    assert fish(*words) == expected


def test_rules_are_completed_by_code_and_name():
    names = [each.name for each in RULES.values()]

    assert fish("lint", "--select", "PS70") == [code for code in RULES if code.startswith("PS70")]
    assert fish("rule", "placeholder") == [name for name in names if name.startswith("placeholder")]
    assert fish("lint", "--select", "A") == ["ALL"]


def test_rules_behind_a_comma_are_completed():
    offered = fish("lint", "--ignore", "PS701,PS70")

    assert offered == [
        f"PS701,{code}" for code in RULES if code.startswith("PS70") and code != "PS701"
    ]


def test_what_needs_no_rules_loads_none():
    for words in ("flow ", "schema ", "lint --se", "", "lint --output-format ", "lint --fail-on e"):
        out, loaded = asked("zsh", _TYPER_COMPLETE_ARGS=f"pushstanza {words}")
        assert out.startswith("_arguments")
        assert loaded == [], words


def test_zsh_gets_what_it_evaluates():
    out, _ = asked("zsh", _TYPER_COMPLETE_ARGS="pushstanza flow pub")

    assert out == """_arguments '*: :(("pubsub-full"\n"pubsub-less"))'\n"""


def test_a_stranger_shell_is_an_error():
    assert "nosuchshell" in asked("nosuchshell")[1]


# Bash takes "=" for a word.


@pytest.fixture
def environment():
    """Return a function that returns what Bash sets, after it was prepared."""

    def prepared(*words):
        made = {"COMP_WORDS": "\n".join(words), "COMP_CWORD": str(len(words) - 1)}
        completion.prepare(made)
        return made["COMP_WORDS"].split("\n"), int(made["COMP_CWORD"])

    yield prepared
    completion.prepare({})


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["x", "lint", "--target", "mo"], ["x", "lint", "--target", "mo"]),
        (["x", "lint", "--target", "=", "mo"], ["x", "lint", "--target", "mo"]),
        (["x", "lint", "--target", "="], ["x", "lint", "--target", ""]),
        (["x", "translate", "-O", "priority", "=", "h"], ["x", "translate", "-O", "h"]),
        (["x", "translate", "-O", "a", "=", "b", "-O", ""], ["x", "translate", "-O", "a=b", "-O", ""]),
        (["x", "lint", "--config", "=", "fail-on", "=", ""], ["x", "lint", "--config", ""]),
        (["x", "lint", "--target", "=", "a", "b", "--s"], ["x", "lint", "--target=a", "b", "--s"]),
    ],
)  # fmt: skip
def test_the_words_of_bash_are_read_as_those_of_others(environment, words, expected):
    assert environment(*words) == (expected, len(expected) - 1)


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no Bash")
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("lint --target mong", "mongooseim mongooseim-virtual"),
        ("lint --target = mong", "mongooseim mongooseim-virtual"),
        ("translate -O priority = h", "high"),
        ("lint --severity PS702 = ''", "error warning info"),
        ("lint --select PS702,placeholder-l", "PS702,placeholder-left"),
        ("sche", "schema"),
    ],
)
def test_the_function_of_bash_completes(words, expected, tmp_path):
    program = tmp_path / "pushstanza"
    program.write_text(f"#!{sys.executable}\nfrom pushstanza.__main__ import main\nmain()\n")
    program.chmod(0o755)
    script = (
        'eval "$(_PUSHSTANZA_COMPLETE=source_bash pushstanza)"\n'
        f"COMP_WORDS=(pushstanza {words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))\n"
        "$(complete -p pushstanza | sed 's/.*-F \\([^ ]*\\).*/\\1/') pushstanza\n"
        'echo "${COMPREPLY[@]}"\n'
    )
    ran = subprocess.run(
        ["bash", "--norc", "-c", script], capture_output=True, text=True, timeout=60, check=False,
        env=os.environ | {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"},
    )  # fmt: skip

    assert (ran.stdout.strip(), ran.stderr) == (expected, "")
