"""p2: what it answers to a publish.

Source: p2 ``PushController.java``.
"""

from pushstanza.servers import inputs as given
from pushstanza.servers.answer import error, result
from pushstanza.servers.case import Case, Table, otherwise
from pushstanza.servers.phrases import NOTHING
from pushstanza.servers.push_service import (
    LOST,
    SENT,
    from_full_jid,
    is_asked,
    no_answer,
    no_node,
    no_pubsub,
    no_secret,
)
from pushstanza.servers.server import Server

_P2 = "PushController.java, pubsubHandler"

P2 = Server(
    name="p2",
    title="p2",
    tables=(
        no_answer(_P2),
        Table(
            "Publish",
            is_asked,
            (
                Case(input=no_pubsub, answer=error("bad-request"), effect=NOTHING, source=_P2),
                *(
                    Case(input=each, answer=error("forbidden"), effect=LOST, source=_P2)
                    for each in (no_node, no_secret, from_full_jid)
                ),
                Case(
                    input=given.node_unknown,
                    answer=error("item-not-found"),
                    effect=LOST,
                    source=_P2,
                ),
                Case(input=otherwise, answer=result(), effect=SENT, source=_P2),
            ),
        ),
    ),
    is_push_service=True,
    position=12,
)

SERVERS = (P2,)
