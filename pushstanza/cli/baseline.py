"""``baseline``: the list of the findings that a project knows of."""

import sys
from typing import TYPE_CHECKING, Any

import typer

from pushstanza.cli import common
from pushstanza.cli.common import FAILED
from pushstanza.cli.help import Group
from pushstanza.cli.lint import start
from pushstanza.cli.options import Command, takes
from pushstanza.linting.declare import Group as Options

if TYPE_CHECKING:
    from pushstanza.linting.files import Part
    from pushstanza.linting.run import Run

app: typer.Typer = typer.Typer(
    help="Manage the baseline: known findings that lint does not report.",
    cls=Group,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
)

_offered = takes(
    Options.BASELINE, Options.RULES, Options.FILES, Options.CONFIGURATION, without="no_baseline"
)


@app.command(cls=Command)
@_offered
def create(paths: list[str] | None, **options: Any) -> None:
    """Record all current findings as known."""
    with common.refused():
        run, parts = _found(paths, options)
        made = run.new_baseline(parts)
        made.write()
    typer.echo(f"{made.place}: {len(made.entries):,} known findings", err=True)


@app.command(cls=Command)
@_offered
def prune(paths: list[str] | None, **options: Any) -> None:
    """Remove entries whose finding no longer occurs; add nothing."""
    with common.refused():
        run, parts = _found(paths, options)
        left, dropped = run.pruned_baseline(parts)
        left.write()
    typer.echo(f"{left.place}: {dropped:,} removed, {len(left.entries):,} left", err=True)


def _found(paths: list[str] | None, options: dict[str, Any]) -> "tuple[Run, list[Part]]":
    from pushstanza.cli import printing

    run = start(paths, options)
    parts = [*printing.parts(run)]
    if run.has_failed:
        sys.exit(FAILED)
    return run, parts
