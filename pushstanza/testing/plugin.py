"""The pytest plugin: fixtures, the comparison of stanzas in ``assert``, and stanza files as tests.

pytest loads it by itself where pushstanza is installed. What is heavy is loaded by the tests that
ask for it.
"""

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from pushstanza.flow import PushService, Server

#: The fixtures, which are markers of the same names, too.
_SERVER, _SERVICE = "push_server", "push_service"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--pushstanza``, and the key ``pushstanza_files`` of pytest's configuration."""
    group = parser.getgroup("pushstanza", "XMPP push notification stanzas")
    group.addoption(
        "--pushstanza",
        action="store_true",
        help="collect stanza files, each as a test that the linter finds nothing in it",
    )
    parser.addini(
        "pushstanza_files",
        "patterns of the stanza files that --pushstanza collects",
        type="args",
        default=["*.xml", "*.stanza"],
    )


def pytest_configure(config: pytest.Config) -> None:
    """Declare the markers."""
    config.addinivalue_line(
        "markers",
        "push_server(*names, **options): run the test with the emulator of each of these servers; "
        "the options are those of pushstanza.flow.Server",
    )
    config.addinivalue_line(
        "markers",
        "push_service(kind, host=None): the push service that the fixture push_service attaches",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test once for each server that its markers name."""
    if _SERVER in metafunc.fixturenames and metafunc.definition.get_closest_marker(_SERVER):
        from pushstanza.testing import emulating

        emulating.parametrize(metafunc)


@pytest.fixture
def push_server(request: pytest.FixtureRequest) -> "Server":
    """An emulated server; MongooseIM at ``example.com`` unless the marker says otherwise.

    ``@pytest.mark.push_server("mongooseim", "ejabberd", domain="mychat.com")`` runs the test once
    for each server. If the test fails, the report shows what happened at the server.
    """
    from pushstanza.testing import emulating

    return emulating.server(request)


@pytest.fixture
def push_service(request: pytest.FixtureRequest, push_server: "Server") -> "PushService":
    """The push service that ``push_server`` publishes to.

    That is the one that the server has (MongooseIM with ``mode="pubsub-full"``). To others one is
    attached: ``mod_push_appserver`` at ``push.`` and the domain of the server, unless
    ``@pytest.mark.push_service("p2", host="push.example.net")`` says otherwise.
    """
    from pushstanza.testing import emulating

    return emulating.service(request, push_server)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add what happened at the server to the report of a failure."""
    report = yield
    server = getattr(item, "funcargs", {}).get(_SERVER)
    if report.failed and server is not None:
        from pushstanza.testing import emulating

        report.sections += emulating.sections(server)
    return report


def pytest_assertrepr_compare(op: str, left: Any, right: Any) -> list[str] | None:
    """Return what differs where two of our objects are compared with ``==``."""
    if op != "==" or not (_is_ours(left) and _is_ours(right)):
        return None
    from pushstanza.testing.comparing import differences

    found = differences(left, right)
    names = " == ".join(type(each).__name__ for each in (left, right))
    return [f"{names}; they differ:", *map(str, found)] if found else None


def _is_ours(value: Any) -> bool:
    """Tell whether a value is one of our objects, or a list of them."""
    return any(
        type(each).__module__.startswith("pushstanza.") and hasattr(each, "__attrs_attrs__")
        for each in (value if isinstance(value, list | tuple) else (value,))
    )


def pytest_collect_file(file_path: "Path", parent: pytest.Collector) -> pytest.Collector | None:
    """Collect the stanza files that ``--pushstanza`` asks for."""
    if not parent.config.getoption("--pushstanza"):
        return None
    from pushstanza.testing import collecting

    return collecting.collected(file_path, parent)
