"""Explanations for people."""

from collections.abc import Callable, Iterator

from pushstanza.diagnostics.excerpts import printable
from pushstanza.explaining.explanation import Cause, Effect, Explanation, Sign
from pushstanza.linting.reports import Style, plain
from pushstanza.servers import SERVERS

#: Who is not named beside another that answers alike.
_ALIKE = {"mongooseim-virtual": {"mongooseim"}, "mongooseim": {"node_push"}}

#: How wide paragraphs become at most: longer lines are hard to read.
WIDEST = 100


def report(
    explanation: Explanation,
    width: int,
    *,
    style: Style = plain,
    cover: Callable[[str], str] = str,
) -> Iterator[str]:
    """Yield the lines of an explanation.

    Args:
        explanation: What is to be shown.
        width: How many columns the terminal has.
        style: What colours a text for what it is.
        cover: What hides the secrets in a text.
    """
    width = min(width, WIDEST)
    for text, role, indent in _paragraphs(explanation):
        for line in _wrapped(printable(cover(text)), width, indent):
            yield style(line, role) if role else line


def _paragraphs(told: Explanation) -> Iterator[tuple[str, str, tuple[str, str]]]:
    """Yield the paragraphs: the text, what it is, and what its first and other lines begin with."""
    times = f" ({told.count} times)" if told.count > 1 else ""
    yield f"line {told.line}: {told.subject}{times}", "error", ("", "  ")
    if told.request is not None:
        yield f"in answer to {told.request}", "", ("  ", "  ")
    if told.meaning:
        origin = f" ({told.source})" if told.source else ""
        yield f"{told.meaning}{origin}", "", ("  ", "  ")
    if not told.is_known:
        yield "Nothing more is known of it here.", "", ("  ", "  ")
    for number, cause in enumerate(told.causes, 1):
        yield "", "", ("", "")
        yield from _cause(cause, number)
    if told.effects:
        yield "", "", ("", "")
        suppose = f", if {told.supposing}" if told.supposing else ""
        yield f"What comes of it{suppose}:", "", ("  ", "  ")
        yield from _effects(told.effects)


def _cause(cause: Cause, number: int) -> Iterator[tuple[str, str, tuple[str, str]]]:
    start, rest = f"  {number}. ", " " * (len(str(number)) + 4)
    who = ", ".join(_speakers(cause.servers))
    certain = "it is so here: " if cause.is_certain else ""
    yield f"{certain}{cause.cause}{f' ({who})' if who else ''}", "warning", (start, rest)
    if cause.found and cause.found != cause.cause:
        yield f"found: {cause.found}", "", (rest, rest)
    for sign in cause.signs:
        yield _sign(sign), "", (rest, rest)
    yield f"fix: {cause.fix}", "", (rest, f"{rest}     ")
    yield f"source: {cause.source}", "", (rest, f"{rest}        ")


def _speakers(servers: tuple[str, ...]) -> list[str]:
    """Return who answers so; the specifications only where no server is known to."""
    named = [each for each in servers if _ALIKE.get(each, set()).isdisjoint(servers)]
    return [SERVERS[each].title for each in named if each != "xep" or len(named) == 1]


def _sign(sign: Sign) -> str:
    place = "" if sign.line is None else f"line {sign.line}, column {sign.column}: "
    hint = f"; {sign.hint}" if sign.hint else ""
    return f"{place}{sign.code}: {sign.message}{hint}"


def _effects(effects: tuple[Effect, ...]) -> Iterator[tuple[str, str, tuple[str, str]]]:
    column = max(len(each.server) for each in effects) + 2
    for each in effects:
        start = f"    {each.server.ljust(column)}" if each.server else "    "
        yield each.effect, "", (start, " " * len(start))


def _wrapped(text: str, width: int, indent: tuple[str, str]) -> Iterator[str]:
    from wcwidth import wrap

    first, rest = indent
    lines = wrap(text, max(24, width - max(len(first), len(rest))), break_on_hyphens=False) or [""]
    for number, line in enumerate(lines):
        yield f"{first if number == 0 else rest}{line}".rstrip()
