"""``format``: files, found as ``lint`` finds them, are laid out one after the other."""

from typing import TYPE_CHECKING, Annotated

import typer

from pushstanza.cli import common, lint
from pushstanza.cli.common import FAILED, FOUND
from pushstanza.diagnostics import PushStanzaError
from pushstanza.diagnostics.excerpts import printable

if TYPE_CHECKING:
    from pushstanza.cli.linting import Run
    from pushstanza.linting.files import Job

Paths = Annotated[
    list[str], typer.Argument(metavar="[PATH]...", help="Files or folders; - is standard input.")
]
Check = Annotated[bool, typer.Option("--check", help="Only say which files would change.")]
Diff = Annotated[bool, typer.Option("--diff", help="Only print what would change.")]
ShowSecrets = Annotated[
    bool, typer.Option("--show-secrets", help="Show device tokens and secrets whole.")
]


def format_(
    paths: Paths,
    *,
    check: Check = False,
    diff: Diff = False,
    include: lint.Include = None,
    exclude: lint.Exclude = None,
    extend_exclude: lint.MoreExclude = None,
    force_exclude: lint.ForceExclude = None,
    respect_gitignore: lint.Gitignore = None,
    config: lint.ConfigOption = None,
    isolated: lint.Isolated = False,
    show_secrets: ShowSecrets = False,
) -> None:
    """Lay the stanzas in files out for people; what stands around them stays as it is."""
    from pushstanza.cli.linting import Choices, Run, Setup

    choices = Choices(
        include=include,
        exclude=exclude,
        extend_exclude=extend_exclude,
        force_exclude=force_exclude,
        respect_gitignore=respect_gitignore,
    )
    common.refuse_empty(paths)
    with common.refused():
        setup = Setup(choices, config, isolated=isolated, show_secrets=show_secrets)
        run = Run(setup, None, 1)
        jobs = run.jobs(paths)
        if "-" in paths:
            jobs.append(run.stdin_job())
        found = [_format(run, each, check=check, diff=diff) for each in jobs]
    raise typer.Exit(FAILED if run.failed else FOUND if any(found) else 0)


def _format(run: "Run", job: "Job", *, check: bool, diff: bool) -> bool:
    """Lay a file out, or say what would change; tell whether there is something to be done."""
    from pushstanza.stanzas.format import formatted

    text = _text(run, job)
    if text is None:
        return False
    try:
        laid_out, is_refused = formatted(text, job.name, job.settings.kind), False
    except PushStanzaError as error:
        typer.echo(f"pushstanza: {printable(f'{job.name}: {error}')}", err=True)
        laid_out, is_refused = text, True
    if diff:
        run.show_diff(job, text, laid_out)
    elif check and laid_out != text:
        typer.echo(f"would change {printable(job.name)}")
    elif not check:
        _write(run, job, text, laid_out)
    return is_refused or (laid_out != text and (check or diff))


def _text(run: "Run", job: "Job") -> str | None:
    """Return the text of a file; that it cannot be read is said, and the others go on."""
    from pushstanza.reading.source import Limits, decoded

    try:
        data = common.read_bytes("-") if str(job.path) == "-" else job.path.read_bytes()
        return decoded(data, Limits(size=len(data)))
    except OSError as error:
        run.complain(f"{job.name}: {error.strerror}")
    except PushStanzaError as error:
        run.complain(f"{job.name}: {error}")
    return None


def _write(run: "Run", job: "Job", text: str, laid_out: str) -> None:
    from pushstanza.linting.fix import write

    if str(job.path) == "-":
        typer.echo(laid_out, nl=False)
    elif laid_out != text:
        try:
            write(job.path, laid_out)
        except OSError as error:
            run.complain(f"{job.name}: {error.strerror}")
        else:
            typer.echo(f"changed {printable(job.name)}", err=True)
