"""What push services have in common: what they look at in a publish, and what they say of it."""

from pushstanza.servers import inputs as given
from pushstanza.servers.answer import NONE
from pushstanza.servers.case import Case, Table, looks, otherwise
from pushstanza.servers.phrases import NOTHING
from pushstanza.servers.request import Request

LOST = "The notification is lost; who published it may end the registration."
SENT = "The provider is asked to wake the device."


@looks("it is no pubsub request of type `set`")
def no_pubsub(request: Request) -> bool:
    return not given.is_pubsub(request) or request.type != "set"


@looks("nothing is published")
def no_publish(request: Request) -> bool:
    return request.action_name != "publish"


@looks("`publish` names no node")
def no_node(request: Request) -> bool:
    return request.action is None or request.action.get("node") is None


@looks("it comes from a full JID")
def from_full_jid(request: Request) -> bool:
    return "/" in (request.root.get("from") or str(request.sender))


def is_asked(request: Request) -> bool:
    """Tell whether an answer is asked for."""
    return given.is_iq_request(request)


def no_answer(name: str) -> Table:
    """Return the table of what is not answered."""
    return Table(
        "What asks for no answer",
        lambda request: not is_asked(request),
        (Case(input=otherwise, answer=NONE, effect=NOTHING, source=name),),
    )
