"""What became of the files and folders that a run was given."""

from enum import StrEnum
from pathlib import Path

import attrs


class Outcome(StrEnum):
    """What became of a file."""

    TAKEN = "taken"
    SKIPPED = "skipped"
    FAILED = "failed"


@attrs.frozen
class Visit:
    """A file or folder that was looked at, what became of it, and why."""

    path: Path
    outcome: Outcome
    reason: str


#: What is wrong with an empty path: it is what an unset variable of a shell leaves.
EMPTY_PATH = "a path is empty; the current folder is called '.'"
