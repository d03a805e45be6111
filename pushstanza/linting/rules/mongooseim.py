"""Family 6: what MongooseIM accepts and reads; and what becomes of the forms that are for it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TypeAlias

import attrs
from lxml import etree

from pushstanza.binding import Model, spec_of
from pushstanza.diagnostics import Diagnostic, Severity
from pushstanza.diagnostics.spelling import nearest
from pushstanza.jid import Jid
from pushstanza.linting.rules import examples
from pushstanza.linting.rules.change import Change, SetText, safe, suggestion
from pushstanza.linting.rules.forms.field_values import ALERTED
from pushstanza.linting.rules.privacy import PLACEHOLDERS
from pushstanza.linting.rules.rule import Finding, Given, Lack, also, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.stanza.jids import HOST_LEFT
from pushstanza.linting.rules.xml.near_names import holds_strangers, near_field, value_is_elsewhere
from pushstanza.payloads import apns
from pushstanza.payloads.findings import FINDINGS
from pushstanza.payloads.losses import TRUTHY
from pushstanza.payloads.mongoosepush import int32, is_segment
from pushstanza.payloads.options import OPTIONS
from pushstanza.payloads.profiles.mongoosepush import PROFILE
from pushstanza.payloads.publish import BODY, COUNT, SENDER, Publish
from pushstanza.payloads.reactions import LONGEST
from pushstanza.payloads.wire import weigh
from pushstanza.reading import tags
from pushstanza.stanzas import xep0004
from pushstanza.stanzas.forms import PublishOptions
from pushstanza.stanzas.rfc6120 import Iq
from pushstanza.stanzas.xep0004 import Field, Form
from pushstanza.stanzas.xep0060 import OwnerPubsub, Pubsub
from pushstanza.stanzas.xep0357 import Disable, Enable, Notification

E, W = Severity.ERROR, Severity.WARNING

#: Options that only MongoosePush's push service has, so that they show for whom a form is meant.
OWN_OPTIONS = frozenset(name for name, each in OPTIONS.items() if not each.is_common)

#: How many characters two forms may have before it is worth while to weigh what they become.
WORTH_WEIGHING = 400

#: What stands for what is missing, so that the rest can be looked at all the same.
_ANY_OPTIONS = {"service": "fcm", "device_id": "any"}
_ANY_SUMMARY = {COUNT: "1", SENDER: "any", BODY: "any"}

_OPTIONS = frozenset(each.var for each in PublishOptions.FIELDS)

#: How an option is added that is missing.
_ADD = {
    "device_id": "add device_id, the device token that APNs or FCM gave the app",
    "service": "add service, whose token it is: apns or fcm",
}

_COPIED = re.compile(r"(?:some|your|my)_[a-z_]+", re.IGNORECASE)
_X = f"{{{xep0004.NS}}}x"
_ENABLE = spec_of(Enable).tags[0]

_OTHER_VALUE = "put what APNs or FCM gave the app here"
_DEVICELESS = "device_id is empty: no device is meant, and MongoosePush answers 404"

#: Codes of sentences about a value of its own, which is not also called a placeholder.
_OF_VALUES = frozenset({"PS706", "PS708", "PS709", "PS710"})

_Fields: TypeAlias = Mapping[str, Field]


# What becomes of the forms, found once a stanza and told by many rules.


def said(code: str, model: Model, scope: Scope) -> Sequence[Finding]:
    """Return the findings of a rule in the forms of an enable or a publish, as the translator has them."""
    return what_is_said(model, scope).get(code, ())


def what_is_said(model: Model, scope: Scope) -> Mapping[str, Sequence[Finding]]:
    """Return all that the translator says of a model, by the codes of the rules."""
    return scope.once("said", model, lambda: _said(model, scope))


def _said(model: Model, scope: Scope) -> dict[str, list[Finding]]:
    summary, options = _forms(model)
    if options is None or scope.is_refusal or not _is_for_mongoosepush(options, scope):
        return {}
    wanted = [each for each in _diagnostics(summary, options) if scope.wants(each.code)]
    if not wanted:
        return {}
    fields = {**_fields("summary", summary), **_fields("options", options)}
    places: dict[str, Form | None] = {"options": options, "summary": summary}
    by_code: dict[str, list[Finding]] = {}
    for each in _once(wanted):
        kind = (each.path or "options").partition("/")[0]
        finding = _finding(each, fields, places[kind])
        if finding is not None:
            by_code.setdefault(each.code, []).append(finding)
    return by_code


def _forms(model: Model) -> tuple[Form | None, Form | None]:
    """Return the summary and the options of an enable or a publish, as far as there are any."""
    if isinstance(model, Enable):
        return None, model.form
    if not isinstance(model, Pubsub) or model.publish is None:
        return None, None
    payloads = [each.payload for each in model.publish.items]
    summary = next((each.form for each in payloads if isinstance(each, Notification)), None)
    holder = model.publish_options
    return summary, None if holder is None else holder.form


def _is_for_mongoosepush(options: Form, scope: Scope) -> bool:
    names = {each.var for each in options.fields}
    return not OWN_OPTIONS.isdisjoint(names) or scope.aims_at(
        "mongooseim", "mongooseim-virtual", "node_push"
    )


def _fields(kind: str, form: Form | None) -> dict[str, Field]:
    """Return the fields of a form by what a diagnostic calls them; the last of a name counts."""
    return {f"{kind}/{each.var}": each for each in (form.fields if form else ()) if each.var}


def _values(form: Form | None) -> dict[str, str]:
    """Return the values as MongooseIM reads them, without the blanks that a rule of its own tells."""
    fields = form.fields if form else ()
    return {
        each.var: each.values[0].strip(" \t\r\n")
        for each in fields
        if each.var is not None and each.var != "FORM_TYPE" and len(each.values) == 1
    }


def _diagnostics(summary: Form | None, options: Form) -> Iterator[Diagnostic]:
    """Yield what the translator says of two forms; all of it, and not only what comes first."""
    fields, given = _values(summary), _values(options)
    shape = tuple(_usual_fields(fields).items()), tuple(_usual_options(given).items())
    yield from _told(*shape, has_summary=summary is not None)
    if summary and not _is_refused(fields, given):
        yield from _weighed(fields, given)


#: What stands for a token that is fine: nothing else is said of one than of another.
_USUAL_TOKENS = {"apns": examples.TOKEN, "fcm": examples.FCM_TOKEN}


def _usual_options(given: Mapping[str, str]) -> Mapping[str, str]:
    """Return options with a usual token in place of one that is fine: a log holds thousands."""
    token, service = given.get("device_id", ""), given.get("service", "")
    if service == "apns":
        is_fine = len(token) == len(examples.TOKEN) and apns.is_device_token(token)
    else:
        is_fine = service == "fcm" and _FCM_TOKEN.fullmatch(token) is not None
    return {**given, "device_id": _USUAL_TOKENS[service]} if is_fine else given


_FCM_TOKEN = re.compile(r"[A-Za-z0-9_-]{11,}:APA91[A-Za-z0-9_-]{20,}")


def _usual_fields(fields: Mapping[str, str]) -> Mapping[str, str]:
    """Return a summary with a usual sender and text: only their sizes matter, and they are weighed."""
    return {
        var: "any" if value and var in {SENDER, BODY} else value for var, value in fields.items()
    }


@lru_cache(maxsize=1024)
def _told(
    fields: tuple[tuple[str, str], ...], given: tuple[tuple[str, str], ...], *, has_summary: bool
) -> tuple[Diagnostic, ...]:
    """Return what the translator says of the values of two forms, whatever their sizes."""
    publish = Publish(summary=dict(fields), options=dict(given))
    asked = publish if has_summary else attrs.evolve(publish, summary=_ANY_SUMMARY)
    found = [why for _, why in PROFILE.obstacles(asked)]
    if _is_refused(publish.summary, publish.options):
        whole = attrs.evolve(
            publish,
            options={**_ANY_OPTIONS, **publish.options},
            summary={**_ANY_SUMMARY, **publish.summary},
        )
        found += (why for _, why in PROFILE.refusals(whole, PROFILE.request(whole)))
    for check in PROFILE.checks:
        found += check(publish)
    return tuple(found)


def _is_refused(fields: Mapping[str, str], given: Mapping[str, str]) -> bool:
    """Tell whether MongoosePush may refuse a value, which takes longer to explain."""
    return (
        any(each.cast(given[name]) is None for name, each in OPTIONS.items() if name in given)
        or int32(fields.get(COUNT, "1")) is None
        or not is_segment(given.get("device_id", "any"))
    )


def _weighed(fields: Mapping[str, str], given: Mapping[str, str]) -> Iterator[Diagnostic]:
    """Yield that the payload is too big, or nearly so."""
    if sum(map(len, fields.values())) + sum(map(len, given.values())) < WORTH_WEIGHING:
        return
    from pushstanza.payloads.translation import translate_fields

    biggest = max(fields, key=lambda var: weigh(fields[var]), default="")
    for each in translate_fields(fields, given, profile="mongoosepush").diagnostics:
        if each.code == "PS712":
            yield attrs.evolve(each, path=f"summary/{biggest}")


def _once(diagnostics: Sequence[Diagnostic]) -> Iterator[Diagnostic]:
    """Yield those that no other one says better."""
    topic_told = any(each.code == "PS706" for each in diagnostics)
    swapped = any(each.code == "PS602" for each in diagnostics)
    for each in diagnostics:
        empty_topic = each.code == "PS719" and each.path == "options/topic"
        if not (topic_told and empty_topic) and not (swapped and each.code == "PS709"):
            yield each


def _finding(each: Diagnostic, fields: _Fields, form: Form | None) -> Finding | None:
    field = fields.get(each.path or "")
    value = (field and field.value) or ""
    if each.code in _OF_VALUES and (value in PLACEHOLDERS or _COPIED.fullmatch(value)):
        return None  # PS806 says where it is from
    if value.isspace():
        return None  # PS210 says it
    empty_token = each.code == "PS710" and not value
    return Finding(
        _DEVICELESS if empty_token else each.message,
        at=field or form,
        content=field is not None,
        hint=_OTHER_VALUE if _is_word_twice(each, field, fields) else each.hint,
        severity=each.severity,
        where={"node_push": each.severity},
        fix=None if field is None else _fix(each, field, fields),
        lacks=Lack.CONTENT if field is None or each.code == "PS715" else None,
    )


def _is_word_twice(each: Diagnostic, field: Field | None, fields: _Fields) -> bool:
    """Tell whether the token is but the name of the service again, which no swap puts right."""
    return each.code == "PS602" and (field is None or _swapped_with(field, fields) is None)


def _swapped_with(token: Field, fields: _Fields) -> Field | None:
    """Return the service whose value is in the place of a token, if it is another one."""
    service = fields.get("options/service")
    value = None if service is None else service.value
    return service if value and value.lower() != (token.value or "").lower() else None


def _fix(each: Diagnostic, field: Field, fields: _Fields) -> Change | None:
    value = field.value or ""
    match each.code, each.path:
        case "PS701" | "PS702", _:
            return _word_fix(field, value)
        case "PS704", _ if each.severity is E:
            return suggestion("write 'true'", SetText(field, "true"))
        case "PS602", _:
            service = _swapped_with(field, fields)
            if service is not None:
                swap = SetText(field, service.value or ""), SetText(service, value.lower())
                return suggestion("swap the values of service and device_id", *swap)
        case "PS709" | "PS710", "options/device_id":
            bare = re.sub(r"[<>\s]", "", value)
            if bare != value and apns.is_device_token(bare):
                return safe("leave the digits alone", SetText(field, bare))
    return None


def _word_fix(field: Field, value: str) -> Change | None:
    option = OPTIONS.get(field.var or "")
    if option is None:
        return None
    word = value.strip().lower()
    if word in option.words:
        return safe(f"write {word!r}", SetText(field, word))
    meant = option.meant.get(word) or nearest(value, option.words)
    return suggestion(f"write {meant!r}", SetText(field, meant)) if meant else None


# The rules


@rule(
    "PS601",
    "mongoosepush-options-missing",
    E,
    on=(Enable, Pubsub),
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
    found = said("PS601", model, scope)
    _, options = _forms(model)
    if found and options is not None and options.fields and not holds_strangers(options):
        yield from _missing(found, options)
    if isinstance(model, Enable) and (key := _whole_form_missing(model, scope)):
        yield Finding(FINDINGS[key].sentence, where={"node_push": E}, lacks=Lack.CONTENT)


def _missing(found: Sequence[Finding], options: Form) -> Iterator[Finding]:
    """Yield that options are missing, but for those that are there in a way that is told."""
    unnamed = sum(not each.var for each in options.fields)
    there = {near_field(each.var, _OPTIONS) or each.var for each in options.fields}
    for each in found[unnamed:]:
        missing = "device_id" if "device_id" in each.message else "service"
        if missing not in there:
            meant = _meant_as(missing, options)
            hint = f"did you mean {missing!r}?" if meant else _ADD[missing]
            at, attribute = (meant, "var") if meant else (each.at, None)
            yield attrs.evolve(each, at=at, attribute=attribute, hint=hint)


def _meant_as(missing: str, options: Form) -> Field | None:
    """Return the unknown option whose value is one of an option that is missing, if there is one."""
    fits = OPTIONS[missing].looks_like
    for each in options.fields:
        is_unknown = each.var and each.var not in _OPTIONS and each.var != "FORM_TYPE"
        if is_unknown and each.value and fits and fits.fullmatch(each.value):
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


@rule(
    "PS602",
    "service-token-swapped",
    E,
    on=(Enable, Pubsub),
    gate=what_is_said,
    where={"node_push": E},
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
def service_token_swapped(model: Enable | Pubsub, scope: Scope) -> Iterator[Finding]:
    """The device token and the name of the service are each in the place of the other.

    MongooseIM accepts the ``enable``; MongoosePush answers each push with 422 where ``service`` is
    no service, and the provider knows no device called ``fcm``.
    """
    yield from said("PS602", model, scope)


@rule(
    "PS603",
    "unknown-option",
    W,
    on=(Enable, Pubsub),
    gate=what_is_said,
    where={"node_push": W},
    source="esl/MongooseIM, mod_push_service_mongoosepush.erl, make_notification/2",
    bad=(
        examples.enable(examples.apns(examples.field("badge", "3"))),
        examples.enable(examples.fcm(examples.field("tags", "beta"))),
    ),
    good=(
        examples.enable(examples.apns(examples.field("sound", "default"))),
        examples.enable(examples.options(examples.SECRET)),
    ),
)
def unknown_option(model: Enable | Pubsub, scope: Scope) -> Iterator[Finding]:
    """MongooseIM reads ten options and passes over every other one without a word.

    What is set by such an option does not reach the device. A ``secret`` is XEP-0357's own and is
    not found; ``tags`` are left out on purpose. A name that is nearly right is PS009's.
    """
    found = said("PS603", model, scope)
    _, options = _forms(model) if found else (None, None)
    if options is None or OWN_OPTIONS.isdisjoint(each.var for each in options.fields):
        return  # it was written for another service, and PS601 says that
    lacking = {"device_id", "service"}.difference(each.var for each in options.fields)
    meant = [_meant_as(each, options) for each in lacking]
    for each in found:
        field = each.at if isinstance(each.at, Field) else None
        if field is not None and not _is_told(field) and all(field is not one for one in meant):
            yield each


def holds_option(option: str, model: Enable | Pubsub) -> bool:
    """Tell whether the options have one after all, in a way that other rules tell."""
    _, options = _forms(model)
    if options is None or holds_strangers(options):
        return options is not None
    return _meant_as(option, options) is not None or any(
        not each.var or each.var == option or near_field(each.var, [option]) is not None
        for each in options.fields
    )


def _is_told(field: Field) -> bool:
    """Tell whether another rule tells of an option that nobody knows, or none minds it."""
    var = field.var
    return (
        not var
        or var == "secret"
        or near_field(var, _OPTIONS | {"FORM_TYPE"}) is not None
        or field.value == PublishOptions.FORM_TYPE
    )


@rule(
    "PS604",
    "too-long",
    W,
    on=Enable,
    where={"mongooseim": W, "mongooseim-virtual": W},
    source="esl/MongooseIM, priv/pg.sql and priv/mysql.sql",
    bad=examples.enable(node="n" * 251),
    good=examples.enable(node="n" * 250),
)
def too_long(enable: Enable, scope: Scope) -> Iterator[Finding]:
    """MongooseIM's database holds 250 characters of a node, and of the JID of a push service.

    With a longer one it answers ``internal-server-error``.
    """
    if scope.is_refusal:
        return
    jid = enable.jid.bare if isinstance(enable.jid, Jid) and enable.jid.is_valid else ""
    for name, value in (("node", (enable.node or "").strip()), ("jid", str(jid))):
        if len(value) > LONGEST:
            yield Finding(
                f"{name} has {len(value)} characters: MongooseIM's database holds {LONGEST},"
                " and it answers internal-server-error",
                attribute=name,
            )


@rule(
    "PS605",
    "options-not-seen",
    E,
    on=Enable,
    source="esl/MongooseIM, mongoose_data_forms.erl, find_form/1",
    bad=(
        examples.enable(
            f"<push-options xmlns='urn:example:options'>{examples.fcm()}</push-options>"
        ),
    ),
    good=examples.enable(examples.fcm()),
)
def options_not_seen(enable: Enable, scope: Scope) -> Iterator[Finding]:
    """Servers look for the form among the children of an ``enable``, and no deeper.

    The ``enable`` is accepted, the options are lost, and each publish goes out without them.
    """
    if enable.form is not None or enable.extra is None or not enable.extra.children:
        return
    for element in scope.root.iter(_ENABLE) if scope.root is not None else ():
        for child in element.iterchildren("*"):
            form = next(child.iter(_X), None)
            if form is not None:
                yield Finding(
                    f"this form is inside <{_local(form.getparent())}>: servers look for it in the"
                    " enable itself, and publish without options",
                    at=form,
                    hint="put it directly into <enable>",
                )


def _local(element: etree._Element | None) -> str:
    return "" if element is None else tags.local(element)


@rule(
    "PS606",
    "summary-incomplete-for-node-push",
    E,
    on=Pubsub,
    gate=what_is_said,
    where={"node_push": E},
    source="esl/MongooseIM, node_push.erl; push_pubsub_SUITE.erl, line 144",
    bad=examples.publish(examples.summary(body=""), examples.fcm()),
    good=(
        examples.publish(options_form=examples.fcm()),
        examples.publish(
            examples.summary(body="", sender=""), examples.fcm(examples.field("silent", "true"))
        ),
    ),
    given=Given(app_server="node_push"),
)
def summary_incomplete_for_node_push(pubsub: Pubsub, scope: Scope) -> Iterator[Finding]:
    """MongooseIM's push node makes an alert of three fields, and refuses a publish that lacks one.

    It answers ``bad-request``. ejabberd never sends a count, so that it can publish there only
    where ``silent`` is ``true``; it turns push off after the first refusal. Since the same publish
    is right elsewhere, it is found only where MongooseIM is meant.
    """
    if scope.aims_at("mongooseim", "node_push"):
        summary, _ = _forms(pubsub)
        if silence_is_meant(pubsub):
            return
        if summary is None or (any(_values(summary).values()) and _lacks_fields(summary, scope)):
            yield from said("PS606", pubsub, scope)  # an empty summary is told as that


def silence_is_meant(pubsub: Pubsub) -> bool:
    """Tell whether a publish asks for a silent push, though perhaps in a way that is told."""
    options = pubsub.publish_options
    form = None if options is None else options.form
    if form is None:
        return options is not None or holds_strangers(pubsub)
    silent = form.field("silent")
    if silent is not None:
        return (silent.value or "").strip().lower() in TRUTHY
    return holds_option("silent", pubsub)


def _lacks_fields(summary: Form, scope: Scope) -> bool:
    """Tell whether fields of a summary are missing, and not only told as misspelt or the like."""
    if holds_strangers(summary) or not all(each.var for each in summary.fields):
        return False
    there = {
        near_field(each.var, ALERTED) or each.var
        for each in summary.fields
        if each.values or value_is_elsewhere(each, scope)
    }
    return not there.issuperset(ALERTED)


@rule(
    "PS607",
    "virtual-host",
    E,
    on=(Enable, Disable, Iq),
    source="esl/MongooseIM issues 1589, 2670 and 2936",
    bad=(
        examples.create().replace("'pubsub.example.com'", "'pubsub.HOST'"),
        examples.enable(jid="pubsub.HOST"),
        examples.enable(jid="pubsub.@HOST@"),
    ),
    good=examples.enable(jid="pubsub.example.com"),
)
def virtual_host(model: Enable | Disable | Iq, scope: Scope) -> Iterator[Finding]:
    """The host of a push service is the one that MongooseIM's ``virtual_pubsub_hosts`` spells out.

    ``@HOST@`` in its template, or ``HOST`` in a document, stands for the domain of a user. Left as
    text it names no host: the first is no JID and refused, publishes to the second get nowhere. At
    a virtual host there is nothing but push: no node can be made there, and nobody can be
    given a right.
    """
    name = "to" if isinstance(model, Iq) else "jid"
    host = getattr(model, name)
    if not isinstance(host, Jid) or (scope.is_refusal and name == "jid"):
        return
    template = HOST_LEFT.search(str(host))
    if template is not None:
        outcome = "nothing sent there arrives" if host.is_valid else "it is no JID and is refused"
        yield Finding(
            f"{str(host)!r} is a template and no host: {outcome}",
            attribute=name,
            hint=f"write your domain for {template[0].lstrip('.')}",
        )


@also("PS607", on=(Pubsub, OwnerPubsub))
def virtual_host_has_no_nodes(model: Pubsub | OwnerPubsub, scope: Scope) -> Iterator[Finding]:
    """Find the making of a node, or the giving of a right, where MongooseIM has no nodes."""
    if "mongooseim" in scope.targets or not scope.aims_at("mongooseim-virtual"):
        return
    asked = getattr(model, "create", None) or getattr(model, "affiliations", None)
    if isinstance(asked, Model) and not scope.is_refusal:
        yield Finding(
            "at a virtual host of MongooseIM there is no pubsub: it answers with an error",
            at=asked,
            hint="leave it out: with virtual hosts an enable is all that is needed",
            where={"mongooseim-virtual": E},
        )
