"""What is not about push notifications, or only in another protocol than XEP-0357."""

from lxml import etree

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.reading.names import PUSH2, STREAMS, UNIFIED_PUSH
from pushstanza.reading.tags import local, namespace
from pushstanza.servers.case import when
from pushstanza.servers.inputs.kinds import (
    is_iq_request,
    is_meant_as_push,
    is_near_push,
    is_pubsub,
)
from pushstanza.servers.inputs.publish import published
from pushstanza.servers.request import (
    CLIENT,
    COMMANDS,
    DISCO,
    DISCO_ITEMS,
    PUSH,
    Addressee,
    Request,
    elements,
)

#: In-band registration (XEP-0077).
REGISTER = "jabber:iq:register"

#: What is sent over a stream and is no stanza: TLS, SASL (RFC 6120), SASL2 (XEP-0388), compression
#: (XEP-0138), stream management (XEP-0198), client state indication (XEP-0352).
_OF_STREAMS = frozenset(
    {
        STREAMS, "http://jabber.org/protocol/compress", "urn:ietf:params:xml:ns:xmpp-sasl",
        "urn:ietf:params:xml:ns:xmpp-tls", "urn:xmpp:csi:0", "urn:xmpp:sasl:2", "urn:xmpp:sm:2",
        "urn:xmpp:sm:3",
    }
)  # fmt: skip

_OWN = frozenset({Addressee.ACCOUNT, Addressee.HOST})
#: Clients, to which the server passes requests on, and what is no address.
_NOT_ASKED = frozenset({Addressee.SELF, Addressee.NEIGHBOUR_CLIENT, Addressee.NOBODY})
_ACCOUNTS = frozenset({Addressee.ACCOUNT, Addressee.NEIGHBOUR})

#: The nodes of the personal eventing protocol (XEP-0163) are named like namespaces.
_PERSONAL = lazy_pattern(r"urn:|https?://|storage:|eu\.siacs\.conversations\.")
#: Where requests of push notifications are, or are meant to be.
_OF_PUSH = frozenset({"", CLIENT, PUSH, PUSH2, DISCO, DISCO_ITEMS})
#: A part of the names of commands that register devices at push services.
_ABOUT_DEVICES = lazy_pattern(r"push|register-device")


@when("an element of the stream, which is no stanza and not about push notifications")
def of_the_stream(request: Request) -> bool:
    return (
        not request.is_stanza and request.damage is None and namespace(request.root) in _OF_STREAMS
    )


@when("push notifications are enabled together with the session (SASL2, Bind 2)")
def enables_inline(request: Request) -> bool:
    return of_the_stream(request) and any(True for _ in request.root.iter(*_ENABLES))


_ENABLES = tuple(f"{{{each}}}enable" for each in (PUSH, PUSH2))


@when("a notification of Push 2.0")
def push2_notification(request: Request) -> bool:
    return request.name == "message" and any(namespace(each) == PUSH2 for each in request.children)


@when("presence of a client")
def presence(request: Request) -> bool:
    return request.name == "presence" and request.type != "error"


@when("a result, which answers a request")
def is_result(request: Request) -> bool:
    return request.name == "iq" and request.type == "result"


@when("the user's account is to be removed (XEP-0077)")
def removes_account(request: Request) -> bool:
    payload = request.payload
    if payload is None or not _is_one_request(request) or request.addressee not in _OWN:
        return False
    asked = [*elements(payload)]
    return (
        request.type == "set"
        and [str(each.tag) for each in asked] == [f"{{{REGISTER}}}remove"]
        and payload.tag == f"{{{REGISTER}}}query"
    )


@when("the request is one of UnifiedPush")
def of_unified_push(request: Request) -> bool:
    return _is_one_request(request) and request.namespace == UNIFIED_PUSH


@when("the request is one of Push 2.0")
def of_push2(request: Request) -> bool:
    return _is_one_request(request) and request.namespace == PUSH2


@when("the request is not about push notifications")
def not_about_push(request: Request) -> bool:
    """Tell whether a request belongs to another protocol: roster, carbons, archive, rooms."""
    payload = request.payload
    if payload is None or not _is_one_request(request) or request.type not in {"get", "set"}:
        return False
    if is_pubsub(request):
        return _is_personal(request)
    if request.namespace == COMMANDS:
        return request.addressee in _OWN and _ABOUT_DEVICES.search(request.node or "") is None
    return request.namespace not in _OF_PUSH and not is_meant_as_push(payload)


@when("another part of the server is asked, which is not known to be the push service")
def asks_other_part(request: Request) -> bool:
    to = request.to
    is_part = to is not None and to.domain.endswith(f".{request.sender.domain}")
    is_discovery = request.type == "get" and request.namespace in {DISCO, DISCO_ITEMS}
    return is_part and is_discovery and request.addressee is Addressee.ELSEWHERE


def _is_one_request(request: Request) -> bool:
    is_for_server = request.addressee not in _NOT_ASKED
    return is_iq_request(request) and len(request.children) == 1 and is_for_server


def _is_personal(request: Request) -> bool:
    """Tell whether a request is about what an account publishes: avatars, keys, bookmarks."""
    if request.addressee not in _ACCOUNTS or request.action is None:
        return False
    found = published(request) if request.action_name == "publish" else []
    if found:
        return not any(map(_is_of_push, found))
    node = request.action_node
    return _PERSONAL.match(node) is not None and not is_near_push(node)


def _is_of_push(element: etree._Element) -> bool:
    return local(element) == "notification" or is_near_push(namespace(element))


def payload_of(request: Request) -> str:
    """Return what a request asks for, in a few words."""
    if is_pubsub(request):
        node = f" of node {request.action_node!r}" if request.action_node else ""
        return f"`{request.action_name}`{node}"
    return f"`{request.payload_name}` of `{request.namespace}`"
