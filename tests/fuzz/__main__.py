"""The command ``python -m tests.fuzz``."""

import argparse
import sys
import time
from pathlib import Path

from tests.fuzz.runs import CORPUS, fuzz
from tests.fuzz.targets import TARGETS


def main() -> int:
    """Fuzz for a while, say how much was called, and return 1 where something failed."""
    options = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    options.add_argument("--seconds", type=float, default=600)
    options.add_argument("--seed", type=int, default=int(time.time()))
    options.add_argument("--target", action="append", choices=[*TARGETS], default=[])
    options.add_argument("--folder", type=Path, default=CORPUS, help="Where failing inputs go.")
    given = options.parse_args()
    made = fuzz(given.seconds, given.seed, given.target, given.folder)
    for target in given.target or TARGETS:
        print(f"{made.calls[target]:>8,}  {target}")
    seconds, slowest = made.slowest
    total = made.calls.total()
    print(f"{total:>8,}  calls (seed {given.seed}); the slowest took {seconds:.1f} s ({slowest})")
    for (target, reason), path in made.failures.items():
        print(f"failed: {target}: {reason}\n  {path}")
    return 1 if made.failures else 0


if __name__ == "__main__":
    sys.exit(main())
