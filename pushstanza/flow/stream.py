"""A client's connection to a server that is not there: bytes in, bytes out, and no socket."""

import asyncio
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from pushstanza.diagnostics import PushStanzaError
from pushstanza.diagnostics.arguments import Argument
from pushstanza.flow import arguments
from pushstanza.flow.client import ClientRole
from pushstanza.flow.conversation import Conversation
from pushstanza.jid import AnyJid, Jid

if TYPE_CHECKING:
    from pushstanza.flow.server import Server


class StreamClosedError(PushStanzaError, ConnectionResetError):
    """A stream that has ended is written to."""


class Stream:
    """The connection of a client, as asyncio's ``StreamReader`` and ``StreamWriter`` in one.

    The client is authenticated and its resource is bound. It may open the stream with a header
    (RFC 6120, section 4.2), or send stanzas at once. It is available when it has sent presence.
    :meth:`pushstanza.flow.Server.stream` makes it.

    Args:
        server: The server.
        client: The full JID of the client.

    Raises:
        WrongValueError: *client* is not the full JID of a client of the server's domain.
    """

    def __init__(self, server: "Server", client: AnyJid) -> None:
        argument = Argument("Stream", "client")
        self.jid: Jid = arguments.client(argument, client, server.domain, ())
        self._received = bytearray()
        self._changed = asyncio.Event()
        role = ClientRole(server, self.jid)
        self._conversation = Conversation(role, server.streams, self._came, self._changed.set)
        role.arrive(self._conversation)

    def __repr__(self) -> str:
        state = "closed" if self.is_closing() else "open"
        return f"<Stream of {self.jid}: {state}>"

    async def read(self, n: int = -1) -> bytes:
        """Return what the server has sent, *n* bytes at most; wait until there is something.

        At the end of the stream this is ``b""``. Other than with a ``StreamReader``, -1 stands for
        all that is there.
        """
        while not self._received and not self.is_closing():
            self._changed.clear()
            await self._changed.wait()
        end = len(self._received) if n < 0 else n
        data = bytes(self._received[:end])
        del self._received[:end]
        return data

    def write(self, data: bytes) -> None:
        """Send bytes to the server, which answers what they complete at once.

        After the end of the stream they are lost, as with a ``StreamWriter``.

        Raises:
            WrongTypeError: *data* is not bytes.
        """
        if not isinstance(data, bytes | bytearray | memoryview):
            raise Argument("Stream.write()", "data").wrong_type(data, "bytes")
        self._conversation.feed(bytes(data))

    async def drain(self) -> None:
        """Let others run; what is written has already reached the server.

        Raises:
            StreamClosedError: the stream has ended.
        """
        if self.is_closing():
            raise StreamClosedError(f"the stream of {self.jid} has ended")
        await asyncio.sleep(0)

    def close(self) -> None:
        """Cut the connection: the client is offline."""
        self._conversation.lose()

    async def wait_closed(self) -> None:
        """Wait until the stream has ended."""
        while not self.is_closing():
            self._changed.clear()
            await self._changed.wait()

    def is_closing(self) -> bool:
        """Tell whether the stream has ended, from either side."""
        return self._conversation.is_over

    def at_eof(self) -> bool:
        """Tell whether the stream has ended and all has been read."""
        return self.is_closing() and not self._received

    def get_extra_info(self, name: str, default: Any = None) -> Any:  # noqa: ARG002
        """Return *default*: there is no transport to know anything about."""
        return default

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _came(self, data: bytes) -> None:
        self._received += data
        self._changed.set()
