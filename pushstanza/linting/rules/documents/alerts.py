"""How much an alert interrupts, and where each key of APNs has its place."""

from collections.abc import Iterator
from typing import get_args

import attrs

from pushstanza.diagnostics import Severity
from pushstanza.linting.rules.documents.json_schemas import HEADERS
from pushstanza.linting.rules.documents.places import is_background, key_at, value_at
from pushstanza.linting.rules.rule import Finding, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.payloads import apns
from pushstanza.payloads.json_documents import ApnsPayload
from pushstanza.payloads.wire import wire_of

W = Severity.WARNING

_ALERT = '"alert": "The cellar is flooded"'


@rule(
    "PS741",
    "interruption-level",
    W,
    on=ApnsPayload,
    source="Apple, UNNotificationInterruptionLevel; Apple, Generating a remote notification (that a "
    "critical level needs a critical sound is inferred)",
    bad=(
        '{"aps": {' + _ALERT + ', "interruption-level": "critical", "sound": "default"}}',
        (
            '{"aps": {' + _ALERT + ', "interruption-level": "active",'
            ' "sound": {"critical": 1, "name": "default"}}}'
        ),
        '{"aps": {' + _ALERT + ', "interruption-level": "passive", "sound": "default"}}',
    ),
    good=(
        (
            '{"aps": {' + _ALERT + ', "interruption-level": "critical",'
            ' "sound": {"critical": 1, "name": "default", "volume": 1.0}}}'
        ),
        '{"aps": {' + _ALERT + ', "interruption-level": "time-sensitive", "sound": "default"}}',
        '{"aps": {' + _ALERT + ', "interruption-level": "passive"}}',
    ),
)
def interruption_level(payload: ApnsPayload, _scope: Scope) -> Iterator[Finding]:
    """The interruption level and the sound of a notification have to agree.

    ``passive`` adds it to the list and plays no sound, ``active`` is the default, ``time-sensitive``
    breaks through a Focus, and ``critical`` through the mute switch, too. A critical alert has a
    sound with ``critical`` 1, and the app an entitlement that Apple grants on request; without it
    the device treats the alert as any other. ``time-sensitive`` needs a capability of the app.
    """
    aps = payload.object("aps")
    level, sound = aps.get("interruption-level"), aps.get("sound")
    is_critical = isinstance(sound, dict) and sound.get("critical") == 1
    if level == "critical" and not is_critical:
        say = "interruption-level is critical, and the sound is not: the mute switch silences it"
        hint = 'write "sound": {"critical": 1, "name": "default"}'
        yield value_at(payload, "aps", "interruption-level", say=say, hint=hint)
    elif level in get_args(apns.InterruptionLevel) and level != "critical" and is_critical:
        say = f"the sound is critical, and interruption-level is {level}"
        hint = "did you mean 'critical'?"
        yield value_at(payload, "aps", "interruption-level", say=say, hint=hint)
    elif level == "passive" and sound is not None:
        say = "a passive notification plays no sound"
        yield key_at(payload, "aps", "sound", say=say, hint="leave it out, or write 'active'")


def _keys(model: type[attrs.AttrsInstance]) -> frozenset[str]:
    return frozenset(wire_of(field).name or field.name for field in attrs.fields(model))


#: What stands in an alert and never beside it; and in ``aps`` and in no alert.
_OF_ALERT = _keys(apns.Alert)
_OF_APS = _keys(apns.Aps) - {"alert", "sound"}

#: What an app would not call a key of its own.
_ONLY_OF_APS = frozenset(key for key in _OF_APS if "-" in key)


@rule(
    "PS742",
    "apns-key-misplaced",
    W,
    on=ApnsPayload,
    source="Apple, Generating a remote notification; Apple, Sending notification requests to APNs",
    bad=(
        '{"aps": {"alert": "Hark"}, "thread-id": "balcony"}',
        '{"aps": {"alert": {"title": "Hark", "interruption-level": "passive"}}}',
        '{"aps": {"title": "Juliet", "body": "Hark", "badge": 1}}',
        '{"aps": {"alert": "Hark", "apns-collapse-id": "balcony"}}',
        (
            '{"headers": {"apns-push-type": "alert", "thread-id": "balcony"},'
            ' "body": {"aps": {"alert": "Hark"}}}'
        ),
    ),
    good=(
        '{"aps": {"alert": {"title": "Juliet", "body": "Hark"}, "thread-id": "balcony"}}',
        (
            '{"headers": {"apns-push-type": "alert", "apns-collapse-id": "balcony"},'
            ' "body": {"aps": {"alert": "Hark", "interruption-level": "passive"}}}'
        ),
    ),
)
def apns_key_misplaced(payload: ApnsPayload, _scope: Scope) -> Iterator[Finding]:
    """Each key of APNs has one place: in the headers, in ``aps``, or in its ``alert``.

    Beside ``aps`` stand the keys of the app, so that there a key of APNs has no effect, and nothing
    says so. A payload holds no headers, and the headers no part of a payload.
    """
    yield from _misplaced_headers(payload)
    for path, own, place in (
        ((), _ONLY_OF_APS, "aps"),
        (("aps",), _OF_ALERT, "alert"),
        (("aps", "alert"), _OF_APS, "aps"),
    ):
        if path == ("aps",) and is_background(payload):
            continue  # PS705 reports all that is there
        for key in payload.object(*path):
            if key in own:
                say = f"{key} has no effect here: its place is in {place}"
                yield key_at(payload, *path, key, say=say, hint=f"put it into {place}")
            elif key in HEADERS:
                say = f"{key} has no effect in the payload: it is a header of the request"
                yield key_at(payload, *path, key, say=say, hint="put it into the headers")


def _misplaced_headers(payload: ApnsPayload) -> Iterator[Finding]:
    for name in payload.headers or {}:
        key = name.lower().removeprefix("apns-")
        at = (*payload.headers_path, name)
        if name not in HEADERS and key in _ONLY_OF_APS:
            say = f"{name} is no header of APNs: {key} is a key of the payload"
            yield Finding(say, at=at, hint="put it into aps")
        elif name in {"collapse-id", "expiration", "push-type"}:
            say = f"{name} is no header of APNs, which ignores it"
            yield Finding(say, at=at, hint=f"did you mean 'apns-{name}'?")
