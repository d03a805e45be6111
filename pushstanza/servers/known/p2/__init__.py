"""p2: what it answers to a publish, and what it asks of a provider.

Source: p2 of March 2023, ``PushController.java``, ``ApnsPushService.java``,
``ApnsHttpInterface.java``, ``FcmPushService.java``; Babbler 0.8.
"""

from hashlib import sha1

from pushstanza.payloads import apns, fcm
from pushstanza.payloads.result import ProviderRequest
from pushstanza.servers import inputs as given
from pushstanza.servers.answer import error, result
from pushstanza.servers.case import Case, Input, Table, otherwise, unseen, when
from pushstanza.servers.delivery import Delivery, Device, Failure, to_apns, to_fcm
from pushstanza.servers.inputs import administration
from pushstanza.servers.known.p2.log import LOG_LINES
from pushstanza.servers.known.p2.registration import REGISTRATION
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
from pushstanza.servers.request import COMMANDS, PUBSUB, Request
from pushstanza.servers.server import Server
from pushstanza.servers.set_up import fault, publishing

_P2 = "PushController.java, pubsubHandler"


_BODY = "last-message-body"


def _request(device: Device, publish: Request) -> ProviderRequest:
    if device.provider == "fcm":
        account = device.account or _made_up(publish.action_node)
        return to_fcm(device, fcm.AndroidConfig(), {"account": account})
    text = given.single_values(given.summary_form(publish)).get(_BODY, "")
    return to_apns(device, apns.Alert(title="New message") if text.strip() else None)


def _made_up(node: str) -> str:
    """Return what stands for a hash of account and device, of which only the node is known."""
    return sha1(node.encode(), usedforsecurity=False).hexdigest()


def _failure(_device: Device, reason: str) -> Failure:
    """Return what follows from an answer of a provider; nothing is remembered."""
    return Failure(error("item-not-found" if reason == "UNREGISTERED" else "recipient-unavailable"))


# ---- what is asked ----

_BABBLER = "Babbler, XmppSession.java, handleElement"
_pings = Input("a ping", lambda request: request.type == "get" and request.payload_name == "ping")
_unhandled = Input(
    "p2 has no handler for this request",
    lambda request: request.namespace not in {PUBSUB, COMMANDS},
    reading_of=no_pubsub,
)


@when(
    "the publish comes from another server than the one whose user registered the device",
    fix="let the app register again, with the account that enables",
)
def _other_server(request: Request) -> bool:
    device = request.world.device(request.action_node)
    return device is not None and device.domain not in {None, request.sender.domain}


P2 = Server(
    name="p2",
    title="p2",
    tables=(
        no_answer(_P2),
        REGISTRATION,
        Table(
            "Publish",
            is_asked,
            (
                Case(
                    input=_pings,
                    answer=result(),
                    effect=NOTHING,
                    source="Babbler, PingManager.java",
                ),
                Case(
                    input=_unhandled,
                    answer=error("service-unavailable"),
                    effect=NOTHING,
                    source=_BABBLER,
                ),
                Case(input=no_pubsub, answer=error("bad-request"), effect=NOTHING, source=_P2),
                *(
                    Case(input=each, answer=error("forbidden"), effect=LOST, source=_P2)
                    for each in (no_node, given.no_secret, given.from_full_jid)
                ),
                *(
                    Case(
                        input=each,
                        answer=error("item-not-found"),
                        effect=LOST,
                        source=f"{_P2}; TargetStore.java, find",
                    )
                    for each in (unregistered, _other_server)
                ),
                Case(input=otherwise, answer=result(), effect=SENT, source=_P2),
            ),
        ),
        publishing(
            fault(administration.wrong_secret, error("forbidden"), _P2, LOST),
            fault(
                administration.not_accepted_by_provider,
                error("recipient-unavailable"),
                "PushController.java, pubsubHandler; ApnsPushService.java; FcmPushService.java",
                LOST,
            ),
            fault(
                unseen(
                    "FCM says that the device token is not registered any more",
                    fix="let the app register again, with its new token",
                ),
                error("item-not-found"),
                "PushController.java, pubsubHandler; FcmPushService.java",
                LOST,
            ),
            fault(
                unseen(
                    "p2 is not configured for the provider of the device",
                    fix="configure fcm or apns in the settings of p2",
                ),
                error("internal-server-error", type="cancel"),
                "PushController.java, pubsubHandler; PushServiceManager.java",
                LOST,
            ),
        ),
    ),
    delivery=Delivery(request=_request, failure=_failure, wrong_secret=error("forbidden")),
    is_push_service=True,
    log_lines=LOG_LINES,
    position=12,
)

SERVERS = (P2,)
