"""``format``: files, found as ``lint`` finds them, are laid out one after the other."""

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pushstanza.cli import common
from pushstanza.cli.common import FAILED, FOUND
from pushstanza.cli.options import takes
from pushstanza.diagnostics import PushStanzaError
from pushstanza.diagnostics.excerpts import printable
from pushstanza.linting.declare import Group
from pushstanza.reading.compressed import is_compressed

if TYPE_CHECKING:
    from pushstanza.linting.files import Job

Paths = Annotated[
    list[str],
    typer.Argument(metavar="[PATH]...", help="Files or folders to format; - is standard input."),
]
Check = Annotated[
    bool, typer.Option("--check", help="List the files that would change, and write nothing.")
]
Diff = Annotated[
    bool, typer.Option("--diff", help="Print the changes as a diff, and write nothing.")
]


@takes(
    Group.FILES,
    Group.CONFIGURATION,
    Group.RUN,
    paths=Paths,
    own={"check": Check, "diff": Diff},
    without="jobs quiet dask",
)
def format_(paths: list[str], *, check: bool, diff: bool, **options: Any) -> None:
    """Format the stanzas in files, and leave the text around them unchanged."""
    from pushstanza.cli import printing
    from pushstanza.cli.lint import start

    with common.refused():
        run = start(paths, {**options, "cache": False})
        for _ in printing.visits(run):
            pass
        jobs = (each for each in run.jobs() if not is_compressed(each.path))
        outcomes = [_format(each, check=check, diff=diff) for each in jobs]
    has_failed = run.has_failed or None in outcomes
    sys.exit(FAILED if has_failed else FOUND if any(outcomes) else 0)


def _format(job: "Job", *, check: bool, diff: bool) -> bool | None:
    """Lay a file out, or say what would change.

    Return whether there is something to be done, ``None`` where the file cannot be read or written.
    """
    from pushstanza.linting.fix import Revision
    from pushstanza.stanzas.format import formatted

    text = _text(job)
    if text is None:
        return None
    try:
        laid_out, is_refused = formatted(text, job.name, job.settings.kind), False
    except PushStanzaError as error:
        _complain(job, str(error))
        laid_out, is_refused = text, True
    if diff:
        for line in Revision(job.name, text, laid_out, job.settings.show_secrets).diff():
            typer.echo(line)
    elif check and laid_out != text:
        typer.echo(f"would change {printable(job.name)}")
    elif not check and not _write(job, text, laid_out):
        return None
    return is_refused or (laid_out != text and (check or diff))


def _text(job: "Job") -> str | None:
    """Return the text of a file; print an error where it cannot be read, and go on."""
    from pushstanza.linting import whole
    from pushstanza.reading.decoding import decoded
    from pushstanza.reading.source import Limits

    try:
        is_stdin = str(job.path) == "-"
        data = common.read_bytes("-") if is_stdin else common.note(whole.read(job.path))
        return decoded(data, Limits(size=len(data)))
    except OSError as error:
        _complain(job, error.strerror or str(error))
    except PushStanzaError as error:
        _complain(job, str(error))
    return None


def _write(job: "Job", text: str, laid_out: str) -> bool:
    """Write a file, and tell whether that could be done."""
    from pushstanza.linting.writing import write

    if str(job.path) == "-":
        typer.echo(laid_out, nl=False)
    elif laid_out != text:
        try:
            write(job.path, laid_out)
        except OSError as error:
            _complain(job, error.strerror or str(error))
            return False
        typer.echo(f"changed {printable(job.name)}", err=True)
    return True


def _complain(job: "Job", reason: str) -> None:
    from pushstanza.cli import printing

    printing.complain(f"{job.name}: {reason}")
