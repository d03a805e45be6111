"""The GitHub action and the GitLab component: their scripts are run as a runner runs them."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import CASES

yaml = pytest.importorskip("yaml")

HERE = Path(__file__).parent.parent
ACTION = yaml.safe_load((HERE / "action.yml").read_text("utf-8"))
STEPS = {each["name"]: each for each in ACTION["runs"]["steps"]}

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="runners have Bash")


@pytest.fixture
def project(tmp_path):
    """Return a folder with a sound and a faulty stanza, which has a program beside it."""
    folder = tmp_path / "project"
    (folder / "some docs").mkdir(parents=True)
    (folder / "bad.xml").write_bytes((CASES / "tutorial" / "enable.xml").read_bytes())
    (folder / "some docs" / "good.xml").write_text("<iq type='result' id='1'/>\n")
    program = tmp_path / "pushstanza"
    program.write_text(f"#!{sys.executable}\nfrom pushstanza.__main__ import main\nmain()\n")
    program.chmod(0o755)
    return folder


class Ran:
    """What came of a step."""

    def __init__(self, result, output):
        self.status = result.returncode
        self.stdout = result.stdout
        self.stderr = result.stderr
        self.outputs = dict(line.split("=", 1) for line in output.read_text().splitlines())


def act(project, **given):
    """Run the step of the action that checks stanzas, with inputs as a workflow gives them."""
    inputs = {name: each["default"] for name, each in ACTION["inputs"].items()}
    inputs |= {name.replace("_", "-"): value for name, value in given.items()}
    values = {f"inputs.{name}": value for name, value in inputs.items()}
    values["steps.install.outputs.program"] = str(project.parent / "pushstanza")
    step = STEPS["Check stanzas"]
    output = project.parent / "output"
    output.write_text("")
    variables = {name: _evaluated(text, values) for name, text in step["env"].items()}
    script = project.parent / "script.sh"
    script.write_text(step["run"])
    result = subprocess.run(
        ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)],
        cwd=project / _evaluated(step["working-directory"], values),
        env=os.environ | {"GITHUB_OUTPUT": str(output), "RUNNER_TEMP": str(project.parent)} | variables,
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    return Ran(result, output)


def _evaluated(text, values):
    return re.sub(r"\$\{\{ (.*?) \}\}", lambda found: values[found[1]], text)


def test_no_script_of_the_action_holds_what_is_given():
    for step in STEPS.values():
        assert "${{" not in step.get("run", "")
    assert all(each.get("shell") == "bash" for each in STEPS.values() if "run" in each)


def test_every_input_and_output_of_the_action_is_used():
    text = (HERE / "action.yml").read_text("utf-8")

    for name in ACTION["inputs"]:
        assert f"inputs.{name} " in text, name
    for name in ACTION["outputs"]:
        assert f'echo "{name}=' in text, name


def test_every_input_is_in_the_documentation():
    page = (HERE / "docs" / "lint-in-ci.md").read_text("utf-8")
    rows = dict(
        re.findall(r"^\| `([a-z-]+)` \| (.*?) ?\|", page.partition("## GitLab")[0], re.MULTILINE)
    )
    defaults = {
        name: f"`{each['default']}`" if each["default"] else ""
        for name, each in ACTION["inputs"].items()
    }
    used = [
        step["with"]
        for block in re.findall(r"```yaml\n(name.*?)```", page, re.DOTALL)
        for step in yaml.safe_load(block)["jobs"]["lint"]["steps"]
        if step.get("uses", "").startswith("pushstanza/")
    ]

    assert rows == defaults | {"version": "the action's"}
    assert len(used) == 2
    assert all({*each} <= {*ACTION["inputs"]} for each in used)
    assert all(f"`{name}`" in page for name in HEADER["spec"]["inputs"])


def test_the_action_finds_what_is_wrong(project):
    ran = act(project)

    assert (ran.status, ran.outputs) == (1, {"exit-status": "1"})
    assert re.search(
        "^::error title=PS702 option-value,file=bad.xml,line=9,", ran.stdout, re.MULTILINE
    )
    assert "Checked 2 files" in ran.stderr


def test_the_action_is_silent_where_nothing_is_wrong(project):
    ran = act(project, paths="'some docs'")

    assert (ran.status, ran.stdout, ran.outputs) == (0, "", {"exit-status": "0"})
    assert "Checked 1 file" in ran.stderr


def test_a_check_that_fails_is_told_apart(project):
    ran = act(project, args="--select PS0999x")

    assert (ran.status, ran.outputs) == (2, {"exit-status": "2"})


@pytest.mark.parametrize(
    "given", ["bad.xml 'some docs/good.xml'", 'bad.xml\n"some docs"\n', "bad.xml some\\ docs"]
)
def test_paths_are_separated_by_blanks_and_lines(project, given):
    assert "Checked 2 files" in act(project, paths=given).stderr


def test_options_reach_the_command(project):
    ran = act(
        project, target="mongooseim, ejabberd", output_format="concise",
        args="--select PS702 --exit-zero --config 'fail-on = \"error\"'",
    )  # fmt: skip

    assert ran.status == 0
    (found,) = ran.stdout.splitlines()
    assert found.startswith("bad.xml:9:36: error PS702 ")
    assert "1 error" in ran.stderr


def test_a_report_is_written_for_code_scanning(project):
    ran = act(project, upload_sarif="true")
    named = act(project, sarif_file="stanzas.sarif")

    assert ran.outputs == {
        "exit-status": "1",
        "sarif-file": str(project.parent / "pushstanza.sarif"),
    }
    assert json.loads(Path(ran.outputs["sarif-file"]).read_text())["version"] == "2.1.0"
    assert named.outputs["sarif-file"] == "stanzas.sarif"
    assert (project / "stanzas.sarif").is_file()


def test_the_action_runs_in_a_folder(project):
    assert "Checked 1 file" in act(project, working_directory="some docs").stderr


HOSTILE = [
    "$(touch pwned)", "`touch pwned`", "; touch pwned", "x && touch pwned", "| touch pwned",
    '"; touch pwned; "', "'; touch pwned; '", "$IFS", "*", "--output-file=pwned", "x\n; touch pwned",
    "${PATH}", "-- --output-file pwned", "\\$(touch pwned)", "WORDS\ntouch pwned",
]  # fmt: skip


@pytest.fixture
def arguments(project):
    """Return a function that returns what the command was given, which is not run."""
    program = project.parent / "pushstanza"
    program.write_text("#!/bin/sh\nprintf '%s\\0' \"$@\" >../arguments\n")

    def given():
        assert not [*project.rglob("pwned")]
        return (project.parent / "arguments").read_text().split("\0")[:-1]

    return given


@pytest.mark.parametrize("given", HOSTILE)
def test_nothing_that_the_action_is_given_is_run(project, arguments, given):
    words = shlex.split(given)
    one_line = given.replace("\n", "")

    assert act(project, paths=given).status == 0
    assert arguments() == ["lint", "--output-format=github", "--", *words]
    act(project, args=given, paths="")
    assert arguments() == ["lint", "--output-format=github", *words, "--"]
    act(project, target=given, config=given, sarif_file=given, output_format=given)
    assert arguments() == [
        "lint", f"--output-format={given}", *(f"--target={each}" for each in words), f"--config={given}",
        f"--report=sarif={one_line}", "--", ".",
    ]  # fmt: skip


def test_quotes_that_do_not_match_are_told(project):
    ran = act(project, args="--select 'PS7")

    assert ran.status == 2
    assert "::error::pushstanza: the quotes in 'args' do not match" in ran.stdout


# GitLab


COMPONENT = (HERE / "templates" / "pushstanza.yml").read_text("utf-8")
HEADER, JOBS = yaml.safe_load_all(COMPONENT)


def rendered(**given):
    """Return the jobs of the component with inputs put into its text."""
    inputs = {name: each["default"] for name, each in HEADER["spec"]["inputs"].items()} | given
    text = COMPONENT.partition("\n---\n")[2]
    return yaml.safe_load(
        re.sub(r"\$\[\[ inputs\.(\w+) \]\]", lambda found: inputs[found[1]], text)
    )


def gitlab(project, shell="sh", **given):
    job = rendered(**given)["pushstanza"]
    variables = {name: each["value"] for name, each in job["variables"].items()}
    return subprocess.run(
        [shell, "-e", "-c", "\n".join(job["script"])], cwd=project, check=False, timeout=60,
        env=os.environ | {"PATH": f"{project.parent}{os.pathsep}{os.environ['PATH']}"} | variables,
        capture_output=True, text=True,
    )  # fmt: skip


def test_no_script_of_the_component_holds_what_is_given():
    job = JOBS["pushstanza"]

    assert not any("$[[" in line for line in (*job["script"], *job["before_script"]))
    assert all(each["expand"] is False for each in job["variables"].values())
    assert set(re.findall(r"inputs\.(\w+)", COMPONENT)) == {*HEADER["spec"]["inputs"]}


@pytest.mark.parametrize("shell", ["sh", "bash"])
def test_the_component_writes_a_report_of_code_quality(project, shell):
    ran = gitlab(project, shell)

    report = project / rendered()["pushstanza"]["artifacts"]["reports"]["codequality"]
    assert ran.returncode == 1
    assert "PS702" in ran.stdout
    assert {each["location"]["path"] for each in json.loads(report.read_text())} == {"bad.xml"}


def test_inputs_of_the_component_reach_the_command(project):
    ran = gitlab(
        project,
        paths='bad.xml "some docs"',
        target="prosody, mongooseim",
        args="--select PS702 --exit-zero",
    )

    assert (ran.returncode, ran.stderr[:15]) == (0, "Checked 2 files")
    assert gitlab(project, paths="'some docs'").returncode == 0
    assert gitlab(project, args="--select PS0999x").returncode == 2
    assert gitlab(project, args="'").returncode == 2


@pytest.mark.parametrize("given", [each for each in HOSTILE if "\n" not in each])
def test_nothing_that_the_component_is_given_is_run(project, arguments, given):
    words = shlex.split(given)

    ran = gitlab(project, paths=given, args=given, target=given, report=given)

    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    targets = [f"--target={each}" for each in words]
    assert arguments() == ["lint", f"--report=gitlab={given}", *words, *targets, "--", *words]
