"""What was measured of the newest version, as tables: ``bench/results`` has the figures."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from packaging.version import Version
from written import table_of

BENCH = Path(__file__).parents[2] / "bench"
RESULTS = BENCH / "results"
KEPT: Mapping[str, Any] = json.loads(
    max(RESULTS.glob("*.json"), key=lambda path: Version(path.stem)).read_text("utf-8")
)
SCALE: Mapping[str, Any] = json.loads((BENCH / "scale.json").read_text("utf-8"))


def measured_on() -> Iterator[str]:
    """Yield of what version the figures are, and on what they were measured."""
    on = dict(KEPT["environment"])
    processors, python = on.pop("processors"), on.pop("Python")
    packages = ", ".join(f"{name} {version}" for name, version in on.items())
    yield (f"Version {KEPT['version']}, with {processors} processors, Python {python}, {packages}.")
    yield ""


def goals() -> Iterator[str]:
    """Yield the goals, and how they stand."""
    yield from table_of(
        ("what", "ratio", "quartiles", "goal"),
        (
            (
                f"{goal['what']}, to {goal['to']}" if "at_most" in goal else goal["what"],
                _figure(goal["ratio"]),
                _quartiles(goal),
                _bound(goal),
            )
            for goal in KEPT["goals"]
        ),
    )


def of_table(table: Mapping[str, Any]) -> Iterator[str]:
    """Yield the rows of a table, and who is left out."""
    yield (
        f"{table['title']}: {table['measured']} as a ratio to {table['base']}"
        f" ({_amount(1, table)}), in {table['rounds']} rounds."
    )
    yield ""
    rows = [
        (row["name"], _figure(row["ratio"]), _quartiles(row), row["leaves_out"])
        for row in table["rows"]
    ]
    has_remarks = any(row[-1] for row in rows)
    head = ("", "ratio", "quartiles", "leaves out")
    yield from table_of(
        head if has_remarks else head[:-1], (row if has_remarks else row[:-1] for row in rows)
    )
    if table["left_out"]:
        yield f"Not measured: {'; '.join(table['left_out'])}."
        yield ""


#: A column of a table: its heading, and what it shows of a row.
_Column = tuple[str, Callable[[Mapping[str, Any]], str]]

_PEAK: _Column = ("peak memory", lambda row: f"{row['peak_mb']:.0f} MB")

#: What each command takes for logs of more and more stanzas.
OF_LOGS: tuple[_Column, ...] = (
    ("command", lambda row: row["command"]),
    ("log", lambda row: row["log"]),
    ("stanzas", lambda row: f"{row['stanzas']:,}"),
    ("µs per stanza", lambda row: _figure(row["us_per_stanza"])),
    _PEAK,
)

#: What logs take that come through a pipe.
OF_PIPES: tuple[_Column, ...] = (
    ("log", lambda row: row["log"]),
    ("size", lambda row: row["size"]),
    ("processor time", lambda row: f"{row['seconds']:,.0f} s"),
    ("MB per second", lambda row: _figure(row["mb_per_s"])),
    _PEAK,
)


def scale(rows: Iterable[Mapping[str, Any]], columns: tuple[_Column, ...]) -> Iterator[str]:
    """Yield what inputs of any size take, a line for each of *rows*."""
    yield from table_of(
        tuple(heading for heading, _ in columns),
        (tuple(shown(row) for _, shown in columns) for row in rows),
    )


def _bound(goal: Mapping[str, Any]) -> str:
    return f"at most {goal['at_most']}" if "at_most" in goal else f"at least {goal['at_least']}"


def _figure(figure: float) -> str:
    return f"{figure:,.3g}" if figure < 1000 else f"{figure:,.0f}"


def _quartiles(row: Mapping[str, Any]) -> str:
    return f"{_figure(row['low'])} to {_figure(row['high'])}"


def _amount(ratio: float, table: Mapping[str, Any]) -> str:
    """Return a time or a size with its unit."""
    value = ratio * table["base_value"]
    if "memory" in table["measured"]:
        return f"{value / 1e6:.3g} MB"
    for unit, size in (("s", 1), ("ms", 1e-3)):
        if value >= size:
            return f"{value / size:.3g} {unit}"
    return f"{value * 1e6:.3g} µs"


TABLES: dict[str, Callable[[], Iterator[str]]] = {
    "performance-measured-on": measured_on,
    "performance-goals": goals,
    "performance-scale-of-logs": partial(
        scale, [each for each in SCALE["stanzas"] if "us_per_stanza" in each], OF_LOGS
    ),
    "performance-scale-of-pipes": partial(scale, SCALE["pipe"], OF_PIPES),
    **{
        f"performance-{table['name'].replace(' ', '-')}": partial(of_table, table)
        for table in KEPT["tables"]
    },
}
