"""Where the output of commands goes, and how rules are named to them."""

import json

import pytest
from conftest import CASES
from typer.testing import CliRunner

import pushstanza as ps
from pushstanza.cli.commands import app

ENABLE = (CASES / "tutorial" / "enable.xml").resolve()
DISABLE = (CASES / "tutorial" / "disable.xml").resolve()
#: A command line each, and its exit status.
COMMANDS = [
    ("lint", ENABLE),
    ("rule",),
    ("rule", "PS201"),
    ("parse", ENABLE),
    ("schema",),
    ("schema", "lint-report.json"),
    ("verdict", ENABLE),
    ("explain", "BadDeviceToken"),
    ("flow", "pubsub-full"),
    ("translate", ENABLE, "--body", "Hi!", "-O", "priority=high"),
    ("new", "enable", "p.example.com", "n", "--id", "e1", "-O", "service=apns"),
]
WITH_JSON = [each for each in COMMANDS if each[0] not in {"schema", "parse", "new", "flow"}]


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FORCE_COLOR", "1")
    return tmp_path


def run(*arguments, **options):
    return CliRunner().invoke(app, [*map(str, arguments)], catch_exceptions=False, **options)


def names(commands):
    return pytest.mark.parametrize(
        "command", commands, ids=lambda each: " ".join(map(str, each[:2]))
    )


@names(COMMANDS)
@pytest.mark.parametrize("option", ["-o", "--output"])
def test_every_command_with_a_result_writes_it_to_a_file(folder, command, option):
    printed = run(*command, env={"NO_COLOR": "1", "FORCE_COLOR": ""})
    written = run(*command, option, "result.txt")

    assert (written.exit_code, written.stdout) == (printed.exit_code, "")
    assert (folder / "result.txt").read_text() == printed.stdout
    assert [each.name for each in folder.iterdir()] == ["result.txt"]


@names(WITH_JSON)
def test_the_ending_says_the_format_unless_that_is_given(folder, command):
    run(*command, "-o", "result.json")
    run(*command, "-o", "other.json", "--output-format", "text")
    run(*command, "-o", "third", "--output-format", "json")

    assert json.loads((folder / "result.json").read_text())
    assert json.loads((folder / "third").read_text())
    with pytest.raises(json.JSONDecodeError):
        json.loads((folder / "other.json").read_text())


@names(COMMANDS)
def test_a_file_that_cannot_be_written_is_a_sentence(command):
    result = run(*command, "-o", "nowhere/result.txt")

    assert result.exit_code == 2
    assert "nowhere/result.txt: No such file or directory" in result.stderr


@pytest.mark.parametrize(
    "command",
    [("parse", "none.xml"), ("schema", "none"), ("verdict", "none.xml"), ("rule", "none"), ("translate", "none.xml")],
    ids=lambda each: each[0],
)  # fmt: skip
def test_a_file_stays_where_a_command_fails(folder, command):
    (folder / "result.txt").write_text("before")

    assert run(*command, "-o", "result.txt").exit_code == 2
    assert (folder / "result.txt").read_text() == "before"


def test_a_publish_option_behind_o_still_counts_and_says_what_to_write(folder):
    old = run(
        "new",
        "enable",
        "p.example.com",
        "n",
        "--id",
        "e1",
        "-o",
        "service=apns",
        "-o",
        "silent=true",
    )
    new = run("new", "enable", "p.example.com", "n", "--id", "e1", "-O", "service=apns", "-O", "silent=true")  # fmt: skip
    assert old.stdout == new.stdout
    assert "-o NAME=VALUE is deprecated: use -O or --option" in old.stderr
    assert "deprecated" not in new.stderr

    old = run("translate", ENABLE, "--body", "Hi!", "-o", "priority=high", "-o", "result.txt")
    new = run("translate", ENABLE, "--body", "Hi!", "--option", "priority=high", "--color", "never")
    assert (folder / "result.txt").read_text() == new.stdout
    assert old.stdout == ""


def test_a_file_may_have_the_form_of_an_option(folder):
    run("new", "enable", "p.example.com", "n", "-o", "./a=b")

    assert "<enable" in (folder / "a=b").read_text()
    result = run("new", "discover", "p.example.com", "-o", "a=b")
    assert result.exit_code == 2
    assert "write -o ./a=b" in result.stderr


# How rules are named


def table(result):
    return [line.split()[0] for line in result.stdout.splitlines()]


def test_a_family_of_rules_is_a_table():
    everything = table(run("rule"))

    for family in ("PS7", "ps7"):
        assert table(run("rule", family)) == [each for each in everything if each[:3] == "PS7"]
    listed = json.loads(run("rule", "ps5", "--output-format", "json").stdout)
    assert [each["code"] for each in listed] == [each for each in everything if each[:3] == "PS5"]


@pytest.mark.parametrize("word", ["ps20", "PS", "ps99", "PS7*"])
def test_what_is_no_family_is_no_rule(word):
    assert run("rule", word).exit_code == 2


@pytest.mark.parametrize("written", ["PS702", "ps702", "Ps702", "option-value", "Option-Value"])
def test_letters_may_be_small_or_capital_wherever_a_rule_is_named(folder, written):
    assert run("rule", written).stdout == run("rule", "PS702").stdout
    assert {each.code for each in ps.lint(ENABLE.read_text(), select=written)} == {"PS702"}
    assert "PS702" not in {each.code for each in ps.lint(ENABLE.read_text(), ignore=[written])}
    assert "PS702" not in run("lint", ENABLE, "--ignore", written).stdout
    assert "warning[PS702]" in run("lint", ENABLE, "--severity", f"{written}=warning", env={"NO_COLOR": "1"}).stdout  # fmt: skip
    (folder / "pushstanza.toml").write_text(f'select = ["{written}"]')
    assert {each.code for each in ps.lint_paths(ENABLE, config="pushstanza.toml").diagnostics} == {
        "PS702"
    }
    text = f"<!-- pushstanza: file-ignore[{written}] -->\n{ENABLE.read_text()}"
    assert "PS702" not in {each.code for each in ps.lint(text, file="a.xml")}


def test_all_and_families_may_be_small():
    text = ENABLE.read_text()

    assert ps.lint(text, select="all") == ps.lint(text, select="ALL")
    assert ps.lint(text, select="ps7") == ps.lint(text, select="PS7") != []
