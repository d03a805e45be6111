"""MongooseIM's inbox, as far as notifications count what is unread in it."""

import attrs

from pushstanza.binding import Unknown
from pushstanza.stanzas.rfc6120 import Message
from pushstanza.stanzas.xep0334 import Hint

_DISPLAYED = "{urn:xmpp:chat-markers:0}displayed"

#: What is counted where there is no inbox.
UNCOUNTED = 1


@attrs.define
class Inbox:
    """The unread messages of each user, by conversation (``mod_inbox``).

    A marker that the user has displayed a conversation (XEP-0333), or a message of the user in it,
    resets its count; to connect does not.
    """

    is_there: bool
    _unread: dict[tuple[str, str], int] = attrs.field(factory=dict, init=False)

    def take(self, message: Message) -> None:
        """Count a message for who gets it, and reset the count of who has sent it."""
        if not self.is_there or message.from_ is None or message.to is None:
            return
        sender, user = message.from_.bare.normalized, message.to.bare.normalized
        counted = _is_counted(message)
        if counted or _is_displayed(message):
            self._unread.pop((sender, user), None)
        if counted:
            self._unread[user, sender] = self._unread.get((user, sender), 0) + 1

    def unread(self, message: Message) -> int:
        """Return how many messages are unread in the conversation of a message."""
        if not self.is_there or message.from_ is None or message.to is None:
            return UNCOUNTED
        return self._unread.get((message.to.bare.normalized, message.from_.bare.normalized), 0)


def _is_counted(message: Message) -> bool:
    is_hidden = any(isinstance(each, Hint) and each.kind == "no-store" for each in message.payloads)
    return bool(message.body) and not is_hidden


def _is_displayed(message: Message) -> bool:
    return any(isinstance(each, Unknown) and each.tag == _DISPLAYED for each in message.payloads)
