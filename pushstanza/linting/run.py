"""A run over files and folders: which they are, what is found in them, and what is fixed.

What is found comes as it is found, so that memory stays flat however long a log is; only a
baseline is compared when all has been seen.
"""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

import attrs

from pushstanza.diagnostics import Diagnostic, PushStanzaError
from pushstanza.jid import Jid
from pushstanza.linting import whole
from pushstanza.linting.config import BASELINE, Config
from pushstanza.linting.config_files import Configs
from pushstanza.linting.exit_status import FAILED, FOUND
from pushstanza.linting.files import (
    Job,
    Part,
    lint_file,
    lint_files,
    lint_pipe,
    lint_text,
)
from pushstanza.linting.options import Chosen, Options
from pushstanza.linting.reports import ENDINGS, WITH_LINES, WITH_SURROUNDINGS
from pushstanza.linting.rules import RULES
from pushstanza.linting.tally import Tally
from pushstanza.linting.visit import EMPTY_PATH, Outcome, Visit, why_unreadable
from pushstanza.reading import compressed, decoding, source

if TYPE_CHECKING:
    from pushstanza.linting.baseline import Baseline, Entry
    from pushstanza.linting.cache import Cache
    from pushstanza.linting.effective import Effective
    from pushstanza.linting.settings import Settings

#: The path of standard input.
STDIN = "-"


class PathError(PushStanzaError, ValueError):
    """A path that names nothing."""


class StdinError(PushStanzaError, OSError):
    """Standard input that cannot be read."""


def open_stdin() -> IO[bytes]:
    """Return standard input.

    Raises:
        StdinError: there is none.
    """
    if sys.stdin is None:
        raise StdinError("standard input is not available")
    return sys.stdin.buffer


@contextmanager
def _reading_stdin() -> Iterator[None]:
    """Say of standard input that it cannot be read."""
    try:
        yield
    except PushStanzaError as error:
        if isinstance(error, whole.TooLargeError):
            raise StdinError(f"{STDIN}: {error}") from None
        raise
    except OSError as error:
        raise StdinError(f"{STDIN}: {why_unreadable(error)}") from None


class Run:
    """One run over files: first :meth:`visits`, then :meth:`parts`, and of these :meth:`reported`.

    Args:
        paths: Files and folders; ``-`` is standard input.
        chosen: The options.
        stdin: Returns standard input when it is to be read.

    Attributes:
        paths: The files and folders.
        lint_files: What looks at files; this process and others like it by default.
        config: What holds in the current folder.
        options: The options that are no keys of the configuration.
        output_format: The format of reports that was asked for in place of the configuration's.
        tally: What was looked at and found so far.
        has_failed: Whether something could not be read or written so far.

    Raises:
        ConfigError: a configuration is wrong, or cannot be read.
        PathError: a path is empty.
    """

    def __init__(
        self, paths: Sequence[str], chosen: Chosen, stdin: Callable[[], IO[bytes]] = open_stdin
    ) -> None:
        if "" in paths:
            raise PathError(EMPTY_PATH)
        self.options: Options = chosen.options
        self.output_format: str | None = chosen.overrides.get("output_format")
        self._configs = Configs(
            self.options.config, isolated=self.options.isolated, overrides=chosen.overrides
        )
        self.config: Config = self._configs.near(Path.cwd())
        _ = self.config.settings()
        self.tally: Tally = Tally(only_shown=self.options.diff)
        self._baseline = chosen.baseline
        self._cache = self._cache_of(chosen)
        self._cache_dir = chosen.cache_dir
        self.paths: Sequence[str] = paths
        self._open_stdin = stdin
        self.lint_files: Callable[[Sequence[Job]], Iterator[Part]] = self._lint_here
        self._stdin_name = self.options.stdin_filename or "<stdin>"
        self._stdin: bytes | None = None
        self._jobs: dict[str, Job] = {}
        self.has_failed: bool = False
        self._differs = False

    @property
    def account(self) -> Jid | None:
        """The user whose stanzas these are."""
        return self.config.settings().account

    @property
    def targets(self) -> frozenset[str]:
        """The names of the servers and push services that the stanzas are meant for."""
        settings = self.config.settings()
        return settings.targets | settings.app_servers

    def _cache_of(self, chosen: Chosen) -> "Cache | None":
        """Return where findings are kept: for a project, or where that is asked for."""
        config = self.config
        options = self.options
        is_elsewhere = options.dask is not None
        is_of_use = not (options.fix or options.diff or options.show_secrets or is_elsewhere)
        is_asked_for = (chosen.cache_dir, config.cache_dir, chosen.overrides.get("cache"))
        is_wanted = config.cache and (config.file is not None or any(is_asked_for))
        if not (is_wanted and is_of_use) or self.shows_surroundings:
            return None
        from pushstanza.linting.cache import FOLDER, Cache  # most single files are in no project

        beside = config.folder / (config.cache_dir or FOLDER)
        folder = beside if chosen.cache_dir is None else Path(chosen.cache_dir)
        return Cache(folder, is_written=not (options.show_files or options.show_settings))

    @property
    def shows_surroundings(self) -> bool:
        """Whether a report shows what is around findings, which is not kept."""
        return self._reports_in(WITH_SURROUNDINGS)

    @property
    def shows_lines(self) -> bool:
        """Whether a report may show the lines of findings."""
        return self._reports_in(WITH_LINES)

    def _reports_in(self, some: frozenset[str]) -> bool:
        """Tell whether a report may be in one of some formats."""
        formats = {self.config.output_format}
        formats.update(each.partition("=")[0] for each in self.options.report)
        name = (self.options.output or "").lower()
        return not some.isdisjoint(formats) or any(
            name.endswith(tuple(ENDINGS[each])) for each in some
        )

    # ---- which files ----

    def visits(self) -> Iterator[Visit]:
        """Yield the outcome for each path: files that are taken (each once), skipped, or failed."""
        for name in self.paths:
            for visit in self._found(name):
                if visit.outcome is not Outcome.TAKEN:
                    self.has_failed |= visit.outcome is Outcome.FAILED
                    if visit.is_passed_over:
                        self.tally.passed_over(1)
                    yield visit
                elif visit.name not in self._jobs:
                    self._jobs[visit.name] = self._job(visit.name)
                    yield visit

    def _found(self, name: str) -> Iterable[Visit]:
        if name == STDIN:
            return ()
        config = self._configs.near(Path(name))
        # os.path, unlike Path, says no where it may not look; discovery then says why.
        if os.path.isfile(name) and not config.force_exclude:  # noqa: PTH113
            return (Visit(str(Path(name)), Outcome.TAKEN, "named"),)
        from pushstanza.linting import discovery  # a file that is named needs no search

        index = None if self._cache is None else self._cache.index
        return discovery.visits([name], config, index)

    def jobs(self) -> list[Job]:
        """Return what is to be done with the files that were taken, and with standard input."""
        stdin = [self._stdin_job()] if STDIN in self.paths else []
        return [*self._jobs.values(), *stdin]

    def _stdin_job(self) -> Job:
        settings = self._settings_of(self._stdin_name, self._configs.near(Path(self._stdin_name)))
        return Job(name=self._stdin_name, settings=settings, is_stdin=True)

    def _job(self, name: str) -> Job:
        settings = self._settings_of(name, self._configs.beside(name))
        if self._cache is None:
            return Job(name=name, settings=settings)
        clean = self._cache.clean(name, settings)
        is_known = clean is not None and clean.is_current
        entry = None if is_known else self._cache.entry(name, settings)
        return Job(name=name, settings=settings, entry=entry, clean=clean)

    def _settings_of(self, name: str, config: Config) -> "Settings":
        settings = config.settings(name)
        if self.options.show_secrets:
            settings = attrs.evolve(settings, show_secrets=True)
        return settings

    def settings_of(self, path: str) -> "Effective":
        """Return the settings that hold for the file or folder at *path*, and their sources."""
        from pushstanza.linting.effective import effective

        name = self._stdin_name if path == STDIN else path
        named_files = {"baseline": self._baseline, "cache_dir": self._cache_dir}
        return effective(name, self._configs.near(Path(name)), named_files)

    @property
    def watched(self) -> list[Path]:
        """The files and folders on which what is found depends, as far as they exist."""
        files = [*map(Path, self.paths), *([self.config.file] if self.config.file else [])]
        return [each for each in files if each.exists()]

    @property
    def written(self) -> list[Path]:
        """The files that reports are written to, and the folder of the cache."""
        reports = (each.partition("=")[2] for each in self.options.report)
        cache = [] if self._cache is None else [self._cache.folder]
        return [*cache, *(Path(each) for each in (self.options.output, *reports) if each)]

    # ---- what is found in them ----

    def parts(self) -> Iterator[Part]:
        """Yield what is found in the files that were taken, then on standard input.

        With ``fix`` or ``diff`` that is what is still found, and ``fix`` writes the files.
        """
        found = self._fixed() if self.options.fix or self.options.diff else self._linted()
        for part in found:
            if part.error is None:
                self.tally.looked_at(part)
            else:
                self.has_failed = True
            yield part

    def _linted(self) -> Iterator[Part]:
        for part in self.lint_files([*self._jobs.values()]):
            if self._cache is not None:
                self._cache.note(part, self._jobs[part.name].settings)
            yield part
        if self._cache is not None:
            self._cache.close()
        if STDIN in self.paths:
            with _reading_stdin():
                processes = self.options.jobs or os.cpu_count() or 1
                stream = self._open_stdin()
                yield from lint_pipe(stream, self._stdin_job(), processes, self._note_stdin)

    def _note_stdin(self, data: bytes) -> None:
        self._stdin = data

    def _lint_here(self, jobs: Sequence[Job]) -> Iterator[Part]:
        return lint_files(jobs, self.options.jobs)

    def _fixed(self) -> Iterator[Part]:
        from pushstanza.linting import writing  # only where a file is fixed

        for job in self._jobs.values():
            if compressed.is_compressed(job.path):
                yield from lint_file(job)
                continue
            try:
                part = self._revised(whole.read(job.path), job)
                if part.revision is not None and not self.options.diff:
                    writing.write(job.path, part.revision.after)
            except OSError as error:
                yield Part(name=job.name, error=why_unreadable(error))
            except PushStanzaError as error:
                yield Part(name=job.name, error=str(error))
            else:
                yield part
        if STDIN in self.paths:
            with _reading_stdin():
                data = self._stdin = whole.read_stream(self._open_stdin())
            part = self._revised(data, self._stdin_job())
            if not self.options.diff:
                fixed = data if part.revision is None else part.revision.after.encode()
                part = attrs.evolve(part, output=fixed)
            yield part

    def _revised(self, data: bytes, job: Job) -> Part:
        """Return what is still found in a file when it is fixed, and what it becomes.

        A log is never changed, and neither is what is not in UTF-8.
        """
        from pushstanza.linting import fix as fixing

        part = lint_text(data, job.name, job.settings)
        try:
            text = decoding.decoded(data, source.Limits(size=len(data)))
        except PushStanzaError:
            return part
        if part.kind == "log" or not any(each.fix for each in part.diagnostics):
            return part
        fixed = fixing.fix(
            text,
            lambda text: lint_text(text, job.name, job.settings).diagnostics,
            unsafe=self.options.unsafe_fixes,
        )
        revision = None
        if fixed.text != text:
            self._differs = True
            revision = fixing.Revision(job.name, text, fixed.text, job.settings.show_secrets)
        return attrs.evolve(
            part,
            diagnostics=tuple(fixed.diagnostics),
            fixes=tuple(fixed.applied),
            revision=revision,
        )

    # ---- what of it is reported ----

    def reported(self, parts: Iterable[Part]) -> Iterator[Part]:
        """Return what is to be reported of *parts*: as it comes, or all but what is known.

        Raises:
            BaselineError: the baseline cannot be read.
        """
        known = self._known_findings()
        sound = (part for part in parts if part.error is None)
        return self._counted(sound if known is None else self._compared(sound, known))

    def _counted(self, parts: Iterable[Part]) -> Iterator[Part]:
        for part in parts:
            self.tally.reported(part.diagnostics)
            yield part

    def _compared(self, parts: Iterable[Part], known: "Baseline") -> Iterator[Part]:
        from pushstanza.linting import baseline

        found: dict[str, list[Diagnostic]] = {}
        for part in parts:
            found.setdefault(part.name, []).extend(part.diagnostics)
        everything = (each for several in found.values() for each in several)
        compared = baseline.apply(
            known, everything, found, lambda entry: self._looks_for(entry, known)
        )
        self.tally.baselined(len(compared.known))
        new = {id(each) for each in compared.new}
        for name, several in found.items():
            yield Part(name=name, diagnostics=tuple(each for each in several if id(each) in new))
        stale = [*baseline.stale_findings(known, compared.stale, self.config.settings())]
        if stale:
            yield Part(name=str(known.place), diagnostics=tuple(stale))

    def new_baseline(self, parts: Iterable[Part]) -> "Baseline":
        """Return the baseline in which all that was found is known."""
        from pushstanza.linting import baseline

        found = (each for part in parts for each in part.diagnostics)
        return baseline.create(self.baseline_place, found)

    def pruned_baseline(self, parts: Sequence[Part]) -> "tuple[Baseline, int]":
        """Return the baseline without what is no longer found, and how much that is.

        Raises:
            BaselineError: there is none that can be read.
        """
        from pushstanza.linting import baseline

        known = baseline.read(self.baseline_place)
        found = (each for part in parts for each in part.diagnostics)
        names = {part.name for part in parts}
        left = baseline.prune(known, found, names, lambda entry: self._looks_for(entry, known))
        return left, len(known.entries) - len(left.entries)

    @property
    def baseline_place(self) -> Path:
        """Where the baseline is, or would be."""
        if self._baseline is not None:
            return Path(self._baseline)
        return self.config.baseline_path or self.config.folder / BASELINE

    def _known_findings(self) -> "Baseline | None":
        if self.options.no_baseline:
            return None
        place = self.baseline_place
        is_asked_for = self._baseline is not None or self.config.baseline is not None
        if not is_asked_for and not place.exists():
            return None
        from pushstanza.linting import baseline  # most projects have none

        return baseline.read(place)

    def _looks_for(self, entry: "Entry", known: "Baseline") -> bool:
        """Tell whether what an entry of a baseline says would be found if it were there."""
        file = known.place.absolute().parent / entry.file
        if entry.code not in RULES or not file.exists():
            return True
        return entry.code in self._configs.near(file).settings(file).wanted

    # ---- what it comes to ----

    @property
    def fixes_stdin(self) -> bool:
        """Whether standard input is fixed: what it becomes is the output then."""
        return self.options.fix and STDIN in self.paths

    @property
    def exit_status(self) -> int:
        """What the command ends with: 0 nothing found, 1 findings, 2 it could not do the job."""
        if self.has_failed:
            return FAILED
        fails = self.config.fails(self.tally.severities)
        is_found = self._differs if self.options.diff else fails
        return FOUND if is_found and not self.options.exit_zero else 0

    def text_of(self, name: str) -> str | None:
        """Return the text of a file that was looked at."""
        data = self._stdin if STDIN in self.paths and name == self._stdin_name else None
        if data is None and not Path(name).is_file():
            return None  # a pipe can be read only once
        try:
            data = _content(Path(name)) if data is None else data
            return decoding.decoded(data, source.Limits(size=len(data)))
        except (OSError, PushStanzaError):
            return None


def _content(path: Path) -> bytes:
    """Return what a file that was looked at holds; a small one may decompress to a huge one."""
    if not compressed.is_compressed(path):
        return path.read_bytes()
    with compressed.opened(path) as stream:
        return whole.read_stream(stream)
