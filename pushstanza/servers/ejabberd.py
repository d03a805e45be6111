"""ejabberd: ``mod_push`` and what its codec refuses before.

Source: ejabberd ``mod_push.erl``, ``gen_iq_handler.erl``; xmpp ``specs/xmpp_codec.spec``.
What 23.01 answers is recorded in ``tests/cases/answers``.
"""

import re
from collections.abc import Callable
from copy import deepcopy

from lxml import etree

from pushstanza.binding import Unknown
from pushstanza.reading.tags import local
from pushstanza.servers import inputs as given
from pushstanza.servers.answer import NONE, Answer, error, result, stream_error
from pushstanza.servers.case import Case, Input, Table, looks, otherwise
from pushstanza.servers.phrases import (
    DELIVERED,
    INCOMPLETE,
    ITEMS,
    NOT_ENABLED,
    NOTHING,
    OPTIONS_LOST,
    STREAM_ENDS,
    after_refusal,
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
    summary,
)
from pushstanza.servers.request import (
    CLIENT,
    DATA,
    DISCO,
    DISCO_ITEMS,
    OWNER,
    PUBSUB,
    PUSH,
    Addressee,
    Request,
)
from pushstanza.servers.server import Server
from pushstanza.servers.world import Memory, Registration
from pushstanza.stanzas.forms import PublishOptions
from pushstanza.stanzas.rfc6120 import Message
from pushstanza.stanzas.xep0004 import FieldKind, Form

_MODULE = "mod_push.erl, process_iq/1"
_CODEC = "xmpp_codec.spec"
_ROUTER = "gen_iq_handler.erl; ejabberd_local.erl; ejabberd_sm.erl"


_NO_MODULE = "No module is handling this query"


def missing(attribute: str, element: str, xmlns: str) -> str:
    """Return the text of the codec for a missing attribute."""
    return f"Missing attribute '{attribute}' in tag <{element}/> qualified by namespace '{xmlns}'"


def bad_value(attribute: str, element: str, xmlns: str) -> str:
    """Return the text of the codec for a value that it does not know."""
    return (
        f"Bad value of attribute '{attribute}' in tag <{element}/> qualified by namespace '{xmlns}'"
    )


def _push_text(tell: Callable[[str, str, str], str], attribute: str) -> Callable[[Request], Answer]:
    def answer(request: Request) -> Answer:
        return error("bad-request", text=tell(attribute, request.payload_name, PUSH))

    return answer


def _form_text(tell: Callable[[str, str, str], str]) -> Answer:
    return error("bad-request", text=tell("type", "x", DATA))


def _not_well_formed(request: Request) -> Answer:
    return stream_error("not-well-formed", request.told)


STREAM = Table(
    "The stream",
    lambda request: (
        request.damage is not None or not request.is_stanza or given.from_another(request)
    ),
    (
        INCOMPLETE,
        Case(
            input=given.not_well_formed,
            answer=_not_well_formed,
            effect=STREAM_ENDS,
            source="xmpp_stream_in.erl",
        ),
        Case(
            input=given.undeclared_prefix,
            answer=_not_well_formed,
            effect=STREAM_ENDS,
            source="fast_xml",
        ),
        Case(
            input=given.from_another,
            answer=stream_error("invalid-from", "Improper 'from' attribute"),
            effect=STREAM_ENDS,
            source="xmpp_stream_in.erl, process_authenticated_packet",
        ),
        Case(
            input=given.no_stanza,
            answer=NONE,
            effect="It is ignored without a word.",
            source="recorded of 23.01",
        ),
    ),
)


def _is_local(request: Request) -> bool:
    return request.addressee in {Addressee.ACCOUNT, Addressee.NEIGHBOUR, Addressee.HOST}


def _codec_of_iq(tell: Callable[[str, str, str], str], attribute: str) -> Answer:
    return error("bad-request", text=tell(attribute, "iq", CLIENT))


DECODING = Table(
    "Attributes of the IQ",
    given.is_iq_request,
    (
        Case(
            input=given.no_id,
            answer=_codec_of_iq(missing, "id"),
            effect=NOTHING,
            source=_CODEC,
        ),
        Case(
            input=given.no_type,
            answer=_codec_of_iq(missing, "type"),
            effect=NOTHING,
            source=_CODEC,
        ),
        Case(
            input=given.type_unknown,
            answer=_codec_of_iq(bad_value, "type"),
            effect=NOTHING,
            source=_CODEC,
        ),
        Case(
            input=given.to_nobody,
            answer=_codec_of_iq(bad_value, "to"),
            effect=NOTHING,
            source=_CODEC,
        ),
    ),
)


@looks("a push request to a user of another domain of the server")
def _to_another_domain(request: Request) -> bool:
    return (
        request.namespace == PUSH
        and request.addressee is Addressee.ELSEWHERE
        and request.to is not None
        and request.to.local is not None
    )


@looks("`to` is the server with a resource")
def _to_resource_of_host(request: Request) -> bool:
    to = request.to
    return request.addressee is Addressee.HOST and to is not None and to.resource is not None


DOMAIN_RESOURCE = Table(
    "A resource of the server",
    given.is_iq_request,
    (
        Case(
            input=_to_resource_of_host,
            answer=error("item-not-found", text="No available resource found"),
            effect=NOTHING,
            source="ejabberd_local.erl; recorded of 23.01",
        ),
    ),
)

ROUTING = Table(
    "Where it goes",
    lambda request: given.is_iq_request(request) and not _is_local(request),
    (
        Case(
            input=_to_another_domain,
            answer=error("not-allowed"),
            effect="Nothing changes; a domain of another server gets the request itself.",
            source=_MODULE,
        ),
        *routed(_ROUTER, "User session not found"),
        Case(
            input=given.to_foreign_service,
            answer=NONE,
            effect=passed_on,
            source=_ROUTER,
        ),
    ),
)


@looks("another `xmlns` than `urn:xmpp:push:0`")
def _strange(request: Request) -> bool:
    return request.namespace not in {PUSH, DISCO, DISCO_ITEMS, PUBSUB, OWNER}


SHAPE = Table(
    "Any IQ",
    given.is_iq_request,
    (
        Case(
            input=given.several_children,
            answer=error("bad-request", text="Too many child elements"),
            effect=NOTHING,
            source="gen_iq_handler.erl",
        ),
        Case(
            input=given.no_child,
            answer=error("bad-request", text="No child elements found"),
            effect=NOTHING,
            source="gen_iq_handler.erl",
        ),
        Case(
            input=Input(
                "a push request to the server itself, or to its pubsub service",
                lambda each: (
                    each.namespace == PUSH and each.addressee in {Addressee.HOST, Addressee.SERVICE}
                ),
            ),
            answer=error("service-unavailable", text=_NO_MODULE),
            effect="Nothing changes: push requests are for the account, without a to.",
            source=_ROUTER,
        ),
        Case(
            input=_strange,
            answer=error("service-unavailable", text=_NO_MODULE),
            effect=NOTHING,
            source=_ROUTER,
            reason="no module has this namespace",
        ),
    ),
)


@looks("the request is for another user, in ejabberd 26 and newer")
def _to_another(request: Request) -> bool:
    return request.addressee is Addressee.NEIGHBOUR and request.version.startswith("26")


_GET = Case(
    input=given.type_get,
    answer=error("not-allowed", text="Value 'get' of 'type' attribute is not allowed"),
    effect=NOTHING,
    source=_MODULE,
)

_ANOTHERS = Case(
    input=_to_another,
    answer=error("not-allowed"),
    effect="Nothing changes; ejabberd 23.01 would do it for the sender.",
    source=_MODULE,
)

_FORBIDDEN_IN_LOCAL = re.compile(r"""["&'/:<>@\s]""")


def _is_jid(text: str) -> bool:
    """Tell whether ejabberd takes a text for a JID: it looks less closely than RFC 7622."""
    left, slash, resource = text.partition("/")
    local_, at, domain = left.rpartition("@")
    return not (
        (slash and not resource)
        or (at and (not local_ or _FORBIDDEN_IN_LOCAL.search(local_)))
        or not domain
        or ".." in domain
        or domain.startswith(".")
        or re.search(r"\s", domain)
        or len(domain.encode()) > _LONGEST_PART
    )


#: How long a part of a JID may be (RFC 7622, section 3.2.1).
_LONGEST_PART = 1023


@looks("`jid` is no JID, looked at less closely than RFC 7622 has it")
def _malformed_jid(request: Request) -> bool:
    return bool(request.jid) and not _is_jid(request.jid or "")


def _kept(request: Request) -> str:
    """Return the push service as it is stored."""
    return normal(request.jid) or (request.jid or "").lower()


_JID = (
    Case(
        input=given.no_jid,
        answer=_push_text(missing, "jid"),
        effect=NOTHING,
        source=_CODEC,
    ),
    Case(
        input=given.empty_jid,
        answer=_push_text(bad_value, "jid"),
        effect=NOTHING,
        source=_CODEC,
    ),
    Case(
        input=_malformed_jid,
        answer=_push_text(bad_value, "jid"),
        effect=NOTHING,
        source=_CODEC,
    ),
)


def _enable(request: Request, memory: Memory) -> None:
    form = request.forms[-1] if request.forms else None
    memory.register(registration(request, _kept(request), form))


def _disable(request: Request, memory: Memory) -> None:
    memory.forget(*memory.of(request.user, _kept(request), request.node or None))


def _enabled(request: Request) -> str:
    return (
        f"What is stored for the user is published to {_kept(request)}, node {request.node};"
        " the first error but wait ends that."
    )


@looks("a form has no type")
def _form_without_type(request: Request) -> bool:
    return any(each.get("type") is None for each in request.forms)


@looks("the type of a form is another word")
def _form_type_unknown(request: Request) -> bool:
    return any(each.get("type") not in given.FORM_KINDS for each in request.forms)


ENABLE = Table(
    "Enable",
    given.named("enable"),
    (
        *_JID,
        Case(
            input=_form_without_type,
            answer=_form_text(missing),
            effect=NOT_ENABLED,
            source=_CODEC,
        ),
        Case(
            input=_form_type_unknown,
            answer=_form_text(bad_value),
            effect=NOT_ENABLED,
            source=_CODEC,
        ),
        Case(
            input=given.field_type_unknown,
            answer=error("bad-request", text=bad_value("type", "field", DATA)),
            effect=NOT_ENABLED,
            source=_CODEC,
        ),
        _GET,
        *(
            Case(
                input=each,
                answer=error(
                    "feature-not-implemented",
                    text="Enabling push without 'node' attribute is not supported",
                ),
                effect=NOT_ENABLED,
                source=_MODULE,
            )
            for each in (given.no_node, given.empty_node)
        ),
        _ANOTHERS,
        Case(
            input=given.no_session,
            answer=error("item-not-found", text="User session not found"),
            effect=NOT_ENABLED,
            source=_MODULE,
        ),
        Case(
            input=given.form_unseen,
            answer=result(),
            effect=OPTIONS_LOST,
            source=_CODEC,
            act=_enable,
        ),
        Case(
            input=given.to_neighbour,
            answer=result(),
            effect="It is enabled, for the sender and not for the other; ejabberd 26 and newer"
            " answer not-allowed.",
            source=_MODULE,
            act=_enable,
        ),
        Case(input=otherwise, answer=result(), effect=_enabled, source=_MODULE, act=_enable),
    ),
)

DISABLE = Table(
    "Disable",
    given.named("disable"),
    (
        *_JID,
        _GET,
        _ANOTHERS,
        Case(
            input=given.not_enabled,
            answer=error("item-not-found", text="Push record not found"),
            effect="Nothing changes: it was not enabled, or is disabled already.",
            source=_MODULE,
        ),
        Case(input=otherwise, answer=result(), effect=disabled, source=_MODULE, act=_disable),
    ),
)

OTHER_DISCO = Table(
    "Another element of disco#info",
    lambda request: given.is_iq_request(request) and request.namespace == DISCO,
    (
        Case(
            input=Input("another element than `query`", lambda each: each.payload_name != "query"),
            answer=lambda request: error(
                "bad-request",
                text=f"Unknown tag <{request.payload_name}/> qualified by namespace '{DISCO}'",
            ),
            effect=NOTHING,
            source=_CODEC,
        ),
    ),
)

OTHER_PUSH = Table(
    "Another element of urn:xmpp:push:0",
    given.is_push,
    (
        Case(
            input=Input("a `notification`", lambda request: request.payload_name == "notification"),
            answer=error("not-allowed"),
            effect=NOTHING,
            source=_MODULE,
        ),
        Case(
            input=given.other_name,
            answer=lambda request: error(
                "bad-request",
                text=f"Unknown tag <{request.payload_name}/> qualified by namespace '{PUSH}'",
            ),
            effect=NOTHING,
            source=_CODEC,
        ),
    ),
)

ASKING = Table(
    "Discovery",
    given.is_disco,
    (
        ITEMS,
        Case(
            input=given.disco_node_of_host,
            answer=error("item-not-found", text="No features available"),
            effect=NOTHING,
            source="mod_disco.erl",
        ),
        Case(
            input=given.type_set,
            answer=error("not-allowed", text="Value 'set' of 'type' attribute is not allowed"),
            effect=NOTHING,
            source="mod_disco.erl",
        ),
        Case(
            input=given.to_account,
            answer=features(PUSH, identity=("account", "registered")),
            effect="The account lists urn:xmpp:push:0.",
            source="mod_push.erl, disco_sm_features/5",
        ),
        Case(
            input=given.to_host,
            answer=features(identity=("server", "im")),
            effect="The server does not list urn:xmpp:push:0: ask the account.",
            source="mod_push.erl, which hooks disco_sm_features only",
        ),
        Case(
            input=given.to_service,
            answer=features(PUBSUB, identity=("pubsub", "service")),
            effect="It is a generic pubsub service, and no push service.",
            source="mod_pubsub.erl, which has no push nodes",
        ),
        Case(
            input=otherwise,
            answer=error("subscription-required", type="auth", text="Not subscribed"),
            effect=NOTHING,
            source="mod_disco.erl, process_sm_iq_info/1",
        ),
    ),
)

# ---- its generic pubsub, which is no push service ----


def _unknown_option(request: Request) -> str | None:
    """Return the first publish-option that only a push service has."""
    names = (each for each in given.options(request) if each != "FORM_TYPE")
    return next((each for each in names if not each.startswith("pubsub#")), None)


@looks("the publish-options have a field that is none of pubsub's own")
def _option_unknown(request: Request) -> bool:
    return _unknown_option(request) is not None


def _unknown_field(request: Request) -> Answer:
    text = f"Unknown field '{_unknown_option(request)}' of type '{PublishOptions.FORM_TYPE}'"
    return error("resource-constraint", text=text)


_PUBSUB = "mod_pubsub.erl; recorded of 23.01"

PUBSUB_TO_HOST = Table(
    "Pubsub at the server itself",
    lambda request: given.is_pubsub(request) and request.addressee is Addressee.HOST,
    (
        Case(
            input=otherwise,
            answer=error("service-unavailable", text=_NO_MODULE),
            effect="Nothing happens: a push service has a host of its own.",
            source=_ROUTER,
            reason="the server itself has no pubsub",
        ),
    ),
)

GENERIC_CREATION = Table(
    "Create a node at the generic pubsub, or at the account",
    given.action("set", "create"),
    (
        Case(
            input=given.to_neighbour,
            answer=error("forbidden", text="You're not allowed to create nodes"),
            effect=NOTHING,
            source=_PUBSUB,
        ),
        Case(
            input=otherwise,
            answer=result(),
            effect="A node is made, but no push node: ejabberd has none, and what is published"
            " there reaches no device.",
            source=_PUBSUB,
        ),
    ),
)

GENERIC_PUBLISHING = Table(
    "Publish at the generic pubsub, or at the account",
    given.action("set", "publish"),
    (
        Case(
            input=_option_unknown,
            answer=_unknown_field,
            effect="The notification is lost: it is no push service.",
            source="XEP-0060, section 7.1.5; recorded of 23.01",
        ),
        Case(
            input=given.to_neighbour,
            answer=error("forbidden"),
            effect=NOTHING,
            source=_PUBSUB,
        ),
        Case(
            input=otherwise,
            answer=result(),
            effect="An item is published, and reaches no device.",
            source=_PUBSUB,
        ),
    ),
)

GENERIC_REST = Table(
    "Anything else at the generic pubsub, or at the account",
    given.is_pubsub,
    (
        Case(
            input=given.to_neighbour,
            answer=error("item-not-found", text="Node not found"),
            effect=NOTHING,
            source=_PUBSUB,
        ),
        Case(
            input=otherwise,
            answer=result(),
            effect="It is done, at a node that is no push node.",
            source=_PUBSUB,
        ),
    ),
)


def _reacts(error_type: str | None, _condition: str | None) -> Reaction:
    """Return what an error does (``notify/5``)."""
    return "keep" if error_type == "wait" else "disable"


WITHOUT_ANSWER = Table(
    "What asks for no answer",
    lambda request: not given.is_iq_request(request),
    (
        Case(
            input=given.message_to_host,
            answer=error("item-not-found", text="No available resource found"),
            effect=NOTHING,
            source="ejabberd_local.erl; recorded of 23.01",
        ),
        after_refusal(
            _reacts,
            {
                "keep": "ejabberd keeps the registration, and publishes again next time.",
                "disable": "ejabberd deletes the registration at once.",
            },
            "mod_push.erl, notify/5",
        ),
        Case(
            input=otherwise,
            answer=NONE,
            effect=DELIVERED,
            source="mod_push.erl, offline_message/1, mam_message/7",
        ),
    ),
)


_CHAT_STATES = "http://jabber.org/protocol/chatstates"


def _skips(arrival: Arrival, _settings: Settings) -> str | None:
    """Return why nothing is published (``mam_message/7``, ``offline_message/1``, ``c2s_stanza/3``).

    For a client that does not answer anything is; else what is archived, if the client that
    enabled the push is gone, whoever else is online; else what is kept for later.
    """
    if arrival.kind in {"error", "groupchat"}:
        return "such a message is for rooms and senders, and not kept for later"
    if arrival.client == "unacknowledged":
        return None
    if arrival.kind == "headline" or arrival.has_hint("no-store"):
        return "the message is not kept for later"
    if arrival.is_archived:
        return "the client that enabled it is connected" if arrival.client == "online" else None
    if arrival.presence == "online":
        return "a client of the user is online"
    return None if _says_something(arrival.message) else "the message is not kept for later"


def _says_something(message: Message) -> bool:
    """Tell whether there is more to a message than who types (``mod_offline.erl``)."""
    told = (
        each
        for each in message.payloads
        if not (isinstance(each, Unknown) and each.tag.startswith(f"{{{_CHAT_STATES}}}"))
    )
    return bool(message.bodies or message.subjects or any(True for _ in told))


def _text(message: Message) -> str | None:
    """Return the text of a message: that of no language, or else of English, or the first."""
    bodies = {each.lang: each.text for each in reversed(message.bodies)}
    return bodies.get(None) or bodies.get("en") or message.body


def _summary(arrival: Arrival, settings: Settings) -> Form | None:
    """Return the summary; without one the notification is empty (``make_summary/3``).

    A message without a text has none.
    """
    text = _text(arrival.message) or ("(encrypted)" if arrival.is_encrypted else None)
    if not text:
        return None
    named: list[tuple[str, FieldKind | None, str | None]] = []
    if settings.include_sender:
        named.append(("last-message-sender", "jid-single", arrival.sender))
    body = settings.include_body
    if body is None or body is True:
        body = "New message" if body is None else text
    if body:
        named.append(("last-message-body", "text-single", body))
    return summary("submit", named) if named else None


def _options(registration: Registration) -> etree._Element | None:
    """Return the form as the codec writes it: without what it does not know."""
    if registration.form is None:
        return None
    copy = deepcopy(registration.form)
    for each in list(copy.iter()):
        if each is not copy and (not isinstance(each.tag, str) or local(each) not in _FORM_PARTS):
            parent = each.getparent()
            if parent is not None:
                parent.remove(each)
            continue
        kept = {name: value for name, value in each.items() if name in _FORM_ATTRIBUTES}
        each.attrib.clear()
        each.attrib.update(kept)
        each.tail = None
        if local(each) in {"x", "field"}:
            each.text = None
    return copy


_FORM_PARTS = frozenset(
    {
        "x",
        "title",
        "instructions",
        "field",
        "value",
        "option",
        "desc",
        "required",
        "reported",
        "item",
    }
)
_FORM_ATTRIBUTES = frozenset({"type", "var", "label"})


PUBLISHER = Publisher(skips=_skips, summary=_summary, options=_options, reacts=_reacts)


EJABBERD = Server(
    publisher=PUBLISHER,
    name="ejabberd",
    title="ejabberd",
    tables=(
        STREAM,
        WITHOUT_ANSWER,
        DECODING,
        DOMAIN_RESOURCE,
        ROUTING,
        SHAPE,
        ENABLE,
        DISABLE,
        OTHER_PUSH,
        OTHER_DISCO,
        ASKING,
        PUBSUB_TO_HOST,
        GENERIC_CREATION,
        GENERIC_PUBLISHING,
        GENERIC_REST,
    ),
    versions=("23.01", "26"),
    repeats=True,
    language="en",
)
