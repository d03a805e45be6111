"""Where the facts about MongooseIM 6.8 are from, and how its cases are written down."""

from collections.abc import Callable

from pushstanza.payloads.reactions import IqError
from pushstanza.servers import inputs as given
from pushstanza.servers.answer import NONE, Answer, error, of_module
from pushstanza.servers.case import Case, Input
from pushstanza.servers.phrases import NOTHING
from pushstanza.servers.request import Request

PUSH_MODULE = "mod_event_pusher_push.erl, parse_request/1"
DATA_FORMS = "mod_event_pusher_push.erl, parse_form_fields/1; mongoose_data_forms.erl"
SM = "ejabberd_sm.erl, process_iq/5"
LOCAL = "ejabberd_local.erl, process_iq/5"
PUBSUB_MODULE = "mod_pubsub_old.erl"
NODE_MODULE = "node_push.erl"
IQ_INFO = "jlib.erl, iq_query_info/1"

BAD_REQUEST = error("bad-request")
NOT_PROCESSED = of_module(
    error("internal-server-error", text="The server could not process the IQ stanza")
)
NO_FEATURE = error("feature-not-implemented", text="Local server does not implement this feature")

DISABLES = "If MongooseIM or ejabberd published it, that server disables the node."
LOST = "The notification is lost; MongooseIM keeps the node, while ejabberd disables it at once."


def is_old(request: Request) -> bool:
    """Tell whether it is MongooseIM 3.5, which reads forms in its own way."""
    return request.version.startswith("3.5")


def unknown_namespace(request: Request) -> Answer:
    """Return what the account answers to a namespace that no module has."""
    if is_old(request):
        return error("service-unavailable")
    text = f"Unknown xmlns={request.namespace} for host={request.domain}"
    return error("service-unavailable", text=text)


def from_iq_error(found: IqError) -> Answer:
    """Return the answer of the push node that an error is."""
    return Answer("error", found.type, found.conditions)


def refused(
    case: Input,
    answer: Answer | Callable[[Request], Answer],
    effect: str,
    source: str,
    reason: str | None = None,
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


def case(
    each: Input,
    answer: Answer | Callable[[Request], Answer],
    effect: str = NOTHING,
    function: str = "",
    reason: str | None = None,
) -> Case:
    """Return a case of the pubsub service, known from one of its functions."""
    source = f"{PUBSUB_MODULE}, {function}" if function else PUBSUB_MODULE
    return Case(input=each, answer=answer, effect=effect, source=source, reason=reason)


ITEM_NOT_FOUND = error("item-not-found")
FORBIDDEN = error("forbidden")
SILENCE = NONE

#: What is asked of a node first, where only its owner may do something.
OWNERS = (
    case(given.node_unknown, ITEM_NOT_FOUND),
    case(given.not_owner, FORBIDDEN),
)
