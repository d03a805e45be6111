"""A component at the other end of a stream, such as a push service (XEP-0114)."""

import hashlib
import hmac
from collections.abc import Mapping
from typing import ClassVar, Final

import attrs
from lxml import etree

from pushstanza.flow import Server
from pushstanza.flow.client import answers_to, usual_answer
from pushstanza.flow.conversation import Conversation, Role
from pushstanza.flow.feed import Fault
from pushstanza.flow.streams import sent_by
from pushstanza.reading import tags
from pushstanza.reading.names import STREAMS
from pushstanza.reading.stanza_trees import is_stanza, put_in_client
from pushstanza.servers.request import jid_of

COMPONENT: Final = "jabber:component:accept"


@attrs.define(eq=False)
class ComponentRole(Role):
    """A component, before and after its handshake."""

    namespace: ClassVar[str] = COMPONENT
    server: Server
    secrets: Mapping[str, str] = attrs.field(repr=False)
    host: str = attrs.field(default="", init=False)
    is_known: bool = attrs.field(default=False, init=False)

    def refusal(self, header: etree._Element) -> Fault | None:
        """Refuse a host that is not expected."""
        to = jid_of(header.get("to"))
        if to is None or to.domain not in self.secrets:
            return Fault("host-unknown", "the listener has no such component")
        self.host = to.domain
        return None

    def greeting(self, header: etree._Element) -> dict[str, str]:
        """Repeat the host of the component."""
        to = header.get("to")
        return {} if to is None else {"from": to}

    def features(self) -> None:
        """There are none in this protocol."""

    def take(self, element: etree._Element, stream: Conversation) -> None:
        """Take the handshake, then stanzas."""
        if not self.is_known:
            self._shake_hands(element, stream)
        elif str(element.tag) == f"{{{STREAMS}}}error":
            stream.end()
        elif is_stanza(element):
            self._pass_on(put_in_client(element, COMPONENT), stream)
        else:
            stream.end(Fault("unsupported-stanza-type"))

    def leave(self, stream: Conversation) -> None:
        """Let publishes go elsewhere again."""
        self.server.streams.discard(self.host, stream)

    def _shake_hands(self, element: etree._Element, stream: Conversation) -> None:
        secret = self.secrets[self.host]
        expected = hashlib.sha1(f"{stream.id}{secret}".encode(), usedforsecurity=False).hexdigest()
        given = (element.text or "").strip().lower()
        is_handshake = str(element.tag) == f"{{{COMPONENT}}}handshake"
        if not is_handshake or not hmac.compare_digest(expected.encode(), given.encode()):
            stream.end(Fault("not-authorized", "the handshake does not fit the secret"))
            return
        self.is_known = True
        self.server.streams.add(self.host, stream)
        stream.send(etree.Element(f"{{{COMPONENT}}}handshake", nsmap={None: COMPONENT}))

    def _pass_on(self, stanza: etree._Element, stream: Conversation) -> None:
        sender = jid_of(stanza.get("from"))
        if sender is None or sender.domain != self.host:
            stream.end(Fault("invalid-from", f"the stream is that of {self.host}"))
            return
        to = jid_of(stanza.get("to"))
        if to is None:
            stream.end(Fault("improper-addressing", "a stanza of a component needs a 'to'"))
            return
        is_iq = tags.local(stanza) == "iq"
        if is_iq and self.server.streams.deliver(to.normalized, sent_by(sender, stanza)):
            return
        usual = usual_answer(stanza, sender, self.server.domain)
        for each in [usual] if usual is not None else answers_to(self.server, sender, stanza):
            stream.send(each)
