"""What Prosody publishes, and what ends a registration.

Source: Prosody 0.12 and 13 ``mod_cloud_notify.lua``, ``mod_smacks.lua``, ``mod_mam.lua``;
prosody-modules ``mod_muc_cloud_notify.lua``.
"""

from collections.abc import Iterable, Sequence

from lxml import etree

from pushstanza.reading.names import CLIENT
from pushstanza.reading.tags import local
from pushstanza.servers.known.prosody import extensions
from pushstanza.servers.phrases import normal
from pushstanza.servers.publisher import Arrival, Publisher, Reaction, Settings, as_stored, summary
from pushstanza.servers.session_rules import SessionRules
from pushstanza.servers.world import Registration
from pushstanza.stanzas.xep0004 import Form
from pushstanza.stanzas.xep0357 import Notification

#: After how many errors in a row a device is dropped.
MAX_ERRORS = 16


def is_routed(jid: str | None) -> bool:
    """Tell whether a publish to a JID leaves: Prosody looks for the host as it is written."""
    return bool(jid) and normal(jid) == jid


def reacts(error_type: str | None, _condition: str | None) -> Reaction:
    """Return what an error does (``handle_push_error``)."""
    return "keep" if error_type == "wait" else "count"


_ENCRYPTED = (
    "{eu.siacs.conversations.axolotl}encrypted",
    "{urn:xmpp:omemo:0}encrypted",
    "{jabber:x:encrypted}x",
    "{urn:xmpp:openpgp:0}openpgp",
)
_CARBONS = "urn:xmpp:carbons:2"
_FORWARD = "urn:xmpp:forward:0"
_HINTS = "urn:xmpp:hints"
_CALLS = ("urn:xmpp:jingle-message:0", "urn:xmpp:jingle-message:1")
#: What is archived though it has no text (``mod_mam``), beside calls.
_WORTH_KEEPING = (
    f"{{{CLIENT}}}body",
    f"{{{CLIENT}}}subject",
    "{urn:xmpp:eme:0}encryption",
    "{urn:xmpp:receipts}*",
    "{urn:xmpp:chat-markers:0}*",
    "{jabber:x:conference}x",
    "{http://jabber.org/protocol/muc#user}x/{http://jabber.org/protocol/muc#user}invite",
)


def is_important(stanza: etree._Element | None) -> bool:
    """Tell whether a stanza is worth a text (``is_important``); a copy is if what it copies is."""
    if stanza is None or local(stanza) != "message":
        return False
    copied = stanza.find(f"{{{_CARBONS}}}*/{{{_FORWARD}}}forwarded/{{{CLIENT}}}message")
    if copied is not None and stanza.find("{*}sent") is not None:
        return False
    message = stanza if copied is None else copied
    if message.get("type") == "headline":
        return False
    if _has_any(message, _ENCRYPTED) or is_call(message):
        return True
    if message.get("type") == "groupchat" and message.find(f"{{{CLIENT}}}subject") is not None:
        return False
    return bool(message.findtext(f"{{{CLIENT}}}body"))


def is_call(stanza: etree._Element) -> bool:
    """Tell whether a message proposes a call (``is_urgent``)."""
    return stanza.find(f"{{{_CALLS[0]}}}propose") is not None


def _has_any(stanza: etree._Element, paths: Iterable[str]) -> bool:
    return any(stanza.find(each) is not None for each in paths)


# ---- what causes a notification ----


def _skips(arrival: Arrival, _settings: Settings) -> str | None:
    """Return why nothing is published.

    A client is notified of what is archived if no session has its push, and of a call in any case
    (``archive-message-added``); of what is kept for the user (``message/offline/handle``), of what
    a room sends to the bare JID (``message/bare/groupchat``); and of any stanza for its own
    session while that hibernates (``smacks-hibernation-stanza-queued``).
    """
    match arrival.cause:
        case "sent" if not arrival.is_own:
            return "the user has sent it to another"
        case "arrival" if arrival.kind == "groupchat":
            return "it goes to the client itself" if arrival.is_taken else None
        case "arrival" | "sent":
            return _why_not_archived(arrival)
        case "ended" if arrival.was_notified:
            return "it was notified of when the connection was lost"
        case "kept" | "ended" if arrival.kind not in {"chat", "normal"}:
            return "the message is not kept for later"
        case _:
            return None


def _why_not_archived(arrival: Arrival) -> str | None:
    if arrival.stanza is None or not _is_archived(arrival.stanza, arrival.kind):
        return "the message is not kept for later"
    if not arrival.is_connected:
        return "no client of the user is connected"
    if is_call(arrival.stanza):
        return None
    return "the client that enabled it is connected" if arrival.is_held else None


def _is_archived(stanza: etree._Element, kind: str) -> bool:
    """Tell whether a message is archived (``mod_mam``, ``should_store``)."""
    if kind == "error":
        return "/" in stanza.get("to", "")
    if kind in {"headline", "groupchat"}:
        return False
    if _has_any(stanza, (f"{{{_HINTS}}}no-store", f"{{{_HINTS}}}no-permanent-store")):
        return False
    calls = (f"{{{each}}}*" for each in _CALLS)
    return _has_any(stanza, (f"{{{_HINTS}}}store", *_WORTH_KEEPING, *calls))


def _importance(arrival: Arrival, _settings: Settings) -> str:
    return "important" if is_important(arrival.stanza) else "unimportant"


def _of_queue(waiting: Sequence[Arrival], settings: Settings) -> Sequence[Arrival]:
    """Return the first that is important, and the first that is not (``process_stanza_queue``)."""
    first = {_importance(each, settings): each for each in reversed(waiting)}
    return [each for each in waiting if any(each is chosen for chosen in first.values())]


# ---- the notification ----


def _summary(arrival: Arrival, settings: Settings) -> Form:
    """Return the summary: a form of type form, in which fields may have no value."""
    stanza = arrival.stanza
    important = settings.important_body if is_important(stanza) else None
    text = None if stanza is None else stanza.findtext(f"{{{CLIENT}}}body")
    sender = None if stanza is None else stanza.get("from")
    return summary(
        "form",
        (
            ("message-count", "text-single", "1"),
            ("pending-subscription-count", "text-single", None),
            ("last-message-sender", "jid-single", sender if settings.include_sender else None),
            ("last-message-body", "text-single", text if settings.include_body else important),
        ),
    )


def _extended(settings: Settings) -> float | None:
    return settings.push_resume_timeout


def _is_restored(arrival: Arrival, _settings: Settings) -> bool:
    return is_important(arrival.stanza)


def _notification(to: Registration, arrival: Arrival, settings: Settings) -> Notification:
    """Return the notification of a message; with a text in it, it is important."""
    form = _summary(arrival, settings)
    has_text = any(each.var == "last-message-body" and each.values for each in form.fields)
    return extensions.notification(to, arrival, settings, form, is_important=has_text)


PUBLISHER = Publisher(
    skips=_skips,
    filtered=extensions.filtered,
    notification=_notification,
    honours=extensions.honours,
    summary=_summary,
    options=as_stored,
    reacts=reacts,
    most_errors=MAX_ERRORS,
    leaves=is_routed,
    of_queue=_of_queue,
    causes=frozenset(
        {"arrival", "kept", "sent", "lost", "unacknowledged", "late", "ended", "mention"}
    ),
    sessions=SessionRules(
        extended=_extended,
        is_restored=_is_restored,
        patience=30,
        burst=1,
        burst_kind=_importance,
        outlives_registration=True,
        forgets="own",
        shares_errors=True,
        redelivers="if-last",
        routing="by-kind",
        has_carbons=True,
    ),
)
