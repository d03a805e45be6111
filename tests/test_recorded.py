"""What a real MongooseIM was seen to do in plays of several steps, and what the emulator does."""

import pytest

from tests.live.predicted import excuse, excuses
from tests.recorded import files, name_of, performed, recorded, rows

EXCUSES = excuses("plays", "mongooseim")
ROWS = [
    pytest.param(row, id=f"{file}-{name_of(row)}")
    for file in files()
    for row in rows(file)
    if excuse(name_of(row), EXCUSES) is None
]


@pytest.mark.parametrize("row", ROWS)
def test_each_step_leads_to_what_was_seen(row):
    found, seen = performed(row), recorded(row)
    for scene, mine, real in zip(row["steps"], found, seen, strict=True):
        assert mine == real, scene["step"]


def test_nearly_all_plays_are_predicted():
    every = [row for file in files() for row in rows(file)]
    assert len(ROWS) > 0.97 * len(every) > 1000
