"""mod_push_appserver: what it answers to a publish.

Source: ``mod_push_appserver.lua``.
"""

from pushstanza.reading.tags import local, namespace
from pushstanza.servers import inputs as given
from pushstanza.servers.answer import error, result
from pushstanza.servers.case import Case, Table, looks, otherwise
from pushstanza.servers.phrases import NOTHING
from pushstanza.servers.push_service import (
    LOST,
    SENT,
    is_asked,
    no_answer,
    no_node,
    no_pubsub,
    no_secret,
)
from pushstanza.servers.request import PUSH, Request
from pushstanza.servers.server import Server


@looks("no notification is published")
def _no_notification(request: Request) -> bool:
    return request.action_name != "publish" or not any(
        local(each) == "notification" and namespace(each) == PUSH
        for each in given.published(request)
    )


_APPSERVER = "mod_push_appserver.lua, iq/host"
_UNKNOWN_NODE = error("item-not-found", text="Unknown push node/secret")

MOD_PUSH_APPSERVER = Server(
    name="mod_push_appserver",
    title="mod_push_appserver",
    tables=(
        no_answer(_APPSERVER),
        Table(
            "Publish",
            is_asked,
            (
                *(
                    Case(
                        input=each,
                        answer=error("service-unavailable"),
                        effect=NOTHING,
                        source=f"{_APPSERVER}, which lets it pass: inferred",
                    )
                    for each in (no_pubsub, _no_notification)
                ),
                *(
                    Case(input=each, answer=_UNKNOWN_NODE, effect=LOST, source=_APPSERVER)
                    for each in (no_secret, no_node, given.node_unknown)
                ),
                Case(input=otherwise, answer=result(), effect=SENT, source=_APPSERVER),
            ),
        ),
    ),
    is_push_service=True,
    position=14,
)

SERVERS = (MOD_PUSH_APPSERVER,)
