"""Files to findings: several at once, huge ones in parts, so that memory stays flat."""

import io
import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from stat import S_ISREG
from typing import IO, TYPE_CHECKING, Protocol, TypeVar

import attrs

from pushstanza.diagnostics import Diagnostic, PushStanzaError
from pushstanza.diagnostics.records import frozen
from pushstanza.linting.checks import Share
from pushstanza.linting.engine import check, in_order
from pushstanza.linting.linter import Linter, TextFindings
from pushstanza.linting.settings import Settings
from pushstanza.linting.visit import UTF_16, why_unreadable
from pushstanza.linting.whole import BinaryError, joined
from pushstanza.reading import compressed, extract

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

    from pushstanza.linting.cache import Entry
    from pushstanza.linting.fix import Revision
    from pushstanza.linting.index import Clean, Content
    from pushstanza.linting.steps import Step
    from pushstanza.reading.extract.blocks import Block

#: A log of more bytes is read in parts, and any other file of very many more; comments in those
#: hide nothing.
LONG_LOG = 2_000_000
#: How many characters of it another process gets at once.
BLOCK = 1_000_000
WHOLE = 32_000_000

#: With fewer bytes in all, other processes would take longer to start than to help.
WORTH_IT = 400_000

_T = TypeVar("_T")


class WorkerError(PushStanzaError):
    """A process that shared the work was ended by somebody."""


@frozen(kw_only=True)
class Job:
    """A file to be looked at: its name, which reports use, and what to look for.

    ``entry`` is where its findings are kept, if they are; ``clean`` is what is known of it if
    nothing was found in it when it was last read. ``at`` is its path where the name is none from
    the current folder.
    """

    name: str
    settings: Settings
    entry: "Entry | None" = None
    clean: "Clean | None" = None
    is_stdin: bool = False
    at: str | None = None

    @property
    def path(self) -> Path:
        """Where it is."""
        return Path("-" if self.is_stdin else self.at or self.name)

    @property
    def is_known(self) -> bool:
        """Whether it need not be read, as nothing was found in it."""
        return self.clean is not None and self.clean.is_current

    @property
    def size(self) -> int:
        """How many bytes there are to be looked at; none where the findings are known."""
        try:
            status = self.path.stat()
        except OSError:
            return 0
        is_known = self.entry is not None and self.entry.is_newer(status.st_mtime)
        return 0 if is_known else status.st_size


@frozen(kw_only=True)
class Part:
    """What was found in a file, or in a part of a huge one.

    ``error`` says why the file could not be read, ``done`` how much of it has been, from 0 to 1.
    ``fixes`` are the findings that were fixed, or would be; ``revision`` is what that comes to, if
    the text is another then. ``output`` is what standard input becomes, where it is fixed.
    ``content`` tells what a file held that was read for the cache, ``steps`` what the stanzas of a
    block do, where the order of all is followed elsewhere.
    """

    name: str
    diagnostics: tuple[Diagnostic, ...] = ()
    stanzas: int = 0
    refusals: int = 0
    payloads: int = 0
    outside: int = 0
    suppressed: int = 0
    kind: str = "auto"
    error: str | None = None
    done: float = 1.0
    fixes: tuple[Diagnostic, ...] = ()
    revision: "Revision | None" = None
    output: bytes | None = attrs.field(default=None, repr=False)
    content: "Content | None" = attrs.field(default=None, repr=False)
    steps: "tuple[Step, ...]" = attrs.field(default=(), repr=False)


def lint_text(data: str | bytes, name: str, settings: Settings) -> Part:
    """Return what is found in *data*, the content of a file called *name*."""
    result = check(data, file=name, settings=settings)
    return Part(
        name=name,
        diagnostics=tuple(result.diagnostics),
        stanzas=result.stanzas,
        refusals=result.refusals,
        payloads=result.payloads,
        outside=result.outside,
        suppressed=result.suppressed,
        kind=result.kind,
    )


def lint_stream(
    stream: IO[bytes], name: str, settings: Settings, size: int | None = None
) -> Iterator[Part]:
    """Yield what is found in the parts of a text of any length, one after the other.

    Args:
        stream: Bytes in UTF-8; what is none becomes U+FFFD.
        name: What the text is called.
        settings: What to look for.
        size: How many bytes there are, if that is known.
    """
    from pushstanza.reading.extract.blocks import blocks  # only long logs need it

    linter = Linter(settings, name)
    for block in blocks(stream):
        made = _lint(linter, block)
        yield Part(
            name=name,
            diagnostics=tuple(in_order(made.diagnostics)),
            stanzas=made.stanzas,
            refusals=made.refusals,
            payloads=made.payloads,
            outside=made.outside,
            done=_done(block, size),
        )
    yield Part(name=name, diagnostics=tuple(linter.closing()))


def _lint(linter: Linter, block: "Block") -> TextFindings:
    return linter.check(
        block.text, first_line=block.first_line, offset=block.offset, column=block.column
    )


def _done(block: "Block", size: int | None) -> float:
    return min(1.0, (block.offset + len(block.text)) / size) if size else 0.0


class Pending(Protocol):
    """A part that is being made elsewhere."""

    def result(self) -> Part:
        """Wait for the part, and return it."""
        ...


def lint_stream_at_once(
    stream: IO[bytes],
    name: str,
    settings: Settings,
    *,
    submit: "Callable[[Block, str, Settings], Pending]",
    ahead: int,
    size: int | None = None,
) -> Iterator[Part]:
    """Yield what :func:`lint_stream` does, with the work shared out.

    Other processes look at the stanzas of each block; this one follows them in their order.

    Args:
        stream: Bytes in UTF-8; what is none becomes U+FFFD.
        name: What the text is called.
        settings: What to look for.
        submit: Has :func:`lint_block` called elsewhere.
        ahead: How many blocks are submitted before the first of them is waited for.
        size: How many bytes there are, if that is known.
    """
    from pushstanza.reading.extract.blocks import blocks

    settings = attrs.evolve(settings, kind="log" if settings.kind == "auto" else settings.kind)
    sequence = Linter(settings, name, Share.SEQUENCE)
    waiting: deque[tuple[Pending, Block]] = deque()
    for block in blocks(stream, size=BLOCK):
        waiting.append((submit(block, name, settings), block))
        if len(waiting) > ahead:
            yield _followed(*waiting.popleft(), sequence, size)
    for each in waiting:
        yield _followed(*each, sequence, size)
    yield Part(name=name, diagnostics=tuple(sequence.closing()))


def lint_block(block: "Block", name: str, settings: Settings) -> Part:
    """Return what is found in the stanzas of a block, each by itself."""
    made = _lint(Linter(settings, name, Share.STANZAS), block)
    return Part(
        name=name,
        diagnostics=tuple(made.diagnostics),
        stanzas=made.stanzas,
        refusals=made.refusals,
        payloads=made.payloads,
        outside=made.outside,
        steps=tuple(made.steps),
    )


def _followed(stanzas: Pending, block: "Block", sequence: Linter, size: int | None) -> Part:
    """Return what is found in the stanzas of a block, and in their order."""
    part = stanzas.result()
    if part.stanzas:
        in_sequence = sequence.follow(
            block.text,
            part.steps,
            first_line=block.first_line,
            offset=block.offset,
            column=block.column,
        )
    else:
        in_sequence = _lint(sequence, block).diagnostics
    found = in_order([*part.diagnostics, *in_sequence])
    return attrs.evolve(part, diagnostics=tuple(found), done=_done(block, size), steps=())


def lint_file(job: Job, processes: int = 1) -> Iterator[Part]:
    """Yield the findings in a file; a part of its own says that a file cannot be read."""
    try:
        with job.path.open("rb") as stream:
            status = os.fstat(stream.fileno())
            size = status.st_size
            if not S_ISREG(status.st_mode):
                yield from lint_pipe(stream, job, processes)
            elif compressed.is_compressed(job.path):
                yield from _lint_compressed(compressed.decompressed(stream, job.path), job)
            elif size > LONG_LOG and _is_read_in_parts(stream, size, job):
                yield from _lint_long(stream, job, processes, size)
            else:
                yield _kept_or_found(stream, status, job)
    except OSError as error:
        yield Part(name=job.name, error=why_unreadable(error))
    except PushStanzaError as error:
        yield Part(name=job.name, error=str(error))


def lint_bytes(data: bytes, job: Job) -> Iterator[Part]:
    """Yield what :func:`lint_file` does for a file of at most ``LONG_LOG`` bytes: these."""
    if not compressed.is_compressed(job.path):
        yield lint_text(data, job.name, job.settings)
        return
    try:
        yield from _lint_compressed(compressed.decompressed(io.BytesIO(data), job.path), job)
    except PushStanzaError as error:
        yield Part(name=job.name, error=str(error))


def _kept_or_found(stream: IO[bytes], status: os.stat_result, job: Job) -> Part:
    """Return what is known of a file, or is found in it and known from then on."""
    if job.entry is None:
        return lint_text(stream.read(), job.name, job.settings)
    from pushstanza.linting.index import Content, settled, stamp_of
    from pushstanza.linting.kept import digest

    stamp = settled(stamp_of(status))
    data = stream.read()
    content = Content(stamp, digest(data))
    if job.clean is not None and job.clean.digest == content.digest:
        return attrs.evolve(_known(job.name, job.clean), content=content)
    part = job.entry.read(data, job.name)
    if part is None:
        part = lint_text(data, job.name, job.settings)
        if part.diagnostics:
            job.entry.write(data, part)
    return attrs.evolve(part, content=content)


def _known(name: str, clean: "Clean") -> Part:
    """Return the part of a file in which nothing was found."""
    stanzas, refusals, payloads, outside, suppressed = clean.counts
    return Part(
        name=name,
        stanzas=stanzas,
        refusals=refusals,
        payloads=payloads,
        outside=outside,
        suppressed=suppressed,
        kind=clean.kind,
    )


def lint_pipe(
    stream: IO[bytes],
    job: Job,
    processes: int = 1,
    note: Callable[[bytes], object] = lambda _: None,
) -> Iterator[Part]:
    """Yield the findings in what comes out of a pipe or a device, which may have no end.

    A long log is read in parts, and so is any other text of very many bytes.

    Args:
        stream: What is read, once.
        job: What it is called, and what to look for.
        processes: How many look at a long text at once.
        note: Gets all that was read, where it was read as a whole.

    Raises:
        OSError: it cannot be read.
    """
    head = stream.read(LONG_LOG + 1)
    is_long = len(head) > LONG_LOG
    if (is_long or not job.is_stdin) and b"\0" in head and not head.startswith(UTF_16):
        yield Part(name=job.name, error=str(BinaryError()))
        return
    yield from _lint_begun(head, stream, job, processes, note)


def _lint_begun(
    head: bytes,
    stream: IO[bytes],
    job: Job,
    processes: int = 1,
    note: Callable[[bytes], object] = lambda _: None,
) -> Iterator[Part]:
    """Yield the findings in a text of unknown length, of which ``LONG_LOG + 1`` bytes were read."""
    is_long = len(head) > LONG_LOG
    if is_long and not is_log(head, job):
        head += stream.read(WHOLE + 1 - len(head))
        is_long = len(head) > WHOLE
    if not is_long:
        note(head)
        yield lint_text(head, job.name, job.settings)
        return
    yield from _lint_long(joined(head, stream), job, processes)


def _lint_long(
    stream: IO[bytes], job: Job, processes: int, size: int | None = None
) -> Iterator[Part]:
    """Yield the findings in a log that is read in parts, by one or several processes."""
    if processes <= 1:
        yield from lint_stream(stream, job.name, job.settings, size)
        return
    with _pool(processes) as pool:
        yield from lint_stream_at_once(
            stream,
            job.name,
            job.settings,
            submit=lambda *call: pool.submit(lint_block, *call),
            ahead=2 * processes,
            size=size,
        )


def _lint_compressed(stream: IO[bytes], job: Job) -> Iterator[Part]:
    """Yield the findings in what was compressed: those that the file would have if it was not."""
    yield from _lint_begun(stream.read(LONG_LOG + 1), stream, job)


def _is_read_in_parts(stream: IO[bytes], size: int, job: Job) -> bool:
    if size > WHOLE:
        return True
    head = stream.read(extract.HEAD)
    stream.seek(0)
    return is_log(head, job)


def is_log(head: bytes, job: Job) -> bool:
    """Tell whether what begins with *head* is read as a log."""
    if job.settings.kind != "auto":
        return job.settings.kind == "log"
    return extract.kind_of(job.name, head[: extract.HEAD].decode("utf-8", "replace")) == "log"


def lint_files(jobs: Iterable[Job], processes: int = 0) -> Iterator[Part]:
    """Yield what is found in the files, in their order.

    Args:
        jobs: The files.
        processes: How many look at them at once; 0 for as many as there are processors, if there
            is enough to do.
    """
    jobs = [*jobs]
    waiting = [each for each in jobs if not each.is_known]
    count = processes or _worth(waiting)
    with closing(_found(waiting, count)) as found:
        for job in jobs:
            if job.clean is not None and job.clean.is_current:
                yield _known(job.name, job.clean)
            else:
                yield from next(found)
        deque(found, 0)  # other processes end with the last


def _found(jobs: Sequence[Job], processes: int) -> Generator[Iterable[Part], None, None]:
    """Yield what is found in each file."""
    if processes > 1 and len(jobs) > 1:
        yield from _at_once(_whole_file, jobs, processes)
    else:
        yield from (lint_file(each, processes) for each in jobs)


def _worth(jobs: Sequence[Job]) -> int:
    count = os.cpu_count() or 1
    return count if sum(job.size for job in jobs) > WORTH_IT else 1


def _whole_file(job: Job) -> list[Part]:
    return [*lint_file(job)]


def _at_once(work: Callable[[Job], _T], jobs: Sequence[Job], processes: int) -> Iterator[_T]:
    with _pool(min(processes, len(jobs))) as pool:
        yield from pool.map(work, jobs, chunksize=max(1, min(50, len(jobs) // (4 * processes))))


@contextmanager
def _pool(processes: int) -> "Iterator[ProcessPoolExecutor]":
    """Make other processes, which end with what they are made for, and at once if that fails."""
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_all_start_methods, get_context

    method = "fork" if "fork" in get_all_start_methods() else "spawn"
    with ProcessPoolExecutor(processes, get_context(method)) as pool:
        try:
            yield pool
        except BrokenProcessPool:
            raise WorkerError("a process that looked at files has ended; try --jobs 1") from None
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
