"""Family 1: stanzas according to RFC 6120."""

from pushstanza.linting.rules.stanza import (  # isort: skip - in the order of their codes
    requests,
    addressing,
    jids,
    errors,
)

__all__ = ["addressing", "errors", "jids", "requests"]
