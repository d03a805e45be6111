"""What MongooseIM tells of its server, of accounts and of its pubsub service (XEP-0030).

Source: MongooseIM 6.8 ``mod_disco.erl``, ``mod_pubsub_old.erl``.
"""

import attrs
from lxml import etree

from pushstanza.binding import Unknown
from pushstanza.servers import inputs as given
from pushstanza.servers.answer import Answer, error, of_module, result
from pushstanza.servers.case import Case, Table, otherwise, when
from pushstanza.servers.known.mongooseim.node_types import service_features
from pushstanza.servers.known.mongooseim.sources import ITEM_NOT_FOUND, refused
from pushstanza.servers.phrases import ITEMS, NOTHING, features
from pushstanza.servers.request import (
    COMMANDS,
    DISCO,
    DISCO_ITEMS,
    PUBSUB,
    PUSH,
    Addressee,
    Request,
)
from pushstanza.stanzas.xep0030 import DiscoInfo, DiscoItems, Identity


@when(
    "service discovery has type `set`",
    fix="give the iq type='get'",
    rules=("PS102",),
    reading_of=given.type_set,
)
def _set_at_mod_disco(request: Request) -> bool:
    return given.type_set(request) and request.addressee is not Addressee.SERVICE


def _is_discovery(request: Request) -> bool:
    """Tell whether discovery is asked for: the name of the element does not matter."""
    return given.is_iq_request(request) and request.namespace in {DISCO, DISCO_ITEMS}


@when(
    "a node that is not there is asked about",
    fix="leave node out",
    reading_of=given.disco_node,
)
def _unknown_disco_node(request: Request) -> bool:
    if not given.disco_node(request):
        return False
    is_own = request.addressee is Addressee.SERVICE
    return not is_own or request.world.node(request.node or "") is None


@when(
    "another user is asked, who has not allowed the sender to see the presence",
    fix="ask the user's own account, or the server",
)
def _stranger(request: Request) -> bool:
    return request.addressee is Addressee.NEIGHBOUR


def _has_pep(request: Request) -> bool:
    return "pep" in request.pubsub_plugins and request.addressee is Addressee.ACCOUNT


def _account_features(request: Request) -> Answer:
    """Return what an account says of itself, which has nodes of its own with the plugin pep."""
    identities = [Identity(category="account", type="registered")]
    if _has_pep(request):
        identities.append(Identity(category="pubsub", type="pep"))
    return result(DiscoInfo(node=request.node or None, identities=tuple(identities)))


def _items(request: Request) -> Answer:
    return result(DiscoItems(node=request.node or None))


def _service_features(request: Request) -> Answer:
    """Return what the service says of itself: identities, and the features of its plugins."""
    query = etree.Element(f"{{{DISCO}}}query", nsmap={None: DISCO})
    kinds = ("service", *(each for each in ("pep", "push") if each in request.pubsub_plugins))
    for kind in kinds:
        name = {"name": "Publish-Subscribe"} if kind == "service" else {}
        values = {"category": "pubsub", "type": kind, **name}
        etree.SubElement(query, f"{{{DISCO}}}identity", values)
    pubsub = service_features(request.pubsub_plugins)
    for feature in (COMMANDS, DISCO, DISCO_ITEMS, PUBSUB, *pubsub, "vcard-temp"):
        etree.SubElement(query, f"{{{DISCO}}}feature", {"var": feature})
    return result(Unknown.of(query))


DISCOVERY = Table(
    "Discovery",
    lambda request: _is_discovery(request) and not _set_at_service(request),
    (
        refused(_set_at_mod_disco, of_module(error("not-allowed")), NOTHING, "mod_disco.erl"),
        refused(
            _unknown_disco_node.where(given.to_service),
            ITEM_NOT_FOUND,
            NOTHING,
            "mod_pubsub_old.erl, iq_disco_info/4",
        ),
        refused(
            _unknown_disco_node.where(
                lambda request: not (_stranger(request) or _has_pep(request))
            ),
            of_module(ITEM_NOT_FOUND),
            NOTHING,
            "mod_disco.erl, process_local_iq_info/5, process_sm_iq_info/5",
        ),
        refused(
            _stranger.where(lambda request: request.namespace == DISCO or bool(request.node)),
            of_module(error("service-unavailable")),
            NOTHING,
            "mod_disco.erl, process_sm_iq_info/5",
        ),
        attrs.evolve(ITEMS, answer=_items),
        Case(
            input=given.to_service,
            answer=_service_features,
            effect="The service has the identity pubsub/push.",
            source="mod_pubsub_old.erl, iq_disco_info/4",
        ),
        Case(
            input=given.to_host,
            answer=features(PUSH, identity=("server", "im")),
            effect="The server lists urn:xmpp:push:0.",
            source="mod_event_pusher_push.erl; push_integration_SUITE, group disco",
        ),
        Case(
            input=otherwise,
            answer=_account_features,
            effect="The account does not list urn:xmpp:push:0: ask the server's domain."
            " A client that asks only the account, as XEP-0357 has it, finds no push.",
            source="mod_event_pusher_push.erl, which has no handler for disco_sm_features",
        ),
    ),
)


def _set_at_service(request: Request) -> bool:
    return given.type_set(request) and request.addressee is Addressee.SERVICE
