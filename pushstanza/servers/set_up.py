"""Faults in how a server is set up, or in what happens behind it: cases that no stanza shows."""

from collections.abc import Callable

from pushstanza.servers import inputs as given
from pushstanza.servers.answer import Answer, error
from pushstanza.servers.case import Case, Input, Table
from pushstanza.servers.inputs import administration
from pushstanza.servers.phrases import NOTHING
from pushstanza.servers.request import Request


def fault(
    each: Input,
    answer: Answer | Callable[[Request], Answer],
    source: str,
    effect: str = NOTHING,
) -> Case:
    """Return the case of a request that is refused for a fault in the set-up."""
    return Case(input=each, answer=answer, effect=effect, source=source)


def publishing(*cases: Case) -> Table:
    """Return the faults that show when a notification is published."""
    return Table("Set-up faults: publish", given.action("set", "publish"), cases)


#: What the user's server answers when it cannot reach the server that a stanza is for.
UNREACHABLE = Table(
    "Set-up faults: the connection to another server",
    given.is_iq_request,
    (
        fault(
            administration.host_unknown,
            error("remote-server-not-found"),
            "RFC 6120, section 8.3.3.16",
        ),
        fault(
            administration.host_silent,
            error("remote-server-timeout"),
            "RFC 6120, section 8.3.3.17",
        ),
    ),
)
