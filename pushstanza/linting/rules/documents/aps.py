"""What ``aps`` and the alert hold."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import fields

from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.masking import quoted
from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.spelling import nearest
from pushstanza.linting.rules import examples
from pushstanza.linting.rules.documents.json_schemas import HEADERS, snake
from pushstanza.linting.rules.documents.places import SHOWN, is_background, key_at, value_at
from pushstanza.linting.rules.rule import Finding, also, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.payloads import apns
from pushstanza.payloads.json_documents import ApnsPayload, Document, FcmMessage
from pushstanza.payloads.wire import wire_of

W = Severity.WARNING


@also("PS705", on=ApnsPayload)
def more_than_background(payload: ApnsPayload, _scope: Scope) -> Iterator[Finding]:
    """Find what a background push may not hold."""
    aps = payload.object("aps")
    if not is_background(payload) or any(key in aps for key in SHOWN):
        return
    for key in aps:
        if key != "content-available":
            say = f"aps holds {quoted(key)} in a background push, which has content-available alone"
            yield key_at(payload, "aps", key, say=f"{say}: it may be dropped")


_APS_KEYS = frozenset(
    {"alert", "badge", "sound", "thread-id", "category", "content-available", "mutable-content"}
    | {
        "target-content-id",
        "interruption-level",
        "relevance-score",
        "filter-criteria",
        "stale-date",
    }
    | {"content-state", "timestamp", "event", "dismissal-date", "attributes-type", "attributes"}
    | {"input-push-token", "input-push-channel", "content-changed", "url-args"}
)


#: What has its place in the alert or in the headers, as PS742 says.
_ELSEWHERE = frozenset(
    {*HEADERS, *(wire_of(each).name or each.name for each in fields(apns.Alert))}
)


@rule(
    "PS728",
    "aps-content",
    W,
    on=ApnsPayload,
    source="Apple, Generating a remote notification; Apple, Modifying content in newly delivered "
    "notifications",
    bad=(
        '{"aps": {"alert": "Hark", "mutable_content": 1}}',
        '{"aps": {"alert": "Hark", "account": "juliet"}}',
        '{"aps": {"badge": 1, "mutable-content": 1}}',
        '{"aps": {"alert": "Hark", "relevance-score": 3}}',
    ),
    good=(
        '{"aps": {"alert": {"title": "Hark"}, "mutable-content": 1}, "account": "juliet"}',
        '{"aps": {"alert": "Hark", "relevance-score": 0.5}}',
    ),
)
def aps_content(payload: ApnsPayload, _scope: Scope) -> Iterator[Finding]:
    """Within ``aps`` there is what Apple names; the keys of the app stand beside it.

    APNs ignores other keys there. An extension runs only for an alert with a title, a subtitle or a
    body, so that ``mutable-content`` without one does nothing. A relevance score lies between 0 and
    1; only that of a Live Activity may be higher.
    """
    aps = payload.object("aps")
    if not is_background(payload):
        for key in aps:
            if key not in _APS_KEYS and key not in _ELSEWHERE:
                meant = nearest(key, _APS_KEYS)
                hint = f"did you mean {meant!r}?" if meant else "put it beside aps"
                say = f"APNs ignores {quoted(key)} in aps"
                yield key_at(payload, "aps", key, say=say, hint=hint)
        if "mutable-content" in aps and not _says_something(aps.get("alert")):
            say = "mutable-content has no effect without an alert: the extension does not run"
            yield key_at(payload, "aps", "mutable-content", say=say)
    score = aps.get("relevance-score")
    if isinstance(score, int | float) and not 0 <= score <= 1 and "event" not in aps:
        say = f"relevance-score is {score}: for a notification it lies between 0 and 1"
        yield value_at(payload, "aps", "relevance-score", say=say)


#: Apple, "Modifying content in newly delivered notifications": what an alert has to have.
_TEXTS = frozenset({"title", "subtitle", "body", "title-loc-key", "subtitle-loc-key", "loc-key"})


def _says_something(alert: Any) -> bool:
    return not _TEXTS.isdisjoint(alert) if isinstance(alert, dict) else bool(alert)


@also("PS717", on=ApnsPayload)
def badge_of_payload(payload: ApnsPayload, _scope: Scope) -> Iterator[Finding]:
    """Find a badge that no icon can show."""
    badge = payload.part("aps", "badge")
    if isinstance(badge, int) and not isinstance(badge, bool) and badge < 0:
        say = f"badge is {badge}: what a negative badge does, Apple does not say"
        yield value_at(payload, "aps", "badge", say=say, severity=W)


_LOC_ARGS = lazy_pattern(r"(.*)(?:-loc-args|_loc_args|LocArgs|^loc-args)$")


@rule(
    "PS729",
    "arguments-without-key",
    W,
    on=(ApnsPayload, FcmMessage),
    source="firebase-admin-python, _messaging_encoder.py; Apple, Generating a remote notification",
    bad=(
        '{"aps": {"alert": {"title": "Hark", "loc-args": ["Juliet"]}}}',
        examples.fcm_json('"android": {"notification": {"title_loc_args": ["Juliet"]}}'),
    ),
    good='{"aps": {"alert": {"loc-key": "HARK", "loc-args": ["Juliet"]}}}',
)
def arguments_without_key(document: Document, _scope: Scope) -> Iterator[Finding]:
    """Arguments go into the text that a key names in the app; without the key they go nowhere.

    firebase-admin refuses such a message; what the providers do, they do not say.
    """
    part = ("aps", "alert") if isinstance(document, ApnsPayload) else ("android", "notification")
    shown = document.object(*part)
    for key in shown:
        named = re.sub("args$", "key", re.sub("Args$", "Key", key))
        if re.search("loc[-_]?args$", key, re.IGNORECASE) and not _has(shown, named):
            yield key_at(
                document,
                *part,
                key,
                say=f"{key} has no effect without {named}",
                hint=f"add {named}",
            )


def _has(shown: Mapping[str, Any], name: str) -> bool:
    """Tell whether a key is there in either of its spellings."""
    return any(snake(key) == snake(name) for key in shown)
