"""Write down anew what the servers do: ``python -m tests.live.record [SERVER…]``."""

import asyncio
import json
import sys
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

import attrs

from tests.live.answers import Observation, ask
from tests.live.cases import PLAYS, Case, Play, plays, recording, single_stanzas
from tests.live.plays import Performance, perform
from tests.live.servers import KINDS, Kind, Server, running
from tests.live.stage import Stage

#: Plays wait more than they work: so many servers of a kind act them side by side.
STAGES = 8


def main(names: Iterable[str]) -> None:
    """Ask the servers of these names."""
    for kind in map(KINDS.__getitem__, names):
        _write(recording(kind), answers(kind, single_stanzas(kind)))
        for what, family in PLAYS.items():
            _write(recording(kind, what), performances(kind, plays(family, kind)))


def answers(kind: Kind, cases: list[Case]) -> list[Observation]:
    """Return what a server of this kind does with single stanzas."""

    async def asked(server: Server) -> list[Observation]:
        async with Stage(server) as stage:
            return await ask(stage, cases)

    with running(kind) as server:
        return asyncio.run(asked(server))


def performances(kind: Kind, acts: list[Play]) -> list[Performance]:
    """Return what comes of plays with servers of this kind."""
    waiting = iter(acts)

    async def acted(server: Server) -> list[Performance]:
        async with Stage(server) as stage:
            return [await perform(stage, play) for play in waiting]

    async def all_acted(servers: Iterable[Server]) -> list[list[Performance]]:
        return await asyncio.gather(*map(acted, servers))

    with ExitStack() as stack:
        servers = [stack.enter_context(running(kind)) for _ in range(min(STAGES, len(acts)))]
        came = [each for of_one in asyncio.run(all_acted(servers)) for each in of_one]
    order = {play.name: at for at, play in enumerate(acts)}
    return sorted(came, key=lambda each: order[each.case])


def _write(path: Path, rows: Iterable[Observation | Performance]) -> None:
    lines = [json.dumps(attrs.asdict(row), ensure_ascii=False) for row in rows]
    path.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:] or KINDS)
