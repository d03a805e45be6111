"""What servers publish when a message arrives, and what an error in answer does.

Source: ``reference`` of each server in its own module; XEP-0357, section 7.
"""

from collections.abc import Callable, Iterable
from typing import Literal, TypeAlias

import attrs
from lxml import etree

from pushstanza.jid import Jid
from pushstanza.servers.request import elements, local
from pushstanza.servers.world import Registration
from pushstanza.stanza import parse_as, serialize
from pushstanza.stanzas.rfc6120 import Iq, Message
from pushstanza.stanzas.xep0004 import Field, FieldKind, Form, FormKind
from pushstanza.stanzas.xep0060 import Item, Publish, Pubsub
from pushstanza.stanzas.xep0060 import PublishOptions as PublishOptionsElement
from pushstanza.stanzas.xep0357 import Notification

SUMMARY = "urn:xmpp:push:summary"

#: Where a user is when a message arrives: connected, connected to a client that does not answer
#: any more (XEP-0198), or not at all.
Presence: TypeAlias = Literal["online", "unacknowledged", "offline"]

#: What an error in answer to a publish does to a registration.
Reaction: TypeAlias = Literal["keep", "count", "disable"]


@attrs.frozen(kw_only=True)
class Settings:
    """How a server is set up, as far as pushes depend on it.

    ``plugin`` is MongooseIM's. ``include_body`` and ``include_sender`` are options of ejabberd
    and Prosody: a text in place of the body is a fixed one; Tigase sends both.
    """

    plugin: Literal["defaults", "hints", "enhanced"] = "defaults"
    include_body: bool | str | None = None
    include_sender: bool | None = None
    version: str = ""


@attrs.frozen(kw_only=True)
class Arrival:
    """A message for a user: where the user is, and how many messages wait."""

    message: Message
    presence: Presence
    unread: int = 1

    @property
    def sender(self) -> str:
        """Who sent it, as written."""
        return str(self.message.from_ or "")

    @property
    def bare_sender(self) -> str:
        """The bare JID of who sent it."""
        jid = self.message.from_
        return jid.bare.normalized if jid is not None and jid.is_valid else self.sender


@attrs.frozen(kw_only=True)
class Publisher:
    """How a server makes a publish of a message, and what it does with the answer.

    ``skips`` says why a message causes no push, ``None`` where it does. ``summary`` makes the
    form in the notification. ``options`` writes the stored form. ``reacts`` takes the type and the
    condition of an error. ``comes_from_user`` says whether a publish comes from the user's JID
    and not from the server's.
    """

    skips: Callable[[Arrival, Settings], str | None]
    summary: Callable[[Arrival, Settings], Form | None]
    options: Callable[[Registration], Form | None]
    reacts: Callable[[str | None, str | None], Reaction]
    most_errors: int | None = None
    comes_from_user: Callable[[Settings], bool] = lambda _settings: False

    def publish(
        self, to: Registration, arrival: Arrival, settings: Settings, *, domain: str, id: str
    ) -> str:
        """Return the publish of a message to the push service of a registration."""
        options = self.options(to)
        pubsub = Pubsub(
            publish=Publish(
                node=to.node,
                items=(Item(payload=Notification(form=self.summary(arrival, settings))),),
            ),
            publish_options=None if options is None else PublishOptionsElement(form=options),
        )
        return serialize(
            Iq(
                type="set",
                id=id,
                from_=Jid.unchecked(to.user if self.comes_from_user(settings) else domain),
                to=Jid.unchecked(to.jid),
                payload=pubsub,
            )
        )


def summary(
    kind: FormKind | None,
    named: Iterable[tuple[str, FieldKind | None, str | None]],
    form_type: FieldKind | None = "hidden",
) -> Form:
    """Return a summary form of fields, each with its type and its value; ``None`` is no value."""
    given = (
        Field(var=var, type=type_, values=() if value is None else (value,))
        for var, type_, value in named
    )
    head = Field(var="FORM_TYPE", type=form_type, values=(SUMMARY,))
    return Form(type=kind, fields=(head, *given))


def as_stored(registration: Registration) -> Form | None:
    """Return the form of an enable as it came."""
    if registration.form is None:
        return None
    return parse_as(Form, registration.form, validate=False)


def error_of(root: etree._Element) -> tuple[str | None, str | None]:
    """Return the type and the condition of the error in a stanza."""
    found = next((each for each in elements(root) if local(each) == "error"), None)
    if found is None:
        return None, None
    condition = next((local(each) for each in elements(found) if local(each) != "text"), None)
    return found.get("type"), condition
