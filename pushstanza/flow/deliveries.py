"""What reaches the clients of a server, and of what they are notified when it does not."""

from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy

import attrs
from lxml import etree

from pushstanza.flow import carbons
from pushstanza.flow.arrivals import Arrivals
from pushstanza.flow.inbox import Inbox
from pushstanza.flow.publishing import Publishing
from pushstanza.flow.recorder import Recorder
from pushstanza.flow.sessions import Notified, Session, Sessions
from pushstanza.flow.stored import Contacts, Stored
from pushstanza.flow.streams import Streams
from pushstanza.flow.waking import Waking
from pushstanza.jid import Jid
from pushstanza.reading.names import CLIENT
from pushstanza.reading.tags import local
from pushstanza.servers.arriving import arriving
from pushstanza.servers.publisher import MESSAGE_KINDS, Arrival, Cause
from pushstanza.servers.request import jid_of
from pushstanza.servers.world import Registration

_SUBSCRIBING = frozenset({"subscribe", "subscribed", "unsubscribe", "unsubscribed"})


@attrs.define(kw_only=True)
class Deliveries:
    """The part of a server that delivers stanzas to the clients of its users.

    ``registrations`` returns those of a user; ``resume_timeout`` says after how many seconds the
    session of a client ends that was lost.
    """

    domain: str
    sessions: Sessions
    streams: Streams
    publishing: Publishing
    recorder: Recorder
    registrations: Callable[[str], Sequence[Registration]]
    inbox: Inbox
    resume_timeout: float
    stored: Stored = attrs.field(factory=Stored, init=False)
    contacts: Contacts = attrs.field(factory=Contacts, init=False)
    arrivals: Arrivals = attrs.field(init=False)
    waking: Waking = attrs.field(init=False)
    _subscribing: set[tuple[str, str]] = attrs.field(factory=set, init=False)

    def __attrs_post_init__(self) -> None:
        keeps = self.publishing.publisher.stores is not None
        self.arrivals = Arrivals(
            sessions=self.sessions,
            inbox=self.inbox,
            stored=self.stored if keeps else None,
            contacts=self.contacts,
            registrations=self.registrations,
        )
        self.waking = Waking(
            sessions=self.sessions,
            streams=self.streams,
            publishing=self.publishing,
            arrivals=self.arrivals,
            recorder=self.recorder,
            registrations=self.registrations,
            resume_timeout=self.resume_timeout,
        )

    def deliver(self, root: etree._Element) -> list[str]:
        """Deliver a stanza that names its sender; return the publishes nobody takes."""
        match local(root):
            case "message":
                return self.message(root)
            case "presence":
                return self.presence(root)
            case _:
                return self.waking.send(_full(root.get("to")), root)

    # ---- messages ----

    def message(self, root: etree._Element, again: Notified | None = None) -> list[str]:
        """Deliver a message that names its sender; return the publishes nobody takes.

        *again* says who was notified of it before, if it is delivered anew.
        """
        if arriving(root) is None:
            return []
        if again is None:
            self.inbox.take(root)
        sender, to = jid_of(root.get("from")), jid_of(root.get("to"))
        if to is None and sender is not None:
            to = sender.bare
            root.set("to", str(to))
        sent = self._sent(root, sender) if sender is not None and self._is_user(sender) else []
        if to is not None and self._is_user(to):
            sent += self._received(root, to, again)
        return sent

    def _sent(self, root: etree._Element, sender: Jid) -> list[str]:
        """Do for the sender what the server does with a message that one of its clients sends."""
        sent = self._inform(root, sender.bare.normalized)
        sent += self._push(sender.bare.normalized, root, ("sent",), ())
        if self._copies and sender.resource is not None:
            others = self._copying(sender, {sender.normalized})
            if carbons.is_copied(root, is_to_client=False):
                sent += self._copy(root, sender.bare.normalized, others, "sent")
        return sent

    def _received(self, root: etree._Element, to: Jid, again: Notified | None) -> list[str]:
        kind = _kind(root)
        routed = {"all": None, "highest": "chat", "by-kind": kind}
        reached = self.sessions.reached_by(to, routed[self.publishing.publisher.sessions.routing])
        sent = [one for client in reached for one in self.waking.send(client, root)]
        for session in reached.values():
            session.note(root, again or ())
        is_kept = not reached and kind in {"chat", "normal"}
        causes: tuple[Cause, ...] = ("arrival", "kept") if is_kept else ("arrival",)
        user = to.bare.normalized
        self._store(user, root)
        sent += self._push(user, root, causes, [*reached.values()], again)
        is_to_client = to.normalized in reached
        if self._copies and reached and carbons.is_copied(root, is_to_client=is_to_client):
            sent += self._copy(root, user, self._copying(to, reached), "received")
        return sent

    def _push(
        self,
        user: str,
        root: etree._Element,
        causes: Sequence[Cause],
        reached: Sequence[Session],
        again: Notified | None = None,
    ) -> list[str]:
        looked_at: list[Cause] = [
            each for each in causes if each in self.publishing.publisher.causes
        ]
        if not looked_at:
            return []
        return self.publishing.push(
            user,
            [
                (
                    to,
                    [
                        self.arrivals.of(to, root, each, reached=reached, again=again)
                        for each in looked_at
                    ],
                )
                for to in self.registrations(user)
            ],
            has_sent="sent" in causes,
        )

    # ---- what is kept ----

    def _store(self, user: str, root: etree._Element) -> None:
        """Keep a message until the user comes online, where the server does so."""
        stores, message = self.publishing.publisher.stores, arriving(root)
        if stores is None or message is None:
            return
        presence, clients = self.sessions.presence(user), self.sessions.clients_of(user)
        if stores(Arrival(message=message, presence=presence, clients=clients)):
            self.stored.keep(user)

    def serve(self, client: str) -> list[str]:
        """Give a client that has become available what waits; return the publishes nobody takes."""
        session = self.sessions.get(client)
        if session is None or session.is_served or not session.takes_messages:
            return []
        session.is_served = True
        user = Jid(client).bare.normalized
        waited = self.stored.retrieve(user)
        return self.publishing.push_retrieved(self.registrations(user), any_=waited > 0)

    def _inform(self, root: etree._Element, user: str) -> list[str]:
        """Notify the devices of a user of a message that the user sends, where the server does."""
        informs, message = self.publishing.publisher.informs_sender, arriving(root)
        if informs is None or message is None or not informs(message):
            return []
        unread = self.stored.count("" if message.to is None else message.to.bare.normalized)
        made = ((each, self.arrivals.of(each, root, "sent")) for each in self.registrations(user))
        return self.publishing.push_to_sender(
            [(each, attrs.evolve(arrival, unread=unread)) for each, arrival in made]
        )

    # ---- copies ----

    @property
    def _copies(self) -> bool:
        return self.publishing.publisher.sessions.has_carbons

    def _copying(self, user: Jid, but: "dict[str, Session] | set[str]") -> Iterator[str]:
        """Yield the clients of a user that get copies of a message which some others get."""
        for full, session in self.sessions.of_user(user.bare.normalized).items():
            if session.copies and session.available and full not in but:
                yield full

    def _copy(
        self, root: etree._Element, user: str, clients: Iterator[str], direction: str
    ) -> list[str]:
        return [
            sent
            for client in [*clients]
            for sent in self.waking.send(
                client, carbons.copy_of(root, user, client, direction), is_copy=True
            )
        ]

    # ---- presence ----

    def presence(self, root: etree._Element) -> list[str]:
        """Deliver a presence that is sent to a user, or to all who see the sender.

        There are no rosters: the presence of a client goes to the user's own clients, that of
        others where it is sent. A subscription is asked for once.
        """
        sender, to = jid_of(root.get("from")), jid_of(root.get("to"))
        if sender is None:
            return []
        if to is None:
            return self._broadcast(root, sender)
        if not self._is_user(to):
            return []
        kind = root.get("type")
        if kind in _SUBSCRIBING:
            return self._subscription(root, sender, to)
        if kind not in {None, "unavailable"}:
            return []
        addressed = self.sessions.get(to.normalized)
        clients = [to.normalized] if addressed else []
        if to.resource is None:
            clients = self._available(to)
        return [sent for each in clients for sent in self.waking.send(each, root)]

    def _subscription(self, root: etree._Element, sender: Jid, to: Jid) -> list[str]:
        asked = (sender.bare.normalized, to.bare.normalized)
        if root.get("type") != "subscribe" or asked in self._subscribing:
            return []
        self._subscribing.add(asked)
        root.set("from", str(sender.bare))
        return [sent for each in self._available(to) for sent in self.waking.send(each, root)]

    def _broadcast(self, root: etree._Element, sender: Jid) -> list[str]:
        """Send the presence of a client to it, and to the other clients of the user."""
        clients = [each for each in self._available(sender) if each != sender.normalized]
        return [
            sent
            for each in (sender.normalized, *clients)
            for sent in self.waking.send(each, _addressed(root, each))
        ]

    def greet(self, client: str) -> None:
        """Send a client that becomes available the presence of the user's other clients."""
        for each in self._available(Jid(client)):
            if each != client:
                root = etree.Element(f"{{{CLIENT}}}presence", nsmap={None: CLIENT})
                root.set("from", each)
                self.waking.send(client, _addressed(root, client))

    def _available(self, user: Jid) -> list[str]:
        clients = self.sessions.of_user(user.bare.normalized)
        return [full for full, each in clients.items() if each.available]

    # ---- the end of a session ----

    def end(self, client: str) -> list[str]:
        """End the session of a client, and deliver again what it has not acknowledged."""
        session = self.sessions.get(client)
        self.sessions.close(client)
        if session is None:
            return []
        return [*self._announce_end(client, session), *self._redeliver(client, session)]

    def replace(self, client: str) -> list[str]:
        """End the session of a client that connects again, before the new one begins.

        Servers that deliver everything anew deliver it to the new session.
        """
        is_kept = self.publishing.publisher.sessions.redelivers == "if-last"
        return self.end(client) if is_kept else []

    def _announce_end(self, client: str, session: Session) -> list[str]:
        if not session.available and not self.publishing.publisher.sessions.announces_any_end:
            return []
        gone = etree.Element(f"{{{CLIENT}}}presence", nsmap={None: CLIENT})
        gone.set("from", client)
        gone.set("type", "unavailable")
        return [
            sent
            for each in self._available(Jid(client))
            for sent in self.waking.send(each, _addressed(gone, each))
        ]

    def _redeliver(self, client: str, session: Session) -> list[str]:
        messages = [each for each in session.unacknowledged if arriving(each) is not None]
        if self.publishing.publisher.sessions.redelivers == "always":
            # Each delivery is one of its own: whom it notifies, others may notify again.
            return [
                sent
                for each in messages
                for sent in self.message(deepcopy(each), session.notified_of(each))
            ]
        user = Jid(client).bare.normalized
        if self.sessions.of_user(user):
            return []  # they have it, or the archive has
        return [
            sent
            for each in messages
            for to in self.registrations(user)
            for sent in self.publishing.notify(to, [self._ended(to, session, each)])
        ]

    def _ended(self, to: Registration, session: Session, stanza: etree._Element) -> Arrival:
        return self.arrivals.of(to, stanza, "ended", again=session.notified_of(stanza))

    def _is_user(self, jid: Jid) -> bool:
        return jid.domain == self.domain and jid.local is not None


def _kind(message: etree._Element) -> str:
    kind = message.get("type", "normal")
    return kind if kind in MESSAGE_KINDS else "normal"


def _full(to: str | None) -> str:
    jid = jid_of(to)
    return "" if jid is None else jid.normalized


def _addressed(presence: etree._Element, client: str) -> etree._Element:
    """Return a presence for one client."""
    copy = etree.fromstring(etree.tostring(presence, with_tail=False))
    copy.set("to", client)
    return copy
