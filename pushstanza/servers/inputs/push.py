"""What an enable or a disable may look like."""

from pushstanza.payloads.reactions import LONGEST
from pushstanza.servers.case import when
from pushstanza.servers.request import CLIENT, PUSH, Request, jid_of

_XMLNS = "write xmlns='urn:xmpp:push:0' on the element itself"

# ---- the namespace of the payload ----


@when(
    "the payload has no `xmlns` of its own: it is missing or misspelt, as in `xlmns`",
    fix=_XMLNS,
    rules=("PS005", "PS006", "PS008"),
)
def no_namespace(request: Request) -> bool:
    return request.namespace in {"", CLIENT}


@when("the payload has a wrong `xmlns`", fix=_XMLNS, rules=("PS005", "PS006", "PS008"))
def wrong_namespace(request: Request) -> bool:
    return request.namespace not in {PUSH, "", CLIENT}


@when(
    "the namespace is bound to a prefix, as in `<p:enable xmlns:p='urn:xmpp:push:0'>`",
    fix=_XMLNS,
    rules=("PS007",),
)
def prefixed(request: Request) -> bool:
    return request.payload is not None and request.payload.prefix is not None


@when(
    "the element in `urn:xmpp:push:0` is neither `enable` nor `disable`",
    fix="call the element enable or disable",
    rules=("PS009", "PS011"),
)
def other_name(request: Request) -> bool:
    return request.namespace == PUSH and request.payload_name not in {"enable", "disable"}


_JID = "name the push service in jid, such as pubsub.example.com"
_NODE = "name the node; only a disable of all nodes leaves it out"

# ---- jid and node ----


@when("`jid` is missing", fix=_JID, rules=("PS501",))
def no_jid(request: Request) -> bool:
    return request.jid is None


@when("`jid` is empty", fix=_JID, rules=("PS107", "PS501"))
def empty_jid(request: Request) -> bool:
    return request.jid == ""


@when("`jid` is not a valid JID", fix=_JID, rules=("PS107",))
def malformed_jid(request: Request) -> bool:
    return bool(request.jid) and jid_of(request.jid) is None


@when(
    "`jid` is the sender's own full JID",
    fix="name the push service in jid, not the user",
    rules=("PS502",),
)
def own_jid(request: Request) -> bool:
    return request.jid == str(request.sender)


@when("`node` is missing", fix=_NODE, rules=("PS505",))
def no_node(request: Request) -> bool:
    return request.node is None


@when("`node` is empty", fix=_NODE, rules=("PS505", "PS506"))
def empty_node(request: Request) -> bool:
    return request.node == ""


@when("`node` or `jid` has more than 250 characters", fix="use a shorter node", rules=("PS604",))
def long_name(request: Request) -> bool:
    return max(len(request.node or ""), len(request.jid or "")) > LONGEST
