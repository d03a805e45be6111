"""Family 1: stanzas, by RFC 6120."""

from pushstanza.linting.rules.stanza import errors

__all__ = ["errors"]
