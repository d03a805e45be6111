"""mod_push_appserver: what it answers to a publish, and what it asks of a provider.

Source: ``mod_push_appserver.lua``.
"""

from pushstanza.payloads import apns, fcm
from pushstanza.payloads.result import ProviderRequest
from pushstanza.reading.tags import local, namespace
from pushstanza.servers import inputs as given
from pushstanza.servers.answer import Answer, error, result
from pushstanza.servers.case import Case, Table, otherwise, when
from pushstanza.servers.delivery import Delivery, Device, to_apns, to_fcm
from pushstanza.servers.inputs import administration
from pushstanza.servers.known.mod_push_appserver.log import LOG_LINES
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
from pushstanza.servers.request import PUSH, Request
from pushstanza.servers.server import Server
from pushstanza.servers.set_up import fault, publishing


@when(
    "the request publishes no notification",
    fix="publish a notification of urn:xmpp:push:0",
    rules=("PS413",),
    reading_of=given.not_a_notification,
)
def _no_notification(request: Request) -> bool:
    return request.action_name != "publish" or not any(
        local(each) == "notification" and namespace(each) == PUSH
        for each in given.published(request)
    )


_APPSERVER = "mod_push_appserver.lua, iq/host"
_UNKNOWN_NODE = error("item-not-found", text="Unknown push node/secret")


def _request(device: Device, publish: Request) -> ProviderRequest:
    if device.provider == "fcm":  # in today's interface of FCM
        return to_fcm(device, fcm.AndroidConfig(priority="HIGH"))
    is_important = "last-message-body" in given.single_values(given.summary_form(publish))
    return to_apns(device, apns.Alert(title="New Message") if is_important else None, mutable=True)


def _failure(reason: str) -> Answer:
    return error("internal-server-error", type="wait", text=reason)


MOD_PUSH_APPSERVER = Server(
    name="mod_push_appserver",
    title="mod_push_appserver",
    tables=(
        no_answer(_APPSERVER),
        Table(
            "Publish",
            is_asked,
            (
                *(
                    Case(
                        input=each,
                        answer=error("service-unavailable"),
                        effect=NOTHING,
                        source=f"{_APPSERVER}, which lets it pass: inferred",
                    )
                    for each in (no_pubsub, _no_notification)
                ),
                *(
                    Case(input=each, answer=_UNKNOWN_NODE, effect=LOST, source=_APPSERVER)
                    for each in (given.no_secret, no_node, unregistered)
                ),
                Case(input=otherwise, answer=result(), effect=SENT, source=_APPSERVER),
            ),
        ),
        publishing(
            fault(administration.wrong_secret, _UNKNOWN_NODE, _APPSERVER, LOST),
            fault(
                administration.not_accepted_by_provider,
                error("internal-server-error"),
                "mod_push_appserver.lua",
                LOST,
            ),
        ),
    ),
    delivery=Delivery(request=_request, failure=_failure, unknown=_UNKNOWN_NODE),
    is_push_service=True,
    log_lines=LOG_LINES,
    position=14,
)

SERVERS = (MOD_PUSH_APPSERVER,)
