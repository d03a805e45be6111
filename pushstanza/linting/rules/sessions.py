"""The sessions of clients: each begins with the stanza that binds a resource (RFC 6120, section 7)."""

from lxml import etree

from pushstanza.binding import Unknown
from pushstanza.diagnostics.records import define
from pushstanza.jid import Jid
from pushstanza.reading.recent import Recent
from pushstanza.stanzas.rfc6120 import Iq

_NS = "urn:ietf:params:xml:ns:xmpp-bind"
_BIND = f"{{{_NS}}}bind"
_JID = f"{{{_NS}}}jid"

#: How many requests are remembered by their ids.
OPEN = 1_000


@define
class _Session:
    """A session, and how many enables there were before it began, and before the next one did."""

    client: Jid | None
    began: int
    ended: int | None = None


class Sessions:
    """The sessions so far: of each client that is known by its JID, and of one that is not.

    The latter are all that there are in a text with one client. In a log the requests of many look
    alike, and only the answer says whose session begins.
    """

    def __init__(self) -> None:
        self._asked: Recent[str | None, None] = Recent(OPEN)
        self._accounts: Recent[Jid, None] = Recent(2)
        self._of_client: Recent[Jid | None, _Session] = Recent()
        self._of_stanza: Recent[tuple[int, bool], _Session] = Recent()
        self._enables: Recent[str | None, int] = Recent()
        self._all_enables = 0

    def begins_with(self, iq: Iq, *, in_log: bool) -> bool:
        """Tell whether a stanza is the first to show that a session begins."""
        if not is_bind(iq):
            return False
        if in_log:
            return jid_bound(iq) is not None
        return iq.type == "set" or (iq.type == "result" and iq.id not in self._asked)

    def has_enable(self, iq: Iq, *, in_log: bool) -> bool:
        """Tell whether push was enabled in the session that began with a stanza."""
        session = self._of_stanza.get((id(iq), in_log))
        if session is None:
            return True  # it is forgotten
        ended = self._count(session.client) if session.ended is None else session.ended
        return ended > session.began

    def is_one_account(self, jid: Jid) -> bool:
        """Tell whether no session of another account than that of *jid* was seen."""
        return all(each == jid.bare for each in self._accounts)

    def record(self, iq: Iq) -> None:
        """Record a stanza, whatever it is."""
        if not is_bind(iq):
            return
        if self.begins_with(iq, in_log=False):
            self._begin(iq, None)
        jid = jid_bound(iq)
        if jid is not None:
            self._begin(iq, jid)
            self._accounts.put(jid.bare, None)
        if iq.type == "set":
            self._asked.put(iq.id, None)

    def note_enable(self, sender: str | None) -> None:
        """Record that push is enabled, by which normalized address if that is known."""
        self._all_enables += 1
        self._enables.put(sender, self._enables.pop(sender, 0) + 1)

    def _begin(self, iq: Iq, client: Jid | None) -> None:
        count = self._count(client)
        before = self._of_client.get(client)
        if before is not None:
            before.ended = count
        session = _Session(client, count)
        self._of_client.put(client, session)
        self._of_stanza.put((id(iq), client is not None), session)

    def _count(self, client: Jid | None) -> int:
        """Return how many enables so far may have been those of a client."""
        if client is None:
            return self._all_enables
        senders = (client.normalized, client.bare.normalized, None)
        return sum(self._enables.get(each, 0) for each in senders)


def jid_bound(iq: Iq) -> Jid | None:
    """Return the full JID that an answer gives to a client, if it is one."""
    if iq.type != "result" or not isinstance(iq.payload, Unknown):
        return None
    text = etree.fromstring(iq.payload.xml).findtext(_JID)
    found = None if text is None else Jid.unchecked(text.strip())
    return found if found is not None and found.is_valid and found.local else None


def is_bind(iq: Iq) -> bool:
    """Tell whether a stanza binds a resource, or answers that."""
    return isinstance(iq.payload, Unknown) and iq.payload.tag == _BIND
