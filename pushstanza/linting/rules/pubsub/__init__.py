"""Family 4: nodes, their configuration, affiliations and items (XEP-0060)."""
