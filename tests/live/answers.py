"""Single stanzas, sent to a server: what it answers, and whether it ends the stream."""

import asyncio
from collections.abc import Iterable

import attrs

from tests.live.cases import Case, filled
from tests.live.stage import Stage

#: Users that some cases are about: one of the same host, one of another.
NEIGHBOURS = ("neighbour@example.com/pc", "neighbour@example.net/pc")
#: So many cases are on their way at once; those of pubsub are not, since ejabberd has a "Database
#: failure" when two nodes are made in the same moment.
AT_ONCE = 6
ALONE = ("pubsub",)


@attrs.frozen
class Observation:
    """What a server did with one stanza.

    ``reply`` is the first thing that the sender got, ``None`` for nothing, and ``more`` what
    followed it; ``published`` is what reached the push service.
    """

    case: str
    account: str
    before: list[str]
    stanza: str
    reply: str | None
    more: list[str]
    stream_error: str | None
    closed: bool
    published: list[str]


async def ask(stage: Stage, cases: Iterable[Case]) -> list[Observation]:
    """Send the stanzas of all cases, each from an account of its own."""
    for jid in NEIGHBOURS:
        await stage.connect(jid)
    together, alone = asyncio.Semaphore(AT_ONCE), asyncio.Semaphore(1)

    async def one(case: Case) -> Observation:
        async with alone if case.family in ALONE else together:
            return await _ask(stage, case)

    return await asyncio.gather(*map(one, cases))


async def _ask(stage: Stage, case: Case) -> Observation:
    client = await stage.connect(case.account)
    before = [filled(text, case.account) for text in case.before]
    for text in before:
        await client.ask(text)
    stanza = filled(case.stanza, case.account)
    received = await client.ask(stanza) or await client.answer()
    ends = [each for each in received if each.startswith("<stream:error")]
    replies = [each for each in received if each not in ends]
    closed = client.wire.is_closed
    await client.wire.cut()
    return Observation(
        case=case.name,
        account=case.account,
        before=before,
        stanza=stanza,
        reply=next(iter(replies), None),
        more=replies[1:],
        stream_error=next(iter(ends), None),
        closed=closed,
        published=[each for each in stage.service.wire.received if case.account in each],
    )
