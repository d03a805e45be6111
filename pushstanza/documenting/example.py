"""What a block of documentation shows, and what is wrong with it."""

from typing import TypeAlias

from pushstanza.diagnostics import Diagnostic, Severity
from pushstanza.diagnostics.records import frozen


@frozen(kw_only=True)
class Code:
    """A text in a language that Pygments knows; ``marked`` are lines to emphasise, from 1."""

    title: str
    language: str
    text: str
    marked: tuple[int, ...] = ()


@frozen(kw_only=True)
class Table:
    """Rows of text below a head."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@frozen(kw_only=True)
class Picture:
    """An SVG document, and the same as text, for readers and formats that show no pictures."""

    title: str
    svg: str
    text: str


#: What is shown of an example: one below the other, or each behind a tab with its title.
Part: TypeAlias = Code | Table | Picture


@frozen(kw_only=True)
class Note:
    """A finding that readers are shown; ``line`` counts from 1 in the content of the block."""

    severity: Severity
    message: str
    code: str | None = None
    url: str | None = None
    hint: str | None = None
    line: int | None = None

    @classmethod
    def of(cls, found: Diagnostic) -> "Note":
        """Return a finding of the linter or of the translator as a note."""
        return cls(
            severity=found.severity,
            message=found.message,
            code=found.code,
            url=found.url,
            hint=found.hint,
            line=found.line,
        )

    def __str__(self) -> str:
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.message}{hint}"


@frozen(kw_only=True)
class Problem:
    """What the author of a block is warned of; ``line`` counts from 1 in its content.

    ``code`` is that of a rule, or ``None`` where the block does not show what it promises.
    """

    message: str
    line: int | None = None
    code: str | None = None

    @classmethod
    def of(cls, found: Diagnostic) -> "Problem":
        """Return a finding of the linter as a problem."""
        return cls(message=f"{found.code} {Note.of(found)}", line=found.line, code=found.code)


@frozen(kw_only=True)
class Example:
    """A block as it is shown."""

    parts: tuple[Part, ...]
    notes: tuple[Note, ...] = ()
    problems: tuple[Problem, ...] = ()
