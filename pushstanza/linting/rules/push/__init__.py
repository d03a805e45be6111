"""Family 5: enabling, publishing and disabling, by XEP-0357; the sequences are in ``sequence``."""

from pushstanza.linting.rules.push import (  # isort: skip - in the order of their codes
    service,
    node,
    content,
    summary,
    publisher,
    remote_disable,
)

__all__ = ["content", "node", "publisher", "remote_disable", "service", "summary"]
