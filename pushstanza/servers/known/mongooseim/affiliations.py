"""Who may do what with a node of MongooseIM's pubsub service.

Source: MongooseIM 6.8 ``mod_pubsub_old.erl``.
"""

import attrs
from lxml import etree

from pushstanza.binding import Unknown
from pushstanza.reading.tags import local
from pushstanza.servers import inputs as given
from pushstanza.servers.answer import Answer, error, result
from pushstanza.servers.case import Case, Table, otherwise, when
from pushstanza.servers.known.mongooseim.jids import bare_of
from pushstanza.servers.known.mongooseim.sources import (
    BAD_REQUEST,
    OWNERS,
    PUBSUB_MODULE,
    case,
)
from pushstanza.servers.phrases import NOTHING
from pushstanza.servers.request import OWNER, PUBSUB, Request, elements
from pushstanza.servers.world import Memory


def _grants(request: Request) -> dict[str, str]:
    """Return the affiliations that a request gives, by bare JID: the first of a JID counts."""
    found: dict[str, str] = {}
    for each in elements(request.action) if request.action is not None else ():
        jid = bare_of(each.get("jid"))
        if jid is not None:
            found.setdefault(jid, each.get("affiliation", ""))
    return found


@when(
    "an affiliation is unknown, such as `publisher_only`, or has no valid `jid`, or is another"
    " element",
    reading_of=given.affiliation_malformed,
)
def _malformed(request: Request) -> bool:
    return any(
        local(each) != "affiliation"
        or bare_of(each.get("jid")) is None
        or each.get("affiliation") not in given.AFFILIATIONS
        for each in (() if request.action is None else elements(request.action))
    )


@when("the node would be left without an owner", reading_of=given.last_owner_gone)
def _last_owner_gone(request: Request) -> bool:
    node = request.world.node(request.action_node)
    if node is None:
        return False
    granted = _grants(request)
    owners = {jid for jid, each in {**node.affiliations, **granted}.items() if each == "owner"}
    return not owners


def _affiliate(request: Request, memory: Memory) -> None:
    node, granted = memory.nodes[request.action_node], _grants(request)
    kept = {jid: each for jid, each in {**node.affiliations, **granted}.items() if each != "none"}
    memory.nodes[node.name] = attrs.evolve(node, affiliations=kept)


def _granted(request: Request) -> str:
    granted = _grants(request)
    may = [jid for jid, each in granted.items() if each in {"publish-only", "publisher", "owner"}]
    if request.domain in may:
        return f"{request.domain} may publish to the node."
    if may:
        return (
            f"{', '.join(may)} may publish to the node; but since MongooseIM 3.6 it is the server,"
            f" {request.domain}, that publishes."
        )
    return "The affiliations are set; they allow nobody else to publish."


def _owners(request: Request) -> etree._Element:
    """Return the owners of a node: what a refusal holds in place of the request."""
    node = request.world.node(request.action_node)
    return _listed(request, OWNER, dict.fromkeys(node.owners, "owner") if node else {}, "jid")


AFFILIATION = Table(
    "Set affiliations",
    given.action("set", "affiliations", OWNER),
    (
        case(
            _malformed,
            BAD_REQUEST,
            "No affiliation changes.",
            "set_affiliations/4",
        ),
        *OWNERS,
        case(
            _last_owner_gone,
            lambda request: attrs.evolve(
                error("not-acceptable"), payload=Unknown.of(_owners(request))
            ),
            "No affiliation changes.",
            "set_affiliations_transaction/4",
        ),
        Case(
            input=otherwise,
            answer=result(),
            effect=_granted,
            source=f"{PUBSUB_MODULE}, set_affiliations/4",
            act=_affiliate,
        ),
    ),
)


def _listed(request: Request, namespace: str, found: dict[str, str], name: str) -> etree._Element:
    pubsub = etree.Element(f"{{{namespace}}}pubsub", nsmap={None: namespace})
    holder = etree.SubElement(pubsub, f"{{{namespace}}}affiliations")
    if namespace == OWNER:
        holder.set("node", request.action_node)
    for key, affiliation in found.items():
        values = {name: key, "affiliation": affiliation}
        etree.SubElement(holder, f"{{{namespace}}}affiliation", values)
    return pubsub


def _of_node(request: Request) -> Answer:
    node = request.world.node(request.action_node)
    found = dict(node.affiliations) if node else {}
    return result(Unknown.of(_listed(request, OWNER, found, "jid")))


def _of_user(request: Request) -> Answer:
    """Return what a user may do, with which nodes; with one of them where that is named."""
    found = request.world.affiliations_of(request.sender)
    asked = request.action_node
    named = {name: each for name, each in sorted(found.items()) if asked in {"", name}}
    return result(Unknown.of(_listed(request, PUBSUB, named, "node")))


READING_AFFILIATIONS = Table(
    "Read affiliations",
    given.action("get", "affiliations"),
    (
        Case(
            input=given.own_affiliations,
            answer=_of_user,
            effect=NOTHING,
            source=f"{PUBSUB_MODULE}, get_affiliations/4",
        ),
        *OWNERS,
        Case(
            input=otherwise,
            answer=_of_node,
            effect=NOTHING,
            source=f"{PUBSUB_MODULE}, get_affiliations/3",
        ),
    ),
)
