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
from pushstanza.linting.rules.pubsub.create import ONLY_MONGOOSEIM, makes_push_node
from pushstanza.linting.rules.rule import Finding, Lack, also, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.stanza.requests import is_request
from pushstanza.linting.rules.xml.near_names import holds_strangers, near_field, value_is_elsewhere
from pushstanza.stanzas import xep0060
from pushstanza.stanzas.forms import NodeConfig
from pushstanza.stanzas.xep0004 import Field, Form
from pushstanza.stanzas.xep0060 import Configure, OwnerConfigure, Pubsub

W = Severity.WARNING


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
    is_push = makes_push_node(pubsub)
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
            where=ONLY_MONGOOSEIM,
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
    where=ONLY_MONGOOSEIM,
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
            "nobody subscribes to a push node: MongooseIM answers forbidden to each publish",
            at=field,
            content=True,
            hint="publish_model=publishers, and affiliation='publish-only' for the server",
            fix=suggestion("let publishers publish", SetText(field, "publishers")),
        )
