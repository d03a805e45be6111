"""What stanzas may look like: the rows of the tables of all servers, each with one name."""

from lxml import etree

from pushstanza.payloads.reactions import LONGEST
from pushstanza.reading.tags import local
from pushstanza.servers.case import Input, Test, looks
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
    elements,
    fields,
    form_types,
    jid_of,
    values,
)
from pushstanza.stanzas.forms import PublishOptions

#: The types of a data form (XEP-0004, section 3.1), and of a field (section 3.3).
FORM_KINDS = frozenset({"cancel", "form", "result", "submit"})
FIELD_KINDS = frozenset(
    {
        "boolean", "fixed", "hidden", "jid-multi", "jid-single", "list-multi", "list-single",
        "text-multi", "text-private", "text-single",
    }
)  # fmt: skip


# ---- what a table is about ----


def is_iq_request(request: Request) -> bool:
    """Tell whether an answer is asked for."""
    return request.name == "iq" and request.type not in {"result", "error"}


def is_push(request: Request) -> bool:
    """Tell whether a request is an enable or a disable, or is meant as one."""
    meant = request.payload_name in {"enable", "disable"} and not is_pubsub(request)
    return is_iq_request(request) and (request.namespace == PUSH or meant)


def is_pubsub(request: Request) -> bool:
    """Tell whether a request is one of XEP-0060."""
    return is_iq_request(request) and request.namespace in {PUBSUB, OWNER}


def is_disco(request: Request) -> bool:
    """Tell whether features or entities are asked for (XEP-0030)."""
    return (
        is_iq_request(request)
        and request.namespace in {DISCO, DISCO_ITEMS}
        and request.payload_name == "query"
    )


def is_message(request: Request) -> bool:
    """Tell whether a stanza is a message."""
    return request.name == "message"


def named(name: str) -> Test:
    """Return what tells whether a push request is an ``enable``, or a ``disable``."""

    def is_named(request: Request) -> bool:
        return is_push(request) and request.payload_name == name

    return is_named


# ---- the stream ----


@looks("the XML is not well-formed")
def not_well_formed(request: Request) -> bool:
    return request.damage is not None and request.damage not in _OTHER_DAMAGE


_OTHER_DAMAGE = frozenset({"comment", "incomplete", "undeclared-prefix"})


@looks("the stanza does not end")
def incomplete(request: Request) -> bool:
    return request.damage == "incomplete"


@looks("a prefix is not declared")
def undeclared_prefix(request: Request) -> bool:
    return request.damage == "undeclared-prefix"


@looks("a comment or a processing instruction")
def comment(request: Request) -> bool:
    return request.damage == "comment"


@looks("another element than `iq`, `message` or `presence`")
def no_stanza(request: Request) -> bool:
    return not request.is_stanza


# ---- the IQ ----


def sent_to(addressee: Addressee, title: str) -> Input:
    """Return the input of a stanza that reaches *addressee*."""
    return Input(title, lambda request: request.addressee is addressee)


to_self = sent_to(Addressee.SELF, "`to` is the sender's own full JID")
to_host = sent_to(Addressee.HOST, "`to` is the sender's own server")
to_service = sent_to(Addressee.SERVICE, "`to` is the push service")
to_neighbour = sent_to(Addressee.NEIGHBOUR, "`to` is another user of the server")
to_neighbour_client = sent_to(Addressee.NEIGHBOUR_CLIENT, "`to` is another client")
to_elsewhere = sent_to(Addressee.ELSEWHERE, "`to` is at another server")
to_nobody = sent_to(Addressee.NOBODY, "`to` is no JID")
to_account = sent_to(Addressee.ACCOUNT, "`to` is absent, or the sender's own bare JID")


@looks("`from` is somebody else")
def from_another(request: Request) -> bool:
    said = jid_of(request.root.get("from"))
    return said is not None and said.local is not None and said.bare != request.sender.bare


@looks("to the push service, which is elsewhere")
def to_foreign_service(request: Request) -> bool:
    return request.addressee is Addressee.SERVICE and not request.has_own_pubsub


@looks("the IQ has no type")
def no_type(request: Request) -> bool:
    return request.type is None


@looks("the IQ has type `set`")
def type_set(request: Request) -> bool:
    return request.type == "set"


@looks("the IQ has type `get`")
def type_get(request: Request) -> bool:
    return request.type == "get"


@looks("the IQ has no type, or an unknown one")
def type_unknown(request: Request) -> bool:
    return request.type not in {"get", "set", "result", "error"}


@looks("the IQ has no `id`")
def no_id(request: Request) -> bool:
    return request.id is None


@looks("the IQ has no child element")
def no_child(request: Request) -> bool:
    return not request.children


@looks("the IQ has several child elements")
def several_children(request: Request) -> bool:
    return len(request.children) > 1


# ---- the namespace of the payload ----


@looks("the payload has no `xmlns` of its own")
def no_namespace(request: Request) -> bool:
    return request.namespace in {"", CLIENT}


@looks("the payload has a wrong `xmlns`")
def wrong_namespace(request: Request) -> bool:
    return request.namespace not in {PUSH, "", CLIENT}


@looks("the namespace is bound to a prefix, as in `<p:enable xmlns:p='urn:xmpp:push:0'>`")
def prefixed(request: Request) -> bool:
    return request.payload is not None and request.payload.prefix is not None


@looks("right namespace, but another element than `enable` and `disable`")
def other_name(request: Request) -> bool:
    return request.namespace == PUSH and request.payload_name not in {"enable", "disable"}


# ---- jid and node ----


@looks("`jid` is missing")
def no_jid(request: Request) -> bool:
    return request.jid is None


@looks("`jid` is empty")
def empty_jid(request: Request) -> bool:
    return request.jid == ""


@looks("`jid` is no JID")
def malformed_jid(request: Request) -> bool:
    return bool(request.jid) and jid_of(request.jid) is None


@looks("`jid` is the sender's own full JID")
def own_jid(request: Request) -> bool:
    return request.jid == str(request.sender)


@looks("`node` is missing")
def no_node(request: Request) -> bool:
    return request.node is None


@looks("`node` is empty")
def empty_node(request: Request) -> bool:
    return request.node == ""


@looks("`node` or `jid` has more than 250 characters")
def long_name(request: Request) -> bool:
    return max(len(request.node or ""), len(request.jid or "")) > LONGEST


# ---- the form of enable ----


def form(request: Request) -> etree._Element | None:
    """Return the first form of a payload."""
    return request.forms[0] if request.forms else None


def _form_type(request: Request) -> str | None:
    found = form(request)
    return None if found is None else found.get("type")


@looks("no form")
def no_form(request: Request) -> bool:
    return not request.forms


@looks("the form has no type")
def form_without_type(request: Request) -> bool:
    return bool(request.forms) and _form_type(request) is None


@looks("the form has type `form`, `result` or `cancel`")
def form_not_submitted(request: Request) -> bool:
    return _form_type(request) in FORM_KINDS - {"submit"}


@looks("the type of the form is another word")
def form_type_unknown(request: Request) -> bool:
    return bool(request.forms) and _form_type(request) not in {*FORM_KINDS, None}


@looks("`FORM_TYPE` is missing, or has no value")
def no_form_type(request: Request) -> bool:
    found = form(request)
    return found is not None and not form_types(found)


@looks("`FORM_TYPE` has several values")
def several_form_types(request: Request) -> bool:
    found = form(request)
    return found is not None and len(form_types(found)) > 1


@looks("`FORM_TYPE` is not that of publish-options, or has blanks around it")
def other_form_type(request: Request) -> bool:
    found = form(request)
    return found is not None and form_types(found) != [PublishOptions.FORM_TYPE]


@looks("a field has no value, or several")
def field_without_one_value(request: Request) -> bool:
    found = form(request)
    return found is not None and any(len(values(each)) != 1 for each in fields(found))


@looks("a field has no `var`")
def field_without_var(request: Request) -> bool:
    found = form(request)
    return found is not None and any(each.get("var") is None for each in fields(found))


@looks("the type of a field is another word")
def field_type_unknown(request: Request) -> bool:
    found = form(request)
    return found is not None and any(
        each.get("type", "text-single") not in FIELD_KINDS for each in fields(found)
    )


@looks("the form is in a wrong or misspelt namespace")
def form_unseen(request: Request) -> bool:
    return (
        not request.forms
        and request.payload is not None
        and any(local(each) == "x" for each in elements(request.payload))
    )


@looks("several forms")
def several_forms(request: Request) -> bool:
    return len(request.forms) > 1


# ---- what a request meets ----


@looks("the client is not connected")
def no_session(request: Request) -> bool:
    return not request.world.has_session(str(request.sender))


@looks("`to` is a client that is not connected")
def to_absent_client(request: Request) -> bool:
    return (
        request.addressee is Addressee.NEIGHBOUR_CLIENT
        and request.to is not None
        and not request.world.has_session(request.to.normalized)
    )


@looks("a message to the server itself")
def message_to_host(request: Request) -> bool:
    return request.name == "message" and request.addressee is Addressee.HOST


@looks("nothing of the kind is enabled")
def not_enabled(request: Request) -> bool:
    jid = jid_of(request.jid)
    where = jid.normalized if jid else request.jid or ""
    return not request.world.has_registration(request.user, where, request.node or None)


# ---- pubsub ----


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


@looks("no action in `pubsub`")
def no_action(request: Request) -> bool:
    return request.action is None


@looks("several actions in `pubsub` of the owner's namespace")
def several_actions(request: Request) -> bool:
    return request.payload is not None and len([*elements(request.payload)]) > 1


@looks("`node` of the action is missing or empty")
def no_action_node(request: Request) -> bool:
    return request.action_node == ""


@looks("there is no such node")
def node_unknown(request: Request) -> bool:
    return request.world.node(request.action_node) is None


@looks("the node is there already")
def node_taken(request: Request) -> bool:
    return request.world.is_taken(request.action_node)


@looks("somebody else owns the node")
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


@looks("the type of `create` is another than `push`")
def create_other_type(request: Request) -> bool:
    return request.action is not None and request.action.get("type", "push") != "push"


@looks("`create` has no type")
def create_without_type(request: Request) -> bool:
    return request.action is not None and request.action.get("type") is None


def _configuration(request: Request) -> etree._Element | None:
    holder = request.action if request.action_name == "configure" else part(request, "configure")
    return form_in(holder)


@looks("the form in `configure` is not submitted")
def configure_not_submitted(request: Request) -> bool:
    found = _configuration(request)
    return found is not None and found.get("type") != "submit"


@looks("`configure` has no form")
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


@looks("a value of a node option is none of those allowed")
def node_option_refused(request: Request) -> bool:
    return any(_is_refused(var, value) for var, value in node_options(request).items())


def _is_refused(var: str, value: str) -> bool:
    if var == "max_payload_size":
        return not value.isdecimal() or int(value) > LARGEST_PAYLOAD
    if var == "max_items":
        return value != "max" and not value.isdecimal()
    return var in _WORDS and value not in _WORDS[var]


def grants(request: Request) -> dict[str, str]:
    """Return the affiliations that a request gives, by bare or full JID."""
    found: dict[str, str] = {}
    for each in elements(request.action) if request.action is not None else ():
        jid = jid_of(each.get("jid"))
        if jid is not None:
            found[jid.normalized] = each.get("affiliation", "")
    return found


AFFILIATIONS = frozenset({"owner", "publisher", "publish-only", "member", "outcast", "none"})


@looks("a child that is no `affiliation`, a `jid` that is none, or an unknown affiliation")
def affiliation_malformed(request: Request) -> bool:
    given = [] if request.action is None else [*elements(request.action)]
    return any(
        local(each) != "affiliation"
        or jid_of(each.get("jid")) is None
        or each.get("affiliation") not in AFFILIATIONS
        for each in given
    )


@looks("the last owner would be gone")
def last_owner_gone(request: Request) -> bool:
    node = request.world.node(request.action_node)
    if node is None:
        return False
    owners = set(node.owners)
    for jid, affiliation in grants(request).items():
        bare = jid.partition("/")[0]
        owners = owners | {bare} if affiliation == "owner" else owners - {bare}
    return not owners


# ---- publish ----


def items(request: Request) -> list[etree._Element]:
    """Return the elements in ``publish``."""
    return [] if request.action is None else [*elements(request.action)]


def published(request: Request) -> list[etree._Element]:
    """Return the elements in the first item."""
    found = items(request)
    return [*elements(found[0])] if found else []


@looks("`publish` has no child")
def no_item(request: Request) -> bool:
    return not items(request)


@looks("`publish` has several children, or one that is no `item`")
def not_one_item(request: Request) -> bool:
    found = items(request)
    return len(found) > 1 or any(local(each) != "item" for each in found)


@looks("the payload is larger than the node takes")
def payload_too_big(request: Request) -> bool:
    node = request.world.node(request.action_node)
    limit = int(node.options.get("max_payload_size", LARGEST_PAYLOAD)) if node else LARGEST_PAYLOAD
    return sum(len(etree.tostring(each)) for each in published(request)) > limit


@looks("the item is empty")
def item_empty(request: Request) -> bool:
    found = items(request)
    return bool(found) and len(found[0]) == 0 and not found[0].text


@looks("the item holds several elements, or only blanks")
def not_one_payload(request: Request) -> bool:
    return len(published(request)) != 1


@looks("the item holds something else than `notification`")
def not_a_notification(request: Request) -> bool:
    return any(local(each) != "notification" for each in published(request))


def single_values(found: etree._Element | None) -> dict[str, str]:
    """Return the fields of a form that have one value, as MongooseIM reads them."""
    if found is None:
        return {}
    read = ((each.get("var"), values(each)) for each in fields(found))
    return {var: given[0] for var, given in read if var and var != "FORM_TYPE" and len(given) == 1}


def options_form(request: Request) -> etree._Element | None:
    """Return the form of the publish-options."""
    return form_in(part(request, "publish-options"))


def options(request: Request) -> dict[str, list[str]]:
    """Return the publish-options by name."""
    found = options_form(request)
    return {} if found is None else {each.get("var", ""): values(each) for each in fields(found)}


def summary_form(request: Request) -> etree._Element | None:
    """Return the form of the summary."""
    return next((form_in(each) for each in published(request)), None)


@looks("no publish-options")
def no_options(request: Request) -> bool:
    return part(request, "publish-options") is None


@looks("the publish-options have no form, one that is not submitted, or another `FORM_TYPE`")
def options_malformed(request: Request) -> bool:
    found = options_form(request)
    return (
        found is None
        or found.get("type") != "submit"
        or form_types(found) != [PublishOptions.FORM_TYPE]
    )


@looks("the publish-options lack `device_id` or `service`")
def options_incomplete(request: Request) -> bool:
    return not {"device_id", "service"} <= options(request).keys()


@looks("the sender may not publish at the node")
def may_not_publish(request: Request) -> bool:
    node = request.world.node(request.action_node)
    return node is not None and not node.takes_publishes_of(request.sender)


@looks("there is no summary, or its form is not submitted")
def summary_not_submitted(request: Request) -> bool:
    found = summary_form(request)
    return found is None or found.get("type") != "submit"


# ---- disco ----


@looks("the entities of another are asked for")
def asks_items(request: Request) -> bool:
    return request.namespace == DISCO_ITEMS and request.type == "get"


@looks("a node of the entity is asked about")
def disco_node(request: Request) -> bool:
    return bool(request.node)


@looks("a node of the server is asked about")
def disco_node_of_host(request: Request) -> bool:
    return disco_node(request) and to_host(request)


# ---- what a server published before ----


@looks("an error in answer to a publish")
def publish_refused(request: Request) -> bool:
    return request.type == "error"
