"""The nodes of an example in a page, and what each builder makes of them."""

from collections.abc import Callable
from typing import Any, ClassVar

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from pushstanza.documenting.html import picture
from pushstanza.documenting.html import tab as opening_of


class Tabs(nodes.General, nodes.Element):
    """Tabs; ``name`` is what no other tabs are called."""


class Tab(nodes.General, nodes.Element):
    """What stands behind a tab with a ``title``."""


class Shown(nodes.General, nodes.Element):
    """A picture: ``svg`` with a ``title`` for HTML, ``text`` for all else."""


class ToHtml(SphinxPostTransform):
    """Puts HTML in place of the nodes, for the builders that write it."""

    default_priority: ClassVar[int | None] = 5
    formats: tuple[str, ...] = ("html",)

    def run(self, **_options: Any) -> None:
        """Replace the nodes."""
        _replace(self.document, _html_tabs, _svg)


class ToText(SphinxPostTransform):
    """Puts what every builder knows in place of the nodes that are left."""

    default_priority: ClassVar[int | None] = 6

    def run(self, **_options: Any) -> None:
        """Replace the nodes."""
        _replace(self.document, _titled, _text)


def _replace(
    document: nodes.document,
    of_tabs: Callable[[Tabs], list[nodes.Node]],
    of_shown: Callable[[Shown], nodes.Node],
) -> None:
    for tabs in [*document.findall(Tabs)]:
        tabs.replace_self(of_tabs(tabs))
    for shown in [*document.findall(Shown)]:
        shown.replace_self(of_shown(shown))


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
    return _raw(picture(shown["svg"], shown["title"]))


def _text(shown: Shown) -> nodes.Node:
    return nodes.literal_block(shown["text"], shown["text"], language="text")


def _raw(html: str) -> nodes.raw:
    return nodes.raw("", html, format="html")
