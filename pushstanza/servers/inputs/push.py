"""What an enable or a disable may look like."""

from pushstanza.payloads.reactions import LONGEST
from pushstanza.servers.case import looks
from pushstanza.servers.request import CLIENT, PUSH, Request, jid_of

# ---- the namespace of the payload ----


@looks("the payload has no `xmlns` of its own")
def no_namespace(request: Request) -> bool:
    return request.namespace in {"", CLIENT}


@looks("the payload has a wrong `xmlns`")
def wrong_namespace(request: Request) -> bool:
    return request.namespace not in {PUSH, "", CLIENT}


@looks("the namespace is bound to a prefix, as in `<p:enable xmlns:p='urn:xmpp:push:0'>`")
def prefixed(request: Request) -> bool:
    return request.payload is not None and request.payload.prefix is not None


@looks("right namespace, but another element than `enable` and `disable`")
def other_name(request: Request) -> bool:
    return request.namespace == PUSH and request.payload_name not in {"enable", "disable"}


# ---- jid and node ----


@looks("`jid` is missing")
def no_jid(request: Request) -> bool:
    return request.jid is None


@looks("`jid` is empty")
def empty_jid(request: Request) -> bool:
    return request.jid == ""


@looks("`jid` is no JID")
def malformed_jid(request: Request) -> bool:
    return bool(request.jid) and jid_of(request.jid) is None


@looks("`jid` is the sender's own full JID")
def own_jid(request: Request) -> bool:
    return request.jid == str(request.sender)


@looks("`node` is missing")
def no_node(request: Request) -> bool:
    return request.node is None


@looks("`node` is empty")
def empty_node(request: Request) -> bool:
    return request.node == ""


@looks("`node` or `jid` has more than 250 characters")
def long_name(request: Request) -> bool:
    return max(len(request.node or ""), len(request.jid or "")) > LONGEST
