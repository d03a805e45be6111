"""What a request meets at the server."""

from pushstanza.servers.case import looks
from pushstanza.servers.request import Addressee, Request, jid_of

# ---- what a request meets ----


@looks("the client is not connected")
def no_session(request: Request) -> bool:
    return not request.world.has_session(str(request.sender))


@looks("`to` is a client that is not connected")
def to_absent_client(request: Request) -> bool:
    return (
        request.addressee is Addressee.NEIGHBOUR_CLIENT
        and request.to is not None
        and not request.world.has_session(request.to.normalized)
    )


@looks("a message to the server itself")
def message_to_host(request: Request) -> bool:
    return request.name == "message" and request.addressee is Addressee.HOST


@looks("nothing of the kind is enabled")
def not_enabled(request: Request) -> bool:
    jid = jid_of(request.jid)
    where = jid.normalized if jid else request.jid or ""
    return not request.world.has_registration(request.user, where, request.node or None)


# ---- what a server published before ----


@looks("an error in answer to a publish")
def publish_refused(request: Request) -> bool:
    return request.type == "error"
