"""A timeline to what its overview tells: numbered arrows, and what happens at one party."""

from collections.abc import Iterator
from string import ascii_lowercase

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.records import frozen
from pushstanza.flow.pictures.phases import Phase, PhaseKind, phases
from pushstanza.flow.pictures.words import remark, route, said, stands_still
from pushstanza.flow.timeline import Event, Outcome, Timeline
from pushstanza.pages import plain

#: What counts in a remark is no difference.
_COUNT = lazy_pattern(r"\d+")


@frozen(kw_only=True)
class Told:
    """A request with its answer, or what happens at one party, which has no label.

    ``numbers`` are those of the steps that are told here: the same may happen several times.
    """

    label: str
    event: Event
    answer: Event | None
    numbers: tuple[int, ...]
    times: int

    @property
    def title(self) -> str:
        """What is sent, or happens."""
        repeated = f" ({self.times:,} times)" if self.times > 1 else ""
        return plain(self.event.title) + repeated

    @property
    def route(self) -> str:
        """Who sends it to whom."""
        return plain(route(self.event))

    @property
    def answered(self) -> str:
        """What the answer is, unless that is an error."""
        answer = self.answer
        return plain(f"answer: {answer.title}") if answer and answer.outcome == "ok" else ""

    @property
    def outcome(self) -> Outcome:
        """What came of it."""
        if self.event.outcome != "ok" or self.answer is None:
            return self.event.outcome
        return self.answer.outcome

    @property
    def remark(self) -> str:
        """What went wrong and why, or else the text of the notification."""
        answer = self.answer
        noted = [remark(self.event)]
        if answer is not None and answer.outcome != "ok":
            noted.append(": ".join(dict.fromkeys((answer.title, answer.reason or answer.effect))))
        return plain("; ".join(filter(None, noted)).strip(": ") or said(self.event))

    @property
    def is_arrow(self) -> bool:
        """Whether it goes from one party to another."""
        return bool(self.label)

    @property
    def sentence(self) -> str:
        """All of it, in one line."""
        ways = ", ".join(filter(None, (self.route, self.answered)))
        head = f"{self.label} {ways}: {self.title}".strip()
        return ". ".join(filter(None, (head, self.remark)))


@frozen(kw_only=True)
class Chapter:
    """A phase, and what is told of it."""

    number: int
    kind: PhaseKind
    heading: str
    told: tuple[Told, ...]


def chapters(timeline: Timeline) -> tuple[Chapter, ...]:
    """Return what the overview tells, phase by phase, with labels such as ``1a``."""
    answers = _answers(timeline)
    answered = {each.number for each in answers.values()}
    return tuple(
        Chapter(
            number=phase.number,
            kind=phase.kind,
            heading=phase.heading,
            told=tuple(_numbered(phase, answers, answered)),
        )
        for phase in phases(timeline)
    )


def _answers(timeline: Timeline) -> dict[int, Event]:
    """Return the answer to each step that has one, by the number of that step."""
    numbers = {each.number for each in timeline.events}
    return {
        each.answers: each
        for each in timeline.events
        if each.answers in numbers and each.answers < each.number
    }


def _numbered(phase: Phase, answers: dict[int, Event], answered: set[int]) -> Iterator[Told]:
    """Yield what a phase tells: what is the same is told once, where it happens first."""
    same: dict[tuple[object, ...], list[tuple[Event, Event | None]]] = {}
    for event in phase.events:
        if event.number not in answered:
            answer = answers.get(event.number)
            same.setdefault((*_seen(event), *(_seen(answer) if answer else ())), []).append(
                (event, answer)
            )
    arrows = sum(not stands_still(found[0][0]) for found in same.values())
    index = 0
    for found in same.values():
        event, answer = found[-1]
        is_arrow = not stands_still(event)
        letter = _letters(index) if arrows > 1 else ""
        index += is_arrow
        steps = (each.number for pair in found for each in pair if each is not None)
        yield Told(
            label=f"{phase.number}{letter}" if is_arrow else "",
            event=event,
            answer=answer,
            numbers=tuple(steps),
            times=len(found),
        )


def _seen(event: Event) -> tuple[object, ...]:
    """Return what two steps have in common that look the same."""
    noted = _COUNT.sub("#", remark(event))
    return (event.kind, event.source, event.target, event.title, noted, event.preview)


def _letters(index: int) -> str:
    """Return a, b … z, aa, ab …: as the columns of a spreadsheet are called."""
    letters = ""
    index += 1
    while index:
        index, letter = divmod(index - 1, len(ascii_lowercase))
        letters = ascii_lowercase[letter] + letters
    return letters
