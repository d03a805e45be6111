"""The words that the pictures share: who takes part, what came of a step, and when it was."""

from collections.abc import Mapping
from typing import get_args

from pushstanza.flow.timeline import Event, Outcome, Party, PartyKind, Timeline
from pushstanza.linting.reports import count
from pushstanza.pages import plain

#: What a step that failed is called.
OUTCOMES: Mapping[Outcome, str] = {"ok": "", "error": "Error", "lost": "Lost"}


def lanes(timeline: Timeline) -> list[Party]:
    """Return who takes part from left to right; strangers, who have not joined, come last."""
    order = get_args(PartyKind)
    joined = sorted(timeline.parties, key=lambda each: order.index(each.kind))
    known = {each.name for each in joined}
    named = (name for event in timeline.events for name in (event.source, event.target))
    strangers = dict.fromkeys(name for name in named if name not in known)
    return [*joined, *(Party(name, "server") for name in strangers)]


def stands_still(event: Event) -> bool:
    """Tell whether a step happens at one party, and nothing goes from one to another."""
    return event.kind == "note" or event.source == event.target


def clock(event: Event) -> str:
    """Return when a step was."""
    return f"{event.at:.2f} s" if event.at < 100 else f"{event.at:.0f} s"


def route(event: Event, arrow: str = "→") -> str:
    """Return whom a step is from, and whom it is for."""
    if stands_still(event):
        return event.source
    return f"{event.source} {arrow} {event.target}"


def remark(event: Event) -> str:
    """Return what went wrong and why; nothing of a step that did what it was meant to."""
    word = OUTCOMES[event.outcome]
    why = event.reason or event.effect
    return ": ".join(filter(None, (word, why))) if word else ""


def effect(event: Event) -> str:
    """Return the effect of a step, unless its remark already says it."""
    return "" if remark(event).endswith(event.effect) else event.effect


def said(event: Event) -> str:
    """Return the text that a phone shows, in quotation marks."""
    if event.preview is None or event.preview.silent:
        return ""
    shows = ": ".join(filter(None, (event.preview.title, event.preview.body)))
    return f"“{shows}”" if shows else ""


def sentence(event: Event) -> str:
    """Return the whole description of a step, in one line."""
    parts = (
        f"Step {event.number}",
        f"{route(event)}: {event.title}",
        remark(event),
        effect(event),
        said(event),
    )
    return plain(". ".join(filter(None, parts)))


def summary(timeline: Timeline) -> str:
    """Return how many steps there are, and how many of them failed."""
    events = timeline.events
    failed = sum(each.outcome == "error" for each in events)
    lost = sum(each.outcome == "lost" for each in events)
    found = sum(len(each.diagnostics) for each in events)
    parts = [count(len(events), "step")]
    parts += [count(failed, "error")] if failed else []
    parts += [f"{lost:,} lost"] if lost else []
    parts += [count(found, "finding")] if found else []
    return ", ".join(parts)
