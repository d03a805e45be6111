"""The bare specifications: what XEP-0357, XEP-0060 and RFC 6120 ask of a server.

Where they leave the answer open, it is the one that a server has to give to what breaks a MUST.
"""

from pushstanza.servers import inputs as given
from pushstanza.servers.answer import NONE, error, result, stream_error
from pushstanza.servers.beyond import (
    BEYOND_PUSH,
    ELEMENTS_OF_STREAM,
    PUSH_2,
    UNASKED,
    account_removal,
)
from pushstanza.servers.case import Case, Input, Table, otherwise, rest
from pushstanza.servers.inputs import administration
from pushstanza.servers.known.mongooseim.push_node import PUSH_NODE
from pushstanza.servers.options import ALWAYS_INCLUDED
from pushstanza.servers.phrases import (
    DELIVERED,
    INCOMPLETE,
    NOT_ENABLED,
    NOTHING,
    OTHER_REFUSED,
    STREAM_ENDS,
    disable,
    disabled,
    enable,
    features,
    if_publish,
    normal,
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
from pushstanza.servers.request import PUSH, Addressee, Request
from pushstanza.servers.server import Server
from pushstanza.servers.set_up import UNREACHABLE, fault, publishing
from pushstanza.stanzas.xep0004 import Form

_RFC = "RFC 6120, section 8.2.3"
_ENABLING = "XEP-0357, section 5"
_DISABLING = "XEP-0357, section 6"
_FORMS = "XEP-0004, section 3"


def _enabled(request: Request) -> str:
    node = f"node {request.node}" if request.node else "no node, which SHOULD be given"
    return f"Notifications are published to {normal(request.jid)}, {node}."


def _bad(each: Input, source: str, effect: str = NOTHING) -> Case:
    return Case(input=each, answer=error("bad-request"), effect=effect, source=source)


_JIDS = (
    _bad(given.no_jid, _ENABLING),
    _bad(given.empty_jid, _ENABLING),
    Case(
        input=given.malformed_jid,
        answer=error("jid-malformed"),
        effect=NOTHING,
        source="RFC 6120, section 8.3.3.8",
    ),
)

STREAM = Table(
    "The stream",
    lambda request: request.damage is not None or not request.is_stanza,
    (
        INCOMPLETE,
        Case(
            input=given.comment,
            answer=stream_error("restricted-xml"),
            effect=STREAM_ENDS,
            source="RFC 6120, section 11.1",
        ),
        Case(
            input=given.undeclared_prefix,
            answer=stream_error("bad-namespace-prefix"),
            effect=STREAM_ENDS,
            source="RFC 6120, section 4.9.3.2",
        ),
        Case(
            input=given.not_well_formed,
            answer=stream_error("not-well-formed"),
            effect=STREAM_ENDS,
            source="RFC 6120, section 4.9.3.13",
        ),
        Case(
            input=given.no_stanza,
            answer=stream_error("unsupported-stanza-type"),
            effect=STREAM_ENDS,
            source="RFC 6120, section 4.9.3.24",
        ),
    ),
)

ANY = Table(
    "Any IQ",
    given.is_iq_request,
    (
        *(_bad(each, _RFC) for each in (given.no_id, given.type_unknown)),
        *(_bad(each, _RFC) for each in (given.no_child, given.several_children)),
        Case(
            input=given.to_nobody,
            answer=error("jid-malformed"),
            effect=NOTHING,
            source="RFC 6120, section 8.3.3.8",
        ),
    ),
)

ROUTING = Table("Where it goes", given.is_iq_request, routed("RFC 6120, section 10"))

ENABLE = Table(
    "Enable",
    lambda request: given.named("enable")(request) and request.namespace == PUSH,
    (
        _bad(given.type_get, _ENABLING),
        *_JIDS,
        *(
            _bad(each, _FORMS, NOT_ENABLED)
            for each in (given.form_without_type, given.form_type_unknown)
        ),
        Case(input=otherwise, answer=result(), effect=_enabled, source=_ENABLING, act=enable),
    ),
)

DISABLE = Table(
    "Disable",
    lambda request: given.named("disable")(request) and request.namespace == PUSH,
    (
        _bad(given.type_get, _DISABLING),
        *_JIDS,
        Case(input=otherwise, answer=result(), effect=disabled, source=_DISABLING, act=disable),
    ),
)

OTHER = Table(
    "Another request",
    lambda request: given.is_iq_request(request) and request.addressee is not Addressee.SERVICE,
    (
        Case(
            input=Input(
                "discovery of the server",
                lambda request: given.is_disco(request) and given.to_host(request),
                reading_of=given.to_host,
            ),
            answer=features(identity=("server", "im")),
            effect="The server does not list urn:xmpp:push:0; the account does.",
            source="XEP-0357, section 3",
        ),
        Case(
            input=Input("discovery of the account", given.is_disco),
            answer=features(PUSH, identity=("account", "registered")),
            effect="The account lists urn:xmpp:push:0, if the server supports push notifications.",
            source="XEP-0357, section 3",
        ),
        Case(
            input=rest(
                "no XEP of the flow has this namespace or element",
                fix="check the namespace, and then the name of the element",
                rules=("PS005", "PS006", "PS008", "PS009"),
            ),
            answer=error("service-unavailable"),
            effect=NOTHING,
            source="RFC 6120, section 8.4",
        ),
    ),
)

_REFUSED = "The server SHOULD disable the node, and MAY keep it if the error is temporary."

WITHOUT_ANSWER = Table(
    "What asks for no answer",
    lambda request: not given.is_iq_request(request),
    (
        *(
            Case(input=each, answer=NONE, effect=effect, source="XEP-0357, section 7")
            for each, effect in (
                (given.publish_refused, _REFUSED),
                (given.something_refused, if_publish(_REFUSED)),
            )
        ),
        OTHER_REFUSED,
        Case(input=otherwise, answer=NONE, effect=DELIVERED, source="RFC 6121, section 8"),
    ),
)


def _skips(arrival: Arrival, _settings: Settings) -> str | None:
    """Return why nothing is published: what reaches the user needs no push."""
    return "a client of the user is online" if arrival.presence == "online" else None


def _summary(arrival: Arrival, _settings: Settings) -> Form:
    """Return the summary, with all that XEP-0357, section 7, knows of a message."""
    return summary(
        "submit",
        (
            ("message-count", None, str(arrival.unread)),
            ("last-message-sender", None, arrival.sender),
            ("last-message-body", None, arrival.message.body),
        ),
    )


def _reacts(error_type: str | None, _condition: str | None) -> Reaction:
    """Return what an error does: the server SHOULD disable the node unless the error passes."""
    return "keep" if error_type == "wait" else "disable"


PUBLISHER = Publisher(skips=_skips, summary=_summary, options=as_stored, reacts=_reacts)


#: What any push service may answer to a publish.
PUBLISHING = publishing(
    fault(administration.service_moved, error("item-not-found"), "iNPUTmice/Conversations#3043"),
    fault(
        administration.takes_no_publishes,
        error("feature-not-implemented"),
        "processone/ejabberd#3121",
    ),
    fault(
        administration.no_pubsub_there,
        error("service-unavailable"),
        "RFC 6120, section 8.3.3.19",
    ),
)

#: What a server answers to a pubsub request for a host that it does not serve.
NO_PUBSUB = Table(
    "Set-up faults: nodes",
    lambda request: given.is_pubsub(request) and request.action_name != "publish",
    (
        fault(
            administration.no_pubsub,
            error("service-unavailable"),
            "RFC 6120, section 10.5.3; esl/MongooseIM#1617",
        ),
    ),
)

REMOVAL = account_removal(
    "The account is removed, and its registrations with it.",
    "XEP-0077, section 3.2; XEP-0357 says nothing of it: inferred",
)

XEP = Server(
    publisher=PUBLISHER,
    name="xep",
    title="XEP-0357",
    tables=(
        ELEMENTS_OF_STREAM,
        STREAM,
        UNASKED,
        WITHOUT_ANSWER,
        ANY,
        REMOVAL,
        BEYOND_PUSH,
        PUSH_2,
        ROUTING,
        ENABLE,
        DISABLE,
        OTHER,
        *PUSH_NODE,
        PUBLISHING,
        NO_PUBSUB,
        UNREACHABLE,
    ),
    options=ALWAYS_INCLUDED,
    is_specification=True,
    position=9,
)

SERVERS = (XEP,)
