"""What servers publish when a message arrives, and what an error in answer does.

Source: ``reference`` of each server in its own module; XEP-0357, section 7.
"""

from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy
from typing import Final, Literal, TypeAlias, get_args

import attrs
from lxml import etree

from pushstanza.binding import Unknown
from pushstanza.diagnostics.records import frozen
from pushstanza.jid import Jid
from pushstanza.reading.tags import local, namespace
from pushstanza.servers.request import PUBSUB, elements
from pushstanza.servers.session_rules import SessionRules
from pushstanza.servers.world import Registration
from pushstanza.stanzas.parse import serialize
from pushstanza.stanzas.rfc6120 import Iq, Message, MessageKind
from pushstanza.stanzas.xep0004 import Field, FieldKind, Form, FormKind
from pushstanza.stanzas.xep0060 import Item, Publish, Pubsub
from pushstanza.stanzas.xep0334 import Hint
from pushstanza.stanzas.xep0353 import JingleMessage
from pushstanza.stanzas.xep0357 import Notification

SUMMARY = "urn:xmpp:push:summary"

#: Where a user is when a message arrives: connected, connected to a client that does not answer
#: any more (XEP-0198), or not at all.
Presence: TypeAlias = Literal["online", "unacknowledged", "offline"]

#: Why a server may publish: a message arrives for the user; no client takes it, so that it is kept;
#: one of the user's clients has sent it; a client whose connection was lost is sent a stanza; that
#: connection is lost, and a stanza that it was sent was not acknowledged (XEP-0198), or was not for
#: too long; its session will end soon; its session has ended, and the message is delivered anew;
#: the user is mentioned in a room, and not there.
Cause: TypeAlias = Literal[
    "arrival", "kept", "sent", "lost", "unacknowledged", "late", "timeout", "ended", "mention"
]

#: MongooseIM's plugins, which make notifications of messages.
Plugin: TypeAlias = Literal["defaults", "hints", "enhanced"]

#: Which stanzas ejabberd publishes.
NotifyOn: TypeAlias = Literal["messages", "all"]

#: After how many seconds ejabberd and Prosody end the session of a client that has enabled pushes
#: and was lost.
PUSH_RESUME_TIMEOUT: Final = 72 * 3600

#: What an error in answer to a publish does to a registration.
Reaction: TypeAlias = Literal["keep", "count", "disable"]


@frozen(kw_only=True)
class Settings:
    """How a server is set up, as far as pushes depend on it.

    ``plugin``, ``pubsub_plugins`` and ``database`` are MongooseIM's. ``include_body`` and
    ``include_sender`` are options of ejabberd, Prosody and Tigase: a text in place of the body is a
    fixed one. ``keepalive`` and ``wake_on_timeout`` are ejabberd's, ``max_errors`` and
    ``important_body`` Prosody's; ``push_resume_timeout`` is in seconds. Tigase has
    ``encrypted_message_body``, the text for encrypted messages, and ``away``, whether it plays that
    extension. ``extensions`` says whether Prosody has ``mod_cloud_notify_extensions``.
    """

    plugin: Plugin = "defaults"
    include_body: bool | str | None = None
    include_sender: bool | None = None
    version: str = ""
    pubsub_plugins: tuple[str, ...] = attrs.field(default=("push",), converter=tuple)
    database: str = "mnesia"
    notify_on: NotifyOn = "all"
    keepalive: bool = True
    wake_on_timeout: bool = True
    push_resume_timeout: float = PUSH_RESUME_TIMEOUT
    max_errors: int | None = None
    important_body: str = "New Message!"
    encrypted_message_body: str | None = None
    away: bool = False
    extensions: bool = False


#: The types of messages (RFC 6121, section 5.2.2).
MESSAGE_KINDS = frozenset(get_args(MessageKind))

#: What encrypted messages hold (XEP-0384, XEP-0027, XEP-0373).
_ENCRYPTED = frozenset(
    {
        "{eu.siacs.conversations.axolotl}encrypted",
        "{urn:xmpp:omemo:0}encrypted",
        "{jabber:x:encrypted}x",
        "{urn:xmpp:openpgp:0}openpgp",
    }
)


@frozen(kw_only=True)
class Connected:
    """A connected client of a user, as its presence has it; ``show`` as in RFC 6121, 4.7.2.1."""

    resource: str = ""
    available: bool = True
    show: str | None = None


@frozen(kw_only=True)
class Arrival:
    """A message for a user who has enabled pushes, or another stanza for one of the clients.

    ``presence`` says where the user is, ``client`` where the client is that enabled this push,
    and ``unread`` how many messages wait. ``is_latest`` says that the client has enabled no other
    push since, ``reaches_client`` that the message goes to this client. ``stanza`` is the stanza as
    it is sent, ``None`` where there is none; a stanza that is no message has a ``message`` that
    holds only its addresses.
    ``clients`` are those of the user that are connected, ``is_from_contact`` says that the sender
    is in the user's roster, ``is_asked_while_away`` that an enable of the user asks for pushes
    while away (Tigase).
    """

    message: Message
    stanza: etree._Element | None = attrs.field(default=None, eq=False, repr=False)
    presence: Presence
    client: Presence = "offline"
    unread: int = 1
    cause: Cause = "arrival"
    is_latest: bool = False
    reaches_client: bool = False
    clients: tuple[Connected, ...] = ()
    is_from_contact: bool = False
    is_asked_while_away: bool = False
    is_held: bool = False
    """Whether this push is the latest that one of the user's sessions has enabled."""
    is_known_to_session: bool = False
    """Whether the session of the client still counts as one that has enabled a push."""
    is_connected: bool = False
    """Whether a client of the user is connected, available or not."""
    is_taken: bool = False
    """Whether a client of the user is sent the message."""
    is_copy: bool = False
    """Whether the server has made it, as a copy of another message (XEP-0280)."""
    was_notified: bool = False
    """Whether the client was notified of this very stanza before."""

    @property
    def is_message(self) -> bool:
        """Whether it is a message, and no presence or IQ."""
        return self.stanza is None or local(self.stanza) == "message"

    @property
    def kind(self) -> str:
        """The type of the message; one that is unknown counts as ``normal`` (RFC 6121, 5.2.2)."""
        type_ = self.message.type or "normal"
        return type_ if type_ in MESSAGE_KINDS else "normal"

    @property
    def is_encrypted(self) -> bool:
        """Whether it is encrypted, so that its text says nothing."""
        return any(
            isinstance(each, Unknown) and each.tag in _ENCRYPTED for each in self.message.payloads
        )

    @property
    def is_call(self) -> bool:
        """Whether it proposes a call (XEP-0353)."""
        return any(
            isinstance(each, JingleMessage) and each.action == "propose"
            for each in self.message.payloads
        )

    @property
    def is_own(self) -> bool:
        """Whether the user has sent it to himself."""
        sender, to = self.message.from_, self.message.to
        return sender is not None and to is not None and sender.bare == to.bare

    def has_hint(self, kind: str) -> bool:
        """Tell whether it has a hint (XEP-0334)."""
        return any(isinstance(each, Hint) and each.kind == kind for each in self.message.payloads)

    @property
    def sender(self) -> str:
        """Who sent it, as written."""
        return str(self.message.from_ or "")


#: The summary and the options of a notification, by the names of their fields.
HandedOver: TypeAlias = Callable[
    [Registration, Arrival, Settings], tuple[dict[str, str], dict[str, str]]
]


@frozen(kw_only=True)
class Limit:
    """How many messages of a user cause pushes.

    When more than ``most`` have caused some within a second, the next causes none; nor does one
    with the sender, id and text of another, for ``again`` seconds.
    """

    most: int
    again: float


def _never(_settings: Settings) -> bool:
    return False


def _always(_jid: str) -> bool:
    return True


def _none_of(_waiting: Sequence[Arrival], _settings: Settings) -> Sequence[Arrival]:
    return ()


def _unfiltered(_to: Registration, _arrival: Arrival, _settings: Settings) -> str | None:
    return None


def _nothing_honoured(_settings: Settings) -> frozenset[str]:
    return frozenset()


#: What is in the notification of a message to a registration.
Notified: TypeAlias = Callable[[Registration, Arrival, Settings], Notification]


@frozen(kw_only=True)
class Publisher:
    """How a server makes a publish of a message, and what it does with the answer.

    ``skips`` says why a message causes no push, ``None`` where it does. ``summary`` makes the
    form in the notification. ``options`` writes the stored form. ``reacts`` takes the type and the
    condition of an error. ``limit`` is how many messages cause pushes. ``comes_from_user`` says
    whether a publish comes from the user's JID and not from the server's, ``leaves`` whether one to
    a JID leaves the server at all.
    ``handed_over`` gives the summary and the options of a notification that goes to MongoosePush
    without a publish, where the server can be set up so. ``of_queue`` chooses from the stanzas
    that were not acknowledged when a connection is lost those of which a client is notified.
    ``causes`` are those for which it may publish, ``sessions`` what it does for the sessions of
    clients.
    ``filtered`` says why one registration is not notified, ``None`` where it is. ``notification``
    makes the whole notification, where there is more to it than a summary. ``stores`` says whether
    a message is kept until the user comes online; where it is given, ``unread`` counts these
    messages. ``retrieved`` makes the notification that a user has come online and got them, if
    there is one; its argument says whether there were any. ``informs_sender`` says whether the
    registrations of who sends a message are notified of it. ``honours`` names what the server
    makes of the extensions in an enable: elements in Clark notation, attributes by their names.
    """

    skips: Callable[[Arrival, Settings], str | None]
    summary: Callable[[Arrival, Settings], Form | None]
    options: Callable[[Registration], etree._Element | None]
    reacts: Callable[[str | None, str | None], Reaction]
    most_errors: int | None = None
    limit: Limit | None = None
    comes_from_user: Callable[[Settings], bool] = _never
    leaves: Callable[[str], bool] = _always
    bounce: tuple[str, str] | None = None
    handed_over: HandedOver | None = None
    of_queue: Callable[[Sequence[Arrival], Settings], Sequence[Arrival]] = _none_of
    causes: frozenset[Cause] = frozenset({"arrival", "unacknowledged"})
    sessions: SessionRules = attrs.field(factory=SessionRules)
    filtered: Callable[[Registration, Arrival, Settings], str | None] = _unfiltered
    notification: Notified | None = None
    stores: Callable[[Arrival], bool] | None = None
    retrieved: Callable[[Registration, Settings, bool], Notification | None] | None = None
    informs_sender: Callable[[Message], bool] | None = None
    honours: Callable[[Settings], frozenset[str]] = _nothing_honoured

    def notified(self, to: Registration, arrival: Arrival, settings: Settings) -> Notification:
        """Return the notification of a message for a registration."""
        if self.notification is not None:
            return self.notification(to, arrival, settings)
        return Notification(form=self.summary(arrival, settings))

    def publish(
        self,
        to: Registration,
        notification: Notification,
        settings: Settings,
        *,
        domain: str,
        id: str,
    ) -> str:
        """Return the publish of a notification to the push service of a registration."""
        pubsub = Pubsub(publish=Publish(node=to.node, items=(Item(payload=notification),)))
        sender = to.user if self.comes_from_user(settings) else domain
        iq = Iq(
            type="set",
            id=id,
            from_=Jid.unchecked(sender),
            to=Jid.unchecked(to.jid),
            payload=pubsub,
        )
        options = self.options(to)
        return serialize(iq) if options is None else _with_options(serialize(iq), options)


def _with_options(publish: str, form: etree._Element) -> str:
    """Return a publish with a form as its options, as the form is written."""
    root = etree.fromstring(publish)
    holder = etree.SubElement(root[0], f"{{{PUBSUB}}}publish-options")
    holder.append(_without_prefixes(form))
    return etree.tostring(root, encoding="unicode")


def _without_prefixes(element: etree._Element) -> etree._Element:
    """Return a copy of an element that declares its namespace as servers write it."""
    try:
        copy = etree.Element(element.tag, dict(element.items()), nsmap={None: namespace(element)})
    except ValueError:
        return deepcopy(element)  # lxml makes none anew in a namespace that is no URI
    copy.text = element.text
    for each in elements(element):
        copy.append(_without_prefixes(each))
        copy[-1].tail = each.tail
    return copy


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


def as_stored(registration: Registration) -> etree._Element | None:
    """Return the form of an enable as it came."""
    return registration.form


def error_of(root: etree._Element) -> tuple[str | None, str | None]:
    """Return the type and the condition of the error in a stanza."""
    found = next((each for each in elements(root) if local(each) == "error"), None)
    if found is None:
        return None, None
    condition = next((local(each) for each in elements(found) if local(each) != "text"), None)
    return found.get("type"), condition
