"""An archive of logs on a Dask cluster of local processes: 1, 2 and 4 workers, and one killed.

Wall time, since the processes of a cluster have no processor time in common; what is held against
what is one process of the command, in the same run.
"""

import argparse
import os
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from dask.distributed import Client, LocalCluster

import pushstanza as ps
from pushstanza import batch
from pushstanza.batch.cluster import connected, looked_around
from pushstanza.linting.files import Job, Part, lint_files

TOKEN = "0a1b2c3d" * 8
LINE = "Nov 13 21:39:22 c2s{file}\tdebug\tRECV: {stanza}\n"


def archive(folder: Path, files: int, stanzas: int) -> Path:
    """Write logs whose stanzas all differ; every tenth has faults."""
    options = ps.PublishOptions(service="apns", device_id=TOKEN, topic="com.example.app")
    for file in range(files):
        lines = []
        for number in range(stanzas):
            summary = ps.PushSummary(message_count=number, last_message_body=f"{file} {number}")
            jid, node = "push.example.com", f"n{file}-{number}"
            stanza = ps.build.publish(jid, node, summary, options, id=f"{file}-{number}")
            text = ps.serialize(stanza)
            if number % 10 == 0:
                text = text.replace("urn:xmpp:push:summary", "urn:xmpp:push:sumary")
            lines.append(LINE.format(file=file, stanza=text))
        (folder / f"{file:05}.log").write_text("".join(lines))
    return folder


def findings(parts: Iterator[Part], seen: Callable[[], object] = lambda: None) -> list[Any]:
    """Return what is found, in its order; *seen* is called when the first part is there."""
    found: list[Any] = []
    for part in parts:
        seen()
        found += [part.error] if part.error else [each.to_dict() for each in part.diagnostics]
    return found


def on_cluster(jobs: list[Job], workers: int, *, kill: bool = False) -> tuple[float, list[Any]]:
    """Return the time that a cluster takes once it is there, and what it finds."""
    with LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        silence_logs=50,
    ) as made:
        client: Any
        with Client(made, set_as_default=False) as client:
            pids = client.run(os.getpid)
            client.run(looked_around, None)  # loads the linter
        victim = threading.Event()

        def killed() -> None:
            if kill and not victim.is_set():
                victim.set()
                os.kill(next(iter(pids.values())), signal.SIGKILL)

        with connected(made.scheduler_address) as cluster:
            start = time.perf_counter()
            found = findings(cluster.lint(jobs), killed)
            return time.perf_counter() - start, found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=1_000)
    parser.add_argument("--stanzas", type=int, default=50, help="in each file")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        jobs = batch.jobs(archive(Path(folder), given.files, given.stanzas), isolated=True)
        start = time.perf_counter()
        expected = findings(lint_files(jobs, 1))
        alone = time.perf_counter() - start
        total = given.files * given.stanzas
        print(f"{given.files:,} files, {total:,} stanzas, {len(expected):,} findings,", end=" ")
        print(f"{os.cpu_count()} cores\n")
        print("| run | seconds | ratio | files/s | stanzas/s | same findings |")
        print("|---|---|---|---|---|---|")

        def row(name: str, seconds: float, found: list[Any]) -> None:
            rates = f"{given.files / seconds:,.0f} | {total / seconds:,.0f}"
            same = "yes" if found == expected else "NO"
            print(f"| {name} | {seconds:.1f} | {seconds / alone:.2f} | {rates} | {same} |")

        row("one process, no cluster", alone, expected)
        for workers in (1, 2, 4):
            row(f"{workers} worker{'s' * (workers > 1)}", *on_cluster(jobs, workers))
        row("4 workers, one of them killed", *on_cluster(jobs, 4, kill=True))


if __name__ == "__main__":
    main()
