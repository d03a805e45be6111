"""Verdicts for people: a table for each stanza, one row a server."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from pushstanza.diagnostics.excerpts import printable
from pushstanza.linting.reports import Style, plain
from pushstanza.servers import Verdict

#: From how many columns on the reason and the effect of an answer have a column each.
WIDE = 120

#: With fewer columns the answer stands above its reason and effect.
_NARROW = 66

#: How many columns the name of a server and its answer take, where a table is wide and narrow.
_SERVER, _ANSWER = (23, 14), (34, 24)

_GAP = "  "


class Cell(NamedTuple):
    """What stands in a column: its paragraphs, and what they are."""

    paragraphs: Sequence[str]
    role: str = ""


def table(
    verdicts: Iterable[Verdict],
    width: int,
    *,
    style: Style = plain,
    cover: Callable[[str], str] = str,
) -> Iterator[str]:
    """Yield the lines of a table as wide as a terminal.

    Args:
        verdicts: A row each.
        width: How many columns the terminal has.
        style: What colours a text for what it is.
        cover: What hides the secrets in a text.
    """
    if width < _NARROW:
        yield from _narrow(verdicts, width, style, cover)
        return
    is_wide = width >= WIDE
    columns = _columns(width, is_wide=is_wide)
    head = ("server", "answer", "reason", "effect")
    yield from _row([Cell((each,)) for each in _joined(head, is_wide=is_wide)], columns, plain)
    yield _GAP.join("─" * each for each in columns)
    for each in verdicts:
        yield from _row(_cells(each, cover, is_wide=is_wide), columns, style)


def _narrow(
    verdicts: Iterable[Verdict], width: int, style: Style, cover: Callable[[str], str]
) -> Iterator[str]:
    """Yield the lines of a table with two columns."""
    columns = _SERVER[0], max(16, width - _SERVER[0] - len(_GAP))
    yield from _row([Cell(("server",)), Cell(("answer, reason and effect",))], columns, plain)
    yield _GAP.join("─" * each for each in columns)
    for each in verdicts:
        server, answer, why = _cells(each, cover, is_wide=False)
        yield from _row([server, answer], columns, style)
        yield from _row([Cell(("",)), why], columns, style)


def _columns(width: int, *, is_wide: bool) -> tuple[int, ...]:
    server, answer = (each[0 if is_wide else 1] for each in (_SERVER, _ANSWER))
    rest = max(24, width - server - answer - 2 * len(_GAP))
    if not is_wide:
        return server, answer, rest
    why = (rest - len(_GAP)) * 2 // 5
    return server, answer, why, rest - len(_GAP) - why


def _joined(head: tuple[str, str, str, str], *, is_wide: bool) -> tuple[str, ...]:
    server, answer, why, effect = head
    return head if is_wide else (server, answer, f"{why} and {effect}")


def _cells(verdict: Verdict, cover: Callable[[str], str], *, is_wide: bool) -> list[Cell]:
    why, effect = (printable(cover(each)) for each in (verdict.reason, verdict.effect))
    role = "error" if verdict.is_refused else ""
    first = [
        Cell((verdict.title,)),
        Cell((printable(cover(str(verdict.answer))),), role),
    ]
    if is_wide:
        return [*first, Cell((why,)), Cell((effect,))]
    return [*first, Cell((why, f"→ {effect}") if why else (effect,))]


def _row(cells: Sequence[Cell], columns: tuple[int, ...], style: Style) -> Iterator[str]:
    """Yield the lines of a row; a cell that is too long goes on in the next line."""
    from itertools import zip_longest

    filled = [
        [line for text in cell.paragraphs for line in _filled(text, width)]
        for cell, width in zip(cells, columns, strict=True)
    ]
    for lines in zip_longest(*filled):
        parts = []
        for line, cell, width in zip(lines, cells, columns, strict=True):
            text, blanks = line or ("", width)
            parts.append(style(text, cell.role) + " " * blanks)
        yield _GAP.join(parts).rstrip()


@lru_cache(maxsize=1024)
def _filled(text: str, width: int) -> tuple[tuple[str, int], ...]:
    """Return the lines of a text in a column, each with the blanks behind it.

    Servers say the same of one stanza after the other.
    """
    from wcwidth import ljust, wrap

    lines = wrap(text, width, break_on_hyphens=False)
    return tuple((line, len(ljust(line, width)) - len(line)) for line in lines)
