"""``lint`` and ``fix``: options to a run over files, and its findings to reports."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pushstanza.cli import common
from pushstanza.cli.common import FAILED
from pushstanza.cli.output import put
from pushstanza.cli.takes import takes
from pushstanza.diagnostics.excerpts import printable
from pushstanza.linting.declare import Group

if TYPE_CHECKING:
    from pushstanza.cli.printing import Progress
    from pushstanza.linting.files import Part
    from pushstanza.linting.run import Run


@takes(
    Group.RULES,
    Group.RESULT,
    Group.FILES,
    Group.CONFIGURATION,
    Group.BASELINE,
    Group.REPORTS,
    Group.FIXES,
    Group.CACHE,
    Group.RUN,
)
def lint(paths: list[str] | None, **options: Any) -> None:
    """Report problems in the stanzas and push payloads in files."""
    if options.get("watch"):
        from pushstanza.cli.watching import watch

        watch(lambda: _started(paths, options), _checked)
    sys.exit(_checked(_started(paths, options)))


def _started(paths: list[str] | None, options: dict[str, Any]) -> "Run":
    with common.refused():
        return start(paths, options)


def _checked(run: "Run") -> int:
    with common.refused():
        if run.options.show_settings:
            return _show_settings(run)
        return _show_files(run) if run.options.show_files else _report(run)


@takes(
    Group.FIXES,
    Group.RULES,
    Group.RESULT,
    Group.FILES,
    Group.CONFIGURATION,
    Group.BASELINE,
    Group.REPORTS,
    Group.RUN,
    without="fix show_files show_settings watch dask",
)
def fix(paths: list[str] | None, **options: Any) -> None:
    """Apply safe fixes and report the remaining findings.

    Text that no fix touches is preserved byte for byte. Logs are never changed.
    """
    lint(paths, fix=True, **options)


def start(paths: list[str] | None, options: dict[str, Any]) -> "Run":
    """Return the run that a command is about to make.

    Raises:
        PushStanzaError: an option, a path or a configuration is wrong.
    """
    from pushstanza.linting.options import from_command_line
    from pushstanza.linting.run import STDIN, Run

    by_default = "." if options.get("stdin_filename") is None else STDIN
    chosen = from_command_line(options)
    common.colour_output(chosen.options.color)
    return Run(paths or [by_default], chosen, common.open_stdin)


def _show_settings(run: "Run") -> int:
    """Print the settings that hold for each path; return the exit status."""
    found = [run.settings_of(path) for path in run.paths]
    if run.config.output_format == "json":
        text = common.as_json([each.to_dict() for each in found])
    else:
        text = "\n".join(printable(line) for each in found for line in each.lines())
    put(text, None if run.options.output is None else Path(run.options.output))
    return 0


def _show_files(run: "Run") -> int:
    """Print which files would be looked at, and why, or why not; return the exit status."""
    from pushstanza.cli import printing

    for visit in printing.visits(run):
        sys.stdout.write(printable(f"{visit.outcome:<8} {visit.name}  ({visit.reason})") + "\n")
    return FAILED if run.has_failed else 0


def _report(run: "Run") -> int:
    """Print what is found, and return the exit status."""
    from pushstanza.cli import printing

    progress = printing.Progress(is_wanted=not run.options.quiet)
    parts = run.reported(_changes_shown(run, progress))
    with ExitStack() as stack:
        if run.options.dask is not None:
            _send_to(run.options.dask, run, stack)
        is_silent = run.options.diff or run.fixes_stdin
        printer = printing.Printer(run, stack, progress, is_silent=is_silent)
        for part in parts:
            printer.add(part)
        printer.finish(run)
    return run.exit_status


def _send_to(address: str, run: "Run", stack: ExitStack) -> None:
    """Have the files of a run checked on a Dask cluster, until the stack is closed.

    Raises:
        MissingExtraError: Dask is not installed.
        ClusterError: no scheduler answers.
    """
    if run.options.fix or run.options.diff:
        common.fail("--dask only checks: --fix and --diff need the files here")
    from pushstanza.batch.cluster import connected

    cluster = connected(address, lines=run.shows_lines, surroundings=run.shows_surroundings)
    run.lint_files = stack.enter_context(cluster).lint


def _changes_shown(run: "Run", progress: "Progress") -> "Iterator[Part]":
    """Yield what is found; what fixes would change, or make of standard input, is printed."""
    from pushstanza.cli import printing

    for part in printing.parts(run, progress):
        if run.options.diff and part.revision is not None:
            for line in part.revision.diff():
                common.echo(line)
        if part.output is not None:
            sys.stdout.buffer.write(part.output)
            sys.stdout.buffer.flush()
        yield part
