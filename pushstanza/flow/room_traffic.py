"""What goes between the rooms of a service and the users of the server it is attached to."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import attrs
from lxml import etree

from pushstanza.flow.deliveries import Deliveries
from pushstanza.flow.publishing import Publishing
from pushstanza.flow.recorder import Recorder
from pushstanza.flow.sessions import Sessions
from pushstanza.jid import Jid
from pushstanza.reading.tags import local
from pushstanza.servers.arriving import arriving
from pushstanza.servers.publisher import Arrival
from pushstanza.servers.request import jid_of

if TYPE_CHECKING:
    from pushstanza.flow.rooms import RoomService


@attrs.define(kw_only=True)
class Rooms:
    """A service with rooms, as the server reaches it that it is attached to.

    ``publishing`` notifies those who are mentioned, for the service.
    """

    service: "RoomService"
    domain: str
    sessions: Sessions
    recorder: Recorder
    deliveries: Deliveries
    publishing: Publishing

    def take(self, sender: Jid, root: etree._Element) -> list[str]:
        """Take a stanza; return answers, publishes nobody takes, and what goes to other domains."""
        self.recorder.join(self.service.host, "server")
        if local(root) == "iq" and root.get("type") in {"result", "error"}:
            self.publishing.take_answer(root, sender)
            return []
        sent = self.service.take(sender, root)
        is_said = local(root) == "message" and any(each.get("type") == "groupchat" for each in sent)
        mentions = self._mentions(sent[0]) if is_said else []
        return [*self._routed(sender, sent), *mentions]

    def leave(self, client: str) -> list[str]:
        """Let a client leave all rooms; return what nobody takes."""
        return self._routed(Jid(client), self.service.leave(client))

    def _routed(self, sender: Jid, sent: Iterable[etree._Element]) -> list[str]:
        found: list[str] = []
        for each in sent:
            to = jid_of(each.get("to"))
            text = etree.tostring(each, encoding="unicode")
            is_answer = to == sender and each.get("type") in {"result", "error"}
            if local(each) != "presence" or is_answer:
                title = each.get("type") or "message"
                self.recorder.stanza(self.service.host, str(to), title, text, is_answer=is_answer)
            if is_answer:
                self._keep(sender, each)
            if is_answer or to is None or to.domain != self.domain:
                found.append(text)
            else:
                found += self.deliveries.deliver(each)
        return found

    def _keep(self, sender: Jid, answer: etree._Element) -> None:
        """Keep an answer until the client acknowledges it."""
        session = self.sessions.get(sender.normalized)
        if session is not None:
            session.send(answer)

    def _mentions(self, said: etree._Element) -> list[str]:
        """Notify a member whom a message mentions; return the publishes nobody takes."""
        message = arriving(said)
        if message is None or not message.body:
            return []
        arrival = Arrival(message=message, stanza=said, presence="offline", cause="mention")
        return [
            sent
            for to in self.service.mentioned(said)
            for sent in self.publishing.notify(to, [arrival])
        ]
