"""What pushstanza takes, beside other libraries and programs, as ratios that one run measured."""

import argparse
import importlib.metadata
import json
import os
import platform
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import goals
import logs
import operations
import processes
import timing
from candidates import OTHERS
from report import Table, print_table

#: What is measured, and what is not unless it is asked for.
PARTS: Mapping[str, Callable[[], Iterator[Table]]] = {
    "operations": operations.tables,
    "programs": processes.tables,
    "logs": logs.tables,
}
USUAL = ("operations", "programs")


def main() -> None:
    """Measure, print the tables, and keep them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", default=USUAL, help=f"of {', '.join(PARTS)}")
    parser.add_argument("--json", type=Path, metavar="FILE", help="where the figures are kept")
    parser.add_argument("--one-of", type=int, default=1, help="run one of so many rounds")
    options = parser.parse_args()
    timing.one_of = options.one_of
    if unknown := {*options.parts} - {*PARTS}:
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    os.environ.pop(
        "PYTHONDONTWRITEBYTECODE", None
    )  # programs find the bytecode of their second start
    result = measure(options.parts)
    goals.print_goals(result["goals"])
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(result, indent=1, ensure_ascii=False)
        options.json.write_text(f"{text}\n", "utf-8")


def measure(parts: list[str]) -> dict[str, Any]:
    """Return all that is kept of a run; its tables are printed as soon as they are measured."""
    tables = []
    print(", ".join(f"{name} {version}" for name, version in environment().items()))
    for part in parts:
        for table in PARTS[part]():
            print_table(table.to_dict())
            sys.stdout.flush()
            tables.append(table)
    return {
        "version": importlib.metadata.version("pushstanza"),
        "environment": environment(),
        "tables": [table.to_dict() for table in tables],
        "goals": [*goals.measured(tables)],
    }


def environment() -> dict[str, str]:
    """Return what all of this runs on: the processors, Python and the packages."""
    versions = {}
    for name in ("lxml", *OTHERS.values()):
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    machine = f"{os.cpu_count()} {platform.machine()}"
    return {"processors": machine, "Python": platform.python_version(), **versions}


if __name__ == "__main__":
    main()
