"""What ejabberd publishes, and what ends a registration.

Source: ejabberd ``mod_push.erl``.
"""

from copy import deepcopy

from lxml import etree

from pushstanza.binding import Unknown
from pushstanza.reading.tags import local
from pushstanza.servers.publisher import Arrival, Publisher, Reaction, Settings, summary
from pushstanza.servers.world import Registration
from pushstanza.stanzas.rfc6120 import Message
from pushstanza.stanzas.xep0004 import FieldKind, Form


def reacts(error_type: str | None, _condition: str | None) -> Reaction:
    """Return what an error does (``notify/5``)."""
    return "keep" if error_type == "wait" else "disable"


_CHAT_STATES = "http://jabber.org/protocol/chatstates"


def _skips(arrival: Arrival, _settings: Settings) -> str | None:
    """Return why nothing is published (``mam_message/7``, ``offline_message/1``, ``c2s_stanza/3``).

    For a client that does not answer anything is; else what is archived, if the client that
    enabled the push is gone, whoever else is online; else what is kept for later.
    """
    if arrival.kind in {"error", "groupchat"}:
        return "such a message is for rooms and senders, and not kept for later"
    if arrival.client == "unacknowledged":
        return None
    if arrival.kind == "headline" or arrival.has_hint("no-store"):
        return "the message is not kept for later"
    if arrival.is_archived:
        return "the client that enabled it is connected" if arrival.client == "online" else None
    if arrival.presence == "online":
        return "a client of the user is online"
    return None if _has_content(arrival.message) else "the message is not kept for later"


def _has_content(message: Message) -> bool:
    """Tell whether there is more to a message than who types (``mod_offline.erl``)."""
    others = (
        each
        for each in message.payloads
        if not (isinstance(each, Unknown) and each.tag.startswith(f"{{{_CHAT_STATES}}}"))
    )
    return bool(message.bodies or message.subjects or any(True for _ in others))


def _text(message: Message) -> str | None:
    """Return the text of a message: that of no language, or else of English, or the first."""
    bodies = {each.lang: each.text for each in reversed(message.bodies)}
    return bodies.get(None) or bodies.get("en") or message.body


def _summary(arrival: Arrival, settings: Settings) -> Form | None:
    """Return the summary; without one the notification is empty (``make_summary/3``).

    A message without a text has none.
    """
    text = _text(arrival.message) or ("(encrypted)" if arrival.is_encrypted else None)
    if not text:
        return None
    named: list[tuple[str, FieldKind | None, str | None]] = []
    if settings.include_sender:
        named.append(("last-message-sender", "jid-single", arrival.sender))
    body = settings.include_body
    if body is None or body is True:
        body = "New message" if body is None else text
    if body:
        named.append(("last-message-body", "text-single", body))
    return summary("submit", named) if named else None


def _options(registration: Registration) -> etree._Element | None:
    """Return the form as the codec writes it: without what it does not know."""
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
    return copy


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


PUBLISHER = Publisher(skips=_skips, summary=_summary, options=_options, reacts=reacts)
