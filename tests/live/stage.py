"""A server with all that talks to it: clients, a neighbour, and the push service."""

import asyncio
from types import TracebackType
from typing import Self

from tests.live.cases import HOST
from tests.live.clients import Client, PushService
from tests.live.servers import Server

#: Servers publish at once or, seldom, when another process of theirs has its turn.
SECONDS_OF_QUIET = 0.15


class Stage:
    """Opens connections, and cuts them all at the end of its block."""

    service: PushService

    def __init__(self, server: Server) -> None:
        self.server = server
        self._clients: list[Client] = []
        self._known: set[str] = set()

    async def __aenter__(self) -> Self:
        """Connect the push service."""
        self.service = await PushService.connect(self.server)
        return self

    async def __aexit__(
        self, _type: type[BaseException] | None, _e: BaseException | None, _t: TracebackType | None
    ) -> None:
        """Cut what is still connected."""
        for wire in (self.service.wire, *(each.wire for each in self._clients)):
            await wire.cut()

    async def quiet(self) -> None:
        """Wait until no more publishes come."""
        known = -1
        while known != len(self.service.wire.received):
            await self.service.ping(HOST)
            known = len(self.service.wire.received)
            await asyncio.sleep(SECONDS_OF_QUIET)

    async def connect(self, jid: str) -> Client:
        """Return a client that has begun a session; its account is made the first time."""
        bare = jid.partition("/")[0]
        client = await Client.connect(self.server, jid, is_new=bare not in self._known)
        self._known.add(bare)
        self._clients.append(client)
        return client
