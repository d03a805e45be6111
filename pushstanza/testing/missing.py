"""The error that something is not installed which only tests need."""

from pushstanza.diagnostics.extras import MissingExtraError

__all__ = ["MissingExtraError"]
