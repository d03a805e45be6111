"""Strategies for the requests of MongoosePush, APNs and FCM, valid by their JSON Schemas."""

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from pushstanza.payloads import apns, fcm, mongoosepush
from pushstanza.payloads.result import ApnsRequest, FcmRequest
from pushstanza.testing.strategies.values import APNS_TOKENS, FCM_TOKENS, LABELS, TOPICS, texts

_FLAGS = st.none() | st.just(1)
_SOUNDS = st.sampled_from(["default", "bell.caf"])

#: What an app may put beside what the provider defines.
_JSON: st.SearchStrategy[Any] = st.recursive(
    texts() | st.integers() | st.booleans(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(texts(), inner, max_size=2),
    max_leaves=4,
)


#: The keys of messages to device management (Apple, "Sending MDM commands").
_MDM = ("mdm", "container-identifier", "domain")


def apns_requests() -> st.SearchStrategy[ApnsRequest]:
    """Return a strategy for requests to APNs: alerts, and background pushes.

    Headers and body match each other, as Apple asks for: a background push has the priority 5, and
    nothing but ``content-available`` in ``aps``.
    """
    return st.booleans().flatmap(lambda silent: _background() if silent else _alerts())


def _alerts() -> st.SearchStrategy[ApnsRequest]:
    shown = st.tuples(st.none() | texts(), texts())
    aps = st.builds(
        apns.Aps,
        alert=shown.map(lambda parts: apns.Alert(title=parts[0], body=parts[1])),
        badge=st.none() | st.integers(0, 2**31 - 1),
        sound=st.none() | _SOUNDS,
        category=st.none() | LABELS,
        content_available=_FLAGS,
        mutable_content=_FLAGS,
    )
    headers = st.builds(
        apns.Headers,
        push_type=st.just("alert"),
        topic=TOPICS,
        priority=st.sampled_from([None, 5, 10]),
    )
    return _apns(headers, aps)


def _background() -> st.SearchStrategy[ApnsRequest]:
    headers = st.builds(
        apns.Headers, push_type=st.just("background"), topic=TOPICS, priority=st.just(5)
    )
    return _apns(headers, st.just(apns.Aps(content_available=1)))


def _apns(
    headers: st.SearchStrategy[apns.Headers], aps: st.SearchStrategy[apns.Aps]
) -> st.SearchStrategy[ApnsRequest]:
    body = st.builds(apns.Payload, aps=aps, custom=_data(_JSON, apns.RESERVED_KEY, *_MDM))
    return st.builds(
        ApnsRequest,
        headers=headers,
        body=body,
        path=APNS_TOKENS.map(apns.device_path),
        mode=st.sampled_from([None, "dev", "prod"]),
    )


def fcm_requests() -> st.SearchStrategy[FcmRequest]:
    """Return a strategy for requests to FCM: notifications, and messages with data only."""
    android = st.builds(
        fcm.AndroidConfig,
        priority=st.sampled_from([None, "normal", "high", "NORMAL", "HIGH"]),
        ttl=st.none() | st.integers(0, _FOUR_WEEKS),
        data=st.none() | _fcm_data(),
        notification=st.none()
        | st.builds(
            fcm.AndroidNotification,
            title=st.none() | texts(),
            body=st.none() | texts(),
            click_action=st.none() | LABELS,
            tag=st.none() | LABELS,
            sound=st.none() | _SOUNDS,
        ),
    )
    notification = st.builds(fcm.Notification, title=st.none() | texts(), body=st.none() | texts())
    message = st.builds(
        fcm.Message,
        token=FCM_TOKENS,
        data=st.none() | _fcm_data(),
        notification=st.none() | notification,
        android=st.none() | android,
    )
    body = st.builds(fcm.SendMessageRequest, message=message)
    return st.builds(FcmRequest, headers=st.just(fcm.Headers()), body=body)


#: Firebase, "Set the lifespan of a message": four weeks, in seconds.
_FOUR_WEEKS = 2_419_200


def _fcm_data() -> st.SearchStrategy[dict[str, str]]:
    keys = texts().filter(lambda key: not fcm.is_lost(key))
    return st.dictionaries(keys, texts(), max_size=3)


def mongoosepush_requests() -> st.SearchStrategy[mongoosepush.Request]:
    """Return a strategy for requests to MongoosePush, version 2 or 3 of its interface."""
    alert = st.builds(
        mongoosepush.Alert,
        title=texts(),
        body=texts(),
        badge=st.none() | st.integers(0, 2**31 - 1),
        tag=st.none() | LABELS,
        click_action=st.none() | LABELS,
        sound=st.none() | _SOUNDS,
    )
    parts = st.tuples(alert, st.none()) | st.tuples(st.none() | alert, _data(_JSON))
    return parts.flatmap(lambda made: _mongoosepush(*made))


def _mongoosepush(
    alert: mongoosepush.Alert | None, data: Mapping[str, Any] | None
) -> st.SearchStrategy[mongoosepush.Request]:
    time_to_live = st.integers(0, _FOUR_WEEKS)
    mutable_content = st.booleans()
    body = st.builds(
        mongoosepush.DeepBody,
        service=st.sampled_from(["apns", "fcm"]),
        mode=st.sampled_from([None, "dev", "prod"]),
        priority=st.sampled_from([None, "normal", "high"]),
        time_to_live=st.none() | time_to_live | time_to_live.map(str),
        mutable_content=st.none()
        | mutable_content
        | mutable_content.map(lambda value: str(value).lower()),
        topic=st.none() | TOPICS,
        tags=st.none() | st.lists(LABELS, max_size=2).map(tuple),
        alert=st.just(alert),
        data=st.just(data),
    )
    return st.builds(
        mongoosepush.Request,
        device_id=APNS_TOKENS | FCM_TOKENS,
        body=body,
        api_version=st.sampled_from(["v2", "v3"]),
    )


def _data(values: st.SearchStrategy[Any], *reserved: str) -> st.SearchStrategy[dict[str, Any]]:
    keys = texts().filter(lambda key: key not in reserved)
    return st.dictionaries(keys, values, max_size=3)
