"""Tables on narrow pages: each row becomes a list of cells, with the names of their columns."""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

#: From how many columns on a table is too wide for a narrow page.
WIDE = 2


class NamedCells(SphinxPostTransform):
    """Put the name of the column into each cell; the style sheet shows it on narrow pages only."""

    default_priority = 400
    formats = ("html",)

    def run(self, **_: Any) -> None:
        """Name the cells of all wide tables of the page."""
        for table in self.document.findall(nodes.table):
            head, body = table.next_node(nodes.thead), table.next_node(nodes.tbody)
            if head is not None and body is not None:
                names = [each.astext() for each in head.findall(nodes.entry)]
                if len(names) >= WIDE:
                    table["classes"].append("wide")
                    _name_cells(body, names)


def _name_cells(body: nodes.tbody, names: list[str]) -> None:
    for row in body.findall(nodes.row):
        cells = [each for each in row.children if isinstance(each, nodes.entry)]
        for name, cell in zip(names, cells, strict=False):
            if cell.astext():
                cell.insert(0, nodes.inline("", name, classes=["column"]))
            else:
                cell["classes"].append("empty")


def setup(app: Sphinx) -> dict[str, bool]:
    """Tell Sphinx of the transform."""
    app.add_post_transform(NamedCells)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
