"""What the commands over many files share: a run with its configuration, counts and reports."""

import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import typer

from pushstanza.cli import common
from pushstanza.diagnostics import Diagnostic, PushStanzaError, Severity
from pushstanza.diagnostics.excerpts import printable
from pushstanza.diagnostics.spelling import did_you_mean
from pushstanza.linting.config import Config, ConfigError
from pushstanza.linting.config_files import Configs, checked
from pushstanza.linting.files import Job, Part, lint_files, lint_text
from pushstanza.linting.reports import REPORTS, Context, Report, Summary, plain
from pushstanza.linting.rules import RULES
from pushstanza.reading import source

if TYPE_CHECKING:
    from pushstanza.linting.baseline import Baseline, Entry
    from pushstanza.linting.discovery import Visit

#: The baseline of a project that names no other, in the folder of its configuration.
BASELINE = ".pushstanza-baseline.json"


@attrs.frozen(kw_only=True)
class Choices:
    """What the command line says in place of the configuration."""

    select: list[str] | None = None
    extend_select: list[str] | None = None
    ignore: list[str] | None = None
    target: Sequence[str] | None = None
    app_server: Sequence[str] | None = None
    account: str | None = None
    severity: list[str] | None = None
    input: str | None = None
    include: list[str] | None = None
    exclude: list[str] | None = None
    extend_exclude: list[str] | None = None
    force_exclude: bool | None = None
    respect_gitignore: bool | None = None
    fail_on: str | None = None
    output_format: str | None = None

    def values(self) -> dict[str, Any]:
        """Return what is said, by the names of the keys; the checks of a configuration hold.

        Raises:
            ConfigError: an option is wrong.
        """
        said = {
            name: checked({_key(name): _split(name, value)}, f"--{_key(name)}")[name]
            for name, value in attrs.asdict(self).items()
            if value is not None and name != "severity"
        }
        return said | ({"severity": _levels(self.severity)} if self.severity else {})


#: What the command line says beside the configuration, not in place of it.
_ADDED = ("extend_select", "ignore", "extend_exclude")
_LISTS_OF_WORDS = frozenset({"select", "extend_select", "ignore"})


def _key(name: str) -> str:
    return name.replace("_", "-")


def _split(name: str, value: Any) -> Any:
    if name in _LISTS_OF_WORDS:
        return [word.strip() for each in value for word in each.split(",") if word.strip()]
    return value


def _levels(options: list[str]) -> dict[str, Severity]:
    """Return the rules with their severities, each of which is given as RULE=LEVEL."""
    levels: dict[str, Severity] = {}
    for each in options:
        rule, equals, level = each.partition("=")
        named = f"--severity {each}"
        if not equals:
            raise ConfigError("this is not RULE=LEVEL, such as PS505=error", named)
        levels |= checked({"severity": {rule: level}}, named)["severity"]
    return levels


def _with_more(config: Config, more: Mapping[str, tuple[Any, ...]]) -> Config:
    """Return *config* with what comes on top of its own lists."""
    longer: dict[str, Any] = {
        name: (*getattr(config, name), *values) for name, values in more.items()
    }
    return attrs.evolve(config, **longer) if longer else config


class Setup:
    """The configuration that holds for each file, with what the command line says."""

    def __init__(
        self,
        choices: Choices,
        config: list[str] | None,
        *,
        isolated: bool,
        show_secrets: bool = False,
    ) -> None:
        self.show_secrets = show_secrets
        said = choices.values()
        self._added = {name: said.pop(name) for name in _ADDED if name in said}
        self._known: dict[int, Config] = {}
        self._configs = Configs(config or (), isolated=isolated, overrides=said)
        self.main = self.near(Path.cwd())
        _ = self.main.settings()

    def near(self, path: Path) -> Config:
        """Return the configuration for a file or folder."""
        found = self._configs.near(path)
        if id(found) not in self._known:
            self._known[id(found)] = _with_more(found, self._added)
        return self._known[id(found)]

    def looks_for(self, entry: "Entry", known: "Baseline") -> bool:
        """Tell whether what an entry of a baseline says would be found if it were there."""
        file = known.place.absolute().parent / entry.file
        if entry.code not in RULES or not file.exists():
            return True
        return entry.code in self.near(file).settings(file).wanted

    def job(self, path: Path, name: str) -> Job:
        """Return what is to be done with a file."""
        settings = self.near(Path(name)).settings(name)
        if self.show_secrets:
            settings = attrs.evolve(settings, show_secrets=True)
        return Job(path=path, name=name, settings=settings)


class Run:
    """One run over files: what it found, and whether something could not be read."""

    def __init__(self, setup: Setup, stdin_name: str | None, processes: int) -> None:
        self.failed = False
        self.differs = False
        self.setup = setup
        self._stdin_name = stdin_name or "<stdin>"
        self._processes = processes
        self.stdin = b""

    def jobs(self, paths: list[str]) -> list[Job]:
        """Return what is to be done, each file once; what cannot be read is told."""
        found = dict.fromkeys(path for each in paths if each != "-" for path in self._files(each))
        return [self.setup.job(path, os.fspath(path)) for path in found]

    def _files(self, name: str) -> Iterable[Path]:
        config = self.setup.near(Path(name))
        # os.path, unlike Path, says no where it may not look; discovery then says why.
        if os.path.isfile(name) and not config.force_exclude:  # noqa: PTH113
            return [Path(name)]
        from pushstanza.linting import discovery  # a file that is named needs no search

        return discovery.files([name], config, failed=self.cannot_read)

    def cannot_read(self, visit: "Visit") -> None:
        """Say that a file or folder could not be read."""
        self.complain(f"{visit.path}: {visit.reason}")

    def complain(self, message: str) -> None:
        """Say that something could not be done; the rest goes on."""
        typer.echo(f"pushstanza: {printable(message)}", err=True)
        self.failed = True

    def parts(self, paths: list[str]) -> Iterator[Part]:
        """Yield what is found in files, then on standard input if it is among them."""
        for part in lint_files(self.jobs(paths), self._processes):
            if part.error is not None:
                self.complain(f"{part.name}: {part.error}")
            else:
                yield part
        if "-" in paths:
            self.stdin = common.read_bytes("-")
            yield lint_text(self.stdin, self._stdin_name, self.stdin_job().settings)

    def fixed(self, paths: list[str], *, unsafe: bool, diff: bool) -> Iterator[Part]:
        """Yield what is still found in files when they are put right, or would be."""
        from pushstanza.linting import fix as fixing

        for job in self.jobs(paths):
            try:
                data = job.path.read_bytes()
                part, text, changed = _fixed(data, job, unsafe=unsafe)
                if changed and diff:
                    self.show_diff(job, source.decoded(data), text)
                elif changed:
                    fixing.write(job.path, text)
            except OSError as error:
                self.complain(f"{job.name}: {error.strerror}")
            else:
                yield part
        if "-" in paths:
            self.stdin = common.read_bytes("-")
            part, text, changed = _fixed(self.stdin, self.stdin_job(), unsafe=unsafe)
            if not diff:
                sys.stdout.buffer.write(text.encode() if changed else self.stdin)
                sys.stdout.buffer.flush()
            elif changed:
                self.show_diff(self.stdin_job(), source.decoded(self.stdin), text)
            yield part

    def show_diff(self, job: Job, before: str, after: str) -> None:
        """Print what would change, with what is secret covered."""
        from pushstanza.linting import fix as fixing

        self.differs = True
        shown = job.settings.show_secrets
        name = printable(job.name)
        for line in fixing.unified_diff(name, before, after, show_secrets=shown):
            typer.echo(line)

    def stdin_job(self) -> Job:
        """Return what is to be done with standard input."""
        return self.setup.job(Path("-"), self._stdin_name)

    def text_of(self, name: str) -> str | None:
        """Return the text of a file that was looked at."""
        if name != self._stdin_name and not Path(name).is_file():
            return None  # a pipe can be read only once
        try:
            data = self.stdin if name == self._stdin_name else Path(name).read_bytes()
            return source.decoded(data, source.Limits(size=len(data)))
        except (OSError, PushStanzaError):
            return None


def _fixed(data: bytes, job: Job, *, unsafe: bool) -> tuple[Part, str, bool]:
    """Return what is still found in a file, its text put right, and whether that is another.

    A log is never changed, and neither is what is not in UTF-8.
    """
    from pushstanza.linting import fix as fixing

    part = lint_text(data, job.name, job.settings)
    try:
        text = source.decoded(data, source.Limits(size=len(data)))
    except PushStanzaError:
        return part, "", False
    if part.kind == "log" or not any(each.fix for each in part.diagnostics):
        return part, text, False
    fixed = fixing.fix(
        text, lambda text: lint_text(text, job.name, job.settings).diagnostics, unsafe=unsafe
    )
    done = attrs.evolve(part, diagnostics=tuple(fixed.diagnostics), fixed=len(fixed.applied))
    return done, fixed.text, fixed.text != text


class Tally:
    """Counts what was looked at and what was found, for the summary and the exit status.

    Args:
        only_shown: Whether fixes are shown, not made.
    """

    def __init__(self, *, only_shown: bool = False) -> None:
        self._only_shown = only_shown
        self._started = time.perf_counter()
        self._files: set[str] = set()
        self._counts: Counter[str] = Counter()
        self.severities: Counter[Severity] = Counter()

    def part(self, part: Part) -> None:
        """Count what was looked at."""
        self._files.add(part.name)
        self._counts.update(
            stanzas=part.stanzas,
            payloads=part.payloads,
            suppressed=part.suppressed,
            **{"fixable" if self._only_shown else "fixed": part.fixed},
        )

    def counted(self, found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
        """Yield the findings that are reported, and count them."""
        for each in found:
            self.severities[each.severity] += 1
            if each.fix is not None and each.fix.safe and not self._only_shown:
                self._counts["fixable"] += 1
            yield each

    def add(self, what: str, count: int) -> None:
        """Count findings that are not."""
        self._counts[what] += count

    def summary(self) -> Summary:
        """Return what there is to say in the end."""
        return Summary(
            files=len(self._files),
            errors=self.severities[Severity.ERROR],
            warnings=self.severities[Severity.WARNING],
            notes=self.severities[Severity.INFO],
            seconds=time.perf_counter() - self._started,
            **self._counts,
        )


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
    """The reports of a run: one to standard output or a file, and others to files."""

    def __init__(
        self,
        stack: ExitStack,
        main: tuple[str, Path | None] | None,
        more: list[str],
        made_with: Context,
    ) -> None:
        self.progress = Progress()
        self._reports: list[Report] = []
        self._context = made_with
        self._stack = stack
        if main is not None:
            self._add(*main)
        for each in more:
            name, equals, file = each.partition("=")
            if not equals or not file:
                common.fail(f"--report {each}: this is not FORMAT=FILE")
            if name not in REPORTS:
                hint = did_you_mean(name, REPORTS) or f"they are {', '.join(REPORTS)}"
                common.fail(f"--report {each}: no format {name!r}; {hint}")
            self._add(name, Path(file))
        self._current: str | None = None

    def _add(self, name: str, file: Path | None) -> None:
        self._reports.append(REPORTS[name](self._writer(file), self._context))

    def _writer(self, file: Path | None) -> Callable[[str], object]:
        if file is None:
            return self._to_stdout
        try:
            stream = self._stack.enter_context(file.open("w", encoding="utf-8", newline="\n"))
        except OSError as error:
            common.fail(f"{file}: {error.strerror}")
        return stream.write

    def _to_stdout(self, text: str) -> None:
        self.progress.clear()
        sys.stdout.write(text)

    def add(self, name: str, found: Iterable[Diagnostic]) -> None:
        """Report what was found in a file, or in a part of it."""
        for report in self._reports:
            if name != self._current:
                report.file(name)
        self._current = name
        for each in found:
            for report in self._reports:
                report.add(each)

    def finish(self, summary: Summary) -> None:
        """End the reports."""
        for report in self._reports:
            report.finish(summary)


def baseline_place(given: Path | None, config: Config) -> Path:
    """Return where the baseline is, or would be."""
    return given or config.baseline_path or config.folder / BASELINE


def known_findings(given: Path | None, config: Config) -> "Baseline | None":
    """Return the baseline of a run, if there is one.

    Raises:
        BaselineError: it was asked for and cannot be read.
    """
    place = baseline_place(given, config)
    if given is None and config.baseline is None and not place.exists():
        return None
    from pushstanza.linting import baseline  # most projects have none

    return baseline.read(place)


def report(
    parts: Iterable[Part],
    printer: Printer,
    tally: Tally,
    known: "Baseline | None",
    setup: Setup,
) -> None:
    """Report what is found, as it comes; with a baseline, when all has been seen."""
    if known is None:
        for part in parts:
            tally.part(part)
            printer.add(part.name, tally.counted(part.diagnostics))
            printer.progress.show(part)
        return
    from pushstanza.linting import baseline

    found: dict[str, list[Diagnostic]] = {}
    for part in parts:
        tally.part(part)
        found.setdefault(part.name, []).extend(part.diagnostics)
    everything = (each for several in found.values() for each in several)
    compared = baseline.apply(known, everything, found, lambda entry: setup.looks_for(entry, known))
    tally.add("baselined", len(compared.known))
    new = {id(each) for each in compared.new}
    for name, several in found.items():
        printer.add(name, tally.counted(each for each in several if id(each) in new))
    stale = [*baseline.stale_findings(known, compared.stale, setup.main.settings())]
    if stale:
        printer.add(str(known.place), tally.counted(stale))


def context(run: Run, *, show_all: bool, to_terminal: bool) -> Context:
    """Return what the reports of a run are made with."""
    from importlib.metadata import version

    return Context(
        style=common.style if to_terminal else plain,
        hyperlinks=to_terminal and common.has_colours() and sys.stdout.isatty(),
        show_all=show_all,
        show_secrets=run.setup.show_secrets,
        read=run.text_of,
        version=version("pushstanza"),
    )


def show_files(paths: list[str], run: Run) -> None:
    """Print which files would be looked at, and why, or why not; what cannot be read is told."""
    from pushstanza.linting import discovery

    for each in paths:
        for visit in () if each == "-" else discovery.visits([each], run.setup.near(Path(each))):
            if visit.outcome is discovery.Outcome.FAILED:
                run.cannot_read(visit)
            else:
                typer.echo(printable(f"{visit.outcome:<8} {visit.path}  ({visit.reason})"))
