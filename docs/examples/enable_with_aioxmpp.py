"""Enable push notifications with a client of aioxmpp."""

from typing import Any

import pushstanza as ps
from pushstanza.aioxmpp import to_aioxmpp


async def enable(client: Any, service: str, node: str, options: ps.PublishOptions) -> None:
    """Ask the server of a connected ``aioxmpp.Client`` to publish to a node.

    aioxmpp raises its ``XMPPError`` if the server refuses.
    """
    await client.send(to_aioxmpp(ps.build.enable(ps.Jid(service), node, options)))
