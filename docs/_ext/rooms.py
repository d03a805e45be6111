"""``{rooms}``: the picture of the rooms of the package, from the layers of import-linter."""

import re
import sys
import tomllib
from importlib import import_module
from pathlib import Path

from docutils import nodes
from lxml import etree
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

_PROJECT = Path(__file__).parents[2] / "pyproject.toml"
_WIDTH, _ROW, _GAP, _EDGE = 720, 46, 12, 8


def layers() -> list[list[str]]:
    """Return the rooms, floor by floor from the top."""
    project = tomllib.loads(_PROJECT.read_text("utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    contract = next(each for each in contracts if each["type"] == "layers")
    return [
        [each.strip().removeprefix("pushstanza.") for each in re.split(r"[|:]", floor)]
        for floor in contract["layers"]
    ]


def purpose(room: str) -> str:
    """Return the first sentence of what a room says of itself."""
    module = import_module(f"pushstanza.{room}")
    return (sys.modules[module.__name__].__doc__ or "").strip().partition("\n")[0]


def picture() -> str:
    """Return the picture as SVG: a floor a row, in which a room may import those below."""
    floors = layers()
    height = len(floors) * (_ROW + _GAP) + _EDGE
    svg = etree.Element(
        "{http://www.w3.org/2000/svg}svg",
        {"viewBox": f"0 0 {_WIDTH} {height}", "role": "img", "class": "rooms"},
        nsmap={None: "http://www.w3.org/2000/svg"},
    )
    etree.SubElement(svg, "title").text = "The layers of pushstanza; imports go down"
    for row, rooms in enumerate(floors):
        width = (_WIDTH - _EDGE * 2 - _GAP * (len(rooms) - 1)) / len(rooms)
        for column, room in enumerate(rooms):
            left = _EDGE + column * (width + _GAP)
            _room(svg, room, left, _EDGE + row * (_ROW + _GAP), width)
    return etree.tostring(svg, encoding="unicode")


def _room(svg: etree._Element, room: str, left: float, top: float, width: float) -> None:
    box = {"x": left, "y": top, "width": width, "height": _ROW, "rx": 6}
    style = {"fill": "none", "stroke": "currentColor", "stroke-width": 1.5}
    etree.SubElement(svg, "rect", {name: str(value) for name, value in (box | style).items()})
    text = {"x": str(left + width / 2), "y": str(top + _ROW / 2 + 5), "text-anchor": "middle"}
    font = {"fill": "currentColor", "font-family": "monospace", "font-size": "15"}
    etree.SubElement(svg, "text", text | font).text = room


class Rooms(SphinxDirective):
    """The picture, and a list of the rooms with what they are for."""

    def run(self) -> list[nodes.Node]:
        """Return the nodes."""
        self.env.note_dependency(str(_PROJECT))
        entries = nodes.definition_list()
        for rooms in layers():
            for room in rooms:
                term = nodes.term("", "", nodes.literal(text=room))
                entries += nodes.definition_list_item(
                    "", term, nodes.definition("", nodes.paragraph(text=purpose(room)))
                )
        return [nodes.raw("", picture(), format="html"), entries]


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directive."""
    app.add_directive("rooms", Rooms)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
