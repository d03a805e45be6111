"""How the documentation is built."""

project = "Push notifications"
author = copyright = "Example"  # noqa: A001 - Sphinx's name
extensions = ["myst_parser", "pushstanza.sphinx"]
exclude_patterns = ["README.md", "_build"]
html_theme = "furo"
pushstanza_check_pages = True
