"""What `make package` has made: the same bytes everywhere, complete, and what it depends on."""

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

HERE = Path(__file__).parents[2]
DIST = HERE / "dist"


def only(pattern):
    (path,) = DIST.glob(pattern)
    return path


def tracked():
    """Return the names of the files of the last commit that are still there."""
    command = ["git", "ls-tree", "-r", "-z", "--name-only", "HEAD"]
    names = subprocess.check_output(command, cwd=HERE, text=True).split("\0")
    return [each for each in names if (HERE / each).is_file()]


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    """Return a copy of the tree in another folder, made backwards, with other times and modes."""
    folder = tmp_path_factory.mktemp("elsewhere") / "tree"
    for number, name in enumerate(reversed(tracked())):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(HERE / name, target)
        target.chmod(0o700 if os.access(HERE / name, os.X_OK) else 0o600)
        os.utime(target, (number + 1e9, number + 1e9))
    me = ["-c", "user.name=me", "-c", "user.email=me"]
    for command in (
        ["init", "--quiet"],
        ["add", "--all"],
        [*me, "commit", "--quiet", "-m", "copy"],
    ):
        subprocess.run(["git", *command], cwd=folder, check=True)
    return folder


def test_building_again_elsewhere_gives_the_same_bytes(copied, tmp_path):
    elsewhere = {"TZ": "Pacific/Chatham", "LC_ALL": "C", "LANG": "C", "PYTHONHASHSEED": "7"}
    build = [sys.executable, HERE / "tests" / "release" / "distributions.py", copied, tmp_path]
    subprocess.run(build, env=os.environ | elsewhere, check=True, umask=0o077)

    for made in (only("*.tar.gz"), only("*.whl")):
        assert (tmp_path / made.name).read_bytes() == made.read_bytes(), made.name


def test_the_wheel_of_the_tree_is_that_of_the_sdist(copied, tmp_path):
    """`pip install .` installs what is in the wheel."""
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", tmp_path]
    subprocess.run([*pip, copied], check=True)
    wheel = only("*.whl")
    with zipfile.ZipFile(wheel) as made, zipfile.ZipFile(tmp_path / wheel.name) as of_tree:
        assert {each: made.read(each) for each in made.namelist()} == {
            each: of_tree.read(each) for each in of_tree.namelist()
        }


def test_the_sdist_holds_what_was_committed():
    with tarfile.open(only("*.tar.gz")) as sdist:
        held = {each.name.partition("/")[2] for each in sdist if each.isfile()}
    made = {each for each in held if re.match(r"PKG-INFO$|setup\.cfg$|pushstanza\.egg-info/", each)}

    assert held - made == set(tracked())


def test_the_wheel_holds_the_package_alone():
    with zipfile.ZipFile(only("*.whl")) as wheel:
        names = wheel.namelist()

    assert {each.partition("/")[0] for each in names} == {
        "pushstanza",
        next(each.partition("/")[0] for each in names if each.endswith("/METADATA")),
    }
    assert "pushstanza/schemas/xsd/push.xsd" in names
    assert "pushstanza/py.typed" in names


def test_the_bill_of_materials_lists_the_dependencies():
    """It was validated when it was made; here it is held to the project's own list."""
    bill = json.loads(only("*.cdx.json").read_text("utf-8"))
    project = tomllib.loads((HERE / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = {
        canonicalize_name(each.name): each for each in map(Requirement, project["dependencies"])
    }
    components = {each["bom-ref"]: each for each in bill["components"]}
    depends = {each["ref"]: each.get("dependsOn", []) for each in bill["dependencies"]}
    root = bill["metadata"]["component"]
    direct = {
        canonicalize_name(components[ref]["name"]): components[ref]
        for ref in depends[root["bom-ref"]]
    }
    reached, ahead = set(), [root["bom-ref"]]
    while ahead:
        ref = ahead.pop()
        ahead += set(depends[ref]) - reached
        reached |= set(depends[ref])

    assert (bill["bomFormat"], root["name"], root["version"]) == (
        "CycloneDX",
        "pushstanza",
        project["version"],
    )
    assert direct.keys() == wanted.keys()
    assert all(wanted[name].specifier.contains(each["version"]) for name, each in direct.items())
    assert reached == components.keys()  # neither pip nor anything else that happened to be there
    assert all(
        each["purl"] == f"pkg:pypi/{canonicalize_name(each['name'])}@{each['version']}"
        for each in components.values()
    )
    assert str(HERE) not in json.dumps(bill)
