"""How mod_push_appserver registers devices (XEP-0050).

Source: ``mod_push_appserver.lua`` (``handleCommand``, ``registerPush``), and what both versions
were seen to answer in Prosody 0.12.3. Since a commit of February 2022, the last to the module,
each command is given to the handler of the other, and neither is answered; before, unregistering
was not.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Literal

from pushstanza.servers.answer import Answer, error
from pushstanza.servers.case import Case, Table, otherwise, when
from pushstanza.servers.delivery import Device
from pushstanza.servers.inputs import command as given
from pushstanza.servers.registering import NOT_REGISTERED, REGISTERED, remember, returned
from pushstanza.servers.request import Request

#: The versions, by when they ended: the last one, and the last that registers by a command.
VERSIONS = ("2022-02", "2021-10")
_REGISTER = "v1-register-push"
_PROVIDERS: Mapping[str, Literal["apns", "fcm"]] = {"apns": "apns", "fcm": "fcm"}


def _node(request: Request) -> str:
    return given.value(request, "node")


def _secret(request: Request) -> str:
    """Return the secret of a node, which stays while the provider is the same."""
    node, provider = _node(request), given.value(request, "type")
    known = request.world.device(node)
    if known is not None and known.secret is not None and known.provider == provider:
        return known.secret
    return sha256(f"{provider}@{node}".encode()).hexdigest()


def _device(request: Request) -> Device:
    provider: Literal["apns", "fcm", "other"]
    provider = _PROVIDERS.get(given.value(request, "type"), "other")
    return Device(given.value(request, "token"), provider, _secret(request))


@when(
    "the last version of the module answers no command: it gives each to the handler of the other",
    fix="register with a POST to /push_appserver/v1/register of the module",
)
def _answers_none(request: Request) -> bool:
    return request.version == VERSIONS[0]


@when(
    "the command is not `v1-register-push`",
    fix="use v1-register-push; unregister with a POST to /push_appserver/v1/unregister",
    rules=("PS540",),
)
def _other_command(request: Request) -> bool:
    return request.node != _REGISTER


@when(
    "the form lacks `type`, `node` or `token`",
    fix="send type, node and token, each with a value",
    rules=("PS541",),
)
def _incomplete(request: Request) -> bool:
    return not given.submitted(request).keys() >= {"type", "node", "token"}


@when(
    "`type` is neither `apns` nor `fcm`",
    fix="write apns or fcm into type",
    rules=("PS541",),
)
def _other_type(request: Request) -> bool:
    return given.value(request, "type") not in _PROVIDERS


def _registered(request: Request) -> Answer:
    return returned(
        request,
        "complete",
        "form",
        ("jid", "jid-single", str(request.to or request.pubsub)),
        ("node", "text-single", _node(request)),
        ("secret", "text-single", _secret(request)),
    )


_SOURCE = "mod_push_appserver.lua, handleCommand; seen"
_REGISTER_SOURCE = "mod_push_appserver.lua, registerPush; seen"
_UNANSWERED = error("service-unavailable")

REGISTRATION = Table(
    "Register a device",
    given.is_command,
    (
        Case(input=_answers_none, answer=_UNANSWERED, effect=NOT_REGISTERED, source=_SOURCE),
        *(
            Case(input=each, answer=_UNANSWERED, effect=NOT_REGISTERED, source=_SOURCE)
            for each in (given.not_executed, given.no_device_form, _other_command)
        ),
        Case(
            input=_incomplete,
            answer=error("not-acceptable", text="Unknown command data"),
            effect=NOT_REGISTERED,
            source=_REGISTER_SOURCE,
        ),
        Case(
            input=_other_type,
            answer=_registered,
            effect="The device is registered, and nothing reaches it: no module serves its type.",
            source=_REGISTER_SOURCE,
            act=remember(_node, _device),
            is_in_vain=True,
        ),
        Case(
            input=otherwise,
            answer=_registered,
            effect=REGISTERED,
            source=_REGISTER_SOURCE,
            act=remember(_node, _device),
        ),
    ),
)
