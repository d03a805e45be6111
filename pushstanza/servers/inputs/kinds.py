"""What a table is about: the kinds of requests."""

from pushstanza.servers.case import Test
from pushstanza.servers.request import DISCO, DISCO_ITEMS, OWNER, PUBSUB, PUSH, Request

# ---- what a table is about ----


def is_iq_request(request: Request) -> bool:
    """Tell whether an answer is asked for."""
    return request.name == "iq" and request.type not in {"result", "error"}


def is_push(request: Request) -> bool:
    """Tell whether a request is an enable or a disable, or is meant as one."""
    meant = request.payload_name in {"enable", "disable"} and not is_pubsub(request)
    return is_iq_request(request) and (request.namespace == PUSH or meant)


def is_pubsub(request: Request) -> bool:
    """Tell whether a request is one of XEP-0060."""
    return is_iq_request(request) and request.namespace in {PUBSUB, OWNER}


def is_disco(request: Request) -> bool:
    """Tell whether features or entities are asked for (XEP-0030)."""
    return (
        is_iq_request(request)
        and request.namespace in {DISCO, DISCO_ITEMS}
        and request.payload_name == "query"
    )


def is_message(request: Request) -> bool:
    """Tell whether a stanza is a message."""
    return request.name == "message"


def named(name: str) -> Test:
    """Return what tells whether a push request is an ``enable``, or a ``disable``."""

    def is_named(request: Request) -> bool:
        return is_push(request) and request.payload_name == name

    return is_named
