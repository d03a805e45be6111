"""What is wrong with data that cannot be read."""

from typing import TYPE_CHECKING

from pushstanza.diagnostics import PushStanzaError, Span

if TYPE_CHECKING:
    from pushstanza.reading.scan import Damage


class UnsupportedDataError(PushStanzaError, TypeError):
    """Something that is neither text, nor bytes, nor a tree."""


class XmlError(PushStanzaError, ValueError):
    """Text that is not well-formed, or holds what has no place in an XMPP stream.

    ``reason`` says what is wrong, ``span`` where, and ``damages`` holds everything that is wrong
    with the text.
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
    """Text that is larger or deeper than is allowed."""
