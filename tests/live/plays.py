"""Plays of several steps: what is published when, and what comes of its answers.

A step is a line that says who does what::

    phone connects
    phone: <presence/>
    phone acknowledges
    phone is cut
    phone leaves
    neighbour: <message to='{bare}'><body>Hello</body></message>
    service answers: <error type='cancel'><item-not-found/></error>
    service answers a result
    service does not answer
    a moment passes

The telephone and whoever else is named is a client of the play's own account; the neighbour is
another user of its host.
"""

import asyncio
from collections.abc import Awaitable, Callable

import attrs

from tests.live.cases import MOMENT, Play, filled
from tests.live.clients import Client
from tests.live.stage import Stage


@attrs.frozen
class Scene:
    """A step as it was sent, what came to each client in it, and what was published."""

    step: str
    received: dict[str, list[str]]
    published: list[str]


@attrs.frozen
class Performance:
    """What came of a play, step by step."""

    case: str
    host: str
    account: str
    steps: list[Scene]


async def perform(stage: Stage, play: Play) -> Performance:
    """Act a play."""
    actors = Actors(stage, play)
    stage.service.answer = ""
    steps = [await actors.act(filled(step, play.account)) for step in play.steps]
    stage.service.answer = ""
    await actors.leave()
    return Performance(play.name, play.host, play.account, steps)


class Actors:
    """The clients of a play, by name."""

    def __init__(self, stage: Stage, play: Play) -> None:
        self._stage = stage
        self._play = play
        self._clients: dict[str, Client] = {}
        self._verbs: dict[str, Callable[[str], Awaitable[None]]] = {
            "connects": self._connect,
            "acknowledges": self._acknowledge,
            "is cut": self._cut,
            "leaves": self._leave,
            "answers a result": self._answer_result,
            "does not answer": self._answer_nothing,
            "passes": self._pass,
        }

    async def act(self, step: str) -> Scene:
        """Do one step, and return what came of it."""
        known = self._counts()
        published = len(self._stage.service.wire.received)
        await self._do(step)
        if not step.startswith("service "):
            await self._stage.quiet()
        received = {
            name: client.wire.received[known.get(name, 0) :]
            for name, client in self._clients.items()
        }
        heard = {name: _without_pings(came) for name, came in received.items() if came}
        return Scene(
            step,
            {name: came for name, came in heard.items() if came},
            _without_pings(self._stage.service.wire.received[published:]),
        )

    async def leave(self) -> None:
        """End all sessions, also those that the server keeps for clients which were cut.

        What the server publishes on account of that is not part of any play.
        """
        for who, client in [*self._clients.items()]:
            await client.wire.cut()
            await self._connect(who)
            await self._leave(who)
        if any("urn:xmpp:sm:3" in step for step in self._play.steps):
            await asyncio.sleep(MOMENT)
        await self._stage.quiet()

    def _counts(self) -> dict[str, int]:
        return {name: len(client.wire.received) for name, client in self._clients.items()}

    async def _do(self, step: str) -> None:
        who, colon, text = step.partition(": ")
        if not colon:
            who, _, verb = step.partition(" ")
            await self._verbs[verb.removeprefix("moment ")](who)
        elif who == "service answers":
            self._stage.service.answer = text
        else:
            await (await self._client(who)).ask(text)

    async def _client(self, who: str) -> Client:
        if who == "neighbour" and who not in self._clients:
            await self._connect(who)
        return self._clients[who]

    async def _connect(self, who: str) -> None:
        bare = f"neighbour@{self._play.host}" if who == "neighbour" else self._play.account
        self._clients[who] = await self._stage.connect(f"{bare}/{who}")

    async def _acknowledge(self, who: str) -> None:
        self._clients[who].acknowledge()

    async def _cut(self, who: str) -> None:
        await self._clients[who].wire.cut()

    async def _leave(self, who: str) -> None:
        await self._clients[who].wire.leave()

    async def _answer_result(self, _who: str) -> None:
        self._stage.service.answer = ""

    async def _answer_nothing(self, _who: str) -> None:
        self._stage.service.answer = None

    async def _pass(self, _who: str) -> None:
        await asyncio.sleep(MOMENT)


def _without_pings(stanzas: list[str]) -> list[str]:
    return [each for each in stanzas if "ping-" not in each]
