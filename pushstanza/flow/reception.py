"""What a server does with a stanza that comes to it."""

from collections.abc import Mapping

import attrs
from lxml import etree

from pushstanza.flow import carbons
from pushstanza.flow.answering import write_down
from pushstanza.flow.deliveries import Deliveries
from pushstanza.flow.incoming import Incoming
from pushstanza.flow.publishing import Publishing
from pushstanza.flow.recorder import Recorder
from pushstanza.flow.room_traffic import Rooms
from pushstanza.flow.service import PushService
from pushstanza.flow.sessions import Session, Sessions
from pushstanza.flow.stream_management import is_managing, managed
from pushstanza.flow.stream_management import title_of as managing_title
from pushstanza.flow.streams import Streams, sent_by
from pushstanza.flow.titles import title_of
from pushstanza.flow.unplayed import unplayed
from pushstanza.flow.waking import Deadline
from pushstanza.jid import Jid
from pushstanza.reading.names import CLIENT
from pushstanza.reading.parsing import reread
from pushstanza.reading.tags import local
from pushstanza.servers.extensions import asked_for
from pushstanza.servers.publisher import Settings
from pushstanza.servers.reading import Received
from pushstanza.servers.request import Request, request
from pushstanza.servers.server import Server as Knowledge
from pushstanza.servers.world import Memory, Registration


@attrs.define(kw_only=True)
class Reception:
    """The part of a server that takes stanzas, one at a time, and answers them.

    ``is_virtual`` says that the host of its pubsub service is a virtual one of MongooseIM.
    """

    knowledge: Knowledge
    settings: Settings
    domain: str
    pubsub: str
    is_virtual: bool
    memory: Memory
    sessions: Sessions
    streams: Streams
    services: Mapping[str, PushService]
    incoming: Incoming
    recorder: Recorder
    publishing: Publishing
    deliveries: Deliveries
    rooms: Mapping[str, Rooms]

    # ---- sessions ----

    def open(self, full: str, *, available: bool = True) -> list[str]:
        """Bring a client online; return the publishes nobody takes.

        They are for what its former session has not acknowledged, if that was still there; or say
        that nothing waits any more.
        """
        self.recorder.join(full, "client")
        if full in self.sessions.known and self.sessions.get(full) is None:
            self.recorder.note(full, "comes back online")
        sent = self.deliveries.replace(full)
        self.sessions.open(full, available=available)
        self.memory.online.add(full)
        return [*sent, *self.deliveries.serve(full)]

    def close(self, full: str) -> list[str]:
        """Take a client offline; return the publishes nobody takes."""
        self.streams.end(full)
        self.incoming.forget(full)
        self.memory.online.discard(full)
        self.recorder.join(full, "client")
        self.recorder.note(full, "goes offline")
        return [*self.deliveries.end(full), *self._leave_rooms(full)]

    def _leave_rooms(self, full: str) -> list[str]:
        return [sent for each in self.rooms.values() for sent in each.leave(full)]

    def wait(self, seconds: float) -> list[str]:
        """Advance the clock, and do what is due in this time; return the publishes nobody takes."""
        until = self.recorder.now + seconds
        sent: list[str] = []
        while due := self.deliveries.waking.due(until):
            for at, client, what in due:
                if self.deliveries.waking.is_due(at, client, what):
                    self.recorder.now = max(at, self.recorder.now)
                    sent += self._do(client, what)
        self.recorder.now = until
        return sent

    def _do(self, client: str, what: Deadline) -> list[str]:
        """Do what is due for a client."""
        match what:
            case "wake":
                return self.deliveries.waking.wake(client)
            case "late":
                return self.deliveries.waking.late(client)
            case "end":
                return self.close(client)

    # ---- stanzas ----

    def take(self, sender: Jid, stanza: Received) -> list[str]:
        """Take a stanza; return what is sent in response."""
        sender = _sender(sender, stanza.root)
        return [*self._arrive(sender), *self._take(sender, stanza)]

    def _take(self, sender: Jid, stanza: Received) -> list[str]:
        session = self._session(sender)
        if session is not None and is_managing(stanza.root):
            return self._manage(sender, session, stanza.root)
        seen = self._seen(sender, stanza)
        target = self._target(seen)
        self.recorder.stanza(
            sender.normalized,
            target,
            title_of(seen),
            etree.tostring(stanza.root, encoding="unicode"),
        )
        if session is not None and stanza.damage is None:
            session.handled += 1
        if target in self.services:
            return self.services[target].take(sender, Received(sent_by(sender, stanza.root)))
        if target in self.rooms:
            return self.rooms[target].take(sender, sent_by(sender, stanza.root))
        if seen.name == "iq" and self._is_for_another(sender, seen):
            self.recorder.note(self.domain, f"delivers the iq to {seen.to}")
            return self.deliveries.deliver(sent_by(sender, stanza.root))
        if seen.name == "iq" and seen.type in {"result", "error"}:
            self._take_answer(sender, seen)
            return []
        if seen.name == "presence":
            sent = self._presence(sender, session, seen)
            return [*sent, *self.deliveries.serve(sender.normalized)]
        if session is not None and self._copies and carbons.is_switch(stanza.root):
            return self._switch_copies(sender, session, stanza.root)
        if seen.name == "message" and self.knowledge.case(seen).answer_to(seen).type == "none":
            return self._message(sender, seen)
        return self._answer(seen, session)

    def _take_answer(self, sender: Jid, seen: Request) -> None:
        if not self.publishing.take_answer(seen.root, sender):
            effect = "It answers no publish that waits for an answer. No registration changes."
            self.recorder.note(self.domain, "nothing happens", effect=effect)

    def _seen(self, sender: Jid, stanza: Received) -> Request:
        return request(
            stanza.root,
            sender,
            pubsub=self.pubsub,
            world=self.memory,
            version=self.settings.version,
            is_virtual=self.is_virtual,
            has_extensions=self.settings.extensions,
            damage=stanza.damage,
            parser_error=stanza.parser_error,
            pubsub_plugins=self.settings.pubsub_plugins,
            database=self.settings.database,
        )

    def _arrive(self, sender: Jid) -> list[str]:
        """Bring who sends online, a client of this domain; return the publishes nobody takes."""
        if sender.domain != self.domain or sender.resource is None:
            self.recorder.join(sender.normalized, "client" if sender.local else "push service")
            return []
        session = self.sessions.get(sender.normalized)
        if session is None:
            return self.open(sender.normalized)
        if not session.acknowledges:  # it is back, and not by the stream that was lost
            session.come_back()
            self.streams.end(sender.normalized)
        return []

    def _session(self, sender: Jid) -> Session | None:
        """Return the session of a client of this domain."""
        is_client = sender.domain == self.domain and sender.resource is not None
        return self.sessions.get(sender.normalized) if is_client else None

    def _target(self, seen: Request) -> str:
        """Return who gets a stanza: an attached service, or the server itself."""
        to = seen.to
        is_other = to is not None and (to.domain in self.services or to.domain in self.rooms)
        return to.domain if to is not None and is_other else self.domain

    def _manage(self, sender: Jid, session: Session, element: etree._Element) -> list[str]:
        client = sender.normalized
        self.recorder.stanza(client, self.domain, managing_title(element), _written(element))
        resumption = f"{sender.resource}-{session.connection}"
        answers = managed(session, element, resumption, self.recorder.now)
        for each in answers:
            title = managing_title(each)
            is_answer = is_managing(each)
            self.recorder.stanza(self.domain, client, title, _written(each), is_answer=is_answer)
        return [*map(_written, answers)]

    def _is_for_another(self, sender: Jid, seen: Request) -> bool:
        """Tell whether a stanza goes to another client that is connected."""
        to = seen.to
        is_client = to is not None and self.sessions.get(to.normalized) is not None
        return is_client and to != sender

    @property
    def _copies(self) -> bool:
        return self.publishing.publisher.sessions.has_carbons

    def _switch_copies(self, sender: Jid, session: Session, iq: etree._Element) -> list[str]:
        """Let a client get copies of the messages of the user's others, or not any more."""
        session.copies = local(iq[0]) == "enable"
        answer = etree.Element(f"{{{CLIENT}}}iq", nsmap={None: CLIENT})
        answer.set("type", "result")
        answer.set("id", iq.get("id", ""))
        answer.set("from", str(sender.bare))
        answer.set("to", str(sender))
        text = etree.tostring(answer, encoding="unicode")
        self.recorder.stanza(self.domain, sender.normalized, "result", text, is_answer=True)
        session.send(answer)
        self.deliveries.waking.await_acknowledgement(sender.normalized, session)
        return [text]

    def _presence(self, sender: Jid, session: Session | None, seen: Request) -> list[str]:
        root = sent_by(sender, seen.root)
        effect = self._say_unplayed(seen)
        if session is None or root.get("to") is not None:
            return self.deliveries.presence(root)
        if effect:
            return []
        was_available = session.available
        self._set_presence(session, seen)
        sent = self.deliveries.presence(root)
        if session.available and not was_available:
            self.deliveries.greet(sender.normalized)
        if not session.available:
            sent += self._leave_rooms(sender.normalized)
        return sent

    def _say_unplayed(self, seen: Request) -> str:
        """Note what is not played of a presence or a message, and return it."""
        effect = unplayed(seen, self.domain)
        if effect:
            self.recorder.note(self.domain, "not played", effect=effect)
        return effect

    def _set_presence(self, session: Session, seen: Request) -> None:
        session.available = seen.type != "unavailable"
        session.show = (seen.root.findtext("{*}show") or "").strip() or None
        written = (seen.root.findtext("{*}priority") or "0").strip()
        digits = written.removeprefix("-")
        is_number = digits.isascii() and digits.isdecimal() and len(digits) < 4
        session.priority = int(written) if is_number else 0

    def answer_to_publish(self, publish: str) -> str | None:
        """Return what the server answers to a publish of its own to its domain, or a user there."""
        seen = self._seen(Jid(self.domain), Received(reread(publish)))
        return self.knowledge.reply(seen, self.knowledge.case(seen).answer_to(seen))

    def _answer(self, seen: Request, session: Session | None) -> list[str]:
        case = self.knowledge.case(seen)
        answer = case.answer_to(seen)
        if case.act is not None and answer.type == "result":
            before = self.memory.registrations
            case.act(seen, self.memory)
            self._stamp(before)
            if session is not None and seen.payload_name == "disable":
                self._forget(session)
        reply = self.knowledge.reply(seen, answer)
        if answer.type == "stream-error":
            self.close(seen.sender.normalized)
        sent = write_down(self.recorder, self.domain, seen, case=case, answer=answer, reply=reply)
        if answer.type == "result" and seen.payload is not None and seen.payload_name == "enable":
            self._say_what_is_not_played(seen.payload)
        for each in self.sessions.other_than(self.memory.online):
            self.close(each)  # its account is removed
        if session is not None and reply is not None and answer.type != "stream-error":
            session.send(reread(reply))
            self.deliveries.waking.await_acknowledgement(seen.sender.normalized, session)
        return sent

    def _say_what_is_not_played(self, enable: etree._Element) -> None:
        """Note which extensions in an enable the server does not have, or the emulator not play."""
        honoured = self.publishing.publisher.honours(self.settings)
        for each in asked_for(enable):
            if each not in honoured:
                self.recorder.note(
                    self.domain,
                    f"does not honour {each.rpartition('}')[2]}",
                    outcome="lost",
                    effect=f"{self.knowledge.title}, as it is set up here, ignores this extension, "
                    "or the emulator does not play it",
                )

    def _stamp(self, before: list[Registration]) -> None:
        """Note of what is newly enabled when that was, and from which connection."""
        known = {id(each) for each in before}
        for each in self.memory.registrations:
            if id(each) in known:
                continue
            session = self.sessions.of(each)
            connection = session.connection if session else 0
            new = attrs.evolve(each, connection=connection, at=self.recorder.now)
            self.memory.replace(each, new)
            if session is not None:
                session.enabled = new

    def _forget(self, session: Session) -> None:
        """Let a session forget what it has enabled, after its client has disabled something."""
        forgets = self.publishing.publisher.sessions.forgets
        held = session.enabled
        is_gone = held is not None and not self.memory.has_registration(
            held.user, held.jid, held.node
        )
        if forgets == "all" or (forgets == "own" and is_gone):
            session.enabled = None

    def _message(self, sender: Jid, seen: Request) -> list[str]:
        ends = self.knowledge.is_remote_disable
        if ends is not None and ends(seen):
            return self._disable_remotely(sender, seen)
        self._say_unplayed(seen)
        return self.deliveries.message(sent_by(sender, seen.root))

    def _disable_remotely(self, sender: Jid, seen: Request) -> list[str]:
        """Let a push service end registrations (XEP-0357, section 8); nothing is sent."""
        before = self.memory.registrations
        self.memory.disable_remotely(sender.normalized, seen.root)
        gone = [each for each in before if each not in self.memory.registrations]
        for each in gone:
            self.recorder.note(
                self.domain,
                f"disables node {each.node}",
                outcome="error",
                effect=f"{sender} has ended the registration of {each.user}",
            )
        if not gone:
            effect = (
                "No registration is meant: the user, the push service and the node have to fit."
            )
            self.recorder.note(self.domain, "nothing happens", effect=effect)
        return []


def _sender(sender: Jid, stanza: etree._Element) -> Jid:
    """Return who sends a stanza: a host, such as a component (XEP-0114), sends for all there."""
    named = Jid.unchecked(stanza.get("from", ""))
    is_of_host = sender.is_domain and named.is_valid and named.domain == sender.domain
    return named if is_of_host else sender


def _written(element: etree._Element) -> str:
    return etree.tostring(element, encoding="unicode", with_tail=False)
