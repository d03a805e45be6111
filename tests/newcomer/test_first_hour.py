"""The first hour of the documentation, followed to the letter in an empty folder.

Its commands install the package from the wheel in ``dist``, as they would from PyPI.
"""

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE), str(HERE.parent)]

from lsp_client import edited, run, serving  # noqa: E402
from shell import Shell  # noqa: E402
from steps import Command, File, steps  # noqa: E402

PAGE = ROOT / "docs" / "first-hour.md"


@pytest.mark.timeout(900)
def test_each_step_does_what_the_page_shows(tmp_path):
    followed = [*steps(PAGE)]
    with Shell(tmp_path, ROOT / "dist") as shell:
        for step in followed:
            match step:
                case File(path, text):
                    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
                    (tmp_path / path).write_text(text, "utf-8")
                case Command():
                    printed, status = shell.run(step.line)
                    expected = 1 if " error" in step.shown else 0
                    assert status == expected, f"$ {step.line}\n{printed}"
                    assert step.is_shown(printed), f"$ {step.line}\n{printed}"
    assert sum(isinstance(each, Command) for each in followed) >= 10

    _check_pages(tmp_path)
    _fix_in_an_editor(tmp_path, followed[-1])


def _check_pages(folder):
    """Look at what was built."""
    sphinx = (folder / "html" / "index.html").read_text("utf-8")
    assert "pushstanza-tabs" in sphinx
    assert "rules/ps005-namespace-near-miss.html#ps005" in sphinx
    mkdocs = (folder / "site" / "index.html").read_text("utf-8")
    assert "messages:send" in mkdocs


def _fix_in_an_editor(folder, file):
    """Open the last file of the page as an editor does, and choose the quick fix."""
    uri = (folder / file.path).as_uri()
    server = str(folder / ".venv" / "bin" / "pushstanza")

    async def fix():
        async with serving(folder, command=[server]) as client:
            found = await client.open(file.text, uri)
            (first,) = found
            action, *_ = await client.actions(uri, first.range, ["quickfix"])
            fixed = edited(file.text, action.edit.changes[uri])
            client.change(uri, 2, (None, fixed))
            assert not await client.findings(uri, 2)
            assert "urn:xmpp:push:0" in fixed

    run(fix())
