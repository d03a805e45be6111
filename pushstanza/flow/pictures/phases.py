"""A timeline to its phases: what is set up, messages, and what is torn down."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import groupby
from typing import Literal, TypeAlias

from pushstanza.diagnostics.records import frozen
from pushstanza.flow.pictures.words import stands_still
from pushstanza.flow.timeline import Event, Timeline

PhaseKind: TypeAlias = Literal["set up", "message", "tear down"]

#: What each phase is called as a heading.
HEADINGS: Mapping[PhaseKind, str] = {
    "set up": "Set up", "message": "A message arrives", "tear down": "Tear down",
}  # fmt: skip

#: What a request of each phase begins with, as :mod:`pushstanza.flow.titles` calls it.
_BEGINNINGS: Mapping[PhaseKind, tuple[str, ...]] = {
    "set up": (
        "discover ", "create ", "configure ", "affiliations", "let ", "enable",
        "command register-", "command v1-register-",
    ),
    "tear down": ("disable", "delete ", "command unregister-", "command v1-unregister-"),
}  # fmt: skip


@frozen
class Phase:
    """Steps that follow each other, and what they are for; its number counts from 1."""

    number: int
    kind: PhaseKind
    events: tuple[Event, ...]

    @property
    def heading(self) -> str:
        """What it is called."""
        return HEADINGS[self.kind]


def phases(timeline: Timeline) -> tuple[Phase, ...]:
    """Return the phases of a timeline in their order; every step is in one of them."""
    clients = {each.name for each in timeline.parties if each.kind == "client"}
    kinds = _kinds(timeline.events, clients)
    grouped = groupby(zip(kinds, timeline.events, strict=True), key=_kind)
    return tuple(
        Phase(number, kind, tuple(event for _, event in found))
        for number, (kind, found) in enumerate(grouped, 1)
    )


def _kind(pair: tuple[PhaseKind, Event]) -> PhaseKind:
    return pair[0]


def _kinds(events: Sequence[Event], clients: AbstractSet[str]) -> list[PhaseKind]:
    """Return the phase of each step: that of a request lasts until another one begins.

    What a client does by itself, such as going offline, belongs to what comes after it.
    """
    found: list[PhaseKind] = []
    now: PhaseKind = "set up"
    for event in events:
        now = _begun(event) or now
        found.append(now)
    for index in reversed(range(len(events) - 1)):
        if stands_still(events[index]) and events[index].source in clients:
            found[index] = found[index + 1]
    return found


def _begun(event: Event) -> PhaseKind | None:
    """Return the phase that a step begins, if it does."""
    if event.kind == "request" or event.title.endswith(" message"):
        return "message"
    if event.kind != "stanza" or event.answers is not None:
        return None
    if event.title.startswith("publish"):
        return "message"
    return next(
        (kind for kind, words in _BEGINNINGS.items() if event.title.startswith(words)), None
    )
