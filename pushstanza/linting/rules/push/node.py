"""The node of an enable or a disable."""

from collections.abc import Iterator

from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.masking import quoted
from pushstanza.linting.rules import examples as ex
from pushstanza.linting.rules.change import DropAttribute, suggestion
from pushstanza.linting.rules.gates import odd_request
from pushstanza.linting.rules.push.service import valid_service
from pushstanza.linting.rules.rule import Finding, Lack, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.xml.near_names import near_attribute
from pushstanza.servers import inputs as given
from pushstanza.stanzas.xep0357 import Disable, Enable

E, W, I = Severity.ERROR, Severity.WARNING, Severity.INFO  # noqa: E741


@rule(
    "PS505",
    "enable-without-node",
    W,
    on=Enable,
    gate=odd_request,
    inputs=(given.no_node, given.empty_node),
    accepted=W,
    source="XEP-0357, section 5 and its schema",
    bad=(
        ex.iq("<enable xmlns='urn:xmpp:push:0' jid='push.example.com'/>"),
        ex.enable(node=""),
    ),
    good=ex.enable(),
)  # fmt: skip
def enable_without_node(enable: Enable, scope: Scope) -> Iterator[Finding]:
    """The node tells the push service which device to notify.

    A server that accepts an ``enable`` without one publishes without a node, too, which push
    services refuse.
    """
    if scope.is_refusal or enable.node or near_attribute(enable, "node") is not None:
        return
    if enable.node is None:
        yield Finding(
            "missing 'node': the device is not specified",
            inputs=given.no_node,
            hint="add node='…', the node on the push service",
            lacks=Lack.ATTRIBUTE,
        )
        return
    yield Finding(
        "'node' is empty: the device is not specified",
        inputs=given.empty_node,
        attribute="node",
        hint="put the node on the push service here",
    )


@rule(
    "PS506",
    "disable-empty-node",
    E,
    on=Disable,
    inputs=given.empty_node,
    accepted=W,
    source="QXmpp, QXmppPushEnableIq.cpp, which writes it; the push modules of the servers",
    bad=ex.disable("node=''"),
    good=ex.disable(),
)  # fmt: skip
def disable_empty_node(disable: Disable, scope: Scope) -> Iterator[Finding]:
    """An empty ``node`` is neither a node nor the lack of one.

    Of the servers that accept it, some disable every node on the service and others none.
    """
    if disable.node == "" and not scope.is_refusal:
        yield Finding(
            "'node' is empty, which names neither one node nor all",
            attribute="node",
            hint="name the node; without the attribute, all of them are meant",
            fix=suggestion("disable all nodes on the service", DropAttribute(disable, "node")),
        )


_ALL = ex.disable("")
_ELSEWHERE = ex.enable(jid="push.example.net", node="my-tablet")


@rule(
    "PS507",
    "disable-all",
    I,
    on=Disable,
    sequence=True,
    source="XEP-0357, section 6; MongooseIM's tutorial, which says it works on all devices",
    bad=(
        "\n".join([ex.enable(), _ELSEWHERE, _ALL]),
        "\n".join([ex.enable(ex.fcm()), ex.enable(ex.apns(), node="my-tablet"), _ALL]),
    ),
    good=(_ALL, "\n".join([ex.enable(), _ALL]), "\n".join([ex.enable(), ex.disable()])),
)
def disable_all(disable: Disable, scope: Scope) -> Iterator[Finding]:
    """A ``disable`` without a node disables push for all devices of the user on that service.

    Nodes on other push services stay enabled, although some documents claim otherwise. This is
    reported if other stanzas show that it makes a difference, or if a target is named.
    """
    service = valid_service(disable, scope)
    act = scope.history.act(scope.stanza)
    if disable.node is not None or service is None or act is None:
        return
    if near_attribute(disable, "node") is not None:
        return  # one node is meant
    on = [each for each in scope.history.devices_of(act, in_log=scope.in_log) if each.is_on]
    ended = [each for each in on if each.service == act.service]
    kept = [each for each in on if each.service != act.service]
    if len(ended) < 2 and not kept and not scope.targets:
        return
    several = f", {len(ended)} of them enabled above" if len(ended) > 1 else ""
    others = (
        f": {quoted(kept[-1].node)} on {kept[-1].service} (line {kept[-1].enabled}) stays enabled"
        if kept
        else ""
    )
    yield Finding(
        f"no 'node': this disables push for all devices of the user on {act.service}{several},"
        f" and on no other service{others}",
        hint="add node='…' to disable one device only",
    )
