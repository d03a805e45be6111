"""A timeline to the same timeline with its device tokens and secrets covered."""

from collections.abc import Callable
from typing import TypeAlias

import attrs

from pushstanza.diagnostics import Diagnostic
from pushstanza.diagnostics.secrets import Secrets, masked_xml
from pushstanza.flow.timeline import Event, Party, Preview, Timeline

#: Gets a text, returns it without its secrets.
_Cover: TypeAlias = Callable[[str], str]


def shown(timeline: Timeline, *, show_secrets: bool) -> Timeline:
    """Return *timeline* as it may be shown: without fixes, and without secrets or with them.

    In a log that was recorded, what people wrote to each other is covered, too.
    """
    events = timeline.events
    if show_secrets:
        return attrs.evolve(timeline, events=[*map(_with_secrets, events)])
    bodies = timeline.is_recorded
    secrets = Secrets(timeline.title, *(each.text for each in events), bodies=bodies)

    def cover(text: str) -> str:
        return secrets.cover(masked_xml(text, bodies=bodies))

    return attrs.evolve(
        timeline,
        title=cover(timeline.title),
        parties=[Party(cover(each.name), each.kind) for each in timeline.parties],
        events=[_covered(each, cover) for each in events],
    )


def _with_secrets(event: Event) -> Event:
    found = tuple(attrs.evolve(each, fix=None) for each in event.diagnostics)
    return attrs.evolve(event, diagnostics=found)


def _covered(event: Event, cover: _Cover) -> Event:
    return attrs.evolve(
        event,
        source=cover(event.source),
        target=cover(event.target),
        title=cover(event.title),
        text=cover(event.text),
        effect=cover(event.effect),
        reason=cover(event.reason),
        diagnostics=tuple(_diagnostic(each, cover) for each in event.diagnostics),
        preview=event.preview and _preview(event.preview, cover),
    )


def _diagnostic(found: Diagnostic, cover: _Cover) -> Diagnostic:
    return attrs.evolve(
        found,
        message=cover(found.message),
        hint=found.hint and cover(found.hint),
        path=found.path and cover(found.path),
        stanza=found.stanza and cover(found.stanza),
        fix=None,
    )


def _preview(preview: Preview, cover: _Cover) -> Preview:
    title, body = (each and cover(each) for each in (preview.title, preview.body))
    return attrs.evolve(preview, title=title, body=body)
