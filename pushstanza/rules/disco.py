"""Family 3: service discovery, by XEP-0030."""
