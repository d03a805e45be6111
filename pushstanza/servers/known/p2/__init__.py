"""p2: what it answers to a publish, and what it asks of a provider.

Source: p2 ``PushController.java``, ``ApnsPushService.java``, ``FcmPushService.java``.
"""

from pushstanza.payloads import apns, fcm
from pushstanza.payloads.result import ProviderRequest
from pushstanza.servers import inputs as given
from pushstanza.servers.answer import Answer, error, result
from pushstanza.servers.case import Case, Table, otherwise
from pushstanza.servers.delivery import Delivery, Device, to_apns, to_fcm
from pushstanza.servers.inputs import administration
from pushstanza.servers.known.p2.log import LOG_LINES
from pushstanza.servers.phrases import NOTHING
from pushstanza.servers.push_service import (
    LOST,
    SENT,
    is_asked,
    no_answer,
    no_node,
    no_pubsub,
    unregistered,
)
from pushstanza.servers.request import Request
from pushstanza.servers.server import Server
from pushstanza.servers.set_up import fault, publishing

_P2 = "PushController.java, pubsubHandler"


def _request(device: Device, publish: Request) -> ProviderRequest:
    if device.provider == "fcm":
        return to_fcm(device, fcm.AndroidConfig())
    summary = given.single_values(given.summary_form(publish))
    return to_apns(device, apns.Alert(title="New message") if summary.get(_BODY) else None)


_BODY = "last-message-body"


def _failure(reason: str) -> Answer:
    return error("item-not-found" if reason == "UNREGISTERED" else "recipient-unavailable")


P2 = Server(
    name="p2",
    title="p2",
    tables=(
        no_answer(_P2),
        Table(
            "Publish",
            is_asked,
            (
                Case(input=no_pubsub, answer=error("bad-request"), effect=NOTHING, source=_P2),
                *(
                    Case(input=each, answer=error("forbidden"), effect=LOST, source=_P2)
                    for each in (no_node, given.no_secret, given.from_full_jid)
                ),
                Case(
                    input=unregistered,
                    answer=error("item-not-found"),
                    effect=LOST,
                    source=_P2,
                ),
                Case(input=otherwise, answer=result(), effect=SENT, source=_P2),
            ),
        ),
        publishing(
            fault(administration.wrong_secret, error("forbidden"), _P2, LOST),
            fault(
                administration.not_accepted_by_provider,
                error("recipient-unavailable"),
                "PushController.java",
                LOST,
            ),
        ),
    ),
    delivery=Delivery(request=_request, failure=_failure, unknown=error("forbidden")),
    is_push_service=True,
    log_lines=LOG_LINES,
    position=12,
)

SERVERS = (P2,)
