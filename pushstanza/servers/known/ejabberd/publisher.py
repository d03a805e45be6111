"""What ejabberd publishes, and what ends a registration.

Source: ejabberd ``mod_push.erl``, ``mod_push_keepalive.erl``, ``mod_stream_mgmt.erl``.
"""

from collections.abc import Sequence
from copy import deepcopy

import attrs
from lxml import etree

from pushstanza.binding import Unknown
from pushstanza.reading.tags import local
from pushstanza.servers.publisher import Arrival, Publisher, Reaction, Settings, summary
from pushstanza.servers.session_rules import SessionRules
from pushstanza.servers.world import Registration
from pushstanza.stanzas.rfc6120 import Message
from pushstanza.stanzas.xep0004 import FieldKind, Form


def reacts(error_type: str | None, _condition: str | None) -> Reaction:
    """Return what an error does (``notify/5``)."""
    return "keep" if error_type == "wait" else "disable"


_CHAT_STATES = "http://jabber.org/protocol/chatstates"
#: The first two also forbid to keep a message until the user is online.
_NO_STORE = ("no-store", "no-storage", "no-permanent-store", "no-permanent-storage")
_HELD = "the client that enabled it is connected"
_NOT_KEPT = "the message is not kept for later"

# ---- what causes a notification ----


def _skips(arrival: Arrival, settings: Settings) -> str | None:
    """Return why nothing is published."""
    why = _why_not(arrival)
    if why is None and settings.notify_on == "messages" and _summary(arrival, settings) is None:
        return "notify_on is messages, and the summary would be empty"
    return why


def _why_not(arrival: Arrival) -> str | None:
    """Return why nothing happens, whatever notify_on says.

    A client is notified of what is archived unless its session is there (``mam_message/8``); of
    what is kept for the user without being archived (``offline_message/1``); and of any stanza
    that is sent to its own session while that is pending (``c2s_stanza/3``).
    """
    match arrival.cause:
        case "arrival" | "sent":
            if not _is_archived(arrival):
                return _NOT_KEPT
            return _HELD if _is_session_there(arrival) else None
        case "kept" | "ended":
            if _is_archived(arrival):
                return "it was notified of when it was archived"
            return None if _is_kept(arrival) else _NOT_KEPT
        case _:
            return None if arrival.is_latest else "the session has enabled another push since"


def _is_session_there(arrival: Arrival) -> bool:
    """Tell whether a session has the id of the push (``drop_online_sessions/3``)."""
    return arrival.client != "offline" and arrival.is_known_to_session


def _is_archived(arrival: Arrival) -> bool:
    """Tell whether a message is archived for the user (``mod_mam:should_archive/2``)."""
    message = arrival.message
    if arrival.kind in {"error", "groupchat"}:
        return False
    if arrival.has_hint("store"):
        return True
    if any(map(arrival.has_hint, _NO_STORE)) or arrival.kind == "headline":
        return False
    return bool(_text_of(message) or any(each.text for each in message.subjects))


def _is_kept(arrival: Arrival) -> bool:
    """Tell whether a message is kept for later (``mod_offline:need_to_store/2``)."""
    if arrival.kind in {"error", "groupchat"}:
        return False
    if arrival.has_hint("store"):
        return True
    if any(map(arrival.has_hint, _NO_STORE[:2])) or arrival.kind == "headline":
        return False
    return _has_content(arrival.message)


def _has_content(message: Message) -> bool:
    """Tell whether there is more to a message than who types."""
    others = (
        each
        for each in message.payloads
        if not (isinstance(each, Unknown) and each.tag.startswith(f"{{{_CHAT_STATES}}}"))
    )
    return bool(message.bodies or message.subjects or any(True for _ in others))


def _of_queue(waiting: Sequence[Arrival], settings: Settings) -> Sequence[Arrival]:
    """Return the first text of those that wait, or else any stanza (``c2s_session_pending/1``)."""
    if not waiting:
        return ()
    texts = (each for each in waiting if _is_chat(each, settings))
    return (next(texts, None) or attrs.evolve(waiting[0], stanza=None, message=Message()),)


# ---- the notification ----


def _text_of(message: Message) -> str | None:
    """Return the text of a message: that of no language, or else of English, or the first."""
    bodies = {each.lang: each.text for each in reversed(message.bodies)}
    return bodies.get(None) or bodies.get("en") or message.body


def _body(arrival: Arrival) -> str | None:
    """Return what stands for the text of a message (``get_body_text/1``)."""
    is_encrypted = arrival.stanza is not None and _is_encrypted(arrival.stanza)
    return _text_of(arrival.message) or ("(encrypted)" if is_encrypted else None)


def _is_encrypted(message: etree._Element) -> bool:
    """Tell whether the first ``encrypted`` of any namespace has a ``payload`` of any."""
    first = message.find("{*}encrypted")
    return first is not None and first.find("{*}payload") is not None


def _is_chat(arrival: Arrival, _settings: Settings) -> bool:
    """Tell whether a stanza brings a text (``is_incoming_chat_msg/1``): a copy never does."""
    has_message = arrival.stanza is not None and arrival.is_message
    return has_message and not arrival.is_copy and bool(_body(arrival))


def _summary(arrival: Arrival, settings: Settings) -> Form | None:
    """Return the summary; without one the notification is empty (``make_summary/3``).

    There is none of what is no message, has no text, or is sent by the user.
    """
    if not _is_chat(arrival, settings) or arrival.cause == "sent":
        return None
    named: list[tuple[str, FieldKind | None, str | None]] = []
    if settings.include_sender:
        named.append(("last-message-sender", "jid-single", _sender(arrival, settings)))
    body = settings.include_body
    if body is None or body is True:
        body = "New message" if body is None else _body(arrival)
    if body:
        named.append(("last-message-body", "text-single", body))
    return summary("submit", named) if named else None


def _sender(arrival: Arrival, settings: Settings) -> str:
    """Return the sender: 23.01 gives the full JID, 26 the bare one."""
    sender = arrival.message.from_
    if sender is None:
        return ""
    return str(sender if settings.version.startswith("23") else sender.bare)


def _options(registration: Registration) -> etree._Element | None:
    """Return the form as the codec writes it: in its order, without what it does not know."""
    if registration.form is None:
        return None
    copy = deepcopy(registration.form)
    for each in list(copy.iter()):
        if each is not copy and (not isinstance(each.tag, str) or local(each) not in _FORM_PARTS):
            parent = each.getparent()
            if parent is not None:
                parent.remove(each)
            continue
        kept = {name: value for name, value in each.items() if name in _FORM_ATTRIBUTES}
        each.attrib.clear()
        each.attrib.update(kept)
        each.tail = None
        if local(each) in {"x", "field"}:
            each.text = None
    for each in copy.iter():
        each[:] = sorted(each, key=_place)
    return copy


def _place(part: etree._Element) -> int:
    """Return where a part of a form or of a field stands (``xep0004.erl`` of its XMPP library)."""
    return _ORDER.index(local(part))


#: First the parts of a form, then those of a field; no name is in both.
_ORDER = (
    "title",
    "reported",
    "instructions",
    "item",
    "field",
    "required",
    "desc",
    "value",
    "option",
    "x",
)


def _is_routed(jid: str) -> bool:
    """Tell whether a publish to a JID reaches its host: none has a final dot, which is kept."""
    return not jid.partition("/")[0].endswith(".")


_FORM_PARTS = frozenset(
    {
        "x",
        "title",
        "instructions",
        "field",
        "value",
        "option",
        "desc",
        "required",
        "reported",
        "item",
    }
)
_FORM_ATTRIBUTES = frozenset({"type", "var", "label"})


def _extended(settings: Settings) -> float | None:
    return settings.push_resume_timeout if settings.keepalive else None


def _wakes_before(settings: Settings) -> float | None:
    """Return how long before its end a session is woken (``PUSH_BEFORE_TIMEOUT_PERIOD``)."""
    return _WAKES_BEFORE if settings.keepalive and settings.wake_on_timeout else None


#: Of ``mod_push_keepalive``, in seconds.
_WAKES_BEFORE = 120

PUBLISHER = Publisher(
    skips=_skips,
    summary=_summary,
    options=_options,
    reacts=reacts,
    leaves=_is_routed,
    bounce=("cancel", "remote-server-not-found"),
    of_queue=_of_queue,
    causes=frozenset({"arrival", "kept", "sent", "lost", "unacknowledged", "timeout", "ended"}),
    sessions=SessionRules(
        extended=_extended,
        is_restored=_is_chat,
        wakes_before=_wakes_before,
        patience=60,
        patience_ends="lost",
        forgets="all",
        announces_any_end=True,
        is_one_registration=True,
        redelivers="if-last",
        routing="by-kind",
        has_carbons=True,
    ),
)
