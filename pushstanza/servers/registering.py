"""What push services have in common when they register devices by commands (XEP-0050).

Where a service draws something at random, it is derived from the device here: it is the same in
every run.
"""

from base64 import b64encode
from collections.abc import Callable
from hashlib import sha1, sha256

from pushstanza.servers.answer import Answer, result
from pushstanza.servers.delivery import Device
from pushstanza.servers.request import Request
from pushstanza.servers.world import Memory, Node
from pushstanza.stanzas.xep0004 import Field, FieldKind, Form, FormKind
from pushstanza.stanzas.xep0050 import Command, Status

REGISTERED = "The device is registered: enable with what is returned."
UNREGISTERED = "The device is forgotten: publishes to its node are refused."
NOT_REGISTERED = "Nothing is registered; earlier registrations stay."


def derived(size: int, *parts: str) -> str:
    """Return *size* bytes in base64 in place of random ones: the same for the same parts."""
    return b64encode(sha256("\0".join(parts).encode()).digest()[:size]).decode()


def combined(*parts: str) -> str:
    """Return the hash of texts by which p2 knows a device (``Utils.java``, ``combineAndHash``)."""
    return sha1("\0".join(parts).encode(), usedforsecurity=False).hexdigest()


def returned(
    request: Request, status: Status, type: FormKind, *fields: tuple[str, FieldKind, str | None]
) -> Answer:
    """Return the result that holds a command with a form.

    Args:
        request: The command that is answered.
        status: How far its execution is.
        type: The type of the form.
        fields: Name, type and value of each field; ``None`` leaves it out.
    """
    made = (
        Field(var=name, type=kind, values=(value,))
        for name, kind, value in fields
        if value is not None
    )
    form = Form(type=type, fields=tuple(made))
    return result(Command(node=request.node, sessionid=session(request), status=status, form=form))


def session(request: Request) -> str:
    """Return the id of an execution, which services draw at random or take from their clock."""
    return derived(9, "session", str(request.sender), request.id or "")


def remember(node: Callable[[Request], str], device: Callable[[Request], Device]) -> "Act":
    """Return what makes a device known at a node."""

    def act(request: Request, memory: Memory) -> None:
        name = node(request)
        memory.devices[name] = device(request)
        memory.nodes[name] = Node(name=name, options={"publish_model": "open"})

    return act


def forget(node: Callable[[Request], str]) -> "Act":
    """Return what forgets the device of a node."""

    def act(request: Request, memory: Memory) -> None:
        memory.devices.pop(node(request), None)
        memory.nodes.pop(node(request), None)

    return act


Act = Callable[[Request, Memory], None]
