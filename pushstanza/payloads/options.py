"""How each publish-option travels to a device: one row per option.

:class:`PublishOptions` declares the option itself: its name, type, limits and meaning. A row here
says where it goes in MongoosePush's request, in APNs' and in FCM's, and what is lost on the way.

Source: MongooseIM ``mod_push_service_mongoosepush.erl``; MongoosePush ``deep.ex``,
``service/apns.ex``, ``service/fcm.ex``.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, cached_property
from typing import Any, Literal, NamedTuple, TypeAlias

import attrs

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.records import frozen
from pushstanza.payloads.mongoosepush import Alert, DeepBody, boolean, int32
from pushstanza.payloads.publish import Publish
from pushstanza.stanzas.forms import FormField, PublishOptions

Provider: TypeAlias = Literal["apns", "fcm"]

#: What is written for true or false, and what was meant.
_SWITCHES = {
    **dict.fromkeys(("1", "yes", "on"), "true"),
    **dict.fromkeys(("0", "no", "off"), "false"),
}

#: What MongoosePush answers to a value that its schema refuses.
_REFUSED = "MongoosePush answers 422, and the push is lost"

#: The declarations of the options.
_DECLARED = {each.var: each for each in PublishOptions.FIELDS}


def _unchanged(value: Any) -> Any:
    return value


class Place(NamedTuple):
    """Where a provider's request has the value of an option.

    ``part`` is a part of the request, ``name`` the field in its model; ``write`` makes the value.
    """

    part: Literal["headers", "aps", "android", "android.notification"]
    name: str
    write: Callable[[Any], Any] = _unchanged


class Loss(NamedTuple):
    """A finding about an option that is given, where it goes to a provider."""

    key: str
    provider: Provider
    when: Callable[[str, Publish], bool] = lambda _value, _publish: True


@frozen
class Option:
    """The way of a publish-option.

    Attributes:
        name: Its name, in the form and in the request.
        request: The part of a request to MongoosePush that MongooseIM copies it into, if it does.
        default: What stands for it, as the tutorial has it, where it is not given.
        apns: Where it stands in a request to APNs.
        fcm: Where it stands in a request to FCM.
        losses: What is lost on the way, beside what follows from the places.
        out_of_limits: The finding that FCM refuses a number beyond the limits.
        example: A value for the table of the documentation.
        aliases: What other programs and versions call it.
        meant: What is written for its values, and the value that was meant.
        pattern: A pattern that only this option's values match, where they are not words.
        padded: The effect of white space around its value.
        is_common: Whether push services other than MongooseIM's have an option of that name.
    """

    name: str
    request: Literal["body", "alert"] | None = None
    default: str | None = None
    apns: Place | None = None
    fcm: Place | None = None
    losses: tuple[Loss, ...] = ()
    out_of_limits: str | None = None
    example: str | None = None
    aliases: tuple[str, ...] = ()
    meant: Mapping[str, str] = attrs.field(factory=dict, hash=False)
    pattern: re.Pattern[str] | None = None
    padded: str | None = None
    is_common: bool = False

    @cached_property
    def declared(self) -> FormField:
        """The field of the form."""
        return _DECLARED[self.name]

    @cached_property
    def in_alert(self) -> bool:
        """Whether it is about what is shown, so that a silent push goes without."""
        return self.request == "alert"

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The values that MongoosePush accepts, in its order; empty where any text or number is.

        Its schema names those of a form the other way round.
        """
        if self.request is None:
            return ()
        codec = self.declared.codec
        return ("true", "false") if codec.type is bool else (codec.words or ())[::-1]

    @cached_property
    def expected(self) -> str:
        """What MongoosePush accepts, in words."""
        return " or ".join(map(repr, self.words)) or "a 32-bit integer"

    @cached_property
    def is_text(self) -> bool:
        """Whether MongoosePush accepts any text."""
        return self.request is not None and not self.words and self.declared.codec.type is str

    @cached_property
    def only_for(self) -> Provider | None:
        """The provider that alone gets it."""
        if (self.apns is None) == (self.fcm is None):
            return None
        return "fcm" if self.apns is None else "apns"

    @cached_property
    def cast(self) -> Callable[[Any], Any]:
        """What returns a value as MongoosePush's schema casts it, ``None`` where it refuses it."""
        if self.is_text or self.request is None:
            return _unchanged
        words = self.words
        if words and self.declared.codec.type is str:
            return lambda value: value if value in words else None
        return boolean if words else int32

    def recognizes(self, value: str) -> bool:
        """Tell whether *value* has the form of a value of this option."""
        if self.pattern is not None:
            return self.pattern.fullmatch(value) is not None
        return value.lower() in self.words


#: Every option that MongooseIM reads, in the order in which MongoosePush looks at them.
OPTIONS: Mapping[str, Option] = {
    each.name: each
    for each in (
        Option(
            "device_id",
            aliases=("deviceid",),
            pattern=lazy_pattern(r"[\w:-]{20,}"),
            padded="APNs and FCM refuse the token",
        ),
        Option(
            "service",
            request="body",
            meant={
                **dict.fromkeys(("gcm", "firebase", "android"), "fcm"),
                **dict.fromkeys(("apn", "ios"), "apns"),
            },
            padded=_REFUSED,
        ),
        Option(
            "silent",
            aliases=("contentavailable", "content_available"),
            pattern=lazy_pattern("true", re.IGNORECASE),
            padded="it does not count as true, so the push shows the message",
        ),
        Option(
            "mode",
            request="body",
            losses=(
                Loss("mode-fcm", "fcm", lambda value, _: value == "prod"),
                Loss("mode-dev-fcm", "fcm", lambda value, _: value == "dev"),
            ),
            example="dev",
            meant={"production": "prod", **dict.fromkeys(("development", "sandbox"), "dev")},
            padded=_REFUSED,
        ),
        Option(
            "priority",
            request="body",
            default="normal",
            apns=Place("headers", "priority", {"normal": 5, "high": 10}.get),
            fcm=Place("android", "priority"),
            example="high",
            meant={
                **dict.fromkeys(("5", "default"), "normal"),
                **dict.fromkeys(("10", "urgent"), "high"),
            },
            padded=_REFUSED,
            is_common=True,
        ),
        Option(
            "time_to_live",
            request="body",
            fcm=Place("android", "ttl"),
            losses=(
                Loss("ttl-zero", "fcm", lambda value, _: int32(value) == 0),
                Loss("ttl-apns", "apns"),
            ),
            out_of_limits="ttl-range",
            example="3600",
            aliases=("ttl",),
        ),
        Option(
            "click_action",
            request="alert",
            apns=Place("aps", "category"),
            fcm=Place("android.notification", "click_action"),
            losses=(
                Loss(
                    "click-action-category",
                    "apns",
                    lambda value, publish: bool(value) and not publish.silent,
                ),
            ),
            example="open",
        ),
        Option(
            "sound",
            request="alert",
            apns=Place("aps", "sound"),
            fcm=Place("android.notification", "sound"),
            example="ping",
            is_common=True,
        ),
        Option(
            "topic",
            request="body",
            apns=Place("headers", "topic"),
            example="com.example.app",
            pattern=lazy_pattern(r"[\w-]+(?:\.[\w-]+){2,}"),
            padded="APNs refuses the topic",
            is_common=True,
        ),
        Option(
            "mutable_content",
            request="body",
            apns=Place("aps", "mutable_content", lambda value: 1 if value else None),
            example="true",
            aliases=("mutablecontent",),
            meant=_SWITCHES,
            padded=_REFUSED,
        ),
    )
}

#: An old option name or another library's, and the one that was meant.
ALIASES = {alias: each.name for each in OPTIONS.values() for alias in each.aliases}

#: The services that MongoosePush knows.
SERVICES = OPTIONS["service"].words

#: The options that MongooseIM copies into the body of a request, and those it copies into the
#: alert there.
IN_BODY = tuple(each for each in OPTIONS.values() if each.request == "body")
IN_ALERT = tuple(each for each in OPTIONS.values() if each.in_alert)
_REFUSABLE = tuple(each for each in IN_BODY if not each.is_text)


def copied(options: tuple[Option, ...], publish: Publish) -> dict[str, Any]:
    """Return what a publish has for *options*, as the texts they are."""
    return {each.name: publish.options.get(each.name) for each in options}


def typed(options: tuple[Option, ...], publish: Publish) -> dict[str, Any]:
    """Return what a publish should be sent with: typed values, defaults, and no empty text.

    What MongoosePush refuses stays as it is.
    """
    given = publish.options
    return {
        each.name: _typed(each, given[each.name]) if each.name in given else each.default
        for each in options
    }


def _typed(option: Option, text: str) -> Any:
    if option.is_text:
        return text or None
    value = option.cast(text)
    return text if value is None else value


def placed(provider: Provider, part: str, body: DeepBody) -> dict[str, Any]:
    """Return what a *part* of the request to a *provider* has from the options in *body*."""
    values: dict[str, Any] = {}
    alert = body.alert
    for option, place in _placed_in(provider, part):
        value = getattr(alert if option.in_alert else body, option.name, None)
        if value is not None and (value := option.cast(value)) is not None:
            value = place.write(value)
        values[place.name] = value
    return values


@cache
def _placed_in(provider: Provider, part: str) -> tuple[tuple[Option, Place], ...]:
    """Return the options that stand in a part of the request to a provider, and where."""
    places = ((each, getattr(each, provider)) for each in OPTIONS.values())
    return tuple(
        (each, place) for each, place in places if place is not None and place.part == part
    )


def refused(body: DeepBody) -> Iterator[tuple[Option, Any]]:
    """Yield each option in *body* whose value the schema refuses: MongoosePush answers 422."""
    for option in _REFUSABLE:
        value = getattr(body, option.name)
        if value is not None and option.cast(value) is None:
            yield option, value


def accepts_badge(alert: Alert | None) -> bool:
    """Return whether the schema takes the badge of an alert, if it has one."""
    return alert is None or alert.badge is None or int32(alert.badge) is not None
