"""A difference, and how the two values are shown: in one line, no secret whole."""

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from pushstanza.diagnostics.masking import mask, masked_xml
from pushstanza.diagnostics.records import frozen
from pushstanza.diagnostics.secrets import Secrets

#: How much of a value is shown, in characters, and how much before the first difference.
_LONGEST, _BEFORE = 100, 20

#: How a value is shown that may be a secret.
Show: TypeAlias = Callable[[Any], str]


@frozen
class Difference:
    """One difference between two values, secrets masked.

    ``path`` says where it is: ``iq/enable/x/field[var='service']/value`` in a stanza, with ``@``
    before the name of an attribute; ``ApnsRequest.body.aps.badge`` in another object. ``message``
    says what there is, and what was expected.
    """

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


class Ignored:
    """The ends of paths at which differences do not count, with all that is below."""

    def __init__(self, names: str | Iterable[str] = ()) -> None:
        self._ends = tuple([names] if isinstance(names, str) else names)

    def __contains__(self, path: str) -> bool:
        return any(
            path == each or path.endswith((f"/{each}", f"/@{each}", f".{each}"))
            for each in self._ends
        )


@frozen
class Shown:
    """Shows values that differ; *secrets* are those of both sides."""

    secrets: Secrets

    def texts(
        self, path: str, actual: str | None, expected: str | None, show: Show | None = None
    ) -> Difference:
        """Return the difference between two texts, one of which may be missing."""
        if actual is None:
            return Difference(path, f"missing, expected {self._text(expected, show)}")
        if expected is None:
            return Difference(path, f"{self._text(actual, show)}, not expected")
        at = _first_difference(actual, expected)
        ours, theirs = self._text(actual, show, at), self._text(expected, show, at)
        if ours == theirs:
            theirs += f" (they differ from character {at + 1} on)"
        return Difference(path, f"{ours}, expected {theirs}")

    def value(self, value: object, show: Show | None = None) -> str:
        """Return a value as Python writes it."""
        if isinstance(value, str):
            return self._text(value, show)
        return clipped(self.secrets.cover(repr(value)))

    def _text(self, text: str | None, show: Show | None, at: int = 0) -> str:
        if show is not None:
            return show(text)
        covered = self.secrets.cover(text or "")
        return repr(_window(masked_xml(covered) if _may_hold_more(covered) else covered, at))


def masked(value: object) -> str:
    """Return what may be shown of a secret."""
    return repr(mask(str(value)))


def clipped(text: str) -> str:
    """Return as much of a text as fits on a line."""
    return _window(text, 0)


def _may_hold_more(text: str) -> bool:
    """Tell whether a text may be XML or JSON, in which only a name says what is secret."""
    return "<" in text or "{" in text


def _window(text: str, at: int) -> str:
    """Return the part of a text around a place."""
    if len(text) <= _LONGEST:
        return text
    start = 0 if at < _LONGEST - _BEFORE else at - _BEFORE
    end = start + _LONGEST
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"


def _first_difference(actual: str, expected: str) -> int:
    pairs = zip(actual, expected, strict=False)
    shorter = min(len(actual), len(expected))
    return next((at for at, (ours, theirs) in enumerate(pairs) if ours != theirs), shorter)
