"""The error that a package is not installed which only one part of the library needs."""

from pushstanza.diagnostics import PushStanzaError


class MissingExtraError(PushStanzaError, ImportError):
    """What is asked for needs a package that is not installed; the message names the extra."""
