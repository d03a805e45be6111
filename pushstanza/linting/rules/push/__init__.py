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
    extensions,
)

__all__ = [
    "content",
    "drafts",
    "extensions",
    "node",
    "publisher",
    "registration",
    "remote_disable",
    "service",
    "summary",
]
