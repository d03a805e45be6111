"""The configuration of a node."""

from collections.abc import Iterator
from typing import TypeAlias

from pushstanza.binding import write
from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.masking import quoted
from pushstanza.diagnostics.spelling import nearest
from pushstanza.linting.rules import examples as make
from pushstanza.linting.rules.change import (
    Change,
    Insert,
    Remove,
    SetAttribute,
    SetText,
    suggestion,
)
from pushstanza.linting.rules.pubsub.create import makes_push_node
from pushstanza.linting.rules.pubsub.elements import AT_EVERY_SERVICE
from pushstanza.linting.rules.rule import Finding, Lack, also, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.stanza.requests import is_request
from pushstanza.linting.rules.xml.near_names import holds_strangers, near_field, value_is_elsewhere
from pushstanza.servers import inputs as given
from pushstanza.servers.inputs.pubsub import is_over
from pushstanza.stanzas import xep0060
from pushstanza.stanzas.forms import NodeConfig
from pushstanza.stanzas.xep0004 import Field, Form
from pushstanza.stanzas.xep0060 import Configure, OwnerConfigure, Pubsub

E, W = Severity.ERROR, Severity.WARNING


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

    Without it, or if the form is elsewhere, the node silently gets the default configuration. For a
    push node this often lets everyone publish who knows its name.
    """
    create, configure = pubsub.create, pubsub.configure
    if create is None or not is_request(scope):
        return
    if configure is not None and (configure.form is not None or holds_strangers(configure)):
        return
    beside = next((each for each in pubsub.payloads if isinstance(each, Form)), None)
    is_push = makes_push_node(pubsub)
    defaults = "the node gets the default configuration"
    defaults += ", with which anyone may publish who knows its name" if is_push else ""
    if beside is not None:
        yield Finding(
            f"the form is beside <create>, not inside <configure>: {defaults}",
            at=beside,
            hint="move the form into <configure>",
            fix=_into_configure(beside, configure, pubsub),
        )
    elif configure is not None and is_push:  # for other nodes it may request the defaults
        yield Finding(
            f"<configure> has no form: {defaults}",
            at=configure,
            hint="add a form with the configuration, or remove <configure>",
            lacks=Lack.CONTENT,
        )


def _into_configure(form: Form, configure: Configure | None, pubsub: Pubsub) -> Change:
    put = (
        Insert(pubsub, write(Configure(form=form), xep0060.NS))
        if configure is None
        else Insert(configure, write(form, xep0060.NS))
    )
    return suggestion("move the form into <configure>", Remove(form), put)


def _options(names: str) -> frozenset[str]:
    return frozenset(f"pubsub#{name}" for name in names.split())


#: The options of XEP-0060, section 16.4.4, that take several values.
_OF_SEVERAL_VALUES = _options(
    "children children_association_whitelist collection contact roster_groups_allowed"
)

#: The options with a type; a misspelt name of one is reported by the rule for such names.
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
    """The names of node options begin with ``pubsub#``, and most options take one value.

    Any other field is silently ignored, and the node gets the default for the option.
    """
    if holder.form is None or not is_request(scope):
        return
    for field in holder.form.fields:
        if field.var and field.var != "FORM_TYPE" and not field.var.startswith("{"):
            yield from _unknown_option(field, field.var, scope)


def _unknown_option(field: Field, var: str, scope: Scope) -> Iterator[Finding]:
    ignored = "it is ignored, and the default applies"
    if var in NODE_OPTIONS:
        several = var in _OF_SEVERAL_VALUES or value_is_elsewhere(field, scope)
        if len(field.values) != 1 and not several:
            count = len(field.values) or "no"
            yield Finding(
                f"{var} has {count} values instead of one: {ignored}",
                at=field,
                hint="use one <value>",
            )
        return
    if near_field(var, _TYPED) is not None:
        return  # another rule reports misspelt names
    meant = _prefixed(var)
    if var.startswith("pubsub#") or meant is None:
        what = f"XEP-0060 defines no node option {quoted(var)}"
    else:
        what = f"{quoted(var)} lacks the prefix pubsub# of node options"
    yield Finding(
        f"{what}: {ignored}",
        at=field,
        attribute="var",
        hint=None if meant is None else f"did you mean {meant!r}?",
        fix=None if meant is None else _called(field, meant),
    )


def _called(field: Field, var: str) -> Change:
    return suggestion(f"rename it to {var}", SetAttribute(field, "var", var))


def _prefixed(var: str) -> str | None:
    """Return the option that *var* was meant to be, without its prefix or with another one."""
    name = var.rpartition("#")[2].removeprefix("pubsub").lstrip(":/._-")
    return nearest(f"pubsub#{name}", NODE_OPTIONS, cutoff=0.9) if name else None


#: What is often written for a boolean.
_BOOLEANS = {"yes": "1", "on": "1", "no": "0", "off": "0"}


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
        make.create_with(make.field("pubsub#max_items", "11")),
    ),
    good=(
        make.create_with(make.field("pubsub#persist_items", "true")),
        make.create_with(make.field("pubsub#max_items", "max")),
    ),
)
def node_option_value(holder: _Configured, scope: Scope) -> Iterator[Finding]:
    """A node option takes one of a set of words, a boolean, or a number.

    A request with any other value is refused as a whole: the node is not created. A boolean is
    ``0``, ``1``, ``false`` or ``true``, ``max_payload_size`` is 60000 and ``max_items`` 10 at most.
    """
    if holder.form is None or not is_request(scope):
        return
    for problem in NodeConfig.read(holder.form).problems:
        field, value = problem.field, problem.field.value
        if field.var not in _TYPED or value is None or value != value.strip() or value == "max":
            continue  # other rules report it; "max" stands for no limit in XEP-0060
        if holder.form.field(field.var) is not field:
            continue  # another rule reports the second field
        meant = _meant(field, value)
        yield Finding(
            problem.message,
            at=field,
            content=True,
            inputs=given.node_option_refused,
            where=AT_EVERY_SERVICE,
            hint=None if meant is None else f"did you mean {meant!r}?",
            fix=None if meant is None else suggestion(f"write {meant!r}", SetText(field, meant)),
        )
    for name, most, inputs in _LIMITS:
        size = holder.form.field(f"pubsub#{name}")
        limit = size.value or "" if size is not None else ""
        if limit.isascii() and limit.isdecimal() and is_over(limit, most):
            yield Finding(
                f"{name} exceeds {most}", at=size, content=True, severity=W, inputs=inputs
            )


#: The options that are limited, the most that MongooseIM allows, and what it refuses.
_LIMITS = (
    ("max_payload_size", given.LARGEST_PAYLOAD, given.payload_limit_too_high),
    ("max_items", given.MOST_ITEMS, given.too_many_items),
)


def _meant(field: Field, value: str) -> str | None:
    codec = _TYPED[field.var or ""].codec
    if codec.type is bool:
        return _BOOLEANS.get(value.lower()) or nearest(value, ["true", "false"])
    return nearest(value, codec.words or ())


@rule(
    "PS408",
    "publish-model-subscribers",
    Severity.WARNING,
    on=Pubsub,
    inputs=given.publish_model_subscribers,
    accepted=E,
    source="esl/MongooseIM, node_push.erl",
    bad=make.create(
        make.field("pubsub#access_model", "whitelist")
        + make.field("pubsub#publish_model", "subscribers")
    ),
    good=make.create(),
)
def publish_model_subscribers(pubsub: Pubsub, scope: Scope) -> Iterator[Finding]:
    """Nobody subscribes to a push node, so with ``subscribers`` nobody may publish to it.

    Each publish is refused, even one of the owner.
    """
    if pubsub.configure is not None and is_request(scope) and makes_push_node(pubsub):
        yield from _for_subscribers(pubsub.configure.form)


@also("PS408", on=OwnerConfigure)
def _published_by_subscribers(configure: OwnerConfigure, scope: Scope) -> Iterator[Finding]:
    if scope.aims_at("mongooseim") and not scope.in_log and is_request(scope):
        yield from _for_subscribers(configure.form)


def _for_subscribers(form: Form | None) -> Iterator[Finding]:
    field = form.field("pubsub#publish_model") if form is not None else None
    if field is not None and field.value == "subscribers":
        yield Finding(
            "publish_model is 'subscribers', but a push node has none: every publish is refused",
            at=field,
            content=True,
            hint="publish_model=publishers, and affiliation='publish-only' for the server",
            fix=suggestion("set publish_model to publishers", SetText(field, "publishers")),
        )
