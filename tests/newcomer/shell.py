"""A shell that keeps its folder and its environment from one command to the next."""

import os
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Self

_END = "-- the end of a command --"


class Shell:
    """A shell in a folder, with an environment in which nothing is installed."""

    def __init__(self, folder: Path, wheels: Path) -> None:
        usual = {name: os.environ[name] for name in ("HOME", "PATH") if name in os.environ}
        settings = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
        found = {"PIP_FIND_LINKS": str(wheels), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
        self._process = subprocess.Popen(
            ["bash", "--noprofile", "--norc"],
            cwd=folder,
            env={**usual, **settings, **found, "LANG": "C.UTF-8", "COLUMNS": "80"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, command: str) -> tuple[str, int]:
        """Return what a command prints, and its exit status."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{command} </dev/null\nprintf '\\n{_END} %d\\n' $?\n")
        self._process.stdin.flush()
        printed: list[str] = []
        for line in self._process.stdout:
            if line.startswith(_END):
                return "".join(printed).removesuffix("\n"), int(line.split()[-1])
            printed.append(line)
        raise AssertionError(f"the shell ended: {''.join(printed)}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
