"""What is wrong with a block itself, so that nothing can be shown."""

from pushstanza.diagnostics import PushStanzaError


class BlockError(PushStanzaError, ValueError):
    """A block of documentation that cannot be shown.

    ``line`` is the line in its content, from 1, or ``None`` where the whole block is meant.
    """

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line
