"""Openfire: its plugin ``pushnotification``, and what its core does before.

Source: openfire-pushnotification-plugin 1.1.2, ``Push0IQHandler.java``, ``PushInterceptor.java``,
``PushServiceManager.java``; Openfire 5.2, ``StanzaHandler.java``, ``IQRouter.java``; Tinder,
``IQ.java``, ``JID.java``. No server was run: what is inferred says so.

Not played: whoever has no account, such as a guest, gets not-authorized.
"""

from pushstanza.reading.tags import local
from pushstanza.servers import inputs as given
from pushstanza.servers.answer import NONE, error, result, stream_error
from pushstanza.servers.beyond import BEYOND_PUSH, ELEMENTS_OF_STREAM, UNASKED, account_removal
from pushstanza.servers.case import Case, Input, Table, otherwise, rest
from pushstanza.servers.commands import registering
from pushstanza.servers.known.openfire.log import LOG_LINES
from pushstanza.servers.known.openfire.publisher import KINDS, PUBLISHER
from pushstanza.servers.options import INCLUDE_BODY, INCLUDE_SENDER
from pushstanza.servers.phrases import (
    DELIVERED,
    GENERIC_PUBSUB,
    INCOMPLETE,
    ITEMS,
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
from pushstanza.servers.request import (
    DISCO,
    DISCO_ITEMS,
    OWNER,
    PUBSUB,
    PUSH,
    Addressee,
    Request,
    elements,
    fields,
    values,
)
from pushstanza.servers.server import Server
from pushstanza.servers.world import Memory
from pushstanza.stanzas.forms import PublishOptions

_HANDLER = "Push0IQHandler.java, handleIQ"
_STANZAS = "StanzaHandler.java, process"
_ROUTER = "IQRouter.java, handle"
_STREAM = "NettyConnectionHandler.java, channelRead0"
_DECODER = "NettyXMPPDecoder.java, exceptionCaught"

#: How long a node may be in the plugin's table (``pushnotification_*.sql``).
LONGEST_NODE = 1024

#: What the stream ends with when a stanza makes an exception, whatever it is.
_DEFECT = stream_error(
    "internal-server-error", text="An error occurred while processing data raw inbound data."
)
_UNDECODED = stream_error(
    "internal-server-error", text="An error occurred while attempting to decode XMPP data."
)


# ---- the stream ----

_illegal = Input(
    "a character that XML does not allow",
    lambda request: request.damage in {"illegal-character", "illegal-reference"},
    reading_of=given.not_well_formed,
)
_end_tag_missing = Input(
    "an element has no end tag",
    lambda request: request.damage in {"end-tag-missing", "start-tag-for-end-tag"},
    reading_of=given.not_well_formed,
)

STREAM = Table(
    "The stream",
    lambda request: request.damage not in {None, "comment"} or not request.is_stanza,
    (
        INCOMPLETE,
        Case(
            input=_end_tag_missing,
            answer=NONE,
            effect="Nothing happens: the server counts tags and waits for another end tag.",
            source="XMLLightweightParser.java, read",
        ),
        Case(input=_illegal, answer=_UNDECODED, effect=STREAM_ENDS, source=_DECODER),
        Case(input=given.not_well_formed, answer=_DEFECT, effect=STREAM_ENDS, source=_STREAM),
        Case(input=given.undeclared_prefix, answer=_DEFECT, effect=STREAM_ENDS, source=_STREAM),
        Case(
            input=given.no_stanza,
            answer=NONE,
            effect="The stream is closed without an error; the client has to connect again.",
            source=_STANZAS,
        ),
    ),
)


# ---- what is not answered ----


def _has_unknown_kind(request: Request) -> bool:
    is_local = request.addressee in {Addressee.ACCOUNT, Addressee.NEIGHBOUR}
    return given.is_message(request) and is_local and request.type not in {*KINDS, None}


WITHOUT_ANSWER = Table(
    "What asks for no answer",
    lambda request: not given.is_iq_request(request),
    (
        Case(
            input=given.message_to_host,
            answer=NONE,
            effect="The server sends the message to its administrators.",
            source="MessageRouter.java, sendMessageToAdmins",
        ),
        Case(
            input=Input("a message to an account, of an unknown type", _has_unknown_kind),
            answer=_DEFECT,
            effect=STREAM_ENDS,
            source="RoutingTableImpl.java, routeToBareJID; MessageRouter.java: inferred",
        ),
        *after_refusal(
            PUBLISHER.reacts,
            {"keep": "Openfire ignores the error, and publishes the next notification."},
            "PushInterceptor.java, tryPushNotification",
        ),
        Case(input=otherwise, answer=NONE, effect=DELIVERED, source="MessageRouter.java, route"),
    ),
)


# ---- any IQ ----

#: The namespaces that a handler takes, of those that matter to pushes.
_HANDLED = frozenset({PUSH, PUBSUB, OWNER, DISCO, DISCO_ITEMS})

_no_address = Input(
    "`to` is not a valid JID, and not empty",
    lambda request: bool(request.root.get("to")) and given.to_nobody(request),
    reading_of=given.to_nobody,
)
_unknown_type = Input(
    "the IQ has an unknown type",
    lambda request: request.type is not None and given.type_unknown(request),
    reading_of=given.type_unknown,
)
_handled_without_type = Input(
    "the IQ has no type, and a payload that is known",
    lambda request: given.no_type(request) and request.namespace in _HANDLED,
    reading_of=given.no_type,
)

ROUTING = Table(
    "Any IQ",
    given.is_iq_request,
    (
        Case(input=_no_address, answer=error("jid-malformed"), effect=NOTHING, source=_STANZAS),
        Case(input=_unknown_type, answer=_DEFECT, effect=STREAM_ENDS, source=_ROUTER),
        *routed(_ROUTER),
        Case(input=given.to_foreign_service, answer=NONE, effect=passed_on, source=_ROUTER),
        *(
            Case(
                input=each,
                answer=NONE,
                effect="Nothing happens: the IQ has no element with its own namespace.",
                source="IQRouter.java, handle; IQ.java, getChildElement",
            )
            for each in (given.no_child, given.no_namespace)
        ),
        Case(
            input=_handled_without_type,
            answer=NONE,
            effect="The request is carried out where possible, without an answer.",
            source="IQHandler.java, process; IQ.java, createResultIQ: inferred",
        ),
        Case(
            input=given.no_type,
            answer=_DEFECT,
            effect=STREAM_ENDS,
            source="IQRouter.java, sendErrorPacket; IQ.java, createResultIQ: inferred",
        ),
    ),
)


# ---- enable and disable ----


def _is_push(request: Request) -> bool:
    """Tell whether the plugin gets a request: at an account or the server, whosever it is."""
    return request.namespace == PUSH and request.addressee is not Addressee.SERVICE


def _has_options(request: Request) -> bool:
    """Tell whether the plugin keeps the form (``parsePublishOptions``), whatever its type."""
    found = given.form(request)
    return found is not None and any(
        each.get("var") == "FORM_TYPE" and values(each)[:1] == [PublishOptions.FORM_TYPE]
        for each in fields(found)
    )


def _enable(request: Request, memory: Memory) -> None:
    form = given.form(request) if _has_options(request) else None
    memory.register(registration(request, normal(request.jid), form))


def _enabled(request: Request) -> str:
    return (
        f"Each text that {request.user} gets, online or not, is published to"
        f" {normal(request.jid)}, node {request.node}, as a form of type form; no error"
        " ends the registration."
    )


_REFUSED = tuple(
    Case(input=each, answer=error("bad-request"), effect=NOTHING, source=_HANDLER)
    for each in (given.type_get, given.no_jid, given.empty_jid, given.malformed_jid)
)

ENABLE = Table(
    "Enable",
    lambda request: given.named("enable")(request) and _is_push(request),
    (
        *_REFUSED,
        Case(input=given.no_node, answer=error("bad-request"), effect=NOT_ENABLED, source=_HANDLER),
        Case(
            input=Input(
                f"`node` has more than {LONGEST_NODE} characters",
                lambda request: len(request.node or "") > LONGEST_NODE,
                fix="use a shorter node",
            ),
            answer=error("internal-server-error"),
            effect=NOT_ENABLED,
            source="Push0IQHandler.java, handleIQ; the plugin's table: inferred",
        ),
        Case(
            input=given.form_unseen,
            answer=result(),
            effect=OPTIONS_LOST,
            source="Push0IQHandler.java, parsePublishOptions",
            act=_enable,
        ),
        Case(
            input=Input(
                "the first value of `FORM_TYPE` is not that of publish-options",
                lambda request: bool(request.forms) and not _has_options(request),
                reading_of=given.other_form_type,
            ),
            answer=result(),
            effect="Push is enabled without the options.",
            source="Push0IQHandler.java, parsePublishOptions",
            act=_enable,
        ),
        Case(input=otherwise, answer=result(), effect=_enabled, source=_HANDLER, act=_enable),
    ),
)

DISABLE = Table(
    "Disable",
    lambda request: given.named("disable")(request) and _is_push(request),
    (
        *_REFUSED,
        Case(
            input=given.empty_node,
            answer=result(),
            effect="Only registrations with an empty node are disabled.",
            source="PushServiceManager.java, deregister",
            is_in_vain=True,
            act=disable,
        ),
        Case(
            input=otherwise,
            answer=result(),
            effect=disabled,
            source="PushServiceManager.java, deregister",
            act=disable,
        ),
    ),
)

OTHER = Table(
    "Another push request",
    lambda request: given.is_iq_request(request) and _is_push(request),
    (Case(input=given.other_name, answer=error("bad-request"), effect=NOTHING, source=_HANDLER),),
)


# ---- what else is asked ----

_INFO = "IQDiscoInfoHandler.java, handleIQ"

ASKING = Table(
    "Discovery",
    given.is_disco,
    (
        Case(
            input=Input(
                "entities are to be set",
                lambda request: request.namespace == DISCO_ITEMS and request.type == "set",
                fix="ask with type='get'",
            ),
            answer=error("feature-not-implemented"),
            effect=NOTHING,
            source="IQDiscoItemsHandler.java, handleIQ",
        ),
        ITEMS,
        Case(input=given.disco_node, answer=error("item-not-found"), effect=NOTHING, source=_INFO),
        Case(
            input=given.to_neighbour,
            answer=error("service-unavailable"),
            effect="The server reveals nothing about users whose presence the sender cannot see.",
            source=_INFO,
        ),
        Case(
            input=given.to_host,
            answer=features(PUSH, identity=("server", "im")),
            effect="The server lists urn:xmpp:push:0, and so does the account.",
            source="PushNotificationPlugin.java, initializePlugin",
        ),
        Case(
            input=given.to_service,
            answer=features(PUBSUB, identity=("pubsub", "service")),
            effect=GENERIC_PUBSUB,
            source="PubSubModule.java, getIdentities",
        ),
        Case(
            input=otherwise,
            answer=features(PUSH, identity=("account", "registered")),
            effect="The account lists urn:xmpp:push:0, and so does the server.",
            source="PushNotificationPlugin.java, initializePlugin",
        ),
    ),
)

#: The actions of pubsub, by namespace (``PubSubEngine.java``, ``process``).
_ACTIONS = {
    PUBSUB: frozenset(
        {
            "affiliations", "create", "items", "options", "publish", "retract", "subscribe",
            "subscriptions", "unsubscribe",
        }
    ),
    OWNER: frozenset({"affiliations", "configure", "default", "delete", "purge", "subscriptions"}),
}  # fmt: skip


def _asks_nothing_known(request: Request) -> bool:
    known = _ACTIONS[request.namespace]
    return request.payload is None or known.isdisjoint(map(local, elements(request.payload)))


_ENGINE = "PubSubEngine.java, process"

GENERIC = Table(
    "Pubsub at an account, or at a generic pubsub",
    given.is_pubsub,
    (
        Case(
            input=Input(
                "no action in `pubsub` that is known",
                _asks_nothing_known,
                reading_of=given.no_action,
            ),
            answer=error("bad-request"),
            effect=NOTHING,
            source=_ENGINE,
        ),
        Case(
            input=given.pubsub_to_neighbour,
            answer=error("forbidden"),
            effect=NOTHING,
            source="PubSubEngine.java: inferred",
            reason="only its owner may do this",
        ),
        Case(
            input=given.to_service,
            answer=result(),
            effect="The request succeeds, but the service has no push nodes: nothing is pushed.",
            source="PubSubModule.java, canCreateNode; PubSubEngine.java: inferred",
        ),
        Case(
            input=otherwise,
            answer=result(),
            effect="The request succeeds at the account, whose nodes are not push nodes.",
            source="IQPEPHandler.java, handleIQ: inferred",
        ),
    ),
)

UNHANDLED = Table(
    "What no module handles",
    given.is_iq_request,
    (
        Case(
            input=given.to_host,
            answer=error("feature-not-implemented"),
            effect=NOTHING,
            source=_ROUTER,
            reason="no module of the server has this namespace",
        ),
        Case(
            input=rest("no module has this namespace", fix="correct the namespace of the payload"),
            answer=error("service-unavailable"),
            effect=NOTHING,
            source=_ROUTER,
        ),
    ),
)


REMOVAL = account_removal(
    "The account is removed, and the plugin deletes its registrations.",
    "IQRegisterHandler.java, handleIQ; PushNotificationPlugin.java, userDeleting",
)

OPENFIRE = Server(
    publisher=PUBLISHER,
    name="openfire",
    title="Openfire",
    tables=(
        ELEMENTS_OF_STREAM, STREAM, UNASKED, WITHOUT_ANSWER, REMOVAL, BEYOND_PUSH, ROUTING,
        registering(error("item-not-found"), "AdHocCommandManager.java"),
        ENABLE, DISABLE, OTHER, ASKING, GENERIC, UNHANDLED,
    ),
    options=(INCLUDE_BODY, INCLUDE_SENDER),
    log_lines=LOG_LINES,
    codes=True,
    position=6,
)  # fmt: skip

SERVERS = (OPENFIRE,)
