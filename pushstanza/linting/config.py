"""What a project says once for all runs: the keys, where they are written, and what they come to.

A key is declared once, as a field of :class:`Config`: reading it, the JSON Schema and the page of
the documentation follow from that.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import attrs

from pushstanza.diagnostics import Excerpt, PushStanzaError, Severity, Span
from pushstanza.diagnostics.excerpts import drawn
from pushstanza.diagnostics.records import frozen
from pushstanza.linting.declare import (
    GLOB,
    GLOBS,
    JID,
    RULE,
    RULE_LIST,
    Choice,
    Declaration,
    Flag,
    Group,
    Later,
    Several,
    Table,
    Word,
    declarations,
    declare,
)
from pushstanza.linting.reports import REPORTS
from pushstanza.reading.input_kind import InputKind

if TYPE_CHECKING:
    from pushstanza.linting.gitignore import Pattern
    from pushstanza.linting.settings import Settings

#: The baseline of a project that names no other, in the folder of its configuration.
BASELINE = ".pushstanza-baseline.json"

#: What files in a folder may hold stanzas.
INCLUDE = (
    "*.xml", "*.stanza", "*.log", "*.md", "*.markdown", "*.rst", "*.html", "*.htm", "*.json",
    "*.jsonl", "*.txt", "*.log.gz", "*.log.bz2", "*.log.xz",
)  # fmt: skip

#: What is not gone into: the folders of version control, of installed packages and of caches.
EXCLUDE = (
    ".git", ".hg", ".svn", ".bzr", ".jj", ".venv", "venv", "node_modules", "site-packages",
    "__pycache__", "__pypackages__", ".eggs", ".tox", ".nox", ".cache", ".mypy_cache",
    ".pushstanza_cache", ".pytest_cache", ".ruff_cache", ".hypothesis", ".direnv", ".idea",
    ".vscode",
)  # fmt: skip


class ConfigError(PushStanzaError, ValueError):
    """A configuration that cannot be read.

    ``reason`` says what is wrong; ``file``, ``span`` and ``excerpt`` say where.
    """

    def __init__(
        self,
        reason: str,
        file: str | None = None,
        span: Span | None = None,
        shown: Excerpt | None = None,
    ) -> None:
        place = [file or "", *((str(span.line), str(span.column)) if span else ())]
        lines = [": ".join(each for each in (":".join(place), reason) if each)]
        if span is not None and shown is not None:
            margin = " " * len(str(span.line))
            line, carets = drawn(shown)
            lines += [f"{margin} |", f"{span.line} | {line}", f"{margin} | {carets}"]
        super().__init__("\n".join(lines))
        self.reason = reason
        self.file = file
        self.span = span
        self.excerpt = shown


#: Which stanzas are checked: those that concern push and near misses of them, or all.
SCOPES = ("push", "all")

#: Which severity makes a run fail; ``never`` for none.
FAIL_ON = (*(each.value for each in Severity), "never")


def _servers() -> tuple[str, ...]:
    from pushstanza.servers.registry import HOME_SERVERS

    return tuple(HOME_SERVERS)


def _push_services() -> tuple[str, ...]:
    from pushstanza.servers.registry import APP_SERVERS

    return tuple(APP_SERVERS)


@frozen(kw_only=True)
class Config:
    """What a project has written down, with the defaults for the rest.

    ``folder`` is where the globs begin; ``file`` is what was read, ``None`` where nothing was.
    ``origins`` says by the names of the fields where values come from that are no defaults.
    """

    target: tuple[str, ...] = declare(
        "The servers that will receive the stanzas.",
        Several(Later("SERVER", _servers), "a list of servers"),
        (),
        Group.RULES,
    )
    app_server: tuple[str, ...] = declare(
        "The push services that will receive published notifications.",
        Several(Later("SERVICE", _push_services), "a list of push services"),
        (),
        Group.RULES,
    )
    account: str | None = declare(
        "The JID of the user who sends the stanzas; some rules need it.", JID, None, Group.RULES
    )
    select: tuple[str, ...] | None = declare(
        "Run only these rules, given by code, code prefix or name; ALL selects every rule.",
        RULE_LIST,
        None,
        Group.RULES,
    )
    extend_select: tuple[str, ...] = declare(
        "Run these rules as well, such as those that are off by default.",
        RULE_LIST,
        (),
        Group.RULES,
        adds=True,
    )
    ignore: tuple[str, ...] = declare(
        "Do not run these rules.", RULE_LIST, (), Group.RULES, adds=True
    )
    scope: str = declare(
        "The stanzas to check: those that concern push and near misses of them, or all.",
        Choice(SCOPES),
        "push",
        Group.RULES,
    )
    severity: Mapping[str, Severity] = declare(
        "Set the severity of a rule.",
        Table(
            RULE,
            Choice(FAIL_ON[:-1], Severity),
            "a table of rules with their severity",
            metavar="RULE=LEVEL",
        ),
        attrs.Factory(dict),
        Group.RESULT,
    )
    fail_on: str = declare(
        "The lowest severity that makes the exit status 1.",
        Choice(FAIL_ON),
        Severity.WARNING.value,
        Group.RESULT,
    )
    per_file_ignores: Mapping[str, tuple[str, ...]] = declare(
        "Do not run these rules on files that match a pattern.",
        Table(GLOB, RULE_LIST, "a table of patterns with lists of rules"),
        attrs.Factory(dict),
    )
    input: InputKind = declare(
        "The input format; auto detects it from the name and content of each file.",
        Choice(get_args(InputKind)),
        "auto",
        Group.FILES,
    )
    include: tuple[str, ...] = declare(
        "Patterns of the files to check in folders.", GLOBS, INCLUDE, Group.FILES
    )
    source_code: bool = declare(
        "Check the source code in folders as well, if it names a push namespace.",
        Flag(),
        default=True,
        group=Group.FILES,
    )
    exclude: tuple[str, ...] = declare(
        "Patterns of the files and folders to skip.", GLOBS, EXCLUDE, Group.FILES
    )
    extend_exclude: tuple[str, ...] = declare(
        "Further patterns to skip, in addition to exclude.", GLOBS, (), Group.FILES, adds=True
    )
    force_exclude: bool = declare(
        "Skip excluded files even if they are named on the command line.",
        Flag(),
        default=False,
        group=Group.FILES,
    )
    respect_gitignore: bool = declare(
        "Skip files that git ignores.", Flag(), default=True, group=Group.FILES
    )
    baseline: str | None = declare(
        f"The file with the known findings. Default: {BASELINE}, if it exists.",
        Word("the name of a file", metavar="FILE"),
        None,
        Group.BASELINE,
    )
    output_format: str = declare(
        "The output format.", Choice(tuple(REPORTS)), "text", Group.REPORTS
    )

    cache: bool = declare(
        "Keep findings, and use them again for files that have not changed.",
        Flag(),
        default=True,
        group=Group.CACHE,
    )
    cache_dir: str | None = declare(
        "The folder of the cache. Default: .pushstanza_cache, beside the configuration file.",
        Word("the name of a folder", metavar="FOLDER"),
        None,
        Group.CACHE,
    )

    folder: Path = attrs.field(factory=Path.cwd)
    file: Path | None = None
    origins: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict, eq=False, repr=False)

    @property
    def baseline_path(self) -> Path | None:
        """Where the baseline is, if there is to be one."""
        return None if self.baseline is None else self.folder / self.baseline

    def fails(self, found: Iterable[Severity]) -> bool:
        """Tell whether findings of these severities make a run fail."""
        limit = FAIL_ON.index(self.fail_on)
        return self.fail_on != "never" and any(FAIL_ON.index(each) <= limit for each in found)

    def relative(self, file: str | os.PathLike[str]) -> str:
        """Return what a file is called in globs: from the folder of the configuration on."""
        inside = absolute(file).removeprefix(os.path.join(self.folder, ""))  # noqa: PTH118
        return inside.replace(os.sep, "/").lstrip("/")

    def settings(self, file: str | os.PathLike[str] | None = None) -> "Settings":
        """Return what is looked for in *file*, without the rules that are not wanted there."""
        ignored: tuple[str, ...] = ()
        if file is not None and self.per_file_ignores:
            from pushstanza.linting import gitignore

            name = gitignore.encoded(self.relative(file))
            ignored = tuple(
                word for pattern, words in self._per_file if pattern.covers(name) for word in words
            )
        if ignored not in self._settings:
            from pushstanza.linting.settings import Settings  # the rules are heavy

            self._settings[ignored] = Settings(
                select=self.select,
                extend_select=self.extend_select,
                ignore=(*self.ignore, *ignored),
                targets=frozenset(self.target),
                app_servers=frozenset(self.app_server),
                account=self.account,
                scope=self.scope,
                severities=self.severity,
                kind=self.input,
            )
        return self._settings[ignored]

    @cached_property
    def _settings(self) -> dict[tuple[str, ...], "Settings"]:
        return {}

    @cached_property
    def _per_file(self) -> list[tuple["Pattern", tuple[str, ...]]]:
        from pushstanza.linting import gitignore

        return [
            (gitignore.pattern(gitignore.encoded(glob)), words)
            for glob, words in self.per_file_ignores.items()
        ]


def absolute(path: str | os.PathLike[str]) -> str:
    """Return the whole name of a file, without dots in it."""
    return os.path.abspath(path)  # noqa: PTH100 - resolving would follow links


#: The fields that are keys, by the names that are written.
KEYS: Mapping[str, Declaration] = declarations(Config, are_keys=True)


# ---- views of the declaration ----


@frozen
class KeyRow:
    """A key as the documentation shows it."""

    key: str
    type: str
    default: str
    doc: str


def describe() -> Iterator[KeyRow]:
    """Yield a row for each key."""
    for name, each in KEYS.items():
        default = _default(each)
        import json  # only for documents

        written = "" if default is None else json.dumps(default)
        yield KeyRow(name, each.kind.words, written, each.doc)


def _default(declared: Declaration) -> Any:
    """Return the default as JSON holds it."""
    default = getattr(Config(), declared.name)
    return [*default] if isinstance(default, tuple) else default


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of the configuration."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://pushstanza.readthedocs.io/en/latest/schemas/config.json",
        "title": "pushstanza configuration",
        "description": "pushstanza.toml, or the table tool.pushstanza of pyproject.toml.",
        "type": "object",
        "properties": {name: _property(each) for name, each in KEYS.items()},
        "additionalProperties": False,
    }


def _property(declared: Declaration) -> dict[str, Any]:
    default = _default(declared)
    described = {"description": declared.doc, **declared.kind.schema()}
    return described if default is None else {**described, "default": default}
