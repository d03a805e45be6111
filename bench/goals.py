"""How what was measured stands to the goals in ``goals.toml``."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from report import Table, print_columns, spread_to_dict

GOALS = tomllib.loads(Path(__file__).with_name("goals.toml").read_text("utf-8"))["goal"]


def measured(tables: Iterable[Table]) -> Iterator[dict[str, Any]]:
    """Yield the goals whose tables were measured, with their ratios."""
    known = {table.name: table for table in tables}
    for goal in GOALS:
        table = known.get(goal["table"])
        if table and {goal["row"], goal["to"]} <= {*table.samples.seconds}:
            yield {**goal, **spread_to_dict(table.samples.ratio(goal["row"], goal["to"]))}


def verdict(goal: Mapping[str, Any]) -> str:
    """Return how a goal stands: its quartiles may lie on both sides."""
    bound = goal.get("at_most") or goal["at_least"]
    is_met = [
        each <= bound if "at_most" in goal else each >= bound
        for each in (goal["low"], goal["high"])
    ]
    if all(is_met):
        return "met"
    return "met or missed" if any(is_met) else "missed"


def wanted(goal: Mapping[str, Any]) -> str:
    """Return the bound of a goal in words."""
    return f"at most {goal['at_most']}" if "at_most" in goal else f"at least {goal['at_least']}"


def print_goals(goals: Iterable[Mapping[str, Any]]) -> None:
    """Print the goals that were measured."""
    print("\nGoals, as ratios of rows above")
    print_columns(
        ("", "", "ratio", "quartiles", "goal", ""),
        (
            (
                goal["what"],
                f"to {goal['to']}" if "at_most" in goal else "",
                f"{goal['ratio']:.3g}",
                f"{goal['low']:.3g}-{goal['high']:.3g}",
                wanted(goal),
                verdict(goal),
            )
            for goal in goals
        ),
        right=(2, 3),
    )
