"""What MongooseIM does with the stream, with enable and disable, and with discovery.

Source: MongooseIM 6.8 ``mod_event_pusher_push.erl``, ``mongoose_data_forms.erl``,
``mongoose_xmpp_errors.erl``.
"""

from pushstanza.servers import inputs as given
from pushstanza.servers.answer import NONE, error, result, stream_error
from pushstanza.servers.case import Case, Input, Table, otherwise, when
from pushstanza.servers.known.mongooseim.publisher import reacts
from pushstanza.servers.known.mongooseim.sources import (
    BAD_REQUEST,
    DATA_FORMS,
    IQ_INFO,
    LOCAL,
    NO_FEATURE,
    NOT_PROCESSED,
    PUSH_MODULE,
    SM,
    refusal,
    refused,
    unknown_namespace,
)
from pushstanza.servers.phrases import (
    INCOMPLETE,
    ITEMS,
    NOT_DISABLED,
    NOT_ENABLED,
    NOTHING,
    OPTIONS_LOST,
    STREAM_ENDS,
    after_refusal,
    disabled,
    features,
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
    jid_of,
)
from pushstanza.servers.world import Memory

# ---- what comes before a module sees a stanza ----

STREAM = Table(
    "The stream",
    lambda request: (
        request.damage is not None or not request.is_stanza or given.from_another(request)
    ),
    (
        INCOMPLETE,
        refused(
            given.not_well_formed,
            stream_error("xml-not-well-formed"),
            STREAM_ENDS,
            "mongoose_c2s.erl; mongoose_xmpp_errors.erl, xml_not_well_formed/0",
        ),
        refused(
            given.undeclared_prefix,
            stream_error("xml-not-well-formed"),
            STREAM_ENDS,
            "exml, which does not read prefixes: inferred",
        ),
        refused(
            given.from_another,
            stream_error("invalid-from"),
            STREAM_ENDS,
            "mongoose_c2s.erl, verify_from/2",
        ),
        refused(
            given.no_stanza,
            stream_error("unsupported-stanza-type"),
            STREAM_ENDS,
            "mongoose_c2s.erl",
        ),
    ),
)


def _is_routed(request: Request) -> bool:
    return request.is_stanza and request.addressee in {
        Addressee.ELSEWHERE,
        Addressee.SELF,
        Addressee.NEIGHBOUR_CLIENT,
        Addressee.NOBODY,
    }


ROUTING = Table(
    "Where it goes",
    lambda request: _is_routed(request) and given.is_iq_request(request),
    (
        refused(
            given.to_nobody,
            error("jid-malformed"),
            NOTHING,
            "mongoose_c2s.erl, verify_to/2",
        ),
        *routed(SM),
    ),
)


# ---- enable and disable ----


def _strange(request: Request) -> bool:
    return request.namespace not in {PUSH, PUBSUB, OWNER, DISCO, DISCO_ITEMS}


UNKNOWN = Table(
    "A request that no module knows",
    lambda request: given.is_iq_request(request) and request.addressee is not Addressee.SERVICE,
    (
        refused(given.no_child, BAD_REQUEST, NOTHING, IQ_INFO),
        refused(
            given.several_children,
            BAD_REQUEST,
            NOTHING,
            IQ_INFO,
        ),
        refused(given.type_unknown, BAD_REQUEST, NOTHING, IQ_INFO),
        refused(
            given.prefixed,
            BAD_REQUEST,
            NOTHING,
            "exml, which does not read prefixes",
            "a prefix declares the namespace, which MongooseIM does not read",
        ),
        refused(
            given.no_namespace,
            BAD_REQUEST,
            NOTHING,
            f"{IQ_INFO}; esl/MongooseIM#3380",
        ),
        Case(
            input=Input(
                "no module of the server has this `xmlns`",
                lambda request: _strange(request) and request.addressee is Addressee.HOST,
                fix="check the namespace; send requests about nodes to the push service",
                rules=("PS005", "PS104", "PS401"),
            ),
            answer=NO_FEATURE,
            effect=NOTHING,
            source=f"{LOCAL}; esl/MongooseIM#1432",
        ),
        Case(
            input=Input(
                "no module of the account has this `xmlns`",
                _strange,
                fix="check the namespace, and then to",
                rules=("PS005", "PS105", "PS401"),
            ),
            answer=unknown_namespace,
            effect=NOTHING,
            source=SM,
        ),
    ),
)


def _bare(request: Request) -> str:
    jid = jid_of(request.jid)
    return jid.bare.normalized if jid else ""


def _enable(request: Request, memory: Memory) -> None:
    memory.register(registration(request, _bare(request), given.form(request)))


def _disable(request: Request, memory: Memory) -> None:
    memory.forget(*memory.of(request.user, _bare(request), request.node))


#: A summary that nothing is wrong with.
_ANY_SUMMARY = {"message-count": "1", "last-message-sender": "any", "last-message-body": "any"}


def _options_refused(request: Request) -> str | None:
    """Return why no push will ever arrive with the options of an enable."""
    options = given.single_values(given.form(request))
    if {"device_id", "service"} <= options.keys():
        return refusal(_ANY_SUMMARY, options)
    return None


def _enabled(request: Request) -> str:
    where = f"{_bare(request)}, node {request.node}"
    if request.is_virtual:
        return _enabled_virtually(request)
    published = f"Messages that arrive while the user is offline are published to {where}"
    if not request.forms:
        return (
            f"{published}, without publish-options: MongooseIM's own push node refuses such a"
            " publish, and the node is then disabled."
        )
    refused = _options_refused(request)
    return f"{published}; but no push ever arrives: {refused}." if refused else f"{published}."


def _enabled_with_the_last(request: Request) -> str:
    return f"{_enabled(request)} Of fields with the same name, the last one counts."


def _enabled_virtually(request: Request) -> str:
    options = given.single_values(given.form(request))
    lacking = [each for each in ("device_id", "service") if each not in options]
    if lacking:
        return (
            "The enable succeeds, but no push is ever sent because the options lack"
            f" {' and '.join(lacking)}; only the server's log shows this."
        )
    refused = _options_refused(request)
    if refused:
        return f"The enable succeeds, but no push ever arrives: {refused}."
    return "Messages that arrive while the user is offline go to MongoosePush at once."


def _jid_cases(effect: str) -> tuple[Case, ...]:
    return tuple(
        refused(each, BAD_REQUEST, effect, PUSH_MODULE)
        for each in (given.no_jid, given.empty_jid, given.malformed_jid)
    )


def _enable_without_options(request: Request, memory: Memory) -> None:
    memory.register(registration(request, _bare(request), None))


_GET = refused(
    given.type_get, error("not-allowed"), NOTHING, "mod_event_pusher_push.erl, iq_handler/4"
)

ENABLE = Table(
    "Enable",
    given.named("enable"),
    (
        _GET,
        *_jid_cases(NOT_ENABLED),
        *(
            refused(each, BAD_REQUEST, NOT_ENABLED, PUSH_MODULE)
            for each in (given.no_node, given.empty_node)
        ),
        Case(
            input=given.form_prefixed,
            answer=result(),
            effect=OPTIONS_LOST,
            source="exml, which does not read prefixes: inferred",
            act=_enable_without_options,
        ),
        *(
            refused(each, BAD_REQUEST, NOT_ENABLED, source)
            for each, source in (
                (given.form_without_type, DATA_FORMS),
                (given.form_not_submitted, DATA_FORMS),
                (given.form_type_unknown, DATA_FORMS),
                (given.no_form_type, f"{DATA_FORMS}; esl/MongooseIM#3812"),
                (given.several_form_types, DATA_FORMS),
                (given.other_form_type, f"{DATA_FORMS}; esl/MongooseIM#3812"),
                (given.field_without_one_value, DATA_FORMS),
            )
        ),
        refused(
            given.long_name,
            NOT_PROCESSED,
            NOT_ENABLED,
            "priv/pg.sql, where both are VARCHAR(250): inferred",
        ),
        Case(
            input=given.form_unseen,
            answer=result(),
            effect=OPTIONS_LOST,
            source=DATA_FORMS,
            act=_enable,
        ),
        Case(
            input=given.field_without_var,
            answer=result(),
            effect="Push is enabled; the field without a var is dropped.",
            source="mongoose_data_forms.erl, form_fields_to_kvs/1",
            is_in_vain=True,
            act=_enable,
        ),
        Case(
            input=given.field_twice,
            answer=result(),
            effect=_enabled_with_the_last,
            source="mongoose_data_forms.erl, form_fields_to_kvs/1",
            act=_enable,
        ),
        Case(
            input=given.to_neighbour,
            answer=result(),
            effect="Push is enabled for the sender, not for the other user.",
            source="mod_event_pusher_push.erl, iq_handler/4, which does not look at to",
            act=_enable,
        ),
        Case(input=otherwise, answer=result(), effect=_enabled, source=PUSH_MODULE, act=_enable),
    ),
)

DISABLE = Table(
    "Disable",
    given.named("disable"),
    (
        _GET,
        *_jid_cases(NOT_DISABLED),
        refused(given.empty_node, BAD_REQUEST, NOT_DISABLED, PUSH_MODULE),
        Case(input=otherwise, answer=result(), effect=disabled, source=PUSH_MODULE, act=_disable),
    ),
)

OTHER_PUSH = Table(
    "Another element of urn:xmpp:push:0",
    lambda request: given.is_iq_request(request) and request.namespace == PUSH,
    (_GET, refused(given.other_name, BAD_REQUEST, NOTHING, PUSH_MODULE)),
)


# ---- discovery ----


@when(
    "service discovery has type `set`",
    fix="give the iq type='get'",
    rules=("PS102",),
    reading_of=given.type_set,
)
def _set_at_mod_disco(request: Request) -> bool:
    return given.type_set(request) and request.addressee is not Addressee.SERVICE


DISCOVERY = Table(
    "Discovery",
    given.is_disco,
    (
        refused(_set_at_mod_disco, error("not-allowed"), NOTHING, "mod_disco.erl"),
        ITEMS,
        Case(
            input=given.to_virtual_host,
            answer=error("service-unavailable"),
            effect="There is no pubsub service on a virtual host.",
            source="mod_event_pusher_push.erl, virtual_pubsub_hosts",
        ),
        Case(
            input=given.to_service,
            answer=features(PUBSUB, identity=("pubsub", "push")),
            effect="The service has the identity pubsub/push.",
            source="mod_pubsub_old.erl, iq_disco_info/5",
        ),
        Case(
            input=given.to_host,
            answer=features(PUSH, identity=("server", "im")),
            effect="The server lists urn:xmpp:push:0.",
            source="mod_event_pusher_push.erl; push_integration_SUITE, group disco",
        ),
        Case(
            input=otherwise,
            answer=features(identity=("account", "registered")),
            effect="The account does not list urn:xmpp:push:0: ask the server's domain."
            " A client that asks only the account, as XEP-0357 has it, finds no push.",
            source="mod_event_pusher_push.erl, which has no handler for disco_sm_features",
        ),
    ),
)

# ---- what asks for no answer ----


@when("a message to the user's own server or to another user")
def _any_message(request: Request) -> bool:
    return given.is_message(request)


def _message_effect(request: Request) -> str:
    if request.payload is not None and PUBSUB in {
        each.nsmap.get(each.prefix) for each in request.children
    }:
        return "Nothing happens: MongooseIM has no handler for a remote disable."
    return "The message is delivered, and pushed if its user is offline and has enabled push."


WITHOUT_ANSWER = Table(
    "What asks for no answer",
    lambda request: not given.is_iq_request(request),
    (
        Case(input=_any_message, answer=NONE, effect=_message_effect, source="XEP-0357, section 8"),
        *after_refusal(
            reacts,
            {
                "disable": "MongooseIM disables the node.",
                "keep": "MongooseIM ignores the error, and publishes the next notification.",
            },
            "mod_event_pusher_push_plugin_defaults.erl, handle_publish_response/4",
        ),
        Case(input=otherwise, answer=NONE, effect=NOTHING, source="RFC 6120, section 8"),
    ),
)
