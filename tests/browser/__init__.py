"""The page of a timeline and the documentation in a real browser."""
