"""Commands that register a device at a push service, and reach the user's own server (XEP-0050)."""

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.servers.answer import Answer
from pushstanza.servers.case import Case, Table, when
from pushstanza.servers.inputs import is_iq_request
from pushstanza.servers.phrases import NOTHING
from pushstanza.servers.request import COMMANDS, Addressee, Request

#: What p2, Tigase and mod_push_appserver call them.
_REGISTERS = lazy_pattern(r"(?:v1-)?(?:un)?register-(?:push|device)(?![^-])")
_OWN_SERVER = frozenset({Addressee.ACCOUNT, Addressee.HOST, Addressee.SELF})


@when(
    "the command that registers a device reached the user's own server, not the app server",
    fix="send it to the app server: to is the JID that the operator of the push service names",
)
def registers_at_own_server(request: Request) -> bool:
    """Tell whether a server is sent what only an app server knows."""
    return (
        is_iq_request(request)
        and request.namespace == COMMANDS
        and request.addressee in _OWN_SERVER
        and _REGISTERS.match(request.node or "") is not None
    )


@when(
    "a command is sent in an iq of type `get`",
    fix="send the command with type='set' to the app server",
)
def _in_a_get(request: Request) -> bool:
    return request.type == "get"


def registering(answer: Answer, source: str, *, of_get: Answer | None = None) -> Table:
    """Return the table of a server that knows no such command.

    *of_get* is what it answers to one in an iq of type ``get``, if that is another answer.
    """
    case = Case(input=registers_at_own_server, answer=answer, effect=NOTHING, source=source)
    in_get = Case(input=_in_a_get, answer=of_get or answer, effect=NOTHING, source=source)
    cases = (case,) if of_get is None else (in_get, case)
    return Table("Register a device", registers_at_own_server, cases)
