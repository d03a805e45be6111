"""MongooseIM's push node: what its pubsub service does with the nodes of push notifications.

Source: MongooseIM 6.8 ``mod_pubsub_old.erl``, ``node_push.erl``.
"""

from hashlib import sha256

import attrs
from lxml import etree

from pushstanza.binding import Unknown
from pushstanza.servers import inputs as given
from pushstanza.servers.answer import Answer, error, result, unsupported
from pushstanza.servers.case import Case, Input, Table, otherwise, rest, when
from pushstanza.servers.known.mongooseim.affiliations import AFFILIATION, READING_AFFILIATIONS
from pushstanza.servers.known.mongooseim.features import ITEMS_AND_SUBSCRIPTIONS
from pushstanza.servers.known.mongooseim.node_types import (
    NODE_TYPES,
    configuration,
    normal_options,
)
from pushstanza.servers.known.mongooseim.publishing import PUBLISHING
from pushstanza.servers.known.mongooseim.sources import (
    BAD_REQUEST,
    FORBIDDEN,
    ITEM_NOT_FOUND,
    LOCAL,
    NO_FEATURE,
    NODE_MODULE,
    OWNERS,
    PUBSUB_MODULE,
    SILENCE,
    SM,
    case,
    unknown_namespace,
)
from pushstanza.servers.phrases import NOTHING
from pushstanza.servers.request import OWNER, PUBSUB, Addressee, Request
from pushstanza.servers.world import Memory, Node
from pushstanza.stanzas.xep0060 import Create, Pubsub

# ---- the push node ----


def _is_at_service(request: Request) -> bool:
    return given.is_iq_request(request) and request.addressee is Addressee.SERVICE


def _elsewhere(request: Request) -> bool:
    return given.is_pubsub(request) and request.addressee is not Addressee.SERVICE


_ACCOUNT_WITHOUT = attrs.evolve(
    rest(
        "the account has no pubsub",
        fix=given.pubsub_to_host.fix,
        rules=given.pubsub_to_host.rules,
    ),
    reading_of=given.to_account,
)

NO_PUBSUB = Table(
    "Pubsub where there is none",
    _elsewhere,
    (
        Case(
            input=given.pubsub_to_host,
            answer=NO_FEATURE,
            effect="Nothing happens: the push service has its own host.",
            source=f"{LOCAL}; esl/MongooseIM#1432",
        ),
        *(
            Case(
                input=each,
                answer=unknown_namespace,
                effect="Nothing happens: the push service has a host of its own.",
                source=SM,
                reason=_ACCOUNT_WITHOUT.title,
            )
            for each in (given.pubsub_to_neighbour, _ACCOUNT_WITHOUT)
        ),
    ),
)


def _type(request: Request) -> str:
    """Return the type of the node that is created: the first plugin's, unless it is given."""
    default = request.pubsub_plugins[0]
    return default if request.action is None else request.action.get("type", default)


def _name(request: Request) -> str:
    """Return the name of the node that is created: the service makes one where none is given."""
    seed = f"{request.sender}/{request.id}/{etree.tostring(request.root, encoding='unicode')}"
    return request.action_node or sha256(seed.encode()).hexdigest()[:16]


def _create(request: Request, memory: Memory) -> None:
    kind, name = _type(request), _name(request)
    options = {**NODE_TYPES[kind].options, **dict(normal_options(given.node_options(request)))}
    memory.nodes[name] = Node(
        name=name, type=kind, options=options, affiliations={request.user: "owner"}
    )


def _configure(request: Request, memory: Memory) -> None:
    node = memory.nodes[request.action_node]
    options = {**node.options, **dict(normal_options(given.node_options(request)))}
    memory.nodes[node.name] = attrs.evolve(node, options=options)


def _delete(request: Request, memory: Memory) -> None:
    del memory.nodes[request.action_node]


def _created(request: Request) -> str:
    if _type(request) != "push":
        return f"A node of the plugin {_type(request)} is made: it sends nothing to MongoosePush."
    options = {"publish_model": "open", **given.node_options(request)}
    model = options["publish_model"]
    if model == "open":
        return "The node exists; anyone who knows its name may publish to it."
    return (
        f"The node exists; {request.domain} needs the affiliation publish-only"
        " before it can publish."
    )


def _made_by_default(request: Request) -> str:
    where = "A node of the first plugin is made: of flat, unless push comes first, and then"
    warning = f"{where} publishes never reach MongoosePush."
    return warning if _type(request) == "push" else _created(request)


def _node_reply(request: Request) -> Answer:
    return result(Pubsub(create=Create(node=_name(request))))


_OPTIONS_REFUSED = tuple(
    case(each, error("not-acceptable"), function="set_xoption/3")
    for each in (given.node_option_refused, given.payload_limit_too_high, given.too_many_items)
)


@when("the type of `create` is no plugin of the service", reading_of=given.create_other_type)
def _other_type(request: Request) -> bool:
    return _type(request) not in request.pubsub_plugins


@when("`create` names no node, and is of type `push`", reading_of=given.no_action_node)
def _no_name(request: Request) -> bool:
    return given.no_action_node(request) and "instant-nodes" not in _features(request)


@when("a node of the plugin `pep` is only made at an account", reading_of=given.create_other_type)
def _of_accounts(request: Request) -> bool:
    return _type(request) == "pep"


def _features(request: Request) -> tuple[str, ...]:
    return NODE_TYPES[_type(request)].features


NODE_CREATION = Table(
    "Create a node",
    given.action("set", "create", PUBSUB),
    (
        case(
            _other_type,
            unsupported("create-nodes"),
            function="iq_pubsub_set_create/4",
        ),
        case(
            _no_name,
            error("not-acceptable", "nodeid-required"),
            function="create_node/7",
            reason="`create` names no node, and push nodes are not named automatically",
        ),
        case(
            given.configure_not_submitted,
            error("bad-request", text="Invalid form type"),
            function="parse_create_node_options/3",
        ),
        *_OPTIONS_REFUSED,
        case(
            _of_accounts,
            FORBIDDEN,
            function="create_node_transaction/7; node_pep.erl, create_node_permission/6",
        ),
        case(
            given.node_taken,
            error("conflict"),
            "The node stays as it was: harmless if it belongs to the user.",
            "create_node_transaction/7; esl/MongooseIM#2355",
        ),
        Case(
            input=given.create_without_type,
            answer=_node_reply,
            effect=_made_by_default,
            source=f"{PUBSUB_MODULE}, iq_pubsub_set_create/4",
            act=_create,
        ),
        Case(
            input=given.configure_without_form,
            answer=_node_reply,
            effect="The node has the defaults: anyone who knows its name may publish to it.",
            source=f"{PUBSUB_MODULE}, parse_create_node_options/3",
            act=_create,
        ),
        Case(
            input=given.publish_model_subscribers,
            answer=_node_reply,
            effect="The node is there, and nobody may publish at it, not even its owner.",
            source=f"{NODE_MODULE}, is_allowed_to_publish/2",
            act=_create,
        ),
        Case(
            input=otherwise,
            answer=_node_reply,
            effect=_created,
            source=f"{PUBSUB_MODULE}, create_node/7",
            act=_create,
        ),
    ),
)


@when("the form in `configure` is of type `cancel`", reading_of=given.configure_not_submitted)
def _cancelled(request: Request) -> bool:
    found = given.form_in(request.action)
    return found is not None and found.get("type") == "cancel"


CONFIGURATION = Table(
    "Configure a node",
    given.action("set", "configure", OWNER),
    (
        Case(
            input=_cancelled,
            answer=result(),
            effect=NOTHING,
            source=f"{PUBSUB_MODULE}, set_configure/4",
            is_in_vain=True,
        ),
        case(
            given.configure_without_form,
            error("bad-request", text="Form not found"),
            function="set_configure/4",
        ),
        case(
            given.configure_not_submitted,
            error("bad-request", text="Invalid form type"),
            function="set_configure/4",
        ),
        *OWNERS,
        *_OPTIONS_REFUSED,
        Case(
            input=given.publish_model_subscribers,
            answer=result(),
            effect="The node has the options, and nobody may publish at it, not even its owner.",
            source=f"{NODE_MODULE}, is_allowed_to_publish/2",
            act=_configure,
        ),
        Case(
            input=otherwise,
            answer=result(),
            effect="The node has the options; unknown ones are ignored silently.",
            source=f"{PUBSUB_MODULE}, set_configure/4",
            act=_configure,
        ),
    ),
)

DELETION = Table(
    "Delete a node",
    given.action("set", "delete", OWNER),
    (
        case(given.no_action_node, error("not-allowed"), function="delete_node/3"),
        *OWNERS,
        Case(
            input=otherwise,
            answer=result(),
            effect="The node is deleted; the next publish gets item-not-found, and is the last.",
            source=f"{PUBSUB_MODULE}, delete_node/3",
            act=_delete,
        ),
    ),
)


def _configured(request: Request) -> Answer:
    """Return the form with the options of a node, or with those that nodes have by default."""
    asked = request.action_name
    pubsub = etree.Element(f"{{{OWNER}}}pubsub", nsmap={None: OWNER})
    holder = etree.SubElement(pubsub, f"{{{OWNER}}}{asked}")
    node = request.world.node(request.action_node)
    if asked == "default" or node is None:
        node = Node(name="", type=request.pubsub_plugins[0])
    else:
        holder.set("node", node.name)
    holder.append(configuration(node))
    return result(Unknown.of(pubsub))


READING_CONFIGURATION = Table(
    "Read the options of a node",
    given.action("get", "configure", OWNER),
    (
        *OWNERS,
        Case(
            input=otherwise,
            answer=_configured,
            effect=NOTHING,
            source=f"{PUBSUB_MODULE}, get_configure/4",
        ),
    ),
)

READING_DEFAULTS = Table(
    "Read the options that nodes have by default",
    given.action("get", "default", OWNER),
    (
        Case(
            input=otherwise,
            answer=_configured,
            effect=NOTHING,
            source=f"{PUBSUB_MODULE}, get_default/4",
        ),
    ),
)


@when("several actions in one request", reading_of=given.several_actions)
def _several_owner_actions(request: Request) -> bool:
    return request.namespace == OWNER and given.several_actions(request)


#: The requests that the service measures (``event_name/2``): with any other it fails.
_MEASURED = frozenset(
    {
        *(("set", each) for each in ("create", "publish", "retract", "subscribe", "unsubscribe")),
        *(("set", each) for each in ("configure", "delete", "purge")),
        *(("get", each) for each in ("items", "configure", "default")),
        *((kind, each) for kind in ("get", "set") for each in ("options", "subscriptions")),
        *((kind, "affiliations") for kind in ("get", "set")),
    }
)


@when(
    "the service fails, and answers nothing: an action of the wrong type, such as `publish` in an"
    " IQ of type `get`, or an element that is no action, such as publish-options before publish",
    reading_of=given.action_unknown,
    rules=("PS102", "PS404", "PS409"),
)
def _fails(request: Request) -> bool:
    return (request.type or "", request.action_name) not in _MEASURED


PUBSUB_SHAPE = Table(
    "Pubsub at the push service",
    given.is_pubsub,
    (
        case(
            given.several_children.where(_is_at_service),
            SILENCE,
            function="do_route/8",
            reason="the IQ has several child elements, and the service does not answer it",
        ),
        case(given.no_action, BAD_REQUEST, function="iq_pubsub/9"),
        case(_several_owner_actions, BAD_REQUEST, function="iq_pubsub_owner/6"),
        case(_fails, SILENCE, function="iq_pubsub/9"),
        case(given.action_unknown, error("feature-not-implemented"), function="iq_pubsub_action/6"),
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
    *ITEMS_AND_SUBSCRIPTIONS,
    READING_AFFILIATIONS,
    READING_CONFIGURATION,
    READING_DEFAULTS,
)


@when("`to` is a part of the push service: it has a local part or a resource")
def _part_of_service(request: Request) -> bool:
    return request.to is not None and not request.to.is_domain


#: What is sent to the host of the service, and is for nobody there.
PART_OF_SERVICE = Table(
    "A user of the push service",
    _is_at_service,
    (
        case(
            attrs.evolve(_part_of_service, fix="write its domain only", rules=("PS105",)),
            ITEM_NOT_FOUND,
            function="do_route/8",
        ),
    ),
)


@when(
    "an IQ for the push service without a child element, with several, without xmlns in it, or of"
    " an unknown type",
    reading_of=given.no_child,
)
def _unread(request: Request) -> bool:
    has_one = len(request.children) == 1
    return not has_one or given.no_namespace(request) or given.type_unknown(request)


def _vcard(_request: Request) -> Answer:
    """Return the card of the service, as it describes itself on the wire."""
    card = etree.Element(f"{{{_VCARD}}}vCard", nsmap={None: _VCARD})
    for name, text in _CARD.items():
        etree.SubElement(card, f"{{{_VCARD}}}{name}").text = text
    return result(Unknown.of(card))


_VCARD = "vcard-temp"
_CARD = {
    "FN": "ejabberd/mod_pubsub_old",
    "URL": "https://www.erlang-solutions.com/products/mongooseim.html",
    "DESC": "ejabberd Publish-Subscribe module\nCopyright (c) 2004-2015 ProcessOne",
}

AT_SERVICE = Table(
    "Anything else at the push service",
    _is_at_service,
    (
        case(_unread, SILENCE, function="do_route/8"),
        Case(
            input=Input(
                "the vCard of the push service is requested",
                lambda request: request.namespace == _VCARD and request.type == "get",
            ),
            answer=_vcard,
            effect=NOTHING,
            source=f"{PUBSUB_MODULE}, iq_get_vcard/0",
        ),
        Case(
            input=rest(
                "the push service has no such module",
                fix="send enable and disable to the user's own server",
                rules=("PS105",),
            ),
            answer=error("feature-not-implemented"),
            effect="Nothing happens: enable and disable are for the user's own server.",
            source=f"{PUBSUB_MODULE}, do_route/8",
        ),
    ),
)


def _is_at_virtual_host(request: Request) -> bool:
    return _is_at_service(request) and request.is_virtual


def _unserved(each: Input) -> tuple[Case, ...]:
    case_ = Case(
        input=each,
        answer=error("service-unavailable"),
        effect="Nothing happens: a virtual host has no nodes; enable is all it needs.",
        source="mod_event_pusher_push.erl, virtual_pubsub_hosts; mongoose_router.erl",
    )
    return (case_,)


#: A virtual host has no pubsub service, and nothing else.
AT_VIRTUAL_HOST = (
    Table(
        "Pubsub and discovery at a virtual host",
        lambda request: (
            _is_at_virtual_host(request) and (given.is_pubsub(request) or given.is_disco(request))
        ),
        _unserved(given.to_virtual_host),
    ),
    Table(
        "Anything else at a virtual host",
        _is_at_virtual_host,
        _unserved(
            rest(
                "`to` is the virtual host of the push service, which answers no request",
                fix=given.to_service.fix,
                rules=given.to_service.rules,
            )
        ),
    ),
)
