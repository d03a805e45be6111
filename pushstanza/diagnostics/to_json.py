"""Results to JSON: one method beside the ``to_dict`` of each."""

from typing import Any

from pushstanza.diagnostics.arguments import public


class ToJson:
    """What every result has that becomes a dictionary: the same as JSON."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        raise NotImplementedError

    @public
    def to_json(self, *, indent: int | None = None) -> str:
        """Return ``to_dict()`` as JSON.

        Args:
            indent: By how many blanks each level is indented; by default the JSON is one line.

        Raises:
            WrongTypeError: *indent* is not an int or ``None``.
            WrongValueError: *indent* is negative, or more than 100.
        """
        from pushstanza.diagnostics.json_text import compact  # few need it

        return compact(self.to_dict(), indent=indent)
