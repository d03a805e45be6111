"""How the documentation is built."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

import pushstanza
import pushstanza.servers
import pushstanza.testing

# autodoc sees only what is loaded.
for module in (pushstanza, pushstanza.servers, pushstanza.testing):
    for name in module.__all__:
        getattr(module, name)

project = "pushstanza"
author = copyright = "The pushstanza developers"  # noqa: A001 - Sphinx's name
extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_copybutton",
    "pushstanza.sphinx",
    "citing",
    "examples",
    "generated",
    "models",
    "pictures",
    "rooms",
    "rule_pages",
    "tables",
]
exclude_patterns = ["_build", "examples"]
html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["pages.css"]
html_title = "pushstanza"
myst_enable_extensions = ["attrs_block", "colon_fence", "deflist"]
myst_heading_anchors = 3
autodoc_member_order = "bysource"
autodoc_typehints = "none"
toc_object_entries = False
smartquotes = False
nitpicky = True
nitpick_ignore = [("py:class", "datetime"), ("py:class", "Literal")]
python_maximum_signature_line_length = 72
