"""Explanations for people."""

from collections.abc import Callable, Iterator

from pushstanza.diagnostics.excerpts import printable
from pushstanza.explaining.explanation import Cause, Effect, Explanation, Sign
from pushstanza.linting.reports import Style, plain
from pushstanza.servers import SERVERS
from pushstanza.servers.server import Server

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


def _paragraphs(explanation: Explanation) -> Iterator[tuple[str, str, tuple[str, str]]]:
    """Yield the paragraphs: the text, what it is, and what its first and other lines begin with."""
    times = f" ({explanation.count} times)" if explanation.count > 1 else ""
    yield f"line {explanation.line}: {explanation.subject}{times}", "error", ("", "  ")
    if explanation.request is not None:
        yield f"in answer to {explanation.request}", "", ("  ", "  ")
    if explanation.meaning:
        origin = f" ({explanation.source})" if explanation.source else ""
        yield f"{explanation.meaning}{origin}", "", ("  ", "  ")
    if not explanation.is_known:
        look = f" Look at {explanation.look_at}." if explanation.look_at else ""
        yield f"No likely causes are known.{look}", "", ("  ", "  ")
    for number, cause in enumerate(explanation.causes, 1):
        yield "", "", ("", "")
        yield from _cause(cause, number)
    if explanation.effects:
        yield "", "", ("", "")
        suppose = f", if {explanation.supposing}" if explanation.supposing else ""
        yield f"Effect on the registration{suppose}:", "", ("  ", "  ")
        yield from _effects(explanation.effects)


def _cause(cause: Cause, number: int) -> Iterator[tuple[str, str, tuple[str, str]]]:
    start, rest = f"  {number}. ", " " * (len(str(number)) + 4)
    who = ", ".join(_speakers(cause.servers))
    certain = "Confirmed by your request: " if cause.is_certain else ""
    yield f"{certain}{cause.cause}{f' ({who})' if who else ''}", "warning", (start, rest)
    if cause.found and cause.found != cause.cause:
        yield f"found: {cause.found}", "", (rest, rest)
    for sign in cause.signs:
        yield _sign(sign), "", (rest, rest)
    yield f"fix: {cause.fix}", "", (rest, f"{rest}     ")
    yield f"source: {cause.source}", "", (rest, f"{rest}        ")


def _speakers(servers: tuple[str, ...]) -> list[str]:
    """Return who answers so; the specifications only where no server is known to."""
    named = [SERVERS[each] for each in servers]
    distinct = [each for each in named if not any(_is_meant(each, other) for other in named)]
    programs = [each for each in distinct if not each.is_specification]
    return [each.title for each in programs or distinct]


def _is_meant(server: Server, other: Server) -> bool:
    """Tell whether a server need not be named beside another: it is part of it, or alike."""
    if other.is_push_service:
        return other.variant_of == server.name
    return server.variant_of == other.name and not server.is_push_service


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
