"""What commands over files print: reports, progress, and what could not be done."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from pushstanza.cli import common
from pushstanza.cli.output import format_of, replaced, save, width
from pushstanza.diagnostics.excerpts import printable
from pushstanza.diagnostics.wrapping import wrapped
from pushstanza.linting.files import Part
from pushstanza.linting.reports import ENDINGS, Context, plain
from pushstanza.linting.reports.several import FormatError, Reports, known_format
from pushstanza.linting.run import Run
from pushstanza.linting.visit import Outcome, Visit


def complain(message: str) -> None:
    """Say that something could not be done; the rest goes on."""
    common.say(message)


def visits(run: Run) -> Iterator[Visit]:
    """Yield the outcome for each path; print an error for one that cannot be read."""
    for visit in run.visits():
        if visit.outcome is Outcome.FAILED:
            complain(f"{printable(visit.name)}: {visit.reason}")
        else:
            yield visit


def parts(run: Run, progress: "Progress | None" = None) -> Iterator[Part]:
    """Yield what is found in the files of a run; what cannot be read is printed instead."""
    for _ in visits(run):
        pass
    progress = progress or Progress(is_wanted=False)
    progress.begin(len(run.jobs()))
    for part in run.parts():
        progress.show(part)
        if part.error is None:
            yield part
        else:
            complain(f"{printable(part.name)}: {part.error}")


class Progress:
    """How much of a long run is done, on a terminal, below what is printed there.

    Args:
        is_wanted: Whether it is shown where standard error is a terminal.
    """

    WIDTH = 20
    #: How long a run takes before anything is shown, and between two pictures, in seconds.
    BEFORE = 1.0
    BETWEEN = 0.1

    def __init__(self, *, is_wanted: bool) -> None:
        self._is_wanted = is_wanted and sys.stderr.isatty()
        self._is_shown = False
        self.begin(1)

    def begin(self, files: int) -> None:
        """Take note that the first of some files is about to be checked."""
        self._files = files
        self._done: set[str] = set()
        self._began = self._drawn = time.monotonic()

    def show(self, part: Part) -> None:
        """Draw how much is done after a part of a file, or take that away when all is."""
        if not self._is_wanted:
            return
        if part.done >= 1:
            self._done.add(part.name)
        now = time.monotonic()
        share = min(1.0, (len(self._done) + part.done % 1) / max(1, self._files))
        if share >= 1:
            self.clear()
        elif now - self._began >= self.BEFORE and now - self._drawn >= self.BETWEEN:
            self._draw(part, share, now - self._began)
            self._drawn = now

    def _draw(self, part: Part, share: float, taken: float) -> None:
        import shutil  # only a terminal needs it

        self.clear()
        done = round(share * self.WIDTH)
        bar = "#" * done + "." * (self.WIDTH - done)
        left = f", {taken / share - taken:.0f} s left" if share else ""
        line = f"[{bar}] {share:4.0%}{left}  {printable(part.name)}"
        sys.stderr.write(line[: shutil.get_terminal_size().columns - 1])
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
        progress: What is taken away when something is printed.
        is_silent: Whether nothing of it may go to standard output.
    """

    def __init__(self, run: Run, stack: ExitStack, progress: Progress, *, is_silent: bool) -> None:
        self._progress = progress
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
        return partial(save, self._stack.enter_context(replaced(file)), file)

    def _to_stdout(self, text: str) -> None:
        self._progress.clear()
        sys.stdout.write(text)

    def add(self, part: Part) -> None:
        """Report what was found in a file, or in a part of it."""
        self._reports.add(part.name, part.diagnostics)

    def finish(self, run: Run) -> None:
        """End the reports, and print the summary."""
        self._progress.clear()
        summary = run.tally.summary()
        self._reports.finish(summary)
        if not run.options.quiet:
            sys.stdout.flush()  # the findings come before their summary, or cannot be written
            sentence = summary.sentence(only_shown=run.options.diff)
            common.echo("\n".join(wrapped(sentence, width())), err=True)


def _format(run: Run, file: Path | None) -> str:
    if run.options.statistics:
        return "statistics"
    return format_of(file, ENDINGS, given=run.output_format, default=run.config.output_format)


def _context(run: Run, *, is_shown: bool) -> Context:
    """Return what the reports of a run are made with; colours are for a terminal."""
    return Context(
        style=common.style if is_shown else plain,
        hyperlinks=is_shown and common.has_colours() and sys.stdout.isatty(),
        width=width() if is_shown else None,
        show_all=run.options.show_all,
        show_secrets=run.options.show_secrets,
        read=run.text_of,
        account=run.account,
        targets=run.targets,
    )
