"""What the translator finds in the forms of an enable or a publish, as findings of rules.

It is found once a stanza, and reported by many rules: most of them pass it on as it is, and are
declared with :func:`translator_rule`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeAlias

import attrs

from pushstanza.binding import Model
from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.spelling import nearest
from pushstanza.linting.rules import examples
from pushstanza.linting.rules.change import Change, SetText, safe, suggestion
from pushstanza.linting.rules.placeholders import PLACEHOLDERS, is_redacted
from pushstanza.linting.rules.rule import Examples, Finding, Lack, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.payloads import apns
from pushstanza.payloads.findings import RULE_NAMES, Found
from pushstanza.payloads.mongoosepush import int32, is_segment
from pushstanza.payloads.options import OPTIONS
from pushstanza.payloads.publish import BODY, COUNT, SENDER, Publish
from pushstanza.payloads.wire import weigh
from pushstanza.stanzas.xep0004 import Field, Form
from pushstanza.stanzas.xep0357 import Enable, Notification

#: Options that only MongoosePush's push service has, so that they show for whom a form is meant.
OWN_OPTIONS = frozenset(name for name, each in OPTIONS.items() if not each.is_common)

#: How many characters two forms may have before it is worth while to weigh what they become.
WORTH_WEIGHING = 400

#: What stands for what is missing, so that the rest can be looked at all the same.
_ANY_OPTIONS = {"service": "fcm", "device_id": "any"}
_ANY_SUMMARY = {COUNT: "1", SENDER: "any", BODY: "any"}

_COPIED = lazy_pattern(r"(?:some|your|my)_[a-z_]+", re.IGNORECASE)

_OTHER_VALUE = "put what APNs or FCM gave the app here"
_DEVICELESS = "device_id is empty: no device is meant, and MongoosePush answers 404"

#: What MongoosePush does, and no option can change.
_UNAVOIDABLE = "push-type-missing"

#: Codes of sentences about a value of its own, which is not also called a placeholder.
_OF_VALUES = frozenset({"PS706", "PS708", "PS709", "PS710"})

_Fields: TypeAlias = Mapping[str, Field]


class Translated(NamedTuple):
    """A finding of the translator: what it is there, and what a rule reports."""

    key: str
    missing: str | None
    finding: Finding


def translator_rule(
    code: str,
    severity: Severity,
    reason: str,
    *,
    on: type[Model] | tuple[type[Model], ...] | None = None,
    source: str,
    bad: Examples,
    good: Examples,
    default: bool = True,
) -> None:
    """Declare a rule that reports what the translator finds, as it is, by default in all requests."""
    from pushstanza.linting.rules.forms.holders import TRANSLATED  # needed for rules only

    def check(model: Model, scope: Scope) -> Iterator[Finding]:
        return (each.finding for each in translated(code, model, scope))

    check.__doc__ = reason
    rule(
        code, RULE_NAMES[code], severity, on=on or TRANSLATED, gate=translator_findings, where={"node_push": severity},
        source=source, bad=bad, good=good, default=default,
    )(check)  # fmt: skip


def translated(code: str, model: Model, scope: Scope) -> Sequence[Translated]:
    """Return what the translator finds in the forms of an enable or a publish for one rule."""
    found = translator_findings(model, scope).get(code)
    if found is None:
        return ()
    summary, options = forms_of(model)
    fields = {**_fields("summary", summary), **_fields("options", options)}
    places: dict[str, Form | None] = {"options": options, "summary": summary}
    made: list[Translated] = []
    for each in found:
        kind = (each.path or "options").partition("/")[0]
        finding = _finding(each, fields, places[kind])
        if finding is not None:
            made.append(Translated(each.key, each.finding.missing, finding))
    return made


def translator_findings(model: Model, scope: Scope) -> Mapping[str, Sequence[Found]]:
    """Return all that the translator finds in a model, by the codes of the rules."""
    return scope.once("translated", model, lambda: _translated(model, scope))


def _translated(model: Model, scope: Scope) -> Mapping[str, Sequence[Found]]:
    summary, options = forms_of(model)
    if options is None or scope.is_refusal or not _is_for_mongoosepush(options, scope):
        return {}
    given = values_of(options)
    if summary is None:
        return _found_in_options(given, scope)
    return _found_in_publish(values_of(summary), given, scope)


def found_in_publish(
    fields: Mapping[str, str], given: Mapping[str, str], scope: Scope
) -> Mapping[str, Sequence[Found]]:
    """Return all that the translator finds in a summary and options, by the codes of the rules."""
    return _found_in_publish(fields, given, scope) if _is_read(given, scope) else {}


def _found_in_publish(
    fields: Mapping[str, str], given: Mapping[str, str], scope: Scope
) -> Mapping[str, Sequence[Found]]:
    usual = _usual_options(given)
    found = _found_in(
        tuple(fields),
        tuple(_usual_fields(fields).values()),
        tuple(usual),
        tuple(usual.values()),
        scope.wanted,
    )
    weighed = tuple(_weighed(fields, given)) if scope.wants("PS712") else ()
    return {**found, "PS712": (*found.get("PS712", ()), *weighed)} if weighed else found


def found_in_options(given: Mapping[str, str], scope: Scope) -> Mapping[str, Sequence[Found]]:
    """Return all that the translator finds in the options of an enable, by the codes of the rules."""
    return _found_in_options(given, scope) if _is_read(given, scope) else {}


def _is_read(given: Mapping[str, str], scope: Scope) -> bool:
    """Tell whether options are for MongoosePush, as far as one can see."""
    return not OWN_OPTIONS.isdisjoint(given) or _is_aimed_at_mongoosepush(scope)


def _found_in_options(given: Mapping[str, str], scope: Scope) -> Mapping[str, Sequence[Found]]:
    usual = _usual_options(given)
    return _found_in(None, None, tuple(usual), tuple(usual.values()), scope.wanted)


def forms_of(model: Model) -> tuple[Form | None, Form | None]:
    """Return the summary and the options of an enable or a publish, as far as there are any."""
    if isinstance(model, Enable):
        return None, model.form
    publish = getattr(model, "publish", None)
    if publish is None:
        return None, None
    payloads = [each.payload for each in publish.items]
    summary = next((each.form for each in payloads if isinstance(each, Notification)), None)
    holder = getattr(model, "publish_options", None)
    return summary, None if holder is None else holder.form


def _is_for_mongoosepush(options: Form, scope: Scope) -> bool:
    for each in options.fields:
        if each.var in OWN_OPTIONS:
            return True
    return _is_aimed_at_mongoosepush(scope)


def _is_aimed_at_mongoosepush(scope: Scope) -> bool:
    return scope.aims_at("mongooseim", "mongooseim-virtual", "node_push")


def _fields(kind: str, form: Form | None) -> dict[str, Field]:
    """Return the fields of a form by what a diagnostic calls them; the last of a name counts."""
    return {f"{kind}/{each.var}": each for each in (form.fields if form else ()) if each.var}


def values_of(form: Form | None) -> dict[str, str]:
    """Return the values as MongooseIM reads them, without the blanks that a rule of its own tells."""
    values: dict[str, str] = {}
    for each in form.fields if form else ():
        if len(each.values) == 1 and each.var is not None:
            values[each.var] = each.values[0].strip(" \t\r\n")
    values.pop("FORM_TYPE", None)
    return values


#: What stands for a token that is fine: all such tokens have the same findings.
_USUAL_TOKENS = {"apns": examples.TOKEN, "fcm": examples.FCM_TOKEN}


def _usual_options(given: Mapping[str, str]) -> Mapping[str, str]:
    """Return options with a usual token in place of one that is fine: a log holds thousands."""
    token, service = given.get("device_id", ""), given.get("service", "")
    if service == "apns":
        is_fine = len(token) == len(examples.TOKEN) and apns.is_device_token(token)
    else:
        is_fine = service == "fcm" and _FCM_TOKEN.fullmatch(token) is not None
    return {**given, "device_id": _USUAL_TOKENS[service]} if is_fine else given


_FCM_TOKEN = lazy_pattern(r"[A-Za-z0-9_-]{11,}:APA91[A-Za-z0-9_-]{20,}")


def _usual_fields(fields: Mapping[str, str]) -> Mapping[str, str]:
    """Return a summary with a usual sender and text: only their sizes matter, and they are weighed."""
    return {
        var: "any" if value and var in {SENDER, BODY} else value for var, value in fields.items()
    }


@lru_cache(maxsize=1024)
def _found_in(
    summary: tuple[str, ...] | None,
    summary_values: tuple[str, ...] | None,
    options: tuple[str, ...],
    values: tuple[str, ...],
    wanted: frozenset[str] | None,
) -> Mapping[str, Sequence[Found]]:
    """Return what the translator finds in two forms, given the names of their fields and the values.

    It is all of it, whatever their sizes, and not only what comes first, by the codes of the rules
    that are wanted.
    """
    from pushstanza.payloads.profiles.mongoosepush import PROFILE  # few files hold such forms

    publish = Publish(
        summary=dict(zip(summary or (), summary_values or (), strict=True)),
        options=dict(zip(options, values, strict=True)),
    )
    asked = publish if summary is not None else attrs.evolve(publish, summary=_ANY_SUMMARY)
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
    by_code: dict[str, list[Found]] = {}
    reported = [
        each
        for each in found
        if each.key != _UNAVOIDABLE and (wanted is None or each.code in wanted)
    ]
    for each in _once(reported):
        by_code.setdefault(each.code, []).append(each)
    return by_code


def _is_refused(fields: Mapping[str, str], given: Mapping[str, str]) -> bool:
    """Tell whether MongoosePush may refuse a value, which takes longer to explain."""
    return (
        any(each.cast(given[name]) is None for name, each in OPTIONS.items() if name in given)
        or int32(fields.get(COUNT, "1")) is None
        or not is_segment(given.get("device_id", "any"))
    )


def _weighed(fields: Mapping[str, str], given: Mapping[str, str]) -> Iterator[Found]:
    """Yield that the payload is too big, or nearly so."""
    if sum(map(len, fields.values())) + sum(map(len, given.values())) < WORTH_WEIGHING:
        return
    if _is_refused(fields, given):
        return
    from pushstanza.payloads.profiles.mongoosepush import PROFILE
    from pushstanza.payloads.translation import outcome

    biggest = max(fields, key=lambda var: weigh(fields[var]), default="")
    _, found = outcome(Publish(summary=fields, options=given), PROFILE)
    for each in found:
        if each.code == "PS712":
            yield attrs.evolve(each, path=f"summary/{biggest}")


def _once(found: Sequence[Found]) -> Iterator[Found]:
    """Yield those that no other one says better."""
    topic_found = any(each.code == "PS706" for each in found)
    swapped = any(each.code == "PS602" for each in found)
    for each in found:
        empty_topic = each.code == "PS719" and each.path == "options/topic"
        if not (topic_found and empty_topic) and not (swapped and each.code == "PS709"):
            yield each


def _finding(each: Found, fields: _Fields, form: Form | None) -> Finding | None:
    field = fields.get(each.path or "")
    value = (field and field.value) or ""
    if each.code in _OF_VALUES and (value in PLACEHOLDERS or _COPIED.fullmatch(value)):
        return None  # PS806 says where it is from
    if each.code in _OF_VALUES and is_redacted(value.strip()):
        return None  # nobody knows what it was
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
        lacks=Lack.CONTENT if field is None or each.finding.missing else None,
    )


def _is_word_twice(each: Found, field: Field | None, fields: _Fields) -> bool:
    """Tell whether the token is but the name of the service again, which no swap puts right."""
    return each.code == "PS602" and (field is None or _swapped_with(field, fields) is None)


def _swapped_with(token: Field, fields: _Fields) -> Field | None:
    """Return the service whose value is in the place of a token, if it is another one."""
    service = fields.get("options/service")
    value = None if service is None else service.value
    return service if value and value.lower() != (token.value or "").lower() else None


def _fix(each: Found, field: Field, fields: _Fields) -> Change | None:
    value = field.value or ""
    match each.code, each.path:
        case "PS701" | "PS702", _:
            return _word_fix(field, value)
        case "PS704", _ if each.severity is Severity.ERROR:
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
