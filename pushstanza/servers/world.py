"""What a server remembers: who is registered for pushes, and which push nodes there are."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import attrs
from lxml import etree

from pushstanza.diagnostics.masking import without_tokens
from pushstanza.diagnostics.records import define, frozen
from pushstanza.jid import Jid
from pushstanza.reading import names, parsing

if TYPE_CHECKING:
    from pushstanza.servers.delivery import Device

#: Who may do what with a node (XEP-0060, section 4.1).
PUBLISHING = frozenset({"owner", "publisher", "publish-only"})


@frozen(kw_only=True)
class Registration:
    """A client that is to be woken: where notifications go, and what with.

    ``jid`` and ``node`` are what the server keeps, ``form`` is the XML of the options it sends
    along, ``session`` the full JID of the client that asked, ``extras`` what else it keeps of
    ``enable``.
    """

    user: str
    jid: str
    node: str | None = attrs.field(repr=lambda node: repr(node and without_tokens(node)))
    form: etree._Element | None = attrs.field(default=None, eq=False, repr=False)
    session: str | None = None
    extras: tuple[etree._Element, ...] = attrs.field(default=(), eq=False, repr=False)
    connection: int = 0
    """Which connection of that client it was; a client that comes back is another."""
    errors: int = 0
    at: float = attrs.field(default=0.0, repr=False)
    """When it was enabled, on the clock of who remembers it."""

    def __reduce__(self) -> tuple[Any, ...]:
        # Elements cannot be pickled.
        values = {each.name: getattr(self, each.name) for each in attrs.fields(Registration)}
        values["form"] = None if self.form is None else _written(self.form)
        values["extras"] = tuple(map(_written, self.extras))
        return _registration, (values,)


def _written(element: etree._Element) -> str:
    return etree.tostring(element, encoding="unicode", with_tail=False)


def _registration(values: dict[str, Any]) -> Registration:
    form, extras = values["form"], tuple(map(parsing.reread, values["extras"]))
    read = {"form": form and parsing.reread(form), "extras": extras}
    return Registration(**{**values, **read})


@frozen(kw_only=True)
class Node:
    """A node of a push service (XEP-0060): its options without ``pubsub#``, its affiliations."""

    name: str
    type: str = "push"
    options: Mapping[str, str] = attrs.field(factory=dict)
    affiliations: Mapping[str, str] = attrs.field(factory=dict)

    @property
    def owners(self) -> tuple[str, ...]:
        """The bare JIDs that own it."""
        return tuple(jid for jid, each in self.affiliations.items() if each == "owner")

    def affiliation(self, jid: Jid) -> str:
        """Return what a JID may do: ``none`` where it has no affiliation."""
        return self.affiliations.get(jid.bare.normalized, "none")

    def takes_publishes_of(self, jid: Jid) -> bool:
        """Tell whether a JID may publish (MongooseIM ``node_push.erl``, ``node_flat.erl``).

        With the model ``subscribers`` nobody may.
        """
        default = "open" if self.type == "push" else "publishers"
        model = self.options.get("publish_model", default)
        return model == "open" or (model == "publishers" and self.affiliation(jid) in PUBLISHING)


class World(Protocol):
    """What a server looks up before it answers."""

    def node(self, name: str) -> Node | None:
        """Return a node of the push service."""
        ...

    def all_nodes(self) -> Sequence[Node]:
        """Return all nodes of the push service."""
        ...

    def is_taken(self, name: str) -> bool:
        """Tell whether a node of that name cannot be made any more."""
        ...

    def device(self, node: str) -> "Device | None":
        """Return the device that a push service knows by a node."""
        ...

    def has_device(self, node: str) -> bool:
        """Tell whether a device was registered at a node."""
        ...

    def affiliations_of(self, jid: Jid) -> dict[str, str]:
        """Return what a JID may do with which nodes, by their names."""
        ...

    def has_registration(self, user: str, jid: str, node: str | None) -> bool:
        """Tell whether a user is registered there; ``None`` stands for any node."""
        ...

    def has_session(self, full: str) -> bool:
        """Tell whether a client is connected."""
        ...


@frozen
class Supposed:
    """The world of a stanza that stands alone: all it needs is there, and it takes no one's place.

    A node that it names exists as the tutorial makes it, and who sends it owns it; what it
    disables is enabled; what it creates is new.
    """

    sender: Jid

    def node(self, name: str) -> Node | None:
        """Return the node that is supposed, ``None`` where none is named."""
        if not name:
            return None
        options = {"access_model": "whitelist", "publish_model": "publishers"}
        return Node(name=name, options=options, affiliations={self.sender.bare.normalized: "owner"})

    def all_nodes(self) -> Sequence[Node]:
        """Suppose that there are no other nodes."""
        return ()

    def is_taken(self, name: str) -> bool:  # noqa: ARG002 - as the protocol has it
        """Suppose that what is created is new."""
        return False

    def device(self, node: str) -> "Device | None":  # noqa: ARG002
        """Suppose that what is registered is new."""
        return None

    def has_device(self, node: str) -> bool:  # noqa: ARG002
        """Suppose that what is unregistered is registered."""
        return True

    def affiliations_of(self, jid: Jid) -> dict[str, str]:  # noqa: ARG002
        """Suppose that there are no other nodes."""
        return {}

    def has_registration(self, user: str, jid: str, node: str | None) -> bool:  # noqa: ARG002
        """Suppose that what is disabled is enabled."""
        return True

    def has_session(self, full: str) -> bool:  # noqa: ARG002
        """Suppose that who sends is connected."""
        return True


@define
class Memory:
    """A world that changes: what a server has received so far."""

    nodes: dict[str, Node] = attrs.field(factory=dict)
    registrations: list[Registration] = attrs.field(factory=list)
    online: set[str] = attrs.field(factory=set)
    devices: dict[str, "Device"] = attrs.field(factory=dict)
    """What a push service knows of devices, by their nodes."""
    most_registrations: int | None = None
    """How many registrations a user may have, where the server can be set up so."""

    def node(self, name: str) -> Node | None:
        """Return a node that was created."""
        return self.nodes.get(name)

    def all_nodes(self) -> Sequence[Node]:
        """Return all nodes, in the order of their creation."""
        return [*self.nodes.values()]

    def is_taken(self, name: str) -> bool:
        """Tell whether a node was created before."""
        return name in self.nodes

    def device(self, node: str) -> "Device | None":
        """Return the device of a node."""
        return self.devices.get(node)

    def has_device(self, node: str) -> bool:
        """Tell whether a device was registered at a node."""
        return node in self.devices

    def affiliations_of(self, jid: Jid) -> dict[str, str]:
        """Return what a JID may do with which nodes."""
        found = {name: node.affiliation(jid) for name, node in self.nodes.items()}
        return {name: each for name, each in found.items() if each != "none"}

    def has_registration(self, user: str, jid: str, node: str | None) -> bool:
        """Tell whether an enable is in force."""
        return any(True for _ in self.of(user, jid, node))

    def has_session(self, full: str) -> bool:
        """Tell whether a client is connected."""
        return full in self.online

    def of(
        self, user: str, jid: str | None = None, node: str | None = None
    ) -> Iterator[Registration]:
        """Yield the registrations of a user, those of one service, or that of one node."""
        for each in self.registrations:
            if (
                each.user == user
                and (jid is None or each.jid == jid)
                and (node is None or each.node == node)
            ):
                yield each

    def register(self, new: Registration) -> None:
        """Add a registration, in place of one of the same user, service and node."""
        self.registrations = [
            each
            for each in self.registrations
            if (each.user, each.jid, each.node) != (new.user, new.jid, new.node)
        ]
        self.registrations.append(new)

    def forget(self, *gone: Registration) -> None:
        """Remove registrations."""
        self.registrations = [each for each in self.registrations if each not in gone]

    def remove_account(self, user: str) -> None:
        """Remove the registrations of a user, whose clients are disconnected."""
        self.forget(*self.of(user))
        self.online = {each for each in self.online if Jid(each).bare.normalized != user}

    def together_with(self, registration: Registration) -> list[Registration]:
        """Return all that was enabled by the same connection of a client, itself included."""
        return [
            each
            for each in self.of(registration.user)
            if each == registration
            or (each.connection and each.connection == registration.connection)
        ]

    def expire(self, since: float) -> None:
        """Remove the registrations that were enabled before *since*, on the same clock."""
        self.registrations = [each for each in self.registrations if each.at >= since]

    def disable_remotely(self, service: str, message: etree._Element) -> None:
        """Remove the registrations that a push service says are gone (XEP-0357, section 8)."""
        pubsub = message.find(f"{{{names.PUBSUB}}}pubsub")
        gone = None if pubsub is None else pubsub.find("{*}affiliation")
        if pubsub is None or gone is None or gone.get("affiliation") != "none":
            return
        user = Jid.unchecked(gone.get("jid", ""))
        if user.is_valid:
            self.forget(*self.of(user.bare.normalized, service, pubsub.get("node")))

    def replace(self, old: Registration, new: Registration) -> None:
        """Put a registration in the place of another."""
        self.registrations = [new if each is old else each for each in self.registrations]
