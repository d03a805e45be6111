"""What a server has to decide on: a stanza for a user, and where the user's clients are."""

from collections.abc import Callable, Iterable, Sequence

import attrs
from lxml import etree

from pushstanza.flow.inbox import Inbox
from pushstanza.flow.sessions import Notified, Session, Sessions, key_of
from pushstanza.flow.stored import Contacts, Stored
from pushstanza.servers.arriving import arriving
from pushstanza.servers.extensions import is_for_away
from pushstanza.servers.publisher import Arrival, Cause
from pushstanza.servers.request import jid_of
from pushstanza.servers.world import Registration
from pushstanza.stanzas.rfc6120 import Message


@attrs.define(kw_only=True)
class Arrivals:
    """Makes the arrivals of a server.

    ``stored`` counts the messages that wait, where the server keeps them; ``registrations`` returns
    those of a user.
    """

    sessions: Sessions
    inbox: Inbox
    stored: Stored | None
    contacts: Contacts
    registrations: Callable[[str], Sequence[Registration]]

    def of(
        self,
        to: Registration,
        stanza: etree._Element | None,
        cause: Cause,
        *,
        reached: Iterable[Session] = (),
        is_copy: bool = False,
        again: Notified | None = None,
    ) -> Arrival:
        """Return a stanza as it concerns a registration; *reached* are the clients it goes to.

        *again* says who was notified of it before, if it is not delivered for the first time.
        """
        message = _message(stanza)
        client = self.sessions.presence_of_client(to)
        own = self.sessions.of(to)
        reached = [*reached]
        sender = message.from_
        return Arrival(
            message=message,
            stanza=stanza,
            presence=self.sessions.presence(to.user),
            client="unacknowledged" if cause == "unacknowledged" else client,
            unread=self._unread(to.user, stanza, is_taken=again is None and cause == "arrival"),
            cause=cause,
            is_latest=self.sessions.is_latest(to),
            reaches_client=any(each is own for each in reached),
            is_held=self.sessions.is_held(to),
            is_known_to_session=own is not None and own.enabled is not None,
            is_connected=bool(self.sessions.of_user(to.user)),
            is_taken=bool(reached),
            is_copy=is_copy,
            was_notified=key_of(to) in (again or ()),
            clients=self.sessions.clients_of(to.user),
            is_from_contact=self.contacts.has(to.user, sender and sender.bare.normalized),
            is_asked_while_away=any(map(is_for_away, self.registrations(to.user))),
        )

    def _unread(self, user: str, stanza: etree._Element | None, *, is_taken: bool) -> int:
        if self.stored is not None:
            return self.stored.count(user)
        return self.inbox.unread(user, stanza, is_taken=is_taken)


def _message(stanza: etree._Element | None) -> Message:
    """Return a message, or one that has only the addresses of another stanza."""
    if stanza is None:
        return Message()
    return arriving(stanza) or Message(
        from_=jid_of(stanza.get("from")), to=jid_of(stanza.get("to"))
    )
