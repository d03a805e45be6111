"""What Tigase does with the stream, with enable and disable, and with discovery.

Source: Tigase ``AbstractPushNotifications.java``, ``SessionManager.java``. No server was run: what
is inferred says so.
"""

from pushstanza.reading.tags import local, namespace
from pushstanza.servers import inputs as given
from pushstanza.servers.answer import NONE, error, result, stream_error
from pushstanza.servers.beyond import account_removal
from pushstanza.servers.case import Case, Input, Table, otherwise, rest
from pushstanza.servers.extensions import FEATURES, extras_of
from pushstanza.servers.known.tigase.publisher import reacts
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
from pushstanza.servers.request import PUBSUB, PUSH, Request
from pushstanza.servers.world import Memory

_MODULE = "AbstractPushNotifications.java, processIq"

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
    extras = extras_of(request.payload)
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
        Case(
            input=given.no_session,
            answer=error("forbidden"),
            effect=NOT_ENABLED,
            source=_MODULE,
        ),
        *_JID,
        Case(
            input=given.no_node,
            answer=NONE,
            effect="Nothing is enabled: Tigase fails, and writes an exception to its log.",
            source="AbstractPushNotifications.java, createSettingsElement; WorkerThread.java",
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
        Case(
            input=Input("discovery", given.is_disco),
            answer=features(PUSH, *FEATURES, identity=("account", "registered")),
            effect="The account lists urn:xmpp:push:0, and the extensions that Tigase has.",
            source="PushNotifications.java, refreshDiscoFeatures",
        ),
        Case(
            input=rest(
                "no module handles this",
                fix="check the namespace, and then to",
                rules=("PS005", "PS006", "PS008", "PS104", "PS105"),
            ),
            answer=error("feature-not-implemented", text="Feature not supported yet."),
            effect=NOTHING,
            source="SessionManager.java, processPacket",
        ),
    ),
)


def is_remote_disable(request: Request) -> bool:
    """Tell whether a message ends a registration (XEP-0357, section 8)."""
    return request.name == "message" and any(
        local(each) == "pubsub" and namespace(each) == PUBSUB for each in request.children
    )


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
            reacts,
            {
                "disable": "Tigase ends the registration.",
                "keep": "Tigase ignores the error, and publishes the next notification.",
            },
            "AbstractPushNotifications.java, shouldDisablePush",
        ),
        Case(input=otherwise, answer=NONE, effect=DELIVERED, source=_MODULE),
    ),
)

REMOVAL = account_removal(
    "The account is removed, and the registrations with its other data.",
    "JabberIqRegister.java, doRemoveAccount; PushNotifications.java, onUserRemoved",
)
