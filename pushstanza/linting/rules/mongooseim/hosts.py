"""Virtual hosts, where MongooseIM takes a push without pubsub."""

from collections.abc import Iterator

from pushstanza.binding import Model
from pushstanza.diagnostics import Severity
from pushstanza.jid import Jid
from pushstanza.linting.rules import examples
from pushstanza.linting.rules.gates import odd_service
from pushstanza.linting.rules.placeholders import HOST_LEFT
from pushstanza.linting.rules.rule import Finding, also, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.stanza.requests import is_request
from pushstanza.stanzas.rfc6120 import Iq
from pushstanza.stanzas.xep0060 import OwnerPubsub, Pubsub
from pushstanza.stanzas.xep0357 import Disable, Enable

E = Severity.ERROR


@rule(
    "PS607",
    "virtual-host",
    E,
    on=(Enable, Disable, Iq),
    gate=odd_service,
    source="esl/MongooseIM issues 1589, 2670 and 2936",
    bad=(
        examples.create().replace("'pubsub.example.com'", "'pubsub.HOST'"),
        examples.enable(jid="pubsub.HOST"),
        examples.enable(jid="pubsub.@HOST@"),
    ),
    good=examples.enable(jid="pubsub.example.com"),
)
def virtual_host(model: Enable | Disable | Iq, scope: Scope) -> Iterator[Finding]:
    """The host of a push service is the one that MongooseIM's ``virtual_pubsub_hosts`` spells out.

    ``@HOST@`` in its template, or ``HOST`` in a document, stands for the domain of a user. Left as
    text it names no host: the first is no JID and refused, publishes to the second get nowhere. At
    a virtual host there is nothing but push: no node can be made there, nobody can be given a right,
    and nothing can be published by a request.
    """
    name = "to" if isinstance(model, Iq) else "jid"
    host = getattr(model, name)
    if not isinstance(host, Jid) or (scope.is_refusal and name == "jid"):
        return
    template = HOST_LEFT.search(str(host))
    if template is not None:
        outcome = "nothing sent there arrives" if host.is_valid else "it is no JID and is refused"
        yield Finding(
            f"{str(host)!r} is a template and no host: {outcome}",
            attribute=name,
            hint=f"write your domain for {template[0].lstrip('.')}",
        )


@also("PS607", on=(Pubsub, OwnerPubsub))
def virtual_host_has_no_nodes(model: Pubsub | OwnerPubsub, scope: Scope) -> Iterator[Finding]:
    """Find requests about a node where MongooseIM has no nodes."""
    if "mongooseim" in scope.targets or not scope.aims_at("mongooseim-virtual"):
        return
    asked = next((each for name in _ACTIONS if (each := getattr(model, name, None))), None)
    if isinstance(asked, Model) and is_request(scope) and not _is_servers(scope):
        yield Finding(
            "at a virtual host of MongooseIM there is no pubsub: it answers with an error",
            at=asked,
            hint="leave it out: with virtual hosts an enable is all that is needed",
            where={"mongooseim-virtual": E},
        )


#: What is asked of a node, by the names of the fields of either model.
_ACTIONS = (
    "create", "publish", "affiliations", "configure", "delete", "purge", "retract", "items",
    "subscribe", "unsubscribe", "subscriptions", "default",
)  # fmt: skip


def _is_servers(scope: Scope) -> bool:
    """Tell whether a server sends a stanza: to a push service that is somewhere else."""
    sender = getattr(scope.stanza, "from_", None)
    return sender is not None and sender.is_valid and sender.local is None
