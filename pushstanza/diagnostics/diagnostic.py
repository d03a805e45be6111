"""What every check ends in: a finding with a code, a place and a sentence."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, NoReturn

import attrs

from pushstanza.diagnostics.arguments import Argument, immutable
from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.records import frozen
from pushstanza.diagnostics.to_json import ToJson

#: Where the pages of the rules are.
DOCS_URL = "https://pushstanza.readthedocs.io/en/latest"


def rule_url(code: str, name: str) -> str:
    """Return where the rule is explained."""
    return f"{DOCS_URL}/rules/{code.lower()}-{name}.html"


def fingerprint(*content: str) -> str:
    """Return what is the same for the same content, whatever blanks stand in it."""
    import hashlib  # a run without findings needs no digest

    named = _BLANKS.sub(" ", "\0".join(content))
    return hashlib.blake2b(named.encode(errors="replace"), digest_size=16).hexdigest()


_BLANKS = lazy_pattern(r"\s+")


class Severity(StrEnum):
    """How bad a finding is."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @classmethod
    def _missing_(cls, value: object) -> NoReturn:
        words = tuple(each.value for each in cls)
        argument = Argument(cls.__name__, "value")
        if not isinstance(value, str):
            raise argument.wrong_type(value, f"one of {', '.join(words)}")
        raise argument.not_listed(value, words)


@immutable
@frozen
class Span(ToJson):
    """A stretch of the text that was read.

    Lines and columns count from 1, columns in code points, the end is the first place after it.
    Offsets are indices into the text as a ``str``.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    offset: int
    end_offset: int

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        return attrs.asdict(self)


@frozen
class Edit:
    """A replacement of the text between two offsets."""

    offset: int
    end_offset: int
    content: str


@frozen
class Fix:
    """A way to put a finding right.

    ``safe`` says that the meaning of the stanza cannot change.
    """

    message: str
    edits: tuple[Edit, ...]
    safe: bool = False


@frozen
class Excerpt:
    """A piece of the line that a finding is in, with secrets covered.

    ``column`` is where in ``text`` the place begins, from 0; ``before`` and ``after`` say whether
    the line goes on there.
    """

    text: str
    column: int
    length: int
    before: bool = False
    after: bool = False


@immutable
@frozen(kw_only=True)
class Diagnostic(ToJson):
    """One finding.

    ``span`` is ``None`` where what was checked has no text, as with a tree made by a program.
    ``path`` leads to the element or JSON value, ``stanza`` names the stanza it is in, and
    ``fingerprint`` is the same wherever the same fault stands in the same content.
    """

    code: str
    name: str
    severity: Severity
    message: str
    span: Span | None = None
    file: str | None = None
    hint: str | None = None
    fix: Fix | None = None
    path: str | None = None
    stanza: str | None = None
    fingerprint: str | None = None
    _shown: Excerpt | Callable[[], Excerpt] | None = attrs.field(
        default=None, repr=False, eq=False, alias="excerpt"
    )

    @property
    def excerpt(self) -> Excerpt | None:
        """The line it is in, made when somebody wants to see it."""
        return self._shown() if callable(self._shown) else self._shown

    @property
    def url(self) -> str:
        """Where the rule is explained."""
        return rule_url(self.code, self.name)

    @property
    def line(self) -> int | None:
        """The line where it begins, from 1."""
        return None if self.span is None else self.span.line

    @property
    def column(self) -> int | None:
        """The column where it begins, from 1, in code points."""
        return None if self.span is None else self.span.column

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON holds it, one level deep but for ``fix``."""
        span = self.span
        return {
            "code": self.code,
            "name": self.name,
            "severity": self.severity.value,
            "message": self.message,
            "file": self.file,
            "line": span and span.line,
            "column": span and span.column,
            "end_line": span and span.end_line,
            "end_column": span and span.end_column,
            "hint": self.hint,
            "url": self.url,
            "fix": self.fix and attrs.asdict(self.fix),
            "path": self.path,
            "stanza": self.stanza,
            "fingerprint": self.fingerprint,
        }
