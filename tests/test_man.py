"""The manual pages."""

import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from test_cli import run

from pushstanza.cli.commands import COMMANDS
from pushstanza.stanzas import build

pytest.importorskip("sphinx")
pytestmark = pytest.mark.filterwarnings("default")  # docutils' own

EXTENSIONS = Path(__file__).parent.parent / "docs" / "_ext"


@cache
def pages():
    sys.path.insert(0, str(EXTENSIONS))
    try:
        import manpages

        return manpages.pages()
    finally:
        sys.path.pop(0)


def shown(page):
    """Return the words of a page, without what troff is told."""
    text = re.sub(r"\\f[BIPR]|\\[&:]", "", page)
    text = re.sub(r'^\.SH "(.*)"$', r".SH \1", text, flags=re.MULTILINE)  # by older docutils
    return text.replace("\\-", "-").lower()


NAMES = ["pushstanza.1", *(f"pushstanza-{name}.1" for name in COMMANDS)]


def test_every_command_has_a_page():
    assert [*pages()] == NAMES
    main = shown(pages()["pushstanza.1"])
    assert all(f"pushstanza-{name}(1)" in main for name in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_page_has_every_option_of_its_command(command):
    help_page = run(command, "--help").stdout
    page = shown(pages()[f"pushstanza-{command}.1"])

    options = set(re.findall(r"^ +(?:-\w, )?(--[\w-]+)", help_page, re.MULTILINE))
    assert "--help" in options
    assert all(option in page for option in options)
    assert page.count(".sh synopsis\n") == 1
    for title in ("name", "description", "exit status", "environment", "files", "see also"):
        assert f".sh {title}\n" in page


def test_commands_in_commands_are_on_the_page():
    page = shown(pages()["pushstanza-new.1"])

    for name in ("enable", "disable", "create-node", "publish"):
        assert hasattr(build, name.replace("-", "_"))
        assert f".sh pushstanza new {name}\n" in page
    assert ".sh pushstanza baseline prune\n" in shown(pages()["pushstanza-baseline.1"])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "check",
    [("groff", "-man", "-ww", "-z", "-k", "-Tutf8"), ("mandoc", "-T", "lint", "-W", "error")],
    ids=lambda value: value[0],
)
def test_a_page_is_set_without_a_warning(name, check, tmp_path):
    if shutil.which(check[0]) is None:
        pytest.skip(f"there is no {check[0]}")
    file = tmp_path / name
    file.write_text(pages()[name], "utf-8")
    ran = subprocess.run(
        [*check, str(file)], capture_output=True, text=True, check=False, timeout=60
    )

    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


def test_a_page_can_be_built_again_as_it_was(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    pages.cache_clear()
    try:
        heading = next(
            line for line in pages()["pushstanza.1"].splitlines() if line.startswith(".TH")
        )
        assert [each.strip('"').lower() for each in heading.split()[1:4]] == [
            "pushstanza",
            "1",
            "1970-01-02",
        ]
    finally:
        pages.cache_clear()
