"""Enable push notifications with a client of nbxmpp."""

from collections.abc import Callable
from typing import Any

import pushstanza as ps
from pushstanza.nbxmpp import from_nbxmpp, to_nbxmpp


def enable(
    client: Any,
    service: str,
    node: str,
    options: ps.PublishOptions,
    done: Callable[[ps.StanzaError | None], None],
) -> None:
    """Ask the server of a connected ``nbxmpp.client.Client`` to publish to a node.

    *done* gets the error if the server refuses, ``None`` otherwise.
    """

    def answered(_client: Any, answer: Any, *_: Any) -> None:
        done(from_nbxmpp(answer, validate=False).error)

    request = ps.build.enable(ps.Jid(service), node, options)
    client.send_stanza(to_nbxmpp(request), callback=answered)
