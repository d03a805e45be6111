"""Run the tests that may notice a mutant, in a copy of the tree, the most likely ones first."""

import json
import re
import shutil
import signal
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from tests.mutants.reach import Reach, Test, environment, lines_in_functions, pytest_command

FIRST_SECONDS = 4.0  # what the tests of the first run take by themselves
RUN_SECONDS = 20.0  # of a later run
FIRST_TESTS = 200
MANY_TESTS = 6  # of one function, in the first run
FEW_FILES = 3  # to collect the tests of many takes longer than to run some


@dataclass(frozen=True)
class Outcome:
    """Whether the tests noticed, and how many of them were asked."""

    killed: bool
    by: str
    asked: int
    reaching: int


class Trees:
    """A copy of the tree in which one file after the other is changed, and put back."""

    def __init__(self, root: Path, reach: Reach, tree: Path, budget: float, *, whole: bool) -> None:
        self._whole = whole
        self._root = root
        self._reach = reach
        self._tree = tree
        self._budget = budget

    def try_change(self, path: str, line: int, changed: str) -> Outcome:
        """Write the changed text of a file, and run the tests that reach the line."""
        source = (self._root / path).read_text()
        stages = list(self._stages(path, line, source))
        reaching = sum(map(len, stages))
        target = self._tree / path
        asked, spent = 0, 0.0
        try:
            target.write_text(changed)
            for number, tests in enumerate(stages):
                if spent > self._budget:
                    break
                by = self._run(tests, whole=self._whole and number > 0)
                spent += sum(test.seconds for test in tests)
                if by is not None:
                    return Outcome(killed=True, by=by, asked=asked, reaching=reaching)
                asked += len(tests)
        finally:
            shutil.copy2(self._root / path, target)
            for compiled in target.parent.glob(f"__pycache__/{target.stem}.*.pyc"):
                compiled.unlink()
        return Outcome(killed=False, by="", asked=asked, reaching=reaching)

    def _stages(self, path: str, line: int, source: str) -> Iterator[list[Test]]:
        """Yield the tests in runs: few files first, then one run for each group of files."""
        others: list[Test] = []
        if line in lines_in_functions(source):
            tests = self._reach.of_line(path, line)
        else:
            tests = self._reach.of_functions(path)
        if not tests or self._reach.at_import(path, line):  # any test may depend on what it made
            reaching = {test.name for test in tests}
            others = [t for t in self._reach.tests.values() if t.name not in reaching]
        first = list(_first(tests))
        done = {test.name for test in first}
        files = list(dict.fromkeys(test.file for test in first))[:FEW_FILES]
        yield [test for test in first if test.file in files]
        yield [test for test in first if test.file not in files]
        yield from self._runs([test for test in tests if self._whole or test.name not in done])
        yield from self._runs(others, _name_at(source, line))

    def _runs(self, tests: Iterable[Test], name: str | None = None) -> Iterator[list[Test]]:
        """Yield tests by file, those whose file has *name* most often first, in runs of a minute."""
        by_file = {
            file: list(some)
            for file, some in groupby(
                sorted(tests, key=lambda test: test.file), lambda test: test.file
            )
        }
        run: list[Test] = []
        seconds = FIRST_SECONDS
        for file in sorted(by_file, key=lambda each: self._rank(each, by_file[each], name)):
            run += by_file[file]
            if sum(test.seconds for test in run) > seconds:
                yield run
                run, seconds = [], RUN_SECONDS
        if run:
            yield run

    def _rank(self, file: str, tests: list[Test], name: str | None) -> tuple[int, float]:
        text = (self._root / file).read_text() if name else ""
        mentions = len(re.findall(rf"\b{re.escape(name)}\b", text)) if name else 0
        return -mentions, sum(test.seconds for test in tests) / len(tests)

    def _run(self, tests: list[Test], *, whole: bool) -> str | None:
        """Return what noticed the change, None where nothing did.

        What takes too long is measured in processor time, which a busy machine does not change.
        """
        if not tests:
            return None
        chosen = self._tree.with_suffix(".json")
        chosen.write_text(json.dumps([test.name for test in tests]))
        limit = int(20 + 5 * sum(test.seconds for test in tests)) * (5 if whole else 1)
        command = pytest_command(
            "-p", "tests.mutants.choosing", "-n", "0", "-x", "--no-header", "--tb=no", "--timeout=0",
            *dict.fromkeys(test.file for test in tests),
        )  # fmt: skip
        ran = subprocess.run(
            command, cwd=self._tree, capture_output=True, text=True, check=False,
            env=environment(self._tree, MUTANTS_TESTS=str(chosen), MUTANTS_SECONDS=str(limit), MUTANTS_WHOLE="1" * whole),
        )  # fmt: skip
        if ran.returncode < 0:
            return signal.strsignal(-ran.returncode)
        if ran.returncode in (0, 5):
            return None
        failed = re.search(r"^(?:FAILED|ERROR) (\S.*?)(?: - .*)?$", ran.stdout, re.MULTILINE)
        return failed[1] if failed else "import"


def _first(tests: list[Test]) -> Iterator[Test]:
    """Yield tests that reach little else, some of each function, for some seconds."""
    seconds, number = 0.0, 0
    of_function: Counter[str] = Counter()
    for test in sorted(tests, key=lambda test: (test.lines, test.name)):
        of_function[test.function] += 1
        if of_function[test.function] <= MANY_TESTS:
            yield test
            seconds, number = seconds + test.seconds, number + 1
            if seconds > FIRST_SECONDS or number >= FIRST_TESTS:
                return


def _name_at(source: str, line: int) -> str | None:
    """Return the name that the definition at the top level around a line gives."""
    found = None
    for number, text in enumerate(source.splitlines()[:line], 1):
        match = re.match(r"(?:class |(?:async )?def )?(\w+)\b(?=\s*[(:=])", text)
        if match and number <= line and match[1] not in {"if", "else", "try"}:
            found = match[1]
    return found
