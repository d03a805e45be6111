"""Files and folders to what is found in them: what the command line does, for programs."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypedDict, Unpack

import attrs

from pushstanza.diagnostics import Diagnostic, Severity
from pushstanza.diagnostics.arguments import described, immutable, public
from pushstanza.diagnostics.records import frozen
from pushstanza.diagnostics.to_json import ToJson
from pushstanza.jid import Jid
from pushstanza.linting.files import Part
from pushstanza.linting.options import OptionError, from_keywords
from pushstanza.linting.reports import Context, ReportError, Summary
from pushstanza.linting.reports.several import Reports, known_format
from pushstanza.linting.run import Run
from pushstanza.linting.visit import Outcome, Visit
from pushstanza.linting.writing import replacing
from pushstanza.reading.input_kind import InputKind


class FileOptions(TypedDict, total=False):
    """The types of those keywords that say which files are checked, and for what.

    What they mean and which values they take is declared in ``Config`` and ``Options``.
    """

    target: str | Iterable[str] | None
    app_server: str | Iterable[str] | None
    account: str | Jid | None
    select: str | Iterable[str] | None
    extend_select: str | Iterable[str] | None
    ignore: str | Iterable[str] | None
    scope: str | None
    severity: Mapping[str, str | Severity] | None
    per_file_ignores: Mapping[str, Iterable[str]] | None
    input: InputKind | None
    include: str | Iterable[str] | None
    source_code: bool | None
    exclude: str | Iterable[str] | None
    extend_exclude: str | Iterable[str] | None
    force_exclude: bool | None
    respect_gitignore: bool | None
    isolated: bool
    show_secrets: bool


class LintOptions(FileOptions, total=False):
    """The types of the keywords of :func:`pushstanza.lint_paths`, for type checkers."""

    fail_on: str | Severity | None
    baseline: str | os.PathLike[str] | None
    output_format: str | None
    exit_zero: bool
    stdin_filename: str | None
    no_baseline: bool
    fix: bool
    unsafe_fixes: bool
    diff: bool
    jobs: int
    cache: bool | None
    cache_dir: str | os.PathLike[str] | None


@immutable
@frozen(kw_only=True)
class LintedFile(ToJson):
    """A file that was checked, and what was found in it.

    Args:
        name: What it is called in reports.
        reason: Why it was checked: it was named, or a pattern includes it.
        diagnostics: What was found and is not in the baseline; after fixes, what is left.
        fixes: The findings that were fixed, or with ``diff`` those that would be.
        diff: What fixes changed or would change, as a unified diff; secrets are covered.
        output: What fixes make of standard input; ``None`` for files, which are written.
        stanzas: How many stanzas it holds.
        payloads: How many JSON payloads it holds.
        outside: How many of the stanzas were passed over, as they have nothing to do with push.
        suppressed: How many findings are hidden by comments.
    """

    name: str
    reason: str
    diagnostics: tuple[Diagnostic, ...] = attrs.field(default=(), repr=False)
    fixes: tuple[Diagnostic, ...] = attrs.field(default=(), repr=False)
    diff: str = attrs.field(default="", repr=False)
    output: bytes | None = attrs.field(default=None, repr=False)
    stanzas: int = 0
    payloads: int = 0
    outside: int = 0
    suppressed: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON holds it, without ``output``, in which secrets stand whole."""
        return {
            "name": self.name,
            "reason": self.reason,
            "diagnostics": [each.to_dict() for each in self.diagnostics],
            "fixes": [each.to_dict() for each in self.fixes],
            "diff": self.diff,
            "stanzas": self.stanzas,
            "payloads": self.payloads,
            "outside": self.outside,
            "suppressed": self.suppressed,
        }


def _no_text(_name: str) -> None:
    return None


@immutable
@frozen(kw_only=True)
class LintResult(ToJson):
    """What :func:`pushstanza.lint_paths` found.

    Args:
        files: The files that were checked, in the order of reports; at the end perhaps the
            baseline, if entries of it are no longer found.
        skipped: The files and folders that were left out, each with its ``path`` and ``reason``.
        failed: Those that could not be read or written, as well.
        summary: The counts, such as ``errors``, ``fixed``, ``suppressed`` and ``baselined``.
        exit_status: What the command would end with: 0 nothing found, 1 findings, 2 a file could
            not be read or written.
        output_format: The format of reports for which none is given.
    """

    files: tuple[LintedFile, ...] = attrs.field(repr=False)
    skipped: tuple[Visit, ...] = attrs.field(repr=False)
    failed: tuple[Visit, ...]
    summary: Summary
    exit_status: int
    output_format: str = "text"
    _read: Callable[[str], str | None] = attrs.field(
        default=_no_text, alias="read", repr=False, eq=False
    )
    _show_secrets: bool = attrs.field(default=False, alias="show_secrets", repr=False)
    _account: Jid | None = attrs.field(default=None, alias="account", repr=False)
    _targets: frozenset[str] = attrs.field(default=frozenset(), alias="targets", repr=False)

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """All findings, in the order of the files, and in each by their places."""
        return tuple(found for file in self.files for found in file.diagnostics)

    @property
    def fixes(self) -> tuple[Diagnostic, ...]:
        """All findings that were fixed, or with ``diff`` those that would be."""
        return tuple(found for file in self.files for found in file.fixes)

    @property
    def diff(self) -> str:
        """What fixes changed or would change in all files; secrets are covered."""
        return "".join(file.diff for file in self.files)

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON holds it: all findings by their files, and the counts.

        For programs of other makers there are the formats of :meth:`report`.
        """
        return {
            "files": [each.to_dict() for each in self.files],
            "skipped": [_visit(each) for each in self.skipped],
            "failed": [_visit(each) for each in self.failed],
            "summary": attrs.asdict(self.summary),
            "exit_status": self.exit_status,
        }

    @public
    def report(self, output_format: str | None = None, *, show_all: bool = False) -> str:
        """Return the findings in a format of ``pushstanza lint --output-format``.

        Args:
            output_format: The format; by default that of the options or configuration.
            show_all: Whether every finding is shown, however alike they are.

        Raises:
            FormatError: there is no such format.
        """
        parts: list[str] = []
        self._write(parts.append, output_format, show_all=show_all)
        return "".join(parts)

    @public
    def write_report(
        self,
        file: str | os.PathLike[str],
        output_format: str | None = None,
        *,
        show_all: bool = False,
    ) -> None:
        """Write what :meth:`report` returns to a file.

        Raises:
            FormatError: there is no such format.
            ReportError: the file cannot be written.
        """
        known_format(output_format or self.output_format)
        try:
            with replacing(Path(file)) as stream:
                self._write(
                    lambda text: stream.write(text.encode(errors="replace")),
                    output_format,
                    show_all=show_all,
                )
        except OSError as error:
            raise ReportError(f"{os.fsdecode(file)}: {error.strerror}") from None

    def _write(
        self, write: Callable[[str], object], output_format: str | None, *, show_all: bool
    ) -> None:
        context = Context(
            show_all=show_all,
            show_secrets=self._show_secrets,
            read=self._read,
            account=self._account,
            targets=self._targets,
        )
        reports = Reports(context)
        reports.begin(output_format or self.output_format, write)
        for file in self.files:
            reports.add(file.name, file.diagnostics)
        reports.finish(self.summary)


def _visit(visit: Visit) -> dict[str, str]:
    return {"path": visit.name, "reason": visit.reason}


@public
def lint_paths(
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    config: str | os.PathLike[str] | Iterable[str | os.PathLike[str]] | None = None,
    **options: Unpack[LintOptions],
) -> LintResult:
    """Check files and folders as ``pushstanza lint`` does, or fix them as ``pushstanza fix`` does.

    The options are those of the command, with underscores, and all keys of the configuration:
    ``select=["PS7"]``, ``target="mongooseim"``, ``severity={"PS505": "error"}``. They take the
    place of the configuration, or are added to it, as on the command line; ``None`` leaves it as it
    is. Nothing is printed, and all findings are kept in memory.

    Args:
        paths: A file or folder, or several; ``"-"`` is standard input.
        config: A configuration file that holds for all, or KEY=VALUE as in TOML, or several.
        target: The servers that the stanzas are meant for.
        app_server: The push services that publishes are meant for.
        account: The JID of the user whose stanzas these are.
        select: Only these rules, by code, its beginning, or name.
        extend_select: Rules besides.
        ignore: Rules that are not wanted.
        isolated: Whether configuration files are left alone.
        fix: Whether safe fixes are made, and files written.
        unsafe_fixes: Whether fixes are made, too, that may change a meaning.
        diff: Whether fixes are only proposed: files stay as they are.
        baseline: The file with the findings that are known.
        no_baseline: Whether the baseline is not used.
        jobs: How many files are checked at once; 1 by default, 0 for as many as there are
            processors. More than 1 starts other processes.
        show_secrets: Whether messages and differences show secrets whole.
        cache: Whether findings are kept in a folder and used again; not by default.
        cache_dir: The folder; by default ``.pushstanza_cache`` beside the configuration.
        **options: Further keys of the configuration; ``stdin_filename``, ``exit_zero``.

    Raises:
        OptionError: there is no such option, or a path is none (it is a ``TypeError``, too).
        ConfigError: an option or a configuration is wrong (a ``ValueError``).
        PathError: a path is empty (a ``ValueError``).
        BaselineError: the baseline cannot be read (a ``ValueError``).
        StdinError: standard input cannot be read (an ``OSError``).

    A file that cannot be read raises nothing: it is in ``failed``, and the others are checked.
    """
    keywords: dict[str, Any] = {"jobs": 1, "cache": False, **options, "config": config}
    return collected(Run(names_of(paths), from_keywords(keywords, "lint_paths")))


def collected(run: Run) -> LintResult:
    """Make a run, and return what it finds.

    Raises:
        BaselineError: the baseline cannot be read.
        StdinError: standard input cannot be read.
    """
    return _Collector(run).result()


def _no_path(value: object) -> OptionError:
    return OptionError(
        f"expected a path, or several, not {described(value)}",
        attribute="paths",
        value=value,
        expected=("a str", "a path", "an iterable of these"),
        path="lint_paths.paths",
    )


def names_of(paths: Any) -> list[str]:
    """Return the names of one path or several.

    Raises:
        OptionError: one of them is no path.
    """
    one = isinstance(paths, str | bytes | os.PathLike)
    names = []
    for each in [paths] if one else paths:
        if not isinstance(each, str | bytes | os.PathLike):
            raise _no_path(each)
        names.append(os.fsdecode(each))
    return names


class _Collector:
    """Collects the results of a run."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._files: dict[str, LintedFile] = {}
        self._reasons: dict[str, str] = {}
        self._skipped: list[Visit] = []
        self._failed: list[Visit] = []

    def result(self) -> LintResult:
        """Return what came of the run."""
        run = self._run
        reported = run.reported(self._parts())
        found: dict[str, list[Diagnostic]] = {}
        for part in reported:
            found.setdefault(part.name, []).extend(part.diagnostics)
        for name, diagnostics in found.items():
            file = self._files.get(name) or LintedFile(name=name, reason="the baseline")
            self._files[name] = attrs.evolve(file, diagnostics=tuple(diagnostics))
        return LintResult(
            files=tuple(self._files.values()),
            skipped=tuple(self._skipped),
            failed=tuple(self._failed),
            summary=run.tally.summary(),
            exit_status=run.exit_status,
            output_format=run.config.output_format,
            read=run.text_of,
            show_secrets=run.options.show_secrets,
            account=run.account,
            targets=run.targets,
        )

    def _parts(self) -> Iterator[Part]:
        for visit in self._run.visits():
            match visit.outcome:
                case Outcome.TAKEN:
                    self._reasons[visit.name] = visit.reason
                case Outcome.SKIPPED:
                    self._skipped.append(visit)
                case Outcome.FAILED:
                    self._failed.append(visit)
        for part in self._run.parts():
            if part.error is not None:
                self._failed.append(Visit(part.name, Outcome.FAILED, part.error))
            else:
                self._add(part)
            yield part

    def _add(self, part: Part) -> None:
        file = self._files.get(part.name) or LintedFile(
            name=part.name, reason=self._reasons.get(part.name, "standard input")
        )
        lines = () if part.revision is None else part.revision.diff()
        self._files[part.name] = attrs.evolve(
            file,
            fixes=(*file.fixes, *part.fixes),
            diff=file.diff + "".join(f"{line}\n" for line in lines),
            output=part.output,
            stanzas=file.stanzas + part.stanzas,
            payloads=file.payloads + part.payloads,
            outside=file.outside + part.outside,
            suppressed=file.suppressed + part.suppressed,
        )
