"""Family 4: nodes, configuration, affiliations and items, by XEP-0060."""

from collections.abc import Iterator
from typing import TypeAlias, get_args

from lxml import etree

from pushstanza.binding import spec_of, write
from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.masking import quoted
from pushstanza.diagnostics.spelling import did_you_mean, nearest
from pushstanza.jid import Jid
from pushstanza.linting.rules import examples as make
from pushstanza.linting.rules.change import (
    Change,
    Insert,
    MoveBehind,
    Remove,
    SetAttribute,
    SetText,
    safe,
    suggestion,
)
from pushstanza.linting.rules.rule import Finding, Given, Lack, Tree, Where, also, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.stanza.requests import is_request
from pushstanza.linting.rules.xml.near_names import (
    holds_strangers,
    is_stranger,
    near_attribute,
    near_field,
    value_is_elsewhere,
)
from pushstanza.reading import tags
from pushstanza.stanzas import xep0060, xep0357
from pushstanza.stanzas.forms import NodeConfig
from pushstanza.stanzas.rfc6120 import Iq, Message
from pushstanza.stanzas.xep0004 import Field, Form
from pushstanza.stanzas.xep0060 import (
    Affiliation,
    AffiliationKind,
    Affiliations,
    Configure,
    Create,
    Item,
    OwnerAffiliation,
    OwnerAffiliations,
    OwnerConfigure,
    OwnerPubsub,
    Publish,
    PublishOptions,
    Pubsub,
)
from pushstanza.stanzas.xep0357 import Notification

E, W = Severity.ERROR, Severity.WARNING

#: What only MongooseIM, where the push nodes are, minds.
_MONGOOSEIM: Where = {"mongooseim": E}

_FORM = spec_of(Form).tags[0]
_PUBSUB = spec_of(Pubsub).tags[0]
_CREATE = spec_of(Create).tags[0]
_CONFIGURE = spec_of(Configure).tags[0]
_PUBLISH = spec_of(Publish).tags[0]
_ITEM = spec_of(Item).tags[0]
_PUBLISH_OPTIONS = spec_of(PublishOptions).tags[0]
_NOTIFICATION = spec_of(Notification).tags[0]
_OWNER_PUBSUB = spec_of(OwnerPubsub).tags[0]

# Making a node -----------------------------------------------------------------------------------

#: What the configuration of a push node is, as XEP-0357 and MongooseIM's tutorial recommend it.
_RECOMMENDED = {"pubsub#access_model": "whitelist", "pubsub#publish_model": "publishers"}


def _means_push(pubsub: Pubsub) -> bool:
    """Tell whether the node to be made is a push node: by its type, its name or its configuration."""
    create = pubsub.create
    if create is None:
        return False
    if create.type == "push" or _is_nearly_push(create.type):
        return True
    form = pubsub.configure.form if pubsub.configure is not None else None
    return "push" in (create.node or "").lower() or (
        form is not None and all(form.value(var) == word for var, word in _RECOMMENDED.items())
    )


def _is_nearly_push(kind: str | None) -> bool:
    return kind is not None and nearest(kind, ["push"]) is not None


def own_domain(scope: Scope) -> str | None:
    """Return the domain of the user who asks, as far as it is known."""
    sender = scope.stanza.from_ if isinstance(scope.stanza, Iq) else None
    user = scope.account or sender
    known = user is not None and user.is_valid and (user.local is not None or user is not sender)
    return user.domain if user is not None and known else None


@rule(
    "PS401",
    "create-wrong-host",
    Severity.ERROR,
    on=Pubsub,
    source="esl/MongooseIM issues 1432 and 1866; XEP-0060, section 8.1",
    given=Given(account="alice@example.com"),
    bad=(
        make.create().replace("to='pubsub.example.com'", "to='example.com'"),
        make.create().replace("to='pubsub.example.com'", "to='alice@example.com'"),
        make.create().replace(" to='pubsub.example.com'", ""),
    ),
    good=make.create(),
)
def create_wrong_host(pubsub: Pubsub, scope: Scope) -> Iterator[Finding]:
    """A push node is made at the pubsub service, which has a domain of its own.

    Sent to the server itself, the request is answered with ``feature-not-implemented``. Without
    ``to``, or to a user, it is for the account, where it makes a node that pushes nothing, or none.
    """
    stanza = scope.stanza
    if pubsub.create is None or not isinstance(stanza, Iq) or stanza.type != "set":
        return
    to, domain = stanza.to, own_domain(scope)
    where = _not_at_a_service(to, domain)
    if where is None or not _means_push(pubsub) or near_attribute(stanza, "to") is not None:
        return
    domain = domain or (to.domain if to is not None and to.is_valid else None)
    service = None if domain is None else f"pubsub.{domain}"
    yield Finding(
        f"this push node is asked of {where}",
        at=stanza,
        attribute="to" if to is not None else None,
        hint=f"send it to the pubsub service, such as {service or 'pubsub.<domain>'}",
        fix=_sent_to(stanza, service) if service is not None else None,
    )


def _not_at_a_service(to: Jid | None, own_domain: str | None) -> str | None:
    if to is None:
        return "no service: without 'to' the account gets it, which has no push nodes"
    if not to.is_valid:
        return None
    if to.local is not None:
        return "a user's account, which has no push nodes"
    if to.domain == own_domain:
        return "the server itself: MongooseIM answers feature-not-implemented"
    return None


def _sent_to(stanza: Iq, service: str) -> Change:
    return suggestion("send it to the pubsub service", SetAttribute(stanza, "to", service))


@rule(
    "PS402",
    "create-type",
    Severity.WARNING,
    on=Pubsub,
    where=_MONGOOSEIM,
    source="esl/MongooseIM issue 1866; mod_pubsub_old.erl, iq_pubsub_set_create/4",
    bad=(
        make.create(inside="node='my-phone'"),
        make.create(inside="node='my-phone' type='Push'"),
        make.create(inside="node='my-phone' type='flat'"),
    ),
    good=(
        make.create(),
        make.create(make.field("pubsub#access_model", "open"), "node='princely_musings'"),
    ),
)
def create_type(pubsub: Pubsub, scope: Scope) -> Iterator[Finding]:
    """MongooseIM makes a push node only where ``create`` has ``type='push'``.

    Without it the node is of the first plugin that is configured, often ``flat``: it is made,
    publishes are stored there, and nothing is pushed. A type without a plugin is answered with
    ``feature-not-implemented``.

    Other nodes are not looked at, unless MongooseIM is the target.
    """
    create = pubsub.create
    if create is None or create.type == "push" or not is_request(scope):
        return
    if near_attribute(create, "type") is not None:
        return
    if not (_means_push(pubsub) or _is_for_mongooseim(scope)):
        return
    near = _is_nearly_push(create.type)
    if create.type is None:
        what = "this node has no type: MongooseIM takes that of its first plugin, often flat, which"
        what += " pushes nothing"
    elif near:
        what = f"the type {create.type!r} is unknown: MongooseIM answers feature-not-implemented"
    else:
        what = f"a node of the type {quoted(create.type)} pushes nothing in MongooseIM"
    yield Finding(
        what,
        at=create,
        attribute="type" if create.type is not None else None,
        hint="did you mean 'push'?" if near else "type='push' makes a push node",
        lacks=Lack.ATTRIBUTE if create.type is None else None,
        fix=suggestion("make a push node", SetAttribute(create, "type", "push")),
    )


def _is_for_mongooseim(scope: Scope) -> bool:
    """Tell whether a node is to be made at a service of MongooseIM, and push is the topic."""
    stanza = scope.stanza
    return (
        scope.aims_at("mongooseim")
        and not scope.in_log
        and isinstance(stanza, Iq)
        and stanza.to is not None
        and stanza.to.is_domain
    )


@rule(
    "PS403",
    "create-without-node",
    Severity.ERROR,
    on=Create,
    where=_MONGOOSEIM,
    source="esl/MongooseIM, node_push.erl; XEP-0060, section 8.1.3",
    bad=(make.create(inside="type='push'"), make.create(inside="type='push' node=''")),
    good=make.create(),
)
def create_without_node(create: Create, scope: Scope) -> Iterator[Finding]:
    """A push node needs a name: MongooseIM does not make one up for it.

    The answer is ``not-acceptable`` with ``nodeid-required``.
    """
    if create.type != "push" or create.node or not is_request(scope):
        return
    if near_attribute(create, "node") is None:
        yield Finding(
            "this push node has no name: MongooseIM answers not-acceptable, nodeid-required",
            attribute="node" if create.node is not None else None,
            hint="add node='…', a name that is unique to the device",
            lacks=Lack.ATTRIBUTE,
        )


_EVERYWHERE: Where = {"xep": E, "mongooseim": E, "ejabberd": E, "prosody": E, "tigase": E}

#: What goes behind an action, and that action.
_ACTIONS = {_CONFIGURE: _CREATE, _PUBLISH_OPTIONS: _PUBLISH}
_WHAT_FIRST = {
    _CONFIGURE: "answers feature-not-implemented",
    _PUBLISH_OPTIONS: "refuses the publish",
}
_WHAT_INSIDE = {
    _CONFIGURE: "nobody looks for it there, and the node gets the defaults",
    _PUBLISH_OPTIONS: "nobody looks for it there, and MongooseIM answers bad-request",
}


@rule(
    "PS404",
    "action-order",
    Severity.WARNING,
    on=Tree,
    where={"xep": W, "mongooseim": E},
    source="esl/MongooseIM, mod_pubsub_old.erl, iq_pubsub/9; XEP-0060, sections 7.1.5 and 8.1.3",
    bad=(
        make.pubsub(f"<configure>{make.config()}</configure><create node='my-phone' type='push'/>"),
        make.publish_of(
            f"<item>{make.notification(make.summary())}</item>"
            f"<publish-options>{make.options(make.SECRET)}</publish-options>"
        ),
        make.pubsub(f"<configure>{make.config()}</configure>"),
        make.pubsub("<create node='my-phone' type='push'/><create node='my-pad' type='push'/>"),
        make.pubsub(""),
    ),
    good=(make.create(), make.publish(options_form=make.options(make.SECRET))),
)
def action_order(root: etree._Element, scope: Scope) -> Iterator[Finding]:
    """MongooseIM takes the first child of ``pubsub`` as what is asked for.

    ``configure`` stands behind ``create``, and ``publish-options`` behind ``publish``: never before
    it, never inside, and never without it. A second action is not looked at, and where there is
    none the service refuses the request.
    """
    if not is_request(scope):
        return
    for element in root.iter(_CONFIGURE, _PUBLISH_OPTIONS):
        tag, parent = str(element.tag), element.getparent()
        if parent is None:
            continue
        if parent.tag == _PUBSUB:
            action = next(element.itersiblings(_ACTIONS[tag]), None)
            place, outcome = "before", f"MongooseIM takes it for the action and {_WHAT_FIRST[tag]}"
        else:
            action = next(element.iterancestors(_ACTIONS[tag]), None)
            place, outcome = "inside", _WHAT_INSIDE[tag]
        if action is not None:
            yield _out_of_order(element, action, place, outcome)


#: What may be asked of a pubsub service, each in a request of its own.
_ASKED = ("create", "items", "publish", "retract", "subscribe", "unsubscribe")


@also("PS404", on=(Pubsub, OwnerPubsub))
def _one_action(pubsub: Pubsub | OwnerPubsub, scope: Scope) -> Iterator[Finding]:
    asked = sum(getattr(pubsub, each, None) is not None for each in _ASKED)
    if (asked == 1 and pubsub.extra is None) or not is_request(scope):
        return
    root = spec_of(type(pubsub)).tags[0]
    for element in _elements(root, scope):
        yield from _first_counts(element) if asked else _nothing_asked(element, scope)


def _first_counts(pubsub: etree._Element) -> Iterator[Finding]:
    """Yield that an action, or what goes with it, stands there a second time."""
    action, seen = None, set[str]()
    for child in pubsub.iterchildren(f"{{{xep0060.NS}}}*"):
        name = tags.local(child)
        if name in seen or (name in _ASKED and action is not None):
            what = (
                f"a second <{name}> stands here" if name in seen else f"<{name}> is asked as well"
            )
            yield Finding(
                f"{what}: services look at the first thing only, and this is lost",
                at=child,
                hint="send it in a request of its own",
            )
        action = name if name in _ASKED else action
        seen.add(name)


def _nothing_asked(pubsub: etree._Element, scope: Scope) -> Iterator[Finding]:
    first = next(pubsub.iterchildren("*"), None)
    if first is None:
        if isinstance(scope.stanza, Iq):
            what = "this request asks a pubsub service for nothing: the answer is bad-request"
            yield Finding(what, at=pubsub, severity=E, where=_EVERYWHERE, lacks=Lack.CONTENT)
    elif first.tag in _ACTIONS and first.getnext() is None:
        action = tags.split(_ACTIONS[str(first.tag)])[1]
        yield Finding(
            f"<{tags.local(first)}> asks for nothing by itself, and there is no"
            f" <{action}> before it: MongooseIM takes it for the action and"
            f" {_WHAT_FIRST[str(first.tag)]}",
            at=first,
            hint=f"put <{action} node='…'/> before it",
            lacks=Lack.CONTENT,
        )


def _out_of_order(
    element: etree._Element, action: etree._Element, place: str, outcome: str
) -> Finding:
    what, of = tags.local(element), tags.local(action)
    return Finding(
        f"<{what}> stands {place} <{of}>: {outcome}",
        at=element,
        hint=f"put <{what}> behind <{of}>",
        severity=E if place == "inside" else W,
        where=None if place == "inside" else {"xep": W, "mongooseim": E},
        fix=safe(f"move <{what}> behind <{of}>", MoveBehind(element, action)),
    )


# The configuration of a node ---------------------------------------------------------------------


@rule(
    "PS405",
    "configure-without-form",
    Severity.WARNING,
    on=Pubsub,
    source="esl/MongooseIM, mod_pubsub_old.erl; XEP-0060, section 8.1.3",
    bad=(
        make.create_beside("<configure/>"),
        make.create_beside(make.config()),
        make.create_beside(f"<configure/>{make.config()}"),
    ),
    good=make.create(),
)
def configure_without_form(pubsub: Pubsub, scope: Scope) -> Iterator[Finding]:
    """The configuration of a new node is the form inside ``configure``.

    Without it, or with the form beside it, the node is made with the defaults and without a word.
    In MongooseIM these let everybody publish who knows the name of the node.
    """
    create, configure = pubsub.create, pubsub.configure
    if create is None or not is_request(scope):
        return
    if configure is not None and (configure.form is not None or holds_strangers(configure)):
        return
    beside = next((each for each in pubsub.payloads if isinstance(each, Form)), None)
    is_push = _means_push(pubsub)
    defaults = "the node gets the defaults"
    defaults += ", with which anyone may publish in MongooseIM" if is_push else ""
    if beside is not None:
        yield Finding(
            f"this form stands beside <create>, not in <configure>: {defaults}",
            at=beside,
            hint="put the form into <configure>",
            fix=_into_configure(beside, configure, pubsub),
        )
    elif configure is not None and is_push:  # elsewhere it may ask for the defaults
        yield Finding(
            f"<configure> holds no form: {defaults}",
            at=configure,
            hint="put a form with the configuration into it, or leave <configure> out",
            lacks=Lack.CONTENT,
        )


def _into_configure(form: Form, configure: Configure | None, pubsub: Pubsub) -> Change:
    put = (
        Insert(pubsub, write(Configure(form=form), xep0060.NS))
        if configure is None
        else Insert(configure, write(form, xep0060.NS))
    )
    return suggestion("put the form into <configure>", Remove(form), put)


def _options(names: str) -> frozenset[str]:
    return frozenset(f"pubsub#{name}" for name in names.split())


#: The options of XEP-0060, section 16.4.4, that have several values.
_OF_SEVERAL_VALUES = _options(
    "children children_association_whitelist collection contact roster_groups_allowed"
)

#: The options that are typed, and whose near misses are told as such.
_TYPED = {each.var: each for each in NodeConfig.FIELDS}

#: All options of XEP-0060, section 16.4.4.
NODE_OPTIONS = (
    frozenset(_TYPED)
    | _OF_SEVERAL_VALUES
    | _options(
        "body_xslt children_association_policy children_max dataform_xslt description item_expire"
        " itemreply language node_type notification_type notify_sub purge_offline rsm tempsub type"
    )
)

_Configured: TypeAlias = Configure | OwnerConfigure


@rule(
    "PS406",
    "unknown-node-option",
    Severity.WARNING,
    on=(Configure, OwnerConfigure),
    source="XEP-0060, section 16.4.4; esl/MongooseIM, mod_pubsub_old.erl",
    bad=(
        make.create_with(make.field("notify_config", "0")),
        make.create_with(make.field("pubsub#colour", "blue")),
        make.create_with(
            "<field var='pubsub#title'><value>Mine</value><value>My phone</value></field>"
        ),
    ),
    good=(
        make.create(),
        make.create_with(make.field("pubsub#notification_type", "headline")),
    ),
)
def unknown_node_option(holder: _Configured, scope: Scope) -> Iterator[Finding]:
    """The options of a node begin with ``pubsub#``, and most have one value.

    MongooseIM passes over any other without a word, so the node gets the default: for
    ``publish_model`` that is ``open``.
    """
    if holder.form is None or not is_request(scope):
        return
    for field in holder.form.fields:
        if field.var and field.var != "FORM_TYPE" and not field.var.startswith("{"):
            yield from _unknown_option(field, field.var, scope)


def _unknown_option(field: Field, var: str, scope: Scope) -> Iterator[Finding]:
    ignored = "MongooseIM ignores it, and the default holds"
    if var in NODE_OPTIONS:
        several = var in _OF_SEVERAL_VALUES or value_is_elsewhere(field, scope)
        if len(field.values) != 1 and not several:
            count = len(field.values) or "no"
            hint = "give it one <value>"
            yield Finding(f"{var} has {count} values, not one: {ignored}", at=field, hint=hint)
        return
    if near_field(var, _TYPED) is not None:
        return  # told as a near miss
    meant = _prefixed(var)
    if var.startswith("pubsub#") or meant is None:
        what = f"XEP-0060 has no option {quoted(var)} of a node"
    else:
        what = f"{quoted(var)} does not begin with pubsub#, as the options of a node do"
    yield Finding(
        f"{what}: {ignored}",
        at=field,
        attribute="var",
        hint=None if meant is None else f"did you mean {meant!r}?",
        fix=None if meant is None else _called(field, meant),
    )


def _called(field: Field, var: str) -> Change:
    return suggestion(f"call it {var}", SetAttribute(field, "var", var))


def _prefixed(var: str) -> str | None:
    """Return the option that *var* was meant to be, without its prefix or with another one."""
    name = var.rpartition("#")[2].removeprefix("pubsub").lstrip(":/._-")
    return nearest(f"pubsub#{name}", NODE_OPTIONS, cutoff=0.9) if name else None


#: The greatest max_payload_size of MongooseIM.
_MOST_BYTES = 60000
_SWITCHES = {"yes": "1", "on": "1", "no": "0", "off": "0"}


@rule(
    "PS407",
    "node-option-value",
    Severity.ERROR,
    on=(Configure, OwnerConfigure),
    source="XEP-0060, section 16.4.4; esl/MongooseIM, mod_pubsub_old.erl",
    bad=(
        make.create_with(access_model="whitelisted"),
        make.create_with(make.field("pubsub#persist_items", "yes")),
        make.create_with(make.field("pubsub#max_items", "many")),
        make.create_with(make.field("pubsub#max_payload_size", "100000")),
    ),
    good=(
        make.create_with(make.field("pubsub#persist_items", "true")),
        make.create_with(make.field("pubsub#max_items", "max")),
    ),
)
def node_option_value(holder: _Configured, scope: Scope) -> Iterator[Finding]:
    """Options of a node have closed sets of words, are switches, or are numbers.

    MongooseIM answers ``not-acceptable`` to any other value, and does not make the node. It takes
    no ``max_payload_size`` over 60000. A switch is ``0``, ``1``, ``false`` or ``true``.
    """
    if holder.form is None or not is_request(scope):
        return
    for problem in NodeConfig.read(holder.form).problems:
        field, value = problem.field, problem.field.value
        if field.var not in _TYPED or value is None or value != value.strip() or value == "max":
            continue  # other rules tell it; "max" is what XEP-0060 has for no limit
        if holder.form.field(field.var) is not field:
            continue  # it stands there a second time, which is told
        meant = _meant(field, value)
        yield Finding(
            f"{problem.message}: MongooseIM answers not-acceptable",
            at=field,
            content=True,
            hint=None if meant is None else f"did you mean {meant!r}?",
            fix=None if meant is None else suggestion(f"write {meant!r}", SetText(field, meant)),
        )
    size = holder.form.field("pubsub#max_payload_size")
    if size is not None and _is_over(size.value, _MOST_BYTES):
        yield Finding(
            f"MongooseIM takes no max_payload_size over {_MOST_BYTES}: it answers not-acceptable",
            at=size,
            content=True,
            severity=W,
            where=_MONGOOSEIM,
        )


def _is_over(text: str | None, limit: int) -> bool:
    digits = (text or "").lstrip("0")
    return digits.isascii() and digits.isdecimal() and (len(digits) > 9 or int(digits) > limit)


def _meant(field: Field, value: str) -> str | None:
    codec = _TYPED[field.var or ""].codec
    if codec.type is bool:
        return _SWITCHES.get(value.lower()) or nearest(value, ["true", "false"])
    return nearest(value, codec.words or ())


@rule(
    "PS408",
    "publish-model-subscribers",
    Severity.WARNING,
    on=Pubsub,
    where=_MONGOOSEIM,
    source="esl/MongooseIM, node_push.erl",
    bad=make.create(
        make.field("pubsub#access_model", "whitelist")
        + make.field("pubsub#publish_model", "subscribers")
    ),
    good=make.create(),
)
def publish_model_subscribers(pubsub: Pubsub, scope: Scope) -> Iterator[Finding]:
    """Nobody subscribes to a push node, so with ``subscribers`` nobody may publish to it.

    MongooseIM answers ``forbidden`` to each publish, even to the owner's.
    """
    if pubsub.configure is not None and is_request(scope) and _means_push(pubsub):
        yield from _for_subscribers(pubsub.configure.form)


@also("PS408", on=OwnerConfigure)
def _published_by_subscribers(configure: OwnerConfigure, scope: Scope) -> Iterator[Finding]:
    if scope.aims_at("mongooseim") and not scope.in_log and is_request(scope):
        yield from _for_subscribers(configure.form)


def _for_subscribers(form: Form | None) -> Iterator[Finding]:
    field = form.field("pubsub#publish_model") if form is not None else None
    if field is not None and field.value == "subscribers":
        yield Finding(
            "nobody subscribes to a push node: MongooseIM answers forbidden to each publish",
            at=field,
            content=True,
            hint="publish_model=publishers, and affiliation='publish-only' for the server",
            fix=suggestion("let publishers publish", SetText(field, "publishers")),
        )


# Affiliations ------------------------------------------------------------------------------------

#: What lets someone publish.
_RIGHTS = frozenset({"owner", "publish-only", "publisher"})
_KINDS = get_args(AffiliationKind)


@rule(
    "PS409",
    "affiliations-namespace",
    Severity.ERROR,
    on=Affiliations,
    source="XEP-0060, section 8.9; esl/MongooseIM, mod_pubsub_old.erl, iq_pubsub_owner/6",
    bad=(
        make.affiliations(make.grant()).replace("#owner", ""),
        make.affiliations(make.grant()).replace(
            "</pubsub>",
            f"<affiliations node='my-tablet'>{make.grant()}</affiliations></pubsub>",
        ),
        make.affiliations("<affiliation affiliation='publish-only'/>"),
        make.affiliations("<affiliation jid='example.com'/>"),
        make.affiliations(make.grant()).replace(" node='my-phone'", ""),
    ),
    good=(
        make.affiliations(make.grant()),
        make.pubsub("<affiliations/>").replace("type='set'", "type='get'"),
    ),
)
def affiliations_namespace(affiliations: Affiliations, scope: Scope) -> Iterator[Finding]:
    """The owner of a node sets affiliations in ``…pubsub#owner``, for one node at a time.

    In the namespace without ``#owner`` one may only ask for one's own: MongooseIM answers
    ``feature-not-implemented``. It answers ``bad-request`` where ``pubsub`` holds something else
    beside them, and where an ``affiliation`` does not say whose and which.
    """
    pubsub = scope.stanza.payload if isinstance(scope.stanza, Iq) else scope.stanza
    if isinstance(pubsub, Pubsub) and pubsub.affiliations is affiliations and is_request(scope):
        if isinstance(scope.stanza, Iq) and scope.stanza.type != "set":
            return
        if not affiliations.affiliations:
            return  # a question whose type is wrong
        yield Finding(
            f"affiliations are set in {xep0060.OWNER}: MongooseIM answers feature-not-implemented",
            at=pubsub,
            attribute="xmlns",
            hint=f"xmlns='{xep0060.OWNER}'",
            fix=_owned(pubsub, affiliations),
        )


def _owned(pubsub: Pubsub, affiliations: Affiliations) -> Change:
    grants = any(each.affiliation in _RIGHTS for each in affiliations.affiliations)
    make_it = suggestion if grants else safe
    return make_it("use the namespace of owners", SetAttribute(pubsub, "xmlns", xep0060.OWNER))


@also("PS409", on=OwnerAffiliations)
def _affiliations_set(affiliations: OwnerAffiliations, scope: Scope) -> Iterator[Finding]:
    if not _is_set(scope):
        return
    if affiliations.extra is not None and not holds_strangers(affiliations):
        for child in affiliations.extra.children[:1]:
            yield Finding(
                f"<{child.name}> has no place among affiliations: MongooseIM answers bad-request",
                hint="each of them is <affiliation jid='…' affiliation='…'/>",
            )
    if not affiliations.node and near_attribute(affiliations, "node") is None:
        yield Finding(
            "these affiliations name no node, so no service can tell which one is meant",
            attribute="node" if affiliations.node is not None else None,
            hint="add node='…'",
            lacks=Lack.ATTRIBUTE,
        )
    for each in affiliations.affiliations:
        missing = "jid" if each.jid is None else "affiliation"
        lacks = each.jid is None or each.affiliation is None
        if lacks and near_attribute(each, missing) is None:
            what = "whom it is for" if each.jid is None else "what it is"
            yield Finding(
                f"this affiliation does not say {what}: MongooseIM answers bad-request",
                at=each,
                hint=f"add {missing}='…'",
                lacks=Lack.ATTRIBUTE,
            )


@also("PS409", on=OwnerPubsub)
def _affiliations_alone(pubsub: OwnerPubsub, scope: Scope) -> Iterator[Finding]:
    if pubsub.affiliations is None or not _is_set(scope) or scope.root is None:
        return
    for element in scope.root.iter(_OWNER_PUBSUB):
        for further in element.findall("*")[1:]:
            yield Finding(
                "only one thing may be asked at a time: MongooseIM answers bad-request",
                at=further,
                hint="send it in a request of its own",
            )


def _is_set(scope: Scope) -> bool:
    stanza = scope.stanza
    return is_request(scope) and (not isinstance(stanza, Iq) or stanza.type != "get")


@rule(
    "PS410",
    "affiliation-value",
    Severity.ERROR,
    on=(OwnerAffiliation, Affiliation),
    damaged=True,
    source="XEP-0060, section 4.1; MongooseIM's tutorial, which has publisher_only in its prose",
    bad=(
        make.affiliations(make.grant(affiliation="publisher_only")),
        make.affiliations(make.grant(affiliation="admin")),
    ),
    good=make.affiliations(make.grant()),
)
def affiliation_value(model: OwnerAffiliation | Affiliation, scope: Scope) -> Iterator[Finding]:
    """An affiliation is one of six words; the one for servers that publish is ``publish-only``.

    MongooseIM answers ``bad-request`` to any other, and the server may not publish.
    """
    value = model.affiliation
    if value is None or value in _KINDS or scope.is_refusal or isinstance(scope.stanza, Message):
        return  # in a message it is a remote disable
    meant = nearest(value, _KINDS)
    yield Finding(
        f"{quoted(value)} is no affiliation: MongooseIM answers bad-request",
        at=model,
        attribute="affiliation",
        hint=did_you_mean(value, _KINDS) or f"it is one of {', '.join(_KINDS)}",
        fix=None if meant is None else _affiliated(model, meant),
    )


def _affiliated(model: OwnerAffiliation | Affiliation, kind: str) -> Change:
    return suggestion(f"write {kind!r}", SetAttribute(model, "affiliation", kind))


@rule(
    "PS411",
    "server-not-publisher",
    Severity.WARNING,
    on=OwnerAffiliations,
    sequence=True,
    given=Given(account="alice@example.com"),
    source="esl/MongooseIM pull request 2555; its migration guide from 3.5.0 to 3.6.0",
    bad=(
        make.affiliations(make.grant("alice@example.com")),
        make.affiliations(make.grant("example.com/phone")),
        make.affiliations(make.grant("pubsub.example.com")),
    ),
    good=(
        make.affiliations(make.grant("alice@example.com") + make.grant()),
        make.affiliations(make.grant("bob@example.net", "publisher")),
        make.affiliations(make.grant("alice@example.com", "none")),
    ),
)
def server_not_publisher(affiliations: OwnerAffiliations, scope: Scope) -> Iterator[Finding]:
    """The server publishes under its own name, so its domain needs the right, not the user.

    Since MongooseIM 3.6, and in ejabberd, Prosody and Tigase, publishes come from the domain. A node
    whose ``publish_model`` is ``publishers`` answers them with ``forbidden`` where only the user, or
    an address with a resource, may publish.
    """
    if not _is_set(scope):
        return
    granted = [each for each in affiliations.affiliations if each.affiliation in _RIGHTS]
    own = own_domain(scope)
    if any(_lets_in_server(each.jid, own) for each in granted):
        return
    if affiliations.extra is not None or any(
        each.affiliation not in _KINDS for each in affiliations.affiliations
    ):
        return  # it may be the server's, and is told
    for each in granted:
        if each.jid is not None and each.jid.is_valid and _is_meant(each, affiliations, scope):
            domain = own or each.jid.domain
            yield Finding(
                f"publishes come from the server, and this lets {quoted(str(each.jid))} publish:"
                f" {domain} is answered with forbidden",
                at=each,
                attribute="jid",
                hint=f"jid={domain!r}",
                fix=suggestion("let the server publish", SetAttribute(each, "jid", domain)),
            )
            return


def _lets_in_server(jid: Jid | None, own_domain: str | None) -> bool:
    if jid is None or not jid.is_valid:
        return True  # told elsewhere
    return jid.is_domain and own_domain in {None, jid.domain}


def _is_meant(granted: OwnerAffiliation, where: OwnerAffiliations, scope: Scope) -> bool:
    """Tell whether the right is one to push: publish-only is of little use elsewhere."""
    if granted.affiliation != "publisher":
        return granted.affiliation == "publish-only"
    to = scope.stanza.to if isinstance(scope.stanza, Iq) else None
    if to is None or not to.is_valid:
        return False
    return (to.domain, where.node) in scope.history.created


# Publishing --------------------------------------------------------------------------------------


def _elements(tag: str, scope: Scope) -> Iterator[etree._Element]:
    return iter(()) if scope.root is None else scope.root.iter(tag)


def _pushes(pubsub: Pubsub, scope: Scope) -> bool:
    """Tell whether a publish is one to a push service."""
    if pubsub.publish is None:
        return False
    if any(isinstance(item.payload, Notification) for item in pubsub.publish.items):
        return True
    form = pubsub.publish_options.form if pubsub.publish_options is not None else None
    given = form.fields if form is not None else ()
    if any(each.var and not each.var.startswith(("pubsub#", "FORM_TYPE")) for each in given):
        return True
    stanza = scope.stanza
    to_service = not isinstance(stanza, Iq) or stanza.to is not None
    return scope.aims_at("node_push") and to_service and not scope.in_log


@rule(
    "PS412",
    "item-count",
    Severity.ERROR,
    on=Pubsub,
    source="esl/MongooseIM, mod_pubsub_old.erl, iq_pubsub_set_publish/4; XEP-0357, section 7",
    bad=(
        make.publish_of("", make.options(make.SECRET)),
        make.publish_of(f"<item>{make.notification(make.summary())}</item>" * 2),
        make.publish_of(make.notification(make.summary())),
        make.publish_of(f"<item>{make.notification(make.summary())}</item>", node=""),
    ),
    good=make.publish(),
)
def item_count(pubsub: Pubsub, scope: Scope) -> Iterator[Finding]:
    """A push is published as one ``item`` on a node that is named.

    MongooseIM answers ``bad-request``: with ``item-required``, ``invalid-payload`` where there is
    more than one ``item`` or something else, or ``nodeid-required``.
    """
    publish = pubsub.publish
    if publish is None or not is_request(scope):
        return
    strays = [
        each for each in _strays(scope) if each.tag == _NOTIFICATION or _pushes(pubsub, scope)
    ]
    for element in strays:
        yield Finding(
            f"<{tags.local(element)}> stands in <publish> without an <item> around it:"
            " MongooseIM answers bad-request, invalid-payload",
            at=element,
            hint="put it into <item>",
        )
    if not strays and not _pushes(pubsub, scope):
        return
    if not publish.items and not strays and not holds_strangers(publish):
        yield Finding(
            "there is no item: MongooseIM answers bad-request, item-required",
            at=publish,
            hint="put <item> with a <notification> into it",
            lacks=Lack.CONTENT,
        )
    if len(publish.items) > 1:
        yield Finding(
            "a second item stands here: MongooseIM answers bad-request, invalid-payload",
            at=publish.items[1],
            hint="publish each in a request of its own",
        )
    if not publish.node and near_attribute(publish, "node") is None:
        yield Finding(
            "this publish names no node: MongooseIM answers bad-request, nodeid-required; p2 answers"
            " forbidden",
            at=publish,
            attribute="node" if publish.node is not None else None,
            hint="add node='…', the node that was enabled",
            lacks=Lack.ATTRIBUTE,
        )


def _strays(scope: Scope) -> Iterator[etree._Element]:
    """Yield what stands in a publish and is no item, but for what other rules tell."""
    for publish in _elements(_PUBLISH, scope):
        for child in publish.iterchildren("*"):
            if tags.namespace(child) != xep0060.NS and not is_stranger(child):
                yield child


@rule(
    "PS413",
    "item-payload",
    Severity.ERROR,
    on=Pubsub,
    source="XEP-0357, section 7; esl/MongooseIM, push_pubsub_SUITE.erl",
    bad=(
        make.publish_of("<item/>", make.options(make.SECRET)),
        make.publish_of(f"<item>{make.notification(make.summary())}{make.summary()}</item>"),
        make.publish_of(
            "<item><entry xmlns='http://www.w3.org/2005/Atom'/></item>", make.options(make.SECRET)
        ),
    ),
    good=make.publish(),
)
def item_payload(pubsub: Pubsub, scope: Scope) -> Iterator[Finding]:
    """The ``item`` of a push holds one element: a ``notification``.

    MongooseIM answers ``bad-request`` to any other, with ``payload-required`` where there is none
    and ``invalid-payload`` where there are several.
    """
    if pubsub.publish is None or not is_request(scope) or not _pushes(pubsub, scope):
        return
    for item in _elements(_ITEM, scope):
        parent = item.getparent()
        if parent is not None and parent.tag == _PUBLISH:
            yield from _payload(item)


def _payload(item: etree._Element) -> Iterator[Finding]:
    held = [
        each for each in item.iterchildren("*") if each.tag not in {_PUBLISH_OPTIONS, _CONFIGURE}
    ]
    if any(is_stranger(each) for each in held):
        return
    if not held:
        yield Finding(
            "this item is empty: MongooseIM answers bad-request, payload-required",
            at=item,
            hint=f"put <notification xmlns='{xep0357.NS}'> into it",
        )
    elif len(held) > 1:
        yield Finding(
            "a second payload stands here: MongooseIM answers bad-request, invalid-payload",
            at=held[1],
            hint="put what belongs to the push into <notification>",
        )
    elif held[0].tag != _NOTIFICATION:
        yield Finding(
            f"<{tags.local(held[0])}> is no notification: MongooseIM answers bad-request",
            at=held[0],
            hint=f"a push is <notification xmlns='{xep0357.NS}'>",
        )


@rule(
    "PS414",
    "publish-options-shape",
    Severity.ERROR,
    on=PublishOptions,
    source="XEP-0060, section 7.1.5; esl/MongooseIM, node_push.erl, check_publish_options",
    bad=(
        make.publish().replace("</publish>", "</publish><publish-options/>"),
        make.publish(options_form=make.options(make.SECRET) * 2),
        make.publish(options_form=make.SECRET),
        make.publish().replace("</publish>", f"</publish>{make.options(make.SECRET)}"),
    ),
    good=make.publish(options_form=make.options(make.SECRET)),
)
def publish_options_shape(_options: PublishOptions, scope: Scope) -> Iterator[Finding]:
    """``publish-options`` hold one form, and nothing else.

    MongooseIM's push node answers ``conflict`` where it finds no options, and a MongooseIM or
    ejabberd that published turns push off. Of two forms MongooseIM reads the first, and ejabberd the
    last. A publish to MongooseIM's push node needs them always.
    """
    if not is_request(scope):
        return
    for element in _elements(_PUBLISH_OPTIONS, scope):
        held = element.findall("*")
        if not any(is_stranger(each) and each.tag != _LOOSE_FIELD for each in held):
            yield from _options_shape(element, held)


_LOOSE_FIELD = f"{{{xep0060.NS}}}field"
_NO_OPTIONS = "MongooseIM's push node answers conflict, and MongooseIM or ejabberd turns push off"


def _options_shape(element: etree._Element, held: list[etree._Element]) -> Iterator[Finding]:
    forms = [each for each in held if each.tag == _FORM]
    if not held:
        yield Finding(
            f"<publish-options> hold no form: {_NO_OPTIONS}",
            at=element,
            hint="put the form of the enable into it, or leave it out",
            lacks=Lack.CONTENT,
        )
    for each in forms[1:]:
        yield Finding(
            "a second form stands here: MongooseIM reads the first one, ejabberd the last, and the"
            " other is lost",
            at=each,
            hint="put all options into one form",
        )
    for each in held:
        if each.tag != _FORM:
            what = f"<{tags.local(each)}> has no place in <publish-options>"
            outcome = f": {_NO_OPTIONS}" if not forms else ", and is not looked at"
            yield Finding(what + outcome, at=each, hint="options are the fields of one form")


@also("PS414", on=Pubsub)
def _without_options(pubsub: Pubsub, scope: Scope) -> Iterator[Finding]:
    if pubsub.publish is None or pubsub.publish_options is not None or not is_request(scope):
        return
    beside = next((each for each in pubsub.payloads if isinstance(each, Form)), None)
    if beside is not None:
        xml = write(PublishOptions(form=beside), xep0060.NS)
        yield Finding(
            "this form stands beside <publish>, not in <publish-options>: the push service finds no"
            " options",
            at=beside,
            hint="put it into <publish-options>",
            fix=suggestion("put it into <publish-options>", Remove(beside), Insert(pubsub, xml)),
        )
        return
    if not scope.aims_at("node_push"):
        return
    misplaced = next(_elements(_PUBLISH_OPTIONS, scope), None) is not None
    misplaced = misplaced or holds_strangers(pubsub)
    if _pushes(pubsub, scope) and not misplaced:
        yield Finding(
            f"this publish has no publish-options: {_NO_OPTIONS}",
            at=pubsub,
            hint="add <publish-options> with a form that has device_id and service",
            where={"node_push": E},
            lacks=Lack.CONTENT,
        )
