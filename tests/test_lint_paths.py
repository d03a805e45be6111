"""Files and folders to findings, fixes and reports, in a program: as the command has them."""

import inspect
import io
import pickle
import re
import sys
from pathlib import Path
from typing import get_type_hints

import attrs
import pytest
from conftest import CASES
from hypothesis import given
from hypothesis import strategies as st
from test_cli import run
from test_cli_lint import BAD, COPIED, GOOD

import pushstanza as ps
from pushstanza.cli.lint import lint
from pushstanza.cli.options import signed
from pushstanza.linting.config import KEYS
from pushstanza.linting.declare import Group
from pushstanza.linting.options import DECLARED, KEYWORDS
from pushstanza.linting.paths import LintOptions
from pushstanza.linting.reports import REPORTS

TOKEN = "91be7c2f04d84a6db3a5e60f8c17d29391be7c2f04d84a6db3a5e60f8c17d293"
SECRET = BAD.replace(
    "node='n'/>",
    "node='n'><x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'>"
    "<value>http://jabber.org/protocol/pubsub#publish-options</value></field>"
    f"<field var='device_id'><value>{TOKEN}</value></field></x></enable>",
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


def names(visits):
    return [str(each.path) for each in visits]


# The same as the command


def test_findings_are_those_of_the_command(project):
    project("b.xml", COPIED + BAD)
    project("sub/a.md", f"```xml\n{COPIED}```\n")
    project("c.py", f'stanza = """{BAD}"""')
    project("d.py", 'stanza = "<iq/>"')
    project("e.ini", BAD)
    result = ps.lint_paths(".")

    assert [(each.file, each.code) for each in result.diagnostics] == [
        ("b.xml", "PS806"), ("b.xml", "PS006"), ("c.py", "PS006"), ("sub/a.md", "PS806"),
    ]  # fmt: skip
    assert result.exit_status == run("lint").exit_code == 1
    assert [(each.name, each.reason, each.stanzas) for each in result.files] == [
        ("b.xml", "'*.xml' in include", 2), ("c.py", "source code that names push", 1),
        ("sub/a.md", "'*.md' in include", 1),
    ]  # fmt: skip
    assert [(str(each.path), each.reason) for each in result.skipped] == [
        ("d.py", "source code that names no push namespace"),
        ("e.ini", "not in include"),
    ]
    assert result.summary.passed_over == 1
    assert result.summary.sentence().endswith(", 1 file without stanzas passed over).")
    assert result.failed == ()


#: Options with values that change something, as keywords; options of the command are made of them.
CHOICES = {
    "target": ["mongooseim", ("prosody", "ejabberd"), "xep"],
    "app_server": ["node_push", ["p2"]],
    "account": ["juliet@example.com", ps.Jid("push.example.com")],
    "select": [["PS7", "PS8"], "ALL"],
    "extend_select": [["PS803"]],
    "ignore": [["placeholder-left", "PS1"], ()],
    "scope": ["push", "all"],
    "severity": [{"PS806": "error"}, {"PS006": ps.Severity.INFO, "PS5": "info"}],
    "fail_on": ["error", "never", ps.Severity.INFO],
    "exit_zero": [True, False],
    "input": ["markdown", "xml"],
    "include": ["*.xml"],
    "source_code": [False],
    "exclude": [["tutorial"]],
    "extend_exclude": [["*.md"]],
    "force_exclude": [True, False],
    "respect_gitignore": [False],
    "config": ["fail-on=error", ["ignore=['PS8']", "severity.PS702='info'"]],
    "isolated": [True],
    "no_baseline": [True],
    "diff": [True],
    "unsafe_fixes": [True],
    "output_format": ["json"],
}


def as_arguments(options):
    """Yield the arguments of the command for keywords."""
    for name, value in options.items():
        option = f"--{name.replace('_', '-')}"
        match value:
            case bool():
                is_key = name.replace("_", "-") in KEYS
                yield from [option] if value else [f"--no-{option[2:]}"] if is_key else []
            case dict():
                yield from (
                    part for key, each in value.items() for part in (option, f"{key}={each}")
                )
            case list() | tuple():
                yield from (part for each in value for part in (option, str(each)))
            case _:
                yield from (option, str(value))


OPTIONS = st.lists(st.sampled_from(sorted(CHOICES)), max_size=4, unique=True).flatmap(
    lambda names: st.fixed_dictionaries({each: st.sampled_from(CHOICES[each]) for each in names})
)
PATHS = [CASES / "tutorial" / "enable.xml", CASES / "tutorial", CASES / "tutorial-page.txt"]


@given(OPTIONS)
def test_every_option_does_what_it_does_in_the_command(options):
    result = ps.lint_paths(PATHS, **options)
    ran = run("lint", *as_arguments({**options, "output_format": "jsonl"}), *PATHS)
    is_diff = options.get("diff", False)

    assert ran.stdout == (result.diff if is_diff else result.report("jsonl"))
    assert ran.exit_code == result.exit_status
    counts = attrs.evolve(result.summary, seconds=None).sentence(only_shown=is_diff)
    assert re.sub(r" in [\d.]+ s", "", ran.stderr).strip() == counts


def test_every_keyword_is_compared_or_has_a_test_of_its_own():
    of_their_own = {
        "baseline", "cache", "cache_dir", "fix", "jobs", "per_file_ignores", "show_secrets", "stdin_filename",
    }  # fmt: skip
    assert {*CHOICES} | of_their_own == {*KEYWORDS}


def test_every_keyword_has_a_type():
    assert {*get_type_hints(LintOptions), "config"} == {*KEYWORDS}


def test_every_key_is_an_option_of_each_command_that_has_its_group():
    groups = {
        "lint": {*Group}, "fix": {*Group} - {Group.CACHE},
        "format": {Group.FILES, Group.CONFIGURATION},
        "baseline create": {Group.RULES, Group.FILES, Group.CONFIGURATION, Group.BASELINE},
        "baseline prune": {Group.RULES, Group.FILES, Group.CONFIGURATION, Group.BASELINE},
    }  # fmt: skip
    for command, offered in groups.items():
        page = run(*command.split(), "--help").stdout
        for each in KEYS.values():
            assert (f"--{each.key} " in page) is (each.group in offered), (command, each.key)


def test_nothing_is_printed(project, capfd):
    project("a.xml", BAD)
    project("b.xml", b"\xff")
    result = ps.lint_paths([".", "missing.xml"], fix=True)
    result.report()
    result.write_report("report.sarif", "sarif")

    assert capfd.readouterr() == ("", "")


# Options


def test_an_option_that_there_is_none_of_is_refused(project):
    project("a.xml", GOOD)

    with pytest.raises(ps.OptionError, match="no option 'selct'; did you mean 'select'?") as info:
        ps.lint_paths("a.xml", selct=["PS1"])
    assert isinstance(info.value, TypeError)
    assert isinstance(info.value, ps.PushStanzaError)
    for name in ("quiet", "output_file", "odd"):
        with pytest.raises(TypeError, match=f"lint_paths\\(\\) has no option '{name}'"):
            ps.lint_paths("a.xml", **{name: True})


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"select": ["XX"]}, "select: unknown rule 'XX'"),
        (
            {"target": "mongoose"},
            "target: 'mongoose' is not a valid value; did you mean 'mongooseim'?",
        ),
        ({"account": "a@"}, "account: not a valid JID"),
        (
            {"severity": {"PS505": "eror"}},
            "severity: 'eror' is not a valid value; did you mean 'error'?",
        ),
        (
            {"severity": ["PS505=error"]},
            "severity: a table of rules with their severity is expected",
        ),
        ({"ignore": 7}, "ignore: a list of rules is expected, not 7"),
        ({"ignore": b"PS7"}, "ignore: a list of rules is expected, not bytes"),
        ({"fix": "yes"}, "fix: true or false is expected, not 'yes'"),
        ({"jobs": -1}, "jobs: a whole number from 0 on is expected, not -1"),
        (
            {"output_format": "sarf"},
            "output_format: 'sarf' is not a valid value; did you mean 'sarif'?",
        ),
        (
            {"per_file_ignores": {"!": ["PS1"]}},
            "per_file_ignores: '!' is not a valid .gitignore pattern",
        ),
        ({"config": "selct=['PS1']"}, "--config selct=['PS1']: unknown key 'selct'"),
        ({"config": "missing.toml"}, "missing.toml: No such file"),
        ({"config": "a.toml", "isolated": True}, "--isolated cannot be combined with a.toml"),
    ],
)
def test_a_wrong_value_is_refused_by_the_name_of_its_option(project, options, message):
    project("a.xml", GOOD)

    with pytest.raises(ps.ConfigError) as info:
        ps.lint_paths("a.xml", **options)
    assert message in str(info.value)
    assert isinstance(info.value, ValueError)


@pytest.mark.parametrize("paths", [7, None, [7], ["a.xml", None]])
def test_what_is_no_path_is_refused(paths):
    with pytest.raises(
        TypeError,
        match="(expected a path, or several|paths must be a str, a PathLike or an iterable), not (7|None)",
    ) as info:
        ps.lint_paths(paths)
    assert isinstance(info.value, ps.PushStanzaError)


def test_an_empty_path_is_refused():
    with pytest.raises(ps.PathError, match="a path is empty"):
        ps.lint_paths(["a.xml", ""])


def test_paths_are_of_all_kinds(project):
    project("a.xml", COPIED)

    for paths in ("a.xml", Path("a.xml"), b"a.xml", iter([Path("a.xml"), "a.xml"])):
        assert len(ps.lint_paths(paths).diagnostics) == 1
    assert ps.lint_paths([]).exit_status == 0


def test_what_is_not_given_is_as_configured(project):
    project("a.xml", COPIED)
    project("pushstanza.toml", "ignore = ['PS1']\nfail-on = 'error'\noutput-format = 'concise'\n")
    result = ps.lint_paths("a.xml", fail_on=None, ignore=None)

    assert result.exit_status == 0
    assert result.report() == result.report("concise")
    assert ps.lint_paths("a.xml", ignore=["PS8"]).diagnostics == ()
    assert ps.lint_paths("a.xml", isolated=True).exit_status == 1
    assert ps.lint_paths("a.xml", per_file_ignores={"*.xml": ["PS806"]}).diagnostics == ()


def test_several_files_at_once_are_as_one_after_the_other(project):
    for number in range(6):
        project(f"{number}.xml", (BAD, GOOD, COPIED)[number % 3] * 10)

    alone, together = (ps.lint_paths(".", jobs=number) for number in (1, 2))
    assert alone.files == together.files


def test_a_huge_log_gives_what_it_gives_at_once(project, monkeypatch):
    line = f"2026-03-10 20:47:03,330 - DEBUG - SEND: {COPIED}"
    project("a.log", line * 2000)
    at_once = ps.lint_paths("a.log")
    monkeypatch.setattr("pushstanza.linting.files.LONG_LOG", 50_000)
    in_parts = ps.lint_paths("a.log")

    assert in_parts.diagnostics == at_once.diagnostics
    assert [(each.name, each.stanzas) for each in in_parts.files] == [("a.log", 2000)]


# What cannot be read


def test_what_cannot_be_read_is_in_the_result(project):
    project("a.xml", BAD)
    project("link.xml", "").unlink()
    result = ps.lint_paths(["missing.xml", "a.xml", "nul\0.xml"])

    assert [(str(each.path), each.reason) for each in result.failed] == [
        ("missing.xml", "No such file or directory"),
        ("nul\0.xml", "no file can have this name"),
    ]
    assert [each.code for each in result.diagnostics] == ["PS006"]
    assert result.exit_status == 2
    assert ps.lint_paths("missing.xml", exit_zero=True).exit_status == 2


@pytest.mark.parametrize("options", [{}, {"fix": True}, {"diff": True}])
def test_a_file_that_goes_away_is_in_the_result(project, monkeypatch, options):
    project("a.xml", COPIED)
    path = project("b.xml", BAD)

    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(path), "open", refuse)
    result = ps.lint_paths(["a.xml", "b.xml"], **options)
    assert names(result.failed) == ["a.xml", "b.xml"]
    assert {each.reason for each in result.failed} == {"Permission denied"}
    assert (result.files, result.exit_status) == ((), 2)


def test_a_file_that_cannot_be_written_is_in_the_result(project, monkeypatch):
    project("a.xml", BAD)

    def refuse(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.mkstemp", refuse)
    result = ps.lint_paths("a.xml", fix=True)
    assert [each.reason for each in result.failed] == ["No space left on device"]
    assert (result.fixes, result.exit_status) == ((), 2)


# Standard input


def test_standard_input_is_a_file(monkeypatch):
    def stdin(text):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))

    stdin(f"```xml\n{COPIED}```\n")
    result = ps.lint_paths("-", stdin_filename="a.md")
    assert [(each.file, each.line) for each in result.diagnostics] == [("a.md", 2)]
    assert [(each.name, each.reason) for each in result.files] == [("a.md", "standard input")]
    assert "your_node" in result.report("text")

    stdin(BAD)
    (file,) = ps.lint_paths("-", fix=True).files
    assert (file.name, file.output) == ("<stdin>", GOOD.encode())

    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(ps.StdinError, match="standard input is not available"):
        ps.lint_paths("-")


# Fixes


def test_fixes_are_made_as_by_the_command(project):
    path = project("a.xml", BAD + COPIED)
    project("b.xml", GOOD)
    result = ps.lint_paths(".", fix=True)

    assert path.read_text() == GOOD + COPIED
    assert [each.code for each in result.fixes] == ["PS006"]
    assert "PS806" in [each.code for each in result.diagnostics]
    assert result.diagnostics == ps.lint_paths(".").diagnostics
    assert (result.summary.fixed, result.exit_status) == (1, 1)
    path.write_text(BAD + COPIED)
    assert run("fix").exit_code == result.exit_status
    assert path.read_text() == GOOD + COPIED


def test_fixes_are_proposed_as_by_the_command(project):
    path = project("a.xml", SECRET)
    result = ps.lint_paths(".", diff=True)

    assert path.read_text() == SECRET
    assert result.diff == run("fix", "--diff").stdout
    assert [each.code for each in result.fixes] == ["PS006"]
    assert (result.summary.fixable, result.exit_status) == (1, 1)
    assert ps.lint_paths(".", fix=True, diff=True).diff == result.diff
    assert path.read_text() == SECRET


@pytest.mark.parametrize("mode", ["fix", "diff"])
def test_no_secret_is_shown_unless_asked_for(project, mode):
    project("a.xml", SECRET)
    result = ps.lint_paths(".", select="ALL", **{mode: True})

    assert "+<iq" in result.diff
    for shown in (result.diff, repr(result), repr(result.files), *map(result.report, REPORTS)):
        assert TOKEN not in shown
    project("a.xml", SECRET)
    assert TOKEN in ps.lint_paths(".", show_secrets=True, **{mode: True}).diff


def test_suggestions_are_made_on_request(project):
    path = project("a.xml", GOOD.replace("node=", "Node="))

    assert ps.lint_paths("a.xml", fix=True).fixes == ()
    assert len(ps.lint_paths("a.xml", fix=True, unsafe_fixes=True).fixes) == 1
    assert path.read_text() == GOOD


# Comments and baseline


def test_what_is_suppressed_is_counted(project):
    project("a.xml", f"<!-- pushstanza: ignore[PS806] as in the XEP -->\n{COPIED}{COPIED}")
    result = ps.lint_paths(".")

    assert (len(result.diagnostics), result.summary.suppressed) == (1, 1)
    assert [each.suppressed for each in result.files] == [1]


def test_what_is_known_is_counted_and_what_is_gone_is_found(project):
    path = project("a.xml", COPIED + BAD)
    run("baseline", "create", "--baseline", "known.json")
    known = ps.lint_paths(".", baseline=Path("known.json"))

    assert (known.diagnostics, known.summary.baselined, known.exit_status) == ((), 2, 0)
    assert len(ps.lint_paths(".").diagnostics) == 2
    path.write_text(COPIED)
    result = ps.lint_paths("a.xml", baseline="known.json")
    assert [(each.file, each.code) for each in result.diagnostics] == [("known.json", "PS904")]
    assert [(each.name, each.reason) for each in result.files] == [
        ("a.xml", "named"), ("known.json", "the baseline"),
    ]  # fmt: skip
    ran = run("lint", "--baseline", "known.json", "--output-format", "jsonl", "a.xml")
    assert ran.stdout == result.report("jsonl")
    assert ps.lint_paths("a.xml", baseline="known.json", no_baseline=True).exit_status == 1


def test_a_baseline_that_cannot_be_read_is_refused_before_anything_is_fixed(project):
    path = project("a.xml", BAD)

    with pytest.raises(ps.BaselineError, match="none.json: No such file"):
        ps.lint_paths("a.xml", baseline="none.json", fix=True)
    assert path.read_text() == BAD


# Reports


def without_time(report):
    return re.sub(r'"seconds": [\d.]+|time="[\d.]+"|in [\d.]+ s', "", report)


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_is_that_of_the_command(project, name):
    project("a.xml", COPIED * 3 + BAD)
    project("b.xml", GOOD)
    result = ps.lint_paths(".")
    result.write_report("of-result", name)
    run("lint", "--output-format", name, "--output-file", "of-command")

    assert without_time(result.report(name)) == without_time(Path("of-command").read_text())
    assert Path("of-result").read_text() == result.report(name)


def test_alike_findings_are_shown_on_request(project):
    project("a.xml", COPIED * 30)
    result = ps.lint_paths(".")

    assert len(result.report(show_all=True)) > len(result.report())
    assert run("lint", "--show-all").stdout == result.report(show_all=True)


def test_a_format_that_there_is_none_of_is_refused(project):
    project("a.xml", GOOD)
    result = ps.lint_paths(".")

    with pytest.raises(ps.FormatError, match="unknown format 'sarf'; did you mean 'sarif'?"):
        result.report("sarf")
    with pytest.raises(ps.FormatError):
        result.write_report("report", "sarf")
    assert not Path("report").exists()
    with pytest.raises(ps.ReportError, match="none/report: No such file"):
        result.write_report("none/report", "sarif")


def test_a_result_is_frozen_and_can_be_sent_to_another_process(project):
    project("a.xml", BAD)
    result = ps.lint_paths(".")

    with pytest.raises(ps.FrozenError):
        result.exit_status = 0
    copy = pickle.loads(pickle.dumps(result))  # noqa: S301
    assert copy == result
    assert copy.report("json") == result.report("json")


# How options are declared


def test_the_command_has_every_option_that_is_declared():
    signed(lint)
    parameters = inspect.signature(lint).parameters
    assert {*parameters} - {"paths"} == {each.name for each in DECLARED.values() if each.group}
