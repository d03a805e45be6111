"""A timeline to the same timeline with its device tokens and secrets covered."""

import attrs

from pushstanza.diagnostics import Diagnostic
from pushstanza.diagnostics.masking import masked_xml
from pushstanza.flow.timeline import Event, Preview, Timeline


def shown(timeline: Timeline, *, show_secrets: bool) -> Timeline:
    """Return *timeline* as it may be shown: without fixes, and without secrets or with them."""
    change = _with_secrets if show_secrets else _covered
    return Timeline(
        title=timeline.title if show_secrets else masked_xml(timeline.title),
        parties=list(timeline.parties),
        events=[change(each) for each in timeline.events],
    )


def _with_secrets(event: Event) -> Event:
    found = tuple(attrs.evolve(each, fix=None) for each in event.diagnostics)
    return attrs.evolve(event, diagnostics=found)


def _covered(event: Event) -> Event:
    return attrs.evolve(
        event,
        title=masked_xml(event.title),
        text=masked_xml(event.text),
        effect=masked_xml(event.effect),
        reason=masked_xml(event.reason),
        diagnostics=tuple(map(_diagnostic, event.diagnostics)),
        preview=event.preview and _preview(event.preview),
    )


def _diagnostic(found: Diagnostic) -> Diagnostic:
    hint = found.hint and masked_xml(found.hint)
    return attrs.evolve(found, message=masked_xml(found.message), hint=hint, fix=None)


def _preview(preview: Preview) -> Preview:
    title, body = (each and masked_xml(each) for each in (preview.title, preview.body))
    return attrs.evolve(preview, title=title, body=body)
