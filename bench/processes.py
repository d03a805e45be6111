"""Whole programs, each started again and again, in turns."""

import json
import os
import pprint
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import attrs
from inputs import ROOT, XSD, records, stanzas
from report import Row, Table
from timing import in_turns

import pushstanza as ps

EMPTY = "python -c pass"
#: How often each program is started; how often one is that takes seconds.
STARTS, FEW_STARTS = 15, 5
#: How many files two processes share, and how many stanzas each of them has.
FILES, IN_FILE = 8, 5_000


@attrs.frozen
class Program:
    """A program with its arguments.

    Attributes:
        row: Its row of the table.
        command: The program and its arguments.
        status: With which status it ends if it does its job.
    """

    row: Row
    command: Sequence[str]
    status: int = 0


@attrs.frozen
class Usage:
    """What a program took: seconds, and seconds of a processor."""

    elapsed: float
    processor: float


class FailedError(Exception):
    """A program ended with another status than it should."""


def tables() -> Iterator[Table]:
    """Measure, table by table."""
    with tempfile.TemporaryDirectory() as name:
        yield _starts(Path(name))
        yield _shared(Path(name, "shared"))
        yield _shared_log(Path(name, "log"))


def _starts(folder: Path) -> Table:
    """Return what it takes to start programs, and to check one small file."""
    files = _small_files(folder)
    programs, left_out = [*_ours(files["xml"])], []
    for each in _others(files):
        try:
            run(each, folder)
        except (OSError, FailedError) as error:
            left_out.append(f"{each.row.name} ({error})")
        else:
            programs.append(each)
    samples = in_turns(
        lambda _: {each.row.name: partial(_processor_time, each, folder) for each in programs},
        STARTS,
    )
    rows = [each.row for each in programs]
    title = f"Start a program, and check one file of about {files['xml'].stat().st_size:,} bytes"
    return Table("programs", title, rows, EMPTY, samples, left_out)


def _shared(folder: Path) -> Table:
    """Return how long one process and two take for the same files."""
    folder.mkdir()
    for number in range(FILES):
        text = "\n".join(stanzas("enable", IN_FILE, number))
        (folder / f"{number}.log").write_text(text, "utf-8")
    return _by_jobs("jobs", f"Lint {FILES} files with {IN_FILE:,} enables each", folder)


def _shared_log(folder: Path) -> Table:
    """Return how long one process and two take for one long log."""
    folder.mkdir()
    with Path(folder, "long.log").open("w", encoding="utf-8") as file:
        for number in range(FILES):
            file.writelines(records(stanzas("enable", IN_FILE, number)))
    return _by_jobs("jobs of one log", f"Lint one log with {FILES * IN_FILE:,} enables", folder)


def _by_jobs(name: str, title: str, folder: Path) -> Table:
    command = (script("pushstanza"), "lint", "--isolated", str(folder), "-j")
    programs = [Program(Row(f"-j {jobs}"), (*command, jobs)) for jobs in ("1", "2")]
    samples = in_turns(
        lambda _: {each.row.name: partial(_elapsed, each, folder) for each in programs}, FEW_STARTS
    )
    rows = [each.row for each in programs]
    return Table(name, title, rows, "-j 1", samples, measured="elapsed time")


def _ours(file: Path) -> Iterator[Program]:
    """Yield Python alone, our library and our command."""
    yield Program(Row(EMPTY), (sys.executable, "-c", "pass"))
    yield Program(Row("import pushstanza"), (sys.executable, "-c", "import pushstanza"))
    parse = f"import pushstanza as ps; ps.parse({file.read_text('utf-8')!r})"
    yield Program(Row("import pushstanza, parse a stanza"), (sys.executable, "-c", parse))
    yield Program(Row("pushstanza --version"), (script("pushstanza"), "--version"))
    yield Program(Row("pushstanza lint"), (script("pushstanza"), "lint", "--isolated", str(file)))


def _others(files: Mapping[str, Path]) -> Iterator[Program]:
    """Yield programs that check a small file of their own kind."""
    xml, xsd = str(files["xml"]), str(XSD)
    schema = str(ROOT / "schemas/json/mongoosepush-v3.json")
    json_ = ("check-jsonschema", "--schemafile", schema, str(files["json"]))
    ruff = ("ruff", "check", "--isolated", "--no-cache", str(files["py"]))
    yield Program(
        Row("xmllint --schema", "all but the schema"), ("xmllint", "--noout", "--schema", xsd, xml)
    )
    yield Program(
        Row("xmlschema-validate", "all but the schema"),
        (script("xmlschema-validate"), "--schema", xsd, xml),
    )
    yield Program(
        Row("yamllint", "XML and XMPP: it checks YAML"),
        (script("yamllint"), "--strict", str(files["yaml"])),
    )
    yield Program(
        Row("check-jsonschema", "XML and XMPP: it checks JSON"), (script(json_[0]), *json_[1:])
    )
    yield Program(Row("ruff check", "XML and XMPP: it checks Python"), (script(ruff[0]), *ruff[1:]))


def script(name: str) -> str:
    """Return where a program of this environment is."""
    return str(Path(sysconfig.get_path("scripts"), name))


def _small_files(folder: Path) -> dict[str, Path]:
    """Write the same values as XML, YAML, JSON and Python, and return the files by their kind."""
    enable, publish = stanzas("enable", 1, 0) + stanzas("publish", 1, 0)
    values = ps.to_dict(ps.parse(enable))
    request: Any = ps.translate(publish).to_dict()["mongoosepush"]["body"]
    texts = {
        "xml": ps.serialize(ps.parse(enable), pretty=True),
        "yaml": "\n".join(["---", *_yaml(values), ""]),
        "json": json.dumps(request, indent=2),
        "py": f'"""An enable."""\n\nENABLE = {pprint.pformat(values)}\n',
    }
    files = {kind: folder / f"stanza.{kind}" for kind in texts}
    for kind, text in texts.items():
        files[kind].write_text(text, "utf-8")
    return files


def _yaml(value: Any, indent: str = "") -> Iterator[str]:
    """Yield the lines of a value in YAML."""
    items = value.items() if isinstance(value, dict) else ((None, each) for each in value)
    for key, each in items:
        start = f"{indent}-" if key is None else f"{indent}{key}:"
        if isinstance(each, dict | list | tuple):
            yield start
            yield from _yaml(each, f"{indent}  ")
        else:
            yield f"{start} {json.dumps(each)}"


def _processor_time(program: Program, folder: Path) -> float:
    return run(program, folder).processor


def _elapsed(program: Program, folder: Path) -> float:
    return run(program, folder).elapsed


def run(program: Program, folder: Path) -> Usage:
    """Run a program in a folder.

    Raises:
        OSError: It is not installed.
        FailedError: It found something wrong, or could not do its job: the work is not equal.
    """
    start = time.perf_counter()
    with subprocess.Popen(  # noqa: S603 - these are our own commands
        program.command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as started:
        _, status, used = os.wait4(started.pid, 0)
        elapsed = time.perf_counter() - start
        started.returncode = os.waitstatus_to_exitcode(status)
        if started.returncode != program.status:
            message = started.stderr.read().decode() if started.stderr else ""
            raise FailedError(f"status {started.returncode}: {message.strip()}")
    return Usage(elapsed, used.ru_utime + used.ru_stime)
