"""What MongooseIM's push node does with a publish.

Source: MongooseIM 6.8 ``mod_pubsub_old.erl``, ``node_push.erl``.
"""

from uuid import NAMESPACE_OID, uuid5

from pushstanza.payloads.reactions import NOT_SUBMITTED, PRECONDITION_NOT_MET
from pushstanza.servers import inputs as given
from pushstanza.servers.answer import Answer, error, result, unsupported
from pushstanza.servers.case import Case, Input, Table, otherwise, when
from pushstanza.servers.known.mongooseim.node_types import NODE_TYPES, node_of, option, supports
from pushstanza.servers.known.mongooseim.sources import (
    BAD_REQUEST,
    DISABLES,
    FORBIDDEN,
    ITEM_NOT_FOUND,
    LOST,
    NODE_MODULE,
    PUBSUB_MODULE,
    case,
    from_iq_error,
    refusal,
)
from pushstanza.servers.request import Request
from pushstanza.servers.world import Memory, Node
from pushstanza.stanzas.forms import PublishOptions
from pushstanza.stanzas.xep0060 import Item, Publish, Pubsub


def _is_unsendable(request: Request) -> bool:
    """Tell whether MongoosePush would refuse what is made of a publish."""
    return unsendable(request) is not None


def unsendable(request: Request) -> str | None:
    """Return why MongoosePush accepts no request of a publish, ``None`` where it accepts one."""
    summary_ = given.single_values(given.summary_form(request))
    return refusal(summary_, given.single_values(given.options_form(request)))


def published(request: Request) -> Answer:
    """Return the result with the id of the item: one that is made up where none is given."""
    seed = f"{request.sender}/{request.id}/{request.action_node}"
    made = str(uuid5(NAMESPACE_OID, seed))
    item = Item(id=given.items(request)[0].get("id") or made)
    return result(Pubsub(publish=Publish(node=request.action_node, items=(item,))))


# ---- nodes of other plugins ----


@when("the node is of the plugin `flat` and takes no publish-options", fix="create it as push")
def _no_options_taken(request: Request) -> bool:
    node = node_of(request)
    has_options = not given.no_options(request)
    return node is not None and has_options and not supports(node, "publish-options")


@when(
    "the node does not exist, and a node of the plugin `flat` is made, which comes before `push`",
    fix="create the node as push before the enable, or list push first among the plugins",
    rules=("PS402", "PS516"),
    reading_of=given.node_unknown,
)
def _made_by_publish(request: Request) -> bool:
    return given.node_unknown(request) and _makes_nodes(request)


def _makes_nodes(request: Request) -> bool:
    kind, form = request.pubsub_plugins[0], given.options_form(request)
    makes = kind != "pep" and "auto-create" in NODE_TYPES[kind].features
    return makes and (form is None or form.get("type") == "submit")


def _make(request: Request, memory: Memory) -> None:
    kind, name = request.pubsub_plugins[0], request.action_node
    memory.nodes[name] = Node(
        name=name,
        type=kind,
        options=NODE_TYPES[kind].options,
        affiliations={request.user: "owner"},
    )


@when("the node is not of the plugin `push`: nothing is sent", fix="create it as push")
def _not_a_push_node(request: Request) -> bool:
    node = node_of(request)
    return node is not None and node.type != "push"


@when(
    "the node is not of the plugin `push`, and its model forbids", reading_of=given.may_not_publish
)
def _may_not_publish_there(request: Request) -> bool:
    return _not_a_push_node(request) and given.may_not_publish(request)


@when(
    "the node delivers no payloads (`deliver_payloads`) and keeps no items",
    fix="leave deliver_payloads out of the options of the node",
    rules=("PS407",),
)
def _payload_forbidden(request: Request) -> bool:
    node = node_of(request)
    kept = () if node is None else (option(node, each) for each in _DELIVERING)
    return node is not None and "1" not in kept


_DELIVERING = ("deliver_payloads", "persist_items")


@when(
    "the publish-options lack `device_id` or `service`",
    reading_of=given.options_incomplete,
)
def _options_lacking(request: Request) -> bool:
    return not given.pairs(given.options_form(request)).keys() >= given.REQUIRED


@when(
    "`device_id` or `service` of the publish-options has no value, or several",
    reading_of=given.options_incomplete,
)
def _options_without_value(request: Request) -> bool:
    return not given.single_values(given.options_form(request)).keys() >= given.REQUIRED


@when(
    "the publish-options have no form, one that is not of type `submit`, or another `FORM_TYPE`",
    reading_of=given.options_malformed,
)
def _options_malformed(request: Request) -> bool:
    found = given.options_form(request)
    return (
        found is None
        or found.get("type") != "submit"
        or given.pairs(found).get("FORM_TYPE") != [PublishOptions.FORM_TYPE]
    )


@when("the item holds no element, or several", reading_of=given.not_one_payload)
def _not_one_payload(request: Request) -> bool:
    return len(given.published(request)) != 1


@when("the item is empty", reading_of=given.item_empty)
def _item_empty(request: Request) -> bool:
    found = given.items(request)
    return bool(found) and len(found[0]) == 0 and not (found[0].text or "").strip(" \t\r\n")


#: What MongooseIM finds out only when MongoosePush answers.
REFUSED_BY_MONGOOSEPUSH = Case(
    input=Input(
        "MongoosePush would refuse the request: an option has a value that it does not accept, or"
        " the summary lacks message-count, last-message-sender or last-message-body",
        _is_unsendable,
        reading_of=given.summary_incomplete,
        fix="correct the options; send all three fields of the summary, or set silent=true",
        rules=("PS510", "PS606", "PS701", "PS702", "PS704", "PS718", "PS719"),
    ),
    answer=from_iq_error(NOT_SUBMITTED),
    effect=LOST,
    source="mod_push_service_mongoosepush.erl, make_notification/2",
    reason=lambda request: unsendable(request) or "",
)

PUBLISHING = Table(
    "Publish",
    given.action("set", "publish"),
    (
        case(
            given.no_action_node,
            error("bad-request", "nodeid-required"),
            LOST,
            "iq_pubsub_set_publish/4",
        ),
        case(given.no_item, error("bad-request", "item-required"), LOST),
        case(given.not_one_item, error("bad-request", "invalid-payload"), LOST),
        Case(
            input=_made_by_publish,
            answer=published,
            effect="A flat node is made; nothing is sent to MongoosePush, now and later, and no"
            " registration ends.",
            source=f"{PUBSUB_MODULE}, autocreate_if_supported_and_publish/10",
            act=_make,
            is_in_vain=True,
        ),
        case(given.node_unknown, ITEM_NOT_FOUND, DISABLES, "publish_item/9; esl/MongooseIM#1589"),
        case(_no_options_taken, unsupported("publish-options"), DISABLES, "publish_item/9"),
        case(
            given.payload_too_big,
            error("not-acceptable", "payload-too-big"),
            LOST,
            "publish_item/9; it measures the Erlang term, which is estimated here",
        ),
        case(_item_empty, error("bad-request", "payload-required"), LOST),
        case(_not_one_payload, error("bad-request", "invalid-payload"), LOST),
        case(_payload_forbidden, error("bad-request", "item-forbidden"), LOST, "publish_item/9"),
        case(_may_not_publish_there, FORBIDDEN, LOST, "publish_item/9"),
        Case(
            input=_not_a_push_node,
            answer=published,
            effect="Nothing is sent to MongoosePush, and no registration ends.",
            source="node_flat.erl, publish_item/9",
            is_in_vain=True,
        ),
        *(
            Case(
                input=each,
                answer=from_iq_error(PRECONDITION_NOT_MET),
                effect=DISABLES,
                source=f"{NODE_MODULE}, check_publish_options/2",
            )
            for each in (given.no_options, _options_malformed, _options_lacking)
        ),
        Case(
            input=given.may_not_publish,
            answer=FORBIDDEN,
            effect=LOST,
            source=f"{NODE_MODULE}, is_allowed_to_publish/2; esl/MongooseIM#2555",
        ),
        Case(
            input=given.not_a_notification,
            answer=BAD_REQUEST,
            effect=LOST,
            source=f"{NODE_MODULE}, do_publish_item/3",
        ),
        Case(
            input=given.summary_not_submitted,
            answer=from_iq_error(NOT_SUBMITTED),
            effect=LOST,
            source=f"{NODE_MODULE}, parse_form/1",
        ),
        Case(
            input=_options_without_value,
            answer=published,
            effect="Nothing is sent to MongoosePush, and no registration ends.",
            source="mod_push_service_mongoosepush.erl: measured",
            is_in_vain=True,
        ),
        REFUSED_BY_MONGOOSEPUSH,
        Case(
            input=otherwise,
            answer=published,
            effect="MongoosePush gets a request; it is refused where the provider refuses it.",
            source=f"{NODE_MODULE}, handle_push_hook_result/1",
        ),
    ),
)
