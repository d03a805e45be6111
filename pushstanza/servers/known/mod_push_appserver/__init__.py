"""mod_push_appserver: what it answers to a publish, and what it asks of a provider.

Source: mod_push_appserver of November 2022, ``mod_push_appserver.lua``,
``mod_push_appserver_apns.lua``, ``mod_push_appserver_fcm.lua``. It writes ``mutable-content`` as a
text. It speaks the old interface of FCM; what is played is the same in today's.

Not played, but said: its limit on the rate of a node. Not played: it asks APNs again after
``IdleTimeout``.
"""

from pushstanza.payloads import apns, fcm
from pushstanza.payloads.answers import LEGACY, UNREACHABLE, answer
from pushstanza.payloads.result import ProviderRequest
from pushstanza.reading.tags import local, namespace
from pushstanza.servers import inputs as given
from pushstanza.servers.answer import Answer, error, result
from pushstanza.servers.case import Case, Input, Table, otherwise, unseen, when
from pushstanza.servers.delivery import (
    FOUR_WEEKS,
    Delivery,
    Device,
    Failure,
    Pace,
    to_apns,
    to_fcm,
)
from pushstanza.servers.inputs import administration
from pushstanza.servers.known.mod_push_appserver.log import LOG_LINES
from pushstanza.servers.known.mod_push_appserver.registration import REGISTRATION, VERSIONS
from pushstanza.servers.phrases import ITEMS, NOTHING, features
from pushstanza.servers.push_service import (
    LOST,
    SENT,
    is_asked,
    no_answer,
    no_node,
    no_pubsub,
    unregistered,
)
from pushstanza.servers.request import DISCO, DISCO_ITEMS, PUSH, Request, fields, jid_of, values
from pushstanza.servers.server import Server
from pushstanza.servers.set_up import fault, publishing

_APPSERVER = "mod_push_appserver.lua, iq/host"
_FORMS = "mod_push_appserver.lua, iq/host; Prosody, util/dataforms.lua"


def _not_found(text: str) -> Answer:
    return error("item-not-found", text=text)


_UNKNOWN_NODE = _not_found("Unknown node or secret")


# ---- the provider ----


def _request(device: Device, publish: Request) -> ProviderRequest:
    if device.provider == "fcm":  # in today's interface of FCM
        key = "mod_push_appserver_fcm.collapse"
        return to_fcm(device, fcm.AndroidConfig(priority="HIGH", collapse_key=key))
    is_important = bool(given.single_values(given.summary_form(publish)).get(_BODY))
    return to_apns(
        device,
        apns.Alert(title="New Message", body="New Message") if is_important else None,
        mutable=True,
        mutable_as_text=True,
        as_background=True,
        expiration=FOUR_WEEKS,
    )


_BODY = "last-message-body"

#: The answers after which the node is deleted: of APNs, and ``NotRegistered`` of FCM.
_GONE = frozenset({"BadDeviceToken", "DeviceTokenNotForTopic", "Unregistered", "UNREGISTERED"})

#: What it says where FCM gives no word of its own.
_FCM_STATUS = {
    400: "Invalid JSON or unknown fields.",
    401: "There was an error authenticating the sender account.",
    500: "Internal server error, please retry again later.",
    503: "Internal server error, please retry again later.",
}


def _text(device: Device, reason: str) -> str:
    """Return the text of the error."""
    if device.provider == "apns":
        if reason == UNREACHABLE:
            return "Error sending APNS request"
        return f"APNS error response {answer('apns', reason).status}: {reason}"
    word = next((each.word for each in LEGACY if (each.service, each.today) == ("fcm", reason)), "")
    status = None if reason == UNREACHABLE else answer("fcm", reason).status
    return _FCM_WORDS.get(reason, word) or _FCM_STATUS.get(status or 0, "Unknown FCM error.")


#: The words of the old interface of FCM, which this module speaks, where several have a meaning.
_FCM_WORDS = {"INVALID_ARGUMENT": "InvalidRegistration", "UNREGISTERED": "NotRegistered"}


def _failure(device: Device, reason: str) -> Failure:
    """Return what follows from an answer of a provider."""
    refusal = error("internal-server-error", type="wait", text=_text(device, reason))
    if reason in _GONE:
        return Failure(refusal, "forget", "The node is deleted: the next publish does not find it.")
    return Failure(refusal)


#: The limit on the rate of a node (``zthrottle.lib.lua``), with its default.
_PACE = Pace(
    5,
    "mod_push_appserver sends the second push within 5 seconds when these are over, and answers the"
    " others with resource-constraint of type wait.",
)


# ---- what is asked ----


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


_no_pubsub = Input(
    "the request is no pubsub request",
    lambda request: not given.is_pubsub(request),
    reading_of=no_pubsub,
)
_asks_info = Input(
    "disco#info", lambda request: request.type == "get" and request.namespace == DISCO
)


@when(
    "`last-message-sender` is not a valid JID",
    fix="publish the JID of the sender, or leave the field out",
)
def _no_sender(request: Request) -> bool:
    found = given.summary_form(request)
    written = [] if found is None else fields(found)
    given_ = (values(each)[:1] for each in written if each.get("var") == "last-message-sender")
    return any(jid_of(each) is None for first in given_ for each in first)


@when(
    "the publish-options have no form",
    fix="enable with the secret that the registration returned, in a form",
    reading_of=given.no_options,
)
def _no_options(request: Request) -> bool:
    return given.options_form(request) is None


@when(
    "the `secret` in the publish-options is empty",
    fix="enable with the secret that the registration returned",
)
def _empty_secret(request: Request) -> bool:
    return not "".join(given.options(request).get("secret", []))


@when(
    "the device is registered with another `type` than `apns` and `fcm`",
    fix="register again, with apns or fcm in type",
)
def _no_handler(request: Request) -> bool:
    device = request.world.device(request.action_node)
    if device is None or device.provider != "other":
        return False
    return given.single_values(given.options_form(request)).get("secret") == device.secret


MOD_PUSH_APPSERVER = Server(
    name="mod_push_appserver",
    title="mod_push_appserver",
    versions=VERSIONS,
    tables=(
        no_answer(_APPSERVER),
        REGISTRATION,
        Table(
            "Publish",
            is_asked,
            (
                Case(
                    input=_asks_info,
                    answer=features(DISCO, DISCO_ITEMS),
                    effect="Nothing says that it is a push service.",
                    source="mod_push_appserver.lua, module:depends; Prosody, mod_disco.lua:"
                    " inferred",
                ),
                ITEMS,
                *(
                    Case(
                        input=each,
                        answer=error("service-unavailable"),
                        effect=NOTHING,
                        source=f"{_APPSERVER}, which lets it pass: inferred",
                    )
                    for each in (_no_pubsub, _no_notification)
                ),
                *(
                    Case(input=each, answer=_not_found(text), effect=LOST, source=source)
                    for each, text, source in (
                        (_no_sender, "Error decoding push summary node", _FORMS),
                        (_no_options, "Error extracting options node", _APPSERVER),
                        (given.no_secret, "Error decoding options node", _FORMS),
                        (_empty_secret, "Error decoding options node", _FORMS),
                        (no_node, "Node and/or secret missing", _APPSERVER),
                        (unregistered, "Unknown node or secret", _APPSERVER),
                    )
                ),
                Case(
                    input=_no_handler,
                    answer=error(
                        "internal-server-error",
                        type="wait",
                        text="Internal error in push handler",
                    ),
                    effect="The notification is lost; the registration stays, as the error is of"
                    " type wait.",
                    source="mod_push_appserver.lua, async_callback",
                ),
                Case(input=otherwise, answer=result(), effect=SENT, source=_APPSERVER),
            ),
        ),
        publishing(
            fault(administration.wrong_secret, _UNKNOWN_NODE, _APPSERVER, LOST),
            fault(
                administration.not_accepted_by_provider,
                error("internal-server-error", type="wait"),
                "mod_push_appserver.lua, async_callback",
                LOST,
            ),
            fault(
                unseen(
                    "the node was published to twice within push_appserver_rate_limit seconds",
                    fix="do nothing: the second of these publishes wakes the device",
                ),
                error("resource-constraint", type="wait", text="Ratelimit reached"),
                "mod_push_appserver.lua, iq/host; zthrottle.lib.lua",
                "The notification is dropped; the registration stays.",
            ),
        ),
    ),
    delivery=Delivery(request=_request, failure=_failure, wrong_secret=_UNKNOWN_NODE, pace=_PACE),
    is_push_service=True,
    log_lines=LOG_LINES,
    position=14,
)

SERVERS = (MOD_PUSH_APPSERVER,)
