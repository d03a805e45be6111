"""What a server does with a stanza that comes to it."""

from collections.abc import Mapping

import attrs
from lxml import etree

from pushstanza.flow.answering import write_down
from pushstanza.flow.deliveries import Deliveries
from pushstanza.flow.incoming import Incoming
from pushstanza.flow.publishing import Publishing
from pushstanza.flow.recorder import Recorder
from pushstanza.flow.service import PushService
from pushstanza.flow.sessions import Session, Sessions
from pushstanza.flow.stream_management import is_managing, managed
from pushstanza.flow.stream_management import title_of as managing_title
from pushstanza.flow.streams import Streams, sent_by
from pushstanza.flow.titles import title_of
from pushstanza.jid import Jid
from pushstanza.reading.parsing import reread
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

    # ---- sessions ----

    def open(self, full: str, *, available: bool = True) -> None:
        """Bring a client online."""
        self.recorder.join(full, "client")
        if full in self.sessions.known and self.sessions.get(full) is None:
            self.recorder.note(full, "comes back online")
        self.sessions.open(full, available=available)
        self.memory.online.add(full)

    def close(self, full: str) -> list[str]:
        """Take a client offline; return the publishes nobody takes."""
        self.streams.end(full)
        self.incoming.forget(full)
        self.memory.online.discard(full)
        self.recorder.join(full, "client")
        self.recorder.note(full, "goes offline")
        return self.deliveries.end(full)

    # ---- stanzas ----

    def take(self, sender: Jid, stanza: Received) -> list[str]:
        """Take a stanza; return what is sent in response."""
        sender = _sender(sender, stanza.root)
        session = self._arrived(sender)
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
        if seen.name == "iq" and seen.type in {"result", "error"}:
            self.publishing.take_answer(seen.root, sender)
            return []
        if seen.name == "presence":
            self._presence(session, seen)
            return []
        if seen.name == "message" and self.knowledge.case(seen).answer_to(seen).type == "none":
            return self._message(sender, seen)
        return self._answer(seen, session)

    def _seen(self, sender: Jid, stanza: Received) -> Request:
        return request(
            stanza.root,
            sender,
            pubsub=self.pubsub,
            world=self.memory,
            version=self.settings.version,
            is_virtual=self.is_virtual,
            damage=stanza.damage,
            parser_error=stanza.parser_error,
            pubsub_plugins=self.settings.pubsub_plugins,
            database=self.settings.database,
        )

    def _arrived(self, sender: Jid) -> Session | None:
        """Return the session of who sends; a client that is not connected is from now on."""
        if sender.domain != self.domain or sender.resource is None:
            self.recorder.join(sender.normalized, "client" if sender.local else "push service")
            return None
        session = self.sessions.get(sender.normalized)
        if session is None:
            self.open(sender.normalized)
        elif not session.acknowledges:  # it is back, and not by the stream that was lost
            session.acknowledges = True
            self.streams.end(sender.normalized)
        return self.sessions.get(sender.normalized)

    def _target(self, seen: Request) -> str:
        """Return who gets a stanza: an attached service, or the server itself."""
        to = seen.to
        return to.domain if to is not None and to.domain in self.services else self.domain

    def _manage(self, sender: Jid, session: Session, element: etree._Element) -> list[str]:
        client = sender.normalized
        self.recorder.stanza(client, self.domain, managing_title(element), _written(element))
        answers = managed(session, element, f"{sender.resource}-{session.connection}")
        for each in answers:
            title = managing_title(each)
            is_answer = is_managing(each)
            self.recorder.stanza(self.domain, client, title, _written(each), is_answer=is_answer)
        return [*map(_written, answers)]

    def _presence(self, session: Session | None, seen: Request) -> None:
        if session is None or seen.root.get("to") is not None:
            return
        session.available = seen.type != "unavailable"
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
        reply = self.knowledge.reply(seen, answer)
        if answer.type == "stream-error":
            self.close(seen.sender.normalized)
        sent = write_down(self.recorder, self.domain, seen, case=case, answer=answer, reply=reply)
        for each in self.sessions.other_than(self.memory.online):
            self.close(each)  # its account is removed
        if session is not None and reply is not None and answer.type != "stream-error":
            session.send(reread(reply))
        return sent

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
                session.enabled = (each.jid, each.node)

    def _message(self, sender: Jid, seen: Request) -> list[str]:
        ends = self.knowledge.is_remote_disable
        if ends is not None and ends(seen):
            self.memory.disable_remotely(sender.normalized, seen.root)
            return []
        return self.deliveries.message(sent_by(sender, seen.root))


def _sender(sender: Jid, stanza: etree._Element) -> Jid:
    """Return who sends a stanza: a host, such as a component (XEP-0114), sends for all there."""
    named = Jid.unchecked(stanza.get("from", ""))
    is_of_host = sender.is_domain and named.is_valid and named.domain == sender.domain
    return named if is_of_host else sender


def _written(element: etree._Element) -> str:
    return etree.tostring(element, encoding="unicode", with_tail=False)
