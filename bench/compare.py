"""What became slower or faster than in a release, beyond the spread of both; never a failure.

Ratios are compared, to what the same table holds them to, since times are those of a machine.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs
from packaging.version import Version

RESULTS = Path(__file__).with_name("results")
#: By how much a ratio differs at least that is told: below, other versions of Python matter more.
LEAST = 1.05

Figure = Mapping[str, Any]


@attrs.frozen
class Change:
    """A ratio that is another than it was."""

    what: str
    base: str
    old: Figure
    new: Figure

    @property
    def factor(self) -> float:
        """Return how many times the old ratio the new one is."""
        return float(self.new["ratio"] / self.old["ratio"])

    def __str__(self) -> str:
        """Return it in words."""
        is_slower = self.factor > 1
        by = self.factor if is_slower else 1 / self.factor
        return (
            f"{self.what}: {by:.2f} times as {'slow' if is_slower else 'fast'},"
            f" {_shown(self.old)} → {_shown(self.new)} times {self.base}"
        )


def main() -> None:
    """Print the comparison."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("new", type=Path, help="what `measure.py --json` wrote")
    parser.add_argument("--against", type=Path, help="such a file; by default the newest release")
    options = parser.parse_args()
    against = options.against or newest()
    if against is None:
        print("No release is there to compare with.")
        return
    compare(_read(against), _read(options.new))


def newest() -> Path | None:
    """Return the results of the newest release that has some."""
    return max(RESULTS.glob("*.json"), key=lambda path: Version(path.stem), default=None)


def _read(path: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        sys.exit(f"{path}: {error}")
    return found


def compare(old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    """Print what differs between two results."""
    print(f"\nCompared with {old['version']}:")
    for name, was in old["environment"].items():
        now = new["environment"].get(name, "not installed")
        if now != was:
            print(f"  measured with another {name}: {was} then, {now} now")
    found = [*pairs(old, new)]
    changes = sorted((each for each in found if is_beyond(each)), key=lambda each: -each.factor)
    for heading, is_slower in (("slower", True), ("faster", False)):
        some = [each for each in changes if (each.factor > 1) == is_slower]
        if some:
            print(f"  {heading}:")
        for each in some:
            print(f"    {each}")
    print(
        f"  {len(found) - len(changes)} of {len(found)} ratios differ by no more than their spread"
    )


def pairs(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    """Yield the ratios that both results have."""
    before = {table["name"]: table for table in old["tables"]}
    for table in new["tables"]:
        known = before.get(table["name"], {"rows": [], "base": None})
        rows = {row["name"]: row for row in known["rows"]}
        for row in table["rows"]:
            if row["name"] in rows and table["base"] == known["base"] != row["name"]:
                what = f"{table['title']}, {row['name']}"
                yield Change(what, table["base"], rows[row["name"]], row)


def is_beyond(change: Change) -> bool:
    """Return whether the quartiles do not meet, and more than a trifle lies between the ratios."""
    old, new = change.old, change.new
    is_apart = new["low"] > old["high"] or new["high"] < old["low"]
    return is_apart and not 1 / LEAST < change.factor < LEAST


def _shown(figure: Figure) -> str:
    return f"{figure['ratio']:.3g} ({figure['low']:.3g}-{figure['high']:.3g})"


if __name__ == "__main__":
    main()
