"""How many messages of a user cause pushes, where the server limits that."""

from collections import deque

import attrs

from pushstanza.servers.publisher import Limit
from pushstanza.stanzas.rfc6120 import Message


@attrs.define
class Limiting:
    """The messages that have caused pushes, each with when it did."""

    limit: Limit
    _times: dict[str, deque[float]] = attrs.field(factory=dict, init=False)
    _known: dict[tuple[str, str, str, str], float] = attrs.field(factory=dict, init=False)

    def refuses(self, user: str, message: Message, now: float) -> str | None:
        """Return why a message causes no push; one that does is remembered.

        A message without an id is another one than those before, as those of clients are.

        Args:
            user: The bare JID of the user.
            message: The message.
            now: The time, in seconds.
        """
        same = (user, message.id or "", str(message.from_ or ""), message.body or "")
        if message.id and now - self._known.get(same, -self.limit.again) < self.limit.again:
            return "the same message has caused a push before"
        times = self._times.setdefault(user, deque(maxlen=self.limit.most + 1))
        if len(times) > self.limit.most and now - times[0] < 1:
            return f"{len(times)} messages within a second have caused pushes"
        times.append(now)
        self._known[same] = now
        return None
