"""What a profile is made of, and what both profiles have in common."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import TypeAlias

from pushstanza.diagnostics.masking import LONGEST_OPTION, mask, quoted
from pushstanza.diagnostics.records import frozen
from pushstanza.payloads import mongoosepush
from pushstanza.payloads.findings import Found, found, found_about, hint_for
from pushstanza.payloads.losses import OF_SILENT, Check
from pushstanza.payloads.options import Option, accepts_badge, refused
from pushstanza.payloads.publish import COUNT, Publish
from pushstanza.payloads.result import ProviderRequest

#: Why nothing is sent, as ``reactions.NOT_SENT`` calls it.
Obstacle: TypeAlias = tuple[str, Found]

#: The JSON path of a value that is refused, and why.
Refusal: TypeAlias = tuple[str, Found]


@frozen(kw_only=True)
class Profile:
    """The steps of a translation, from why there is none to what reaches the provider.

    ``bounded`` says that what is too big is refused, and may be shortened; ``checks`` find what
    gets lost.
    """

    obstacles: Callable[[Publish], Iterator[Obstacle]]
    request: Callable[[Publish], mongoosepush.Request]
    refusals: Callable[[Publish, mongoosepush.Request], Iterator[Refusal]]
    provide: Callable[[Publish, mongoosepush.Request], ProviderRequest]
    checks: tuple[Check, ...]
    bounded: bool

    def checks_of(self, publish: Publish) -> tuple[Check, ...]:
        """Return the checks that may find something in a publish."""
        return self.checks if publish.silent else self._of_alerts

    @cached_property
    def _of_alerts(self) -> tuple[Check, ...]:
        return tuple(each for each in self.checks if each not in OF_SILENT)


def obstacles(publish: Publish) -> Iterator[Obstacle]:
    """Yield why MongooseIM can make no request at all, in the order in which it finds out."""
    if "device_id" not in publish.options:
        yield "missing-device-id", found("missing-device-id")
    if publish.service is None:
        yield "missing-service", found("missing-service")
    if publish.count_is_no_integer:
        text = publish.summary[COUNT]
        reason = "message-count-not-an-integer"
        yield (
            reason,
            found(reason, hint=_digits_hint(text), value=quoted(text, longest=LONGEST_OPTION)),
        )


def missing(fields: Iterable[str]) -> Iterator[Obstacle]:
    """Yield that an alert lacks *fields*, if there are any."""
    lacking = " and ".join(fields)
    if lacking:
        yield "missing-summary-field", found_about("missing-summary-field", fields=lacking)


def refused_values(publish: Publish, request: mongoosepush.Request) -> Iterator[Refusal]:
    """Yield the values of *request* that the schema of MongoosePush refuses."""
    for option, value in refused(request.body):
        yield option.name, _refusal(publish, option, str(value))
    alert = request.body.alert
    if not accepts_badge(alert):
        yield (
            "alert/badge",
            found("badge", value=quoted(str(alert and alert.badge), longest=LONGEST_OPTION)),
        )


def unreachable(publish: Publish) -> Iterator[Refusal]:
    """Yield that the path MongooseIM makes of the token leads elsewhere."""
    if not mongoosepush.is_segment(publish.device_id):
        yield "device_id", found("token-path", value=mask(publish.device_id))


def _refusal(publish: Publish, option: Option, value: str) -> Found:
    hint = hint_for(value, option.words, option.meant)
    shown = {"value": quoted(value, longest=LONGEST_OPTION), "expected": option.expected}
    if option.name != "service":
        return found("option", hint=hint or _digits_hint(value), option=option.name, **shown)
    if publish.device_id.strip().lower() in option.words:
        return found("swapped", value=quoted(publish.device_id, longest=LONGEST_OPTION))
    return found("service", hint=hint, **shown)


def _digits_hint(text: str) -> str | None:
    digits = re.fullmatch(r"\s*([+-]?[0-9]{1,9})\s*(?:s|sec|seconds|\.0+)?\s*", text)
    return digits and f"did you mean {digits[1]!r}?"
