"""fpush: what it answers to a publish, and what it asks of a provider.

Source: fpush of September 2025, ``message_loop.rs``, ``error_messages.rs``, ``push_handler.rs``,
``fpush-apns/src/push.rs``, ``fpush-fcm/src/push.rs``, ``fpush-tokenblocker/src/lib.rs``,
``token_ratelimit.rs``.

Not played, but said: its limit on the rate of a token. It takes the node for the token, and
acknowledges each publish whose node has fewer than 64 bytes or more than 512 without sending
anything. In the emulator a node that was given a token with ``register`` stands for that token,
which the timeline says.
"""

import attrs

from pushstanza.payloads import apns
from pushstanza.payloads.answers import UNREACHABLE, answer
from pushstanza.payloads.result import ProviderRequest
from pushstanza.servers import inputs as given
from pushstanza.servers.answer import NONE, error, result
from pushstanza.servers.case import Case, Input, Table, otherwise, unseen, when
from pushstanza.servers.delivery import (
    FOUR_WEEKS,
    Block,
    Delivery,
    Device,
    Failure,
    Pace,
    to_apns,
    to_fcm,
)
from pushstanza.servers.inputs import administration
from pushstanza.servers.known.fpush.log import LOG_LINES
from pushstanza.servers.phrases import NOTHING, features
from pushstanza.servers.push_service import (
    LOST,
    SENT,
    no_answer,
    no_node,
    no_pubsub,
)
from pushstanza.servers.request import DISCO, Request, elements
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


@when("an item holds several elements", fix="put only the notification into the item")
def _several_payloads(request: Request) -> bool:
    return any(len([*elements(each)]) > 1 for each in given.items(request))


@when(
    "the node has fewer than 64 bytes or more than 512, so that it is no device token for fpush",
    fix="enable with the device token as the node",
)
def _no_token(request: Request) -> bool:
    return not 64 <= len(request.action_node.encode()) <= 512


@when("the node is not a device token, but the emulator knows its token")
def _stands_for_token(request: Request) -> bool:
    return _no_token(request) and request.world.device(request.action_node) is not None


_FPUSH = "message_loop.rs, parse_token_and_module_id; monal-im/fpush#5, #20"
_LENGTH = "token_ratelimit.rs, internal_ratelimit_check"
_IGNORES = (
    "acknowledges a publish to a node of fewer than 64 or more than 512 bytes and sends nothing."
)
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


# ---- the provider ----


def _request(device: Device, _publish: Request) -> ProviderRequest:
    if device.provider == "fcm":
        return to_fcm(device)
    return to_apns(
        device,
        apns.Alert(title="New Message", body="New Message?"),
        mutable=True,
        expiration=FOUR_WEEKS,
    )


_ERROR = error("bad-request", type="cancel", text="A error occured")
_POLICY = error("policy-violation", type="cancel", text="A error occured")

#: How often fpush forgets the tokens that it has blocked, and those whose rate it limits, in
#: seconds: the clean-ups remove what is in force, long before the times of the settings are over.
_BLOCKS, _LIMITS = 60, 300

_BLOCKED = Failure(
    _POLICY,
    Block(answer=_POLICY, seconds=_BLOCKS, reason="the token is blocked"),
    "The token is blocked: the next publish is refused without asking the provider.",
)
_LIMITED = Failure(
    result(),
    Block(answer=result(), seconds=_LIMITS, reason="the rate of the token is limited"),
    "The publish is acknowledged although nothing was sent, and so are the next ones.",
)
_FAILED = Failure(_ERROR)
_UNKNOWN = attrs.evolve(_BLOCKED, answer=_ERROR)

#: What follows from the statuses of APNs (``response_code_to_push_error``); others are not known.
_APNS = {
    **dict.fromkeys((400, 403, 405, 500, 503), _FAILED),
    410: _BLOCKED,
    429: _LIMITED,
}
#: What follows from the error codes of FCM (``FpushFcm::send``); others cannot be parsed.
_FCM = {
    **dict.fromkeys(("UNREGISTERED", "SENDER_ID_MISMATCH"), _BLOCKED),
    **dict.fromkeys(("INVALID_ARGUMENT", "THIRD_PARTY_AUTH_ERROR", "UNSPECIFIED_ERROR"), _UNKNOWN),
    "QUOTA_EXCEEDED": _LIMITED,
}


def _failure(device: Device, reason: str) -> Failure:
    """Return what follows from an answer of a provider (``handle_push_request``)."""
    if reason == UNREACHABLE:
        return _FAILED
    if device.provider == "fcm":
        return _FCM.get(reason, _FAILED)
    return _APNS.get(answer("apns", reason).status or 0, _UNKNOWN)


#: The limit on the rate of a token (``token_ratelimit.rs``), with its default.
_PACE = Pace(
    20,
    "fpush sends the second push within 20 seconds when these are over, and acknowledges the others"
    " without one.",
)


# ---- what is asked ----


_asks_info = Input("disco#info", lambda request: request.namespace == DISCO)
_pings = Input("a ping", lambda request: request.payload_name == "ping")
_answers = Input(
    "an IQ of type `result` or `error`",
    lambda request: request.name == "iq" and request.type in {"result", "error"},
    fix="send it nothing but requests",
)

_LOOP = "message_loop.rs, handle_iq"

ASKING = Table(
    "Another request",
    lambda request: request.name == "iq" and request.type != "set",
    (
        *(
            Case(input=each, answer=NONE, effect=NOTHING, source=_LOOP)
            for each in (given.no_id, given.no_type, given.type_unknown)
        ),
        Case(
            input=_answers,
            answer=_ERROR,
            effect="Nothing changes. fpush answers even what is an answer itself.",
            source=_LOOP,
        ),
        Case(
            input=_asks_info,
            answer=features("urn:xmpp:serverinfo:0"),
            effect="Nothing says that it is a push service: it lists no identity, and one feature.",
            source=_LOOP,
        ),
        Case(input=_pings, answer=result(), effect=NOTHING, source=_LOOP),
        Case(input=given.type_get, answer=_ERROR, effect=NOTHING, source=_LOOP),
    ),
)

FPUSH = Server(
    name="fpush",
    title="fpush",
    tables=(
        Table(
            "Publish",
            lambda request: request.name == "iq" and request.type == "set",
            (
                Case(input=given.no_id, answer=NONE, effect=LOST, source=_LOOP),
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
                        given.options_too_many,
                        given.module_not_first,
                        given.beside_publish,
                        given.options_not_a_form,
                        no_node,
                        given.not_an_item,
                        _attribute_unknown,
                        _several_payloads,
                    )
                ),
                Case(
                    input=_stands_for_token,
                    answer=result(),
                    effect="The node stands for the token that it was registered with. fpush itself"
                    f" {_IGNORES}",
                    source=_LENGTH,
                ),
                Case(
                    input=_no_token,
                    answer=result(),
                    effect=f"fpush {_IGNORES}",
                    source=_LENGTH,
                    is_in_vain=True,
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
                _POLICY,
                "message_loop.rs, handle_push_result; push_handler.rs, handle_push_request",
                LOST,
            ),
            fault(
                unseen(
                    "fpush has no module of the name in `pushModule`, or no default module",
                    fix="set pushModule to one of pushModules in the settings of fpush",
                ),
                _ERROR,
                "message_loop.rs, handle_push_result",
                LOST,
            ),
            fault(
                administration.not_accepted_by_provider,
                _ERROR,
                "message_loop.rs, handle_push_result; push_handler.rs, handle_push_request",
                LOST,
            ),
        ),
        ASKING,
        no_answer(_FPUSH),
    ),
    language="en",
    delivery=Delivery(request=_request, failure=_failure, wrong_secret=None, pace=_PACE),
    is_push_service=True,
    log_lines=LOG_LINES,
    position=13,
)

SERVERS = (FPUSH,)
