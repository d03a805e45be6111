"""What CI systems read has their schemas, and the action installs what it runs."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from conftest import HERE

ACTION = HERE / "action.yml"
COMPONENT = HERE / "templates" / "pushstanza.yml"


def validated(schema, file):
    """Return what is wrong with a file, if anything is."""
    result = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", str(file)],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    return "" if result.returncode == 0 else result.stdout + result.stderr


def test_the_action_has_the_schema_of_actions(tmp_path):
    assert validated("github-actions", ACTION) == ""

    wrong = tmp_path / "action.yml"
    wrong.write_text(ACTION.read_text().replace("      shell: bash\n", "", 1))
    assert validated("github-actions", wrong) != ""


def test_both_documents_of_the_component_have_the_schema_of_gitlab(tmp_path):
    header, jobs = COMPONENT.read_text().split("\n---\n")
    inputs = yaml.safe_load(header)["spec"]["inputs"]
    rendered = re.sub(r"\$\[\[ inputs\.(\w+) \]\]", lambda found: inputs[found[1]]["default"], jobs)
    for name, text in (("header", header), ("jobs", rendered)):
        file = tmp_path / f"{name}.gitlab-ci.yml"
        file.write_text(text)
        assert validated("gitlab-ci", file) == ""

    wrong = tmp_path / "wrong.gitlab-ci.yml"
    wrong.write_text(rendered.replace("when: always", "when: sometimes"))
    assert "sometimes" in validated("gitlab-ci", wrong)


def test_workflows_and_jobs_of_the_documentation_have_their_schemas(tmp_path):
    page = (HERE / "docs" / "lint-in-ci.md").read_text()
    blocks = [yaml.safe_load(each) for each in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)]
    seen = set()
    for number, block in enumerate(blocks):
        file = tmp_path / f"{number}.yml"
        file.write_text(yaml.safe_dump(block))
        kind = (
            "github-workflows" if "jobs" in block or True in block
            else "pre-commit" if "repos" in block
            else "gitlab-ci" if "include" in block or "pushstanza" in block
            else None
        )  # fmt: skip
        seen.add(kind)
        if kind in {"github-workflows", "gitlab-ci"}:
            text = file.read_text().replace("true:", "on:")
            file.write_text(text)
            assert validated(kind, file) == "", block
    assert seen >= {"github-workflows", "gitlab-ci", "pre-commit"}


@pytest.fixture(scope="module")
def installed(repository, tmp_path_factory):
    """Return the output of the action's step that installs the package of its own files."""
    (step,) = [
        each
        for each in yaml.safe_load(ACTION.read_text())["runs"]["steps"]
        if each.get("id") == "install"
    ]
    folder = tmp_path_factory.mktemp("runner")
    output = folder / "output"
    output.write_text("")
    script = folder / "script.sh"
    script.write_text(step["run"])
    subprocess.run(
        ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)], check=True, cwd=folder,
        env=os.environ | {
            "ACTION_PATH": str(repository), "VERSION": "", "RUNNER_TEMP": str(folder),
            "GITHUB_OUTPUT": str(output),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        },
    )  # fmt: skip
    return dict(line.split("=", 1) for line in output.read_text().splitlines())


def test_the_action_installs_the_package_of_its_own_files(installed):
    program = installed["program"]
    version = subprocess.run(
        [program, "--version"], check=True, capture_output=True, text=True
    ).stdout
    linted = subprocess.run(
        [program, "lint", "--output-format", "github", "--", "tests/cases/tutorial/enable.xml"],
        cwd=HERE, check=False, capture_output=True, text=True,
    )  # fmt: skip

    assert version.startswith("pushstanza ")
    assert (linted.returncode, linted.stdout.count("::error ")) == (1, 1)
