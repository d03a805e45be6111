"""What the owner of a node asks for: it names the node, and holds what is to be changed."""

from collections.abc import Iterator

from pushstanza.diagnostics import Severity
from pushstanza.linting.rules import examples as make
from pushstanza.linting.rules.pubsub.elements import AT_EVERY_SERVICE
from pushstanza.linting.rules.rule import Finding, Lack, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.xml.near_names import holds_strangers, near_attribute
from pushstanza.servers import inputs as given
from pushstanza.stanzas.rfc6120 import Iq
from pushstanza.stanzas.xep0060 import OwnerConfigure, OwnerDelete, OwnerPubsub, OwnerPurge


def _owner(inside: str) -> str:
    return make.affiliations("").replace("<affiliations node='my-phone'></affiliations>", inside)


_CONFIGURE = f"<configure node='my-phone'>{make.config()}</configure>"


@rule(
    "PS415",
    "owner-request-incomplete",
    Severity.ERROR,
    on=OwnerPubsub,
    source="XEP-0060, sections 8.2, 8.4 and 8.5; a recording of MongooseIM 6.8.0",
    bad=(
        _owner("<delete/>"),
        _owner("<purge node=''/>"),
        _owner(_CONFIGURE.replace(" node='my-phone'", "")),
        _owner("<configure node='my-phone'/>"),
    ),
    good=(
        _owner("<delete node='my-phone'/>"),
        _owner(_CONFIGURE),
        _owner("<configure node='my-phone'/>").replace("type='set'", "type='get'"),
    ),
)
def owner_request_incomplete(pubsub: OwnerPubsub, scope: Scope) -> Iterator[Finding]:
    """A request to delete, purge or configure a node names it, and has the new configuration.

    The service does not guess which node is meant. Without a form there is nothing to configure.
    """
    stanza = scope.stanza
    if not isinstance(stanza, Iq) or stanza.type != "set":
        return
    for asked in (pubsub.delete, pubsub.purge, pubsub.configure):
        if asked is None:
            continue
        if not asked.node and near_attribute(asked, "node") is None:
            yield _without_node(asked)
        elif isinstance(asked, OwnerConfigure) and not (asked.form or holds_strangers(asked)):
            yield Finding(
                "<configure> has no form: nothing is configured",
                at=asked,
                inputs=given.configure_without_form,
                where=AT_EVERY_SERVICE,
                hint="add a form with the configuration",
                lacks=Lack.CONTENT,
            )


def _without_node(asked: OwnerDelete | OwnerPurge | OwnerConfigure) -> Finding:
    is_empty = asked.node is not None
    return Finding(
        "'node' is empty: no node is meant" if is_empty else "missing 'node': no node is meant",
        at=asked,
        attribute="node" if is_empty else None,
        inputs=(given.no_action_node, given.node_unknown),
        where=AT_EVERY_SERVICE,
        hint="name the node",
        lacks=Lack.ATTRIBUTE,
    )
