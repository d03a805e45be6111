"""What MongooseIM's push node does with a publish.

Source: MongooseIM 6.8 ``mod_pubsub_old.erl``, ``node_push.erl``.
"""

from pushstanza.payloads.reactions import NOT_SUBMITTED, PRECONDITION_NOT_MET
from pushstanza.servers import inputs as given
from pushstanza.servers.answer import Answer, error, result
from pushstanza.servers.case import Case, Input, Table, otherwise
from pushstanza.servers.known.mongooseim.sources import (
    BAD_REQUEST,
    DISABLES,
    FORBIDDEN,
    ITEM_NOT_FOUND,
    LOST,
    NODE_MODULE,
    case,
    from_iq_error,
    refusal,
)
from pushstanza.servers.request import Request
from pushstanza.stanzas.xep0060 import Item, Publish, Pubsub


def _is_unsendable(request: Request) -> bool:
    """Tell whether MongoosePush would refuse what is made of a publish."""
    return unsendable(request) is not None


def unsendable(request: Request) -> str | None:
    """Return why MongoosePush accepts no request of a publish, ``None`` where it accepts one."""
    summary_ = given.single_values(given.summary_form(request))
    return refusal(summary_, given.single_values(given.options_form(request)))


def _published(request: Request) -> Answer:
    item = Item(id=given.items(request)[0].get("id") or None)
    return result(Pubsub(publish=Publish(node=request.action_node, items=(item,))))


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
        case(given.node_unknown, ITEM_NOT_FOUND, DISABLES, "publish_item/9; esl/MongooseIM#1589"),
        case(
            given.payload_too_big,
            error("not-acceptable", "payload-too-big"),
            LOST,
            "publish_item/9; it measures the Erlang term, which is estimated here",
        ),
        case(given.item_empty, error("bad-request", "payload-required"), LOST),
        case(given.not_one_payload, error("bad-request", "invalid-payload"), LOST),
        *(
            Case(
                input=each,
                answer=from_iq_error(PRECONDITION_NOT_MET),
                effect=DISABLES,
                source=f"{NODE_MODULE}, check_publish_options/2",
            )
            for each in (given.no_options, given.options_malformed, given.options_incomplete)
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
        REFUSED_BY_MONGOOSEPUSH,
        Case(
            input=otherwise,
            answer=_published,
            effect="MongoosePush gets a request; it is refused where the provider refuses it.",
            source=f"{NODE_MODULE}, handle_push_hook_result/1",
        ),
    ),
)
