"""What a key or option is: what it means, and what its value may be."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

import attrs

from pushstanza.diagnostics import PushStanzaError
from pushstanza.diagnostics.masking import quoted
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
    """What a value may be: how it is read, described and told in a JSON Schema."""

    @property
    def words(self) -> str:
        """What it is called in sentences."""
        ...

    def schema(self) -> dict[str, Any]:
        """Return its JSON Schema."""
        ...

    def read(self, value: Any, path: "KeyPath") -> Any:
        """Return what *value* stands for."""


@attrs.frozen
class Flag:
    """True or false."""

    words: str = "true or false"

    def schema(self) -> dict[str, Any]:
        """Return its JSON Schema."""
        return {"type": "boolean"}

    def read(self, value: Any, path: "KeyPath") -> bool:
        """Return *value*."""
        if not isinstance(value, bool):
            raise WrongValueError(f"{self.words} is needed, not {shown(value)}", path)
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

    def read(self, value: Any, path: "KeyPath") -> str:
        """Return *value*."""
        if not isinstance(value, str):
            raise WrongValueError(f"{self.words} is needed, not {shown(value)}", path)
        try:
            self.check(value)
        except ValueError as error:
            raise WrongValueError(str(error), path) from None
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

    def read(self, value: Any, path: "KeyPath") -> Any:
        """Return what *value* stands for."""
        if not isinstance(value, str):
            raise WrongValueError(f"{self.words} is needed, not {shown(value)}", path)
        if value not in self.choices:
            hint = did_you_mean(value, self.choices) or f"it may be {self.words}"
            raise WrongValueError(f"{quoted(value)} is not known here; {hint}", path)
        return self.made(value)


@attrs.frozen
class Several:
    """A list."""

    of: Kind
    words: str

    def schema(self) -> dict[str, Any]:
        """Return its JSON Schema."""
        return {"type": "array", "items": self.of.schema()}

    def read(self, value: Any, path: "KeyPath") -> tuple[Any, ...]:
        """Return what is in the list."""
        if not isinstance(value, list):
            hint = f"; write [{json.dumps(value)}]" if isinstance(value, str) else ""
            raise WrongValueError(f"{self.words} is needed, not {shown(value)}{hint}", path)
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

    def read(self, value: Any, path: "KeyPath") -> dict[str, Any]:
        """Return what is in the table."""
        if not isinstance(value, dict):
            raise WrongValueError(f"{self.words} is needed, not {shown(value)}", path)
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
    names = {
        bool: "true or false",
        int: "a number",
        float: "a number",
        list: "a list",
        dict: "a table",
    }
    return quoted(value) if isinstance(value, str) else names.get(type(value), "a date")


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
        raise ValueError(f"this is no JID: {error}") from None


def _is_pattern(word: str) -> None:
    if not word.strip():
        raise ValueError("an empty pattern names no file")
    from pushstanza.linting import gitignore
    from pushstanza.linting.wildmatch import PatternError

    try:
        gitignore.pattern(gitignore.encoded(word))
    except PatternError as error:
        raise ValueError(f"{quoted(word)} is no pattern, as in .gitignore: {error}") from None


def _is_glob(word: str) -> None:
    _is_pattern(word)
    if word.startswith("!"):
        raise ValueError("a pattern that begins with '!' names no file here")


RULE = Word("the code or name of a rule", _is_rule, r"^(ALL|PS[0-9]{0,3}|[a-z0-9-]+)$")
GLOB = Word("a pattern, as in .gitignore", _is_glob)
JID = Word("a JID", _is_jid)
RULE_LIST = Several(RULE, "a list of rules")
GLOBS = Several(Word("a pattern, as in .gitignore", _is_pattern), "a list of patterns")


def key(doc: str, kind: Kind, default: Any = None) -> Any:
    """Declare a key of the configuration: what it means, and what its value may be."""
    return attrs.field(default=default, metadata={"doc": doc, "kind": kind})
