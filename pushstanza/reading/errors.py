"""Errors raised for data that cannot be read."""

import re
from os import PathLike
from typing import TYPE_CHECKING, Self

from pushstanza.diagnostics import PushStanzaError, Span, WrongTypeError
from pushstanza.diagnostics.arguments import described
from pushstanza.diagnostics.patterns import lazy_pattern

if TYPE_CHECKING:
    from pushstanza.reading.scan import Damage


class UnsupportedDataError(WrongTypeError):
    """Data that is neither text, bytes, an element nor a model, or the name of a file."""

    @classmethod
    def of(cls, data: object, reason: str | None = None) -> Self:
        """Return the error for *data*, by default that it holds no stanza at all."""
        expected = ("text", "bytes", "an element", "a model")
        hint = ": pass what the file holds, or use lint_paths" * isinstance(data, PathLike)
        message = f"expected text, bytes, an element or a model, not {described(data)}{hint}"
        return cls(reason or message, attribute="data", value=data, expected=expected, path="data")


class XmlError(PushStanzaError, ValueError):
    """Text that is not well-formed, or contains markup that XMPP does not allow.

    ``reason`` is the message, ``span`` the place, and ``damages`` lists every error in the text.
    """

    def __init__(
        self,
        reason: str,
        span: Span | None = None,
        damages: "tuple[Damage, ...]" = (),
    ) -> None:
        where = f"line {span.line}, column {span.column}: " if span else ""
        super().__init__(f"{where}{reason}")
        self.reason = reason
        self.span = span
        self.damages = damages


class LimitError(XmlError):
    """Text that exceeds a limit on size or depth."""


#: What is far more often the name of a file than a text with stanzas.
_NAME_OF_FILE = lazy_pattern(
    r"(?:[^\s<>{}\"']+[/\\])?[^\s<>{}\"'/\\]+\.[A-Za-z][A-Za-z0-9]{0,7}", re.ASCII
)


def name_of_file(text: str) -> str | None:
    """Return what to do about a text that looks like the name of a file, if it does."""
    if len(text) > 1000 or _NAME_OF_FILE.fullmatch(text) is None:
        return None
    return f"{text!r} looks like the name of a file: pass what the file holds, or use lint_paths"
