"""A push service: a component of an XMPP server that hands what is published to APNs and FCM.

PUSH_SECRET=secret python push_service.py push.example.com 127.0.0.1 5347
"""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from slixmpp import ComponentXMPP

import pushstanza as ps
from pushstanza.slixmpp import XEP_0357, Push

#: Sends a request to its provider, and returns what it answers.
Sender: TypeAlias = Callable[[ps.ApnsRequest | ps.FcmRequest], Awaitable[ps.Answer]]


def push_service(jid: str, secret: str, send: Sender) -> ComponentXMPP:
    """Return a component that answers each publish with what its provider says to the request."""
    service = ComponentXMPP(jid, secret)

    @XEP_0357.of(service).on_publish
    async def publish(push: Push) -> ps.Iq | None:
        request = push.request(body="You have a new message")
        return push.reply(await send(request))

    return service


async def print_it(request: ps.ApnsRequest | ps.FcmRequest) -> ps.Answer:
    """Stand in for an HTTP client, which sends the request; ``ps.read_answer`` reads the answer."""
    print(request)
    return ps.answer(request.service, None)


async def main(jid: str, host: str, port: str) -> None:
    """Connect, and serve until the process is stopped."""
    service = push_service(jid, os.environ["PUSH_SECRET"], print_it)
    service.connect(host, int(port))
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
