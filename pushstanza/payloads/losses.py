"""What gets lost or changed on the way from a publish to a provider, as diagnostics."""

import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

from pushstanza.diagnostics.masking import LONGEST_OPTION, mask, quoted
from pushstanza.payloads import apns, fcm, mongoosepush
from pushstanza.payloads.findings import Found, found, found_about, hint_for
from pushstanza.payloads.options import ALIASES, IN_ALERT, OPTIONS, SERVICES
from pushstanza.payloads.provider_fields import field_named
from pushstanza.payloads.publish import BODY, COUNT, SENDER, Publish
from pushstanza.payloads.tokens import token_fault

Check: TypeAlias = Callable[[Publish], Iterator[Found]]

#: What people write for ``true``; XEP-0004 itself says ``1``.
TRUTHY = frozenset({"1", "true", "yes", "y", "on", "t"})

#: Who decides about a priority that is not given, and how.
PRIORITY_DEFAULTS = {
    "apns": "APNs, which uses 10",
    "fcm": "FCM, whose documentation contradicts itself",
}


def unknown_options(publish: Publish) -> Iterator[Found]:
    """Find the options that MongooseIM ignores."""
    if publish.options.keys() <= OPTIONS.keys():
        return
    for option in publish.options:
        if option == "tags":
            yield found("tags-option")
        elif option not in OPTIONS:
            yield _unknown(option, publish.service)


def _unknown(option: str, service: str | None) -> Found:
    """Return the finding about an option, which says how far a field of a provider gets."""
    about, name = f"options/{option}", quoted(option)
    field = None if option in ALIASES else field_named(option)
    if field is None:
        hint = hint_for(option, OPTIONS, ALIASES)
        return found("unknown-option", hint=hint, about=about, option=name)
    key = "option-not-passed" if field.mongoosepush is None else "option-not-forwarded"
    hint = field.instead if field.option is None else f"did you mean {field.option!r}?"
    places = {"places": field.places(service), "field": field.mongoosepush}
    return found(key, hint=hint, about=about, option=name, **places)


def token_is_service(publish: Publish) -> Iterator[Found]:
    """Find a device token that is the name of a service, beside a service that may be right."""
    if _is_service(publish.device_id) and publish.service in (None, *SERVICES):
        yield found("token-is-service", value=quoted(publish.device_id, longest=LONGEST_OPTION))


def silent_value(publish: Publish) -> Iterator[Found]:
    """Find a ``silent`` that is neither ``true`` nor ``false``."""
    value = publish.options.get("silent", "false")
    if value not in ("true", "false"):
        truthy = value.strip().lower() in TRUTHY
        yield found(
            "silent-truthy" if truthy else "silent-unclear",
            value=quoted(value, longest=LONGEST_OPTION),
        )


def silent_drops(publish: Publish) -> Iterator[Found]:
    """Find the options of an alert beside ``silent``."""
    for option in IN_ALERT:
        if publish.silent and option.name in publish.options:
            yield found_about("silent-dropped", option=option.name)


def silent_text(publish: Publish) -> Iterator[Found]:
    """Find the text that a silent push sends to the provider."""
    carried = [field for field in (SENDER, BODY) if publish.summary.get(field)]
    if publish.silent and carried:
        yield found_about("silent-text", fields=_listed(carried))


def silent_fcm(publish: Publish) -> Iterator[Found]:
    """Find that a data message may be delayed."""
    if publish.silent and publish.service == "fcm":
        high = publish.options.get("priority") == "high"
        yield found("silent-fcm-high" if high else "silent-fcm-normal")


def fcm_options(publish: Publish) -> Iterator[Found]:
    """Find the options that have no effect with FCM, and what else has none."""
    if publish.service == "fcm":
        for option in OPTIONS.values():
            if option.only_for == "apns" and option.name in publish.options:
                yield found_about("fcm-without", option=option.name)
        yield from _lost(publish)
        if not publish.silent and publish.count is not None:
            yield found("badge-fcm")
        if re.fullmatch("[0-9a-fA-F]{64}", publish.device_id):
            yield found("fcm-token-hex", value=mask(publish.device_id))


def apns_options(publish: Publish) -> Iterator[Found]:
    """Find the options that have no effect with APNs, or another one than with FCM."""
    if publish.service == "apns":
        yield from _lost(publish)
        if not publish.silent and publish.summary.get(SENDER):
            yield found("tag-apns")
        length = len(publish.device_id)
        if length != 64 and apns.is_device_token(publish.device_id):
            yield found("apns-token-length", value=mask(publish.device_id), length=length)


def negative_count(publish: Publish) -> Iterator[Found]:
    """Find a count that no badge can show."""
    if publish.count is not None and publish.count < 0:
        yield found("count-negative", value=quoted(publish.summary[COUNT], longest=LONGEST_OPTION))


def topic_value(publish: Publish) -> Iterator[Found]:
    """Find a topic that is no bundle id, or asks for another push type."""
    topic = publish.options.get("topic", publish.default_topic)
    if publish.service != "apns" or topic is None:
        return
    if "." not in topic:
        yield found("topic-placeholder", value=quoted(topic, longest=64))
    push_type = apns.push_type_of(topic)
    if push_type:
        sent = "a background push" if publish.silent else "an alert"
        yield found(
            "topic-push-type", value=quoted(topic, longest=64), push_type=push_type, sent=sent
        )


def api_version(publish: Publish) -> Iterator[Found]:
    """Find the API version that does not report dead tokens to MongooseIM."""
    if publish.api_version == "v2":
        yield found("api-version")


def documented_priority(publish: Publish) -> Iterator[Found]:
    """Find a priority that is the tutorial's, or is lowered."""
    if "priority" not in publish.options and publish.service in PRIORITY_DEFAULTS:
        yield found_about("priority-default", provider=PRIORITY_DEFAULTS[publish.service])
    if _background(publish) and publish.options.get("priority") == "high":
        yield found("silent-high")


def documented_topic(publish: Publish) -> Iterator[Found]:
    """Find a request without a topic."""
    if publish.service == "apns" and not (publish.options.get("topic") or publish.default_topic):
        silent = found_about("silent-topic-missing", why="none is given")
        yield silent if publish.silent else found("topic-missing")


def documented_mutable(publish: Publish) -> Iterator[Found]:
    """Find an alert's extension asked for in a silent push."""
    if _background(publish) and publish.options.get("mutable_content") == "true":
        yield found("silent-mutable")


def documented_empty(publish: Publish) -> Iterator[Found]:
    """Find empty options that are left out."""
    return _empty(publish, "empty-left-out")


def documented_summary(publish: Publish) -> Iterator[Found]:
    """Find an alert that is made of less than MongooseIM asks for."""
    lacking = [field for field in (COUNT, SENDER, BODY) if field not in publish.summary]
    texts = (publish.summary.get(SENDER), publish.summary.get(BODY))
    if not publish.silent and lacking and any(texts):
        yield found_about("summary-incomplete", fields=_listed(lacking))


def documented_data(publish: Publish) -> Iterator[Found]:
    """Find keys of the data that are left out."""
    return _data(publish, reserved="data-reserved", overridden="data-reserved")


def chain_priority(publish: Publish) -> Iterator[Found]:
    """Find a priority that is not sent, or is wrong for a background push."""
    priority = publish.options.get("priority")
    if priority is None and publish.service in PRIORITY_DEFAULTS:
        yield found_about("priority-omitted", provider=PRIORITY_DEFAULTS[publish.service])
    if _background(publish) and priority is None:
        yield found("silent-no-priority-sent")
    if _background(publish) and priority == "high":
        yield found("silent-high-sent")


def chain_topic(publish: Publish) -> Iterator[Found]:
    """Find a request without a topic, which a silent one is in spite of a default."""
    if publish.service == "apns" and "topic" not in publish.options:
        if publish.silent:
            default = publish.default_topic is not None
            why = "the default applies to alerts only" if default else "none is given"
            yield found_about("silent-topic-missing", why=why)
        elif publish.default_topic is None:
            yield found("topic-missing")


def chain_mutable(publish: Publish) -> Iterator[Found]:
    """Find an alert's extension asked for by a background push."""
    if _background(publish) and publish.options.get("mutable_content") == "true":
        yield found("silent-mutable-sent")


def chain_empty(publish: Publish) -> Iterator[Found]:
    """Find empty options that are sent."""
    return _empty(publish, "empty-sent")


def chain_data(publish: Publish) -> Iterator[Found]:
    """Find keys of the data that the provider refuses or loses."""
    return _data(publish, reserved="data-reserved-sent", overridden="data-overridden")


def chain_token(publish: Publish) -> Iterator[Found]:
    """Find a token that is sent, and that the provider cannot know."""
    if mongoosepush.is_segment(publish.device_id) and not _is_service(publish.device_id):
        fault = token_fault(publish)
        if fault:
            yield fault


def chain_limits(publish: Publish) -> Iterator[Found]:
    """Find a number that MongoosePush takes, and the provider does not."""
    return (why for _, why in out_of_limits(publish))


def chain_headers(publish: Publish) -> Iterator[Found]:
    """Find what MongoosePush cannot send right."""
    if publish.service == "apns" and not publish.silent:
        yield found("push-type-missing")
    if publish.service == "fcm" and publish.silent:
        yield found("empty-notification")


#: The options whose numbers have limits, with what is found beyond; and those that are lost.
_LIMITED = tuple(
    (each, each.out_of_limits) for each in OPTIONS.values() if each.out_of_limits is not None
)
_LOSING = tuple(each for each in OPTIONS.values() if each.losses)


def out_of_limits(publish: Publish) -> Iterator[tuple[str, Found]]:
    """Yield the options whose number MongoosePush takes and the provider does not, and why."""
    for option, key in _LIMITED:
        if publish.service != option.only_for:
            continue
        limits, number = option.declared, mongoosepush.int32(publish.options.get(option.name, ""))
        if number is None:
            continue
        if not (limits.minimum or 0) <= number <= (limits.maximum or number):
            yield option.name, found(key, value=quoted(str(number)))


_COMMON: tuple[Check, ...] = (
    unknown_options,
    token_is_service,
    silent_value,
    silent_drops,
    silent_text,
    silent_fcm,
    fcm_options,
    apns_options,
    negative_count,
    topic_value,
    api_version,
)

#: Those that find something only in a silent push.
OF_SILENT: frozenset[Check] = frozenset(
    (
        silent_drops,
        silent_text,
        silent_fcm,
        documented_mutable,
        documented_data,
        chain_mutable,
        chain_data,
    )
)

#: What the documented profile loses or changes.
DOCUMENTED_CHECKS: tuple[Check, ...] = (
    *_COMMON,
    documented_priority,
    documented_topic,
    documented_mutable,
    documented_empty,
    documented_summary,
    documented_data,
)

#: What MongooseIM and MongoosePush lose, or send wrong.
CHAIN_CHECKS: tuple[Check, ...] = (
    *_COMMON,
    chain_priority,
    chain_topic,
    chain_mutable,
    chain_empty,
    chain_data,
    chain_token,
    chain_limits,
    chain_headers,
)


def _is_service(token: str) -> bool:
    return token.strip().lower() in SERVICES


def _background(publish: Publish) -> bool:
    return publish.service == "apns" and publish.silent


def _lost(publish: Publish) -> Iterator[Found]:
    """Yield what is lost of the options, as their rows have it."""
    for option in _LOSING:
        if option.name in publish.options:
            text = publish.options[option.name]
            losses = (each for each in option.losses if each.provider == publish.service)
            yield from (found(each.key) for each in losses if each.when(text, publish))


def _listed(fields: list[str]) -> str:
    return " and ".join(fields)


def _empty(publish: Publish, key: str) -> Iterator[Found]:
    if all(publish.options.values()):
        return
    for name, value in publish.options.items():
        option = OPTIONS.get(name)
        if value or option is None or not option.is_text:
            continue
        is_hidden = option.in_alert and publish.silent
        if option.only_for in {None, publish.service} and not is_hidden:
            yield found_about(key, option=name)


def _data(publish: Publish, *, reserved: str, overridden: str) -> Iterator[Found]:
    for key in publish.summary if publish.silent else ():
        name = quoted(key, longest=64)
        about = f"summary/{key}"
        if publish.service == "apns" and key == apns.RESERVED_KEY:
            yield found("aps-key")
        elif publish.service == "fcm" and fcm.is_reserved(key):
            yield found(reserved, about=about, key=name)
        elif publish.service == "fcm" and key in fcm.OVERRIDDEN_KEYS:
            yield found(overridden, about=about, key=name)
        elif publish.service == "fcm" and key.startswith(fcm.DOUBTFUL_PREFIXES):
            yield found("data-doubtful", about=about, key=name)
        elif publish.service == "fcm" and key in fcm.DOUBTFUL_KEYS:
            yield found("data-notification", about=about, key=name)
