"""What is wrong with a dictionary or a JSON text, and how a value is shown in a sentence."""

from collections.abc import Mapping
from typing import Any, Self

from pushstanza.diagnostics import PushStanzaError
from pushstanza.diagnostics.masking import mask, quoted, without_tokens


class DataError(PushStanzaError, ValueError):
    """A dictionary or a JSON text does not have the form of a model.

    ``path`` leads to the place, such as ``payload.form.fields[2].values``, and is empty for the
    whole. ``value`` is what is wrong there, ``expected`` says what is allowed, and ``hint`` asks
    whether something similar was meant; both are ``None`` where there is nothing to say.
    """

    def __init__(
        self,
        problem: str | None = None,
        *,
        value: Any = None,
        expected: str | None = None,
        hint: str | None = None,
        path: str = "",
        is_secret: bool = False,
        is_doubtful: bool = False,
    ) -> None:
        self.path = path
        self.value = value
        self.expected = expected
        self.hint = hint
        self._problem = problem
        self._is_secret = is_secret
        self._is_doubtful = is_doubtful
        said = problem or f"expected {expected}, not {shown(value, is_secret=is_secret)}"
        where = f"{path}: " if path else ""
        super().__init__(f"{where}{said}{'; ' if hint else ''}{hint or ''}")

    def within(self, step: str, *, is_secret: bool = False) -> Self:
        """Return the same error for what holds the value at *step*."""
        joint = "" if not self.path or self.path.startswith("[") else "."
        return type(self)(
            self._problem,
            value=self.value,
            expected=self.expected,
            hint=self.hint,
            path=f"{step}{joint}{self.path}",
            is_secret=self._is_secret or is_secret,
            is_doubtful=self._is_doubtful,
        )

    @property
    def is_doubtful(self) -> bool:
        """Whether the schemas of XMPP may allow what the constructors of the models do not."""
        return self._is_doubtful


def shown(value: Any, *, is_secret: bool = False) -> str:
    """Return a value for a sentence: long texts and secrets are masked."""
    match value:
        case str():
            return repr(mask(value)) if is_secret else without_tokens(quoted(value))
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | float() if abs(value) < 10**18:
            return repr(value)
        case int() | float():
            return "such a large number"
        case Mapping():
            return "an object"
        case list() | tuple():
            return "a list"
        case _:
            return f"a value of the type {type(value).__name__}"
