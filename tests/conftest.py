"""What the tests share: the stanzas in files, and how they are compared."""

import copyreg
import os
import re
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from lxml import etree

pytest_plugins = ["pytester", "pushstanza.testing.plugin"]

CASES = Path(__file__).parent / "cases"

# What is printed depends on the terminal, for people; what is tested does not.
for _name in ("CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "FORCE_COLOR", "GITHUB_ACTIONS", "LINES", "NO_COLOR",
              "PUSHSTANZA_DEBUG", "PY_COLORS", "TERM"):  # fmt: skip
    os.environ.pop(_name, None)

#: Logs whose lines hold stanzas as they were sent, one a record; the others need to be decoded.
PLAIN_LOGS = [
    CASES / "logs" / f"{name}.log"
    for name in (
        "dino_hide_ns", "ejabberd", "mod_logxml", "mongooseim_logfmt", "mongooseim_old", "nbxmpp",
        "prosody_rawdebug", "prosody_toptag", "slixmpp", "smack",
    )
]  # fmt: skip

# The same examples in every run; HYPOTHESIS_PROFILE=thorough looks for new ones.
settings.register_profile(
    "quick",
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "thorough", max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


def pytest_addoption(parser):
    """Add the option that leaves out most of what differs in nothing but the values."""
    parser.addoption(
        "--few", type=int, default=0, help="Run so many tests of each function; 0 is all."
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Keep the first tests of each function in the order of this run, which is random."""
    few = config.getoption("few")
    if not few:
        return
    seen = Counter()
    kept, left = [], []
    for item in items:
        function = item.nodeid.partition("[")[0]
        seen[function] += 1
        (kept if seen[function] <= few else left).append(item)
    config.hook.pytest_deselected(items=left)
    items[:] = kept


@pytest.fixture(autouse=True)
def pickling():
    """Take back how Dask pickles errors: with their tracebacks and all that led to them."""
    before = copyreg.dispatch_table.copy()
    yield
    if copyreg.dispatch_table.keys() != before.keys():
        copyreg.dispatch_table.clear()
        copyreg.dispatch_table.update(before)


def canonical(xml: str) -> str:
    """Return the Canonical XML of a stanza as it stands in a stream."""
    if not re.match(r"\s*<[^>]*xmlns=", xml):
        xml = re.sub(r"^\s*<(\w+)(?=[\s/>])", r"<\1 xmlns='jabber:client'", xml)
    return etree.canonicalize(xml, strip_text=True, rewrite_prefixes=True)


def captured(name: str) -> list[str]:
    """Return the stanzas in a file of captures; each follows a comment that names it."""
    text = (CASES / "captures" / name).read_text()
    return [part.strip() for part in re.split(r"<!--.*?-->", text) if part.strip()]


def real_stanzas() -> dict[str, str]:
    """Return the stanzas of the tutorial and of the captures by name."""
    found = {path.name: path.read_text() for path in sorted((CASES / "tutorial").glob("*.xml"))}
    for path in sorted((CASES / "captures").glob("*.txt")):
        found |= {f"{path.name} {i}": text for i, text in enumerate(captured(path.name))}
    assert len(found) == 13
    return found


@pytest.fixture(params=real_stanzas().items(), ids=lambda item: item[0])
def real_stanza(request) -> str:
    """Return one stanza of the tutorial or the captures after the other."""
    return request.param[1]


def work_of(call):
    """Return how many functions *call* calls, in Python and in C: the same on every machine."""
    number = 0

    def count(_frame, event, _argument):
        nonlocal number
        number += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        call()
    finally:
        sys.setprofile(before)
    return number


@pytest.fixture
def kept(snapshot):
    """Return what a text is compared with: a file in ``tests/__snapshots__``."""
    from tests.snapshots import TextFile  # not every environment has syrupy

    return snapshot.use_extension(TextFile)
