"""What Prosody does with the stream, with enable and disable, and with discovery.

Source: Prosody 0.12 ``mod_cloud_notify.lua``, ``core/stanza_router.lua``, ``util/xmppstream.lua``.
What 0.12 answers is recorded in ``tests/cases/answers``.
"""

import attrs

from pushstanza.servers import inputs as given
from pushstanza.servers.answer import NONE, Answer, error, result, stream_error
from pushstanza.servers.case import Case, Input, Table, otherwise, rest
from pushstanza.servers.extensions import FEATURES, extras_of
from pushstanza.servers.known.prosody.extensions import REFUSED
from pushstanza.servers.known.prosody.publisher import is_routed, reacts
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
    disabled,
    features,
    passed_on,
    registration,
    routed,
)
from pushstanza.servers.request import PUBSUB, PUSH, Addressee, Request
from pushstanza.servers.world import Memory

_MODULE = "mod_cloud_notify.lua"
_CORE = "core/stanza_router.lua"
_STREAM = "util/xmppstream.lua"


#: How many devices of a user are kept.
MAX_DEVICES = 5

STREAM = Table(
    "The stream",
    lambda request: request.damage is not None or not request.is_stanza,
    (
        INCOMPLETE,
        Case(
            input=given.comment,
            answer=stream_error("not-well-formed"),
            effect=STREAM_ENDS,
            source=_STREAM,
        ),
        Case(
            input=given.not_well_formed,
            answer=stream_error("not-well-formed"),
            effect=STREAM_ENDS,
            source=_STREAM,
        ),
        Case(
            input=given.undeclared_prefix,
            answer=stream_error("not-well-formed"),
            effect=STREAM_ENDS,
            source=_STREAM,
        ),
        Case(
            input=given.no_stanza,
            answer=stream_error("unsupported-stanza-type"),
            effect=STREAM_ENDS,
            source=_CORE,
        ),
    ),
)


def _invalid_destination(request: Request) -> Answer:
    text = f"The destination address is invalid: {request.root.get('to')}"
    return error("jid-malformed", text=text)


SHAPE = Table(
    "Any IQ",
    given.is_iq_request,
    (
        Case(
            input=given.no_id,
            answer=error("bad-request", text="Missing required 'id' attribute"),
            effect=NOTHING,
            source=_CORE,
        ),
        Case(
            input=given.type_unknown,
            answer=error("bad-request", text="Invalid IQ type"),
            effect=NOTHING,
            source=_CORE,
        ),
        Case(
            input=given.several_children,
            answer=error("bad-request", text="Incorrect number of children for IQ stanza"),
            effect=NOTHING,
            source=_CORE,
        ),
        Case(
            input=given.no_child,
            answer=error("bad-request", text="Incorrect number of children for IQ stanza"),
            effect=NOTHING,
            source=_CORE,
        ),
        Case(
            input=given.to_nobody,
            answer=_invalid_destination,
            effect=NOTHING,
            source=_CORE,
        ),
    ),
)

ROUTING = Table(
    "Where it goes",
    given.is_iq_request,
    (
        *routed(_CORE),
        Case(
            input=given.to_foreign_service,
            answer=NONE,
            effect=passed_on,
            source=_CORE,
        ),
    ),
)


def _is_unhandled(request: Request) -> bool:
    """Tell whether a request is none of those of discovery, of pubsub and of ``mod_cloud_notify``.

    That hooks what an account is asked for itself.
    """
    is_hooked = (
        request.namespace == PUSH
        and request.payload_name in {"enable", "disable"}
        and request.type == "set"
        and request.addressee is Addressee.ACCOUNT
    )
    return not (is_hooked or given.is_disco(request) or given.is_pubsub(request))


UNHANDLED = Table(
    "What no module handles",
    given.is_iq_request,
    tuple(
        Case(
            input=each,
            answer=error("service-unavailable"),
            effect=NOTHING,
            source="mod_cloud_notify.lua, which hooks iq-set/self only",
        )
        for each in (
            *(
                each.where(_is_unhandled)
                for each in (
                    given.to_host,
                    given.wrong_namespace,
                    given.no_namespace,
                    given.other_name,
                    given.type_get,
                    given.to_neighbour,
                    given.to_service,
                )
            ),
            given.type_set.where(given.is_disco),
            attrs.evolve(given.pubsub_to_host, reading_of=given.pubsub_to_host).where(
                given.is_pubsub
            ),
        )
    ),
)


def _enable(request: Request, memory: Memory) -> None:
    devices = [*memory.of(request.user)]
    # The count of errors belongs to the name of the device, and outlives another enable.
    counted = sum(
        each.errors for each in devices if (each.jid, each.node) == (request.jid, request.node)
    )
    kept = registration(
        request,
        request.jid or "",
        given.form(request),
        errors=counted,
        extras=extras_of(request.payload),
    )
    memory.register(kept)
    all_ = [*memory.of(request.user)]
    if len(all_) > (memory.most_registrations or MAX_DEVICES) and len(all_) > len(devices):
        memory.forget(all_[0])


def _disable(request: Request, memory: Memory) -> None:
    memory.forget(*memory.of(request.user, request.jid or "", request.node))


def _enabled(request: Request) -> str:
    node = "no node" if request.node is None else f"node {request.node}"
    return (
        f"Messages stored for the user are published to {request.jid}, {node}, as a form of type"
        " form; 16 errors in a row other than wait end the registration."
    )


_MISSING = Case(
    input=given.no_jid,
    answer=error("bad-request", text="Missing jid"),
    effect=NOTHING,
    source=_MODULE,
)

ENABLE = Table(
    "Enable",
    given.named("enable"),
    (
        _MISSING,
        Case(
            input=given.own_jid,
            answer=error("bad-request", text="JID must be different from ours"),
            effect=NOT_ENABLED,
            source=_MODULE,
        ),
        *REFUSED,
        Case(
            input=given.empty_jid,
            answer=result(),
            effect="The registration is stored but never works: it has no address to publish to.",
            source=_MODULE,
            is_in_vain=True,
            act=_enable,
        ),
        Case(
            input=given.malformed_jid,
            answer=result(),
            effect="The registration is stored but never works: it has no address to publish to.",
            source=_MODULE,
            is_in_vain=True,
            act=_enable,
        ),
        Case(
            input=Input("`jid` is not normalised", lambda request: not is_routed(request.jid)),
            answer=result(),
            effect="The registration is stored as written but never works: no such host exists.",
            source="recorded of 0.12",
            act=_enable,
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
    given.named("disable"),
    (
        _MISSING,
        Case(
            input=given.empty_node,
            answer=result(),
            effect="Only registrations with an empty node are disabled.",
            source=_MODULE,
            is_in_vain=True,
            act=_disable,
        ),
        Case(input=otherwise, answer=result(), effect=disabled, source=_MODULE, act=_disable),
    ),
)

ASKING = Table(
    "Discovery",
    given.is_disco,
    (
        ITEMS,
        Case(
            input=given.disco_node_of_host,
            answer=error("item-not-found", text="Node does not exist"),
            effect=NOTHING,
            source="mod_disco.lua",
        ),
        Case(
            input=given.disco_node,
            answer=error("item-not-found"),
            effect=NOTHING,
            source="mod_disco.lua",
        ),
        Case(
            input=Input(
                "with `mod_cloud_notify_extensions`: an account",
                lambda request: request.has_extensions and given.to_account(request),
            ),
            answer=features(PUSH, *FEATURES, identity=("account", "registered")),
            effect="The account lists urn:xmpp:push:0 and the extensions.",
            source="mod_cloud_notify_extensions.lua, account-disco-info; the order is inferred",
        ),
        Case(
            input=given.to_account,
            answer=features(PUSH, identity=("account", "registered")),
            effect="The account lists urn:xmpp:push:0.",
            source="mod_cloud_notify.lua, account-disco-info",
        ),
        Case(
            input=given.to_host,
            answer=features(identity=("server", "im")),
            effect="The server does not list urn:xmpp:push:0; the account does.",
            source=_MODULE,
        ),
        Case(
            input=given.to_service,
            answer=features(PUBSUB, identity=("pubsub", "service")),
            effect=GENERIC_PUBSUB,
            source="mod_pubsub.lua",
        ),
        Case(
            input=rest(
                "another user is asked about", fix="ask about the user's own account, or the server"
            ),
            answer=error("service-unavailable"),
            effect=NOTHING,
            source="mod_disco.lua",
        ),
    ),
)


_PUBSUB = "mod_pep.lua, mod_pubsub.lua; recorded of 0.12"

GENERIC = Table(
    "Pubsub at an account, or at a generic pubsub",
    given.is_pubsub,
    (
        Case(
            input=given.pubsub_to_neighbour,
            answer=error("forbidden"),
            effect=NOTHING,
            source=_PUBSUB,
        ),
        Case(
            input=attrs.evolve(
                given.to_service,
                title="only admins may do this at a generic pubsub service",
                fix="name a push service: one with the identity pubsub/push",
                rules=("PS303",),
            ),
            answer=error("forbidden"),
            effect="Nothing happens: only admins may by default, and it is not a push service.",
            source=_PUBSUB,
        ),
        Case(
            input=Input(
                "affiliations are requested or set",
                lambda request: request.action_name == "affiliations",
                fix=given.pubsub_to_host.fix,
                rules=given.pubsub_to_host.rules,
            ),
            answer=error("forbidden"),
            effect="Nothing happens: affiliations are not supported on the nodes of an account.",
            source=_PUBSUB,
        ),
        Case(
            input=otherwise,
            answer=result(),
            effect="The request succeeds at the account, whose nodes are not push nodes.",
            source=_PUBSUB,
        ),
    ),
)


WITHOUT_ANSWER = Table(
    "What asks for no answer",
    lambda request: not given.is_iq_request(request),
    (
        Case(
            input=given.message_to_host,
            answer=error("service-unavailable"),
            effect=NOTHING,
            source=_CORE,
        ),
        *after_refusal(
            reacts,
            {
                "keep": "Prosody does not count it.",
                "count": "Prosody counts it, and drops the registration at the 16th in a row.",
            },
            "mod_cloud_notify.lua, handle_push_error",
        ),
        Case(
            input=otherwise,
            answer=NONE,
            effect=DELIVERED,
            source=_MODULE,
        ),
    ),
)


#: What 0.11 says in other words than 0.12, which is looked up first.
OLDER = Table(
    "Any IQ, in the words of 0.11",
    given.is_iq_request,
    tuple(
        Case(
            input=each,
            answer=error("bad-request", text="Invalid IQ type or incorrect number of children"),
            effect=NOTHING,
            source=_CORE,
        )
        for each in (given.type_unknown, given.no_child, given.several_children)
    ),
)
