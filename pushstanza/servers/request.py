"""A stanza as a server sees it: its XML, who sends it, and whom it reaches."""

import re
from collections.abc import Iterator, Sequence
from copy import copy
from enum import StrEnum
from functools import cached_property

import attrs
from lxml import etree

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.records import frozen
from pushstanza.jid import Jid, JidError
from pushstanza.reading import names
from pushstanza.reading.tags import local, namespace
from pushstanza.servers.world import Supposed, World
from pushstanza.stanzas import xep0004, xep0030, xep0050, xep0060, xep0357

CLIENT = names.CLIENT
DATA, PUSH = xep0004.NS, xep0357.NS
DISCO, DISCO_ITEMS = xep0030.INFO, xep0030.ITEMS
PUBSUB, OWNER = xep0060.NS, xep0060.OWNER
#: Ad-hoc commands (XEP-0050), with which devices are registered at push services.
COMMANDS = xep0050.NS


class Addressee(StrEnum):
    """Whom a stanza reaches, by its ``to``."""

    ACCOUNT = "the user's own account"
    SELF = "the client itself"
    HOST = "the user's server"
    SERVICE = "the push service"
    NEIGHBOUR = "another user of the server"
    NEIGHBOUR_CLIENT = "another client"
    ELSEWHERE = "another host"
    NOBODY = "no JID"


@frozen(eq=False)
class Request:
    """A stanza, and all that an answer depends on."""

    root: etree._Element = attrs.field(repr=False)
    sender: Jid
    pubsub: str
    version: str = ""
    is_virtual: bool = False
    damage: str | None = None
    """What is wrong with its XML, as :data:`pushstanza.reading.scan.KINDS` calls it."""
    parser_error: str | None = None
    """Expat's message about its XML."""
    pubsub_plugins: tuple[str, ...] = ("push",)
    """The plugins of MongooseIM's pubsub service; nodes are of the first, unless they say more."""
    database: str = "mnesia"
    """What MongooseIM keeps registrations in."""
    has_extensions: bool = False
    """Whether the server is set up with extensions of push notifications that are optional."""
    world: World = attrs.field(repr=False, kw_only=True)

    def by(self, versions: Sequence[str], *, is_virtual: bool) -> "Request":
        """Return the same request at another server: what was found out about it is kept."""
        other = copy(self)
        object.__setattr__(other, "version", versions[0] if versions else "")
        object.__setattr__(other, "is_virtual", is_virtual)
        return other

    def within(self, world: World) -> "Request":
        """Return the same request in another world: what was found out about it is kept."""
        other = copy(self)
        object.__setattr__(other, "world", world)
        return other

    @cached_property
    def name(self) -> str:
        """The name of the stanza: iq, message or presence, or what else it is."""
        return local(self.root)

    @cached_property
    def is_stanza(self) -> bool:
        """Whether it is a stanza at all."""
        return str(self.root.tag) in names.STANZA_TAGS

    @property
    def type(self) -> str | None:
        """Its type, as written."""
        return self.root.get("type")

    @property
    def id(self) -> str | None:
        """Its id, as written."""
        return self.root.get("id")

    @cached_property
    def user(self) -> str:
        """The bare JID of who sends it."""
        return self.sender.bare.normalized

    @property
    def domain(self) -> str:
        """The server of who sends it."""
        return self.sender.domain

    @cached_property
    def to(self) -> Jid | None:
        """Whom it is for, ``None`` where it does not say or says no JID."""
        return jid_of(self.root.get("to"))

    @cached_property
    def addressee(self) -> Addressee:
        """Whom it reaches."""
        written = self.root.get("to")
        if written is None:
            return Addressee.ACCOUNT
        if self.to is None:
            return Addressee.NOBODY
        return _reached(self.to, self.sender, self.pubsub)

    @property
    def has_own_pubsub(self) -> bool:
        """Whether the push service is the generic pubsub service of the sender's server."""
        return self.pubsub == f"pubsub.{self.domain}"

    @cached_property
    def children(self) -> list[etree._Element]:
        """The elements in it."""
        return [each for each in self.root if isinstance(each.tag, str)]

    @cached_property
    def payload(self) -> etree._Element | None:
        """Its first element but ``error``."""
        return next((each for each in self.children if local(each) != "error"), None)

    @cached_property
    def payload_name(self) -> str:
        """The name of its payload, empty where it has none."""
        return "" if self.payload is None else local(self.payload)

    @cached_property
    def namespace(self) -> str:
        """The namespace of its payload, empty where it has none."""
        return "" if self.payload is None else namespace(self.payload)

    @property
    def jid(self) -> str | None:
        """The push service that ``enable`` or ``disable`` names, as written."""
        return None if self.payload is None else self.payload.get("jid")

    @property
    def node(self) -> str | None:
        """The node that its payload names, as written."""
        return None if self.payload is None else self.payload.get("node")

    @cached_property
    def forms(self) -> list[etree._Element]:
        """The data forms in its payload."""
        return [] if self.payload is None else [*self.payload.iterchildren(f"{{{DATA}}}x")]

    @cached_property
    def action(self) -> etree._Element | None:
        """The first element in ``pubsub``, which says what is asked (XEP-0060)."""
        return None if self.payload is None else next(elements(self.payload), None)

    @cached_property
    def action_name(self) -> str:
        """The name of the action, empty where there is none."""
        return "" if self.action is None else local(self.action)

    @property
    def action_node(self) -> str:
        """The node that the action names, empty where it names none."""
        return "" if self.action is None else self.action.get("node", "")


def request(
    root: etree._Element,
    account: Jid | None = None,
    *,
    pubsub: str | None = None,
    world: World | None = None,
    version: str = "",
    is_virtual: bool = False,
    has_extensions: bool = False,
    damage: str | None = None,
    parser_error: str | None = None,
    pubsub_plugins: tuple[str, ...] = ("push",),
    database: str = "mnesia",
) -> Request:
    """Return a stanza as a server sees it.

    Who sends it is *account*, or else its ``from``, or else somebody of the server that its
    ``to`` belongs to. Without one, the push service is the part of that server that
    the stanza is for, the host that a request of pubsub is for, or else ``pubsub`` there.
    """
    sender = account or jid_of(root.get("from")) or _somebody(root)
    return Request(
        root,
        sender,
        pubsub or _service(root, sender),
        version,
        is_virtual,
        damage,
        parser_error,
        pubsub_plugins,
        database,
        has_extensions,
        world=world or Supposed(sender),
    )


#: What is in the name of a host that is a push service.
_PUSH_HOST = lazy_pattern("push|pubsub|notif|p2|fcm|apns", re.IGNORECASE)


def _service(root: etree._Element, sender: Jid) -> str:
    """Return the host of the push service that a stanza seems to be for.

    Discovery is asked of every part of a server, of which the name tells what it is.
    """
    to = jid_of(root.get("to"))
    if to is not None and to.domain != sender.domain:
        is_discovery = any(namespace(each) in {DISCO, DISCO_ITEMS} for each in root)
        is_part = to.domain.endswith(f".{sender.domain}") and not (
            is_discovery and _PUSH_HOST.search(to.domain.partition(".")[0]) is None
        )
        if is_part or (to.is_domain and any(namespace(each) in {PUBSUB, OWNER} for each in root)):
            return to.domain
    return f"pubsub.{sender.domain}"


def _somebody(root: etree._Element) -> Jid:
    """Return a client of the server that a stanza seems to be for."""
    to = jid_of(root.get("to"))
    if to is None:
        return Jid("user@example.com/device")
    asks_service = any(namespace(each) in {PUBSUB, OWNER, DISCO} for each in root)
    labels = to.domain.split(".")
    is_service = to.local is None and asks_service and len(labels) > 2
    domain = ".".join(labels[1:]) if is_service else to.domain
    return Jid(f"{to.local or 'user'}@{domain}/device")  # whose parts are kept, unlike Jid.of's


def _reached(to: Jid, sender: Jid, pubsub: str) -> Addressee:
    if to.domain == sender.domain:
        if to.local is None:
            return Addressee.HOST
        if to.bare == sender.bare and to.resource in {None, sender.resource}:
            return Addressee.ACCOUNT if to.resource is None else Addressee.SELF
        return Addressee.NEIGHBOUR if to.resource is None else Addressee.NEIGHBOUR_CLIENT
    if to.domain == pubsub:
        return Addressee.SERVICE
    return Addressee.ELSEWHERE


def jid_of(text: str | None) -> Jid | None:
    """Return the JID that *text* writes, ``None`` where it writes none."""
    if not text:
        return None
    try:
        return Jid(text)
    except JidError:
        return None


def elements(parent: etree._Element) -> Iterator[etree._Element]:
    """Yield the elements in another."""
    return (each for each in parent if isinstance(each.tag, str))


def fields(form: etree._Element) -> list[etree._Element]:
    """Return the fields of a data form."""
    return [*form.iterchildren(f"{{{DATA}}}field")]


def values(field: etree._Element) -> list[str]:
    """Return the values of a field."""
    return ["".join(each.itertext()) for each in field.iterchildren(f"{{{DATA}}}value")]


def form_types(form: etree._Element) -> list[str]:
    """Return the values of FORM_TYPE."""
    named = (each for each in fields(form) if each.get("var") == "FORM_TYPE")
    return [value for each in named for value in values(each)]
