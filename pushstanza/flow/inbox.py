"""MongooseIM's inbox, as far as notifications count what is unread in it."""

from typing import Final

import attrs
from lxml import etree

from pushstanza.jid import Jid
from pushstanza.reading.tags import local
from pushstanza.servers.request import elements, jid_of

_HINTS: Final = "urn:xmpp:hints"
_MARKERS: Final = frozenset(
    f"{{urn:xmpp:chat-markers:0}}{name}" for name in ("received", "displayed", "acknowledged")
)
_STORE, _NO_STORE = f"{{{_HINTS}}}store", f"{{{_HINTS}}}no-store"
#: The types of messages that the inbox looks at; ``normal`` is that of a message without one.
_KINDS: Final = frozenset({"normal", "chat", "groupchat"})

#: What is counted where there is no inbox.
UNCOUNTED = 1


@attrs.define
class _Conversation:
    """What is unread in a conversation, and the id of the last message in it."""

    unread: int = 0
    last: str = ""


@attrs.define
class Inbox:
    """The unread messages of each user, by conversation (``mod_inbox``).

    A marker that the user has displayed the last message (XEP-0333), or a message of the user in
    the conversation, resets its count; to connect does not.
    """

    is_there: bool
    _conversations: dict[tuple[str, str], _Conversation] = attrs.field(factory=dict, init=False)

    def take(self, message: etree._Element) -> None:
        """Count a message for who gets it, and reset the count of who has sent it."""
        sender, to = jid_of(message.get("from")), jid_of(message.get("to"))
        if not self.is_there or sender is None or to is None or not _is_looked_at(message):
            return
        displayed = [each.get("id", "") for each in elements(message) if local(each) == "displayed"]
        read = self._conversation(sender, to)
        if displayed == [read.last]:
            read.unread = 0
        if _is_marker(message):
            return
        if message.get("type") != "groupchat":
            read.unread, read.last = 0, message.get("id", "")
        elif sender.resource is None:
            return  # a room says something of itself
        got = self._conversation(to, sender)
        got.unread, got.last = got.unread + 1, message.get("id", "")

    def unread(self, user: str, message: etree._Element | None, *, is_taken: bool) -> int:
        """Return how many messages a notification of a message says are unread.

        They are those of its conversation, and one more. *is_taken* says that the message has just
        been counted, if it counts.
        """
        sender = jid_of(message.get("from")) if message is not None else None
        if not self.is_there or message is None or sender is None:
            return UNCOUNTED
        unread = self._conversation(Jid(user), sender).unread
        return unread if is_taken and self._counts(message, sender) else unread + 1

    def _counts(self, message: etree._Element, sender: Jid) -> bool:
        of_room = message.get("type") == "groupchat" and sender.resource is None
        return _is_looked_at(message) and not _is_marker(message) and not of_room

    def _conversation(self, user: Jid, other: Jid) -> _Conversation:
        key = (user.bare.normalized, other.bare.normalized)
        return self._conversations.setdefault(key, _Conversation())


def _is_looked_at(message: etree._Element) -> bool:
    """Tell whether the inbox looks at a message (``mod_mam_utils:is_archivable_message/4``)."""
    names = {local(each) for each in elements(message)}
    tags = {str(each.tag) for each in elements(message)}
    is_kept = "body" in names or _STORE in tags or _is_marker(message)
    is_dropped = _NO_STORE in tags or not names.isdisjoint({"delay", "result"})
    return message.get("type", "normal") in _KINDS and is_kept and not is_dropped


def _is_marker(message: etree._Element) -> bool:
    """Tell whether a message says what became of another (``mongoose_chat_markers``)."""
    return any(
        str(each.tag) in _MARKERS and each.get("id") is not None for each in elements(message)
    )
