"""Family 4: nodes, their configuration, affiliations and items (XEP-0060)."""

from pushstanza.linting.rules.pubsub import (  # isort: skip - ordered by code
    create,
    actions,
    node_config,
    affiliations,
    publish,
    publish_options,
    owner,
)

__all__ = [
    "actions",
    "affiliations",
    "create",
    "node_config",
    "owner",
    "publish",
    "publish_options",
]
