"""A strategy for whole flows: what clients send, from discovery to the end of a push node."""

from collections.abc import Iterator
from itertools import count
from typing import NamedTuple

from hypothesis import strategies as st
from lxml import etree

from pushstanza.diagnostics.arguments import Argument, public
from pushstanza.flow import arguments
from pushstanza.jid import AnyJid, Jid
from pushstanza.reading.names import CLIENT
from pushstanza.stanzas import build
from pushstanza.stanzas.forms import PublishOptions
from pushstanza.stanzas.rfc6120 import Stanza
from pushstanza.testing.strategies.values import APNS_TOKENS, FCM_TOKENS, WORDS

#: The options that MongoosePush needs.
_OPTIONS = st.builds(
    PublishOptions,
    service=st.just("apns"),
    device_id=APNS_TOKENS,
    topic=WORDS.map("com.example.{}".format),
    silent=st.sampled_from([None, True]),
) | st.builds(
    PublishOptions,
    service=st.just("fcm"),
    device_id=FCM_TOKENS,
    priority=st.sampled_from([None, "high"]),
)


class Step(NamedTuple):
    """A stanza of a flow, and who sends it: ``server.receive(*step)`` plays it.

    A presence, for which there is no model, is text.
    """

    sender: Jid
    stanza: Stanza | str


@public
def flows(
    domain: AnyJid = "example.com", *, service: AnyJid | None = None
) -> st.SearchStrategy[list[Step]]:
    """Return a strategy for valid flows of one or two users at a server.

    Each user creates a push node, allows the server to publish to it, enables push notifications,
    mostly with options for APNs or FCM, and gets a message. Around that a user may ask for
    features, go offline, enable again, disable, and delete the node. The steps of a user are in
    this order; those of others stand in between.

    A client that goes offline sends a presence. The end of its connection is no stanza: call
    ``server.disconnect(step.sender)`` for that, as some servers publish for no client before.

    Args:
        domain: The domain of the server.
        service: The push service; ``pubsub`` at the domain by default.

    Raises:
        JidError: One of both is not a valid JID.
        WrongValueError: *domain* is no domain.
    """
    home = arguments.host(Argument("flows()", "domain"), domain)
    host = Jid(f"pubsub.{home}" if service is None else service)
    names = st.lists(WORDS, min_size=1, max_size=2, unique=True)
    return names.flatmap(lambda found: _together(found, home, host))


def _together(names: list[str], domain: str, service: Jid) -> st.SearchStrategy[list[Step]]:
    """Return a strategy for the flows of several users, in each other's way."""
    return st.tuples(*(_of_user(name, domain, service) for name in names)).flatmap(_mixed)


def _mixed(several: tuple[list[Step], ...]) -> st.SearchStrategy[list[Step]]:
    turns = [number for number, steps in enumerate(several) for _ in steps]

    def in_turns(order: list[int]) -> list[Step]:
        waiting = [iter(steps) for steps in several]
        return [next(waiting[number]) for number in order]

    return st.permutations(turns).map(in_turns)


@st.composite
def _of_user(draw: st.DrawFn, name: str, domain: str, service: Jid) -> list[Step]:
    """Draw what is sent by one user, and by those who write to that user."""
    user = _User(name, domain, service, draw(WORDS), draw(st.none() | _OPTIONS))
    chosen: list[Step] = []
    for part in (user.discovers, user.writes_to):
        chosen += part() if draw(st.booleans()) else ()
    chosen += [*user.creates(), *user.enables()]
    for part in (user.leaves, user.writes_to, user.enables, user.leaves):
        chosen += part() if draw(st.booleans()) else ()
    chosen += user.writes_to()
    for part in (user.disables_node, user.disables_all, user.leaves, user.writes_to, user.deletes):
        chosen += part() if draw(st.booleans()) else ()
    return chosen


class _User:
    """Makes the steps of one user, each with an identifier of its own."""

    def __init__(
        self, name: str, domain: str, service: Jid, node: str, options: PublishOptions | None
    ) -> None:
        self._phone = Jid.of(name, domain, "phone")
        self._account = self._phone.bare
        self._server = Jid(domain)
        self._service = service
        self._node = f"{name}-{node}"
        self._options = options
        self._ids = (f"{name}-{number}" for number in count(1))

    def discovers(self) -> Iterator[Step]:
        for entity in (self._account, self._service):
            yield Step(self._phone, build.discover(entity, id=next(self._ids)))

    def creates(self) -> Iterator[Step]:
        created = build.create_node(self._service, self._node, id=next(self._ids))
        yield Step(self._phone, created)
        allowed = build.allow_publisher(self._service, self._node, self._server, id=next(self._ids))
        yield Step(self._phone, allowed)

    def enables(self) -> Iterator[Step]:
        enabled = build.enable(self._service, self._node, self._options, id=next(self._ids))
        yield Step(self._phone, enabled)

    def leaves(self) -> Iterator[Step]:
        presence = etree.Element(f"{{{CLIENT}}}presence", type="unavailable", nsmap={None: CLIENT})
        yield Step(self._phone, etree.tostring(presence, encoding="unicode"))

    def writes_to(self) -> Iterator[Step]:
        friend = Jid("juliet@capulet.example/balcony")
        yield Step(friend, build.message(friend, self._account, "Hi!"))

    def disables_node(self) -> Iterator[Step]:
        disabled = build.disable(self._service, self._node, id=next(self._ids))
        yield Step(self._phone, disabled)

    def disables_all(self) -> Iterator[Step]:
        yield Step(self._phone, build.disable(self._service, id=next(self._ids)))

    def deletes(self) -> Iterator[Step]:
        yield Step(self._phone, build.delete_node(self._service, self._node, id=next(self._ids)))
