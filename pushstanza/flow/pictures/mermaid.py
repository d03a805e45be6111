"""A timeline in Mermaid: as a sequence diagram, or its overview as a flowchart.

Source: mermaid.js.org, "Sequence diagrams": messages, notes, and entity codes for what would end
a statement; "Flowcharts": nodes and links with texts in quotation marks; "Accessibility options".
"""

from collections.abc import Iterator

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.flow.pictures.arrows import chapters
from pushstanza.flow.pictures.covering import shown
from pushstanza.flow.pictures.phases import phases
from pushstanza.flow.pictures.words import effect, lanes, remark, said, stands_still
from pushstanza.flow.timeline import Event, Outcome, Timeline
from pushstanza.pages import plain

#: The arrows of what did what it was meant to; answers are dashed.
_ARROWS = {"stanza": "->>", "request": "->>", "response": "-->>", "display": "-)"}

#: The arrows of what did not: dashed, and with a cross at the end of what was lost.
_FAILED: dict[Outcome, str] = {"error": "-->>", "lost": "--x"}

#: The links of a flowchart.
_LINKS: dict[Outcome, str] = {"ok": "-->", "error": "-.->", "lost": "--x"}

#: What Mermaid takes for its own, or a browser for HTML.
_SPECIAL = lazy_pattern(r"""[#;<>&%{}"`\\]|\$\$|^(?:no)?wrap:""")


def render(timeline: Timeline, *, show_secrets: bool = False) -> str:
    """Return the timeline as the source of a diagram."""
    return "\n".join(_lines(shown(timeline, show_secrets=show_secrets))) + "\n"


def overview(timeline: Timeline, *, show_secrets: bool = False) -> str:
    """Return the overview as the source of a flowchart."""
    return "\n".join(_flowchart(shown(timeline, show_secrets=show_secrets))) + "\n"


def _flowchart(timeline: Timeline) -> Iterator[str]:
    yield "flowchart LR"
    yield f"    accTitle: {_text(timeline.title) or 'Push'}"
    names: dict[str, str] = {}
    named = {each for event in timeline.events for each in (event.source, event.target)}
    for party in lanes(timeline):
        if party.name in named:
            names[party.name] = f"p{len(names) + 1}"
            label = f"{party.kind}<br/>{_text(party.name) or names[party.name]}"
            yield f'    {names[party.name]}["{label}"]'
    for chapter in chapters(timeline):
        for told in filter(lambda each: each.is_arrow, chapter.told):
            source, target = names[told.event.source], names[told.event.target]
            texts = filter(None, map(_text, (told.title, told.remark)))
            label = "<br/>".join((told.label, *texts))
            yield f'    {source} {_LINKS[told.outcome]}|"{label}"| {target}'


def _lines(timeline: Timeline) -> Iterator[str]:
    yield "sequenceDiagram"
    yield f"    title {_text(timeline.title) or 'Push'}"
    names: dict[str, str] = {}
    for party in lanes(timeline):
        names[party.name] = f"p{len(names) + 1}"
        yield f"    participant {names[party.name]} as {_text(party.name) or names[party.name]}"
    ends = ",".join(dict.fromkeys((*[*names.values()][:1], *[*names.values()][-1:])))
    for phase in phases(timeline):
        yield f"    Note over {ends}: {phase.heading}"
        for event in phase.events:
            yield from (f"    {line}" for line in _step(event, names))


def _step(event: Event, names: dict[str, str]) -> Iterator[str]:
    source, target = names[event.source], names[event.target]
    noted = remark(event)
    if stands_still(event):
        note = _text(noted or event.effect)
        more = f"<br/>{note}" if note else ""
        yield f"Note over {source}: {event.number}. {_text(event.title)}{more}"
        return
    arrow = _FAILED.get(event.outcome) or _ARROWS[event.kind]
    yield f"{source}{arrow}{target}: {event.number}. {_text(event.title)}"
    for note in filter(None, map(_text, (noted, effect(event), said(event)))):
        yield f"Note over {target}: {note}"


def _text(text: str) -> str:
    """Return *text* as Mermaid shows it as it is."""
    line = plain(text.strip().replace("\r\n", "\n").replace("\n", " "))
    return _SPECIAL.sub(lambda found: "".join(f"#{ord(each)};" for each in found[0]), line)
