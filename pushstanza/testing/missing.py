"""The error that something is not installed which only tests need."""

from pushstanza.diagnostics import PushStanzaError


class MissingExtraError(PushStanzaError, ImportError):
    """What is asked for needs a package that is not installed; the message names the extra."""
