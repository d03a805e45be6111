"""What a project says once for all runs: the keys, where they are written, and what they come to.

A key is declared once, as a field of :class:`Config`: reading it, the JSON Schema and the page of
the documentation follow from that.
"""

import json
import os
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol, get_args

import attrs

from pushstanza.diagnostics import AppServer, Excerpt, PushStanzaError, Severity, Span, Target
from pushstanza.diagnostics.excerpts import drawn, excerpt
from pushstanza.diagnostics.lines import Lines
from pushstanza.diagnostics.masking import quoted
from pushstanza.diagnostics.spelling import did_you_mean
from pushstanza.jid import Jid, JidError
from pushstanza.linting import gitignore
from pushstanza.linting.reports import REPORTS
from pushstanza.linting.rules import UnknownRuleError
from pushstanza.linting.settings import SEVERITY_ORDER, Settings, codes
from pushstanza.reading.extract.kinds import InputKind
from pushstanza.reading.toml_places import Path as KeyPath
from pushstanza.reading.toml_places import toml_places

#: The files that are looked for in a folder; the first that has something to say holds.
FILES = ("pushstanza.toml", ".pushstanza.toml", "pyproject.toml")

#: Where in pyproject.toml the keys stand.
TABLE = ("tool", "pushstanza")

#: What files in a folder may hold stanzas.
INCLUDE = (
    "*.xml", "*.stanza", "*.log", "*.md", "*.markdown", "*.rst", "*.html", "*.htm", "*.json",
    "*.jsonl", "*.txt",
)  # fmt: skip

#: What is not gone into: the folders of version control, of installed packages and of caches.
EXCLUDE = (
    ".git", ".hg", ".svn", ".bzr", ".jj", ".venv", "venv", "node_modules", "site-packages",
    "__pycache__", "__pypackages__", ".eggs", ".tox", ".nox", ".cache", ".mypy_cache",
    ".pytest_cache", ".ruff_cache", ".hypothesis", ".direnv", ".idea", ".vscode",
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


# ---- what a value may be ----


class _WrongError(PushStanzaError):
    """A value that is refused, by the path to it; ``key`` says that the key itself is wrong."""

    def __init__(self, reason: str, path: KeyPath, *, key: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.path = path
        self.key = key


class Kind(Protocol):
    """What a value may be: how it is read, described and told in a JSON Schema."""

    @property
    def words(self) -> str:
        """What it is called in sentences."""
        ...

    def schema(self) -> dict[str, Any]:
        """Return its JSON Schema."""
        ...

    def read(self, value: Any, path: KeyPath) -> Any:
        """Return what *value* stands for."""


@attrs.frozen
class Flag:
    """True or false."""

    words: str = "true or false"

    def schema(self) -> dict[str, Any]:
        """Return its JSON Schema."""
        return {"type": "boolean"}

    def read(self, value: Any, path: KeyPath) -> bool:
        """Return *value*."""
        if not isinstance(value, bool):
            raise _WrongError(f"{self.words} is needed, not {_shown(value)}", path)
        return value


@attrs.frozen
class Word:
    """A string that a check accepts: it raises ``ValueError`` with what is wrong."""

    words: str
    check: Callable[[str], object] = str
    pattern: str | None = None

    def schema(self) -> dict[str, Any]:
        """Return its JSON Schema."""
        return {"type": "string"} | ({"pattern": self.pattern} if self.pattern else {})

    def read(self, value: Any, path: KeyPath) -> str:
        """Return *value*."""
        if not isinstance(value, str):
            raise _WrongError(f"{self.words} is needed, not {_shown(value)}", path)
        try:
            self.check(value)
        except ValueError as error:
            raise _WrongError(str(error), path) from None
        return value


@attrs.frozen
class Choice:
    """One of some words."""

    choices: tuple[str, ...]
    made: Callable[[str], Any] = str

    @property
    def words(self) -> str:
        """What it is called in sentences."""
        return f"{', '.join(self.choices[:-1])} or {self.choices[-1]}"

    def schema(self) -> dict[str, Any]:
        """Return its JSON Schema."""
        return {"enum": [*self.choices]}

    def read(self, value: Any, path: KeyPath) -> Any:
        """Return what *value* stands for."""
        if not isinstance(value, str):
            raise _WrongError(f"{self.words} is needed, not {_shown(value)}", path)
        if value not in self.choices:
            hint = did_you_mean(value, self.choices) or f"it may be {self.words}"
            raise _WrongError(f"{quoted(value)} is not known here; {hint}", path)
        return self.made(value)


@attrs.frozen
class Several:
    """A list."""

    of: Kind
    words: str

    def schema(self) -> dict[str, Any]:
        """Return its JSON Schema."""
        return {"type": "array", "items": self.of.schema()}

    def read(self, value: Any, path: KeyPath) -> tuple[Any, ...]:
        """Return what is in the list."""
        if not isinstance(value, list):
            hint = f"; write [{json.dumps(value)}]" if isinstance(value, str) else ""
            raise _WrongError(f"{self.words} is needed, not {_shown(value)}{hint}", path)
        return tuple(self.of.read(each, (*path, index)) for index, each in enumerate(value))


@attrs.frozen
class Table:
    """A table whose keys are free."""

    keys: Word
    of: Kind
    words: str

    def schema(self) -> dict[str, Any]:
        """Return its JSON Schema."""
        return {
            "type": "object",
            "propertyNames": self.keys.schema(),
            "additionalProperties": self.of.schema(),
        }

    def read(self, value: Any, path: KeyPath) -> dict[str, Any]:
        """Return what is in the table."""
        if not isinstance(value, dict):
            raise _WrongError(f"{self.words} is needed, not {_shown(value)}", path)
        return {
            self._key(key, path): self.of.read(each, (*path, key)) for key, each in value.items()
        }

    def _key(self, key: str, path: KeyPath) -> str:
        try:
            return self.keys.read(key, (*path, key))
        except _WrongError as error:
            raise _WrongError(error.reason, error.path, key=True) from None


def _shown(value: Any) -> str:
    names = {
        bool: "true or false",
        int: "a number",
        float: "a number",
        list: "a list",
        dict: "a table",
    }
    return quoted(value) if isinstance(value, str) else names.get(type(value), "a date")


def _is_rule(word: str) -> None:
    try:
        codes([word])
    except UnknownRuleError as error:
        raise ValueError(str(error)) from None


def _is_jid(word: str) -> None:
    try:
        Jid(word)
    except JidError as error:
        raise ValueError(f"this is no JID: {error}") from None


def _is_pattern(word: str) -> None:
    if not word.strip():
        raise ValueError("an empty pattern names no file")
    try:
        gitignore.pattern(gitignore.encoded(word))
    except gitignore.PatternError as error:
        raise ValueError(f"{quoted(word)} is no pattern, as in .gitignore: {error}") from None


def _is_glob(word: str) -> None:
    _is_pattern(word)
    if word.startswith("!"):
        raise ValueError("a pattern that begins with '!' names no file here")


RULE = Word("the code or name of a rule", _is_rule, r"^(ALL|PS[0-9]{0,3}|[a-z0-9-]+)$")
GLOB = Word("a pattern, as in .gitignore", _is_glob)
RULE_LIST = Several(RULE, "a list of rules")
GLOBS = Several(Word("a pattern, as in .gitignore", _is_pattern), "a list of patterns")
#: Which severity makes a run fail; ``never`` for none.
FAIL_ON = (*(each.value for each in SEVERITY_ORDER), "never")


def key(doc: str, kind: Kind, default: Any = None) -> Any:
    """Declare a key of the configuration: what it means, and what its value may be."""
    return attrs.field(default=default, metadata={"doc": doc, "kind": kind})


@attrs.frozen(kw_only=True, slots=False)
class Config:
    """What a project has written down, with the defaults for the rest.

    ``folder`` is where the globs begin; ``file`` is what was read, ``None`` where nothing was.
    """

    select: tuple[str, ...] | None = key(
        "Only these rules, by code, the beginning of a code, or name; ALL stands for every one.",
        RULE_LIST,
    )
    extend_select: tuple[str, ...] = key(
        "Rules besides, such as those that work on request only.", RULE_LIST, ()
    )
    ignore: tuple[str, ...] = key("Rules that are not wanted.", RULE_LIST, ())
    target: tuple[str, ...] = key(
        "The servers that the stanzas are meant for.",
        Several(Choice(tuple(each.value for each in Target)), "a list of servers"),
        (),
    )
    app_server: tuple[str, ...] = key(
        "The push services that publishes are meant for.",
        Several(Choice(tuple(each.value for each in AppServer)), "a list of push services"),
        (),
    )
    account: str | None = key(
        "The JID of the user whose stanzas these are; some rules need it.", Word("a JID", _is_jid)
    )
    severity: Mapping[str, Severity] = key(
        "How bad the findings of a rule are.",
        Table(RULE, Choice(FAIL_ON[:-1], Severity), "a table of rules with their severity"),
        attrs.Factory(dict),
    )
    fail_on: str = key(
        "The least severity of a finding that makes the exit status 1.",
        Choice(FAIL_ON),
        Severity.WARNING.value,
    )
    per_file_ignores: Mapping[str, tuple[str, ...]] = key(
        "Rules that are not wanted in the files that a pattern names.",
        Table(GLOB, RULE_LIST, "a table of patterns with lists of rules"),
        attrs.Factory(dict),
    )
    include: tuple[str, ...] = key("Which files in folders are linted.", GLOBS, INCLUDE)
    exclude: tuple[str, ...] = key("Which files and folders are left out.", GLOBS, EXCLUDE)
    extend_exclude: tuple[str, ...] = key("What is left out besides.", GLOBS, ())
    respect_gitignore: bool = key(
        "Whether what git ignores is left out as well.", Flag(), default=True
    )
    force_exclude: bool = key(
        "Whether files that are named on the command line can be left out too.",
        Flag(),
        default=False,
    )
    input: InputKind = key(  # noqa: RUF009 - a word can be shared
        "How files are read: as what their name and content look like, or as one kind.",
        Choice(get_args(InputKind)),
        "auto",
    )
    baseline: str | None = key(
        "The file with the findings that are known, from the folder of the configuration.",
        Word("the name of a file"),
    )
    output_format: str = key("How findings are printed.", Choice(tuple(REPORTS)), "text")

    folder: Path = attrs.field(factory=Path.cwd)
    file: Path | None = None

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
        inside = _absolute(file).removeprefix(os.path.join(self.folder, ""))  # noqa: PTH118
        return inside.replace(os.sep, "/").lstrip("/")

    def settings(self, file: str | os.PathLike[str] | None = None) -> Settings:
        """Return what is looked for in *file*, without the rules that are not wanted there."""
        ignored: tuple[str, ...] = ()
        if file is not None and self.per_file_ignores:
            name = gitignore.encoded(self.relative(file))
            ignored = tuple(
                word for pattern, words in self._per_file if pattern.covers(name) for word in words
            )
        if ignored not in self._settings:
            self._settings[ignored] = Settings(
                select=self.select,
                extend_select=self.extend_select,
                ignore=(*self.ignore, *ignored),
                targets=frozenset(self.target),
                app_servers=frozenset(self.app_server),
                account=self.account,
                severities=self.severity,
                kind=self.input,
            )
        return self._settings[ignored]

    @cached_property
    def _settings(self) -> dict[tuple[str, ...], Settings]:
        return {}

    @cached_property
    def _per_file(self) -> list[tuple[gitignore.Pattern, tuple[str, ...]]]:
        return [
            (gitignore.pattern(gitignore.encoded(glob)), words)
            for glob, words in self.per_file_ignores.items()
        ]


def _absolute(path: str | os.PathLike[str]) -> str:
    """Return the whole name of a file, without dots in it."""
    return os.path.abspath(path)  # noqa: PTH100 - resolving would follow links


#: The fields that are keys, by the names that are written.
KEYS: Mapping[str, Any] = {
    field.name.replace("_", "-"): field for field in attrs.fields(Config) if field.metadata
}


# ---- reading ----


class Configs:
    """The configurations that hold for files: for each the nearest, in its folder or above.

    Args:
        options: What ``--config`` says: the name of a file that holds for all, or KEY=VALUE, which
            takes the place of what files say.
        isolated: Whether files are left alone.
        overrides: Values by the names of their fields, which take the place of all others.

    Raises:
        ConfigError: an option makes no sense, or the named file cannot be read.
    """

    def __init__(
        self,
        options: Sequence[str] = (),
        *,
        isolated: bool = False,
        overrides: Mapping[str, Any] | None = None,
    ) -> None:
        named = [each for each in options if "=" not in each or Path(each).is_file()]
        if len(named) > 1:
            raise ConfigError(f"one file can be the configuration, not {' and '.join(named)}")
        if named and isolated:
            raise ConfigError(f"--isolated leaves no use for {named[0]}")
        self._overrides: dict[str, Any] = {}
        for each in options:
            if each not in named:
                _merge(self._overrides, _from_option(each))
        _merge(self._overrides, overrides or {})
        self._always: Config | None = None
        if named:
            self._always = self._with_overrides(read(Path(named[0])))
        elif isolated:
            self._always = self._with_overrides(Config())
        self._known: dict[Path, Config] = {}

    def near(self, path: Path) -> Config:
        """Return the configuration that holds for a file, or in a folder.

        Raises:
            ConfigError: it cannot be read.
        """
        if self._always is not None:
            return self._always
        whole = Path(_absolute(path))
        # os.path, unlike Path, says no where it may not look; whoever reads the file says why.
        return self._in(whole if os.path.isdir(whole) else whole.parent)  # noqa: PTH112

    def _in(self, folder: Path) -> Config:
        if folder not in self._known:
            found = _in_folder(folder)
            if found is not None:
                self._known[folder] = self._with_overrides(found)
            elif folder.parent == folder:
                self._known[folder] = self._with_overrides(Config())
            else:
                self._known[folder] = self._in(folder.parent)
        return self._known[folder]

    def _with_overrides(self, config: Config) -> Config:
        values = {name: getattr(config, name) for name in self._overrides}
        _merge(values, self._overrides)
        return attrs.evolve(config, **values)


def _merge(values: dict[str, Any], more: Mapping[str, Any]) -> None:
    """Put *more* into *values*: in place of what is there, but entries into tables."""
    for name, value in more.items():
        table = values.get(name) if isinstance(value, dict) else None
        values[name] = {**table, **value} if table else value


def _in_folder(folder: Path) -> Config | None:
    for name in FILES:
        path = folder / name
        if os.path.isfile(path):  # noqa: PTH113 - as above
            text = _text_of(path)
            # Most pyproject.toml do not mention us, and what is wrong with them is not ours to say.
            if name != "pyproject.toml" or TABLE[-1] in text:
                found = _from_text(text, path)
                if found is not None:
                    return found
    return None


def read(path: Path) -> Config:
    """Return the configuration in a file.

    Raises:
        ConfigError: there is none, or it is wrong.
    """
    found = _from_text(_text_of(path), path)
    if found is None:
        raise ConfigError(f"there is no table [{'.'.join(TABLE)}]", str(path))
    return found


def _text_of(path: Path) -> str:
    try:
        return path.read_bytes().decode()
    except OSError as error:
        raise ConfigError(error.strerror or str(error), str(path)) from None
    except UnicodeDecodeError:
        raise ConfigError("this is not UTF-8, and TOML always is", str(path)) from None


def _from_text(text: str, path: Path) -> Config | None:
    """Return the configuration in the text of a file, ``None`` for a pyproject.toml without one."""
    table: Any = _parsed(text, str(path))
    start = TABLE if path.name == "pyproject.toml" else ()
    for name in start:
        table = table.get(name) if isinstance(table, dict) else None
        if table is None:
            return None
    try:
        values = _values(table, start)
    except _WrongError as error:
        raise _placed(error, text, str(path)) from None
    return Config(folder=Path(_absolute(path)).parent, file=path, **values)


_TOML_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def _parsed(text: str, file: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ConfigError("this is no TOML: it is nested too deep", file) from None
    except tomllib.TOMLDecodeError as error:
        found = _TOML_PLACE.search(str(error))
        reason = f"this is no TOML: {_TOML_PLACE.sub('', str(error))}"
        lines = Lines(text)
        offset = len(text)
        if found and found[1]:
            offset = _offset(text, int(found[1]), int(found[2]))
        raise ConfigError(
            reason, file, lines.span(offset, offset), excerpt(text, offset, offset)
        ) from None


def _offset(text: str, line: int, column: int) -> int:
    """Return the offset of a place as tomllib counts: lines end with LF."""
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1
    return min(len(text), start + column - 1)


def _values(table: Any, start: KeyPath) -> dict[str, Any]:
    """Return the values in a table by the names of their fields."""
    if not isinstance(table, dict):
        raise _WrongError(f"a table is needed, not {_shown(table)}", start)
    return {
        _field(name, start).name: _field(name, start).metadata["kind"].read(value, (*start, name))
        for name, value in table.items()
    }


def _field(name: str, start: KeyPath) -> Any:
    if name in KEYS:
        return KEYS[name]
    hint = did_you_mean(name, KEYS)
    if name == TABLE[0] and not start:
        hint = "in this file the keys stand at the top, in no table"
    reason = f"no key {name!r}" + (f"; {hint}" if hint else "")
    raise _WrongError(reason, (*start, name), key=True)


def _placed(error: _WrongError, text: str, file: str) -> ConfigError:
    """Return the error with the place in the text of the file."""
    places = toml_places(text)
    order = (places.keys, places.values) if error.key else (places.values, places.keys)
    found = next((each[error.path] for each in order if error.path in each), None)
    if found is None:
        return ConfigError(error.reason, file)
    return ConfigError(error.reason, file, Lines(text).span(*found), excerpt(text, *found))


def _from_option(option: str) -> dict[str, Any]:
    """Return the values that KEY=VALUE gives; a bare word need not be in quotes."""
    name, _, value = option.partition("=")
    named = f"--config {option}"
    try:
        table = tomllib.loads(option)
    except tomllib.TOMLDecodeError:
        try:
            table = tomllib.loads(f"{name} = {json.dumps(value.strip())}")
        except tomllib.TOMLDecodeError:
            raise ConfigError("this is not KEY=VALUE, as in TOML", named) from None
    return checked(table, named)


def checked(table: Mapping[str, Any], named: str) -> dict[str, Any]:
    """Return what the values of keys stand for, by the names of their fields.

    Raises:
        ConfigError: one is wrong; it is called *named*.
    """
    try:
        return _values({**table}, ())
    except _WrongError as error:
        raise ConfigError(error.reason, named) from None


# ---- views of the declaration ----


@attrs.frozen
class KeyRow:
    """A key as the documentation shows it."""

    key: str
    type: str
    default: str
    doc: str


def describe() -> Iterator[KeyRow]:
    """Yield a row for each key."""
    for name, field in KEYS.items():
        default = _default(field)
        written = "" if default is None else json.dumps(default)
        yield KeyRow(name, field.metadata["kind"].words, written, field.metadata["doc"])


def _default(field: Any) -> Any:
    """Return the default as JSON holds it."""
    default = getattr(Config(), field.name)
    return [*default] if isinstance(default, tuple) else default


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of the configuration."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://pushstanza.readthedocs.io/en/latest/schemas/config.json",
        "title": "pushstanza configuration",
        "description": "pushstanza.toml, or the table tool.pushstanza of pyproject.toml.",
        "type": "object",
        "properties": {name: _property(field) for name, field in KEYS.items()},
        "additionalProperties": False,
    }


def _property(field: Any) -> dict[str, Any]:
    default = _default(field)
    said = {"description": field.metadata["doc"], **field.metadata["kind"].schema()}
    return said if default is None else {**said, "default": default}
