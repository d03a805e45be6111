"""What a request about a node may look like (XEP-0060)."""

import attrs
from lxml import etree

from pushstanza.reading.tags import local
from pushstanza.servers.case import Input, Test, when
from pushstanza.servers.inputs.form import FORM_KINDS, SUBMIT
from pushstanza.servers.inputs.iq import to_host, to_neighbour, to_service
from pushstanza.servers.inputs.kinds import is_pubsub
from pushstanza.servers.request import (
    DATA,
    OWNER,
    PUBSUB,
    Request,
    elements,
    fields,
    jid_of,
    values,
)

# ---- pubsub ----

_TO_SERVICE = "send requests about nodes to the push service, such as pubsub.example.com"

pubsub_to_host: Input = attrs.evolve(
    to_host, title="the server itself has no pubsub", fix=_TO_SERVICE, rules=("PS401",)
)
pubsub_to_neighbour: Input = attrs.evolve(
    to_neighbour, title="the pubsub of another user is asked", fix=_TO_SERVICE, rules=("PS401",)
)


def action(kind: str, name: str, namespace_: str | None = None) -> Test:
    """Return what tells whether a request asks for an action of pubsub."""

    def asks(request: Request) -> bool:
        return (
            is_pubsub(request)
            and request.type == kind
            and request.action_name == name
            and (namespace_ is None or request.namespace == namespace_)
        )

    return asks


@when(
    "there is no pubsub service on a virtual host",
    fix="leave out nodes and affiliations; enable is all that is needed",
    rules=("PS607",),
)
def to_virtual_host(request: Request) -> bool:
    return request.is_virtual and to_service(request)


@when(
    "`pubsub` is empty", fix="put an action such as create or publish into pubsub", rules=("PS011",)
)
def no_action(request: Request) -> bool:
    return request.action is None


#: What can be asked of pubsub, by the type of the IQ and the namespace (XEP-0060).
_ACTIONS = {
    ("set", PUBSUB): {"create", "publish", "retract", "subscribe", "unsubscribe", "options"},
    ("get", PUBSUB): {"items", "subscriptions", "affiliations", "options"},
    ("set", OWNER): {"configure", "delete", "purge", "subscriptions", "affiliations"},
    ("get", OWNER): {"configure", "default", "subscriptions", "affiliations"},
}


@when(
    "`pubsub` begins with an element that is no action, such as `configure` before `create`",
    fix="put create or publish first",
    rules=("PS404", "PS409"),
)
def action_unknown(request: Request) -> bool:
    return request.action_name not in _ACTIONS.get((request.type or "", request.namespace), ())


@when(
    "several actions in `pubsub` of the owner's namespace",
    fix="send one action in each request",
    rules=("PS409",),
)
def several_actions(request: Request) -> bool:
    return request.payload is not None and len([*elements(request.payload)]) > 1


@when(
    "the `node` of the action is missing or empty",
    fix="name the node",
    rules=("PS403", "PS412", "PS415", "PS505"),
)
def no_action_node(request: Request) -> bool:
    return request.action_node == ""


@when(
    "the node does not exist: it was never created, or under another name, or was deleted",
    fix="create the node before the enable, and use the same host and name in both",
    rules=("PS516", "PS607"),
)
def node_unknown(request: Request) -> bool:
    return request.world.node(request.action_node) is None


@when(
    "the node exists already (harmless if it is the user's own)",
    fix="enable it as it is; delete it first only if its options have to change",
)
def node_taken(request: Request) -> bool:
    return request.world.is_taken(request.action_node)


@when("somebody else owns the node", fix="send the request as the owner, who created the node")
def not_owner(request: Request) -> bool:
    node = request.world.node(request.action_node)
    return node is None or node.affiliation(request.sender) != "owner"


def part(request: Request, name: str) -> etree._Element | None:
    """Return the child of ``pubsub`` called *name*."""
    if request.payload is None:
        return None
    return next((each for each in elements(request.payload) if local(each) == name), None)


def form_in(element: etree._Element | None) -> etree._Element | None:
    """Return the form in an element."""
    return None if element is None else element.find(f"{{{DATA}}}x")


_CREATE_TYPE = "write type='push' on create"


@when("the type of `create` is not `push`", fix=_CREATE_TYPE, rules=("PS402",))
def create_other_type(request: Request) -> bool:
    return request.action is not None and request.action.get("type", "push") != "push"


@when("`create` has no type", fix=_CREATE_TYPE, rules=("PS402",))
def create_without_type(request: Request) -> bool:
    return request.action is not None and request.action.get("type") is None


def _configuration(request: Request) -> etree._Element | None:
    holder = request.action if request.action_name == "configure" else part(request, "configure")
    return form_in(holder)


@when("the form in `configure` is not of type `submit`", fix=SUBMIT, rules=("PS201", "PS202"))
def configure_not_submitted(request: Request) -> bool:
    found = _configuration(request)
    return found is not None and found.get("type") != "submit"


@when("the form in `configure` has no type", fix="add type='submit' to the form", rules=("PS201",))
def configure_without_type(request: Request) -> bool:
    found = _configuration(request)
    return found is not None and found.get("type") is None


@when(
    "the type of the form in `configure` is unknown",
    fix="give the form type='submit'",
    rules=("PS202",),
)
def configure_type_unknown(request: Request) -> bool:
    found = _configuration(request)
    return found is not None and found.get("type") not in {*FORM_KINDS, None}


@when("`configure` has no form", fix="put the form into configure", rules=("PS405", "PS415"))
def configure_without_form(request: Request) -> bool:
    holder = request.action if request.action_name == "configure" else part(request, "configure")
    return holder is not None and form_in(holder) is None


def node_options(request: Request) -> dict[str, str]:
    """Return the options of a node that are read: those with ``pubsub#`` and one value."""
    found = _configuration(request)
    if found is None:
        return {}
    read = {each.get("var", ""): values(each) for each in fields(found)}
    return {
        var.removeprefix("pubsub#"): given[0]
        for var, given in read.items()
        if var.startswith("pubsub#") and len(given) == 1
    }


_BOOLEANS = frozenset({"0", "1", "true", "false"})
_WORDS = {
    "access_model": {"open", "authorize", "presence", "roster", "whitelist"},
    "publish_model": {"publishers", "subscribers", "open"},
    "notification_type": {"headline", "normal"},
    "node_type": {"leaf", "collection"},
    "send_last_published_item": {"never", "on_sub", "on_sub_and_presence"},
    **dict.fromkeys(
        (
            "deliver_payloads", "deliver_notifications", "notify_config", "notify_delete",
            "notify_retract", "persist_items", "subscribe", "presence_based_delivery",
            "purge_offline",
        ),
        _BOOLEANS,
    ),
}  # fmt: skip
#: What a payload may measure at most (MongooseIM ``mod_pubsub_old.hrl``).
LARGEST_PAYLOAD = 60_000


@when(
    "a node option has a value that is not allowed",
    fix="use a value that XEP-0060 lists: 1 or 0 for booleans, digits for sizes",
    rules=("PS407",),
)
def node_option_refused(request: Request) -> bool:
    return any(_is_refused(var, value) for var, value in node_options(request).items())


def _is_refused(var: str, value: str) -> bool:
    if var in _SIZES:
        return number_of(value) is None and (var, value) != ("max_items", "max")
    return var in _WORDS and value not in _WORDS[var]


_SIZES = frozenset({"max_items", "max_payload_size"})
#: How many items a node may keep at most (MongooseIM ``mod_pubsub_old.hrl``).
MOST_ITEMS = 10


def number_of(text: str) -> str | None:
    """Return the digits of a number that is not negative, without zeros before them."""
    digits = text.removeprefix("+")
    if text.startswith("-") and not text.strip("-0") and text.count("-") == 1 and "0" in text:
        return "0"
    return (digits.lstrip("0") or "0") if digits.isascii() and digits.isdecimal() else None


@when(
    f"`max_payload_size` is more than {LARGEST_PAYLOAD}",
    fix=f"set max_payload_size to {LARGEST_PAYLOAD} at most",
    rules=("PS407",),
)
def payload_limit_too_high(request: Request) -> bool:
    digits = number_of(node_options(request).get("max_payload_size", ""))
    return digits is not None and is_over(digits, LARGEST_PAYLOAD)


@when(
    f"`max_items` is more than {MOST_ITEMS}",
    fix=f"leave max_items out: a push node keeps no items; {MOST_ITEMS} is the most",
    rules=("PS407",),
)
def too_many_items(request: Request) -> bool:
    digits = number_of(node_options(request).get("max_items", ""))
    return digits is not None and is_over(digits, MOST_ITEMS)


def is_over(digits: str, limit: int) -> bool:
    """Tell whether a number of any length is over a limit."""
    digits = digits.lstrip("0")
    return len(digits) > len(str(limit)) or int(digits or "0") > limit


@when(
    "`publish_model` is `subscribers`, and nobody subscribes to a push node",
    fix="set publish_model to publishers, and grant publish-only to the domain of the server",
    rules=("PS408",),
)
def publish_model_subscribers(request: Request) -> bool:
    return node_options(request).get("publish_model") == "subscribers"


def grants(request: Request) -> dict[str, str]:
    """Return the affiliations that a request gives, by bare or full JID."""
    found: dict[str, str] = {}
    for each in elements(request.action) if request.action is not None else ():
        jid = jid_of(each.get("jid"))
        if jid is not None:
            found[jid.normalized] = each.get("affiliation", "")
    return found


AFFILIATIONS = frozenset({"owner", "publisher", "publish-only", "member", "outcast", "none"})


@when(
    "an affiliation is unknown, such as `publisher_only`, or has no valid `jid`, or is in a wrong"
    " namespace",
    fix=f"write affiliation='publish-only' with the server's domain as jid, in {OWNER}",
    rules=("PS409", "PS410"),
)
def affiliation_malformed(request: Request) -> bool:
    given = [] if request.action is None else [*elements(request.action)]
    return any(
        local(each) != "affiliation"
        or jid_of(each.get("jid")) is None
        or each.get("affiliation") not in AFFILIATIONS
        for each in given
    )


@when("a user asks for the own affiliations")
def own_affiliations(request: Request) -> bool:
    return request.namespace == PUBSUB


@when("the node would be left without an owner", fix="name another owner first")
def last_owner_gone(request: Request) -> bool:
    node = request.world.node(request.action_node)
    if node is None:
        return False
    owners = set(node.owners)
    for jid, affiliation in grants(request).items():
        bare = jid.partition("/")[0]
        owners = owners | {bare} if affiliation == "owner" else owners - {bare}
    return not owners
