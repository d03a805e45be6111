"""Clients and a push service whose bytes on the wire are ours to see and to write.

slixmpp opens the stream; from then on nothing stands between the server and what is recorded.
"""

import asyncio
import logging
import os
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from itertools import count
from typing import Self, cast
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

import slixmpp
from lxml import etree

from tests.live.servers import PUSH_SERVICE, SECRET, Server

#: slixmpp reads all certificates of the system for each stream, also where none is encrypted.
os.environ["SSL_CERT_FILE"] = os.devnull
logging.getLogger("slixmpp").setLevel(logging.CRITICAL)

PASSWORD = "password"
SECONDS_TO_CONNECT = 30
SECONDS_TO_ANSWER = 5
#: What has not come so long after the last thing that came does not come any more.
SECONDS_TO_SETTLE = 0.3
STANZAS = ("<iq", "<message", "<presence")
CLIENT, COMPONENT = "jabber:client", "jabber:component:accept"


class Splitter:
    """Cuts the bytes of a stream into stanzas, each as it was sent."""

    def __init__(self, namespace: str) -> None:
        self._text = b""
        self._depth = 0
        self._start = 0
        self._found: list[str] = []
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._open
        self._parser.EndElementHandler = self._close
        self.feed(f"<stream:stream xmlns:stream='_' xmlns={quoteattr(namespace)}>".encode())

    def feed(self, data: bytes) -> list[str]:
        """Return the stanzas that *data* completes."""
        self._found = []
        self._text += data
        self._parser.Parse(data)
        return self._found

    def _open(self, _name: str, _attributes: dict[str, str]) -> None:
        if self._depth == 1:
            self._start = self._parser.CurrentByteIndex
        self._depth += 1

    def _close(self, name: str) -> None:
        self._depth -= 1
        if self._depth == 1:
            self._found.append(self._text[self._start : self._end(name)].decode())

    def _end(self, name: str) -> int:
        """Return where an element ends: after its end tag, which an empty one lacks."""
        at = self._parser.CurrentByteIndex
        has_end_tag = self._text.startswith(f"</{name}".encode(), at)
        return self._text.index(b">", at) + 1 if has_end_tag else at


class Wire(asyncio.Protocol):
    """A stream that is open: what came over it, and whether the server has closed it."""

    def __init__(self, transport: asyncio.Transport, namespace: str) -> None:
        self.received: list[str] = []
        self.is_closed = False
        self.on_stanza: Callable[[str], None] = lambda _: None
        self._splitter = Splitter(namespace)
        self._transport = transport
        self._changed = asyncio.Event()
        transport.set_protocol(self)

    def data_received(self, data: bytes) -> None:
        """Keep the stanzas that came."""
        for stanza in self._splitter.feed(data):
            self.received.append(stanza)
            self.on_stanza(stanza)
        self._changed.set()

    def connection_lost(self, _exception: BaseException | None) -> None:
        """Note that it is closed."""
        self.is_closed = True
        self._changed.set()

    def send(self, text: str) -> None:
        """Send text as it is."""
        self._transport.write(text.encode())

    async def leave(self) -> None:
        """End the session as XMPP has it."""
        self.send("</stream:stream>")
        await self.until(lambda: self.is_closed, SECONDS_TO_ANSWER)
        await self.cut()

    async def cut(self) -> None:
        """Lose the connection, as a telephone does in a tunnel."""
        self._transport.abort()
        await self.until(lambda: self.is_closed, SECONDS_TO_ANSWER)

    async def until(self, is_done: Callable[[], bool], seconds: float) -> bool:
        """Wait until something is so, for *seconds* at most, and return whether it is."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not is_done():
                    self._changed.clear()
                    await self._changed.wait()
        return is_done()


class Client:
    """A client with a session."""

    def __init__(self, jid: str, wire: Wire) -> None:
        self.jid = slixmpp.JID(jid)
        self.wire = wire
        self._numbers = count()

    @classmethod
    async def connect(cls, server: Server, jid: str, *, is_new: bool = False) -> Self:
        """Begin a session; *is_new* makes the account first."""
        return cls(jid, await _opened(made(jid, is_new=is_new), server.client_port, CLIENT))

    async def answer(self) -> list[str]:
        """Wait a little for what others than the server may still answer, and return it."""
        before = len(self.wire.received)
        await self.wire.until(
            lambda: self.wire.is_closed or len(self.wire.received) > before, SECONDS_TO_SETTLE
        )
        return self.wire.received[before:]

    async def ask(self, text: str) -> list[str]:
        """Send text as it is, and return all that comes before the server is done with it.

        It is done when it has answered a ping that was sent after the text, or has hung up.
        """
        before = len(self.wire.received)
        end = f"ping-{next(self._numbers)}"
        self.wire.send(text)
        self.wire.send(
            f"<iq type='get' id='{end}' to='{self.jid.domain}'><ping xmlns='urn:xmpp:ping'/></iq>"
        )
        await self.wire.until(lambda: self._is_over(end, before), SECONDS_TO_ANSWER)
        return [each for each in self.wire.received[before:] if end not in each]

    def acknowledge(self) -> None:
        """Tell the server how many stanzas have come since it began to count (XEP-0198)."""
        began = max(at for at, each in enumerate(self.wire.received) if each.startswith("<enabled"))
        came = [each for each in self.wire.received[began:] if each.startswith(STANZAS)]
        self.wire.send(f"<a xmlns='urn:xmpp:sm:3' h='{len(came)}'/>")

    def _is_over(self, end: str, before: int) -> bool:
        return self.wire.is_closed or any(end in each for each in self.wire.received[before:])


class PushService:
    """The push service: it keeps what reaches it, and answers as it is told to."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.answer: str | None = ""
        """What its answers hold: an error, nothing in a result; ``None`` answers not at all."""
        wire.on_stanza = self._reply
        self._numbers = count()

    @classmethod
    async def connect(cls, server: Server) -> Self:
        """Open the stream of a component."""
        xmpp = slixmpp.ComponentXMPP(PUSH_SERVICE, SECRET)
        return cls(await _opened(xmpp, server.component_port, COMPONENT))

    async def ping(self, host: str) -> None:
        """Return when all that the server has sent before has come."""
        end = f"ping-{next(self._numbers)}"
        self.wire.send(
            f"<iq type='get' id='{end}' from='{PUSH_SERVICE}' to='{host}'>"
            "<ping xmlns='urn:xmpp:ping'/></iq>"
        )
        await self.wire.until(
            lambda: any(end in each for each in self.wire.received), SECONDS_TO_ANSWER
        )

    def _reply(self, stanza: str) -> None:
        root = etree.fromstring(stanza)
        is_asked = etree.QName(root).localname == "iq" and root.get("type") in {"get", "set"}
        if is_asked and self.answer is not None:
            kind = "error" if self.answer else "result"
            names = {
                "from": root.get("to", ""),
                "to": root.get("from", ""),
                "id": root.get("id", ""),
            }
            attributes = " ".join(f"{name}={quoteattr(value)}" for name, value in names.items())
            self.wire.send(f"<iq type='{kind}' {attributes}>{self.answer}</iq>")


async def _opened(
    xmpp: slixmpp.ClientXMPP | slixmpp.ComponentXMPP, port: int, namespace: str
) -> Wire:
    """Let slixmpp begin a session, and take the stream over from it."""
    await begin(xmpp, port)
    return Wire(cast(asyncio.Transport, xmpp.transport), namespace)


def made(jid: str, *, is_new: bool = False) -> slixmpp.ClientXMPP:
    """Return a client of slixmpp; *is_new* lets it make the account first."""
    options = {"feature_mechanisms": {"unencrypted_plain": True}}
    xmpp = slixmpp.ClientXMPP(jid, PASSWORD, plugin_config=options, sasl_mech="PLAIN")
    if is_new:
        xmpp.register_plugin("xep_0077")
        xmpp.add_event_handler("register", partial(_register, xmpp))
    return xmpp


async def begin(xmpp: slixmpp.ClientXMPP | slixmpp.ComponentXMPP, port: int) -> None:
    """Let slixmpp begin a session on a port of loopback."""
    xmpp.enable_plaintext, xmpp.enable_starttls, xmpp.enable_direct_tls = True, False, False
    xmpp.whitespace_keepalive = False
    xmpp.connect("127.0.0.1", port)
    await xmpp.wait_until("session_start", SECONDS_TO_CONNECT)


async def _register(xmpp: slixmpp.ClientXMPP, _form: object) -> None:
    """Make the account, which the server offers before one logs in (XEP-0077)."""
    request = xmpp.Iq()
    request["type"] = "set"
    request["register"]["username"] = xmpp.boundjid.user
    request["register"]["password"] = xmpp.password
    await request.send()
