"""The package as others install it."""

import re
import subprocess
import sys
import tomllib
from itertools import chain
from pathlib import Path

import pytest
from lowest import lowest

import pushstanza as ps
from pushstanza import schemas

HERE = Path(__file__).parent.parent


def run(code):
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    ).stdout.split()


def test_importing_loads_nothing_heavy():
    loaded = run("import sys, pushstanza; print(*sys.modules)")

    heavy = {
        "typer",
        "click",
        "rich",
        "xmlschema",
        "sphinx",
        "cattrs",
        "hypothesis",
        "jsonschema",
        "regex",
        "idna",
    }
    assert not heavy & set(loaded)
    assert not {"pushstanza.linting.rules", "pushstanza.payloads", "pushstanza.reading.scan"} & set(
        loaded
    )


def test_nothing_opens_a_socket():
    code = (
        "import socket\n"
        "def refuse(*_, **__): raise AssertionError('a socket')\n"
        "socket.socket.__init__ = refuse\n"
        "import pushstanza as ps\n"
        "ps.lint(open('tests/cases/tutorial-page.txt').read())\n"
        "ps.validate(\"<iq type='x'/>\", engine='xmlschema')\n"
        "print('none')"
    )
    assert run(code) == ["none"]


def test_every_public_name_is_there():
    for name in ps.__all__:
        assert getattr(ps, name).__doc__, name
    with pytest.raises(AttributeError, match="no attribute 'verdit'"):
        _ = ps.verdit


def test_every_error_of_ours_can_be_caught_as_one():
    def below(cls):
        return {cls}.union(*(below(each) for each in cls.__subclasses__()))

    ours = {each for each in below(Exception) if each.__module__.startswith("pushstanza")}
    assert ours - {ps.PushStanzaError} <= below(ps.PushStanzaError)


def test_all_schemas_are_shipped():
    names = schemas.names()

    assert {"push.xsd", "all.xsd", "mongoosepush-v3.json", "fcm-v1-message.json"} <= set(names)
    assert len(names) == len([*HERE.glob("schemas/*/*.xsd"), *HERE.glob("schemas/*/*.json")])
    assert all(schemas.path(name).is_file() for name in names)


def test_the_top_level_cli_is_the_real_one():
    ran = subprocess.run(
        [sys.executable, "cli.py", "--version"],
        cwd=HERE,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    also = subprocess.run(
        [sys.executable, "-m", "pushstanza", "--version"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert ran.stdout == also.stdout == "pushstanza 0.1.0\n"


def test_the_wheel_holds_every_package():
    """A folder that is not listed would be missing only where the wheel is installed."""
    project = tomllib.loads((HERE / "pyproject.toml").read_text("utf-8"))
    listed = {each for each in project["tool"]["setuptools"]["packages"] if ".schemas" not in each}
    source = HERE / "pushstanza"
    folders = {
        ".".join(("pushstanza", *path.parent.relative_to(source).parts))
        for pattern in ("*.py", "*.toml")
        for path in source.rglob(pattern)
    }

    assert listed == folders


def test_each_dependency_has_one_lower_bound_that_is_tested():
    project = tomllib.loads((HERE / "pyproject.toml").read_text("utf-8"))
    direct = [
        *project["project"]["dependencies"],
        *chain(*project["project"]["optional-dependencies"].values()),
    ]

    assert {f"{name}>={version}" for name, version in lowest(project).items()} >= {
        re.sub(r"\[[^]]*\]", "", each.partition(",")[0].lower()) for each in direct
    }


@pytest.mark.parametrize(
    ("requirement", "said"),
    [
        ("lxml", "no lower bound"), ("lxml<9", "no lower bound"), ("lxml>=5; python_version<'4'", "more than bounds"),
        ("lxml>=4.0", "lxml is allowed from 5.4 and from 4.0"),
    ],
)  # fmt: skip
def test_a_dependency_whose_lower_bound_is_not_tested_is_refused(requirement, said):
    project = tomllib.loads((HERE / "pyproject.toml").read_text("utf-8"))
    project["project"]["optional-dependencies"]["more"] = [requirement]

    with pytest.raises(ValueError, match=said):
        lowest(project)
