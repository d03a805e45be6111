"""What a request of service discovery may look like (XEP-0030)."""

from pushstanza.servers.case import looks
from pushstanza.servers.inputs.iq import to_host
from pushstanza.servers.request import DISCO_ITEMS, Request

# ---- disco ----


@looks("the entities of another are asked for")
def asks_items(request: Request) -> bool:
    return request.namespace == DISCO_ITEMS and request.type == "get"


@looks("a node of the entity is asked about")
def disco_node(request: Request) -> bool:
    return bool(request.node)


@looks("a node of the server is asked about")
def disco_node_of_host(request: Request) -> bool:
    return disco_node(request) and to_host(request)
