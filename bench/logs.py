"""Long logs: what a stanza costs in them, and whether memory grows with them."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from inputs import XSD, records, refusal, stanzas
from processes import FEW_STARTS, Program, run, script
from report import Row, Table
from timing import Samples, in_turns

#: How many publishes the log has that is measured, and those whose memory is compared.
MIDDLE, LENGTHS = 10_000, (1_000, 10_000, 100_000)
#: How many of them are made at once.
PART = 1_000
#: One of how many is answered with an error, where some are.
REFUSED = 100

#: Stands between this process and the program, which would count our memory as its own.
PROBE = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)
sys.exit(done.returncode)
"""


def tables() -> Iterator[Table]:
    """Measure, table by table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        logs = {length: folder / f"{length}.log" for length in LENGTHS}
        for length, log in logs.items():
            with log.open("w", encoding="utf-8") as file:
                file.writelines(_records(length))
        refused = folder / "refused.log"
        with refused.open("w", encoding="utf-8") as file:
            file.writelines(_records(MIDDLE, refused=True))
        yield _times(logs[MIDDLE], refused)
        yield _memory(logs)


def _times(log: Path, refused: Path) -> Table:
    lint = (script("pushstanza"), "lint", "--isolated", "--exit-zero", "-j", "1")
    programs = [
        Program(
            Row("lxml + XSD", "positions, records of several lines; it finds stanzas by a pattern"),
            (sys.executable, str(Path(__file__).with_name("lxml_log.py")), str(XSD), str(log)),
        ),
        Program(Row("lint"), (*lint, str(log))),
        Program(Row("lint, all rules"), (*lint, "--select", "ALL", str(log))),
        Program(
            Row(f"explain, one of {REFUSED} is refused"),
            (script("pushstanza"), "explain", str(refused)),
            status=1,
        ),
    ]
    samples = in_turns(
        lambda _: {each.row.name: partial(_a_stanza, each, log.parent) for each in programs},
        FEW_STARTS,
    )
    size = log.stat().st_size / 1e6
    title = (
        f"A log of slixmpp with {MIDDLE:,} publishes and {size:.0f} MB: whole programs, a stanza"
    )
    return Table("logs", title, [each.row for each in programs], "lxml + XSD", samples)


def _a_stanza(program: Program, folder: Path) -> float:
    return run(program, folder).processor / MIDDLE


def _memory(logs: dict[int, Path]) -> Table:
    names = {length: f"lint, {length:,} publishes" for length in LENGTHS}
    peaks = {
        names[length]: [_peak("lint", "--isolated", "-j", "1", str(log)) for _ in range(3)]
        for length, log in logs.items()
    }
    rows = [Row(name) for name in names.values()]
    title = "Memory by the length of a log"
    base = names[LENGTHS[0]]
    return Table("memory of logs", title, rows, base, Samples(peaks), measured="peak memory")


def _peak(*arguments: str) -> float:
    """Return the bytes of memory that the command took."""
    command = [sys.executable, "-c", PROBE, script("pushstanza"), *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)  # noqa: S603
    return float(done.stdout)


def _records(count: int, *, refused: bool = False) -> Iterator[str]:
    """Yield the records of a log with publishes, and the errors that answer some of them."""
    for first in range(0, count, PART):
        texts = stanzas("publish", PART, first // PART)
        if refused:
            texts += [refusal(each) for each in texts[::REFUSED]]
        yield from records(texts, first)
