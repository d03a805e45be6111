"""What reaches the clients of a server, and of what they are notified when it does not."""

from collections.abc import Callable, Sequence

import attrs
from lxml import etree

from pushstanza.flow.inbox import Inbox
from pushstanza.flow.publishing import Publishing
from pushstanza.flow.sessions import Session, Sessions
from pushstanza.flow.streams import Streams
from pushstanza.jid import Jid
from pushstanza.servers.arriving import arriving
from pushstanza.servers.publisher import Arrival
from pushstanza.servers.request import jid_of
from pushstanza.servers.world import Registration
from pushstanza.stanzas.rfc6120 import Message


@attrs.define(kw_only=True)
class Deliveries:
    """The part of a server that delivers stanzas to the clients of its users.

    ``registrations`` returns those of a user.
    """

    domain: str
    sessions: Sessions
    streams: Streams
    publishing: Publishing
    registrations: Callable[[str], Sequence[Registration]]
    inbox: Inbox

    def message(self, root: etree._Element) -> list[str]:
        """Deliver a message that names its sender; return the publishes nobody takes."""
        message = arriving(root)
        if message is None:
            return []
        self.inbox.take(message)
        to = jid_of(root.get("to"))
        if to is None or to.domain != self.domain or to.local is None:
            return []
        reached = self.sessions.reached_by(to)
        for client in reached:
            self._send(client, root)
        user = to.bare.normalized
        return self.publishing.push(
            user, [self._arrival(each, message, reached) for each in self.registrations(user)]
        )

    def lose(self, client: str, now: float) -> list[str]:
        """Let a client answer nothing any more; return the publishes nobody takes."""
        session = self.sessions.get(client)
        if session is None or not session.acknowledges:
            return []
        session.acknowledges, session.lost_at = False, now
        self.streams.lose(client)
        user = Jid(client).bare.normalized
        waiting = [*filter(None, map(arriving, session.unacknowledged))]
        return [
            sent
            for each in self.registrations(user)
            if self.sessions.of(each) is session
            for sent in self.publishing.push_waiting(
                each, [self._unacknowledged(each, message) for message in waiting]
            )
        ]

    def end(self, client: str) -> list[str]:
        """End the session of a client, and deliver again what it has not acknowledged."""
        session = self.sessions.get(client)
        self.sessions.close(client)
        if session is None:
            return []
        messages = [each for each in session.unacknowledged if arriving(each) is not None]
        return [sent for each in messages for sent in self.message(each)]

    def _send(self, client: str, stanza: etree._Element) -> None:
        session = self.sessions.get(client)
        if session is None:
            return
        session.send(stanza)
        if session.acknowledges:
            self.streams.deliver(client, stanza)

    def _arrival(
        self, to: Registration, message: Message, reached: dict[str, Session]
    ) -> tuple[Registration, Arrival]:
        return to, Arrival(
            message=message,
            presence=self.sessions.presence(to.user),
            client=self.sessions.presence_of_client(to),
            unread=self.inbox.unread(message),
            is_latest=self.sessions.is_latest(to),
            reaches_client=self.sessions.of(to) in reached.values(),
        )

    def _unacknowledged(self, to: Registration, message: Message) -> Arrival:
        return Arrival(
            message=message,
            presence=self.sessions.presence(to.user),
            client="unacknowledged",
            unread=self.inbox.unread(message),
            cause="unacknowledged",
            is_latest=self.sessions.is_latest(to),
            reaches_client=True,
        )
