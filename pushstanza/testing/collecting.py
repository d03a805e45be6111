"""Stanza files as tests: the linter finds nothing in them but what their comments expect."""

import os
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest

from pushstanza.diagnostics import PushStanzaError
from pushstanza.linting.config import INCLUDE
from pushstanza.linting.paths import LintResult, lint_paths


class FindingsError(PushStanzaError, AssertionError):
    """What the linter finds in a file, or why it cannot be read."""


def collected(path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Return the collector of a file that holds stanzas, if it is to be collected.

    Those are files that match ``pushstanza_files``, and those that are named on the command line.
    """
    is_named = parent.session.isinitpath(path)
    patterns = [*parent.config.getini("pushstanza_files"), *(INCLUDE if is_named else ())]
    if any(fnmatch(path.name, each) or path.match(each) for each in patterns):
        return StanzaFile.from_parent(parent, path=path)
    return None


class StanzaFile(pytest.File):
    """A file with stanzas."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield its one test."""
        yield StanzaItem.from_parent(self, name="pushstanza")


class StanzaItem(pytest.Item):
    """The test of a file: the linter, as the project has configured it, has nothing to say."""

    def runtest(self) -> None:
        """Lint the file.

        Raises:
            FindingsError: there is something in it that no comment expects, or it cannot be read.
        """
        is_named = self.session.isinitpath(self.path)
        result = lint_paths(_shown(self.path), force_exclude=not is_named)
        if result.failed:
            raise FindingsError(f"{_shown(self.path)}: {result.failed[0].reason}")
        if result.skipped:
            pytest.skip(result.skipped[0].reason)
        if result.exit_status:
            raise FindingsError(_report(result))
        if not any(each.stanzas or each.payloads for each in result.files):
            pytest.skip("there is no stanza in it")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Return what the failure says, without a traceback."""
        if isinstance(excinfo.value, PushStanzaError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Return the file, and what the test is called."""
        return self.path, None, f"{_shown(self.path)}: stanzas"


def _shown(path: Path) -> str:
    """Return the name of a file as it is written in the current folder."""
    return os.fspath(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


def _report(result: LintResult) -> str:
    return result.report("text").rstrip()
