"""A timeline to the places of its overview: boxes, numbered arrows between them, and a legend.

Clients and devices stand at the left, servers, push services and providers at the right, each below
the one before. What goes from side to side is a straight line of its own, so that a box is as high
as its lines need, and a client stands there again where its lines are apart. What goes to the next
box of a side is a line down or up, and all else goes around the boxes.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import attrs

from pushstanza.diagnostics.records import frozen
from pushstanza.flow.pictures.arrows import Chapter, Told, chapters
from pushstanza.flow.pictures.lettering import Font
from pushstanza.flow.pictures.words import lanes
from pushstanza.flow.timeline import Party, Timeline

#: The width of a box, the space between both sides, and around everything.
BOX, CHANNEL, PAD = 136, 68, 10

#: How much of a side's height a line takes, how far boxes are apart with and without lines between
#: them, how far apart these lines are, and how many there are at most.
_ROW, _NEAR, _FAR, _APART, _MOST_BETWEEN = 30, 14, 56, 34, 3

#: Where lines around the boxes turn, behind their labels, and how far they are apart.
_TURN, _TRACK = 38, 10

#: The label of an arrow: its height, the width of a short one, and of each character beyond two.
_PILL, _PILL_WIDTH, _MORE = 22, 26, 8

#: The legend: where its text begins, how high a line is, and the space between what it tells.
_INDENT, _LINE, _SPACE, _HEADING = 40, 17, 9, 30

_NAME = Font(11.5)
_TITLE, _DIM, _LOUD = Font(13), Font(11.5), Font(14, is_bold=True)
_TITLE_LINES, _ROUTE_LINES, _REMARK_LINES = 3, 4, 4


@attrs.define(kw_only=True, eq=False)
class Box:
    """A party; it may have several boxes, if it is at the left."""

    party: Party
    name: tuple[str, ...]
    x: float
    y: float = 0
    height: float = 0

    @property
    def middle(self) -> float:
        """The middle of its height."""
        return self.y + self.height / 2


@frozen(kw_only=True)
class Line:
    """An arrow along its points, and the middle of its label."""

    told: Told
    points: tuple[tuple[float, float], ...]
    x: float
    y: float
    pill: float


@frozen(kw_only=True)
class Words:
    """A line of the legend: how it looks, and where its baseline begins."""

    kind: str
    x: float
    y: float
    text: str


@frozen(kw_only=True)
class Entry:
    """What the legend tells of an arrow, or of what happens at one party."""

    told: Told
    y: float
    pill: float
    words: tuple[Words, ...]


@frozen(kw_only=True)
class Section:
    """A phase in the legend."""

    heading: Words
    entries: tuple[Entry, ...]


@frozen(kw_only=True)
class Overview:
    """The whole picture; *left* is the space for lines around the boxes of that side."""

    width: float
    height: float
    left: float
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    sections: tuple[Section, ...]


def overview(timeline: Timeline, *, beside: bool = False) -> Overview:
    """Return where everything stands; with *beside* the legend stands at the right."""
    told = chapters(timeline)
    drawing = _Drawing.of(timeline, [each for part in told for each in part.told if each.is_arrow])
    around = drawing.around
    width = around["left"] + 2 * PAD + 2 * BOX + CHANNEL + around["right"]
    x, y = (width + 2 * PAD, PAD) if beside else (PAD, drawing.bottom + PAD)
    room = width - 2 * PAD if not beside else 2 * BOX + CHANNEL
    sections = tuple(_legend(told, x=x, y=y, room=room))
    last = sections[-1].entries[-1].words[-1].y if sections else y + _LINE
    return Overview(
        width=x + room + PAD,
        height=max(last, drawing.bottom) + 2 * PAD,
        left=around["left"],
        boxes=tuple(drawing.boxes),
        lines=tuple(drawing.lines),
        sections=sections,
    )


def _is_left(party: Party) -> bool:
    return party.kind in {"client", "device"}


def pill_of(label: str) -> float:
    """Return how wide the label of an arrow is."""
    return _PILL_WIDTH + _MORE * max(0, len(label) - 2)


# ---- boxes and lines ----


@attrs.define
class _Drawing:
    """Boxes and lines, while they are placed."""

    left: list[Party]
    right: list[Party]
    across: dict[str, dict[str, list[Told]]]
    """What goes from side to side: by the party at the right, and by that at the left."""
    down: dict[tuple[str, str], list[Told]]
    """What goes to the next box of the right side, by both of them from the top down."""
    beyond: list[Told]
    """What goes around the boxes of a side."""
    turns: dict[str, int] = attrs.field(factory=lambda: defaultdict(int))
    """How many lines go around from each party, or to it."""
    boxes: list[Box] = attrs.field(factory=list)
    lines: list[Line] = attrs.field(factory=list)
    bottom: float = 0

    @classmethod
    def of(cls, timeline: Timeline, arrows: list[Told]) -> "_Drawing":
        """Return the drawing of some arrows."""
        named = {each for event in timeline.events for each in (event.source, event.target)}
        parties = [each for each in lanes(timeline) if each.name in named]
        left = [each for each in parties if _is_left(each)]
        right = [each for each in parties if not _is_left(each)]
        made = cls(left, right, defaultdict(lambda: defaultdict(list)), defaultdict(list), [])
        ranks = {each.name: index for index, each in enumerate(right)}
        for told in arrows:
            made._sort(told, ranks)
        made._place()
        return made

    def _sort(self, told: Told, ranks: dict[str, int]) -> None:
        """Find out which way an arrow goes."""
        ends = (told.event.source, told.event.target)
        at_right = [each for each in ends if each in ranks]
        if len(at_right) == 1:
            (left,) = (each for each in ends if each not in ranks)
            self.across[at_right[0]][left].append(told)
            return
        if len(at_right) == 2:
            upper, lower = sorted(ends, key=lambda each: ranks[each])
            between = self.down[upper, lower]
            if ranks[lower] - ranks[upper] == 1 and len(between) < _MOST_BETWEEN:
                between.append(told)
                return
        self.beyond.append(told)
        for each in ends:
            self.turns[each] += 1

    @property
    def around(self) -> dict[str, float]:
        """How much space the lines around the boxes take, at the left and at the right."""
        rights = {each.name for each in self.right}
        counts = {"left": 0, "right": 0}
        for each in self.beyond:
            counts["right" if each.event.source in rights else "left"] += 1
        return {
            side: _TURN + _TRACK * count + PAD if count else 0 for side, count in counts.items()
        }

    def _place(self) -> None:
        at = self.around["left"] + PAD
        y: float = PAD
        box: Box | None = None
        parties = {each.name: each for each in self.left}
        placed: set[str] = set()
        for index, party in enumerate(self.right):
            right = self._box(party, at + BOX + CHANNEL, y)
            y += PAD
            for left in self._order(index, box):
                arrows = self.across[party.name][left]
                if box is None or box.party.name != left:
                    y += 0 if right.y + PAD == y else _NEAR + PAD / 2
                    box = self._box(parties[left], at, y - PAD / 2)
                    placed.add(left)
                y = self._rows(arrows, box, right, y)
            right.height = max(y + PAD - right.y, self._least(right))
            y = right.y + right.height + self._gap(index, right)
        self.bottom = max((each.y + each.height for each in self.boxes), default=y)
        for party in self.left:
            if party.name not in placed:
                alone = self._box(party, at, self.bottom + _NEAR)
                self.bottom = alone.y + alone.height
        self._go_around()

    def _rows(self, arrows: list[Told], left: Box, right: Box, y: float) -> float:
        """Place what goes from side to side between two boxes; return where that ends."""
        height = max(_ROW, (self._least(left) - PAD) / len(arrows))
        for told in arrows:
            ends = (left.x + BOX, right.x)
            is_forward = told.event.source == left.party.name
            start, end = ends if is_forward else ends[::-1]
            middle = y + height / 2
            self._add(told, ((start, middle), (end, middle)), (start + end) / 2, middle)
            y += height
        left.height = y + PAD / 2 - left.y
        return y

    def _gap(self, index: int, upper: Box) -> float:
        """Place what goes to the next box of the right side; return how far away that is."""
        following = self.right[index + 1 : index + 2]
        arrows = self.down.get((upper.party.name, following[0].name), []) if following else []
        top = upper.y + upper.height
        for number, told in enumerate(arrows):
            x = upper.x + BOX / 2 + _APART * (number - (len(arrows) - 1) / 2)
            ends = (top, top + _FAR)
            start, end = ends if told.event.source == upper.party.name else ends[::-1]
            self._add(told, ((x, start), (x, end)), x, top + _FAR / 2 - (3 if end > start else -3))
        return _FAR if arrows else _NEAR

    def _go_around(self) -> None:
        """Place what goes around the boxes: out of one, along its side, and into the other."""
        first = {each.party.name: each for each in reversed(self.boxes)}
        used: dict[str, int] = defaultdict(int)
        tracks: dict[bool, int] = defaultdict(int)
        for told in self.beyond:
            ends = (first[told.event.source], first[told.event.target])
            is_left = _is_left(ends[0].party)
            heights = []
            for each in ends:
                used[each.party.name] += 1
                heights.append(each.y + PAD / 2 + _ROW * (used[each.party.name] - 0.5))
            edge, way = (ends[0].x, -1) if is_left else (ends[0].x + BOX, 1)
            turn = edge + way * (_TURN + _TRACK * tracks[is_left])
            tracks[is_left] += 1
            corners = (
                (edge, heights[0]),
                (turn, heights[0]),
                (turn, heights[1]),
                (edge, heights[1]),
            )
            self._add(told, corners, edge + way * (_TURN / 2 - 2), heights[0])

    def _order(self, index: int, above: Box | None) -> list[str]:
        """Return who talks from the left to a party: first the box *above*, last who goes on."""
        here, *after = (self.across[each.name] for each in self.right[index : index + 2])
        last = above and above.party.name
        return sorted(here, key=lambda each: (each != last, any(each in other for other in after)))

    def _box(self, party: Party, x: float, y: float) -> Box:
        made = Box(party=party, name=_NAME.name(party.name, BOX - 14, 3), x=x, y=y)
        made.height = self._least(made)
        self.boxes.append(made)
        return made

    def _least(self, box: Box) -> float:
        """Return how high a box is at least: as its name, and what goes around, needs."""
        return max(34 + 15 * len(box.name), PAD + _ROW * self.turns[box.party.name])

    def _add(self, told: Told, points: Sequence[tuple[float, float]], x: float, y: float) -> None:
        self.lines.append(Line(told=told, points=tuple(points), x=x, y=y, pill=pill_of(told.label)))


# ---- the legend ----


def _route(told: Told, room: float) -> tuple[str, ...]:
    """Return who sends what to whom, with the answer in the same line if that is long enough."""
    whole = ", ".join(filter(None, (told.route, told.answered)))
    if _DIM.width(whole) <= room:
        return (whole,)
    apart = (_DIM.lines(each, room, _ROUTE_LINES) for each in (told.route, told.answered))
    return tuple(line for lines in apart for line in lines)


def _legend(told: Sequence[Chapter], *, x: float, y: float, room: float) -> Iterator[Section]:
    for chapter in told:
        y += _HEADING
        name = f"{chapter.number} {chapter.heading}"
        heading = Words(kind="heading", x=x, y=y - 8, text=name)
        entries = []
        for each in chapter.told:
            entries.append(_entry(each, x=x, y=y, room=room))
            y = entries[-1].words[-1].y + _SPACE
        yield Section(heading=heading, entries=tuple(entries))


def _entry(told: Told, *, x: float, y: float, room: float) -> Entry:
    inner = room - _INDENT
    texts = [
        *(("title", each) for each in _TITLE.lines(told.title, inner, _TITLE_LINES)),
        *(("route", each) for each in _route(told, inner)),
        *(("remark", each) for each in _DIM.lines(told.remark, inner, _REMARK_LINES)),
    ]
    words = tuple(
        Words(kind=kind, x=x + _INDENT, y=y + 16 + _LINE * index, text=text)
        for index, (kind, text) in enumerate(texts or [("title", "")])
    )
    return Entry(told=told, y=y + 12, pill=pill_of(told.label), words=words)
