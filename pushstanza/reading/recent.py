"""Mappings that keep the newest entries, so that memory does not grow with a log."""

from collections import OrderedDict
from typing import TypeVar

#: How many entries of a kind are kept; the oldest are dropped first.
LIMIT = 10_000

_K = TypeVar("_K")
_V = TypeVar("_V")


class Recent(OrderedDict[_K, _V]):
    """A mapping that keeps the newest entries."""

    def __init__(self, limit: int | None = None) -> None:
        super().__init__()
        self._limit = LIMIT if limit is None else limit

    def put(self, key: _K, value: _V) -> None:
        """Add an entry as the newest one, and drop the oldest one if there are too many."""
        if key in self:
            self.move_to_end(key)
        self[key] = value
        if len(self) > self._limit:
            self.popitem(last=False)
