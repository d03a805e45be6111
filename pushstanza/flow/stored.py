"""The messages that a server keeps for users who are offline, as far as they are counted."""

from collections import Counter

import attrs


@attrs.define
class Stored:
    """How many messages are kept for each user, until a client of the user comes online."""

    _counts: Counter[str] = attrs.field(factory=Counter, init=False)

    def keep(self, user: str) -> None:
        """Keep one more message."""
        self._counts[user] += 1

    def count(self, user: str) -> int:
        """Return how many messages are kept."""
        return self._counts[user]

    def retrieve(self, user: str) -> int:
        """Return how many messages were kept, and keep none of them any more."""
        return self._counts.pop(user, 0)


@attrs.define
class Contacts:
    """Who is in the rosters of the users."""

    _known: dict[str, set[str]] = attrs.field(factory=dict, init=False)

    def add(self, user: str, contact: str) -> None:
        """Put a contact into the roster of a user."""
        self._known.setdefault(user, set()).add(contact)

    def has(self, user: str, contact: str | None) -> bool:
        """Tell whether a contact is in the roster of a user."""
        return contact in self._known.get(user, ())
