"""What was measured, as tables: printed, and kept as JSON."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs
from timing import Samples, Spread, spread


@attrs.frozen
class Row:
    """A way to do the work of a table.

    Attributes:
        name: What it is called.
        leaves_out: What is not done, of that which pushstanza does.
    """

    name: str
    leaves_out: str = ""


@attrs.frozen
class Table:
    """Some ways to do the same work, and what they took.

    Attributes:
        name: What the goals and the pages call it.
        title: What was done.
        rows: The ways to do it.
        base: The name of the row that the others are held to.
        samples: The seconds, or bytes of memory, of each row by round.
        left_out: What could not be measured, because it is not installed.
        measured: What was measured of each.
    """

    name: str
    title: str
    rows: Sequence[Row]
    base: str
    samples: Samples
    left_out: Sequence[str] = ()
    measured: str = "processor time"

    def to_dict(self) -> dict[str, Any]:
        """Return what is kept: ratios with their quartiles, and the value of the base."""
        return {
            "name": self.name,
            "title": self.title,
            "base": self.base,
            "base_value": significant(spread(self.samples.seconds[self.base]).median),
            "measured": self.measured,
            "rounds": len(self.samples.seconds[self.base]),
            "rows": [
                {
                    "name": row.name,
                    **spread_to_dict(self.samples.ratio(row.name, self.base)),
                    "leaves_out": row.leaves_out,
                }
                for row in self.rows
            ],
            "left_out": [*self.left_out],
        }


def spread_to_dict(found: Spread) -> dict[str, float]:
    """Return a ratio and its quartiles."""
    return {
        "ratio": significant(found.median),
        "low": significant(found.low),
        "high": significant(found.high),
    }


def significant(figure: float) -> float:
    """Return a figure with the three digits that mean something."""
    return float(f"{figure:.3g}")


def amount(value: float, measured: str) -> str:
    """Return a time or a size as it is printed."""
    if "memory" in measured:
        return f"{value / 1e6:.3g} MB"
    return _duration(value)


def _duration(seconds: float) -> str:
    if seconds >= 1:
        return f"{seconds:.3g} s"
    return f"{seconds * 1e3:.3g} ms" if seconds >= 1e-3 else f"{seconds * 1e6:.3g} µs"


def print_table(kept: Mapping[str, Any]) -> None:
    """Print a table that is kept."""
    print(f"\n{kept['title']}; {kept['measured']}, {kept['rounds']} rounds")
    print_columns(
        ("", f"times {kept['base']}", "quartiles", "", "leaves out"),
        (
            (
                row["name"],
                f"{row['ratio']:.3g}",
                f"{row['low']:.3g}-{row['high']:.3g}",
                amount(row["ratio"] * kept["base_value"], kept["measured"]),
                row["leaves_out"],
            )
            for row in kept["rows"]
        ),
        right=(1, 2, 3),
    )
    for each in kept["left_out"]:
        print(f"left out: {each}")


def print_columns(
    head: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[int] = ()
) -> None:
    """Print rows with their columns below each other; those in *right* are numbers."""
    lines = [head, *rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    formats = [f"{'>' if at in right else '<'}{width}" for at, width in enumerate(widths)]
    for line in lines:
        print("  ".join(map(format, line, formats)).rstrip())
