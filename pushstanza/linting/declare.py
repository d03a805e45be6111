"""What a key or option is: what it means, and what its value may be."""

from collections.abc import Callable, Iterator, Sized
from datetime import date, datetime, time
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, Protocol

import attrs

from pushstanza.diagnostics import PushStanzaError
from pushstanza.diagnostics.arguments import described
from pushstanza.diagnostics.masking import LONGEST_QUOTED, quoted
from pushstanza.diagnostics.records import frozen
from pushstanza.diagnostics.spelling import did_you_mean
from pushstanza.jid import Jid, JidError

if TYPE_CHECKING:
    from pushstanza.reading.toml_places import Path as KeyPath


class WrongValueError(PushStanzaError):
    """A value that is refused, by the path to it; ``key`` says that the key itself is wrong."""

    def __init__(self, reason: str, path: "KeyPath", *, key: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.path = path
        self.key = key


class Kind(Protocol):
    """What a value may be: how it is read, described, and shown in a JSON Schema and a help."""

    @property
    def words(self) -> str:
        """What it is called in sentences."""
        ...

    @property
    def metavar(self) -> str | None:
        """What it is called in the help of a command, behind the name of the option."""
        ...

    @property
    def choices(self) -> tuple[str, ...]:
        """The words that it may be, where these are known."""
        ...

    def schema(self) -> dict[str, Any]:
        """Return its JSON Schema."""
        ...

    def read(self, value: Any, path: "KeyPath") -> Any:
        """Return what *value* stands for."""


@frozen(eq=False, repr=False)
class Flag:
    """True or false."""

    words: str = "true or false"
    metavar: str | None = None
    choices: tuple[str, ...] = ()

    def schema(self) -> dict[str, Any]:
        """Return its JSON Schema."""
        return {"type": "boolean"}

    def read(self, value: Any, path: "KeyPath") -> bool:
        """Return *value*."""
        if not isinstance(value, bool):
            raise WrongValueError(f"{self.words} is expected, not {shown(value)}", path)
        return value


@frozen(eq=False, repr=False)
class Number:
    """A whole number that is not negative."""

    words: str = "a whole number from 0 on"
    metavar: str | None = "N"
    choices: tuple[str, ...] = ()

    def schema(self) -> dict[str, Any]:
        """Return its JSON Schema."""
        return {"type": "integer", "minimum": 0}

    def read(self, value: Any, path: "KeyPath") -> int:
        """Return *value*."""
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise WrongValueError(f"{self.words} is expected, not {shown(value)}", path)
        return value


@frozen(eq=False, repr=False)
class Word:
    """A string that a check accepts: it raises ``ValueError`` with what is wrong."""

    words: str
    check: Callable[[str], object] = str
    pattern: str | None = None
    metavar: str | None = None
    choices: tuple[str, ...] = ()

    def schema(self) -> dict[str, Any]:
        """Return its JSON Schema."""
        return {"type": "string"} | ({"pattern": self.pattern} if self.pattern else {})

    def read(self, value: Any, path: "KeyPath") -> str:
        """Return *value*."""
        if not isinstance(value, str):
            raise WrongValueError(f"{self.words} is expected, not {shown(value)}", path)
        try:
            self.check(value)
        except ValueError as error:
            raise WrongValueError(str(error), path) from None
        return value


@frozen(eq=False, repr=False)
class Choice:
    """One of some words."""

    choices: tuple[str, ...]
    made: Callable[[str], Any] = str

    @property
    def words(self) -> str:
        """What it is called in sentences."""
        return f"{', '.join(self.choices[:-1])} or {self.choices[-1]}"

    @property
    def metavar(self) -> str:
        """What it is called in a help: the words."""
        return f"[{'|'.join(self.choices)}]"

    def schema(self) -> dict[str, Any]:
        """Return its JSON Schema."""
        return {"enum": [*self.choices]}

    def read(self, value: Any, path: "KeyPath") -> Any:
        """Return what *value* stands for."""
        if not isinstance(value, str):
            raise WrongValueError(f"{self.words} is expected, not {shown(value)}", path)
        if value not in self.choices:
            hint = did_you_mean(value, self.choices) or f"use {self.words}"
            raise WrongValueError(f"{quoted(value)} is not a valid value; {hint}", path)
        return self.made(value)


@frozen(eq=False, repr=False)
class Later:
    """A choice whose words take time to load: ``metavar`` stands for them until they are needed."""

    metavar: str
    load: Callable[[], tuple[str, ...]]

    @property
    def choices(self) -> tuple[str, ...]:
        """The words that it may be."""
        return self.load()

    @property
    def words(self) -> str:
        """What it is called in sentences."""
        return Choice(self.choices).words

    def schema(self) -> dict[str, Any]:
        """Return its JSON Schema."""
        return Choice(self.choices).schema()

    def read(self, value: Any, path: "KeyPath") -> Any:
        """Return what *value* stands for."""
        return Choice(self.choices).read(value, path)


#: How long a list or a table may be: no project needs more, and each entry takes time.
LONGEST = 2_000


def _check_length(value: Sized, path: "KeyPath") -> None:
    if len(value) > LONGEST:
        raise WrongValueError(f"at most {LONGEST:,} entries are allowed, not {len(value):,}", path)


@frozen(eq=False, repr=False)
class Several:
    """A list; on the command line an option that is repeated, or has a *separator* in its value."""

    of: Kind
    words: str
    separator: str | None = None

    @property
    def metavar(self) -> str | None:
        """What one in the list is called in a help."""
        return self.of.metavar

    @property
    def choices(self) -> tuple[str, ...]:
        """The words that each in the list may be."""
        return self.of.choices

    def schema(self) -> dict[str, Any]:
        """Return its JSON Schema."""
        return {"type": "array", "items": self.of.schema(), "maxItems": LONGEST}

    def read(self, value: Any, path: "KeyPath") -> tuple[Any, ...]:
        """Return what is in the list."""
        if not isinstance(value, list):
            is_short = isinstance(value, str) and len(value) <= LONGEST_QUOTED
            import json  # only for an error

            hint = f"; write [{json.dumps(value)}]" if is_short else ""
            raise WrongValueError(f"{self.words} is expected, not {shown(value)}{hint}", path)
        _check_length(value, path)
        return tuple(self.of.read(each, (*path, index)) for index, each in enumerate(value))


@frozen(eq=False, repr=False)
class Table:
    """A table whose keys are free."""

    keys: Word
    of: Kind
    words: str
    metavar: str | None = None
    choices: tuple[str, ...] = ()

    def schema(self) -> dict[str, Any]:
        """Return its JSON Schema."""
        return {
            "type": "object",
            "propertyNames": self.keys.schema(),
            "additionalProperties": self.of.schema(),
            "maxProperties": LONGEST,
        }

    def read(self, value: Any, path: "KeyPath") -> dict[str, Any]:
        """Return what is in the table."""
        if not isinstance(value, dict):
            raise WrongValueError(f"{self.words} is expected, not {shown(value)}", path)
        _check_length(value, path)
        return {
            self._key(key, path): self.of.read(each, (*path, key)) for key, each in value.items()
        }

    def _key(self, key: str, path: "KeyPath") -> str:
        try:
            return self.keys.read(key, (*path, key))
        except WrongValueError as error:
            raise WrongValueError(error.reason, error.path, key=True) from None


def shown(value: Any) -> str:
    """Return what a value is called in sentences."""
    if isinstance(value, bool):
        return str(value).lower()
    names = {
        list: "a list",
        dict: "a table",
        date: "a date",
        datetime: "a date",
        time: "a time",
    }
    kind = type(value)
    return quoted(value) if kind in {str, int, float} else names.get(kind) or described(value)


def _is_rule(word: str) -> None:
    from pushstanza.linting.rules import UnknownRuleError  # the command line begins without them
    from pushstanza.linting.settings import codes

    try:
        codes([word])
    except UnknownRuleError as error:
        raise ValueError(str(error)) from None


def _is_jid(word: str) -> None:
    try:
        Jid(word)
    except JidError as error:
        raise ValueError(f"not a valid JID: {error}") from None


def _is_pattern(word: str) -> None:
    if not word.strip():
        raise ValueError("an empty pattern matches no file")
    from pushstanza.linting import gitignore

    try:
        gitignore.pattern(gitignore.encoded(word))
    except gitignore.PatternError as error:
        raise ValueError(f"{quoted(word)} is not a valid .gitignore pattern: {error}") from None


def _is_glob(word: str) -> None:
    _is_pattern(word)
    if word.startswith("!"):
        raise ValueError("a pattern that begins with '!' matches no file here")


RULE = Word(
    "the code or name of a rule",
    _is_rule,
    r"^([Aa][Ll][Ll]|[Pp][Ss][0-9]{0,3}|(?![Pp][Ss][0-9])[A-Za-z0-9-]+)$",
    metavar="RULE",
)
GLOB = Word("a pattern, as in .gitignore", _is_glob, metavar="GLOB")
JID = Word("a JID", _is_jid, metavar="JID")
RULE_LIST = Several(RULE, "a list of rules", separator=",")
GLOBS = Several(
    Word("a pattern, as in .gitignore", _is_pattern, metavar="GLOB"), "a list of patterns"
)


class Group(Enum):
    """What keys and options are about: a command offers those of some groups."""

    RULES = auto()
    RESULT = auto()
    FILES = auto()
    CONFIGURATION = auto()
    BASELINE = auto()
    REPORTS = auto()
    FIXES = auto()
    CACHE = auto()
    RUN = auto()


@frozen(eq=False, repr=False)
class Declaration:
    """A key of the configuration, an option of commands, or both.

    Args:
        name: The name of the field.
        doc: What it means.
        kind: What its value may be.
        default: The value where none is given.
        group: What it is about; a key without a group is no option.
        short: A further name on the command line, with one letter.
        older: A further name on the command line, which it had before.
        adds: Whether the value of an option is added to what the configuration says.
        is_printing: Whether only a command has it: it says what is printed, when and where, or
            where the command runs.
        is_key: Whether it is a key of the configuration.
    """

    name: str
    doc: str
    kind: Kind
    default: Any
    group: Group | None = None
    short: str | None = None
    older: str | None = None
    adds: bool = False
    is_printing: bool = False

    is_key: bool = False

    @property
    def key(self) -> str:
        """The name as it is written in a configuration and on the command line."""
        return self.name.replace("_", "-")

    @property
    def is_list(self) -> bool:
        """Whether it can be given several times."""
        return isinstance(self.kind, Several | Table)

    @property
    def is_switch(self) -> bool:
        """Whether it can be switched off as well as on: the configuration may say either."""
        return isinstance(self.kind, Flag) and self.is_key

    @property
    def absent(self) -> Any:
        """The value of an option that is not given: of a key, the configuration has one."""
        return None if self.is_list or self.is_key else self.default

    def spellings(self) -> Iterator[tuple[str, bool]]:
        """Yield how it is written on the command line; ``False`` for what switches it off."""
        yield from ((each, True) for each in (f"--{self.key}", self.older, self.short) if each)
        if self.is_switch:
            yield f"--no-{self.key}", False


def declare(
    doc: str, kind: Kind, default: Any = None, group: Group | None = None, **more: Any
) -> Any:
    """Return the field of a class for a key or an option; see :class:`Declaration`."""
    return attrs.field(default=default, metadata={"doc": doc, "kind": kind, "group": group} | more)


def declarations(
    cls: type[attrs.AttrsInstance], *, are_keys: bool = False
) -> dict[str, Declaration]:
    """Return what is declared in a class, by the names that are written."""
    found = (
        Declaration(name=field.name, default=field.default, is_key=are_keys, **field.metadata)
        for field in attrs.fields(cls)
        if field.metadata
    )
    return {each.key: each for each in found}
