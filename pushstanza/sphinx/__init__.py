"""A Sphinx extension: stanzas, payloads, flows and previews in documentation, checked.

Add ``pushstanza.sphinx`` to ``extensions`` in ``conf.py``. It needs Sphinx, and works with
reStructuredText and with MyST.
"""

from importlib.metadata import version
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from pushstanza.documenting import BLOCKS, html
from pushstanza.sphinx.directives import directive_of
from pushstanza.sphinx.domain import PushDomain, warn_of_unknown
from pushstanza.sphinx.nodes import Shown, Tab, Tabs, ToHtml, ToText
from pushstanza.sphinx.pages import check_page

__all__ = ["setup"]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the directives, the domain and the configuration to Sphinx."""
    for block in BLOCKS.values():
        app.add_directive(block.name, directive_of(block))
    for node in (Tabs, Tab, Shown):
        app.add_node(node)
    app.add_domain(PushDomain)
    for transform in (ToHtml, ToText):
        app.add_post_transform(transform)
    app.add_config_value(
        "pushstanza_check_pages",
        default=False,
        rebuild="env",
        types=(bool,),
        description="Whether every stanza and payload in the pages is checked.",
    )
    app.connect("builder-inited", _add_style)
    app.connect("doctree-read", check_page)
    app.connect("warn-missing-reference", warn_of_unknown)
    return {
        "version": version("pushstanza"),
        "env_version": 1,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }


def _add_style(app: Sphinx) -> None:
    """Add the style sheet to the pages."""
    app.config.html_static_path.append(str(Path(html.__file__).with_name(html.STYLE)))
    app.add_css_file(html.STYLE)
