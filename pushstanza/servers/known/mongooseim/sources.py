"""Where the facts about MongooseIM 6.8 are from, and how its cases are written down."""

from pushstanza.servers.answer import Answer, error
from pushstanza.servers.case import Case, Input
from pushstanza.servers.phrases import NOTHING

PUSH_MODULE = "mod_event_pusher_push.erl, parse_request/1"
DATA_FORMS = "mod_event_pusher_push.erl, parse_form_fields/1; mongoose_data_forms.erl"
SM = "ejabberd_sm.erl, process_iq/5"
LOCAL = "ejabberd_local.erl, process_iq/5"
PUBSUB_MODULE = "mod_pubsub_old.erl"
NODE_MODULE = "node_push.erl"
IQ_INFO = "jlib.erl, iq_query_info/1"

BAD_REQUEST = error("bad-request")


def refused(
    case: Input, answer: Answer, effect: str, source: str, reason: str | None = None
) -> Case:
    """Return the case of a request that is refused."""
    return Case(input=case, answer=answer, effect=effect, source=source, reason=reason)


def refusal(summary_: dict[str, str], options: dict[str, str]) -> str | None:
    """Return why MongoosePush accepts no request of a summary with options, if it does not."""
    from pushstanza.payloads.translation import translate_fields

    found = translate_fields(summary_, options, profile="mongoosepush")
    if found.outcome == "sent":
        return None
    return found.diagnostics[0].message if found.diagnostics else found.reason


def case(each: Input, answer: Answer, effect: str = NOTHING, function: str = "") -> Case:
    """Return a case of the pubsub service, known from one of its functions."""
    source = f"{PUBSUB_MODULE}, {function}" if function else PUBSUB_MODULE
    return Case(input=each, answer=answer, effect=effect, source=source)


ITEM_NOT_FOUND = error("item-not-found")
FORBIDDEN = error("forbidden")
