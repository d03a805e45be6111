"""What happened, in order: the stanzas, the requests to providers, and their outcomes."""

from typing import Any, Literal, TypeAlias

import attrs

from pushstanza.diagnostics import Diagnostic
from pushstanza.diagnostics.arguments import constructor
from pushstanza.diagnostics.masking import without_tokens
from pushstanza.diagnostics.records import frozen
from pushstanza.diagnostics.to_json import ToJson
from pushstanza.payloads.apns import InterruptionLevel
from pushstanza.payloads.wire import Part

#: What takes part: each is a lane of a diagram, from left to right in this order.
PartyKind: TypeAlias = Literal["client", "server", "push service", "gateway", "provider", "device"]

#: A stanza; an HTTP request or its answer; what a device shows; or something that happens to one.
EventKind: TypeAlias = Literal["stanza", "request", "response", "display", "note"]

#: Whether it did what it was meant to: an error was answered, or it was lost without a word.
Outcome: TypeAlias = Literal["ok", "error", "lost"]


def _masked(text: str) -> str:
    """Return the repr of a text without the device tokens in it."""
    return repr(without_tokens(text))


@frozen
class Party:
    """A client, a server, a push service, MongoosePush, a provider, or a device."""

    name: str = attrs.field(repr=_masked)
    kind: PartyKind


@frozen(kw_only=True, repr=False)
class Preview(Part, ToJson):
    """What a device shows of a notification; a silent one wakes the app and shows nothing.

    ``level`` and ``thread`` are those of an alert through APNs, as far as it names them. A ``call``
    is silent, too: it wakes the app through PushKit, and the app has to report the call to CallKit
    (Apple, "Responding to VoIP Notifications from PushKit").
    """

    platform: Literal["ios", "android"]
    title: str | None = None
    body: str | None = None
    badge: int | None = None
    sound: str | None = None
    silent: bool = False
    call: bool = False
    level: InterruptionLevel | None = None
    thread: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        return attrs.asdict(self)


@frozen(kw_only=True)
class Event(ToJson):
    """One step: who sends what to whom, and the outcome.

    ``at`` is in seconds since the beginning. ``text`` is XML or JSON, as it is sent; ``size`` is
    its length in bytes as ``limit`` counts it. ``answers`` is the number of the event that it is
    the answer to. A note stands at one party: its source and its target are the same.
    """

    number: int
    at: float
    kind: EventKind
    source: str = attrs.field(repr=_masked)
    target: str = attrs.field(repr=_masked)
    title: str = attrs.field(repr=_masked)
    text: str = attrs.field(default="", repr=False)
    outcome: Outcome = "ok"
    effect: str = attrs.field(default="", repr=_masked)
    reason: str = attrs.field(default="", repr=_masked)
    answers: int | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    size: int | None = None
    limit: int | None = None
    preview: Preview | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        return {
            "number": self.number,
            "at": self.at,
            "kind": self.kind,
            "source": self.source,
            "target": self.target,
            "title": self.title,
            "text": self.text,
            "outcome": self.outcome,
            "effect": self.effect,
            "reason": self.reason,
            "answers": self.answers,
            "diagnostics": [each.to_dict() for each in self.diagnostics],
            "size": self.size,
            "limit": self.limit,
            "preview": self.preview and self.preview.to_dict(),
        }


@constructor
@attrs.define
class Timeline(ToJson):
    """All that happened, and who took part; *is_recorded* says that it comes from a log."""

    title: str = attrs.field(default="Push notifications", repr=_masked)
    parties: list[Party] = attrs.field(factory=list)
    events: list[Event] = attrs.field(factory=list)
    is_recorded: bool = False

    def __str__(self) -> str:
        """Return it as text, one event a line, with device tokens and secrets masked."""
        from pushstanza.flow.pictures.text import listed  # most timelines are never shown

        return listed(self)

    def join(self, name: str, kind: PartyKind) -> None:
        """Add a party, unless it is there."""
        if all(each.name != name for each in self.parties):
            self.parties.append(Party(name, kind))

    def add(self, kind: EventKind, source: str, target: str, title: str, **rest: Any) -> Event:
        """Add an event behind all others, and return it."""
        event = Event(
            number=len(self.events) + 1,
            kind=kind,
            source=source,
            target=target,
            title=title,
            **rest,
        )
        self.events.append(event)
        return event

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        return {
            "version": 1,
            "title": self.title,
            "parties": [attrs.asdict(each) for each in self.parties],
            "events": [each.to_dict() for each in self.events],
        }
