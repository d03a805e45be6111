"""What a table is about: the kinds of requests."""

from functools import lru_cache

from lxml import etree

from pushstanza.diagnostics.spelling import nearest_namespace
from pushstanza.reading.names import OTHERS
from pushstanza.reading.tags import local, namespace
from pushstanza.servers.case import Test
from pushstanza.servers.request import (
    CLIENT,
    COMMANDS,
    DATA,
    DISCO,
    DISCO_ITEMS,
    OWNER,
    PUBSUB,
    PUSH,
    Request,
)

# ---- what a table is about ----


def is_iq_request(request: Request) -> bool:
    """Tell whether an answer is asked for."""
    return request.name == "iq" and request.type not in {"result", "error"}


def is_push(request: Request) -> bool:
    """Tell whether a request is an enable or a disable, or is meant as one."""
    payload = request.payload
    if payload is None or not is_iq_request(request):
        return False
    is_named = request.payload_name in _REQUESTS and is_meant_as_push(payload)
    return request.namespace == PUSH or (is_named and not is_pubsub(request))


def is_meant_as_push(payload: etree._Element) -> bool:
    """Tell whether a payload belongs to the flow but for its namespace, which is misspelt.

    Message carbons (XEP-0280) and stream management (XEP-0198) have an ``enable``, too.
    """
    name = namespace(payload)
    if name in {"", CLIENT} or is_near_push(name):
        return True
    if name in OTHERS or name.startswith(_WITH_ENABLE) or local(payload) not in _REQUESTS:
        return False
    names_service = not {"jid", "node"}.isdisjoint(payload.keys())
    return names_service or payload.find(f"{{{DATA}}}x") is not None


_REQUESTS = frozenset({"enable", "disable"})
_WITH_ENABLE = ("urn:xmpp:carbons:", "urn:xmpp:sm:")
_FLOW = (PUSH, PUBSUB, OWNER, DISCO, DISCO_ITEMS, COMMANDS)


@lru_cache(maxsize=1024)
def is_near_push(name: str) -> bool:
    """Tell whether a namespace is one of the flow, or was meant to be."""
    word = name.strip(" '\"/#\t\r\n").lower()
    if name in OTHERS or len(name) > 4 * len(OWNER):
        return False
    return word.startswith(_BEGINNING) or nearest_namespace(word, _FLOW) is not None


#: That of push notifications without its version, or with another.
_BEGINNING = PUSH.removesuffix(":0")


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
