"""Family 5, over several stanzas: what a publish repeats, the names of nodes, nodes left behind.

A file with few requests, all of one client, is read as one session, and every inconsistency is
reported. A log has many users and may begin anywhere, so only what is certain is reported there.
"""

from collections.abc import Iterator, Mapping

from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.masking import is_secret, quoted
from pushstanza.diagnostics.spelling import nearest
from pushstanza.linting.rules import examples as ex
from pushstanza.linting.rules.gates import not_first
from pushstanza.linting.rules.history import Act, Device, History, Kind, Options, Place, options_in
from pushstanza.linting.rules.rule import Finding, Lack, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.stanza.addressing import own_domain
from pushstanza.linting.rules.xml.near_names import near_field
from pushstanza.servers import inputs as given
from pushstanza.servers.case import Input
from pushstanza.stanzas.forms import PublishOptions
from pushstanza.stanzas.xep0060 import Create, OwnerAffiliations, Publish, Pubsub
from pushstanza.stanzas.xep0357 import Disable, Enable

E, W, I = Severity.ERROR, Severity.WARNING, Severity.INFO  # noqa: E741 - the columns below

_OPTIONS = ex.options(ex.SECRET)
_GRANT = "<affiliation jid='example.com' affiliation='publish-only'/>"
_SERVICE = "pubsub.example.com"


def _lines(*stanzas: str) -> str:
    return "\n".join(stanzas)


def _enable(inside: str = "", node: str = "my-phone", sender: str = "") -> str:
    """Return an enable at the service that the other examples use."""
    return _from(ex.enable(inside, _SERVICE, node), sender)


def _disable(node: str = "my-phone", service: str = _SERVICE, sender: str = "") -> str:
    stanza = ex.disable(f"node='{node}'").replace("push.example.com", service)
    return _from(stanza, sender)


def _publish(options: str = "", node: str = "my-phone") -> str:
    return ex.publish(options_form=options).replace("my-phone", node)


def _create(node: str = "my-phone") -> str:
    return ex.create().replace("my-phone", node)


def _from(stanza: str, sender: str) -> str:
    return stanza.replace(" id=", f" from='{sender}' id=", 1) if sender else stanza


# What a publish repeats --------------------------------------------------------------------------

#: The options that are known; another rule reports their misspellings.
OPTIONS = tuple(each.var for each in PublishOptions.FIELDS)

#: What push services look at where an option is not repeated.
_LACKING: Mapping[str, Input] = {
    "device_id": given.options_incomplete,
    "service": given.options_incomplete,
    "secret": given.no_secret,
}
_IGNORED = "the push service cannot do what the client asked for"

#: What happens where an option has another value.
_CHANGED = {
    "device_id": "the push goes to another device, or to none",
    "service": "the token belongs to another provider, which refuses it",
}
_CHANGED_ANY = "the push service does not do what the client asked for"


@rule(
    "PS515",
    "options-not-echoed",
    W,
    on=Pubsub,
    sequence=True,
    source="XEP-0357, section 7",
    bad=(
        _lines(_enable(_OPTIONS), _publish()),
        _lines(_enable(_OPTIONS), _publish(ex.options(ex.field("pushModule", "prod")))),
        _lines(_enable(_OPTIONS), _publish(ex.options(ex.SECRET + ex.field("pushModule", "prod")))),
        _lines(_enable(_OPTIONS), _publish(_OPTIONS.replace("eXz", "fYa"))),
        _lines(_enable(), _publish(_OPTIONS)),
    ),
    good=(
        _lines(_enable(_OPTIONS), _publish(_OPTIONS)),
        _lines(_enable(), _publish()),
        _lines(_enable(ex.apns()), _enable(_OPTIONS), _publish(_OPTIONS)),
        _lines(
            _enable(ex.options(ex.field("pushModule", "prod") + ex.SECRET)),
            _publish(ex.options(ex.SECRET + ex.field("pushModule", "prod"))),
        ),
    ),
)  # fmt: skip
def options_not_echoed(pubsub: Pubsub, scope: Scope) -> Iterator[Finding]:
    """Each publish repeats the options of the ``enable`` unchanged.

    They are all that the push service knows of the device and of what the client asked for. The
    order of the fields, their types and their labels do not count, since some servers rebuild the
    form.
    """
    if pubsub.publish is None or scope.in_page:
        return
    act = scope.history.act(scope.stanza)
    device = None if act is None else _device_of(act, scope)
    if act is None or device is None or device.options is None:
        return
    sent = options_in(act.form)
    if device.options != sent:
        yield from _differences(pubsub, device.options, sent, device.enabled)


def _device_of(act: Act, scope: Scope) -> Device | None:
    """Return the device that a publish is for, if only one is possible."""
    history = scope.history
    if not scope.in_log and history.is_one_course(act):
        found = [each for each in history.devices_of(act, in_log=False) if each.place == act.place]
    else:
        found = history.devices.at(act.place)
        if any(each.user is None or not _is_server_of(act, each) for each in found):
            return None
    return found[0] if len(found) == 1 and found[0].is_on else None


def _is_server_of(act: Act, device: Device) -> bool:
    """Tell whether a publish comes from the server of the user."""
    sender, user = act.sender, device.sender
    return sender is not None and user is not None and sender.domain == user.domain


def _differences(
    pubsub: Pubsub, enabled: Options, sent: Options, line: int | None
) -> Iterator[Finding]:
    options = pubsub.publish_options
    form = options.form if options is not None else None
    added = [var for var in sent if var not in enabled]
    meant = {var: near_field(var, enabled.keys() - sent.keys()) for var in added}
    lacking = [var for var in enabled if var not in sent and var not in meant.values()]
    if lacking:
        inputs = tuple({_LACKING[var]: None for var in lacking if var in _LACKING})
        message = f"the publish lacks {', '.join(map(quoted, lacking))}, given on line {line}"
        yield Finding(
            message if inputs else f"{message}: {_IGNORED}",
            at=form or options or pubsub.publish,
            inputs=inputs,
            accepted=W,
            lacks=Lack.CONTENT,
        )
    for field in form.fields if form is not None else ():
        var = field.var
        if var is None or var == "FORM_TYPE":
            continue
        if var not in enabled:
            if near_field(var, OPTIONS) is not None:
                continue  # reported as misspelt
            yield Finding(
                f"the publish adds {quoted(var)}, which the enable on line {line} does not have:"
                " a push service must refuse options that it does not know",
                at=field,
                hint=f"did you mean {meant[var]!r}?" if meant[var] else None,
            )
        elif enabled[var] != sent.get(var):
            message = (
                f"{quoted(var)} differs from the enable on line {line}"
                f"{_both(var, enabled[var], field.values)}"
            )
            is_secret_changed = var == "secret"
            yield Finding(
                message if is_secret_changed else f"{message}: {_CHANGED.get(var, _CHANGED_ANY)}",
                at=field,
                content=True,
                inputs=given.no_secret if is_secret_changed else (),
                accepted=W,
            )


def _both(var: str, enabled: tuple[str, ...], sent: tuple[str, ...]) -> str:
    if is_secret(var) or len(enabled) != 1 or len(sent) != 1:
        return ""
    return f" ({quoted(sent[0])} instead of {quoted(enabled[0])})"


# The names of nodes ------------------------------------------------------------------------------

#: What servers look at where the name of a node differs.
_OTHER_NAME: Mapping[Kind, tuple[Input, ...]] = {
    "affiliations": (given.node_unknown,),
    "enable": (),
    "publish": (given.node_unknown,),
    "disable": (given.not_enabled,),
}

#: What follows from it besides.
_CONSEQUENCES: Mapping[Kind, str] = {
    "enable": ": publishes to it fail with item-not-found, which may disable push",
    "disable": ", which stays enabled",
}


@rule(
    "PS516",
    "names-differ",
    E,
    on=(Create, OwnerAffiliations, Enable, Publish, Disable),
    sequence=True,
    gate=not_first,
    source="esl/MongooseIM issue 1589; XEP-0357, sections 5 and 6",
    bad=(
        _lines(_create("my-fone"), _enable()),
        _lines(_create(), ex.enable(jid="pubsub.example.net")),
        _lines(_create("my-fone"), ex.affiliations(_GRANT)),
        _lines(_enable(), _publish(node="my-tablet")),
        _lines(_enable(), _publish().replace(_SERVICE, "push.example.com")),
        _lines(_create(), _publish(node="my-tablet")),
        _lines(_enable(), _disable("my-fone")),
        _lines(_enable(), _disable(service="pubsub.exmaple.com")),
        _lines(_enable(), _create()),
        _lines(_enable(), _disable(), _publish()),
        _lines(_enable(), ex.disable("").replace("push.example.com", _SERVICE), _publish()),
    ),
    good=(
        _lines(_create(), ex.affiliations(_GRANT), _enable(), _publish(), _disable()),
        _lines(_create(), _enable(), _create()),
        _lines(_disable("old-phone"), _enable(), _publish()),
        _lines(_enable(), _disable(), _enable(), _publish()),
    ),
)
def names_differ(
    model: Create | OwnerAffiliations | Enable | Publish | Disable, scope: Scope
) -> Iterator[Finding]:
    """A node has the same name and service in all stanzas, from ``create`` to ``disable``.

    Where the names differ, each stanza is valid by itself and most are answered with ``result``. The
    first publish fails, and push may be disabled then. A node is created before it is enabled, and
    a server must not publish to it once it is disabled.
    """
    act = scope.history.act(scope.stanza)
    if act is None or act.model is not model:
        return
    if scope.in_page:
        yield from _misspelt(act, scope) if act.kind in _OTHER_NAME else ()
    elif act.kind == "publish" and (line := _ended(act, scope)) is not None:
        yield Finding(
            f"push for this node was disabled on line {line}: a server must not publish to it any"
            " more",
            at=model,
            attribute="node",
        )
    elif scope.in_log or not scope.history.is_one_course(act):
        return
    elif act.kind == "create":
        yield from _created_late(act, scope.history)
    else:
        yield from _mismatch(act, _names_before(act, scope.history, scope), scope)


def _misspelt(act: Act, scope: Scope) -> Iterator[Finding]:
    """Yield that a name is nearly that of another example: a page has them in any order."""
    for each in _mismatch(act, _names_before(act, scope.history, scope), scope):
        if each.hint is not None:
            yield each


def _ended(act: Act, scope: Scope) -> int | None:
    """Return on which line the push was disabled that a publish is for."""
    history = scope.history
    if scope.in_log or not history.is_one_course(act):
        found = history.devices.at(act.place)
        if any(each.enabled is None or not _is_server_of(act, each) for each in found):
            return None  # another user may have enabled it before the log begins
    else:
        on_service = [
            each for each in history.devices_of(act, in_log=False) if each.service == act.service
        ]
        found = [each for each in on_service if each.node == act.node]
        if not found and not any(each.is_on for each in on_service):
            found = [each for each in on_service if each.node is None]
    if not found or any(each.disabled is None for each in found):
        return None
    return max(each.disabled or 0 for each in found)


def _created_late(act: Act, history: History) -> Iterator[Finding]:
    if act.place in history.created:
        return
    granted = history.granted.get(act.place)
    if granted is not None:
        yield Finding(
            f"line {granted} sets affiliations of this node before it is created here, which fails"
            " with item-not-found",
            at=act.model,
            attribute="node",
            hint="create the node first",
        )
        return
    for each in history.devices.at(act.place):
        if each.enabled is not None:
            yield Finding(
                f"line {each.enabled} enables this node before it is created here: a publish in"
                " between fails with item-not-found, which may disable push",
                at=act.model,
                attribute="node",
                hint="create the node first",
            )
            return


def _names_before(act: Act, history: History, scope: Scope) -> Mapping[Place, tuple[str, int]]:
    """Return the places that a request may mean, what was done there, and the lines."""
    own = own_domain(scope)
    # Another rule reports a request to the user's server itself, which creates no node.
    made = {place: ("creates", line) for place, line in history.created.items() if place[0] != own}
    granted = {place: ("sets affiliations of", line) for place, line in history.granted.items()}
    match act.kind:
        case "affiliations":
            return made
        case "enable":
            return granted | made
        case "publish":
            return _enabled_before(act, history) or granted | made
        case _:
            devices = history.devices_of(act, in_log=False)
            known = any(each.place == act.place for each in devices)
            return {} if known else _enabled_before(act, history)


def _enabled_before(act: Act, history: History) -> Mapping[Place, tuple[str, int]]:
    return {
        each.place: ("enables", each.enabled)
        for each in history.devices_of(act, in_log=False)
        if each.enabled is not None and (each.is_on or act.kind == "publish")
    }


def _mismatch(act: Act, known: Mapping[Place, tuple[str, int]], scope: Scope) -> Iterator[Finding]:
    """Yield that a request names no known place, but another one on the same service or node."""
    if act.place in known:
        return
    nodes = {place[1]: done for place, done in known.items() if place[0] == act.service}
    services = {place[0]: done for place, done in known.items() if act.node in {None, place[1]}}
    if act.node is None:
        # To disable all nodes of a former service is right, but not of a misspelt one.
        if not nodes and nearest(act.service, services) is not None:
            yield _differs(act, act.service, services, scope)
    elif nodes:
        yield _differs(act, act.node, {node or "": done for node, done in nodes.items()}, scope)
    elif services:
        yield _differs(act, act.service, services, scope)


def _differs(act: Act, name: str, names: Mapping[str, tuple[str, int]], scope: Scope) -> Finding:
    """Return the finding that a node or a service is called *name*, and not one of *names*."""
    near = nearest(name, names)
    other = near or [*names][-1]
    did, line = names[other]
    what, at, attribute = "the node", act.model, "node"
    if name != act.node:
        what, attribute = "the push service", "jid"
        if act.kind not in {"enable", "disable"} and scope.stanza is not None:
            at, attribute = scope.stanza, "to"
    return Finding(
        f"{what} is {quoted(name)}, but line {line} {did} {quoted(other)}"
        f"{_CONSEQUENCES.get(act.kind, '')}",
        at=at,
        attribute=attribute,
        inputs=_OTHER_NAME[act.kind],
        where={},  # the names differ, whatever is answered
        hint=f"did you mean {quoted(other)}?" if near else None,
        # An earlier session may have enabled what is disabled here.
        severity=I if act.kind == "disable" and near is None else None,
    )


# Nodes that are left behind ----------------------------------------------------------------------

_PHONE = "alice@example.com/phone"


@rule(
    "PS517",
    "old-node-left",
    W,
    on=Enable,
    sequence=True,
    gate=not_first,
    source="esl/MongooseIM issue 1525; tmolitor-stud-tu/mod_push_appserver issue 6; "
    "ChatSecure/ChatSecure-iOS issues 533 and 1022; monal-im/Monal pull request 830",
    bad=(
        _lines(_enable(node="first"), _enable(node="second")),
        _lines(_enable(node="first", sender=_PHONE), _enable(node="second", sender=_PHONE)),
        _lines(*(_enable(node=f"start-{number}") for number in range(6))),
        _lines(ex.enable(), _enable()),
    ),
    good=(
        _lines(_enable(node="first"), _disable("first"), _enable(node="second")),
        _lines(_enable(), _enable()),
        _lines(_enable(ex.fcm(), "first"), _enable(ex.apns(), "second")),
        _lines(
            _enable(node="first", sender=_PHONE),
            _enable(node="second", sender="bob@example.com/phone"),
        ),
    ),
)
def old_node_left(enable: Enable, scope: Scope) -> Iterator[Finding]:
    """Enabling a new node does not disable the old one.

    The server publishes to both: if the old token still works, the device is notified twice; if
    not, the log of the push service fills with errors. A server may limit the devices of a user, and
    drop those of other devices because of old nodes.
    """
    act = scope.history.act(scope.stanza)
    if act is None or act.model is not enable or scope.in_page:
        return
    devices = [each for each in _of_same_client(act, scope) if each.is_on]
    service = (act.options or {}).get("service") if devices else None
    left = [each for each in devices if _is_left(each, act, service)]
    if not left:
        return
    old, count = left[-1], len({each.place for each in devices} | {act.place})
    yield Finding(
        f"{_named(old, act)} was enabled on line {old.enabled} and never disabled: the server"
        f" publishes to both, so the device is notified twice, or a dead token is used again and"
        f" again{_over_limit(count)}",
        attribute="node" if old.service == act.service else "jid",
        hint="unless it is another device, disable it first:"
        f" <disable xmlns='urn:xmpp:push:0' jid='{old.service}' node={quoted(old.node)}/>",
    )


def _of_same_client(act: Act, scope: Scope) -> list[Device]:
    devices = scope.history.devices_of(act, in_log=scope.in_log)
    if not scope.in_log:
        return devices
    # Another resource is perhaps another device, which has a node of its own.
    return [
        each
        for each in devices
        if act.sender is not None and not act.sender.is_bare and each.sender == act.sender
    ]


def _is_left(device: Device, act: Act, now: tuple[str, ...] | None) -> bool:
    """Tell whether a device is probably the same as one that is enabled *now* at another place."""
    if device.place == act.place or (device.service != act.service and device.node != act.node):
        return False
    before = (device.options or {}).get("service")
    return before is None or now is None or before == now


def _over_limit(count: int) -> str:
    """Return what a server does with so many devices, empty where it keeps all of them."""
    from pushstanza.servers.known.prosody.requests import MAX_DEVICES  # few clients have as many

    if count <= MAX_DEVICES:
        return ""
    return f"; of {count} devices, Prosody keeps {MAX_DEVICES} and drops the oldest"


def _named(old: Device, act: Act) -> str:
    if old.service == act.service:
        return f"the node {quoted(old.node)} on the same service"
    return f"the same node on {old.service}"
