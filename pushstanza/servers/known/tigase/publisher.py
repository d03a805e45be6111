"""What Tigase publishes, for whom, and what ends a registration.

Source: Tigase ``PushNotifications.java``, ``OfflineMessages.java``, ``MessageDeliveryLogic.java``
and the extensions in ``tigase/xmpp/impl/push``, main of August 2026.
"""

from typing import Final, get_args

from pushstanza.binding import Unknown
from pushstanza.reading.tags import local
from pushstanza.servers.extensions import (
    ASKED,
    AWAY,
    JINGLE,
    MEET,
    PRIORITY,
    call_of,
    is_for_away,
    setting,
)
from pushstanza.servers.known.tigase import encryption, filters
from pushstanza.servers.known.tigase.content import (
    body_of,
    call_described,
    is_encrypted,
    meeting_described,
    meeting_of,
    proposes_meeting,
    sender_in_room,
)
from pushstanza.servers.publisher import Arrival, Publisher, Reaction, Settings, as_stored, summary
from pushstanza.servers.world import Registration
from pushstanza.stanzas.rfc6120 import DefinedCondition, Message
from pushstanza.stanzas.tigase import PushPriority
from pushstanza.stanzas.xep0004 import Form
from pushstanza.stanzas.xep0203 import Delay
from pushstanza.stanzas.xep0334 import Hint
from pushstanza.stanzas.xep0353 import JingleMessage
from pushstanza.stanzas.xep0357 import Notification

#: The conditions of publish errors after which Tigase goes on (``shouldDisablePush``).
IGNORED: Final = frozenset(
    {"remote-server-timeout", "service-unavailable", "internal-server-error", "bad-request"}
)
_MIX: Final = "{urn:xmpp:mix:core:1}mix"
_RECEIVED: Final = "{urn:xmpp:receipts}received"


def reacts(_error_type: str | None, condition: str | None) -> Reaction:
    """Return what an error does (``shouldDisablePush``); an unknown condition is ignored."""
    return "disable" if condition in _ENDING else "keep"


_ENDING: Final = frozenset(get_args(DefinedCondition)) - IGNORED


# ---- which messages ----


def _skips(arrival: Arrival, settings: Settings) -> str | None:
    """Return why nothing is published (``shouldSendNotification``).

    What waits for a user of whom no client is connected is; of others, calls, what comes from
    rooms, and with ``away`` what comes while no client is really there.
    """
    if arrival.kind == "error":
        return "errors are not kept for later"
    if _is_stored_before(arrival):
        return "the message was stored before, when it was published"
    if _has_no_client(arrival) and _is_refused(arrival):
        return "the client that it is addressed to is offline: the sender gets an error"
    has_session = _has_session(arrival)
    if not has_session and (arrival.message.bodies or is_encrypted(arrival.message)):
        return None
    if _is_call(arrival.message) or _is_of_room(arrival) or _is_while_away(arrival, settings):
        return None
    if arrival.presence != "offline":
        return "a client of the user is online"
    return (
        "a client of the user is connected, though it takes no messages"
        if has_session
        else "the message has no text"
    )


def _has_session(arrival: Arrival) -> bool:
    """Tell whether Tigase finds a session for a message (``getResourceConnection``).

    A single client is found though it takes no messages; of several, only one that does.
    """
    return arrival.presence != "offline" or len(arrival.clients) == 1


def _has_no_client(arrival: Arrival) -> bool:
    """Tell whether a message is addressed to a client that is not connected."""
    to = arrival.message.to
    resource = None if to is None else to.resource
    return resource is not None and all(each.resource != resource for each in arrival.clients)


def _is_refused(arrival: Arrival) -> bool:
    """Tell whether Tigase delivers a message to no other client than the one that is gone."""
    return arrival.message.type != "chat"


def _is_stored_before(arrival: Arrival) -> bool:
    to = arrival.message.to
    return to is not None and any(
        isinstance(each, Delay) and each.from_ is not None and str(each.from_) == to.domain
        for each in arrival.message.payloads
    )


def _is_call(message: Message) -> bool:
    """Tell whether somebody else proposes a call or a meeting.

    See ``JinglePushNotificationsExtension``, ``MeetPushNotificationExtension``.
    """
    sender, to = message.from_, message.to
    is_own = sender is not None and to is not None and sender.bare == to.bare
    if is_own:
        return False
    return proposes_meeting(message) or any(
        isinstance(each, JingleMessage) and each.action == "propose" and each.id
        for each in message.payloads
    )


def _is_of_room(arrival: Arrival) -> bool:
    """Tell whether a message comes from a room to a user who is online.

    See ``GroupchatPushNotificationsExtension``.
    """
    message = arrival.message
    is_mix = any(isinstance(each, Unknown) and each.tag == _MIX for each in message.payloads)
    is_bare = message.to is not None and message.to.resource is None
    return (
        message.type == "groupchat"
        and arrival.presence != "offline"
        and is_bare
        and not is_mix
        and bool(message.bodies)
    )


def _is_while_away(arrival: Arrival, settings: Settings) -> bool:
    """Tell whether no client says that its user is there (``AwayPushNotificationsExtension``)."""
    return (
        settings.away
        and arrival.is_asked_while_away
        and arrival.message.type != "groupchat"
        and bool(arrival.message.bodies)
        and bool(arrival.clients)
        and not any(each.available and each.show is None for each in arrival.clients)
    )


def _stores(arrival: Arrival) -> bool:
    """Tell whether a message is kept for later (``isAllowedForOfflineStorageDefaults``)."""
    message = arrival.message
    if arrival.presence != "offline" or (_has_no_client(arrival) and _is_refused(arrival)):
        return False
    if arrival.kind not in {"chat", "normal"} or _has_hint(message, "no-store"):
        return False
    return (
        _has_hint(message, "store")
        or bool(message.body)
        or any(isinstance(each, Unknown) and each.tag == _RECEIVED for each in message.payloads)
    )


def _has_hint(message: Message, kind: str) -> bool:
    return any(isinstance(each, Hint) and each.kind == kind for each in message.payloads)


def _informs_sender(message: Message) -> bool:
    """Tell whether the other devices of the sender are notified: the user has answered a call."""
    return any(
        isinstance(each, JingleMessage) and each.action not in {"propose", "retract"} and each.id
        for each in message.payloads
    )


# ---- what is in a notification ----


def _summary(arrival: Arrival, settings: Settings) -> Form:
    """Return the summary: a form without a type, with the sender's full JID and the whole text."""
    fields = [("message-count", None, str(arrival.unread))]
    if settings.include_sender is not False:
        fields.append(("last-message-sender", None, arrival.sender))
    if settings.include_body is not False:
        fields.append(("last-message-body", None, body_of(arrival.message, settings) or ""))
    return summary(None, fields, form_type=None)


def _notification(to: Registration, arrival: Arrival, settings: Settings) -> Notification:
    """Return the notification of a message (``prepareNotificationPayload``).

    The nickname and the call stand beside what is encrypted, where everybody reads them.
    """
    form, encrypted = encryption.content(to, arrival, settings, _summary(arrival, settings))
    return Notification(
        form=form,
        encrypted=encrypted,
        groupchat=None if settings.include_sender is False else sender_in_room(arrival),
        jingle=call_described(arrival),
        extra=meeting_described(arrival.message),
        priority=_priority(to, is_high=bool(arrival.message.bodies) or _proposes(arrival)),
    )


def _proposes(arrival: Arrival) -> bool:
    call = call_of(arrival)
    meeting = meeting_of(arrival.message)
    return (call is not None and call.action == "propose") or (
        meeting is not None and local(meeting) == "propose"
    )


def _priority(to: Registration, *, is_high: bool) -> PushPriority | None:
    if setting(to, PRIORITY) is None:
        return None
    return PushPriority(level="high" if is_high else "low")


def _retrieved(to: Registration, settings: Settings, any_: bool) -> Notification | None:  # noqa: FBT001
    """Return the notification that nothing is unread any more (``notifyOfflineMessagesRetrieved``).

    With ``away`` it is also sent when nothing waited.
    """
    if not any_ and not (settings.away and is_for_away(to)):
        return None
    form = summary(None, [("message-count", None, "0")], form_type=None)
    return Notification(form=form, priority=_priority(to, is_high=False))


def _honours(settings: Settings) -> frozenset[str]:
    return frozenset(ASKED) - (frozenset() if settings.away else {AWAY})


def _filtered(to: Registration, arrival: Arrival, settings: Settings) -> str | None:
    """Return why one registration is not notified."""
    if call_of(arrival) is not None and setting(to, JINGLE) is None:
        return "the enable does not ask for calls (jingle)"
    if meeting_of(arrival.message) is not None and setting(to, MEET) is None:
        return "the enable does not ask for meetings (meet)"
    return filters.refusal(to, arrival) or encryption.failure(to, arrival, settings)


PUBLISHER = Publisher(
    skips=_skips,
    summary=_summary,
    options=as_stored,
    reacts=reacts,
    filtered=_filtered,
    notification=_notification,
    stores=_stores,
    retrieved=_retrieved,
    informs_sender=_informs_sender,
    honours=_honours,
)
