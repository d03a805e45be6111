"""How Tigase's push component registers devices (XEP-0050).

Source: tigase-push, administration guide, section "Usage"; tigase-server,
``AdHocCommandModule.java``, ``AdHocCommandManager.java``, ``StanzaProcessor.java``, on which the
component is built; ``MongoPushRepository.java`` of tigase-extras, which stores its devices; and
``TigasePushNotificationsModule.swift`` of tigase-swift, which asks it. The source of the commands
themselves was not at hand: what only they can say is marked as inferred.
"""

from typing import Literal

import attrs

from pushstanza.servers.answer import NONE, Answer, error, result
from pushstanza.servers.case import Case, Table, otherwise, when
from pushstanza.servers.delivery import Device, without
from pushstanza.servers.inputs import command as given
from pushstanza.servers.inputs import type_get
from pushstanza.servers.phrases import NOTHING
from pushstanza.servers.registering import (
    NOT_REGISTERED,
    REGISTERED,
    UNREGISTERED,
    derived,
    returned,
    session,
)
from pushstanza.servers.request import Request
from pushstanza.servers.world import Memory, Node
from pushstanza.stanzas.xep0004 import Field, Form
from pushstanza.stanzas.xep0050 import Command

_REGISTER, _UNREGISTER = "register-device", "unregister-device"


def _node(request: Request) -> str:
    """Return the node of a user, which all devices of the user share."""
    return derived(24, "node", request.to.domain if request.to else "", request.user)


def _registers(request: Request) -> bool:
    return request.node == _REGISTER


def _device(request: Request) -> Device:
    is_fcm = "fcm" in given.value(request, "provider").lower()
    provider: Literal["apns", "fcm"] = "fcm" if is_fcm else "apns"
    second = given.value(request, "device-second-token") or None
    return Device(_token(request), provider, account=request.user, second_token=second)


def _token(request: Request) -> str:
    return given.value(request, "device-token").strip()


def _remember(request: Request, memory: Memory) -> None:
    """Add a device to those of the user."""
    node, new = _node(request), _device(request)
    known = memory.devices.get(node)
    others = known and without(known, new.token)
    memory.devices[node] = new if others is None else attrs.evolve(others, more=(*others.more, new))
    memory.nodes[node] = Node(name=node, options={"publish_model": "open"})


def _forget(request: Request, memory: Memory) -> None:
    """Remove a device of the user; the node ends with the last."""
    node = _node(request)
    known = memory.devices.pop(node, None)
    left = known and without(known, _token(request))
    if left is None:
        memory.nodes.pop(node, None)
    else:
        memory.devices[node] = left


@when(
    "the command is neither `register-device` nor `unregister-device`",
    fix="use register-device or unregister-device",
    rules=("PS540",),
)
def _other_command(request: Request) -> bool:
    return request.node not in {_REGISTER, _UNREGISTER}


@when("the command has no form: it asks for the form to fill in")
def _asks_form(request: Request) -> bool:
    return not request.forms


@when("`action` is `cancel`")
def _cancels(request: Request) -> bool:
    return request.payload is not None and request.payload.get("action") == "cancel"


@when("the form is not of type `submit`", fix="write type='submit' on x", rules=("PS201", "PS544"))
def _not_submitted(request: Request) -> bool:
    return all(each.get("type") != "submit" for each in request.forms[:1])


@when(
    "the form lacks `provider` or `device-token`, or one is empty",
    fix="send the provider that the component has, and the device token",
    rules=("PS541",),
)
def _incomplete(request: Request) -> bool:
    return given.lacks(request, "provider", "device-token")


@when("no such device of the user is registered", fix="register it before it is unregistered")
def _unknown(request: Request) -> bool:
    if _registers(request):
        return False
    known = request.world.device(_node(request))
    if known is None:
        return not request.world.has_device(_node(request))
    return all(each.token != _token(request) for each in known.all)


@when("the device is unregistered")
def _ends(request: Request) -> bool:
    return request.node == _UNREGISTER


def _to_fill_in(request: Request) -> Answer:
    fields = (
        Field(var="provider", type="list-single"),
        Field(var="device-token", type="text-single"),
    )
    form = Form(type="form", fields=fields)
    return result(
        Command(node=request.node, sessionid=session(request), status="executing", form=form)
    )


def _canceled(request: Request) -> Answer:
    return result(Command(node=request.node, sessionid=_session(request), status="canceled"))


def _done(request: Request) -> Answer:
    return result(Command(node=request.node, sessionid=_session(request), status="completed"))


def _registered(request: Request) -> Answer:
    answer = returned(request, "completed", "result", ("node", "text-single", _node(request)))
    command = answer.payload
    assert isinstance(command, Command)  # noqa: S101 - our own
    return result(command.evolve(sessionid=_session(request)))


def _session(request: Request) -> str | None:
    """Return the id of the execution, which the component repeats, if the client gave one."""
    return None if request.payload is None else request.payload.get("sessionid")


_MODULE = "AdHocCommandModule.java"
_INFERRED = "tigase-push, administration guide, Usage: inferred"

REGISTRATION = Table(
    "Register a device",
    given.is_command,
    (
        Case(
            input=type_get,
            answer=error("feature-not-implemented"),
            effect=NOT_REGISTERED,
            source=f"{_MODULE}, CRIT; StanzaProcessor.java, processPacket",
        ),
        Case(
            input=_other_command,
            answer=NONE,
            effect=NOT_REGISTERED,
            source=f"{_MODULE}, processScriptAdHoc, which writes nothing",
            reason="the component knows no command of this name, and does not answer",
        ),
        Case(
            input=_cancels,
            answer=_canceled,
            effect=NOTHING,
            source="AdHocCommandManager.java, process",
        ),
        Case(
            input=_asks_form,
            answer=_to_fill_in,
            effect="The form is returned; submit it with its sessionid.",
            source="tigase-push, administration guide, Usage",
        ),
        Case(input=_not_submitted, answer=_done, effect=NOT_REGISTERED, source=_INFERRED),
        Case(
            input=_incomplete,
            answer=error("bad-request"),
            effect=NOT_REGISTERED,
            source=_INFERRED,
        ),
        Case(
            input=_unknown,
            answer=error("item-not-found", text="Device is not registered"),
            effect=NOTHING,
            source="MongoPushRepository.java, unregisterDevice",
        ),
        Case(
            input=_ends,
            answer=_done,
            effect=UNREGISTERED,
            source="tigase-push, administration guide, Usage",
            act=_forget,
            reason="",
        ),
        Case(
            input=otherwise,
            answer=_registered,
            effect=REGISTERED,
            source="tigase-push, administration guide, Usage; TigasePushNotificationsModule.swift",
            act=_remember,
        ),
    ),
)
