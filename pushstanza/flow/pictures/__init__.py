"""A timeline as text, JSON, Mermaid, SVG, and one HTML page."""
