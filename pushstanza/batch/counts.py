"""How many stanzas and findings of which kind there are."""

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import attrs

from pushstanza.diagnostics.arguments import immutable
from pushstanza.diagnostics.records import frozen
from pushstanza.diagnostics.to_json import ToJson


def _sorted(counted: Mapping[str, int]) -> Mapping[str, int]:
    return dict(sorted(counted.items()))


@immutable
@frozen(kw_only=True)
class Counts(ToJson):
    """How many files, stanzas and findings there are.

    Counts can be added in any order and in any groups: ``Counts()`` adds nothing.

    Args:
        files: The files that were read.
        unreadable: Those that could not be read, or not to their end.
        stanzas: How many stanzas there are of each kind, such as ``iq set enable``,
            ``iq set pubsub publish``, ``iq error bad-request`` or ``message chat``.
        findings: How many findings of ``lint`` there are of each rule, by its code.
    """

    files: int = 0
    unreadable: int = 0
    stanzas: Mapping[str, int] = attrs.field(
        default=MappingProxyType({}), converter=_sorted, hash=False
    )
    findings: Mapping[str, int] = attrs.field(
        default=MappingProxyType({}), converter=_sorted, hash=False
    )

    def __add__(self, other: "Counts") -> "Counts":
        """Return the counts of both."""
        if not isinstance(other, Counts):
            return NotImplemented
        return Counts(
            files=self.files + other.files,
            unreadable=self.unreadable + other.unreadable,
            stanzas=Counter(self.stanzas) + Counter(other.stanzas),
            findings=Counter(self.findings) + Counter(other.findings),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return them as JSON holds them, each kind in the order of its name."""
        return {
            "files": self.files,
            "unreadable": self.unreadable,
            "stanzas": {**self.stanzas},
            "findings": {**self.findings},
        }
