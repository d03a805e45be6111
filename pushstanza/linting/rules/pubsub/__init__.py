"""Family 4: nodes, configuration, affiliations and items, by XEP-0060."""

from pushstanza.linting.rules.pubsub import node_config

__all__ = ["node_config"]
