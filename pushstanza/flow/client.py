"""A client at the other end of a stream: what is answered to it, push or not."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from lxml import etree

from pushstanza.diagnostics.records import frozen
from pushstanza.flow.conversation import Conversation, Role
from pushstanza.flow.feed import Fault
from pushstanza.flow.streams import sent_by
from pushstanza.jid import Jid
from pushstanza.reading import parsing, tags
from pushstanza.reading.names import CLIENT, STANZA_ERRORS, STREAMS
from pushstanza.servers.request import jid_of

if TYPE_CHECKING:
    from pushstanza.flow.server import Server

BIND: Final = "urn:ietf:params:xml:ns:xmpp-bind"
SESSION: Final = "urn:ietf:params:xml:ns:xmpp-session"
_ROSTER: Final = "jabber:iq:roster"
_PING: Final = "urn:xmpp:ping"
_ASKING: Final = frozenset({"get", "set"})


class DomainRole(Role):
    """Somebody who has opened a stream to the domain of a server, as clients do."""

    __slots__ = ()

    server: "Server"

    def refusal(self, header: etree._Element) -> Fault | None:
        """Return what is wrong with a header (RFC 6120, sections 4.7 and 4.9.3)."""
        to = header.get("to")
        if to is None:
            return Fault("improper-addressing", "the header has no 'to'")
        if jid_of(to) != Jid(self.server.domain):
            return Fault("host-unknown", f"this is {self.server.domain}")
        if not header.get("version", "0.9").startswith("1."):
            return Fault("unsupported-version", "the version is not 1.0")
        return None

    def greeting(self, header: etree._Element) -> dict[str, str]:  # noqa: ARG002 - says the same to all
        """Say who answers."""
        return {"from": self.server.domain, "version": "1.0"}


@frozen(eq=False)
class ClientRole(DomainRole):
    """A client with a session."""

    server: "Server"
    jid: Jid

    def features(self) -> Sequence[etree._Element]:
        """Offer to bind, which is answered with the resource that is bound."""
        return bind_features()

    def take(self, element: etree._Element, stream: Conversation) -> None:
        """Answer a stanza."""
        if str(element.tag) == f"{{{STREAMS}}}error":
            stream.end()
            return
        sender = element.get("from")
        if sender is not None and jid_of(sender) not in {self.jid, self.jid.bare}:
            stream.end(Fault("invalid-from", f"the stream is that of {self.jid.normalized}"))
            return
        usual = usual_answer(element, self.jid, self.server.domain)
        if usual is not None:
            stream.send(usual)
        elif not self._passed_on(element):
            self._ask(element, stream)

    def arrive(self, stream: Conversation) -> None:
        """Bring the client online; a stream that it had ends with a conflict."""
        name = self.jid.normalized
        self.server.streams.add(name, stream)
        self.server.connect(name, available=False)

    def leave(self, stream: Conversation) -> None:
        """Take the client offline."""
        name = self.jid.normalized
        if self.server.streams.discard(name, stream):
            self.server.disconnect(name)

    def _passed_on(self, element: etree._Element) -> bool:
        """Pass a stanza on to a component, if it is for one."""
        to = jid_of(element.get("to"))
        if to is None or to.domain == self.server.domain:
            return False
        return self.server.streams.deliver(to.domain, sent_by(self.jid, element))

    def _ask(self, element: etree._Element, stream: Conversation) -> None:
        answers = answers_to(self.server, self.jid, element)
        for each in answers:
            stream.send(each)
        if any(str(each.tag) == f"{{{STREAMS}}}error" for each in answers):
            stream.end()


def answers_to(server: "Server", sender: Jid, element: etree._Element) -> list[etree._Element]:
    """Return what a server answers to who sends an element, so that none waits in vain."""
    text = etree.tostring(element, encoding="unicode", with_tail=False)
    sent = (parsing.reread(each) for each in server.receive(sender, text))
    # What is for somebody else is a publish, which nobody who is connected takes.
    answers = [each for each in sent if jid_of(each.get("to")) in {sender, None}]
    if not answers and _asks(element):
        return [error(element, sender, "service-unavailable")]
    return answers


def bind_features() -> list[etree._Element]:
    """Return the features of a stream after authentication (RFC 6120, section 7; RFC 3921)."""
    bind = etree.Element(f"{{{BIND}}}bind", nsmap={None: BIND})
    session = etree.Element(f"{{{SESSION}}}session", nsmap={None: SESSION})
    etree.SubElement(session, f"{{{SESSION}}}optional")
    return [bind, session]


def usual_answer(element: etree._Element, sender: Jid, domain: str) -> etree._Element | None:
    """Return what every server answers, apart from push, to a request that it is asked itself.

    Args:
        element: The request.
        sender: Who asks.
        domain: The server.
    """
    to = element.get("to")
    is_own = to is None or jid_of(to) in {Jid(domain), sender.bare}
    payload = next(element.iterchildren("*"), None)
    if payload is None or not is_own or not _asks(element):
        return None
    name = str(payload.tag), element.get("type")
    if name == (f"{{{_ROSTER}}}query", "get"):
        return result(element, sender, etree.Element(f"{{{_ROSTER}}}query", nsmap={None: _ROSTER}))
    if name == (f"{{{BIND}}}bind", "set"):
        return result(element, sender, bound(sender))
    if name in {(f"{{{_PING}}}ping", "get"), (f"{{{SESSION}}}session", "set")}:
        return result(element, sender)
    return None


def bound(jid: Jid) -> etree._Element:
    """Return the answer to a bind."""
    bind = etree.Element(f"{{{BIND}}}bind", nsmap={None: BIND})
    etree.SubElement(bind, f"{{{BIND}}}jid").text = str(jid)
    return bind


def result(
    request: etree._Element, to: Jid, payload: etree._Element | None = None
) -> etree._Element:
    """Return the result of a request."""
    answer = _answer(request, to, "result")
    if payload is not None:
        answer.append(payload)
    return answer


def error(request: etree._Element, to: Jid, condition: str, type: str = "cancel") -> etree._Element:
    """Return the error that answers a request."""
    answer = _answer(request, to, "error")
    element = etree.SubElement(answer, f"{{{CLIENT}}}error", {"type": type})
    names = {None: STANZA_ERRORS}
    etree.SubElement(element, f"{{{STANZA_ERRORS}}}{condition}", nsmap=names)
    return answer


def _answer(request: etree._Element, to: Jid, type: str) -> etree._Element:
    attributes = {
        "type": type,
        "id": request.get("id"),
        "from": request.get("to"),
        "to": str(to),
    }
    return etree.Element(
        f"{{{CLIENT}}}iq",
        {name: value for name, value in attributes.items() if value is not None},
        nsmap={None: CLIENT},
    )


def _asks(element: etree._Element) -> bool:
    return tags.local(element) == "iq" and element.get("type") in _ASKING
