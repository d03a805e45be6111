"""Which tests reach which line of the package: recorded, kept in a database, asked for a line."""

import ast
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from coverage.numbits import num_in_numbits, numbits_to_nums

#: Coverage starts by itself in every process; in a command, it finds the test that ran it.
CONFIGURATION = """\
[run]
branch = false
source_pkgs = pushstanza
relative_files = true
parallel = true
data_file = {folder}/coverage
context = ${{PYTEST_CURRENT_TEST-}}
"""

AT_IMPORT = 0  # stands for a test: what runs before and between tests

SCHEMA = """\
create table if not exists source (path text primary key, text text);
create table if not exists test (
    id integer primary key, name text unique, file text, seconds real, failed integer, lines integer
);
create table if not exists reached (path text, test integer, lines blob);
create index if not exists reached_by_path on reached (path);
create index if not exists reached_by_test on reached (test);
"""


def copy_tree(root: Path, target: Path) -> None:
    """Copy what git knows and what it would add, without what is ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=root, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    for name in filter(None, listed.split("\0")):
        if (root / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, target / name)


def pytest_command(*arguments: str) -> list[str]:
    """Return how the tests are run here: the same tests in the same order every time."""
    return [
        sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "-p", "no:cacheprovider", "-p", "no:cov",
        *arguments,
    ]  # fmt: skip


def environment(tree: Path, **more: str) -> dict[str, str]:
    """Return the environment in which the package is that of *tree*, in commands, too.

    What is compiled is kept, whatever the variables of this process say: a run takes half as long.
    """
    return os.environ | {"PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": ""} | more


@dataclass(frozen=True)
class Test:
    """A test, what it takes in seconds, and how many lines of the package it reaches."""

    name: str
    seconds: float
    lines: int

    @property
    def file(self) -> str:
        """The file that it stands in."""
        return self.name.partition("::")[0]

    @property
    def function(self) -> str:
        """Its name without the values that it was given."""
        return self.name.partition("[")[0]


class Reach:
    """What the tests of a tree reach."""

    def __init__(self, root: Path, folder: Path, few: int = 0) -> None:
        self._root = root
        self._few = few
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(folder / "reach.db")
        self._connection.executescript(SCHEMA)

    def update(self, jobs: int) -> None:
        """Run the tests that changed, and all where the package did; record what they reach."""
        now = {
            str(path.relative_to(self._root)): path.read_text()
            for pattern in ("pushstanza/**/*.py", "tests/test_*.py")
            for path in sorted(self._root.glob(pattern))
        }
        then = dict(self._connection.execute("select path, text from source"))
        changed = sorted(path for path in now.keys() | then if now.get(path) != then.get(path))
        if not changed:
            return
        files = [path for path in changed if path in now]
        if any(path.startswith("pushstanza/") for path in changed):
            self._connection.executescript("delete from reached; delete from test")
            files = []
        raw = self._folder / "raw"
        self._run(raw, jobs, files)
        self._merge(raw, changed)
        self._connection.execute("delete from source")
        self._connection.executemany("insert into source values (?, ?)", now.items())
        self._connection.commit()
        shutil.rmtree(raw)

    def _run(self, raw: Path, jobs: int, files: list[str]) -> None:
        tree = self._folder / "tree"
        for each in (tree, raw):
            shutil.rmtree(each, ignore_errors=True)
            each.mkdir()
        copy_tree(self._root, tree)
        configuration = raw / "coveragerc"
        configuration.write_text(CONFIGURATION.format(folder=raw))
        variables = {
            "COVERAGE_PROCESS_START": str(configuration),
            "MUTANTS_RECORD": str(raw),
        }
        subprocess.run(
            pytest_command(
                "-p", "tests.mutants.recording", "-n", str(jobs), "--few", str(self._few), *files
            ),
            cwd=tree, check=False, stdout=sys.stderr, env=environment(tree, **variables),
        )  # fmt: skip
        shutil.rmtree(tree)

    def _merge(self, raw: Path, changed: list[str]) -> None:
        made = self._connection
        for path in changed:
            made.execute(
                "delete from reached where test in (select id from test where file = ?)", (path,)
            )
            made.execute("delete from test where file = ?", (path,))
        took = {}
        for path in raw.glob("took.*.json"):
            took |= json.loads(path.read_text())
        (first,) = made.execute("select coalesce(max(id), 0) + 1 from test").fetchone()
        number = {name: i for i, name in enumerate(took, first)}
        lines: Counter[int] = Counter()
        for path in raw.glob("coverage.*"):
            for file, context, bits in sqlite3.connect(path).execute(
                "select path, context, numbits from line_bits"
                " join file on file.id = file_id join context on context.id = context_id"
            ):
                test = number.get(context) or number.get(context.rpartition(" (")[0])
                if not context:
                    test = AT_IMPORT
                if test is not None:
                    made.execute("insert into reached values (?, ?, ?)", (file, test, bits))
                    lines[test] += len(numbits_to_nums(bits))
        made.executemany(
            "insert into test values (?, ?, ?, ?, ?, ?)",
            (
                (i, name, name.partition("::")[0], *took[name], lines[i])
                for name, i in number.items()
            ),
        )

    @cached_property
    def tests(self) -> dict[int, Test]:
        """The tests that passed when they were recorded."""
        rows = self._connection.execute(
            "select id, name, seconds, lines from test where not failed"
        )
        return {number: Test(name, seconds, lines) for number, name, seconds, lines in rows}

    def of_line(self, path: str, line: int) -> list[Test]:
        """Return the tests that reach a line; those of its statement where it has none itself."""
        found = self._reaching(path, lambda bits: num_in_numbits(line, bits))
        if not found:
            start = _start_of_statement((self._root / path).read_text(), line)
            found = self._reaching(path, lambda bits: num_in_numbits(start, bits))
        return found

    def of_functions(self, path: str) -> list[Test]:
        """Return the tests that run any function of a file."""
        inside = lines_in_functions((self._root / path).read_text())
        return self._reaching(path, lambda bits: not inside.isdisjoint(numbits_to_nums(bits)))

    def at_import(self, path: str, line: int) -> bool:
        """Return whether a line runs outside of tests, too, or may have done so."""
        rows = self._connection.execute(
            "select lines from reached where path = ? and test = ?", (path, AT_IMPORT)
        )
        inside = line in lines_in_functions((self._root / path).read_text())
        return not inside or any(num_in_numbits(line, bits) for (bits,) in rows)

    def _reaching(self, path: str, applies: Callable[[bytes], bool]) -> list[Test]:
        rows = self._connection.execute("select test, lines from reached where path = ?", (path,))
        found = {test for test, bits in rows if test in self.tests and applies(bits)}
        return [self.tests[test] for test in sorted(found)]


def lines_in_functions(source: str) -> set[int]:
    """Return the lines that run when a function is called, not when the module is imported."""
    return {
        line
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for each in node.body
        for line in range(each.lineno, (each.end_lineno or each.lineno) + 1)
    }


def _start_of_statement(source: str, line: int) -> int:
    return max(
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or node.lineno)
    )
