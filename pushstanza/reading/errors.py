"""Errors raised for data that cannot be read."""

from typing import TYPE_CHECKING

from pushstanza.diagnostics import PushStanzaError, Span

if TYPE_CHECKING:
    from pushstanza.reading.scan import Damage


class UnsupportedDataError(PushStanzaError, TypeError):
    """Data that is neither text, bytes nor a tree."""


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
