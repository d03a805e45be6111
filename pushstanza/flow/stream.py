"""A client's connection to a server that is not there: bytes in, bytes out, and no socket."""

import asyncio
from collections.abc import Iterable
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from pushstanza.diagnostics import PushStanzaError
from pushstanza.diagnostics.arguments import Argument, public
from pushstanza.diagnostics.masking import quoted
from pushstanza.flow import arguments
from pushstanza.flow.client import ClientRole
from pushstanza.flow.conversation import Conversation
from pushstanza.jid import AnyJid, Jid

if TYPE_CHECKING:
    from pushstanza.flow.server import Server


class StreamClosedError(PushStanzaError, ConnectionResetError):
    """A stream that has ended is written to."""


class StreamEndedError(PushStanzaError, asyncio.IncompleteReadError):
    """A stream has ended before all has come that is read for: ``partial`` has what came."""

    def __init__(self, message: str, partial: bytes, expected: int | None = None) -> None:
        asyncio.IncompleteReadError.__init__(self, partial, expected)
        self.args: tuple[Any, ...] = (message,)


class Stream:
    """The connection of a client, as asyncio's ``StreamReader`` and ``StreamWriter`` in one.

    It has neither ``readline``, since there are no lines in a stream of XML, nor ``write_eof``.

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

    @public
    async def read(self, n: int = -1) -> bytes:
        """Return what the server has sent, *n* bytes at most; wait until there is something.

        At the end of the stream this is ``b""``. Other than with a ``StreamReader``, -1 stands for
        all that is there.

        Raises:
            WrongTypeError: *n* is no number.
        """
        if n == 0:
            return b""
        while not self._received and not self.is_closing():
            await self._change()
        return self._taken(len(self._received) if n < 0 else n)

    @public
    async def readexactly(self, n: int) -> bytes:
        """Return *n* bytes; wait until they are there.

        Raises:
            StreamEndedError: the stream ends before; ``partial`` has what came.
            WrongTypeError: *n* is no number.
            WrongValueError: *n* is less than 0.
        """
        if n < 0:
            raise Argument("Stream.readexactly()", "n").wrong_value(
                f"must not be less than 0, but is {n}", n, "a number of bytes"
            )
        while len(self._received) < n:
            await self._more(f"{n} bytes", n)
        return self._taken(n)

    @public
    async def readuntil(self, separator: bytes = b"\n") -> bytes:
        """Return all up to the end of *separator*, such as ``b"</message>"``; wait until it comes.

        Raises:
            StreamEndedError: the stream ends before; ``partial`` has what came.
            WrongTypeError: *separator* is not bytes.
            WrongValueError: *separator* is empty.
        """
        if not separator:
            raise Argument("Stream.readuntil()", "separator").wrong_value(
                "must not be empty", separator, "bytes"
            )
        looked_at = 0
        while (at := self._received.find(separator, looked_at)) < 0:
            looked_at = max(0, len(self._received) - len(separator) + 1)
            await self._more(quoted(separator.decode(errors="replace")))
        return self._taken(at + len(separator))

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Send bytes to the server, which answers what they complete at once.

        After the end of the stream they are lost, as with a ``StreamWriter``.

        Raises:
            UnknownAnswerError: it leads to a request to one provider, and the scripted response is
                one of the other.
            WrongTypeError: *data* is not bytes.
        """
        if not isinstance(data, bytes | bytearray | memoryview):
            raise Argument("Stream.write()", "data").wrong_type(data, "bytes")
        self._conversation.feed(bytes(data))

    def writelines(self, data: Iterable[bytes]) -> None:
        """Send several bytes, one after the other, as :meth:`write` does."""
        for each in data:
            self.write(each)

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
            await self._change()

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

    async def _change(self) -> None:
        """Wait until something has come, or the stream has ended."""
        self._changed.clear()
        await self._changed.wait()

    async def _more(self, awaited: str, expected: int | None = None) -> None:
        """Wait for more bytes, of which there are none after the end."""
        if self.is_closing():
            message = f"the stream of {self.jid} has ended before {awaited} came"
            raise StreamEndedError(message, self._taken(len(self._received)), expected)
        await self._change()

    def _taken(self, end: int) -> bytes:
        data = bytes(self._received[:end])
        del self._received[:end]
        return data

    def _came(self, data: bytes) -> None:
        self._received += data
        self._changed.set()
