"""A timeline as JSON, as the schema ``flow-timeline.json`` has it."""

from pushstanza.diagnostics.json_text import dumps
from pushstanza.flow.pictures.covering import shown
from pushstanza.flow.timeline import Timeline


def render(timeline: Timeline, *, show_secrets: bool = False) -> str:
    """Return the timeline as JSON in ASCII, which holds any text."""
    value = shown(timeline, show_secrets=show_secrets).to_dict()
    return dumps(value, indent=2, ensure_ascii=True) + "\n"
