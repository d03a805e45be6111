"""The clients that are connected to a server, and whether they answer."""

from collections import deque
from collections.abc import Collection

import attrs
from lxml import etree

from pushstanza.jid import Jid
from pushstanza.servers.publisher import Presence
from pushstanza.servers.world import Registration


@attrs.define
class Session:
    """A client: whether it is available, and whether it still answers.

    ``counts`` says that it has enabled stream management (XEP-0198), ``resumption`` is the id with
    which it may resume, ``unacknowledged`` holds what it was sent and has not acknowledged.
    """

    connection: int
    available: bool = True
    priority: int = 0
    acknowledges: bool = True
    lost_at: float = 0.0
    """When its connection was lost, if it does not answer."""
    counts: bool = False
    resumption: str | None = None
    handled: int = 0
    """How many stanzas of the client were handled since it began to count."""
    acknowledged: int = 0
    """How many stanzas the client has acknowledged."""
    unacknowledged: deque[etree._Element] = attrs.field(factory=deque, repr=False)
    enabled: tuple[str, str | None] | None = None
    """The push service and the node of its latest enable."""

    @property
    def presence(self) -> Presence:
        """Where the client is."""
        return "online" if self.acknowledges else "unacknowledged"

    @property
    def takes_messages(self) -> bool:
        """Whether messages to the bare JID reach it (RFC 6121, section 8.5.2.1)."""
        return self.available and self.priority >= 0

    def send(self, stanza: etree._Element) -> None:
        """Keep a stanza until the client acknowledges it, if it does that."""
        if self.counts or not self.acknowledges:
            self.unacknowledged.append(stanza)

    def acknowledge(self, handled: int) -> None:
        """Forget what the client has handled: so many stanzas altogether."""
        while self.unacknowledged and self.acknowledged < handled:
            self.unacknowledged.popleft()
            self.acknowledged += 1


class Sessions:
    """The sessions of a server, by the full JIDs of the clients."""

    def __init__(self) -> None:
        self._sessions: dict[str, Session] = {}
        self._connections = 0
        self.known: dict[str, None] = {}
        """The clients that have ever been connected, in their order."""

    def open(self, client: str, *, available: bool = True) -> None:
        """Let a client connect; one that was connected has another connection then."""
        self._connections += 1
        self.known[client] = None
        self._sessions[client] = Session(self._connections, available)

    def close(self, client: str) -> None:
        """Let a client go."""
        self._sessions.pop(client, None)

    def get(self, client: str) -> Session | None:
        """Return the session of a client, if it is connected."""
        return self._sessions.get(client)

    def other_than(self, online: Collection[str]) -> list[str]:
        """Return the clients that have a session and are not among those *online*."""
        if len(online) == len(self._sessions):
            return []
        return [each for each in self._sessions if each not in online]

    def lost_before(self, since: float) -> list[str]:
        """Return the clients whose connection was lost before *since*."""
        return [
            full
            for full, session in self._sessions.items()
            if not session.acknowledges and session.lost_at <= since
        ]

    def reached_by(self, to: Jid) -> dict[str, Session]:
        """Return the clients that a message reaches (RFC 6121, section 8.5.2 and 8.5.3)."""
        addressed = self._sessions.get(to.normalized)
        if addressed is not None:
            return {to.normalized: addressed}
        return {
            full: session
            for full, session in self._sessions.items()
            if session.takes_messages and Jid(full).bare == to.bare
        }

    def of(self, registration: Registration) -> Session | None:
        """Return the session of the client that enabled a push, if it is connected."""
        if not registration.session:
            return None
        return self._sessions.get(Jid(registration.session).normalized)

    def presence(self, user: str) -> Presence:
        """Return where the clients of a user are."""
        return presence_of(self.reached_by(Jid(user)))

    def presence_of_client(self, registration: Registration) -> Presence:
        """Return where the client is that enabled a push: another connection is another."""
        session = self.of(registration)
        if session is None or session.connection != registration.connection:
            return "offline"
        return session.presence

    def is_latest(self, registration: Registration) -> bool:
        """Tell whether a registration is the latest that its session has enabled."""
        session = self.of(registration)
        return session is not None and session.enabled == (registration.jid, registration.node)


def presence_of(reached: dict[str, Session]) -> Presence:
    """Return where a user is of whom a message reaches some clients, or none."""
    if any(each.acknowledges for each in reached.values()):
        return "online"
    return "unacknowledged" if reached else "offline"
