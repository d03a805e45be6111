"""Family 0: the XML itself, and the restrictions of RFC 6120, section 11."""
