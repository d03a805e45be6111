"""What pushstanza takes beside the floor (lxml with libxml2's XSD), pydantic-xml and xsdata.

The candidates take turns, so that whatever else the machine does hits all of them alike, and the
best turn of each counts. Times tell of the machine and ratios of the code, so most goals are
ratios. A goal that is missed is a word in a table, never a failure.
"""

import argparse
import dataclasses
import importlib.metadata
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
import timeit
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import attrs
import models_pydantic
import models_xsdata
from lxml import etree

import pushstanza as ps

ROOT = Path(__file__).parent.parent
CAPTURE = ROOT / "tests/cases/captures/ejabberd-23.01.xml.txt"
SMALL_FILE = ROOT / "tests/cases/tutorial/enable.xml"

#: How often each candidate has its turn, and how long a turn is at least.
ROUNDS, SECONDS = 200, 0.004

#: How often each program is started.
STARTS = 15

#: How many stanzas the long log has, and the one that its memory is compared with.
LONG, SHORT = 10_000, 1_000

#: After how many seconds a program is given up.
PATIENCE = 15

#: What ``import pushstanza`` is to leave alone.
UNWANTED = ("xmlschema", "typer", "rich", "sphinx")

Call = Callable[[], object]
Clock = Callable[[], float]


def main() -> None:
    """Measure, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--long", action="store_true", help=f"lint a log of {LONG:,} stanzas too")
    options = parser.parse_args()
    text = publish_request()
    check(text)
    print(f"One publish request, {len(text):,} characters. {environment()}.")
    goals = [*warm_goals(text)]
    with tempfile.TemporaryDirectory() as folder:
        keep_bytecode(folder)
        goals += start_goals()
        if options.long:
            goals += long_goals(text)
    print_table(("goal", "measured", "wanted", ""), map(attrs.astuple, goals), left=(0, 3))


def publish_request() -> str:
    """Return the publish request that ejabberd sent, with the namespace of its stream."""
    captured = CAPTURE.read_text().partition("<!-- publish -->")[2].strip()
    return captured.replace("<iq ", '<iq xmlns="jabber:client" ', 1)


def environment() -> str:
    """Return what all of this runs on."""
    packages = ("lxml", "pydantic-xml", "pydantic", "xsdata")
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in packages)
    return f"Python {platform.python_version()}, {versions}, {os.cpu_count()} cores"


# Whether all hold and write the same -------------------------------------------------------------


def check(text: str) -> None:
    """Stop unless the three libraries hold the same values and write the same XML."""
    expected = held(ps.parse(text))
    for library in (ps, models_pydantic, models_xsdata):
        stanza = library.parse(text)
        if held(stanza) != expected:
            sys.exit(f"{library.__name__} holds something else: {stanza}")
        if canonical(library.serialize(stanza)) != canonical(text):
            sys.exit(f"{library.__name__} writes something else: {library.serialize(stanza)}")


def canonical(text: str) -> str:
    """Return the one text of all that are the same XML."""
    return etree.canonicalize(text, strip_text=True, rewrite_prefixes=True)


def held(value: Any) -> Any:
    """Return what an object holds as plain data: its class and the fields that are not empty."""
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, ps.Jid):
        return str(value)
    if isinstance(value, list | tuple):
        return [held(each) for each in value]
    fields = {name: held(getattr(value, name)) for name in fields_of(type(value))}
    return type(value).__name__, {name: found for name, found in fields.items() if found}


def fields_of(cls: type[Any]) -> Sequence[str]:
    """Return the names of the fields of a class of any of the three libraries."""
    if attrs.has(cls):
        return [field.name for field in attrs.fields(cls)]
    if dataclasses.is_dataclass(cls):
        return [field.name for field in dataclasses.fields(cls)]
    return [*cls.model_fields]


# Goals -------------------------------------------------------------------------------------------


@attrs.frozen
class Goal:
    """A row of the last table."""

    what: str
    measured: str
    wanted: str
    verdict: str


def at_most(what: str, measured: float, bound: float, unit: str = "x") -> Goal:
    """Return the row of something that is to be small."""
    verdict = "met" if measured <= bound else "missed"
    return Goal(what, f"{measured:.3g}{unit}", f"≤ {bound}{unit}", verdict)


def at_least(what: str, measured: float, bound: float) -> Goal:
    """Return the row of a ratio that is to be large."""
    verdict = "met" if measured >= bound else "missed"
    return Goal(what, f"{measured:.3g}x", f"≥ {bound}x", verdict)


def skipped(what: str, reason: str) -> Goal:
    """Return the row of something that could not be measured."""
    return Goal(what, "-", "-", f"skipped: {reason}")


# Within one process ------------------------------------------------------------------------------


def warm_goals(text: str) -> Iterator[Goal]:
    """Print what parsing and serialising take, and yield how that stands to the goals."""
    parsers, serializers = ways_to_parse(text), ways_to_serialize(text)
    took = best_turns(parsers | serializers, ROUNDS, time.process_time)
    print_times("parse", took, parsers, "lxml + XSD")
    print_times("serialize", took, serializers, "ps.serialize")
    yield at_most("ps.parse to the floor", took["ps.parse"] / took["lxml + XSD"], 3)
    yield at_least("pydantic-xml to ps.parse", took["pydantic-xml from_xml"] / took["ps.parse"], 4)
    yield at_least(
        "pydantic-xml to ps.serialize", took["pydantic-xml to_xml"] / took["ps.serialize"], 8
    )


def ways_to_parse(text: str) -> dict[str, Call]:
    """Return every way to parse *text*, by name; the first is the floor, and makes no objects."""
    schema = etree.XMLSchema(file=ROOT / "schemas/xsd/all.xsd")
    return {
        "lxml + XSD": lambda: schema.validate(etree.fromstring(text)),
        "ps.parse": lambda: ps.parse(text),
        "ps.parse validate=False": lambda: ps.parse(text, validate=False),
        "pydantic-xml from_xml": lambda: models_pydantic.parse(text),
        "xsdata parse": lambda: models_xsdata.parse(text),
    }


def ways_to_serialize(text: str) -> dict[str, Call]:
    """Return every way to write *text* again, by name; the first has a tree, the others objects."""
    tree = etree.fromstring(text)
    ours, pydantic = ps.parse(text), models_pydantic.parse(text)
    xsdata = models_xsdata.parse(text)
    return {
        "lxml tostring": lambda: etree.tostring(tree, encoding="unicode"),
        "ps.serialize": lambda: ps.serialize(ours),
        "pydantic-xml to_xml": lambda: models_pydantic.serialize(pydantic),
        "xsdata render": lambda: models_xsdata.serialize(xsdata),
    }


def best_turns(calls: Mapping[str, Call], rounds: int, clock: Clock) -> dict[str, float]:
    """Return the seconds that a call takes in its best turn, for calls that take turns."""
    timers = {name: timeit.Timer(call, timer=clock) for name, call in calls.items()}
    best = {name: min(timer.repeat(3, 1)) for name, timer in timers.items()}
    counts = {name: int(SECONDS / took) + 1 for name, took in best.items()}
    for _ in range(rounds):
        for name, timer in timers.items():
            took = timer.timeit(counts[name]) / counts[name]
            best[name] = min(best[name], took)
    return best


def print_times(job: str, took: Mapping[str, float], names: Iterable[str], base: str) -> None:
    """Print the table of one job, in microseconds and in multiples of *base*."""
    rows = [(name, f"{took[name] * 1e6:.1f}", f"{took[name] / took[base]:.2f}") for name in names]
    print_table((job, "µs", f"times {base}"), rows)


# A process of its own ----------------------------------------------------------------------------

CLI = "import sys; from pushstanza.cli import main; sys.exit(main())"
LOADED = f"import json, sys, pushstanza; print(json.dumps([*{{*{UNWANTED}}} & {{*sys.modules}}]))"


def keep_bytecode(folder: str) -> None:
    """Let programs find their bytecode from the second start on, as those installed do."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = folder


def start_goals() -> Iterator[Goal]:
    """Print what starting takes, and yield how that stands to the goals."""
    lint, linting = "pushstanza lint FILE", ("-c", CLI, "lint", str(SMALL_FILE))
    broken = failure(python(*linting))
    programs = {"python -c pass": ("-c", "pass"), "import pushstanza": ("-c", "import pushstanza")}
    if not broken:
        programs[lint] = linting
    calls = {name: partial(python, *arguments) for name, arguments in programs.items()}
    took = {
        name: 1000 * seconds
        for name, seconds in best_turns(calls, STARTS, time.perf_counter).items()
    }
    rows = [(name, f"{ms:.0f}", f"{ms / took['python -c pass']:.1f}") for name, ms in took.items()]
    print_table(("new process", "ms", "times pass"), rows)
    # The goals are 90 and 110 ms on a machine where Python itself takes 9: ratios travel, times do
    # not.
    floor = took["python -c pass"]
    yield at_most("import to python -c pass", took["import pushstanza"] / floor, 10)
    loaded = json.loads(python("-c", LOADED).stdout)
    yield Goal(
        "it imports",
        ", ".join(loaded) or "none",
        f"no {', '.join(UNWANTED)}",
        "missed" if loaded else "met",
    )
    if broken:
        yield skipped(lint, broken)
    else:
        yield at_most("lint of a file to python -c pass", took[lint] / floor, 12.2)


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a process of its own."""
    command = [sys.executable, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603


def failure(done: subprocess.CompletedProcess[str]) -> str:
    """Return why a command could not do its job, nothing if it could: 1 says that it found some."""
    crashed = "Traceback (most recent call last)" in done.stderr
    reason = done.stderr.strip().rpartition("\n")[2] or f"status {done.returncode}"
    return reason if crashed or done.returncode not in {0, 1} else ""


# A long log --------------------------------------------------------------------------------------

#: Stands between this process and the program, which would count our memory as its own.
PROBE = f"""
import resource, subprocess, sys, time
start = time.perf_counter()
try:
    done = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, timeout={PATIENCE})
except subprocess.TimeoutExpired:
    print("not done after {PATIENCE} s", file=sys.stderr)
    sys.exit(2)
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(time.perf_counter() - start, peak, done.stdout.count(b"\\n"))
sys.exit(done.returncode)
"""


def long_goals(text: str) -> Iterator[Goal]:
    """Print what linting a log takes, and yield whether its memory depends on its length."""
    what = f"peak memory, {LONG:,} to {SHORT:,} stanzas"
    short, long = lint_of_log(text, SHORT), lint_of_log(text, LONG)
    head = "lint of a log", "MB", "lines printed", "s", "µs a stanza", "peak MB"
    print_table(head, [run.row() for run in (short, long) if not run.failure])
    broken = short.failure or long.failure
    yield skipped(what, broken) if broken else at_most(what, long.peak / short.peak, 1.1)


@attrs.frozen
class LogRun:
    """What linting one log took; ``failure`` says why that could not be found out."""

    stanzas: int
    size: int
    seconds: float = 0
    peak: int = 0
    printed: int = 0
    failure: str = ""

    def row(self) -> tuple[str, ...]:
        """Return its row of the table."""
        return (
            f"{self.stanzas:,} stanzas",
            f"{self.size / 1e6:.1f}",
            f"{self.printed:,}",
            f"{self.seconds:.2f}",
            f"{self.seconds / self.stanzas * 1e6:.0f}",
            f"{self.peak / 1024:.0f}",
        )


def lint_of_log(text: str, stanzas: int) -> LogRun:
    """Lint a log with *text* in it so many times, as ejabberd writes it."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "ejabberd.log")
        log.write_text("".join(log_lines(text, stanzas)))
        done = python("-c", PROBE, sys.executable, "-c", CLI, "lint", str(log))
        size = log.stat().st_size
    if broken := failure(done):
        return LogRun(stanzas, size, failure=broken)
    seconds, peak, printed = done.stdout.split()
    return LogRun(stanzas, size, float(seconds), int(peak), int(printed))


def log_lines(text: str, stanzas: int) -> Iterator[str]:
    """Yield a line for each stanza, each a second after the last and with an id of its own."""
    stanza = text.replace('"', "'")
    for number in range(stanzas):
        minutes, second = divmod(number, 60)
        stamp = f"2026-01-13 {minutes // 60:02}:{minutes % 60:02}:{second:02}.501"
        named = stanza.replace("id='", f"id='{number}-", 1)
        yield f'{stamp} [debug] <0.634.0>@ejabberd_socket:send:216 Send XML = <<"{named}">>\n'


# Tables ------------------------------------------------------------------------------------------


def print_table(
    head: Sequence[str], rows: Iterable[Sequence[str]], left: Sequence[int] = (0,)
) -> None:
    """Print a blank line and a table; the columns in *left* are words, the others numbers."""
    lines = [head, *rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    formats = [f"{'<' if at in left else '>'}{width}" for at, width in enumerate(widths)]
    print()
    for line in lines:
        print("  ".join(map(format, line, formats)).rstrip())


if __name__ == "__main__":
    main()
