"""What a request of service discovery may look like (XEP-0030)."""

from pushstanza.servers.case import when
from pushstanza.servers.inputs.iq import to_host
from pushstanza.servers.request import DISCO_ITEMS, Request

# ---- disco ----


@when("the items of an entity are requested")
def asks_items(request: Request) -> bool:
    return request.namespace == DISCO_ITEMS and request.type == "get"


@when("a node of the entity is requested", fix="leave node out")
def disco_node(request: Request) -> bool:
    return bool(request.node)


@when("a node of the server is requested", fix="leave node out")
def disco_node_of_host(request: Request) -> bool:
    return disco_node(request) and to_host(request)
