"""Family 5: enabling, publishing and disabling, by XEP-0357."""

from collections.abc import Iterator

from pushstanza.diagnostics import Severity
from pushstanza.rules.rule import Finding, rule
from pushstanza.rules.scope import Scope
from pushstanza.stanzas.xep0357 import Disable, Enable


@rule(
    "PS501",
    "jid-missing",
    Severity.ERROR,
    on=(Enable, Disable),
    source="XEP-0357, section 5",
    bad="<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' node='n'/></iq>",
    good="<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='push.example.com' node='n'/></iq>",
)
def jid_missing(model: Enable | Disable, scope: Scope) -> Iterator[Finding]:
    """An ``enable`` or ``disable`` names the push service in ``jid``.

    All servers answer ``bad-request`` without it.
    """
    if model.jid is None and not scope.is_refusal:
        yield Finding("no jid: which push service is meant?", hint="add jid='…', the push service")


@rule(
    "PS505",
    "enable-without-node",
    Severity.WARNING,
    on=Enable,
    source="XEP-0357, section 5 and its schema",
    bad="<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='push.example.com'/></iq>",
    good="<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='push.example.com' node='n'/></iq>",
)
def enable_without_node(enable: Enable, scope: Scope) -> Iterator[Finding]:
    """The node tells the push service which device is meant.

    Without it MongooseIM answers ``bad-request`` and ejabberd ``feature-not-implemented``; Prosody
    accepts it and publishes without a node, which push services refuse.
    """
    if not enable.node and not scope.is_refusal:
        yield Finding(
            "no node: MongooseIM answers bad-request, ejabberd feature-not-implemented",
            attribute="node" if enable.node is not None else None,
            hint="add node='…', the node on the push service",
        )
