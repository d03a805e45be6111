"""A plugin of pytest: which lines of the package each test reaches, and what it takes.

Coverage is started by its own .pth file, in every process, as COVERAGE_PROCESS_START says; so the
commands that a test runs are counted as its own (``context`` in the configuration names the test).
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import coverage
import pytest

_seconds: dict[str, float] = {}  # of the processor, commands and all
_failed: set[str] = set()


@pytest.hookimpl(tryfirst=True, wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Count what runs from here on as reached by this test."""
    current = coverage.Coverage.current()
    if current is not None:
        current.switch_context(item.nodeid)
    before = sum(os.times()[:4])
    try:
        return (yield)
    finally:
        _seconds[item.nodeid] = sum(os.times()[:4]) - before
        if current is not None:
            current.switch_context("")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note a phase of a test that failed; what failed without a change says nothing about one."""
    if report.failed:
        _failed.add(report.nodeid)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish() -> None:
    """Save both; the workers of pytest-xdist do not end like other processes."""
    folder = Path(os.environ["MUTANTS_RECORD"])
    took = {name: (seconds, name in _failed) for name, seconds in _seconds.items()}
    (folder / f"took.{os.getpid()}.json").write_text(json.dumps(took))
    current = coverage.Coverage.current()
    if current is not None:
        current.stop()
        current.save()
