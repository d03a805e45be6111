"""What MongooseIM tells of its server, of accounts and of its pubsub service (XEP-0030).

Source: MongooseIM 6.8 ``mod_disco.erl``, ``mod_pubsub_old.erl``.
"""

import attrs
from lxml import etree

from pushstanza.binding import Unknown
from pushstanza.servers import inputs as given
from pushstanza.servers.answer import Answer, error, of_module, result
from pushstanza.servers.case import Case, Table, otherwise, when
from pushstanza.servers.known.mongooseim.node_types import NODE_TYPES, service_features
from pushstanza.servers.known.mongooseim.sources import ITEM_NOT_FOUND, SILENCE, refused
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
from pushstanza.servers.world import Node
from pushstanza.stanzas.xep0030 import DiscoInfo, DiscoItems, Identity

#: The only command of the service (XEP-0060, section 8.7).
_GET_PENDING = f"{PUBSUB}#get-pending"


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
    if request.addressee is not Addressee.SERVICE:
        return True
    is_known = request.node in {COMMANDS, _GET_PENDING} or _is_item(request)
    return not is_known and _node(request) is None


def _parts(request: Request) -> list[str]:
    """Return the parts of a node at the service: its name, and what is asked of it."""
    return [each for each in (request.node or "").split("!") if each]


def _node(request: Request) -> Node | None:
    """Return the node at the service that is asked about, if it is there."""
    return next(map(request.world.node, _parts(request)), None)


def _is_item(request: Request) -> bool:
    """Tell whether an item of a node is asked about: nothing is said of it."""
    return request.namespace == DISCO_ITEMS and len(_parts(request)) == 2


@when(
    "the node has no name, or more than one `!`, at which the service fails",
    fix="write the name of the node",
    reading_of=given.disco_node,
)
def _unreadable_node(request: Request) -> bool:
    is_one = request.namespace == DISCO or len(_parts(request)) < 3
    return given.disco_node(request) and not (is_one and _parts(request))


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


def _query(request: Request) -> etree._Element:
    """Return the element of an answer of the service, which has the attributes of the request."""
    namespace = request.namespace
    asked = {} if request.payload is None else dict(request.payload.attrib)
    return etree.Element(f"{{{namespace}}}query", asked, nsmap={None: namespace})


def _add(query: etree._Element, name: str, values: dict[str, str]) -> None:
    etree.SubElement(query, f"{{{query.nsmap[None]}}}{name}", values)


def _service_items(request: Request) -> Answer:
    """Return the nodes of the service, or what there is at one of them."""
    query, host = _query(request), "" if request.to is None else request.to.domain
    if request.node == COMMANDS:
        _add(query, "item", {"jid": host, "node": _GET_PENDING, "name": "Get Pending"})
    if not request.node:
        for each in request.world.all_nodes():
            title = {"name": each.options["title"]} if "title" in each.options else {}
            _add(query, "item", {"jid": host, "node": each.name, **title})
    return result(Unknown.of(query))


def _node_features(request: Request) -> Answer:
    """Return what a node says of itself, or the commands of the service."""
    query = _query(request)
    if request.node in {COMMANDS, _GET_PENDING}:
        kind = "command-list" if request.node == COMMANDS else "command-node"
        _add(query, "identity", {"category": "automation", "type": kind})
        if request.node == _GET_PENDING:
            _add(query, "feature", {"var": COMMANDS})
        return result(Unknown.of(query))
    node = _node(request)
    kind = "leaf" if node is None else node.options.get("node_type", "leaf")
    _add(query, "identity", {"category": "pubsub", "type": kind})
    names = () if node is None else NODE_TYPES[node.type].features
    for feature in (PUBSUB, *(f"{PUBSUB}#{each}" for each in names)):
        _add(query, "feature", {"var": feature})
    return result(Unknown.of(query))


def _service_features(request: Request) -> Answer:
    """Return what the service says of itself: identities, and the features of its plugins."""
    query = _query(request)
    kinds = ("service", *(each for each in ("pep", "push") if each in request.pubsub_plugins))
    for kind in kinds:
        name = {"name": "Publish-Subscribe"} if kind == "service" else {}
        _add(query, "identity", {"category": "pubsub", "type": kind, **name})
    pubsub = service_features(request.pubsub_plugins)
    for feature in (COMMANDS, DISCO, DISCO_ITEMS, PUBSUB, *pubsub, "vcard-temp"):
        _add(query, "feature", {"var": feature})
    return result(Unknown.of(query))


DISCOVERY = Table(
    "Discovery",
    lambda request: _is_discovery(request) and not _set_at_service(request),
    (
        refused(_set_at_mod_disco, of_module(error("not-allowed")), NOTHING, "mod_disco.erl"),
        refused(
            _unreadable_node.where(given.to_service),
            SILENCE,
            NOTHING,
            "mod_pubsub_old.erl, iq_disco_info/4, iq_disco_items/4",
        ),
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
        attrs.evolve(
            ITEMS,
            input=given.asks_items.where(given.to_service),
            answer=_service_items,
            source="mod_pubsub_old.erl, iq_disco_items/4",
        ),
        attrs.evolve(ITEMS, answer=_items),
        Case(
            input=given.to_service.where(given.disco_node),
            answer=_node_features,
            effect="The answer lists what can be done with the node.",
            source="mod_pubsub_old.erl, node_disco_info/5",
        ),
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
