"""What the commands may look like that register a device at a push service (XEP-0050)."""

from pushstanza.servers.case import when
from pushstanza.servers.inputs.kinds import is_iq_request
from pushstanza.servers.request import COMMANDS, Request, fields, values


def is_command(request: Request) -> bool:
    """Tell whether a request is a command, or asks for something in its namespace."""
    return is_iq_request(request) and request.namespace == COMMANDS


def submitted(request: Request) -> dict[str, str]:
    """Return the first value of each field in the first form; of two fields the first counts."""
    found: dict[str, str] = {}
    for each in fields(request.forms[0]) if request.forms else ():
        name, given = each.get("var"), values(each)
        if name and given:
            found.setdefault(name, given[0])
    return found


def value(request: Request, name: str) -> str:
    """Return the value of a field, empty where the form lacks it."""
    return submitted(request).get(name, "")


def lacks(request: Request, *names: str) -> bool:
    """Tell whether the form lacks one of some fields, or holds nothing but blanks in it."""
    found = submitted(request)
    return any(not found.get(each, "").strip() for each in names)


_EXECUTE = "write action='execute' on command"


@when("`action` is missing, or not `execute`", fix=_EXECUTE, rules=("PS542",))
def not_executed(request: Request) -> bool:
    return request.payload is None or request.payload.get("action") != "execute"


@when("the command has no form", fix="put the form with the device into the command")
def no_device_form(request: Request) -> bool:
    return not request.forms
