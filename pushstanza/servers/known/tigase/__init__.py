"""Tigase: ``PushNotifications`` of the session manager.

Source: Tigase ``AbstractPushNotifications.java``. No server was run: what is inferred says so.
"""

from pushstanza.reading.tags import local, namespace
from pushstanza.servers import inputs as given
from pushstanza.servers.answer import NONE, error, result, stream_error
from pushstanza.servers.beyond import BEYOND_PUSH, ELEMENTS_OF_STREAM, UNASKED, account_removal
from pushstanza.servers.case import Case, Input, Table, otherwise, rest
from pushstanza.servers.known.tigase.log import LOG_LINES
from pushstanza.servers.options import ALWAYS_INCLUDED, TTL
from pushstanza.servers.phrases import (
    DELIVERED,
    INCOMPLETE,
    NOT_ENABLED,
    NOTHING,
    OPTIONS_LOST,
    STREAM_ENDS,
    after_refusal,
    disable,
    disabled,
    features,
    normal,
    passed_on,
    registration,
    routed,
)
from pushstanza.servers.publisher import (
    Arrival,
    Publisher,
    Reaction,
    Settings,
    as_stored,
    summary,
)
from pushstanza.servers.request import PUBSUB, PUSH, Request, elements
from pushstanza.servers.server import Server
from pushstanza.servers.set_up import UNREACHABLE
from pushstanza.servers.world import Memory
from pushstanza.stanzas.xep0004 import Form

_MODULE = "AbstractPushNotifications.java, processIq"

#: The conditions of publish errors after which Tigase goes on (``shouldDisablePush``).
IGNORED = frozenset(
    {"remote-server-timeout", "service-unavailable", "internal-server-error", "bad-request"}
)

_NO_JID = error(
    "bad-request", text="Attribute 'jid' is not valid JID of Push Notifications service"
)

STREAM = Table(
    "The stream",
    lambda request: request.damage is not None or not request.is_stanza,
    (
        INCOMPLETE,
        Case(
            input=given.comment,
            answer=NONE,
            effect="The comment is dropped; the server answers the stanza without it.",
            source="inferred",
        ),
        Case(
            input=rest(
                "the XML is not well-formed, or not a stanza",
                fix=given.not_well_formed.fix,
                rules=given.not_well_formed.rules,
            ),
            answer=stream_error("not-well-formed"),
            effect=STREAM_ENDS,
            source="RFC 6120, section 4.9.3.13: inferred",
        ),
    ),
)

ROUTING = Table(
    "Where it goes",
    given.is_iq_request,
    (
        *routed("RFC 6120, section 10"),
        Case(
            input=given.to_service,
            answer=NONE,
            effect=passed_on,
            source="RFC 6120, section 10",
        ),
    ),
)


def _enable(request: Request, memory: Memory) -> None:
    payload = [] if request.payload is None else [*elements(request.payload)]
    extras = tuple(each for each in payload if local(each) != "x")
    kept = registration(request, normal(request.jid), given.form(request), extras=extras)
    memory.register(kept)


def _enabled(request: Request) -> str:
    return (
        f"Messages stored for the user are published to {normal(request.jid)}, node {request.node},"
        " in a form without a type."
    )


_JID = tuple(
    Case(input=each, answer=_NO_JID, effect=NOTHING, source=_MODULE)
    for each in (given.no_jid, given.empty_jid, given.malformed_jid)
)

ENABLE = Table(
    "Enable",
    lambda request: given.named("enable")(request) and request.namespace == PUSH,
    (
        *_JID,
        Case(
            input=given.no_session,
            answer=error("forbidden"),
            effect=NOT_ENABLED,
            source=_MODULE,
        ),
        Case(
            input=given.no_node,
            answer=error("internal-server-error"),
            effect=NOT_ENABLED,
            source="AbstractPushNotifications.java, createSettingsElement: inferred",
        ),
        Case(
            input=given.form_unseen,
            answer=result(),
            effect=OPTIONS_LOST,
            source=_MODULE,
            act=_enable,
        ),
        Case(input=otherwise, answer=result(), effect=_enabled, source=_MODULE, act=_enable),
    ),
)

DISABLE = Table(
    "Disable",
    lambda request: given.named("disable")(request) and request.namespace == PUSH,
    (
        *_JID,
        Case(
            input=given.empty_node,
            answer=result(),
            effect="Nothing is disabled: the server searches for a node with an empty name.",
            source=_MODULE,
            is_in_vain=True,
        ),
        Case(input=otherwise, answer=result(), effect=disabled, source=_MODULE, act=disable),
    ),
)

OTHER = Table(
    "Another request",
    given.is_iq_request,
    (
        Case(input=given.other_name, answer=error("bad-request"), effect=NOTHING, source=_MODULE),
        Case(
            input=Input("discovery", given.is_disco),
            answer=features(PUSH, identity=("account", "registered")),
            effect="The account lists urn:xmpp:push:0.",
            source="AbstractPushNotifications.java, supDiscoFeatures: inferred",
        ),
        Case(
            input=rest(
                "no module handles this",
                fix="check the namespace, and then to",
                rules=("PS005", "PS006", "PS008", "PS104", "PS105"),
            ),
            answer=error("service-unavailable"),
            effect=NOTHING,
            source="RFC 6120, section 8.4: inferred",
        ),
    ),
)


def is_remote_disable(request: Request) -> bool:
    """Tell whether a message ends a registration (XEP-0357, section 8)."""
    return request.name == "message" and any(
        local(each) == "pubsub" and namespace(each) == PUBSUB for each in request.children
    )


def _reacts(_error_type: str | None, condition: str | None) -> Reaction:
    """Return what an error does (``shouldDisablePush``)."""
    return "keep" if condition in IGNORED else "disable"


WITHOUT_ANSWER = Table(
    "What asks for no answer",
    lambda request: not given.is_iq_request(request),
    (
        Case(
            input=Input("a remote disable", is_remote_disable),
            answer=NONE,
            effect="Tigase ends the registration: it alone acts on this message.",
            source="AbstractPushNotifications.java, processMessage",
        ),
        *after_refusal(
            _reacts,
            {
                "disable": "Tigase ends the registration.",
                "keep": "Tigase ignores the error, and publishes the next notification.",
            },
            "AbstractPushNotifications.java, shouldDisablePush",
        ),
        Case(input=otherwise, answer=NONE, effect=DELIVERED, source=_MODULE),
    ),
)


def _skips(arrival: Arrival, _settings: Settings) -> str | None:
    """Return why nothing is published: only what is kept for later is."""
    if arrival.presence == "online":
        return "a client of the user is online"
    if arrival.message.type not in {"chat", "groupchat", "normal", None}:
        return "the message is not kept for later"
    return None if arrival.message.body else "the message has no text"


def _summary(arrival: Arrival, _settings: Settings) -> Form:
    """Return the summary: a form without a type, with the sender's full JID and the whole text."""
    return summary(
        None,
        (
            ("message-count", None, str(arrival.unread)),
            ("last-message-sender", None, arrival.sender),
            ("last-message-body", None, arrival.message.body),
        ),
        form_type=None,
    )


PUBLISHER = Publisher(skips=_skips, summary=_summary, options=as_stored, reacts=_reacts)


REMOVAL = account_removal(
    "The account is removed, and the registrations with its other data.",
    "JabberIqRegister.java, doRemoveAccount; PushNotifications.java, onUserRemoved",
)

TIGASE = Server(
    publisher=PUBLISHER,
    name="tigase",
    title="Tigase",
    tables=(
        ELEMENTS_OF_STREAM,
        STREAM,
        UNASKED,
        WITHOUT_ANSWER,
        REMOVAL,
        BEYOND_PUSH,
        ROUTING,
        ENABLE,
        DISABLE,
        OTHER,
        UNREACHABLE,
    ),
    is_remote_disable=is_remote_disable,
    options=(TTL, *ALWAYS_INCLUDED),
    log_lines=LOG_LINES,
    position=5,
)

SERVERS = (TIGASE,)
