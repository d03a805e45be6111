"""Family 4: nodes, configuration, affiliations and items, by XEP-0060."""

from pushstanza.linting.rules.pubsub import (  # isort: skip - in the order of their codes
    create,
    actions,
    node_config,
    affiliations,
    publish,
    publish_options,
)

__all__ = ["actions", "affiliations", "create", "node_config", "publish", "publish_options"]
