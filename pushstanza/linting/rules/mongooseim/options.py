"""Options that are missing, swapped or unknown."""

from collections.abc import Iterator, Sequence

import attrs

from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.masking import quoted
from pushstanza.linting.rules import examples
from pushstanza.linting.rules.forms.holders import TRANSLATED
from pushstanza.linting.rules.gates import odd_form
from pushstanza.linting.rules.rule import Finding, Lack, also, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.translated import (
    OWN_OPTIONS,
    Translated,
    forms_of,
    translated,
    translator_findings,
    translator_rule,
)
from pushstanza.linting.rules.xml.near_names import holds_strangers, near_field
from pushstanza.payloads.findings import FINDINGS, RULE_NAMES
from pushstanza.payloads.options import OPTIONS, SERVICES
from pushstanza.reading import tags
from pushstanza.stanzas import xep0004
from pushstanza.stanzas.forms import PublishOptions
from pushstanza.stanzas.xep0004 import Field, Form
from pushstanza.stanzas.xep0060 import Pubsub
from pushstanza.stanzas.xep0357 import Enable

E, W = Severity.ERROR, Severity.WARNING

_OPTIONS = frozenset(each.var for each in PublishOptions.FIELDS)

#: How an option is added that is missing.
_ADD = {
    "device_id": "add device_id, the device token that APNs or FCM gave the app",
    "service": "add service, whose token it is: apns or fcm",
}


@rule(
    "PS601",
    RULE_NAMES["PS601"],
    E,
    on=TRANSLATED,
    where={"node_push": E},
    source="esl/MongooseIM, mod_push_service_mongoosepush.erl and node_push.erl",
    bad=(
        examples.enable(examples.options(examples.field("service", "fcm"))),
        examples.enable(examples.options(examples.field("device_id", examples.TOKEN))),
        examples.publish(options_form=examples.options(examples.field("service", "fcm"))),
    ),
    good=(
        examples.enable(examples.fcm()),
        examples.enable(examples.apns()),
        examples.enable(),
        examples.publish(options_form=examples.fcm()),
    ),
)
def mongoosepush_options_missing(model: Enable | Pubsub, scope: Scope) -> Iterator[Finding]:
    """MongooseIM's push service needs both ``device_id`` and ``service``.

    The ``enable`` is accepted without them. In PubSub-full mode the first publish is then answered
    with ``conflict``, and push is off; in PubSub-less mode every push is dropped, and nobody is
    told. An ``enable`` without any form is right for push services that know the device by the
    node; it is found only where MongooseIM's own one is meant.
    """
    found = translated("PS601", model, scope)
    _, options = forms_of(model) if found else (None, None)
    if options is not None and options.fields and not holds_strangers(options):
        yield from _missing(found, options)
    if isinstance(model, Enable) and (key := _whole_form_missing(model, scope)):
        yield Finding(FINDINGS[key].sentence, where={"node_push": E}, lacks=Lack.CONTENT)


def _missing(found: Sequence[Translated], options: Form) -> Iterator[Finding]:
    """Yield that options are missing, except those that are present but reported by another rule."""
    unnamed = sum(not each.var for each in options.fields)
    there = {near_field(each.var, _OPTIONS) or each.var for each in options.fields}
    for _, missing, each in found[unnamed:]:
        if missing is not None and missing not in there:
            meant = _meant_as(missing, options)
            hint = f"did you mean {missing!r}?" if meant else _ADD[missing]
            at, attribute = (meant, "var") if meant else (each.at, None)
            yield attrs.evolve(each, at=at, attribute=attribute, hint=hint)


def _meant_as(missing: str, options: Form) -> Field | None:
    """Return the unknown option whose value is one of an option that is missing, if there is one."""
    option = OPTIONS[missing]
    for each in options.fields:
        is_unknown = each.var and each.var not in _OPTIONS and each.var != "FORM_TYPE"
        if is_unknown and each.value and option.recognizes(each.value):
            return each
    return None


def _whole_form_missing(enable: Enable, scope: Scope) -> str | None:
    """Return what it means that there is no form at all, where MongooseIM's push node is meant."""
    if enable.form is not None or scope.is_refusal or _holds_lost_form(enable):
        return None
    if scope.aims_at("mongooseim-virtual"):
        return "missing-device-id"
    return "precondition-not-met" if scope.aims_at("node_push") else None


def _holds_lost_form(enable: Enable) -> bool:
    """Tell whether an enable holds a form that no server finds, which other rules tell."""
    extra = enable.extra
    inside = extra is not None and any(xep0004.NS in each.xml for each in extra.children)
    return inside or holds_strangers(enable)


translator_rule(
    "PS602",
    E,
    """The device token and the name of the service are each in the place of the other.

    MongooseIM accepts the ``enable``; MongoosePush answers each push with 422 where ``service`` is
    no service, and the provider knows no device called ``fcm``.
    """,
    source="esl/MongooseIM issue 1526",
    bad=(
        examples.enable(
            examples.options(
                examples.field("device_id", "fcm") + examples.field("service", "dGhpcyBpcyBub3Qg")
            )
        ),
        examples.enable(examples.apns(token="apns")),  # noqa: S106 - an example
    ),
    good=examples.enable(examples.fcm()),
)


@also("PS602", on=Form, gate=odd_form)
def service_for_token(form: Form, scope: Scope) -> Iterator[Finding]:
    """Find a service in place of the token in options that stand alone, as in a term of a log."""
    is_alone = scope.root is not None and tags.local(scope.root) == "x"
    if not is_alone or form.form_type != PublishOptions.FORM_TYPE:
        return
    for each in form.fields:
        if each.var == "device_id" and each.value in SERVICES:
            sentence = FINDINGS["token-is-service"].sentence
            yield Finding(sentence.format(value=quoted(each.value)), at=each)


@rule(
    "PS603",
    RULE_NAMES["PS603"],
    W,
    on=TRANSLATED,
    gate=translator_findings,
    where={"node_push": W},
    source="esl/MongooseIM, mod_push_service_mongoosepush.erl, make_notification/2; esl/MongoosePush, "
    "schemas/request/send_notification/deep.ex, service/apns.ex and service/fcm.ex",
    bad=(
        examples.enable(examples.apns(examples.field("badge", "3"))),
        examples.enable(examples.fcm(examples.field("tags", "beta"))),
        examples.enable(examples.apns(examples.field("collapse_id", "chat"))),
        examples.enable(examples.apns(examples.field("thread-id", "chat"))),
        examples.enable(examples.fcm(examples.field("channel_id", "chat"))),
    ),
    good=(
        examples.enable(examples.apns(examples.field("sound", "default"))),
        examples.enable(examples.options(examples.SECRET)),
    ),
)
def unknown_option(model: Enable | Pubsub, scope: Scope) -> Iterator[Finding]:
    """MongooseIM reads ten options and passes over every other one without a word.

    What is set by such an option does not reach the device. For most of what else APNs and FCM have,
    such as calls, ``apns-expiration``, ``apns-collapse-id``, ``thread-id``, ``interruption-level``
    and ``collapse_key``, MongoosePush has no field either; the page of the publish-options has a
    table of them. What it makes of the summary, such as the badge, no option changes. A ``secret`` is XEP-0357's own and is
    not found; ``tags`` are left out on purpose. A name that is nearly right is PS009's.
    """
    found = translated("PS603", model, scope)
    _, options = forms_of(model) if found else (None, None)
    if options is None or OWN_OPTIONS.isdisjoint(each.var for each in options.fields):
        return  # it was written for another service, and PS601 says that
    lacking = {"device_id", "service"}.difference(each.var for each in options.fields)
    meant = [_meant_as(each, options) for each in lacking]
    for _, _, each in found:
        field = each.at if isinstance(each.at, Field) else None
        if field is not None and not _is_reported(field) and all(field is not one for one in meant):
            yield each


def holds_option(option: str, model: Enable | Pubsub) -> bool:
    """Tell whether the options have one after all, in a way that other rules tell."""
    _, options = forms_of(model)
    if options is None or holds_strangers(options):
        return options is not None
    return _meant_as(option, options) is not None or any(
        not each.var or each.var == option or near_field(each.var, [option]) is not None
        for each in options.fields
    )


def _is_reported(field: Field) -> bool:
    """Tell whether another rule tells of an option that nobody knows, or none minds it."""
    var = field.var
    return (
        not var
        or var == "secret"
        or near_field(var, _OPTIONS | {"FORM_TYPE"}) is not None
        or field.value == PublishOptions.FORM_TYPE
    )
