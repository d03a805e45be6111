"""Print each other minor version of Python from 3.11 on that is installed, and its interpreter."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST, NEWEST = 11, 20
ASKED = "import ensurepip, json, sys, venv; print(json.dumps([*sys.version_info, sys.executable]))"


def candidates(minor):
    """Yield the paths at which there may be a Python 3.*minor*: on PATH, and those of pyenv."""
    yield shutil.which(f"python3.{minor}")
    root = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    yield from root.glob(f"versions/3.{minor}.*/bin/python3.{minor}")


def interpreter(path):
    """Return the version of the interpreter at *path* and where it is; nothing if it does not run."""
    ran = subprocess.run([path, "-c", ASKED], capture_output=True, text=True, check=False)
    if ran.returncode != 0:  # a shim of pyenv, or a Python without venv, as Debian has it
        return None
    major, minor, micro, level, _, executable = json.loads(ran.stdout)
    return ((major, minor, micro), executable) if level == "final" else None


def main():
    """Print the newest of each minor version but that of the running interpreter."""
    for minor in range(OLDEST, NEWEST):
        found = filter(None, map(interpreter, filter(None, candidates(minor))))
        if minor != sys.version_info.minor and (newest := max(found, default=None)):
            print(f"3.{minor}", newest[1])


if __name__ == "__main__":
    main()
