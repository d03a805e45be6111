"""A run of the linter on a Dask cluster of processes on 127.0.0.1."""

import gzip
import os
import re
import signal
import subprocess
import sys
from collections import Counter
from contextlib import contextmanager
from types import ModuleType

import dask
import pytest
from dask.distributed import Client, LocalCluster
from deadly import DEADLY, DiesOnDeadlyFiles, ReadsNothing

import pushstanza as ps
from pushstanza import batch
from pushstanza.batch import cluster as clusters
from pushstanza.linting import files
from pushstanza.linting.reports import REPORTS, WITH_LINES, WITH_SURROUNDINGS

STANZA = "<iq type='set' id='{}'><enable xmlns='urn:xmpp:push:0' jid='@' node='n'/></iq>"
LINE = "Nov 13 21:39:22 c2s26b6530\tdebug\tRECV: {}\n"
#: How long a run has taken, which is no finding.
SECONDS = re.compile(r'\d+\.\d+ s\b|\btime="[^"]*"|"seconds": [\d.]+')


@contextmanager
def cluster_of(workers, **options):
    with LocalCluster(
        n_workers=workers, threads_per_worker=1, processes=True, host="127.0.0.1",
        dashboard_address="127.0.0.1:0", silence_logs=50, **options,
    ) as made:  # fmt: skip
        yield made


@pytest.fixture(scope="module")
def four():
    """Return a cluster of four workers, for tests that do nothing to it."""
    with cluster_of(4) as made:
        yield made


@pytest.fixture
def archive(tmp_path):
    return written(tmp_path, 40)


def written(folder, count, stanzas=6):
    for number in range(count):
        lines = (LINE.format(STANZA.format(f"{number}-{each}")) for each in range(stanzas))
        (folder / f"{number:05}.log").write_text("".join(lines))
    return folder


def command(*arguments):
    return [sys.executable, "-m", "pushstanza", "lint", "--isolated", *map(str, arguments)]


def run(*arguments):
    return subprocess.run(
        command(*arguments), capture_output=True, text=True, check=False, timeout=280
    )


def jsonl(*arguments):
    return run("--output-format", "jsonl", *arguments)


@pytest.fixture(params=["shared", "sent"])
def access(request, monkeypatch):
    """Let workers read the files themselves, or send these, as if they were not there."""
    if request.param == "sent":
        before = clusters.mark_of

        def mark_of(path):
            mark = before(path)
            return mark and (mark[0] + 1, mark[1])

        monkeypatch.setattr(clusters, "mark_of", mark_of)
    return request.param


@pytest.mark.parametrize(
    "formats",
    [{*REPORTS} - WITH_LINES, {*REPORTS} - WITH_SURROUNDINGS, {*REPORTS}],
    ids=["without lines", "with lines", "with all"],
)
def test_each_format_is_the_same(formats, four, archive, tmp_path_factory):
    made = tmp_path_factory.mktemp("reports")

    def reported(name, *where):
        (made / name).mkdir()
        reports = [f"--report={each}={made / name / each}" for each in formats]
        ran = run("--output-format", "jsonl", *reports, *where, archive)
        texts = {each: (made / name / each).read_text() for each in formats}
        return {each: SECONDS.sub("", text) for each, text in texts.items()}, ran

    here, in_process = reported("here", "-j", "1")
    there, on_cluster = reported("there", "--dask", four.scheduler_address)

    assert there == here
    assert all(here.values())
    assert on_cluster.stdout == in_process.stdout != ""
    assert (on_cluster.returncode, in_process.returncode) == (1, 1)
    assert SECONDS.sub("", on_cluster.stderr) == SECONDS.sub("", in_process.stderr)


@pytest.mark.parametrize("workers", [1, 3])
def test_the_number_of_workers_makes_no_difference(workers, archive):
    with cluster_of(workers) as made:
        there = jsonl("--dask", made.scheduler_address, archive)
    assert there.stdout == jsonl("-j", "1", archive).stdout != ""


@pytest.mark.usefixtures("access")
def test_files_are_read_by_workers_or_sent_to_them(four, archive, monkeypatch):
    expected = ps.lint_paths(archive, isolated=True)
    read_here = Counter()
    before = files.lint_file

    def lint_file(job, processes=1):
        read_here[job.name] += 1
        return before(job, processes)

    monkeypatch.setattr(files, "lint_file", lint_file)
    result = batch.lint_paths(archive, isolated=True, address=four.scheduler_address)

    assert result.report("text") == expected.report("text") != ""
    assert result.files == expected.files
    assert not read_here


def test_a_file_that_changes_meanwhile_is_read_here(four, archive, monkeypatch):
    """A worker that sees another file of the same name does not take it for this one."""
    before = clusters.mark_of
    monkeypatch.setattr(
        clusters, "mark_of",
        lambda path: (1, 1) if path.name == "00007.log" else before(path),
    )  # fmt: skip

    result = batch.lint_paths(archive, isolated=True, address=four.scheduler_address)

    assert result.report("jsonl") == ps.lint_paths(archive, isolated=True).report("jsonl")


def test_what_a_worker_may_not_read_is_read_here(archive):
    with cluster_of(1) as made, Client(made, set_as_default=False) as client:
        client.register_plugin(ReadsNothing())
        result = batch.lint_paths(archive, isolated=True, address=made.scheduler_address)

    assert result.report("jsonl") == ps.lint_paths(archive, isolated=True).report("jsonl")
    assert not result.failed


@pytest.mark.usefixtures("access")
@pytest.mark.parametrize("ending", ["log", "log.gz", "xml"])
def test_a_long_log_is_sent_block_by_block(four, ending, tmp_path, monkeypatch):
    text = "".join(LINE.format(STANZA.format(f"{each % 900}")) for each in range(1_000)).encode()
    long = tmp_path / f"b.{ending}"
    long.write_bytes(gzip.compress(text, 0) if ending == "log.gz" else text)
    for name in ("a.log", "c.log"):
        (tmp_path / name).write_bytes(text[:2_000])
    paths = [tmp_path / "a.log", long, tmp_path / "c.log"]
    expected = ps.lint_paths(paths, isolated=True)
    monkeypatch.setattr(files, "LONG_LOG", 50_000)
    monkeypatch.setattr(files, "BLOCK", 10_000)
    monkeypatch.setattr(clusters.whole, "LARGEST", 60_000)

    result = batch.lint_paths(paths, isolated=True, address=four.scheduler_address)

    assert result.report("jsonl") == expected.report("jsonl") != ""
    assert len(result.diagnostics) > 1_000


def test_an_archive_with_a_worker_killed_midway(tmp_path_factory):
    """Nothing is lost, and nothing is there twice."""
    folder = written(tmp_path_factory.mktemp("logs"), 240, stanzas=8)
    expected = jsonl("-j", "2", folder)
    complaints = tmp_path_factory.mktemp("said") / "stderr"
    with cluster_of(4) as made, Client(made, set_as_default=False) as client:
        pids = client.run(os.getpid)
        assert len(pids) == 4
        with (
            complaints.open("w") as stderr,
            subprocess.Popen(
                command("--output-format", "jsonl", "--dask", made.scheduler_address, folder),
                stdout=subprocess.PIPE, stderr=stderr, text=True,
            ) as process,
        ):  # fmt: skip
            found = process.stdout.readline()
            busy = []
            while not busy:
                assert process.poll() is None
                busy = [each for each, tasks in client.processing().items() if tasks]
            os.kill(pids[busy[0]], signal.SIGKILL)
            found += process.stdout.read()

    assert SECONDS.sub("", complaints.read_text()) == SECONDS.sub("", expected.stderr)
    assert found.count("\n") == expected.stdout.count("\n")
    assert found == expected.stdout
    assert process.returncode == 1


def test_a_file_that_ends_every_worker_has_an_error_and_the_rest_goes_on(archive):
    (archive / f"00020-{DEADLY}").write_text(LINE.format(STANZA.format("d")))
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),
        cluster_of(3) as made,  # two of them end, and Dask may not start these again
        Client(made, set_as_default=False) as client,
    ):
        client.register_plugin(DiesOnDeadlyFiles())
        result = batch.lint_paths(archive, isolated=True, address=made.scheduler_address)

    (failed,) = result.failed
    assert failed.path.name == f"00020-{DEADLY}"
    assert failed.reason == "1 worker ended while checking it"
    assert result.exit_status == 2
    (archive / f"00020-{DEADLY}").unlink()
    assert result.report("jsonl") == ps.lint_paths(archive, isolated=True).report("jsonl")


def test_corrupt_files_among_thousands(four, tmp_path):
    folder = written(tmp_path, 3_000, stanzas=1)
    (folder / "00700.log").write_bytes(b"RECV: \xff<iq/>\n")
    (folder / "01500.log.gz").write_bytes(b"no such data")
    (folder / "02900.xml").write_bytes(b"\xff\xfe<iq/>")

    there = jsonl("--dask", four.scheduler_address, folder)
    here = jsonl("-j", "2", folder)

    assert there.stdout == here.stdout
    assert "02900.xml" in there.stdout
    assert (there.returncode, here.returncode) == (2, 2)
    assert SECONDS.sub("", there.stderr) == SECONDS.sub("", here.stderr)
    assert "01500.log.gz: the compressed data is damaged or incomplete" in there.stderr


def test_only_some_tasks_are_under_way(four, tmp_path, monkeypatch):
    """Whoever takes one finding does not have all of them made."""
    folder = written(tmp_path, 120, stanzas=1)
    monkeypatch.setattr(clusters, "MOST_FILES", 1)
    submitted = []
    with clusters.connected(four.scheduler_address) as cluster:
        before = cluster._submit
        monkeypatch.setattr(cluster, "_submit", lambda *call: submitted.append(1) or before(*call))
        parts = cluster.lint(batch.jobs(folder, isolated=True))
        next(parts)
        assert len(submitted) == clusters.LEAST_AHEAD + 1
        assert len([*parts]) == 119
        assert len(submitted) == 120
        assert not cluster._under_way


def test_it_is_interrupted_at_once(four, tmp_path):
    written(tmp_path, 400, stanzas=12)
    with subprocess.Popen(
        command("--output-format", "jsonl", "--dask", four.scheduler_address, tmp_path),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)

    assert (process.returncode, said) == (130, "")
    with Client(four, set_as_default=False) as client:
        assert len(client.run(os.getpid)) == 4


def test_a_bag_is_computed_on_the_cluster_of_a_client(four, archive):
    with Client(four):
        found = batch.lint(archive, isolated=True).compute()
        counts = batch.count(archive, isolated=True).compute()

    expected = ps.lint_paths(archive, isolated=True).diagnostics
    assert [each for file in found for each in file.found] == [*expected]
    assert sum(counts.findings.values()) == len(expected)


def test_a_bag_is_computed_by_local_processes(archive):
    bag = batch.explain(archive, isolated=True, npartitions=2)
    assert bag.compute(num_workers=2) == bag.compute(scheduler="sync")


# ---- what is said where it cannot be done ----


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(clusters, "PATIENCE", 0.2)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("tcp://127.0.0.1:1", "no Dask scheduler answers at 'tcp://127.0.0.1:1': Timed out"),
        ("127.0.0.1:x", "'127.0.0.1:x' is not the address of a Dask scheduler, such as tcp://"),
        (
            "ftp://127.0.0.1:1",
            "'ftp://127.0.0.1:1' is not the address of a Dask scheduler, such as",
        ),
    ],
)
def test_no_scheduler_answers(address, said, archive, monkeypatch):
    monkeypatch.setenv("DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT", "200ms")
    result = run("--dask", address, archive)

    assert result.returncode == 2
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"pushstanza: {said}")


@pytest.mark.usefixtures("impatient")
def test_no_worker_is_there(archive):
    with (
        cluster_of(0) as made,
        pytest.raises(batch.ClusterError, match=r"the Dask cluster at '.*' has no worker$"),
    ):
        batch.lint_paths(archive, isolated=True, address=made.scheduler_address)


@pytest.mark.usefixtures("impatient")
def test_no_worker_is_left(archive, monkeypatch):
    with cluster_of(1) as made, clusters.connected(made.scheduler_address) as cluster:
        parts = cluster.lint(batch.jobs(archive, isolated=True))
        monkeypatch.setattr(clusters, "MOST_FILES", 1)
        next(parts)
        made.sync(made.scale_down, [*made.workers])
        with pytest.raises(batch.ClusterError, match="has no worker any more"):
            for _ in parts:
                pass


def test_the_scheduler_ends(archive, monkeypatch):
    monkeypatch.setattr(clusters, "MOST_FILES", 1)
    with cluster_of(1) as made, clusters.connected(made.scheduler_address) as cluster:
        parts = cluster.lint(batch.jobs(archive, isolated=True))
        next(parts)
        made.close()
        with pytest.raises(batch.ClusterError):
            for _ in parts:
                pass


def test_versions_differ(four, archive, monkeypatch):
    here = {**clusters.versions(), "lxml": "0.1"}
    monkeypatch.setattr(clusters, "versions", lambda: here)
    with pytest.raises(
        batch.ClusterError,
        match=r"^the worker tcp://\S+ has lxml [\d.]+, and this machine has lxml 0\.1; install the same",
    ):
        batch.lint_paths(archive, isolated=True, address=four.scheduler_address)


def test_a_worker_has_no_pushstanza(four, archive, monkeypatch):
    module = ModuleType("pushstanza_elsewhere")
    module.looked_around = type("looked_around", (), {"__module__": module.__name__})
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(clusters, "looked_around", module.looked_around)
    with pytest.raises(
        batch.ClusterError,
        match=r"cannot run pushstanza: .*No module named 'pushstanza_elsewhere'",
    ):
        batch.lint_paths(archive, isolated=True, address=four.scheduler_address)
