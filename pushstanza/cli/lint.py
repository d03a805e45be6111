"""``lint``, ``fix`` and ``baseline``: options to a run over files, and its findings to reports."""

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

from pushstanza.cli import common
from pushstanza.cli.common import FAILED, FOUND
from pushstanza.diagnostics import AppServer, Severity, Target
from pushstanza.linting.reports import REPORTS

if TYPE_CHECKING:
    from pushstanza.cli.linting import Setup
    from pushstanza.diagnostics import Diagnostic

Paths = Annotated[
    list[str] | None,
    typer.Argument(metavar="[PATH]...", help="Files or folders, by default this; - is stdin."),
]


def _option(*names: str, **more: Any) -> Any:
    return typer.Option(*names, **more)


def _one_of(words: Iterable[str], *names: str, **more: Any) -> Any:
    """Return an option whose value is one of some words; the configuration checks it."""
    known = [*words]
    shown = f"[{'|'.join(known)}]"
    return typer.Option(*names, metavar=shown, autocompletion=lambda: known, **more)


# fmt: off
Rules = Annotated[list[str] | None, _option(metavar="RULE", help="Only these rules, by code, its beginning, or name; ALL for every one. Repeatable, or with commas.")]
MoreRules = Annotated[list[str] | None, _option(metavar="RULE", help="Rules besides, such as those on request.")]
NotRules = Annotated[list[str] | None, _option(metavar="RULE", help="Not these rules.")]
Targets = Annotated[list[str] | None, _one_of(Target, help="The server that the stanzas are meant for; repeatable.")]
AppServers = Annotated[list[str] | None, _one_of(AppServer, help="The push service that publishes are meant for; repeatable.")]
Account = Annotated[str | None, _option(metavar="JID", help="Whose stanzas these are.")]
Severities = Annotated[list[str] | None, _option("--severity", metavar="RULE=LEVEL", help="How bad the findings of a rule are; repeatable.")]
Kind = Annotated[str | None, _option("--input", metavar="KIND", help="Read files as xml, json, markdown, rst, html, xep, code, log or text.")]
StdinName = Annotated[str | None, _option(metavar="NAME", help="What standard input is called: for its kind, its configuration and reports.")]
Include = Annotated[list[str] | None, _option(metavar="GLOB", help="Which files in folders are linted.")]
Exclude = Annotated[list[str] | None, _option(metavar="GLOB", help="Which files and folders are left out.")]
MoreExclude = Annotated[list[str] | None, _option("--extend-exclude", metavar="GLOB", help="What is left out besides.")]
ForceExclude = Annotated[bool | None, _option("--force-exclude/--no-force-exclude", help="Leave out files that are named, too.")]
Gitignore = Annotated[bool | None, _option("--respect-gitignore/--no-respect-gitignore", help="Leave out what git ignores.")]
ConfigOption = Annotated[list[str] | None, _option("--config", metavar="FILE|KEY=VALUE", help="A configuration file, or the value of a key.")]
Isolated = Annotated[bool, _option("--isolated", help="Read no configuration file.")]
BaselineOption = Annotated[Path | None, _option("--baseline", metavar="FILE", help="The findings that are known; by default .pushstanza-baseline.json, if it is there.")]
NoBaseline = Annotated[bool, _option("--no-baseline", help="Use no baseline.")]
Processes = Annotated[int, _option("--jobs", "-j", min=0, metavar="N", help="How many files at once; 0 for as many as there are processors.")]
Secrets = Annotated[bool, _option("--show-secrets", help="Show device tokens, secrets and bodies whole.")]
Quiet = Annotated[bool, _option("--quiet", "-q", help="Print no summary.")]
Unsafe = Annotated[bool, _option("--unsafe-fixes", help="Make fixes, too, that may change a meaning.")]
Diff = Annotated[bool, _option("--diff", help="Print what fixes would change, and change nothing.")]
OutputFormat = Annotated[str | None, _one_of(REPORTS, "--output-format", help="How findings are printed.")]
OutputFile = Annotated[Path | None, _option("--output-file", "-o", metavar="FILE", help="Where they are written instead.")]
Reports = Annotated[list[str] | None, _option("--report", metavar="FORMAT=FILE", help="A further report; repeatable.")]
ExitZero = Annotated[bool, _option("--exit-zero", help="Exit with 0 even if something is found.")]
FailLevel = Annotated[str | None, _one_of((*Severity, "never"), "--fail-on", help="The least severity that makes the exit status 1.")]
ShowAll = Annotated[bool, _option("--show-all", help="Show every finding, however alike they are.")]
Statistics = Annotated[bool, _option("--statistics", help="Count the findings of each rule instead of showing them.")]
ShowFiles = Annotated[bool, _option("--show-files", help="Only say which files would be linted, and why.")]
FixThem = Annotated[bool, _option("--fix", help="Put right what can be, and report the rest.")]
# fmt: on


def lint(
    paths: Paths = None,
    *,
    target: Targets = None,
    app_server: AppServers = None,
    account: Account = None,
    select: Rules = None,
    extend_select: MoreRules = None,
    ignore: NotRules = None,
    severity: Severities = None,
    fail_on: FailLevel = None,
    exit_zero: ExitZero = False,
    input_kind: Kind = None,
    stdin_filename: StdinName = None,
    include: Include = None,
    exclude: Exclude = None,
    extend_exclude: MoreExclude = None,
    force_exclude: ForceExclude = None,
    respect_gitignore: Gitignore = None,
    config: ConfigOption = None,
    isolated: Isolated = False,
    baseline: BaselineOption = None,
    no_baseline: NoBaseline = False,
    output_format: OutputFormat = None,
    output_file: OutputFile = None,
    report: Reports = None,
    show_all: ShowAll = False,
    statistics: Statistics = False,
    show_files: ShowFiles = False,
    fix: FixThem = False,
    unsafe_fixes: Unsafe = False,
    diff: Diff = False,
    jobs: Processes = 0,
    quiet: Quiet = False,
    show_secrets: Secrets = False,
) -> None:
    """Say what is wrong with the stanzas and payloads in files, and where."""
    from pushstanza.cli.linting import Choices, Run, Setup
    from pushstanza.cli.linting import show_files as list_files

    choices = Choices(
        select=select,
        extend_select=extend_select,
        ignore=ignore,
        target=target,
        app_server=app_server,
        account=account,
        severity=severity,
        input=input_kind,
        include=include,
        exclude=exclude,
        extend_exclude=extend_exclude,
        force_exclude=force_exclude,
        respect_gitignore=respect_gitignore,
        fail_on=fail_on,
        output_format=output_format,
    )
    wanted = _paths(paths, stdin_filename)
    with common.refused():
        setup = Setup(choices, config, isolated=isolated, show_secrets=show_secrets)
        if show_files:
            run = Run(setup, stdin_filename, jobs)
            list_files(wanted, run)
            raise typer.Exit(FAILED if run.failed else 0)
        status = _run(
            setup,
            wanted,
            stdin_name=stdin_filename,
            jobs=jobs,
            fix=fix,
            diff=diff,
            unsafe=unsafe_fixes,
            output=("statistics" if statistics else setup.main.output_format, output_file),
            reports=report or [],
            show_all=show_all,
            baseline=baseline,
            no_baseline=no_baseline,
            quiet=quiet,
        )
    raise typer.Exit(0 if exit_zero and status == FOUND else status)


def fix(
    paths: Paths = None,
    *,
    unsafe_fixes: Unsafe = False,
    diff: Diff = False,
    target: Targets = None,
    app_server: AppServers = None,
    account: Account = None,
    select: Rules = None,
    extend_select: MoreRules = None,
    ignore: NotRules = None,
    fail_on: FailLevel = None,
    exit_zero: ExitZero = False,
    input_kind: Kind = None,
    stdin_filename: StdinName = None,
    force_exclude: ForceExclude = None,
    config: ConfigOption = None,
    isolated: Isolated = False,
    output_format: OutputFormat = None,
    quiet: Quiet = False,
    show_secrets: Secrets = False,
) -> None:
    """Put right what can be without changing a meaning, and report the rest.

    What no fix touches stays as it is, byte for byte. Logs are never changed.
    """
    lint(
        paths,
        target=target,
        app_server=app_server,
        account=account,
        select=select,
        extend_select=extend_select,
        ignore=ignore,
        fail_on=fail_on,
        exit_zero=exit_zero,
        input_kind=input_kind,
        stdin_filename=stdin_filename,
        force_exclude=force_exclude,
        config=config,
        isolated=isolated,
        output_format=output_format,
        fix=not diff,
        unsafe_fixes=unsafe_fixes,
        diff=diff,
        quiet=quiet,
        show_secrets=show_secrets,
    )


baseline_app = typer.Typer(
    help="Keep a list of findings that are known, so that only new ones are told.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


#: Does something with a baseline, of which it gets the place, and says what it has done.
Work: TypeAlias = "Callable[[Setup, Path, list[str]], str]"


def _command(work: Work) -> Callable[..., None]:
    """Return the command that does *work*: all over a baseline have the same options."""

    def command(
        paths: Paths = None,
        *,
        baseline: BaselineOption = None,
        target: Targets = None,
        app_server: AppServers = None,
        account: Account = None,
        select: Rules = None,
        extend_select: MoreRules = None,
        ignore: NotRules = None,
        config: ConfigOption = None,
        isolated: Isolated = False,
    ) -> None:
        from pushstanza.cli.linting import Choices, Setup, baseline_place

        choices = Choices(
            select=select,
            extend_select=extend_select,
            ignore=ignore,
            target=target,
            app_server=app_server,
            account=account,
        )
        with common.refused():
            setup = Setup(choices, config, isolated=isolated)
            place = baseline_place(baseline, setup.main)
            done = work(setup, place, _paths(paths, None))
        typer.echo(f"{place}: {done}", err=True)

    return command


def _create(setup: "Setup", place: Path, paths: list[str]) -> str:
    from pushstanza.linting.baseline import create

    found, _ = _everything(setup, paths)
    made = create(place, found)
    made.write()
    return f"{len(made.entries):,} known"


def _prune(setup: "Setup", place: Path, paths: list[str]) -> str:
    from pushstanza.linting.baseline import prune, read

    known = read(place)
    found, names = _everything(setup, paths)
    left = prune(known, found, names, lambda entry: setup.looks_for(entry, known))
    left.write()
    return f"{len(known.entries) - len(left.entries):,} dropped, {len(left.entries):,} left"


baseline_app.command("create", help="Write down all that is found now as known.")(_command(_create))
baseline_app.command("prune", help="Drop what is no longer found; nothing is added.")(
    _command(_prune)
)


def _everything(setup: "Setup", paths: list[str]) -> "tuple[list[Diagnostic], set[str]]":
    """Return all findings, and the names of the files that were looked at."""
    from pushstanza.cli.linting import Run

    run = Run(setup, None, 0)
    parts = [*run.parts(paths)]
    if run.failed:
        raise typer.Exit(FAILED)
    return [each for part in parts for each in part.diagnostics], {part.name for part in parts}


def _paths(paths: list[str] | None, stdin_name: str | None) -> list[str]:
    if paths:
        common.refuse_empty(paths)
        return paths
    return ["."] if stdin_name is None else ["-"]


def _run(
    setup: "Setup",
    paths: list[str],
    *,
    stdin_name: str | None,
    jobs: int,
    fix: bool,
    diff: bool,
    unsafe: bool,
    output: tuple[str, Path | None],
    reports: list[str],
    show_all: bool,
    baseline: Path | None,
    no_baseline: bool,
    quiet: bool,
) -> int:
    """Look at the files, print what there is to say, and return the exit status."""
    from pushstanza.cli.linting import Printer, Run, Tally, context, known_findings, report

    run = Run(setup, stdin_name, jobs)
    known = None if no_baseline else known_findings(baseline, setup.main)
    tally = Tally(only_shown=diff)
    parts = run.fixed(paths, unsafe=unsafe, diff=diff) if fix or diff else run.parts(paths)
    # What is fixed on standard input goes to standard output, where nothing else may stand.
    silent = diff or (fix and "-" in paths)
    with ExitStack() as stack:
        made = context(run, show_all=show_all, to_terminal=output[1] is None and not silent)
        printer = Printer(stack, None if silent and output[1] is None else output, reports, made)
        report(parts, printer, tally, known, setup)
        printer.finish(tally.summary())
    if not quiet:
        typer.echo(tally.summary().sentence(only_shown=diff), err=True)
    if run.failed:
        return FAILED
    found = run.differs if diff else setup.main.fails(tally.severities)
    return FOUND if found else 0
