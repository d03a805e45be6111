"""MongooseIM: its push module, and the push node of its pubsub service.

Source: MongooseIM 6.8 ``mod_event_pusher_push.erl``, ``mongoose_data_forms.erl``,
``mod_pubsub_old.erl``, ``node_push.erl``, ``mongoose_xmpp_errors.erl``.
"""

from typing import Literal

from lxml import etree

from pushstanza.binding import Unknown
from pushstanza.payloads.reactions import (
    NOT_SUBMITTED,
    PRECONDITION_NOT_MET,
    IqError,
)
from pushstanza.servers import inputs as given
from pushstanza.servers.answer import NONE, Answer, error, result, stream_error, unsupported
from pushstanza.servers.case import Case, Input, Table, looks, otherwise
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
from pushstanza.servers.publisher import (
    Arrival,
    Publisher,
    Reaction,
    Settings,
    summary,
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
from pushstanza.servers.server import Server
from pushstanza.servers.world import Memory, Node, Registration
from pushstanza.stanzas.forms import PublishOptions
from pushstanza.stanzas.parse import serialize
from pushstanza.stanzas.xep0004 import Field, Form
from pushstanza.stanzas.xep0060 import Create, Item, Publish, Pubsub

_PUSH = "mod_event_pusher_push.erl, parse_request/1"
_FORM = "mod_event_pusher_push.erl, parse_form_fields/1; mongoose_data_forms.erl"
_SM = "ejabberd_sm.erl, process_iq/5"
_LOCAL = "ejabberd_local.erl, process_iq/5"
_PUBSUB = "mod_pubsub_old.erl"
_NODE = "node_push.erl"
_IQ = "jlib.erl, iq_query_info/1"

BAD_REQUEST = error("bad-request")

#: What becomes of a request that is refused.


def _refused(
    case: Input, answer: Answer, effect: str, source: str, reason: str | None = None
) -> Case:
    return Case(input=case, answer=answer, effect=effect, source=source, reason=reason)


# ---- what comes before a module sees a stanza ----

STREAM = Table(
    "The stream",
    lambda request: (
        request.damage is not None or not request.is_stanza or given.from_another(request)
    ),
    (
        INCOMPLETE,
        _refused(
            given.not_well_formed,
            stream_error("xml-not-well-formed"),
            STREAM_ENDS,
            "mongoose_c2s.erl; mongoose_xmpp_errors.erl, xml_not_well_formed/0",
        ),
        _refused(
            given.undeclared_prefix,
            stream_error("xml-not-well-formed"),
            STREAM_ENDS,
            "exml, which does not read prefixes: inferred",
        ),
        _refused(
            given.from_another,
            stream_error("invalid-from"),
            STREAM_ENDS,
            "mongoose_c2s.erl, verify_from/2",
        ),
        _refused(
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
        _refused(
            given.to_nobody,
            error("jid-malformed"),
            NOTHING,
            "mongoose_c2s.erl, verify_to/2",
        ),
        *routed(_SM),
    ),
)


# ---- enable and disable ----


def _strange(request: Request) -> bool:
    return request.namespace not in {PUSH, PUBSUB, OWNER, DISCO, DISCO_ITEMS}


def _unknown_namespace(request: Request) -> Answer:
    text = f"Unknown xmlns={request.namespace} for host={request.domain}"
    return error("service-unavailable", text=text)


UNKNOWN = Table(
    "A request that no module knows",
    lambda request: given.is_iq_request(request) and request.addressee is not Addressee.SERVICE,
    (
        _refused(given.no_child, BAD_REQUEST, NOTHING, _IQ),
        _refused(
            given.several_children,
            BAD_REQUEST,
            NOTHING,
            _IQ,
        ),
        _refused(given.type_unknown, BAD_REQUEST, NOTHING, _IQ),
        _refused(
            given.prefixed,
            BAD_REQUEST,
            NOTHING,
            "exml, which does not read prefixes",
            "a prefix declares the namespace: MongooseIM sees no xmlns",
        ),
        _refused(
            given.no_namespace,
            BAD_REQUEST,
            NOTHING,
            _IQ,
            "the payload has no xmlns: is it misspelt?",
        ),
        Case(
            input=Input(
                "another `xmlns` than the server knows, to the server",
                lambda request: _strange(request) and request.addressee is Addressee.HOST,
            ),
            answer=error(
                "feature-not-implemented", text="Local server does not implement this feature"
            ),
            effect=NOTHING,
            source=_LOCAL,
            reason="no module of the server has this namespace",
        ),
        Case(
            input=Input("another `xmlns` than the account knows", _strange),
            answer=_unknown_namespace,
            effect=NOTHING,
            source=_SM,
            reason="no module of the account has this namespace",
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


def _refusal(summary_: dict[str, str], options: dict[str, str]) -> str | None:
    """Return why MongoosePush accepts no request of a summary with options, if it does not."""
    from pushstanza.payloads.translation import translate_fields

    found = translate_fields(summary_, options, profile="mongoosepush")
    if found.outcome == "sent":
        return None
    return found.diagnostics[0].message if found.diagnostics else found.reason


#: A summary that nothing is wrong with.
_ANY_SUMMARY = {"message-count": "1", "last-message-sender": "any", "last-message-body": "any"}


def _options_refused(request: Request) -> str | None:
    """Return why no push will ever arrive with the options of an enable."""
    options = given.single_values(given.form(request))
    if {"device_id", "service"} <= options.keys():
        return _refusal(_ANY_SUMMARY, options)
    return None


def _enabled(request: Request) -> str:
    where = f"{_bare(request)}, node {request.node}"
    if request.is_virtual:
        return _enabled_virtually(request)
    published = f"Messages that arrive while the user is offline are published to {where}"
    if not request.forms:
        return (
            f"{published}, without publish-options: MongooseIM's own push node refuses such a"
            " publish, and the node is disabled then."
        )
    refused = _options_refused(request)
    return f"{published}; but no push ever arrives: {refused}." if refused else f"{published}."


def _enabled_virtually(request: Request) -> str:
    options = given.single_values(given.form(request))
    lacking = [each for each in ("device_id", "service") if each not in options]
    if lacking:
        return (
            "It counts as enabled, but no push is ever sent, since the options lack"
            f" {' and '.join(lacking)}; only the log of the server tells."
        )
    refused = _options_refused(request)
    if refused:
        return f"It counts as enabled, but no push ever arrives: {refused}."
    return "Messages that arrive while the user is offline go to MongoosePush at once."


def _jid_cases(effect: str) -> tuple[Case, ...]:
    return tuple(
        _refused(each, BAD_REQUEST, effect, _PUSH)
        for each in (given.no_jid, given.empty_jid, given.malformed_jid)
    )


_GET = _refused(
    given.type_get, error("not-allowed"), NOTHING, "mod_event_pusher_push.erl, iq_handler/4"
)

ENABLE = Table(
    "Enable",
    given.named("enable"),
    (
        _GET,
        *_jid_cases(NOT_ENABLED),
        *(
            _refused(each, BAD_REQUEST, NOT_ENABLED, _PUSH)
            for each in (given.no_node, given.empty_node)
        ),
        *(
            _refused(each, BAD_REQUEST, NOT_ENABLED, _FORM)
            for each in (
                given.form_without_type,
                given.form_not_submitted,
                given.form_type_unknown,
                given.no_form_type,
                given.several_form_types,
                given.other_form_type,
                given.field_without_one_value,
            )
        ),
        _refused(
            given.long_name,
            error("internal-server-error", text="The server could not process the IQ stanza"),
            NOT_ENABLED,
            "priv/pg.sql, where both are VARCHAR(250): inferred",
        ),
        Case(
            input=given.form_unseen,
            answer=result(),
            effect=OPTIONS_LOST,
            source=_FORM,
            act=_enable,
        ),
        Case(
            input=given.field_without_var,
            answer=result(),
            effect="It is enabled, and the field without var is dropped.",
            source="mongoose_data_forms.erl, form_fields_to_kvs/1",
            act=_enable,
        ),
        Case(
            input=given.to_neighbour,
            answer=result(),
            effect="It is enabled, for the sender and not for the other.",
            source="mod_event_pusher_push.erl, iq_handler/4, which does not look at to",
            act=_enable,
        ),
        Case(input=otherwise, answer=result(), effect=_enabled, source=_PUSH, act=_enable),
    ),
)

DISABLE = Table(
    "Disable",
    given.named("disable"),
    (
        _GET,
        *_jid_cases(NOT_DISABLED),
        _refused(given.empty_node, BAD_REQUEST, NOT_DISABLED, _PUSH),
        Case(input=otherwise, answer=result(), effect=disabled, source=_PUSH, act=_disable),
    ),
)

OTHER_PUSH = Table(
    "Another element of urn:xmpp:push:0",
    lambda request: given.is_iq_request(request) and request.namespace == PUSH,
    (_GET, _refused(given.other_name, BAD_REQUEST, NOTHING, _PUSH)),
)


# ---- discovery ----


DISCOVERY = Table(
    "Discovery",
    given.is_disco,
    (
        ITEMS,
        Case(
            input=given.to_service,
            answer=lambda request: (
                error("service-unavailable")
                if request.is_virtual
                else features(PUBSUB, identity=("pubsub", "push"))
            ),
            effect=lambda request: (
                "There is no pubsub service on a virtual host."
                if request.is_virtual
                else "The service has the identity pubsub/push."
            ),
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


# ---- the push node ----


def _elsewhere(request: Request) -> bool:
    return given.is_pubsub(request) and (
        request.addressee is not Addressee.SERVICE or request.is_virtual
    )


NO_PUBSUB = Table(
    "Pubsub where there is none",
    _elsewhere,
    (
        Case(
            input=given.to_host,
            answer=error(
                "feature-not-implemented", text="Local server does not implement this feature"
            ),
            effect="Nothing happens: the push service has a host of its own.",
            source=_LOCAL,
            reason="the server itself has no pubsub",
        ),
        Case(
            input=given.to_service,
            answer=error("service-unavailable"),
            effect="Nothing happens: a virtual host has no nodes; enable is all it needs.",
            source="mod_event_pusher_push.erl, virtual_pubsub_hosts",
            reason="there is no pubsub service on a virtual host",
        ),
        Case(
            input=otherwise,
            answer=_unknown_namespace,
            effect="Nothing happens: the push service has a host of its own.",
            source=_SM,
            reason="the account has no pubsub",
        ),
    ),
)


def _create(request: Request, memory: Memory) -> None:
    options = {"access_model": "whitelist", "publish_model": "open", **given.node_options(request)}
    memory.nodes[request.action_node] = Node(
        name=request.action_node, options=options, affiliations={request.user: "owner"}
    )


def _configure(request: Request, memory: Memory) -> None:
    node = memory.nodes[request.action_node]
    options = {**node.options, **given.node_options(request)}
    memory.nodes[node.name] = Node(name=node.name, options=options, affiliations=node.affiliations)


def _affiliate(request: Request, memory: Memory) -> None:
    node = memory.nodes[request.action_node]
    granted = {jid.partition("/")[0]: each for jid, each in given.grants(request).items()}
    kept = {**node.affiliations, **granted}
    memory.nodes[node.name] = Node(
        name=node.name,
        options=node.options,
        affiliations={jid: each for jid, each in kept.items() if each != "none"},
    )


def _delete(request: Request, memory: Memory) -> None:
    del memory.nodes[request.action_node]


def _created(request: Request) -> str:
    options = {"publish_model": "open", **given.node_options(request)}
    model = options["publish_model"]
    if model == "open":
        return "The node is there; anyone who knows its name may publish at it."
    if model == "subscribers":
        return "The node is there, and nobody may publish at it, not even its owner."
    return (
        f"The node is there; {request.domain} needs the affiliation publish-only"
        " before it can publish."
    )


def _node_reply(request: Request) -> Answer:
    return result(Pubsub(create=Create(node=request.action_node)))


def _case(each: Input, answer: Answer, effect: str = NOTHING, function: str = "") -> Case:
    source = f"{_PUBSUB}, {function}" if function else _PUBSUB
    return Case(input=each, answer=answer, effect=effect, source=source)


_ITEM_NOT_FOUND = error("item-not-found")
_FORBIDDEN = error("forbidden")

NODE_CREATION = Table(
    "Create a node",
    given.action("set", "create", PUBSUB),
    (
        _case(
            given.create_other_type,
            unsupported("create-nodes"),
            function="iq_pubsub_set_create/4",
        ),
        _case(
            given.no_action_node,
            error("not-acceptable", "nodeid-required"),
            function="create_node/7: push nodes are not instant",
        ),
        _case(
            given.configure_not_submitted,
            error("bad-request", text="Invalid form type"),
            function="parse_create_node_options/3",
        ),
        _case(given.node_option_refused, error("not-acceptable"), function="set_xoption/3"),
        _case(
            given.node_taken,
            error("conflict"),
            "The node stays as it was: harmless, if it is the user's own.",
            "create_node_transaction/7",
        ),
        Case(
            input=given.create_without_type,
            answer=_node_reply,
            effect="A node of the first plugin is made: of flat, unless push comes first, and then"
            " publishes never reach MongoosePush.",
            source=f"{_PUBSUB}, iq_pubsub_set_create/4",
            act=_create,
        ),
        Case(
            input=given.configure_without_form,
            answer=_node_reply,
            effect="The node has the defaults: anyone who knows its name may publish at it.",
            source=f"{_PUBSUB}, parse_create_node_options/3",
            act=_create,
        ),
        Case(
            input=otherwise,
            answer=_node_reply,
            effect=_created,
            source=f"{_PUBSUB}, create_node/7",
            act=_create,
        ),
    ),
)

_OWNERS = (
    _case(given.node_unknown, _ITEM_NOT_FOUND),
    _case(given.not_owner, _FORBIDDEN),
)

CONFIGURATION = Table(
    "Configure a node",
    given.action("set", "configure", OWNER),
    (
        _case(
            given.configure_without_form,
            error("bad-request", text="Form not found"),
            function="set_configure/4",
        ),
        _case(
            given.configure_not_submitted,
            error("bad-request", text="Invalid form type"),
            function="set_configure/4",
        ),
        *_OWNERS,
        _case(given.node_option_refused, error("not-acceptable"), function="set_xoption/3"),
        Case(
            input=otherwise,
            answer=result(),
            effect="The node has the options; unknown ones are ignored without a word.",
            source=f"{_PUBSUB}, set_configure/4",
            act=_configure,
        ),
    ),
)

DELETION = Table(
    "Delete a node",
    given.action("set", "delete", OWNER),
    (
        _case(given.no_action_node, error("not-allowed"), function="delete_node/3"),
        *_OWNERS,
        Case(
            input=otherwise,
            answer=result(),
            effect="The node is gone; the next publish gets item-not-found, and is the last.",
            source=f"{_PUBSUB}, delete_node/3",
            act=_delete,
        ),
    ),
)


def _granted(request: Request) -> str:
    granted = given.grants(request)
    may = [jid for jid, each in granted.items() if each in {"publish-only", "publisher", "owner"}]
    if request.domain in may:
        return f"{request.domain} may publish at the node."
    if may:
        return (
            f"{', '.join(may)} may publish at the node; but since MongooseIM 3.6 it is the server,"
            f" {request.domain}, that publishes."
        )
    return "The affiliations are set; nobody new may publish."


AFFILIATION = Table(
    "Set affiliations",
    given.action("set", "affiliations", OWNER),
    (
        _case(
            given.affiliation_malformed,
            BAD_REQUEST,
            "No affiliation changes.",
            "set_affiliations/4",
        ),
        *_OWNERS,
        _case(
            given.last_owner_gone,
            error("not-acceptable"),
            "No affiliation changes.",
            "set_affiliations_transaction/4",
        ),
        Case(
            input=otherwise,
            answer=result(),
            effect=_granted,
            source=f"{_PUBSUB}, set_affiliations/4",
            act=_affiliate,
        ),
    ),
)


def _from_iq_error(found: IqError) -> Answer:
    return Answer("error", found.type, found.conditions)


def _is_unsendable(request: Request) -> bool:
    """Tell whether MongoosePush would refuse what is made of a publish."""
    return unsendable(request) is not None


def unsendable(request: Request) -> str | None:
    """Return why MongoosePush accepts no request of a publish, ``None`` where it accepts one."""
    summary_ = given.single_values(given.summary_form(request))
    return _refusal(summary_, given.single_values(given.options_form(request)))


_DISABLES = "A MongooseIM that published it disables the node; ejabberd, too."
_LOST = "The notification is lost; MongooseIM keeps the node, while ejabberd disables it at once."


def _published(request: Request) -> Answer:
    item = Item(id=given.items(request)[0].get("id") or None)
    return result(Pubsub(publish=Publish(node=request.action_node, items=(item,))))


#: What MongooseIM finds out only when MongoosePush answers.
REFUSED_BY_MONGOOSEPUSH = Case(
    input=Input("MongoosePush would refuse the request", _is_unsendable),
    answer=_from_iq_error(NOT_SUBMITTED),
    effect=_LOST,
    source="mod_push_service_mongoosepush.erl, make_notification/2",
    reason=lambda request: unsendable(request) or "",
)

PUBLISHING = Table(
    "Publish",
    given.action("set", "publish"),
    (
        _case(
            given.no_action_node,
            error("bad-request", "nodeid-required"),
            _LOST,
            "iq_pubsub_set_publish/4",
        ),
        _case(given.no_item, error("bad-request", "item-required"), _LOST),
        _case(given.not_one_item, error("bad-request", "invalid-payload"), _LOST),
        _case(given.node_unknown, _ITEM_NOT_FOUND, _DISABLES, "publish_item/9"),
        _case(
            given.payload_too_big,
            error("not-acceptable", "payload-too-big"),
            _LOST,
            "publish_item/9; it measures the Erlang term, which is estimated here",
        ),
        _case(given.item_empty, error("bad-request", "payload-required"), _LOST),
        _case(given.not_one_payload, error("bad-request", "invalid-payload"), _LOST),
        *(
            Case(
                input=each,
                answer=_from_iq_error(PRECONDITION_NOT_MET),
                effect=_DISABLES,
                source=f"{_NODE}, check_publish_options/2",
            )
            for each in (given.no_options, given.options_malformed, given.options_incomplete)
        ),
        Case(
            input=given.may_not_publish,
            answer=_FORBIDDEN,
            effect=_LOST,
            source=f"{_NODE}, is_allowed_to_publish/2",
        ),
        Case(
            input=given.not_a_notification,
            answer=BAD_REQUEST,
            effect=_LOST,
            source=f"{_NODE}, do_publish_item/3",
        ),
        Case(
            input=given.summary_not_submitted,
            answer=_from_iq_error(NOT_SUBMITTED),
            effect=_LOST,
            source=f"{_NODE}, parse_form/1",
        ),
        REFUSED_BY_MONGOOSEPUSH,
        Case(
            input=otherwise,
            answer=_published,
            effect="MongoosePush gets a request; it is refused where the provider refuses it.",
            source=f"{_NODE}, handle_push_hook_result/1",
        ),
    ),
)


def _feature_missing(kind: str, action: str, feature: str) -> Table:
    return Table(
        f"{action}, which a push node does not do",
        given.action(kind, action),
        (
            _case(given.node_unknown, _ITEM_NOT_FOUND),
            _case(otherwise, unsupported(feature)),
        ),
    )


@looks("an action that pubsub does not know, such as `configure` before `create`")
def _no_such_action(request: Request) -> bool:
    known = {
        ("set", PUBSUB): {"create", "publish", "retract", "subscribe", "unsubscribe", "options"},
        ("get", PUBSUB): {"items", "subscriptions", "affiliations", "options"},
        ("set", OWNER): {"configure", "delete", "purge", "subscriptions", "affiliations"},
        ("get", OWNER): {"configure", "default", "subscriptions", "affiliations"},
    }
    return request.action_name not in known.get((request.type or "", request.namespace), set())


@looks("several actions")
def _several_owner_actions(request: Request) -> bool:
    return request.namespace == OWNER and given.several_actions(request)


PUBSUB_SHAPE = Table(
    "Pubsub at the push service",
    given.is_pubsub,
    (
        _case(given.no_action, BAD_REQUEST, function="iq_pubsub/9"),
        _case(_several_owner_actions, BAD_REQUEST, function="iq_pubsub_owner/6"),
        _case(_no_such_action, error("feature-not-implemented"), function="iq_pubsub_action/6"),
    ),
)


def _read(request: Request) -> Answer:
    """Return an answer that holds what was asked for, without what there is to tell."""
    pubsub = etree.Element(f"{{{request.namespace}}}pubsub", nsmap={None: request.namespace})
    etree.SubElement(pubsub, f"{{{request.namespace}}}{request.action_name}")
    return result(Unknown.of(pubsub))


READING = Table(
    "Read about a node",
    given.is_pubsub,
    (
        _case(given.node_unknown, _ITEM_NOT_FOUND),
        Case(
            input=otherwise,
            answer=_read,
            effect=NOTHING,
            source=_PUBSUB,
        ),
    ),
)

#: What is asked of the push service (XEP-0060).
PUSH_NODE = (
    PUBSUB_SHAPE,
    NODE_CREATION,
    CONFIGURATION,
    DELETION,
    AFFILIATION,
    PUBLISHING,
    _feature_missing("set", "subscribe", "subscribe"),
    _feature_missing("set", "retract", "persistent-items"),
    _feature_missing("set", "purge", "persistent-items"),
    _feature_missing("get", "subscriptions", "retrieve-subscriptions"),
    READING,
)

AT_SERVICE = Table(
    "Anything else at the push service",
    lambda request: given.is_iq_request(request) and request.addressee is Addressee.SERVICE,
    (
        Case(
            input=otherwise,
            answer=error("feature-not-implemented"),
            effect="Nothing happens: enable and disable are for the user's own server.",
            source="mod_pubsub_old.erl, do_route/8: inferred",
            reason="the push service has no such module",
        ),
    ),
)

# ---- what asks for no answer ----


@looks("a message to the user's own server or to another user")
def _any_message(request: Request) -> bool:
    return given.is_message(request)


def _message_effect(request: Request) -> str:
    if request.payload is not None and PUBSUB in {
        each.nsmap.get(each.prefix) for each in request.children
    }:
        return "Nothing happens: MongooseIM has no handler for a remote disable."
    return "It is delivered, and pushed where its user is offline and has enabled a push."


def _reacts(error_type: str | None, _condition: str | None) -> Reaction:
    """Return what an error does (``handle_publish_response/4``)."""
    return "disable" if error_type == "cancel" else "keep"


WITHOUT_ANSWER = Table(
    "What asks for no answer",
    lambda request: not given.is_iq_request(request),
    (
        Case(input=_any_message, answer=NONE, effect=_message_effect, source="XEP-0357, section 8"),
        after_refusal(
            _reacts,
            {
                "disable": "MongooseIM disables the node.",
                "keep": "MongooseIM ignores it, and publishes again next time.",
            },
            "mod_event_pusher_push_plugin_defaults.erl, handle_publish_response/4",
        ),
        Case(input=otherwise, answer=NONE, effect=NOTHING, source="RFC 6120, section 8"),
    ),
)


TABLES = (
    STREAM,
    WITHOUT_ANSWER,
    ROUTING,
    UNKNOWN,
    DISCOVERY,
    NO_PUBSUB,
    *PUSH_NODE,
    AT_SERVICE,
    ENABLE,
    DISABLE,
    OTHER_PUSH,
)

# ---- what it publishes ----


def _skips(arrival: Arrival, settings: Settings) -> str | None:
    """Return why no notification is made (``should_publish/3``, ``prepare_notification/2``)."""
    from pushstanza.payloads.reactions import NOT_SENT
    from pushstanza.payloads.translate import skipped

    wakes = {"offline", "unacknowledged"} if settings.plugin != "defaults" else {"offline"}
    if arrival.presence not in wakes:
        return "the user is online"
    reason = skipped(arrival.message, _plugin(settings))
    return None if reason is None else NOT_SENT[reason].meaning


def _plugin(settings: Settings) -> Literal["defaults", "hints"]:
    return "hints" if settings.plugin == "hints" else "defaults"


def summary_fields(arrival: Arrival, settings: Settings) -> dict[str, str]:
    """Return the summary of a message by the names of its fields."""
    from pushstanza.payloads.translate import fields_of

    return dict(fields_of(arrival.message, _plugin(settings), arrival.unread))


def _summary(arrival: Arrival, settings: Settings) -> Form:
    made = summary_fields(arrival, settings)
    return summary("submit", [(var, None, value) for var, value in made.items()])


def read_options(registration: Registration) -> dict[str, str]:
    """Return the options that MongooseIM keeps of an enable: the last of a name."""
    return given.single_values(registration.form)


def _options(registration: Registration) -> etree._Element | None:
    """Return the form as it is made anew: by names, without types and labels."""
    kept = read_options(registration)
    if not kept:
        return None
    head = Field(var="FORM_TYPE", type="hidden", values=(PublishOptions.FORM_TYPE,))
    rest = (Field(var=var, values=(kept[var],)) for var in sorted(kept))
    return etree.fromstring(serialize(Form(type="submit", fields=(head, *rest))))


def _comes_from_user(settings: Settings) -> bool:
    """Tell whether a publish comes from the user: the server publishes itself since 3.6."""
    return settings.version.startswith("3.5")


PUBLISHER = Publisher(
    skips=_skips,
    summary=_summary,
    options=_options,
    reacts=_reacts,
    comes_from_user=_comes_from_user,
)


MONGOOSEIM = Server(
    publisher=PUBLISHER,
    name="mongooseim",
    title="MongooseIM",
    tables=TABLES,
    versions=("6.8", "3.5"),
    repeats=True,
    codes=True,
    id_if_none="",
    language="en",
)
