"""Family 1: stanzas according to RFC 6120."""
