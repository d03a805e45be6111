"""A timeline to the places of its sequence diagram: lanes side by side, steps one under the other.

Places are in pixels. The labels are in a font whose characters are all as wide, so that what fits
can be counted in columns.
"""

from collections.abc import Iterator

from pushstanza.diagnostics.records import frozen
from pushstanza.flow.pictures.lettering import Font
from pushstanza.flow.pictures.phases import phases
from pushstanza.flow.pictures.words import clock, lanes, remark, route, said, stands_still
from pushstanza.flow.timeline import Event, Party, Timeline
from pushstanza.linting.reports import count

#: How wide a lane is, and the column with numbers and times before the first one.
LANE, TIMES = 148, 108

#: The font, and how high a line is.
_FONT, _LINE = Font(11, is_mono=True), 15

#: How high the heading of a phase is.
_HEADING = 34

#: The space at the sides of a label, around the diagram, and around the text of a note.
_SIDE, _PAD, _INSET = 8, 9, 6

#: The space above the label of an arrow; and around a box, and below an arrow, where half of the
#: step's number stands.
_ABOVE, _AROUND = 5, 14

#: How far a label may reach into the lanes at the sides of its arrow, both together.
_BEYOND = 60

#: How many lines a label and a remark may have.
_LABEL_LINES, _REMARK_LINES, _NAME_LINES = 3, 3, 3
_BOX_LINES = 7

#: A diagram that is wider than this is shown no smaller than this.
_LEGIBLE = 1000


@frozen(kw_only=True)
class Lane:
    """A party, the middle of its lane, and its name in lines."""

    party: Party
    x: float
    name: tuple[str, ...]


@frozen(kw_only=True)
class Text:
    """A line of text around ``x``; ``y`` is its baseline."""

    x: float
    y: float
    text: str


@frozen(kw_only=True)
class Row:
    """A step: from ``x1`` to ``x2`` at ``line``, or a box where it happens at one party."""

    event: Event
    y: float
    height: float
    x1: float
    x2: float
    line: float
    is_box: bool
    label: tuple[Text, ...]
    remark: tuple[Text, ...]

    @property
    def direction(self) -> int:
        """1 to the right, -1 to the left."""
        return 1 if self.x2 >= self.x1 else -1

    @property
    def name(self) -> str:
        """What a screen reader says: what can be seen, and between whom."""
        found = len(self.event.diagnostics)
        lines = (each.text for each in (*self.label, *self.remark))
        seen = (str(self.event.number), clock(self.event), *lines)
        return " ".join((*seen, *([count(found, "finding")] if found else ()), route(self.event)))


@frozen(kw_only=True)
class Heading:
    """The name of a phase, above its first step."""

    y: float
    text: str


@frozen(kw_only=True)
class Sequence:
    """The whole diagram."""

    width: float
    height: float
    head: float
    lanes: tuple[Lane, ...]
    headings: tuple[Heading, ...]
    rows: tuple[Row, ...]

    @property
    def is_wide(self) -> bool:
        """Whether it may be scaled to fit, and is still legible."""
        return self.width > _LEGIBLE

    @property
    def bottom(self) -> float:
        """Where the lanes end."""
        return self.height - self.head


def sequence(timeline: Timeline) -> Sequence:
    """Return where everything stands."""
    placed = tuple(_lanes(lanes(timeline)))
    head = 2 * _PAD + _LINE * (1 + max((len(each.name) for each in placed), default=1))
    headings, rows = _parts(timeline, {each.party.name: each.x for each in placed}, head + _PAD)
    end = rows[-1].y + rows[-1].height if rows else head + 3 * _LINE
    return Sequence(
        width=TIMES + LANE * max(len(placed), 2) + _PAD,
        height=end + _PAD + head,
        head=head,
        lanes=placed,
        headings=tuple(headings),
        rows=tuple(rows),
    )


def _lanes(parties: list[Party]) -> Iterator[Lane]:
    for index, party in enumerate(parties):
        name = _FONT.name(party.name, LANE - 4 * _INSET, _NAME_LINES)
        yield Lane(party=party, x=TIMES + LANE * (index + 0.5), name=name)


def _parts(
    timeline: Timeline, places: dict[str, float], y: float
) -> tuple[list[Heading], list[Row]]:
    """Return the headings of the phases, and the steps below them."""
    headings: list[Heading] = []
    rows: list[Row] = []
    for phase in phases(timeline):
        headings.append(Heading(y=y, text=f"{phase.number} {phase.heading}"))
        y += _HEADING
        for event in phase.events:
            rows.append(_row(event, places[event.source], places[event.target], y))
            y += rows[-1].height
    return headings, rows


def _row(event: Event, x1: float, x2: float, y: float) -> Row:
    is_box = stands_still(event)
    above, gap = (_AROUND, 0) if is_box else (_ABOVE, _INSET)
    room = LANE - 2 * (_SIDE + _INSET) if is_box else abs(x2 - x1) + _BEYOND - 2 * _SIDE
    most = _BOX_LINES if is_box else _REMARK_LINES
    middle = (x1 + x2) / 2
    label = _texts(_FONT.lines(event.title, room, _LABEL_LINES), middle, y + above)
    line = y + above + _LINE * max(len(label), 1) + gap
    remarks = _texts(_FONT.lines(remark(event) or said(event), room, most), middle, line + gap)
    end = line + (gap + _LINE * len(remarks) if remarks else 0) + _AROUND
    return Row(
        event=event,
        y=y,
        height=end - y,
        x1=x1,
        x2=x2,
        line=(y + end) / 2 if is_box else line,
        is_box=is_box,
        label=label,
        remark=remarks,
    )


def _texts(lines: tuple[str, ...], x: float, top: float) -> tuple[Text, ...]:
    return tuple(
        Text(x=x, y=top + _LINE * (index + 0.75), text=line) for index, line in enumerate(lines)
    )
