"""pre-commit fetches the repository, builds and installs the package, and runs its hooks."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from conftest import HERE, git

HOOKS = HERE / ".pre-commit-hooks.yaml"
CASES = HERE / "tests" / "cases" / "tutorial"
PAGE = "# Push\n\n```xml\n<iq type='set' id='1'><enable xlmns='urn:xmpp:push:0' jid='p.example.com' node='n'/></iq>\n```\n"
MISTYPED = (
    "<iq type='set' id='1'><enable xlmns='urn:xmpp:push:0' jid='p.example.com' node='n'/></iq>\n"
)


def pre_commit(folder, *arguments, cache):
    settings = {"PRE_COMMIT_HOME": str(cache), "GIT_CONFIG_GLOBAL": os.devnull}
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", *arguments], cwd=folder, check=False,
        capture_output=True, text=True, env=os.environ | settings,
    )  # fmt: skip


@pytest.fixture(scope="session")
def cache(tmp_path_factory):
    """Return where pre-commit installs hooks, once for all tests."""
    return tmp_path_factory.mktemp("hooks")


@pytest.fixture
def hook(repository, cache, tmp_path):
    """Return a function that runs a hook on all files of a sample project."""
    folder = tmp_path / "sample"
    (folder / "vendor").mkdir(parents=True)
    (folder / "enable.xml").write_bytes((CASES / "enable.xml").read_bytes())
    (folder / "push.md").write_text(PAGE)
    (folder / "mistyped.xml").write_text(MISTYPED)
    (folder / "vendor" / "mistyped.xml").write_text(MISTYPED)
    (folder / "pushstanza.toml").write_text('extend-exclude = ["vendor/"]\n')
    git(folder, "init", "--quiet")
    revision = git(repository, "rev-parse", "HEAD").strip()

    def run(name):
        repos = [{"repo": str(repository), "rev": revision, "hooks": [{"id": name}]}]
        (folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": repos}))
        git(folder, "add", "--all")
        result = pre_commit(folder, "run", "--all-files", "--color", "never", cache=cache)
        assert "An error has occurred" not in result.stdout + result.stderr
        return result.returncode, result.stdout, folder

    return run


def test_the_manifest_is_what_pre_commit_reads(tmp_path):
    result = pre_commit(HERE, "validate-manifest", str(HOOKS), cache=tmp_path)

    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_files_of_a_commit_are_checked(hook):
    status, out, _ = hook("pushstanza")

    assert status == 1
    assert "enable.xml:9:36: error[PS702]" in out
    assert "vendor" not in out
    assert "Checked 2 files" in out


def test_documents_of_a_commit_are_checked(hook):
    status, out, _ = hook("pushstanza-docs")

    assert status == 1
    assert "push.md:4:" in out
    assert "enable.xml" not in out


def test_files_of_a_commit_are_fixed(hook):
    status, out, folder = hook("pushstanza-fix")

    assert status == 1
    assert "files were modified by this hook" in out
    assert git(folder, "diff", "--name-only").split() == ["mistyped.xml"]


def test_files_of_a_commit_are_laid_out(hook):
    status, out, folder = hook("pushstanza-format")
    assert status == 1
    assert "files were modified by this hook" in out
    assert git(folder, "diff", "--name-only").split() == ["enable.xml", "mistyped.xml"]

    assert hook("pushstanza-format")[0] == 0


def test_every_hook_is_run_here():
    names = {each["id"] for each in yaml.safe_load(HOOKS.read_text())}

    assert names == {each for each in names if f'hook("{each}")' in Path(__file__).read_text()}
