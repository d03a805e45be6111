"""What ejabberd does with the stream, and with enable and disable.

Source: ejabberd ``mod_push.erl``, ``gen_iq_handler.erl``.
"""

import re
from collections.abc import Callable, Iterable

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.servers import inputs as given
from pushstanza.servers.answer import NONE, Answer, error, result, stream_error
from pushstanza.servers.case import Case, Input, Table, otherwise, when
from pushstanza.servers.known.ejabberd.codec import (
    CODEC,
    MODULE,
    NO_MODULE,
    ROUTER,
    bad_value,
    form_text,
    missing,
    push_text,
)
from pushstanza.servers.known.ejabberd.publisher import reacts
from pushstanza.servers.phrases import (
    DELIVERED,
    INCOMPLETE,
    NOT_ENABLED,
    NOTHING,
    OPTIONS_LOST,
    STREAM_ENDS,
    after_refusal,
    disabled,
    normal,
    passed_on,
    registration,
    routed,
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
from pushstanza.servers.world import Memory, Registration


def _not_well_formed(request: Request) -> Answer:
    return stream_error("not-well-formed", request.parser_error)


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
            effect="The server ignores it silently.",
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
            source=CODEC,
        ),
        Case(
            input=given.no_type,
            answer=_codec_of_iq(missing, "type"),
            effect=NOTHING,
            source=CODEC,
        ),
        Case(
            input=given.type_unknown,
            answer=_codec_of_iq(bad_value, "type"),
            effect=NOTHING,
            source=CODEC,
        ),
        Case(
            input=given.to_nobody,
            answer=_codec_of_iq(bad_value, "to"),
            effect=NOTHING,
            source=CODEC,
        ),
    ),
)


@when(
    "`to` is a user of another domain of the server", fix=given.to_neighbour.fix, rules=("PS105",)
)
def _to_another_domain(request: Request) -> bool:
    return (
        request.namespace == PUSH
        and request.addressee is Addressee.ELSEWHERE
        and request.to is not None
        and request.to.local is not None
    )


@when(
    "`to` is the domain of the server with a resource",
    fix=given.to_neighbour.fix,
    rules=("PS104", "PS105"),
)
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
            effect="Nothing changes; for a domain of another server, the request is routed there.",
            source=MODULE,
        ),
        *routed(ROUTER, "User session not found"),
        Case(
            input=given.to_foreign_service,
            answer=NONE,
            effect=passed_on,
            source=ROUTER,
        ),
    ),
)


@when(
    "the `xmlns` of the payload is missing or unknown",
    fix=given.wrong_namespace.fix,
    rules=("PS005", "PS006", "PS008"),
)
def _strange(request: Request) -> bool:
    return request.namespace not in {PUSH, DISCO, DISCO_ITEMS, PUBSUB, OWNER}


@when(
    "`to` is the domain of the server, or its pubsub service",
    fix=given.to_host.fix,
    rules=given.to_host.rules,
)
def _to_host_or_service(request: Request) -> bool:
    is_to_either = request.addressee in {Addressee.HOST, Addressee.SERVICE}
    return request.namespace == PUSH and is_to_either


SHAPE = Table(
    "Any IQ",
    given.is_iq_request,
    (
        Case(
            input=given.several_children,
            answer=error("bad-request", text="Too many child elements"),
            effect=NOTHING,
            source="gen_iq_handler.erl; processone/ejabberd#697",
        ),
        Case(
            input=given.no_child,
            answer=error("bad-request", text="No child elements found"),
            effect=NOTHING,
            source="gen_iq_handler.erl",
        ),
        Case(
            input=_to_host_or_service,
            answer=error("service-unavailable", text=NO_MODULE),
            effect="Nothing changes: push requests go to the account, without a to.",
            source=f"{ROUTER}; processone/ejabberd#2033, #3095",
        ),
        Case(
            input=_strange,
            answer=error("service-unavailable", text=NO_MODULE),
            effect=NOTHING,
            source=f"{ROUTER}; processone/ejabberd#2033",
        ),
    ),
)


@when(
    "`to` is another user (ejabberd 26 and newer enable a push only for one's own account)",
    fix=given.to_neighbour.fix,
    rules=("PS105",),
)
def _to_another(request: Request) -> bool:
    return request.addressee is Addressee.NEIGHBOUR and request.version.startswith("26")


_GET = Case(
    input=given.type_get,
    answer=error("not-allowed", text="Value 'get' of 'type' attribute is not allowed"),
    effect=NOTHING,
    source=MODULE,
)

_ANOTHERS = Case(
    input=_to_another,
    answer=error("not-allowed"),
    effect="Nothing changes; ejabberd 23.01 applies it to the sender.",
    source=MODULE,
)

_FORBIDDEN_IN_LOCAL = lazy_pattern(r"""["&'/:<>@\s]""")


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


@when(
    "`jid` is not a valid JID, by rules less strict than RFC 7622",
    fix=given.malformed_jid.fix,
    rules=("PS107",),
    reading_of=given.malformed_jid,
)
def _malformed_jid(request: Request) -> bool:
    return bool(request.jid) and not _is_jid(request.jid or "")


def _kept(request: Request) -> str:
    """Return the push service as it is stored: a final dot of the host stays."""
    written = request.jid or ""
    kept = normal(written) or written.lower()
    host, slash, resource = kept.partition("/")
    has_dot = written.partition("/")[0].endswith(".") and not host.endswith(".")
    return f"{host}.{slash}{resource}" if has_dot else kept


_JID = (
    Case(
        input=given.no_jid,
        answer=push_text(missing, "jid"),
        effect=NOTHING,
        source=CODEC,
    ),
    Case(
        input=given.empty_jid,
        answer=push_text(bad_value, "jid"),
        effect=NOTHING,
        source=CODEC,
    ),
    Case(
        input=_malformed_jid,
        answer=push_text(bad_value, "jid"),
        effect=NOTHING,
        source=CODEC,
    ),
)


def _enable(request: Request, memory: Memory) -> None:
    form = request.forms[-1] if request.forms else None
    _forget(memory, memory.of(request.user, _kept(request), request.node))
    memory.register(registration(request, _kept(request), form))


def _disable(request: Request, memory: Memory) -> None:
    _forget(memory, memory.of(request.user, _kept(request), request.node or None))


def _forget(memory: Memory, gone: Iterable[Registration]) -> None:
    """Delete registrations, and all others of the same sessions (``delete_session/3``)."""
    memory.forget(*(other for each in [*gone] for other in memory.together_with(each)))


def _enabled(request: Request) -> str:
    return (
        f"Messages stored for the user are published to {_kept(request)}, node {request.node};"
        " the first error other than wait ends the registration."
    )


@when(
    "one of several forms, or the form has no type",
    fix=given.form_without_type.fix,
    rules=("PS201",),
    reading_of=given.form_without_type,
)
def _form_without_type(request: Request) -> bool:
    return any(each.get("type") is None for each in request.forms)


@when(
    "the type of the form, or of one of several forms, is unknown",
    fix=given.form_type_unknown.fix,
    rules=("PS202",),
    reading_of=given.form_type_unknown,
)
def _form_type_unknown(request: Request) -> bool:
    return any(each.get("type") not in given.FORM_KINDS for each in request.forms)


ENABLE = Table(
    "Enable",
    given.named("enable"),
    (
        *_JID,
        Case(
            input=_form_without_type,
            answer=form_text(missing),
            effect=NOT_ENABLED,
            source=f"{CODEC}; legastero/stanza#301",
        ),
        Case(
            input=_form_type_unknown,
            answer=form_text(bad_value),
            effect=NOT_ENABLED,
            source=CODEC,
        ),
        Case(
            input=given.field_type_unknown,
            answer=error("bad-request", text=bad_value("type", "field", DATA)),
            effect=NOT_ENABLED,
            source=CODEC,
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
                source=MODULE,
            )
            for each in (given.no_node, given.empty_node)
        ),
        _ANOTHERS,
        Case(
            input=given.no_session,
            answer=error("item-not-found", text="User session not found"),
            effect=NOT_ENABLED,
            source=MODULE,
        ),
        Case(
            input=given.form_unseen,
            answer=result(),
            effect=OPTIONS_LOST,
            source=CODEC,
            act=_enable,
        ),
        Case(
            input=given.to_neighbour,
            answer=result(),
            effect="Push is enabled for the sender, not for the other user; ejabberd 26 and newer"
            " answer not-allowed.",
            source=MODULE,
            act=_enable,
        ),
        Case(input=otherwise, answer=result(), effect=_enabled, source=MODULE, act=_enable),
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
            effect="Nothing changes: there is no such registration.",
            source=MODULE,
        ),
        Case(input=otherwise, answer=result(), effect=disabled, source=MODULE, act=_disable),
    ),
)

OTHER_PUSH = Table(
    "Another element of urn:xmpp:push:0",
    given.is_push,
    (
        Case(
            input=Input(
                "the element is a `notification`",
                lambda request: request.payload_name == "notification",
                fix=given.other_name.fix,
                rules=given.other_name.rules,
            ),
            answer=error("not-allowed"),
            effect=NOTHING,
            source=MODULE,
        ),
        Case(
            input=given.other_name,
            answer=lambda request: error(
                "bad-request",
                text=f"Unknown tag <{request.payload_name}/> qualified by namespace '{PUSH}'",
            ),
            effect=NOTHING,
            source=CODEC,
        ),
    ),
)


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
        *after_refusal(
            reacts,
            {
                "keep": "ejabberd keeps the registration, and publishes the next notification.",
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
