"""A summary and its options to a MongoosePush request, and that to a provider's request."""

from bisect import bisect_left
from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

import attrs

from pushstanza.diagnostics.masking import quoted
from pushstanza.payloads import fcm, mongoosepush
from pushstanza.payloads.findings import Found, found
from pushstanza.payloads.profile import Profile
from pushstanza.payloads.profiles import documented
from pushstanza.payloads.profiles import mongoosepush as really_sent
from pushstanza.payloads.publish import BODY, Publish
from pushstanza.payloads.result import Outcome, ProviderRequest, Translation
from pushstanza.payloads.wire import weigh

__all__ = ["Outcome", "ProfileName", "ProviderRequest", "Translation", "translate_fields"]

ProfileName: TypeAlias = Literal["documented", "mongoosepush"]

#: What a publish ends in, as arguments of a ``Translation``, and why.
_Outcome: TypeAlias = tuple[dict[str, Any], tuple[Found, ...]]

PROFILES: Mapping[str, Profile] = {
    "documented": documented.PROFILE,
    "mongoosepush": really_sent.PROFILE,
}

#: What a provider is called in a sentence.
NAMES = {"apns": "APNs", "fcm": "FCM"}

#: The share of FCM's limit from which on it may be too much, since the counting is inferred.
NEARLY = 3500

ELLIPSIS = "…"


def translate_fields(
    summary: Mapping[str, str],
    options: Mapping[str, str],
    *,
    profile: ProfileName = "documented",
    apns_default_topic: str | None = None,
    api_version: Literal["v2", "v3"] = "v3",
    shorten: bool = False,
) -> Translation:
    """Return the translation of a notification with *summary* and publish-*options*.

    The profile ``mongoosepush`` follows MongooseIM ``mod_push_service_mongoosepush``, MongoosePush
    and Sparrow; ``documented`` follows the tutorial, Apple's and Firebase's pages.

    Args:
        summary: The fields of the summary form, ``FORM_TYPE`` aside.
        options: The fields of the publish-options form, likewise.
        profile: What is documented, or what is really sent.
        apns_default_topic: The topic that the connection to APNs has.
        api_version: The version of the interface that MongooseIM is set to.
        shorten: Cut the body of what is too big; nothing real does that, so that it concerns the
            documented profile only.
    """
    steps = PROFILES[profile]
    publish = Publish(
        summary=summary,
        options=options,
        default_topic=apns_default_topic,
        api_version=api_version,
    )
    made, reasons = outcome(publish, steps, shorten=shorten and steps.bounded)
    lost = [each for check in steps.checks_of(publish) for each in check(publish)]
    diagnostics = tuple([each.diagnostic for each in (*reasons, *lost)])
    return Translation(**made, diagnostics=diagnostics)


def outcome(publish: Publish, profile: Profile, *, shorten: bool = False) -> _Outcome:
    """Return what a publish ends in, and the findings that explain it, without losses."""
    obstacles = tuple(profile.obstacles(publish))
    if obstacles:
        return {"outcome": "not_sent", "reason": obstacles[0][0]}, _reasons(obstacles)
    request = profile.request(publish)
    refusals = tuple(profile.refusals(publish, request))
    if refusals:
        paths = tuple(sorted({path for path, _ in refusals}))
        made = {"rejected_fields": paths, "mongoosepush": request}
        return {"outcome": "rejected", **made}, _reasons(refusals)
    sent = profile.provide(publish, request)
    if sent.size <= sent.limit:
        return _sent(request, sent), _nearly_too_big(sent)
    return _too_big(publish, profile, request, sent, shorten=shorten)


def _reasons(found: tuple[tuple[str, Found], ...]) -> tuple[Found, ...]:
    return tuple(why for _, why in found)


def _sent(request: mongoosepush.Request, sent: ProviderRequest) -> dict[str, Any]:
    return {
        "outcome": "sent",
        "mongoosepush": request,
        "request": sent,
        "size": sent.size,
        "limit": sent.limit,
        "body_size": sent.body_size,
    }


def _too_big(
    publish: Publish,
    profile: Profile,
    request: mongoosepush.Request,
    sent: ProviderRequest,
    *,
    shorten: bool,
) -> _Outcome:
    shortened = _shortened(publish, profile) if shorten else None
    if shortened:
        request = profile.request(shortened)
        fitting = profile.provide(shortened, request)
        return _sent(request, fitting), (_shortened_finding(publish, shortened, fitting),)
    field = _biggest(request.body, sent)
    made = _sent(request, sent)
    if profile.bounded:
        made |= {"outcome": "rejected", "request": None, "rejected_fields": (field,)}
    return made, (_too_big_finding(sent, field),)


def _shortened(publish: Publish, profile: Profile) -> Publish | None:
    """Return *publish* with as much of its body as fits, cut between graphemes."""
    import regex  # type: ignore[import-untyped]

    graphemes = regex.findall(r"\X", publish.summary.get(BODY, ""))

    def cut(count: int) -> Publish:
        body = "".join(graphemes[:count]) + ELLIPSIS
        return attrs.evolve(publish, summary={**publish.summary, BODY: body})

    def is_too_big(count: int) -> bool:
        sent = profile.provide(cut(count), profile.request(cut(count)))
        return sent.size > sent.limit

    if not graphemes or is_too_big(0):
        return None
    return cut(bisect_left(range(1, len(graphemes)), True, key=is_too_big))  # noqa: FBT003


def _biggest(body: mongoosepush.DeepBody, sent: ProviderRequest) -> str:
    """Return the path in *body* of what takes most bytes of what is *sent*."""
    alert = {} if body.alert is None else attrs.asdict(body.alert)
    carried = _carried(sent)
    weights = {
        **{f"alert/{key}": weigh(str(value)) for key, value in alert.items() if value},
        **{
            f"data/{key}": weigh(key) + weigh(str(value))
            for key, value in (body.data or {}).items()
            if key in carried
        },
    }
    return max(weights, key=lambda path: weights[path])


def _carried(sent: ProviderRequest) -> Mapping[str, object]:
    if isinstance(sent.body, fcm.SendMessageRequest):
        android = sent.body.message.android
        return (android and android.data) or {}
    return sent.body.custom


def _too_big_finding(sent: ProviderRequest, field: str) -> Found:
    return found(
        "too-big",
        size=sent.size,
        limit=sent.limit,
        excess=sent.size - sent.limit,
        provider=NAMES[sent.service],
        field=quoted(field, longest=64),
    )


def _nearly_too_big(sent: ProviderRequest) -> tuple[Found, ...]:
    if sent.service == "fcm" and sent.size >= NEARLY:
        return (found("nearly-too-big", size=sent.size, limit=sent.limit),)
    return ()


def _shortened_finding(publish: Publish, shortened: Publish, sent: ProviderRequest) -> Found:
    return found(
        "shortened",
        field=BODY,
        before=weigh(publish.summary[BODY]),
        after=weigh(shortened.summary[BODY]),
        limit=sent.limit,
    )
