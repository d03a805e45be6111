"""What Openfire publishes, and what ends a registration.

Source: openfire-pushnotification-plugin 1.1.2, ``PushInterceptor.java``; Openfire 5.2.
"""

from typing import get_args

from pushstanza.servers.publisher import (
    Arrival,
    Limit,
    Publisher,
    Reaction,
    Settings,
    as_stored,
    summary,
)
from pushstanza.stanzas.rfc6120 import MessageKind
from pushstanza.stanzas.xep0004 import Form

#: The types of messages that Openfire knows.
KINDS = frozenset(get_args(MessageKind))


def _skips(arrival: Arrival, _settings: Settings) -> str | None:
    """Return why nothing is published.

    A text is pushed when a client gets it (``interceptPacket``), so that being online prevents
    nothing, and when it is stored for later (``messageStored``).
    """
    message = arrival.message
    if not message.body:
        return "the message has no text"
    if message.type not in {*KINDS, None}:
        return "the message is of a type that Openfire does not know"
    is_for_client = message.to is not None and message.to.resource is not None
    if arrival.kind in {"error", "groupchat"} and not is_for_client:
        return "messages of this type do not reach a bare JID"
    if arrival.presence != "offline":
        return None
    return None if _is_stored(arrival, is_for_client=is_for_client) else "it is not kept for later"


def _is_stored(arrival: Arrival, *, is_for_client: bool) -> bool:
    """Tell whether a message is kept (``OfflineMessageStrategy.java``, ``storeOffline``)."""
    kinds = {"chat"} if is_for_client else {"chat", "normal"}
    return arrival.kind in kinds and not arrival.has_hint("no-store")


def _summary(arrival: Arrival, settings: Settings) -> Form:
    """Return the summary: a form of type form, the count of which is always 1."""
    body = (arrival.message.body or "").strip(" \t\r\n") if settings.include_body else ""
    sender = arrival.sender if settings.include_sender else None
    return summary(
        "form",
        (
            ("message-count", "text-single", "1"),
            ("last-message-sender", "text-single", sender),
            ("last-message-body", "text-single", body or "New Message"),
        ),
    )


def _reacts(_error_type: str | None, _condition: str | None) -> Reaction:
    """Return what an error does: nobody waits for the answer (``tryPushNotification``)."""
    return "keep"


PUBLISHER = Publisher(
    skips=_skips,
    summary=_summary,
    options=as_stored,
    reacts=_reacts,
    # ``attemptsForLast`` is compared with 5 before the message counts, so that six get through.
    limit=Limit(most=5, again=300),
)
