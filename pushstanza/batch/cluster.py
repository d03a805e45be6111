"""The run of ``lint`` on a Dask cluster: the findings of the command, in its order.

The workers do what the processes of ``lint --jobs`` do. What is not theirs stays on this machine:
which files there are, the settings, the order, and the reports.
"""

import os
import platform
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from stat import S_ISREG
from typing import IO, TYPE_CHECKING, Any, TypeAlias, Unpack

import attrs

from pushstanza.batch.archives import Paths, anywhere, expanded
from pushstanza.batch.work import bare
from pushstanza.diagnostics import PushStanzaError
from pushstanza.diagnostics.arguments import public
from pushstanza.diagnostics.extras import MissingExtraError
from pushstanza.diagnostics.masking import quoted
from pushstanza.diagnostics.records import frozen
from pushstanza.linting import files, whole
from pushstanza.linting.files import Job, Part
from pushstanza.linting.options import OptionError, from_keywords
from pushstanza.linting.paths import LintOptions, LintResult, collected, names_of
from pushstanza.linting.reports import count, tool_version
from pushstanza.linting.run import Run
from pushstanza.linting.settings import Settings
from pushstanza.linting.visit import why_unreadable
from pushstanza.reading import compressed, extract

if TYPE_CHECKING:
    from dask.distributed import Client, Future

    from pushstanza.reading.extract.blocks import Block

#: How long is waited for the first worker, and how often is asked whether there is still one.
PATIENCE = 60.0

#: How many small files one task is about at most, and how many bytes.
MOST_FILES = 50
MOST_BYTES = 2_000_000

#: How many tasks are under way for each thread of a worker, and at least in all.
AHEAD = 4
LEAST_AHEAD = 16

#: How much larger a text is than its compressed file, about.
_RATIO = 10


class ClusterError(PushStanzaError, ConnectionError):
    """A cluster that cannot be reached, has no workers, or has other versions than this machine."""


class _LostError(PushStanzaError):
    """Work during which worker after worker has ended."""


# ---- what runs on a worker ----

#: When a file was changed, and how large it is: the same file wherever both are the same.
Mark: TypeAlias = tuple[int, int]


@frozen
class Sent:
    """A file as a worker gets it: with its bytes, or with the mark of the file to be read."""

    job: Job
    mark: Mark
    data: bytes | None = attrs.field(default=None, repr=False)

    @property
    def size(self) -> int:
        """How many bytes of text there are, about."""
        return self.mark[1] * (_RATIO if compressed.is_compressed(self.job.path) else 1)


def mark_of(path: Path) -> Mark | None:
    """Return the mark of a file, ``None`` where there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return (status.st_mtime_ns, status.st_size) if S_ISREG(status.st_mode) else None


def lint_sent(several: Sequence[Sent], finish: Callable[[Part], Part]) -> list[list[Part] | None]:
    """Return what is found in each of some files; ``None`` for one that cannot be read here."""
    return [_parts(each, finish) for each in several]


def _parts(sent: Sent, finish: Callable[[Part], Part]) -> list[Part] | None:
    if sent.data is not None:
        return [*map(finish, files.lint_bytes(sent.data, sent.job))]
    if mark_of(sent.job.path) != sent.mark:
        return None
    parts = [*map(finish, files.lint_file(sent.job))]
    return None if any(each.error for each in parts) else parts


def block_sent(finish: Callable[[Part], Part], block: "Block", name: str, of: Settings) -> Part:
    """Return what is found in the stanzas of a block of a long log."""
    return finish(files.lint_block(block, name, of))


def with_lines(part: Part) -> Part:
    """Return a part whose findings hold the line that is shown, and not all of the text."""
    diagnostics = (attrs.evolve(each, excerpt=each.excerpt) for each in part.diagnostics)
    return attrs.evolve(part, diagnostics=tuple(diagnostics))


def as_it_is(part: Part) -> Part:
    """Return a part with the text around its findings, which some reports show."""
    return part


def looked_around(path: Path | None) -> tuple[dict[str, str], Mark | None]:
    """Return what this process has that findings depend on, and the mark of a file here."""
    return versions(), None if path is None else mark_of(path)


@cache
def versions() -> dict[str, str]:
    """Return the versions of what findings depend on."""
    from lxml import etree

    python = ".".join(platform.python_version_tuple()[:2])
    xml, libxml = (".".join(map(str, each)) for each in (etree.LXML_VERSION, etree.LIBXML_VERSION))
    return {"pushstanza": tool_version(), "Python": python, "lxml": xml, "libxml2": libxml}


# ---- what stays on this machine ----


@contextmanager
def connected(
    address: str, *, lines: bool = False, surroundings: bool = False
) -> "Iterator[Cluster]":
    """Connect to a cluster, for as long as the context lasts.

    Args:
        address: The address of its scheduler, such as ``tcp://10.0.0.5:8786``.
        lines: Whether findings are to hold the line that they are in, as some reports show it.
        surroundings: Whether they are to hold all of the text around them.

    Raises:
        MissingExtraError: dask.distributed is not installed.
        ClusterError: no scheduler answers there.
    """
    try:
        from dask.distributed import Client
        from distributed.comm.addressing import resolve_address
    except ImportError:
        raise MissingExtraError(
            "a cluster needs dask.distributed, which is not installed: "
            "pip install 'pushstanza[dask]'"
        ) from None
    make: Any = Client  # these have no types
    resolve: Any = resolve_address
    try:
        resolve(address)
    except ValueError as error:
        raise ClusterError(
            f"{quoted(address)} is not the address of a Dask scheduler, such as"
            f" tcp://10.0.0.5:8786: {error}"
        ) from None
    except OSError as error:
        raise ClusterError(f"no host is found for {quoted(address)}: {error.strerror}") from None
    try:
        client = make(address, set_as_default=False)
    except OSError as error:
        raise ClusterError(f"no Dask scheduler answers at {quoted(address)}: {error}") from None
    try:
        finish = as_it_is if surroundings else with_lines if lines else bare
        yield Cluster(client, address, finish)
    finally:
        client.close()


#: What yields the parts of some files, when it is their turn.
_Turn: TypeAlias = Callable[[], Iterator[Part]]


class Cluster:
    """A Dask cluster, and the work that it is doing."""

    def __init__(self, client: "Client", address: str, finish: Callable[[Part], Part]) -> None:
        self._client: Any = client  # its methods have no types
        self._address = address
        self._finish = finish
        self._under_way: set[Future[Any]] = set()

    def lint(self, jobs: Iterable[Job]) -> Iterator[Part]:
        """Yield what is found in the files, in their order, as soon as it is known.

        A worker reads a file itself if all workers see the first file under its absolute path, with
        its size and the time of its last change, and this worker sees this file so; else it is sent
        what the file holds. What a worker that ends was doing is done again elsewhere. A file
        during which worker after worker ends has an error.

        Raises:
            ClusterError: there is no worker, or one with other versions.
        """
        waiting = [*map(anywhere, jobs)]
        if not waiting:
            return
        first = next((each.path for each in waiting if mark_of(each.path)), None)
        is_shared = self._is_shared(first)
        turns: deque[_Turn] = deque()
        threads = self._threads()
        most = max(1, min(MOST_FILES, len(waiting) // (AHEAD * threads)))
        for turn in self._turns(waiting, most, is_shared=is_shared):
            turns.append(turn)
            if len(turns) > _ahead(threads):
                yield from turns.popleft()()
        for turn in turns:
            yield from turn()

    # ---- the workers ----

    def _is_shared(self, path: Path | None) -> bool:
        """Tell whether all workers see a file as this machine does; check their versions."""
        self._wait_for_worker("has no worker")
        with self._reaching():
            found = self._client.run(looked_around, path, on_error="return")
        answers = {each: said for each, said in found.items() if not isinstance(said, OSError)}
        for worker, said in answers.items():
            _check_versions(worker, said)
        return path is not None and all(seen == mark_of(path) for _, seen in answers.values())

    def _wait_for_worker(self, trouble: str) -> None:
        with self._reaching():
            try:
                self._client.wait_for_workers(1, timeout=PATIENCE)
            except TimeoutError:
                raise self._error(trouble) from None

    def _threads(self) -> int:
        """Return how many tasks all workers do at once."""
        with self._reaching():
            threads: dict[str, int] = self._client.nthreads()
        return max(1, sum(threads.values()))

    @contextmanager
    def _reaching(self) -> Iterator[None]:
        """Turn what happens where the scheduler does not answer into an error of ours."""
        try:
            yield
        except OSError as error:
            if isinstance(error, PushStanzaError):
                raise
            raise self._error(f"does not answer: {error}") from None

    def _error(self, trouble: str) -> ClusterError:
        return ClusterError(f"the Dask cluster at {quoted(self._address)} {trouble}")

    # ---- tasks ----

    def _turns(self, jobs: Sequence[Job], most: int, *, is_shared: bool) -> Iterator[_Turn]:
        """Submit what there is to do, and yield what waits for it, in the order of the files.

        A task is about *most* files or fewer.
        """
        batch = _Batch(most)
        for job in jobs:
            sent = _sent(job, is_shared=is_shared)
            if batch.files and (sent is None or not batch.has_room_for(sent)):
                yield self._submitted(batch.files)
                batch = _Batch(most)
            if sent is None:
                yield partial(self._from_here, job)
            else:
                batch.add(sent)
        if batch.files:
            yield self._submitted(batch.files)

    def _submitted(self, batch: Sequence[Sent]) -> _Turn:
        return partial(self._found, batch, self._submit(lint_sent, batch, self._finish))

    def _submit(self, function: Callable[..., Any], *arguments: Any) -> "Future[Any]":
        future: Future[Any] = self._client.submit(function, *arguments, pure=False)
        self._under_way.add(future)
        return future

    def _found(self, batch: Sequence[Sent], future: "Future[Any]") -> Iterator[Part]:
        """Yield what a task has found in its files; what it could not read is looked at here."""
        try:
            found: list[list[Part] | None] = self.result(future)
        except _LostError as error:
            yield from self._found_alone(batch, str(error))
            return
        for sent, parts in zip(batch, found, strict=True):
            yield from files.lint_file(sent.job) if parts is None else parts

    def _found_alone(self, batch: Sequence[Sent], trouble: str) -> Iterator[Part]:
        """Yield what is found in files one of which may end the workers.

        So may another task that was under way: nothing else is while each is tried by itself.
        """
        for sent in batch:
            self._wait(self._under_way)
            try:
                ((parts,),) = (self.result(self._submit(lint_sent, [sent], self._finish)),)
            except _LostError:
                yield Part(name=sent.job.name, error=trouble)
            else:
                yield from files.lint_file(sent.job) if parts is None else parts

    def result(self, future: "Future[Any]") -> Any:
        """Return what a task has made, and let the cluster forget it.

        Raises:
            _LostError: worker after worker has ended during the task.
            ClusterError: there is no worker any more, or the scheduler has ended.
        """
        from concurrent.futures import CancelledError

        from dask.distributed import KilledWorker

        try:
            self._wait([future])
            return future.result()
        except KilledWorker as error:
            ended = count(error.allowed_failures + 1, "worker")
            raise _LostError(f"{ended} ended while checking it") from None
        except CancelledError:
            raise self._error("has ended") from None
        finally:
            self._under_way.discard(future)

    def _wait(self, futures: "Iterable[Future[Any]]") -> None:
        """Wait until all of some tasks are done, as long as there is a worker."""
        from dask import distributed

        wait: Any = distributed.wait  # which has no types
        untyped: Iterable[Any] = futures
        while waiting := [each for each in untyped if not each.done()]:
            try:
                with self._client.as_current():
                    wait(waiting, timeout=PATIENCE)
            except TimeoutError:
                self._wait_for_worker("has no worker any more")

    # ---- a file that no worker is to read ----

    def _from_here(self, job: Job) -> Iterator[Part]:
        """Yield what is found in a file: a log is sent block by block, any other checked here."""
        if not _is_long_log(job):
            yield from files.lint_file(job)
            return
        try:
            with compressed.opened(job.path) as stream:
                yield from self._in_blocks(stream, job)
        except OSError as error:
            yield Part(name=job.name, error=why_unreadable(error))
        except _LostError as error:
            yield Part(name=job.name, error=str(error))

    def _in_blocks(self, stream: IO[bytes], job: Job) -> Iterator[Part]:
        return files.lint_stream_at_once(
            stream,
            job.name,
            job.settings,
            submit=lambda *call: _Pending(self, self._submit(block_sent, self._finish, *call)),
            ahead=_ahead(self._threads()),
            size=None if compressed.is_compressed(job.path) else job.size,
        )


@frozen
class _Pending:
    """A part that is being made on a cluster."""

    cluster: Cluster
    future: "Future[Any]"

    def result(self) -> Part:
        """Wait for the part, and return it."""
        part: Part = self.cluster.result(self.future)
        return part


@attrs.define
class _Batch:
    """Some files for one task."""

    most: int
    files: list[Sent] = attrs.Factory(list)
    size: int = 0

    def has_room_for(self, sent: Sent) -> bool:
        """Tell whether a file can be added."""
        return len(self.files) < self.most and self.size + sent.size <= MOST_BYTES

    def add(self, sent: Sent) -> None:
        """Add a file."""
        self.files.append(sent)
        self.size += sent.size


def _ahead(threads: int) -> int:
    """Return how many tasks are to be under way, so that no worker is without one."""
    return max(LEAST_AHEAD, AHEAD * threads)


def _sent(job: Job, *, is_shared: bool) -> Sent | None:
    """Return a file for a worker, ``None`` for one that is not to be read as a whole there."""
    mark = mark_of(job.path)
    if mark is None:
        return None
    sent = Sent(job, mark)
    if is_shared:
        return sent if sent.size <= whole.LARGEST else None
    if mark[1] > files.LONG_LOG:
        return None
    try:
        data = job.path.read_bytes()
    except OSError:
        return None
    return attrs.evolve(sent, data=data) if len(data) <= files.LONG_LOG else None


def _is_long_log(job: Job) -> bool:
    """Tell whether a file is a log that is looked at in parts."""
    mark = mark_of(job.path)
    if mark is None or mark[1] <= files.LONG_LOG:
        return False
    try:
        with compressed.opened(job.path) as stream:
            return files.is_log(stream.read(extract.HEAD), job)
    except OSError:
        return False


def _check_versions(worker: str, said: Any) -> None:
    """Refuse a worker that cannot run this library, or whose findings may be others."""
    if isinstance(said, BaseException):
        reason = str(said) or type(said).__name__
        raise ClusterError(f"the worker {worker} cannot run pushstanza: {reason}")
    theirs, _ = said
    for name, version in versions().items():
        if theirs.get(name) != version:
            raise ClusterError(
                f"the worker {worker} has {name} {theirs.get(name)}, and this machine has {name}"
                f" {version}; install the same versions on both"
            )


@public
def lint_paths(
    paths: Paths,
    *,
    address: str | None = None,
    config: str | os.PathLike[str] | Iterable[str | os.PathLike[str]] | None = None,
    **options: Unpack[LintOptions],
) -> LintResult:
    """Check files as :func:`pushstanza.lint_paths` does, on a Dask cluster.

    The findings, their order, and the reports of the result are the same. Nothing is kept in a
    cache, and all findings are kept in memory.

    Args:
        paths: A file, a folder or a glob such as ``logs/**/*.gz``, or several.
        address: The address of the scheduler, such as ``tcp://10.0.0.5:8786``; by default the work
            is done by processes of this machine, one for each processor.
        config: A configuration file that holds for all, or KEY=VALUE as in TOML, or several.
        **options: The options of :func:`pushstanza.lint_paths`, without those for fixes.

    Raises:
        MissingExtraError: an address is given, and Dask is not installed (an ``ImportError``).
        ClusterError: no scheduler answers, there are no workers, or they have other versions (a
            ``ConnectionError``).
        OptionError, ConfigError, PathError, BaselineError: as :func:`pushstanza.lint_paths`.

    A file that cannot be read raises nothing: it is in ``failed``, and the others are checked.
    """
    keywords: dict[str, Any] = {"jobs": 0, **options, "config": config, "cache": False}
    chosen = from_keywords(keywords, "lint_paths")
    if chosen.options.fix or chosen.options.diff:
        raise OptionError(
            "lint_paths() of pushstanza.batch fixes nothing; use pushstanza.lint_paths()",
            attribute="fix" if chosen.options.fix else "diff",
            path="lint_paths.fix",
        )
    run = Run(expanded(names_of(paths)), chosen)
    if address is None:
        return collected(run)
    with connected(address, surroundings=True) as cluster:
        run.lint_files = cluster.lint
        return collected(run)
