"""What a server has to decide on: a stanza for a user, and where the user's clients are."""

from collections.abc import Iterable

import attrs
from lxml import etree

from pushstanza.flow.inbox import Inbox
from pushstanza.flow.sessions import Session, Sessions
from pushstanza.servers.arriving import arriving
from pushstanza.servers.publisher import Arrival, Cause
from pushstanza.servers.request import jid_of
from pushstanza.servers.world import Registration
from pushstanza.stanzas.rfc6120 import Message


@attrs.define(kw_only=True)
class Arrivals:
    """Makes the arrivals of a server."""

    sessions: Sessions
    inbox: Inbox

    def of(
        self,
        to: Registration,
        stanza: etree._Element | None,
        cause: Cause,
        *,
        reached: Iterable[Session] = (),
        is_copy: bool = False,
        was_notified: bool = False,
    ) -> Arrival:
        """Return a stanza as it concerns a registration; *reached* are the clients it goes to."""
        message = _message(stanza)
        client = self.sessions.presence_of_client(to)
        own = self.sessions.of(to)
        reached = [*reached]
        return Arrival(
            message=message,
            stanza=stanza,
            presence=self.sessions.presence(to.user),
            client="unacknowledged" if cause == "unacknowledged" else client,
            unread=self.inbox.unread(message),
            cause=cause,
            is_latest=self.sessions.is_latest(to),
            reaches_client=any(each is own for each in reached),
            is_held=self.sessions.is_held(to),
            is_known_to_session=own is not None and own.enabled is not None,
            is_connected=bool(self.sessions.of_user(to.user)),
            is_taken=bool(reached),
            is_copy=is_copy,
            was_notified=was_notified,
        )


def _message(stanza: etree._Element | None) -> Message:
    """Return a message, or one that has only the addresses of another stanza."""
    if stanza is None:
        return Message()
    return arriving(stanza) or Message(
        from_=jid_of(stanza.get("from")), to=jid_of(stanza.get("to"))
    )
