"""What a request meets at the server."""

from lxml import etree

from pushstanza.reading.tags import local
from pushstanza.servers.case import when
from pushstanza.servers.inputs.iq import to_self
from pushstanza.servers.request import PUBSUB, Addressee, Request, elements, jid_of

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
    return _may_answer_publish(request) and request.payload is not None


@when("an error that does not say what it answers")
def something_refused(request: Request) -> bool:
    return _may_answer_publish(request)


@when("an error in answer to something else than a publish")
def other_refused(request: Request) -> bool:
    return request.type == "error"


def _may_answer_publish(request: Request) -> bool:
    """Tell whether an error may answer a notification that a server has published.

    Servers publish in IQs from their domain or a bare JID. Many errors hold the request.
    """
    if request.type != "error" or request.name != "iq":
        return False
    is_for_client = request.to is not None and request.to.resource is not None
    return not is_for_client and (request.payload is None or _is_push(request.payload))


def holds_other_request(answer: etree._Element) -> bool:
    """Tell whether an answer holds a request that is no publish of a notification."""
    held = next((each for each in elements(answer) if local(each) != "error"), None)
    return held is not None and not _is_push(held)


def _is_push(payload: etree._Element) -> bool:
    """Tell whether a payload publishes a notification, or an item of which nothing is known."""
    publish = payload.find(f"{{{PUBSUB}}}publish")
    if payload.tag != f"{{{PUBSUB}}}pubsub" or publish is None:
        return False
    published = [child for item in elements(publish) for child in elements(item)]
    return all(local(each) == "notification" for each in published)
