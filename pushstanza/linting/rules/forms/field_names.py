"""The names of fields: each has one, of its own."""

from collections.abc import Iterator
from typing import Any, get_args

from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.masking import LONGEST_QUOTED, quoted
from pushstanza.linting.rules import examples as make
from pushstanza.linting.rules.change import Change, Remove, RenameAttribute, safe, suggestion
from pushstanza.linting.rules.forms.holders import ACCEPTED, PURPOSES
from pushstanza.linting.rules.gates import odd_form
from pushstanza.linting.rules.rule import Finding, Lack, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.xml.near_names import near_attribute
from pushstanza.servers import inputs as given
from pushstanza.servers.case import Input
from pushstanza.stanzas.rfc6120 import Iq
from pushstanza.stanzas.xep0004 import Field, FieldKind, Form
from pushstanza.stanzas.xep0357 import Enable

#: What a pubsub service answers to the question how a node is configured.
_ASKED_FOR = (
    "<iq type='result' id='e1' from='pubsub.example.com'>"
    "<pubsub xmlns='http://jabber.org/protocol/pubsub#owner'><configure node='my-phone'>"
    "<x xmlns='jabber:x:data' type='form'><field var='FORM_TYPE' type='hidden'>"
    f"<value>{make.CONFIG}</value></field><field type='fixed'><value>Who may read</value></field>"
    "</x></configure></pubsub></iq>"
)


@rule(
    "PS206",
    "field-without-var",
    Severity.ERROR,
    on=Form,
    inputs=given.field_without_var,
    gate=odd_form,
    source="XEP-0004, section 3.2; esl/MongooseIM issue 1526",
    bad=(
        make.enable(make.options(f"<field><value>{make.TOKEN}</value></field>")),
        make.enable(make.options("<field name='secret'><value>eXzRkCqvOO0bH3xe</value></field>")),
        make.enable(make.options(make.SECRET).replace("var='FORM_TYPE'", "var=''")),
    ),
    good=(
        make.enable(make.options(make.SECRET)),
        _ASKED_FOR,
    ),
)
def field_without_var(form: Form, scope: Scope) -> Iterator[Finding]:
    """A field without ``var`` has no name; only a ``fixed`` text for people needs none.

    Servers drop it silently, or publish it to a push service that cannot read it. If the field
    holds the device token, no push arrives.
    """
    if scope.is_refusal:
        return
    for field in form.fields:
        if not field.var and _needs_var(field):
            instead = _named_by(field)
            yield Finding(
                "missing 'var': the field has no name, and its value is lost",
                at=field,
                **_answers(given.field_without_var, scope),
                attribute="var" if field.var is not None else instead,
                hint="did you mean 'var'?" if instead else _name_for(field.value),
                fix=_with_var(field, instead) if instead else None,
                lacks=Lack.ATTRIBUTE,
            )


def _answers(enabled: Input, scope: Scope) -> dict[str, Any]:
    """Return what a finding says of servers: they look at the names of fields in an ``enable``."""
    stanza = scope.stanza
    if isinstance(stanza, Iq) and isinstance(stanza.payload, Enable):
        return {"inputs": enabled, "accepted": ACCEPTED[Enable]}
    return {"where": {}}


def _needs_var(field: Field) -> bool:
    """Tell whether a field needs a name, and has none that is reported as misspelt."""
    is_of_a_kind = field.type is None or field.type in _KINDS
    return is_of_a_kind and field.type != "fixed" and near_attribute(field, "var") is None


_KINDS = frozenset(get_args(FieldKind))


def _named_by(field: Field) -> str | None:
    """Return the attribute that is in the place of ``var``."""
    names = [name for name, _ in field.extra.attributes] if field.extra else []
    return names[0] if len(names) == 1 and field.var is None and names[0][:1] != "{" else None


def _with_var(field: Field, instead: str) -> Change:
    return suggestion("rename the attribute to var", RenameAttribute(field, instead, "var"))


def _name_for(value: str | None) -> str:
    if value is not None and value.strip() in PURPOSES:
        return "add var='FORM_TYPE'"
    if value in {"apns", "fcm"}:
        return "add var='service'"
    if value is not None and len(value) > LONGEST_QUOTED:
        return "add var='…', the name of the option; MongooseIM's for a device token is 'device_id'"
    return "add var='…', the name of the option"


@rule(
    "PS207",
    "duplicate-var",
    Severity.ERROR,
    on=Form,
    inputs=given.field_twice,
    gate=odd_form,
    source="XEP-0004, section 3.2; esl/MongooseIM, mongoose_data_forms.erl",
    bad=(
        make.enable(make.options(make.SECRET + make.SECRET)),
        make.enable(make.options(make.SECRET + make.field("secret", "b4vLQ0oJxW6mZt1y"))),
    ),
    good=make.enable(make.options(make.SECRET)),
)
def duplicate_var(form: Form, scope: Scope) -> Iterator[Finding]:
    """The ``var`` of a field is unique in its form; several values belong in one field.

    Servers and push services differ in which of two fields of the same name they read.
    """
    if scope.is_refusal:
        return
    first: dict[str, Field] = {}
    for field in form.fields:
        if field.var and first.setdefault(field.var, field) is not field:
            same = field == first[field.var]
            value = (
                "with the same value"
                if same
                else "with a different value: which of the two counts depends on who reads them"
            )
            yield Finding(
                f"duplicate field {quoted(field.var)} {value}",
                at=field,
                **_answers(given.field_twice, scope),
                attribute="var",
                hint="remove one of them",
                fix=safe("remove the second one", Remove(field)) if same else None,
            )
