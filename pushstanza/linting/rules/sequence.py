"""Family 5, over several stanzas: what a publish repeats, the names of nodes, nodes left behind.

A file with few requests, all of one client, is read as one course of events, and what does not fit
is told. A log has many users and begins anywhere, so there only what is certain is told.
"""

from collections.abc import Iterator, Mapping

from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.masking import is_secret, quoted
from pushstanza.diagnostics.spelling import nearest
from pushstanza.linting.rules import examples as ex
from pushstanza.linting.rules.history import Act, Device, History, Kind, Options, Place, options_in
from pushstanza.linting.rules.rule import Finding, Lack, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.stanza.addressing import own_domain
from pushstanza.linting.rules.xml.near_names import near_field
from pushstanza.stanzas.forms import PublishOptions
from pushstanza.stanzas.xep0060 import Create, OwnerAffiliations, Publish, Pubsub
from pushstanza.stanzas.xep0357 import Disable, Enable

E, W, I = Severity.ERROR, Severity.WARNING, Severity.INFO  # noqa: E741 - the columns below

#: How many devices of a user Prosody keeps (push_max_devices).
PROSODY_DEVICES = 5

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

#: The options that are known, and whose near misses are told as such.
OPTIONS = tuple(each.var for each in PublishOptions.FIELDS)

#: What happens where an option is not repeated.
_LOST = {
    "device_id": "MongooseIM's push node answers conflict, and push is off",
    "service": "MongooseIM's push node answers conflict, and push is off",
    "secret": "p2 answers forbidden, mod_push_appserver item-not-found, and push is off",
    "pushModule": "fpush takes its default module, and with it perhaps another app",
}
_LOST_ANY = "the push service does without what the client asked for"

#: What happens where it is another one.
_CHANGED = {
    "device_id": "the push goes to another device, or to none",
    "service": "the token is of another provider, which refuses it",
    "secret": "p2 answers forbidden, mod_push_appserver item-not-found, and push is off",
}
_CHANGED_ANY = "the push service does something else than the client asked for"


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
    """What the client gave in the ``enable`` goes with each publish, as it is.

    The push service has nothing else to know the device and the client's wishes by. MongooseIM
    writes the form anew, so neither the order of the fields nor their types and labels count.
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
    """Return the device that a publish is for, if there is but one that it can be."""
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
    pubsub: Pubsub, given: Options, sent: Options, line: int | None
) -> Iterator[Finding]:
    options = pubsub.publish_options
    form = options.form if options is not None else None
    added = [var for var in sent if var not in given]
    meant = {var: near_field(var, given.keys() - sent.keys()) for var in added}
    lacking = [var for var in given if var not in sent and var not in meant.values()]
    if lacking:
        lost = next((_LOST[var] for var in lacking if var in _LOST), _LOST_ANY)
        yield Finding(
            f"the publish lacks {', '.join(map(quoted, lacking))}, given on line {line}: {lost}",
            at=form or options or pubsub.publish,
            lacks=Lack.CONTENT,
        )
    for field in form.fields if form is not None else ():
        var = field.var
        if var is None or var == "FORM_TYPE":
            continue
        if var not in given:
            if near_field(var, OPTIONS) is not None:
                continue  # told as misspelt
            yield Finding(
                f"the publish adds {quoted(var)}, which the enable on line {line} does not have:"
                " a push service has to refuse options that it does not know",
                at=field,
                hint=f"did you mean {meant[var]!r}?" if meant[var] else None,
            )
        elif given[var] != sent.get(var):
            yield Finding(
                f"{var} is not what the enable on line {line} has"
                f"{_both(var, given[var], field.values)}: {_CHANGED.get(var, _CHANGED_ANY)}",
                at=field,
                content=True,
            )


def _both(var: str, given: tuple[str, ...], sent: tuple[str, ...]) -> str:
    if is_secret(var) or len(given) != 1 or len(sent) != 1:
        return ""
    return f" ({quoted(sent[0])} and not {quoted(given[0])})"


# The names of nodes ------------------------------------------------------------------------------

#: What comes of a name that differs.
_THEN: Mapping[Kind, str] = {
    "affiliations": "MongooseIM answers item-not-found where there is no such node",
    "enable": "publishes there are answered with item-not-found, and MongooseIM and ejabberd turn"
    " push off",
    "publish": "the push service answers item-not-found, and MongooseIM and ejabberd turn push off",
    "disable": "ejabberd answers item-not-found, the others result, and what was enabled stays on",
}


@rule(
    "PS516",
    "names-differ",
    E,
    on=(Create, OwnerAffiliations, Enable, Publish, Disable),
    sequence=True,
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
    """A node goes by one name on one service, from the stanza that makes it to the last one.

    Where the names differ each stanza is right by itself and all are answered with ``result``; it
    is the first publish that fails, and then push is off. A node is made before it is enabled, and
    once disabled it is published to no more.
    """
    act = scope.history.act(scope.stanza)
    if act is None or act.model is not model:
        return
    if scope.in_page:
        yield from _misspelt(act, scope) if act.kind in _THEN else ()
    elif act.kind == "publish" and (line := _ended(act, scope)) is not None:
        yield Finding(
            f"push for this node was disabled on line {line}, after which a server must not"
            " publish to it: the device is woken against its user's will",
            at=model,
            attribute="node",
        )
    elif scope.in_log or not scope.history.is_one_course(act):
        return
    elif act.kind == "create":
        yield from _made_late(act, scope.history)
    else:
        yield from _mismatch(act, _names_before(act, scope.history, scope), scope)


def _misspelt(act: Act, scope: Scope) -> Iterator[Finding]:
    """Yield that a name is nearly that of another example: those of a page stand in any order."""
    for each in _mismatch(act, _names_before(act, scope.history, scope), scope):
        if each.hint is not None:
            yield each


def _ended(act: Act, scope: Scope) -> int | None:
    """Return on which line the push was disabled that a publish is for."""
    history = scope.history
    if scope.in_log or not history.is_one_course(act):
        found = history.devices.at(act.place)
        if any(each.enabled is None or not _is_server_of(act, each) for each in found):
            return None  # somebody else may have enabled it before the log begins
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


def _made_late(act: Act, history: History) -> Iterator[Finding]:
    if act.place in history.created:
        return
    granted = history.granted.get(act.place)
    if granted is not None:
        yield Finding(
            f"line {granted} gives affiliations to this node, which is made only here:"
            " MongooseIM answers item-not-found",
            at=act.model,
            attribute="node",
            hint="make the node first",
        )
        return
    for each in history.devices.at(act.place):
        if each.enabled is not None:
            yield Finding(
                f"line {each.enabled} enables this node, which is made only here: a publish in"
                " between is answered with item-not-found, and push is off",
                at=act.model,
                attribute="node",
                hint="make the node first",
            )
            return


def _names_before(act: Act, history: History, scope: Scope) -> Mapping[Place, tuple[str, int]]:
    """Return the places that a request may mean, what was done there, and the lines."""
    devices = history.devices_of(act, in_log=False)
    own = own_domain(scope)
    enabled = {
        each.place: ("enables", each.enabled)
        for each in devices
        if each.enabled is not None and (each.is_on or act.kind == "publish")
    }
    # What is asked of the user's server itself is told as that, and makes no node.
    made = {place: ("makes", line) for place, line in history.created.items() if place[0] != own}
    granted = {place: ("gives affiliations to", line) for place, line in history.granted.items()}
    match act.kind:
        case "affiliations":
            return made
        case "enable":
            return granted | made
        case "publish":
            return enabled or granted | made
        case _:
            known = any(each.place == act.place for each in devices)
            return {} if known else enabled


def _mismatch(act: Act, known: Mapping[Place, tuple[str, int]], scope: Scope) -> Iterator[Finding]:
    """Yield that a request means none of the places known, but one of the same service or node."""
    if act.place in known:
        return
    nodes = {place[1]: done for place, done in known.items() if place[0] == act.service}
    services = {place[0]: done for place, done in known.items() if act.node in {None, place[1]}}
    if act.node is None:
        # To disable all nodes of a service that was left is right, but not of one misspelt.
        if not nodes and nearest(act.service, services) is not None:
            yield _differs(act, act.service, services, scope)
    elif nodes:
        yield _differs(act, act.node, {node or "": done for node, done in nodes.items()}, scope)
    elif services:
        yield _differs(act, act.service, services, scope)


def _differs(act: Act, name: str, names: Mapping[str, tuple[str, int]], scope: Scope) -> Finding:
    """Return the finding that a node or a service is called *name*, and no other of *names*."""
    near = nearest(name, names)
    other = near or [*names][-1]
    did, line = names[other]
    what, at, attribute = "the node", act.model, "node"
    if name != act.node:
        what, attribute = "the push service", "jid"
        if act.kind not in {"enable", "disable"} and scope.stanza is not None:
            at, attribute = scope.stanza, "to"
    return Finding(
        f"{what} is {quoted(name)}, and line {line} {did} {quoted(other)}: {_THEN[act.kind]}",
        at=at,
        attribute=attribute,
        hint=f"did you mean {quoted(other)}?" if near else None,
        # What an earlier session enabled is rightly disabled here.
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
    """A new node does not end push for the old one.

    The server goes on publishing to both: with a token that still works the device is notified
    twice, with a dead one the push service's log fills with errors. Prosody keeps five devices of
    a user, so that old nodes in the end push those of other devices out.
    """
    act = scope.history.act(scope.stanza)
    if act is None or act.model is not enable or scope.in_page:
        return
    devices = [each for each in _of_same_client(act, scope) if each.is_on]
    left = [each for each in devices if _is_left(each, act)]
    if not left:
        return
    old, count = left[-1], len({each.place for each in devices} | {act.place})
    more = (
        f"; with this one it makes {count} devices, and Prosody keeps {PROSODY_DEVICES}"
        " and drops the oldest"
        if count > PROSODY_DEVICES
        else ""
    )
    yield Finding(
        f"{_named(old, act)} was enabled on line {old.enabled} and never disabled: the server"
        f" publishes to both, so the device is notified twice, or a dead token is tried again and"
        f" again{more}",
        attribute="node" if old.service == act.service else "jid",
        hint="unless it is another device, disable it before:"
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


def _is_left(device: Device, act: Act) -> bool:
    """Tell whether a device is probably the same as one that is now enabled at another place."""
    if device.place == act.place or (device.service != act.service and device.node != act.node):
        return False
    before, now = (each.get("service") for each in (device.options or {}, act.options or {}))
    return before is None or now is None or before == now


def _named(old: Device, act: Act) -> str:
    if old.service == act.service:
        return f"the node {quoted(old.node)} on the same service"
    return f"the same node on {old.service}"
