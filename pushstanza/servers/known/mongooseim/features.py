"""Items and subscriptions at MongooseIM's pubsub service, which push nodes do not have.

Source: MongooseIM 6.8 ``mod_pubsub_old.erl``, ``node_flat.erl``.
"""

from collections.abc import Callable

from lxml import etree

from pushstanza.binding import Unknown
from pushstanza.servers import inputs as given
from pushstanza.servers.answer import Answer, error, result, unsupported
from pushstanza.servers.case import Case, Input, Table, rest, when
from pushstanza.servers.known.mongooseim.node_types import NODE_TYPES, node_of, supports
from pushstanza.servers.known.mongooseim.sources import (
    BAD_REQUEST,
    FORBIDDEN,
    ITEM_NOT_FOUND,
    PUBSUB_MODULE,
    case,
)
from pushstanza.servers.phrases import GENERIC_PUBSUB
from pushstanza.servers.request import OWNER, PUBSUB, Request

_FIX = "leave the request out; push nodes are only for publishing"
_FAILED = error("internal-server-error")
_NO_NODE = case(given.node_unknown, ITEM_NOT_FOUND)
_NOT_OWNER = case(given.not_owner, FORBIDDEN)


def _lacking(feature: str) -> Case:
    """Return the case of a node whose type does not have a feature."""

    def lacks(request: Request) -> bool:
        node = node_of(request)
        return node is not None and not supports(node, feature)

    return case(
        Input("push nodes keep no items and have no subscribers", lacks, fix=_FIX),
        unsupported(feature),
    )


def _read(request: Request) -> Answer:
    """Return an answer that holds what was asked for, with nothing in it."""
    namespace = request.namespace
    pubsub = etree.Element(f"{{{namespace}}}pubsub", nsmap={None: namespace})
    named = {"node": request.action_node} if request.action_node else {}
    etree.SubElement(pubsub, f"{{{namespace}}}{request.action_name}", named)
    return result(Unknown.of(pubsub))


_REST = rest("push nodes keep no items and have no subscribers", fix=_FIX)


def _generic(answer: Answer | Callable[[Request], Answer], function: str) -> Case:
    """Return the case of a node of another plugin, which is no push node."""
    return Case(
        input=_REST,
        answer=answer,
        effect=GENERIC_PUBSUB,
        source=f"{PUBSUB_MODULE}, {function}: inferred",
    )


@when("`max_items` is no number", fix="write a number")
def _most_malformed(request: Request) -> bool:
    most = "" if request.action is None else request.action.get("max_items", "")
    return bool(most) and not most.removeprefix("-").isdecimal()


@when("`retract` holds not exactly one item", fix="name one item")
def _not_one_item(request: Request) -> bool:
    return len(given.items(request)) != 1


def _lacks_subscriptions(request: Request) -> bool:
    return any(
        "retrieve-subscriptions" not in NODE_TYPES[each].features for each in request.pubsub_plugins
    )


#: What is asked of the service, and push nodes do not support.
ITEMS_AND_SUBSCRIPTIONS = (
    Table(
        "Subscribe",
        given.action("set", "subscribe", PUBSUB),
        (_NO_NODE, _lacking("subscribe"), _generic(_read, "subscribe_node/5")),
    ),
    Table(
        "Unsubscribe",
        given.action("set", "unsubscribe", PUBSUB),
        (
            _NO_NODE,
            Case(
                input=_REST,
                answer=_FAILED,
                effect=GENERIC_PUBSUB,
                source="node_flat.erl, unsubscribe_node/4, which fails without a subscription",
            ),
        ),
    ),
    Table(
        "Retract",
        given.action("set", "retract", PUBSUB),
        (
            case(_not_one_item, error("bad-request", "item-required"), function="delete_item/6"),
            case(
                given.no_action_node,
                error("bad-request", "node-required"),
                function="delete_item/6",
            ),
            _NO_NODE,
            _lacking("persistent-items"),
            _generic(ITEM_NOT_FOUND, "delete_item/6"),
        ),
    ),
    Table(
        "Purge",
        given.action("set", "purge", OWNER),
        (
            _NO_NODE,
            _lacking("persistent-items"),
            _NOT_OWNER,
            _generic(result(), "purge_node/3"),
        ),
    ),
    Table(
        "Read items",
        given.action("get", "items", PUBSUB),
        (
            case(_most_malformed, BAD_REQUEST, function="get_items/7"),
            _NO_NODE,
            _lacking("retrieve-items"),
            _generic(_read, "get_items/7"),
        ),
    ),
    Table(
        "Read or set the options of a subscription",
        lambda request: (
            given.is_pubsub(request)
            and request.namespace == PUBSUB
            and request.action_name == "options"
        ),
        (
            _NO_NODE,
            case(
                Input(
                    "the options of a subscription are set, which fails",
                    lambda request: request.type == "set",
                    fix=_FIX,
                ),
                _FAILED,
                function="set_options/5: inferred",
            ),
            _lacking("subscription-options"),
            _generic(error("not-acceptable", "not-subscribed"), "get_sub_options_xml/5"),
        ),
    ),
    Table(
        "Read one's subscriptions",
        given.action("get", "subscriptions", PUBSUB),
        (
            case(
                Input(
                    "one of the plugins of the service knows no subscriptions, as push",
                    _lacks_subscriptions,
                    fix=_FIX,
                ),
                unsupported("retrieve-subscriptions"),
                function="get_subscriptions/4",
            ),
            _generic(_read, "get_subscriptions/4"),
        ),
    ),
    Table(
        "Read the subscriptions of a node",
        given.action("get", "subscriptions", OWNER),
        (
            _NO_NODE,
            _lacking("manage-subscriptions"),
            _NOT_OWNER,
            _generic(_read, "get_subscriptions/3"),
        ),
    ),
    Table(
        "Set the subscriptions of a node",
        given.action("set", "subscriptions", OWNER),
        (_NO_NODE, _NOT_OWNER, _generic(result(), "set_subscriptions/4")),
    ),
)
