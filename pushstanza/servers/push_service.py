"""What push services have in common: what they look at in a publish, and what they say of it."""

import attrs

from pushstanza.servers import inputs as given
from pushstanza.servers.answer import NONE
from pushstanza.servers.beyond import PUSH_2_NOTIFICATION
from pushstanza.servers.case import Case, Input, Table, otherwise, when
from pushstanza.servers.phrases import NOTHING
from pushstanza.servers.request import Request

LOST = "The notification is lost; who published it may end the registration."
SENT = "The provider is asked to wake the device."


@when(
    "the request is not a pubsub request of type `set`",
    fix="send it publishes only, and everything else to the user's server",
)
def no_pubsub(request: Request) -> bool:
    return not given.is_pubsub(request) or request.type != "set"


@when(
    "`publish` names no node",
    fix="enable with the node that the registration returned",
    rules=("PS412", "PS505"),
    reading_of=given.no_action_node,
)
def no_node(request: Request) -> bool:
    return request.action is None or request.action.get("node") is None


#: A node that no registration has returned.
unregistered: Input = attrs.evolve(
    given.node_unknown,
    title="the node is unknown",
    reading_of=given.node_unknown,
    fix="register again, and enable with the node and the secret that the registration returns",
)


def is_asked(request: Request) -> bool:
    """Tell whether an answer is asked for."""
    return given.is_iq_request(request)


def no_answer(name: str) -> Table:
    """Return the table of what is not answered."""
    return Table(
        "What asks for no answer",
        lambda request: not is_asked(request),
        (
            PUSH_2_NOTIFICATION,
            Case(input=otherwise, answer=NONE, effect=NOTHING, source=name),
        ),
    )
