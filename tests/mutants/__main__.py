"""The command ``python -m tests.mutants``: change the package at random, and see what the tests notice."""

import argparse
import difflib
import random
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from tests.mutants.changes import Mutant, lines_of_code, module_of, mutated
from tests.mutants.reach import Reach, copy_tree
from tests.mutants.running import Outcome, Trees

ROOT = Path(__file__).parents[2]

#: The rooms of the package that are sampled, and where they are.
ROOMS = {
    "binding": ["binding"],
    "stanzas": ["stanzas"],
    "payloads": ["payloads"],
    "reading": ["reading"],
    "servers": ["servers"],
    "rules": ["linting/rules"],
    "linting": ["linting"],
    "explaining": ["explaining"],
    "flow": ["flow"],
    "diagnostics": ["diagnostics", "jid.py"],
    "others": ["cli", "documenting", "lsp", "markdown", "pages", "slixmpp", "sphinx", "testing"],
}


@dataclass(frozen=True)
class Drawn:
    """A mutant that was drawn: its room, its place, and the text of the changed file."""

    room: str
    path: str
    line: int
    text: str

    @property
    def difference(self) -> str:
        """The lines that differ, as a unified diff without its head."""
        before = (ROOT / self.path).read_text().splitlines()
        lines = difflib.unified_diff(before, self.text.splitlines(), lineterm="", n=0)
        return "\n".join(line for line in lines if not line.startswith(("---", "+++", "@@")))


def files_of(room: str) -> list[Path]:
    """Return the modules of a room; what has a room of its own is not in another."""
    found = [
        path
        for name in ROOMS[room]
        for base in [ROOT / "pushstanza" / name]
        for path in ([base] if base.is_file() else sorted(base.rglob("*.py")))
    ]
    return [path for path in found if room != "linting" or "rules" not in path.parts]


def draw(room: str, number: int, seed: int) -> Iterator[Drawn]:
    """Yield mutants of a room: a line of code at random, then one of the changes there."""
    chance = random.Random(f"{room} {seed}")  # noqa: S311 - no secret
    lines = [(path, line) for path in files_of(room) for line in lines_of_code(path.read_text())]
    chance.shuffle(lines)
    unlike = equivalents()
    for path, line in lines:
        if number == 0:
            return
        name = str(path.relative_to(ROOT))
        _, found = module_of(ROOT, name)
        here = [some for some in found if some[0].line == line]
        chance.shuffle(here)
        for some in here:
            mutant: Mutant = chance.choice(some)
            text = mutated(ROOT, mutant)
            if text is not None:
                drawn = Drawn(room, name, line, text)
                if (name, drawn.difference) not in unlike:
                    yield drawn
                    number -= 1
                break


def equivalents() -> set[tuple[str, str]]:
    """Return the mutants that no test can notice, each a file and a difference."""
    listed = tomllib.loads((Path(__file__).parent / "equivalent.toml").read_text())
    return {(each["file"], each["difference"].strip("\n")) for each in listed.get("mutant", [])}


def main() -> int:
    """Draw, try and print; the figures are for people, and no figure is a failure."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("room", nargs="*", choices=["all", *ROOMS], default="all")
    parser.add_argument("--sample", type=int, default=10, help="How many of each room.")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--few", type=int, default=0, help="Tests of each function; 0 is all.")
    parser.add_argument("--whole", action="store_true", help="Ask them with all values at last.")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--budget", type=float, default=240, help="Seconds of tests for a mutant.")
    parser.add_argument("--map", type=Path, required=True, help="Where what tests reach is kept.")
    parser.add_argument("--keep-map", action="store_true", help="Do not look for changed tests.")
    given = parser.parse_args()
    given.map = given.map.absolute()  # the tests start processes in other folders
    reach = Reach(ROOT, given.map, given.few)
    if not given.keep_map:
        reach.update(given.jobs)
    rooms = [*ROOMS] if "all" in given.room else given.room
    drawn = [each for room in rooms for each in draw(room, given.sample, given.seed)]
    print(f"{len(drawn)} mutants, seed {given.seed}, {len(reach.tests):,} tests", flush=True)
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        results = list(try_all(drawn, Path(folder), given))
    print_table(results)
    return 0


def try_all(
    drawn: list[Drawn], folder: Path, given: argparse.Namespace
) -> Iterator[tuple[Drawn, Outcome]]:
    """Try the mutants in as many copies of the tree as there are jobs; print the survivors."""
    free: SimpleQueue[Path] = SimpleQueue()
    for i in range(given.jobs):
        tree = folder / f"tree{i}"
        copy_tree(ROOT, tree)
        free.put(tree)

    def one(each: Drawn) -> Outcome:
        tree = free.get()
        try:
            trees = Trees(ROOT, Reach(ROOT, given.map), tree, given.budget, whole=given.whole)
            return trees.try_change(each.path, each.line, each.text)
        finally:
            free.put(tree)

    with ThreadPoolExecutor(given.jobs) as pool:
        for each, outcome in zip(drawn, pool.map(one, drawn), strict=True):
            print_outcome(each, outcome)
            yield each, outcome


def print_outcome(drawn: Drawn, outcome: Outcome) -> None:
    """Print a survivor with its change, and what noticed another, which is for those who wait."""
    place = f"{drawn.path}:{drawn.line}"
    if outcome.killed:
        print(f"killed {place} by {outcome.by}", file=sys.stderr, flush=True)
    else:
        tests = f"{outcome.asked} of {outcome.reaching} tests"
        print(f"survived {place}, {tests}\n{drawn.difference}", flush=True)


def print_table(results: list[tuple[Drawn, Outcome]]) -> None:
    """Print how many were killed, by room."""
    print(f"{'room':<12} killed / run")
    for room in dict.fromkeys(drawn.room for drawn, _ in results):
        of_room = [outcome.killed for drawn, outcome in results if drawn.room == room]
        print(f"{room:<12} {sum(of_room):>6} / {len(of_room)}  {sum(of_room) / len(of_room):.0%}")
    killed = sum(outcome.killed for _, outcome in results)
    print(f"{'all':<12} {killed:>6} / {len(results)}  {killed / max(len(results), 1):.0%}")


if __name__ == "__main__":
    sys.exit(main())
