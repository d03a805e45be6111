"""Where an operation spends its time: functions by cProfile, or modules by what importing takes."""

import argparse
import cProfile
import pstats
import subprocess
import sys
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

import attrs
from inputs import stanzas
from operations import MANY

import pushstanza as ps


@attrs.frozen
class Work:
    """What is done again and again, with stanzas of a kind."""

    kind: str
    call: Callable[[Any], object]
    prepare: Callable[[str], Any] = str


WORK: Mapping[str, Work] = MappingProxyType(
    {
        "parse": Work("publish", ps.parse),
        "serialize": Work("publish", ps.serialize, ps.parse),
        "validate": Work("enable", ps.validate),
        "translate": Work("publish", ps.translate),
        "lint": Work("enable", ps.lint),
        "verdict": Work("enable", partial(ps.verdict, server="mongooseim")),
        "explain": Work("error", partial(ps.explain, server="mongooseim")),
    }
)
#: How often such a command is started.
STARTS = 5
#: Whose imports are listed.
COMMANDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "import": ("-c", "import pushstanza"),
        "--version": ("-m", "pushstanza", "--version"),
        "start": ("-m", "pushstanza", "lint", "--isolated", "-"),
    }
)


def main() -> None:
    """Print the functions, or modules, that take most."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=[*WORK, *COMMANDS])
    parser.add_argument("--top", type=int, default=30, help="how many are listed")
    parser.add_argument("--sort", default="tottime", help="how functions are sorted, as by pstats")
    options = parser.parse_args()
    if options.what in COMMANDS:
        print_imports(COMMANDS[options.what], options.top)
    else:
        print_functions(WORK[options.what], options.sort, options.top)


def print_functions(work: Work, sort: str, top: int) -> None:
    """Print the functions that take most; what is done once was done before."""
    inputs = [work.prepare(text) for text in stanzas(work.kind, MANY + 1, 0)]
    work.call(inputs.pop())
    profile = cProfile.Profile()
    profile.enable()
    for each in inputs:
        work.call(each)
    profile.disable()
    pstats.Stats(profile).sort_stats(sort).print_stats(top)


def print_imports(arguments: tuple[str, ...], top: int) -> None:
    """Print the modules that take longest to import, by themselves, in the best of some starts."""
    command = (sys.executable, "-P", "-X", "importtime", *arguments)
    best: dict[str, int] = {}
    for _ in range(STARTS):
        done = subprocess.run(command, input="", capture_output=True, text=True, check=False)  # noqa: S603
        for line in done.stderr.splitlines():
            own, _, name = line.removeprefix("import time:").split("|", 2)
            if own.strip().isdecimal():
                best[name.strip()] = min(int(own), best.get(name.strip(), int(own)))
    for name, least in sorted(best.items(), key=lambda each: -each[1])[:top]:
        print(f"{least:8,} µs  {name}")
    print(f"{len(best)} modules, {sum(best.values()) / 1000:.1f} ms")


if __name__ == "__main__":
    main()
