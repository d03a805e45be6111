"""The servers that are here, asked once for all tests; and how much of it was predicted."""

import os
from collections import Counter
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from tests.live.answers import Observation
from tests.live.cases import PLAYS, plays, single_stanzas
from tests.live.plays import Performance
from tests.live.record import answers, performances
from tests.live.servers import KINDS, Kind


def pytest_configure(config: pytest.Config) -> None:
    """Say what the mark of these tests means."""
    config.addinivalue_line("markers", "live: asks a real server on loopback")


def installed(kind: Kind) -> str:
    """Return the version of a server here; skip the test without it, or fail it in CI."""
    version = kind.version()
    if version is None:
        missing = f"the Debian package {kind.name} is not installed; `make live` installs it"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(missing)
    return version


@pytest.fixture(scope="session")
def answers_of() -> Callable[[Kind], dict[str, Observation]]:
    """Return what a server does with all single stanzas, by the name of the case."""

    @cache
    def asked(kind: Kind) -> dict[str, Observation]:
        installed(kind)
        return {each.case: each for each in answers(kind, single_stanzas(kind))}

    return asked


@pytest.fixture(scope="session")
def plays_of() -> Callable[[Kind, str], dict[str, Performance]]:
    """Return what comes of all plays of a kind, by their names."""

    @cache
    def acted(kind: Kind, what: str) -> dict[str, Performance]:
        installed(kind)
        return {each.case: each for each in performances(kind, plays(PLAYS[what], kind))}

    return acted


@pytest.fixture
def count(record_property: Callable[[str, object], None]) -> Callable[[Kind, bool], None]:
    """Note whether what a server did was predicted."""
    return lambda kind, is_right: record_property(kind.name, is_right)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say how much was predicted; the tests have noted it."""
    reports = [each for kind in ("passed", "failed") for each in terminalreporter.getreports(kind)]
    counts = Counter(noted for each in reports for noted in each.user_properties)
    for name, kind in KINDS.items():
        right, wrong = counts[name, True], counts[name, False]
        if right or wrong:
            terminalreporter.write_line(
                f"{name} {kind.version()}: {right + wrong} cases sent, {right} predicted right"
            )
