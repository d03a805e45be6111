"""The commands that register a device at a push service (XEP-0050)."""

from collections.abc import Iterator, Mapping

from pushstanza.binding import Unknown
from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.masking import quoted
from pushstanza.diagnostics.spelling import nearest
from pushstanza.linting.rules import examples as ex
from pushstanza.linting.rules.change import SetAttribute, SetText, suggestion
from pushstanza.linting.rules.rule import Finding, Lack, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.stanza.requests import is_request
from pushstanza.linting.rules.xml.near_names import (
    holds_strangers,
    is_stranger,
    near_attribute,
    near_field,
)
from pushstanza.stanzas.forms import AppserverRegistration
from pushstanza.stanzas.forms.holders import REGISTRATIONS
from pushstanza.stanzas.xep0004 import Form
from pushstanza.stanzas.xep0050 import Command

E, W = Severity.ERROR, Severity.WARNING

#: How alike the name of a command must be to one of these.
_NEAR = 0.85
#: Commands of royneary/mod_push, which are no misspelt ones.
_OTHERS = frozenset(
    {"register-push-mozilla", "register-push-ubuntu", "register-push-wns", "unregister-push"}
)

#: The fields that a command needs; of those in one group, one is enough.
_NEEDED: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "register-push-": (("token",), ("device-id", "android-id")),
    "unregister-push-": (("device-id", "android-id"),),
    "v1-register-push": (("type",), ("node",), ("token",)),
    "v1-unregister-push": (("type",), ("node",)),
    "register-device": (("provider",), ("device-token",)),
    "unregister-device": (("provider",), ("device-token",)),
}

_P2 = ex.field("token", ex.FCM_TOKEN) + ex.field("device-id", "92afd7a91cdba9a0")
_DEVICE = ex.field("type", "fcm") + ex.field("node", "92afd7a91cdba9a0")
_APPSERVER = _DEVICE + ex.field("token", ex.FCM_TOKEN)
_FORM_TYPE = AppserverRegistration.FORM_TYPE


def _plain(fields: str, kind: str = "submit") -> str:
    return f"<x xmlns='jabber:x:data' type='{kind}'>{fields}</x>"


def _command(inside: str, node: str = "register-push-fcm", action: str = "execute") -> str:
    acts = f" action='{action}'" if action else ""
    command = (
        f"<command xmlns='http://jabber.org/protocol/commands' node='{node}'{acts}>"
        f"{inside}</command>"
    )
    return ex.iq(command, " to='push.example.com'")


_GOOD = (
    _command(_plain(_P2)),
    _command(_plain(ex.field("device-id", "92afd7a91cdba9a0")), "unregister-push-fcm"),
    _command(ex.form(_FORM_TYPE, _APPSERVER), "v1-register-push"),
    _command(
        _plain(ex.field("provider", "apns-binary-api") + ex.field("device-token", ex.TOKEN)),
        "register-device",
    ),
)


def is_registering(command: Command, scope: Scope) -> bool:
    """Tell whether a command asks a push service to register a device, or to forget one."""
    return command.node in REGISTRATIONS and is_request(scope) and not scope.is_refusal


@rule(
    "PS540",
    "registration-command-near-miss",
    W,
    on=Command,
    source="iNPUTmice/p2, PushController.java; tmolitor-stud-tu/mod_push_appserver; tigase-push",
    bad=(
        _command(_plain(_P2), "register-push-gcm"),
        _command(_plain(_P2), "register_push_fcm"),
        _command(ex.form(_FORM_TYPE, _APPSERVER), "v1-registr-push"),
        _command(
            _plain(ex.field("provider", "fcm-xmpp-api") + ex.field("device-token", ex.FCM_TOKEN)),
            "register-devices",
        ),
    ),
    good=(*_GOOD, _command("", "http://jabber.org/protocol/admin#announce")),
)
def registration_command_near_miss(command: Command, scope: Scope) -> Iterator[Finding]:
    """A push service knows its commands by their exact names.

    p2 refuses another name, as one that is not its own or as that of an unknown provider;
    mod_push_appserver and Tigase's component do not handle it.
    """
    node = command.node
    if not node or node in REGISTRATIONS or node in _OTHERS or not is_request(scope):
        return
    meant = nearest(node, REGISTRATIONS, cutoff=_NEAR) if len(node) < 2 * len(_FORM_TYPE) else None
    if meant is None or scope.is_refusal:
        return
    yield Finding(
        f"unknown command {quoted(node)}: the device is not registered",
        attribute="node",
        hint=f"did you mean {meant!r}?",
        fix=suggestion(f"change the node to {meant}", SetAttribute(command, "node", meant)),
    )


@rule(
    "PS541",
    "registration-incomplete",
    E,
    on=Command,
    source="iNPUTmice/p2, PushController.java, register; mod_push_appserver.lua, register_form;"
    " tigase-push, administration guide, Usage",
    bad=(
        _command(""),
        _command(_plain(ex.field("device-id", "92afd7a91cdba9a0"))),
        _command(_plain(ex.field("token", ex.FCM_TOKEN))),
        _command(ex.form(_FORM_TYPE, _DEVICE), "v1-register-push"),
        _command(_plain(ex.field("device-token", ex.TOKEN)), "register-device"),
    ),
    good=(*_GOOD, _command("", "register-device")),
)
def registration_incomplete(command: Command, scope: Scope) -> Iterator[Finding]:
    """A registration names the device token, and what else the push service knows a device by.

    p2 answers bad-request, mod_push_appserver not-acceptable. Without a form Tigase's component
    returns the form to fill in.
    """
    if not is_registering(command, scope) or _holds_strangers(command):
        return
    node, form = command.node or "", command.form
    if form is None:
        if not node.endswith("-device"):
            yield Finding(
                "the command has no form: no device is named",
                hint=f"put a form with {_listed(_needed(node))} into it",
                lacks=Lack.CONTENT,
            )
        return
    if form.type == "cancel" or holds_strangers(form):
        return
    lacking = [each for each in _needed(node) if not _has_one(form, each)]
    if lacking:
        yield Finding(
            f"the form lacks {_listed(lacking)}: the push service refuses it",
            at=form,
            lacks=Lack.CONTENT,
        )


def _holds_strangers(command: Command) -> bool:
    """Tell whether the form is misnamed or in the wrong namespace, which other rules report."""
    unknown = (each.element() for each in command.payloads if isinstance(each, Unknown))
    return holds_strangers(command) or any(map(is_stranger, unknown))


def _needed(node: str) -> tuple[tuple[str, ...], ...]:
    return next(fields for name, fields in _NEEDED.items() if node.startswith(name))


def _has_one(form: Form, names: tuple[str, ...]) -> bool:
    """Tell whether one of some fields has a value, or is there under a misspelt name."""
    return any(
        near_field(field.var, names) is not None
        or (field.var in names and (any(field.values) or holds_strangers(field)))
        or not field.var
        for field in form.fields
    )


def _listed(groups: tuple[tuple[str, ...], ...] | list[tuple[str, ...]]) -> str:
    return " and ".join(" or ".join(map(repr, each)) for each in groups)


@rule(
    "PS542",
    "registration-not-executed",
    E,
    on=Command,
    source="iNPUTmice/p2, PushController.java, commandHandler; mod_push_appserver.lua,"
    " handleCommand",
    bad=(
        _command(_plain(_P2), action=""),
        _command(_plain(_P2), action="complete"),
        _command(ex.form(_FORM_TYPE, _APPSERVER), "v1-register-push", action=""),
    ),
    good=(*_GOOD, _command("", "register-device", action="")),
)
def registration_not_executed(command: Command, scope: Scope) -> Iterator[Finding]:
    """p2 and mod_push_appserver register a device only with ``action='execute'``.

    By XEP-0050 a command without an action is executed, too.
    """
    if not is_registering(command, scope) or command.action == "execute":
        return
    node = command.node or ""
    if node.endswith("-device") or near_attribute(command, "action") is not None:
        return
    service = "mod_push_appserver does not handle it" if node[:2] == "v1" else "p2 refuses it"
    what = "missing 'action'" if command.action is None else f"the action is {command.action!r}"
    yield Finding(
        f"{what}: {service}",
        attribute="action" if command.action is not None else None,
        hint="write action='execute'",
        fix=suggestion("execute the command", SetAttribute(command, "action", "execute")),
        lacks=Lack.ATTRIBUTE if command.action is None else None,
    )


@rule(
    "PS543",
    "registration-form-type",
    W,
    on=Command,
    source="tmolitor-stud-tu/mod_push_appserver, README",
    bad=(
        _command(ex.form(ex.OPTIONS, _APPSERVER), "v1-register-push"),
        _command(ex.form(_FORM_TYPE, _DEVICE), "v1-unregister-push"),
        _command(ex.form(_FORM_TYPE.replace("gist", "gits"), _APPSERVER), "v1-register-push"),
    ),
    good=(*_GOOD, _command(_plain(_APPSERVER), "v1-register-push")),
)
def registration_form_type(command: Command, scope: Scope) -> Iterator[Finding]:
    """The ``FORM_TYPE`` of a registration at mod_push_appserver is that of the command.

    The module itself does not look at it; p2 and Tigase's component ask for none.
    """
    view = REGISTRATIONS.get(command.node or "")
    field = None if command.form is None else command.form.field("FORM_TYPE")
    if field is None or field.value is None or not is_registering(command, scope):
        return
    if view is None or not view.FORM_TYPE:
        return
    expected = view.FORM_TYPE
    if field.value.strip() == expected:
        return
    value = field.value
    shown = repr(value) if value.startswith(("http://", "https://", "urn:")) else quoted(value)
    yield Finding(
        f"the FORM_TYPE {shown} is not that of {command.node}",
        at=field,
        content=True,
        hint=f"its value should be {expected}",
        fix=suggestion("replace it with the expected one", SetText(field, expected)),
    )


@rule(
    "PS544",
    "registration-form-not-submitted",
    W,
    on=Command,
    source="XEP-0004, section 3.2; XEP-0050, section 3.5; tigase-server, PushNotifications.java",
    bad=(
        _command(_plain(_P2, "form")),
        _command(
            _plain(
                ex.field("provider", "apns-binary-api") + ex.field("device-token", ex.TOKEN),
                "result",
            ),
            "register-device",
        ),
    ),
    good=_GOOD,
)
def registration_form_not_submitted(command: Command, scope: Scope) -> Iterator[Finding]:
    """A form that is filled in has the type ``submit``.

    Tigase's component does nothing with another; p2 and mod_push_appserver do not look at the type.
    """
    form = command.form
    if form is None or form.type not in {"form", "result"} or not is_registering(command, scope):
        return
    yield Finding(
        f"the form is of type {form.type!r}: what it holds is not submitted",
        at=form,
        attribute="type",
        hint="write type='submit'",
        fix=suggestion("change the type to submit", SetAttribute(form, "type", "submit")),
    )
