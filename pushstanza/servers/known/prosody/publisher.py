"""What Prosody publishes, and what ends a registration.

Source: Prosody 0.12 ``mod_cloud_notify.lua``.
"""

from pushstanza.servers.phrases import normal
from pushstanza.servers.publisher import Arrival, Publisher, Reaction, Settings, as_stored, summary
from pushstanza.stanzas.xep0004 import Form

#: After how many errors in a row a device is dropped.
MAX_ERRORS = 16


def is_routed(jid: str | None) -> bool:
    """Tell whether a publish to a JID leaves: Prosody looks for the host as it is written."""
    return bool(jid) and normal(jid) == jid


def reacts(error_type: str | None, _condition: str | None) -> Reaction:
    """Return what an error does (``handle_push_error``)."""
    return "keep" if error_type == "wait" else "count"


def is_important(arrival: Arrival) -> bool:
    """Tell whether a message is worth a text (``is_important``)."""
    message = arrival.message
    if message.type == "headline":
        return False
    if arrival.is_encrypted or arrival.is_call:
        return True
    if message.type == "groupchat" and message.subjects:
        return False
    return bool(message.body)


def _skips(arrival: Arrival, _settings: Settings) -> str | None:
    """Return why nothing is published (``message/offline/handle``, ``archive-message-added``).

    A call is published at once. What is archived is, if the client that enabled the push is gone,
    whoever else is online; else what is kept for later.
    """
    if arrival.kind == "error":
        return "errors are not kept for later"
    if arrival.is_call or arrival.client == "unacknowledged":
        return None
    if arrival.kind == "headline":
        return "the message is not kept for later"
    if arrival.is_archived and arrival.presence == "online":
        return "the client that enabled it is connected" if arrival.client == "online" else None
    return "a client of the user is online" if arrival.presence == "online" else None


def _summary(arrival: Arrival, settings: Settings) -> Form:
    """Return the summary: a form of type form, in which fields may have no value."""
    important = "New Message!" if is_important(arrival) else None
    body = arrival.message.body if settings.include_body else important
    sender = arrival.sender if settings.include_sender else None
    return summary(
        "form",
        (
            ("message-count", "text-single", "1"),
            ("pending-subscription-count", "text-single", None),
            ("last-message-sender", "jid-single", sender),
            ("last-message-body", "text-single", body),
        ),
    )


PUBLISHER = Publisher(
    skips=_skips,
    summary=_summary,
    options=as_stored,
    reacts=reacts,
    most_errors=MAX_ERRORS,
    leaves=is_routed,
)
