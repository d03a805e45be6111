"""A timeline as JSON, as the schema ``flow-timeline.json`` has it."""

import json

from pushstanza.flow.pictures.covering import shown
from pushstanza.flow.timeline import Timeline


def render(timeline: Timeline, *, show_secrets: bool = False) -> str:
    """Return the timeline as JSON in ASCII, which holds any text."""
    return json.dumps(shown(timeline, show_secrets=show_secrets).to_dict(), indent=2) + "\n"
