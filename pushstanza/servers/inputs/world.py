"""What a request meets at the server."""

from pushstanza.servers.case import when
from pushstanza.servers.inputs.iq import to_self
from pushstanza.servers.request import Addressee, Request, jid_of

# ---- what a request meets ----


@when("the client is not connected", fix="enable again once the session is established")
def no_session(request: Request) -> bool:
    return not request.world.has_session(str(request.sender))


@when(
    "`to` is a client that is not connected",
    fix=to_self.fix,
    rules=("PS105",),
)
def to_absent_client(request: Request) -> bool:
    return (
        request.addressee is Addressee.NEIGHBOUR_CLIENT
        and request.to is not None
        and not request.world.has_session(request.to.normalized)
    )


@when("a message to the server itself", fix="send the message to a user")
def message_to_host(request: Request) -> bool:
    return request.name == "message" and request.addressee is Addressee.HOST


@when(
    "it was never enabled, or is disabled already",
    fix="compare jid and node with those of the enable; do nothing if the push was to end",
    rules=("PS516",),
)
def not_enabled(request: Request) -> bool:
    jid = jid_of(request.jid)
    where = jid.normalized if jid else request.jid or ""
    return not request.world.has_registration(request.user, where, request.node or None)


# ---- what a server published before ----


@when("an error in answer to a publish")
def publish_refused(request: Request) -> bool:
    return request.type == "error"
