"""What README and docs show is run."""

import re
import shlex
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from test_cli import run

from pushstanza.linting.rules import RULES

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
def test_every_snippet_gives_what_it_shows(page, monkeypatch):
    import doctest

    monkeypatch.chdir(HERE)
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


#: As everywhere in these tests, no example depends on chance or on the time it takes.
PROFILE = """
from hypothesis import HealthCheck, settings

settings.register_profile("calm", derandomize=True, deadline=None, max_examples=20,
                          suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("calm")
"""


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_program_runs_and_its_tests_pass(program, pytester):
    pytester.makepyfile(program)
    pytester.makeconftest(PROFILE)

    result = pytester.runpytest_subprocess(
        "-p", "no:pushstanza", "-p", "pushstanza.testing.plugin", "-W", "error"
    )

    outcomes = result.parseoutcomes()
    assert outcomes.pop("passed") >= program.count("def test_") > 0
    assert outcomes == {}


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.code)
def test_the_page_of_a_rule_shows_its_examples_as_they_are_checked(rule):
    pytest.importorskip("sphinx")
    page = "\n".join(_generated()._rule_page(rule))

    for example in (*rule.bad, *rule.good):
        assert example in rule.page()
        assert f":force:\n\n{_on_a_page(example).removesuffix(chr(10))}\n````" in page


def _on_a_page(example):
    """Return an example without what a page cannot hold, such as control characters."""
    return "".join(each if each.isprintable() or each in "\n\t" else "\ufffd" for each in example)


@cache
def _generated():
    spec = spec_from_file_location("generated", HERE / "docs" / "_ext" / "generated.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_make_targets_in_the_readme_exist():
    targets = set(re.findall(r"^([a-z]+):", (HERE / "Makefile").read_text(), re.MULTILINE))

    assert set(re.findall(r"make (\w+)", (HERE / "README.md").read_text())) <= targets
