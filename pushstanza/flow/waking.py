"""Of what a client is notified whose connection was lost, or that acknowledges nothing."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal, TypeAlias

import attrs
from lxml import etree

from pushstanza.flow.arrivals import Arrivals
from pushstanza.flow.publishing import Publishing
from pushstanza.flow.recorder import Recorder
from pushstanza.flow.sessions import Session, Sessions, key_of
from pushstanza.flow.streams import Streams
from pushstanza.jid import Jid
from pushstanza.servers.arriving import arriving
from pushstanza.servers.publisher import Arrival, Cause
from pushstanza.servers.session_rules import SessionRules
from pushstanza.servers.world import Registration

#: What a session waits for: the client is notified that its session ends, the session ends, or the
#: server has waited too long for an acknowledgement.
Deadline: TypeAlias = Literal["wake", "end", "late"]


@attrs.define(kw_only=True)
class Waking:
    """The part of a server that notifies single clients, by their sessions.

    ``resume_timeout`` says after how many seconds the session of a client ends that was lost,
    ``registrations`` returns those of a user.
    """

    sessions: Sessions
    streams: Streams
    publishing: Publishing
    arrivals: Arrivals
    recorder: Recorder
    registrations: Callable[[str], Sequence[Registration]]
    resume_timeout: float

    # ---- a stanza for a client ----

    def send(self, client: str, stanza: etree._Element, *, is_copy: bool = False) -> list[str]:
        """Send a stanza to a client, if it is connected; return the publishes nobody takes."""
        session = self.sessions.get(client)
        if session is None:
            return []
        session.send(stanza)
        if session.acknowledges:
            self.await_acknowledgement(client, session)
            self.streams.deliver(client, stanza)
            return []
        return [
            sent
            for to in self._held(session, client, "lost")
            for sent in self._stanza(session, to, stanza, is_copy=is_copy)
        ]

    def _stanza(
        self, session: Session, to: Registration, stanza: etree._Element, *, is_copy: bool
    ) -> list[str]:
        arrival = self.arrivals.of(to, stanza, "lost", reached=[session], is_copy=is_copy)
        self._restore(session, [arrival])
        rules = self._rules
        if rules.burst:
            now = self.recorder.now
            if now >= session.burst_until:
                session.burst_until, session.burst = now + rules.burst, set()
            kind = rules.burst_kind(arrival, self.publishing.settings)
            if kind in session.burst:
                self.recorder.note(
                    self.publishing.domain,
                    "no further push",
                    effect="what comes shortly after another stanza causes no push of its own",
                )
                return []
            session.burst.add(kind)
        return self.publishing.notify(to, [arrival])

    def await_acknowledgement(self, client: str, session: Session) -> None:
        """Note since when a client that counts has not acknowledged what it was sent.

        A client that is connected by a stream is not asked, and therefore not expected to.
        """
        if session.counts and session.asked_at is None and not self.streams.has(client):
            session.asked_at = self.recorder.now

    # ---- a connection that is lost ----

    def lose(self, client: str) -> list[str]:
        """Let a client answer nothing any more; return the publishes nobody takes."""
        session = self.sessions.get(client)
        if session is None or not session.acknowledges:
            return []
        now, rules, settings = self.recorder.now, self._rules, self.publishing.settings
        session.acknowledges, session.asked_at = False, None
        session.end_at = now + self.resume_timeout
        self.streams.lose(client)
        held = [*self._held(session, client, "unacknowledged")]
        extended = rules.extended(settings) if session.enabled is not None else None
        if extended is not None:
            session.is_extended, session.end_at = True, now + extended
        sent = self._queue(session, held)
        before = rules.wakes_before(settings)
        if extended is not None and session.is_extended and before and extended > before:
            session.wake_at = now + extended - before
        return sent

    def _queue(self, session: Session, held: Iterable[Registration]) -> list[str]:
        """Notify a client of what waits for it."""
        sent: list[str] = []
        for to in held:
            waiting = [*self._waiting(session, to, "unacknowledged")]
            self._restore(session, waiting)
            chosen = self.publishing.of_queue(waiting)
            if session.holds(to):
                for each in chosen:
                    before = session.notified.get(id(each.stanza), frozenset())
                    session.notified[id(each.stanza)] = before | {key_of(to)}
            sent += [one for each in chosen for one in self.publishing.notify(to, [each])]
        return sent

    def _waiting(self, session: Session, to: Registration, cause: Cause) -> Iterator[Arrival]:
        looks_at_all = "lost" in self.publishing.publisher.causes
        for each in session.unacknowledged:
            if looks_at_all or arriving(each) is not None:
                yield self.arrivals.of(
                    to,
                    each,
                    cause,
                    reached=[session],
                    is_copy=_is_copy(each),
                    again=session.notified_of(each),
                )

    def _restore(self, session: Session, arrivals: Iterable[Arrival]) -> None:
        """End a session after the usual time again, once the client was notified of a text."""
        settings = self.publishing.settings
        if session.is_extended and any(
            self._rules.is_restored(each, settings) for each in arrivals
        ):
            session.is_extended = False
            session.end_at = self.recorder.now + self.resume_timeout

    # ---- time ----

    def due(self, until: float) -> list[tuple[float, str, Deadline]]:
        """Return what comes for the clients before or at a time: when, whose, and what it is."""
        found: list[tuple[float, str, Deadline]] = [
            (at, full, what)
            for full, session in self.sessions.all()
            for at, what in self._deadlines(session)
            if at is not None and at <= until
        ]
        return sorted(found, key=lambda each: each[0])

    def is_due(self, at: float, client: str, what: Deadline) -> bool:
        """Tell whether something still comes at a time, after what came before it."""
        session = self.sessions.get(client)
        return session is not None and (at, what) in self._deadlines(session)

    def _deadlines(self, session: Session) -> Iterator[tuple[float | None, Deadline]]:
        yield session.wake_at, "wake"
        yield session.end_at, "end"
        patience = self._rules.patience
        if patience is not None and session.asked_at is not None:
            yield session.asked_at + patience, "late"

    def wake(self, client: str) -> list[str]:
        """Notify a client that its session will end."""
        session = self.sessions.get(client)
        if session is None:
            return []
        session.wake_at = None
        self.recorder.note(self.publishing.domain, f"wakes {client}, whose session ends soon")
        return [
            sent
            for to in self._held(session, client, "timeout")
            for sent in self.publishing.notify(to, [self.arrivals.of(to, None, "timeout")])
        ]

    def late(self, client: str) -> list[str]:
        """Do what the server does for a client that acknowledges nothing."""
        session = self.sessions.get(client)
        if session is None:
            return []
        session.asked_at = None
        if self._rules.patience_ends == "lost":
            self.recorder.note(client, "has acknowledged nothing, and is taken for lost")
            return self.lose(client)
        return [
            sent
            for to in self._held(session, client, "late")
            for each in self.publishing.of_queue([*self._waiting(session, to, "late")])
            for sent in self.publishing.notify(to, [each])
        ]

    # ---- who is meant ----

    @property
    def _rules(self) -> SessionRules:
        return self.publishing.publisher.sessions

    def _held(self, session: Session, client: str, cause: Cause) -> Iterator[Registration]:
        """Yield the registrations by which a client may be notified, all that it has enabled."""
        if cause not in self.publishing.publisher.causes:
            return
        enabled = session.enabled
        known = self.registrations(Jid(client).bare.normalized)
        found = [each for each in known if self.sessions.of(each) is session]
        if self._rules.outlives_registration:
            found = [] if enabled is None else [enabled]
        yield from found


def _is_copy(stanza: etree._Element) -> bool:
    """Tell whether the server has made a stanza as a copy: it comes from the user's own account."""
    sender, to = stanza.get("from"), stanza.get("to", "")
    is_own = sender is not None and sender == to.partition("/")[0]
    return is_own and stanza.find("{urn:xmpp:carbons:2}*") is not None
