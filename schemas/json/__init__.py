"""A JSON Schema a payload."""
