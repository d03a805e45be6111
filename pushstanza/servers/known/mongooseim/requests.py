"""What MongooseIM does with the stream, with enable and disable, and with discovery.

Source: MongooseIM 6.8 ``mod_event_pusher_push.erl``, ``mongoose_data_forms.erl``,
``mongoose_xmpp_errors.erl``.
"""

from pushstanza.servers import inputs as given
from pushstanza.servers.answer import NONE, Answer, error, of_module, result, stream_error
from pushstanza.servers.case import Case, Input, Table, otherwise, when
from pushstanza.servers.commands import registers_at_own_server
from pushstanza.servers.known.mongooseim.jids import bare_of
from pushstanza.servers.known.mongooseim.publisher import reacts
from pushstanza.servers.known.mongooseim.sources import (
    BAD_REQUEST,
    DATA_FORMS,
    IQ_INFO,
    ITEM_NOT_FOUND,
    LOCAL,
    NO_FEATURE,
    NOT_PROCESSED,
    PUSH_MODULE,
    SM,
    is_old,
    refusal,
    refused,
    unknown_namespace,
)
from pushstanza.servers.phrases import (
    INCOMPLETE,
    NOT_DISABLED,
    NOT_ENABLED,
    NOTHING,
    OPTIONS_LOST,
    STREAM_ENDS,
    after_refusal,
    disabled,
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
from pushstanza.stanzas.forms import PublishOptions

# ---- what comes before a module sees a stanza ----


def _not_well_formed(request: Request) -> Answer:
    return stream_error("xml-not-well-formed", request.parser_error)


@when("`from` is somebody else, or another client, or no JID", reading_of=given.from_another)
def _from_another(request: Request) -> bool:
    written = request.root.get("from")
    if written is None or request.sender.is_domain:
        return False
    sender = jid_of(written)
    return sender not in {request.sender, request.sender.bare}


STREAM = Table(
    "The stream",
    lambda request: request.damage is not None or not request.is_stanza or _from_another(request),
    (
        INCOMPLETE,
        refused(
            given.not_well_formed,
            _not_well_formed,
            STREAM_ENDS,
            "mongoose_c2s.erl, handle_socket_packet/2; exml 4.1, rapidxml.hpp",
        ),
        refused(
            _from_another,
            stream_error("invalid-from"),
            STREAM_ENDS,
            "mongoose_c2s.erl, verify_from/2",
        ),
        refused(
            given.no_stanza,
            NONE,
            "Nothing happens, and the stream goes on.",
            "mongoose_c2s.erl, handle_stanza_from_client/4",
        ),
    ),
)


@when(
    "`to` is the domain of the server with a resource",
    fix="leave the resource out",
    rules=("PS104",),
)
def _part_of_host(request: Request) -> bool:
    return given.to_host(request) and request.to is not None and request.to.resource is not None


def _is_routed(request: Request) -> bool:
    return request.is_stanza and (
        _part_of_host(request)
        or request.addressee
        in {
            Addressee.ELSEWHERE,
            Addressee.SELF,
            Addressee.NEIGHBOUR_CLIENT,
            Addressee.NOBODY,
        }
    )


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
        refused(
            _part_of_host,
            ITEM_NOT_FOUND,
            NOTHING,
            "ejabberd_local.erl, do_route/4",
        ),
        *routed(SM, "Route offline"),
    ),
)


# ---- enable and disable ----


def _strange(request: Request) -> bool:
    is_known = request.namespace in {PUSH, PUBSUB, OWNER, DISCO, DISCO_ITEMS}
    return not is_known and not registers_at_own_server(request)


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
    return bare_of(request.jid) or ""


@when("`jid` is not a valid JID", reading_of=given.malformed_jid)
def _malformed_jid(request: Request) -> bool:
    return bool(request.jid) and bare_of(request.jid) is None


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
    if jid_of(_bare(request)) is None or _bare(request).endswith("."):
        return (
            f"The enable succeeds, but the first message ends it: no host is called"
            f" “{_bare(request)}”."
        )
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


#: What the push module itself refuses.
_BAD = of_module(BAD_REQUEST)


def _jid_cases(effect: str) -> tuple[Case, ...]:
    return tuple(
        refused(each, _BAD, effect, PUSH_MODULE)
        for each in (given.no_jid, given.empty_jid, _malformed_jid)
    )


def _enable_without_options(request: Request, memory: Memory) -> None:
    memory.register(registration(request, _bare(request), None))


def _form_type(request: Request) -> list[str] | None:
    """Return the values of the last FORM_TYPE, ``None`` where there is no form."""
    found = given.form(request)
    return None if found is None else given.values_of(found, "FORM_TYPE")


@when("the form has no type", reading_of=given.form_without_type)
def _form_without_type(request: Request) -> bool:
    return given.form_without_type(request) and not is_old(request)


@when(
    "`FORM_TYPE` is missing or given twice, which version 3.5 fails at, without an answer",
    reading_of=given.no_form_type,
)
def _old_form_fails(request: Request) -> bool:
    found = given.form(request)
    if found is None or not is_old(request):
        return False
    return sum(each.get("var") == "FORM_TYPE" for each in given.named_fields(found)) != 1


@when("`FORM_TYPE` is missing, or has no value", reading_of=given.no_form_type)
def _no_form_type(request: Request) -> bool:
    return _form_type(request) == []


@when("`FORM_TYPE` has several values", reading_of=given.several_form_types)
def _several_form_types(request: Request) -> bool:
    return len(_form_type(request) or ()) > 1


@when(
    "`FORM_TYPE` is not that of publish-options, or has whitespace around it",
    reading_of=given.other_form_type,
)
def _other_form_type(request: Request) -> bool:
    found = _form_type(request)
    return found is not None and found != [PublishOptions.FORM_TYPE]


@when("a field has no value, or several", reading_of=given.field_without_one_value)
def _field_without_one_value(request: Request) -> bool:
    read = {} if is_old(request) else given.pairs(given.form(request))
    return any(len(each) != 1 for var, each in read.items() if var != "FORM_TYPE")


@when(
    "`node` or `jid` has more than 250 characters, which a relational database does not keep",
    reading_of=given.long_name,
)
def _long_name(request: Request) -> bool:
    kept = (_bare(request), request.node or "")
    return request.database == "rdbms" and any(len(each) > _LONGEST for each in kept)


#: How many characters each has in the table at most (``priv/pg.sql``).
_LONGEST = 250


_GET = refused(
    given.type_get,
    of_module(error("not-allowed")),
    NOTHING,
    "mod_event_pusher_push.erl, iq_handler/4",
)

ENABLE = Table(
    "Enable",
    given.named("enable"),
    (
        _GET,
        *_jid_cases(NOT_ENABLED),
        *(
            refused(each, _BAD, NOT_ENABLED, PUSH_MODULE)
            for each in (given.no_node, given.empty_node)
        ),
        Case(
            input=given.form_prefixed,
            answer=result(),
            effect=OPTIONS_LOST,
            source="exml, which does not read prefixes: inferred",
            act=_enable_without_options,
        ),
        refused(
            _old_form_fails,
            NONE,
            NOT_ENABLED,
            "MongooseIM 3.5 mod_event_pusher_push.erl, parse_form/1; gen_iq_handler.erl",
        ),
        *(
            refused(each, _BAD, NOT_ENABLED, source)
            for each, source in (
                (_form_without_type, DATA_FORMS),
                (given.form_not_submitted, DATA_FORMS),
                (given.form_type_unknown, DATA_FORMS),
                (_no_form_type, f"{DATA_FORMS}; esl/MongooseIM#3812"),
                (_several_form_types, DATA_FORMS),
                (_other_form_type, f"{DATA_FORMS}; esl/MongooseIM#3812"),
                (_field_without_one_value, DATA_FORMS),
            )
        ),
        refused(
            _long_name,
            NOT_PROCESSED,
            NOT_ENABLED,
            "priv/pg.sql, where both are VARCHAR(250)",
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
        refused(given.empty_node, _BAD, NOT_DISABLED, PUSH_MODULE),
        Case(input=otherwise, answer=result(), effect=disabled, source=PUSH_MODULE, act=_disable),
    ),
)

OTHER_PUSH = Table(
    "Another element of urn:xmpp:push:0",
    lambda request: given.is_iq_request(request) and request.namespace == PUSH,
    (_GET, refused(given.other_name, _BAD, NOTHING, PUSH_MODULE)),
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
