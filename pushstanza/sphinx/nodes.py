"""The nodes of an example in a page, and what each builder makes of them."""

from typing import Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from pushstanza.documenting.html import tab as opening_of


class Tabs(nodes.General, nodes.Element):
    """Tabs; ``name`` is what no other tabs are called."""


class Tab(nodes.General, nodes.Element):
    """What stands behind a tab with a ``title``."""


class Shown(nodes.General, nodes.Element):
    """A picture: ``svg`` for HTML, ``text`` for all else."""


class ToBuilder(SphinxPostTransform):
    """Puts in place of the nodes what a builder knows: tabs and pictures in HTML, else text."""

    default_priority = 5

    def run(self, **_options: Any) -> None:
        """Replace the nodes."""
        is_html = self.app.builder.format == "html"
        for tabs in [*self.document.findall(Tabs)]:
            tabs.replace_self(_html_tabs(tabs) if is_html else _titled(tabs))
        for shown in [*self.document.findall(Shown)]:
            shown.replace_self(_svg(shown) if is_html else _text(shown))


def _html_tabs(tabs: Tabs) -> list[nodes.Node]:
    """Return tabs that need no script: radio buttons, whose labels are the tabs."""
    made: list[nodes.Node] = [_raw('<div class="pushstanza-tabs">')]
    for number, tab in enumerate(tabs.findall(Tab)):
        opening = opening_of(tabs["name"], number, tab["title"])
        made += (_raw(opening), *tab.children, _raw("</div>"))
    return [*made, _raw("</div>")]


def _titled(tabs: Tabs) -> list[nodes.Node]:
    made: list[nodes.Node] = []
    for tab in tabs.findall(Tab):
        made += (nodes.rubric("", tab["title"]), *tab.children)
    return made


def _svg(shown: Shown) -> nodes.Node:
    return nodes.container("", _raw(shown["svg"]), classes=["pushstanza-picture"])


def _text(shown: Shown) -> nodes.Node:
    return nodes.literal_block(shown["text"], shown["text"], language="text")


def _raw(html: str) -> nodes.raw:
    return nodes.raw("", html, format="html")
