"""fpush: what it answers to a publish, and what it asks of a provider.

Source: fpush ``message_loop.rs``, ``error_messages.rs``, ``fpush-apns/src/push.rs``.
"""

from pushstanza.payloads import apns
from pushstanza.payloads.result import ProviderRequest
from pushstanza.reading.tags import local, namespace
from pushstanza.servers import inputs as given
from pushstanza.servers.answer import Answer, error, result
from pushstanza.servers.case import Case, Table, otherwise, unseen, when
from pushstanza.servers.delivery import Delivery, Device, to_apns, to_fcm
from pushstanza.servers.phrases import NOTHING
from pushstanza.servers.push_service import (
    LOST,
    SENT,
    is_asked,
    no_answer,
    no_node,
    no_publish,
    no_pubsub,
)
from pushstanza.servers.request import DATA, Request, elements, fields, values
from pushstanza.servers.server import Server
from pushstanza.servers.set_up import fault, publishing

_STRICT_FORM = (
    "publish forms of type submit, with pushModule first in the options and at most five fields"
)


@when(
    "fpush cannot parse the publish (its text blames Prosody, but any server gets it): a form has"
    " no type, or an element holds something unknown",
    fix=_STRICT_FORM,
    rules=("PS201",),
    reading_of=given.options_without_type,
)
def _unparsed(request: Request) -> bool:
    return request.action is None or not _parses(request)


def _parses(request: Request) -> bool:
    """Tell whether fpush's strict parser reads a publish, as far as is known."""
    if request.payload is None or {local(each) for each in elements(request.payload)} - {
        "publish",
        "publish-options",
    }:
        return False
    holder = given.part(request, "publish-options")
    if holder is not None and any(
        local(each) != "x" or namespace(each) != DATA or each.get("type") is None
        for each in elements(holder)
    ):
        return False
    return not no_node(request) and all(
        local(each) == "item" and not set(each.keys()) - {"id", "publisher"}
        for each in given.items(request)
    )


@when(
    "the publish-options have more than five fields, or not exactly one value of `pushModule`",
    fix=_STRICT_FORM,
)
def _options_refused(request: Request) -> bool:
    found = given.options_form(request)
    if found is None:
        return False
    given_ = fields(found)
    modules = [each for each in given_ if each.get("var") == "pushModule"]
    return len(given_) > 5 or any(len(values(each)) != 1 for each in modules)


@when("the first of the publish-options is not `pushModule`", fix=_STRICT_FORM)
def _module_not_first(request: Request) -> bool:
    names = [each for each in given.options(request) if each != "FORM_TYPE"]
    return bool(names) and names[0] != "pushModule"


_FPUSH = "message_loop.rs, parse_token_and_module_id; monal-im/fpush#5, #20"
_OLD_PROSODY = error(
    "bad-request",
    type="wait",
    text="Invalid push format, update your prosody community modules"
    " (debian stable has a bug, use backports instead)",
)
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
                    )
                    for each in (
                        no_pubsub,
                        no_publish,
                        _unparsed,
                        given.summary_without_type,
                        _options_refused,
                        _module_not_first,
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
    position=13,
)

SERVERS = (FPUSH,)
