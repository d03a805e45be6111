"""How the work of every operation grows with its input: counted at n, 2n and 4n.

Counted are the lines of Python that run and the C functions that are called, so that the figures
are the same on every machine; the processor time beside them shows what C functions do inside.
"""

import argparse
import gc
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from multiprocessing import Pool
from types import FrameType, MappingProxyType
from typing import Any

import attrs
from lsprotocol.types import Range, TextDocumentContentChangePartial
from shapes import SHAPES

import pushstanza as ps
from pushstanza.diagnostics import PushStanzaError
from pushstanza.flow.log import timeline_of
from pushstanza.flow.pictures import draw
from pushstanza.linting.files import lint_text
from pushstanza.linting.fix import fix
from pushstanza.linting.reports import Context
from pushstanza.linting.reports.several import Reports
from pushstanza.linting.settings import DEFAULT_SETTINGS
from pushstanza.lsp.completion import completions
from pushstanza.lsp.documents import Document
from pushstanza.lsp.hover import hover
from pushstanza.lsp.symbols import symbols
from pushstanza.reading import extract
from pushstanza.stanzas.format import formatted
from pushstanza.stanzas.parse import parse_many

#: With how many parts a shape is tried at first.
PARTS = 40
#: How many times larger the inputs are that decide in doubt, one after the other: the last ones
#: hold more different things than any cache does.
LARGER = (5, 25, 125)

#: What is more than twice as much work, and more than noise.
STEEPEST = 2.6
ENOUGH = 3_000
ENOUGH_SECONDS = 0.02


def _lint(text: str) -> None:
    found = ps.lint(text)
    reports = Reports(Context(read=lambda _: text))
    reports.begin("text", len)
    reports.add("a", found)


def _fixed(text: str) -> None:
    fix(text, lambda text: lint_text(text, "a.xml", DEFAULT_SETTINGS).diagnostics, unsafe=True)


def _flow(text: str) -> None:
    server = ps.flow.Server("mongooseim", domain="example.com")
    server.receive("a@example.com/b", text)


def _stream(text: str) -> None:
    stream = ps.flow.Server("mongooseim", domain="example.com").stream("a@example.com/b")
    data = text.encode("utf-8", "replace")
    for at in range(0, len(data), 100):
        stream.write(data[at : at + 100])


def _kind(kind: str) -> Callable[[str], None]:
    def extracted(text: str) -> None:
        for each in extract.segments(text, kind, f"a.{kind}"):
            each.source_offset(len(each.text))

    return extracted


def _edited(text: str) -> None:
    """Ask for all that an editor shows at a place in the middle, and at the end."""
    document = Document("file:///a.xml", text)
    symbols(document)
    for offset in (len(text) // 2, len(text)):
        position = document.positions.position(offset)
        completions(document, position, snippets=True)
        hover(document, position)
        document.edited([TextDocumentContentChangePartial(Range(position, position), "<")], 2)
    document.replaced(f"<{text}>")


OPERATIONS: Mapping[str, Callable[[str], Any]] = MappingProxyType(
    {
        "lint": _lint,
        "fix": _fixed,
        "format": formatted,
        "parse": lambda text: [ps.serialize(each) for each in parse_many(text, validate=False)],
        "validate": ps.validate,
        "explain": ps.explain,
        "verdict": lambda text: ps.verdict(text, "mongooseim"),
        "translate": lambda text: ps.translate(ps.parse_as(ps.Iq, text, validate=False)),
        "flow": _flow,
        "stream": _stream,
        "edit": _edited,
        "log": lambda text: draw(timeline_of(text), "text"),
        **{
            f"extract {each}": _kind(each)
            for each in ("log", "markdown", "rst", "html", "xep", "code", "text")
        },
    }
)


@attrs.define
class Work:
    """What an operation did: the lines and C functions that ran, and the seconds that took."""

    count: int = 0
    seconds: float = 0.0


def work(operation: Callable[[str], Any], text: str) -> Work:
    """Count the work of an operation on *text*."""
    made = Work()

    def traced(_frame: FrameType, event: str, _argument: object) -> Any:
        made.count += event == "line"
        return traced

    def profiled(_frame: FrameType, event: str, _argument: object) -> None:
        made.count += event == "c_call"

    began = time.process_time()
    with suppress(PushStanzaError, RecursionError):
        operation(text)
    made.seconds = time.process_time() - began
    before = sys.gettrace(), sys.getprofile()  # coverage has one, too
    collecting = gc.isenabled()
    gc.disable()  # finalisers of what others left behind are no work of this operation
    sys.settrace(traced)
    sys.setprofile(profiled)
    try:
        with suppress(PushStanzaError, RecursionError):
            operation(text)
    finally:
        sys.settrace(before[0])
        sys.setprofile(before[1])
        if collecting:
            gc.enable()
    return made


def growth(one: float, two: float, four: float, enough: float) -> float:
    """Return how much more the second doubling costs than the first: 2 where that is linear."""
    return (four - two) / max(two - one, enough)


def measured(shape: str, operation: str, parts: int = PARTS) -> tuple[Work, Work, Work]:
    """Return the work at n, 2n and 4n, once what is loaded and cached is there."""
    with suppress(PushStanzaError, RecursionError):
        OPERATIONS[operation](SHAPES[shape](2))
    one, two, four = (work(OPERATIONS[operation], SHAPES[shape](parts * by)) for by in (1, 2, 4))
    return one, two, four


def decided(shape: str, operation: str, parts: int) -> tuple[Work, Work, Work]:
    """Return the work at n, 2n and 4n, with larger inputs where that is not linear.

    Something may have been made for the first time between the sizes, or once for many.
    """
    found = measured(shape, operation, parts)
    for times in LARGER:
        if not is_linear(found):
            found = measured(shape, operation, times * parts)
    return found


def is_linear(found: Sequence[Work]) -> bool:
    """Tell whether twice the input is twice the work, in what was counted."""
    return growth(*(each.count for each in found), ENOUGH) <= STEEPEST


def rows(
    shapes: Sequence[str], operations: Sequence[str], parts: int
) -> Iterator[tuple[str, bool]]:
    """Yield a row of the table for each shape and operation, and whether it is linear."""
    with Pool() as processes:
        for found in processes.imap(partial(_rows, operations, parts), shapes):
            yield from found


def _rows(operations: Sequence[str], parts: int, shape: str) -> list[tuple[str, bool]]:
    return [_row(shape, operation, parts) for operation in operations]


def _row(shape: str, operation: str, parts: int) -> tuple[str, bool]:
    found = decided(shape, operation, parts)
    counts = "".join(f"{each.count:>12,}" for each in found)
    seconds = growth(*(each.seconds for each in found), ENOUGH_SECONDS)
    good = is_linear(found)
    ratio = growth(*(each.count for each in found), ENOUGH)
    time_taken = f"{ratio:>7.2f}{1000 * found[-1].seconds:>9.1f} ms"
    slower = "  (time grows faster)" if seconds > 2 * STEEPEST else ""
    note = slower if good else "  <- not linear"
    return f"{shape:<28} {operation:<16}{counts}{time_taken}{note}", good


def main() -> int:
    """Print the table, and return 1 where something is not linear."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--parts", type=int, default=PARTS)
    options.add_argument("--shape", action="append", choices=[*SHAPES], default=[])
    options.add_argument("--operation", action="append", choices=[*OPERATIONS], default=[])
    given = options.parse_args()
    shapes, operations = given.shape or [*SHAPES], given.operation or [*OPERATIONS]
    head = "".join(f"{each:>12}" for each in ("n", "2n", "4n"))
    print(f"{len(shapes)} shapes, {len(operations)} operations, n = {given.parts}")
    print(f"{'shape':<28} {'operation':<16}{head} growth  time at 4n")
    bad = 0
    for row, good in rows(shapes, operations, given.parts):
        print(row, flush=True)
        bad += not good
    print(f"{bad} not linear of {len(shapes) * len(operations)}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
