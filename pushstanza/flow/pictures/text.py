"""A timeline as text: for a terminal each step in a paragraph, for a log each in a line."""

import shutil
from collections.abc import Iterator

from wcwidth import wcswidth, wrap

from pushstanza.diagnostics import Diagnostic
from pushstanza.diagnostics.excerpts import drawn
from pushstanza.diagnostics.records import frozen
from pushstanza.flow.pictures.arrows import chapters
from pushstanza.flow.pictures.covering import shown
from pushstanza.flow.pictures.words import clock, effect, remark, route, said, summary
from pushstanza.flow.timeline import Event, EventKind, Outcome, Timeline
from pushstanza.linting.reports import Style
from pushstanza.linting.reports import plain as unstyled
from pushstanza.pages import plain

#: The narrowest terminal that is written for.
_NARROWEST = 40

#: Stanzas, requests, answers, and what a device shows.
_ARROWS: dict[EventKind, str] = {
    "stanza": "→", "request": "⇒", "response": "⇢", "display": "→", "note": "",
}  # fmt: skip
_RESULT = "= "
_MARKS: dict[Outcome, str] = {"ok": "", "error": "✗ ", "lost": "? "}
_ROLES: dict[Outcome, str] = {"ok": "", "error": "error", "lost": "warning"}


def render(
    timeline: Timeline,
    *,
    style: Style = unstyled,
    width: int | None = None,
    show_secrets: bool = False,
) -> str:
    """Return the timeline as text.

    Args:
        timeline: What happened.
        style: Colours: it gets a text and whether it is an ``error``, a ``warning``, an ``info``
            or a ``path``.
        width: How many columns there are; as many as the terminal has by default.
        show_secrets: Whether device tokens and secrets are shown whole.
    """
    columns = max(width or shutil.get_terminal_size().columns, _NARROWEST)
    return "\n".join(_lines(shown(timeline, show_secrets=show_secrets), columns, style)) + "\n"


def overview(
    timeline: Timeline,
    *,
    style: Style = unstyled,
    width: int | None = None,
    show_secrets: bool = False,
) -> str:
    """Return the legend of the overview, phase by phase; the arguments are those of ``render``."""
    columns = max(width or shutil.get_terminal_size().columns, _NARROWEST)
    return "\n".join(_legend(shown(timeline, show_secrets=show_secrets), columns, style)) + "\n"


def listed(timeline: Timeline) -> str:
    """Return the timeline with one step a line, for logs and failing tests; secrets are covered."""
    return "\n".join(_rows(shown(timeline, show_secrets=False)))


@frozen
class _Told:
    """A step in words; notes say what came of it, each with its mark and its role."""

    head: str
    route: str
    title: str
    notes: tuple[tuple[str, str, str], ...]


def _told(event: Event, margin: int) -> _Told:
    return _Told(
        f"{event.number:>{margin}}  {clock(event):>7}  ",
        route(event, _ARROWS[event.kind]),
        event.title,
        tuple(_notes(event)),
    )


def _notes(event: Event) -> Iterator[tuple[str, str, str]]:
    if noted := remark(event):
        yield _MARKS[event.outcome], noted, _ROLES[event.outcome]
    if result := effect(event):
        yield _RESULT, result, ""
    if event.size is not None and event.limit is not None:
        yield _RESULT, f"{event.size:,} of {event.limit:,} bytes", ""
    if shows := said(event):
        yield _RESULT, shows, ""


def _margin(timeline: Timeline) -> int:
    return len(str(len(timeline.events))) + 1


def _rows(timeline: Timeline) -> Iterator[str]:
    yield plain(timeline.title)
    margin = _margin(timeline)
    for event in timeline.events:
        told = _told(event, margin)
        needs_notes = event.outcome != "ok" or event.kind in {"note", "display"}
        notes = (f"{mark}{text}" for mark, text, _ in told.notes) if needs_notes else ()
        yield told.head + plain(f"{told.route}: {'  '.join((told.title, *notes))}")
    yield f"{summary(timeline)}."


def _lines(timeline: Timeline, columns: int, style: Style) -> Iterator[str]:
    yield from _wrapped(timeline.title, columns)
    margin = _margin(timeline)
    for event in timeline.events:
        yield ""
        yield from _step(event, _told(event, margin), columns, style)
    yield ""
    yield from _wrapped(f"{summary(timeline)}.", columns)


def _legend(timeline: Timeline, columns: int, style: Style) -> Iterator[str]:
    yield from _wrapped(timeline.title, columns)
    for chapter in chapters(timeline):
        yield ""
        yield f"{chapter.number} {chapter.heading}"
        margin = max((len(each.label) for each in chapter.told), default=0)
        blanks = " " * (margin + 4)
        for told in chapter.told:
            first, *rest = _wrapped(told.title, columns - len(blanks))
            yield f"  {told.label or '-':<{margin}}  {first}"
            yield from (blanks + line for line in rest)
            way = ", ".join(filter(None, (told.route, told.answered)))
            for line in _wrapped(way, columns - len(blanks)):
                yield blanks + style(line, "path")
            if told.remark:
                remark = _MARKS[told.outcome] + told.remark
                for line in _wrapped(remark, columns - len(blanks)):
                    yield blanks + style(line, _ROLES[told.outcome])
    yield ""
    yield from _wrapped(f"{summary(timeline)}.", columns)


def _step(event: Event, told: _Told, columns: int, style: Style) -> Iterator[str]:
    blanks = " " * _width(told.head)
    room = columns - len(blanks)
    first, *rest = _wrapped(told.route, room)
    yield told.head + style(first, "path")
    yield from (blanks + style(line, "path") for line in rest)
    yield from (blanks + line for line in _wrapped(told.title, room))
    for mark, text, role in told.notes:
        if mark == _RESULT:
            yield from _item(mark, text, blanks, columns)
        else:
            yield from (blanks + style(line, role) for line in _wrapped(mark + text, room))
    for found in event.diagnostics:
        yield from _finding(found, blanks, columns, style)


def _finding(found: Diagnostic, blanks: str, columns: int, style: Style) -> Iterator[str]:
    label = f"{found.severity}[{found.code}] "
    first, *rest = _wrapped(label + found.message, columns - len(blanks))
    label = first[: len(label.rstrip())]
    yield blanks + style(label, found.severity) + first[len(label) :]
    if rest:
        yield from _item("", " ".join(rest), f"{blanks}  ", columns)
    if found.excerpt is not None and found.line is not None:
        line, carets = drawn(found.excerpt)
        margin = f"{blanks}  {found.line} | "
        if _width(margin + line) <= columns:
            yield margin + line
            yield " " * _width(margin) + carets
    if found.hint:
        yield from _item("= ", found.hint, f"{blanks}  ", columns)


def _item(mark: str, text: str, blanks: str, columns: int) -> Iterator[str]:
    for number, line in enumerate(_wrapped(text, columns - len(blanks) - len(mark))):
        yield blanks + (" " * len(mark) if number else mark) + line


def _wrapped(text: str, columns: int) -> list[str]:
    """Return *text* in lines of some columns; at least one."""
    return wrap(plain(text), max(columns, 8)) or [""]


def _width(text: str) -> int:
    return max(0, wcswidth(text))
