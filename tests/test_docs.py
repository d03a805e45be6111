"""What README and docs show is run."""

import re
import shlex
from pathlib import Path

import pytest
from test_cli import run

HERE = Path(__file__).parent.parent
PAGES = [HERE / "README.md", *sorted((HERE / "docs").glob("**/*.md"))]
COMMANDS = [
    pytest.param(command, id=command[11:60])
    for page in PAGES
    for block in re.findall(r"```sh\n(.*?)```", page.read_text(), re.DOTALL)
    for command in block.splitlines()
    if command.startswith("pushstanza ")
]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_does_its_job(command, monkeypatch):
    monkeypatch.chdir(HERE)
    result = run(*shlex.split(command)[1:])

    assert result.exit_code in {0, 1}, result.output
    assert result.stdout or "Checked" in result.stderr


def test_there_are_commands():
    assert len(COMMANDS) > 10


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_snippet_gives_what_it_shows(page):
    import doctest

    failed, _ = doctest.testfile(
        str(page),
        module_relative=False,
        optionflags=doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL,
    )
    assert failed == 0


PROGRAMS = [
    pytest.param(program, id=f"{page.name}-{number}")
    for page in PAGES
    for number, program in enumerate(
        re.findall(r"^```python\n((?!>>>).*?)^```", page.read_text(), re.DOTALL | re.MULTILINE)
    )
]


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_program_runs_and_its_tests_pass(program):
    names = {}
    exec(compile(program, "a program of the docs", "exec"), names)  # noqa: S102
    tests = [each for name, each in names.items() if name.startswith("test_")]
    assert tests
    for test in tests:
        test()


def test_make_targets_in_the_readme_exist():
    targets = set(re.findall(r"^([a-z]+):", (HERE / "Makefile").read_text(), re.MULTILINE))

    assert set(re.findall(r"make (\w+)", (HERE / "README.md").read_text())) <= targets
