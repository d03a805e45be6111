"""Streams of slixmpp without a network: what it sends goes to a function, which gives the answers."""

import asyncio
from contextlib import asynccontextmanager

import slixmpp

STREAM = "<stream:stream xmlns='{}' xmlns:stream='http://etherx.jabber.org/streams' id='s' version='1.0'>"
STANZAS = ("<iq", "<message", "<presence")


class Wire(asyncio.Transport):
    """A connection in memory: it keeps what is sent, and delivers what ``respond`` returns."""

    def __init__(self, xmpp, respond):
        super().__init__()
        self.sent = []
        self._xmpp = xmpp
        self._respond = respond

    def write(self, data):
        text = data.decode() if isinstance(data, bytes) else data
        if text.startswith(STANZAS):
            self.sent.append(text)
            for answer in self._respond(text):
                self.deliver(answer)

    def deliver(self, text):
        """Let slixmpp receive a stanza, after what it does now."""
        asyncio.get_running_loop().call_soon(self._xmpp.data_received, text)

    async def until(self, is_done):
        """Wait until something is so; what slixmpp does takes some rounds of its loop."""
        for _ in range(1000):
            if is_done():
                return
            await asyncio.sleep(0)
        raise AssertionError(f"it does not happen; sent: {self.sent}")

    async def ask(self, text):
        """Deliver a stanza, and return what is sent in answer."""
        before = len(self.sent)
        self.deliver(text)
        await self.until(lambda: len(self.sent) > before)
        return self.sent[before]

    def abort(self):
        pass

    def close(self):
        pass


@asynccontextmanager
async def connected(xmpp, respond=lambda _: []):
    """Give a client or component a session, and yield its wire."""
    wire = Wire(xmpp, respond)
    xmpp.connection_made(wire)
    xmpp.data_received(STREAM.format(xmpp.default_ns))
    xmpp.session_bind_event.set()
    xmpp.event("session_start")
    sending = asyncio.ensure_future(xmpp.run_filters())
    try:
        yield wire
    finally:
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        xmpp.connection_lost(None)


def client(jid="alice@example.com/phone"):
    return slixmpp.ClientXMPP(jid, "password")


def component(jid="push.example.com"):
    return slixmpp.ComponentXMPP(jid, "secret")


def run(coroutine):
    """Run a coroutine in the loop of the test, in which slixmpp makes its streams."""
    return asyncio.get_event_loop().run_until_complete(coroutine)
