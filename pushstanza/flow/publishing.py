"""What a server publishes for its users, and what it does with the answers."""

from collections.abc import Callable, Mapping, Sequence

import attrs
from lxml import etree

from pushstanza.flow.gateway import Gateway
from pushstanza.flow.limiting import Limiting
from pushstanza.flow.recorder import Recorder
from pushstanza.flow.service import PushService
from pushstanza.flow.sessions import Sessions, key_of
from pushstanza.flow.streams import Streams
from pushstanza.jid import Jid
from pushstanza.servers.inputs.world import holds_other_request
from pushstanza.servers.publisher import Arrival, Publisher, Settings, error_of
from pushstanza.servers.reading import received
from pushstanza.servers.request import jid_of
from pushstanza.servers.world import Memory, Registration
from pushstanza.stanzas.xep0357 import Notification


@attrs.define(kw_only=True)
class Publishing:
    """The part of a server that publishes.

    ``virtual`` is the virtual host of MongooseIM whose notifications go to MongoosePush without
    a publish, if the server has one. ``answer_to_publish`` is what the server answers to a publish
    to itself.
    """

    domain: str
    publisher: Publisher
    settings: Settings
    memory: Memory
    sessions: Sessions
    services: Mapping[str, PushService]
    streams: Streams
    gateway: Gateway
    recorder: Recorder
    answer_to_publish: Callable[[str], str | None]
    virtual: str | None = None
    _pending: dict[str, Registration] = attrs.field(factory=dict, init=False)
    _published: int = attrs.field(default=0, init=False)
    _limiting: Limiting | None = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        limit = self.publisher.limit
        self._limiting = None if limit is None else Limiting(limit)

    def push(
        self,
        user: str,
        arrivals: Sequence[tuple[Registration, Sequence[Arrival]]],
        *,
        has_sent: bool = False,
    ) -> list[str]:
        """Notify registrations of a user of a message; return the publishes nobody takes.

        *arrivals* say of each registration what arrives for it, one for each cause. *has_sent*
        says that it is a message of the user, which nobody delivers to the user.
        """
        presence = self.sessions.presence(user)
        if presence == "online" and not has_sent:
            self.recorder.note(self.domain, f"delivers the message to {user}, who is online")
        if not arrivals and presence != "online":
            self.recorder.note(
                self.domain,
                "no push",
                outcome="lost",
                effect=f"{user} has not enabled push notifications",
            )
        due: list[tuple[Registration, Arrival]] = []
        reasons: set[str] = set()
        for to, causes in arrivals:
            taken = [each for each in causes if self.publisher.skips(each, self.settings) is None]
            filtered = [self.publisher.filtered(to, each, self.settings) for each in taken]
            due += [(to, each) for each, why in zip(taken, filtered, strict=True) if why is None]
            reasons.update(filter(None, filtered))
            if presence != "online" and causes and not taken:
                reasons.add(str(self.publisher.skips(causes[0], self.settings)))
        if due and self._limiting is not None:
            refused = self._limiting.refuses(user, due[0][1].message, self.recorder.waited)
            if refused is not None:
                due, reasons = [], {refused}
        sent = [each for one in due for each in self._notify(*one)]
        for reason in sorted(reasons):
            self.recorder.note(self.domain, "no push", outcome="lost", effect=reason)
        return sent

    def of_queue(self, waiting: Sequence[Arrival]) -> list[Arrival]:
        """Return of which of the stanzas that wait a client is notified."""
        return [
            each
            for each in self.publisher.of_queue(waiting, self.settings)
            if self.publisher.skips(each, self.settings) is None
        ]

    def notify(self, to: Registration, arrivals: Sequence[Arrival]) -> list[str]:
        """Notify one registration, where nothing speaks against it; return what nobody takes."""
        return [
            sent
            for each in arrivals
            if self.publisher.skips(each, self.settings) is None
            and self.publisher.filtered(to, each, self.settings) is None
            for sent in self._notify(to, each)
        ]

    def push_to_sender(self, arrivals: Sequence[tuple[Registration, Arrival]]) -> list[str]:
        """Notify the devices of who sends a message; return the publishes nobody takes."""
        sent: list[str] = []
        for to, arrival in arrivals:
            reason = self.publisher.filtered(to, arrival, self.settings)
            if reason is None:
                sent += self._notify(to, arrival)
            else:
                self.recorder.note(self.domain, "no push", outcome="lost", effect=reason)
        return sent

    def push_retrieved(self, registrations: Sequence[Registration], *, any_: bool) -> list[str]:
        """Notify of it that the user has come online; return the publishes nobody takes.

        *any_* says whether messages waited.
        """
        made = self.publisher.retrieved
        if made is None:
            return []
        notified = ((to, made(to, self.settings, any_)) for to in registrations)
        return [
            sent
            for to, notification in notified
            if notification is not None and self._reaches(to)
            for sent in self._publish(to, notification)
        ]

    def _notify(self, to: Registration, arrival: Arrival) -> list[str]:
        """Publish to one registration; return the publish where nobody attached takes it."""
        if self.publisher.sessions.notifies_once and arrival.cause == "arrival":
            self._note(to, arrival)
        if not self._reaches(to):
            return []
        if self._is_virtual(to):
            self._hand_over(to, arrival)
            return []
        return self._publish(to, self.publisher.notified(to, arrival, self.settings))

    def _note(self, to: Registration, arrival: Arrival) -> None:
        """Note who is notified of a message, in the sessions that it waits in.

        Where the user is not offline, it is the session of the client alone that notifies.
        """
        own = self.sessions.of(to)
        for session in self.sessions.of_user(to.user).values():
            if arrival.presence == "offline" or session is own:
                session.note(arrival.stanza, {key_of(to)})

    def _reaches(self, to: Registration) -> bool:
        """Tell whether a publish leaves the server at all; if not, do what the server does then."""
        if self.publisher.leaves(to.jid):
            return True
        self.recorder.note(
            self.domain,
            "the notification is lost",
            outcome="lost",
            effect=f"no host has the address {to.jid!r} exactly as written",
        )
        if self.publisher.bounce is not None:
            self._react(to, *self.publisher.bounce)
        return False

    def _publish(self, to: Registration, notification: Notification) -> list[str]:
        self._published += 1
        identifier = f"push{self._published}"
        text = self.publisher.publish(
            to, notification, self.settings, domain=self.domain, id=identifier
        )
        self.recorder.join(to.jid, "push service")
        self.recorder.stanza(self.domain, to.jid, f"publish to {to.node or 'no node'}", text)
        self._pending[identifier] = to
        stanza = received(text)[0].root
        if self._is_own(to):
            answer = self.answer_to_publish(text)
            if answer is not None:
                self.take_answer(received(answer)[0].root, jid_of(to.jid))
            return []
        service = self.services.get(to.jid)
        if service is None:
            return [] if self.streams.deliver(to.jid, stanza) else [text]
        publisher = stanza.get("from", self.domain)
        for answer in service.receive(publisher, text):
            self.take_answer(received(answer)[0].root, jid_of(to.jid))
        return []

    def _is_own(self, to: Registration) -> bool:
        """Tell whether publishes go to the server itself, or to one of its users."""
        jid = jid_of(to.jid)
        return jid is not None and jid.domain == self.domain

    def _is_virtual(self, to: Registration) -> bool:
        jid = jid_of(to.jid)
        return jid is not None and jid.domain == self.virtual

    def _hand_over(self, to: Registration, arrival: Arrival) -> None:
        """Give a notification to MongoosePush without a publish (``publish_via_hook/5``)."""
        if self.publisher.handed_over is None:
            return
        sent = self.gateway.push(
            self.domain, *self.publisher.handed_over(to, arrival, self.settings)
        )
        if sent.fate == "gone":
            self._disable(to, sent.reason)
        elif sent.fate == "failed":
            self.recorder.note(
                self.domain,
                "the notification is lost",
                outcome="lost",
                effect=f"{sent.reason}; the registration stays, and no error is reported",
            )

    def take_answer(self, answer: etree._Element, sender: Jid | None) -> bool:
        """Do what the answer to a publish asks for; any other answer changes nothing.

        Return whether it is one.
        """
        identifier = answer.get("id", "")
        registration = self._pending.get(identifier)
        if registration is None or not _answers(answer, sender, registration):
            return False
        del self._pending[identifier]
        self._follow(registration, answer)
        return True

    def _follow(self, registration: Registration, answer: etree._Element) -> None:
        """Do what the answer to a publish asks for, if the registration is still there."""
        current = next(
            (each for each in self.memory.registrations if _is_same(each, registration)), None
        )
        if current is None:
            return
        if answer.get("type") == "result":
            self._set_errors(current, 0)
            return
        self._react(current, *error_of(answer))

    def _react(self, to: Registration, kind: str | None, condition: str | None) -> None:
        """Do what an error asks for that answers a publish."""
        reaction = self.publisher.reacts(kind, condition)
        why = f"{condition} ({kind})"
        if reaction == "disable":
            self._disable(to, why)
        elif reaction == "count":
            self._count(to, why)
        else:
            self.recorder.note(
                self.domain,
                "keeps the registration",
                outcome="lost",
                effect=f"{why} does not affect the registration",
            )

    def _count(self, registration: Registration, why: str) -> None:
        errors = registration.errors + 1
        most = self.settings.max_errors or self.publisher.most_errors or 0
        if errors >= most:
            self._disable(registration, f"{why}: {errors} errors in a row")
            return
        self._set_errors(registration, errors)
        self.recorder.note(
            self.domain,
            "counts the error",
            outcome="lost",
            effect=f"{why}: error {errors} of {most} in a row",
        )

    def _set_errors(self, registration: Registration, errors: int) -> None:
        """Note how many errors a registration has had, and others that it shares them with."""
        for each in [*self.memory.registrations]:
            is_shared = self.publisher.sessions.shares_errors and (each.jid, each.node) == (
                registration.jid,
                registration.node,
            )
            if each is registration or is_shared:
                self.memory.replace(each, attrs.evolve(each, errors=errors))

    def _disable(self, registration: Registration, why: str) -> None:
        gone = [registration]
        if self.publisher.sessions.is_one_registration:
            gone = self.memory.together_with(registration)
        self.memory.forget(*gone)
        for each in gone:
            self.sessions.forget(each)
        self.recorder.note(
            self.domain,
            f"disables node {registration.node}",
            outcome="error",
            effect=f"{why}: no push is sent until the client enables it again",
        )


def _answers(answer: etree._Element, sender: Jid | None, to: Registration) -> bool:
    """Tell whether an answer is that of the push service, and to a publish.

    Many errors hold the request, which shows what they answer.
    """
    service = jid_of(to.jid)
    is_its = service is None or sender is None or sender.domain == service.domain
    return is_its and (answer.get("type") == "result" or not holds_other_request(answer))


def _is_same(one: Registration, other: Registration) -> bool:
    return (one.user, one.jid, one.node) == (other.user, other.jid, other.node)
