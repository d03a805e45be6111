"""What is wrong with a dictionary or a JSON text, and how a value is shown in a sentence."""

from collections.abc import Iterable, Mapping
from math import isnan
from typing import Any, Self

from pushstanza.diagnostics import WrongValueError
from pushstanza.diagnostics.masking import concealed, quoted, without_tokens


class DataError(WrongValueError):
    """A dictionary or a JSON text does not have the form of a model.

    Attributes:
        attribute: The last key in ``path``, such as ``values``; empty for the whole.
        value: What is wrong there, as it was given: nothing in it is masked.
        expected: What is allowed: words, names of keys, or a phrase such as ``a string``; empty
            where there is nothing to say.
        path: Where it is, such as ``payload.form.fields[2].values``; empty for the whole.
        hint: Asks whether something similar was meant; ``None`` where there is nothing to say.
    """

    def __init__(
        self,
        said: str,
        *,
        attribute: str = "",
        value: Any = None,
        expected: Iterable[str] = (),
        path: str = "",
        hint: str | None = None,
    ) -> None:
        where = f"{without_tokens(path)}: " if path else ""
        super().__init__(
            f"{where}{said}" + (f"; {hint}" if hint else ""),
            attribute=attribute,
            value=value,
            expected=expected,
            path=path,
        )
        self.hint = hint
        self._said = said

    @classmethod
    def unexpected(cls, value: Any, expected: str, *, hint: str | None = None) -> Self:
        """Return the error that *value* is not what is *expected*, such as ``a string``."""
        said = f"expected {expected}, not {shown(value)}"
        return cls(said, value=value, expected=(expected,), hint=hint)

    def within(self, key: str | int, *, is_secret: bool = False) -> Self:
        """Return the same error for what holds the value at *key*; it does not show a secret."""
        is_index = isinstance(key, int)
        joint = "" if not self.path or self.path.startswith("[") else "."
        return type(self)(
            self._masked() if is_secret else self._said,
            attribute=self.attribute or ("" if is_index else str(key)),
            value=self.value,
            expected=self.expected,
            path=f"[{key}]{joint}{self.path}" if is_index else f"{key}{joint}{self.path}",
            hint=self.hint,
        )

    def _masked(self) -> str:
        return concealed(self._said, shown(self.value), self.value)


def shown(value: Any) -> str:
    """Return a value for a sentence: long texts and device tokens are masked."""
    match value:
        case str():
            return without_tokens(quoted(value))
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | float() if abs(value) < 10**18:
            return repr(value)
        case float() if isnan(value):
            return "a value that is not a number"
        case int() | float():
            return "such a large number"
        case Mapping():
            return "an object"
        case list() | tuple():
            return "a list"
        case _:
            return f"a value of the type {type(value).__name__}"
