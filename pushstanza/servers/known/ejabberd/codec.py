"""What ejabberd's codec refuses, in its own words.

Source: xmpp ``specs/xmpp_codec.spec``.
"""

from collections.abc import Callable

from pushstanza.servers.answer import Answer, error
from pushstanza.servers.request import DATA, PUSH, Request

MODULE = "mod_push.erl, process_iq/1"
CODEC = "xmpp_codec.spec"
ROUTER = "gen_iq_handler.erl; ejabberd_local.erl; ejabberd_sm.erl"


NO_MODULE = "No module is handling this query"


def missing(attribute: str, element: str, xmlns: str) -> str:
    """Return the text of the codec for a missing attribute."""
    return f"Missing attribute '{attribute}' in tag <{element}/> qualified by namespace '{xmlns}'"


def bad_value(attribute: str, element: str, xmlns: str) -> str:
    """Return the text of the codec for a value that it does not know."""
    return (
        f"Bad value of attribute '{attribute}' in tag <{element}/> qualified by namespace '{xmlns}'"
    )


def push_text(tell: Callable[[str, str, str], str], attribute: str) -> Callable[[Request], Answer]:
    """Return what is answered to an attribute of ``enable`` or ``disable``."""

    def answer(request: Request) -> Answer:
        return error("bad-request", text=tell(attribute, request.payload_name, PUSH))

    return answer


def form_text(tell: Callable[[str, str, str], str]) -> Answer:
    """Return what is answered to the type of a form."""
    return error("bad-request", text=tell("type", "x", DATA))
