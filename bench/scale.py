"""What inputs of any size cost: a repository of many files, logs of many stanzas, and a long pipe.

Each command runs in a process of its own. Its processor time and peak memory are those of the
system's account of it, without the generator of its input.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import large_inputs

RESULTS = Path(__file__).with_name("scale.json")
PROGRAM = (sys.executable, "-m", "pushstanza")

#: What runs over logs of stanzas, and over which logs.
COMMANDS = {
    "lint": (("lint", "-j", "1", "--isolated"), tuple(large_inputs.LOGS)),
    "explain": (("explain",), tuple(large_inputs.LOGS)),
    "verdict": (("verdict", "--server", "mongooseim"), ("distinct enables",)),
    "parse": (("parse",), ("distinct enables",)),
    "translate": (("translate",), ("alike publishes",)),
}
#: What tells a row from others of its table.
KEYS = ("run", "command", "log", "stanzas", "size")

#: The log that is generated or piped if nobody says which.
USUAL = "alike publishes"

#: In how many stanzas there is enough to do to say what each takes.
ENOUGH = 1000

UNITS = {"kB": 10**3, "MB": 10**6, "GB": 10**9}


def main() -> None:
    """Measure what is asked for, print the rows, and keep them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--generate", metavar="SIZE", help="write a log of that size, such as 10GB")
    parser.add_argument("--kind", choices=[*large_inputs.LOGS], help="of logs, no others")
    parser.add_argument("--files", type=int, help="lint a repository of so many files")
    parser.add_argument("--stanzas", type=int, help="logs of 1, 10, 100 … to so many stanzas")
    parser.add_argument("--command", action="append", choices=[*COMMANDS], default=[])
    parser.add_argument("--pipe", metavar="SIZE", action="append", default=[], help="lint a pipe")
    options = parser.parse_args()
    if options.generate:
        generate(options.kind or USUAL, size_of(options.generate))
        return
    rows: dict[str, Iterable[dict[str, Any]]] = {}
    if options.files:
        rows["repository"] = repository(options.files)
    if options.stanzas:
        rows["stanzas"] = stanzas(options.stanzas, options.command or [*COMMANDS], options.kind)
    if options.pipe:
        rows["pipe"] = (piped(options.kind or USUAL, each) for each in options.pipe)
    for name, several in rows.items():
        keep(name, several)


def size_of(text: str) -> int:
    """Return how many bytes a word such as ``10GB`` stands for."""
    unit = next((each for each in UNITS if text.endswith(each)), "")
    return int(float(text.removesuffix(unit)) * UNITS.get(unit, 1))


def keep(name: str, rows: Iterable[dict[str, Any]]) -> None:
    """Print each row when it is known, and keep it in place of one of the same that was kept."""
    for row in rows:
        print("  ".join(f"{key} {value}" for key, value in row.items()), flush=True)
        kept = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
        table = {_key(each): each for each in (*kept.get(name, ()), row)}
        RESULTS.write_text(json.dumps({**kept, name: [*table.values()]}, indent=2) + "\n")


def _key(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row.get(each) for each in KEYS)


# ---- processes ----


def run(
    command: Sequence[str], folder: Path | None = None, records: Iterable[bytes] = ()
) -> dict[str, Any]:
    """Return the processor time in seconds and the peak memory in MB of a command."""
    process = subprocess.Popen(  # noqa: S603
        command,
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    assert process.stdin is not None  # noqa: S101
    assert process.stderr is not None  # noqa: S101
    with process.stdin as stream:
        stream.writelines(records)
    said = process.stderr.read().decode()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in {0, 1} or "Traceback" in said:
        sys.exit(f"{' '.join(command)}: {said}")
    return {
        "seconds": round(used.ru_utime + used.ru_stime, 3),
        "peak_mb": round(used.ru_maxrss / 1024, 1),
    }


# ---- what is measured ----

#: A walk over a folder that asks the system about each file, and does nothing with the answer.
WALK = """
import os
waiting = ["."]
while waiting:
    with os.scandir(waiting.pop()) as found:
        for each in found:
            if each.is_dir(follow_symlinks=False):
                waiting.append(each.path)
            else:
                each.stat()
"""


def repository(files: int, rounds: int = 3) -> Iterator[dict[str, Any]]:
    """Yield what it takes to walk, list and lint a repository, the least of several rounds."""
    listing = (*PROGRAM, "lint", "--show-files")
    lint = (*PROGRAM, "lint", "-j", "1")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, "repository")
        large_inputs.write_repository(place, files)
        yield {"run": "lint, cold cache", "files": files, **run(lint, place)}
        run(lint, place)  # what had changed a moment before is trusted from here on
        runs = {
            "os.scandir and stat": (sys.executable, "-c", WALK),
            "list": (*listing, "--no-cache"),
            "list, warm cache": listing,
            "lint, warm cache": lint,
            "lint -j 2, warm cache": (*lint[:-1], "2"),
        }
        took = [{name: run(each, place) for name, each in runs.items()} for _ in range(rounds)]
    for name in runs:
        least = min((each[name] for each in took), key=lambda each: each["seconds"])
        yield {"run": name, "files": files, **least}


def stanzas(
    most: int, commands: Iterable[str], only: str | None = None
) -> Iterator[dict[str, Any]]:
    """Yield what each command takes in logs of 1, 10, 100 … stanzas, and for each stanza more.

    In short logs the start of the process is more than what their stanzas take.
    """
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "a.log")
        for name in commands:
            command, kinds = COMMANDS[name]
            for kind in (each for each in kinds if only in {None, each}):
                before = 0, 0.0
                for count in _powers(most):
                    with log.open("w") as stream:
                        stream.writelines(islice(large_inputs.log(kind), count))
                    took = run((*PROGRAM, *command, str(log)))
                    row = {"command": name, "log": kind, "stanzas": count, **took}
                    if count >= ENOUGH:
                        each = (took["seconds"] - before[1]) / (count - before[0])
                        row["us_per_stanza"] = round(1e6 * each, 1)
                    before = count, took["seconds"]
                    yield row


def _powers(most: int) -> Iterator[int]:
    count = 1
    while count < most:
        yield count
        count *= 10
    yield most


def piped(kind: str, size: str) -> dict[str, Any]:
    """Return what it takes to lint a log that comes through a pipe."""
    count = size_of(size)
    took = run((*PROGRAM, "lint", "-j", "1", "--isolated", "-"), records=_bytes(kind, count))
    return {"log": kind, "size": size, **took, "mb_per_s": round(count / 1e6 / took["seconds"], 1)}


def _bytes(kind: str, size: int) -> Iterator[bytes]:
    """Yield the records of a log until they have so many bytes."""
    left = size
    for each in map(str.encode, large_inputs.log(kind)):
        if left <= 0:
            return
        yield each
        left -= len(each)


def generate(kind: str, size: int) -> None:
    """Write a log of some size to standard output."""
    try:
        sys.stdout.buffer.writelines(_bytes(kind, size))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
