"""What the sources of servers and push services say that they do, and what the emulator does."""

from collections import Counter

import pytest

from pushstanza.servers import SERVERS
from tests.sourced import Sourced, sourced


@pytest.mark.parametrize(
    "case", [pytest.param(each, id=f"{each.about}-{each.name}") for each in sourced()]
)
def test_what_happens_is_what_the_source_says(case: Sourced) -> None:
    assert [*case.differences()] == []


def test_each_case_has_a_name_a_source_and_a_server() -> None:
    names = Counter((each.about, each.name) for each in sourced())
    assert [name for name, times in names.items() if times > 1] == []
    assert all(each.source for each in sourced())
    assert {each.about for each in sourced()} <= SERVERS.keys()
