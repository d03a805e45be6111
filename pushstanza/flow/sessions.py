"""The clients that are connected to a server, and whether they answer."""

import attrs

from pushstanza.jid import Jid
from pushstanza.servers.publisher import Presence
from pushstanza.servers.world import Registration


@attrs.define
class Session:
    """A client: whether it is available, and whether it still answers."""

    connection: int
    available: bool = True
    acknowledges: bool = True

    @property
    def presence(self) -> Presence:
        """Where the client is."""
        return "online" if self.acknowledges else "unacknowledged"


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

    def lose(self, client: str) -> None:
        """Let a client that is connected acknowledge nothing any more."""
        self._sessions[client].acknowledges = False

    def get(self, client: str) -> Session | None:
        """Return the session of a client, if it is connected."""
        return self._sessions.get(client)

    def present(self, client: str, *, available: bool) -> None:
        """Note that a client that is connected has sent presence."""
        if client in self._sessions:
            self._sessions[client].available = available

    def reached_by(self, to: Jid) -> list[str]:
        """Return the clients that a message reaches (RFC 6121, section 8.5.2 and 8.5.3)."""
        addressed = self._sessions.get(to.normalized)
        if addressed is not None:
            return [to.normalized] if addressed.acknowledges else []
        return [
            full
            for full, session in self._sessions.items()
            if session.available and session.acknowledges and Jid(full).bare == to.bare
        ]

    def of(self, registration: Registration) -> Session | None:
        """Return the session of the client that enabled a push, if it is connected."""
        if not registration.session:
            return None
        return self._sessions.get(Jid(registration.session).normalized)

    def presence(self, user: str) -> Presence:
        """Return where the clients of a user are."""
        found = [
            session
            for full, session in self._sessions.items()
            if Jid(full).bare.normalized == user and session.available
        ]
        if any(each.acknowledges for each in found):
            return "online"
        return "unacknowledged" if found else "offline"

    def presence_of_client(self, registration: Registration) -> Presence:
        """Return where the client is that enabled a push: another connection is another."""
        session = self.of(registration)
        if session is None or session.connection != registration.connection:
            return "offline"
        return session.presence
