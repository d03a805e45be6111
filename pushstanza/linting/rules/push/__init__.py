"""Family 5: enable, disable and publish (XEP-0357); the module ``sequence`` has the sequences."""

from pushstanza.linting.rules.push import (  # isort: skip - ordered by code
    service,
    node,
    content,
    summary,
    publisher,
    remote_disable,
    registration,
    drafts,
)

__all__ = [
    "content",
    "drafts",
    "node",
    "publisher",
    "registration",
    "remote_disable",
    "service",
    "summary",
]
