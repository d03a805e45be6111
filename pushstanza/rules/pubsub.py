"""Family 4: nodes, configuration, affiliations and items, by XEP-0060."""
