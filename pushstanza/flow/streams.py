"""Who is connected to a server by a stream."""

from copy import deepcopy
from typing import Protocol

import attrs
from lxml import etree

from pushstanza.flow.feed import Fault
from pushstanza.jid import Jid


class Connected(Protocol):
    """The stream of a client or of a component."""

    def send(self, stanza: etree._Element) -> None:
        """Send a stanza, which is in ``jabber:client``."""
        ...

    def end(self, fault: Fault | None = None) -> None:
        """End the stream, with an error if one is given."""
        ...

    def fall_silent(self) -> None:
        """Carry nothing any more, in either direction, without an end."""
        ...


@attrs.define(eq=False)
class Streams:
    """The streams that are open: those of clients by full JID, those of components by host."""

    _open: dict[str, Connected] = attrs.field(factory=dict, init=False)
    _last_id: int = attrs.field(default=0, init=False)

    def next_id(self) -> str:
        """Return the id of the next stream: the same in every run."""
        self._last_id += 1
        return f"stream{self._last_id}"

    def add(self, jid: str, stream: Connected) -> None:
        """Add a stream; one that was there ends with a conflict (RFC 6120, section 7.7.2.2)."""
        self.end(jid, Fault("conflict", "the resource is connected again"))
        self._open[jid] = stream

    def end(self, jid: str, fault: Fault | None = None) -> None:
        """End a stream, if it is there."""
        stream = self._open.pop(jid, None)
        if stream is not None:
            stream.end(fault)

    def lose(self, jid: str) -> None:
        """Let a stream carry nothing any more, if it is there."""
        stream = self._open.get(jid)
        if stream is not None:
            stream.fall_silent()

    def discard(self, jid: str, stream: Connected) -> bool:
        """Forget a stream that has ended; tell whether it was still there."""
        if self._open.get(jid) is not stream:
            return False
        del self._open[jid]
        return True

    def has(self, jid: str) -> bool:
        """Tell whether there is a stream."""
        return jid in self._open

    def deliver(self, jid: str, stanza: etree._Element) -> bool:
        """Send a stanza over a stream; tell whether there is one."""
        stream = self._open.get(jid)
        if stream is None:
            return False
        stream.send(stanza)
        return True


def sent_by(sender: Jid, stanza: etree._Element) -> etree._Element:
    """Return a stanza as it goes on: with its sender."""
    copy = deepcopy(stanza)
    copy.tail = None
    copy.set("from", str(sender))
    return copy
