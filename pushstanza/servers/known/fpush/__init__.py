"""fpush: what it answers to a publish, and what it asks of a provider.

Source: fpush ``message_loop.rs``, ``error_messages.rs``, ``fpush-apns/src/push.rs``.
"""

from pushstanza.payloads import apns
from pushstanza.payloads.result import ProviderRequest
from pushstanza.servers import inputs as given
from pushstanza.servers.answer import Answer, error, result
from pushstanza.servers.case import Case, Table, otherwise, unseen, when
from pushstanza.servers.delivery import Delivery, Device, to_apns, to_fcm
from pushstanza.servers.known.fpush.log import LOG_LINES
from pushstanza.servers.phrases import NOTHING
from pushstanza.servers.push_service import (
    LOST,
    SENT,
    is_asked,
    no_answer,
    no_node,
    no_pubsub,
)
from pushstanza.servers.request import Request, elements
from pushstanza.servers.server import Server
from pushstanza.servers.set_up import fault, publishing


@when(
    "fpush cannot parse the publish (its text blames Prosody, but any server gets it): the form of"
    " the publish-options has no type",
    reading_of=given.options_without_type,
)
def _options_without_type(request: Request) -> bool:
    holder = given.part(request, "publish-options")
    return holder is not None and any(each.get("type") is None for each in elements(holder))


@when(
    "an item has an attribute other than `id` and `publisher`",
    fix="leave out the attributes of item, except for id",
)
def _attribute_unknown(request: Request) -> bool:
    return any(set(each.keys()) - {"id", "publisher"} for each in given.items(request))


_FPUSH = "message_loop.rs, parse_token_and_module_id; monal-im/fpush#5, #20"
_OLD_PROSODY = error(
    "bad-request",
    type="wait",
    text="Invalid push format, update your prosody community modules"
    " (debian stable has a bug, use backports instead)",
)
#: What is wrong where the title of an input does not say what fpush wants.
_REASONS = {
    given.module_not_first.title: "fpush wants pushModule first in the publish-options: the module"
    " that publishes leaves it out, or puts another field before it",
}
_WAITS = "The notification is lost; the registration stays, as the error is of type wait."


def _request(device: Device, _publish: Request) -> ProviderRequest:
    if device.provider == "fcm":
        return to_fcm(device)
    return to_apns(device, apns.Alert(title="New Message", body="New Message?"), mutable=True)


_GONE = frozenset({"Unregistered", "BadDeviceToken", "UNREGISTERED"})
_ERROR = error("bad-request", type="cancel", text="A error occured")


def _failure(reason: str) -> Answer:
    return error("policy-violation", type="cancel") if reason in _GONE else _ERROR


FPUSH = Server(
    name="fpush",
    title="fpush",
    tables=(
        no_answer(_FPUSH),
        Table(
            "Publish",
            is_asked,
            (
                Case(
                    input=given.type_get,
                    answer=_ERROR,
                    effect=NOTHING,
                    source="message_loop.rs, handle_iq",
                ),
                *(
                    Case(
                        input=each,
                        answer=_OLD_PROSODY,
                        effect=_WAITS,
                        source=_FPUSH,
                        reason=_REASONS.get(each.title),
                    )
                    for each in (
                        no_pubsub,
                        given.nothing_published,
                        _options_without_type,
                        given.summary_without_type,
                        given.options_too_many,
                        given.module_not_first,
                        given.beside_publish,
                        given.options_not_a_form,
                        no_node,
                        given.not_an_item,
                        _attribute_unknown,
                    )
                ),
                Case(input=otherwise, answer=result(), effect=SENT, source=_FPUSH),
            ),
        ),
        publishing(
            fault(
                unseen(
                    "fpush has blocked the token, since the provider no longer accepts it",
                    fix="let the app enable again, with its new token",
                ),
                error("policy-violation"),
                "message_loop.rs",
                LOST,
            ),
        ),
    ),
    language="en",
    delivery=Delivery(request=_request, failure=_failure, unknown=None),
    is_push_service=True,
    log_lines=LOG_LINES,
    position=13,
)

SERVERS = (FPUSH,)
