"""How p2 registers devices (XEP-0050).

Source: p2, ``PushController.java`` (``commandHandler``, ``register``, ``unregister``),
``Target.java``, ``TargetStore.java``; babbler 0.8.2, ``XmppSession.java``, for what fails.
"""

import re
from typing import Literal

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.servers.answer import Answer, error, result
from pushstanza.servers.case import Case, Table, otherwise, when
from pushstanza.servers.delivery import Device
from pushstanza.servers.inputs import command as given
from pushstanza.servers.phrases import NOTHING
from pushstanza.servers.registering import (
    NOT_REGISTERED,
    REGISTERED,
    UNREGISTERED,
    combined,
    derived,
    forget,
    remember,
    returned,
)
from pushstanza.servers.request import Request, jid_of
from pushstanza.stanzas.xep0050 import Command

_NAME = lazy_pattern(r"(un)?register-push-(.*)", re.DOTALL)
_PROVIDERS = frozenset({"apns", "fcm"})


def _provider(request: Request) -> str:
    """Return the provider that the name of the command ends with; its case does not matter."""
    found = _NAME.fullmatch(request.node or "")
    return "" if found is None else found[2].lower()


def _registers(request: Request) -> bool:
    return (request.node or "").startswith("register-push-")


def _unregisters(request: Request) -> bool:
    return (request.node or "").startswith("unregister-push-")


def _id(request: Request) -> str:
    written = given.value(request, "device-id")
    return written if written.strip() else given.value(request, "android-id")


def _hash(request: Request) -> str:
    """Return by what p2 knows the device: the account, combined with the ID of the device."""
    return combined(request.user, _id(request))


def _node(request: Request) -> str:
    return derived(9, "node", _hash(request))


def _secret(request: Request) -> str:
    return derived(18, "secret", _hash(request))


def _device(request: Request) -> Device:
    provider: Literal["apns", "fcm"] = "apns" if _provider(request) == "apns" else "fcm"
    token = given.value(request, "token")
    return Device(
        token,
        provider,
        _secret(request),
        account=_hash(request),
        domain=request.sender.domain,
    )


@when(
    "the name of the command does not begin with `register-push-` or `unregister-push-`",
    fix="use register-push-fcm, register-push-apns, or unregister-push- and one of both",
    rules=("PS540",),
)
def _other_command(request: Request) -> bool:
    return _NAME.fullmatch(request.node or "") is None


@when(
    "the form lacks `token`, or both of `device-id` and `android-id`, or one is empty",
    fix="send the device token in token, and what identifies the device in device-id",
    rules=("PS541",),
)
def _incomplete(request: Request) -> bool:
    return _registers(request) and (given.lacks(request, "token") or not _id(request).strip())


@when(
    "the form lacks both of `device-id` and `android-id`, or they are empty",
    fix="send what identified the device when it was registered in device-id",
    rules=("PS541",),
)
def _no_device(request: Request) -> bool:
    return _unregisters(request) and not _id(request).strip()


@when("`muc` is no JID", fix="write the bare JID of the room into muc, or leave it out")
def _room_malformed(request: Request) -> bool:
    room = given.submitted(request).get("muc")
    return room is not None and jid_of(room) is None


@when("`muc` has a resource", fix="write the bare JID of the room into muc")
def _room_with_resource(request: Request) -> bool:
    room = jid_of(given.submitted(request).get("muc"))
    return _registers(request) and room is not None and room.resource is not None


@when(
    "the command names another provider than fcm and apns",
    fix="use a command that ends with -fcm or -apns",
    rules=("PS540",),
)
def _other_provider(request: Request) -> bool:
    return _provider(request) not in _PROVIDERS


@when(
    "the device is registered with another provider, or a second time for a room",
    fix="unregister the device first",
)
def _taken(request: Request) -> bool:
    known = request.world.device(_node(request))
    if not _registers(request) or known is None:
        return False
    return known.provider != _provider(request) or "muc" in given.submitted(request)


@when("no such device is registered", fix="register it before it is unregistered")
def _unknown(request: Request) -> bool:
    if not _unregisters(request):
        return False
    known = request.world.device(_node(request))
    is_other = known is not None and known.provider != _provider(request)
    # A room is looked for in a column that is never written.
    is_room = "muc" in given.submitted(request)
    return is_other or is_room or not request.world.has_device(_node(request))


@when("the device is unregistered")
def _ends(request: Request) -> bool:
    return _unregisters(request)


def _registered(request: Request) -> Answer:
    return returned(
        request,
        "completed",
        "form",
        ("jid", "text-single", str(request.to or request.pubsub)),
        ("node", "text-single", _node(request)),
        ("secret", "text-single", _secret(request)),
    )


def _ended(request: Request) -> Answer:
    return result(Command(node=request.node, action="complete"))


_HANDLER = "PushController.java, commandHandler"
_REGISTER = "PushController.java, register"
_UNREGISTER = "PushController.java, unregister"
_BAD_REQUEST, _NOT_FOUND = error("bad-request"), error("item-not-found")
_FAILED = error("service-unavailable")

REGISTRATION = Table(
    "Register a device",
    given.is_command,
    (
        *(
            Case(input=each, answer=_BAD_REQUEST, effect=NOT_REGISTERED, source=_HANDLER)
            for each in (given.not_executed, _other_command)
        ),
        *(
            Case(input=each, answer=_BAD_REQUEST, effect=NOT_REGISTERED, source=_REGISTER)
            for each in (given.no_device_form, _incomplete)
        ),
        Case(
            input=_room_malformed,
            answer=_FAILED,
            effect=NOT_REGISTERED,
            source=f"{_REGISTER}, where the JID fails: inferred",
        ),
        Case(
            input=_room_with_resource,
            answer=_BAD_REQUEST,
            effect=NOT_REGISTERED,
            source=_REGISTER,
        ),
        Case(
            input=_other_provider,
            answer=_NOT_FOUND,
            effect=NOT_REGISTERED,
            source="PushController.java, findService",
        ),
        Case(
            input=_taken,
            answer=_FAILED,
            effect=NOT_REGISTERED,
            source="TargetStore.java, create, where the key of the table is taken: inferred",
        ),
        Case(input=_no_device, answer=_BAD_REQUEST, effect=NOTHING, source=_UNREGISTER),
        Case(input=_unknown, answer=_NOT_FOUND, effect=NOTHING, source=_UNREGISTER),
        Case(
            input=_ends,
            answer=_ended,
            effect=UNREGISTERED,
            source=_UNREGISTER,
            act=forget(_node),
            reason="",
        ),
        Case(
            input=otherwise,
            answer=_registered,
            effect=REGISTERED,
            source=_REGISTER,
            act=remember(_node, _device),
        ),
    ),
)
