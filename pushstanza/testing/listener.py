"""An XMPP server on loopback, whose push behaviour is that of the emulator."""

import asyncio
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from inspect import iscoroutine
from types import TracebackType
from typing import Any, ParamSpec, Self, TypeVar

import attrs

from pushstanza.diagnostics import PushStanzaError
from pushstanza.diagnostics.arguments import Argument, constructor
from pushstanza.flow import Server
from pushstanza.flow.conversation import Conversation
from pushstanza.flow.feed import Fault
from pushstanza.payloads.answers import UnknownAnswerError
from pushstanza.testing.login import Doors, LoginRole

P = ParamSpec("P")
R = TypeVar("R")

_LOOPBACK = "127.0.0.1"
_SECONDS_TO_CLOSE = 1.0
_PORTS = range(2**16)


class ListenerError(PushStanzaError, RuntimeError):
    """A listener is used while it does not listen, or started twice."""


def _check_server(_listener: object, _attribute: object, server: Any) -> None:
    if not isinstance(server, Server):
        raise Argument("Listener", "server").wrong_type(server, "a pushstanza.flow.Server")


def _check_port(_listener: object, _attribute: object, port: Any) -> None:
    about, expected = Argument("Listener", "port"), "a port from 0 to 65535"
    if not isinstance(port, int) or isinstance(port, bool):
        raise about.wrong_type(port, expected)
    if port not in _PORTS:
        raise about.wrong_value(f"must be {expected}, not {port}", port, expected)


@constructor
@attrs.define(eq=False, repr=False)
class Listener:
    """A server for real clients, on 127.0.0.1 alone, backed by the emulator.

    Clients log in with SASL PLAIN, which they must be told to allow without TLS. Components
    (XEP-0114) connect to the same port.

    ``async with`` runs it in the loop of the test; ``with`` runs it in a thread, with a loop of its
    own. From another thread than that of its loop the server is to be used through :meth:`call`
    only.

    Args:
        server: The emulated server.
        accounts: The passwords by local part, such as ``{"alice": "secret"}``; by default anybody
            logs in with any password.
        components: The secrets of components by host, such as ``{"push.mychat.com": "secret"}``.
        port: The port; 0 takes a free one.

    A scripted response that is none of the provider that is asked ends the stream of who sent the
    message, and is raised at the end of ``with``.

    Raises:
        UnknownAnswerError: see above.
        WrongTypeError: an argument has the wrong type.
        WrongValueError: a name in *accounts* or *components* is none, or *port* is out of range.
    """

    server: Server = attrs.field(validator=_check_server)
    # Type checkers need the aliases: not all know that attrs leaves the underscore out.
    _accounts: Mapping[str, str] | None = attrs.field(default=None, kw_only=True, alias="accounts")
    _components: Mapping[str, str] = attrs.field(factory=dict, kw_only=True, alias="components")
    _port: int = attrs.field(default=0, kw_only=True, alias="port", validator=_check_port)
    port: int = attrs.field(default=0, init=False)
    """The port on which it listens, or listened last."""
    host: str = attrs.field(default=_LOOPBACK, init=False)
    """The address on which it listens."""
    _doors: Doors = attrs.field(init=False)
    _connections: "set[_Connection]" = attrs.field(factory=set, init=False)
    _listening: asyncio.Server | None = attrs.field(default=None, init=False)
    _loop: asyncio.AbstractEventLoop | None = attrs.field(default=None, init=False)
    _mistakes: list[UnknownAnswerError] = attrs.field(factory=list, init=False)
    _home: int | None = attrs.field(default=None, init=False)
    """The thread of the loop."""
    _thread: "_Thread | None" = attrs.field(default=None, init=False)

    def __attrs_post_init__(self) -> None:
        self._doors = Doors.of(self.server, self._accounts, self._components)

    def __repr__(self) -> str:
        place = f"{self.host}:{self.port}" if self._loop else "closed"
        return f"<Listener of {self.server.name} at {self.server.domain}: {place}>"

    def call(self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Return what a function returns that is called where the server is used.

        This is the thread of the loop, with ``with`` that of the listener, so that no client comes
        in between. What the function raises is raised here.

        Raises:
            ListenerError: it does not listen.
            WrongTypeError: *function* cannot be called.
            WrongValueError: *function* is a coroutine function.
        """
        if not callable(function):
            raise _FUNCTION.wrong_type(function, "a function")
        loop = self._loop
        if loop is None:
            raise ListenerError("the listener is closed: use it inside of 'with'")

        def called() -> R:
            return _no_coroutine(function(*args, **kwargs))

        if self._home == threading.get_ident():
            return called()
        done: Future[R] = Future()
        loop.call_soon_threadsafe(_call, done, called)
        return done.result()

    async def __aenter__(self) -> Self:
        if self._loop is not None:
            raise ListenerError("the listener listens already")
        self._loop, self._home = asyncio.get_running_loop(), threading.get_ident()
        try:
            self._listening = await self._loop.create_server(self._connected, self.host, self._port)
        except BaseException:
            self._loop = None
            raise
        self.port = self._listening.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._listening is None:
            return
        self._listening.close()
        await asyncio.sleep(0)  # then whoever was accepted is among the connections
        try:
            while self._connections:
                await asyncio.gather(*(each.shut_down() for each in self._connections))
            await self._listening.wait_closed()
        finally:  # also where this is cancelled
            for each in self._connections:
                each.cut()
            self._listening = self._loop = None
        if self._thread is None:
            self._raise_mistake(error)

    def __enter__(self) -> Self:
        if self._loop is not None:
            raise ListenerError("the listener listens already")
        self._thread = _Thread(self)
        self._thread.start()
        try:
            self._thread.opened.result()
        except BaseException:
            self._thread.join()
            self._thread = None
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._thread is not None:
            self._thread.stop()
            self._thread.join()
            self._thread = None
            self._raise_mistake(error)

    def _raise_mistake(self, error: BaseException | None) -> None:
        """Raise the first mistake, unless the test has failed already."""
        mistakes, self._mistakes = self._mistakes, []
        if mistakes and error is None:
            raise mistakes[0]

    def _connected(self) -> "_Connection":
        role = LoginRole(self.server, self._doors)
        return _Connection(role, self._connections, self._mistakes)


class _Thread(threading.Thread):
    """Runs a listener in a loop of its own until it is stopped."""

    def __init__(self, listener: Listener) -> None:
        super().__init__(name="pushstanza-listener", daemon=True)
        self.opened: Future[None] = Future()
        self._listener = listener
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopped: asyncio.Event | None = None

    def run(self) -> None:
        """Listen."""
        asyncio.run(self._listen())

    def stop(self) -> None:
        """Let it end."""
        if self._loop is not None and self._stopped is not None:
            self._loop.call_soon_threadsafe(self._stopped.set)

    async def _listen(self) -> None:
        self._loop, self._stopped = asyncio.get_running_loop(), asyncio.Event()
        try:
            await self._listener.__aenter__()
        except BaseException as error:  # raised where the thread was started
            self.opened.set_exception(error)
            return
        self.opened.set_result(None)
        await self._stopped.wait()
        await self._listener.__aexit__(None, None, None)


class _Connection(asyncio.Protocol):
    """A connection that was accepted."""

    def __init__(
        self,
        role: LoginRole,
        connections: "set[_Connection]",
        mistakes: list[UnknownAnswerError],
    ) -> None:
        self._role = role
        self._mistakes = mistakes
        self._connections = connections
        self._connections.add(self)
        self._transport: asyncio.Transport | None = None
        self._conversation: Conversation | None = None
        self._closed = asyncio.Event()
        self._is_unwanted = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Await the header."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - a socket has one
        self._transport = transport
        if self._is_unwanted:
            transport.abort()
            return
        self._conversation = Conversation(
            self._role, self._role.server.streams, transport.write, transport.close
        )

    def data_received(self, data: bytes) -> None:
        """Hand on what has come."""
        if self._conversation is None:
            return
        try:
            self._conversation.feed(data)
        except UnknownAnswerError as error:
            self._mistakes.append(error)
            self._conversation.end(Fault("internal-server-error", str(error)))

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        """Note that it is gone."""
        if self._conversation is not None:
            self._conversation.lose()
        self._connections.discard(self)
        self._closed.set()

    async def shut_down(self) -> None:
        """End the stream, as a server that is stopped does, and cut who does not read that."""
        self._is_unwanted = True
        if self._conversation is not None:
            self._conversation.end(Fault("system-shutdown"))
        try:
            await asyncio.wait_for(self._closed.wait(), _SECONDS_TO_CLOSE)
        except TimeoutError:
            self.cut()
            if self._transport is not None:
                await self._closed.wait()

    def cut(self) -> None:
        """Close the connection at once, whatever the client has still to read."""
        if self._transport is not None:
            self._transport.abort()


_FUNCTION = Argument("Listener.call()", "function")


def _no_coroutine(result: R) -> R:
    """Return a result, unless it has to be awaited: nothing would do that."""
    if iscoroutine(result):
        result.close()
        reason = "returns a coroutine, which nothing would await"
        raise _FUNCTION.wrong_value(reason, None, "a function that is not a coroutine function")
    return result


def _call(done: "Future[Any]", function: Callable[[], Any]) -> None:
    try:
        done.set_result(function())
    except BaseException as error:  # raised where the call was made
        done.set_exception(error)
