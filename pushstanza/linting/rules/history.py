"""What came before a stanza in the same file or log: nodes, affiliations, enabled devices.

Only the newest entries of each kind are kept, so that memory does not grow with a log.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

import attrs

from pushstanza.binding import Model
from pushstanza.diagnostics.records import define
from pushstanza.jid import Jid
from pushstanza.linting.rules.sessions import Sessions
from pushstanza.reading.recent import LIMIT, Recent
from pushstanza.stanzas import xep0004
from pushstanza.stanzas.rfc6120 import Iq
from pushstanza.stanzas.xep0004 import Form
from pushstanza.stanzas.xep0357 import Disable, Enable, Notification

if TYPE_CHECKING:
    from pushstanza.linting.rules.done import Done
    from pushstanza.stanzas.xep0060 import OwnerPubsub, Pubsub

#: How many requests without an answer are remembered.
OPEN = 1_000

#: How many devices of one user are kept.
DEVICES = 100

#: How many requests of one client a file may have to be read as one session.
FEW = 200

#: A push service, and a node on it.
Place: TypeAlias = tuple[str, str | None]

#: The options of a form, each with its values.
Options: TypeAlias = Mapping[str, tuple[str, ...]]

Kind: TypeAlias = Literal["create", "affiliations", "enable", "publish", "disable"]

_FORM = f"{{{xep0004.NS}}}x"


class Act(NamedTuple):
    """What a request does to a node of a push service.

    ``model`` is the element that names the node. ``user`` is the bare JID of the client, ``None``
    where it is unknown.
    """

    kind: Kind
    service: str
    node: str | None
    model: Model
    sender: Jid | None = None
    user: str | None = None
    form: Form | None = None

    @property
    def place(self) -> Place:
        """The service and the node."""
        return self.service, self.node

    @property
    def client(self) -> str | None:
        """The sender's address, normalized; ``None`` where it is unknown."""
        return None if self.sender is None else self.sender.normalized

    @property
    def options(self) -> Options | None:
        """The options in its form; ``None`` if there are several forms."""
        if isinstance(self.model, Enable) and _holds_more_forms(self.model):
            return None
        return options_in(self.form)


class Device(NamedTuple):
    """A node that a user enabled or disabled, and the lines; without a node, all nodes."""

    place: Place
    user: str | None
    sender: Jid | None
    options: Options | None = None
    enabled: int | None = None
    disabled: int | None = None

    @property
    def service(self) -> str:
        """The push service."""
        return self.place[0]

    @property
    def node(self) -> str | None:
        """The node on it."""
        return self.place[1]

    @property
    def is_on(self) -> bool:
        """Whether it was enabled, and not disabled since."""
        return self.enabled is not None and self.disabled is None


#: What identifies a device: its user and its place.
Key: TypeAlias = tuple[str | None, Place]


class Devices:
    """The devices of users, by user and by node; the latter once somebody asks."""

    def __init__(self) -> None:
        self._all: OrderedDict[Key, Device] = OrderedDict()
        self._by_user: dict[str | None, tuple[Place, ...]] = {}
        self._by_place: dict[Place, dict[str | None, Device]] | None = None

    def __len__(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[Device]:
        return iter(self._all.values())

    def of_user(self, user: str | None) -> list[Device]:
        """Return the devices of a user, the newest last."""
        return [self._all[user, place] for place in self._by_user.get(user, ())]

    def has_user(self, user: str) -> bool:
        """Tell whether a user has devices."""
        return user in self._by_user

    def at(self, place: Place) -> list[Device]:
        """Return the devices of all users that have a node."""
        if self._by_place is None:
            self._by_place = {}
            for (user, each), device in self._all.items():
                self._by_place.setdefault(each, {})[user] = device
        return [*self._by_place.get(place, {}).values()]

    def put(self, device: Device) -> Device | None:
        """Add a device as the newest one; return what was known of it."""
        place, user = device.place, device.user
        before = self.drop(device)
        self._all[user, place] = device
        self._by_user[user] = own = (*self._by_user.get(user, ()), place)
        if self._by_place is not None:
            self._by_place.setdefault(place, {})[user] = device
        if len(own) > DEVICES:
            self.drop(self._all[user, own[0]])
        elif len(self._all) > LIMIT:
            self.drop(next(iter(self._all.values())))
        return before

    def drop(self, device: Device) -> Device | None:
        """Remove a device; return what was known of it."""
        place, user = device.place, device.user
        before = self._all.pop((user, place), None)
        if before is not None:
            self._forget(user, place)
        return before

    def _forget(self, user: str | None, place: Place) -> None:
        own = tuple(each for each in self._by_user.pop(user) if each != place)
        if own:
            self._by_user[user] = own
        if self._by_place is not None:
            del self._by_place[place][user]
            if not self._by_place[place]:
                del self._by_place[place]


@define
class History:
    """What the stanzas so far have done.

    Attributes:
        devices: What users enabled and disabled.
        created: Where push nodes were created, with the lines.
        granted: Where affiliations were set, with the lines.
        sessions: Where sessions begin, and whether push is enabled in them.
    """

    devices: Devices = attrs.field(factory=Devices, init=False)
    created: Recent[Place, int] = attrs.field(factory=Recent, init=False)
    granted: Recent[Place, int] = attrs.field(factory=Recent, init=False)
    sessions: Sessions = attrs.field(factory=Sessions, init=False)
    _services: Recent[str, None] = attrs.field(factory=Recent, init=False)
    _undo: Recent[str, tuple[str | None, Kind, Callable[[], None]]] = attrs.field(
        factory=lambda: Recent(OPEN), init=False
    )
    _users: set[str] = attrs.field(factory=set, init=False)
    _acts: int = attrs.field(default=0, init=False)
    _seen: tuple[Model | None, Act | None] = attrs.field(default=(None, None), init=False)
    _as_one: list[Device] | None = attrs.field(default=None, init=False)

    @property
    def is_empty(self) -> bool:
        """Whether there was no request about a node so far."""
        return self._acts == 0

    def is_enabled(self, address: Jid | None) -> bool:
        """Tell whether an ``enable`` so far has named an address as its push service."""
        if address is None or not address.is_valid or not address.is_domain:
            return False
        return address.domain in self._services

    def is_one_course(self, act: Act) -> bool:
        """Tell whether there are only a few requests up to *act*, and all of one client."""
        if self._acts >= FEW:
            return False
        others = self._users - {act.user}
        return not others if act.user else len(others) <= 1

    def act(self, stanza: Model | None) -> Act | None:
        """Return what a stanza does, if it is a request about a node."""
        if self._seen[0] is not stanza:  # several rules ask about each stanza
            self._seen = (stanza, act_of(stanza))
        return self._seen[1]

    def devices_of(self, act: Act, *, in_log: bool) -> list[Device]:
        """Return the devices of the client that sent a request, if it is known."""
        if not in_log and self.is_one_course(act):
            return self._devices_as_one()
        return [] if act.user is None else self.devices.of_user(act.user)

    def of_one_client(self) -> list[Device]:
        """Return the devices of the only client, none where there are several or many requests."""
        is_one = self._acts < FEW and len(self._users) <= 1
        return self._devices_as_one() if is_one else []

    def _devices_as_one(self) -> list[Device]:
        """Return all devices as those of one client, found once a stanza."""
        if self._as_one is None:
            self._as_one = _of_one(self.devices)
        return self._as_one

    def record(self, stanza: Model, line: int) -> None:
        """Record what *stanza*, which starts on *line*, does."""
        if not isinstance(stanza, Iq):
            return
        self.sessions.record(stanza)
        if stanza.type == "error":
            self._undo_refused(stanza)
        elif (act := self.act(stanza)) is not None:
            self._note(act, stanza.id, line)
        self._seen = (None, None)
        self._as_one = None

    def knows(self, place: Place) -> bool:
        """Tell whether any user is known to have enabled or disabled a node."""
        return bool(self.devices.at(place))

    def is_answered_by(self, kind: str | None, stanza_id: str | None) -> bool:
        """Tell whether an IQ of a type answers a request about a node, by its id."""
        return kind in {"result", "error"} and stanza_id in self._undo

    def follow(self, steps: "Iterable[Done | None]") -> int:
        """Record what the stanzas of a log do, as long as no rule has anything to compare with.

        Returns how many were recorded. The stanza behind them has to be looked at itself.
        """
        from pushstanza.linting.rules.done import Answered, Enabled, Published  # few follow a log

        followed = 0
        for done in steps:
            match done:
                case Enabled(user=user):
                    if user is not None and self.devices.has_user(user):
                        return followed
                    sender = None if done.sender is None else Jid.unchecked(done.sender)
                    device = Device(
                        done.place, user, sender, options=done.options, enabled=done.line
                    )
                    self._count("enable", user, done.id, self._enable(device, done.client))
                case Published(place=place):
                    if self.knows(place):
                        return followed
                    self.count_publish()
                case Answered(id=stanza_id):
                    if stanza_id in self._undo:
                        return followed
                case None:
                    return followed
            followed += 1
        return followed

    def count_publish(self) -> None:
        """Count a publish, of which nothing else is recorded."""
        self._acts += 1

    def _note(self, act: Act, stanza_id: str | None, line: int) -> None:
        if act.kind == "publish":
            self.count_publish()
        else:
            self._count(act.kind, act.user, stanza_id, _NOTES[act.kind](self, act, line))

    def _count(
        self, kind: Kind, user: str | None, stanza_id: str | None, undo: Callable[[], None]
    ) -> None:
        """Count a request, which is undone if it is refused."""
        self._acts += 1
        if user is not None and len(self._users) < 2:
            self._users.add(user)
        if stanza_id:
            self._undo.put(stanza_id, (user, kind, undo))

    def _created(self, act: Act, line: int) -> Callable[[], None]:
        return _noted(self.created, act.place, line)

    def _granted(self, act: Act, line: int) -> Callable[[], None]:
        return _noted(self.granted, act.place, line)

    def _enabled(self, act: Act, line: int) -> Callable[[], None]:
        device = Device(act.place, act.user, act.sender, options=act.options, enabled=line)
        return self._enable(device, act.client)

    def _enable(self, device: Device, client: str | None) -> Callable[[], None]:
        self.sessions.note_enable(client)
        self._services.put(device.service, None)
        return self._put([device])

    def _disabled(self, act: Act, line: int) -> Callable[[], None]:
        known = [
            each
            for each in self.devices.of_user(act.user)
            if each.service == act.service and act.node in {None, each.node}
        ]
        if all(each.place != act.place for each in known):
            known.append(Device(act.place, act.user, act.sender))
        return self._put([each._replace(disabled=line) for each in known])

    def _put(self, devices: list[Device]) -> Callable[[], None]:
        """Add devices; return a function that undoes it."""
        return partial(self._put_back, [(each, self.devices.put(each)) for each in devices])

    def _put_back(self, put: list[tuple[Device, Device | None]]) -> None:
        for each, before in put:
            self.devices.drop(each)
            if before is not None:
                self.devices.put(before)

    def _undo_refused(self, answer: Iq) -> None:
        """Undo what the request did that *answer* refuses."""
        asked = self._undo.pop(answer.id, None) if answer.id else None
        if asked is None:
            return
        user, kind, undo = asked
        if user is not None and answer.to is not None and _user(answer.to) not in {None, user}:
            return  # another client's request of the same id
        condition = answer.error.condition if answer.error else None
        if kind == "create" and condition is not None and condition.name == "conflict":
            return  # the node exists already
        undo()


def _of_one(devices: Iterable[Device]) -> list[Device]:
    """Return the devices of one client, of which not all stanzas name the sender."""
    found: dict[Place, Device] = {}
    for each in devices:  # the newest last
        before = found.pop(each.place, None)
        enabled = each.enabled or (before.enabled if before else None)
        if enabled != each.enabled:
            each = each._replace(enabled=enabled)  # noqa: PLW2901
        found[each.place] = each
        if each.node is None:
            found |= {
                place: other._replace(disabled=each.disabled)
                for place, other in found.items()
                if other.is_on and other.service == each.service
            }
    return [*found.values()]


_NOTES: Mapping[Kind, Callable[[History, Act, int], Callable[[], None]]] = {
    "create": History._created,
    "affiliations": History._granted,
    "enable": History._enabled,
    "disable": History._disabled,
}


def _noted(table: Recent[Place, int], place: Place, line: int) -> Callable[[], None]:
    """Record the first line that names a place; return a function that undoes it."""
    if place in table:
        return lambda: None
    table.put(place, line)

    def undo() -> None:
        table.pop(place, None)

    return undo


def act_of(stanza: Model | None) -> Act | None:
    """Return what a stanza does, if it is a request about a node of a push service.

    Of a stanza whose service other rules report as invalid, nothing is returned.
    """
    if not isinstance(stanza, Iq) or stanza.type != "set":
        return None
    read = _READERS.get(type(stanza.payload).__name__)
    return None if read is None else read(stanza, stanza.payload)


def _enable(stanza: Iq, enable: Enable) -> Act | None:
    return _act("enable", stanza, enable.jid, enable, enable.form) if enable.node else None


def _disable(stanza: Iq, disable: Disable) -> Act | None:
    return None if disable.node == "" else _act("disable", stanza, disable.jid, disable)


def _pubsub(stanza: Iq, pubsub: "Pubsub") -> Act | None:
    publish, create = pubsub.publish, pubsub.create
    if create is not None and create.type == "push" and create.node:
        return _act("create", stanza, stanza.to, create)
    if publish is None or not publish.node:
        return None
    if not any(isinstance(item.payload, Notification) for item in publish.items):
        return None
    form = pubsub.publish_options.form if pubsub.publish_options else None
    return _act("publish", stanza, stanza.to, publish, form)


def _owner(stanza: Iq, pubsub: "OwnerPubsub") -> Act | None:
    given = pubsub.affiliations
    return _act("affiliations", stanza, stanza.to, given) if given and given.node else None


#: By the names of their classes, since few files hold those of pubsub.
_READERS: Mapping[str, Callable[[Iq, Any], Act | None]] = {
    "Enable": _enable,
    "Disable": _disable,
    "Pubsub": _pubsub,
    "OwnerPubsub": _owner,
}


def _act(
    kind: Kind, stanza: Iq, service: Jid | None, model: Any, form: Form | None = None
) -> Act | None:
    if service is None or not service.is_valid or service.local is not None:
        return None
    sender = stanza.from_ if stanza.from_ is not None and stanza.from_.is_valid else None
    user = None if sender is None else _user(sender)
    return Act(kind, service.domain, model.node, model, sender, user, form)


def _user(jid: Jid) -> str | None:
    """Return the bare JID of a user, normalised; ``None`` for a server."""
    local = jid.local if jid.is_valid else None
    return None if local is None else f"{local}@{jid.domain}"


def _holds_more_forms(enable: Enable) -> bool:
    extra = enable.extra
    return extra is not None and any(each.tag == _FORM for each in extra.children)


def options_in(form: Form | None) -> Options:
    """Return the options in a form; of fields of one name the last counts, as in MongooseIM."""
    if form is None:
        return {}
    return {
        each.var: each.values
        for each in form.fields
        if each.var is not None and each.var != "FORM_TYPE"
    }
