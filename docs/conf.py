"""How the documentation is built."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))
sys.path.append(str(Path(__file__).parents[1]))  # what was recorded is in the tests

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
    "interface",
    "manpages",
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
napoleon_use_ivar = True
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
toc_object_entries = False
smartquotes = False
nitpicky = True
nitpick_ignore = [
    ("py:class", "datetime"),
    ("py:class", "Literal"),
    # What a class of the emulator makes itself, unless one of its own gives it.
    ("py:class", "pushstanza.flow.recorder.Recorder"),
    ("py:class", "pushstanza.servers.world.Memory"),
    ("py:class", "pushstanza.servers.reading.Received"),
    # How a server is declared inside of the package, and names in overloads.
    ("py:class", "pushstanza.servers.server.Server"),
    ("py:class", "pushstanza.linting.settings.Settings"),
    ("py:class", "Entry"),
    ("py:class", "Clean"),
    ("py:class", "Damage"),
    ("py:class", "Plain"),
]
nitpick_ignore_regex = [
    # What Python and other libraries document: the inventories of their pages are not at hand.
    ("py:class", r"(builtins|collections|dask|hypothesis|importlib|lxml|os|pathlib|slixmpp)\..*"),
    ("py:class", r"Slix\w+|StanzaBase|(Client|Component)?X(MPP|mpp)|pushstanza\.nbxmpp\.Node"),
    # How a model is declared inside of the package.
    ("py:class", r"pushstanza\.binding\.(faults|places|spec)\..*"),
    # Names of type variables.
    ("py:class", r"(.*\.)?(_[A-Z]|R)"),
]
python_maximum_signature_line_length = 72
