"""The outcome for each file and folder that a run was given."""

from enum import StrEnum
from pathlib import Path

from pushstanza.diagnostics.records import frozen


class Outcome(StrEnum):
    """Whether a file was linted."""

    TAKEN = "taken"
    SKIPPED = "skipped"
    FAILED = "failed"


@frozen
class Visit:
    """A file or folder by its name, its outcome, and the reason.

    ``is_passed_over`` says that it was looked into, and holds nothing to check.
    """

    name: str
    outcome: Outcome
    reason: str
    is_passed_over: bool = False

    @property
    def path(self) -> Path:
        """The file or folder."""
        return Path(self.name)


#: A text in UTF-16 begins with one of them: it holds NULs, and is a finding rather than no text.
UTF_16 = (b"\xff\xfe", b"\xfe\xff")

#: What is wrong with an empty path: it is what an unset variable of a shell leaves.
EMPTY_PATH = "a path is empty; use '.' for the current folder"


def why_unreadable(error: OSError | ValueError) -> str:
    """Return why a file cannot be read, in words that do not depend on the version of Python."""
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return "no file can have this name"  # it holds a NUL or a lone surrogate
