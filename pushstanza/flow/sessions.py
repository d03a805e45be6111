"""The clients that are connected to a server, and whether they answer."""

from collections import deque
from collections.abc import Collection, Iterable
from typing import Any, TypeAlias

import attrs
from lxml import etree

from pushstanza.jid import Jid
from pushstanza.reading.parsing import reread
from pushstanza.servers.publisher import Connected, Presence
from pushstanza.servers.world import Registration

#: A push service, and a node there.
Key: TypeAlias = tuple[str, str | None]
#: Who was notified of a stanza.
Notified: TypeAlias = frozenset[Key]


def key_of(registration: Registration) -> Key:
    """Return the push service and the node of a registration."""
    return (registration.jid, registration.node)


@attrs.define
class Session:
    """A client: whether it is available, and whether it still answers.

    ``counts`` says that it has enabled stream management (XEP-0198), ``resumption`` is the id with
    which it may resume, ``unacknowledged`` holds what it was sent and has not acknowledged.
    """

    connection: int
    available: bool = True
    priority: int = 0
    show: str | None = None
    """What the presence says of the availability: away, chat, dnd or xa."""
    is_served: bool = False
    """Whether it got what waited for the user."""
    acknowledges: bool = True
    counts: bool = False
    resumption: str | None = None
    handled: int = 0
    """How many stanzas of the client were handled since it began to count."""
    acknowledged: int = 0
    """How many stanzas the client has acknowledged."""
    unacknowledged: deque[etree._Element] = attrs.field(factory=deque, repr=False)
    enabled: Registration | None = None
    """What it has enabled last, and not disabled since."""
    copies: bool = False
    """Whether it gets copies of the messages of the user's other clients (XEP-0280)."""
    end_at: float | None = None
    """When its session ends, if its connection was lost."""
    wake_at: float | None = None
    """When it is notified that its session ends."""
    is_extended: bool = False
    """Whether its session is kept for longer, because it has enabled a push."""
    asked_at: float | None = None
    """Since when the server waits for an acknowledgement."""
    burst_until: float = 0.0
    burst: set[str] = attrs.field(factory=set, repr=False)
    """The kinds of stanzas that it was notified of in the burst that ends then."""
    notified: dict[int, Notified] = attrs.field(factory=dict, repr=False)
    """Who was notified of the unacknowledged stanzas, by their identities."""

    def __getstate__(self) -> dict[str, Any]:
        # Elements cannot be pickled; a stanza that was notified of is one that waits.
        state = {each.name: getattr(self, each.name) for each in attrs.fields(Session)}
        waiting = [*self.unacknowledged]
        notified = [self.notified_of(each) for each in waiting]
        texts = [etree.tostring(each, encoding="unicode", with_tail=False) for each in waiting]
        return {**state, "unacknowledged": texts, "notified": notified}

    def __setstate__(self, state: dict[str, Any]) -> None:
        waiting = [reread(each) for each in state["unacknowledged"]]
        pairs = zip(waiting, state["notified"], strict=True)
        notified = {id(each): keys for each, keys in pairs if keys}
        for name, value in {**state, "notified": notified}.items():
            setattr(self, name, value)
        self.unacknowledged = deque(waiting)

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

    def holds(self, registration: Registration) -> bool:
        """Tell whether a registration is what it has enabled last."""
        held = self.enabled
        return held is not None and (held.user, held.jid, held.node) == (
            registration.user,
            registration.jid,
            registration.node,
        )

    def note(
        self, stanza: etree._Element | None, notified: Iterable[tuple[str, str | None]]
    ) -> None:
        """Note who is notified of a stanza, if it is the last that waits here."""
        waits = self.unacknowledged and self.unacknowledged[-1] is stanza
        if waits and stanza is not None:
            self.notified[id(stanza)] = self.notified_of(stanza).union(notified)

    def notified_of(self, stanza: etree._Element) -> Notified:
        """Return who was notified of a stanza that waits here, or did when the session ended."""
        return self.notified.get(id(stanza), frozenset())

    def come_back(self) -> None:
        """Answer again, in the same session."""
        self.acknowledges = True
        self.end_at = self.wake_at = self.asked_at = None
        self.is_extended = False
        self.burst_until = 0.0

    def acknowledge(self, handled: int) -> None:
        """Forget what the client has handled: so many stanzas altogether."""
        while self.unacknowledged and self.acknowledged < handled:
            self.notified.pop(id(self.unacknowledged.popleft()), None)
            self.acknowledged += 1


class Sessions:
    """The sessions of a server, by the full JIDs of the clients."""

    def __init__(self) -> None:
        self._sessions: dict[str, Session] = {}
        self._users: dict[str, dict[str, Session]] = {}
        self._connections = 0
        self.known: dict[str, None] = {}
        """The clients that have ever been connected, in their order."""

    def open(self, client: str, *, available: bool = True) -> None:
        """Let a client connect; one that was connected has another connection then."""
        self._connections += 1
        self.known[client] = None
        session = Session(self._connections, available)
        self._sessions[client] = session
        self._users.setdefault(Jid(client).bare.normalized, {})[client] = session

    def close(self, client: str) -> None:
        """Let a client go."""
        if self._sessions.pop(client, None) is not None:
            del self._users[Jid(client).bare.normalized][client]

    def get(self, client: str) -> Session | None:
        """Return the session of a client, if it is connected."""
        return self._sessions.get(client)

    def other_than(self, online: Collection[str]) -> list[str]:
        """Return the clients that have a session and are not among those *online*."""
        if len(online) == len(self._sessions):
            return []
        return [each for each in self._sessions if each not in online]

    def all(self) -> list[tuple[str, Session]]:
        """Return all clients that are connected, with their full JIDs."""
        return [*self._sessions.items()]

    def of_user(self, user: str) -> dict[str, Session]:
        """Return the clients of a user that are connected, available or not."""
        return {**self._users.get(user, {})}

    def reached_by(self, to: Jid, kind: str | None = None) -> dict[str, Session]:
        """Return the clients that a message reaches (RFC 6121, section 8.5.2 and 8.5.3).

        Where its *kind* counts, one to the user reaches the clients of the highest priority, a
        headline all, and one of a room or an error none.
        """
        addressed = self._sessions.get(to.normalized)
        if addressed is not None:
            return {to.normalized: addressed}
        clients = self.of_user(to.bare.normalized)
        taking = {full: each for full, each in clients.items() if each.takes_messages}
        if kind in {"groupchat", "error"} or (kind == "headline" and to.resource is not None):
            return {}
        if kind not in {"chat", "normal"}:
            return taking
        highest = max((each.priority for each in taking.values()), default=0)
        return {full: each for full, each in taking.items() if each.priority == highest}

    def clients_of(self, user: str) -> tuple[Connected, ...]:
        """Return the connected clients of a user, as their presence has them."""
        return tuple(
            Connected(resource=Jid(full).resource or "", available=each.available, show=each.show)
            for full, each in self.of_user(user).items()
        )

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
        return session is not None and session.holds(registration)

    def is_held(self, registration: Registration) -> bool:
        """Tell whether a session of the user has enabled a registration last."""
        return any(each.holds(registration) for each in self.of_user(registration.user).values())

    def forget(self, registration: Registration) -> None:
        """Let no session hold a registration any more."""
        for each in self.of_user(registration.user).values():
            if each.holds(registration):
                each.enabled = None


def presence_of(reached: dict[str, Session]) -> Presence:
    """Return where a user is of whom a message reaches some clients, or none."""
    if any(each.acknowledges for each in reached.values()):
        return "online"
    return "unacknowledged" if reached else "offline"
