"""A plugin of pytest: run the tests that a file names, in its order, and no others."""

import json
import os
import resource
from pathlib import Path

import pytest


def pytest_configure() -> None:
    """Limit the processor time; a busy machine does not change that, unlike the time that goes by."""
    seconds = int(os.environ["MUTANTS_SECONDS"])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the tests that are named, or, where MUTANTS_WHOLE says so, all those of their functions."""
    order = {
        name: i for i, name in enumerate(json.loads(Path(os.environ["MUTANTS_TESTS"]).read_text()))
    }
    if os.environ["MUTANTS_WHOLE"]:
        functions = {name.partition("[")[0] for name in order}
        for item in items:
            if item.nodeid.partition("[")[0] in functions:
                order.setdefault(item.nodeid, len(order))
    config.hook.pytest_deselected(items=[item for item in items if item.nodeid not in order])
    items[:] = sorted(
        (item for item in items if item.nodeid in order), key=lambda item: order[item.nodeid]
    )
