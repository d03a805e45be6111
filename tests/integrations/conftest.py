"""What is shared: a repository of the files that are here, as others fetch it."""

import os
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent.parent.parent

for _name in ("FORCE_COLOR", "GITHUB_ACTIONS", "NO_COLOR"):
    os.environ.pop(_name, None)


def git(folder, *arguments):
    """Run git without the settings of whoever runs the tests; return what it prints."""
    settings = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"]
    identity += ["-c", "safe.directory=*"]  # the files may belong to another user
    return subprocess.run(
        ["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, text=True,
        env=os.environ | settings,
    ).stdout  # fmt: skip


def named():
    """Return the names of the files that belong to the project, which may be no repository."""
    if (HERE / ".git").exists():
        listed = git(HERE, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
        return [*filter(None, listed.split("\0"))]
    made = {"build", "dist", "_build", "node_modules", "pushstanza.egg-info"}
    names = []
    for folder, inside, files in os.walk(HERE):
        inside[:] = [each for each in inside if each not in made and not each.startswith(".")]
        names += (str((Path(folder) / each).relative_to(HERE)) for each in files)
    return names


@pytest.fixture(scope="session")
def repository(tmp_path_factory):
    """Return a repository with the files of this one, as they are now."""
    folder = tmp_path_factory.mktemp("pushstanza")
    for name in named():
        source = HERE / name
        if source.is_file() and not name.startswith("tests/"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(source.read_bytes())
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "All")
    return folder
