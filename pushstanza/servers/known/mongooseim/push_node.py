"""MongooseIM's push node: what its pubsub service does with the nodes of push notifications.

Source: MongooseIM 6.8 ``mod_pubsub_old.erl``, ``node_push.erl``.
"""

import attrs
from lxml import etree

from pushstanza.binding import Unknown
from pushstanza.servers import inputs as given
from pushstanza.servers.answer import Answer, error, result, unsupported
from pushstanza.servers.case import Case, Table, otherwise, rest, when
from pushstanza.servers.known.mongooseim.publishing import PUBLISHING
from pushstanza.servers.known.mongooseim.sources import (
    BAD_REQUEST,
    FORBIDDEN,
    ITEM_NOT_FOUND,
    LOCAL,
    NO_FEATURE,
    NODE_MODULE,
    PUBSUB_MODULE,
    SM,
    case,
    unknown_namespace,
)
from pushstanza.servers.phrases import NOTHING
from pushstanza.servers.request import OWNER, PUBSUB, Addressee, Request
from pushstanza.servers.world import Memory, Node
from pushstanza.stanzas.xep0060 import Create, Pubsub

# ---- the push node ----


def _elsewhere(request: Request) -> bool:
    return given.is_pubsub(request) and (
        request.addressee is not Addressee.SERVICE or request.is_virtual
    )


_ACCOUNT_WITHOUT = attrs.evolve(
    rest(
        "the account has no pubsub",
        fix=given.pubsub_to_host.fix,
        rules=given.pubsub_to_host.rules,
    ),
    reading_of=given.to_account,
)

NO_PUBSUB = Table(
    "Pubsub where there is none",
    _elsewhere,
    (
        Case(
            input=given.pubsub_to_host,
            answer=NO_FEATURE,
            effect="Nothing happens: the push service has its own host.",
            source=f"{LOCAL}; esl/MongooseIM#1432",
        ),
        Case(
            input=given.to_virtual_host,
            answer=error("service-unavailable"),
            effect="Nothing happens: a virtual host has no nodes; enable is all it needs.",
            source="mod_event_pusher_push.erl, virtual_pubsub_hosts",
        ),
        *(
            Case(
                input=each,
                answer=unknown_namespace,
                effect="Nothing happens: the push service has a host of its own.",
                source=SM,
                reason=_ACCOUNT_WITHOUT.title,
            )
            for each in (given.pubsub_to_neighbour, _ACCOUNT_WITHOUT)
        ),
    ),
)


def _create(request: Request, memory: Memory) -> None:
    options = {"access_model": "whitelist", "publish_model": "open", **given.node_options(request)}
    memory.nodes[request.action_node] = Node(
        name=request.action_node, options=options, affiliations={request.user: "owner"}
    )


def _configure(request: Request, memory: Memory) -> None:
    node = memory.nodes[request.action_node]
    options = {**node.options, **given.node_options(request)}
    memory.nodes[node.name] = Node(name=node.name, options=options, affiliations=node.affiliations)


def _affiliate(request: Request, memory: Memory) -> None:
    node = memory.nodes[request.action_node]
    granted = {jid.partition("/")[0]: each for jid, each in given.grants(request).items()}
    kept = {**node.affiliations, **granted}
    memory.nodes[node.name] = Node(
        name=node.name,
        options=node.options,
        affiliations={jid: each for jid, each in kept.items() if each != "none"},
    )


def _delete(request: Request, memory: Memory) -> None:
    del memory.nodes[request.action_node]


def _created(request: Request) -> str:
    options = {"publish_model": "open", **given.node_options(request)}
    model = options["publish_model"]
    if model == "open":
        return "The node exists; anyone who knows its name may publish to it."
    return (
        f"The node exists; {request.domain} needs the affiliation publish-only"
        " before it can publish."
    )


def _node_reply(request: Request) -> Answer:
    return result(Pubsub(create=Create(node=request.action_node)))


_OPTIONS_REFUSED = tuple(
    case(each, error("not-acceptable"), function="set_xoption/3")
    for each in (given.node_option_refused, given.payload_limit_too_high)
)

NODE_CREATION = Table(
    "Create a node",
    given.action("set", "create", PUBSUB),
    (
        case(
            given.create_other_type,
            unsupported("create-nodes"),
            function="iq_pubsub_set_create/4",
        ),
        case(
            given.no_action_node,
            error("not-acceptable", "nodeid-required"),
            function="create_node/7",
            reason="`create` names no node, and push nodes are not named automatically",
        ),
        case(
            given.configure_not_submitted,
            error("bad-request", text="Invalid form type"),
            function="parse_create_node_options/3",
        ),
        *_OPTIONS_REFUSED,
        case(
            given.node_taken,
            error("conflict"),
            "The node stays as it was: harmless if it belongs to the user.",
            "create_node_transaction/7; esl/MongooseIM#2355",
        ),
        Case(
            input=given.create_without_type,
            answer=_node_reply,
            effect="A node of the first plugin is made: of flat, unless push comes first, and then"
            " publishes never reach MongoosePush.",
            source=f"{PUBSUB_MODULE}, iq_pubsub_set_create/4",
            act=_create,
        ),
        Case(
            input=given.configure_without_form,
            answer=_node_reply,
            effect="The node has the defaults: anyone who knows its name may publish to it.",
            source=f"{PUBSUB_MODULE}, parse_create_node_options/3",
            act=_create,
        ),
        Case(
            input=given.publish_model_subscribers,
            answer=_node_reply,
            effect="The node is there, and nobody may publish at it, not even its owner.",
            source=f"{NODE_MODULE}, is_allowed_to_publish/2",
            act=_create,
        ),
        Case(
            input=otherwise,
            answer=_node_reply,
            effect=_created,
            source=f"{PUBSUB_MODULE}, create_node/7",
            act=_create,
        ),
    ),
)

_OWNERS = (
    case(given.node_unknown, ITEM_NOT_FOUND),
    case(given.not_owner, FORBIDDEN),
)

CONFIGURATION = Table(
    "Configure a node",
    given.action("set", "configure", OWNER),
    (
        case(
            given.configure_without_form,
            error("bad-request", text="Form not found"),
            function="set_configure/4",
        ),
        case(
            given.configure_not_submitted,
            error("bad-request", text="Invalid form type"),
            function="set_configure/4",
        ),
        *_OWNERS,
        *_OPTIONS_REFUSED,
        Case(
            input=given.publish_model_subscribers,
            answer=result(),
            effect="The node has the options, and nobody may publish at it, not even its owner.",
            source=f"{NODE_MODULE}, is_allowed_to_publish/2",
            act=_configure,
        ),
        Case(
            input=otherwise,
            answer=result(),
            effect="The node has the options; unknown ones are ignored silently.",
            source=f"{PUBSUB_MODULE}, set_configure/4",
            act=_configure,
        ),
    ),
)

DELETION = Table(
    "Delete a node",
    given.action("set", "delete", OWNER),
    (
        case(given.no_action_node, error("not-allowed"), function="delete_node/3"),
        *_OWNERS,
        Case(
            input=otherwise,
            answer=result(),
            effect="The node is deleted; the next publish gets item-not-found, and is the last.",
            source=f"{PUBSUB_MODULE}, delete_node/3",
            act=_delete,
        ),
    ),
)


def _granted(request: Request) -> str:
    granted = given.grants(request)
    may = [jid for jid, each in granted.items() if each in {"publish-only", "publisher", "owner"}]
    if request.domain in may:
        return f"{request.domain} may publish to the node."
    if may:
        return (
            f"{', '.join(may)} may publish to the node; but since MongooseIM 3.6 it is the server,"
            f" {request.domain}, that publishes."
        )
    return "The affiliations are set; they allow nobody else to publish."


AFFILIATION = Table(
    "Set affiliations",
    given.action("set", "affiliations", OWNER),
    (
        case(
            given.affiliation_malformed,
            BAD_REQUEST,
            "No affiliation changes.",
            "set_affiliations/4",
        ),
        *_OWNERS,
        case(
            given.last_owner_gone,
            error("not-acceptable"),
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


_ONLY_PUBLISHING = rest(
    "push nodes keep no items and have no subscribers",
    fix="leave the request out; push nodes are only for publishing",
)


def _feature_missing(kind: str, action: str, feature: str) -> Table:
    return Table(
        f"{action}, which a push node does not support",
        given.action(kind, action),
        (
            case(given.node_unknown, ITEM_NOT_FOUND),
            case(_ONLY_PUBLISHING, unsupported(feature)),
        ),
    )


@when("several actions in one request", reading_of=given.several_actions)
def _several_owner_actions(request: Request) -> bool:
    return request.namespace == OWNER and given.several_actions(request)


PUBSUB_SHAPE = Table(
    "Pubsub at the push service",
    given.is_pubsub,
    (
        case(given.no_action, BAD_REQUEST, function="iq_pubsub/9"),
        case(_several_owner_actions, BAD_REQUEST, function="iq_pubsub_owner/6"),
        case(given.action_unknown, error("feature-not-implemented"), function="iq_pubsub_action/6"),
    ),
)


def _read(request: Request) -> Answer:
    """Return an answer that holds what was asked for, without what there is to tell."""
    pubsub = etree.Element(f"{{{request.namespace}}}pubsub", nsmap={None: request.namespace})
    etree.SubElement(pubsub, f"{{{request.namespace}}}{request.action_name}")
    return result(Unknown.of(pubsub))


READING = Table(
    "Read about a node",
    given.is_pubsub,
    (
        case(given.node_unknown, ITEM_NOT_FOUND),
        Case(
            input=otherwise,
            answer=_read,
            effect=NOTHING,
            source=PUBSUB_MODULE,
        ),
    ),
)

#: What is asked of the push service (XEP-0060).
PUSH_NODE = (
    PUBSUB_SHAPE,
    NODE_CREATION,
    CONFIGURATION,
    DELETION,
    AFFILIATION,
    PUBLISHING,
    _feature_missing("set", "subscribe", "subscribe"),
    _feature_missing("set", "retract", "persistent-items"),
    _feature_missing("set", "purge", "persistent-items"),
    _feature_missing("get", "subscriptions", "retrieve-subscriptions"),
    READING,
)

AT_SERVICE = Table(
    "Anything else at the push service",
    lambda request: given.is_iq_request(request) and request.addressee is Addressee.SERVICE,
    (
        Case(
            input=rest(
                "the push service has no such module",
                fix="send enable and disable to the user's own server",
                rules=("PS105",),
            ),
            answer=error("feature-not-implemented"),
            effect="Nothing happens: enable and disable are for the user's own server.",
            source="mod_pubsub_old.erl, do_route/8: inferred",
        ),
    ),
)
