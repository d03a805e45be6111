"""What commands over files print: reports, progress, and what could not be done."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

import typer

from pushstanza.cli import common
from pushstanza.cli.output import format_of
from pushstanza.diagnostics.excerpts import printable
from pushstanza.linting.files import Part
from pushstanza.linting.reports import ENDINGS, Context, ReportError, plain
from pushstanza.linting.reports.several import FormatError, Reports, known_format
from pushstanza.linting.run import Run
from pushstanza.linting.visit import Outcome, Visit, why_unreadable
from pushstanza.linting.writing import replacing


def complain(message: str) -> None:
    """Say that something could not be done; the rest goes on."""
    common.say(message)


def visits(run: Run) -> Iterator[Visit]:
    """Yield the outcome for each path; print an error for one that cannot be read."""
    for visit in run.visits():
        if visit.outcome is Outcome.FAILED:
            complain(f"{printable(str(visit.path))}: {visit.reason}")
        else:
            yield visit


def parts(run: Run) -> Iterator[Part]:
    """Yield what is found in the files of a run; what cannot be read is printed instead."""
    for _ in visits(run):
        pass
    for part in run.parts():
        if part.error is None:
            yield part
        else:
            complain(f"{printable(part.name)}: {part.error}")


class Progress:
    """How much of a huge file has been read, on a terminal, below what is printed there."""

    WIDTH = 30

    def __init__(self) -> None:
        self._is_wanted = sys.stderr.isatty()
        self._is_shown = False

    def show(self, part: Part) -> None:
        """Draw how much of a file is done, or take that away when all is."""
        self.clear()
        if self._is_wanted and part.done < 1:
            done = round(part.done * self.WIDTH)
            bar = "#" * done + "." * (self.WIDTH - done)
            sys.stderr.write(f"[{bar}] {part.done:4.0%} {printable(part.name)}")
            sys.stderr.flush()
            self._is_shown = True

    def clear(self) -> None:
        """Take it away, so that something else can be printed."""
        if self._is_shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._is_shown = False


class Printer:
    """The reports of a run: one to standard output or a file, and others to files.

    Args:
        run: The run, whose options say which they are.
        stack: Closes the files in the end.
        is_silent: Whether nothing of it may go to standard output.
    """

    def __init__(self, run: Run, stack: ExitStack, *, is_silent: bool) -> None:
        self.progress: Progress = Progress()
        self._stack = stack
        options = run.options
        file = None if options.output is None else Path(options.output)
        is_shown = file is None and not is_silent
        self._reports = Reports(_context(run, is_shown=is_shown))
        if is_shown or file is not None:
            self._reports.begin(_format(run, file), self._writer(file))
        for each in options.report:
            self._add(each)

    def _add(self, report: str) -> None:
        name, equals, file = report.partition("=")
        if not equals or not file:
            common.fail(f"--report {report}: expected FORMAT=FILE")
        try:
            known_format(name)
        except FormatError as error:
            common.fail(f"--report {report}: {error}")
        self._reports.begin(name, self._writer(Path(file)))

    def _writer(self, file: Path | None) -> Callable[[str], object]:
        if file is None:
            return self._to_stdout
        stream = self._stack.enter_context(_report(file))

        def write(text: str) -> None:
            with _said_of(file):
                stream.write(text.encode(errors="replace"))

        return write

    def _to_stdout(self, text: str) -> None:
        self.progress.clear()
        sys.stdout.write(text)

    def add(self, part: Part) -> None:
        """Report what was found in a file, or in a part of it."""
        self._reports.add(part.name, part.diagnostics)
        self.progress.show(part)

    def finish(self, run: Run) -> None:
        """End the reports, and print the summary."""
        summary = run.tally.summary()
        self._reports.finish(summary)
        if not run.options.quiet:
            sys.stdout.flush()  # the findings come before their summary, or cannot be written
            typer.echo(summary.sentence(only_shown=run.options.diff), err=True)


@contextmanager
def _report(file: Path) -> Iterator[IO[bytes]]:
    """Give a stream to a report, which takes the place of an old one when all of it is written."""
    closing = ExitStack()
    with _said_of(file):
        stream = closing.enter_context(replacing(file))
    try:
        yield stream
    except BaseException as error:
        closing.__exit__(type(error), error, error.__traceback__)
        raise
    with _said_of(file):
        closing.close()


@contextmanager
def _said_of(file: Path) -> Iterator[None]:
    """Say of which file it is that it cannot be written."""
    try:
        yield
    except (OSError, ValueError) as error:
        raise ReportError(f"{file}: {why_unreadable(error)}") from None


def _format(run: Run, file: Path | None) -> str:
    if run.options.statistics:
        return "statistics"
    return format_of(file, ENDINGS, given=run.output_format, default=run.config.output_format)


def _context(run: Run, *, is_shown: bool) -> Context:
    """Return what the reports of a run are made with; colours are for a terminal."""
    return Context(
        style=common.style if is_shown else plain,
        hyperlinks=is_shown and common.has_colours() and sys.stdout.isatty(),
        show_all=run.options.show_all,
        show_secrets=run.options.show_secrets,
        read=run.text_of,
        account=run.account,
        targets=run.targets,
    )
